// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* MongoDB: messages with a header in little-endian order; of a query the collection, of OP_MSG the command. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	 16 /* length, number, what it answers, kind */
#define OP_REPLY 1
#define OP_QUERY 2004
#define OP_ZIP	 2012
#define OP_MSG	 2013
#define LONGEST	 48000000

/* OP_MSG: flags, a section of kind 0, a document: its length, the first element's type, and its name, which is the command's. */
static void keep_command(const struct tl_message *message, char *to, size_t room)
{
	const __u8 *end = message->captured > HEADER + 10
				  ? memchr(message->octets + HEADER + 10, 0, message->captured - HEADER - 10)
				  : NULL;

	if (end && !message->octets[HEADER + 4])
		tl_service_text(to, room, message, HEADER + 10, (__u32)(end - message->octets) - HEADER - 10);
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets, *end;
	__u32 length, kind;

	if (message->captured < HEADER)
		return message->captured < 4 || octets[3] == 0 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	length = tl_octets_get_little32(octets);
	kind = tl_octets_get_little32(octets + 12);
	if (length < HEADER + 5 || length > LONGEST ||
	    (kind != OP_REPLY && kind != OP_QUERY && kind != OP_ZIP && kind != OP_MSG))
		return TL_DISSECT_FOREIGN;
	if (kind == OP_REPLY) /* says little */
		return tl_octets_get_little32(octets + 8) && tl_service_at(message, 27017) ? TL_DISSECT_WHOLE
											   : TL_DISSECT_CUT;
	if (kind == OP_QUERY) {
		end = message->captured > HEADER + 4 ? memchr(octets + HEADER + 4, 0, message->captured - HEADER - 4)
						     : NULL;
		if (!end || !memchr(octets + HEADER + 4, '.', (size_t)(end - octets) - HEADER - 4))
			return end ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
		strcpy(said->request, "query");
		tl_service_text(said->subject, sizeof(said->subject), message, HEADER + 4,
				(__u32)(end - octets) - HEADER - 4);
	}
	if (kind == OP_MSG && !tl_octets_get_little32(octets + 8)) /* no answer */
		keep_command(message, said->request, sizeof(said->request));
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(mongodb, "mongodb", IPPROTO_TCP, read_message);
