// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// uses: selftests/interop/samples.c user/export/address.c user/export/buffer.c user/export/elements.c user/export/encode.c user/export/exporter.c user/export/file_tail.c user/export/ipfix_file.c user/export/ipfix_tcp.c user/export/ipfix_udp.c user/export/json.c user/export/json_render.c user/export/known_elements.c user/export/message.c user/export/option_records.c user/export/queue.c user/export/reader.c user/export/session.c user/export/template.c user/export/utf8.c user/flow/flow_key.c user/flow/split.c user/lib/log.c
/*
 * emit URI [COUNT [OPTION…]]: sends made-up records to a destination and prints its account.
 *     uniflow   two uniflows instead of a biflow      capture   export time follows the records
 *     pause     ticks and waits for a line on standard input after half of the records
 *     endless   goes on until it is killed (COUNT does not count)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "export/exporter.h"
#include "samples.h"

static bool given(int argc, char **argv, const char *word)
{
	for (int i = 3; i < argc; i++)
		if (!strcmp(argv[i], word))
			return true;
	return false;
}

static void pause_for_line(struct tl_exporter *exporter)
{
	char line[16];

	tl_exporter_tick(exporter);
	puts("half");
	fflush(stdout);
	if (!fgets(line, sizeof(line), stdin))
		return;
	tl_exporter_tick(exporter);
}

int main(int argc, char **argv)
{
	struct tl_export_options options = {.observation_domain = 7, .active_timeout = 60, .idle_timeout = 15};
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 10) : SAMPLE__MAX;
	struct tl_export_account account;
	struct tl_exporter *exporter;
	struct tl_record record;
	int error;

	if (argc < 2)
		return 2;
	options.uniflow = given(argc, argv, "uniflow");
	options.capture = given(argc, argv, "capture");
	exporter = tl_exporter_open(argv[1], &options);
	if (!exporter)
		return 1;
	for (unsigned int i = 0; i < count || given(argc, argv, "endless"); i++) {
		if (i == count / 2 && given(argc, argv, "pause"))
			pause_for_line(exporter);
		sample_record(&record, i);
		tl_exporter_record(exporter, &record);
		if (i % 1000 == 999)
			tl_exporter_tick(exporter);
	}
	while (tl_exporter_account(exporter, &account), account.waiting_records && count) {
		const struct timespec moment = {.tv_nsec = 1000000};
		static int left = 5000;

		if (!left--)
			break;
		tl_exporter_tick(exporter);
		nanosleep(&moment, NULL); /* a poll of the account, not a wait for time */
	}
	fprintf(stderr, "{\"sent\":%llu,\"packets\":%llu,\"octets\":%llu,\"waiting\":%llu,\"dropped\":%llu}\n",
		account.sent_records, account.sent_packets, account.sent_octets, account.waiting_records,
		account.dropped_records);
	error = tl_exporter_close(exporter, 5);
	return error ? 1 : 0;
}
