// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ftp.h"

#include <arpa/inet.h>
#include <ctype.h>

#define PORT		21
#define COMMANDS_BEFORE 2 /* USER and PASS, which POP3 begins with as well */

const char *const tl_ftp_commands[TL_FTP_UNKNOWN] = {
	"USER", "PASS", "AUTH", "PORT", "PASV", "EPRT", "EPSV", "RETR", "STOR", "APPE", "SYST", "FEAT", "OPTS",
	"TYPE", "PWD",	"CWD",	"LIST", "NLST", "MLSD", "MLST", "SIZE", "MDTM", "REST", "STOU", "STRU", "MODE",
	"ALLO", "ABOR", "DELE", "RMD",	"MKD",	"RNFR", "RNTO", "CDUP", "SITE", "STAT", "HELP", "NOOP", "QUIT",
	"REIN", "ACCT", "SMNT", "XPWD", "XCWD", "XMKD", "XRMD", "XCUP", "LPRT", "LPSV", "LANG", "HOST", "ADAT",
	"PROT", "PBSZ", "CCC",	"MIC",	"CONF", "ENC",	"CLNT", "MFMT", "MFCT", "HASH", "CSID",
};

/* Of a client that has not been heard before: what no other protocol with such lines has. */
static const char *const own_commands[] = {
	"PORT", "PASV", "EPRT", "EPSV", "STOR", "SYST", "FEAT", "TYPE", "PWD",	"CWD",
	"NLST", "MLSD", "XPWD", "PBSZ", "PROT", "CLNT", "OPTS", "SIZE", "MDTM",
};

static bool is_mail_port(__u16 port)
{
	return port == 25 || port == 587 || port == 2525;
}

/* What the server's second reply says of a greeting that could be SMTP's as well: USER, AUTH, FEAT are answered so. */
static enum tl_dissection recognise_second(const struct tl_message *message)
{
	static const __u16 codes[] = {331, 332, 230, 530, 234, 211, 215};
	struct tl_reply reply;
	struct tl_text line, text;
	__u32 behind;
	__u16 code;

