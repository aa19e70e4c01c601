/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which fields a destination wants (`?fields=sourceIPv4Address,octetDeltaCount,…`): few of them make short records. An element
 * stands for both of its directions.
 */
#ifndef TAPLESS_EXPORT_WANTED_H
#define TAPLESS_EXPORT_WANTED_H

#include "encode.h"

/* The fields that `list` names, with commas between. -EINVAL after an error that has been printed and names the word. */
int tl_wanted_read(const char *uri, const char *list, struct tl_field_set *wanted);

/*
 * Is there something of it to be sent? A transaction (DESIGN: a record without packets and octets) is one only if its number is
 * wanted: without it nobody could tell it from a flow.
 */
bool tl_wanted_has(const struct tl_field_set *wanted, const struct tl_encoded *encoded);

#endif
