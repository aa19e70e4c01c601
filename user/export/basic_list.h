/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* basicList (RFC 6313 4.5.1): any number of values of one element. */
#ifndef TAPLESS_EXPORT_BASIC_LIST_H
#define TAPLESS_EXPORT_BASIC_LIST_H

#include <stddef.h>

#include <linux/types.h>

#define TL_BASIC_LIST_ID     291 /* IANA */
#define TL_BASIC_LIST_HEADER 9 /* octets, with an enterprise number */

struct tl_basic_list {
	__u32 enterprise; /* of its element */
	__u16 id;
	__u16 length; /* of a value, or TL_VARIABLE_LENGTH */
	const __u8 *at;
	size_t left;
};

/* Of a list of `count` items. TL_BASIC_LIST_HEADER octets at most; how many it were. */
size_t tl_basic_list_put_header(__u8 *at, __u32 enterprise, __u16 id, __u16 length, unsigned int count);

/* 0; -EBADMSG: that is no basicList, or its end cuts a value. */
int tl_basic_list_open(struct tl_basic_list *list, const __u8 *bytes, size_t length);

/* 1: a value; 0: that was the last. */
int tl_basic_list_next(struct tl_basic_list *list, const __u8 **value, size_t *length);

#endif
