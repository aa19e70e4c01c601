// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "metrics.h"

#include <math.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "life.h"

static void merge_spans(struct tl_span_sums *to, const struct tl_span_sums *from)
{
	if (!from->count)
		return;
	if (!to->count || from->minimum < to->minimum)
		to->minimum = from->minimum;
	if (!to->count || from->maximum > to->maximum)
		to->maximum = from->maximum;
	to->count += from->count;
	to->sum += from->sum;
}

static struct tl_span_sums sums_of(const struct tl_spans *spans)
{
	return (struct tl_span_sums){spans->count, spans->sum, spans->minimum, spans->maximum};
}

static void keep_handshake(struct tl_metrics *metrics, const struct tl_syn *syn, __u32 handshake_span)
{
	if (!metrics->syn.length)
		metrics->syn = *syn;
	if (!metrics->handshake_span)
		metrics->handshake_span = handshake_span;
}

void tl_metrics_merge(struct tl_metrics *metrics, const struct tl_metrics *from)
{
	metrics->known |= from->known;
	keep_handshake(metrics, &from->syn, from->handshake_span);
	metrics->retransmitted += from->retransmitted;
	metrics->out_of_order += from->out_of_order;
	metrics->duplicated += from->duplicated;
	metrics->duplicate_acknowledgements += from->duplicate_acknowledgements;
	metrics->zero_windows += from->zero_windows;
	metrics->resets += from->resets;
	merge_spans(&metrics->round_trips, &from->round_trips);
	merge_spans(&metrics->responses, &from->responses);
	merge_spans(&metrics->gaps, &from->gaps);
	metrics->gap_squares += from->gap_squares;
}

/* What has been reported and not begun anew is no part of it. `metrics` is all zeros. */
static void take(struct tl_metrics *metrics, const struct tl_exchange_side *side,
		 const struct tl_exchange_events *events)
{
	metrics->known = true;
	metrics->handshake_span = events->handshake_span;
	if (side->state & TL_EXCHANGE_SYN)
		metrics->syn = events->syn;
	if (side->fresh)
		return;
	metrics->retransmitted = events->retransmitted;
	metrics->out_of_order = events->out_of_order;
	metrics->duplicated = events->duplicated;
	metrics->duplicate_acknowledgements = events->duplicate_acknowledgements;
	metrics->zero_windows = events->zero_windows;
	metrics->resets = events->resets;
	metrics->round_trips = sums_of(&events->round_trips);
	metrics->responses = sums_of(&events->responses);
	metrics->gaps = sums_of(&side->gaps);
	metrics->gap_squares = (double)side->gap_squares;
}

void tl_metrics_add(struct tl_metrics *metrics, const struct tl_exchange *exchange, unsigned int side)
{
	const struct tl_exchange_side *seen = &exchange->sides[side];
	struct tl_metrics added = {0};

	if (!(seen->state & TL_EXCHANGE_SEEN))
		return;
	if (!metrics->known) {
		take(metrics, seen, &exchange->events[side]);
		return;
	}
	take(&added, seen, &exchange->events[side]);
	tl_metrics_merge(metrics, &added);
}

static __u32 saturated(__u64 value)
{
	return value >= UINT32_MAX ? UINT32_MAX : (__u32)value;
}

/* Ticks to microseconds, rounded. */
static __u32 microseconds(__u64 ticks)
{
	return ticks >= 1ull << 40 ? UINT32_MAX : saturated(((ticks << TL_TICK_BITS) + 500) / 1000);
}

static __u32 rounded_microseconds(double ticks)
{
	double value = ticks * (1 << TL_TICK_BITS) / 1000 + 0.5;

	return value >= UINT32_MAX ? UINT32_MAX : (__u32)value;
}

static void fill_spans(struct tl_record_spans *to, const struct tl_span_sums *from)
{
	to->count = saturated(from->count);
	if (!from->count)
		return;
	to->average = rounded_microseconds((double)from->sum / (double)from->count);
	to->minimum = microseconds(from->minimum);
	to->maximum = microseconds(from->maximum);
}

static double deviation(const struct tl_metrics *metrics)
{
	double count = (double)metrics->gaps.count, mean, variance;

	if (!metrics->gaps.count)
		return 0;
	mean = (double)metrics->gaps.sum / count;
	variance = metrics->gap_squares / count - mean * mean;
	return variance > 0 ? sqrt(variance) : 0;
}

static void fill_side(struct tl_record_metrics *to, const struct tl_metrics *from)
{
	if (!from->known)
		return;
	to->known = true;
	to->retransmitted = saturated(from->retransmitted);
	to->out_of_order = saturated(from->out_of_order);
	to->duplicated = saturated(from->duplicated);
	to->duplicate_acknowledgements = saturated(from->duplicate_acknowledgements);
	to->zero_windows = saturated(from->zero_windows);
	to->resets = saturated(from->resets);
	fill_spans(&to->round_trips, &from->round_trips);
	fill_spans(&to->responses, &from->responses);
	fill_spans(&to->gaps, &from->gaps);
	to->gap_deviation = rounded_microseconds(deviation(from));
	to->handshake = microseconds(from->handshake_span);
	to->has_syn = from->syn.length != 0;
	to->syn_length = from->syn.length;
	to->syn_window = from->syn.window;
	to->syn_ttl = from->syn.ttl;
	to->window_scale = from->syn.window_scale;
	to->has_window_scale = from->syn.options >> TL_TCP_OPTION_WINDOW_SCALE & 1;
	to->segment_size = from->syn.maximum_segment_size;
	to->tcp_options = from->syn.options;
}

/* Of a connection whose first SYN was seen. */
static const char *setup_of(const struct tl_record *record, const struct tl_metrics *client,
			    const struct tl_metrics *server)
{
	if (record->key.protocol != IPPROTO_TCP || !client->syn.length ||
	    record->forward.initial_tcp_flags & TL_TCP_ACK)
		return "";
	if (server->handshake_span)
		return client->handshake_span ? "established" : "half-open";
	if (server->syn.length)
		return "half-open";
	return record->reverse.tcp_flags & TL_TCP_RST ? "refused" : "unanswered";
}

void tl_metrics_fill(struct tl_record *record, const struct tl_metrics *forward, const struct tl_metrics *reverse)
{
	const char *setup = setup_of(record, forward, reverse);

	fill_side(&record->metrics, forward);
	fill_side(&record->reverse_metrics, reverse);
	memcpy(record->setup, setup, strlen(setup) + 1);
	if (forward->handshake_span && reverse->handshake_span)
		record->round_trip = microseconds((__u64)forward->handshake_span + reverse->handshake_span);
}