	if (tl_reply_read(message, 0, &reply, &behind) != TL_DISSECT_WHOLE ||
	    !tl_line_read(message, behind, &line, &behind))
		return TL_DISSECT_CUT;
	code = tl_reply_code(&line, &text);
	for (unsigned int i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (code == codes[i])
			return TL_DISSECT_WHOLE;
	return code >= 500 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

static enum tl_dissection recognise_server(const struct tl_message *message, __u16 code, const struct tl_text *text)
{
	if ((code != 220 && code != 120 && code != 421) || tl_text_contains(text, "SMTP") ||
	    is_mail_port(message->source_port))
		return TL_DISSECT_FOREIGN;
	if (message->source_port == PORT || (code != 120 && tl_text_contains(text, "FTP")))
		return TL_DISSECT_WHOLE;
	return code == 220 ? recognise_second(message) : TL_DISSECT_FOREIGN;
}

static bool is_own(const struct tl_text *word, const struct tl_text *arguments)
{
	const unsigned int count = sizeof(own_commands) / sizeof(own_commands[0]);

	if (tl_text_is(word, "AUTH"))
		return tl_text_is(arguments, "TLS") || tl_text_is(arguments, "SSL") || tl_text_is(arguments, "TLS-C");
	if (tl_text_is(word, "USER"))
		return tl_text_is(arguments, "anonymous") || tl_text_is(arguments, "ftp");
	return tl_text_find(word, own_commands, count) < count;
}

static enum tl_dissection recognise_client(const struct tl_message *message)
{
	struct tl_text line;
	__u32 at = 0;

	for (unsigned int i = 0; i <= COMMANDS_BEFORE && tl_line_read(message, at, &line, &at); i++) {
		struct tl_text word = tl_text_word(&line);

		if (!tl_text_is_readable(&line) ||
		    tl_text_find(&word, tl_ftp_commands, TL_FTP_UNKNOWN) == TL_FTP_UNKNOWN)
			return TL_DISSECT_FOREIGN;
		if (message->destination_port == PORT || is_own(&word, &line))
			return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_CUT;
}

/* A line whose end is still to come. */
static enum tl_dissection recognise_beginning(const struct tl_message *message)
{
	struct tl_text start = {(const char *)message->octets, message->captured < 3 ? message->captured : 3};

	if (!start.length || message->captured > TL_LINE_MOST)
		return TL_DISSECT_FOREIGN;
	if (!memcmp(start.at, "220", start.length) || !memcmp(start.at, "120", start.length))
		return TL_DISSECT_CUT;
	return tl_text_may_become(&start, tl_ftp_commands, TL_FTP_UNKNOWN) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

enum tl_dissection tl_ftp_recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_text line, text;
	__u32 behind;
	__u16 code;

	if (!tl_line_read(message, 0, &line, &behind))
		return recognise_beginning(message);
	if (line.length > TL_LINE_MOST || !tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	code = tl_reply_code(&line, &text);
	*is_client = !code;
	return code ? recognise_server(message, code, &text) : recognise_client(message);
}

bool tl_ftp_read(const struct tl_message *message, __u32 *at, struct tl_ftp_step *step)
{
	struct tl_text line, word;

	if (!tl_line_read(message, *at, &line, at))
		return false;
	while (line.length && (__u8)line.at[0] >= 0xf0) { /* Telnet's IP and Synch before ABOR (RFC 959 4.1.3) */
		line.at++;
		line.length--;
	}
	word = tl_text_word(&line);
	step->command = tl_text_find(&word, tl_ftp_commands, TL_FTP_UNKNOWN);
	step->argument = line;
	if (step->command == TL_FTP_PASS || step->command == TL_FTP_UNKNOWN)
		step->argument.length = 0;
	return true;
}

/* A decimal number that `text` begins with, taken off; -1: there is none, or it is more than `most`. */
static long take_number(struct tl_text *text, long most)
{
	long number = -1;

	while (text->length && isdigit((unsigned char)text->at[0])) {
		number = (number < 0 ? 0 : 10 * number) + (text->at[0] - '0');
		if (number > most)
			return -1;
		text->at++;
		text->length--;
	}
	return number;
}

static bool take_octet(struct tl_text *text, char octet)
{
	if (!text->length || text->at[0] != octet)
		return false;
	text->at++;
	text->length--;
	return true;
}

bool tl_ftp_read_place(const struct tl_text *text, struct tl_ftp_place *place)
{
	struct tl_text rest = *text;
	__u8 part[6];

	while (rest.length) {
		unsigned int parts = 0;

		while (rest.length && !isdigit((unsigned char)rest.at[0]))
			take_octet(&rest, rest.at[0]);
		for (; parts < 6 && (!parts || take_octet(&rest, ',')); parts++) {
			long number = take_number(&rest, 0xff);

			if (number < 0)
				break;
			part[parts] = (__u8)number;
		}
		if (parts == 6) {
			memcpy(place->address, part, sizeof(place->address));
			place->port = (__u16)(part[4] << 8 | part[5]);
			return true;
		}
	}
	return false;
}

bool tl_ftp_read_extended_place(const struct tl_text *text, struct tl_ftp_place *place)
{
	struct tl_text rest = *text;
	char address[INET_ADDRSTRLEN] = "", mark;
	__u32 length = 0;
	long port;

	if (rest.length && isalnum((unsigned char)rest.at[0])) /* words of a reply are around it */
		while (rest.length && rest.at[0] != '|' && rest.at[0] != '(')
			take_octet(&rest, rest.at[0]);
	take_octet(&rest, '(');
	if (!rest.length)
		return false;
	mark = rest.at[0]; /* any printable one (RFC 2428 2) */
	take_octet(&rest, mark);
	take_number(&rest, 2);
	if (!take_octet(&rest, mark))
		return false;
	while (length < rest.length && rest.at[length] != mark)
		length++;
	if (length < sizeof(address))
		memcpy(address, rest.at, length);
	rest.at += length;
	rest.length -= length;
	port = take_octet(&rest, mark) ? take_number(&rest, 0xffff) : -1;
	if (port <= 0 || !take_octet(&rest, mark))
		return false;
	memset(place, 0, sizeof(*place));
	inet_pton(AF_INET, address, place->address);
	place->port = (__u16)port;
	return true;
}
