// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RFC 8446 4.1.2; in DTLS with a cookie, RFC 6347 4.2.1. */
#include <string.h>

#include "quic_packet.h"
#include "tls_hello.h"

#define HOST_NAME	  0 /* RFC 6066 3 */
#define GOOGLE_USER_AGENT 0x3129 /* a transport parameter that Chromium sends */

/* An extension whose content is not what it should be is left out: the hello is one all the same. */
static void read_server_name(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	struct tl_tls_cursor names, name;
	const __u8 *type = NULL;

	client->has_server_name = true;
	if (tl_tls_take_vector(content, 2, &names) != TL_DISSECT_WHOLE)
		return;
	while (tl_tls_take(&names, 1, &type) == TL_DISSECT_WHOLE &&
	       tl_tls_take_vector(&names, 2, &name) == TL_DISSECT_WHOLE) {
		if (*type != HOST_NAME || !name.length) /* RFC 6066 3: none is empty */
			continue;
		tl_tls_keep_name(client->server_name, &name);
		return;
	}
}

static void read_list(struct tl_tls_cursor *content, __u32 prefix, __u32 size, struct tl_tls_values *values)
{
	struct tl_tls_cursor list;

	if (tl_tls_take_vector(content, prefix, &list) == TL_DISSECT_WHOLE)
		tl_tls_read_values(&list, size, values);
}

static void read_groups(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	read_list(content, 2, 2, &client->groups);
}

static void read_formats(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	read_list(content, 1, 1, &client->formats);
}

static void read_signatures(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	read_list(content, 2, 2, &client->signatures);
}

static bool is_higher(__u16 version, __u16 than)
{
	if (tl_tls_is_dtls(version) && tl_tls_is_dtls(than))
		return version < than;
	return version > than;
}

static void read_versions(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	__u16 highest = 0;

	read_list(content, 1, 2, &client->versions);
	for (__u32 i = 0; i < client->versions.kept; i++) {
		__u16 version = client->versions.value[i];

		if (!tl_tls_is_grease(version) && (!highest || is_higher(version, highest)))
			highest = version;
	}
	if (highest)
		client->version = highest;
}

static void add_protocol(struct tl_tls_client *client, const struct tl_tls_cursor *protocol, size_t *written)
{
	char name[TL_TLS_NAME_SIZE] = "";
	size_t length, comma = *written ? 1 : 0;

	tl_tls_keep_name(name, protocol);
	if (!client->alpn_count++) {
		memcpy(client->first_alpn, name, sizeof(name));
		client->alpn_ends[0] = protocol->octets[0];
		client->alpn_ends[1] = protocol->octets[protocol->length - 1];
	}
	length = strlen(name);
	if (*written + comma + length >= sizeof(client->alpn))
		return;
	if (comma)
		client->alpn[(*written)++] = ',';
	memcpy(client->alpn + *written, name, length);
	*written += length;
}

/* RFC 7301 3.1 */
static void read_protocols(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	struct tl_tls_cursor protocols, protocol;
	size_t written = 0;

	if (tl_tls_take_vector(content, 2, &protocols) != TL_DISSECT_WHOLE)
		return;
	while (tl_tls_take_vector(&protocols, 1, &protocol) == TL_DISSECT_WHOLE && protocol.length)
		add_protocol(client, &protocol, &written);
}

static void read_ticket(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	client->has_ticket = content->length != 0; /* an empty one asks for one (RFC 5077 3.2) */
}

static void read_psk(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	(void)content;
	client->has_psk = true;
}

static void read_early_data(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	(void)content;
	client->has_early_data = true;
}

static void read_ech(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	(void)content;
	client->has_ech = true;
}

/* RFC 9000 18; drafts before 27 wrote them in another form. */
static void read_quic_parameters(struct tl_tls_cursor *content, struct tl_tls_client *client)
{
	struct tl_quic_cursor parameters = {content->octets, content->length, 0};
	__u64 number, length;

	while (tl_quic_take_integer(&parameters, &number) && tl_quic_take_integer(&parameters, &length) &&
	       length <= parameters.length - parameters.offset) {
		struct tl_tls_cursor value = {parameters.octets + parameters.offset, (__u32)length, (__u32)length};

		if (number == GOOGLE_USER_AGENT)
			tl_tls_keep_name(client->quic_user_agent, &value);
		parameters.offset += (__u32)length;
	}
}

