// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stddef.h>
#include <string.h>

#include "tls_hello.h"

void tl_tls_add_value(struct tl_tls_values *values, __u16 value)
{
	values->count++;
	if (values->kept < TL_TLS_VALUES)
		values->value[values->kept++] = value;
}

enum tl_dissection tl_tls_read_values(struct tl_tls_cursor *vector, __u32 size, struct tl_tls_values *values)
{
	const __u8 *octets = NULL;

	if (vector->length % size)
		return TL_DISSECT_FOREIGN;
	while (tl_tls_take(vector, size, &octets) == TL_DISSECT_WHOLE)
		tl_tls_add_value(values, (__u16)tl_octets_get(octets, size));
	return vector->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

void tl_tls_keep_name(char *name, const struct tl_tls_cursor *octets)
{
	if (octets->captured < octets->length || octets->length >= TL_TLS_NAME_SIZE ||
	    memchr(octets->octets, 0, octets->length))
		return;
	memcpy(name, octets->octets, octets->length);
	name[octets->length] = 0;
}
