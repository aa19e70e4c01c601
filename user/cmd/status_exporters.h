/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of `tapless status` about exporters: for each of them sent + waiting + dropped = what the join handed out. */
#ifndef TAPLESS_CMD_STATUS_EXPORTERS_H
#define TAPLESS_CMD_STATUS_EXPORTERS_H

#include <stdbool.h>

#include "../kernel/ledger.h"

struct tl_exporter_report {
	struct tl_ledger_entry entries[TL_LEDGER_MAX];
	int count;
};

/* From the pinned map, whether a daemon runs or not. An instance without that map has no exporters. */
void tl_exporter_report_take(struct tl_exporter_report *report, const char *instance);
bool tl_exporter_report_holds(const struct tl_exporter_report *report);

void tl_exporter_report_print(const struct tl_exporter_report *report);
void tl_exporter_report_print_json(const struct tl_exporter_report *report); /* "exporters":[…] */

#endif
