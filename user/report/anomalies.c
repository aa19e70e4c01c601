// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section: anomalies in plain words. Each rule is a row of the table below. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "../lib/octets.h"
#include "../view/text.h"
#include "anomaly.h"
#include "host.h"

#define TOLD_OF_A_RULE 5 /* sentences; of the rest only how many */
#define SENTENCE_SIZE  512

struct rule {
	const char *name;
	const char *condition; /* in words, with %u for the threshold */
	enum tl_subject subject;
	unsigned int threshold;
	bool wants_answers; /* needs records of both directions */
	bool (*applies)(const void *counts, unsigned int threshold);
	void (*print)(char *sentence, size_t size, const struct tl_frequent_entry *entry);
};

static const __u16 fields[] = {
	TL_FORWARD(tcpSetup),  TL_FORWARD(biflowDirection),	 TL_FORWARD(applicationName),
	TL_FORWARD(dnsQname),  TL_FORWARD(dnsResponseCode),	 TL_FORWARD(npmServerResponseTime),
	TL_REVERSE(responses), TL_FORWARD(npmTcpRetransmission), TL_REVERSE(npmTcpRetransmission),
};

static void print_service(char *text, size_t size, const struct tl_service *service)
{
	const char *protocol = service->protocol == IPPROTO_TCP	  ? "TCP "
			       : service->protocol == IPPROTO_UDP ? "UDP "
								  : "";
	char address[INET6_ADDRSTRLEN];

	tl_host_print(address, service->host);
	if (*protocol)
		snprintf(text, size, "%sport %u of %s", protocol, service->port, address);
	else
		snprintf(text, size, "%s", address);
}

static void print_service_key(char *text, size_t size, const struct tl_frequent_entry *entry)
{
	struct tl_service service;

	memcpy(&service, entry->key, sizeof(service));
	print_service(text, size, &service);
}

static bool mostly(__u64 part, __u64 whole)
{
	return part * 10 >= whole * 8;
}

/* By what it tried, not by how often: whoever scans may work beside it. */
static bool is_mostly_in_vain(const struct tl_source_counts *source)
{
	return tl_distinct_count(&source->ports) >= 4 * tl_distinct_count(&source->served);
}

static bool scans_hosts(const void *counts, unsigned int threshold)
{
	const struct tl_source_counts *source = counts;

	return tl_distinct_count(&source->hosts) >= threshold && is_mostly_in_vain(source);
}

static void print_hosts_scan(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_source_counts *source = entry->counts;
	char address[INET6_ADDRSTRLEN], latest[80];

	tl_host_print(address, entry->key);
	print_service(latest, sizeof(latest), &source->latest);
	snprintf(sentence, size,
		 "%s knocked at about %u hosts and got nowhere in %llu of %llu tries: it looks like a scan. "
		 "One of the last was %s.",
		 address, tl_distinct_count(&source->hosts), (unsigned long long)source->unanswered,
		 (unsigned long long)source->flows, latest);
}

static bool scans_ports(const void *counts, unsigned int threshold)
{
	const struct tl_source_counts *source = counts;
	unsigned int hosts = tl_distinct_count(&source->hosts);

	return tl_distinct_count(&source->ports) >= threshold * (hosts ? hosts : 1) && is_mostly_in_vain(source);
}

static void print_ports_scan(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_source_counts *source = entry->counts;
	char address[INET6_ADDRSTRLEN], latest[INET6_ADDRSTRLEN];
	unsigned int hosts = tl_distinct_count(&source->hosts);

	tl_host_print(address, entry->key);
	tl_host_print(latest, source->latest.host);
	snprintf(
		sentence, size,
		"%s tried about %u ports of %s%s and got nowhere in %llu of %llu tries: it looks like a scan of ports.",
		address, tl_distinct_count(&source->ports), latest, hosts > 1 ? " and others" : "",
		(unsigned long long)source->unanswered, (unsigned long long)source->flows);
}

/* A flow that goes on is told of, too. */
static bool is_new(const void *counts, unsigned int threshold)
{
	return ((const struct tl_new_service_counts *)counts)->records >= threshold;
}

static void print_new_service(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_new_service_counts *service = entry->counts;
	const struct tl_column time = {.kind = TL_CELL_TIME};
	char text[80], client[INET6_ADDRSTRLEN], when[TL_CELL_SIZE], flows[48] = "a flow that goes on";

	print_service_key(text, sizeof(text), entry);
	tl_host_print(client, service->client);
	if (service->flows)
		snprintf(flows, sizeof(flows), "%llu flow%s", (unsigned long long)service->flows,
			 service->flows == 1 ? "" : "s");
	tl_cell_print(when, &time, &(struct tl_cell){.is_present = true, .number = service->first});
	snprintf(sentence, size,
		 "%s answers since %.19s, which it did not before: a new service%s%s. First asked by %s, %s.", text,
		 when, service->application[0] ? ", " : "", service->application, client, flows);
}

