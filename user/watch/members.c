// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "members.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../kernel/attach.h"
#include "../kernel/attached.h"
#include "../kernel/link.h"
#include "../kernel/role.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "choice.h"

static const char *instance_of(const struct tl_watch *watch)
{
	return watch->settings->instance;
}

static const struct tl_list *chosen(const struct tl_watch *watch)
{
	return &watch->settings->interfaces;
}

static bool was_heard_to_go(const struct tl_watch *watch, __u32 index)
{
	for (unsigned int i = 0; i < watch->gone_count; i++)
		if (watch->gone[i] == index)
			return true;
	return false;
}

/* The device that this member was of is there no more, though another may have its index. */
static bool has_gone(const struct tl_watch *watch, const struct tl_device *device, const struct tl_member *member)
{
	if (was_heard_to_go(watch, device->index))
		return true;
	return watch->lost_news && member->attached &&
	       !tl_has_ingress(instance_of(watch), member->pinned_as, device->index);
}

static void let_go(const struct tl_watch *watch, struct tl_member *member, __u32 index)
{
	if (member->attached)
		tl_detach_interface(instance_of(watch), member->pinned_as, index, NULL);
	member->attached = false;
}

/* What could not be attached to is tried again when there is reason to hope. */
static void reconsider(struct tl_member *member, const struct tl_device *before, const struct tl_device *now)
{
	if (strcmp(before->name, now->name) != 0 || now->xdp_program != member->tried_beside)
		member->trouble[0] = 0;
}

static void forget(struct tl_watch *watch, struct tl_member *member, const struct tl_device *device)
{
	let_go(watch, member, device->index);
	if (member->known.counted_at)
		tl_interface_role_forget(watch->engine, device->index);
}

static void carry_over(struct tl_watch *watch, const struct tl_devices *fresh, struct tl_member *members)
{
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		const struct tl_device *device = &watch->devices.rows[i];
		struct tl_member *member = &watch->members[i];
		int now = tl_devices_find(fresh->rows, fresh->count, device->index);

		if (now >= 0 && !has_gone(watch, device, member)) {
			members[now] = *member;
			reconsider(&members[now], device, &fresh->rows[now]);
			continue;
		}
		if (member->attached && !tl_choice_names(chosen(watch), device->name))
			tl_info("%s has gone", device->name);
		forget(watch, member, device);
	}
}

static void look_for_names(struct tl_watch *watch)
{
	for (unsigned int i = 0; i < chosen(watch)->count; i++) {
		const char *item = chosen(watch)->items[i];
		bool absent = tl_choice_is_name(item) && !tl_devices_named(&watch->devices, item);

		if (absent && !watch->absent[i] && watch->running)
			tl_warning("%s has gone: metered again when it comes back", item);
		watch->absent[i] = absent;
	}
}

static int assign_roles(struct tl_watch *watch)
{
	unsigned int count = watch->devices.count;
	struct tl_role *roles = calloc(count + 1, sizeof(*roles));
	bool *watched = calloc(count + 1, sizeof(*watched));

	if (!roles || !watched) {
		free(roles);
		free(watched);
		return -ENOMEM;
	}
	for (unsigned int i = 0; i < count; i++) {
		struct tl_member *member = &watch->members[i];

		member->wanted = tl_choice_wants(chosen(watch), watch->devices.rows[i].name);
		watched[i] = member->wanted && !member->trouble[0];
	}
	tl_roles_assign(roles, watch->devices.rows, watched, count, watch->settings->count == TL_COUNT_EACH);
	for (unsigned int i = 0; i < count; i++)
		watch->members[i].role = roles[i];
	free(roles);
	free(watched);
	return 0;
}

/* What the packet path must know of a device, watched or not, that packets may come from. */
static struct tl_interface_role role_for_programs(const struct tl_device *device, const struct tl_role *role)
{
	int link = tl_link_of_hardware(device->hardware);
	struct tl_interface_role told = {
		.link = link < 0 ? TL_LINK_ETHERNET : (__u32)link,
		.counted_at = role->counted_at,
		.vlan_id = role->vlan_id,
		.inner_vlan_id = role->inner_vlan_id,
		.vlan_depth = role->vlan_depth,
		.counts = role->standing == TL_STANDING_COUNTS,
	};

	return told;
}

static int tell_one(struct tl_watch *watch, unsigned int i)
{
	const struct tl_device *device = &watch->devices.rows[i];
	struct tl_member *member = &watch->members[i];
	struct tl_interface_role role = role_for_programs(device, &member->role);
	int error;

	if (!role.counted_at)
		memset(&role, 0, sizeof(role));
	if (!memcmp(&role, &member->known, sizeof(role)))
		return 0;
	error = role.counted_at ? tl_interface_role_set(watch->engine, device->index, &role)
				: tl_interface_role_forget(watch->engine, device->index);
	if (!error)
		member->known = role;
	return error;
}

void tl_members_tell_programs(struct tl_watch *watch)
{
	int error = 0;

	for (unsigned int i = 0; i < watch->devices.count && !error; i++)
		error = tell_one(watch, i);
	if (error && !watch->told_full)
		tl_warning("cannot tell the programs the roles of all interfaces: %s; packets that pass several may be "
			   "counted at each",
			   strerror(-error));
	watch->told_full = error != 0;
}

