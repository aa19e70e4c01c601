// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Kerberos 5 (RFC 4120 5.4, 5.9.1): DER with an application tag, version 5, and the kind of message; by TCP behind a length (7.2.2). */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

struct kind {
	__u8 tag; /* application, constructed */
	bool is_request;
	char name[10];
};

static const struct kind kinds[] = {
	{0x6a, true, "AS-REQ"}, {0x6b, false, "AS-REP"}, {0x6c, true, "TGS-REQ"},    {0x6d, false, "TGS-REP"},
	{0x6e, true, "AP-REQ"}, {0x6f, false, "AP-REP"}, {0x7e, false, "KRB-ERROR"},
};

/* Behind the header of an element with that tag; 0: it is another, or was cut. */
static __u32 enter(const struct tl_message *message, __u32 at, __u8 tag)
{
	__u32 size;

	if (!at || at + 2 > message->captured || message->octets[at] != tag)
		return 0;
	size = message->octets[at + 1] & 0x80 ? message->octets[at + 1] & 0x7f : 0;
	return size > 4 ? 0 : at + 2 + size;
}

/* pvno and msg-type: two INTEGERs of one octet, in context tags that follow each other. Requests count from 1, the others from 0. */
static bool has_version(const struct tl_message *message, __u32 at, const struct kind *kind)
{
	bool is_late = kind->tag == 0x6a || kind->tag == 0x6c;
	const __u8 wanted[] = {is_late ? 0xa1 : 0xa0, 3, 2, 1, 5, is_late ? 0xa2 : 0xa1, 3, 2, 1, kind->tag & 0x1f};

	return at + sizeof(wanted) <= message->captured && !memcmp(message->octets + at, wanted, sizeof(wanted));
}

static enum tl_dissection read_kind(const struct tl_message *message, __u32 at, struct tl_service_said *said)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct tl_message inside = *message;
		__u32 sequence;

		if (at >= message->captured || message->octets[at] != kinds[i].tag)
			continue;
		tl_message_pass(&inside, at);
		sequence = 2 + (inside.captured > 1 && inside.octets[1] & 0x80 ? inside.octets[1] & 0x7f : 0);
		sequence = enter(&inside, sequence, 0x30);
		if (!sequence || !has_version(&inside, sequence, &kinds[i]))
			return TL_DISSECT_FOREIGN;
		strcpy(said->version, "5");
		strcpy(kinds[i].is_request ? said->request : said->status, kinds[i].name);
		return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_FOREIGN;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	if (message->protocol == IPPROTO_UDP)
		return read_kind(message, 0, said);
	if (message->octets[0] || (message->captured > 1 && message->octets[1]))
		return TL_DISSECT_FOREIGN;
	if (message->captured < 4 || message->captured - 4 < tl_octets_get32(message->octets))
		return message->captured > 4 && (message->octets[4] & 0xe0) != 0x60 ? TL_DISSECT_FOREIGN
										    : TL_DISSECT_CUT;
	return read_kind(message, 4, said);
}

TL_SERVICE_DISSECTOR(kerberos, "kerberos", 0, read_message);