static bool dns_fails(const void *counts, unsigned int threshold)
{
	const struct tl_dns_counts *dns = counts;

	return dns->failures >= threshold && dns->failures * 2 >= dns->queries;
}

static const char *code_text(__u16 code)
{
	static const char *const texts[] = {"",
					    "the query was malformed",
					    "the server failed",
					    "there is no such name",
					    "the server does not know how",
					    "the server refused"};

	return code < sizeof(texts) / sizeof(texts[0]) ? texts[code] : "another error";
}

static void print_dns_client(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_dns_counts *dns = entry->counts;
	char address[INET6_ADDRSTRLEN];

	tl_host_print(address, entry->key);
	snprintf(sentence, size, "%s asked DNS in vain %llu times of %llu, for about %u names; the latest is %s: %s.",
		 address, (unsigned long long)dns->failures, (unsigned long long)dns->queries,
		 tl_distinct_count(&dns->others), dns->latest, code_text(dns->code));
}

static void print_dns_name(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_dns_counts *dns = entry->counts;
	char address[INET6_ADDRSTRLEN];

	tl_host_print(address, dns->client);
	snprintf(sentence, size,
		 "The name %s was asked for in vain %llu times of %llu, by about %u clients, %s the last: %s.",
		 dns->latest, (unsigned long long)dns->failures, (unsigned long long)dns->queries,
		 tl_distinct_count(&dns->others), address, code_text(dns->code));
}

static bool is_down(const void *counts, unsigned int threshold)
{
	const struct tl_server_counts *server = counts;

	return server->refused + server->unanswered >= threshold &&
	       mostly(server->refused + server->unanswered, server->flows);
}

static void print_down(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_server_counts *server = entry->counts;
	char text[80];

	print_service_key(text, sizeof(text), entry);
	snprintf(sentence, size,
		 "%s did not serve %llu of %llu flows, of about %u clients: it refused %llu and was silent to %llu.",
		 text, (unsigned long long)(server->refused + server->unanswered), (unsigned long long)server->flows,
		 tl_distinct_count(&server->clients), (unsigned long long)server->refused,
		 (unsigned long long)server->unanswered);
}

static bool is_slow(const void *counts, unsigned int threshold)
{
	const struct tl_server_counts *server = counts;

	return server->slow >= threshold && server->slow * 5 >= server->answers;
}

static void print_slow(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_server_counts *server = entry->counts;
	char text[80];

	print_service_key(text, sizeof(text), entry);
	snprintf(sentence, size, "%s is slow: %llu of its %llu answers took more than a second on average.", text,
		 (unsigned long long)server->slow, (unsigned long long)server->answers);
}

static bool loses(const void *counts, unsigned int threshold)
{
	const struct tl_server_counts *server = counts;

	return server->sent_again >= threshold && server->sent_again * 20 >= server->packets;
}

static void print_loss(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	const struct tl_server_counts *server = entry->counts;
	char text[80];

	print_service_key(text, sizeof(text), entry);
	snprintf(sentence, size, "On the way to %s packets are lost: %.1f%% of %llu had to be sent again.", text,
		 100 * (double)server->sent_again / (double)server->packets, (unsigned long long)server->packets);
}

static bool uploads(const void *counts, unsigned int threshold)
{
	const struct tl_pair_counts *pair = counts;

	return pair->sent >= threshold * 1000000ull && pair->sent / 10 >= pair->received;
}

static void print_upload(char *sentence, size_t size, const struct tl_frequent_entry *entry)
{
	char own[INET6_ADDRSTRLEN], other[INET6_ADDRSTRLEN], sent[TL_NUMBER_SIZE], received[TL_NUMBER_SIZE];
	const struct tl_pair_counts *pair = entry->counts;

	tl_host_print(own, entry->key);
	tl_host_print(other, entry->key + 16);
	tl_text_number(sent, sizeof(sent), (double)pair->sent);
	tl_text_number(received, sizeof(received), (double)pair->received);
	snprintf(sentence, size, "%s sent %sB out to %s and got only %sB back: an upload.", own, sent, other, received);
}

