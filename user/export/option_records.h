/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Option records (RFC 7011 4): what the exporter says of itself. One table in option_records.c. */
#ifndef TAPLESS_EXPORT_OPTION_RECORDS_H
#define TAPLESS_EXPORT_OPTION_RECORDS_H

#include "session.h"

/* Makes the options templates of the session; their ids begin at session->next_id. 0 or -ENOMEM. */
int tl_option_records_open(struct tl_session *session);

/* All option records, with their templates where needed; `announce`: the templates in any case. */
void tl_option_records_send(struct tl_session *session);

/* Names of interfaces that are new since the last time. */
void tl_option_records_send_interfaces(struct tl_session *session);

/* What this process has exported, what it has not, and what the meter saw. */
void tl_option_records_send_statistics(struct tl_session *session);

/* A message of exactly this length that means nothing; false if its template has not been announced. */
#define TL_PADDING_LEAST 32
bool tl_option_records_pad(struct tl_session *session, size_t length);

void tl_option_records_close(struct tl_session *session);

#endif
