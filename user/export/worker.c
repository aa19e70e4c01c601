// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An exporter's thread: takes records from its queue, has them formatted, writes, settles. */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include "../lib/log.h"
#include "clock.h"
#include "worker_parts.h"

#define IDLE_MS	       1000
#define WRITE_AGAIN_MS 1000
#define NO_MEMORY_MS   100
#define WINDOW_MS      50 /* how often acknowledgements are looked for */
#define TELL_MS	       600000 /* how often statistics are told: as often as templates are, over UDP */
#define READ_AFTER_MS  1000 /* by then a collector that lives has read what its kernel acknowledged */

int tl_exporter_deliver(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	tl_buffer_put(&exporter->out, bytes, length);
	tl_deliveries_add(&exporter->deliveries, exporter->out.used, exporter->added - exporter->in_flight);
	exporter->in_flight = exporter->added;
	return exporter->out.failed ? -ENOMEM : 0;
}

static void clear_out(struct tl_exporter *exporter)
{
	tl_buffer_clear(&exporter->out);
	tl_deliveries_clear(&exporter->deliveries);
	exporter->written = exporter->in_flight = 0;
}

/* What was acknowledged by then. */
static void settle_window(struct tl_exporter *exporter, __u64 time)
{
	bool is_refused;
	size_t records;

	while (tl_window_take(&exporter->window, time, &records, &is_refused))
		tl_queue_settle(&exporter->queue, records, !is_refused);
}

/* What is in `out` is written, or lost. */
static void settle(struct tl_exporter *exporter)
{
	if (exporter->transport->unacknowledged && exporter->out.used)
		tl_window_add(&exporter->window, exporter->out.used, exporter->in_flight);
	else
		tl_deliveries_settle(&exporter->deliveries, &exporter->queue);
	exporter->added -= exporter->in_flight;
	clear_out(exporter);
	if (!exporter->is_refused || exporter->added)
		return;
	exporter->is_refused = false;
	if (exporter->transport->unacknowledged)
		tl_window_refuse(&exporter->window); /* records are settled in their order */
	else
		tl_queue_settle(&exporter->queue, 1, false);
}

void tl_worker_begin_again(struct tl_exporter *exporter)
{
	clear_out(exporter);
	tl_window_clear(&exporter->window);
	exporter->run = (struct tl_run){0};
	exporter->added = 0;
	exporter->is_refused = false;
	exporter->transport->format->restart(exporter);
	tl_queue_rewind(&exporter->queue);
}

static void set_broken(struct tl_exporter *exporter, int error)
{
	tl_error("%s: %s; those that follow are dropped", exporter->uri,
		 error == -EPIPE ? "whoever read the records has gone" : strerror(-error));
	exporter->error = error;
	exporter->is_broken = true;
}

static void keep(struct tl_exporter *exporter, int error)
{
	if (error == -EPIPE || (exporter->options.capture && error != -ENXIO)) {
		set_broken(exporter, error);
		return;
	}
	if (error != exporter->error)
		tl_error("%s: cannot write: %s; records wait, then are dropped and counted", exporter->uri,
			 error == -ENXIO ? "nobody reads it" : strerror(-error));
	exporter->error = error;
	tl_queue_sleep(&exporter->queue, WRITE_AGAIN_MS);
}

static void skip_datagram(struct tl_exporter *exporter, int error)
{
	if (!exporter->error)
		tl_warning("%s: cannot send: %s; records are dropped and counted until it works", exporter->uri,
			   strerror(-error));
	exporter->error = error;
	tl_deliveries_lose(&exporter->deliveries, exporter->written);
	exporter->written += exporter->transport->format->message_length(exporter->out.bytes + exporter->written,
									 exporter->out.used - exporter->written);
	exporter->transport->format->lost(exporter);
}

