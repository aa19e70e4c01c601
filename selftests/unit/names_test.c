// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Finding the SNI of a ClientHello, whole, cut, split into records and malformed. */
#include "names_support.h"
#include "hello.h"

static char long_name[300];

static size_t end_of(const struct hello *hello, const char *name, size_t name_length)
{
	const __u8 *found = memmem(hello->bytes, hello->length, name, name_length);

	assert_non_null(found);
	return found - hello->bytes + name_length;
}

static void expect_hello(const struct hello_options *options)
{
	struct hello hello;

	hello_build(&hello, options);
	if (options->name)
		expect_name_from(hello.bytes, hello.length, end_of(&hello, options->name, strlen(options->name)),
				 TL_NAME_TLS_SNI, options->name);
	else
		expect_absent_from(hello.bytes, hello.length, hello.length - 64); /* last extension's content */
}

static void test_hello_of_each_version(void **state)
{
	(void)state;
	for (__u8 version = 1; version <= 4; version++) {
		expect_hello(&(struct hello_options){.name = NAME, .version = version});
		expect_hello(&(struct hello_options){.version = version, .extensions_before = 3});
	}
}

static void test_name_first_middle_last(void **state)
{
	(void)state;
	for (unsigned before = 0; before <= 6; before++)
		expect_hello(&(struct hello_options){.name = NAME,
						     .session_id = 32,
						     .grease = true,
						     .extensions_before = before,
						     .extensions_after = 6 - before});
}

static void test_only_extension(void **state)
{
	(void)state;
	expect_hello(&(struct hello_options){.name = "a"});
	expect_hello(&(struct hello_options){.name = "xn--bcher-kva.example", .ciphers = 200, .session_id = 255});
}

static void test_name_lengths(void **state)
{
	struct hello_options options = {.name = long_name, .extensions_before = 2, .extensions_after = 1};

	(void)state;
	for (size_t length = 1; length <= 255; length++) {
		struct hello hello;

		memset(long_name, 0, sizeof(long_name));
		memset(long_name, 'a' + length % 26, length);
		hello_build(&hello, &options);
		expect_name(hello.bytes, hello.length, TL_NAME_TLS_SNI, long_name);
	}
	expect_hello(&options);
}

static void test_name_too_long_or_empty(void **state)
{
	struct hello hello;

	(void)state;
	memset(long_name, 'a', 256);
	hello_build(&hello, &(struct hello_options){.name = long_name, .name_length = 256});
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello_build(&hello, &(struct hello_options){.name = "", .extensions_after = 1});
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
}

static void test_no_extensions(void **state)
{
	struct hello hello;

	(void)state;
	hello_build(&hello, &(struct hello_options){.no_extensions = true, .version = 1});
	expect_absent_from(hello.bytes, hello.length, hello.length - 1);
}

static void test_post_quantum_key_share(void **state)
{
	(void)state;
	expect_hello(&(struct hello_options){
		.name = NAME, .key_share = 1216, .grease = true, .session_id = 32, .extensions_before = 9});
}

static void test_prefix_is_the_limit(void **state)
{
	struct hello hello;
	size_t end;

	(void)state;
	for (size_t padding = 3800; padding < 4100; padding++) {
		hello_build(&hello, &(struct hello_options){.name = NAME, .key_share = padding});
		end = end_of(&hello, NAME, strlen(NAME));
		assert_int_equal(look(hello.bytes, hello.length),
				 end <= TL_NAME_PREFIX ? TL_NAME_FOUND : TL_NAME_ABSENT);
		assert_int_equal(look(hello.bytes, TL_NAME_PREFIX - 1),
				 end < TL_NAME_PREFIX ? TL_NAME_FOUND : TL_NAME_CUT);
	}
}

