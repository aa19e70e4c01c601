/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The answers of a DNS message as one text. */
#ifndef TAPLESS_DISSECT_DNS_ANSWERS_H
#define TAPLESS_DISSECT_DNS_ANSWERS_H

#include "dns.h"
#include "dns_name.h"

/*
 * Puts a record behind those that are told already: "300 A 192.0.2.1,60 CNAME web.example.org", TTL, type, and the data where that is an
 * address or a name; before them the name whose record it is, if `owner` is not empty. Whole ones only: what no longer fits ends the
 * text. `data`: stands at the record's data, of `length` octets.
 */
void tl_dns_tell_answer(struct tl_dns_facts *facts, const char *owner, const struct tl_dns_answer *answer,
			struct tl_dns_reader data, __u16 length);

#endif
