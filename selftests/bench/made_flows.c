// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "made_flows.h"

#include <stdio.h>
#include <string.h>

#define SECOND	1000000000ull
#define HOSTS	3000
#define SERVERS 20000
#define NAMES	30000

static __u64 state = 88172645463325252ull;

static __u64 random_number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state * 0x2545f4914f6cdd1dull;
}

static unsigned int below(unsigned int limit)
{
	return (unsigned int)((random_number() >> 33) % limit);
}

/* Roughly Zipf's law: of n things the first are the most frequent, on a logarithmic scale. */
static unsigned int zipf(unsigned int limit)
{
	double uniform = (double)(random_number() >> 11) / (double)(1ull << 53);
	double value = 1;

	for (double scale = uniform * 15; scale > 0; scale -= 1)
		value *= scale >= 1 ? 2 : 1 + scale;
	return (unsigned int)((value - 1) / 32767 * (limit - 1));
}

/* Microseconds: mostly some, seldom many. */
static __u32 microseconds(__u32 scale)
{
	return scale / 4 + below(scale) * (below(20) ? 1 : 20);
}

static void set_ends(struct tl_record *record, unsigned int host, unsigned int server)
{
	record->key.ethertype = 0x0800;
	memcpy(record->key.source_address, (const __u8[16]){[10] = 0xff, [11] = 0xff, [12] = 10}, 16);
	memcpy(record->key.destination_address, (const __u8[16]){[10] = 0xff, [11] = 0xff}, 16);
	record->key.source_address[14] = (__u8)(host >> 8);
	record->key.source_address[15] = (__u8)host;
	record->key.destination_address[12] = (__u8)(11 + server * 7 % 200);
	record->key.destination_address[13] = (__u8)(server * 13 >> 3);
	record->key.destination_address[14] = (__u8)(server >> 8);
	record->key.destination_address[15] = (__u8)server;
	record->destination_place.as_number = 1000 + server % 300;
	snprintf(record->destination_place.as_name, sizeof(record->destination_place.as_name), "Network %u Ltd",
		 server % 300);
	snprintf(record->destination_place.country, 3, "%c%c", 'A' + server % 300 % 26, 'A' + server % 300 / 26);
}

static void set_side(struct tl_record_side *side, unsigned int host, __u64 packets, __u64 octets, __u8 ttl)
{
	side->packets = packets;
	side->octets = octets;
	side->layer2_octets = octets + 14 * packets;
	side->minimum_ttl = side->maximum_ttl = ttl;
	side->minimum_length = (__u16)(packets == 1 ? octets : 52);
	side->maximum_length = (__u16)(packets == 1 ? octets : octets > 1500 ? 1500 : octets - 52);
	side->identification = (__u16)random_number();
	memcpy(side->source_mac, (const __u8[6]){2, 0, 0, 1, (__u8)(host >> 8), (__u8)host}, 6);
	memcpy(side->destination_mac, (const __u8[6]){2, 0, 0, 0, 0, 1}, 6);
}

static void set_times(struct tl_record *record, __u64 end, __u64 duration)
{
	record->end = record->forward.end = end;
	record->start = record->forward.start = end - duration;
	record->reverse.start = record->start + (__u64)microseconds(20000) * 1000 % (duration + 1);
	record->reverse.end = below(2) ? end : end - microseconds(10000) * 1000ull % (duration + 1);
	if (record->reverse.end < record->reverse.start)
		record->reverse.end = record->reverse.start;
}

static void set_spans(struct tl_record_spans *spans, __u32 count, __u32 scale)
{
	spans->count = count;
	spans->minimum = microseconds(scale);
	spans->average = spans->minimum + (count > 1 ? microseconds(scale) : 0);
	spans->maximum = spans->average + (count > 1 ? microseconds(scale) : 0);
}

