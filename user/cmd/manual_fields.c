// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* man/tapless-fields.7: the elements of flow records, from their table. */
#include "../export/element.h"
#include "../export/enterprise.h"
#include "completion.h"

static void print_number(__u32 enterprise, __u16 id, FILE *out)
{
	if (enterprise)
		fprintf(out, "%u/%u", enterprise, id);
	else
		fprintf(out, "%u", id);
}

static void print_element(const struct tl_element *element, FILE *out)
{
	__u32 enterprise;
	__u16 id;

	fprintf(out, ".TP\n\\fB%s\\fR (", element->name);
	print_number(element->enterprise, element->id, out);
	if (element->reverse_offset) {
		tl_element_reverse_number(element, &enterprise, &id);
		fputs(", reverse ", out);
		print_number(enterprise, id, out);
	}
	fprintf(out, "; %s%s%s%s)\n", element->part == TL_PART_LIST ? "basicList of " : "", tl_type_name(element->type),
		element->units ? ", " : "", tl_units_name(element->units));
	tl_manual_text(element->text, out);
	fputc('\n', out);
}

void tl_manual_fields(FILE *out)
{
	fputs(".\\\" SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause\n"
	      ".\\\" made by `tapless completion fields`; change the table of elements, then run "
	      "completion/regenerate\n"
	      ".TH TAPLESS\\-FIELDS 7\n"
	      ".SH NAME\ntapless\\-fields \\- the fields of flow records\n"
	      ".SH DESCRIPTION\n"
	      "What \\fBtapless\\fR(8) exports: the name, which is the key in JSON and a word of filters in "
	      "\\fBtapless query\\fR; "
	      "the number of the information element, of IANA\\(aqs registry or as enterprise/element, and that of its "
	      "reverse "
	      "form (RFC 5103) if it has one; type and unit. A field that was not observed is absent from a record.\n"
	      ".PP\nEnterprises:\n",
	      out);
	for (unsigned int i = 0; i < tl_enterprise_count; i++)
		if (tl_enterprises[i].number)
			fprintf(out, ".br\n%u %s\n", tl_enterprises[i].number, tl_enterprises[i].name);
	fputs(".SH FIELDS\n", out);
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++)
		print_element(&tl_elements[row], out);
	fputs(".SH SEE ALSO\n.BR tapless (8),\nRFC 7011, RFC 7012, RFC 5103, RFC 5610\n", out);
}
