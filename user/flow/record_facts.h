/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What dissectors say of a conversation: a struct for each protocol, all zeros where it was not spoken. */
#ifndef TAPLESS_FLOW_RECORD_FACTS_H
#define TAPLESS_FLOW_RECORD_FACTS_H

#include <stdbool.h>

#include <tapless/flow.h>

/* A query, and what answered it. Integers in host order, addresses in network order. */
struct tl_record_dns {
	__u64 asked_at; /* of the query; 0: not seen */
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 ttl; /* seconds, of the first answer */
	__u16 id;
	__u16 flags; /* second word of the header: the response's, or else the query's */
	__u16 response_code;
	__u16 question_type;
	__u16 question_class;
	__u16 answers; /* as the header counts them */
	__u16 answer_type; /* of the first answer */
	bool known;
	bool is_answered;
	bool is_timed;
	bool has_answer;
	bool has_ipv4;
	bool has_ipv6;
	__u8 ipv4[4]; /* the first address among the answers */
	__u8 ipv6[16];
	char name[TL_NAME_SIZE]; /* as text (RFC 1035 5.1), NULs behind it */
};

#define TL_RECORD_TEXT	    128 /* of what peers may make as long as they like; cut, with its NUL */
#define TL_FINGERPRINT_SIZE 16 /* MD5 */
#define TL_JA4_SIZE	    37

/* What a record's `tlsFlags` says: bits. */
enum tl_record_tls_flags {
	TL_RECORD_TLS_GREASE = 1, /* the client sends reserved values (RFC 8701) */
	TL_RECORD_TLS_ECH = 2, /* encrypted_client_hello, a real one or GREASE */
	TL_RECORD_TLS_WANTS_RESUMPTION = 4, /* a ticket or a pre-shared key in the client's hello */
	TL_RECORD_TLS_RESUMED = 8, /* the server went along */
	TL_RECORD_TLS_EARLY_DATA = 16,
	TL_RECORD_TLS_RETRY = 32, /* HelloRetryRequest */
	TL_RECORD_TLS_SELF_SIGNED = 64,
	TL_RECORD_TLS_DATAGRAM = 128, /* DTLS */
};

/* The handshake as far as it is not encrypted. Integers in host order, versions and ciphers as on the wire. */
struct tl_record_tls {
	bool has_client;
	bool has_server;
	bool has_certificate; /* up to TLS 1.2 */
	bool has_ja3;
	bool has_ja3s;
	__u16 flags; /* enum tl_record_tls_flags */
	__u16 client_version; /* the highest offered */
	__u16 server_version; /* chosen, as all of the server */
	__u16 cipher;
	__u16 group; /* 0: not said */
	__u8 ja3[TL_FINGERPRINT_SIZE];
	__u8 ja3s[TL_FINGERPRINT_SIZE];
	char ja4[TL_JA4_SIZE];
	char server_name[TL_NAME_SIZE];
	char alpn[TL_RECORD_TEXT]; /* offered, with commas between */
	char chosen_alpn[TL_RECORD_TEXT];
	__s64 not_before; /* of the server's certificate, as what follows; seconds since 1970 */
	__s64 not_after;
	__u32 key_bits;
	__u32 alternative_names;
	char key[16];
	char signature[32];
	char issuer_name[TL_RECORD_TEXT];
	char issuer_organization[TL_RECORD_TEXT];
	char subject_name[TL_RECORD_TEXT];
	char subject_organization[TL_RECORD_TEXT];
};

#define TL_RECORD_LINE 256 /* of what may be long, with its NUL */

/* A request and its response. Texts as sent, cut where there is no room; "" if not sent. */
struct tl_record_http {
	__u64 asked_at; /* when the request began */
	__u32 response_time; /* microseconds to the response's beginning, valid if is_timed */
	bool has_request;
	bool has_response;
	bool is_timed;
	__u16 status;
	char method[24];
	char version[4];
	char host[TL_NAME_SIZE];
	char target[TL_RECORD_LINE];
	char user_agent[TL_RECORD_LINE];
	char referer[TL_RECORD_LINE];
	char reason[64];
	char content_type[TL_RECORD_TEXT]; /* of the response, or else of the request */
	char server[TL_RECORD_TEXT];
};

/* What TLS says in the client's hello is in tl_record_tls. */
struct tl_record_quic {
	__u32 version; /* 0: not QUIC */
	char server_name[TL_NAME_SIZE];
};

struct tl_record_ssh {
	char client[TL_RECORD_LINE]; /* the line that it begins with: "SSH-2.0-OpenSSH_9.2p1" */
	char server[TL_RECORD_LINE];
};

/* One message. Addresses in network order, zeros if not said. */
struct tl_record_dhcp {
	bool known;
	__u8 type; /* option 53 */
	__u8 assigned[4];
	__u8 requested[4];
	__u8 client[6]; /* its MAC address */
	__u32 lease; /* seconds */
	char host_name[TL_RECORD_TEXT];
	char vendor_class[TL_RECORD_TEXT];
	char fingerprint[TL_RECORD_TEXT]; /* numbers of the options that are asked for */
};

struct tl_record_ntp {
	__u8 version; /* 0: not NTP */
	__u8 mode;
	__u8 stratum;
};

struct tl_record_facts {
	struct tl_record_quic quic;
	struct tl_record_ssh ssh;
	struct tl_record_dhcp dhcp;
	struct tl_record_ntp ntp;
	struct tl_record_http http;
	struct tl_record_dns dns;
	struct tl_record_tls tls;
};

#endif
