// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* rsync's daemon: both ends begin with "@RSYNCD: 31.0", and a client names a module behind that. */
#include <netinet/in.h>

#include "service.h"

static const char greeting[] = "@RSYNCD: ";

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection = tl_service_begins(message, greeting, sizeof(greeting) - 1);
	struct tl_text line, version;
	__u32 behind;

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	if (!tl_line_read(message, sizeof(greeting) - 1, &line, &behind))
		return message->captured < TL_LINE_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	version = tl_text_word(&line);
	if (!version.length || version.at[0] < '0' || version.at[0] > '9' || !tl_text_is_readable(&version))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->version, sizeof(said->version), &version);
	if (tl_line_read(message, behind, &line, &behind) && line.length && line.at[0] != '@' && line.at[0] != '#' &&
	    tl_text_is_readable(&line))
		tl_text_keep(said->subject, sizeof(said->subject), &line);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(rsync, "rsync", IPPROTO_TCP, read_message, "@");
