// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "first_packets.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Places were claimed in another order than times were taken if two CPUs were at it. */
static void insert(struct tl_packet_list *list, const struct tl_sighting *sighting, __u16 length, unsigned int side)
{
	unsigned int at = list->count;

	if (list->count == TL_FIRST_PACKETS) {
		if (sighting->time >= list->packets[at - 1].time)
			return;
		at--;
	} else {
		list->count++;
	}
	for (; at && list->packets[at - 1].time > sighting->time; at--)
		list->packets[at] = list->packets[at - 1];
	list->packets[at].time = sighting->time;
	list->packets[at].length = length;
	list->packets[at].side = sighting->side ? !side : side;
}

static void insert_segments(struct tl_packet_list *list, const struct tl_sighting *sighting, unsigned int side)
{
	for (unsigned int i = 1; i <= sighting->packets && i <= TL_FIRST_PACKETS; i++)
		insert(list, sighting, i < sighting->packets ? sighting->length : sighting->last_length, side);
}

void tl_packet_list_merge(struct tl_packet_list **list, const struct tl_packet_list *from)
{
	if (!from || (*list && (*list)->packets[0].time <= from->packets[0].time))
		return;
	if (!*list)
		*list = malloc(sizeof(**list));
	if (*list)
		**list = *from;
}

void tl_packet_list_add(struct tl_packet_list **list, const struct tl_first_packets *from, unsigned int side)
{
	struct tl_packet_list added = {};

	for (unsigned int i = 0; i < from->claimed && i < TL_FIRST_PACKETS; i++)
		insert_segments(&added, &from->packets[i], side);
	if (added.count)
		tl_packet_list_merge(list, &added);
}

static __s16 saturated(__u16 length)
{
	return length > INT16_MAX ? INT16_MAX : (__s16)length;
}

void tl_packet_list_fill(struct tl_record_packets *packets, const struct tl_packet_list *list, unsigned int forward)
{
	if (!list)
		return;
	packets->count = list->count;
	for (unsigned int i = 0; i < list->count; i++) {
		packets->times[i] = list->packets[i].time;
		packets->lengths[i] = saturated(list->packets[i].length);
		packets->directions[i] = list->packets[i].side == forward ? 1 : -1;
	}
}

void tl_record_packets_keep(struct tl_record_packets *packets, int direction)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < packets->count; i++) {
		if (packets->directions[i] != direction)
			continue;
		packets->times[kept] = packets->times[i];
		packets->lengths[kept] = packets->lengths[i];
		packets->directions[kept++] = 1;
	}
	packets->count = kept;
}
