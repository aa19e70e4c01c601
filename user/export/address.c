// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "address.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"

struct place {
	char host[TL_HOST_SIZE];
	const char *port;
};

bool tl_address_is_port(const char *text)
{
	char *end;
	unsigned long port = strtoul(text, &end, 10);

	return text[0] >= '0' && text[0] <= '9' && !*end && port >= 1 && port <= 65535;
}

/* RFC 6874: in a URI a zone stands behind %25; a % alone is taken too. */
static void decode_zone(char *host)
{
	char *zone = strstr(host, "%25");

	if (zone)
		memmove(zone + 1, zone + 3, strlen(zone + 3) + 1);
}

/* NULL, or what is wrong with the address. */
static const char *split(const char *address, const char *default_port, struct place *place)
{
	const char *host = address, *end, *rest;

	if (address[0] == '[') {
		host = address + 1;
		end = strchr(host, ']');
		if (!end)
			return "the ] after the IPv6 address is missing";
		rest = end + 1;
	} else {
		end = address + strcspn(address, ":");
		rest = end;
		if (end[0] && strchr(end + 1, ':'))
			return "an IPv6 address stands in brackets: [ADDRESS]:PORT";
	}
	if (end == host)
		return "the host is missing";
	if (end - host >= TL_HOST_SIZE)
		return "the host name is too long";
	if (rest[0] && (rest[0] != ':' || !tl_address_is_port(rest + 1)))
		return "the port is a number from 1 to 65535, after a colon";
	if (!rest[0] && !default_port)
		return "the port is missing: HOST:PORT";
	snprintf(place->host, sizeof(place->host), "%.*s", (int)(end - host), host);
	if (host != address)
		decode_zone(place->host);
	place->port = rest[0] ? rest + 1 : default_port;
	return NULL;
}

/* There is such an address behind each interface. */
static bool lacks_zone(const struct addrinfo *place)
{
	const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)place->ai_addr;

	return place->ai_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr) && !address->sin6_scope_id;
}

int tl_address_resolve(const char *uri, const char *address, const char *default_port, int socket_type,
		       struct addrinfo **list)
{
	const struct addrinfo hints = {.ai_socktype = socket_type, .ai_flags = AI_NUMERICSERV};
	struct place place;
	const char *wrong = split(address, default_port, &place);
	int error;

	if (wrong) {
		tl_error("%s: %s", uri, wrong);
		return -EINVAL;
	}
	error = getaddrinfo(place.host, place.port, &hints, list);
	if (!error && lacks_zone(*list)) {
		tl_error("%s: a link-local address needs its interface: [%s%%eth0]", uri, place.host);
		freeaddrinfo(*list);
		*list = NULL;
		return -EINVAL;
	}
	if (!error)
		return 0;
	tl_error("%s: host `%s` not found: %s", uri, place.host,
		 error == EAI_SYSTEM ? strerror(errno) : gai_strerror(error));
	return -EHOSTUNREACH;
}

void tl_address_host(const char *address, char host[TL_HOST_SIZE])
{
	struct place place = {.host = ""};

	split(address, TL_IPFIX_PORT, &place);
	place.host[strcspn(place.host, "%")] = 0; /* certificates have no zones */
	memcpy(host, place.host, TL_HOST_SIZE);
}
