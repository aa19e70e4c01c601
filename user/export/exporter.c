// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The table of exporters, and what all of them do alike: split, encode, account. */
#include "exporter.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "../flow/join.h"
#include "../lib/log.h"
#include "transport.h"

static const struct tl_transport *const transports[] = {
	&tl_transport_udp,
	&tl_transport_tcp,
	&tl_transport_file,
	&tl_transport_json,
};

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
	char forms[256] = "";

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

struct tl_exporter *tl_exporter_open(const char *uri, const struct tl_export_options *options)
{
	const struct tl_transport *transport = find_transport(uri);
	struct tl_exporter *exporter;
	int error;

	if (!transport) {
		print_unknown(uri);
		return NULL;
	}
	exporter = calloc(1, transport->size);
	if (!exporter)
		goto no_memory;
	exporter->transport = transport;
	exporter->options = *options;
	exporter->uri = strdup(uri);
	if (!exporter->uri)
		goto no_memory;
	error = transport->open(exporter, uri + strlen(transport->scheme));
	if (error) {
		if (error == -ENOMEM)
			tl_error("no memory for exporter %s", uri);
		transport->close(exporter, 0);
		free(exporter->uri);
		free(exporter);
		return NULL;
	}
	return exporter;

no_memory:
	tl_error("no memory for exporter %s", uri);
	free(exporter);
	return NULL;
}

static void export_one(struct tl_exporter *exporter, const struct tl_record *record)
{
	tl_encode(&exporter->encoded, record);
	exporter->transport->record(exporter, &exporter->encoded);
}

void tl_exporter_record(struct tl_exporter *exporter, const struct tl_record *record)
{
	struct tl_record forward, reverse;

	if (!exporter->options.uniflow) {
		export_one(exporter, record);
		return;
	}
	if (!tl_record_split(record, &forward, &reverse)) {
		export_one(exporter, &forward);
		return;
	}
	export_one(exporter, &forward);
	export_one(exporter, &reverse);
}

void tl_exporter_tick(struct tl_exporter *exporter)
{
	exporter->transport->tick(exporter);
}

void tl_exporter_account(const struct tl_exporter *exporter, struct tl_export_account *account)
{
	*account = exporter->account;
}

const char *tl_exporter_uri(const struct tl_exporter *exporter)
{
	return exporter->uri;
}

int tl_exporter_close(struct tl_exporter *exporter, unsigned int seconds)
{
	int error;

	if (!exporter)
		return 0;
	error = exporter->transport->close(exporter, seconds);
	free(exporter->uri);
	free(exporter);
	return error;
}

void tl_exporter_sent(struct tl_exporter *exporter, const struct tl_amount *amount)
{
	exporter->account.sent_records += amount->records;
	exporter->account.sent_packets += amount->packets;
	exporter->account.sent_octets += amount->octets;
}

void tl_exporter_dropped(struct tl_exporter *exporter, const struct tl_amount *amount)
{
	exporter->account.dropped_records += amount->records;
	exporter->account.dropped_packets += amount->packets;
	exporter->account.dropped_octets += amount->octets;
}

void tl_exporter_waits(struct tl_exporter *exporter, const struct tl_amount *amount)
{
	exporter->account.waiting_records = amount->records;
	exporter->account.waiting_packets = amount->packets;
	exporter->account.waiting_octets = amount->octets;
}
