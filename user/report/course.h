/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Amounts over time in bounded memory: a row of steps that become longer when the time does not fit any more. */
#ifndef TAPLESS_REPORT_COURSE_H
#define TAPLESS_REPORT_COURSE_H

#include <linux/types.h>

#define TL_COURSE_STEPS 240

struct tl_course {
	__u64 begin; /* of the first step, a multiple of `step`; nanoseconds since 1970 */
	__u64 step; /* 0: nothing was taken yet */
	double amounts[TL_COURSE_STEPS];
};

/* Spreads an amount evenly over [start, end]. */
void tl_course_take(struct tl_course *course, __u64 start, __u64 end, double amount);

/* Adds what another one has. */
void tl_course_add(struct tl_course *course, const struct tl_course *other);

/* First and last step that have something; false if none has. */
_Bool tl_course_bounds(const struct tl_course *course, unsigned int *first, unsigned int *last);

#endif
