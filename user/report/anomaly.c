// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "anomaly.h"

#include <stdio.h>
#include <string.h>

#include "host.h"

#define SLOW_RESPONSE 1000000 /* microseconds */
#define DNS_PORT      53

static void add_source(void *counts, const void *more)
{
	struct tl_source_counts *source = counts;
	const struct tl_source_counts *other = more;

	source->flows += other->flows;
	source->unanswered += other->unanswered;
	tl_distinct_add(&source->hosts, &other->hosts);
	tl_distinct_add(&source->ports, &other->ports);
	tl_distinct_add(&source->served, &other->served);
	if (other->at <= source->at)
		return;
	source->at = other->at;
	source->latest = other->latest;
}

static void add_server(void *counts, const void *more)
{
	struct tl_server_counts *server = counts;
	const struct tl_server_counts *other = more;

	server->flows += other->flows;
	server->refused += other->refused;
	server->unanswered += other->unanswered;
	server->packets += other->packets;
	server->sent_again += other->sent_again;
	server->answers += other->answers;
	server->slow += other->slow;
	tl_distinct_add(&server->clients, &other->clients);
}

static void add_new_service(void *counts, const void *more)
{
	struct tl_new_service_counts *service = counts;
	const struct tl_new_service_counts *other = more;
	__u64 records = service->records + other->records, flows = service->flows + other->flows;

	if (!service->records || other->first < service->first)
		*service = *other;
	service->records = records;
	service->flows = flows;
}

static void add_dns(void *counts, const void *more)
{
	struct tl_dns_counts *dns = counts;
	const struct tl_dns_counts *other = more;
	struct tl_dns_counts sum = other->at > dns->at ? *other : *dns; /* what is told of the latest */

	sum.queries = dns->queries + other->queries;
	sum.failures = dns->failures + other->failures;
	sum.others = dns->others;
	tl_distinct_add(&sum.others, &other->others);
	*dns = sum;
}

static void add_pair(void *counts, const void *more)
{
	struct tl_pair_counts *pair = counts;
	const struct tl_pair_counts *other = more;

	pair->sent += other->sent;
	pair->received += other->received;
}

static const struct {
	unsigned int limit; /* held in memory */
	size_t counts_size;
	void (*add)(void *counts, const void *more);
} subjects[TL_SUBJECT__COUNT] = {
	[TL_SUBJECT_SOURCE] = {4096, sizeof(struct tl_source_counts), add_source},
	[TL_SUBJECT_SERVER] = {8192, sizeof(struct tl_server_counts), add_server},
	[TL_SUBJECT_NEW_SERVICE] = {4096, sizeof(struct tl_new_service_counts), add_new_service},
	[TL_SUBJECT_DNS_CLIENT] = {4096, sizeof(struct tl_dns_counts), add_dns},
	[TL_SUBJECT_DNS_NAME] = {4096, sizeof(struct tl_dns_counts), add_dns},
	[TL_SUBJECT_PAIR] = {8192, sizeof(struct tl_pair_counts), add_pair},
};

bool tl_anomalies_begin(struct tl_anomalies *anomalies, const struct tl_inquiry *inquiry)
{
	bool good = true;

	anomalies->known = inquiry->known;
	for (unsigned int i = 0; i < TL_SUBJECT__COUNT; i++) {
		anomalies->subjects[i] = tl_frequent_create(subjects[i].limit, subjects[i].counts_size);
		good &= anomalies->subjects[i] != NULL;
	}
	return good;
}

void tl_anomalies_add(struct tl_anomalies *anomalies, struct tl_anomalies *other)
{
	anomalies->answered += other->answered;
	for (unsigned int i = 0; i < TL_SUBJECT__COUNT; i++)
		tl_frequent_add(anomalies->subjects[i], other->subjects[i], subjects[i].add);
}

void tl_anomalies_end(struct tl_anomalies *anomalies)
{
	for (unsigned int i = 0; i < TL_SUBJECT__COUNT; i++)
		tl_frequent_destroy(anomalies->subjects[i]);
}

/* Of the client's view: did the connection, or the question, get anywhere? */
static bool is_in_vain(const struct tl_entry *entry, bool *refused)
{
	char setup[TL_ENTRY_TEXT];

	*refused = false;
	if (entry->protocol != IPPROTO_TCP || !tl_entry_text(entry, TL_FORWARD(tcpSetup), setup))
		return !entry->is_answered;
	*refused = !strcmp(setup, "refused");
	return strcmp(setup, "established") != 0;
}

static struct tl_service service_of(const struct tl_entry *entry)
{
	struct tl_service service = {.port = entry->ports[1], .protocol = entry->protocol};

	memcpy(service.host, entry->hosts[1], sizeof(service.host));
	return service;
}

static void take_source(struct tl_anomalies *anomalies, const struct tl_entry *entry, bool in_vain)
{
	struct tl_service service = service_of(entry);
	struct tl_source_counts *counts =
		tl_frequent_take(anomalies->subjects[TL_SUBJECT_SOURCE], entry->hosts[0], 16, in_vain);

	if (!counts)
		return;
	counts->flows += entry->ends;
	if (!in_vain) {
		tl_distinct_take(&counts->served, &service, sizeof(service));
		return;
	}
	counts->unanswered += entry->ends;
	if (entry->end >= counts->at) {
		counts->at = entry->end;
		counts->latest = service;
	}
	tl_distinct_take(&counts->hosts, service.host, sizeof(service.host));
	tl_distinct_take(&counts->ports, &service, sizeof(service));
}

