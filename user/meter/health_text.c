// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The families of /metrics: a row each. Labels are words of the meter (hooks, reasons, protocols) and exporters, never flows. */
#include <stddef.h>
#include <string.h>

#include "../export/utf8.h"
#include "../kernel/counter_names.h"
#include "../lib/version.h"
#include "health.h"

struct family {
	const char *name; /* behind "tapless_" */
	const char *type;
	const char *help;
	void (*print)(const struct family *family, const struct tl_health *health, FILE *out);
	size_t offset; /* in struct tl_health, or in what print() goes through */
};

static __u64 number_at(const void *base, size_t offset)
{
	return *(const __u64 *)((const char *)base + offset);
}

static void print_number(const struct family *family, const struct tl_health *health, FILE *out)
{
	fprintf(out, "tapless_%s %llu\n", family->name, number_at(health, family->offset));
}

static void print_signed(const struct family *family, const struct tl_health *health, FILE *out)
{
	fprintf(out, "tapless_%s %lld\n", family->name, (__s64)number_at(health, family->offset));
}

static void print_flag(const struct family *family, const struct tl_health *health, FILE *out)
{
	fprintf(out, "tapless_%s %d\n", family->name, *((const bool *)health + family->offset));
}

static void print_seconds(const struct family *family, const struct tl_health *health, FILE *out)
{
	fprintf(out, "tapless_%s %.9f\n", family->name, (double)number_at(health, family->offset) / 1e9);
}

static void print_sweeps(const struct family *family, const struct tl_health *health, FILE *out)
{
	const struct tl_sweep_times *sweeps = &health->state.sweeps;

	fprintf(out, "tapless_%s_sum %.9f\ntapless_%s_count %llu\n", family->name, (double)sweeps->total / 1e9,
		family->name, sweeps->count);
}

static void print_version(const struct family *family, const struct tl_health *health, FILE *out)
{
	(void)health;
	fprintf(out, "tapless_%s{version=\"" TL_VERSION "\"} 1\n", family->name);
}

static void print_by_hook(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (unsigned int i = 0; i < TL_HOOK__MAX; i++)
		fprintf(out, "tapless_%s{hook=\"%s\"} %llu\n", family->name, tl_hook_names[i],
			number_at(&health->balance.counters.seen[i], family->offset));
}

static void print_attached(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (unsigned int i = 0; i < TL_HOOK__MAX; i++)
		fprintf(out, "tapless_%s{hook=\"%s\"} %llu\n", family->name, tl_hook_names[i], health->attached[i]);
}

static void print_by_reason(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (unsigned int i = 1; i < TL_REASON__MAX; i++) /* 0 is none */
		fprintf(out, "tapless_%s{reason=\"%s\"} %llu\n", family->name, tl_reason_names[i],
			number_at(&health->balance.counters.reasons[i], family->offset));
}

static void print_by_event(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (unsigned int i = 0; i < TL_EVENT__MAX; i++)
		fprintf(out, "tapless_%s{event=\"%s\"} %llu\n", family->name, tl_event_names[i],
			health->balance.counters.events[i]);
}

/* The offset is that of the flow ring's number; the L7 ring's has the same place behind its size (balance.h). */
static void print_by_ring(const struct family *family, const struct tl_health *health, FILE *out)
{
	const size_t step =
		offsetof(struct tl_health, balance.l7_ring_fill) - offsetof(struct tl_health, balance.flow_ring_fill);

	fprintf(out, "tapless_%s{ring=\"flow\"} %llu\n", family->name, number_at(health, family->offset));
	fprintf(out, "tapless_%s{ring=\"l7\"} %llu\n", family->name, number_at(health, family->offset + step));
}

static void print_by_protocol(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (unsigned int i = 0; i < tl_dissector_count; i++)
		fprintf(out, "tapless_%s{protocol=\"%s\"} %llu\n", family->name, tl_dissectors[i]->name,
			number_at(health, family->offset + i * sizeof(__u64)));
}

