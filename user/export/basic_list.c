// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "basic_list.h"

#include <errno.h>

#include "element.h"
#include "../lib/octets.h"
#include "template.h"

#define ENTERPRISE_BIT 0x8000

/* RFC 6313 4.4 */
#define SEMANTICS_ORDERED   4
#define SEMANTICS_UNDEFINED 255

size_t tl_basic_list_put_header(__u8 *at, __u32 enterprise, __u16 id, __u16 length, unsigned int count)
{
	at[0] = count == 1 ? SEMANTICS_UNDEFINED : SEMANTICS_ORDERED; /* of one item there is no order (5.6) */
	tl_octets_put(at + 1, enterprise ? id | ENTERPRISE_BIT : id, 2);
	tl_octets_put(at + 3, length, 2);
	if (!enterprise)
		return 5;
	tl_octets_put(at + 5, enterprise, 4);
	return TL_BASIC_LIST_HEADER;
}

static int take(struct tl_basic_list *list, const __u8 **value, size_t *length)
{
	*length = list->length;
	if (list->length == TL_VARIABLE_LENGTH && tl_values_take_length(&list->at, &list->left, length))
		return -EBADMSG;
	if (list->left < *length)
		return -EBADMSG;
	*value = list->at;
	list->at += *length;
	list->left -= *length;
	return 1;
}

int tl_basic_list_open(struct tl_basic_list *list, const __u8 *bytes, size_t length)
{
	size_t header = length > 1 && bytes[1] & 0x80 ? TL_BASIC_LIST_HEADER : 5;
	struct tl_basic_list walked;
	const __u8 *value;
	int status = 1;

	if (length < header)
		return -EBADMSG;
	*list = (struct tl_basic_list){
		.enterprise = header == TL_BASIC_LIST_HEADER ? (__u32)tl_octets_get(bytes + 5, 4) : 0,
		.id = tl_octets_get(bytes + 1, 2) & ~ENTERPRISE_BIT,
		.length = (__u16)tl_octets_get(bytes + 3, 2),
		.at = bytes + header,
		.left = length - header,
	};
	if (!list->length)
		return -EBADMSG;
	walked = *list;
	while (walked.left && status > 0)
		status = take(&walked, &value, &length);
	return status < 0 ? status : 0;
}

int tl_basic_list_next(struct tl_basic_list *list, const __u8 **value, size_t *length)
{
	return list->left ? take(list, value, length) : 0;
}
