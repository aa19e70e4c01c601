// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * store_bench [FLOWS [HOURS [DIR]]]: made-up flows, so many in so many hours, into a store and back: how many a
 * second, how many octets each, how long the questions of an analyst take. FLOWS 0: only asks what is in DIR already.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "bench/made_flows.h"
#include "export/transport.h"
#include "store/archive.h"
#include "store/detail.h"
#include "store/folder.h"

#define BEGIN	    1780012800000000000ull /* a full hour */
#define SECOND	    1000000000ull
#define BATCH	    4096
#define FIELD(name) (TL_ELEMENT__COUNT + TL_ELEMENT_##name)

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of all threads; what counts on a machine that others use too. */
static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Into the exporter's buffers and transport by hand: what the queue costs is not the store's. */
static double ingest(const char *uri, __u64 flows, __u64 span, double *cpu_spent)
{
	const struct tl_export_options options = {.detail = TL_DETAIL_FULL, .capture = true};
	struct tl_exporter *exporter = tl_exporter_open(uri, &options);
	struct tl_encoded *encoded = calloc(BATCH, sizeof(*encoded));
	static struct tl_record_facts facts;
	struct tl_record record;
	double spent = 0, begun, cpu_begun;

	if (!exporter || !encoded)
		exit(1);
	for (__u64 done = 0; done < flows;) {
		unsigned int count = 0;

		for (; count < BATCH && done < flows; count++, done++) {
			made_flow(&record, &facts, done, BEGIN + (__u64)((double)done / (double)flows * (double)span));
			tl_encode(&encoded[count], &record);
		}
		begun = now();
		cpu_begun = cpu();
		for (unsigned int i = 0; i < count; i++)
			exporter->transport->format->add(exporter, &encoded[i]);
		exporter->transport->format->flush(exporter);
		for (size_t at = 0; at < exporter->out.used;) {
			ssize_t taken =
				exporter->transport->write(exporter, exporter->out.bytes + at, exporter->out.used - at);

			if (taken < 0) {
				fprintf(stderr, "store_bench: %s\n", strerror((int)-taken));
				exit(1);
			}
			at += (size_t)taken;
		}
		tl_buffer_clear(&exporter->out);
		spent += now() - begun;
		*cpu_spent += cpu() - cpu_begun;
	}
	begun = now();
	cpu_begun = cpu();
	tl_exporter_close(exporter);
	*cpu_spent += cpu() - cpu_begun;
	free(encoded);
	return spent + now() - begun;
}

struct found {
	__u64 rows, octets;
	__u64 by_host[65536];
};

static bool take(void *context, const struct tl_row *row)
{
	const struct tl_datum *octets = tl_row_get(row, FIELD(octetDeltaCount));
	const struct tl_datum *source = tl_row_get(row, FIELD(sourceIPv4Address));
	struct found *found = context;

	found->rows++;
	if (octets)
		found->octets += octets->number;
	if (octets && source)
		found->by_host[source->octets[2] << 8 | source->octets[3]] += octets->number;
	return true;
}

static void ask(const char *folder, const char *what, const struct tl_question *question)
{
	static struct found found;
	struct tl_archive *archive = tl_archive_open_store(folder);
	double begun = now(), cpu_begun = cpu();
	int error;

	memset(&found, 0, sizeof(found));
	error = archive ? tl_archive_ask(archive, question,
					 &(struct tl_archive_visitor){.row = take, .context = &found})
			: -1;
	printf("%-44s %9.3f s (%.3f s of CPU) %12llu rows%s\n", what, now() - begun, cpu() - cpu_begun, found.rows,
	       error ? " ERROR" : "");
	tl_archive_close(archive);
}

static __u64 size_of(const char *folder)
{
	struct tl_segment_list list;
	__u64 octets = 0;

	if (tl_segment_list(&list, folder))
		return 0;
	for (unsigned int i = 0; i < list.count; i++)
		octets += tl_segment_octets(folder, &list.names[i]);
	tl_segment_list_free(&list);
	return octets;
}

static void ask_all(const char *folder, __u64 span)
{
	static __u16 all[TL_FIELD__COUNT];
	const __u16 top[] = {FIELD(sourceIPv4Address), FIELD(octetDeltaCount), FIELD(packetDeltaCount)};
	const __u16 deep[] = {FIELD(sourceIPv4Address), FIELD(octetDeltaCount), FIELD(httpUserAgent), FIELD(tlsJa4)};
	const __u8 hosts[2][16] = {{[10] = 0xff, [11] = 0xff, [12] = 10, [14] = 1, [15] = 77},
				   {[10] = 0xff, [11] = 0xff, [12] = 10}};
	__u64 middle = BEGIN + span / 2;
	struct tl_question question = {.from = middle,
				       .to = middle + 3600 * SECOND,
				       .fields = all,
				       .field_count = TL_FIELD__COUNT,
				       .hosts = hosts,
				       .host_count = 1};

	for (unsigned int i = 0; i < TL_FIELD__COUNT; i++)
		all[i] = (__u16)i;
	ask(folder, "a host, an hour, all fields", &question);
	question.hosts = hosts + 1;
	ask(folder, "the busiest host, an hour, all fields", &question);
	question.hosts = hosts;
	question.from = 0;
	question.to = UINT64_MAX;
	ask(folder, "a host, any time, all fields", &question);
	question.host_count = 0;
	question.fields = top;
	question.field_count = 3;
	ask(folder, "octets by source, any time", &question);
	question.fields = deep;
	question.field_count = 4;
	ask(folder, "the same and fields of the details", &question);
}

int main(int argc, char **argv)
{
	__u64 flows = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	__u64 span = (argc > 2 ? strtoull(argv[2], NULL, 10) : 24) * 3600 * SECOND;
	char folder[256] = "/tmp/store-bench-XXXXXX", uri[300], command[300];
	double seconds, cpu_seconds = 0;

	if (argc > 3)
		snprintf(folder, sizeof(folder), "%s", argv[3]);
	else if (!mkdtemp(folder))
		return 1;
	snprintf(uri, sizeof(uri), "store:%s?size=1T", folder);
	if (flows) {
		seconds = ingest(uri, flows, span, &cpu_seconds);
		printf("%llu flows in %.1f s (%.1f s of CPU): %.0f a second (%.0f), %.1f octets each\n", flows, seconds,
		       cpu_seconds, (double)flows / seconds, (double)flows / cpu_seconds,
		       (double)size_of(folder) / (double)flows);
	}
	ask_all(folder, span);
	snprintf(command, sizeof(command), "rm -rf '%s'", folder);
	return argc > 3 ? 0 : system(command);
}
