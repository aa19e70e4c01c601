/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Exporters, each with a queue and a thread of its own, so that none can delay another or the meter; chosen by URI scheme.
 * `ipfix+udp://HOST[:4739]`, `ipfix+tcp://HOST[:4739]`, `ipfix+sctp://HOST[:4739]`, `ipfix+tls://HOST[:4740]`,
 * `ipfix+dtls://HOST[:4740]`, `file:PATH`, `json:PATH`, `json:-`,
 * `store:DIR`, `json+tcp://HOST:PORT`, `json+unix://PATH`, `netflow9://HOST[:2055]`, `netflow5://HOST[:2055]`; parameters.h has what may follow.
 */
#ifndef TAPLESS_EXPORT_EXPORTER_H
#define TAPLESS_EXPORT_EXPORTER_H

#include <stdbool.h>

#include <tapless/account.h>
#include <tapless/counters.h>

#include "../enrich/application.h"
#include "dialect.h"

#define TL_EXPORTERS_MAX 32 /* as often as an option may be given */

struct tl_exporters; /* all of them */

/* What the metering process says of itself (RFC 7011 4.1, 4.2), since it began. */
struct tl_metering {
	__u64 flows; /* that have ended */
	struct tl_count ignored; /* seen by a hook, and in no flow; octets are those of layer 2 */
};

struct tl_export_options {
	bool uniflow; /* two uniflows instead of one RFC 5103 biflow */
	__u32 observation_domain; /* IANA 149 */
	unsigned int template_seconds; /* UDP: templates again after this time; 0: default (600) */
	__u32 enterprise_number; /* of the elements that nobody else defines; 0: TL_PEN_TAPLESS */
	unsigned int elements; /* enum tl_elements_sent */
	unsigned int sizes; /* enum tl_sizes: of integers in IPFIX */
	const char *fields; /* names of the elements that are wanted, with commas between; NULL: all */
	unsigned int retry_seconds; /* from one attempt to connect to the next at least; 0: the transport's default */
	const char *source; /* UDP: address to send from; NULL: the kernel's choice */
	const char *multicast_interface; /* UDP: by which multicast leaves; NULL: as the routes say */
	unsigned int multicast_ttl; /* UDP: 0: 1, the kernel's own */
	unsigned int rate; /* UDP: messages a second at most; 0: default (16000) */
	unsigned int path_mtu; /* UDP: largest IP packet; 0: default (1400) */
	const struct tl_application *applications; /* the caller's, told to IPFIX collectors */
	size_t application_count;
	unsigned int rotate_seconds, keep_files,
		zstd_level; /* of files that follow one another (rotation.h); 0: not so */
	__u64 rotate_octets;
	__u64 active_timeout, idle_timeout; /* seconds, for the options record 36, 37; 0: none sent */
	/* For output files, as open(path, flags | O_CLOEXEC, 0640); NULL: just that. */
	int (*open_file)(const char *path, int flags);
	/* For folders in which the daemon's user makes files later; NULL: mkdir(). 0 or -errno, printed. */
	int (*make_folder)(const char *path);
	void (*will_read)(const char *path); /* told of files that tl_exporters_reload() reads again; may be NULL */
	const char *ca, *certificate, *key,
		*peer_name; /* TLS: files, and whom the collector must be; NULL: see tls.h */
	__u32 store_seconds; /* how long the history is kept, 0: default (30 days); its size, 0: default (10 GB) */
	__u64 store_octets;
	unsigned int detail; /* enum tl_detail: what it keeps */
	__u32 exporting_process; /* IANA 144: its number among the exporters */
	bool capture; /* `tapless read`: export time follows the records, not the clock; a slow peer is waited for */
};

/* The options are copied; what a URI says wins for its exporter. NULL without memory. */
struct tl_exporters *tl_exporters_create(const struct tl_export_options *options);

/* Opens the exporter of a URI. 0, or -errno after an error that has been printed (unknown scheme, bad path, host not found). */
int tl_exporters_add(struct tl_exporters *exporters, const char *uri);

/* Opens nothing: are scheme and parameters of this URI right? 0, or -errno after an error that has been printed. */
int tl_exporter_check(const char *uri);

unsigned int tl_exporters_count(const struct tl_exporters *exporters);
const char *tl_exporters_uri(const struct tl_exporters *exporters, unsigned int number);

/* Does it send uniflows? Then its account counts them. */
bool tl_exporters_uniflow(const struct tl_exporters *exporters, unsigned int number);

/* Before the start: exporter `number` goes on with this account; records that it has handed over will not go out again. */
void tl_exporters_resume(struct tl_exporters *exporters, unsigned int number, const struct tl_account *account);

/* Starts the threads, which get the capabilities and the signal mask of the caller. 0 or -errno, printed. */
int tl_exporters_start(struct tl_exporters *exporters);

/*
 * Gives a record to all exporters; `position` is that of the ring record that brought it. Never waits, but in a capture.
 * -ENOMEM: the record is in no queue.
 */
int tl_exporters_record(struct tl_exporters *exporters, const struct tl_record *record, __u64 position);

/* A sweep's mark: every record up to `boundary` has been given. What is unfinished goes out. */
void tl_exporters_reach(struct tl_exporters *exporters, const struct tl_boundary *boundary);

/* What was seen and is in no record: told to collectors every ten minutes and at the end. */
void tl_exporters_observe(struct tl_exporters *exporters, const struct tl_count *ignored);

/* Certificates are read again by those that have some, for their next connection. */
void tl_exporters_reload(struct tl_exporters *exporters);

/* A round ends (lib/need.h). True: memory of batches went back to the system. */
bool tl_exporters_settle(struct tl_exporters *exporters);

/* What is unfinished goes out, without a mark. */
void tl_exporters_flush(struct tl_exporters *exporters);

/*
 * Exporters with records before this position that have waited for a second are moved on: these count as dropped. `patient`: not
 * one that has sent something within that second.
 */
void tl_exporters_move_on(struct tl_exporters *exporters, __u64 position, bool patient);

/* Does some exporter that sends have a MiB of records that it has not come to yet? */
bool tl_exporters_are_behind(const struct tl_exporters *exporters);

/* `base`, `since`, `joined` are as they were given to tl_exporters_resume(). */
void tl_exporters_account(const struct tl_exporters *exporters, unsigned int number, struct tl_account *account);

/*
 * Waits until all is handed over, at most `seconds` for slow peers. What then still waits is dropped and said, or left to the
 * next daemon if `keep`. 0 or the first exporter's -errno.
 */
int tl_exporters_finish(struct tl_exporters *exporters, unsigned int seconds, bool keep);

/* Frees; NULL is fine. Drops what was not finished. */
void tl_exporters_close(struct tl_exporters *exporters);

#endif
