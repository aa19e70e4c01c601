// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "bpffs.h"
#include "tapless.skel.h"

/* Not in the headers of Debian 12. */
#define TCX_INGRESS ((enum bpf_attach_type)46)
#define TCX_EGRESS  ((enum bpf_attach_type)47)

#define CLSACT_HANDLE	1
#define CLSACT_PRIORITY 49
#define LINKS_MAX	256
#define XDP_INGRESS	"xdp-ingress"

struct hook {
	const char *name;
	enum bpf_attach_type tcx;
	enum bpf_tc_attach_point clsact;
};

static const struct hook tc_ingress = {"tc-ingress", TCX_INGRESS, BPF_TC_INGRESS};
static const struct hook tc_egress = {"tc-egress", TCX_EGRESS, BPF_TC_EGRESS};

/* One interface that is being attached. */
struct target {
	struct tl_engine *engine;
	const char *interface;
	unsigned int index;
};

/* links/INTERFACE@HOOK@HOW; bpffs takes no dot, an interface name no colon. */
static void link_path(char *path, size_t size, const char *instance, const char *interface, const char *hook,
		      const char *how)
{
	char name[96];

	snprintf(name, sizeof(name), "links/%s@%s@%s", interface, hook, how);
	for (char *c = name; *c; c++)
		if (*c == '.')
			*c = ':';
	tl_bpffs_path(path, size, instance, name);
}

static void program_name(__u32 id, char *name, size_t size)
{
	struct bpf_prog_info info = {};
	__u32 length = sizeof(info);
	int program = bpf_prog_get_fd_by_id(id);

	snprintf(name, size, "program id %u", id);
	if (program < 0)
		return;
	if (!bpf_obj_get_info_by_fd(program, &info, &length))
		snprintf(name, size, "'%s' (program id %u)", info.name, id);
	close(program);
}

static int pin_link(const struct target *target, int link, const char *hook, const char *how)
{
	char path[320];
	int error = 0;

	link_path(path, sizeof(path), target->engine->config.instance, target->interface, hook, how);
	if (bpf_obj_pin(link, path)) {
		error = -errno;
		tl_error("cannot pin the link of %s %s: %s", target->interface, hook, strerror(errno));
	}
	close(link);
	return error;
}

/* Swaps the program of a link that a previous daemon pinned. 1: swapped, 0: there is none. */
static int swap_link(const struct target *target, int program, const char *hook, const char *how)
{
	char path[320];
	int link, error;

	link_path(path, sizeof(path), target->engine->config.instance, target->interface, hook, how);
	link = bpf_obj_get(path);
	if (link < 0)
		return 0;
	error = bpf_link_update(link, program, NULL);
	close(link);
	if (!error)
		return 1;
	unlink(path); /* the interface went away and came back: this link holds nothing any more */
	return 0;
}

static bool is_ours(__u32 id)
{
	char name[64];

	program_name(id, name, sizeof(name));
	return strstr(name, "'tl_") != NULL;
}

static int refuse_second(const struct target *target)
{
	tl_error("another tapless already meters %s: see `tapless status`, or end it with `tapless stop --instance "
		 "NAME`",
		 target->interface);
	return -EBUSY;
}

static int check_tcx_neighbours(const struct target *target, const struct hook *hook)
{
	__u32 ids[64];
	LIBBPF_OPTS(bpf_prog_query_opts, query, .prog_ids = ids, .prog_cnt = 64);

	if (bpf_prog_query_opts(target->index, hook->tcx, &query))
		return 0;
	for (__u32 i = 0; i < query.prog_cnt && i < 64; i++)
		if (is_ours(ids[i]))
			return refuse_second(target);
	return 0;
}

static int attach_clsact(const struct target *target, const struct hook *hook, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)target->index, .attach_point = hook->clsact);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program, .handle = CLSACT_HANDLE, .priority = CLSACT_PRIORITY);
	char path[320];
	int error = bpf_tc_hook_create(&where);

	if (error && error != -EEXIST) {
		tl_error("cannot make the clsact queue of %s: %s", target->interface, strerror(-error));
		return error;
	}
	link_path(path, sizeof(path), target->engine->config.instance, target->interface, hook->name, "clsact");
	if (!access(path, F_OK))
		options.flags = BPF_TC_F_REPLACE;
	error = bpf_tc_attach(&where, &options);
	if (error == -EEXIST)
		return refuse_second(target);
	if (error) {
		tl_error("cannot attach to %s %s: %s", target->interface, hook->name, strerror(-error));
		return error;
	}
	/* The filter belongs to the queue; this pin only remembers it. */
	unlink(path);
	return bpf_obj_pin(program, path) ? -errno : 0;
}

