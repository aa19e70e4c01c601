/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The style sheet of a report's page: light and dark, wide and narrow, on paper. */
#ifndef TAPLESS_REPORT_PAGE_STYLE_H
#define TAPLESS_REPORT_PAGE_STYLE_H

extern const char tl_page_style[];

#endif
