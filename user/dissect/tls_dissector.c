// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From TLS and DTLS hellos to what a flow record says of them. */
#include <netinet/in.h>
#include <string.h>

#include "dissector.h"
#include "facts.h"
#include "tls_dissector.h"

#define RECORD_HANDSHAKE 0x16 /* RFC 8446 5.1 */
#define RECORD_MAJOR	 3
#define FLIGHT_OCTETS                                                                                                  \
	8192 /* of a side's datagrams that are kept until they say all: a hello and the first certificate */

/* What either side's datagrams have said of a handshake that goes over several of them, one behind the other. */
struct flights {
	__u32 octets[2]; /* 0: nothing is waiting */
	__u8 flight[2][FLIGHT_OCTETS];
};

static const char *const key_names[] = {
	[TL_TLS_KEY_UNKNOWN] = "",    [TL_TLS_KEY_RSA] = "RSA", [TL_TLS_KEY_RSA_PSS] = "RSA-PSS",
	[TL_TLS_KEY_DSA] = "DSA",     [TL_TLS_KEY_EC] = "EC",	[TL_TLS_KEY_ED25519] = "Ed25519",
	[TL_TLS_KEY_ED448] = "Ed448",
};

static __u8 nibble(char digit)
{
	return (__u8)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* From hexadecimal in lower case. False: there is none. */
static bool read_fingerprint(__u8 fingerprint[TL_FINGERPRINT_SIZE], const char *text)
{
	if (!text[0])
		return false;
	for (unsigned int i = 0; i < TL_FINGERPRINT_SIZE; i++)
		fingerprint[i] = (__u8)(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
	return true;
}

void tl_tls_keep_client(struct tl_record_tls *tls, const struct tl_tls_client *client)
{
	tls->known = tls->has_client = true;
	tls->client_version = client->version;
	tls->flags |= client->has_grease ? TL_RECORD_TLS_GREASE : 0;
	tls->flags |= client->has_ech ? TL_RECORD_TLS_ECH : 0;
	tls->flags |= client->has_ticket || client->has_psk ? TL_RECORD_TLS_WANTS_RESUMPTION : 0;
	tls->flags |= client->has_early_data ? TL_RECORD_TLS_EARLY_DATA : 0;
	tls->has_ja3 = read_fingerprint(tls->ja3, client->ja3);
	tl_keep_text(tls->ja4, sizeof(tls->ja4), client->ja4);
	tl_keep_text(tls->alpn, sizeof(tls->alpn), client->alpn);
	tl_keep_text(tls->server_name, sizeof(tls->server_name), client->server_name);
}

static void keep_certificate(struct tl_record_tls *tls, const struct tl_tls_certificate *certificate)
{
	tls->has_certificate = true;
	tls->flags |= certificate->is_self_signed ? TL_RECORD_TLS_SELF_SIGNED : 0;
	tls->not_before = certificate->not_before;
	tls->not_after = certificate->not_after;
	tls->key_bits = certificate->key_bits;
	tls->alternative_names = certificate->alternative_names;
	tl_keep_text(tls->key, sizeof(tls->key), key_names[certificate->key]);
	tl_keep_text(tls->signature, sizeof(tls->signature), certificate->signature);
	tl_keep_text(tls->issuer_name, sizeof(tls->issuer_name), certificate->issuer_name);
	tl_keep_text(tls->issuer_organization, sizeof(tls->issuer_organization), certificate->issuer_organization);
	tl_keep_text(tls->subject_name, sizeof(tls->subject_name), certificate->subject_name);
	tl_keep_text(tls->subject_organization, sizeof(tls->subject_organization), certificate->subject_organization);
}

void tl_tls_keep_server(struct tl_record_tls *tls, const struct tl_tls_server *server)
{
	tls->known = tls->has_server = true;
	tls->server_version = server->version;
	tls->cipher = server->cipher;
	tls->group = server->group;
	tls->flags |= server->resumption == TL_TLS_RESUMED ? TL_RECORD_TLS_RESUMED : 0;
	tls->flags |= server->is_retry ? TL_RECORD_TLS_RETRY : 0;
	tls->has_ja3s = read_fingerprint(tls->ja3s, server->ja3s);
	tl_keep_text(tls->chosen_alpn, sizeof(tls->chosen_alpn), server->alpn);
	if (server->certificate.is_known)
		keep_certificate(tls, &server->certificate);
}

static void keep(struct tl_transactions *transactions, const struct tl_message *message,
		 const struct tl_tls_facts *facts)
{
	struct tl_transaction *transaction = tl_transaction_first(transactions, message->time);
	struct tl_record_tls *tls;

	if (!transaction)
		return;
	tls = tl_facts_tls(&transaction->facts);
	if (message->protocol == IPPROTO_UDP)
		tls->flags |= TL_RECORD_TLS_DATAGRAM;
	if (facts->role == TL_TLS_CLIENT && facts->client.is_whole && !tls->has_client) {
		tl_tls_keep_client(tls, &facts->client);
		tl_transactions_see(transactions, message, TL_SEEN_IN_SNI, tls->server_name);
	}
	if (facts->role == TL_TLS_SERVER && facts->server.is_whole && !tls->has_server)
		tl_tls_keep_server(tls, &facts->server);
	else if (facts->role == TL_TLS_SERVER && facts->server.certificate.is_known && !tls->has_certificate)
		keep_certificate(tls, &facts->server.certificate);
}

/* A server's first flight may be more than is sampled of it: its hello counts as soon as it is there, a certificate may follow. */
enum tl_dissection tl_tls_take_handshake(struct tl_transactions *transactions, const struct tl_message *message)
{
	enum tl_tls_carrier carrier = message->protocol == IPPROTO_TCP ? TL_TLS_STREAM : TL_TLS_DATAGRAM;
	struct tl_tls_facts facts;
	enum tl_dissection dissection = tl_tls_dissect(message, carrier, &facts);

	if (dissection == TL_DISSECT_FOREIGN)
		return dissection;
	if ((facts.role == TL_TLS_CLIENT && facts.client.is_whole) ||
	    (facts.role == TL_TLS_SERVER && facts.server.is_whole))
		keep(transactions, message, &facts);
	return dissection;
}

bool tl_tls_begins(const struct tl_message *message, __u32 at)
{
	if (at >= message->captured || message->octets[at] != RECORD_HANDSHAKE)
		return false;
	return at + 1 >= message->captured || message->octets[at + 1] == RECORD_MAJOR;
}

static struct flights *flights_of(struct tl_transactions *transactions)
{
	struct flights *flights = tl_transaction_memory(transactions);

	return flights ? flights : tl_transaction_remember(transactions, sizeof(*flights));
}

/* What does not fit ends the waiting. */
static bool keep_datagram(struct flights *flights, const struct tl_message *message)
{
	__u32 *octets = &flights->octets[message->side];

	if (message->captured != message->length || message->length > FLIGHT_OCTETS - *octets) {
		*octets = 0;
		return false;
	}
	memcpy(flights->flight[message->side] + *octets, message->octets, message->length);
	*octets += message->length;
	return true;
}

/*
 * A flight of DTLS, or one message of it, may take several datagrams (RFC 6347 4.2.3). As long as more is wanted of one they are put
 * behind each other; what was sent again is known by its numbers.
 */
static enum tl_dissection take_datagram(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct flights *flights = tl_transaction_memory(transactions);
	bool is_waiting = flights && flights->octets[message->side];
	struct tl_message flight = *message;
	enum tl_dissection dissection;

	if (is_waiting && keep_datagram(flights, message)) {
		flight.octets = flights->flight[message->side];
		flight.captured = flight.length = flights->octets[message->side];
	}
	dissection = tl_tls_take_handshake(transactions, &flight);
	if (is_waiting && dissection != TL_DISSECT_CUT)
		flights->octets[message->side] = 0;
	if (!is_waiting && dissection == TL_DISSECT_CUT && message->octets[0] == RECORD_HANDSHAKE) {
		flights = flights_of(transactions);
		if (flights)
			keep_datagram(flights, message);
	}
	return dissection;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	return message->protocol == IPPROTO_UDP ? take_datagram(transactions, message)
						: tl_tls_take_handshake(transactions, message);
}

const struct tl_dissector tl_dissector_tls = {
	.name = "tls",
	.facts = TL_FACTS_tls,
	.take = take,
};