static void fail(struct tl_exporter *exporter, int error)
{
	switch (exporter->on_error) {
	case TL_ON_ERROR_KEEP:
		keep(exporter, error);
		break;
	case TL_ON_ERROR_RESEND:
		tl_worker_lose_connection(exporter, error);
		break;
	case TL_ON_ERROR_DROP:
		skip_datagram(exporter, error);
		break;
	}
}

static void write_out(struct tl_exporter *exporter)
{
	size_t left = exporter->out.used - exporter->written;
	ssize_t taken;

	if (exporter->out.failed) { /* no memory */
		tl_worker_begin_again(exporter);
		tl_queue_sleep(&exporter->queue, NO_MEMORY_MS);
		return;
	}
	taken = exporter->transport->write(exporter, exporter->out.bytes + exporter->written, left);
	if (taken >= 0) {
		if (exporter->error && exporter->on_error != TL_ON_ERROR_RESEND)
			tl_info("%s: writing again", exporter->uri);
		exporter->error = 0;
		exporter->written += taken;
	} else if (taken != -EAGAIN) {
		fail(exporter, (int)taken);
	}
	if (exporter->out.used && exporter->written == exporter->out.used)
		settle(exporter);
}

static void add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct tl_encoded selected;

	if (exporter->queue.wanted) {
		tl_encode_select(&selected, encoded, exporter->queue.wanted);
		encoded = &selected;
	}
	if (!exporter->transport->format->add(exporter, encoded)) {
		exporter->added++;
		return;
	}
	exporter->is_refused = true;
	exporter->transport->format->flush(exporter);
	if (!exporter->out.used)
		settle(exporter);
}

/* Up to as many as are written at once. */
static void add_run(struct tl_exporter *exporter)
{
	bool is_passed = false;

	while (exporter->out.used <= exporter->gathers && exporter->deliveries.count < TL_GATHER_MOST &&
	       !exporter->out.failed && !exporter->is_refused) {
		const struct tl_encoded *encoded = tl_run_next(&exporter->run);

		if (!encoded)
			break;
		if (tl_queue_carries(&exporter->queue, encoded))
			add(exporter, encoded);
		else
			is_passed = true;
	}
	if (is_passed)
		tl_queue_settle(&exporter->queue, 0, false);
}

static void tell_not_carried(struct tl_exporter *exporter)
{
	struct tl_account account;

	if (!exporter->queue.carries || exporter->is_told_not_carried)
		return;
	tl_queue_read(&exporter->queue, &account);
	exporter->is_told_not_carried = account.not_carried.records;
	if (exporter->is_told_not_carried)
		tl_warning("%s: it carries %s only; `status` counts the others as not carried", exporter->uri,
			   exporter->transport->format->carried);
}

static void tell_statistics(struct tl_exporter *exporter)
{
	struct tl_statistics statistics;
	struct tl_account account;

	if (!exporter->transport->format->tell)
		return;
	exporter->told = tl_clock_ms();
	tl_queue_read(&exporter->queue, &account);
	tl_queue_metering(&exporter->queue, &statistics.metering);
	statistics.not_sent = account.dropped;
	exporter->transport->format->tell(exporter, &statistics);
}

static void tick(struct tl_exporter *exporter)
{
	int error = 0;

	tell_not_carried(exporter);
	exporter->ticked = tl_clock_ms();
	exporter->is_tick_due = false;
	if (exporter->transport->tick)
		error = exporter->transport->tick(exporter);
	if (error)
		tl_worker_lose_connection(exporter, error);
	else if (!exporter->options.capture && exporter->ticked - exporter->told >= TELL_MS)
		tell_statistics(exporter); /* a capture's file must not depend on how long it took to write */
}

/* False: that has been done, and has gone out. */
static bool tell_at_the_end(struct tl_exporter *exporter)
{
	if (exporter->is_told_last)
		return false;
	exporter->is_told_last = true;
	tell_statistics(exporter);
	return true;
}