/* Split into records of each size, the name is found as soon as its last byte is there. */
static void test_hello_in_several_records(void **state)
{
	struct hello hello;

	(void)state;
	for (size_t size = 1; size < 400; size++) {
		hello_build(&hello, &(struct hello_options){.name = NAME,
							    .record_size = size,
							    .session_id = 32,
							    .extensions_before = 2,
							    .extensions_after = 1});
		expect_name(hello.bytes, hello.length, TL_NAME_TLS_SNI, NAME);
	}
	hello_build(&hello, &(struct hello_options){.name = NAME, .record_size = 1});
	expect_name_from(hello.bytes, hello.length, hello.length, TL_NAME_TLS_SNI, NAME);
	hello_build(&hello, &(struct hello_options){.record_size = 7, .extensions_before = 3});
	expect_absent_from(hello.bytes, hello.length, hello.length - 2 * 64);
	hello_build(&hello, &(struct hello_options){.name = NAME, .key_share = 1216, .record_size = 100});
	for (size_t cut = 0; cut <= hello.length; cut++)
		assert_int_not_equal(look(hello.bytes, cut), TL_NAME_ABSENT);
	expect_name(hello.bytes, hello.length, TL_NAME_TLS_SNI, NAME);
}

static void test_record_of_another_type_between(void **state)
{
	struct hello hello;

	(void)state;
	hello_build(&hello, &(struct hello_options){.name = NAME, .record_size = 60});
	hello.bytes[65] = 0x15; /* an alert where the second record should begin */
	assert_int_equal(look(hello.bytes, 64), TL_NAME_CUT);
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello_build(&hello, &(struct hello_options){.name = NAME, .record_size = 60});
	hello.bytes[68] = hello.bytes[69] = 0; /* an empty record */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
}

/* The message is only what its own length says. */
static void test_name_behind_the_message_does_not_count(void **state)
{
	struct hello hello;
	size_t end;

	(void)state;
	hello_build(&hello, &(struct hello_options){.name = NAME});
	end = end_of(&hello, NAME, strlen(NAME));
	hello.bytes[8]--; /* the handshake message ends inside the name */
	assert_int_equal(look(hello.bytes, end - 1), TL_NAME_ABSENT);
	assert_int_equal(look(hello.bytes, end), TL_NAME_ABSENT);
}

/* Each length field made too large and too small: any answer but a read outside, and a found name must lie inside. */
static void test_wrong_lengths(void **state)
{
	struct hello good, bad;

	(void)state;
	hello_build(&good, &(struct hello_options){
				   .name = NAME, .session_id = 8, .extensions_before = 1, .extensions_after = 1});
	for (size_t at = 0; at < good.length; at++) {
		for (int value = 0; value < 256; value++) {
			bad = good;
			bad.bytes[at] = (__u8)value;
			if (look(bad.bytes, bad.length) == TL_NAME_FOUND)
				assert_in_range(search.length, 1, 255);
		}
	}
}

static void test_server_name_extension_lengths(void **state)
{
	struct hello hello;
	size_t start;

	(void)state;
	hello_build(&hello, &(struct hello_options){.name = NAME, .extensions_after = 1});
	start = end_of(&hello, NAME, strlen(NAME)) - strlen(NAME);
	hello.bytes[start - 1]++; /* name longer than its extension */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello.bytes[start - 1]--;
	hello.bytes[start - 3] = 1; /* not a host name */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello.bytes[start - 3] = 0;
	hello.bytes[start - 6] = 0; /* empty extension: what servers send */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
}

/* server_name entries: (kind, name) until a name is NULL; 0 is a host_name. */
struct entry {
	unsigned kind;
	const char *name;
};

static void build_entries(struct hello *hello, const struct entry *entries, unsigned extensions_before)
{
	static struct hello list;

	list.length = 0;
	hello_put_number(&list, 0, 2);
	for (; entries->name; entries++) {
		hello_put_number(&list, entries->kind, 1);
		hello_put_number(&list, strlen(entries->name), 2);
		hello_put(&list, entries->name, strlen(entries->name));
	}
	hello_close(&list, 0, 2);
	hello_build(hello, &(struct hello_options){
				   .list = list.bytes, .list_length = list.length, .empty_before = extensions_before});
}

