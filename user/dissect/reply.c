// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "reply.h"

#define DIGITS 3

__u16 tl_reply_code(const struct tl_text *line, struct tl_text *text)
{
	__u16 code = 0;

	*text = (struct tl_text){line->at, 0};
	if (line->length < DIGITS)
		return 0;
	for (unsigned int i = 0; i < DIGITS; i++) {
		if (line->at[i] < '0' || line->at[i] > '9')
			return 0;
		code = (__u16)(10 * code + (line->at[i] - '0'));
	}
	if (code < 100 || code >= 700) /* 6yz: protected (RFC 2228 5.1) */
		return 0;
	if (line->length > DIGITS) {
		if (line->at[DIGITS] != ' ' && line->at[DIGITS] != '-')
			return 0;
		*text = (struct tl_text){line->at + DIGITS + 1, line->length - DIGITS - 1};
	}
	return code;
}

static bool goes_on(const struct tl_text *line)
{
	return line->length > DIGITS && line->at[DIGITS] == '-';
}

enum tl_dissection tl_reply_read(const struct tl_message *message, __u32 at, struct tl_reply *reply, __u32 *behind)
{
	struct tl_text line, text;

	*behind = at;
	if (!tl_line_read(message, at, &line, behind))
		return TL_DISSECT_CUT;
	reply->code = tl_reply_code(&line, &reply->text);
	if (!reply->code)
		return TL_DISSECT_FOREIGN;
	if (!goes_on(&line))
		return TL_DISSECT_WHOLE;
	/* what stands between the first line and the last one need not begin with the code in FTP */
	while (tl_line_read(message, *behind, &line, behind)) {
		bool is_same = tl_reply_code(&line, &text) == reply->code;

		if (!reply->text.length)
			reply->text = is_same ? text : line;
		if (is_same && !goes_on(&line))
			return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_CUT;
}