static void take_server(struct tl_anomalies *anomalies, const struct tl_entry *entry, bool in_vain, bool refused)
{
	struct tl_service service = service_of(entry);
	struct tl_server_counts *counts =
		tl_frequent_take(anomalies->subjects[TL_SUBJECT_SERVER], &service, sizeof(service), 1);
	__u64 answers = tl_entry_number(entry, TL_REVERSE(responses), 0);

	if (!counts)
		return;
	counts->flows += entry->ends;
	counts->refused += refused && entry->ends;
	counts->unanswered += in_vain && !refused && entry->ends;
	counts->packets += tl_entry_packets(entry);
	counts->sent_again += tl_entry_number(entry, TL_FORWARD(npmTcpRetransmission), 0) +
			      tl_entry_number(entry, TL_REVERSE(npmTcpRetransmission), 0);
	counts->answers += answers;
	if (tl_entry_number(entry, TL_FORWARD(npmServerResponseTime), 0) > SLOW_RESPONSE)
		counts->slow += answers;
	if (in_vain)
		tl_distinct_take(&counts->clients, entry->hosts[0], 16);
}

static void take_new_service(struct tl_anomalies *anomalies, const struct tl_entry *entry)
{
	struct tl_new_service_counts *counts;
	char application[TL_ENTRY_TEXT];
	struct tl_service service;

	if (!anomalies->known || !tl_service_of(entry, &service) || tl_known_services_has(anomalies->known, &service))
		return;
	counts = tl_frequent_take(anomalies->subjects[TL_SUBJECT_NEW_SERVICE], &service, sizeof(service), 1);
	if (!counts)
		return;
	counts->flows += entry->ends;
	if (!counts->records++ || entry->start < counts->first) {
		counts->first = entry->start;
		memcpy(counts->client, entry->hosts[0], sizeof(counts->client));
	}
	if (tl_entry_text(entry, TL_FORWARD(applicationName), application))
		snprintf(counts->application, sizeof(counts->application), "%.31s", application);
}

static void take_dns(struct tl_frequent *frequent, const void *key, unsigned int length, const struct tl_entry *entry,
		     const char *name, bool by_name)
{
	__u64 code = tl_entry_number(entry, TL_FORWARD(dnsResponseCode), 0);
	struct tl_dns_counts *counts = tl_frequent_take(frequent, key, length, code != 0);

	if (!counts)
		return;
	counts->queries++;
	if (!code)
		return;
	counts->failures++;
	if (entry->end >= counts->at) {
		counts->at = entry->end;
		counts->code = (__u16)code;
		snprintf(counts->latest, sizeof(counts->latest), "%.127s", name);
		memcpy(counts->client, entry->hosts[0], sizeof(counts->client));
	}
	if (by_name)
		tl_distinct_take(&counts->others, entry->hosts[0], 16);
	else
		tl_distinct_take(&counts->others, name, strlen(name));
}

static void take_names(struct tl_anomalies *anomalies, const struct tl_entry *entry)
{
	char name[TL_ENTRY_TEXT];

	if (!tl_row_get(entry->row, TL_FORWARD(dnsResponseCode)) || !tl_entry_text(entry, TL_FORWARD(dnsQname), name))
		return;
	take_dns(anomalies->subjects[TL_SUBJECT_DNS_CLIENT], entry->hosts[0], 16, entry, name, false);
	take_dns(anomalies->subjects[TL_SUBJECT_DNS_NAME], name, (unsigned int)strlen(name), entry, name, true);
}

static void take_pair(struct tl_anomalies *anomalies, const struct tl_entry *entry)
{
	unsigned int own = !tl_host_is_own(entry->hosts[0]);
	struct tl_pair_counts *counts;
	__u8 key[32];

	if (!tl_host_is_own(entry->hosts[own]) || tl_host_is_own(entry->hosts[!own]) ||
	    tl_host_is_group(entry->hosts[!own]))
		return;
	memcpy(key, entry->hosts[own], 16);
	memcpy(key + 16, entry->hosts[!own], 16);
	counts = tl_frequent_take(anomalies->subjects[TL_SUBJECT_PAIR], key, sizeof(key), entry->octets[own]);
	if (!counts)
		return;
	counts->sent += entry->octets[own];
	counts->received += entry->octets[!own];
}

void tl_anomalies_take(struct tl_anomalies *anomalies, const struct tl_entry *entry)
{
	bool refused, in_vain = is_in_vain(entry, &refused);

	if (!entry->has_hosts || tl_host_is_group(entry->hosts[1]))
		return;
	take_names(anomalies, entry);
	if (!entry->counts)
		return;
	anomalies->answered += entry->is_answered;
	take_source(anomalies, entry, in_vain);
	take_server(anomalies, entry, in_vain, refused);
	take_new_service(anomalies, entry);
	take_pair(anomalies, entry);
}
