/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Exporters in unit tests: opened by URI, given made-up records, asked for their account. cmocka.h comes first. */
#ifndef TAPLESS_SELFTESTS_EXPORT_SUPPORT_H
#define TAPLESS_SELFTESTS_EXPORT_SUPPORT_H

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include "export/exporter.h"
#include "interop/samples.h"

#define WAIT_MS 60000 /* a disk may take its time for fdatasync() */

static inline struct tl_account account_of(const struct tl_exporters *exporters)
{
	struct tl_account account;

	tl_exporters_account(exporters, 0, &account);
	return account;
}

static inline __u64 total(const struct tl_exporters *exporters)
{
	struct tl_account account = account_of(exporters);

	return account.sent.records + account.waiting.records + account.dropped.records;
}

static inline void moment(void)
{
	const struct timespec pause = {.tv_nsec = 1000000};

	nanosleep(&pause, NULL);
}

/* Waits until so many records are sent, and dropped; the exporter's thread does that in its own time. */
static inline void wait_for_account(const struct tl_exporters *exporters, __u64 sent, __u64 dropped)
{
	for (int i = 0; i < WAIT_MS; i++) {
		struct tl_account account = account_of(exporters);

		if (account.sent.records == sent && account.dropped.records == dropped)
			return;
		moment();
	}
	assert_int_equal(account_of(exporters).sent.records, sent);
	assert_int_equal(account_of(exporters).dropped.records, dropped);
}

static inline void send_records(struct tl_exporters *exporters, unsigned int count)
{
	struct tl_record record;

	for (unsigned int i = 0; i < count; i++) {
		sample_record(&record, i);
		assert_int_equal(tl_exporters_record(exporters, &record, 0), 0);
	}
	tl_exporters_flush(exporters);
}

static inline struct tl_exporters *open_uri(const struct tl_export_options *options, const char *format, ...)
{
	struct tl_exporters *exporters = tl_exporters_create(options);
	va_list arguments;
	char uri[128];

	assert_non_null(exporters);
	va_start(arguments, format);
	vsnprintf(uri, sizeof(uri), format, arguments);
	va_end(arguments);
	assert_int_equal(tl_exporters_add(exporters, uri), 0);
	assert_string_equal(tl_exporters_uri(exporters, 0), uri);
	assert_int_equal(tl_exporters_start(exporters), 0);
	return exporters;
}

/* What tl_exporters_finish() says. */
static inline int close_all(struct tl_exporters *exporters, unsigned int seconds)
{
	int error = tl_exporters_finish(exporters, seconds, false);

	tl_exporters_close(exporters);
	return error;
}

#endif
