// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "listener.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../export/address.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "health.h"

#define SECOND 1000000000ull
#define BEAT_LATEST                                                                                                    \
	(10 * SECOND) /* the loop comes round each second; a full ring and a slow disk may hold it up a little */
#define PREPARED_FOR   SECOND /* who asks more often gets the same answer: to count walks over all maps */
#define CONNECTIONS    16u
#define PATIENCE       10u /* seconds for a client that says nothing */
#define DEFAULT_HOST   "127.0.0.1"
#define METRICS_FORMAT "text/plain; version=0.0.4; charset=utf-8"

struct tl_listener {
	int socket;
	const char *instance;
	struct MHD_Daemon *server;
	__u64 beat; /* CLOCK_BOOTTIME; written by the meter's thread */
	struct tl_health health; /* the rest is the server's thread's */
	char *metrics;
	size_t metrics_length;
	__u64 prepared;
};

struct answer {
	unsigned int status;
	const char *type;
	const char *body;
	size_t length;
};

/* "PORT", "ADDRESS:PORT", "[ADDRESS]:PORT": numbers, as names could mean an address that is not this host's alone. */
static int resolve(const char *address, struct addrinfo **list)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				       .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
	const char *colon = strrchr(address, ':'), *port = colon ? colon + 1 : address;
	char host[64];
	size_t length = colon ? (size_t)(colon - address) : 0;
	bool bracketed = length > 2 && address[0] == '[' && address[length - 1] == ']';

	if (bracketed)
		snprintf(host, sizeof(host), "%.*s", (int)length - 2, address + 1);
	else
		snprintf(host, sizeof(host), "%.*s", (int)length, address);
	if (!tl_address_is_port(port) || getaddrinfo(colon ? host : DEFAULT_HOST, port, &hints, list)) {
		tl_error("--listen %s: not PORT, ADDRESS:PORT or [IPv6 ADDRESS]:PORT", address);
		return -EINVAL;
	}
	return 0;
}

int tl_listener_check(const char *address)
{
	struct addrinfo *list;
	int error = resolve(address, &list);

	if (!error)
		freeaddrinfo(list);
	return error;
}

static int listen_at(const char *address)
{
	struct addrinfo *list;
	int error = resolve(address, &list), on = 1, descriptor;

	if (error)
		return error;
	descriptor = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor >= 0)
		setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (descriptor < 0 || bind(descriptor, list->ai_addr, list->ai_addrlen) || listen(descriptor, CONNECTIONS)) {
		error = -errno;
		tl_error("--listen %s: %s%s", address, strerror(-error),
			 error == -EADDRINUSE ? "; another meter, or another program? Choose another port" : "");
		if (descriptor >= 0)
			close(descriptor);
	}
	freeaddrinfo(list);
	return error ? error : descriptor;
}

int tl_listener_open(struct tl_listener **listener, const char *address)
{
	int descriptor;

	*listener = NULL;
	if (!address)
		return 0;
	descriptor = listen_at(address);
	if (descriptor < 0)
		return descriptor;
	*listener = calloc(1, sizeof(**listener));
	if (!*listener) {
		close(descriptor);
		tl_error("no memory to listen at %s", address);
		return -ENOMEM;
	}
	(*listener)->socket = descriptor;
	return 0;
}

static struct answer text(unsigned int status, const char *body)
{
	return (struct answer){status, "text/plain; charset=utf-8", body, strlen(body)};
}

static struct answer health(struct tl_listener *listener)
{
	__u64 beat = __atomic_load_n(&listener->beat, __ATOMIC_RELAXED);

	if (!beat || tl_boot_time() - beat > BEAT_LATEST)
		return text(MHD_HTTP_SERVICE_UNAVAILABLE, "the meter's loop does not come round\n");
	return text(MHD_HTTP_OK, "ok\n");
}

