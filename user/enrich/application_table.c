// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* From the text of a table to rows, and to what they are found by. */
#include "application_table.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/octets.h"

#define LINE_MOST     2048
#define ENGINE_USER   6
#define ENGINE_OWN    20
#define SELECTOR_MOST 0xffff

/* applications.txt as the compiler's assembler takes it in. */
__asm__(".section .rodata\n"
	".global tl_applications_text\n"
	"tl_applications_text:\n"
	".incbin \"user/enrich/applications.txt\"\n"
	".byte 0\n"
	".previous\n");
extern const char tl_applications_text[];

/* Where a table is being read. */
struct place {
	const char *name;
	unsigned int line;
};

static int refuse(const struct place *place, const char *what, const char *word)
{
	tl_error("%s, line %u: %s: '%s'; a row is ENGINE:SELECTOR NAME CATEGORY WHAT... ; DESCRIPTION, and WHAT one of "
		 "=protocol, "
		 "example.org, 53/udp, ip/1, ether/0806",
		 place->name, place->line, what, word);
	return -EINVAL;
}

/* RFC 6759 4: the engine's octet, then the selector; below an enterprise number for engine 20, PANA-L7-PEN. */
static int read_id(struct tl_application *application, const char *word, __u32 enterprise)
{
	unsigned int engine, selector;
	char more;
	__u8 *id = application->id;

	if (sscanf(word, "%u:%u%c", &engine, &selector, &more) != 2 || !engine || engine > 255 ||
	    selector > SELECTOR_MOST)
		return -EINVAL;
	id[1] = (__u8)engine;
	id[0] = engine == 1 ? 2 : engine == ENGINE_OWN ? 7 : 3;
	if (engine == 1 && selector > 255)
		return -EINVAL;
	if (engine == ENGINE_OWN)
		tl_octets_put(id + 2, enterprise, 4);
	if (engine == 1)
		id[2] = (__u8)selector;
	else
		tl_octets_put(id + 1 + id[0] - 2, selector, 2);
	return 0;
}

static int copy_word(char *to, size_t room, const char *word)
{
	size_t length = strlen(word);

	if (!length || length >= room)
		return -EINVAL;
	memcpy(to, word, length + 1);
	return 0;
}

/* What a word is looked for by. */
struct key {
	enum tl_application_number_of kind; /* 0: by its text */
	unsigned int number;
	char text[TL_APPLICATION_KEY_SIZE];
};

/* "53/udp", "ip/1", "ether/0806" */
static bool read_number(struct key *key, const char *word)
{
	char protocol[4], more;

	if (sscanf(word, "%u/%3[a-z]%c", &key->number, protocol, &more) == 2 && !strcmp(protocol, "udp"))
		key->kind = TL_NUMBER_OF_UDP;
	else if (sscanf(word, "%u/%3[a-z]%c", &key->number, protocol, &more) == 2 && !strcmp(protocol, "tcp"))
		key->kind = TL_NUMBER_OF_TCP;
	else if (sscanf(word, "ip/%u%c", &key->number, &more) == 1 && key->number <= 255)
		key->kind = TL_NUMBER_OF_IP;
	else if (sscanf(word, "ether/%4x%c", &key->number, &more) == 1 && strlen(word) == 10)
		key->kind = TL_NUMBER_OF_ETHERTYPE;
	return key->kind && key->number <= 0xffff;
}

static bool read_key(struct key *key, const char *word)
{
	*key = (struct key){0};
	if (strlen(word) >= sizeof(key->text))
		return false;
	for (size_t i = 0; i <= strlen(word); i++)
		key->text[i] = (char)tolower((unsigned char)word[i]);
	if (word[0] == '=')
		return word[1];
	if (strchr(word, '/'))
		return read_number(key, key->text);
	return strchr(word, '.') && word[0] != '.' && !strpbrk(word, "*:@");
}

/* "=dns:5353": only at such a port need a protocol's own application be looked for. */
static bool note_port(struct tl_application_table *table, const char *text)
{
	const char *port = strchr(text, ':');

	return !port || tl_application_numbers_put(&table->numbers, TL_NUMBER_OF_PAYLOAD,
						   (__u16)strtoul(port + 1, NULL, 10), table->count - 1);
}

static int add_text(struct tl_application_table *table, const char *text)
{
	struct tl_application_key *known, *added;

	HASH_FIND_STR(table->keys, text, known);
	if (known) {
		known->application = table->count - 1;
		return 0;
	}
	added = note_port(table, text) ? calloc(1, sizeof(*added)) : NULL;
	if (!added)
		return -ENOMEM;
	strcpy(added->text, text);
	added->application = table->count - 1;
	HASH_ADD_STR(table->keys, text, added);
	if (added->hh.tbl)
		return 0;
	free(added);
	return -ENOMEM;
}

