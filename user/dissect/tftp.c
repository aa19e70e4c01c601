// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tftp.h"

#include <string.h>
#include <strings.h>

#include "../lib/octets.h"

#define READ	1
#define WRITE	2
#define DATA	3
#define OPTIONS 6

/* A file's name and a mode, a NUL behind each; then the options of RFC 2347, which end by one, too. */
enum tl_dissection tl_tftp_dissect(const struct tl_message *message, struct tl_tftp_facts *facts)
{
	static const char *const modes[] = {"netascii", "octet", "mail"};
	const char *file = (const char *)message->octets + 2, *end = (const char *)message->octets + message->captured;
	const char *mode;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < 4 || message->captured < message->length || end[-1])
		return TL_DISSECT_FOREIGN;
	facts->operation = tl_octets_get16(message->octets);
	if ((facts->operation != READ && facts->operation != WRITE) || !*file)
		return TL_DISSECT_FOREIGN;
	for (mode = file; *mode; mode++) /* there is a NUL at the end */
		if ((__u8)*mode < ' ')
			return TL_DISSECT_FOREIGN;
	memcpy(facts->file, file,
	       (size_t)(mode - file) < TL_TFTP_FILE_SIZE ? (size_t)(mode - file) : TL_TFTP_FILE_SIZE - 1);
	if (++mode >= end)
		return TL_DISSECT_FOREIGN;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!strcasecmp(mode, modes[i]))
			return TL_DISSECT_WHOLE;
	return TL_DISSECT_FOREIGN;
}

bool tl_tftp_is_answer(const struct tl_message *message)
{
	__u16 operation;

	if (message->captured < 4)
		return false;
	operation = tl_octets_get16(message->octets);
	return operation >= DATA && operation <= OPTIONS;
}
