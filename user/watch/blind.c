// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "blind.h"

#include "../kernel/question.h"
#include "../lib/log.h"
#include "neighbour.h"
#include "watch.h"

/*
 * What a device counts may come late (drivers read their hardware's counters once a second) and in other units (GRO): a
 * hook is blind only if it saw nothing at all in two periods in each of which the device counted this many packets.
 */
#define PACKETS_MIN 8
#define PERIODS_MIN 2

static const char *const direction_names[] = {[TL_INGRESS] = "ingress", [TL_EGRESS] = "egress"};

static __u64 counted_by(const struct tl_device *device, enum tl_direction direction)
{
	return direction == TL_INGRESS ? device->received : device->sent;
}

static void say(const struct tl_device *device, const struct tl_blind *blind, enum tl_direction direction)
{
	tl_warning("%s is blind at %s: %s ends the chain before tapless, which sees none of the packets; put it behind "
		   "tapless, or meter another interface",
		   device->name, direction_names[direction], blind->by);
}

static void judge(struct tl_watch *watch, unsigned int i, enum tl_direction direction)
{
	const struct tl_device *device = &watch->devices.rows[i];
	struct tl_blind *blind = &watch->members[i].blind[direction];
	__u64 packets = counted_by(device, direction) - blind->counted;

	if (tl_question_is_answered(watch->engine, device->index, direction)) {
		blind->is_blind = false;
		blind->periods = 0;
		return;
	}
	if (packets < PACKETS_MIN || ++blind->periods < PERIODS_MIN || blind->is_blind)
		return;
	blind->is_blind = true;
	say(device, blind, direction);
}

static void check_hook(struct tl_watch *watch, unsigned int i, enum tl_direction direction)
{
	const struct tl_device *device = &watch->devices.rows[i];
	struct tl_member *member = &watch->members[i];
	struct tl_blind *blind = &member->blind[direction];
	bool hooked = member->attached && !(direction == TL_EGRESS && member->role.one_hook);

	blind->by[0] = 0;
	if (hooked)
		tl_neighbour_ahead(blind->by, sizeof(blind->by), watch->engine, device, direction);
	if (blind->by[0] && blind->asked)
		judge(watch, i, direction);
	if (blind->by[0]) {
		blind->asked = !tl_question_ask(watch->engine, device->index, direction);
		return;
	}
	if (blind->asked)
		tl_question_withdraw(watch->engine, device->index, direction);
	blind->asked = blind->is_blind = false;
	blind->periods = 0;
}

/* After the questions: what is counted before a hook listens must not be held against it. */
static void note_counts(struct tl_watch *watch)
{
	struct tl_devices now = {};

	if (tl_devices_read(&now))
		return;
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		int at = tl_devices_find(now.rows, now.count, watch->devices.rows[i].index);

		for (unsigned int direction = 0; direction < 2 && at >= 0; direction++)
			watch->members[i].blind[direction].counted =
				counted_by(&now.rows[at], (enum tl_direction)direction);
	}
	tl_devices_free(&now);
}

bool tl_blind_check(struct tl_watch *watch)
{
	bool asking = false;

	for (unsigned int i = 0; i < watch->devices.count; i++)
		for (unsigned int direction = 0; direction < 2; direction++) {
			check_hook(watch, i, (enum tl_direction)direction);
			asking |= watch->members[i].blind[direction].asked;
		}
	tl_question_listen(watch->engine, asking);
	if (asking)
		note_counts(watch);
	return asking;
}
