/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Messages for people, on stderr; with the journal's levels where that reads them. An error names the thing and the remedy and
 * is printed once, where its cause is known.
 */
#ifndef TAPLESS_LIB_LOG_H
#define TAPLESS_LIB_LOG_H

/* "tapless: error: …" */
void tl_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What tl_error said last, "" before the first time. */
const char *tl_last_error(void);
/* "tapless: warning: …" */
void tl_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* "tapless: …", silenced by tl_log_quiet(true) */
void tl_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tl_log_quiet(_Bool quiet);

/* For a daemon: of one message (one format) only the first few in a minute are printed, and then how many were left out. */
void tl_log_limit(void);
/* Now and then: says what was left out of messages that have stopped coming. */
void tl_log_tick(void);

#endif
