/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What an IPFIX exporter must remember (RFC 7011 3.1, 8): sequence number, templates, option records. Encoded records go in,
 * whole messages come out through `deliver`; the transport around it does the I/O.
 */
#ifndef TAPLESS_EXPORT_SESSION_H
#define TAPLESS_EXPORT_SESSION_H

#include "encode.h"
#include "exporter.h"
#include "interfaces.h"
#include "message.h"
#include "reduce.h"

#define TL_TEMPLATES_MAX 16384

/* A message, and the flow records in it (there are none in one of templates and options only). */
struct tl_delivery {
	const __u8 *bytes;
	size_t length;
	struct tl_amount amount;
};

/* 0, or -errno if the message is lost: then all templates are announced again. */
typedef int tl_session_deliver(void *context, const struct tl_delivery *delivery);

/* What was not told to the collector, and what was. */
struct tl_statistics {
	struct tl_metering metering;
	struct tl_amount not_sent; /* flow records dropped by the exporter's policy */
};

struct tl_session_template; /* a template, by its set of fields */
struct tl_session_shape; /* what is known of records of one shape */

#define TL_OPTIONS_MAX 12

struct tl_option_templates {
	struct tl_template *templates[TL_OPTIONS_MAX];
	bool announced[TL_OPTIONS_MAX];
};

struct tl_session {
	const struct tl_export_options *options;
	size_t limit; /* longest message */
	bool withdraws; /* a transport that loses nothing: templates may be withdrawn (RFC 7011 8.1), and must not be where not (8.4) */
	size_t page; /* of a file: messages never lie across a multiple of it; 0: they may */
	size_t position; /* octets delivered: where in the file the next message begins */
	tl_session_deliver *deliver;
	void *context;

	__u32 sequence; /* data records sent before this message */
	__u32 in_message; /* data records in it, those of options too */
	struct tl_amount amount; /* flow records in it */
	__u64 latest_end;
	__u32 export_time; /* of the last message, or where the clock was set back to since */
	struct tl_field_set standard; /* the fields that are IANA's */
	struct tl_field_set shorter; /* those that the dialect has with another length */
	struct tl_reduction reduction;
	__u64 messages;
	struct {
		__u64 messages, octets, records;
	} exported; /* in all sessions: does not restart */
	struct tl_statistics statistics; /* as told last */
	bool options_due;
	bool withdrawal_due; /* of all that a file has from earlier processes */

	struct tl_session_template *templates;
	struct tl_session_shape *shapes; /* by tl_encoded.shape */
	unsigned int template_count;
	__u16 next_id, first_record_id; /* of the templates of records; those of options are below */
	struct tl_option_templates option_templates;
	struct tl_interfaces interfaces; /* none of a capture */
	struct tl_message message;
};

/* Templates get ids from `first_id` on. The options must live as long as the session. 0 or -ENOMEM. */
int tl_session_open(struct tl_session *session, const struct tl_export_options *options, size_t limit, __u16 first_id,
		    tl_session_deliver *deliver, void *context);

/* Adds a record, of the same encoder as those before it, or of no shape, delivering the message before it if that is full. -ENOMEM, -EMSGSIZE: not added. */
int tl_session_add(struct tl_session *session, const struct tl_encoded *encoded);

/* Adds the option records that are due, if any; tl_session_add() does it too. */
void tl_session_options(struct tl_session *session);

/* Tells statistics, in a message of their own. */
void tl_session_tell(struct tl_session *session, const struct tl_statistics *statistics);

/* Delivers the message that has been begun, if any. */
void tl_session_flush(struct tl_session *session);

/* Templates and option records again, before the next record: UDP's resend (RFC 7011 8.4), or after a loss. */
void tl_session_announce_again(struct tl_session *session);

/* A new transport session: what is in the unfinished message is forgotten, the sequence restarts. */
void tl_session_restart(struct tl_session *session);

void tl_session_close(struct tl_session *session);

/*
 * Files: a write within one page of the file is done as a whole or not at all, even if the process is killed in it; one across
 * two may be cut between them. No message lies across them, then: what is left of a page is filled by a record of padding.
 */
#define TL_FILE_PAGE 4096

/* For option records: room for `length` octets in this set (delivers a full message first), and one more data record. */
void tl_session_make_room(struct tl_session *session, __u16 set_id, size_t length);

#endif
