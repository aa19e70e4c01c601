/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Structs as BTF describes them: are two builds' the same, and if not, how does one's become the other's? Members are
 * matched by their names.
 */
#ifndef TAPLESS_KERNEL_LAYOUT_H
#define TAPLESS_KERNEL_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/types.h>

struct btf;

/* A type in its BTF; the BTF belongs to somebody else. */
struct tl_layout {
	const struct btf *btf;
	__u32 type;
};

/* The struct of that name; type 0: there is none. */
struct tl_layout tl_layout_of(const struct btf *btf, const char *name);

/*
 * Same size, and the same members, at the same places, all the way down. If not, `difference` says where: the path of the
 * first member that differs.
 */
bool tl_layout_is_same(struct tl_layout one, struct tl_layout other, char *difference, size_t size);

/* Size and offset in octets of an integer member; false if there is none of that name at the top. */
bool tl_layout_member(struct tl_layout layout, const char *name, __u32 *offset, __u32 *size);

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
