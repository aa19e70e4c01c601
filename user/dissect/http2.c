// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Frames of HTTP/2 (RFC 9113 4), one behind the other, and of them the blocks of header fields, which become transactions. */
#include "http2.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "dissector.h"
#include "facts.h"
#include "http2_fields.h"
#include "service.h"

#define PREFACE	       "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" /* RFC 9113 3.4 */
#define PREFACE_OCTETS (sizeof(PREFACE) - 1)
#define FRAME	       9 /* octets of its header: length, type, flags, stream */
#define STREAMS	       128 /* that are remembered: the latest ones */
#define TABLE_SIZE     1 /* SETTINGS_HEADER_TABLE_SIZE */

enum { HEADERS = 1, SETTINGS = 4, PUSH_PROMISE = 5, CONTINUATION = 9 };
enum { ACKNOWLEDGED = 1, END_HEADERS = 4, PADDED = 8, HAS_PRIORITY = 0x20 };

struct frame {
	__u32 length; /* behind the header */
	__u8 type, flags;
	__u32 stream;
};

struct exchange {
	__u32 stream;
	__u32 transaction; /* its number */
};

struct conversation {
	__u8 client; /* the side that it is */
	bool has_begun[2]; /* that side's frames, which its place in the stream is one of */
	bool is_lost[2]; /* a block could not be read: those behind it cannot, either */
	struct tl_http2_fields fields[2];
	__u32 first; /* number of the transaction that the preface began; 0: a request has taken it */
	struct exchange exchanges[STREAMS];
	__u32 exchanged;
};

static void forget(void *memory)
{
	struct conversation *conversation = memory;

	for (unsigned int side = 0; side < 2; side++)
		tl_http2_fields_free(&conversation->fields[side]);
}

static struct conversation *remember(struct tl_transactions *transactions, __u8 client)
{
	struct conversation *conversation = tl_transaction_remember(transactions, sizeof(*conversation));

	if (!conversation)
		return NULL;
	tl_transaction_on_forgetting(transactions, forget);
	conversation->client = client;
	return conversation;
}

static struct frame read_frame(const __u8 *octets)
{
	return (struct frame){
		.length = tl_octets_get32(octets) >> 8,
		.type = octets[3],
		.flags = octets[4],
		.stream = tl_octets_get32(octets + 5) & 0x7fffffff,
	};
}

static struct exchange *find_exchange(struct conversation *conversation, __u32 stream)
{
	for (unsigned int i = 0; i < STREAMS && i < conversation->exchanged; i++)
		if (stream && conversation->exchanges[i].stream == stream)
			return &conversation->exchanges[i];
	return NULL;
}

static void note_exchange(struct conversation *conversation, __u32 stream, __u32 transaction)
{
	conversation->exchanges[conversation->exchanged++ % STREAMS] = (struct exchange){stream, transaction};
}

/* NULL: there is no room, or it has been told. The preface's transaction is the first request's. */
static struct tl_transaction *transaction_of(struct tl_transactions *transactions, struct conversation *conversation,
					     __u32 stream, __u64 time)
{
	const struct exchange *exchange = find_exchange(conversation, stream);
	struct tl_transaction *transaction;

	if (exchange)
		return tl_transaction_numbered(transactions, exchange->transaction);
	if (conversation->first) {
		transaction = tl_transaction_numbered(transactions, conversation->first);
		conversation->first = 0;
		if (transaction)
			transaction->start = time;
	} else {
		transaction = tl_transaction_begin(transactions, time);
	}
	note_exchange(conversation, stream, transaction ? transaction->number : transactions->begun);
	return transaction;
}

static void keep_request(struct tl_transactions *transactions, const struct tl_message *message,
			 struct tl_transaction *transaction, const struct tl_http2_head *head)
{
	struct tl_record_http *http = &transaction->facts.http;

	if (http->has_request)
		return;
	http->has_request = true;
	http->asked_at = message->time;
	memcpy(http->version, "2", sizeof("2"));
	tl_keep_text(http->method, sizeof(http->method), head->method);
	tl_keep_text(http->host, sizeof(http->host), head->authority[0] ? head->authority : head->host);
	tl_keep_text(http->target, sizeof(http->target), head->path);
	tl_keep_text(http->user_agent, sizeof(http->user_agent), head->user_agent);
	tl_keep_text(http->referer, sizeof(http->referer), head->referer);
	if (!http->content_type[0])
		tl_keep_text(http->content_type, sizeof(http->content_type), head->content_type);
	tl_transaction_lasts(transaction, message->time);
	tl_transactions_see(transactions, message, TL_SEEN_IN_HOST, http->host);
}