static const struct rule rules[] = {
	{"New service", "an own host answers on a port (below 32768) where it did not before; at least %u flow",
	 TL_SUBJECT_NEW_SERVICE, 1, true, is_new, print_new_service},
	{"Scan of hosts", "a host gets no answer from %u others or more, and at 4 in 5 of the ports it tries",
	 TL_SUBJECT_SOURCE, 32, true, scans_hosts, print_hosts_scan},
	{"Scan of ports", "a host gets no answer at %u ports or more of each host, and at 4 in 5 of those it tries",
	 TL_SUBJECT_SOURCE, 32, true, scans_ports, print_ports_scan},
	{"DNS client", "half of a client's queries fail, %u or more", TL_SUBJECT_DNS_CLIENT, 10, false, dns_fails,
	 print_dns_client},
	{"DNS name", "half of the queries for a name fail, %u or more", TL_SUBJECT_DNS_NAME, 10, false, dns_fails,
	 print_dns_name},
	{"Service down", "a server answers fewer than 1 in 5 flows, and fails %u or more", TL_SUBJECT_SERVER, 20, true,
	 is_down, print_down},
	{"Slow service", "1 in 5 answers takes more than a second, %u or more", TL_SUBJECT_SERVER, 20, false, is_slow,
	 print_slow},
	{"Loss", "1 in 20 packets to and from a server is sent again, %u or more", TL_SUBJECT_SERVER, 50, false, loses,
	 print_loss},
	{"Upload", "an own host sends %u MB or more to one outside, ten times what it gets", TL_SUBJECT_PAIR, 500,
	 false, uploads, print_upload},
};

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

/* NULL: the rule can be applied. */
static const char *why_not(const struct rule *rule, const struct tl_anomalies *anomalies)
{
	if (rule->subject == TL_SUBJECT_NEW_SERVICE && !anomalies->known)
		return "nothing is kept from before this time (--from, --last)";
	if (rule->wants_answers && !anomalies->answered)
		return "the records are of one direction each";
	return NULL;
}

static __u64 tell_rule(const struct rule *rule, struct tl_anomalies *anomalies, struct tl_chapter *chapter)
{
	struct tl_frequent *frequent = anomalies->subjects[rule->subject];
	const struct tl_frequent_entry *sorted = tl_frequent_sort(frequent, NULL);
	unsigned int count = sorted ? tl_frequent_count(frequent) : 0;
	char sentence[SENTENCE_SIZE];
	__u64 found = 0;

	for (unsigned int i = 0; i < count; i++) {
		if (!rule->applies(sorted[i].counts, rule->threshold) || ++found > TOLD_OF_A_RULE)
			continue;
		rule->print(sentence, sizeof(sentence), &sorted[i]);
		tl_chapter_say(chapter, TL_TONE_WARNING, "%s: %s", rule->name, sentence);
	}
	if (found > TOLD_OF_A_RULE)
		tl_chapter_say(chapter, TL_TONE_NOTE, "%s: %llu more of the kind.", rule->name,
			       (unsigned long long)(found - TOLD_OF_A_RULE));
	return found;
}

static void tell_rules(struct tl_chapter *chapter, const struct tl_anomalies *anomalies, const __u64 found[RULE_COUNT])
{
	static const struct tl_column columns[] = {
		{.key = "rule", .title = "Rule", .least = 13, .most = 16},
		{.key = "found", .title = "Found", .kind = TL_CELL_COUNT},
		{.key = "condition", .title = "when", .least = 20, .most = 100},
	};
	struct tl_table *table = tl_chapter_table(chapter, "rules", "What was looked for", columns, 3);
	char text[SENTENCE_SIZE];

	for (unsigned int i = 0; i < RULE_COUNT; i++) {
		const char *why = why_not(&rules[i], anomalies);

		tl_table_text(table, rules[i].name);
		if (why)
			tl_table_none(table);
		else
			tl_table_number(table, found[i]);
		snprintf(text, sizeof(text), rules[i].condition, rules[i].threshold);
		tl_table_text(table, why ? why : text);
	}
}

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	return tl_anomalies_begin(state, inquiry);
}

static void take(void *state, const struct tl_entry *entry)
{
	tl_anomalies_take(state, entry);
}

static void add(void *state, void *other)
{
	tl_anomalies_add(state, other);
}

static void end(void *state)
{
	tl_anomalies_end(state);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	struct tl_anomalies *anomalies = state;
	__u64 found[RULE_COUNT] = {0}, all = 0;

	for (unsigned int i = 0; i < RULE_COUNT; i++) {
		if (!why_not(&rules[i], anomalies))
			found[i] = tell_rule(&rules[i], anomalies, chapter);
		all += found[i];
	}
	if (!all)
		tl_chapter_say(chapter, TL_TONE_GOOD, "Nothing stands out.");
	if (anomalies->known && tl_known_services_is_full(anomalies->known))
		tl_chapter_say(chapter, TL_TONE_NOTE, "More services before this time than are held in memory (%u).",
			       TL_SERVICES_MOST);
	tell_rules(chapter, anomalies, found);
}

const struct tl_section tl_section_anomalies = {
	"anomalies", "Anomalies", TL_FIELDS(fields), sizeof(struct tl_anomalies), begin, take, add, tell, end,
};
