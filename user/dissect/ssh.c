// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ssh.h"

#include <stddef.h>
#include <string.h>

#define START	     "SSH-"
#define START_OCTETS (sizeof(START) - 1)
#define LINES_BEFORE 64

static bool is_printable(const __u8 *octets, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (octets[i] < ' ' || octets[i] >= 0x7f)
			return false;
	return true;
}

static void keep(char *text, const __u8 *from, const __u8 *to)
{
	memcpy(text, from, (size_t)(to - from));
	text[to - from] = 0;
}

static bool read_line(const __u8 *line, const __u8 *end, struct tl_ssh_facts *facts)
{
	const __u8 *protocol = line + START_OCTETS, *software, *comments;

	if (end > line && end[-1] == '\r')
		end--;
	if (end < protocol || (size_t)(end - line) >= TL_SSH_TEXT_SIZE || !is_printable(line, (size_t)(end - line)))
		return false;
	software = memchr(protocol, '-', (size_t)(end - protocol));
	if (!software || software == protocol)
		return false;
	comments = memchr(software, ' ', (size_t)(end - software));
	keep(facts->protocol, protocol, software);
	keep(facts->software, software + 1, comments ? comments : end);
	if (comments)
		keep(facts->comments, comments + 1, end);
	return true;
}

enum tl_dissection tl_ssh_dissect(const struct tl_message *message, struct tl_ssh_facts *facts)
{
	const __u8 *line = message->octets, *behind = message->octets + message->captured, *end;

	memset(facts, 0, sizeof(*facts));
	for (unsigned int i = 0; i < LINES_BEFORE && line < behind; i++, line = end + 1) {
		size_t left = (size_t)(behind - line), start = left < START_OCTETS ? left : START_OCTETS;
		bool is_identification = memcmp(line, START, start) == 0;

		end = memchr(line, '\n', left);
		if (is_identification && end) {
			facts->behind = (__u32)(end + 1 - message->octets);
			return read_line(line, end, facts) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
		}
		if (is_identification && i == 0 && left < TL_SSH_TEXT_SIZE &&
		    is_printable(line, left - (line[left - 1] == '\r')))
			return TL_DISSECT_CUT;
		if (!end)
			break;
	}
	return TL_DISSECT_FOREIGN;
}
