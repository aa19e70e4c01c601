// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The small dissectors on any octets: never read outside; what they say of a beginning, they say of the whole. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dhcp.h"
#include "dissect/ntp.h"
#include "dissect/ssh.h"
#include "unit/exact_message.h"
#include "fuzz.h"

struct facts {
	struct tl_dhcp_facts dhcp;
	struct tl_ssh_facts ssh;
	struct tl_ntp_facts ntp;
};

static enum tl_dissection look(const uint8_t *bytes, size_t captured, size_t length, uint8_t which, struct facts *facts)
{
	struct tl_message message = exact_message(bytes, captured, length);
	enum tl_dissection result;

	memset(facts, 0, sizeof(*facts));
	if (which % 3 == 0)
		result = tl_dhcp_dissect(&message, &facts->dhcp);
	else if (which % 3 == 1)
		result = tl_ssh_dissect(&message, &facts->ssh);
	else
		result = tl_ntp_dissect(&message, &facts->ntp);
	give_back(&message);
	return result;
}

static void begins(const char *cut, const char *whole, size_t size)
{
	expect(memchr(cut, 0, size) && memchr(whole, 0, size));
	expect(!cut[0] || !strcmp(cut, whole));
}

/* What is chosen: who is asked. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct facts whole, cut;
	enum tl_dissection of_whole, of_cut;
	struct fuzz_message input;

	if (!fuzz_take_message(&input, bytes, size))
		return 0;
	of_whole = look(input.octets, input.length, input.length, input.choice, &whole);
	of_cut = look(input.octets, input.captured, input.length, input.choice, &cut);
	if (of_cut == TL_DISSECT_WHOLE)
		expect(of_whole == TL_DISSECT_WHOLE && !memcmp(&whole, &cut, sizeof(cut)));
	if (of_whole != TL_DISSECT_FOREIGN && of_cut == TL_DISSECT_CUT) {
		begins(cut.dhcp.host_name, whole.dhcp.host_name, TL_DHCP_NAME_SIZE);
		begins(cut.dhcp.full_name, whole.dhcp.full_name, TL_DHCP_NAME_SIZE);
		begins(cut.dhcp.vendor_class, whole.dhcp.vendor_class, TL_DHCP_NAME_SIZE);
		begins(cut.ssh.software, whole.ssh.software, TL_SSH_TEXT_SIZE);
		expect(whole.ntp.mode == cut.ntp.mode && whole.ntp.version == cut.ntp.version);
	}
	return 0;
}
