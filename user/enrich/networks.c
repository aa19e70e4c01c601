// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "networks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../lib/file_identity.h"
#include "../lib/log.h"
#include "networks_file.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define FILE_MOST      (64 << 20)
#define SETTLED	       2 /* seconds without a change */
#define NO_PARENT      (~(size_t)0)

/* Sorted by where they begin, the larger first: so the one an address is in is the last before it, or one of that one's parents. */
struct tl_networks {
	char *path;
	struct tl_file_identity seen; /* of the newest file looked at, good or bad: a bad one is told of once */
	struct tl_network_table table;
	size_t *parents; /* the smallest that has this one in it */
};

static int by_begin(const void *left, const void *right)
{
	const struct tl_network *a = left, *b = right;
	int order = memcmp(a->address, b->address, sizeof(a->address));

	return order ? order : (a->bits > b->bits) - (a->bits < b->bits);
}

static bool has(const struct tl_network *network, const __u8 address[16])
{
	unsigned int whole = network->bits / 8, rest = network->bits % 8;

	if (memcmp(network->address, address, whole) != 0)
		return false;
	return !rest || !((network->address[whole] ^ address[whole]) >> (8 - rest));
}

static bool find_parents(struct tl_networks *networks, char reason[TL_NETWORKS_REASON])
{
	const struct tl_network *rows = networks->table.rows;

	for (size_t i = 0; i < networks->table.count; i++) {
		size_t parent = i ? i - 1 : NO_PARENT;

		if (i && !by_begin(&rows[i - 1], &rows[i])) {
			snprintf(reason, TL_NETWORKS_REASON, "line %u: this network is in line %u already",
				 rows[i].line > rows[i - 1].line ? rows[i].line : rows[i - 1].line,
				 rows[i].line > rows[i - 1].line ? rows[i - 1].line : rows[i].line);
			return false;
		}
		while (parent != NO_PARENT && !has(&rows[parent], rows[i].address))
			parent = networks->parents[parent];
		networks->parents[i] = parent;
	}
	return true;
}

/* Of an empty file getdelim() leaves memory as it found it. */
static int replace_by_nothing(char **text, char reason[TL_NETWORKS_REASON])
{
	free(*text);
	*text = strdup("");
	if (*text)
		return 0;
	snprintf(reason, TL_NETWORKS_REASON, "out of memory");
	return -1;
}

/* 0, or -1 and the reason. */
static int read_text(FILE *file, char **text, char reason[TL_NETWORKS_REASON])
{
	size_t room = 0;
	ssize_t length = getdelim(text, &room, 0, file);

	if (length > 0 && (*text)[length - 1] == 0)
		snprintf(reason, TL_NETWORKS_REASON, "is no text");
	else if (length > 0)
		return 0;
	else if (ferror(file))
		snprintf(reason, TL_NETWORKS_REASON, "%s", strerror(errno));
	else
		return replace_by_nothing(text, reason);
	return -1;
}

static bool parse_file(struct tl_network_table *table, const char *path, struct tl_file_identity *seen,
		       char reason[TL_NETWORKS_REASON])
{
	FILE *file = fopen(path, "re");
	bool is_good = false;
	struct stat status;
	char *text = NULL;

	if (!file || fstat(fileno(file), &status)) {
		snprintf(reason, TL_NETWORKS_REASON, "%s", strerror(errno));
	} else if (status.st_size > FILE_MOST) {
		snprintf(reason, TL_NETWORKS_REASON, "has more than %d octets", FILE_MOST);
	} else {
		*seen = tl_file_identity_of(&status);
		is_good = !read_text(file, &text, reason) && !tl_networks_parse(table, text ? text : "", reason);
	}
	free(text);
	if (file)
		fclose(file);
	return is_good;
}

static bool load(struct tl_networks *networks, char reason[TL_NETWORKS_REASON])
{
	struct tl_network_table *table = &networks->table;

	if (!parse_file(table, networks->path, &networks->seen, reason))
		return false;
	if (table->count)
		qsort(table->rows, table->count, sizeof(*table->rows), by_begin);
	networks->parents = calloc(table->count + 1, sizeof(*networks->parents));
	if (!networks->parents) {
		snprintf(reason, TL_NETWORKS_REASON, "out of memory");
		return false;
	}
	return find_parents(networks, reason);
}

static void drop(struct tl_networks *networks)
{
	tl_networks_free_table(&networks->table);
	free(networks->parents);
	networks->parents = NULL;
}

struct tl_networks *tl_networks_open(const char *path)
{
	struct tl_networks *networks = calloc(1, sizeof(*networks));
	char reason[TL_NETWORKS_REASON] = "out of memory";

	if (networks && (networks->path = strdup(path)) && load(networks, reason))
		return networks;
	tl_error("--networks %s: %s", path, reason);
	tl_networks_close(networks);
	return NULL;
}

void tl_networks_reload(struct tl_networks *networks, bool at_once)
{
	struct tl_networks fresh = {.path = networks ? networks->path : NULL};
	char reason[TL_NETWORKS_REASON] = "";
	struct tl_file_identity now;

	if (!networks)
		return;
	now = tl_file_identity_now(networks->path);
	if (tl_file_identity_same(&now, &networks->seen) || (!at_once && now.changed.tv_sec + SETTLED > time(NULL)))
		return;
	fresh.seen = now;
	if (!load(&fresh, reason)) {
		drop(&fresh);
		networks->seen = fresh.seen;
		tl_warning(
			"--networks %s: %s; going on with what was read before, until a good one is there that user %u "
			"can read",
			networks->path, reason, geteuid());
		return;
	}
	drop(networks);
	*networks = fresh;
	tl_info("--networks %s: read anew, %zu networks", networks->path, networks->table.count);
}

/* ::/0 is a network of IPv6 alone. */
static bool is_ipv4(const __u8 address[16])
{
	static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};

	return !memcmp(address, mapped, sizeof(mapped));
}

const struct tl_record_network *tl_networks_find(const struct tl_networks *networks, const __u8 address[16])
{
	const struct tl_network *rows = networks->table.rows;
	size_t begin = 0, end = networks->table.count;

	while (begin < end) { /* behind the last one that begins at the address or before */
		size_t middle = begin + (end - begin) / 2;

		if (memcmp(rows[middle].address, address, sizeof(rows[middle].address)) <= 0)
			begin = middle + 1;
		else
			end = middle;
	}
	for (size_t at = begin ? begin - 1 : NO_PARENT; at != NO_PARENT; at = networks->parents[at])
		if (has(&rows[at], address) && !(is_ipv4(address) && rows[at].bits < TL_NETWORK_IPV4_BITS))
			return &rows[at].names;
	return NULL;
}

void tl_networks_enrich(const struct tl_networks *networks, struct tl_record *record)
{
	const struct tl_record_network *found;

	if (!networks || (record->key.ethertype != ETHERTYPE_IPV4 && record->key.ethertype != ETHERTYPE_IPV6))
		return;
	record->filled |= TL_FILLED_NETWORKS;
	found = tl_networks_find(networks, record->key.source_address);
	if (found)
		record->source_network = *found;
	found = tl_networks_find(networks, record->key.destination_address);
	if (found)
		record->destination_network = *found;
}

size_t tl_networks_count(const struct tl_networks *networks)
{
	return networks->table.count;
}

void tl_networks_close(struct tl_networks *networks)
{
	if (!networks)
		return;
	drop(networks);
	free(networks->path);
	free(networks);
}
