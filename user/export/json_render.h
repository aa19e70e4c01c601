/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A record as one JSON object, from its octets on the wire: the same text from an exporter and from `tapless decode`. */
#ifndef TAPLESS_EXPORT_JSON_RENDER_H
#define TAPLESS_EXPORT_JSON_RENDER_H

#include "buffer.h"
#include "template.h"

/* Tells of an element that is in no table of ours (RFC 5610 records of a file); NULL if it does not know it either. */
typedef const struct tl_element *tl_json_describe(void *context, __u32 enterprise, __u16 id);

/* Adds the object and a line feed. -EBADMSG if the record is cut, -ENOMEM. `describe` may be NULL. */
int tl_json_record(struct tl_buffer *out, const struct tl_template *template, const __u8 *bytes, size_t length,
		   tl_json_describe *describe, void *context);

/* Quoted and escaped. Bytes that are no UTF-8 become \xNN. */
void tl_json_string(struct tl_buffer *out, const __u8 *bytes, size_t length);

#endif
