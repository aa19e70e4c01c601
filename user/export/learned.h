/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Elements that a file describes by itself: RFC 5610 type records. */
#ifndef TAPLESS_EXPORT_LEARNED_H
#define TAPLESS_EXPORT_LEARNED_H

#include "reader.h"

struct tl_learned;

struct tl_learned *tl_learned_create(void); /* NULL without memory */

/* Takes an options record; those that describe no element are ignored, so are those beyond 4096 elements. */
void tl_learned_add(struct tl_learned *learned, const struct tl_reader_record *record);

/* A tl_json_describe; the context is the struct tl_learned. */
const struct tl_element *tl_learned_describe(void *learned, __u32 enterprise, __u16 id);

void tl_learned_destroy(struct tl_learned *learned); /* NULL is fine */

#endif
