// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Each message of DHCPv4 or DHCPv6 is a transaction: who asks for which address, who gives it. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "dhcp.h"
#include "dhcpv6.h"
#include "dissector.h"
#include "facts.h"

/* of DHCPv6 (RFC 8415 7.3) */
#define ADVERTISE 2
#define REPLY	  7

static bool is_dhcp_port(__u16 port)
{
	return port == TL_DHCP_SERVER_PORT || port == TL_DHCP_CLIENT_PORT;
}

/* The parameters that are asked for, in their order: "1,3,6,15". */
static void write_fingerprint(char *text, size_t room, const struct tl_dhcp_facts *found)
{
	size_t used = 0;

	for (unsigned int i = 0; i < found->parameters && used + 4 < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%s%u", i ? "," : "", found->parameter[i]);
}

static void keep(struct tl_record_dhcp *dhcp, const struct tl_dhcp_facts *found)
{
	dhcp->known = true;
	dhcp->type = found->type;
	dhcp->lease = found->lease;
	memcpy(dhcp->assigned, found->assigned, sizeof(dhcp->assigned));
	memcpy(dhcp->requested, found->requested, sizeof(dhcp->requested));
	if (found->hardware_length == sizeof(dhcp->client))
		memcpy(dhcp->client, found->hardware, sizeof(dhcp->client));
	tl_keep_text(dhcp->host_name, sizeof(dhcp->host_name),
		     found->host_name[0] ? found->host_name : found->full_name);
	tl_keep_text(dhcp->vendor_class, sizeof(dhcp->vendor_class), found->vendor_class);
	write_fingerprint(dhcp->fingerprint, sizeof(dhcp->fingerprint), found);
}

static void write_fingerprint6(char *text, size_t room, const struct tl_dhcpv6_facts *found)
{
	size_t used = 0;

	for (unsigned int i = 0; i < found->parameters && used + 7 < room; i++)
		used += (size_t)snprintf(text + used, room - used, "%s%u", i ? "," : "", found->parameter[i]);
}

static void keep6(struct tl_record_dhcp *dhcp, const struct tl_dhcpv6_facts *found)
{
	dhcp->type6 = found->type;
	if (found->type == ADVERTISE || found->type == REPLY)
		memcpy(dhcp->assigned6, found->address, sizeof(dhcp->assigned6));
	memcpy(dhcp->client, found->hardware, sizeof(dhcp->client));
	tl_keep_text(dhcp->host_name, sizeof(dhcp->host_name), found->host_name);
	tl_keep_text(dhcp->vendor_class, sizeof(dhcp->vendor_class), found->vendor_class);
	write_fingerprint6(dhcp->fingerprint, sizeof(dhcp->fingerprint), found);
}

static bool is_dhcpv6_port(__u16 port)
{
	return port == TL_DHCPV6_CLIENT_PORT || port == TL_DHCPV6_SERVER_PORT;
}

/* A server may answer from any port (RFC 8415 7.2). */
static enum tl_dissection take6(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_dhcpv6_facts found;

	if (message->protocol != IPPROTO_UDP || !is_dhcpv6_port(message->destination_port) ||
	    tl_dhcpv6_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_begin(transactions, message->time);
	if (transaction) {
		keep6(&transaction->facts.dhcp, &found);
		transaction->is_complete = true;
	}
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_dhcp_facts found;

	/* a relay may ask from any port (RFC 8357), and at another port than the server's a network boot is asked for */
	if (message->protocol != IPPROTO_UDP ||
	    (!is_dhcp_port(message->source_port) && !is_dhcp_port(message->destination_port)) ||
	    tl_dhcp_dissect(message, &found) == TL_DISSECT_FOREIGN)
		return TL_DISSECT_FOREIGN;
	transaction = tl_transaction_begin(transactions, message->time);
	if (transaction) {
		keep(&transaction->facts.dhcp, &found);
		transaction->is_complete = true;
	}
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_dhcp = {
	.name = "dhcp",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_dhcp,
	.take = take,
};

const struct tl_dissector tl_dissector_dhcpv6 = {
	.name = "dhcpv6",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_dhcp,
	.take = take6,
};
