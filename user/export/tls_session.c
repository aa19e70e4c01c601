// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls_session.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "../lib/log.h"
#include "clock.h"

#define HANDSHAKE_MS  10000
#define TELL_AGAIN_MS 600000

/* Once, not at each attempt. */
static void tell(struct tl_tls_session *session)
{
	char reason[TL_TLS_REASON_SIZE];

	tl_tls_reason(session->tls, &session->settings, reason, sizeof(reason));
	if (!strcmp(reason, session->told) && tl_clock_ms() - session->told_at < TELL_AGAIN_MS)
		return;
	strcpy(session->told, reason);
	session->told_at = tl_clock_ms();
	tl_error("%s: %s", session->exporter->uri, reason);
}

/* What a call of OpenSSL came to: -EAGAIN, or -errno: the connection has ended. */
static int result_of(struct tl_tls_session *session, int returned)
{
	int system_error = errno;

	switch (SSL_get_error(session->tls, returned)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return -EAGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return -ECONNRESET;
	case SSL_ERROR_SYSCALL:
		ERR_clear_error();
		return system_error ? -system_error : -ECONNRESET;
	default:
		if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
			ERR_clear_error(); /* the collector was killed */
			return -ECONNRESET;
		}
		tell(session);
		return -EPROTO;
	}
}

static void wait_for_peer(const struct tl_tls_session *session)
{
	struct pollfd ready = {.fd = session->socket, .events = SSL_want_write(session->tls) ? POLLOUT : POLLIN};

	poll(&ready, 1, TL_POLL_MS);
}

static int begin_handshake(struct tl_tls_session *session, int socket)
{
	if (socket < 0)
		return socket;
	session->socket = socket;
	session->tls = tl_tls_begin(session->context, &session->settings, socket);
	session->handshake_end = tl_clock_ms() + HANDSHAKE_MS;
	return session->tls ? 0 : -ENOMEM;
}

static int shake_hands(struct tl_tls_session *session)
{
	int returned = SSL_connect(session->tls), error;

	if (returned == 1)
		return 0;
	error = result_of(session, returned);
	if (error != -EAGAIN)
		return error;
	if (tl_clock_ms() >= session->handshake_end)
		return -ETIMEDOUT;
	wait_for_peer(session);
	if (SSL_is_dtls(session->tls) && DTLSv1_handle_timeout(session->tls) < 0)
		return result_of(session, -1);
	return -EAGAIN;
}

int tl_tls_session_check(struct tl_tls_session *session)
{
	__u8 ignored[256];
	int got;

	do {
		got = SSL_read(session->tls, ignored, sizeof(ignored));
	} while (got > 0);
	got = result_of(session, got);
	return got == -EAGAIN ? 0 : got;
}

ssize_t tl_tls_session_write(struct tl_tls_session *session, const __u8 *bytes, size_t length)
{
	int error = tl_tls_session_check(session), sent;

	if (error)
		return error;
	sent = SSL_write(session->tls, bytes, (int)length);
	if (sent > 0)
		return sent;
	error = result_of(session, sent);
	if (error == -EAGAIN)
		wait_for_peer(session);
	return error;
}

void tl_tls_session_want_reload(struct tl_tls_session *session)
{
	atomic_store(&session->is_reload_due, true);
}

/* The connection that is there goes on with what it began with. */
void tl_tls_session_reload_if_due(struct tl_tls_session *session)
{
	SSL_CTX *context;

	if (!atomic_exchange(&session->is_reload_due, false))
		return;
	context = tl_tls_load(session->exporter->uri, &session->settings);
	if (!context) {
		tl_warning("%s: the certificates read before stay in use", session->exporter->uri);
		return;
	}
	SSL_CTX_free(session->context);
	session->context = context;
	tl_info("%s: certificates read again, for the next connection", session->exporter->uri);
}

int tl_tls_session_connect(struct tl_tls_session *session, struct tl_exporter *exporter,
			   int (*begin)(struct tl_exporter *exporter))
{
	int error = 0;

	tl_tls_session_reload_if_due(session);
	if (!session->tls)
		error = begin_handshake(session, begin(exporter));
	if (!error)
		error = shake_hands(session);
	if (error && error != -EAGAIN)
		exporter->transport->disconnect(exporter);
	return error;
}

static void allow_again(const struct tl_exporter *exporter, const char *path)
{
	if (path && exporter->options.will_read)
		exporter->options.will_read(path);
}

int tl_tls_session_open(struct tl_tls_session *session, const struct tl_exporter *exporter, const char *address,
			enum tl_tls_kind kind)
{
	const struct tl_export_options *options = &exporter->options;

	signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
	session->exporter = exporter;
	session->socket = -1;
	session->settings = (struct tl_tls_settings){.kind = kind,
						     .ca = options->ca,
						     .certificate = options->certificate,
						     .key = options->key,
						     .name = options->peer_name};
	tl_address_host(address, session->host);
	if (!session->settings.name)
		session->settings.name = session->host;
	session->context = tl_tls_load(exporter->uri, &session->settings);
	if (!session->context)
		return -EINVAL;
	allow_again(exporter, session->settings.ca);
	allow_again(exporter, session->settings.certificate);
	allow_again(exporter, session->settings.key);
	return 0;
}

void tl_tls_session_end(struct tl_tls_session *session)
{
	if (!session->tls)
		return;
	if (SSL_is_init_finished(session->tls))
		SSL_shutdown(session->tls); /* waits for nothing */
	SSL_free(session->tls);
	ERR_clear_error();
	session->tls = NULL;
}

void tl_tls_session_close(struct tl_tls_session *session)
{
	tl_tls_session_end(session);
	SSL_CTX_free(session->context);
}
