// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kernel/link.h"
#include "../kernel/rx_vlan.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "choice.h"
#include "members.h"
#include "netlink.h"
#include "offload.h"

#define SECOND 1000000000ull
#define LOOK_PERIOD                                                                                                    \
	(SECOND / 10) /* at least, between two looks: a thousand devices made one by one give as many news */
#define CHECK_PERIOD   (2 * SECOND)
#define ASK_PERIOD     SECOND /* while hooks are asked whether they see packets */
#define OFFLOAD_PERIOD (30 * SECOND)
#define TURN	       (SECOND / 10) /* what one turn may take */
#define GONE_MAX       4096

/* A name that a pattern covers as well may come later. */
static int refuse_missing(const struct tl_watch *watch)
{
	const struct tl_list *chosen = &watch->settings->interfaces;

	for (unsigned int i = 0; i < chosen->count; i++)
		if (watch->absent[i] && !tl_choice_covers(chosen, chosen->items[i])) {
			tl_error("no interface '%s' in this network namespace; `ip link` lists what there is",
				 chosen->items[i]);
			return -ENODEV;
		}
	return 0;
}

/* Before anything is touched: a name that is wrong must not cost a running instance its hooks. */
static int refuse_unparsed(const struct tl_watch *watch)
{
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		const struct tl_device *device = &watch->devices.rows[i];

		if (tl_choice_names(&watch->settings->interfaces, device->name) &&
		    tl_link_of_hardware(device->hardware) < 0) {
			tl_error("interface %s has link type %u, whose frames tapless does not parse; meter the "
				 "interface below or above it",
				 device->name, device->hardware);
			return -ENOTSUP;
		}
	}
	return 0;
}

static bool has_layer3(const struct tl_watch *watch)
{
	bool has = tl_choice_is_open(&watch->settings->interfaces);

	for (unsigned int i = 0; i < watch->devices.count; i++)
		has |= watch->members[i].wanted && tl_link_of_hardware(watch->devices.rows[i].hardware) > 0;
	return has;
}

int tl_watch_open(struct tl_watch *watch, const struct tl_settings *settings, bool *layer3)
{
	int error;

	memset(watch, 0, sizeof(*watch));
	watch->settings = settings;
	watch->socket = tl_netlink_open(RTMGRP_LINK); /* first: what happens after the look is news */
	error = watch->socket < 0 ? watch->socket : tl_members_read(watch);
	if (error)
		tl_error("cannot list the interfaces of this network namespace: %s", strerror(-error));
	if (!error)
		error = refuse_missing(watch);
	if (!error)
		error = refuse_unparsed(watch);
	*layer3 = !error && has_layer3(watch);
	return error;
}

static void act(struct tl_watch *watch)
{
	watch->behind = false;
	watch->deadline = tl_boot_time() + TURN;
	tl_members_let_go(watch);
	tl_members_attach(watch);
	tl_members_report(watch);
}

/* A pattern may be meant for what comes later, or be a slip of the pen. */
static void warn_of_none(const struct tl_watch *watch)
{
	for (unsigned int i = 0; i < watch->devices.count; i++)
		if (watch->members[i].wanted)
			return;
	tl_warning("no interface is there that --interface %s means: nothing is metered until one appears",
		   watch->settings->interfaces.items[0]);
}

int tl_watch_start(struct tl_watch *watch, struct tl_engine *engine)
{
	int error;

	watch->engine = engine;
	tl_members_tell_programs(watch);
	tl_members_find_attached(watch);
	error = tl_members_attach_named(watch);
	if (error)
		return error;
	watch->running = true;
	act(watch);
	warn_of_none(watch);
	watch->next_check = tl_boot_time() + CHECK_PERIOD;
	return 0;
}

int tl_watch_choose(struct tl_watch *watch, const struct tl_list *interfaces)
{
	bool layer3 = watch->engine->config.layer3_devices;

	if (tl_choice_is_open(interfaces) && !layer3)
		return -ENOTSUP;
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		const struct tl_device *device = &watch->devices.rows[i];
		int link = tl_link_of_hardware(device->hardware);

		if (tl_choice_wants(interfaces, device->name) && (link < 0 || (link > 0 && !layer3)))
			return -ENOTSUP;
	}
	memset(watch->absent, 0, sizeof(watch->absent)); /* by place in the list; a name that is missing is told of */
	watch->changed = true;
	return 0;
}

int tl_watch_socket(const struct tl_watch *watch)
{
	return watch->socket;
}

/* A device that goes and one that comes with the same index would look the same. */
static void note_gone(struct tl_watch *watch, __u32 index)
{
	__u32 *grown;

	if (watch->gone_count == GONE_MAX) {
		watch->lost_news = true;
		return;
	}
	grown = realloc(watch->gone, (watch->gone_count + 1) * sizeof(*grown));
	if (!grown) {
		watch->lost_news = true;
		return;
	}
	watch->gone = grown;
	grown[watch->gone_count++] = index;
}

static void hear(const struct nlmsghdr *message, void *context)
{
	const struct ifinfomsg *header = NLMSG_DATA(message);
	struct tl_watch *watch = context;

	if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK)
		return;
	watch->changed = true;
	/* AF_BRIDGE: a port leaves its bridge */
	if (message->nlmsg_type == RTM_DELLINK && header->ifi_family == AF_UNSPEC)
		note_gone(watch, (__u32)header->ifi_index);
}

static void look(struct tl_watch *watch)
{
	int error = tl_members_read(watch);

	watch->changed = false;
	watch->lost_news = false;
	watch->gone_count = 0;
	if (error) { /* it is tried again with the next news, or the next check */
		tl_warning("cannot list the interfaces: %s", strerror(-error));
		return;
	}
	tl_members_tell_programs(watch);
	act(watch);
}

static void check_offload(struct tl_watch *watch, __u64 now)
{
	if (now < watch->next_offload_check)
		return;
	watch->next_offload_check = now + OFFLOAD_PERIOD;
	for (unsigned int i = 0; i < watch->devices.count; i++) {
		struct tl_member *member = &watch->members[i];
		const char *name = watch->devices.rows[i].name;
		const char *offload = member->attached ? tl_offload_of(&watch->devices.rows[i]) : NULL;

		if (offload && !member->offload)
			tl_warning("%s: %s", name, offload);
		member->offload = offload;
		member->strips_tags =
			member->attached && watch->settings->hook == TL_HOOK_XDP && tl_rx_vlan_strips(name);
	}
}

bool tl_watch_follow(struct tl_watch *watch, __u64 now)
{
	int error = tl_netlink_news(watch->socket, hear, watch);

	if (error) {
		watch->changed = true;
		watch->lost_news = true;
	}
	if (now >= watch->next_check) {
		look(watch); /* for what the devices count */
		check_offload(watch, now);
		watch->next_check = now + (tl_blind_check(watch) ? ASK_PERIOD : CHECK_PERIOD);
		return true;
	}
	if (watch->changed && now >= watch->next_look) {
		watch->next_look = now + LOOK_PERIOD;
		look(watch);
		return true;
	}
	if (!watch->behind)
		return false;
	act(watch);
	return !watch->behind; /* until then the last look's words hold */
}

bool tl_watch_is_behind(const struct tl_watch *watch)
{
	return watch->behind;
}

void tl_watch_close(struct tl_watch *watch)
{
	if (watch->socket >= 0)
		close(watch->socket);
	tl_devices_free(&watch->devices);
	free(watch->members);
	free(watch->gone);
	memset(watch, 0, sizeof(*watch));
	watch->socket = -1;
}
