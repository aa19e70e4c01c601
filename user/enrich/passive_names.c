// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "passive_names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/random.h>

#include "../flow/flow_key.h"
#include "../flow/pool.h"
#include "name_texts.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define SECOND	       1000000000ull
#define RUNS	       8 /* names that one client wants of one address in turn */

/*
 * For how long a name is believed after it was seen last. A TTL is no upper bound: browsers pin answers, and connections are
 * kept. Whoever asks again takes it on.
 */
#define BELIEVED (12 * 3600 * SECOND)
#define TTL_MOST (7 * 24 * 3600) /* RFC 8767 4 */

/* The same name again and again, with no other in between. */
struct run {
	struct tl_name_text *text; /* NULL: none */
	__u64 first, last;
	__u32 count;
	__u32 ttl; /* the longest that was said */
	bool is_by_dns;
};

struct key {
	__u8 client[16]; /* zeros: whoever it was */
	__u8 address[16];
};

struct entry {
	struct tl_table_link link;
	TAILQ_ENTRY(entry) queue;
	struct key key;
	struct run runs[RUNS]; /* the latest first */
};

struct tl_passive_names {
	struct tl_passive_names_limits limits;
	struct tl_table table;
	struct tl_pool pool;
	TAILQ_HEAD(, entry) queue; /* the one seen longest ago first: captures are read twice with one result */
	struct tl_name_texts texts;
	__u64 seed;
	__u64 forgotten;
};

struct tl_passive_names *tl_passive_names_create(const struct tl_passive_names_limits *limits)
{
	struct tl_passive_names *names = calloc(1, sizeof(*names));

	if (!names)
		return NULL;
	if (getrandom(&names->seed, sizeof(names->seed), GRND_NONBLOCK) != sizeof(names->seed))
		names->seed = (uintptr_t)names;
	names->limits = *limits;
	names->pool.object_size = sizeof(struct entry);
	TAILQ_INIT(&names->queue);
	if (tl_table_init(&names->table)) {
		free(names);
		return NULL;
	}
	if (tl_name_texts_init(&names->texts, names->seed)) {
		tl_table_fini(&names->table);
		free(names);
		return NULL;
	}
	return names;
}

/* --- what is kept */

