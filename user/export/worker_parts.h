/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The inside of an exporter's thread, for the files that are it: worker.c, worker_connection.c. */
#ifndef TAPLESS_EXPORT_WORKER_PARTS_H
#define TAPLESS_EXPORT_WORKER_PARTS_H

#include "transport.h"

/* All that was not settled is taken from the queue again. */
void tl_worker_begin_again(struct tl_exporter *exporter);

/* True also of a transport that needs no connection. False: not now; it has tried, or waited a while. */
bool tl_worker_is_connected(struct tl_exporter *exporter);

/* Gives the connection up; `error` says why, -ESTALE that another one is wanted at once. */
void tl_worker_lose_connection(struct tl_exporter *exporter, int error);

/*
 * A collector that ends tells so, and its kernel takes connections for it until it has ended. Whoever connects anew without having
 * been refused may have come to that one: it is not believed to read what it acknowledges, until the connection has stood for a
 * while. `now` is tl_clock_ms().
 */
bool tl_worker_is_doubted(const struct tl_exporter *exporter, __u64 now);

#endif
