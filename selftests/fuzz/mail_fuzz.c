// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The text protocols of mail and file transfer on any octets: never read outside; what was recognised stays so when more is
 * seen; and a stream that comes in two parts says the same as the whole.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/ftp.h"
#include "dissect/imap.h"
#include "dissect/pop3.h"
#include "dissect/smtp.h"
#include "unit/exact_message.h"
#include "fuzz.h"

#define DIRECTIONS 8

/* What a direction's stream has said so far. */
struct said {
	uint32_t at;
	uint32_t steps;
	uint64_t hash; /* of all of them, in their order */
	struct tl_smtp_client smtp;
	struct tl_imap_stream imap;
	struct tl_sasl pop3;
	bool is_in_body;
};

typedef enum tl_dissection recognise(const struct tl_message *message, bool *is_client);

static recognise *const recognisers[] = {tl_smtp_recognise, tl_pop3_recognise, tl_imap_recognise, tl_ftp_recognise};

static void note(struct said *said, uint32_t number, const struct tl_text *text, const char *user, size_t room)
{
	said->steps++;
	said->hash = said->hash * 31 + number;
	for (uint32_t i = 0; text && i < text->length; i++)
		said->hash = said->hash * 31 + (uint8_t)text->at[i];
	expect(!user || memchr(user, 0, room));
	for (; user && *user; user++)
		said->hash = said->hash * 31 + (uint8_t)*user;
}

static bool read_client(struct said *said, const struct tl_message *message, unsigned int protocol)
{
	struct tl_smtp_step smtp;
	struct tl_pop3_step pop3;
	struct tl_imap_step imap;
	struct tl_ftp_step ftp;

	if (protocol == 0 && tl_smtp_read(&said->smtp, message, &said->at, &smtp))
		note(said, smtp.command, &smtp.argument, smtp.user, sizeof(smtp.user));
	else if (protocol == 1 && tl_pop3_read_step(&said->pop3, message, &said->at, &pop3))
		note(said, pop3.command, NULL, pop3.user, sizeof(pop3.user));
	else if (protocol == 2 && tl_imap_read_step(&said->imap, message, &said->at, &imap))
		note(said, imap.command, NULL, imap.user, sizeof(imap.user));
	else if (protocol == 3 && tl_ftp_read(message, &said->at, &ftp))
		note(said, ftp.command, &ftp.argument, NULL, 0);
	else
		return false;
	return true;
}

static bool read_server(struct said *said, const struct tl_message *message, unsigned int protocol)
{
	struct tl_pop3_reply pop3;
	struct tl_imap_reply imap;
	struct tl_reply reply;
	struct tl_ftp_place place;
	enum tl_dissection dissection;
	uint32_t behind;

	if (protocol == 1 && tl_pop3_read_reply(&said->is_in_body, message, &said->at, &pop3)) {
		note(said, pop3.status, &pop3.text, NULL, 0);
		return true;
	}
	if (protocol == 2 && tl_imap_read_reply(&said->imap, message, &said->at, &imap)) {
		note(said, 0, &imap.tag, NULL, 0);
		return true;
	}
	if (protocol == 1 || protocol == 2)
		return false;
	dissection = tl_reply_read(message, said->at, &reply, &behind);
	if (dissection == TL_DISSECT_CUT)
		return false;
	said->at = behind;
	if (dissection == TL_DISSECT_WHOLE) {
		note(said, reply.code, &reply.text, NULL, 0);
		tl_ftp_read_place(&reply.text, &place);
		tl_ftp_read_extended_place(&reply.text, &place);
	}
	return true;
}

static enum tl_dissection look(struct said *said, const uint8_t *bytes, size_t length, unsigned int direction)
{
	struct tl_message message = exact_message(bytes, length, length);
	enum tl_dissection result;
	bool is_client;

	result = recognisers[direction / 2](&message, &is_client);
	while (direction % 2 ? read_server(said, &message, direction / 2) : read_client(said, &message, direction / 2))
		expect(said->at <= length);
	give_back(&message);
	return result;
}

/* The first octet says which, the second how much is seen at first. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct said whole, parts;
	enum tl_dissection of_part, of_whole;
	unsigned int direction;
	size_t length, part;

	if (size < 2)
		return 0;
	direction = bytes[0] % DIRECTIONS;
	length = size - 2;
	part = length > bytes[1] ? length - bytes[1] : 0;
	memset(&whole, 0, sizeof(whole));
	memset(&parts, 0, sizeof(parts));
	of_whole = look(&whole, bytes + 2, length, direction);
	of_part = look(&parts, bytes + 2, part, direction);
	expect(of_part != TL_DISSECT_WHOLE || of_whole == TL_DISSECT_WHOLE);
	look(&parts, bytes + 2, length, direction);
	expect(parts.steps == whole.steps && parts.hash == whole.hash && parts.at == whole.at);
	return 0;
}
