// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What both ends of SSH call themselves, and how they would exchange keys. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "dissector.h"
#include "ssh.h"
#include "ssh_key_exchange.h"

#define PORT 22

static void keep_line(char text[TL_RECORD_LINE], const struct tl_ssh_facts *found)
{
	/* the line has 255 octets at most (RFC 4253 4.2), and so have its parts together */
	if (snprintf(text, TL_RECORD_LINE, "SSH-%s-%s%s%s", found->protocol, found->software,
		     found->comments[0] ? " " : "", found->comments) < 0)
		text[0] = 0;
}

/* Which side has said that it is the client. */
struct ssh_memory {
	__u8 client_side;
};

/*
 * Both ends say the same kind of thing. A server at the port that is made for it is one; elsewhere the end with the lower port is, as long
 * as neither says which it is.
 */
static struct tl_ssh_side side_of(struct tl_transactions *transactions, const struct tl_message *message)
{
	const struct ssh_memory *memory = tl_transaction_memory(transactions);
	bool has_port = message->source_port == PORT || message->destination_port == PORT;

	return (struct tl_ssh_side){
		.is_client = memory ? memory->client_side == message->side
				    : message->source_port >= message->destination_port,
		.is_certain = memory || has_port,
	};
}

static void exchange(void *one, void *other, size_t size, void *room)
{
	memcpy(room, one, size);
	memcpy(one, other, size);
	memcpy(other, room, size);
}

static void remember(struct tl_transactions *transactions, __u8 client_side)
{
	struct ssh_memory *memory = tl_transaction_remember(transactions, sizeof(*memory));

	if (memory)
		memory->client_side = client_side;
}

/* The ports were misleading: what was the client's is the server's. */
static void turn(struct tl_record_ssh *ssh)
{
	char room[TL_RECORD_LINE];

	exchange(ssh->client, ssh->server, sizeof(ssh->client), room);
	exchange(ssh->client_hassh, ssh->server_hassh, sizeof(ssh->client_hassh), room);
}

/* The key exchange's first packet may be in the same segment as the line, or come later. */
static enum tl_dissection keep_hassh(struct tl_transactions *transactions, struct tl_record_ssh *ssh,
				     const struct tl_message *message, __u32 behind, struct tl_ssh_side side)
{
	__u8 hassh[TL_HASSH_SIZE];
	struct tl_ssh_side said = side;
	enum tl_dissection dissection =
		tl_ssh_read_hassh(message->octets + behind, message->captured - behind, &said, hassh);

	if (dissection == TL_DISSECT_WHOLE) {
		if (said.is_certain && !side.is_certain)
			remember(transactions, said.is_client ? message->side : !message->side);
		if (said.is_client != side.is_client)
			turn(ssh);
		memcpy(said.is_client ? ssh->client_hassh : ssh->server_hassh, hassh, sizeof(hassh));
	}
	return dissection == TL_DISSECT_CUT && !message->is_last ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct tl_ssh_facts found;
	enum tl_dissection dissection;
	struct tl_record_ssh *ssh;
	struct tl_ssh_side side;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	dissection = tl_ssh_dissect(message, &found);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	transaction = tl_transaction_first(transactions, message->time);
	if (!transaction)
		return dissection;
	ssh = &transaction->facts.ssh;
	side = side_of(transactions, message);
	keep_line(side.is_client ? ssh->client : ssh->server, &found);
	return keep_hassh(transactions, ssh, message, found.behind, side);
}

const struct tl_dissector tl_dissector_ssh = {
	.name = "ssh",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_ssh,
	.take = take,
};
