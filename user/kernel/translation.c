// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "translation.h"

#include <errno.h>
#include <string.h>

#include "layout_parts.h"

struct places {
	__u32 from, to;
};

static int refuse(struct tl_translation *translation, const char *path, const char *what)
{
	snprintf(translation->problem, sizeof(translation->problem), "%s %s", path, what);
	return -ENOTSUP;
}

static int add_step(struct tl_translation *translation, const struct tl_translation_step *step, const char *path)
{
	struct tl_translation_step *last = translation->count ? &translation->steps[translation->count - 1] : NULL;

	/* what lies side by side on both sides goes together */
	if (last && !step->bits && !last->bits && step->from_size == step->to_size &&
	    last->from_size == last->to_size && last->from + last->from_size == step->from &&
	    last->to + last->to_size == step->to) {
		last->from_size += step->from_size;
		last->to_size += step->to_size;
		return 0;
	}
	if (translation->count == TL_TRANSLATION_STEPS)
		return refuse(translation, path, "is one member too many");
	translation->steps[translation->count++] = *step;
	return 0;
}

static bool is_number(const struct btf_type *type)
{
	return btf_is_int(type) || btf_is_enum(type);
}

static int translate_number(struct tl_translation *translation, const struct btf_type *from, const struct btf_type *to,
			    struct places at, const char *path)
{
	const struct tl_translation_step step = {
		.from = at.from,
		.from_size = from->size,
		.to = at.to,
		.to_size = to->size,
		.is_signed = btf_is_int(from) && btf_int_encoding(from) & BTF_INT_SIGNED,
	};

	if (to->size < from->size)
		return refuse(translation, path, "has become narrower");
	return add_step(translation, &step, path);
}

static int translate_bits(struct tl_translation *translation, const struct btf_type *from, int from_member,
			  const struct btf_type *to, int to_member, struct places at, const char *path)
{
	const __u32 from_bits = btf_member_bitfield_size(from, from_member),
		    to_bits = btf_member_bitfield_size(to, to_member);
	const struct tl_translation_step step = {
		.bits = from_bits,
		.from = at.from * 8 + btf_member_bit_offset(from, from_member),
		.to = at.to * 8 + btf_member_bit_offset(to, to_member),
	};

	if (!from_bits || !to_bits)
		return refuse(translation, path, "is a bit field on one side only");
	if (to_bits < from_bits)
		return refuse(translation, path, "has become narrower");
	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		return refuse(translation, path, "is a bit field, which is not read on this machine");
	return add_step(translation, &step, path);
}

static int make(struct tl_translation *translation, struct tl_layout from, struct tl_layout to, struct places at,
		const char *path);

static int translate_array(struct tl_translation *translation, struct tl_layout from, struct tl_layout to,
			   struct places at, const char *path)
{
	const struct btf_array *left = btf_array(tl_layout_plain(&from)), *right = btf_array(tl_layout_plain(&to));
	__u32 from_size = btf__resolve_size(from.btf, left->type), to_size = btf__resolve_size(to.btf, right->type);
	int error = 0;

	if (right->nelems < left->nelems)
		return refuse(translation, path, "has become shorter");
	for (__u32 i = 0; i < left->nelems && !error; i++) {
		struct places element = {.from = at.from + i * from_size, .to = at.to + i * to_size};

		error = make(translation, tl_layout_inside(from, left->type), tl_layout_inside(to, right->type),
			     element, path);
	}
	return error;
}

static int find_member(struct tl_layout layout, const char *name)
{
	const struct btf_type *type = tl_layout_plain(&layout);

	for (__u32 i = 0; i < btf_vlen(type); i++)
		if (!strcmp(tl_layout_member_name(layout, btf_members(type) + i), name))
			return (int)i;
	return -1;
}

/* Nothing that tells two flows apart may go, but for what was always 0. */
static int check_key(struct tl_translation *translation, struct tl_layout from, struct tl_layout to, const char *path)
{
	const struct btf_type *type = tl_layout_plain(&from);

	if (strcmp(btf__name_by_offset(from.btf, type->name_off), "tl_flow_key") != 0)
		return 0;
	for (__u32 i = 0; i < btf_vlen(type); i++) {
		const char *name = tl_layout_member_name(from, btf_members(type) + i);
		char below[TL_LAYOUT_PATH];

		tl_layout_join_path(below, path, name);
		if (find_member(to, name) < 0 && strcmp(name, "reserved") != 0)
			return refuse(translation, below, "is no longer a part of the key");
	}
	return 0;
}

