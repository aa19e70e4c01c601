// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From HTTP/1 messages to transactions: a request and its response, one after the other or pipelined. */
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "http.h"

static void keep_request(struct tl_transactions *transactions, const struct tl_http_request *request,
			 const struct tl_message *message)
{
	struct tl_transaction *transaction = tl_transaction_begin(transactions, message->time);
	struct tl_record_http *http;

	if (!transaction)
		return;
	http = &transaction->facts.http;
	http->has_request = true;
	http->asked_at = message->time;
	tl_keep_text(http->method, sizeof(http->method), request->method);
	tl_keep_text(http->version, sizeof(http->version), request->version);
	tl_keep_text(http->host, sizeof(http->host), request->host);
	if (request->target[0] ==
	    '/') /* a proxy's address, which is asked for a whole URL or CONNECT, is not the host's */
		tl_transactions_see(transactions, message, TL_SEEN_IN_HOST, http->host);
	tl_keep_text(http->target, sizeof(http->target), request->target);
	tl_keep_text(http->user_agent, sizeof(http->user_agent), request->user_agent);
	tl_keep_text(http->referer, sizeof(http->referer), request->referer);
	tl_keep_text(http->content_type, sizeof(http->content_type), request->content_type);
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

static void keep_response(struct tl_transactions *transactions, struct tl_transaction *transaction,
			  const struct tl_http_response *response, __u64 time)
{
	struct tl_record_http *http;

	if (!transaction)
		transaction = tl_transaction_begin(transactions, time);
	if (!transaction)
		return;
	http = &transaction->facts.http;
	http->has_response = true;
	http->status = response->status;
	tl_keep_text(http->reason, sizeof(http->reason), response->reason);
	tl_keep_text(http->server, sizeof(http->server), response->server);
	if (!http->version[0])
		tl_keep_text(http->version, sizeof(http->version), response->version);
	if (response->content_type[0]) {
		memset(http->content_type, 0, sizeof(http->content_type));
		tl_keep_text(http->content_type, sizeof(http->content_type), response->content_type);
	}
	if (http->has_request) {
		http->response_time = tl_microseconds(http->asked_at, time);
		http->is_timed = true;
	}
	transaction->is_complete = true;
	tl_transaction_lasts(transaction, time);
}

/* What one message says of the stream behind it. */
struct step {
	enum tl_dissection dissection;
	struct tl_http_body body;
	bool is_handover;
};

/* `is_new`: it is no transaction yet. */
static struct step take_request(struct tl_transactions *transactions, const struct tl_message *message, bool is_new)
{
	struct tl_http_request request;
	struct step step = {.dissection = tl_http_dissect_request(message, &request)};
	bool is_enough =
		step.dissection == TL_DISSECT_WHOLE || ((message->is_last || message->is_apart) && request.version[0]);

	if (step.dissection == TL_DISSECT_FOREIGN)
		return step;
	if (is_enough && is_new) {
		keep_request(transactions, &request, message);
		transactions->taken[message->side] = message->offset + 1;
	}
	step.body = request.body;
	return step;
}

static struct step take_response(struct tl_transactions *transactions, const struct tl_message *message, bool is_new)
{
	struct tl_transaction *asked = find_asked(transactions, message->time, message->is_apart);
	struct tl_http_response response;
	struct step step = {
		.dissection = tl_http_dissect_response(message, asked ? asked->facts.http.method : NULL, &response)};
	bool is_enough =
		step.dissection == TL_DISSECT_WHOLE || ((message->is_last || message->is_apart) && response.status);

	if (step.dissection == TL_DISSECT_FOREIGN)
		return step;
	if (is_enough && is_new && !response.is_interim)
		keep_response(transactions, asked, &response, message->time);
	if (is_enough && is_new)
		transactions->taken[message->side] = message->offset + 1;
	step.body = response.body;
	step.is_handover = response.is_handover;
	return step;
}

/* Far away numbers of the sequence cannot be told from those that are past. */
static void expect_next(struct tl_transactions *transactions, const struct tl_message *message, __u64 behind)
{
	transactions->next[message->side] = message->offset + (__u32)behind;
	transactions->has_next[message->side] = behind <= INT32_MAX;
}

/* The messages that begin here, one behind the other. FOREIGN only if the first one is none. */
static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *whole)
{
	enum tl_dissection known = TL_DISSECT_FOREIGN;
	struct tl_message message = *whole;
	__u64 behind;

	if (message.protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	while (message.captured) {
		bool is_new = message.offset >= transactions->taken[message.side];
		struct step step = take_request(transactions, &message, is_new);

		if (step.dissection == TL_DISSECT_FOREIGN)
			step = take_response(transactions, &message, is_new);
		if (step.dissection == TL_DISSECT_FOREIGN)
			return known;
		known = TL_DISSECT_CUT; /* as long as the connection lives, more may follow */
		if (is_new)
			transactions->has_next[message.side] = false;
		if (step.is_handover)
			return TL_DISSECT_WHOLE;
		if (step.dissection == TL_DISSECT_CUT ||
		    tl_http_find_end(&message, &step.body, &behind) != TL_DISSECT_WHOLE)
			return known;
		if (behind >= message.captured) {
			if (is_new) /* else it is one that was sent again, and others were seen behind it */
				expect_next(transactions, &message, behind);
			return known;
		}
		transactions->has_next[message.side] = false;
		tl_message_pass(&message, (__u32)behind);
	}
	return known;
}

const struct tl_dissector tl_dissector_http = {
	.name = "http",
	.facts = TL_FACTS_http,
	.take = take,
};
