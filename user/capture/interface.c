// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "interface.h"

#include <stdlib.h>

#include "lib/log.h"
#include "link.h"

enum option_code {
	OPTION_RESOLUTION = 9,
	OPTION_FCS_LENGTH = 13,
	OPTION_TIME_OFFSET = 14,
};

#define SECOND	 1000000000ll
#define TIME_MAX 0x7fffffffffffffffll

struct tl_interface *tl_interfaces_add(struct tl_interface_list *list, __u16 link_number, __u32 snap_length)
{
	struct tl_interface *items;

	if (list->count == list->room) {
		__u32 room = list->room ? list->room * 2 : 8;

		if (room > TL_INTERFACES_MAX)
			return NULL;
		items = realloc(list->items, room * sizeof(*items));
		if (!items)
			return NULL;
		list->items = items;
		list->room = room;
	}
	list->items[list->count] = (struct tl_interface){
		.link_number = link_number,
		.link = tl_link_from_file(link_number),
		.reader = tl_link_reader_of(link_number),
		.snap_length = snap_length,
		.resolution = 6,
	};
	return &list->items[list->count++];
}

static __s64 signed_value(const __u8 *value, bool big_endian)
{
	__u64 result = 0;

	for (unsigned int i = 0; i < 8; i++)
		result = result << 8 | value[big_endian ? i : 7 - i];
	return (__s64)result;
}

void tl_interface_option(struct tl_interface *interface, __u32 code, const __u8 *value, __u32 length, bool big_endian)
{
	if (code == OPTION_RESOLUTION && length == 1)
		interface->resolution = value[0];
	else if (code == OPTION_TIME_OFFSET && length == 8)
		interface->time_offset = signed_value(value, big_endian);
	else if (code == OPTION_FCS_LENGTH && length == 1) /* in bits; older writers took it for bytes */
		interface->fcs = value[0] >= 8 ? value[0] / 8 : value[0];
}

static __int128 power_of_ten(unsigned int exponent)
{
	__int128 power = 1;

	while (exponent--)
		power *= 10;
	return power;
}

/* Units to nanoseconds: below 2^64 × 10^9 in any case, which 128 bits hold. */
static __int128 to_nanoseconds(__u8 resolution, __u64 units)
{
	unsigned int exponent = resolution & 0x7f;

	if (resolution & 0x80)
		return (__int128)units * SECOND >> exponent;
	if (exponent <= 9)
		return (__int128)units * power_of_ten(9 - exponent);
	if (exponent - 9 > 20) /* 10^20 is more than any count of units */
		return 0;
	return (__int128)units / power_of_ten(exponent - 9);
}

__u64 tl_interface_time(const struct tl_interface *interface, __u64 units)
{
	__int128 time = to_nanoseconds(interface->resolution, units) + (__int128)interface->time_offset * SECOND;

	if (time < 0)
		return 0;
	return time > TIME_MAX ? TIME_MAX : (__u64)time;
}

void tl_interface_skip(struct tl_interface *interface, __u32 number, const char *capture_name)
{
	if (!interface->skipped++)
		tl_warning(
			"%s: interface %u has link type %u (%s), which tapless does not read: its frames are skipped",
			capture_name, number, interface->link_number, tl_link_name(interface->link_number));
}

void tl_interfaces_report_skipped(struct tl_interface_list *list, const char *capture_name)
{
	__u64 skipped = 0;

	for (__u32 i = 0; i < list->count; i++) {
		skipped += list->items[i].skipped;
		list->items[i].skipped = 0;
	}
	if (skipped)
		tl_warning("%s: %llu frames skipped because of their link type", capture_name, skipped);
}
