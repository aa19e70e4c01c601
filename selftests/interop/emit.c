// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * emit URI [COUNT [OPTION…]]: sends made-up records to a destination and prints its account.
 *     uniflow   two uniflows instead of a biflow      capture   export time follows the records
 *     pause     ticks and waits for a line on standard input after half of the records
 *     endless   goes on until it is killed (COUNT does not count)
 *     paced     at most 20,000 a second
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "export/exporter.h"
#include "samples.h"

static bool given(int argc, char **argv, const char *word)
{
	for (int i = 3; i < argc; i++)
		if (!strcmp(argv[i], word))
			return true;
	return false;
}

static void pause_for_line(struct tl_exporters *exporters)
{
	char line[16];

	tl_exporters_flush(exporters);
	puts("half");
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin))
		tl_exporters_flush(exporters);
}

int main(int argc, char **argv)
{
	struct tl_export_options options = {
		.observation_domain = 7, .enterprise_number = TL_PEN_TAPLESS, .active_timeout = 60, .idle_timeout = 15};
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 10) : SAMPLE__MAX;
	struct tl_account account;
	struct tl_exporters *exporters;
	struct tl_record record;
	int error;

	if (argc < 2)
		return 2;
	options.uniflow = given(argc, argv, "uniflow");
	options.capture = given(argc, argv, "capture");
	exporters = tl_exporters_create(&options);
	if (!exporters || tl_exporters_add(exporters, argv[1]) || tl_exporters_start(exporters))
		return 1;
	for (unsigned int i = 0; i < count || given(argc, argv, "endless"); i++) {
		if (i == count / 2 && given(argc, argv, "pause"))
			pause_for_line(exporters);
		sample_record(&record, i);
		tl_exporters_record(exporters, &record, 0);
		if (i % 1000 == 999) {
			tl_exporters_flush(exporters);
			if (given(argc, argv, "paced"))
				usleep(50000);
		}
	}
	tl_exporters_flush(exporters);
	error = tl_exporters_finish(exporters, 5, false);
	tl_exporters_account(exporters, 0, &account);
	fprintf(stderr,
		"{\"sent\":%llu,\"packets\":%llu,\"octets\":%llu,\"waiting\":%llu,\"dropped\":%llu,\"notCarried\":%llu}"
		"\n",
		account.sent.records, account.sent.packets, account.sent.octets, account.waiting.records,
		account.dropped.records, account.not_carried.records);
	tl_exporters_close(exporters);
	return error ? 1 : 0;
}
