/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What enrichers add to a record: what is known of its addresses and names besides. */
#ifndef TAPLESS_FLOW_RECORD_ENRICHED_H
#define TAPLESS_FLOW_RECORD_ENRICHED_H

#include <tapless/flow.h>

#define TL_COUNTRY_SIZE 3 /* ISO 3166 alpha-2 and NUL */
#define TL_AS_NAME_SIZE 96
#define TL_CITY_SIZE	64

struct tl_record_place {
	char country[TL_COUNTRY_SIZE]; /* "" if unknown */
	char as_name[TL_AS_NAME_SIZE]; /* UTF-8, "" if unknown */
	__u32 as_number; /* 0 if unknown */
	char city[TL_CITY_SIZE]; /* UTF-8, "" if unknown, as its region: a state or province */
	char region[TL_CITY_SIZE];
};

/* What a name of an address was told by; the client is the flow's other end. In the order of trust. */
enum tl_name_basis {
	TL_NAMED_BY_SNI = 1, /* of this flow, as Host */
	TL_NAMED_BY_HOST,
	TL_NAMED_BY_DNS, /* an answer to this client, before the flow began */
	TL_NAMED_BY_OTHER_FLOW, /* SNI or Host of an earlier flow of this client */
	TL_NAMED_BY_OTHERS_DNS, /* an answer to another client, or after the flow had begun */
	TL_NAMED_BY_OTHERS_FLOW,
};

/* A name that an address goes by. */
struct tl_record_name {
	char text[TL_NAME_SIZE]; /* in lower case, NULs behind it; all NULs if none */
	__u8 basis; /* enum tl_name_basis */
};

#define TL_NETWORK_NAME_SIZE 48

/* What one's own network that an address is in is called; "": not said. */
struct tl_record_network {
	char label[TL_NETWORK_NAME_SIZE];
	char site[TL_NETWORK_NAME_SIZE];
	char customer[TL_NETWORK_NAME_SIZE];
};

/* What an HTTP user agent tells; "" if unknown. */
struct tl_record_agent {
	char system[48];
	char system_version[24];
	char application[64];
	char application_version[24];
};

/* Whose SYN it looks like. */
struct tl_record_stack {
	char system[24]; /* "" if nobody's that is known */
	__u8 confidence; /* of 100 */
};

#define TL_APPLICATION_ID_SIZE	 8
#define TL_APPLICATION_NAME_SIZE 24
#define TL_APPLICATION_TEXT_SIZE 80

/* What the application was told by. */
enum tl_application_basis {
	TL_BASIS_PAYLOAD = 1,
	TL_BASIS_SERVER_NAME,
	TL_BASIS_PORT, /* a guess */
	TL_BASIS_PROTOCOL, /* of IP, or EtherType */
	TL_BASIS_DNS, /* the name that the client asked for, where neither SNI nor Host told one */
};

struct tl_record_application {
	__u8 id[TL_APPLICATION_ID_SIZE]; /* number of octets that follow: engine and selector (RFC 6759); 0: unknown */
	char name[TL_APPLICATION_NAME_SIZE];
	char category[TL_APPLICATION_NAME_SIZE];
	__u8 basis; /* enum tl_application_basis */
};

#endif
