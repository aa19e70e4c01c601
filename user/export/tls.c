// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls.h"

#include <arpa/inet.h>
#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
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
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	int error;

	if (!context) {
		tl_error("%s: no TLS: %s", uri, last_error());
		return NULL;
	}
	SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
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

SSL *tl_tls_begin(SSL_CTX *context, const struct tl_tls_settings *settings, int socket)
{
	SSL *tls = SSL_new(context);

	if (tls && expect_name(tls, settings->name) && SSL_set_fd(tls, socket) == 1)
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

/* Alerts about certificates (RFC 8446 6.2); of TLS 1.2 also handshake_failure, which is all that some tell of a lacking one. */
static bool is_about_certificate(int alert)
{
	return (alert >= LEAST_CERTIFICATE_ALERT && alert <= SSL_AD_UNKNOWN_CA) || alert == SSL_AD_ACCESS_DENIED ||
	       alert == SSL_AD_CERTIFICATE_REQUIRED;
}

void tl_tls_reason(SSL *tls, const struct tl_tls_settings *settings, char *text, size_t size)
{
	unsigned long error = ERR_peek_error();
	int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
	int alert = reason >= SSL_AD_REASON_OFFSET ? reason - SSL_AD_REASON_OFFSET : -1;

	if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
		tell_verification(SSL_get_verify_result(tls), settings, text, size);
	else if (is_about_certificate(alert) && settings->certificate)
		snprintf(text, size, "the collector refuses the certificate in %s: %s", settings->certificate,
			 SSL_alert_desc_string_long(alert));
	else if (is_about_certificate(alert))
		snprintf(text, size, "the collector wants a certificate: %s; ?cert=FILE&key=FILE name it",
			 SSL_alert_desc_string_long(alert));
	else
		snprintf(text, size, "TLS: %s", error ? last_error() : "the collector ended the connection");
	ERR_clear_error();
}
