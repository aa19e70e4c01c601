// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of exporters; opening and closing one. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../lib/log.h"
#include "transport.h"
#include "wanted.h"

/* A row a line. */
/* clang-format off */
static const struct tl_transport *const transports[] = {
	&tl_transport_udp,
	&tl_transport_tcp,
	&tl_transport_sctp,
	&tl_transport_tls,
	&tl_transport_dtls,
	&tl_transport_netflow9,
	&tl_transport_netflow5,
	&tl_transport_file,
	&tl_transport_json,
	&tl_transport_json_tcp,
	&tl_transport_json_unix,
	&tl_transport_store,
};
/* clang-format on */

#define TRANSPORTS (sizeof(transports) / sizeof(transports[0]))

static const struct tl_transport *find_transport(const char *uri)
{
	for (unsigned int i = 0; i < TRANSPORTS; i++)
		if (!strncmp(uri, transports[i]->scheme, strlen(transports[i]->scheme)))
			return transports[i];
	return NULL;
}

static void print_unknown(const char *uri)
{
	char forms[512] = "";

	for (unsigned int i = 0; i < TRANSPORTS; i++) {
		strncat(forms, i ? ", " : "", sizeof(forms) - strlen(forms) - 1);
		strncat(forms, transports[i]->form, sizeof(forms) - strlen(forms) - 1);
	}
	tl_error("`%s` is no destination for records; known are %s", uri, forms);
}

int tl_exporter_open_file(const struct tl_exporter *exporter, const char *path, int flags)
{
	return exporter->options.open_file ? exporter->options.open_file(path, flags)
					   : open(path, flags | O_CLOEXEC, 0640);
}

int tl_exporter_make_folder(const struct tl_exporter *exporter, const char *path)
{
	int error = 0;

	if (exporter->options.make_folder)
		return exporter->options.make_folder(path);
	if (mkdir(path, 0750) && errno != EEXIST) {
		error = -errno;
		tl_error("%s: cannot make the folder %s: %s", exporter->uri, path, strerror(-error));
	}
	return error;
}

bool tl_exporter_wait_writable(int descriptor)
{
	struct pollfd ready = {.fd = descriptor, .events = POLLOUT};

	return poll(&ready, 1, TL_POLL_MS) > 0;
}

/* What the URI wants differently from the others. */
static int set_options(struct tl_exporter *exporter)
{
	const struct tl_transport *transport = exporter->transport;
	bool wants_biflows;
	int error;

	exporter->options.uniflow = exporter->options.uniflow || transport->only_uniflows;
	exporter->parameters = strdup(exporter->uri + tl_parameters_begin(exporter->uri));
	if (!exporter->parameters)
		return -ENOMEM;
	error = exporter->parameters[0] ? tl_parameters_apply(exporter->uri, exporter->parameters + 1,
							      transport->parameters, &exporter->options)
					: 0;
	if (!error && exporter->options.fields) {
		error = tl_wanted_read(exporter->uri, exporter->options.fields, &exporter->wanted);
		exporter->queue.wanted = &exporter->wanted;
	}
	wants_biflows = !error && transport->only_uniflows && !exporter->options.uniflow;
	if (wants_biflows)
		tl_error("%s: NetFlow has no records of two directions; leave out uniflow=0", exporter->uri);
	return wants_biflows ? -EINVAL : error;
}

static int open_address(struct tl_exporter *exporter)
{
	size_t scheme = strlen(exporter->transport->scheme), end = tl_parameters_begin(exporter->uri);
	char *address = strndup(exporter->uri + scheme, end > scheme ? end - scheme : 0);
	int error;

	if (!address)
		return -ENOMEM;
	error = exporter->transport->open(exporter, address);
	free(address);
	return error;
}

static struct tl_exporter *create(const struct tl_transport *transport, const char *uri,
				  const struct tl_export_options *options)
{
	struct tl_exporter *exporter = calloc(1, transport->size);

	if (!exporter)
		return NULL;
	exporter->uri = strdup(uri);
	if (!exporter->uri) {
		free(exporter);
		return NULL;
	}
	exporter->transport = transport;
	exporter->options = *options;
	exporter->on_error = transport->on_error;
	tl_queue_init(&exporter->queue);
	exporter->queue.carries = transport->format->carries;
	strncpy(exporter->queue.account.uri, uri, sizeof(exporter->queue.account.uri) - 1);
	return exporter;
}

static void discard(struct tl_exporter *exporter)
{
	tl_buffer_free(&exporter->out);
	tl_queue_fini(&exporter->queue);
	free(exporter->parameters);
	free(exporter->uri);
	free(exporter);
}

int tl_exporter_check(const char *uri)
{
	static const struct tl_export_options none;
	const struct tl_transport *transport = find_transport(uri);
	struct tl_exporter *exporter;
	int error;

	if (!transport) {
		print_unknown(uri);
		return -EINVAL;
	}
	exporter = create(transport, uri, &none);
	if (!exporter)
		return -ENOMEM;
	error = set_options(exporter);
	discard(exporter);
	return error;
}

struct tl_exporter *tl_exporter_open(const char *uri, const struct tl_export_options *options)
{
	const struct tl_transport *transport = find_transport(uri);
	struct tl_exporter *exporter;
	int error = -ENOMEM;

	if (!transport) {
		print_unknown(uri);
		return NULL;
	}
	exporter = create(transport, uri, options);
	if (exporter)
		error = set_options(exporter);
	if (exporter && error) {
		discard(exporter);
		return NULL;
	}
	if (exporter)
		error = open_address(exporter);
	if (!error)
		return exporter;
	if (error == -ENOMEM)
		tl_error("no memory for exporter %s", uri);
	if (exporter)
		tl_exporter_close(exporter);
	return NULL;
}

int tl_exporter_close(struct tl_exporter *exporter)
{
	int error = exporter->transport->close(exporter);

	discard(exporter);
	return error;
}
