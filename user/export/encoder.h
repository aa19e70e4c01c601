/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Encodes many records: what it has found out about a shape (predicates.h) is kept for the next record of that shape. Of one thread. */
#ifndef TAPLESS_EXPORT_ENCODER_H
#define TAPLESS_EXPORT_ENCODER_H

#include "encode.h"

struct tl_encoder;

struct tl_encoder *tl_encoder_create(void); /* NULL without memory */
void tl_encoder_free(struct tl_encoder *encoder); /* NULL is fine */

/*
 * As tl_encode(), and numbers the shape: up to TL_SHAPES_MAX of them, later ones have none. What it has encoded is good for as long as
 * it lives.
 */
void tl_encoder_encode(struct tl_encoder *encoder, struct tl_encoded *encoded, const struct tl_record *record);

#endif
