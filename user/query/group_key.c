// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A key: of each part the length in two octets, ABSENT if there is no value, and the octets; numbers in network order. */
#include "group_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netinet/in.h>

#include "../lib/octets.h"
#include "columns.h"
#include "naming.h"

#define ABSENT 0xffff
#define FRONT  2 /* octets of the length */

static const struct {
	const char *name;
	enum tl_time_step step;
	__u64 nanoseconds;
} steps[] = {
	{"minute", TL_STEP_FIXED, 60 * TL_SECOND},
	{"hour", TL_STEP_FIXED, 3600 * TL_SECOND},
	{"day", TL_STEP_DAY, 86400 * TL_SECOND},
};

static bool read_step(struct tl_group_key *key, const char *name, size_t length)
{
	for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strlen(steps[i].name) != length || strncmp(steps[i].name, name, length) != 0)
			continue;
		key->step = steps[i].step;
		key->step_nanoseconds = steps[i].nanoseconds;
	}
	if (!key->step && length && name[0] >= '0' && name[0] <= '9' &&
	    !tl_duration_read(name, length, &key->step_nanoseconds) && key->step_nanoseconds)
		key->step = TL_STEP_FIXED;
	return key->step && tl_quantity_find(&key->quantity, "start", 5);
}

/* "/24", "/24/48": behind a word of addresses */
static tl_literal_error read_prefixes(struct tl_group_key *key, const char *text, size_t length)
{
	static const char *const why = "behind the slash the length of a network is wanted: srcnet/24, or "
				       "srcnet/24/48 for IPv4 and IPv6";
	char copy[16], *end;
	unsigned long first, second;

	if (length >= sizeof(copy) || key->quantity.meaning != TL_MEANING_ADDRESS)
		return why;
	snprintf(copy, sizeof(copy), "%.*s", (int)length, text);
	first = strtoul(copy, &end, 10);
	second = *end == '/' ? strtoul(end + 1, &end, 10) : first > 32 ? first : 64;
	if (*end || !first || !second || first > 128 || second > 128)
		return why;
	key->prefix4 = first > 32 ? 32 : (unsigned int)first;
	key->prefix6 = (unsigned int)second;
	return NULL;
}

static tl_literal_error read_key(struct tl_group_key *key, const char *name, size_t length)
{
	const char *slash = memchr(name, '/', length);
	size_t word = slash ? (size_t)(slash - name) : length;

	*key = (struct tl_group_key){0};
	snprintf(key->name, sizeof(key->name), "%.*s", (int)length, name);
	if (read_step(key, name, length))
		return NULL;
	if (!tl_quantity_find(&key->quantity, name, word))
		return "not a word to group by";
	return slash ? read_prefixes(key, slash + 1, length - word - 1) : NULL;
}

tl_literal_error tl_group_keys_read(struct tl_group_keys *keys, const char *list, struct tl_text *where)
{
	keys->count = 0;
	for (;;) {
		size_t length = strcspn(list, ",");
		tl_literal_error why;

		*where = (struct tl_text){list, length};
		if (keys->count == TL_GROUP_KEYS)
			return "more of them than there may be";
		why = read_key(&keys->keys[keys->count++], list, length);
		if (why || !list[length])
			return why;
		list += length + 1;
	}
}

void tl_group_keys_fields(const struct tl_group_keys *keys, struct tl_field_set *fields)
{
	for (unsigned int i = 0; i < keys->count; i++)
		tl_quantity_fields(&keys->keys[i].quantity, fields);
}

