/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What is counted to find anomalies: who or what it is about, and the counts of each. */
#ifndef TAPLESS_REPORT_ANOMALY_H
#define TAPLESS_REPORT_ANOMALY_H

#include "distinct.h"
#include "frequent.h"
#include "section.h"
#include "services.h"

enum tl_subject {
	TL_SUBJECT_SOURCE, /* a host that opens flows: its address */
	TL_SUBJECT_SERVER, /* struct tl_service */
	TL_SUBJECT_NEW_SERVICE, /* struct tl_service */
	TL_SUBJECT_DNS_CLIENT, /* its address */
	TL_SUBJECT_DNS_NAME, /* the name */
	TL_SUBJECT_PAIR, /* an own host and one elsewhere: two addresses */
	TL_SUBJECT__COUNT,
};

struct tl_source_counts {
	__u64 flows, unanswered;
	struct tl_distinct hosts, ports; /* in vain; ports: pairs of host and port */
	struct tl_distinct served; /* such pairs that answered */
	struct tl_service latest;
	__u64 at; /* when that was */
};

struct tl_server_counts {
	__u64 flows, refused, unanswered;
	__u64 packets, sent_again;
	__u64 answers, slow; /* answers that took more than a second */
	struct tl_distinct clients;
};

struct tl_new_service_counts {
	__u64 records, flows; /* flows that ended: one of an hour has many records */
	__u64 first;
	__u8 client[16]; /* the first one */
	char application[32];
};

struct tl_dns_counts {
	__u64 queries, failures;
	struct tl_distinct others; /* names of a client, clients of a name; of failures */
	char latest[128]; /* name that failed */
	__u64 at; /* when that was */
	__u8 client[16];
	__u16 code;
};

struct tl_pair_counts {
	__u64 sent, received;
};

struct tl_anomalies {
	const struct tl_known_services *known;
	struct tl_frequent *subjects[TL_SUBJECT__COUNT];
	__u64 answered; /* flows; none: the records are of one direction each, nobody can tell */
};

bool tl_anomalies_begin(struct tl_anomalies *anomalies, const struct tl_inquiry *inquiry);
void tl_anomalies_take(struct tl_anomalies *anomalies, const struct tl_entry *entry);
void tl_anomalies_add(struct tl_anomalies *anomalies, struct tl_anomalies *other);
void tl_anomalies_end(struct tl_anomalies *anomalies);

#endif
