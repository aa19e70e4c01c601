// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From HTTP/1 messages to transactions: a request and its response, one after the other or pipelined. */
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "http.h"
#include "http2.h"
#include "tls_dissector.h"

/* As far as the header was seen: more of it may follow, and says the same of what is there already. */
static void fill_request(struct tl_record_http *http, const struct tl_http_request *request)
{
	tl_keep_text(http->method, sizeof(http->method), request->method);
	tl_keep_text(http->version, sizeof(http->version), request->version);
	tl_keep_text(http->host, sizeof(http->host), request->host);
	tl_keep_text(http->target, sizeof(http->target), request->target);
	tl_keep_text(http->user_agent, sizeof(http->user_agent), request->user_agent);
	tl_keep_text(http->referer, sizeof(http->referer), request->referer);
	if (!http->has_response)
		tl_keep_text(http->content_type, sizeof(http->content_type), request->content_type);
}

/* NULL: there is no room for it. */
static struct tl_transaction *keep_request(struct tl_transactions *transactions, const struct tl_http_request *request,
					   const struct tl_message *message)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, message->time);

	if (!transaction)
		return NULL;
	transaction->facts.http.has_request = true;
	transaction->facts.http.asked_at = message->time;
	fill_request(&transaction->facts.http, request);
	return transaction;
}

/*
 * Whom a response answers: requests are answered in their order (RFC 9112 9.3.2). Behind a gap a response may be missing: there the
 * latest request is the one.
 */
static struct tl_transaction *find_asked(const struct tl_transactions *transactions, __u64 time, bool is_apart)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue), *found = NULL;

	for (; transaction && (is_apart || !found); transaction = TAILQ_NEXT(transaction, queue)) {
		const struct tl_record_http *http = &transaction->facts.http;

		if (http->has_request && !http->has_response && http->asked_at <= time)
			found = transaction;
	}
	return found;
}

static void fill_response(struct tl_record_http *http, const struct tl_http_response *response)
{
	http->status = response->status;
	tl_keep_text(http->reason, sizeof(http->reason), response->reason);
	tl_keep_text(http->server, sizeof(http->server), response->server);
	if (!http->version[0])
		tl_keep_text(http->version, sizeof(http->version), response->version);
	if (response->content_type[0]) {
		memset(http->content_type, 0, sizeof(http->content_type));
		tl_keep_text(http->content_type, sizeof(http->content_type), response->content_type);
	}
}

/* `transaction`: of the request; NULL: it was not seen. */
static struct tl_transaction *keep_response(struct tl_transactions *transactions, struct tl_transaction *transaction,
					    const struct tl_http_response *response, __u64 time)
{
	struct tl_record_http *http;

	if (!transaction)
		transaction = tl_transaction_begin(transactions, time);
	if (!transaction)
		return NULL;
	http = &transaction->facts.http;
	http->has_response = true;
	fill_response(http, response);
	if (http->has_request) {
		http->response_time = tl_microseconds(http->asked_at, time);
		http->is_timed = true;
	}
	transaction->is_complete = true;
	tl_transaction_lasts(transaction, time);
	return transaction;
}

/* What one message says of the stream behind it. */
struct step {
	enum tl_dissection dissection;
	struct tl_http_body body;
	bool is_handover;
	bool is_upgrade; /* to HTTP/2 */
	bool is_tunnel; /* by CONNECT */
};

/* The message here is that transaction's; of a stream it is read again when more of it is known. */
static void note_taken(struct tl_transactions *transactions, const struct tl_message *message,
		       const struct tl_transaction *transaction)
{
	transactions->taken[message->side] = message->offset + 1;
	transactions->open[message->side] = transaction && !message->is_apart ? transaction->number : 0;
}

/* The transaction of a message that was read before, but not to its end. NULL: it is another. */
static struct tl_transaction *find_open(const struct tl_transactions *transactions, const struct tl_message *message)
{
	if (message->is_apart || !transactions->open[message->side] ||
	    transactions->taken[message->side] != message->offset + 1)
		return NULL;
	return tl_transaction_numbered(transactions, transactions->open[message->side]);
}

/* A proxy's address, which is asked for a whole URL or CONNECT, is not the host's. */
static void see_host(const struct tl_transactions *transactions, const struct tl_message *message,
		     const struct tl_record_http *http)
{
	if (http->target[0] == '/')
		tl_transactions_see(transactions, message, TL_SEEN_IN_HOST, http->host);
}

/*
 * `is_new`: it is no transaction yet. A request counts from its first line on, or as much of that as is kept: the rest of a long
 * header may be more than is sampled.
 */
static struct step take_request(struct tl_transactions *transactions, const struct tl_message *message, bool is_new)
{
	struct tl_http_request request;
	struct step step = {.dissection = tl_http_dissect_request(message, &request)};
	struct tl_transaction *transaction = NULL;

	if (step.dissection == TL_DISSECT_FOREIGN)
		return step;
	step.body = request.body;
	if (!request.target[0])
		return step;
	if (is_new) {
		transaction = keep_request(transactions, &request, message);
	} else {
		transaction = find_open(transactions, message);
		if (transaction)
			fill_request(&transaction->facts.http, &request);
	}
	if (transaction && request.host[0])
		see_host(transactions, message, &transaction->facts.http);
	if (is_new || transaction)
		note_taken(transactions, message, transaction);
	return step;
}