static int add_key(struct tl_application_table *table, const struct key *key)
{
	if (!key->kind)
		return add_text(table, key->text);
	return tl_application_numbers_put(&table->numbers, key->kind, (__u16)key->number, table->count - 1) ? 0
													    : -ENOMEM;
}

static struct tl_application *add_row(struct tl_application_table *table)
{
	if (table->count == table->room) {
		size_t room = table->room ? table->room * 2 : 256;
		struct tl_application *grown = realloc(table->rows, room * sizeof(*grown));

		if (!grown)
			return NULL;
		table->rows = grown;
		table->room = room;
	}
	return memset(&table->rows[table->count++], 0, sizeof(*table->rows));
}

static int read_row(struct tl_application_table *table, char *line, const struct place *place)
{
	char *description = strchr(line, ';'), *rest, *id, *name, *category, *word;
	struct tl_application *application;
	int error = 0;

	if (description)
		*description++ = 0;
	id = strtok_r(line, " \t\r\n", &rest);
	if (!id)
		return 0;
	name = strtok_r(NULL, " \t\r\n", &rest);
	category = strtok_r(NULL, " \t\r\n", &rest);
	application = add_row(table);
	if (!application)
		return -ENOMEM;
	if (read_id(application, id, table->enterprise))
		return refuse(place, "no applicationId", id);
	if (!name || copy_word(application->name, sizeof(application->name), name))
		return refuse(place, "no name of at most 23 characters", name ? name : "");
	if (!category || copy_word(application->category, sizeof(application->category), category))
		return refuse(place, "no category of at most 23 characters", category ? category : "");
	description += description ? strspn(description, " \t") : 0;
	snprintf(application->description, sizeof(application->description), "%.*s",
		 (int)strcspn(description ? description : name, "\r\n"), description ? description : name);
	while (!error && (word = strtok_r(NULL, " \t\r\n", &rest))) {
		struct key key;

		error = read_key(&key, word) ? add_key(table, &key) : refuse(place, "not a thing to know it by", word);
	}
	return error;
}

static int read_text(struct tl_application_table *table, const char *text, const char *name)
{
	struct place place = {.name = name};
	char line[LINE_MOST];
	int error = 0;

	while (*text && !error) {
		size_t length = strcspn(text, "\n");

		place.line++;
		if (length >= sizeof(line))
			return refuse(&place, "too long a line", "");
		memcpy(line, text, length);
		line[length] = 0;
		line[strcspn(line, "#")] = 0;
		error = read_row(table, line, &place);
		text += length + (text[length] == '\n');
	}
	return error;
}

static int read_file(struct tl_application_table *table, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t room = 0;
	ssize_t length;
	int error;

	if (!file) {
		tl_error("--applications %s: %s", path, strerror(errno));
		return -errno;
	}
	length = getdelim(&text, &room, 0, file);
	error = length < 0 && ferror(file) ? -errno : 0;
	if (error)
		tl_error("--applications %s: %s", path, strerror(-error));
	else
		error = read_text(table, length > 0 ? text : "", path); /* an empty file's memory is as it was found */
	free(text);
	fclose(file);
	return error;
}

int tl_application_table_read(struct tl_application_table *table, const char *path, __u32 enterprise)
{
	int error;

	memset(table, 0, sizeof(*table));
	table->enterprise = enterprise;
	error = read_text(table, tl_applications_text, "applications.txt");
	if (!error && path)
		error = read_file(table, path);
	if (error == -ENOMEM)
		tl_error("no memory for the table of applications");
	return error;
}

const struct tl_application *tl_application_table_find(const struct tl_application_table *table, const char *key)
{
	struct tl_application_key *found;

	HASH_FIND_STR(table->keys, key, found);
	return found ? &table->rows[found->application] : NULL;
}

const struct tl_application *tl_application_table_find_number(const struct tl_application_table *table,
							      enum tl_application_number_of kind, __u16 number)
{
	long row = tl_application_numbers_find(&table->numbers, kind, number);

	return row < 0 ? NULL : &table->rows[row];
}

void tl_application_table_free(struct tl_application_table *table)
{
	struct tl_application_key *key, *next;

	HASH_ITER (hh, table->keys, key, next) {
		HASH_DEL(table->keys, key);
		free(key);
	}
	tl_application_numbers_free(&table->numbers);
	free(table->rows);
	memset(table, 0, sizeof(*table));
}
