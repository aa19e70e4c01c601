/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How one build's struct becomes another's. Members are matched by their names. */
#ifndef TAPLESS_KERNEL_TRANSLATION_H
#define TAPLESS_KERNEL_TRANSLATION_H

#include "layout.h"

/* One run of octets to copy, one integer to widen, or `bits` of a bit field, whose places are then counted in bits. */
struct tl_translation_step {
	__u32 bits;
	__u32 from, from_size;
	__u32 to, to_size;
	bool is_signed;
};

#define TL_TRANSLATION_STEPS 160

struct tl_translation {
	__u32 from_size, to_size;
	unsigned int count;
	struct tl_translation_step steps[TL_TRANSLATION_STEPS];
	char problem[160]; /* why not: the path of a member, and what is the matter with it */
};

/*
 * How `from` becomes `to`: members of the same name, integers widened, arrays element by element; what `from` lacks is 0.
 * What `to` lacks is left out, but not out of a `struct tl_flow_key`, where two flows would become one: that, a narrower
 * integer and another kind of type are -ENOTSUP, explained in `problem`.
 */
int tl_translation_make(struct tl_translation *translation, struct tl_layout from, struct tl_layout to);

/* `to` has room for to_size octets, `from` holds from_size. */
void tl_translate(const struct tl_translation *translation, const void *from, void *to);

#endif
