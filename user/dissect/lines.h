/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Streams of lines, as those of mail and file transfer are. */
#ifndef TAPLESS_DISSECT_LINES_H
#define TAPLESS_DISSECT_LINES_H

#include <string.h>
#include <strings.h>

#include "message.h"

#define TL_LINE_MOST 2048 /* octets of one that begins a conversation; what is longer is no such line */

/* Octets of the peer's, inside of a message. */
struct tl_text {
	const char *at;
	__u32 length;
};

/* The line that begins at `at`, without its end: CR LF, or LF alone. `behind`: where the next one begins. False: it was cut. */
static inline bool tl_line_read(const struct tl_message *message, __u32 at, struct tl_text *line, __u32 *behind)
{
	const char *start = (const char *)message->octets + at, *end;

	if (at >= message->captured)
		return false;
	end = memchr(start, '\n', message->captured - at);
	if (!end)
		return false;
	*behind = at + (__u32)(end - start) + 1;
	if (end > start && end[-1] == '\r')
		end--;
	*line = (struct tl_text){start, (__u32)(end - start)};
	return true;
}

/* Takes the first word off, and the spaces around it. */
static inline struct tl_text tl_text_word(struct tl_text *text)
{
	struct tl_text word;

	while (text->length && *text->at == ' ') {
		text->at++;
		text->length--;
	}
	word = (struct tl_text){text->at, 0};
	while (word.length < text->length && word.at[word.length] != ' ')
		word.length++;
	text->at += word.length;
	text->length -= word.length;
	while (text->length && *text->at == ' ') {
		text->at++;
		text->length--;
	}
	return word;
}

/* Can they be the same letter, in whatever case? Mostly not, and then a comparison of the words is saved. */
static inline bool tl_letters_agree(char one, char other)
{
	return !((one ^ other) & ~0x20);
}

/* In whatever case. */
static inline bool tl_text_is(const struct tl_text *text, const char *wanted)
{
	if (!text->length)
		return !wanted[0];
	return tl_letters_agree(text->at[0], wanted[0]) && text->length == strlen(wanted) &&
	       !strncasecmp(text->at, wanted, text->length);
}

static inline bool tl_text_begins(const struct tl_text *text, const char *wanted)
{
	if (!text->length)
		return !wanted[0];
	return tl_letters_agree(text->at[0], wanted[0]) && text->length >= strlen(wanted) &&
	       !strncasecmp(text->at, wanted, strlen(wanted));
}

static inline bool tl_text_contains(const struct tl_text *text, const char *wanted)
{
	struct tl_text rest = *text;

	for (; rest.length; rest.at++, rest.length--)
		if (tl_text_begins(&rest, wanted))
			return true;
	return false;
}

/* No control octets but tabs; whatever character set it is in. */
static inline bool tl_text_is_readable(const struct tl_text *text)
{
	for (__u32 i = 0; i < text->length; i++)
		if (((__u8)text->at[i] < ' ' && text->at[i] != '\t') || text->at[i] == 0x7f)
			return false;
	return true;
}

/* Which of the words, `none` if it is none of them. */
static inline unsigned int tl_text_find(const struct tl_text *text, const char *const *words, unsigned int none)
{
	for (unsigned int i = 0; i < none; i++)
		if (tl_text_is(text, words[i]))
			return i;
	return none;
}

/* May it become one of the words, when more of it is there? What is compared is no longer than any of them. */
static inline bool tl_text_may_become(const struct tl_text *text, const char *const *words, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (tl_letters_agree(text->at[0], words[i][0]) && !strncasecmp(text->at, words[i], text->length))
			return true;
	return false;
}

/* As much as there is room for, with NULs behind it; nothing is kept where something stands. */
static inline void tl_text_keep(char *to, size_t room, const struct tl_text *text)
{
	size_t length = text->length < room ? text->length : room - 1;

	if (to[0])
		return;
	memset(to, 0, room);
	memcpy(to, text->at, length);
}

/* Of commands: each is listed once, in the order in which they were first said, with commas between, as long as there is room. */
static inline void tl_text_list(char *list, size_t room, const char *word)
{
	size_t used = strnlen(list, room), length = strlen(word);

	for (const char *found = strstr(list, word); found; found = strstr(found + 1, word))
		if ((found == list || found[-1] == ',') && (!found[length] || found[length] == ','))
			return;
	if (used + length + 2 > room)
		return;
	if (used)
		list[used++] = ',';
	memcpy(list + used, word, length + 1);
}

#endif
