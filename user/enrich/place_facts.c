// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place_facts.h"

#include <string.h>

#define KEYS_MAX 5 /* with the NULL at the end */

typedef const char *const key_path[KEYS_MAX];

/* In the order of trust: IPinfo's files have the country's English name in "country". */
static key_path country_paths[] = {
	{"country_code"},
	{"country", "iso_code"}, /* GeoLite2, GeoIP2, DB-IP */
	{"country"},
};
static key_path number_paths[] = {
	{"autonomous_system_number"}, /* GeoLite2, DB-IP */
	{"as_number"},
	{"asn"}, /* IPinfo: "AS64500" */
};
static key_path name_paths[] = {
	{"autonomous_system_organization"},
	{"as_name"},
	{"as_organization"},
	{"name"},
};
static key_path city_paths[] = {
	{"city", "names", "en"}, /* GeoLite2, GeoIP2, DB-IP */
	{"city"}, /* IPinfo, ip-location-db */
	{"city_name"},
};
static key_path region_paths[] = {
	{"subdivisions", "0", "names", "en"},
	{"state1"}, /* ip-location-db */
	{"region"},
	{"region_name"},
};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool value_at(MMDB_entry_s *entry, key_path path, MMDB_entry_data_s *value)
{
	return MMDB_aget_value(entry, value, path) == MMDB_SUCCESS && value->has_data;
}

static bool is_letter(char character)
{
	return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
}

bool tl_place_country_of(MMDB_entry_s *entry, struct tl_record_place *place)
{
	MMDB_entry_data_s value;

	for (size_t i = 0; i < COUNT(country_paths); i++) {
		if (!value_at(entry, country_paths[i], &value) || value.type != MMDB_DATA_TYPE_UTF8_STRING)
			continue;
		if (value.data_size != 2 || !is_letter(value.utf8_string[0]) || !is_letter(value.utf8_string[1]))
			continue;
		place->country[0] = value.utf8_string[0] & ~0x20; /* ASCII upper case */
		place->country[1] = value.utf8_string[1] & ~0x20;
		place->country[2] = '\0';
		return true;
	}
	return false;
}

/* "AS64500" or "64500"; 0 for anything else. */
static __u32 number_of_text(const char *text, __u32 length)
{
	__u64 number = 0;
	__u32 i = 0;

	if (length > 2 && (text[0] | 0x20) == 'a' && (text[1] | 0x20) == 's')
		i = 2;
	for (; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		number = number * 10 + (__u64)(text[i] - '0');
		if (number > 0xffffffffu)
			return 0;
	}
	return (__u32)number;
}

static __u32 number_of(const MMDB_entry_data_s *value)
{
	switch (value->type) {
	case MMDB_DATA_TYPE_UINT16:
		return value->uint16;
	case MMDB_DATA_TYPE_UINT32:
		return value->uint32;
	case MMDB_DATA_TYPE_INT32:
		return value->int32 > 0 ? (__u32)value->int32 : 0;
	case MMDB_DATA_TYPE_UINT64:
		return value->uint64 <= 0xffffffffu ? (__u32)value->uint64 : 0;
	case MMDB_DATA_TYPE_UTF8_STRING:
		return number_of_text(value->utf8_string, value->data_size);
	default:
		return 0;
	}
}

/* Cuts at a character's boundary: octets 10xxxxxx continue one (RFC 3629 section 3). */
static void copy_name(char *name, __u32 size, const char *text, __u32 length)
{
	if (length > size - 1) {
		length = size - 1;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(name, text, length);
	memset(name + length, 0, size - length);
}

/* Of the first path where there is a text. */
static bool name_at(MMDB_entry_s *entry, key_path paths[], size_t count, char *name, __u32 size)
{
	MMDB_entry_data_s value;

	for (size_t i = 0; i < count; i++) {
		if (!value_at(entry, paths[i], &value) || value.type != MMDB_DATA_TYPE_UTF8_STRING || !value.data_size)
			continue;
		copy_name(name, size, value.utf8_string, value.data_size);
		return true;
	}
	return false;
}

bool tl_place_as_of(MMDB_entry_s *entry, struct tl_record_place *place)
{
	MMDB_entry_data_s value;
	__u32 number = 0;

	for (size_t i = 0; i < COUNT(number_paths) && number == 0; i++)
		if (value_at(entry, number_paths[i], &value))
			number = number_of(&value);
	if (number == 0)
		return false;
	place->as_number = number;
	name_at(entry, name_paths, COUNT(name_paths), place->as_name, sizeof(place->as_name));
	return true;
}

/* Files for IPv4 and for IPv6 are two with some publishers; what the first knows stays. */
bool tl_place_city_of(MMDB_entry_s *entry, struct tl_record_place *place)
{
	if (place->city[0] || place->region[0])
		return true;
	name_at(entry, region_paths, COUNT(region_paths), place->region, sizeof(place->region));
	return name_at(entry, city_paths, COUNT(city_paths), place->city, sizeof(place->city));
}
