/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an exporter's file provides: one row of the table in exporter.c. A format turns records into octets, a transport carries
 * octets; the rest (queue, thread, account, back-off, end) is the same for all.
 */
#ifndef TAPLESS_EXPORT_TRANSPORT_H
#define TAPLESS_EXPORT_TRANSPORT_H

#include <sys/types.h>

#include "buffer.h"
#include "deliveries.h"
#include "exporter.h"
#include "parameters.h"
#include "queue.h"
#include "session.h"
#include "window.h"

struct tl_exporter;

/* In the exporter's thread. What is finished goes to tl_exporter_deliver(). */
struct tl_format {
	int (*add)(struct tl_exporter *exporter, const struct tl_encoded *encoded); /* -errno: cannot be expressed */
	void (*flush)(struct tl_exporter *exporter);
	void (*restart)(struct tl_exporter *exporter); /* a new connection: what is unfinished is forgotten */
	void (*lost)(struct tl_exporter *exporter); /* a datagram was */
	/* Every ten minutes, and at the end; NULL: it has no words for them. */
	void (*tell)(struct tl_exporter *exporter, const struct tl_statistics *statistics);
	/* For datagrams: octets of the message that begins here; `length` of them are messages. */
	size_t (*message_length)(const __u8 *bytes, size_t length);
	bool (*carries)(const struct tl_encoded *encoded); /* NULL: all; the others never come to add() */
	const char *carried; /* what it does, for the warning */
};

extern const struct tl_format tl_format_ipfix; /* of a struct tl_ipfix_exporter */
extern const struct tl_format tl_format_json; /* of a struct tl_json_exporter */

/* What becomes of records whose write failed. */
enum tl_on_error {
	TL_ON_ERROR_KEEP, /* the same octets again a second later; -ENXIO: nobody reads them; -EPIPE: nor ever will */
	TL_ON_ERROR_RESEND, /* on a new connection, all that was not written as a whole */
	TL_ON_ERROR_DROP, /* datagrams */
};

struct tl_transport {
	const char *scheme; /* with what parts it from the address: "json:", "ipfix+udp://" */
	const char *form; /* of the whole URI, for messages */
	unsigned int parameters; /* which of the URI's it takes: TL_FOR_… of parameters.h */
	bool only_uniflows; /* the format has no records of two directions */
	size_t size; /* of the exporter's own struct, whose first member is the struct tl_exporter */
	size_t connection; /* where in it the struct tl_connection is, for connection.h's TL_STREAM */
	const struct tl_format *format;
	enum tl_on_error on_error; /* what tl_exporter.on_error is before open() */
	unsigned int retry_seconds; /* from one attempt to connect to the next at least, by default */
	unsigned int patience_ms; /* how long a capture waits for a peer that takes nothing; 0: for ever */

	/* The address is the URI between scheme and parameters. 0, or -errno after an error that has been printed; then close() follows. */
	int (*open)(struct tl_exporter *exporter, const char *address);

	/* In the exporter's thread; they may wait, for a tenth of a second at most (local disks excepted). */

	/* NULL: nothing to do. 0: connected; -EAGAIN: under way; -errno: failed, and is tried again later. */
	int (*connect)(struct tl_exporter *exporter);
	/* Octets that were taken: of a datagram or file, those of the first message; -EAGAIN: none for now; -errno. */
	ssize_t (*write)(struct tl_exporter *exporter, const __u8 *bytes, size_t length);
	/*
	 * About once a second, and behind a flush; NULL: nothing to do. 0, -ESTALE: all is well, but another connection is to
	 * be made; or another -errno: the connection has ended.
	 */
	int (*tick)(struct tl_exporter *exporter);
	void (*disconnect)(struct tl_exporter *exporter); /* if there is connect() */
	/* Octets written that the peer has not acknowledged, -errno if the connection has ended; NULL: what is written is sent. */
	long (*unacknowledged)(struct tl_exporter *exporter);

	/* In the meter's thread, while the exporter's runs: what was read from files is out of date. NULL: nothing was. */
	void (*reload)(struct tl_exporter *exporter);

	/* In the meter's thread again: releases all but the struct. 0 or -errno, printed. */
	int (*close)(struct tl_exporter *exporter);
};

