/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sections at work: asks an archive once for what all of them want, hands each row to each, and lets them tell. */
#ifndef TAPLESS_REPORT_ANALYSIS_H
#define TAPLESS_REPORT_ANALYSIS_H

#include "../store/archive.h"
#include "section.h"

struct tl_analysis;

/* NULL without memory. */
struct tl_analysis *tl_analysis_open(const struct tl_section *const *sections, const struct tl_inquiry *inquiry);

/* 0, or -errno after an error that has been printed. */
int tl_analysis_ask(struct tl_analysis *analysis, struct tl_archive *archive, bool tell_progress);

/* A row, as the archive hands it over. */
void tl_analysis_take(struct tl_analysis *analysis, const struct tl_row *row);
__u64 tl_analysis_rows(const struct tl_analysis *analysis); /* taken: those of the time and hosts asked for */

/* First and last time of what was taken; zeros if nothing was. */
void tl_analysis_span(const struct tl_analysis *analysis, __u64 *first, __u64 *last);

/* A chapter of the document for each section. */
void tl_analysis_tell(struct tl_analysis *analysis, struct tl_document *document);
void tl_analysis_close(struct tl_analysis *analysis); /* NULL is fine */

/* The services before the inquiry's time, for as long again, or a day if that is more. NULL if nothing was kept of that time. */
int tl_analysis_services(struct tl_known_services **services, struct tl_archive *archive,
			 const struct tl_inquiry *inquiry);

#endif
