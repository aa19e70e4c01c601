// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RFC 8446 4.1.3, and what it was before: RFC 5246 7.4.1.3. */
#include <string.h>

#include "tls_hello.h"

/* SHA-256 of "HelloRetryRequest" in place of the random octets (RFC 8446 4.1.3). */
static const __u8 retry_random[TL_TLS_RANDOM_OCTETS] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};

static void read_protocol(struct tl_tls_cursor *content, struct tl_tls_server *server)
{
	struct tl_tls_cursor protocols, protocol;

	if (tl_tls_take_vector(content, 2, &protocols) == TL_DISSECT_WHOLE &&
	    tl_tls_take_vector(&protocols, 1, &protocol) == TL_DISSECT_WHOLE)
		tl_tls_keep_name(server->alpn, &protocol);
}

static void read_extension(__u16 type, struct tl_tls_cursor *content, struct tl_tls_server *server)
{
	const __u8 *octets = NULL;

	tl_tls_add_value(&server->extensions, type);
	if (type == TL_TLS_ALPN)
		read_protocol(content, server);
	else if (type == TL_TLS_PRE_SHARED_KEY)
		server->resumption = TL_TLS_RESUMED;
	else if (type == TL_TLS_SUPPORTED_VERSIONS && tl_tls_take(content, 2, &octets) == TL_DISSECT_WHOLE)
		server->version = tl_octets_get16(octets);
	else if (type == TL_TLS_KEY_SHARE && tl_tls_take(content, 2, &octets) == TL_DISSECT_WHOLE)
		server->group = tl_octets_get16(octets);
}

static enum tl_dissection read_extensions(struct tl_tls_cursor *body, struct tl_tls_server *server)
{
	struct tl_tls_cursor extensions, content;
	enum tl_dissection state = tl_tls_open_extensions(body, &extensions);
	__u16 type = 0;

	while (state == TL_DISSECT_WHOLE && extensions.length) {
		state = tl_tls_take_extension(&extensions, &type, &content);
		if (state == TL_DISSECT_WHOLE)
			read_extension(type, &content, server);
	}
	return state;
}

/* Version, random octets, session id, cipher and compression method. */
static enum tl_dissection read_choice(struct tl_tls_cursor *body, struct tl_tls_server *server)
{
	const __u8 *version = NULL, *random = NULL, *choice = NULL;
	struct tl_tls_cursor session;
	enum tl_dissection state = tl_tls_take(body, 2, &version);

	if (state == TL_DISSECT_WHOLE && version[0] != 3 && !tl_tls_is_dtls(tl_octets_get16(version)))
		return TL_DISSECT_FOREIGN;
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take(body, TL_TLS_RANDOM_OCTETS, &random);
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(body, 1, &session);
	if (state == TL_DISSECT_WHOLE && session.length > TL_TLS_SESSION_ID_MOST)
		return TL_DISSECT_FOREIGN;
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take(body, 3, &choice);
	if (state != TL_DISSECT_WHOLE)
		return state;
	server->is_retry = !memcmp(random, retry_random, sizeof(retry_random));
	server->legacy_version = server->version = tl_octets_get16(version);
	server->session_id_length = (__u8)session.length;
	server->cipher = tl_octets_get16(choice);
	return TL_DISSECT_WHOLE;
}

/* Which version it is, only supported_versions tells: nothing is certain before the last extension. */
enum tl_dissection tl_tls_read_server_hello(struct tl_tls_cursor *body, struct tl_tls_server *server)
{
	enum tl_dissection state;

	memset(server, 0, sizeof(*server));
	state = read_choice(body, server);
	if (state == TL_DISSECT_WHOLE)
		state = read_extensions(body, server);
	if (tl_tls_is_1_3(server->version) && server->resumption != TL_TLS_RESUMED)
		server->resumption = TL_TLS_FULL_HANDSHAKE;
	server->is_whole = state == TL_DISSECT_WHOLE;
	return state;
}
