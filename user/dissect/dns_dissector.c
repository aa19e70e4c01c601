// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From DNS messages to transactions: a query and its response. */
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "../lib/octets.h"
#include "dissector.h"
#include "dns.h"
#include "facts.h"

#define COPY_LATEST                                                                                                    \
	1000000000ull /* nanoseconds after the response; mDNS, whose id is 0, says the same again after a second */

static bool is_dns_port(__u16 port)
{
	return port == TL_DNS_PORT || port == TL_MDNS_PORT || port == TL_LLMNR_PORT;
}

/* Without the port that is made for it a message must leave no doubt. */
static bool is_convincing(const struct tl_message *message, const struct tl_dns_facts *facts,
			  enum tl_dissection dissection)
{
	if (is_dns_port(message->source_port) || is_dns_port(message->destination_port))
		return true;
	return dissection == TL_DISSECT_WHOLE && facts->questions == 1 && facts->question_class == 1 &&
	       facts->name[0] && facts->name[0] != '.' && !(facts->flags & 0x7840); /* opcode and Z are 0 */
}

static void keep_question(struct tl_record_dns *dns, const struct tl_message *message, const struct tl_dns_facts *facts)
{
	dns->known = true;
	dns->id = facts->id;
	dns->flags = facts->flags;
	dns->question_type = facts->question_type;
	dns->question_class = facts->question_class;
	tl_keep_text(dns->name, sizeof(dns->name), facts->name);
	if (!facts->is_response)
		dns->asked_at = message->time;
}

static void keep_addresses(struct tl_record_dns *dns, const struct tl_dns_facts *facts)
{
	for (unsigned int i = 0; i < facts->kept; i++) {
		const struct tl_dns_answer *answer = &facts->answer[i];

		if (!answer->has_address)
			continue;
		if (answer->type == TL_DNS_A && !dns->has_ipv4) {
			memcpy(dns->ipv4, answer->address + 12, sizeof(dns->ipv4));
			dns->has_ipv4 = true;
		} else if (answer->type == TL_DNS_AAAA && !dns->has_ipv6) {
			memcpy(dns->ipv6, answer->address, sizeof(dns->ipv6));
			dns->has_ipv6 = true;
		}
	}
}

/*
 * To the client, who is the receiver. Only of an answer to a question that was seen: others would let anybody who can send a datagram
 * choose what flows are called. Aliases are passed over: an address at their end is that of the name asked for.
 */
static void tell_addresses(const struct tl_transactions *transactions, const struct tl_message *message,
			   const struct tl_dns_facts *facts)
{
	const struct tl_transactions_room *room = transactions->room;
	struct tl_seen_name seen = {
		.in = TL_SEEN_IN_DNS,
		.name = facts->name,
		.client = message->destination_address,
		.time = message->time,
	};

	if (!room->see || !seen.client || !facts->name[0] || facts->response_code)
		return;
	for (unsigned int i = 0; i < facts->kept; i++) {
		if (!facts->answer[i].has_address)
			continue;
		seen.address = facts->answer[i].address;
		seen.ttl = facts->answer[i].ttl;
		room->see(room->see_context, &seen);
	}
}

static void keep_response(struct tl_record_dns *dns, const struct tl_message *message, const struct tl_dns_facts *facts)
{
	dns->is_answered = true;
	dns->flags = facts->flags;
	dns->response_code = facts->response_code;
	dns->answers = facts->answers;
	if (facts->kept) {
		dns->has_answer = true;
		dns->answer_type = facts->answer[0].type;
		dns->ttl = facts->answer[0].ttl;
	}
	keep_addresses(dns, facts);
	tl_keep_text(dns->answer_list, sizeof(dns->answer_list), facts->answers_text);
	if (dns->asked_at && message->time >= dns->asked_at) {
		dns->response_time = tl_microseconds(dns->asked_at, message->time);
		dns->is_timed = true;
	}
}

/* Not as octets: some servers answer in lower case whatever case they were asked in (RFC 1035 2.3.3). */
static bool has_question(const struct tl_record_dns *dns, const struct tl_dns_facts *facts)
{
	return dns->question_type == facts->question_type &&
	       strncasecmp(dns->name, facts->name, sizeof(dns->name) - 1) == 0;
}

/* 224.0.0.0/4, also mapped into IPv6 as in keys, and ff00::/8. */
static bool goes_to_group(const struct tl_message *message)
{
	static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
	const __u8 *address = message->destination_address;

	return address && (address[0] == 0xff || (!memcmp(address, mapped, sizeof(mapped)) && address[12] >> 4 == 14));
}

/* What mDNS tells a group answers no question of that conversation, whose other end nobody is (RFC 6762 6, 8.3). */
static bool is_announcement(const struct tl_message *message, const struct tl_dns_facts *facts)
{
	return facts->is_response && !facts->name[0] && goes_to_group(message);
}

static bool announces_same(const struct tl_record_dns *dns, const struct tl_dns_facts *facts)
{
	return dns->is_answered && !dns->name[0] && dns->answers == facts->answers &&
	       (!facts->kept || (dns->answer_type == facts->answer[0].type && dns->ttl == facts->answer[0].ttl)) &&
	       strncmp(dns->answer_list, facts->answers_text, sizeof(dns->answer_list) - 1) == 0;
}

/*
 * Is the message part of the transaction, or a copy of a part? Of what passes two interfaces each message comes twice. Some clients
 * ask for both kinds of address under one id.
 */
