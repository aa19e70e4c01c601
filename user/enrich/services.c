// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "services.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#define NAME_SIZE     32
#define SERVICES_MOST 65536 /* whatever the file has: netbase's has four hundred */

struct service {
	UT_hash_handle hh;
	__u32 key;
	char name[NAME_SIZE];
};

struct tl_services {
	struct service *services;
};

static const struct {
	const char *name;
	__u8 number;
} protocols[] = {
	{"tcp", IPPROTO_TCP}, {"udp", IPPROTO_UDP}, {"sctp", IPPROTO_SCTP}, {"dccp", 33}, /* IPPROTO_DCCP */
};

static __u32 key_of(__u8 protocol, __u16 port)
{
	return (__u32)protocol << 16 | port;
}

static __u8 number_of(const char *protocol)
{
	for (size_t i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (!strcmp(protocol, protocols[i].name))
			return protocols[i].number;
	return 0;
}

/* "https 443/tcp # …"; other lines say nothing. The first name of a port is its own, later ones are aliases. */
static void take_line(struct tl_services *services, const char *line)
{
	char name[NAME_SIZE], protocol[8];
	struct service *service;
	unsigned int port;
	__u32 key;

	if (sscanf(line, "%31[^ \t#] %u/%7[a-z]", name, &port, protocol) != 3 || port > 0xffff || !number_of(protocol))
		return;
	key = key_of(number_of(protocol), (__u16)port);
	HASH_FIND(hh, services->services, &key, sizeof(key), service);
	if (service || HASH_COUNT(services->services) >= SERVICES_MOST)
		return;
	service = calloc(1, sizeof(*service));
	if (!service)
		return;
	service->key = key;
	memcpy(service->name, name, sizeof(name));
	HASH_ADD(hh, services->services, key, sizeof(key), service);
}

struct tl_services *tl_services_open(const char *path)
{
	struct tl_services *services = calloc(1, sizeof(*services));
	FILE *file = services ? fopen(path ? path : "/etc/services", "re") : NULL;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		take_line(services, line);
	if (file)
		fclose(file);
	return services;
}

const char *tl_services_name(const struct tl_services *services, __u8 protocol, __u16 port)
{
	const struct service *service;
	__u32 key = key_of(protocol, port);

	HASH_FIND(hh, services->services, &key, sizeof(key), service);
	return service ? service->name : NULL;
}

void tl_services_close(struct tl_services *services)
{
	struct service *service, *next;

	if (!services)
		return;
	HASH_ITER (hh, services->services, service, next) {
		HASH_DEL(services->services, service);
		free(service);
	}
	free(services);
}
