// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The DNS dissector on any octets: never reads outside; what it says of a message's beginning, it says of the whole. */
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dns.h"
#include "unit/exact_message.h"
#include "fuzz.h"

static void check_facts(const struct tl_dns_facts *facts)
{
	if (facts->kept > TL_DNS_ANSWERS || facts->kept > facts->answers || facts->response_code > 0xfff)
		abort();
	if (!memchr(facts->name, 0, sizeof(facts->name)))
		abort();
	for (const char *at = facts->name; *at; at++)
		if (*at <= ' ' || *at >= 0x7f)
			abort();
}

static enum tl_dissection look(const uint8_t *bytes, size_t captured, size_t length, uint8_t how,
			       struct tl_dns_facts *facts)
{
	struct tl_message message = exact_message(bytes, captured, length);
	enum tl_dissection result;

	message.destination_port = how & 1 ? TL_MDNS_PORT : TL_DNS_PORT;
	message.protocol = how & 2 ? IPPROTO_TCP : IPPROTO_UDP;
	result = tl_dns_dissect(&message, facts);
	give_back(&message);
	if (result != TL_DISSECT_FOREIGN)
		check_facts(facts);
	return result;
}

/* What is chosen: how it came. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct tl_dns_facts whole, cut;
	enum tl_dissection of_whole, of_cut;
	struct fuzz_message input;

	if (!fuzz_take_message(&input, bytes, size))
		return 0;
	of_whole = look(input.octets, input.length, input.length, input.choice, &whole);
	of_cut = look(input.octets, input.captured, input.length, input.choice, &cut);
	if (of_cut == TL_DISSECT_WHOLE && (of_whole != TL_DISSECT_WHOLE || memcmp(&whole, &cut, sizeof(whole))))
		abort();
	if (of_cut == TL_DISSECT_CUT && of_whole != TL_DISSECT_FOREIGN &&
	    (whole.id != cut.id || whole.kept < cut.kept ||
	     memcmp(whole.answer, cut.answer, cut.kept * sizeof(cut.answer[0])) ||
	     (cut.name[0] && strcmp(whole.name, cut.name))))
		abort();
	return 0;
}
