// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "udp_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/log.h"

#define SEND_BUFFER (1 << 20)

/* The address is one of this host: 0, or -errno. */
static int bind_source(int socket, const char *source, int family)
{
	const struct addrinfo hints = {.ai_family = family, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST};
	struct addrinfo *list;
	int error;

	if (!source)
		return 0;
	if (getaddrinfo(source, NULL, &hints, &list))
		return -EAFNOSUPPORT;
	error = bind(socket, list->ai_addr, list->ai_addrlen) ? -errno : 0;
	freeaddrinfo(list);
	return error;
}

static int set_multicast(int socket, const struct tl_export_options *options, int family)
{
	struct ip_mreqn place = {.imr_ifindex = 0};
	int ttl = (int)options->multicast_ttl;

	if (ttl && setsockopt(socket, family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP,
			      family == AF_INET6 ? IPV6_MULTICAST_HOPS : IP_MULTICAST_TTL, &ttl, sizeof(ttl)))
		return -errno;
	if (!options->multicast_interface)
		return 0;
	place.imr_ifindex = (int)if_nametoindex(options->multicast_interface);
	if (!place.imr_ifindex)
		return -ENODEV;
	if (family == AF_INET6)
		return setsockopt(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, &place.imr_ifindex,
				  sizeof(place.imr_ifindex))
			       ? -errno
			       : 0;
	return setsockopt(socket, IPPROTO_IP, IP_MULTICAST_IF, &place, sizeof(place)) ? -errno : 0;
}

int tl_udp_prepare(int socket, const struct tl_exporter *exporter, int family)
{
	const struct tl_export_options *options = &exporter->options;
	const int size = SEND_BUFFER;
	int error = set_multicast(socket, options, family);

	if (error) {
		tl_error("%s: multicast by interface `%s`: %s", exporter->uri,
			 options->multicast_interface ? options->multicast_interface : "", strerror(-error));
		return error;
	}
	error = bind_source(socket, options->source, family);
	if (error && error != -EAFNOSUPPORT) /* the collector may have an address of another family too */
		tl_error("%s: cannot send from `%s`: %s; it must be an address of this host", exporter->uri,
			 options->source, strerror(-error));
	setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)); /* less is fine */
	return error;
}

static bool is_multicast(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET6)
		return IN6_IS_ADDR_MULTICAST(&((const struct sockaddr_in6 *)address)->sin6_addr);
	return IN_MULTICAST(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
}

/* A group within one link, and no word of which. */
static bool lacks_interface(const struct sockaddr *address, const struct tl_export_options *options)
{
	const struct sockaddr_in6 *place = (const struct sockaddr_in6 *)address;

	return address->sa_family == AF_INET6 && IN6_IS_ADDR_MC_LINKLOCAL(&place->sin6_addr) && !place->sin6_scope_id &&
	       !options->multicast_interface;
}

const char *tl_udp_misfit(const struct sockaddr *address, const struct tl_export_options *options)
{
	if (lacks_interface(address, options))
		return "a link-local group needs its interface: `?interface=eth0`";
	if ((options->multicast_interface || options->multicast_ttl) && !is_multicast(address))
		return "`interface` and `ttl` are of no use: the address is no multicast group, its routes decide";
	return NULL;
}

static int tell_no_way(const struct tl_exporter *exporter, int error)
{
	if (error == -EAFNOSUPPORT && exporter->options.source)
		tl_error("%s: cannot send from `%s`: it is no address of the collector's kind", exporter->uri,
			 exporter->options.source);
	else
		tl_error("%s: no way to the collector: %s", exporter->uri, strerror(-error));
	return error;
}

int tl_udp_connect(struct tl_udp *udp, const struct tl_exporter *exporter, const struct addrinfo *list)
{
	int error = -EADDRNOTAVAIL;

	for (const struct addrinfo *at = list; at; at = at->ai_next) {
		udp->socket = socket(at->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (udp->socket < 0) {
			error = -errno;
			continue;
		}
		error = tl_udp_prepare(udp->socket, exporter, at->ai_family);
		if (error && error != -EAFNOSUPPORT)
			return error;
		if (!error && !connect(udp->socket, at->ai_addr, at->ai_addrlen))
			return at->ai_family;
		error = error ? error : -errno;
		close(udp->socket);
		udp->socket = -1;
	}
	return tell_no_way(exporter, error);
}