/* Nobody takes records any more. False: it is over. */
static bool discard(struct tl_exporter *exporter)
{
	struct tl_run run;

	clear_out(exporter);
	exporter->run.at = exporter->run.end;
	exporter->added = 0;
	tl_queue_rewind(&exporter->queue);
	while (tl_queue_take(&exporter->queue, 0, TL_RUN_MOST, &run) == TL_TAKEN_RECORDS)
		tl_queue_settle(&exporter->queue, SIZE_MAX, false);
	return tl_queue_take(&exporter->queue, IDLE_MS, TL_RUN_MOST, &run) != TL_TAKEN_END;
}

/*
 * What has arrived by now; at the end nobody waits for it to be read. Of the two times, each is the one at which less can have been
 * read: this thread may have to wait for its turn in between.
 */
static void look_at_window(struct tl_exporter *exporter)
{
	__u64 began = tl_clock_ms();
	long unacknowledged = exporter->transport->unacknowledged(exporter);

	if (unacknowledged < 0) {
		tl_worker_lose_connection(exporter, (int)unacknowledged);
		return;
	}
	tl_window_acknowledge(&exporter->window, (__u64)unacknowledged, tl_clock_ms());
	if (tl_queue_is_ending(&exporter->queue))
		settle_window(exporter, UINT64_MAX);
	else if (!tl_worker_is_doubted(exporter, began))
		settle_window(exporter, began - READ_AFTER_MS);
}

/* What comes before the next records: acknowledgements, room for what is under way, octets that are not written, a tick. False: nothing. */
static bool do_what_is_due(struct tl_exporter *exporter)
{
	__u64 now = tl_clock_ms();

	if (exporter->window.count && now >= exporter->window_at) {
		exporter->window_at = now + WINDOW_MS;
		look_at_window(exporter);
	} else if (tl_window_is_full(&exporter->window)) {
		tl_queue_sleep(&exporter->queue, WINDOW_MS);
	} else if (exporter->out.used || exporter->out.failed) {
		write_out(exporter);
	} else if (exporter->is_tick_due || now - exporter->ticked >= IDLE_MS) {
		tick(exporter);
	} else {
		return false;
	}
	return true;
}

/* False: all is done. */
static bool take_more(struct tl_exporter *exporter)
{
	unsigned int patience = exporter->window.count ? WINDOW_MS : IDLE_MS;

	switch (tl_queue_take(&exporter->queue, patience, TL_RUN_MOST, &exporter->run)) {
	case TL_TAKEN_RECORDS:
		add_run(exporter);
		break;
	case TL_TAKEN_FLUSH:
		exporter->transport->format->flush(exporter);
		exporter->is_tick_due = true;
		break;
	case TL_TAKEN_NOTHING:
		break;
	case TL_TAKEN_END:
		if (tell_at_the_end(exporter))
			break;
		if (!exporter->window.count)
			return false;
		tl_queue_sleep(&exporter->queue, WINDOW_MS);
		break;
	}
	return true;
}

/* False: all is done. */
static bool step(struct tl_exporter *exporter)
{
	if (exporter->is_broken)
		return discard(exporter);
	if (!tl_worker_is_connected(exporter))
		return !tl_queue_is_over(&exporter->queue);
	if (do_what_is_due(exporter))
		return true;
	if (exporter->run.at == exporter->run.end)
		return take_more(exporter);
	add_run(exporter);
	return true;
}

static void *work(void *context)
{
	struct tl_exporter *exporter = context;

	while (!tl_queue_is_abandoned(&exporter->queue) && step(exporter))
		;
	tl_queue_set_done(&exporter->queue);
	return NULL;
}

int tl_exporter_start(struct tl_exporter *exporter)
{
	int error;

	exporter->told = tl_clock_ms();
	error = pthread_create(&exporter->thread, NULL, work, exporter);
	if (error)
		tl_error("%s: cannot start a thread: %s", exporter->uri, strerror(error));
	exporter->is_running = !error;
	return -error;
}
