// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place_support.h"

#define ROWS_COUNTRY                                                                                                   \
	"1.2.3.0,1.2.3.255,DE\n"                                                                                       \
	"1.2.4.7,1.2.4.9,fr\n"                                                                                         \
	"10.0.0.0,10.255.255.255,US\n"                                                                                 \
	"127.0.0.0,127.255.255.255,US\n"                                                                               \
	"224.0.0.0,239.255.255.255,US\n"                                                                               \
	"2001:db8::,2001:db8::ffff,JP\n"                                                                               \
	"fe80::,fe80::ffff,US\n"
#define ROWS_AS                                                                                                        \
	"1.2.3.0,1.2.3.127,64500,\"Example \"\"One\"\", Inc.\"\n"                                                      \
	"2001:db8::,2001:db8::ffff,4294967294,Beispiel-Netz Zürich\n"

static void test_both_sides(void **state)
{
	struct tl_record record = record_of("1.2.3.4", "2001:db8::1");
	struct tl_places *places = tl_places_open(make_database("country", COUNTRY_COLUMNS, ROWS_COUNTRY),
						  make_database("as", AS_COLUMNS, ROWS_AS));

	(void)state;
	assert_non_null(places);
	tl_places_enrich(places, &record);
	assert_string_equal(record.source_place.country, "DE");
	assert_int_equal(record.source_place.as_number, 64500);
	assert_string_equal(record.source_place.as_name, "Example \"One\", Inc.");
	assert_string_equal(record.destination_place.country, "JP");
	assert_int_equal(record.destination_place.as_number, 4294967294u);
	assert_string_equal(record.destination_place.as_name, "Beispiel-Netz Zürich");
	assert_string_equal(messages, "");
	tl_places_close(places);
}

static void test_edges_of_ranges(void **state)
{
	struct tl_places *places = tl_places_open(make_database("country", COUNTRY_COLUMNS, ROWS_COUNTRY), NULL);

	(void)state;
	assert_string_equal(place_of(places, "1.2.4.6").country, "");
	assert_string_equal(place_of(places, "1.2.4.7").country, "FR");
	assert_string_equal(place_of(places, "1.2.4.9").country, "FR");
	assert_string_equal(place_of(places, "1.2.4.10").country, "");
	assert_string_equal(place_of(places, "1.2.3.255").country, "DE");
	assert_int_equal(place_of(places, "1.2.3.255").as_number, 0);
	assert_string_equal(place_of(places, "2001:db8::1:0").country, "");
	assert_string_equal(place_of(places, "::1.2.3.4").country, "DE"); /* the tree's own IPv4 part */
	tl_places_close(places);
}

/* Not every publisher repeats the IPv4 networks at ::ffff:0:0/96, where libmaxminddb would look for a mapped address. */
static void test_file_without_aliases(void **state)
{
	struct tl_places *places =
		tl_places_open(make_database("country", COUNTRY_COLUMNS " --no-aliases", ROWS_COUNTRY), NULL);

	(void)state;
	assert_non_null(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, "DE");
	assert_string_equal(place_of(places, "2002:102:304::").country, "");
	tl_places_close(places);
}

static void test_addresses_without_a_place(void **state)
{
	static const char *const addresses[] = {
		"10.1.2.3",	   "127.0.0.1",	  "224.0.0.1",	"239.255.255.255",
		"255.255.255.255", "0.0.0.0",	  "100.64.0.1", "169.254.1.1",
		"172.31.255.255",  "192.168.0.1", "::",		"::1",
		"fe80::1",	   "febf::1",	  "fd00::1",	"ff02::1",
	};
	/* each just outside one of the above */
	static const char *const neighbours[] = {"9.255.255.255", "11.0.0.0",	"100.63.255.255", "100.128.0.0",
						 "172.15.0.0",	  "172.32.0.0", "192.167.0.0",	  "223.255.255.255",
						 "::2",		  "fec0::",	"fbff::",	  "2000::"};
	struct tl_places *places = tl_places_open(
		make_database("country", COUNTRY_COLUMNS, "0.0.0.0,255.255.255.255,US\n1000::,ffff::,US\n"), NULL);
	__u64 hits, misses;

	(void)state;
	assert_non_null(places);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++)
		assert_string_equal(place_of(places, addresses[i]).country, "");
	tl_places_cache_counts(places, &hits, &misses);
	assert_int_equal(hits + misses, 0);
	for (size_t i = 0; i < sizeof(neighbours) / sizeof(neighbours[0]); i++)
		assert_string_equal(place_of(places, neighbours[i]).country, "US");
	tl_places_cache_counts(places, &hits, &misses);
	assert_int_equal(misses, sizeof(neighbours) / sizeof(neighbours[0]));
	tl_places_close(places);
}

static void test_other_frames_untouched(void **state)
{
	struct tl_places *places = tl_places_open(make_database("country", COUNTRY_COLUMNS, ROWS_COUNTRY), NULL);
	struct tl_record record = record_of("1.2.3.4", "1.2.3.4");
	struct tl_record before;

	(void)state;
	record.key.ethertype = 0x0806;
	before = record;
	tl_places_enrich(places, &record);
	assert_memory_equal(&record, &before, sizeof(record));
	record.key.ethertype = 0x0800;
	before = record;
	tl_places_enrich(NULL, &record);
	assert_memory_equal(&record, &before, sizeof(record));
	tl_places_close(places);
}

