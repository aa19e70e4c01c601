// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "http2_fields.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static const struct tl_http_field kept[] = {
	{":method", offsetof(struct tl_http2_head, method), sizeof(((struct tl_http2_head *)0)->method)},
	{":authority", offsetof(struct tl_http2_head, authority), sizeof(((struct tl_http2_head *)0)->authority)},
	{":path", offsetof(struct tl_http2_head, path), sizeof(((struct tl_http2_head *)0)->path)},
	{":status", offsetof(struct tl_http2_head, status), sizeof(((struct tl_http2_head *)0)->status)},
	{"host", offsetof(struct tl_http2_head, host), sizeof(((struct tl_http2_head *)0)->host)},
	{"user-agent", offsetof(struct tl_http2_head, user_agent), sizeof(((struct tl_http2_head *)0)->user_agent)},
	{"referer", offsetof(struct tl_http2_head, referer), sizeof(((struct tl_http2_head *)0)->referer)},
	{"content-type", offsetof(struct tl_http2_head, content_type),
	 sizeof(((struct tl_http2_head *)0)->content_type)},
	{"server", offsetof(struct tl_http2_head, server), sizeof(((struct tl_http2_head *)0)->server)},
};

/* The inflater's memory, counted: peers choose what their tables hold, and there are many conversations. */
static void *resize(void *octets, size_t size, void *context)
{
	size_t *taken = context, before = malloc_usable_size(octets);
	void *resized;

	if (!size)
		size = 1;
	if (size > before && size - before > TL_HTTP2_OCTETS - (*taken < TL_HTTP2_OCTETS ? *taken : TL_HTTP2_OCTETS))
		return NULL;
	resized = realloc(octets, size);
	if (resized)
		*taken += malloc_usable_size(resized) - before;
	return resized;
}

static void *allocate(size_t size, void *context)
{
	return resize(NULL, size, context);
}

static void *allocate_zeros(size_t count, size_t size, void *context)
{
	void *octets = size && count > SIZE_MAX / size ? NULL : resize(NULL, count * size, context);

	return octets ? memset(octets, 0, count * size) : NULL;
}

static void release(void *octets, void *context)
{
	*(size_t *)context -= malloc_usable_size(octets);
	free(octets);
}

/* nghttp2 may go on using the functions' row: it lives as long as the inflater does. */
static bool begin(struct tl_http2_fields *fields, void *taken)
{
	fields->memory = (nghttp2_mem){taken, allocate, release, allocate_zeros, resize};
	if (nghttp2_hd_inflate_new2(&fields->inflater, &fields->memory))
		return false;
	return !fields->table || !nghttp2_hd_inflate_change_table_size(fields->inflater, fields->table);
}

void tl_http2_fields_allow(struct tl_http2_fields *fields, __u32 table)
{
	if (table > TL_HTTP2_TABLE_MOST)
		table = TL_HTTP2_TABLE_MOST;
	if (table <= NGHTTP2_DEFAULT_HEADER_TABLE_SIZE || table <= fields->table)
		return;
	fields->table = table;
	if (fields->inflater)
		nghttp2_hd_inflate_change_table_size(fields->inflater, table);
}

void tl_http2_head_empty(struct tl_http2_head *head)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		((char *)head)[kept[i].offset] = 0;
}

static void keep(struct tl_http2_head *head, const nghttp2_nv *field)
{
	const struct tl_http_span name = {field->name, (__u32)field->namelen};
	const struct tl_http_span value = {field->value, (__u32)field->valuelen};

	tl_http_keep_field(head, kept, sizeof(kept) / sizeof(kept[0]), &name, &value);
}

bool tl_http2_fields_read(struct tl_http2_fields *fields, size_t *taken, const struct tl_http_span *piece, bool is_last,
			  struct tl_http2_head *head)
{
	const __u8 *at = piece->octets, *end = piece->octets + piece->length;
	int flags;

	if (!fields->inflater && !begin(fields, taken))
		return false;
	do {
		nghttp2_nv field;
		ssize_t read;

		flags = 0;
		read = nghttp2_hd_inflate_hd2(fields->inflater, &field, &flags, at, (size_t)(end - at), is_last);
		if (read < 0)
			return false;
		at += read;
		if (flags & NGHTTP2_HD_INFLATE_EMIT)
			keep(head, &field);
	} while (!(flags & NGHTTP2_HD_INFLATE_FINAL) && (flags & NGHTTP2_HD_INFLATE_EMIT || at < end));
	return !is_last || !nghttp2_hd_inflate_end_headers(fields->inflater);
}

void tl_http2_fields_free(struct tl_http2_fields *fields)
{
	if (fields->inflater)
		nghttp2_hd_inflate_del(fields->inflater);
	memset(fields, 0, sizeof(*fields));
}
