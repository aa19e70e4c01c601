/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the programs built with TL_TEST_PAUSE can be held up, and how (bpf/pause.h, pause_test.c). */
#ifndef TAPLESS_SELFTESTS_PAUSE_POINTS_H
#define TAPLESS_SELFTESTS_PAUSE_POINTS_H

#include <tapless/types.h>

enum tl_pause_point {
	/* packet path */
	TL_PAUSE_AFTER_LOOKUP, /* the entry is found, its state not yet read */
	TL_PAUSE_AFTER_REVIVE, /* FROZEN → LIVE is done, nothing counted */
	TL_PAUSE_BEFORE_LIVE, /* inserted, filled, still NEW */
	TL_PAUSE_BEFORE_DELETE, /* RETIRED and emitted, still in the hash */
	TL_PAUSE_BEFORE_UPDATE, /* the state allows to count, nothing counted */
	TL_PAUSE_COUNTING, /* octets are counted, the packet is not */
	/* both */
	TL_PAUSE_ROOM_RESERVED, /* in the ring; the entry is not RETIRED yet: FROZEN for the sweep, LIVE for a SYN */
	TL_PAUSE_BETWEEN_COUNTERS, /* packets are read for a record, octets are not */
	/* sweep */
	TL_PAUSE_SWEEP_REPORTING, /* LIVE → REPORTING is done, nothing read */
	TL_PAUSE_SWEEP_BEFORE_DELETE, /* RETIRED and emitted, still in the hash */
	TL_PAUSE__MAX,
};

/* In the object's .bss, which user space has mapped. */
struct tl_pauses {
	__u64 nanoseconds; /* of one pause, at most */
	__u32 one_in[TL_PAUSE__MAX]; /* programs that come to the point, at random; 0: none */
	__u32 inside; /* programs that pause now */
	__u32 release; /* ends all pauses */
	__u32 count[TL_PAUSE__MAX];
};

#endif
