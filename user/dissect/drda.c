// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* DRDA, as Db2 and Derby speak it (DRDA volume 3, DDM): attributes are exchanged first. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	10 /* length, 0xd0, format, number; length of what is inside, its code point */
#define MAGIC	0xd0
#define REQUEST 0x1041 /* EXCSAT */
#define ANSWER	0x1443 /* EXCSATRD */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, code;

	if (message->captured < HEADER)
		return message->captured > 2 && octets[2] != MAGIC ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	length = tl_octets_get16(octets);
	code = tl_octets_get16(octets + 8);
	if (octets[2] != MAGIC || length < HEADER || tl_octets_get16(octets + 6) != length - 6 ||
	    (code != REQUEST && code != ANSWER))
		return TL_DISSECT_FOREIGN;
	strcpy(code == REQUEST ? said->request : said->status, code == REQUEST ? "EXCSAT" : "EXCSATRD");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(drda, "drda", IPPROTO_TCP, read_message);