static void test_no_databases(void **state)
{
	struct tl_places *places = tl_places_open(NULL, NULL);

	(void)state;
	assert_non_null(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, "");
	tl_places_reload(places);
	tl_places_close(places);
	tl_places_reload(NULL);
	tl_places_close(NULL);
}

static void expect_country(const char *columns, const char *values, const char *country)
{
	struct tl_places *places;
	char rows[128];

	snprintf(rows, sizeof(rows), "1.2.3.0,1.2.3.255,%s\n", values);
	places = tl_places_open(make_database("shape", columns, rows), NULL);
	assert_non_null(places);
	assert_string_equal(place_of(places, "1.2.3.4").country, country);
	tl_places_close(places);
}

static void test_shapes_of_country(void **state)
{
	(void)state;
	expect_country("country.iso_code:utf8_string", "DE", "DE");
	expect_country("country:utf8_string", "DE", "DE");
	expect_country("country:utf8_string", "Germany", "");
	expect_country("country:utf8_string,country_code:utf8_string", "Germany,DE", "DE");
	expect_country("country_code:utf8_string", "D1", "");
	expect_country("country_code:uint32", "12", "");
}

static void expect_as(const char *columns, const char *values, __u32 number, const char *name)
{
	struct tl_record_place place;
	struct tl_places *places;
	char rows[256];

	snprintf(rows, sizeof(rows), "1.2.3.0,1.2.3.255,%s\n", values);
	places = tl_places_open(NULL, make_database("shape", columns, rows));
	assert_non_null(places);
	place = place_of(places, "1.2.3.4");
	assert_int_equal(place.as_number, number);
	assert_string_equal(place.as_name, name);
	tl_places_close(places);
}

static void test_shapes_of_as(void **state)
{
	(void)state;
	expect_as("asn:utf8_string,name:utf8_string", "AS64500,Example", 64500, "Example");
	expect_as("as_number:uint32,as_name:utf8_string", "64500,Example", 64500, "Example");
	expect_as("autonomous_system_number:uint32", "64500", 64500, "");
	expect_as("asn:utf8_string,name:utf8_string", "AS4294967295,Example", 4294967295u, "Example");
	expect_as("asn:utf8_string,name:utf8_string", "AS4294967296,Example", 0, "");
	expect_as("asn:utf8_string,name:utf8_string", "ASx,Example", 0, "");
	expect_as("asn:utf8_string,name:utf8_string", "AS,Example", 0, "");
}

/* 94 octets, then a letter of two: cut inside the letter it would be no UTF-8 */
static void test_name_cut_between_characters(void **state)
{
	char values[160] = "64500,";
	char name[TL_AS_NAME_SIZE];

	(void)state;
	memset(name, 'a', 94);
	strcpy(name + 94, "");
	strcat(strcat(values, name), "ééé");
	expect_as(AS_COLUMNS, values, 64500, name);
	strcpy(values, "64500,a");
	strcat(strcat(values, name), "é");
	strcpy(name + 94, "a");
	expect_as(AS_COLUMNS, values, 64500, name);
}

#define CITY_COLUMNS "city:utf8_string,state1:utf8_string"

/* As ip-location-db has them: a file for each IP version. */
static void test_cities(void **state)
{
	struct tl_places *places = tl_places_open(NULL, NULL);
	struct tl_record_place place;

	(void)state;
	assert_non_null(places);
	assert_int_equal(tl_places_add_city(places, make_database("city", CITY_COLUMNS,
								  "1.2.3.0,1.2.3.255,Zürich,Kanton Zürich\n"
								  "1.2.4.0,1.2.4.255,,Bayern\n")),
			 0);
	assert_string_equal(place_of(places, "1.2.3.4").city, "Zürich");
	assert_string_equal(place_of(places, "1.2.3.4").region, "Kanton Zürich");
	place = place_of(places, "1.2.4.4");
	assert_string_equal(place.city, "");
	assert_string_equal(place.region, "Bayern");
	assert_string_equal(place_of(places, "2001:db8::1").city, "");
	assert_int_equal(tl_places_add_city(places, make_database("city6", CITY_COLUMNS,
								  "2001:db8::,2001:db8::ffff,Graz,\n"
								  "1.2.3.0,1.2.3.255,Other,Other\n")),
			 0);
	assert_string_equal(place_of(places, "2001:db8::1").city, "Graz");
	assert_string_equal(place_of(places, "1.2.3.4").city, "Zürich"); /* the first one's word stays */
	assert_int_equal(tl_places_add_city(places, "/nowhere/at/all"), -1);
	tl_places_close(places);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_both_sides, forget_messages),
		cmocka_unit_test(test_edges_of_ranges),
		cmocka_unit_test(test_file_without_aliases),
		cmocka_unit_test(test_addresses_without_a_place),
		cmocka_unit_test(test_other_frames_untouched),
		cmocka_unit_test(test_no_databases),
		cmocka_unit_test(test_cities),
		cmocka_unit_test(test_shapes_of_country),
		cmocka_unit_test(test_shapes_of_as),
		cmocka_unit_test(test_name_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
