// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Redis: requests as its clients send them, arrays of strings (RESP 2 and 3). Only the command is kept. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define COMMAND_MOST 24
#define PORT	     6379

/* "*2" or "$4": a number from `least` on behind its sign. */
static bool read_count(const struct tl_text *line, char sign, unsigned int least, unsigned int *count)
{
	*count = 0;
	if (line->length < 2 || line->length > 6 || line->at[0] != sign)
		return false;
	for (__u32 i = 1; i < line->length; i++) {
		if (line->at[i] < '0' || line->at[i] > '9')
			return false;
		*count = *count * 10 + (unsigned int)(line->at[i] - '0');
	}
	return *count >= least;
}

static bool is_command(const struct tl_text *word)
{
	for (__u32 i = 0; i < word->length; i++)
		if (!((word->at[i] | 0x20) >= 'a' && (word->at[i] | 0x20) <= 'z') && word->at[i] != '.' &&
		    word->at[i] != '_')
			return false;
	return word->length && word->length <= COMMAND_MOST;
}

/* An error is a word and a sentence; other answers are values, whose form others have as well. */
static enum tl_dissection read_answer(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text line, word;
	__u32 next;

	if (message->source_port != PORT || !strchr("-+:$_#,(%~>", message->octets[0]) || !message->octets[0])
		return TL_DISSECT_FOREIGN;
	if ((message->octets[0] != '-' && message->octets[0] != '+') || !tl_line_read(message, 0, &line, &next))
		return message->captured < TL_LINE_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	line.at++;
	line.length--;
	word = tl_text_word(&line);
	if (!is_command(&word))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->status, sizeof(said->status), &word);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text line;
	unsigned int count, length;
	__u32 next;

	if (message->octets[0] != '*')
		return read_answer(message, said);
	if (!tl_line_read(message, 0, &line, &next))
		return message->captured < 8 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if (!read_count(&line, '*', 1, &count))
		return TL_DISSECT_FOREIGN;
	if (!tl_line_read(message, next, &line, &next))
		return message->captured - next < 8 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if (!read_count(&line, '$', 1, &length) || length > COMMAND_MOST)
		return TL_DISSECT_FOREIGN;
	if (!tl_line_read(message, next, &line, &next))
		return TL_DISSECT_CUT;
	if (line.length != length || !is_command(&line))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->request, sizeof(said->request), &line);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(redis, "redis", IPPROTO_TCP, read_message);