static struct step take_response(struct tl_transactions *transactions, const struct tl_message *message, bool is_new)
{
	struct tl_transaction *open = find_open(transactions, message);
	struct tl_transaction *asked = open ? open : find_asked(transactions, message->time, message->is_apart);
	struct tl_http_response response;
	struct step step = {
		.dissection = tl_http_dissect_response(message, asked ? asked->facts.http.method : NULL, &response)};
	bool is_whole = step.dissection == TL_DISSECT_WHOLE;

	if (step.dissection == TL_DISSECT_FOREIGN)
		return step;
	step.body = response.body;
	step.is_handover = response.is_handover && is_whole;
	step.is_tunnel = step.is_handover && response.status != 101;
	step.is_upgrade = step.is_handover && !strcasecmp(response.upgrade, "h2c");
	if (response.status < 100)
		return step;
	if (step.is_upgrade)
		tl_http2_upgrade(transactions, message, asked ? asked->number : 0);
	else if (open)
		fill_response(&open->facts.http, &response);
	else if (is_new && !response.is_interim)
		open = keep_response(transactions, asked, &response, message->time);
	if (is_new || open)
		note_taken(transactions, message, open);
	return step;
}

/* Far away numbers of the sequence cannot be told from those that are past. */
static void expect_next(struct tl_transactions *transactions, const struct tl_message *message, __u64 behind)
{
	transactions->next[message->side] = message->offset + (__u32)behind;
	transactions->has_next[message->side] = behind <= INT32_MAX;
}

/* A message ends `behind` octets from here. What comes next is read from there on, whatever more is known of the stream. */
static void pass(struct tl_transactions *transactions, struct tl_message *message, __u64 behind)
{
	if (!message->is_apart && behind <= INT32_MAX) {
		transactions->passed[message->side] = message->offset + (__u32)behind;
		transactions->open[message->side] = 0;
	}
	if (behind < message->captured) {
		transactions->has_next[message->side] = false;
		tl_message_pass(message, (__u32)behind);
	} else {
		message->captured = 0;
	}
}

/* Behind a CONNECT, or its answer, there may be any conversation (RFC 9110 9.3.6); a handshake of TLS stands beside it. */
static enum tl_dissection take_tunnel(struct tl_transactions *transactions, const struct tl_message *message)
{
	return tl_tls_take_handshake(transactions, message) == TL_DISSECT_CUT ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

static bool asked_for_tunnel(const struct tl_transactions *transactions)
{
	const struct tl_transaction *last = TAILQ_LAST(&transactions->queue, tl_transaction_queue);

	return last && last->facts.kind == TL_FACTS_http && !strcmp(last->facts.http.method, "CONNECT");
}

/* What is no message of HTTP/1: behind others of the same stream it may be what a CONNECT was for. */
static enum tl_dissection take_foreign(struct tl_transactions *transactions, const struct tl_message *message,
				       enum tl_dissection known)
{
	if (known == TL_DISSECT_CUT && !message->is_apart && asked_for_tunnel(transactions))
		tl_transactions_hand_on(transactions, message, 0);
	return known;
}

/* Where the last reading ended. False: more of the stream is needed. */
static bool resume(struct tl_transactions *transactions, struct tl_message *message)
{
	__u32 passed = transactions->passed[message->side];

	if (message->is_apart || passed <= message->offset)
		return true;
	if (passed - message->offset >= message->captured)
		return false;
	transactions->has_next[message->side] = false;
	tl_message_pass(message, passed - message->offset);
	return true;
}

/* The messages that begin here, one behind the other. FOREIGN only if the first one is none. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *whole)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	struct tl_message message = *whole;
	__u64 behind;

	if (message.protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	if (!resume(transactions, &message))
		return TL_DISSECT_CUT;
	if (message.offset != whole->offset)
		known = TL_DISSECT_CUT;
	while (message.captured) {
		bool is_new = message.offset >= transactions->taken[message.side];
		struct step step;

		if (known == TL_DISSECT_CUT && !message.is_apart && tl_tls_begins(&message, 0))
			return take_tunnel(transactions, &message);
		if (tl_http2_is_next(transactions, &message))
			return tl_http2_take(transactions, &message);
		step = take_request(transactions, &message, is_new);
		if (step.dissection == TL_DISSECT_FOREIGN)
			step = take_response(transactions, &message, is_new);
		if (step.dissection == TL_DISSECT_FOREIGN)
			return take_foreign(transactions, &message, known);
		known = TL_DISSECT_CUT; /* as long as the connection lives, more may follow */
		if (is_new)
			transactions->has_next[message.side] = false;
		if (step.dissection == TL_DISSECT_CUT ||
		    tl_http_find_end(&message, &step.body, &behind) != TL_DISSECT_WHOLE)
			return known;
		if (behind >= message.captured && is_new) /* else it is sent again, and others were seen behind it */
			expect_next(transactions, &message, behind);
		pass(transactions, &message, behind);
		if (step.is_tunnel && message.captured && !tl_tls_begins(&message, 0))
			return take_foreign(transactions, &message, known);
		if (step.is_handover && !step.is_upgrade && message.captured && !tl_tls_begins(&message, 0))
			return TL_DISSECT_WHOLE;
	}
	return known;
}

const struct tl_dissector tl_dissector_http = {
	.name = "http",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_http,
	.take = take,
};
