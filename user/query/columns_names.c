// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Names that are looked up (--lookup) for the addresses of rows. That is done once, for all rows that are shown, which is known
 * only when the last one has come: so the addresses are taken out of the cells again.
 */
#include "columns.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "naming.h"

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80" */
static bool read_address(const struct tl_column *column, const char *cell, __u8 address[16])
{
	char text[INET6_ADDRSTRLEN];
	size_t length = strlen(cell);

	if (!column->is_end && column->quantity.meaning != TL_MEANING_ADDRESS)
		return false;
	if (cell[0] == '[')
		length = strcspn(++cell, "]");
	else if (column->is_end && strchr(cell, ':') == strrchr(cell, ':'))
		length = strcspn(cell, ":");
	if (length >= sizeof(text))
		return false;
	memcpy(text, cell, length);
	text[length] = '\0';
	memset(address, 0, 10);
	memset(address + 10, 0xff, 2);
	return inet_pton(AF_INET, text, address + 12) == 1 || inet_pton(AF_INET6, text, address) == 1;
}

unsigned int tl_columns_addresses(const struct tl_columns *columns, const char *cells, __u8 (*addresses)[16])
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < columns->count; i++, cells += strlen(cells) + 1)
		count += read_address(&columns->columns[i], cells, addresses[count]);
	return count;
}

void tl_columns_name(const struct tl_columns *columns, const char *cells, const struct tl_naming *naming,
		     struct tl_buffer *named)
{
	for (unsigned int i = 0; i < columns->count; i++, cells += strlen(cells) + 1) {
		char name[256] = "";
		__u8 address[16];

		if (read_address(&columns->columns[i], cells, address))
			tl_naming_address(naming, address, name, sizeof(name));
		tl_buffer_text(named, cells);
		if (name[0])
			tl_buffer_print(named, " %s", name);
		tl_buffer_put(named, "", 1);
	}
}