static int prepare(struct tl_listener *listener)
{
	__u64 now = tl_boot_time();
	FILE *out;
	int error;

	if (listener->metrics && now - listener->prepared < PREPARED_FOR)
		return 0;
	error = tl_health_take(&listener->health, listener->instance, true);
	if (error)
		return error;
	free(listener->metrics);
	listener->metrics = NULL;
	out = open_memstream(&listener->metrics, &listener->metrics_length);
	if (!out)
		return -ENOMEM;
	tl_health_print(&listener->health, out);
	listener->prepared = now;
	return fclose(out) ? -ENOMEM : 0;
}

static struct answer metrics(struct tl_listener *listener)
{
	if (prepare(listener))
		return text(MHD_HTTP_INTERNAL_SERVER_ERROR, "the counters cannot be read; the log says why\n");
	return (struct answer){MHD_HTTP_OK, METRICS_FORMAT, listener->metrics, listener->metrics_length};
}

/* Ready: some interface is attached to, so packets are counted; one that is waited for may still come. */
static struct answer readiness(struct tl_listener *listener)
{
	struct answer alive = health(listener);
	__u64 attached = 0;

	if (alive.status != MHD_HTTP_OK)
		return alive;
	if (prepare(listener))
		return text(MHD_HTTP_SERVICE_UNAVAILABLE, "the counters cannot be read; the log says why\n");
	for (unsigned int hook = 0; hook < TL_HOOK__MAX; hook++)
		attached += listener->health.attached[hook];
	return attached ? text(MHD_HTTP_OK, "ready\n")
			: text(MHD_HTTP_SERVICE_UNAVAILABLE, "no interface is attached to yet\n");
}

static const struct {
	const char *path;
	struct answer (*answer)(struct tl_listener *listener);
} pages[] = {
	{"/metrics", metrics},
	{"/healthz", health},
	{"/readyz", readiness},
};

static struct answer answer_for(struct tl_listener *listener, const char *path, const char *method)
{
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
		return text(MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD\n");
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (!strcmp(path, pages[i].path))
			return pages[i].answer(listener);
	return text(MHD_HTTP_NOT_FOUND, "there are /metrics, /healthz and /readyz\n");
}

static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *path, const char *method,
			     const char *version, const char *upload, size_t *upload_size, void **request)
{
	struct answer answer;
	struct MHD_Response *response;
	enum MHD_Result result;

	(void)version, (void)upload, (void)request;
	if (*upload_size) { /* nothing that anybody sends is wanted */
		*upload_size = 0;
		return MHD_YES;
	}
	answer = answer_for(context, path, method);
	response =
		MHD_create_response_from_buffer(answer.length, (void *)(uintptr_t)answer.body, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.type);
	result = MHD_queue_response(connection, answer.status, response);
	MHD_destroy_response(response);
	return result;
}

int tl_listener_start(struct tl_listener *listener, const char *instance)
{
	if (!listener)
		return 0;
	listener->instance = instance;
	listener->server = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, serve, listener,
					    MHD_OPTION_LISTEN_SOCKET, listener->socket, MHD_OPTION_CONNECTION_LIMIT,
					    CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, PATIENCE, MHD_OPTION_END);
	if (!listener->server) {
		tl_error("--listen: the server does not start: %s", strerror(errno));
		return -EIO;
	}
	listener->socket = -1; /* the server's now */
	return 0;
}

void tl_listener_beat(struct tl_listener *listener)
{
	if (listener)
		__atomic_store_n(&listener->beat, tl_boot_time(), __ATOMIC_RELAXED);
}

void tl_listener_stop(struct tl_listener *listener)
{
	if (listener && listener->server)
		MHD_stop_daemon(listener->server);
	if (listener)
		listener->server = NULL;
}

void tl_listener_close(struct tl_listener *listener)
{
	if (!listener)
		return;
	tl_listener_stop(listener);
	if (listener->socket >= 0)
		close(listener->socket);
	free(listener->metrics);
	free(listener);
}