static void keep_response(const struct tl_message *message, struct tl_transaction *transaction,
			  const struct tl_http2_head *head)
{
	struct tl_record_http *http = &transaction->facts.http;

	if (http->has_response && http->status != 101)
		return;
	http->has_response = transaction->is_complete = true;
	http->status = (__u16)atoi(head->status);
	if (!http->version[0])
		memcpy(http->version, "2", sizeof("2"));
	tl_keep_text(http->server, sizeof(http->server), head->server);
	if (head->content_type[0]) {
		memset(http->content_type, 0, sizeof(http->content_type));
		tl_keep_text(http->content_type, sizeof(http->content_type), head->content_type);
	}
	if (http->has_request) {
		http->response_time = tl_microseconds(http->asked_at, message->time);
		http->is_timed = true;
	}
	tl_transaction_lasts(transaction, message->time);
}

/* Trailers have neither a method nor a status; responses of 1xx are no answer yet (RFC 9110 15.2). */
static void keep(struct tl_transactions *transactions, struct conversation *conversation,
		 const struct tl_message *message, __u32 stream, const struct tl_http2_head *head)
{
	bool is_client = message->side == conversation->client;
	struct tl_transaction *transaction;

	if (is_client ? !head->method[0] : head->status[0] < '2' || head->status[0] > '9')
		return;
	transaction = transaction_of(transactions, conversation, stream, message->time);
	if (transaction && is_client)
		keep_request(transactions, message, transaction, head);
	else if (transaction)
		keep_response(message, transaction, head);
}

/* What of a frame is a block's: without its padding, priority, and the stream that is promised. False: it contradicts itself. */
static bool piece_of(const __u8 *octets, const struct frame *frame, struct tl_http_span *piece)
{
	bool is_padded = frame->type != CONTINUATION && frame->flags & PADDED;
	__u32 before = is_padded, padding = is_padded && frame->length ? octets[FRAME] : 0;

	if (frame->type == HEADERS && frame->flags & HAS_PRIORITY)
		before += 5;
	if (frame->type == PUSH_PROMISE)
		before += 4;
	if (before + padding > frame->length)
		return false;
	*piece = (struct tl_http_span){octets + FRAME + before, frame->length - before - padding};
	return true;
}

/* Octets of the frames of a block, of which the first one stands here; 0: they are not all there. */
static __u32 block_length(const struct tl_message *message)
{
	__u32 length = 0;
	struct frame frame;

	do {
		if (message->captured - length < FRAME)
			return 0;
		frame = read_frame(message->octets + length);
		if (message->captured - length - FRAME < frame.length)
			return 0;
		length += FRAME + frame.length;
	} while (!(frame.flags & END_HEADERS));
	return length;
}

static bool read_block(struct tl_transactions *transactions, struct conversation *conversation,
		       const struct tl_message *message, __u32 length)
{
	const struct frame first = read_frame(message->octets);
	struct tl_http2_head head;

	tl_http2_head_empty(&head);
	for (__u32 at = 0; at < length;) {
		const struct frame frame = read_frame(message->octets + at);
		struct tl_http_span piece;

		if ((at && frame.type != CONTINUATION) || frame.stream != first.stream ||
		    !piece_of(message->octets + at, &frame, &piece) ||
		    !tl_http2_fields_read(&conversation->fields[message->side], &transactions->room->field_octets,
					  &piece, frame.flags & END_HEADERS, &head))
			return false;
		at += FRAME + frame.length;
	}
	if (first.type == HEADERS)
		keep(transactions, conversation, message, first.stream, &head);
	return true;
}

/* Whole entries of six octets. How large a table one end allows is how large the other one's may be. */
static void read_settings(struct conversation *conversation, const struct tl_message *message,
			  const struct frame *frame)
{
	const __u8 *entry = message->octets + FRAME;

	for (__u32 left = frame->length; left >= 6; left -= 6, entry += 6)
		if (tl_octets_get16(entry) == TABLE_SIZE)
			tl_http2_fields_allow(&conversation->fields[!message->side], tl_octets_get32(entry + 2));
}

static void pass(struct tl_transactions *transactions, struct tl_message *message, __u32 octets)
{
	transactions->passed[message->side] = message->offset + octets;
	transactions->has_next[message->side] = octets > message->captured;
	transactions->next[message->side] = message->offset + octets;
	tl_message_pass(message, octets < message->captured ? octets : message->captured);
}

/* The frames that stand here. What is cut is read when more is there; of what holds no fields the end will do. */
static enum tl_dissection take_frames(struct tl_transactions *transactions, struct conversation *conversation,
				      struct tl_message *message)
{
	while (message->captured >= FRAME) {
		const struct frame frame = read_frame(message->octets);
		__u32 length = FRAME + frame.length;

		if (frame.type == HEADERS || frame.type == PUSH_PROMISE) {
			length = block_length(message);
			if (!length)
				return TL_DISSECT_CUT;
			if (!read_block(transactions, conversation, message, length)) {
				conversation->is_lost[message->side] = true;
				return TL_DISSECT_WHOLE;
			}
		} else if (frame.type == SETTINGS) {
			if (length > message->captured)
				return TL_DISSECT_CUT;
			read_settings(conversation, message, &frame);
		}
		pass(transactions, message, length);
	}
	return TL_DISSECT_CUT;
}

