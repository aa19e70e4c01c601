// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "services.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"

#define uthash_fatal(message) ((void)0)
#define HASH_NONFATAL_OOM     1
#include <uthash.h>

#define EPHEMERAL_FIRST 32768 /* Linux; from here on a port is a client's, or a passing one such as FTP's for data */

struct known {
	UT_hash_handle hh;
	struct tl_service service;
};

struct tl_known_services {
	struct known *known;
	__u64 rows;
	bool is_full;
};

const __u16 tl_service_fields[] = {
	TL_FORWARD(flowStartNanoseconds),   TL_FORWARD(flowEndNanoseconds),	  TL_FORWARD(sourceIPv4Address),
	TL_FORWARD(destinationIPv4Address), TL_FORWARD(sourceIPv6Address),	  TL_FORWARD(destinationIPv6Address),
	TL_FORWARD(sourceTransportPort),    TL_FORWARD(destinationTransportPort), TL_FORWARD(protocolIdentifier),
	TL_REVERSE(packetDeltaCount),	    TL_FORWARD(transactionNumber),	  TL_FORWARD(tcpSetup),
};
const unsigned int tl_service_field_count = sizeof(tl_service_fields) / sizeof(tl_service_fields[0]);

static bool was_served(const struct tl_entry *entry)
{
	char setup[TL_ENTRY_TEXT];

	if (!entry->counts || !entry->has_hosts || !entry->is_answered)
		return false;
	if (entry->protocol == IPPROTO_UDP)
		return entry->ports[0] > entry->ports[1];
	return entry->protocol == IPPROTO_TCP && tl_entry_text(entry, TL_FORWARD(tcpSetup), setup) &&
	       !strcmp(setup, "established");
}

bool tl_service_of(const struct tl_entry *entry, struct tl_service *service)
{
	if (!was_served(entry) || !entry->ports[1] || entry->ports[1] >= EPHEMERAL_FIRST ||
	    !tl_host_is_own(entry->hosts[1]))
		return false;
	*service = (struct tl_service){.port = entry->ports[1], .protocol = entry->protocol};
	memcpy(service->host, entry->hosts[1], sizeof(service->host));
	return true;
}

struct tl_known_services *tl_known_services_create(void)
{
	return calloc(1, sizeof(struct tl_known_services));
}

bool tl_known_services_has(const struct tl_known_services *services, const struct tl_service *service)
{
	struct known *known;

	HASH_FIND(hh, services->known, service, sizeof(*service), known);
	return known;
}

void tl_known_services_take(struct tl_known_services *services, const struct tl_entry *entry)
{
	struct tl_service service;
	struct known *known;

	services->rows++;
	if (!tl_service_of(entry, &service) || tl_known_services_has(services, &service))
		return;
	known = HASH_COUNT(services->known) < TL_SERVICES_MOST ? calloc(1, sizeof(*known)) : NULL;
	if (!known) {
		services->is_full = true;
		return;
	}
	known->service = service;
	HASH_ADD(hh, services->known, service, sizeof(known->service), known);
}

bool tl_known_services_is_full(const struct tl_known_services *services)
{
	return services->is_full;
}

__u64 tl_known_services_rows(const struct tl_known_services *services)
{
	return services->rows;
}

void tl_known_services_destroy(struct tl_known_services *services)
{
	struct known *known, *next;

	if (!services)
		return;
	HASH_ITER (hh, services->known, known, next) {
		HASH_DEL(services->known, known);
		free(known);
	}
	free(services);
}
