// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless status`: hooks, cache, rings, exporters, and the balance of invariant I1. Works without a daemon too. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kernel/attached.h"
#include "../kernel/balance.h"
#include "../kernel/counter_names.h"
#include "../lib/instance.h"
#include "../lib/log.h"
#include "../meter/health.h"
#include "../meter/state.h"
#include "command.h"
#include "settings.h"
#include "status_exporters.h"
#include "status_interfaces.h"
#include "status_text.h"

struct report {
	const char *instance;
	struct tl_balance balance;
	struct tl_attachment *attachments;
	unsigned int attachment_count;
	struct tl_exporter_report exporters;
	struct tl_state state; /* what it left, pid 0 if nothing */
	pid_t daemon; /* 0: none runs */
};

static int gather(struct report *report, const char *instance)
{
	report->instance = instance;
	report->attachment_count = tl_attachments(instance, &report->attachments);
	report->daemon = tl_state_daemon(instance);
	tl_state_read(instance, &report->state);
	tl_exporter_report_take(&report->exporters, instance);
	return tl_balance_take(&report->balance, instance);
}

static const char *verdict(const struct tl_balance *balance)
{
	if (!balance->conclusive)
		return "not known: flows left the cache all the time that it was counted; try again";
	if (!balance->holds)
		return "BROKEN";
	return balance->quiet ? "exact" : "holds (packets came in meanwhile)";
}

static void print_balance(const struct tl_balance *balance)
{
	const struct tl_count *emitted = &balance->emitted.records;

	printf("\nbalance          %20s %20s\n", "packets", "layer-2 octets");
	for (int i = 0; i < TL_HOOK__MAX; i++)
		if (balance->counters.seen[i].packets)
			printf("  seen %-14s %15llu %20llu\n", tl_hook_names[i], balance->counters.seen[i].packets,
			       balance->counters.seen[i].octets);
	printf("  repeated headers %17s %20llu   of super-packets (GSO, GRO)\n", "",
	       balance->counters.segment_header_octets);
	printf("  in the cache     %17llu %20llu\n", balance->live.packets, balance->live.layer2_octets);
	printf("  emitted          %17llu %20llu\n", emitted->packets, emitted->octets);
	for (int i = 1; i < TL_REASON__MAX; i++)
		if (balance->counters.reasons[i].packets)
			printf("  %-16s %17llu %20llu   %s\n", tl_reason_names[i], balance->counters.reasons[i].packets,
			       balance->counters.reasons[i].octets, tl_reason_meanings[i]);
	printf("  residual         %17lld %20lld   %s\n", balance->residual_packets, balance->residual_octets,
	       verdict(balance));
}

static void print_events(const struct tl_counters *counters)
{
	printf("\nevents\n");
	for (int i = 0; i < TL_EVENT__MAX; i++)
		if (counters->events[i])
			printf("  %-22s %12llu\n", tl_event_names[i], counters->events[i]);
}

static void print_sweeps(const struct tl_sweep_times *sweeps)
{
	if (sweeps->count)
		printf("sweeps           %llu, mean %.1f ms of a CPU, longest %.1f ms, last %.1f ms, "
		       "%.1f s after the one before; longest stretch %.2f ms\n",
		       sweeps->count, (double)sweeps->total / (double)sweeps->count / 1e6,
		       (double)sweeps->longest / 1e6, (double)sweeps->last / 1e6, (double)sweeps->interval / 1e9,
		       (double)sweeps->longest_stretch / 1e6);
}

static void print_conversations(const struct tl_state *state)
{
	const char *before = "understood       ";

	if (state->conversations_open || state->conversations_forgotten)
		printf("conversations    %llu open, %llu forgotten for want of room\n", state->conversations_open,
		       state->conversations_forgotten);
	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		if (!state->conversations[i])
			continue;
		printf("%s%s %llu", before, tl_dissectors[i]->name, state->conversations[i]);
		before = ", ";
	}
	if (before[0] == ',')
		printf("\n");
}

static void print_cut(const struct tl_state *state)
{
	for (unsigned int i = 0; i < tl_dissector_count; i++)
		if (state->messages_cut[i])
			printf("messages cut     %llu of %s began where no sample looked\n", state->messages_cut[i],
			       tl_dissectors[i]->name);
}

