// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "collector_files.h"

#include "../export/dialect.h"
#include "../export/enterprise.h"

#define PLACES_FOR_IDS 100000 /* more than ids there are; protobuf reserves 19000 to 19999 */

/* How an enterprise tells the reverse form: IANA by RFC 5103's number, others by bit 14 of the id, if they have any. */
static void print_reverse_form(FILE *out, __u32 enterprise)
{
	if (enterprise == TL_PEN_IANA) {
		fprintf(out, "\t\t<biflow mode=\"pen\">%d</biflow>\n", TL_PEN_REVERSE);
		return;
	}
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].enterprise == enterprise && tl_elements[i].reverse_offset) {
			fputs("\t\t<biflow mode=\"split\">14</biflow>\n", out);
			return;
		}
	fputs("\t\t<biflow mode=\"none\"/>\n", out);
}

static void print_libfds_element(FILE *out, const struct tl_element *element, __u16 id, unsigned int type, bool reverse)
{
	fprintf(out, "\t<element>\n\t\t<id>%u</id>\n\t\t<name>", id);
	if (reverse)
		fprintf(out, "reverse%c%s</name>\n", element->name[0] & ~0x20, element->name + 1);
	else
		fprintf(out, "%s</name>\n", element->name);
	fprintf(out, "\t\t<dataType>%s</dataType>\n", tl_type_name(type));
	fprintf(out, "\t\t<dataSemantics>%s</dataSemantics>\n", tl_semantics_name(element->semantics));
	if (element->units)
		fprintf(out, "\t\t<units>%s</units>\n", tl_units_name(element->units));
	fputs("\t\t<status>current</status>\n\t</element>\n", out);
}

static bool is_of_earlier_dialect(const struct tl_alternative *alternative)
{
	for (const struct tl_alternative *earlier = tl_alternatives; earlier < alternative; earlier++)
		if (earlier->enterprise == alternative->enterprise && earlier->id == alternative->id)
			return true;
	return false;
}

/* What --elements may send besides. */
static void print_libfds_alternatives(FILE *out, __u32 enterprise)
{
	for (unsigned int i = 0; i < tl_alternative_count; i++) {
		const struct tl_alternative *alternative = &tl_alternatives[i];
		const struct tl_element *element = &tl_elements[alternative->row];

		if (alternative->enterprise != enterprise || is_of_earlier_dialect(alternative))
			continue;
		print_libfds_element(out, element, alternative->id, alternative->type, false);
		if (alternative->reverse_id)
			print_libfds_element(out, element, alternative->reverse_id, alternative->type, true);
	}
}

void tl_print_libfds_elements(FILE *out, unsigned int place)
{
	const struct tl_enterprise *enterprise = &tl_enterprises[place];

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ipfix-elements>\n\t<scope>\n", out);
	fprintf(out, "\t\t<pen>%u</pen>\n\t\t<name>%s</name>\n", enterprise->number, enterprise->name);
	print_reverse_form(out, enterprise->number);
	fputs("\t</scope>\n", out);
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		if (tl_elements[i].enterprise == enterprise->number)
			print_libfds_element(out, &tl_elements[i], tl_elements[i].id, tl_elements[i].type, false);
	print_libfds_alternatives(out, enterprise->number);
	fputs("</ipfix-elements>\n", out);
}

/* goflow2's word for the type, NULL: it would print such values as if they were text. */
static const char *goflow2_type(const struct tl_element *element)
{
	switch (element->type) {
	case TL_TYPE_UNSIGNED8:
	case TL_TYPE_UNSIGNED16:
	case TL_TYPE_UNSIGNED32:
	case TL_TYPE_UNSIGNED64:
		return "varint";
	case TL_TYPE_STRING:
		return "string";
	default:
		return NULL;
	}
}

static void print_goflow2_number(FILE *out, const struct tl_element *element, __u32 enterprise, __u16 id)
{
	if (!goflow2_type(element))
		return;
	fprintf(out, "    - field: %u\n      destination: %s\n", id, element->name);
	if (enterprise)
		fprintf(out, "      penprovided: true\n      pen: %u\n", enterprise);
}

void tl_print_goflow2_mapping(FILE *out)
{
	fputs("# Made by `tapless fields --goflow2`. goflow2 skips the reverse forms: send it uniflows.\n"
	      "formatter:\n  protobuf:\n",
	      out);
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++) {
		const struct tl_element *element = &tl_elements[i];
		unsigned int index = (tl_enterprise_by_number(element->enterprise) + 1) * PLACES_FOR_IDS + element->id;

		if (goflow2_type(element))
			fprintf(out, "    - name: %s\n      index: %u\n      type: %s\n", element->name, index,
				goflow2_type(element));
	}
	fputs("ipfix:\n  mapping:\n", out);
	for (unsigned int i = 0; i < TL_ELEMENT__COUNT; i++)
		print_goflow2_number(out, &tl_elements[i], tl_elements[i].enterprise, tl_elements[i].id);
	for (unsigned int i = 0; i < tl_alternative_count; i++)
		if (!is_of_earlier_dialect(&tl_alternatives[i]))
			print_goflow2_number(out, &tl_elements[tl_alternatives[i].row], tl_alternatives[i].enterprise,
					     tl_alternatives[i].id);
}
