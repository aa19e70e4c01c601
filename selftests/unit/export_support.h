/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Exporters in unit tests: opened by URI, given made-up records, asked for their account. cmocka.h comes first. */
#ifndef TAPLESS_SELFTESTS_EXPORT_SUPPORT_H
#define TAPLESS_SELFTESTS_EXPORT_SUPPORT_H

#include <stdarg.h>
#include <stdio.h>

#include "export/exporter.h"
#include "interop/samples.h"

static inline struct tl_export_account account_of(const struct tl_exporter *exporter)
{
	struct tl_export_account account;

	tl_exporter_account(exporter, &account);
	return account;
}

static inline __u64 total(const struct tl_exporter *exporter)
{
	struct tl_export_account account = account_of(exporter);

	return account.sent_records + account.waiting_records + account.dropped_records;
}

static inline void send_records(struct tl_exporter *exporter, unsigned int count)
{
	struct tl_record record;

	for (unsigned int i = 0; i < count; i++) {
		sample_record(&record, i);
		tl_exporter_record(exporter, &record);
	}
}

static inline struct tl_exporter *open_uri(const struct tl_export_options *options, const char *format, ...)
{
	struct tl_exporter *exporter;
	va_list arguments;
	char uri[128];

	va_start(arguments, format);
	vsnprintf(uri, sizeof(uri), format, arguments);
	va_end(arguments);
	exporter = tl_exporter_open(uri, options);
	assert_non_null(exporter);
	assert_string_equal(tl_exporter_uri(exporter), uri);
	return exporter;
}

#endif
