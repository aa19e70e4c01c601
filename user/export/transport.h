/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What an exporter's file provides: one row of the table in exporter.c. */
#ifndef TAPLESS_EXPORT_TRANSPORT_H
#define TAPLESS_EXPORT_TRANSPORT_H

#include "encode.h"
#include "exporter.h"

struct tl_transport {
	const char *scheme; /* with what parts it from the address: "json:", "ipfix+udp://" */
	const char *form; /* of the whole URI, for messages */
	size_t size; /* of the transport's own struct, whose first member is the struct tl_exporter */
	/* The address is the URI behind the scheme. 0, or -errno after an error that has been printed; then close() follows. */
	int (*open)(struct tl_exporter *exporter, const char *address);
	void (*record)(struct tl_exporter *exporter, const struct tl_encoded *encoded);
	void (*tick)(struct tl_exporter *exporter);
	/* Sends what is left, releases all but the struct. 0 or -errno, printed. */
	int (*close)(struct tl_exporter *exporter, unsigned int seconds);
};

struct tl_exporter {
	const struct tl_transport *transport;
	char *uri;
	struct tl_export_options options;
	struct tl_export_account account;
	struct tl_encoded encoded; /* scratch of tl_exporter_record() */
};

extern const struct tl_transport tl_transport_udp;
extern const struct tl_transport tl_transport_tcp;
extern const struct tl_transport tl_transport_file;
extern const struct tl_transport tl_transport_json;

/* Every output file is opened by this, at the start and again: the running daemon is not root. A descriptor, or -1 and errno. */
int tl_exporter_open_file(const struct tl_exporter *exporter, const char *path, int flags);

/* For the account: records that went out, did not, or wait (all of them, each time). */
void tl_exporter_sent(struct tl_exporter *exporter, const struct tl_amount *amount);
void tl_exporter_dropped(struct tl_exporter *exporter, const struct tl_amount *amount);
void tl_exporter_waits(struct tl_exporter *exporter, const struct tl_amount *amount);

#endif
