// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "meaning.h"

#include "row.h"

static bool is_duration(const struct tl_element *element)
{
	return element->type <= TL_TYPE_UNSIGNED64 && tl_meaning_scale(element) > 0 &&
	       element->units >= TL_UNITS_SECONDS && element->units <= TL_UNITS_NANOSECONDS;
}

static enum tl_meaning meaning_of_octets(unsigned int type)
{
	switch (type) {
	case TL_TYPE_STRING:
		return TL_MEANING_TEXT;
	case TL_TYPE_MAC_ADDRESS:
		return TL_MEANING_MAC;
	case TL_TYPE_IPV4_ADDRESS:
	case TL_TYPE_IPV6_ADDRESS:
		return TL_MEANING_ADDRESS;
	default:
		return TL_MEANING_HEX;
	}
}

enum tl_meaning tl_meaning_of(const struct tl_element *element)
{
	unsigned int row = (unsigned int)(element - tl_elements);

	switch (tl_form_of(element->type)) {
	case TL_FORM_SIGNED:
		return TL_MEANING_SIGNED;
	case TL_FORM_REAL:
		return TL_MEANING_REAL;
	case TL_FORM_OCTETS:
		return meaning_of_octets(element->type);
	case TL_FORM_NUMBER:
		break;
	}
	if (element->type == TL_TYPE_BOOLEAN)
		return TL_MEANING_BOOLEAN;
	if (element->type >= TL_TYPE_DATE_TIME_SECONDS && element->type <= TL_TYPE_DATE_TIME_NANOSECONDS)
		return TL_MEANING_TIME;
	if (row == TL_ELEMENT_protocolIdentifier || row == TL_ELEMENT_tunnelProtocol ||
	    row == TL_ELEMENT_quotedProtocolIdentifier)
		return TL_MEANING_PROTOCOL;
	if (row == TL_ELEMENT_tcpControlBits || row == TL_ELEMENT_initialTCPFlags)
		return TL_MEANING_FLAGS;
	if (is_duration(element))
		return TL_MEANING_DURATION;
	return element->semantics == TL_SEMANTICS_DELTA_COUNTER || element->units == TL_UNITS_OCTETS
		       ? TL_MEANING_NUMBER
		       : TL_MEANING_IDENTIFIER;
}

__u64 tl_meaning_scale(const struct tl_element *element)
{
	if (tl_form_of(element->type) != TL_FORM_NUMBER || element->type > TL_TYPE_UNSIGNED64)
		return 1; /* times are in nanoseconds already */
	switch (element->units) {
	case TL_UNITS_SECONDS:
		return 1000000000;
	case TL_UNITS_MILLISECONDS:
		return 1000000;
	case TL_UNITS_MICROSECONDS:
		return 1000;
	default:
		return 1;
	}
}