/* The beginning of the hour, the day, ... that the time is in; steps begin anew each midnight. */
static __u64 step_of(const struct tl_group_key *key, __u64 time, bool utc)
{
	static __thread __u64 midnight, next; /* of the last one asked for: rows of a day come together */
	static __thread bool last_utc;
	time_t seconds = (time_t)(time / TL_SECOND);
	struct tm parts;

	if (time < midnight || time >= next || utc != last_utc) {
		if (utc)
			gmtime_r(&seconds, &parts);
		else
			localtime_r(&seconds, &parts);
		parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
		parts.tm_isdst = -1;
		midnight = (__u64)(utc ? timegm(&parts) : mktime(&parts)) * TL_SECOND;
		parts.tm_mday++;
		parts.tm_hour = 0;
		parts.tm_isdst = -1;
		next = (__u64)(utc ? timegm(&parts) : mktime(&parts)) * TL_SECOND;
		last_utc = utc;
	}
	if (key->step == TL_STEP_DAY)
		return midnight;
	return time - (time - midnight) % key->step_nanoseconds;
}

static void mask(__u8 *octets, size_t length, unsigned int prefix)
{
	for (size_t i = 0; i < length; i++) {
		unsigned int kept = prefix >= 8 * (i + 1) ? 8 : prefix > 8 * i ? prefix - 8 * (unsigned int)i : 0;

		octets[i] &= (__u8)(0xff00 >> kept);
	}
}

/* Octets of the part, with those of its length. */
static size_t put_part(const struct tl_group_key *key, const struct tl_datum *value, bool utc, __u8 *part)
{
	size_t length = value->length;

	if (tl_meaning_is_numeric(key->quantity.meaning)) {
		tl_octets_put(part, 8, FRONT);
		tl_octets_put(part + FRONT, key->step ? step_of(key, value->number, utc) : value->number, 8);
		return FRONT + 8;
	}
	while (key->quantity.meaning == TL_MEANING_TEXT && length && !value->octets[length - 1])
		length--;
	if (length > TL_GROUP_PART)
		length = TL_GROUP_PART;
	tl_octets_put(part, length, FRONT);
	memcpy(part + FRONT, value->octets, length);
	if (key->prefix4)
		mask(part + FRONT, length, length == 4 ? key->prefix4 : key->prefix6);
	return FRONT + length;
}

static const __u8 *next_part(const __u8 *key)
{
	__u64 length = tl_octets_get(key, FRONT);

	return key + FRONT + (length == ABSENT ? 0 : length);
}

bool tl_group_keys_number(const struct tl_group_keys *keys, const __u8 *key, unsigned int part, __u64 *number)
{
	*number = 0;
	if (!tl_meaning_is_numeric(keys->keys[part].quantity.meaning))
		return false;
	while (part--)
		key = next_part(key);
	if (tl_octets_get(key, FRONT) == ABSENT)
		return false;
	*number = tl_octets_get(key + FRONT, 8);
	return true;
}

struct walk {
	const struct tl_group_keys *keys;
	const struct tl_row *row;
	bool utc;
	void (*found)(void *context, const __u8 *key, size_t length);
	void *context;
	__u8 key[TL_GROUP_KEY_SIZE];
	__u8 first[TL_GROUP_KEYS][FRONT + TL_GROUP_PART]; /* of parts with two values */
};

static bool is_of_both_sides(const struct tl_quantity *quantity)
{
	return quantity->word && quantity->side == TL_SIDE_EITHER && quantity->reading == TL_READING_ANY &&
	       quantity->word->source.count;
}

static void walk_from(struct walk *walk, unsigned int number, size_t used)
{
	const struct tl_group_key *key = &walk->keys->keys[number];
	__u8 *part = walk->key + used;
	size_t length, first_length = 0;
	struct tl_datum value;
	unsigned int at = 0;

	if (number == walk->keys->count) {
		walk->found(walk->context, walk->key, used);
		return;
	}
	while (tl_quantity_value(&key->quantity, walk->row, &at, &value)) {
		length = put_part(key, &value, walk->utc, part);
		if (first_length && first_length == length && !memcmp(walk->first[number], part, length))
			continue; /* both ends in one network: once */
		walk_from(walk, number + 1, used + length);
		if (!is_of_both_sides(&key->quantity))
			return;
		first_length = length;
		memcpy(walk->first[number], part, length);
	}
	if (first_length)
		return;
	tl_octets_put(part, ABSENT, FRONT);
	walk_from(walk, number + 1, used + FRONT);
}

