/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What questions are asked of: the values of one record by field (export/element.h), wherever they come from. */
#ifndef TAPLESS_QUERY_ROW_H
#define TAPLESS_QUERY_ROW_H

#include "../export/template.h"

/*
 * One value. By the element's type: unsigned, boolean and times (nanoseconds since 1970) are in `number`, signed ones in it
 * as two's complement, floats in `real`; addresses, MACs, texts and the rest are `octets`, in network order.
 */
struct tl_datum {
	bool is_present;
	__u32 length; /* of the octets */
	union {
		__u64 number;
		double real;
		const __u8 *octets; /* the source's, until the next row */
	};
};

struct tl_row {
	struct tl_datum data[TL_FIELD__COUNT];
	__u16 present[TL_FIELD__COUNT]; /* which they are, so that clearing is cheap */
	unsigned int present_count;
	__u32 octets; /* of the record where it is kept; 0: its source cannot tell */
};

enum tl_datum_form { /* of a value, by its type */
		     TL_FORM_NUMBER,
		     TL_FORM_SIGNED,
		     TL_FORM_REAL,
		     TL_FORM_OCTETS,
};

enum tl_datum_form tl_form_of(unsigned int type);

/* Number of an element's forward field. */
static inline unsigned int tl_field_of(enum tl_element_row element)
{
	return TL_ELEMENT__COUNT + element;
}

static inline unsigned int tl_field_reverse_of(enum tl_element_row element)
{
	return element;
}

void tl_row_clear(struct tl_row *row);

static inline void tl_row_put(struct tl_row *row, unsigned int field, const struct tl_datum *datum)
{
	if (!row->data[field].is_present)
		row->present[row->present_count++] = (__u16)field;
	row->data[field] = *datum;
	row->data[field].is_present = true;
}

/*
 * Adds the values of a record as it stands on the wire; the row points into `bytes`. Elements that are not in our table are left out.
 * -EBADMSG if the record is cut, or a number has a length that no number has.
 */
int tl_row_take(struct tl_row *row, const struct tl_template *template, const __u8 *bytes, size_t length);

/* A value of this type as it stands on the wire. -EBADMSG: a number has a length that no number has. */
int tl_datum_take(struct tl_datum *datum, unsigned int type, const __u8 *bytes, size_t length);

static inline const struct tl_datum *tl_row_get(const struct tl_row *row, unsigned int field)
{
	return row->data[field].is_present ? &row->data[field] : NULL;
}

#endif
