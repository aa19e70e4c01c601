// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"

#define LEAST_CERTIFICATE_ALERT 41 /* no_certificate_RESERVED */

/* The last one is the nearest to what was asked for. */
static const char *last_error(void)
{
	unsigned long error = ERR_peek_last_error();
	const char *text;

	if (ERR_SYSTEM_ERROR(error))
		text = strerror(ERR_GET_REASON(error));
	else
		text = ERR_reason_error_string(error);
	return text ? text : "not understood";
}

/* The reason of a file that cannot be read is below that of what it was read for. */
static int refuse_file(const char *uri, const char *what, const char *path)
{
	const char *why = access(path, R_OK) ? strerror(errno) : last_error();

	tl_error("%s: cannot take the %s from `%s`: %s", uri, what, path, why);
	ERR_clear_error();
	return -EINVAL;
}

static int load_authorities(SSL_CTX *context, const char *uri, const char *path)
{
	if (path)
		return SSL_CTX_load_verify_locations(context, path, NULL) == 1 ? 0 : refuse_file(uri, "CA", path);
	if (SSL_CTX_set_default_verify_paths(context) == 1)
		return 0;
	tl_error("%s: the system has no CA certificates: ?ca=FILE names one", uri);
	return -EINVAL;
}

static void warn_of_open_key(const char *uri, const char *path)
{
	struct stat status;

	if (!stat(path, &status) && status.st_mode & S_IROTH)
		tl_warning("%s: everybody can read the key in %s: chmod o-r %s", uri, path, path);
}

static int load_own(SSL_CTX *context, const char *uri, const struct tl_tls_settings *settings)
{
	const char *key = settings->key ? settings->key : settings->certificate;

	if (!settings->certificate) {
		if (!settings->key)
			return 0;
		tl_error("%s: a key without a certificate: ?cert=FILE names it", uri);
		return -EINVAL;
	}
	if (SSL_CTX_use_certificate_chain_file(context, settings->certificate) != 1)
		return refuse_file(uri, "certificate", settings->certificate);
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return refuse_file(uri, "key", key);
	if (SSL_CTX_check_private_key(context) != 1)
		return refuse_file(uri, "key of the certificate", key);
	warn_of_open_key(uri, key);
	return 0;
}

/* A key with a pass phrase: nobody is there to be asked. */
static int no_pass_phrase(char *text, int size, int is_writing, void *context)
{
	(void)is_writing;
	(void)context;
	if (size > 0)
		text[0] = '\0';
	return -1;
}

SSL_CTX *tl_tls_load(const char *uri, const struct tl_tls_settings *settings)
{
	bool is_stream = settings->kind == TL_TLS_STREAM;
	SSL_CTX *context = SSL_CTX_new(is_stream ? TLS_client_method() : DTLS_client_method());
	int error;

	if (!context) {
		tl_error("%s: no TLS: %s", uri, last_error());
		return NULL;
	}
	SSL_CTX_set_min_proto_version(context, is_stream ? TLS1_2_VERSION : DTLS1_2_VERSION);
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_default_passwd_cb(context, no_pass_phrase);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	error = load_authorities(context, uri, settings->ca);
	if (!error)
		error = load_own(context, uri, settings);
	if (!error)
		return context;
	SSL_CTX_free(context);
	return NULL;
}

static bool is_address(const char *name)
{
	struct in6_addr address;

	return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
}

/*
 * RFC 7011 11.3: a dNSName of subjectAltName, else the most specific common name. OpenSSL looks at common names only if there is no
 * dNSName, which is that rule; a collector named by its address has an iPAddress there.
 */
static bool expect_name(SSL *tls, const char *name)
{
	if (is_address(name))
		return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), name) == 1;
	SSL_set_hostflags(tls, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return SSL_set1_host(tls, name) == 1 && SSL_set_tlsext_host_name(tls, name) == 1;
}

