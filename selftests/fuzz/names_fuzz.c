// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The name finder on any bytes, with and without what stands in front of a message: never reads outside, never takes a byte behind the
 * message for a part of it.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/names.h>

#include "fuzz.h"

static enum tl_name_result look(struct tl_name_search *search, const uint8_t *bytes, size_t size, int filler)
{
	memset(search, filler, sizeof(*search));
	memcpy(search->bytes, bytes, size < TL_NAME_PREFIX ? size : TL_NAME_PREFIX);
	return tl_name_find(search, (__u32)size);
}

static void check_name(const struct tl_name_search *search)
{
	if (search->length < 1 || search->length >= TL_NAME_SIZE)
		abort();
	for (size_t i = search->length; i < TL_NAME_SIZE; i++)
		if (search->name[i])
			abort();
}

/* Octets in front of the message, whatever stands behind it. */
static size_t preface(const uint8_t *bytes, size_t size)
{
	static struct tl_name_search first, second;
	size_t there = size < TL_PREFACE_MOST ? size : TL_PREFACE_MOST;

	memset(&first, 0, sizeof(first));
	memset(&second, '\n', sizeof(second));
	memcpy(first.bytes, bytes, there);
	memcpy(second.bytes, bytes, there);
	tl_name_preface(&first, (__u32)size);
	tl_name_preface(&second, (__u32)size);
	if (first.position > size || first.position != second.position)
		abort();
	return first.position;
}

static void find(const uint8_t *bytes, size_t size)
{
	static struct tl_name_search first, second;
	enum tl_name_result result = look(&first, bytes, size, 0), shorter;

	if (result != look(&second, bytes, size, '\n'))
		abort();
	if (result == TL_NAME_FOUND) {
		check_name(&first);
		if (first.length != second.length || memcmp(first.name, second.name, TL_NAME_SIZE))
			abort();
	}
	if (!size || size > TL_NAME_PREFIX)
		return;
	/* Fewer bytes never say more: a name or its absence stays what it is when more bytes come. */
	shorter = look(&second, bytes, size - 1, 0);
	if (shorter == TL_NAME_FOUND && (result != TL_NAME_FOUND || memcmp(first.name, second.name, TL_NAME_SIZE)))
		abort();
	if (shorter == TL_NAME_ABSENT && result != TL_NAME_ABSENT)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t front = size ? preface(bytes, size) : 0;

	find(bytes, size);
	if (front)
		find(bytes + front, size - front);
	return 0;
}