static int translate_members(struct tl_translation *translation, struct tl_layout from, struct tl_layout to,
			     struct places at, const char *path)
{
	const struct btf_type *left = tl_layout_plain(&from), *right = tl_layout_plain(&to);
	int error = check_key(translation, from, to, path);

	for (__u32 i = 0; i < btf_vlen(right) && !error; i++) {
		const struct btf_member *member = btf_members(right) + i;
		int number = find_member(from, tl_layout_member_name(to, member));
		struct places below = at;
		char name[TL_LAYOUT_PATH];

		if (number < 0 || !strcmp(tl_layout_member_name(to, member), "reserved"))
			continue;
		tl_layout_join_path(name, path, tl_layout_member_name(to, member));
		if (btf_member_bitfield_size(right, i) || btf_member_bitfield_size(left, number)) {
			error = translate_bits(translation, left, number, right, (int)i, at, name);
			continue;
		}
		below.from += btf_member_bit_offset(left, number) / 8;
		below.to += btf_member_bit_offset(right, i) / 8;
		error = make(translation, tl_layout_inside(from, btf_members(left)[number].type),
			     tl_layout_inside(to, member->type), below, name);
	}
	return error;
}

static int make(struct tl_translation *translation, struct tl_layout from, struct tl_layout to, struct places at,
		const char *path)
{
	const struct btf_type *left = tl_layout_plain(&from), *right = tl_layout_plain(&to);

	if (!left || !right)
		return refuse(translation, path, "has no type");
	if (is_number(left) && is_number(right))
		return translate_number(translation, left, right, at, path);
	if (btf_is_array(left) && btf_is_array(right))
		return translate_array(translation, from, to, at, path);
	if (btf_is_struct(left) && btf_is_struct(right))
		return translate_members(translation, from, to, at, path);
	return refuse(translation, path, "has become something else");
}

int tl_translation_make(struct tl_translation *translation, struct tl_layout from, struct tl_layout to)
{
	const struct places start = {0, 0};

	memset(translation, 0, sizeof(*translation));
	if (!from.type || !to.type)
		return refuse(translation, "the struct", "is not described by BTF");
	translation->from_size = btf__resolve_size(from.btf, from.type);
	translation->to_size = btf__resolve_size(to.btf, to.type);
	return make(translation, from, to, start, "");
}

static __s64 read_number(const void *at, __u32 size, bool is_signed)
{
	union {
		__u8 one;
		__u16 two;
		__u32 four;
		__u64 eight;
	} value = {0};

	memcpy(&value, at, size);
	switch (size) {
	case 1:
		return is_signed ? (__s8)value.one : value.one;
	case 2:
		return is_signed ? (__s16)value.two : value.two;
	case 4:
		return is_signed ? (__s32)value.four : (__s64)value.four;
	default:
		return (__s64)value.eight;
	}
}

static void write_number(void *at, __u32 size, __s64 number)
{
	const __u16 two = (__u16)number;
	const __u32 four = (__u32)number;

	if (size == 2)
		memcpy(at, &two, sizeof(two));
	else if (size == 4)
		memcpy(at, &four, sizeof(four));
	else
		memcpy(at, &number, sizeof(number));
}

static void copy_bits(const struct tl_translation_step *step, const __u8 *from, __u8 *to)
{
	for (__u32 i = 0; i < step->bits; i++) {
		__u32 source = step->from + i, target = step->to + i;

		if (from[source / 8] >> source % 8 & 1)
			to[target / 8] |= 1u << target % 8;
	}
}

void tl_translate(const struct tl_translation *translation, const void *from, void *to)
{
	memset(to, 0, translation->to_size);
	for (unsigned int i = 0; i < translation->count; i++) {
		const struct tl_translation_step *step = &translation->steps[i];
		const __u8 *source = (const __u8 *)from + (step->bits ? 0 : step->from);
		__u8 *target = (__u8 *)to + (step->bits ? 0 : step->to);

		if (step->bits)
			copy_bits(step, from, to);
		else if (step->from_size == step->to_size)
			memcpy(target, source, step->to_size);
		else
			write_number(target, step->to_size, read_number(source, step->from_size, step->is_signed));
	}
}
