// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is said of the interfaces: once on stderr, and to `tapless status`. */
#include <string.h>

#include "../lib/log.h"
#include "members.h"

#define LINES_MAX 16 /* of those that change at once */

static const char *name_at(const struct tl_watch *watch, __u32 index)
{
	int at = tl_devices_find(watch->devices.rows, watch->devices.count, index);

	return at < 0 ? "" : watch->devices.rows[at].name;
}

static void say_standing(const struct tl_watch *watch, unsigned int i)
{
	const struct tl_device *device = &watch->devices.rows[i];
	const struct tl_role *role = &watch->members[i].role;

	if (role->standing == TL_STANDING_COUNTS)
		tl_info("metering %s", device->name);
	else if (role->counted_at != device->index)
		tl_info("%s %s (%s)", device->name, tl_standing_text(role->standing), name_at(watch, role->counted_at));
	else
		tl_info("%s %s", device->name, tl_standing_text(role->standing));
}

static void warn_of_ports(struct tl_watch *watch, unsigned int i)
{
	struct tl_member *member = &watch->members[i];

	if (member->role.partly && !member->told_partly)
		tl_warning("%s counts for its ports, because not all of them are watched: what passes from port to "
			   "port without it is not counted; watch all of its ports, or none",
			   watch->devices.rows[i].name);
	member->told_partly = member->role.partly;
}

/* As far as it has come: one that counts says so when it is attached. */
static enum tl_standing standing_of(const struct tl_member *member)
{
	if (!member->wanted || member->trouble[0])
		return TL_STANDING_NONE;
	if (member->role.standing == TL_STANDING_COUNTS && !member->attached)
		return member->told;
	return member->role.standing;
}

void tl_members_report(struct tl_watch *watch)
{
	unsigned int lines = 0;

	for (unsigned int i = 0; i < watch->devices.count; i++) {
		struct tl_member *member = &watch->members[i];
		enum tl_standing now = standing_of(member);

		warn_of_ports(watch, i);
		if (now == member->told)
			continue;
		member->told = now;
		if (now != TL_STANDING_NONE && lines++ < LINES_MAX)
			say_standing(watch, i);
	}
	if (lines > LINES_MAX)
		tl_info("and %u interfaces more; `tapless status` lists all", lines - LINES_MAX);
}

static const char *word_of(const struct tl_member *member)
{
	if (member->trouble[0])
		return "not metered";
	if (member->role.standing == TL_STANDING_COUNTS && !member->attached)
		return "in line";
	return member->role.standing == TL_STANDING_COUNTS ? "counts" : "skipped";
}

static void print_notes(const struct tl_member *member, FILE *out)
{
	static const char *const directions[] = {"ingress", "egress"};
	const char *separator = "";

	if (member->trouble[0]) {
		fputs(member->trouble, out);
		return;
	}
	if (member->role.standing > TL_STANDING_COUNTS) {
		fputs(strchr(tl_standing_text(member->role.standing), ':') + 2, out);
		return;
	}
	if (member->role.partly) {
		fputs("for its ports, not all of which are watched", out);
		separator = "; ";
	}
	if (member->offload) {
		fprintf(out, "%s%s", separator, member->offload);
		separator = "; ";
	}
	if (member->strips_tags) {
		fprintf(out, "%sXDP does not see VLAN tags that the device takes out; --rxvlan off leaves them in",
			separator);
		separator = "; ";
	}
	for (unsigned int direction = 0; direction < 2; direction++) {
		const struct tl_blind *blind = &member->blind[direction];
		const char *where = directions[direction];

		if (!blind->by[0])
			continue;
		if (blind->is_blind)
			fprintf(out, "%sBLIND at %s: %s ends the chain before tapless", separator, where, blind->by);
		else
			fprintf(out, "%sat %s behind %s", separator, where, blind->by);
		separator = "; ";
	}
}

void tl_watch_print(const struct tl_watch *watch, FILE *out)
{
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		const struct tl_device *device = &watch->devices.rows[i];
		const struct tl_member *member = &watch->members[i];

		if (!member->wanted)
			continue;
		fprintf(out, "%s\t%u\t%s\t%s\t", device->name, device->index, word_of(member),
			member->role.counted_at == device->index ? "" : name_at(watch, member->role.counted_at));
		print_notes(member, out);
		fputc('\n', out);
	}
	for (unsigned int i = 0; i < watch->settings->interfaces.count; i++)
		if (watch->absent[i])
			fprintf(out, "%s\t0\tabsent\t\twaited for\n", watch->settings->interfaces.items[i]);
}