static void set_tcp(struct tl_record *record, unsigned int host)
{
	struct tl_record_metrics *both[2] = {&record->metrics, &record->reverse_metrics};

	record->key.protocol = 6;
	strcpy(record->setup, "established");
	record->forward.tcp_flags = record->reverse.tcp_flags = below(8) ? 0x1b : 0x1f;
	record->forward.initial_tcp_flags = 2;
	record->reverse.initial_tcp_flags = 0x12;
	record->forward.has_syn = record->reverse.has_syn = 1;
	record->forward.syn_sequence = (__u32)random_number();
	record->reverse.syn_sequence = (__u32)random_number();
	record->metrics.handshake = microseconds(400);
	record->reverse_metrics.handshake = microseconds(20000);
	record->round_trip = record->metrics.handshake + record->reverse_metrics.handshake;
	for (unsigned int i = 0; i < 2; i++) {
		both[i]->known = both[i]->has_syn = both[i]->has_window_scale = true;
		both[i]->syn_window = i ? 65160 : 64240;
		both[i]->window_scale = 7;
		both[i]->tcp_options = 0x11c;
		both[i]->segment_size = 1460;
		both[i]->syn_length = 60;
		both[i]->syn_ttl = (__u8)(i ? 50 + host % 8 : 64);
		both[i]->retransmitted = below(50) ? 0 : below(4);
		set_spans(&both[i]->round_trips, 1 + below(8), i ? 20000 : 400);
		set_spans(&both[i]->gaps, 2 + below(30), 30000);
		both[i]->gap_deviation = microseconds(50000);
	}
	set_spans(&record->reverse_metrics.responses, 1 + below(3), 40000);
	if (host % 3 == 0) {
		strcpy(record->stack.system, "Linux");
		record->stack.confidence = 80;
	}
}

static void set_application(struct tl_record *record, const char *name, const char *category, __u8 number, __u8 basis)
{
	record->application.id[0] = 4;
	record->application.id[1] = 20;
	record->application.id[4] = number;
	strcpy(record->application.name, name);
	strcpy(record->application.category, category);
	record->application.basis = basis;
}

static void put_name(char *text, size_t size, unsigned int name)
{
	static const char *const words[] = {"www", "api", "cdn", "static", "mail", "img", "login", "telemetry"};

	snprintf(text, size, "%s.site-%u.example", words[name % 8], name / 5);
}

static void make_dns(struct tl_record *record, struct tl_record_facts *facts, unsigned int host)
{
	struct tl_record_dns *dns = &facts->dns;
	__u16 asked = (__u16)(60 + below(20));

	set_ends(record, host, below(2));
	record->key.protocol = 17;
	record->key.destination_port = 53;
	set_side(&record->forward, host, 1, asked, 64);
	set_side(&record->reverse, host, 1, asked + 16 + below(120), 60);
	facts->kind = TL_FACTS_dns;
	*dns = (struct tl_record_dns){
		.known = true, .is_answered = true, .is_timed = true, .has_answer = true, .has_ipv4 = true};
	dns->id = (__u16)random_number();
	dns->flags = 0x8180;
	dns->question_type = below(3) ? 1 : 28;
	dns->question_class = dns->answer_type = 1;
	dns->answers = (__u16)(1 + below(3));
	dns->ttl = 30 + below(3600);
	dns->response_time = microseconds(10000);
	put_name(dns->name, sizeof(dns->name), zipf(NAMES));
	memcpy(dns->ipv4, (const __u8[4]){(__u8)(11 + dns->ttl % 30), 1, 1, (__u8)dns->answers}, 4);
	strcpy(record->protocol, "dns");
	set_application(record, "dns", "network-service", 5, 1);
}

