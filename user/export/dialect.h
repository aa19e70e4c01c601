/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Other numbers for the same facts. Where several vendors define an element for one, a destination chooses whose is sent, so that
 * a collector understands our records as those of its own probe. A row is only where meaning and unit are the same.
 */
#ifndef TAPLESS_EXPORT_DIALECT_H
#define TAPLESS_EXPORT_DIALECT_H

#include "element.h"

/* Which elements IPFIX has. */
enum tl_elements_sent {
	TL_ELEMENTS_ALL, /* IANA's, else Flowmon's, else CESNET's, else our own: as the table of elements has them */
	TL_ELEMENTS_STANDARD, /* IANA's, and their reverse forms (RFC 5103), and no other */
	TL_ELEMENTS_FLOWMON, /* all, with the alternatives of a dialect */
	TL_ELEMENTS_CESNET,
	TL_ELEMENTS_NTOP,
	TL_ELEMENTS__COUNT,
};

extern const char *const tl_elements_names[]; /* by the above; up to NULL */

struct tl_alternative {
	__u16 row; /* enum tl_element_row */
	__u16 id;
	__u16 reverse_id; /* 0: the dialect has none, and the reverse form keeps the number of its element */
	__u8 sent; /* enum tl_elements_sent: in which dialect */
	__u8 type; /* enum tl_type */
	__u32 enterprise;
};

extern const struct tl_alternative tl_alternatives[];
extern const unsigned int tl_alternative_count;

/* NULL: the dialect has the number of the table of elements. */
const struct tl_alternative *tl_dialect_alternative(unsigned int sent, unsigned int row);

/* How a field stands in a template. An integer is never longer than its element's, and may be shorter than its type (RFC 7011 6.2). */
struct tl_form {
	__u32 enterprise;
	__u16 id;
	__u16 length;
	__u8 type;
};

struct tl_form tl_dialect_form(unsigned int sent, unsigned int field);

/* The element that an alternative stands for; *reverse tells its form. NULL: the number is no dialect's. */
const struct tl_element *tl_dialect_find(__u32 enterprise, __u16 id, bool *reverse);

#endif
