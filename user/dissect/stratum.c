// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Stratum, by which miners of crypto-currencies ask a pool for work: JSON-RPC by lines, with methods of its own. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

static bool has(const struct tl_text *line, const char *text)
{
	return memmem(line->at, line->length, text, strlen(text));
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const methods[] = {"mining.subscribe", "mining.authorize",	   "mining.configure",
					      "mining.notify",	  "mining.set_difficulty", "eth_submitLogin"};
	struct tl_text line;
	__u32 behind;

	if (message->octets[0] != '{')
		return TL_DISSECT_FOREIGN;
	if (!tl_line_read(message, 0, &line, &behind)) {
		if (message->captured < TL_LINE_MOST && !message->is_last)
			return TL_DISSECT_CUT;
		return TL_DISSECT_FOREIGN;
	}
	if (!tl_text_is_readable(&line) || !has(&line, "\"method\""))
		return TL_DISSECT_FOREIGN;
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (has(&line, methods[i])) {
			tl_text_keep(said->request, sizeof(said->request),
				     &(struct tl_text){methods[i], (__u32)strlen(methods[i])});
			return TL_DISSECT_WHOLE;
		}
	/* Monero's */
	if (!has(&line, "\"login\"") || !has(&line, "\"pass\"") || !has(&line, "\"agent\""))
		return TL_DISSECT_FOREIGN;
	strcpy(said->request, "login");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(stratum, "stratum", IPPROTO_TCP, read_message, "{");
