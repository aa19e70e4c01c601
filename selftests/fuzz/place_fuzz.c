// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes as a MaxMind DB file: it is refused, or answers, with text that fits. Damage is said, never followed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "enrich/place_database.h"
#include "lib/log.h"
#include "fuzz.h"

/* libmaxminddb 1.7 forgets what it allocated when it refuses a file's metadata. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libmaxminddb";
}

void tl_error(const char *format, ...)
{
	(void)format;
}

void tl_warning(const char *format, ...)
{
	(void)format;
}

void tl_info(const char *format, ...)
{
	(void)format;
}

static void ask(struct tl_place_database *database)
{
	static const __u8 addresses[][16] = {
		{[10] = 0xff, 0xff, 8, 8, 8, 8},
		{[10] = 0xff, 0xff, 198, 51, 100, 7},
		{[10] = 0xff, 0xff, 255, 255, 255, 255},
		{0x20, 0x01, 0x0d, 0xb8, [15] = 1},
		{[15] = 1},
		{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	};
	struct tl_record_place place;

	for (unsigned int i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		memset(&place, 0, sizeof(place));
		tl_place_database_lookup(database, addresses[i], &place);
		expect(memchr(place.country, 0, sizeof(place.country)) &&
		       memchr(place.as_name, 0, sizeof(place.as_name)));
		expect(!place.country[0] || strlen(place.country) == 2);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	struct tl_place_database *database;
	char path[64];

	if (file < 0)
		file = memfd_create("fuzzed", MFD_CLOEXEC);
	expect(file >= 0 && !ftruncate(file, 0) && pwrite(file, data, size, 0) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	for (int fact = 0; fact < TL_PLACE_FACT__MAX; fact++) {
		database = tl_place_database_open(fact, path);
		if (database)
			ask(database);
		tl_place_database_close(database);
	}
	return 0;
}
