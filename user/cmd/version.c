// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* tapless version: what a bug report needs to say. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <tapless/flow.h>

#include "../lib/version.h"
#include "command.h"
#include "settings.h"

#define TCX_INGRESS ((enum bpf_attach_type)46) /* younger than Debian 12's <linux/bpf.h> */

enum answer {
	NO,
	YES,
	UNKNOWN,
};

/* A probe answers 1, 0 or -errno; who may not ask gets no answer. */
static enum answer of_probe(int result)
{
	return result == 1 ? YES : result == 0 ? NO : UNKNOWN;
}

static enum answer has_btf(void)
{
	return access("/sys/kernel/btf/vmlinux", R_OK) ? NO : YES;
}

static enum answer has_ring_buffer(void)
{
	return of_probe(geteuid() ? -EPERM : libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL));
}

static enum answer has_helper(enum bpf_prog_type type, enum bpf_func_id helper)
{
	return of_probe(geteuid() ? -EPERM : libbpf_probe_bpf_helper(type, helper, NULL));
}

static enum answer has_loop(void)
{
	return has_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_loop);
}

static enum answer has_xdp_load(void)
{
	return has_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_xdp_load_bytes);
}

/* Asking which programs are attached to interface 1 (lo) is refused with EINVAL by kernels that know no TCX. */
static enum answer has_tcx(void)
{
	__u32 attached = 0;

	if (!bpf_prog_query(1, TCX_INGRESS, 0, NULL, NULL, &attached))
		return YES;
	return errno == EINVAL ? NO : UNKNOWN;
}

static const struct {
	const char *name;
	enum answer (*ask)(void);
	const char *if_not;
} features[] = {
	{"kernel types (BTF)", has_btf, "needed: a kernel built with CONFIG_DEBUG_INFO_BTF"},
	{"ring buffer (5.8)", has_ring_buffer, "needed: kernel 6.1 or later"},
	{"bpf_loop (5.17)", has_loop, "needed: kernel 6.1 or later"},
	{"XDP frames in several buffers (5.18)", has_xdp_load, "needed for XDP: kernel 6.1 or later"},
	{"TCX links (6.6)", has_tcx, "not needed: the clsact qdisc is used instead"},
};

int tl_command_version(int argc, char **argv)
{
	static const char *const answers[] = {[NO] = "no", [YES] = "yes", [UNKNOWN] = "unknown"};
	struct tl_settings settings;
	struct utsname system;
	int result = tl_settings_parse(&settings, argc, argv);

	if (result)
		return result < 0 ? 0 : result;
	uname(&system);
	libbpf_set_print(NULL); /* failing probes are answers, not messages */
	printf("tapless %s\n", TL_VERSION);
	printf("layout of pinned maps: %d\n", TL_ABI_VERSION);
	printf("libbpf %s\n", libbpf_version_string());
	printf("kernel %s %s (tapless needs 6.1 or later)\n", system.release, system.machine);
	for (unsigned int i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
		enum answer answer = features[i].ask();

		printf("  %-37s %s%s%s%s\n", features[i].name, answers[answer], answer == YES ? "" : " (",
		       answer == NO	   ? features[i].if_not
		       : answer == UNKNOWN ? "ask as root"
					   : "",
		       answer == YES ? "" : ")");
	}
	return 0;
}
