// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The small protocols of a LAN on any octets: never read outside; texts end; what was seen whole is so of the whole. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dhcpv6.h"
#include "dissect/netbios.h"
#include "dissect/snmp.h"
#include "dissect/ssdp.h"
#include "dissect/stun.h"
#include "dissect/syslog.h"
#include "dissect/tftp.h"
#include "unit/exact_message.h"
#include "fuzz.h"

union facts {
	struct tl_netbios_facts netbios;
	struct tl_ssdp_facts ssdp;
	struct tl_snmp_facts snmp;
	struct tl_syslog_facts log;
	struct tl_stun_facts stun;
	struct tl_tftp_facts tftp;
	struct tl_dhcpv6_facts dhcpv6;
};

static enum tl_dissection dissect(uint8_t which, const struct tl_message *message, union facts *facts)
{
	switch (which % 8) {
	case 0:
		return tl_netbios_dissect_name(message, &facts->netbios);
	case 1:
		return tl_netbios_dissect_datagram(message, &facts->netbios);
	case 2:
		return tl_ssdp_dissect(message, &facts->ssdp);
	case 3:
		return tl_snmp_dissect(message, &facts->snmp);
	case 4:
		return tl_syslog_dissect(message, &facts->log);
	case 5:
		return tl_stun_dissect(message, &facts->stun);
	case 6:
		return tl_tftp_dissect(message, &facts->tftp);
	default:
		return tl_dhcpv6_dissect(message, &facts->dhcpv6);
	}
}

static enum tl_dissection look(const uint8_t *bytes, size_t captured, size_t length, uint8_t which, union facts *facts)
{
	struct tl_message message = exact_message(bytes, captured, length);
	enum tl_dissection dissection;

	memset(facts, 0, sizeof(*facts));
	dissection = dissect(which, &message, facts);
	give_back(&message);
	return dissection;
}

/* What is chosen: who is asked. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static union facts whole, cut;
	enum tl_dissection of_whole, of_cut;
	struct fuzz_message input;

	if (!fuzz_take_message(&input, bytes, size))
		return 0;
	of_whole = look(input.octets, input.length, input.length, input.choice, &whole);
	of_cut = look(input.octets, input.captured, input.length, input.choice, &cut);
	if (of_cut == TL_DISSECT_WHOLE && (of_whole != TL_DISSECT_WHOLE || memcmp(&whole, &cut, sizeof(cut)) != 0))
		abort();
	return 0;
}