void tl_group_keys_each(const struct tl_group_keys *keys, const struct tl_row *row, bool utc,
			void (*found)(void *context, const __u8 *key, size_t length), void *context)
{
	struct walk walk;

	walk.keys = keys;
	walk.row = row;
	walk.utc = utc;
	walk.found = found;
	walk.context = context;
	walk_from(&walk, 0, 0);
}

static bool is_mapped(const struct tl_datum *value, __u8 address[16])
{
	memset(address, 0, 10);
	memset(address + 10, 0xff, 2);
	if (value->length == 4)
		memcpy(address + 12, value->octets, 4);
	else if (value->length == 16)
		memcpy(address, value->octets, 16);
	return value->length == 4 || value->length == 16;
}

/* " https" behind a port of TCP, or else of UDP; the looked up name behind an address. */
static void put_name(char *text, size_t size, const struct tl_group_key *key, const struct tl_datum *value,
		     const struct tl_naming *naming)
{
	char name[256] = "";
	__u8 address[16];

	if (key->quantity.meaning == TL_MEANING_ADDRESS && is_mapped(value, address)) {
		tl_naming_address(naming, address, name, sizeof(name));
	} else if (key->quantity.word && !strcmp(key->quantity.word->name, "port")) {
		const char *service = tl_naming_port(naming, IPPROTO_TCP, (__u16)value->number);

		service = service ? service : tl_naming_port(naming, IPPROTO_UDP, (__u16)value->number);
		snprintf(name, sizeof(name), "%s", service ? service : "");
	}
	if (name[0])
		snprintf(text, size, " %s", name);
}

unsigned int tl_group_keys_addresses(const struct tl_group_keys *keys, const __u8 *key, __u8 (*addresses)[16])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < keys->count; i++) {
		struct tl_datum value = {.length = (__u32)tl_octets_get(key, FRONT), .octets = key + FRONT};

		if (keys->keys[i].quantity.meaning == TL_MEANING_ADDRESS && !keys->keys[i].prefix4)
			count += is_mapped(&value, addresses[count]);
		key = next_part(key);
	}
	return count;
}

static void part_text(char *text, size_t size, const struct tl_group_key *key, const __u8 *part,
		      const struct tl_text_style *style)
{
	struct tl_datum value = {.is_present = true};

	if (tl_meaning_is_numeric(key->quantity.meaning)) {
		value.number = tl_octets_get(part + FRONT, 8);
	} else {
		value.length = (__u32)tl_octets_get(part, FRONT);
		value.octets = part + FRONT;
	}
	tl_value_text(text, size, key->quantity.meaning, &value, style);
	if (key->prefix4)
		snprintf(text + strlen(text), size - strlen(text), "/%u",
			 value.length == 4 ? key->prefix4 : key->prefix6);
	else if (style->naming && !style->exact)
		put_name(text + strlen(text), size - strlen(text), key, &value, style->naming);
}

void tl_group_keys_cells(const struct tl_group_keys *keys, const __u8 *key, const struct tl_text_style *style,
			 struct tl_buffer *cells)
{
	for (unsigned int i = 0; i < keys->count; i++) {
		char text[TL_VALUE_SIZE] = "";

		if (tl_octets_get(key, FRONT) != ABSENT)
			part_text(text, sizeof(text), &keys->keys[i], key, style);
		tl_buffer_put(cells, text, strlen(text) + 1);
		key = next_part(key);
	}
}

void tl_group_keys_columns(const struct tl_group_keys *keys, struct tl_sheet *sheet)
{
	for (unsigned int i = 0; i < keys->count; i++) {
		struct tl_sheet_column *column = &sheet->columns[sheet->count++];
		enum tl_meaning meaning = keys->keys[i].quantity.meaning;

		*column = (struct tl_sheet_column){.is_wide = !tl_meaning_is_numeric(meaning)};
		column->is_number = meaning <= TL_MEANING_DURATION;
		column->is_time = meaning == TL_MEANING_TIME;
		tl_column_key(column->key, keys->keys[i].name);
	}
}
