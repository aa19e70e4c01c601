/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The interfaces that a pcapng section describes. */
#ifndef TAPLESS_CAPTURE_INTERFACE_H
#define TAPLESS_CAPTURE_INTERFACE_H

#include <stdbool.h>

#include <linux/types.h>

#include "link_header.h"

#define TL_INTERFACES_MAX 65536u

struct tl_interface {
	__u64 skipped; /* frames, because of the link type */
	__s64 time_offset; /* seconds */
	__u32 snap_length; /* 0: unlimited */
	__u32 fcs; /* bytes of frame check sequence at the end of each frame */
	__u32 link_number;
	int link; /* enum tl_link; -1: not one that tapless reads */
	tl_link_reader *reader; /* if frames become Ethernet frames */
	__u8 resolution; /* n: units of 10^-n seconds; with the high bit: of 2^-n */
};

struct tl_interface_list {
	struct tl_interface *items;
	__u32 count;
	__u32 room;
};

/* NULL: too many, or no memory. */
struct tl_interface *tl_interfaces_add(struct tl_interface_list *list, __u16 link_number, __u32 snap_length);

/* An option of the description, `length` ≤ 8 bytes; those of no interest are ignored. */
void tl_interface_option(struct tl_interface *interface, __u32 code, const __u8 *value, __u32 length, bool big_endian);

/* Nanoseconds since 1970, exact (rounded down if the unit is finer), within 0 … 2^63-1. */
__u64 tl_interface_time(const struct tl_interface *interface, __u64 units);

/* Counts a frame that is skipped; warns at the first. `number`: the interface's, for the message. */
void tl_interface_skip(struct tl_interface *interface, __u32 number, const char *capture_name);

/* Says how many frames have been skipped, if any, and forgets them. */
void tl_interfaces_report_skipped(struct tl_interface_list *list, const char *capture_name);

#endif
