// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attached.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "../privileges/capabilities.h"
#include "bpffs.h"
#include "rx_vlan.h"

/* Every pin that an interface can have. */
static const struct {
	const char *hook;
	const char *by;
} kinds[] = {
	{TL_HOOK_NAME_RX_VLAN, TL_BY_OFF}, /* first: it is known by the link of XDP */
	{TL_HOOK_NAME_XDP, TL_BY_NATIVE},    {TL_HOOK_NAME_XDP, TL_BY_NATIVE_LINEAR}, {TL_HOOK_NAME_XDP, TL_BY_GENERIC},
	{TL_HOOK_NAME_INGRESS, TL_BY_TCX},   {TL_HOOK_NAME_INGRESS, TL_BY_CLSACT},    {TL_HOOK_NAME_EGRESS, TL_BY_TCX},
	{TL_HOOK_NAME_EGRESS, TL_BY_CLSACT},
};

/* bpffs takes no dot, an interface name has no colon. */
void tl_attachment_path(char *path, size_t size, const char *instance, const struct tl_attachment *row)
{
	char name[96];

	snprintf(name, sizeof(name), "links/%s@%s@%s@%u", row->interface, row->hook, row->by, row->index);
	for (char *c = name; *c; c++)
		if (*c == '.')
			*c = ':';
	tl_bpffs_path(path, size, instance, name);
}

__u32 tl_program_id(int program)
{
	struct bpf_prog_info info = {};
	__u32 length = sizeof(info);

	return bpf_obj_get_info_by_fd(program, &info, &length) ? 0 : info.id;
}

/* Cuts the last part off, at its '@': an interface name may have one, too. NULL: there is none. */
static char *cut(char *name)
{
	char *at = strrchr(name, '@');

	if (!at)
		return NULL;
	*at = 0;
	return at + 1;
}

/* As %u writes it: what is detached is found again by its name. */
static bool read_index(unsigned int *index, const char *digits)
{
	char again[16];

	*index = (unsigned int)strtoul(digits, NULL, 10);
	snprintf(again, sizeof(again), "%u", *index);
	return !strcmp(again, digits);
}

bool tl_attachment_parse(struct tl_attachment *row, const char *pin)
{
	char name[256];
	const char *index, *by, *hook;

	if ((size_t)snprintf(name, sizeof(name), "%s", pin) >= sizeof(name))
		return false;
	for (char *c = name; *c; c++)
		if (*c == ':')
			*c = '.';
	index = cut(name);
	by = index ? cut(name) : NULL;
	hook = by ? cut(name) : NULL;
	if (!hook || strlen(name) >= sizeof(row->interface) || strlen(hook) >= sizeof(row->hook) ||
	    strlen(by) >= sizeof(row->by))
		return false;
	strcpy(row->interface, name);
	strcpy(row->hook, hook);
	strcpy(row->by, by);
	return read_index(&row->index, index);
}

static bool add_row(struct tl_attachment **rows, unsigned int count, const struct tl_attachment *row)
{
	struct tl_attachment *grown = *rows;

	if (!(count & (count - 1))) /* 0 and the powers of two */
		grown = realloc(grown, (count ? 2 * (size_t)count : 1) * sizeof(*grown));
	if (!grown)
		return false;
	*rows = grown;
	grown[count] = *row;
	return true;
}

unsigned int tl_attachments(const char *instance, struct tl_attachment **rows)
{
	struct tl_attachment row;
	unsigned int count = 0;
	struct dirent *entry;
	char folder[256];
	DIR *links;

	*rows = NULL;
	tl_bpffs_path(folder, sizeof(folder), instance, "links");
	links = opendir(folder);
	if (!links)
		return 0;
	while ((entry = readdir(links)))
		count += tl_attachment_parse(&row, entry->d_name) && add_row(rows, count, &row);
	closedir(links);
	return count;
}

bool tl_is_attached(const char *instance, const char *hook)
{
	struct tl_attachment *rows;
	unsigned int count = tl_attachments(instance, &rows), i = 0;

	while (i < count && strcmp(rows[i].hook, hook) != 0)
		i++;
	free(rows);
	return i < count;
}

static __u32 clsact_program(const struct tl_attachment *row)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)row->index,
		    .attach_point = strcmp(row->hook, TL_HOOK_NAME_EGRESS) ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, found, .handle = TL_CLSACT_HANDLE, .priority = TL_CLSACT_PRIORITY);

	return bpf_tc_query(&where, &found) ? 0 : found.prog_id;
}

static __u32 link_interface(int link)
{
	struct bpf_link_info info = {};
	__u32 length = sizeof(info);

	/* of a TCX link the same member is the first one; it is 0 once the interface has gone */
	return bpf_obj_get_info_by_fd(link, &info, &length) ? 0 : info.xdp.ifindex;
}

#define MAPS_MAX 64

struct maps {
	__u32 ids[MAPS_MAX];
	__u32 count;
};

static void read_maps(struct maps *maps, int program)
{
	struct bpf_prog_info info = {.map_ids = (__u64)(uintptr_t)maps->ids, .nr_map_ids = MAPS_MAX};
	__u32 length = sizeof(info);

	if (program >= 0 && !bpf_obj_get_info_by_fd(program, &info, &length))
		maps->count = info.nr_map_ids < MAPS_MAX ? info.nr_map_ids : MAPS_MAX;
}