int tl_members_read(struct tl_watch *watch)
{
	struct tl_devices fresh = {};
	struct tl_member *members = NULL;
	int error = tl_devices_read(&fresh);

	if (!error) {
		members = calloc(fresh.count + 1, sizeof(*members));
		error = members ? 0 : -ENOMEM;
	}
	if (error) {
		tl_devices_free(&fresh);
		return error;
	}
	carry_over(watch, &fresh, members);
	tl_devices_free(&watch->devices);
	free(watch->members);
	watch->devices = fresh;
	watch->members = members;
	look_for_names(watch);
	return assign_roles(watch);
}

static bool is_counted_somewhere(__u32 index, void *context)
{
	const struct tl_watch *watch = context;
	int at = tl_devices_find(watch->devices.rows, watch->devices.count, index);

	return at >= 0 && watch->members[at].role.counted_at;
}

void tl_members_find_attached(struct tl_watch *watch)
{
	struct tl_attachment *rows;
	unsigned int count = tl_attachments(instance_of(watch), &rows);

	for (unsigned int i = 0; i < count; i++) {
		int at = tl_devices_find(watch->devices.rows, watch->devices.count, rows[i].index);
		struct tl_member *member = at < 0 ? NULL : &watch->members[at];

		if (!member || !tl_attachment_is_alive(instance_of(watch), &rows[i])) {
			tl_detach(instance_of(watch), &rows[i]);
			continue;
		}
		strcpy(member->pinned_as, watch->devices.rows[at].name);
		if (strcmp(rows[i].interface, member->pinned_as) != 0)
			tl_rename_interface(instance_of(watch), rows[i].interface, rows[i].index, member->pinned_as);
		member->attached = member->inherited = true;
	}
	free(rows);
	tl_interface_roles_retain(watch->engine, is_counted_somewhere, watch);
}

static bool counts(const struct tl_member *member)
{
	return member->wanted && member->role.standing == TL_STANDING_COUNTS;
}

static bool is_late(struct tl_watch *watch)
{
	watch->behind |= tl_boot_time() >= watch->deadline;
	return watch->behind;
}

void tl_members_let_go(struct tl_watch *watch)
{
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		const struct tl_device *device = &watch->devices.rows[i];
		struct tl_member *member = &watch->members[i];

		if (!member->attached)
			continue;
		if (!counts(member)) {
			if (is_late(watch))
				return;
			let_go(watch, member, device->index);
		} else if (strcmp(member->pinned_as, device->name) != 0) {
			tl_rename_interface(instance_of(watch), member->pinned_as, device->index, device->name);
			strcpy(member->pinned_as, device->name);
		}
	}
}

static int attach_one(struct tl_watch *watch, unsigned int i)
{
	const struct tl_device *device = &watch->devices.rows[i];
	struct tl_member *member = &watch->members[i];
	const struct tl_target target = {
		.interface = device->name,
		.index = device->index,
		.hardware = device->hardware,
		.xdp = watch->settings->hook == TL_HOOK_XDP,
		.ingress_only = member->role.one_hook,
		.leaves_tags = watch->settings->rx_vlan == TL_RX_VLAN_OFF,
	};
	int error = tl_attach(watch->engine, &target);

	if (!error) {
		member->attached = member->swapped = true;
		strcpy(member->pinned_as, device->name);
		return 0;
	}
	member->tried_beside = device->xdp_program;
	snprintf(member->trouble, sizeof(member->trouble), "%s", tl_last_error());
	return error;
}

/* The start has failed: what was not there before goes. */
static void undo(struct tl_watch *watch)
{
	for (unsigned int i = 0; i < watch->devices.count; i++)
		if (!watch->members[i].inherited)
			let_go(watch, &watch->members[i], watch->devices.rows[i].index);
}

static bool is_due(const struct tl_member *member)
{
	return counts(member) && !(member->attached && member->swapped);
}

int tl_members_attach_named(struct tl_watch *watch)
{
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		int error;

		if (!is_due(&watch->members[i]) || !tl_choice_names(chosen(watch), watch->devices.rows[i].name))
			continue;
		error = attach_one(watch, i);
		if (error) {
			undo(watch);
			return error;
		}
	}
	return 0;
}

/* True: some could not be attached to. */
static bool attach_round(struct tl_watch *watch)
{
	bool failed = false;

	for (unsigned int i = 0; i < watch->devices.count; i++) {
		if (!is_due(&watch->members[i]))
			continue;
		if (is_late(watch))
			break;
		if (!attach_one(watch, i))
			continue;
		tl_warning("%s is not metered", watch->devices.rows[i].name);
		failed = true;
	}
	return failed;
}

void tl_members_attach(struct tl_watch *watch)
{
	while (attach_round(watch)) { /* each round fewer are watched */
		if (assign_roles(watch))
			return;
		tl_members_tell_programs(watch);
		tl_members_let_go(watch);
	}
}