static __u64 hash_of(const struct tl_passive_names *names, const struct key *key)
{
	__u64 words[sizeof(*key) / sizeof(__u64)], hash = names->seed;

	memcpy(words, key, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		hash = tl_flow_key_mix(hash, words[i]);
	return hash;
}

static struct key key_of(const __u8 client[16], const __u8 address[16])
{
	struct key key = {{0}, {0}};

	if (client)
		memcpy(key.client, client, sizeof(key.client));
	memcpy(key.address, address, sizeof(key.address));
	return key;
}

static struct entry *find(const struct tl_passive_names *names, const struct key *key, __u64 hash)
{
	struct tl_table_link *link = tl_table_first(&names->table, hash);

	while (link && memcmp(&((struct entry *)link)->key, key, sizeof(*key)) != 0)
		link = tl_table_next(link);
	return (struct entry *)link;
}

/* Who may be called something, by whom; and where that stands. */
struct asked {
	struct key key;
	__u64 hash;
};

static void ask(const struct tl_passive_names *names, struct asked *asked, const __u8 client[16],
		const __u8 address[16])
{
	asked->key = key_of(client, address);
	asked->hash = hash_of(names, &asked->key);
	tl_table_expect(&names->table, asked->hash);
}

static void drop(struct tl_passive_names *names, struct run *run)
{
	if (run->text)
		tl_name_texts_release(&names->texts, run->text);
	memset(run, 0, sizeof(*run));
}

static void forget(struct tl_passive_names *names, struct entry *entry)
{
	for (unsigned int i = 0; i < RUNS; i++)
		drop(names, &entry->runs[i]);
	tl_table_remove(&names->table, &entry->link);
	TAILQ_REMOVE(&names->queue, entry, queue);
	tl_pool_give(&names->pool, entry);
}

static void forget_oldest(struct tl_passive_names *names)
{
	names->forgotten++;
	forget(names, TAILQ_FIRST(&names->queue));
}

/* NULL without memory. */
static struct entry *find_or_make(struct tl_passive_names *names, const struct asked *asked)
{
	struct entry *entry = find(names, &asked->key, asked->hash);

	if (entry) {
		TAILQ_REMOVE(&names->queue, entry, queue);
		TAILQ_INSERT_TAIL(&names->queue, entry, queue);
		return entry;
	}
	if (names->table.count >= names->limits.entries)
		forget_oldest(names);
	entry = tl_pool_take(&names->pool);
	if (!entry)
		return NULL;
	entry->key = asked->key;
	tl_table_add(&names->table, &entry->link, asked->hash);
	TAILQ_INSERT_TAIL(&names->queue, entry, queue);
	return entry;
}

/* --- learning */

static void take_note(struct tl_passive_names *names, const struct asked *asked, const char *name,
		      const struct tl_seen_name *seen)
{
	struct entry *entry = find_or_make(names, asked);
	struct tl_name_text *text = entry ? tl_name_texts_hold(&names->texts, name) : NULL;
	struct run *run = entry ? &entry->runs[0] : NULL;

	if (!text)
		return;
	if (run->text == text) {
		tl_name_texts_release(&names->texts, text);
	} else {
		drop(names, &entry->runs[RUNS - 1]);
		memmove(run + 1, run, sizeof(*run) * (RUNS - 1));
		*run = (struct run){.text = text, .first = seen->time};
	}
	if (seen->time > run->last)
		run->last = seen->time;
	run->count++;
	run->is_by_dns |= seen->in == TL_SEEN_IN_DNS;
	if (seen->ttl > run->ttl)
		run->ttl = seen->ttl < TTL_MOST ? seen->ttl : TTL_MOST;
	while (names->texts.octets > names->limits.octets)
		forget_oldest(names);
}

/* Whom no flow goes to: blocked names are answered with such, multicast has many owners. */
static bool is_nobody(const __u8 address[16])
{
	static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};
	static const __u8 zeros[15];

	if (!memcmp(address, mapped, sizeof(mapped)))
		return address[12] == 0 || address[12] == 127 || address[12] >= 224;
	return address[0] == 0xff || (!memcmp(address, zeros, sizeof(zeros)) && address[15] <= 1);
}

void tl_passive_names_see(void *context, const struct tl_seen_name *seen)
{
	struct tl_passive_names *names = context;
	char name[TL_NAME_TEXT_SIZE];
	struct asked own, any;

	if (is_nobody(seen->address) || is_nobody(seen->client) || !tl_name_text_normalize(name, seen->name, seen->in))
		return;
	ask(names, &own, seen->client, seen->address);
	ask(names, &any, NULL, seen->address);
	take_note(names, &own, name, seen);
	take_note(names, &any, name, seen);
}

/* --- naming */

static bool is_believed(const struct run *run, __u64 start, __s64 realtime_offset)
{
	__u64 lives = run->ttl * SECOND > BELIEVED ? run->ttl * SECOND : BELIEVED;

	return start <= tl_real_time(run->last, realtime_offset) + lives;
}

/* The latest that was there when the flow began. `later`: if there is none, the first that came then. */
static const struct run *choose(const struct entry *entry, __u64 start, __s64 realtime_offset, bool later)
{
	const struct run *first = NULL;

	for (unsigned int i = 0; i < RUNS && entry->runs[i].text; i++) {
		const struct run *run = &entry->runs[i];

		if (tl_real_time(run->first, realtime_offset) <= start)
			return is_believed(run, start, realtime_offset) ? run : NULL;
		first = run;
	}
	return later ? first : NULL;
}

static bool set_by(const struct tl_passive_names *names, const struct asked *asked, __u64 start, __s64 realtime_offset,
		   struct tl_record_name *name)
{
	static const struct key nobody;
	bool is_own = memcmp(asked->key.client, nobody.client, sizeof(nobody.client)) != 0;
	const struct entry *entry = find(names, &asked->key, asked->hash);
	const struct run *run = entry ? choose(entry, start, realtime_offset, !is_own) : NULL;

