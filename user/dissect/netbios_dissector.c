// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Who asks for which name of NetBIOS, and between which names datagrams go. */
#include <netinet/in.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "netbios.h"

#define COPY_LATEST 1000000000ull /* nanoseconds after the last one: a broadcast is said three times (RFC 1002 6.1.1) */

static bool is_at(const struct tl_message *message, __u16 port)
{
	return message->source_port == port || message->destination_port == port;
}

static bool is_same(const struct tl_transaction *transaction, const struct tl_netbios_facts *found, __u64 time)
{
	const struct tl_record_netbios *netbios = &transaction->facts.netbios;

	if (netbios->suffix != found->name.suffix || strcmp(netbios->name, found->name.text) != 0)
		return false;
	if (found->is_datagram)
		return netbios->destination_suffix == found->destination.suffix &&
		       strcmp(netbios->destination, found->destination.text) == 0;
	return netbios->id == found->id && (!transaction->is_complete || time <= transaction->end + COPY_LATEST);
}

static struct tl_transaction *find(struct tl_transactions *transactions, const struct tl_netbios_facts *found,
				   __u64 time)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && !is_same(transaction, found, time))
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

static void keep_names(struct tl_record_netbios *netbios, const struct tl_netbios_facts *found, __u64 time)
{
	netbios->known = true;
	netbios->id = found->id;
	netbios->suffix = found->name.suffix;
	netbios->destination_suffix = found->destination.suffix;
	tl_keep_text(netbios->name, sizeof(netbios->name), found->name.text);
	tl_keep_text(netbios->destination, sizeof(netbios->destination), found->destination.text);
	if (!found->is_datagram && !found->is_response)
		netbios->asked_at = time;
}

static void keep_header(struct tl_record_netbios *netbios, const struct tl_netbios_facts *found, __u64 time)
{
	netbios->has_flags = true;
	netbios->flags = found->flags;
	if (found->has_address)
		memcpy(netbios->address, found->address, sizeof(netbios->address));
	if (found->is_response && netbios->asked_at && time >= netbios->asked_at) {
		netbios->response_time = tl_microseconds(netbios->asked_at, time);
		netbios->is_timed = true;
	}
}

static void follow(struct tl_transactions *transactions, const struct tl_netbios_facts *found, __u64 time)
{
	struct tl_transaction *transaction = find(transactions, found, time);

	if (!transaction) {
		transaction = tl_transaction_begin(transactions, time);
		if (!transaction)
			return;
		keep_names(&transaction->facts.netbios, found, time);
	}
	if (!found->is_datagram && !transaction->is_complete)
		keep_header(&transaction->facts.netbios, found, time);
	transaction->is_complete |= found->is_datagram || found->is_response;
	tl_transaction_lasts(transaction, time);
}

static enum tl_dissection take_name(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_netbios_facts found;
	enum tl_dissection dissection;

	if (message->protocol != IPPROTO_UDP || !is_at(message, TL_NETBIOS_NAME_PORT))
		return TL_DISSECT_FOREIGN;
	dissection = tl_netbios_dissect_name(message, &found);
	if (dissection == TL_DISSECT_WHOLE)
		follow(transactions, &found, message->time);
	return dissection;
}

static enum tl_dissection take_datagram(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_netbios_facts found;
	enum tl_dissection dissection;

	if (message->protocol != IPPROTO_UDP || !is_at(message, TL_NETBIOS_DATAGRAM_PORT))
		return TL_DISSECT_FOREIGN;
	dissection = tl_netbios_dissect_datagram(message, &found);
	if (dissection == TL_DISSECT_WHOLE)
		follow(transactions, &found, message->time);
	return dissection;
}

const struct tl_dissector tl_dissector_netbios_name = {
	.name = "netbios-ns",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_netbios,
	.take = take_name,
};

const struct tl_dissector tl_dissector_netbios_datagram = {
	.name = "netbios-dgm",
	.protocol = IPPROTO_UDP,
	.facts = TL_FACTS_netbios,
	.take = take_datagram,
};
