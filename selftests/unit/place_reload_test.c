// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place_support.h"

#include <sys/stat.h>

#define DATABASE_SIZE 65536

static struct tl_places *open_country(const char *rows)
{
	struct tl_places *places = tl_places_open(make_database("country", COUNTRY_COLUMNS, rows), NULL);

	assert_non_null(places);
	return places;
}

static void test_replaced(void **state)
{
	struct tl_places *places = open_country("1.2.3.0,1.2.3.255,DE\n");
	__u64 hits, misses;

	(void)state;
	assert_string_equal(place_of(places, "1.2.3.4").country, "DE");
	tl_places_reload(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, "DE");
	tl_places_cache_counts(places, &hits, &misses);
	assert_int_equal(hits, 1); /* nothing was replaced: the cache stayed */
	make_database("country", COUNTRY_COLUMNS, "1.2.3.0,1.2.3.255,FR\n");
	assert_string_equal(place_of(places, "1.2.3.4").country, "DE");
	tl_places_reload(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, "FR");
	expect_message("opened anew");
	tl_places_close(places);
}

static void expect_kept(struct tl_places *places, const char *message)
{
	messages[0] = '\0';
	tl_places_reload(places);
	expect_message("warning: country database");
	expect_message(message);
	expect_message("going on with the one opened before, until a good one is in this place that user");
	assert_null(strstr(messages, "make geodb")); /* the remedy of a start, which a running meter would not notice */
	assert_string_equal(place_of(places, "1.2.3.4").country, "DE");
	assert_string_equal(place_of(places, "1.2.3.200").country, "DE"); /* not from the cache */
	messages[0] = '\0';
	tl_places_reload(places);
	assert_string_equal(messages, ""); /* said once */
}

static void test_bad_replacement_keeps_the_old(void **state)
{
	struct tl_places *places = open_country("1.2.3.0,1.2.3.255,DE\n");

	(void)state;
	write_file("new", "not a database", 14);
	assert_int_equal(rename(path_of("new"), path_of("country")), 0);
	expect_kept(places, "is not a MaxMind DB file");
	write_file("country", "", 0);
	expect_kept(places, "is not a MaxMind DB file");
	assert_int_equal(unlink(path_of("country")), 0);
	expect_kept(places, "No such file or directory");
	make_database("country", AS_COLUMNS, "1.0.0.0,100.255.255.255,64500,Example\n");
	expect_kept(places, "holds no country, being of type 'test-country'");
	make_database("country", COUNTRY_COLUMNS, "1.2.3.0,1.2.3.255,JP\n");
	tl_places_reload(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, "JP");
	tl_places_close(places);
}

/* cp over the file, instead of a rename: a mapping of the file itself would end in SIGBUS */
static void test_overwritten_in_place(void **state)
{
	struct tl_places *places = open_country("1.2.3.0,1.2.3.255,DE\n");
	static char bytes[DATABASE_SIZE];
	size_t size = read_file("country", bytes, sizeof(bytes));

	(void)state;
	assert_int_equal(truncate(path_of("country"), 0), 0);
	assert_string_equal(place_of(places, "1.2.3.5").country, "DE");
	write_file("country", bytes, size / 2);
	expect_kept(places, "is not a MaxMind DB file");
	write_file("country", bytes, size);
	tl_places_reload(places);
	expect_message("opened anew");
	assert_string_equal(place_of(places, "1.2.3.6").country, "DE");
	tl_places_close(places);
}

static void expect_refused(const char *country, const char *as, const char *message)
{
	messages[0] = '\0';
	assert_null(tl_places_open(country, as));
	expect_message("error: ");
	expect_message(country ? country : as);
	expect_message(message);
	expect_message(country ? "--country FILE.mmdb" : "--asn FILE.mmdb");
	expect_message("make geodb");
	assert_int_equal(strchr(messages, '\n') - messages, strlen(messages) - 1); /* one message */
}

static void test_refused_at_the_start(void **state)
{
	(void)state;
	make_database("country", COUNTRY_COLUMNS, "1.0.0.0,100.255.255.255,DE\n");
	make_database("as", AS_COLUMNS, "1.0.0.0,100.255.255.255,64500,Example\n");
	write_file("text", "1.2.3.0,1.2.3.255,DE\n", 21);
	write_file("empty", "", 0);
	assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
	expect_refused(path_of("absent"), NULL, "No such file or directory");
	expect_refused(path_of("text"), NULL, "is not a MaxMind DB file");
	expect_refused(NULL, path_of("empty"), "is not a MaxMind DB file");
	expect_refused(NULL, folder, "is not a file");
	expect_refused(path_of("pipe"), NULL, "is not a file");
	expect_refused(path_of("as"), NULL, "holds no country, being of type 'test-as'");
	expect_refused(NULL, path_of("country"), "holds no AS number, being of type 'test-country'");
}

/* A file with answers for few networks shows only in use that it is of another kind. */
static void test_wrong_kind_found_in_use(void **state)
{
	struct tl_places *places =
		tl_places_open(make_database("as", AS_COLUMNS, "1.2.3.0,1.2.3.255,64500,Example\n"), NULL);
	char address[32];

	(void)state;
	assert_non_null(places);
	for (int last = 0; last < 256; last++) {
		snprintf(address, sizeof(address), "1.2.3.%d", last);
		assert_string_equal(place_of(places, address).country, "");
		assert_true((messages[0] == '\0') == (last < 15));
	}
	expect_message("none with a country: its type is 'test-as'");
	assert_int_equal(strchr(messages, '\n') - messages, strlen(messages) - 1);
	tl_places_close(places);
}

/* Damage anywhere gives unknown places or a refusal, never a crash (this program runs with ASan and UBSan). */
static void test_damaged(void **state)
{
	static char bytes[DATABASE_SIZE];
	static const unsigned char damage[] = {0x00, 0x01, 0x3f, 0x7f, 0xff};
	size_t size;

	(void)state;
	make_database("whole", AS_COLUMNS, "1.2.3.0,1.2.3.255,64500,Example\n2001:db8::,2001:db8::ff,64501,Other\n");
	size = read_file("whole", bytes, sizeof(bytes));
	assert_true(size > 500 && size < sizeof(bytes));
	for (size_t i = 0; i < size; i += i + 600 < size ? 37 : 1) {
		char whole = bytes[i];
		struct tl_places *places;

		bytes[i] ^= (char)damage[i % sizeof(damage)];
		write_file("damaged", bytes, size);
		bytes[i] = whole;
		messages[0] = '\0';
		places = tl_places_open(NULL, path_of("damaged"));
		if (!places)
			continue;
		place_of(places, "1.2.3.4");
		place_of(places, "2001:db8::1");
		place_of(places, "5.6.7.8");
		tl_places_close(places);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_replaced, forget_messages),
		cmocka_unit_test_setup(test_bad_replacement_keeps_the_old, forget_messages),
		cmocka_unit_test_setup(test_overwritten_in_place, forget_messages),
		cmocka_unit_test_setup(test_refused_at_the_start, forget_messages),
		cmocka_unit_test_setup(test_wrong_kind_found_in_use, forget_messages),
		cmocka_unit_test_setup(test_damaged, forget_messages),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
