/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records that are longer than a message may be. They are cut rather than sent in fragments of IP (RFC 7011 10.3.3). */
#ifndef TAPLESS_EXPORT_FIT_H
#define TAPLESS_EXPORT_FIT_H

#include "encode.h"

/* Octets that there are for a record, and for its template; each has a message of its own if need be. */
struct tl_room {
	size_t record, template;
};

/* Has the template of these fields room? */
bool tl_template_fits(const struct tl_field_set *fields, unsigned int sent, const struct tl_room *room);

bool tl_encoded_fits(const struct tl_encoded *encoded, unsigned int sent, const struct tl_room *room);

/*
 * Cuts the longest texts, all to one length. Of a record whose template alone is too long, fields at the table's end are left out
 * before. The record then tells how many octets it has lost (textOctetsCut), if our own elements are sent. False: it does not fit.
 */
bool tl_encoded_fit(struct tl_encoded *encoded, unsigned int sent, const struct tl_room *room);

#endif
