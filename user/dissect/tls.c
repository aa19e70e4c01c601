// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls.h"

#include <string.h>

#include "tls_hello.h"
#include "tls_record.h"

/* More than what comes before a server's certificate: a HelloRetryRequest, change_cipher_spec, HelloVerifyRequest. */
#define UNITS_MOST 16

static struct tl_tls_cursor body_of(const struct tl_tls_reader *reader)
{
	struct tl_tls_cursor body = {.octets = reader->body, .captured = reader->read, .length = reader->length};

	return body;
}

static enum tl_dissection take_client_hello(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	struct tl_tls_cursor body = body_of(reader);
	struct tl_tls_client *client = &facts->client;
	enum tl_dissection state = tl_tls_read_client_hello(&body, reader->carrier == TL_TLS_DATAGRAM, client);

	facts->role = TL_TLS_CLIENT;
	if (state == TL_DISSECT_WHOLE) {
		tl_tls_ja3(client);
		tl_tls_ja4(client, reader->carrier);
	}
	return state;
}

static enum tl_dissection take_server_hello(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	struct tl_tls_cursor body = body_of(reader);
	struct tl_tls_server hello;
	enum tl_dissection state = tl_tls_read_server_hello(&body, &hello);

	facts->role = TL_TLS_SERVER;
	if (state != TL_DISSECT_WHOLE)
		return state;
	if (hello.is_retry) {
		facts->server.is_retry = true;
		return TL_DISSECT_CUT;
	}
	hello.is_retry = facts->server.is_retry;
	tl_tls_ja3s(&hello);
	facts->server = hello;
	return tl_tls_is_1_3(hello.version) ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

static enum tl_dissection take_certificates(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	struct tl_tls_cursor body = body_of(reader);
	enum tl_dissection state = tl_tls_read_certificates(&body, &facts->server.certificate);

	facts->server.resumption = TL_TLS_FULL_HANDSHAKE;
	return state == TL_DISSECT_CUT ? state : TL_DISSECT_WHOLE;
}

/* A direction begins with a hello, or in DTLS with the request to send it again (RFC 6347 4.2.1). */
static enum tl_dissection take_first(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	switch (reader->type) {
	case TL_TLS_CLIENT_HELLO:
		return facts->role == TL_TLS_SERVER ? TL_DISSECT_FOREIGN : take_client_hello(reader, facts);
	case TL_TLS_SERVER_HELLO:
		return take_server_hello(reader, facts);
	case TL_TLS_HELLO_VERIFY_REQUEST:
		if (reader->carrier != TL_TLS_DATAGRAM)
			return TL_DISSECT_FOREIGN;
		facts->role = TL_TLS_SERVER;
		return TL_DISSECT_CUT;
	default:
		return TL_DISSECT_FOREIGN;
	}
}

/* CUT: what comes next may say more. */
static enum tl_dissection take_handshake(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	if (!facts->server.is_whole)
		return take_first(reader, facts);
	switch (reader->type) {
	case TL_TLS_CERTIFICATE:
		return take_certificates(reader, facts);
	case TL_TLS_SERVER_KEY_EXCHANGE: /* neither a certificate nor a resumption: anonymous, PSK, SRP */
	case TL_TLS_SERVER_HELLO_DONE:
		facts->server.resumption = TL_TLS_FULL_HANDSHAKE;
		return TL_DISSECT_WHOLE;
	default:
		return TL_DISSECT_CUT;
	}
}

static enum tl_dissection take_alert(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	facts->has_alert = true;
	facts->alert_level = reader->alert[0];
	facts->alert_description = reader->alert[1];
	return facts->alert_level == TL_TLS_FATAL ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

/*
 * Up to TLS 1.2 a server that changes the cipher behind its hello resumes a session (RFC 5246 7.3, RFC 5077 3.1). Before a hello it
 * means nothing: in TLS 1.3 it stands behind a HelloRetryRequest, and peers have to drop it elsewhere (RFC 8446 5 and D.4).
 */
static enum tl_dissection take_change_cipher(struct tl_tls_facts *facts)
{
	if (!facts->server.is_whole)
		return TL_DISSECT_CUT;
	facts->server.resumption = TL_TLS_RESUMED;
	return TL_DISSECT_WHOLE;
}

/* Of a message that has not come whole its beginning may be all that is wanted: the first certificate of a long chain. */
static enum tl_dissection take_part(const struct tl_tls_reader *reader, struct tl_tls_facts *facts)
{
	return reader->is_begun ? take_handshake(reader, facts) : TL_DISSECT_CUT;
}

static enum tl_dissection take_unit(const struct tl_tls_reader *reader, enum tl_tls_unit unit,
				    struct tl_tls_facts *facts)
{
	enum tl_dissection state;

	switch (unit) {
	case TL_TLS_HANDSHAKE:
		return take_handshake(reader, facts);
	case TL_TLS_CUT:
		return take_part(reader, facts);
	case TL_TLS_ALERT:
		return take_alert(reader, facts);
	case TL_TLS_CHANGE_CIPHER:
		return take_change_cipher(facts);
	case TL_TLS_WRONG: /* in the message that has begun, or before one */
		state = take_part(reader, facts);
		return state == TL_DISSECT_CUT ? TL_DISSECT_FOREIGN : state;
	default:
		return TL_DISSECT_FOREIGN;
	}
}

/* As nearly all is that is no TLS, which everybody's first octets are taken for: 10 kB of facts need not be cleared then. */
static bool is_foreign(const struct tl_tls_reader *reader, enum tl_tls_unit first)
{
	return first == TL_TLS_PROTECTED || (first == TL_TLS_WRONG && !reader->is_begun);
}

/* What is wrong behind a server's hello ends the reading; the hello was one all the same. */
enum tl_dissection tl_tls_dissect(const struct tl_message *message, enum tl_tls_carrier carrier,
				  struct tl_tls_facts *facts)
{
	enum tl_dissection state;
	struct tl_tls_reader reader;
	enum tl_tls_unit unit;

	if (!message->captured)
		return TL_DISSECT_FOREIGN;
	tl_tls_open(&reader, message, carrier);
	unit = tl_tls_read(&reader);
	if (is_foreign(&reader, unit))
		return TL_DISSECT_FOREIGN;
	memset(facts, 0, sizeof(*facts));
	for (int i = 1;; i++) {
		facts->record_version = reader.first_version;
		state = take_unit(&reader, unit, facts);
		if (state != TL_DISSECT_CUT || unit == TL_TLS_CUT || i == UNITS_MOST)
			break;
		unit = tl_tls_read(&reader);
	}
	if (state == TL_DISSECT_FOREIGN && facts->server.is_whole)
		return TL_DISSECT_WHOLE;
	return state;
}