/* Programs of one instance: a daemon that was killed while it swapped them leaves the pin of one and the filter of another. */
static bool share_a_map(__u32 id, int program)
{
	int other = bpf_prog_get_fd_by_id(id);
	struct maps left = {.count = 0}, right = {.count = 0};

	read_maps(&left, other);
	read_maps(&right, program);
	if (other >= 0)
		close(other);
	for (__u32 i = 0; i < left.count; i++)
		for (__u32 j = 0; j < right.count; j++)
			if (left.ids[i] == right.ids[j])
				return true;
	return false;
}

/* The pin of a clsact filter is that of its program. */
static bool holds_on(const struct tl_attachment *row, int pinned)
{
	if (!strcmp(row->by, TL_BY_CLSACT)) {
		__u32 attached = clsact_program(row);

		return attached && (attached == tl_program_id(pinned) || share_a_map(attached, pinned));
	}
	return row->index && link_interface(pinned) == row->index;
}

bool tl_attachment_is_alive(const char *instance, const struct tl_attachment *row)
{
	char path[320];
	bool alive;
	int pinned;

	tl_attachment_path(path, sizeof(path), instance, row);
	pinned = bpf_obj_get(path);
	if (pinned < 0)
		return false;
	alive = holds_on(row, pinned);
	close(pinned);
	return alive;
}

static void rename_pin(const char *instance, const struct tl_attachment *row, const char *interface)
{
	struct tl_attachment renamed = *row;
	char from[320], to[320];

	snprintf(renamed.interface, sizeof(renamed.interface), "%s", interface);
	tl_attachment_path(from, sizeof(from), instance, row);
	tl_attachment_path(to, sizeof(to), instance, &renamed);
	rename(from, to); /* most have no pin */
}

/* Only if what is there is still the program that the pin remembers: interface numbers are used again. */
static void detach_clsact(const struct tl_attachment *row, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)row->index,
		    .attach_point = strcmp(row->hook, TL_HOOK_NAME_EGRESS) ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = TL_CLSACT_HANDLE, .priority = TL_CLSACT_PRIORITY);

	tl_capabilities_raise();
	if (holds_on(row, program))
		bpf_tc_detach(&where, &options);
	tl_capabilities_lower();
}

/* The device may have another name than the pin; one that has gone has nothing to be turned on. */
static void restore_tags(const struct tl_attachment *row, int link)
{
	char name[IF_NAMESIZE] = "";
	int error = -ENODEV;

	if (!link_interface(link))
		return;
	if (if_indextoname(row->index, name))
		error = tl_rx_vlan_set(name, true);
	if (error)
		tl_warning("cannot turn on rx-vlan-offload of %s again: %s; `ethtool -K %s rxvlan on` does it",
			   row->interface, error == -ENODEV ? "it is in another network namespace" : strerror(-error),
			   row->interface);
}

void tl_detach(const char *instance, const struct tl_attachment *row)
{
	char path[320];
	int pinned;

	tl_attachment_path(path, sizeof(path), instance, row);
	pinned = bpf_obj_get(path);
	if (pinned >= 0) {
		if (!strcmp(row->hook, TL_HOOK_NAME_RX_VLAN))
			restore_tags(row, pinned);
		else if (!strcmp(row->by, TL_BY_CLSACT))
			detach_clsact(row, pinned);
		else
			bpf_link_detach(pinned); /* also where the interface has moved to another namespace */
		close(pinned);
	}
	unlink(path);
}

static struct tl_attachment row_of(const char *interface, unsigned int index, unsigned int kind)
{
	struct tl_attachment row = {.index = index};

	snprintf(row.interface, sizeof(row.interface), "%s", interface);
	strcpy(row.hook, kinds[kind].hook);
	strcpy(row.by, kinds[kind].by);
	return row;
}

bool tl_has_ingress(const char *instance, const char *interface, unsigned int index)
{
	for (unsigned int kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		struct tl_attachment row = row_of(interface, index, kind);

		if ((!strcmp(row.hook, TL_HOOK_NAME_XDP) || !strcmp(row.hook, TL_HOOK_NAME_INGRESS)) &&
		    tl_attachment_is_alive(instance, &row))
			return true;
	}
	return false;
}

static bool goes_with(const struct tl_attachment *row, const char *hook)
{
	if (!hook || !strcmp(row->hook, hook))
		return true;
	return !strcmp(row->hook, TL_HOOK_NAME_RX_VLAN) && !strcmp(hook, TL_HOOK_NAME_XDP);
}

void tl_detach_interface(const char *instance, const char *interface, unsigned int index, const char *hook)
{
	for (unsigned int kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		struct tl_attachment row = row_of(interface, index, kind);

		if (goes_with(&row, hook))
			tl_detach(instance, &row);
	}
}

void tl_rename_interface(const char *instance, const char *interface, unsigned int index, const char *name)
{
	for (unsigned int kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		struct tl_attachment row = row_of(interface, index, kind);

		rename_pin(instance, &row, name);
	}
}

void tl_detach_all(const char *instance)
{
	struct tl_attachment *rows;
	unsigned int count = tl_attachments(instance, &rows);

	for (unsigned int i = 0; i < count; i++) /* known by the link of XDP */
		if (!strcmp(rows[i].hook, TL_HOOK_NAME_RX_VLAN))
			tl_detach(instance, &rows[i]);
	for (unsigned int i = 0; i < count; i++)
		tl_detach(instance, &rows[i]);
	free(rows);
}
