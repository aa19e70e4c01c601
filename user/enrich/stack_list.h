/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What SYNs look like by which systems send them: the first row that fits.
 *
 *     ROW(system, TTL at its start, octets of the TCP header, options, window, least and greatest window scale, confidence)
 *
 * The options are a set, as the record has them; their order shows in the length of the header, which differs where systems pad
 * differently. Confidence is a judgement: 90 where several values belong to one system only, 80 where what is alike is rare
 * (appliances built on it), 60 to 70 where systems share the row and one of them is common.
 */
#ifndef TAPLESS_ENRICH_STACK_LIST_H
#define TAPLESS_ENRICH_STACK_LIST_H

#define KIND(number)	(1ull << (number))
#define SEGMENT_ONLY	KIND(2)
#define NO_SCALE	(KIND(1) | KIND(2) | KIND(4))
#define NO_TIMESTAMPS	(KIND(1) | KIND(2) | KIND(3) | KIND(4))
#define WITH_TIMESTAMPS (KIND(1) | KIND(2) | KIND(3) | KIND(4) | KIND(8))

/* Of a window: a number, so many segments, or as many whole ones as 65535 octets hold. */
#define SEGMENTS(count) (0x10000 + (count))
#define WHOLE_SEGMENTS	0x20000

/* clang-format off */
#define TL_STACK_LIST(ROW) \
	/* Linux fills the window with whole segments (tcp_select_initial_window), which others with its header do not. The \
	 * scale goes with the machine's memory: 7 by default. 20, 10 and 4 segments are the limits that earlier versions \
	 * had: up to 4.19, 3.9 and 2.6.38. Android is one of these where its vendor did not raise the window. */ \
	ROW("Linux", 64, 40, WITH_TIMESTAMPS, WHOLE_SEGMENTS, 5, 14, 90) \
	ROW("Linux", 64, 40, WITH_TIMESTAMPS, SEGMENTS(20), 5, 14, 90) \
	ROW("Linux", 64, 40, WITH_TIMESTAMPS, SEGMENTS(10), 2, 14, 85) \
	ROW("Linux", 64, 40, WITH_TIMESTAMPS, SEGMENTS(4), 0, 14, 85) \
	/* Timestamps switched off: 12 octets of options, as Windows has, but for the TTL. */ \
	ROW("Linux", 64, 32, NO_TIMESTAMPS, WHOLE_SEGMENTS, 5, 14, 70) \
	/* Android begins with 60 segments, more than the field holds; FreeBSD has the same header and window, and, by its \
	 * 2 MiB of socket buffer, a scale of 6. */ \
	ROW("Android", 64, 40, WITH_TIMESTAMPS, 65535, 7, 9, 65) \
	ROW("FreeBSD", 64, 40, WITH_TIMESTAMPS, 65535, 6, 6, 60) \
	/* Apple's order of options needs an end-of-options octet and padding: 44. iOS and macOS are one stack. */ \
	ROW("macOS or iOS", 64, 44, WITH_TIMESTAMPS, 65535, 5, 6, 90) \
	ROW("macOS or iOS", 64, 44, WITH_TIMESTAMPS, 65535, 1, 4, 80) \
	ROW("OpenBSD", 64, 44, WITH_TIMESTAMPS, 16384, 3, 6, 85) \
	/* Windows starts with a TTL of 128, alone among those that are common, and has timestamps off by default; its scale \
	 * is 8, and was 2 in some of Vista and 7. XP did not scale. */ \
	ROW("Windows", 128, 32, NO_TIMESTAMPS, WHOLE_SEGMENTS, 8, 8, 95) \
	ROW("Windows", 128, 32, NO_TIMESTAMPS, 65535, 8, 8, 90) \
	ROW("Windows", 128, 32, NO_TIMESTAMPS, 8192, 2, 8, 90) \
	ROW("Windows", 128, 40, WITH_TIMESTAMPS, WHOLE_SEGMENTS, 8, 8, 80) \
	ROW("Windows", 128, 40, WITH_TIMESTAMPS, 65535, 8, 8, 80) \
	ROW("Windows", 128, 40, WITH_TIMESTAMPS, 8192, 8, 8, 80) \
	ROW("Windows", 128, 28, NO_SCALE, 65535, 0, 0, 75) \
	ROW("Windows", 128, 28, NO_SCALE, 64240, 0, 0, 75) \
	ROW("Windows", 128, 28, NO_SCALE, 16384, 0, 0, 70) \
	ROW("Windows", 128, 28, NO_SCALE, 8192, 0, 0, 75) \
	ROW("Cisco IOS", 255, 24, SEGMENT_ONLY, 4128, 0, 0, 80)
/* clang-format on */

#endif