static bool belongs(const struct tl_transaction *transaction, const struct tl_message *message,
		    const struct tl_dns_facts *facts)
{
	const struct tl_record_dns *dns = &transaction->facts.dns;

	if (dns->id != facts->id || (transaction->is_complete && message->time > transaction->end + COPY_LATEST))
		return false;
	if (is_announcement(message, facts))
		return announces_same(dns, facts);
	return !facts->name[0] || has_question(dns, facts);
}

static struct tl_transaction *find(const struct tl_transactions *transactions, const struct tl_message *message,
				   const struct tl_dns_facts *facts)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && !belongs(transaction, message, facts))
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

/* `is_whole`: no more will be known of this message. What is known of a long answer counts even if its rest is never sampled. */
static void follow(struct tl_transactions *transactions, const struct tl_message *message,
		   const struct tl_dns_facts *facts, bool is_whole)
{
	struct tl_transaction *transaction = find(transactions, message, facts);

	if (!transaction) {
		transaction = tl_transaction_begin(transactions, message->time);
		if (!transaction)
			return;
		keep_question(&transaction->facts.dns, message, facts);
	}
	if (facts->is_response && !transaction->is_complete) {
		if (transaction->facts.dns.asked_at)
			tell_addresses(transactions, message, facts);
		keep_response(&transaction->facts.dns, message, facts);
		transaction->is_complete = is_whole;
	}
	tl_transaction_lasts(transaction, message->time);
}

#define LENGTH_OCTETS 2 /* before each message of a stream (RFC 1035 4.2.2) */
#define LEAST_OCTETS  12 /* of a message */

/* IN, CH, HS, NONE, ANY (RFC 6895 3.2): of others nobody asks. */
static bool is_class(__u16 class)
{
	return class == 1 || class == 3 || class == 4 || class == 254 || class == 255;
}

/* What was met in the middle of a stream, as of a zone's transfer, may look like a message with whatever question. */
static bool is_chance(const struct tl_dns_facts *found, enum tl_dissection dissection)
{
	return dissection == TL_DISSECT_CUT && found->name[0] && !is_class(found->question_class);
}

/* The message that begins here; `end`: where the next one would, if that is known. FOREIGN, and nothing is said: it is none. */
static enum tl_dissection take_one(struct tl_transactions *transactions, const struct tl_message *message, __u32 *end)
{
	bool is_dns = is_dns_port(message->source_port) || is_dns_port(message->destination_port);
	struct tl_dns_facts found;
	enum tl_dissection dissection;
	bool is_whole;

	if (message->captured < LENGTH_OCTETS + LEAST_OCTETS) /* some send the length by itself */
		return is_dns && !message->is_apart ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	*end = LENGTH_OCTETS + tl_octets_get16(message->octets);
	is_whole = *end <= message->captured || message->is_last;
	dissection = tl_dns_dissect(message, &found);
	if (dissection == TL_DISSECT_FOREIGN || is_chance(&found, dissection) ||
	    !is_convincing(message, &found, dissection))
		return found.question_class == 1 && !is_whole ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if (message->is_apart && dissection != TL_DISSECT_WHOLE)
		return TL_DISSECT_FOREIGN;
	if (is_whole || found.name[0])
		follow(transactions, message, &found, is_whole);
	return is_whole ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

/* Queries may follow each other before any is answered, and answers come in any order (RFC 7766 6.2.1.1). */
static enum tl_dissection take_stream(struct tl_transactions *transactions, const struct tl_message *stream)
{
	struct tl_message message = *stream;
	enum tl_dissection dissection;
	__u32 *passed = &transactions->passed[stream->side], end = 0;

	if (!stream->is_apart && *passed > stream->offset) {
		if (*passed - stream->offset >= stream->captured)
			return TL_DISSECT_CUT;
		tl_message_pass(&message, *passed - stream->offset);
	}
	do {
		dissection = take_one(transactions, &message, &end);
		if (dissection != TL_DISSECT_WHOLE)
			return dissection == TL_DISSECT_FOREIGN && *passed ? TL_DISSECT_WHOLE : dissection;
		if (!stream->is_apart)
			*passed = message.offset + end;
		if (end >= message.captured)
			return TL_DISSECT_CUT;
		tl_message_pass(&message, end);
	} while (true);
}

/* mDNS asks several things in one message (RFC 6762 5.3), DNS does not (RFC 9619). */
static void take_further_questions(struct tl_transactions *transactions, const struct tl_message *message,
				   struct tl_dns_facts *found)
{
	if (message->destination_port != TL_MDNS_PORT || found->is_response)
		return;
	for (__u32 number = 1; number < TL_DNS_QUESTIONS && tl_dns_question(message, number, found); number++)
		follow(transactions, message, found, true);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_dns_facts found;
	enum tl_dissection dissection;

	if (message->protocol == IPPROTO_TCP)
		return take_stream(transactions, message);
	dissection = tl_dns_dissect(message, &found);
	if (dissection == TL_DISSECT_FOREIGN || !is_convincing(message, &found, dissection))
		return TL_DISSECT_FOREIGN;
	follow(transactions, message, &found, true);
	take_further_questions(transactions, message, &found);
	return TL_DISSECT_WHOLE;
}

const struct tl_dissector tl_dissector_dns = {
	.name = "dns",
	.facts = TL_FACTS_dns,
	.take = take,
};
