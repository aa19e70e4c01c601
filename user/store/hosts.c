// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "hosts.h"

#include <errno.h>
#include <stdlib.h>

#include "pack.h"

#define RECORDS_MAX (1u << 28)

/* An end of a record: its id and its address; those of one address follow each other, by counting. */
struct ends {
	__u32 *begin; /* of each address, in `flows`; one more at the end */
	__u32 *flows;
	size_t addresses; /* the highest id, and one */
	size_t count;
};

static __u64 highest(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *select;
	__u64 value = 0;

	if (tl_database_prepare(database, &select, sql))
		return 0;
	if (sqlite3_step(select) == SQLITE_ROW)
		value = (__u64)sqlite3_column_int64(select, 0);
	sqlite3_finalize(select);
	return value;
}

/* Calls `take` for both ends of each record; a record from a host to itself has one. */
static int each_end(sqlite3 *database, struct ends *ends, void (*take)(struct ends *ends, size_t address, __u32 flow))
{
	sqlite3_stmt *select;
	int error = tl_database_prepare(database, &select, "SELECT id, source, destination FROM flow ORDER BY id");

	while (!error && sqlite3_step(select) == SQLITE_ROW) {
		__u64 id = (__u64)sqlite3_column_int64(select, 0), source = (__u64)sqlite3_column_int64(select, 1),
		      destination = (__u64)sqlite3_column_int64(select, 2);

		if (source >= ends->addresses || destination >= ends->addresses || id > RECORDS_MAX)
			error = -EBADMSG;
		else if (source)
			take(ends, source, (__u32)id);
		if (!error && destination && destination != source)
			take(ends, destination, (__u32)id);
	}
	if (!error)
		error = tl_database_error(database);
	sqlite3_finalize(select);
	return error;
}

static void count_end(struct ends *ends, size_t address, __u32 flow)
{
	(void)flow;
	ends->begin[address + 1]++;
	ends->count++;
}

static void put_end(struct ends *ends, size_t address, __u32 flow)
{
	ends->flows[ends->begin[address]++] = flow;
}

static int collect(sqlite3 *database, struct ends *ends)
{
	int error;

	ends->addresses = highest(database, "SELECT max(id) FROM address") + 1;
	if (ends->addresses > RECORDS_MAX)
		return -EBADMSG;
	ends->begin = calloc(ends->addresses + 1, sizeof(*ends->begin));
	if (!ends->begin)
		return -ENOMEM;
	error = each_end(database, ends, count_end);
	if (error)
		return error;
	ends->flows = malloc((ends->count + 1) * sizeof(*ends->flows));
	if (!ends->flows)
		return -ENOMEM;
	for (size_t i = 1; i <= ends->addresses; i++)
		ends->begin[i] += ends->begin[i - 1];
	return each_end(database, ends, put_end); /* moves each beginning to its end, the next one's beginning */
}

static int insert_list(sqlite3_stmt *insert, size_t address, const __u32 *flows, size_t count)
{
	struct tl_pack list = {.bytes = malloc(count * 5), .room = count * 5};
	__u32 before = 0;
	int error;

	if (!list.bytes)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		tl_pack_number(&list, flows[i] - before);
		before = flows[i];
	}
	sqlite3_bind_int64(insert, 1, (__s64)address);
	sqlite3_bind_blob(insert, 2, list.bytes, (int)list.used, SQLITE_STATIC);
	error = tl_database_step(insert);
	free(list.bytes);
	return error;
}

int tl_hosts_make(sqlite3 *database)
{
	struct ends ends = {0};
	sqlite3_stmt *insert = NULL;
	size_t from = 0;
	int error = collect(database, &ends);

	if (!error)
		error = tl_database_run(database, "DELETE FROM host");
	if (!error)
		error = tl_database_prepare(database, &insert, "INSERT INTO host VALUES (?, ?)");
	for (size_t address = 0; address < ends.addresses && !error; address++) {
		size_t to = ends.begin[address];

		if (to > from)
			error = insert_list(insert, address, ends.flows + from, to - from);
		from = to;
	}
	sqlite3_finalize(insert);
	free(ends.begin);
	free(ends.flows);
	return error;
}

static int add_id(struct tl_flow_ids *found, __u64 id)
{
	if (found->count == found->room) {
		size_t room = found->room ? 2 * found->room : 256;
		__u64 *grown = realloc(found->ids, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		found->ids = grown;
		found->room = room;
	}
	found->ids[found->count++] = id;
	return 0;
}

int tl_hosts_find(sqlite3 *database, __u64 address, struct tl_flow_ids *found)
{
	sqlite3_stmt *select;
	int error = tl_database_prepare(database, &select, "SELECT flows FROM host WHERE address = ?");

	if (error)
		return error;
	sqlite3_bind_int64(select, 1, (__s64)address);
	if (sqlite3_step(select) == SQLITE_ROW) {
		const __u8 *bytes = sqlite3_column_blob(select, 0);
		struct tl_unpack list = {.at = bytes, .end = bytes + sqlite3_column_bytes(select, 0)};
		__u64 id = 0;

		while (list.at < list.end && !error) {
			id += tl_unpack_number(&list);
			error = list.failed ? -EBADMSG : add_id(found, id);
		}
	} else {
		error = tl_database_error(database);
	}
	sqlite3_finalize(select);
	return error;
}

static int by_number(const void *one, const void *other)
{
	__u64 a = *(const __u64 *)one, b = *(const __u64 *)other;

	return a < b ? -1 : a > b;
}

void tl_flow_ids_sort(struct tl_flow_ids *found)
{
	size_t kept = 0;

	if (!found->count)
		return;
	qsort(found->ids, found->count, sizeof(*found->ids), by_number);
	for (size_t i = 1; i < found->count; i++)
		if (found->ids[i] != found->ids[kept])
			found->ids[++kept] = found->ids[i];
	found->count = kept + 1;
}
