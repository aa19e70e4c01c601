// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Git's own protocol (gitprotocol-pack, "Git Transport"): a line with its length in four hexadecimal digits before it. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "service.h"

#define DIGITS	  4
#define LINE_MOST 1000

/* "git-upload-pack /a.git\0host=example.org\0" */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const requests[] = {"git-upload-pack", "git-receive-pack", "git-upload-archive"};
	const __u8 *octets = message->octets;
	char digits[DIGITS + 1] = "";
	struct tl_text line, word;
	unsigned long length;

	for (__u32 i = 0; i < DIGITS && i < message->captured; i++) {
		digits[i] = (char)octets[i];
		if (!strchr("0123456789abcdef", octets[i] ? octets[i] : 'x'))
			return TL_DISSECT_FOREIGN;
	}
	if (message->captured <= DIGITS)
		return TL_DISSECT_CUT;
	length = strtoul(digits, NULL, 16);
	if (octets[DIGITS] != 'g' || length > LINE_MOST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	if (length < DIGITS + 1)
		return TL_DISSECT_FOREIGN;
	line = (struct tl_text){(const char *)octets + DIGITS, 0};
	line.length = (__u32)strnlen(line.at, length - DIGITS);
	word = tl_text_word(&line);
	if (tl_text_find(&word, requests, sizeof(requests) / sizeof(requests[0])) >=
		    sizeof(requests) / sizeof(requests[0]) ||
	    !tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->request, sizeof(said->request), &word);
	tl_text_keep(said->subject, sizeof(said->subject), &line);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(git, "git", IPPROTO_TCP, read_message);