	if (!run)
		return false;
	memcpy(name->text, run->text->octets, run->text->length + 1u);
	if (is_own)
		name->basis = run->is_by_dns ? TL_NAMED_BY_DNS : TL_NAMED_BY_OTHER_FLOW;
	else
		name->basis = run->is_by_dns ? TL_NAMED_BY_OTHERS_DNS : TL_NAMED_BY_OTHERS_FLOW;
	return true;
}

enum { SOURCE_BY_OWN, SOURCE_BY_ANY, DESTINATION_BY_OWN, DESTINATION_BY_ANY, ASKED };

/* All places come from memory at once, then what stands there. */
static void ask_all(const struct tl_passive_names *names, struct asked asked[ASKED], const struct tl_flow_key *key)
{
	ask(names, &asked[SOURCE_BY_OWN], key->destination_address, key->source_address);
	ask(names, &asked[SOURCE_BY_ANY], NULL, key->source_address);
	ask(names, &asked[DESTINATION_BY_OWN], key->source_address, key->destination_address);
	ask(names, &asked[DESTINATION_BY_ANY], NULL, key->destination_address);
	for (unsigned int i = 0; i < ASKED; i++)
		tl_table_fetch(&names->table, asked[i].hash, offsetof(struct entry, runs[1]));
}

void tl_passive_names_enrich(const struct tl_passive_names *names, struct tl_record *record, __s64 realtime_offset)
{
	const struct tl_flow_key *key = &record->key;
	struct asked asked[ASKED];
	__u64 start = record->flow_start;

	if (!names || !names->table.count || (key->ethertype != ETHERTYPE_IPV4 && key->ethertype != ETHERTYPE_IPV6))
		return;
	ask_all(names, asked, key);
	if (set_by(names, &asked[SOURCE_BY_OWN], start, realtime_offset, &record->source_name) ||
	    set_by(names, &asked[SOURCE_BY_ANY], start, realtime_offset, &record->source_name))
		record->filled |= TL_FILLED_SOURCE_NAME;
	if (set_by(names, &asked[DESTINATION_BY_OWN], start, realtime_offset, &record->destination_name) ||
	    set_by(names, &asked[DESTINATION_BY_ANY], start, realtime_offset, &record->destination_name))
		record->filled |= TL_FILLED_DESTINATION_NAME;
}

void tl_passive_names_take_own(struct tl_record *record)
{
	struct tl_record_name *name = &record->destination_name;
	const char *quic = record->facts && record->facts->has.quic ? record->facts->quic.server_name : "";
	char own[TL_NAME_TEXT_SIZE];
	__u8 basis = 0;

	if (!record->server_name[0] && !quic[0] && !record->http_host[0])
		return;
	if (tl_name_text_normalize(own, record->server_name, TL_SEEN_IN_SNI) ||
	    tl_name_text_normalize(own, quic, TL_SEEN_IN_SNI))
		basis = TL_NAMED_BY_SNI;
	else if (tl_name_text_normalize(own, record->http_host, TL_SEEN_IN_HOST))
		basis = TL_NAMED_BY_HOST;
	if (!basis)
		return;
	if (record->filled & TL_FILLED_DESTINATION_NAME)
		memset(name, 0, sizeof(*name));
	record->filled |= TL_FILLED_DESTINATION_NAME;
	strcpy(name->text, own);
	name->basis = basis;
}

size_t tl_passive_names_count(const struct tl_passive_names *names)
{
	return names->table.count;
}

__u64 tl_passive_names_forgotten(const struct tl_passive_names *names)
{
	return names->forgotten;
}

void tl_passive_names_destroy(struct tl_passive_names *names)
{
	if (!names)
		return;
	while (!TAILQ_EMPTY(&names->queue))
		forget(names, TAILQ_FIRST(&names->queue));
	tl_name_texts_fini(&names->texts);
	tl_table_fini(&names->table);
	tl_pool_fini(&names->pool);
	free(names);
}
