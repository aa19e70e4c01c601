// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Structs of two builds, described by BTF made here: found the same or not, and translated member by member. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <bpf/btf.h>
#include <cmocka.h>

#include "kernel/translation.h"

struct member {
	const char *name;
	__u32 bits; /* of the number */
	__u32 count; /* 0: no array */
};

/* Adds `struct NAME` with these members one behind the other, and `inner` (0: none) as its last one, called "key". */
static __u32 add_struct(struct btf *btf, const char *name, const struct member *members, __u32 inner)
{
	__u32 types[16], offset = 0, count = 0, type;

	for (; members[count].name; count++) {
		char number[16];

		snprintf(number, sizeof(number), "u%u", members[count].bits);
		types[count] = btf__add_int(btf, number, members[count].bits / 8, 0);
		if (members[count].count)
			types[count] = btf__add_array(btf, types[count], types[count], members[count].count);
	}
	for (__u32 i = 0; i < count; i++)
		offset += members[i].bits / 8 * (members[i].count ? members[i].count : 1);
	type = btf__add_struct(btf, name, offset + (inner ? btf__type_by_id(btf, inner)->size : 0));
	offset = 0;
	for (__u32 i = 0; i < count; i++) {
		btf__add_field(btf, members[i].name, types[i], offset, 0);
		offset += members[i].bits * (members[i].count ? members[i].count : 1);
	}
	if (inner)
		btf__add_field(btf, "key", inner, offset, 0);
	return type;
}

static const struct member old_key[] = {{"address", 8, 4}, {"port", 16, 0}, {"vlan", 16, 0}, {NULL, 0, 0}};
static const struct member same_size_key[] = {{"address", 8, 4}, {"vlan", 16, 0}, {"port", 16, 0}, {NULL, 0, 0}};
static const struct member new_key[] = {
	{"tunnel", 32, 0}, {"port", 32, 0}, {"address", 8, 4}, {"vlan", 16, 0}, {NULL, 0, 0}};
static const struct member short_key[] = {{"address", 8, 4}, {"port", 16, 0}, {NULL, 0, 0}};
static const struct member narrow_key[] = {{"address", 8, 4}, {"port", 8, 0}, {"vlan", 16, 0}, {NULL, 0, 0}};
static const struct member old_record[] = {{"gone", 64, 0}, {"packets", 32, 0}, {NULL, 0, 0}};
static const struct member new_record[] = {{"packets", 64, 0}, {"more", 32, 0}, {NULL, 0, 0}};

static struct tl_layout make_layout(const struct member *key, const struct member *record)
{
	struct btf *btf = btf__new_empty();

	add_struct(btf, "record", record, add_struct(btf, "tl_flow_key", key, 0));
	return tl_layout_of(btf, "record");
}

static void free_layout(struct tl_layout layout)
{
	btf__free((struct btf *)(uintptr_t)layout.btf);
}

static void test_same(void **state)
{
	struct tl_layout one = make_layout(old_key, old_record), other = make_layout(old_key, old_record);
	char difference[64] = "";

	(void)state;
	assert_true(tl_layout_is_same(one, other, difference, sizeof(difference)));
	assert_string_equal(difference, "");
	free_layout(other);
	other = make_layout(same_size_key, old_record);
	assert_false(tl_layout_is_same(one, other, difference, sizeof(difference)));
	assert_string_equal(difference, "key.port");
	free_layout(other);
	other = make_layout(old_key, new_record);
	assert_false(tl_layout_is_same(one, other, difference, sizeof(difference)));
	free_layout(other);
	free_layout(one);
}

static void test_translation(void **state)
{
	struct tl_layout from = make_layout(old_key, old_record), to = make_layout(new_key, new_record);
	const struct __attribute__((packed)) {
		__u64 gone;
		__u32 packets;
		__u8 address[4];
		__u16 port, vlan;
	} old = {7, 0xfffffff0, {1, 2, 3, 4}, 0xff01, 5};
	struct __attribute__((packed)) {
		__u64 packets;
		__u32 more, tunnel, port;
		__u8 address[4];
		__u16 vlan;
	} new;
	struct tl_translation translation;

	(void)state;
	assert_int_equal(tl_translation_make(&translation, from, to), 0);
	assert_int_equal(translation.from_size, sizeof(old));
	assert_int_equal(translation.to_size, sizeof(new));
	memset(&new, 0xee, sizeof(new));
	tl_translate(&translation, &old, &new);
	assert_int_equal(new.packets, 0xfffffff0);
	assert_int_equal(new.more, 0);
	assert_int_equal(new.tunnel, 0);
	assert_int_equal(new.port, 0xff01);
	assert_memory_equal(new.address, old.address, 4);
	assert_int_equal(new.vlan, 5);
	free_layout(from);
	free_layout(to);
}

static void refused(const struct member *key, const struct member *record, const char *problem)
{
	struct tl_layout from = make_layout(old_key, old_record), to = make_layout(key, record);
	struct tl_translation translation;

	assert_int_not_equal(tl_translation_make(&translation, from, to), 0);
	assert_string_equal(translation.problem, problem);
	free_layout(from);
	free_layout(to);
}

static void test_what_cannot_be(void **state)
{
	struct tl_translation translation;
	struct tl_layout from = make_layout(old_key, old_record);

	(void)state;
	refused(short_key, new_record, "key.vlan is no longer a part of the key");
	refused(narrow_key, new_record, "key.port has become narrower");
	assert_int_not_equal(tl_translation_make(&translation, from, tl_layout_of(from.btf, "other")), 0);
	assert_string_equal(translation.problem, "the struct is not described by BTF");
	free_layout(from);
}

static void test_member(void **state)
{
	struct tl_layout layout = make_layout(old_key, old_record);
	__u32 offset, size;

	(void)state;
	assert_true(tl_layout_member(layout, "packets", &offset, &size));
	assert_int_equal(offset, 8);
	assert_int_equal(size, 4);
	assert_false(tl_layout_member(layout, "address", &offset, &size));
	free_layout(layout);
}

/* struct { u32 first : 3; u32 second : BITS; } from a bit on that is not the first of an octet */
static struct tl_layout make_bits(__u32 bits)
{
	struct btf *btf = btf__new_empty();
	__u32 number = btf__add_int(btf, "u32", 4, 0);

	btf__add_struct(btf, "bits", 8);
	btf__add_field(btf, "second", number, bits == 12 ? 3 : 37, bits);
	return tl_layout_of(btf, "bits");
}

static void test_bit_fields(void **state)
{
	struct tl_layout from = make_bits(12), to = make_bits(13);
	const __u64 old = 0xabcull << 3 | 7;
	struct tl_translation translation;
	__u64 new = ~0ull;

	(void)state;
	assert_int_equal(tl_translation_make(&translation, from, to), 0);
	tl_translate(&translation, &old, &new);
	assert_true(new == 0xabcull << 37);
	assert_int_not_equal(tl_translation_make(&translation, to, from), 0);
	assert_string_equal(translation.problem, "second has become narrower");
	free_layout(from);
	free_layout(to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),	       cmocka_unit_test(test_translation),
		cmocka_unit_test(test_what_cannot_be), cmocka_unit_test(test_member),
		cmocka_unit_test(test_bit_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