static void test_other_entries_first(void **state)
{
	static const struct entry second[] = {{7, "other"}, {0, NAME}, {}},
				  third[] = {{7, ""}, {9, "x"}, {0, NAME}, {}},
				  empty[] = {{0, ""}, {0, NAME}, {0, "later"}, {}},
				  none[] = {{7, "other"}, {1, NAME}, {}};
	const struct entry *const found[] = {second, third, empty};
	struct hello hello;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		build_entries(&hello, found[i], 0);
		expect_name_from(hello.bytes, hello.length, end_of(&hello, NAME, strlen(NAME)), TL_NAME_TLS_SNI, NAME);
	}
	build_entries(&hello, none, 0);
	expect_absent_from(hello.bytes, hello.length, hello.length - strlen(NAME)); /* the last entry's header tells */
}

static void test_lengths_of_lists(void **state)
{
	static const struct entry entries[] = {{7, "other"}, {0, NAME}, {}};
	struct hello hello;
	size_t list;

	(void)state;
	build_entries(&hello, entries, 0);
	list = end_of(&hello, NAME, strlen(NAME)) - strlen(NAME) - 3 - 8;
	hello.bytes[list - 1]++; /* longer than its extension */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello.bytes[list - 1] = 8; /* ends behind the first entry, inside the second one */
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
	hello.bytes[list - 1] = 8 + 3 + strlen(NAME) - 1;
	assert_int_equal(look(hello.bytes, hello.length), TL_NAME_ABSENT);
}

static void test_many_entries(void **state)
{
	static struct entry entries[70];
	struct hello hello;

	(void)state;
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries) - 1; i++) {
		entries[i] = (struct entry){0, NAME};
		build_entries(&hello, entries, 0);
		assert_int_equal(look(hello.bytes, hello.length),
				 i < TL_TLS_ENTRIES_MAX ? TL_NAME_FOUND : TL_NAME_ABSENT);
		entries[i] = (struct entry){7, ""};
	}
}

/* As many extensions as the looked-at prefix has room for. */
static void test_many_extensions(void **state)
{
	static const struct entry entries[] = {{0, NAME}, {}};
	struct hello hello;

	(void)state;
	for (unsigned before = 0; before < 1100; before++) {
		build_entries(&hello, entries, before);
		assert_int_equal(look(hello.bytes, hello.length),
				 end_of(&hello, NAME, strlen(NAME)) <= TL_NAME_PREFIX ? TL_NAME_FOUND : TL_NAME_ABSENT);
	}
}

static void test_other_handshakes_and_protocols(void **state)
{
	struct hello hello;

	(void)state;
	hello_build(&hello, &(struct hello_options){.name = NAME});
	hello.bytes[5] = 2; /* ServerHello */
	expect_absent_from(hello.bytes, hello.length, 6);
	assert_int_equal(look("SSH-2.0-OpenSSH_9.2\r\n", 21), TL_NAME_ABSENT);
	assert_int_equal(look("\x17\x03\x03\x00\x20zzzz", 9), TL_NAME_ABSENT);
	assert_int_equal(look("\x16\x03\x01\x00\x00zzzz", 9), TL_NAME_ABSENT);
	assert_int_equal(look("\x16\x03\x01\xff\xffzzzz", 9), TL_NAME_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hello_of_each_version),
		cmocka_unit_test(test_name_first_middle_last),
		cmocka_unit_test(test_only_extension),
		cmocka_unit_test(test_name_lengths),
		cmocka_unit_test(test_name_too_long_or_empty),
		cmocka_unit_test(test_no_extensions),
		cmocka_unit_test(test_post_quantum_key_share),
		cmocka_unit_test(test_prefix_is_the_limit),
		cmocka_unit_test(test_hello_in_several_records),
		cmocka_unit_test(test_record_of_another_type_between),
		cmocka_unit_test(test_name_behind_the_message_does_not_count),
		cmocka_unit_test(test_wrong_lengths),
		cmocka_unit_test(test_server_name_extension_lengths),
		cmocka_unit_test(test_other_entries_first),
		cmocka_unit_test(test_lengths_of_lists),
		cmocka_unit_test(test_many_entries),
		cmocka_unit_test(test_many_extensions),
		cmocka_unit_test(test_other_handshakes_and_protocols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
