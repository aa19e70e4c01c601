/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What writer and reader agree on: codes of profiles and places, and how a value is packed. */
#ifndef TAPLESS_STORE_PROFILE_H
#define TAPLESS_STORE_PROFILE_H

#include "../query/row.h"

/* The lower two bits of a code; the number of the field is above. */
enum tl_store_code {
	TL_CODE_OWN, /* the value is in the record's details */
	TL_CODE_STEADY, /* it follows */
	TL_CODE_SAME, /* it is that of the field whose number follows */
};

enum tl_store_value {
	TL_VALUE_NUMBER,
	TL_VALUE_SIGNED,
	TL_VALUE_REAL, /* 8 octets as the machine has them */
	TL_VALUE_TEXT, /* id in `text` */
	TL_VALUE_ADDRESS, /* id in `address` */
	TL_VALUE_OCTETS, /* with their number in front */
};

static inline enum tl_store_value tl_store_value_of(unsigned int type)
{
	if (type == TL_TYPE_STRING)
		return TL_VALUE_TEXT;
	if (type == TL_TYPE_IPV4_ADDRESS || type == TL_TYPE_IPV6_ADDRESS)
		return TL_VALUE_ADDRESS;
	switch (tl_form_of(type)) {
	case TL_FORM_NUMBER:
		return TL_VALUE_NUMBER;
	case TL_FORM_SIGNED:
		return TL_VALUE_SIGNED;
	case TL_FORM_REAL:
		return TL_VALUE_REAL;
	default:
		return TL_VALUE_OCTETS;
	}
}

/* A field's value by that of the field it is the same as. */
static inline __u64 tl_store_same(unsigned int field, unsigned int as, __u64 number)
{
	if (tl_field_element(field)->type == TL_TYPE_DATE_TIME_MILLISECONDS &&
	    tl_field_element(as)->type != TL_TYPE_DATE_TIME_MILLISECONDS)
		return number / 1000000 * 1000000;
	return number;
}

#endif
