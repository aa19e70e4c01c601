// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attached.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bpffs.h"

#define LINKS_MAX 256

/* bpffs takes no dot, an interface name has no colon. */
void tl_attachment_path(char *path, size_t size, const char *instance, const char *interface, const char *hook,
			const char *how)
{
	char name[96];

	snprintf(name, sizeof(name), "links/%s@%s@%s", interface, hook, how);
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

typedef int link_visit(const char *instance, const struct tl_attachment *row, const char *path, void *context);

/* Takes links/INTERFACE@HOOK@HOW[@IFINDEX] apart. */
static int read_row(struct tl_attachment *row, const char *name)
{
	row->index = 0;
	if (sscanf(name, "%31[^@]@%15[^@]@%15[^@]@%u", row->interface, row->hook, row->by, &row->index) < 3)
		return -1;
	for (char *c = row->interface; *c; c++)
		if (*c == ':')
			*c = '.';
	return 0;
}

static unsigned int visit_links(const char *instance, link_visit *visit, void *context)
{
	char folder[256], path[600];
	struct tl_attachment row;
	unsigned int count = 0;
	struct dirent *entry;
	DIR *links;

	tl_bpffs_path(folder, sizeof(folder), instance, "links");
	links = opendir(folder);
	if (!links)
		return 0;
	while ((entry = readdir(links)) && count < LINKS_MAX) {
		if (read_row(&row, entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		count += !visit(instance, &row, path, context);
	}
	closedir(links);
	return count;
}

/* Only if what is there is still the program that the pin remembers: interface numbers are used again. */
static void detach_clsact(const struct tl_attachment *row, const char *path)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)row->index,
		    .attach_point = strcmp(row->hook, TL_HOOK_NAME_EGRESS) ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, found, .handle = TL_CLSACT_HANDLE, .priority = TL_CLSACT_PRIORITY);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = TL_CLSACT_HANDLE, .priority = TL_CLSACT_PRIORITY);
	int program = bpf_obj_get(path);

	if (program < 0)
		return;
	if (!bpf_tc_query(&where, &found) && found.prog_id == tl_program_id(program))
		bpf_tc_detach(&where, &options);
	close(program);
}

static void detach_row(const struct tl_attachment *row, const char *path)
{
	int link;

	if (!strcmp(row->by, "clsact")) {
		detach_clsact(row, path);
	} else {
		link = bpf_obj_get(path);
		if (link >= 0) {
			bpf_link_detach(link);
			close(link);
		}
	}
	unlink(path);
}

static int detach_any(const char *instance, const struct tl_attachment *row, const char *path, void *context)
{
	(void)instance;
	(void)context;
	detach_row(row, path);
	return 0;
}

void tl_detach_all(const char *instance)
{
	visit_links(instance, detach_any, NULL);
}

static int detach_unlisted(const char *instance, const struct tl_attachment *row, const char *path, void *context)
{
	const struct tl_list *kept = context;

	(void)instance;
	for (unsigned int i = 0; i < kept->count; i++)
		if (!strcmp(kept->items[i], row->interface))
			return -1;
	detach_row(row, path);
	return 0;
}

void tl_detach_others(const char *instance, const struct tl_list *kept)
{
	visit_links(instance, detach_unlisted, (void *)(uintptr_t)kept);
}

/* One row: what a hook of an interface has to be for it to be detached; hook NULL: any. */
struct choice {
	const char *interface;
	const char *hook;
};

static int detach_chosen(const char *instance, const struct tl_attachment *row, const char *path, void *context)
{
	const struct choice *choice = context;

	(void)instance;
	if (strcmp(choice->interface, row->interface) || (choice->hook && strcmp(choice->hook, row->hook)))
		return -1;
	detach_row(row, path);
	return 0;
}

void tl_detach(const char *instance, const char *interface, const char *hook)
{
	struct choice choice = {.interface = interface, .hook = hook};

	visit_links(instance, detach_chosen, &choice);
}

struct listing {
	struct tl_attachment *rows;
	unsigned int size;
	unsigned int count;
};

static int list_one(const char *instance, const struct tl_attachment *row, const char *path, void *context)
{
	struct listing *listing = context;

	(void)instance;
	(void)path;
	if (listing->count < listing->size)
		listing->rows[listing->count] = *row;
	listing->count++;
	return 0;
}

unsigned int tl_attachments(const char *instance, struct tl_attachment *rows, unsigned int size)
{
	struct listing listing = {.rows = rows, .size = size};

	visit_links(instance, list_one, &listing);
	return listing.count;
}
