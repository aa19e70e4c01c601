// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * For `make static` alone. Debian's libmicrohttpd can also speak TLS and therefore names functions of GnuTLS, of which there is
 * no static build (p11-kit loads modules). --listen never asks it for TLS; what it calls without being asked is the library's
 * start and end, which succeed. All others fail, so that a TLS server could not begin by mistake.
 */
#define GNUTLS_E_UNIMPLEMENTED_FEATURE (-1250)

#define SUCCEEDS(name)                                                                                                 \
	int name(void);                                                                                                \
	int name(void)                                                                                                 \
	{                                                                                                              \
		return 0;                                                                                              \
	}
#define FAILS(name)                                                                                                    \
	int name(void);                                                                                                \
	int name(void)                                                                                                 \
	{                                                                                                              \
		return GNUTLS_E_UNIMPLEMENTED_FEATURE;                                                                 \
	}

SUCCEEDS(gnutls_global_init)
SUCCEEDS(gnutls_global_deinit)
FAILS(gnutls_alpn_set_protocols)
FAILS(gnutls_bye)
FAILS(gnutls_certificate_allocate_credentials)
FAILS(gnutls_certificate_free_credentials)
FAILS(gnutls_certificate_server_set_request)
FAILS(gnutls_certificate_set_dh_params)
FAILS(gnutls_certificate_set_retrieve_function2)
FAILS(gnutls_certificate_set_retrieve_function3)
FAILS(gnutls_certificate_set_x509_key_mem)
FAILS(gnutls_certificate_set_x509_key_mem2)
FAILS(gnutls_certificate_set_x509_trust_mem)
FAILS(gnutls_cipher_get)
FAILS(gnutls_credentials_set)
FAILS(gnutls_deinit)
FAILS(gnutls_dh_params_deinit)
FAILS(gnutls_dh_params_import_pkcs3)
FAILS(gnutls_dh_params_init)
FAILS(gnutls_handshake)
FAILS(gnutls_init)
FAILS(gnutls_malloc)
FAILS(gnutls_priority_deinit)
FAILS(gnutls_priority_init)
FAILS(gnutls_priority_set)
FAILS(gnutls_protocol_get_version)
FAILS(gnutls_psk_allocate_server_credentials)
FAILS(gnutls_psk_free_server_credentials)
FAILS(gnutls_psk_set_server_credentials_function)
FAILS(gnutls_record_check_pending)
FAILS(gnutls_record_get_direction)
FAILS(gnutls_record_recv)
FAILS(gnutls_record_send)
FAILS(gnutls_session_get_ptr)
FAILS(gnutls_session_set_ptr)
FAILS(gnutls_strerror)
FAILS(gnutls_transport_set_int2)
