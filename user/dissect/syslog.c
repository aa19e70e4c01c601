// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "syslog.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "frames.h"

#define PRIORITY_MOST 191 /* RFC 5424 6.2.1: 24 facilities of 8 severities */
#define OLD_TIME      "Mmm dd hh:mm:ss"
#define OLD_TIME_SIZE (sizeof(OLD_TIME) - 1)
#define COUNT_DIGITS  5
#define LEAST_TEXT    12
#define TAG_MOST      64 /* RFC 3164 4.1.3 has 32; in use are longer ones */

struct text {
	const char *at;
	const char *end;
};

/* "<34>": a decimal number without leading zeros. */
static bool take_priority(struct text *text, unsigned int *priority)
{
	const char *at = text->at + 1;

	*priority = 0;
	if (text->at == text->end || *text->at != '<')
		return false;
	for (; at < text->end && at - text->at <= 3 && isdigit((unsigned char)*at); at++)
		*priority = *priority * 10 + (unsigned int)(*at - '0');
	if (at == text->at + 1 || at == text->end || *at != '>' || *priority > PRIORITY_MOST)
		return false;
	text->at = at + 1;
	return true;
}

/* Up to a space, which is passed over. */
static struct text take_word(struct text *text)
{
	const char *space = memchr(text->at, ' ', (size_t)(text->end - text->at));
	struct text word = {text->at, space ? space : text->end};

	text->at = space ? space + 1 : text->end;
	return word;
}

/* RFC 5424 6: a "-" stands for what is not known. */
static void keep(char *name, const char *from, const char *end)
{
	size_t length = (size_t)(end - from);

	if (length == 1 && *from == '-')
		return;
	for (size_t i = 0; i < length && i < TL_SYSLOG_NAME_SIZE - 1; i++) {
		if (from[i] <= ' ' || from[i] >= 0x7f)
			break;
		name[i] = from[i];
	}
}

static bool is_old_time(const struct text *text)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at = text->at;

	if ((size_t)(text->end - at) < OLD_TIME_SIZE || at[3] != ' ' || at[6] != ' ' || at[9] != ':' || at[12] != ':')
		return false;
	for (size_t i = 0; i < sizeof(months) - 1; i += 3)
		if (!memcmp(at, months + i, 3))
			return isdigit((unsigned char)at[5]) && isdigit((unsigned char)at[7]);
	return false;
}

/* "2026-11-28T...", as rsyslog forwards */
static bool is_new_time(const struct text *text)
{
	static const char form[] = "dddd-dd-ddTdd:";

	if ((size_t)(text->end - text->at) < sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)text->at[i]) : text->at[i] != form[i])
			return false;
	return true;
}

/* "su[123]:" or "su:" */
static bool keep_tag(struct text word, char *name)
{
	const char *at = word.at;

	while (at < word.end && at - word.at < TAG_MOST && *at != ':' && *at != '[')
		at++;
	if (at == word.at || at == word.end || (*at != ':' && *at != '['))
		return false;
	keep(name, word.at, at);
	return true;
}

/* Behind the time a host's name, which some leave out, and what the message is of. */
static void read_old(struct text text, struct tl_syslog_facts *facts)
{
	struct text word = take_word(&text);

	if (word.end > word.at && word.end[-1] == ':' && keep_tag(word, facts->application))
		return;
	keep(facts->host, word.at, word.end);
	keep_tag(take_word(&text), facts->application);
}

static void read_new(struct text text, struct tl_syslog_facts *facts)
{
	struct text word = take_word(&text);

	keep(facts->host, word.at, word.end);
	word = take_word(&text);
	keep(facts->application, word.at, word.end);
}

enum tl_dissection tl_syslog_dissect(const struct tl_message *message, struct tl_syslog_facts *facts)
{
	struct text text = {(const char *)message->octets, (const char *)message->octets + message->captured};
	unsigned int priority;
	struct text rest;

	memset(facts, 0, sizeof(*facts));
	if (!take_priority(&text, &priority))
		return TL_DISSECT_FOREIGN;
	facts->facility = (__u8)(priority / 8);
	facts->severity = priority % 8;
	rest = text;
	if (text.end - text.at > 2 && text.at[0] == '1' && text.at[1] == ' ') { /* VERSION */
		struct text time;

		rest.at += 2;
		time = rest;
		take_word(&rest);
		facts->has_time = is_new_time(&time) || (time.end - time.at > 1 && !memcmp(time.at, "- ", 2));
		if (facts->has_time)
			read_new(rest, facts);
	} else if (is_old_time(&text)) {
		facts->has_time = true;
		rest.at += OLD_TIME_SIZE;
		if (rest.at < rest.end && *rest.at == ' ')
			rest.at++;
		read_old(rest, facts);
	} else if (is_new_time(&text)) {
		facts->has_time = true;
		take_word(&rest);
		read_old(rest, facts);
	}
	return message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

/* Elsewhere than at its port a message without a time is believed if it is text to its end. */
bool tl_syslog_is_text(const struct tl_message *message)
{
	for (__u32 i = 0; i < message->captured; i++)
		if (message->octets[i] < ' ' && !isspace(message->octets[i]) &&
		    (message->octets[i] || i + 1 < message->captured))
			return false;
	return message->captured >= LEAST_TEXT;
}

__u32 tl_syslog_count(const struct tl_message *message)
{
	__u32 digits = 0;

	while (digits < message->captured && isdigit(message->octets[digits]))
		digits++;
	return digits ? digits + 1 : 0;
}

/* RFC 6587 3.4.1: "34 <13>1 - ...", 3.4.2: what ends with a line feed; three digits and three signs are the longest priority. */
__u32 tl_syslog_length(const struct tl_message *message)
{
	const __u8 *octets = message->octets, *end;
	__u32 count = tl_syslog_count(message), length = 0;
	unsigned int priority;
	struct text text;

	for (__u32 i = 0; i + 1 < count && i < COUNT_DIGITS; i++)
		length = length * 10 + octets[i] - '0';
	if (count > COUNT_DIGITS + 1 || (count && octets[0] == '0') ||
	    (count && count <= message->captured && octets[count - 1] != ' '))
		return 0;
	if (count >= message->captured)
		return TL_FRAME_OPEN;
	text = (struct text){(const char *)octets + count, (const char *)octets + message->captured};
	if (!take_priority(&text, &priority))
		return message->captured - count < sizeof("<191>") && octets[count] == '<' ? TL_FRAME_OPEN : 0;
	if (count)
		return count + length;
	end = memchr(octets, '\n', message->captured);
	return end ? (__u32)(end - octets) + 1 : TL_FRAME_OPEN;
}
