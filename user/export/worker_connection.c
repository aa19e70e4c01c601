// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The connection that an exporter's thread has, tries to get, or has lost. */
#include <errno.h>
#include <string.h>

#include "../lib/log.h"
#include "clock.h"
#include "worker_parts.h"

#define ENDING_MS 5000 /* that a collector takes to end, having told so */

/* Said once, until there is a connection again. What a capture has to say waits for a collector less long than a meter's. */
static void tell_no_connection(struct tl_exporter *exporter, int error)
{
	__u64 now = tl_clock_ms(), wait = exporter->attempt_at > now ? exporter->attempt_at - now : 0;
	unsigned int patience = exporter->options.capture ? exporter->transport->patience_ms : 0;

	if (!exporter->error && patience && patience < wait)
		tl_warning("%s: no connection: %s; nothing else is tried before the records are dropped, in %u s: "
			   "?retry=1 tries each second",
			   exporter->uri, strerror(-error), (patience + 999) / 1000);
	else if (!exporter->error)
		tl_warning("%s: no connection: %s; records wait in a queue, trying again in %llu s", exporter->uri,
			   strerror(-error), (unsigned long long)(wait + 999) / 1000);
	exporter->error = error;
}

/*
 * From one attempt's begin to the next one's: who was connected for longer finds a restarted collector at once. False: not yet, it
 * has waited.
 */
static bool may_attempt(struct tl_exporter *exporter)
{
	unsigned int seconds = exporter->options.retry_seconds;
	__u64 now = tl_clock_ms();

	if (exporter->is_attempting)
		return true;
	if (now < exporter->attempt_at) {
		tl_queue_sleep(&exporter->queue, (unsigned int)(exporter->attempt_at - now));
		return false;
	}
	exporter->is_attempting = true;
	exporter->attempt_at = now + (seconds ? seconds : exporter->transport->retry_seconds) * 1000ull;
	return true;
}

/* False: not now; it has waited a while. */
static bool try_to_connect(struct tl_exporter *exporter)
{
	int error;

	if (!may_attempt(exporter))
		return false;
	error = exporter->transport->connect(exporter);
	if (error == -EAGAIN)
		return false;
	exporter->is_attempting = false;
	exporter->doubted_until = exporter->is_lost ? tl_clock_ms() + ENDING_MS : 0;
	exporter->is_lost = false;
	if (error) {
		tell_no_connection(exporter, error);
		return false;
	}
	if (exporter->error)
		tl_info("%s: connected", exporter->uri);
	exporter->error = 0;
	exporter->is_connected = true;
	return true;
}

bool tl_worker_is_connected(struct tl_exporter *exporter)
{
	return exporter->is_connected || !exporter->transport->connect || try_to_connect(exporter);
}

bool tl_worker_is_doubted(const struct tl_exporter *exporter, __u64 now)
{
	return now < exporter->doubted_until;
}

void tl_worker_lose_connection(struct tl_exporter *exporter, int error)
{
	exporter->transport->disconnect(exporter);
	exporter->is_connected = false;
	exporter->is_lost = !tl_worker_is_doubted(exporter, tl_clock_ms()); /* else it has ended by now */
	tl_worker_begin_again(exporter);
	if (error == -ESTALE)
		exporter->attempt_at = 0; /* it is no failure: at once */
	else
		tell_no_connection(exporter, error);
}