static int attach_tc(const struct target *target, const struct hook *hook, const struct bpf_program *program)
{
	int descriptor = bpf_program__fd(program), link, error;

	if (swap_link(target, descriptor, hook->name, "tcx") == 1)
		return 0;
	error = check_tcx_neighbours(target, hook);
	if (error)
		return error;
	link = bpf_link_create(descriptor, target->index, hook->tcx, NULL);
	if (link >= 0)
		return pin_link(target, link, hook->name, "tcx");
	if (link == -EINVAL) /* before Linux 6.6 */
		return attach_clsact(target, hook, descriptor);
	tl_error("cannot attach to %s %s: %s", target->interface, hook->name, strerror(-link));
	return link;
}

static int refuse_occupied_xdp(const struct target *target)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	char name[64] = "another program";

	if (!bpf_xdp_query(target->index, 0, &query) && query.prog_id) {
		if (is_ours(query.prog_id))
			return refuse_second(target);
		program_name(query.prog_id, name, sizeof(name));
	}
	tl_error("XDP of %s is in use by %s: use --hook tc, or detach it", target->interface, name);
	return -EBUSY;
}

static int create_xdp_link(const struct target *target, int program, __u32 mode)
{
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = mode);

	return bpf_link_create(program, target->index, BPF_XDP, &options);
}

static int attach_xdp(const struct target *target)
{
	const struct tapless_bpf *skeleton = target->engine->skeleton;
	int frags = bpf_program__fd(skeleton->progs.tl_xdp_frags), plain = bpf_program__fd(skeleton->progs.tl_xdp);
	const char *how = "native";
	int link;

	if (swap_link(target, frags, XDP_INGRESS, "native") == 1 ||
	    swap_link(target, frags, XDP_INGRESS, "generic") == 1)
		return 0;
	link = create_xdp_link(target, frags, XDP_FLAGS_DRV_MODE);
	if (link < 0 && link != -EBUSY)
		link = create_xdp_link(target, plain, XDP_FLAGS_DRV_MODE);
	if (link == -EOPNOTSUPP || link == -EINVAL) {
		how = "generic";
		link = create_xdp_link(target, frags, XDP_FLAGS_SKB_MODE);
		if (link >= 0)
			tl_warning("%s has no native XDP: attached in generic mode, which costs more than --hook tc",
				   target->interface);
	}
	if (link >= 0)
		return pin_link(target, link, XDP_INGRESS, how);
	if (link == -EBUSY || link == -EEXIST)
		return refuse_occupied_xdp(target);
	tl_error("cannot attach XDP to %s: %s%s", target->interface, strerror(-link),
		 link == -ERANGE ? "; its MTU is too large for this driver's XDP: use --hook tc" : "");
	return link;
}

typedef int link_visit(const char *instance, const struct tl_attachment *row, const char *path, void *context);

/* Takes links/INTERFACE@HOOK@HOW apart. */
static int read_row(struct tl_attachment *row, const char *name)
{
	if (sscanf(name, "%31[^@]@%15[^@]@%15s", row->interface, row->hook, row->by) != 3)
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

static void detach_clsact(const struct tl_attachment *row)
{
	LIBBPF_OPTS(bpf_tc_hook, where, .ifindex = (int)if_nametoindex(row->interface),
		    .attach_point = strcmp(row->hook, tc_egress.name) ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = CLSACT_HANDLE, .priority = CLSACT_PRIORITY);

	if (where.ifindex)
		bpf_tc_detach(&where, &options);
}

static void detach_row(const struct tl_attachment *row, const char *path)
{
	int link;

	if (!strcmp(row->by, "clsact")) {
		detach_clsact(row);
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

static void detach(const struct target *target, const char *hook)
{
	struct choice choice = {.interface = target->interface, .hook = hook};

	visit_links(target->engine->config.instance, detach_chosen, &choice);
}

int tl_attach(struct tl_engine *engine, const char *interface, bool xdp)
{
	struct target target = {.engine = engine, .interface = interface, .index = if_nametoindex(interface)};
	int error;

	if (!target.index) {
		tl_error("no interface '%s' in this network namespace; `ip link` lists what there is", interface);
		return -ENODEV;
	}
	/* The other way in goes first: for a moment nothing is seen, but nothing is counted twice. */
	detach(&target, xdp ? tc_ingress.name : XDP_INGRESS);
	error = xdp ? attach_xdp(&target) : attach_tc(&target, &tc_ingress, engine->skeleton->progs.tl_tc_ingress);
	if (!error)
		error = attach_tc(&target, &tc_egress, engine->skeleton->progs.tl_tc_egress);
	if (error && !engine->took_over)
		detach(&target, NULL);
	return error;
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