static void make_tls(struct tl_record *record, struct tl_record_facts *facts, unsigned int host)
{
	unsigned int name = zipf(NAMES), browser = host % 5;
	struct tl_record_tls *tls = tl_facts_tls(facts);

	set_ends(record, host, name * 7 % SERVERS);
	record->key.destination_port = 443;
	set_side(&record->forward, host, 10 + below(40), 1500 + below(8000), 64);
	set_side(&record->reverse, host, 10 + below(60), 4000 + below(200000), (__u8)(50 + name % 8));
	set_tcp(record, host);
	put_name(record->server_name, sizeof(record->server_name), name);
	facts->kind = TL_FACTS_NONE;
	*tls = (struct tl_record_tls){
		.known = true, .has_client = true, .has_server = true, .has_ja3 = true, .has_ja3s = true};
	tls->flags = TL_RECORD_TLS_GREASE;
	tls->client_version = tls->server_version = 0x304;
	tls->cipher = (__u16)(0x1301 + name % 3);
	tls->group = 29;
	memset(tls->ja3, (int)(browser + 7), sizeof(tls->ja3));
	memset(tls->ja3s, (int)(name % 40), sizeof(tls->ja3s));
	snprintf(tls->ja4, sizeof(tls->ja4), "t13d1516h2_8daaf6152771_%012u", browser);
	strcpy(tls->server_name, record->server_name);
	strcpy(tls->alpn, "h2,http/1.1");
	strcpy(tls->chosen_alpn, "h2");
	record->has_tls_findings = true;
	strcpy(record->protocol, "tls");
	set_application(record, name % 10 ? "https" : "youtube", name % 10 ? "web" : "streaming", 7, 2);
}

static void make_http(struct tl_record *record, struct tl_record_facts *facts, unsigned int host)
{
	unsigned int name = zipf(NAMES);
	struct tl_record_http *http = &facts->http;

	set_ends(record, host, name * 7 % SERVERS);
	record->key.destination_port = 80;
	set_side(&record->forward, host, 5 + below(10), 800 + below(2000), 64);
	set_side(&record->reverse, host, 5 + below(30), 1000 + below(100000), (__u8)(50 + name % 8));
	set_tcp(record, host);
	put_name(record->http_host, sizeof(record->http_host), name);
	facts->kind = TL_FACTS_http;
	*http = (struct tl_record_http){.has_request = true, .has_response = true, .is_timed = true, .status = 200};
	http->response_time = microseconds(30000);
	strcpy(http->method, "GET");
	strcpy(http->version, "1.1");
	strcpy(http->reason, "OK");
	strcpy(http->content_type, "text/html; charset=utf-8");
	snprintf(http->target, sizeof(http->target), "/news/%u/item-%u.html?from=start", below(30), zipf(100000));
	snprintf(http->user_agent, sizeof(http->user_agent),
		 "Mozilla/5.0 (X11; Linux x86_64; rv:%u.0) Gecko/20100101 Firefox/%u.0", 100 + host % 20,
		 100 + host % 20);
	strcpy(record->agent.system, "Linux");
	strcpy(record->agent.application, "Firefox");
	strcpy(record->protocol, "http");
	set_application(record, "http", "web", 6, 1);
}

static void make_plain(struct tl_record *record, unsigned int host)
{
	bool is_tcp = below(2);
	unsigned int server = zipf(SERVERS);

	set_ends(record, host, server);
	record->key.protocol = 17;
	record->key.destination_port = (__u16)(below(3) ? 5000 + server % 50 : random_number());
	set_side(&record->forward, host, 1 + below(20), 100 + below(10000), 64);
	set_side(&record->reverse, host, 1 + below(20), 100 + below(10000), (__u8)(50 + server % 8));
	if (is_tcp)
		set_tcp(record, host);
	set_application(record, "other", "unknown", 1, 4);
}

void made_flow(struct tl_record *record, struct tl_record_facts *facts, __u64 number, __u64 end)
{
	unsigned int host = zipf(HOSTS), kind = below(100);

	memset(record, 0, sizeof(*record));
	memset(&facts->has, 0, sizeof(facts->has));
	record->facts = kind < 78 ? facts : NULL;
	record->key.source_port = (__u16)(32768 + below(28000));
	if (kind < 35)
		make_dns(record, facts, host);
	else if (kind < 70)
		make_tls(record, facts, host);
	else if (kind < 78)
		make_http(record, facts, host);
	else
		make_plain(record, host);
	set_times(record, end,
		  record->key.protocol == 6 ? 20000000ull + random_number() % (5 * SECOND)
					    : microseconds(20000) * 1000ull);
	record->flow_id = random_number();
	record->sequence = number * 320;
	record->ingress_interface = 2;
	record->egress_interface = 3;
	record->end_reason = (__u8)(record->key.protocol == 6 ? 3 : 1);
	record->biflow_direction = 1;
}