/* A path is any octets, a label UTF-8 with quotes and backslashes escaped. */
static void print_label(const char *text, FILE *out)
{
	__u8 clean[1024];
	size_t length = tl_utf8_escape(clean, sizeof(clean), (const __u8 *)text, strlen(text));

	for (size_t i = 0; i < length; i++) {
		if (clean[i] == '"' || clean[i] == '\\')
			fputc('\\', out);
		fputc(clean[i], out);
	}
}

/* Two exporters may have the same address: the number tells them apart, as a series must not come twice. */
static void print_exporter(const struct family *family, const struct tl_account *account, int number, __u64 value,
			   FILE *out)
{
	fprintf(out, "tapless_%s{exporter=\"", family->name);
	print_label(account->uri, out);
	fprintf(out, "\",number=\"%d\"} %llu\n", number, value);
}

static void print_by_exporter(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (int i = 0; i < health->account_count; i++) {
		const struct tl_account *account = &health->accounts[i].account;

		print_exporter(family, account, i, number_at(account, family->offset), out);
	}
}

static struct tl_amount joined_for(const struct tl_account *account)
{
	struct tl_amount joined = account->joined;

	tl_amount_subtract(&joined, &account->base);
	return joined;
}

static void print_joined(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (int i = 0; i < health->account_count; i++) {
		const struct tl_amount joined = joined_for(&health->accounts[i].account);

		print_exporter(family, &health->accounts[i].account, i, joined.records, out);
	}
}

static void print_exporter_holds(const struct family *family, const struct tl_health *health, FILE *out)
{
	for (int i = 0; i < health->account_count; i++) {
		const struct tl_account *account = &health->accounts[i].account;
		struct tl_amount left = joined_for(account);

		tl_amount_subtract(&left, &account->sent);
		tl_amount_subtract(&left, &account->waiting);
		tl_amount_subtract(&left, &account->dropped);
		print_exporter(family, account, i, !left.records && !left.packets && !left.octets, out);
	}
}

#define HEALTH(member)	offsetof(struct tl_health, member)
#define COUNT(member)	offsetof(struct tl_count, member)
#define ACCOUNT(member) offsetof(struct tl_account, member)