#define TL_POLL_MS 100 /* the tenth of a second */

#define TL_RETRY_SECONDS	60 /* RFC 7011 10.4.4 (TCP), 10.2.4 (SCTP): by default no more than one attempt a minute */
#define TL_RETRY_SECONDS_OTHERS 5 /* where nobody asks for that */

struct tl_exporter {
	const struct tl_transport *transport;
	char *uri;
	char *parameters; /* a copy of what is behind its question mark, for texts among the options */
	struct tl_export_options options;
	enum tl_on_error on_error;
	struct tl_field_set wanted; /* if options.fields says which */
	struct tl_queue queue;
	size_t gathers; /* octets: writes wait for more than that, while there are records at hand; 0: for none */
	bool is_told; /* of the meter's thread: that it was moved on */
	bool is_running;
	pthread_t thread;

	/* the thread's own, from here on */
	struct tl_run run; /* taken from the queue, and not added yet */
	struct tl_buffer out; /* finished, not written as a whole yet */
	size_t written; /* octets of it */
	struct tl_deliveries deliveries; /* in it */
	size_t in_flight; /* records in it */
	size_t added; /* records in it, and in what the format has not finished */
	struct tl_window window; /* written, and not sure to have arrived */
	__u64 window_at; /* tl_clock_ms(): when it is looked at next */
	bool is_told_not_carried;
	__u64 told; /* tl_clock_ms(): statistics, last */
	bool is_told_last;
	bool is_refused; /* the record behind these cannot be expressed */
	bool is_connected;
	bool is_broken; /* nobody will take records any more */
	bool is_attempting; /* a connection is under way */
	__u64 attempt_at; /* tl_clock_ms(): before it, none is tried */
	bool is_lost; /* a connection was, whose collector may still be ending */
	__u64 doubted_until; /* tl_clock_ms(): see tl_worker_is_doubted() */
	__u64 ticked; /* tl_clock_ms() */
	bool is_tick_due;
	int error; /* the last write's or connection's, told */
};

struct tl_ipfix_exporter {
	struct tl_exporter exporter;
	struct tl_session session;
	bool is_open; /* the session is */
};

int tl_ipfix_open(struct tl_ipfix_exporter *ipfix, size_t limit, __u16 first_id);
void tl_ipfix_close(struct tl_ipfix_exporter *ipfix);

/* Octets of the IPFIX message that begins here. */
size_t tl_ipfix_message_length(const __u8 *message, size_t length);

struct tl_json_template; /* by its set of fields */

struct tl_json_exporter {
	struct tl_exporter exporter;
	struct tl_json_template *templates;
	struct tl_buffer lines;
};

void tl_json_close(struct tl_json_exporter *json);

extern const struct tl_transport tl_transport_udp;
extern const struct tl_transport tl_transport_tcp;
extern const struct tl_transport tl_transport_sctp;
extern const struct tl_transport tl_transport_tls;
extern const struct tl_transport tl_transport_dtls;
extern const struct tl_transport tl_transport_netflow9;
extern const struct tl_transport tl_transport_netflow5;
extern const struct tl_transport tl_transport_file;
extern const struct tl_transport tl_transport_json;
extern const struct tl_transport tl_transport_json_tcp;
extern const struct tl_transport tl_transport_json_unix;
extern const struct tl_transport tl_transport_store;

/* Every output file is opened by this, at the start and again: the running daemon is not root. A descriptor, or -1 and errno. */
int tl_exporter_open_file(const struct tl_exporter *exporter, const char *path, int flags);

/* A folder for files that come later. 0 or -errno, printed. */
int tl_exporter_make_folder(const struct tl_exporter *exporter, const char *path);

/* NULL after an error that has been printed. */
struct tl_exporter *tl_exporter_open(const char *uri, const struct tl_export_options *options);
int tl_exporter_start(struct tl_exporter *exporter);
int tl_exporter_close(struct tl_exporter *exporter); /* its thread has ended; 0 or -errno, printed */

/* For formats: these octets are finished, and with them all records that were added before. -ENOMEM. */
int tl_exporter_deliver(struct tl_exporter *exporter, const __u8 *bytes, size_t length);

/* False: the descriptor does not take octets within TL_POLL_MS. */
bool tl_exporter_wait_writable(int descriptor);

#endif