static const struct {
	__u16 type;
	void (*read)(struct tl_tls_cursor *content, struct tl_tls_client *client);
} readers[] = {
	{TL_TLS_SERVER_NAME, read_server_name},
	{TL_TLS_SUPPORTED_GROUPS, read_groups},
	{TL_TLS_POINT_FORMATS, read_formats},
	{TL_TLS_SIGNATURE_ALGORITHMS, read_signatures},
	{TL_TLS_ALPN, read_protocols},
	{TL_TLS_SESSION_TICKET, read_ticket},
	{TL_TLS_PRE_SHARED_KEY, read_psk},
	{TL_TLS_EARLY_DATA, read_early_data},
	{TL_TLS_SUPPORTED_VERSIONS, read_versions},
	{TL_TLS_ECH, read_ech},
	{TL_TLS_QUIC_PARAMETERS, read_quic_parameters},
	{TL_TLS_QUIC_PARAMETERS_DRAFT, read_quic_parameters},
};

/* `seen`: a bit for each row. A type may come once only (RFC 8446 4.2), so of several the first one counts. */
static void read_extension(__u16 type, struct tl_tls_cursor *content, struct tl_tls_client *client, __u32 *seen)
{
	tl_tls_add_value(&client->extensions, type);
	for (__u32 i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (readers[i].type != type || *seen & 1u << i)
			continue;
		*seen |= 1u << i;
		readers[i].read(content, client);
	}
}

static enum tl_dissection read_extensions(struct tl_tls_cursor *body, struct tl_tls_client *client)
{
	struct tl_tls_cursor extensions, content;
	enum tl_dissection state = tl_tls_open_extensions(body, &extensions);
	__u32 seen = 0;
	__u16 type = 0;

	while (state == TL_DISSECT_WHOLE && extensions.length) {
		state = tl_tls_take_extension(&extensions, &type, &content);
		if (state == TL_DISSECT_WHOLE)
			read_extension(type, &content, client, &seen);
	}
	return state;
}

static bool holds_grease(const struct tl_tls_values *values)
{
	for (__u32 i = 0; i < values->kept; i++)
		if (tl_tls_is_grease(values->value[i]))
			return true;
	return false;
}

static enum tl_dissection read_session(struct tl_tls_cursor *body, bool has_cookie, struct tl_tls_client *client)
{
	struct tl_tls_cursor session, cookie;
	const __u8 *octets = NULL;
	enum tl_dissection state = tl_tls_take(body, 2, &octets);

	if (state != TL_DISSECT_WHOLE)
		return state;
	client->legacy_version = client->version = tl_octets_get16(octets);
	if (octets[0] != 3 && !tl_tls_is_dtls(client->version))
		return TL_DISSECT_FOREIGN;
	state = tl_tls_take(body, TL_TLS_RANDOM_OCTETS, &octets);
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(body, 1, &session);
	if (state != TL_DISSECT_WHOLE)
		return state;
	if (session.length > TL_TLS_SESSION_ID_MOST)
		return TL_DISSECT_FOREIGN;
	client->session_id_length = (__u8)session.length;
	return has_cookie ? tl_tls_take_vector(body, 1, &cookie) : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_tls_read_client_hello(struct tl_tls_cursor *body, bool has_cookie, struct tl_tls_client *client)
{
	struct tl_tls_cursor ciphers, compressions;
	enum tl_dissection state = read_session(body, has_cookie, client);

	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(body, 2, &ciphers);
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_read_values(&ciphers, 2, &client->ciphers);
	if (state == TL_DISSECT_WHOLE)
		state = tl_tls_take_vector(body, 1, &compressions);
	if (state == TL_DISSECT_WHOLE)
		state = read_extensions(body, client);
	client->has_grease = holds_grease(&client->ciphers) || holds_grease(&client->extensions) ||
			     holds_grease(&client->groups) || holds_grease(&client->versions);
	client->is_whole = state == TL_DISSECT_WHOLE;
	return state;
}