static void print_text(const struct report *report)
{
	const struct tl_balance *balance = &report->balance;

	printf("instance '%s': %s", report->instance,
	       report->daemon ? "daemon running" : "NO DAEMON RUNS, programs go on counting");
	if (report->daemon)
		printf(" (process %d)", report->daemon);
	printf("\n");
	tl_status_print_interfaces(report->instance);
	printf("\nhooks\n");
	for (unsigned int i = 0; i < report->attachment_count; i++)
		printf("  %-16s %-12s %s\n", tl_status_clean(report->attachments[i].interface),
		       tl_status_clean(report->attachments[i].hook), tl_status_clean(report->attachments[i].by));
	printf("\nflow cache       %llu of %llu entries in %u maps\n", balance->live.entries, balance->capacity,
	       balance->identity.cpus * balance->identity.shards_per_cpu);
	printf("flow ring        %llu of %llu octets\n", balance->flow_ring_fill, balance->flow_ring_size);
	printf("L7 ring          %llu of %llu octets, %llu copied so far\n", balance->l7_ring_fill,
	       balance->l7_ring_size, balance->l7_copied);
	print_sweeps(&report->state.sweeps);
	print_conversations(&report->state);
	print_cut(&report->state);
	print_balance(balance);
	print_events(&balance->counters);
	tl_exporter_report_print(&report->exporters);
}

static void json_count(const char *name, __u64 packets, __u64 octets)
{
	printf("\"%s\":{\"packets\":%llu,\"octets\":%llu}", name, packets, octets);
}

static void json_counters(const struct tl_counters *counters)
{
	printf("\"hooks\":{");
	for (int i = 0; i < TL_HOOK__MAX; i++) {
		printf("%s", i ? "," : "");
		json_count(tl_hook_names[i], counters->seen[i].packets, counters->seen[i].octets);
	}
	printf("},\"reasons\":{");
	for (int i = 1; i < TL_REASON__MAX; i++) {
		printf("%s", i > 1 ? "," : "");
		json_count(tl_reason_names[i], counters->reasons[i].packets, counters->reasons[i].octets);
	}
	printf("},\"events\":{");
	for (int i = 0; i < TL_EVENT__MAX; i++)
		printf("%s\"%s\":%llu", i ? "," : "", tl_event_names[i], counters->events[i]);
	printf("},\"segmentHeaderOctets\":%llu", counters->segment_header_octets);
}

static void json_balance(const struct tl_balance *balance)
{
	printf("\"balance\":{");
	json_count("seenBefore", balance->seen_before.packets, balance->seen_before.octets);
	printf(",");
	json_count("seenAfter", balance->seen_after.packets, balance->seen_after.octets);
	printf(",");
	json_count("live", balance->live.packets, balance->live.layer2_octets);
	printf(",");
	json_count("emitted", balance->emitted.records.packets, balance->emitted.records.octets);
	printf(",");
	json_count("reasons", balance->reasons.packets, balance->reasons.octets);
	printf(",\"residualPackets\":%lld,\"residualOctets\":%lld,\"holds\":%s,\"quiet\":%s,\"conclusive\":%s}",
	       balance->residual_packets, balance->residual_octets, balance->holds ? "true" : "false",
	       balance->quiet ? "true" : "false", balance->conclusive ? "true" : "false");
}

static void print_json(const struct report *report)
{
	const struct tl_balance *balance = &report->balance;

	printf("{\"instance\":\"%s\",\"daemon\":%d,", report->instance, report->daemon);
	tl_status_json_interfaces(report->instance);
	printf(",\"attachments\":[");
	for (unsigned int i = 0; i < report->attachment_count; i++) {
		const struct tl_attachment *row = &report->attachments[i];

		printf("%s{\"interface\":", i ? "," : "");
		tl_status_json_text(row->interface);
		printf(",\"hook\":");
		tl_status_json_text(row->hook);
		printf(",\"by\":");
		tl_status_json_text(row->by);
		printf(",\"index\":%u}", row->index);
	}
	printf("],\"cache\":{\"entries\":%llu,\"capacity\":%llu,\"maps\":%u},", balance->live.entries,
	       balance->capacity, balance->identity.cpus * balance->identity.shards_per_cpu);
	printf("\"rings\":{\"flow\":{\"octets\":%llu,\"size\":%llu},\"l7\":{\"octets\":%llu,\"size\":%llu,\"copied\":%"
	       "llu}},",
	       balance->flow_ring_fill, balance->flow_ring_size, balance->l7_ring_fill, balance->l7_ring_size,
	       balance->l7_copied);
	json_counters(&balance->counters);
	printf(",");
	json_balance(balance);
	printf(",");
	tl_exporter_report_print_json(&report->exporters);
	printf(",\"meter\":");
	if (report->state.pid)
		tl_state_print(&report->state, stdout);
	else
		printf("null");
	printf("}\n");
}

static int print_prometheus(const char *instance)
{
	static struct tl_health health;

	if (tl_health_take(&health, instance, tl_state_daemon(instance) != 0))
		return 1;
	tl_health_print(&health, stdout);
	return health.balance.holds ? 0 : 1;
}

int tl_command_status(int argc, char **argv)
{
	static struct report report;
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (tl_instance_check(settings.instance))
		return 1;
	if (settings.prometheus)
		return print_prometheus(settings.instance);
	if (gather(&report, settings.instance))
		return 1;
	if (settings.json)
		print_json(&report);
	else
		print_text(&report);
	free(report.attachments);
	return report.balance.holds && tl_exporter_report_holds(&report.exporters) ? 0 : 1;
}
