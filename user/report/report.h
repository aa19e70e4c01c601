/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* An archive's answer as a document: the report, or the investigation of one or two hosts. */
#ifndef TAPLESS_REPORT_REPORT_H
#define TAPLESS_REPORT_REPORT_H

#include "document.h"
#include "section.h"

/* Where from: IPFIX files, or if there are none the history. */
struct tl_report_source {
	const char *store; /* its folder */
	const char *const *files;
	unsigned int file_count;
};

/* NULL after an error that has been printed. */
struct tl_document *tl_report_make(const struct tl_report_source *source, const struct tl_inquiry *inquiry,
				   bool tell_progress);

#endif