/* A row a line. */
/* clang-format off */
static const struct family families[] = {
	{"build_info", "gauge", "Which version answers.", print_version, 0},
	{"daemon_running", "gauge", "1 while a daemon drains the rings; 0: the programs go on counting by themselves.", print_number, HEALTH(daemon)},
	{"interfaces_attached", "gauge", "Interfaces that a hook is attached to.", print_attached, 0},
	{"seen_packets_total", "counter", "Packets that hooks saw; super-packets count as their segments.", print_by_hook, COUNT(packets)},
	{"seen_octets_total", "counter", "Layer-2 octets that hooks saw, without repeated headers of super-packets.", print_by_hook, COUNT(octets)},
	{"segment_header_octets_total", "counter", "Headers that the wire repeats for segments of super-packets.", print_number, HEALTH(balance.counters.segment_header_octets)},
	{"cache_packets", "gauge", "Packets in the flow cache that are in no record yet.", print_number, HEALTH(balance.live.packets)},
	{"cache_octets", "gauge", "Layer-2 octets of these.", print_number, HEALTH(balance.live.layer2_octets)},
	{"cache_entries", "gauge", "Entries in the flow cache.", print_number, HEALTH(balance.live.entries)},
	{"cache_capacity", "gauge", "Entries that the flow cache has room for.", print_number, HEALTH(balance.capacity)},
	{"emitted_packets_total", "counter", "Packets in records that have left the flow cache.", print_number, HEALTH(balance.emitted.records.packets)},
	{"emitted_octets_total", "counter", "Layer-2 octets of these.", print_number, HEALTH(balance.emitted.records.octets)},
	{"not_in_flow_packets_total", "counter", "Packets that are in no flow, by reason.", print_by_reason, COUNT(packets)},
	{"not_in_flow_octets_total", "counter", "Layer-2 octets of these.", print_by_reason, COUNT(octets)},
	{"balance_residual_packets", "gauge", "Seen, less all of the above: must be 0 when nothing came in meanwhile.", print_signed, HEALTH(balance.residual_packets)},
	{"balance_residual_octets", "gauge", "Likewise, in layer-2 octets.", print_signed, HEALTH(balance.residual_octets)},
	{"balance_holds", "gauge", "1: every packet is accounted for.", print_flag, HEALTH(balance.holds)},
	{"balance_conclusive", "gauge", "0: flows left the cache while it was counted, so that nothing can be said.", print_flag, HEALTH(balance.conclusive)},
	{"events_total", "counter", "What happened beside the balance, by kind; a packet may add to any number of them.", print_by_event, 0},
	{"ring_octets", "gauge", "What waits in a ring.", print_by_ring, HEALTH(balance.flow_ring_fill)},
	{"ring_size_octets", "gauge", "Room in a ring.", print_by_ring, HEALTH(balance.flow_ring_size)},
	{"joined_records_total", "counter", "Records that this daemon has joined.", print_number, HEALTH(state.records)},
	{"joined_packets_total", "counter", "Packets in these.", print_number, HEALTH(state.packets)},
	{"joined_octets_total", "counter", "Octets of these, layer 3.", print_number, HEALTH(state.octets)},
	{"exporter_joined_records_total", "counter", "Records that an exporter was given.", print_joined, 0},
	{"exporter_sent_records_total", "counter", "Records that it has handed over.", print_by_exporter, ACCOUNT(sent.records)},
	{"exporter_waiting_records", "gauge", "Records that wait in its queue.", print_by_exporter, ACCOUNT(waiting.records)},
	{"exporter_dropped_records_total", "counter", "Records that it dropped, those not carried among them.", print_by_exporter, ACCOUNT(dropped.records)},
	{"exporter_not_carried_records_total", "counter", "Records that its format has no room for.", print_by_exporter, ACCOUNT(not_carried.records)},
	{"exporter_balance_holds", "gauge", "1: joined = sent + waiting + dropped.", print_exporter_holds, 0},
	{"sweep_seconds", "summary", "What sweeps of the flow cache took of a CPU.", print_sweeps, 0},
	{"sweep_last_seconds", "gauge", "How long the last one took.", print_seconds, HEALTH(state.sweeps.last)},
	{"sweep_longest_seconds", "gauge", "And the longest.", print_seconds, HEALTH(state.sweeps.longest)},
	{"sweep_stretch_seconds", "gauge", "Longest time that one has held a CPU.", print_seconds, HEALTH(state.sweeps.longest_stretch)},
	{"sweep_interval_seconds", "gauge", "From the last but one to the last.", print_seconds, HEALTH(state.sweeps.interval)},
	{"l7_copied_octets_total", "counter", "Octets that user space has got of payloads.", print_number, HEALTH(balance.l7_copied)},
	{"l7_conversations", "gauge", "Conversations whose payload is looked at.", print_number, HEALTH(state.conversations_open)},
	{"l7_conversations_forgotten_total", "counter", "Conversations that had to be forgotten for want of room.", print_number, HEALTH(state.conversations_forgotten)},
	{"l7_conversations_total", "counter", "Conversations that were understood, by protocol.", print_by_protocol, HEALTH(state.conversations)},
	{"l7_messages_cut_total", "counter", "Messages that began where no sample looked, by protocol.", print_by_protocol, HEALTH(state.messages_cut)},
};
/* clang-format on */

void tl_health_print(const struct tl_health *health, FILE *out)
{
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		const struct family *family = &families[i];

		fprintf(out, "# HELP tapless_%s %s\n# TYPE tapless_%s %s\n", family->name, family->help, family->name,
			family->type);
		family->print(family, health, out);
	}
}