/* A server begins with SETTINGS that are not acknowledged, on stream 0. Behind another message, HTTP/1 is answered. */
static bool is_settings(const struct tl_message *message)
{
	struct frame frame;

	if (message->captured < FRAME)
		return false;
	frame = read_frame(message->octets);
	return frame.type == SETTINGS && !frame.flags && !frame.stream && frame.length % 6 == 0 &&
	       frame.length <= 6 * 16;
}

/* To where this side's frames go on. False: that is not here, or not there yet. */
static bool resume(struct tl_transactions *transactions, const struct conversation *conversation,
		   struct tl_message *message)
{
	__u32 passed = transactions->passed[message->side];

	if (!conversation->has_begun[message->side])
		return true;
	if (message->offset > passed || passed - message->offset >= message->captured)
		return false;
	transactions->has_next[message->side] = false;
	tl_message_pass(message, passed - message->offset);
	return true;
}

/* The side's stream was found to begin earlier: it is read from there, its table is empty again. */
static void begin_anew(struct conversation *conversation, __u8 side)
{
	tl_http2_fields_free(&conversation->fields[side]);
	conversation->has_begun[side] = conversation->is_lost[side] = false;
}

static enum tl_dissection begin_side(struct tl_transactions *transactions, struct conversation *conversation,
				     struct tl_message *message)
{
	bool is_client = message->side == conversation->client;
	enum tl_dissection dissection = TL_DISSECT_WHOLE;

	if (is_client)
		dissection = tl_service_begins(message, PREFACE, PREFACE_OCTETS);
	else if (message->captured < FRAME || !is_settings(message))
		dissection = message->captured < FRAME ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	conversation->has_begun[message->side] = true;
	pass(transactions, message, is_client ? PREFACE_OCTETS : 0);
	return TL_DISSECT_WHOLE;
}

/* With its preface the conversation is known, whatever of the requests is seen. */
static struct conversation *meet(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_transaction *transaction;
	struct conversation *conversation = remember(transactions, message->side);

	if (!conversation)
		return NULL;
	transaction = tl_transaction_begin(transactions, message->time);
	conversation->first = transactions->begun;
	if (transaction)
		memcpy(transaction->facts.http.version, "2", sizeof("2"));
	return conversation;
}

enum tl_dissection tl_http2_take(struct tl_transactions *transactions, const struct tl_message *whole)
{
	struct conversation *conversation = tl_transaction_memory(transactions);
	struct tl_message message = *whole;
	enum tl_dissection dissection;

	if (message.protocol != IPPROTO_TCP || (!conversation && message.is_apart))
		return TL_DISSECT_FOREIGN;
	if (!conversation) {
		dissection = tl_service_begins(&message, PREFACE, PREFACE_OCTETS);
		if (dissection == TL_DISSECT_FOREIGN && (message.captured < FRAME || is_settings(&message)))
			return message.captured < FRAME ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT; /* too little to tell */
		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
		conversation = meet(transactions, &message);
		if (!conversation)
			return TL_DISSECT_FOREIGN;
	}
	if (!transactions->passed[message.side])
		begin_anew(conversation, message.side);
	if (!resume(transactions, conversation, &message))
		return TL_DISSECT_CUT;
	if (conversation->is_lost[message.side])
		return TL_DISSECT_WHOLE;
	if (!conversation->has_begun[message.side]) {
		if (message.is_apart)
			return TL_DISSECT_CUT;
		dissection = begin_side(transactions, conversation, &message);
		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
	}
	return take_frames(transactions, conversation, &message);
}

void tl_http2_upgrade(struct tl_transactions *transactions, const struct tl_message *response, __u32 asked)
{
	struct conversation *conversation = tl_transaction_memory(transactions);

	if (!conversation)
		conversation = remember(transactions, !response->side);
	if (conversation && asked)
		note_exchange(conversation, 1, asked);
}

bool tl_http2_is_next(const struct tl_transactions *transactions, const struct tl_message *message)
{
	const struct conversation *conversation = tl_transaction_memory(transactions);

	if (!conversation || !transactions->passed[message->side])
		return false;
	if (conversation->has_begun[message->side])
		return true;
	return !message->is_apart &&
	       (message->side == conversation->client
			? tl_service_begins(message, PREFACE, PREFACE_OCTETS) != TL_DISSECT_FOREIGN
			: message->captured < FRAME || is_settings(message));
}

const struct tl_dissector tl_dissector_http2 = {
	.name = "http2",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_http,
	.take = tl_http2_take,
};
