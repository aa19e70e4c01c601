// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "course.h"

#include <string.h>

#define STEP_FIRST 1000000000ull

/* Pairs of steps become one; the beginning stays a multiple of the step. */
static void widen(struct tl_course *course)
{
	double amounts[TL_COURSE_STEPS] = {0};
	__u64 step = 2 * course->step, begin = course->begin - course->begin % step;

	for (unsigned int i = 0; i < TL_COURSE_STEPS; i++) {
		__u64 at = (course->begin + i * course->step - begin) / step;

		if (at < TL_COURSE_STEPS)
			amounts[at] += course->amounts[i];
	}
	course->begin = begin;
	course->step = step;
	memcpy(course->amounts, amounts, sizeof(amounts));
}

/* The steps move so that an earlier time is inside; false if what the last ones have would be lost. */
static _Bool reach_back(struct tl_course *course, __u64 time)
{
	__u64 begin = time - time % course->step, by = (course->begin - begin) / course->step;
	unsigned int first, last;

	if (tl_course_bounds(course, &first, &last) && by + last >= TL_COURSE_STEPS)
		return 0;
	if (by < TL_COURSE_STEPS)
		memmove(course->amounts + by, course->amounts, (TL_COURSE_STEPS - by) * sizeof(*course->amounts));
	memset(course->amounts, 0, (by < TL_COURSE_STEPS ? by : TL_COURSE_STEPS) * sizeof(*course->amounts));
	course->begin = begin;
	return 1;
}

static void make_room(struct tl_course *course, __u64 start, __u64 end)
{
	if (!course->step) {
		course->step = STEP_FIRST;
		course->begin = start - start % course->step;
	}
	while (start < course->begin && !reach_back(course, start))
		widen(course);
	while ((end - course->begin) / course->step >= TL_COURSE_STEPS)
		widen(course);
}

void tl_course_take(struct tl_course *course, __u64 start, __u64 end, double amount)
{
	double length;

	if (end < start)
		end = start;
	make_room(course, start, end);
	length = (double)(end - start) + 1;
	for (__u64 at = (start - course->begin) / course->step; at <= (end - course->begin) / course->step; at++) {
		__u64 from = course->begin + at * course->step, to = from + course->step - 1;

		from = from > start ? from : start;
		to = to < end ? to : end;
		course->amounts[at] += amount * ((double)(to - from) + 1) / length;
	}
}

/* With steps of the same length or longer, each step of the other is within one of these. */
void tl_course_add(struct tl_course *course, const struct tl_course *other)
{
	while (course->step && course->step < other->step)
		widen(course);
	for (unsigned int i = 0; other->step && i < TL_COURSE_STEPS; i++) {
		__u64 start = other->begin + i * other->step;

		if (other->amounts[i] > 0)
			tl_course_take(course, start, start + other->step - 1, other->amounts[i]);
	}
}

_Bool tl_course_bounds(const struct tl_course *course, unsigned int *first, unsigned int *last)
{
	*first = 0;
	*last = TL_COURSE_STEPS;
	while (*first < TL_COURSE_STEPS && course->amounts[*first] <= 0)
		++*first;
	while (*last > *first && course->amounts[*last - 1] <= 0)
		--*last;
	if (*first == *last)
		return 0;
	--*last;
	return 1;
}