static bool set_peer(BIO *datagrams, int socket)
{
	union {
		struct sockaddr any;
		struct sockaddr_in ipv4;
		struct sockaddr_in6 ipv6;
	} peer = {.ipv6 = {0}};
	socklen_t size = sizeof(peer);
	BIO_ADDR *address = BIO_ADDR_new();
	bool good = address && !getpeername(socket, &peer.any, &size);

	if (good && peer.any.sa_family == AF_INET6)
		good = BIO_ADDR_rawmake(address, AF_INET6, &peer.ipv6.sin6_addr, sizeof(peer.ipv6.sin6_addr),
					peer.ipv6.sin6_port);
	else if (good)
		good = BIO_ADDR_rawmake(address, AF_INET, &peer.ipv4.sin_addr, sizeof(peer.ipv4.sin_addr),
					peer.ipv4.sin_port);
	good = good && BIO_ctrl_set_connected(datagrams, address) == 1;
	BIO_ADDR_free(address);
	return good;
}

static bool take_datagrams(SSL *tls, unsigned int path_mtu, int socket)
{
	BIO *datagrams = BIO_new_dgram(socket, BIO_NOCLOSE);

	if (!datagrams)
		return false;
	SSL_set_bio(tls, datagrams, datagrams); /* it is the connection's now */
	SSL_set_options(tls, SSL_OP_NO_QUERY_MTU);
	return set_peer(datagrams, socket) && DTLS_set_link_mtu(tls, path_mtu) == 1;
}

static bool take_socket(SSL *tls, const struct tl_tls_settings *settings, int socket)
{
	return settings->kind == TL_TLS_STREAM ? SSL_set_fd(tls, socket) == 1
					       : take_datagrams(tls, settings->path_mtu, socket);
}

SSL *tl_tls_begin(SSL_CTX *context, const struct tl_tls_settings *settings, int socket)
{
	SSL *tls = SSL_new(context);

	if (tls && expect_name(tls, settings->name) && take_socket(tls, settings, socket))
		return tls;
	SSL_free(tls);
	ERR_clear_error();
	return NULL;
}

static void tell_verification(long result, const struct tl_tls_settings *settings, char *text, size_t size)
{
	switch (result) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH:
		snprintf(text, size, "the collector's certificate is not for %s; ?name=NAME expects another name",
			 settings->name);
		return;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		snprintf(text, size, "the collector's certificate is from an unknown CA; ?ca=FILE names its CA");
		return;
	default:
		snprintf(text, size, "the collector's certificate is refused: %s",
			 X509_verify_cert_error_string(result));
	}
}

/*
 * Alerts about certificates (RFC 8446 6.2). Of TLS 1.2 also handshake_failure, which is all that some tell of a lacking one:
 * once their own certificate has come, the cipher has been agreed upon.
 */
static bool is_about_certificate(SSL *tls, int alert)
{
	return (alert == SSL_AD_HANDSHAKE_FAILURE && SSL_get0_peer_certificate(tls)) ||
	       (alert >= LEAST_CERTIFICATE_ALERT && alert <= SSL_AD_UNKNOWN_CA) || alert == SSL_AD_ACCESS_DENIED ||
	       alert == SSL_AD_CERTIFICATE_REQUIRED;
}

void tl_tls_reason(SSL *tls, const struct tl_tls_settings *settings, char *text, size_t size)
{
	unsigned long error = ERR_peek_error();
	int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
	int alert = reason >= SSL_AD_REASON_OFFSET ? reason - SSL_AD_REASON_OFFSET : -1;

	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
		tell_verification(SSL_get_verify_result(tls), settings, text, size);
	else if (is_about_certificate(tls, alert) && settings->certificate)
		snprintf(text, size, "the collector refuses the certificate in %s: %s", settings->certificate,
			 SSL_alert_desc_string_long(alert));
	else if (is_about_certificate(tls, alert))
		snprintf(text, size, "the collector wants a certificate: %s; ?cert=FILE&key=FILE name it",
			 SSL_alert_desc_string_long(alert));
	else
		snprintf(text, size, "TLS: %s", error ? last_error() : "the collector ended the connection");
	ERR_clear_error();
}
