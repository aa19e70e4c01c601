/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Exporters: one row of the table in exporter.c and one file each, chosen by URI scheme.
 * `ipfix+udp://HOST[:4739]`, `ipfix+tcp://HOST[:4739]`, `file:PATH`, `json:PATH`, `json:-`.
 */
#ifndef TAPLESS_EXPORT_EXPORTER_H
#define TAPLESS_EXPORT_EXPORTER_H

#include <stdbool.h>

#include <tapless/counters.h>

#include "../flow/record.h"

struct tl_exporter;

struct tl_export_options {
	bool uniflow; /* two uniflows instead of one RFC 5103 biflow */
	__u32 observation_domain; /* IANA 149 */
	unsigned int template_seconds; /* UDP: templates again after this time; 0: default (600) */
	unsigned int path_mtu; /* UDP: largest IP packet; 0: default (1400) */
	__u64 active_timeout, idle_timeout; /* seconds, for the options record 36, 37; 0: none sent */
	/* For output files, as open(path, flags | O_CLOEXEC, 0640); NULL: just that. */
	int (*open_file)(const char *path, int flags);
	bool capture; /* `tapless read`: export time follows the records, not the clock */
};

/* What an exporter did with the records it was given; packets and octets are those counted in these records. */
struct tl_export_account {
	__u64 sent_records, sent_packets, sent_octets; /* handed over: the write returned */
	__u64 waiting_records, waiting_packets, waiting_octets; /* in its bounded queue */
	__u64 dropped_records, dropped_packets, dropped_octets; /* by policy: queue full, peer away */
};

/* Opens the exporter of a URI. NULL after an error that has been printed (unknown scheme, bad path, host not found). */
struct tl_exporter *tl_exporter_open(const char *uri, const struct tl_export_options *options);

/* Never blocks longer than a local write; what the peer does not take is queued, then dropped and counted. */
void tl_exporter_record(struct tl_exporter *exporter, const struct tl_record *record);

/* Called at least once a second: sends what is due (partial messages, templates), reconnects. */
void tl_exporter_tick(struct tl_exporter *exporter);

void tl_exporter_account(const struct tl_exporter *exporter, struct tl_export_account *account);
const char *tl_exporter_uri(const struct tl_exporter *exporter);

/* Sends all that is left, waits at most `seconds` for a slow peer, frees. NULL is fine. 0 or -errno. */
int tl_exporter_close(struct tl_exporter *exporter, unsigned int seconds);

#endif
