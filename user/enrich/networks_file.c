// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "networks_file.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../export/utf8.h"

#define IPV4_BITS 32
#define IPV6_BITS 128
#define WORD_MOST 128
#define WORDS	  4
#define BLANKS	  " \t\r"
#define FORM	  "a line is NETWORK LABEL [SITE [CUSTOMER]], as 10.1.0.0/16 servers \"New York\" ACME"

/* Where a text is being read. */
struct place {
	const char *at;
	unsigned int line;
	char *reason;
};

static int refuse(const struct place *place, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int refuse(const struct place *place, const char *format, ...)
{
	int length = snprintf(place->reason, TL_NETWORKS_REASON, "line %u: ", place->line);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(place->reason + length, (size_t)(TL_NETWORKS_REASON - length), format, arguments);
	va_end(arguments);
	return -1;
}

/* 1: a word; 0: the line has no more; -1: refused. */
static int next_word(struct place *place, char word[WORD_MOST])
{
	const char *end;
	size_t length;

	place->at += strspn(place->at, BLANKS);
	if (!*place->at || *place->at == '\n' || *place->at == '#')
		return 0;
	if (*place->at == '"') {
		length = strcspn(++place->at, "\"\n");
		end = place->at + length + 1;
		if (place->at[length] != '"')
			return refuse(place, "a quote is opened and not closed; " FORM);
	} else {
		length = strcspn(place->at, BLANKS "\n#");
		end = place->at + length;
	}
	if (length >= WORD_MOST)
		return refuse(place, "'%.32s...' is too long", place->at);
	memcpy(word, place->at, length);
	word[length] = 0;
	place->at = end;
	return 1;
}

static bool has_host_bits(const struct tl_network *network)
{
	for (unsigned int bit = network->bits; bit < IPV6_BITS; bit++)
		if (network->address[bit / 8] & 0x80 >> bit % 8)
			return true;
	return false;
}

static void clear_host_bits(struct tl_network *network)
{
	for (unsigned int bit = network->bits; bit < IPV6_BITS; bit++)
		network->address[bit / 8] &= (__u8) ~(0x80 >> bit % 8);
}

static int refuse_host_bits(const struct place *place, struct tl_network *network, const char *word, bool is_ipv4)
{
	char text[INET6_ADDRSTRLEN] = "";

	clear_host_bits(network);
	inet_ntop(is_ipv4 ? AF_INET : AF_INET6, network->address + (is_ipv4 ? TL_NETWORK_IPV4_BITS / 8 : 0), text,
		  sizeof(text));
	return refuse(place, "%s is an address in the network %s/%u: write that, or the address alone", word, text,
		      network->bits - (is_ipv4 ? TL_NETWORK_IPV4_BITS : 0));
}

static int read_network(const struct place *place, struct tl_network *network, const char *word)
{
	char address[WORD_MOST], *slash, *end = NULL;
	bool is_ipv4 = !strchr(word, ':');
	unsigned long most = is_ipv4 ? IPV4_BITS : IPV6_BITS, bits = most;

	strcpy(address, word);
	slash = strchr(address, '/');
	if (slash) {
		*slash = 0;
		bits = slash[1] >= '0' && slash[1] <= '9' ? strtoul(slash + 1, &end, 10) : most + 1;
		if (bits > most || (end && *end))
			return refuse(place, "'%s' is no network: behind the slash stands a number from 0 to %lu", word,
				      most);
	}
	memset(network->address, 0, sizeof(network->address));
	if (is_ipv4)
		memset(network->address + 10, 0xff, 2);
	if (inet_pton(is_ipv4 ? AF_INET : AF_INET6, address,
		      network->address + (is_ipv4 ? TL_NETWORK_IPV4_BITS / 8 : 0)) != 1)
		return refuse(place, "'%s' is no network; " FORM, word);
	network->bits = (unsigned int)bits + (is_ipv4 ? TL_NETWORK_IPV4_BITS : 0);
	network->line = place->line;
	return has_host_bits(network) ? refuse_host_bits(place, network, word, is_ipv4) : 0;
}

static bool is_text(const char *word)
{
	const __u8 *at = (const __u8 *)word;
	size_t left = strlen(word), length;

	while (left && *at >= ' ' && *at != 0x7f && (length = tl_utf8_character(at, left))) {
		at += length;
		left -= length;
	}
	return !left;
}

static int read_name(struct place *place, char to[TL_NETWORK_NAME_SIZE])
{
	char word[WORD_MOST];
	int status = next_word(place, word);

	if (status <= 0 || !strcmp(word, "-"))
		return status;
	if (strlen(word) >= TL_NETWORK_NAME_SIZE)
		return refuse(place, "'%.40s...' is longer than %d octets", word, TL_NETWORK_NAME_SIZE - 1);
	if (!is_text(word))
		return refuse(place, "a name is not UTF-8, or has control characters");
	strcpy(to, word);
	return 1;
}

static struct tl_network *add_row(struct tl_network_table *table)
{
	if (table->count == table->room) {
		size_t room = table->room ? table->room * 2 : 64;
		struct tl_network *grown = realloc(table->rows, room * sizeof(*grown));

		if (!grown)
			return NULL;
		table->rows = grown;
		table->room = room;
	}
	return memset(&table->rows[table->count++], 0, sizeof(*table->rows));
}

static int read_line(struct tl_network_table *table, struct place *place)
{
	char word[WORD_MOST];
	struct tl_network *row;
	int status = next_word(place, word);

	if (status <= 0)
		return status;
	row = table->count < TL_NETWORKS_MOST ? add_row(table) : NULL;
	if (!row)
		return refuse(place, "no room for more networks: at most %d", TL_NETWORKS_MOST);
	if (read_network(place, row, word))
		return -1;
	status = read_name(place, row->names.label);
	if (!status)
		return refuse(place, "%s has no label; " FORM, word);
	if (status > 0)
		status = read_name(place, row->names.site);
	if (status > 0)
		status = read_name(place, row->names.customer);
	if (status > 0)
		status = next_word(place, word);
	return status > 0 ? refuse(place, "'%s' is one word too many: names with blanks stand in quotes; " FORM, word)
			  : status;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): refuse() writes there */
int tl_networks_parse(struct tl_network_table *table, const char *text, char reason[TL_NETWORKS_REASON])
{
	struct place place = {.at = text, .reason = reason};

	while (*place.at) {
		place.line++;
		if (read_line(table, &place))
			return -1;
		place.at += strcspn(place.at, "\n");
		place.at += *place.at == '\n';
	}
	return 0;
}

void tl_networks_free_table(struct tl_network_table *table)
{
	free(table->rows);
	memset(table, 0, sizeof(*table));
}
