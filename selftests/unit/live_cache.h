/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* In place of the maps that `tapless top` reads (view/source.h): flows that the test sets. */
#ifndef TAPLESS_SELFTESTS_UNIT_LIVE_CACHE_H
#define TAPLESS_SELFTESTS_UNIT_LIVE_CACHE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/source.h"

#define SECOND	 1000000000ULL
#define NOW	 (100 * SECOND)
#define ETH_IPV4 0x0800
#define TCP	 6
#define UDP	 17

/* One flow of the cache: the client's direction; the answers have as many packets. */
struct flow {
	__u8 client, server; /* 10.0.0.N, 198.51.100.N */
	__u16 port; /* of the client */
	__u16 server_port;
	__u8 protocol;
	__u32 ifindex;
	__u64 packets, octets;
	const char *name;
};

static struct flow cache[64];
static unsigned int cached;

struct tl_source {
	int nothing;
};

struct tl_source *tl_source_open(const char *folder)
{
	(void)folder;
	return calloc(1, sizeof(struct tl_source));
}

void tl_source_close(struct tl_source *source)
{
	free(source);
}

static struct tl_flow_key key_of(const struct flow *flow)
{
	struct tl_flow_key key = {.source_port = flow->port,
				  .destination_port = flow->server_port,
				  .ethertype = ETH_IPV4,
				  .protocol = flow->protocol,
				  .ifindex = flow->ifindex};
	const __u8 client[] = {0xff, 0xff, 10, 0, 0, flow->client}, server[] = {0xff, 0xff, 198, 51, 100, flow->server};

	memcpy(key.source_address + 10, client, sizeof(client));
	memcpy(key.destination_address + 10, server, sizeof(server));
	return key;
}

static struct tl_flow_value value_of(const struct flow *flow)
{
	return (struct tl_flow_value){.key = key_of(flow),
				      .state = TL_FLOW_LIVE,
				      .packets = flow->packets,
				      .octets = flow->octets,
				      .layer2_octets = flow->octets,
				      .first_seen = NOW - 60 * SECOND,
				      .last_seen = NOW,
				      .has_syn = flow->protocol == TCP,
				      .initial_tcp_flags = flow->protocol == TCP ? 2 : 0,
				      .tcp_flags = flow->protocol == TCP ? 2 : 0};
}

int tl_source_read(struct tl_source *source, struct tl_tally *tally, bool *cut)
{
	(void)source;
	*cut = false;
	for (unsigned int i = 0; i < cached; i++) {
		struct tl_flow_value value = value_of(&cache[i]);

		assert_int_equal(tl_tally_add(tally, &value), 0);
	}
	return 0;
}

static const struct flow *flow_of(const struct tl_flow_key *key)
{
	for (unsigned int i = 0; i < cached; i++) {
		struct tl_flow_key own = key_of(&cache[i]);

		if (!memcmp(&own, key, sizeof(own)))
			return &cache[i];
	}
	return NULL;
}

bool tl_source_name(const struct tl_source *source, const struct tl_flow_key *key, enum tl_name_kind kind,
		    char name[TL_NAME_SIZE])
{
	const struct flow *flow = flow_of(key);

	(void)source;
	if (!flow || !flow->name || kind != TL_NAME_TLS_SNI)
		return false;
	snprintf(name, TL_NAME_SIZE, "%s", flow->name);
	return true;
}

void tl_source_values(const struct tl_source *source, const struct tl_flow_key *key, tl_source_take *take,
		      void *context)
{
	const struct flow *flow = flow_of(key);
	struct tl_flow_value value;

	(void)source;
	if (!flow)
		return;
	value = value_of(flow);
	take(context, &value, 0);
}

bool tl_source_details(const struct tl_source *source, const struct tl_flow_key *key, struct tl_details *details)
{
	(void)source;
	(void)key;
	(void)details;
	return false;
}

/* Voice from clients on port 5004. */
bool tl_source_media(const struct tl_source *source, const struct tl_flow_key *key, struct tl_media *media)
{
	(void)source;
	*media = (struct tl_media){.source = 7,
				   .type = 8,
				   .received = 21,
				   .base = 1,
				   .highest = 25,
				   .run = TL_MEDIA_CONVINCING,
				   .reported_received = 5};
	return key->source_port == 5004;
}

bool tl_source_exchange(const struct tl_source *source, const struct tl_flow_key *key, struct tl_exchange *exchange,
			unsigned int *side)
{
	(void)source;
	(void)key;
	*side = 0;
	memset(exchange, 0, sizeof(*exchange));
	exchange->sides[0].state = exchange->sides[1].state = TL_EXCHANGE_SEEN;
	exchange->events[0].retransmitted = 7;
	exchange->events[0].handshake_span = 100;
	exchange->events[1].handshake_span = 2000;
	return true;
}

#endif
