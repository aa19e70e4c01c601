// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Filters in hardware, as the kernel describes them. No machine of ours has such hardware. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>

#include "../../user/watch/offload.h"

struct filter {
	struct nlmsghdr header;
	struct tcmsg about;
	struct rtattr kind;
	char kind_text[12];
	struct rtattr options;
	struct rtattr flags;
	__u32 value;
};

static struct filter filter(const char *kind, unsigned short type, __u32 flags)
{
	struct filter filter = {
		.header = {.nlmsg_len = sizeof(filter), .nlmsg_type = RTM_NEWTFILTER},
		.kind = {.rta_len = RTA_LENGTH(sizeof(filter.kind_text)), .rta_type = TCA_KIND},
		.options = {.rta_len = RTA_LENGTH(RTA_LENGTH(sizeof(__u32))), .rta_type = TCA_OPTIONS | NLA_F_NESTED},
		.flags = {.rta_len = RTA_LENGTH(sizeof(__u32)), .rta_type = type},
		.value = flags,
	};

	strcpy(filter.kind_text, kind);
	return filter;
}

static void test_flags(void **state)
{
	const struct {
		const char *kind;
		unsigned short type;
		__u32 flags;
		bool in_hardware;
	} cases[] = {
		{"flower", TCA_FLOWER_FLAGS, TCA_CLS_FLAGS_IN_HW, true},
		{"flower", TCA_FLOWER_FLAGS, TCA_CLS_FLAGS_NOT_IN_HW, false},
		{"matchall", TCA_MATCHALL_FLAGS, TCA_CLS_FLAGS_SKIP_SW | TCA_CLS_FLAGS_IN_HW, true},
		{"matchall", TCA_MATCHALL_FLAGS, 0, false},
		{"flower", TCA_MATCHALL_FLAGS, TCA_CLS_FLAGS_IN_HW, false},
		{"bpf", TCA_FLOWER_FLAGS, TCA_CLS_FLAGS_IN_HW, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct filter message = filter(cases[i].kind, cases[i].type, cases[i].flags);

		assert_int_equal(tl_offload_is_in_hardware(&message.header), cases[i].in_hardware);
		message.header.nlmsg_type = RTM_DELTFILTER;
		assert_false(tl_offload_is_in_hardware(&message.header));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
