// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "columns.h"

#include <string.h>

/* clang-format off */
const struct tl_column_style tl_columns[TL_COLUMN__MAX] = {
	[TL_COLUMN_CLIENT] = {"CLIENT", "who opened the connection, as far as it can be told",
			      15, 39, 2, 7, tl_cell_client, NULL, 0},
	[TL_COLUMN_SERVER] = {"SERVER", "the other end: the name that the client asked for, or its address",
			      15, 60, 4, 8, tl_cell_server, NULL, 0},
	[TL_COLUMN_HOST] = {"HOST", "address", 15, 39, 4, 8, tl_cell_host, NULL, 0},
	[TL_COLUMN_NAME] = {"NAME", "name of a server", 20, 80, 4, 8, tl_cell_name, NULL, 0},
	[TL_COLUMN_APPLICATION] = {"APPLICATION", "by name or payload; with ?: by the port alone",
				   11, 24, 1, 8, tl_cell_application, NULL, 0},
	[TL_COLUMN_PORT] = {"PORT", "the server's, and the protocol", 9, 18, 0, 6, tl_cell_port, NULL, 0},
	[TL_COLUMN_COUNTRY] = {"CC", "country of the server, or else of the client", 2, 2, 0, 5, tl_cell_country, NULL,
			       TL_KNOWN_PLACES},
	[TL_COLUMN_NETWORK] = {"NETWORK (AS)", "autonomous system, likewise", 12, 36, 3, 4, tl_cell_network, NULL,
			       TL_KNOWN_PLACES},
	[TL_COLUMN_CITY] = {"CITY", "likewise", 10, 24, 1, 1, tl_cell_city, NULL, TL_KNOWN_CITIES},
	[TL_COLUMN_OWN] = {"OWN NETWORK", "of the client, or else of the server: --networks", 11, 30, 2, 4,
			   tl_cell_own, NULL, TL_KNOWN_NETWORKS},
	[TL_COLUMN_INTERFACE] = {"IFACE", "interface that counted it", 5, 15, 1, 1, tl_cell_interface, NULL, 0},
	[TL_COLUMN_FLOWS] = {"FLOWS", "how many", 5, 5, 0, 7, tl_cell_flows, tl_cell_number_flows, 0},
	[TL_COLUMN_PACKET_RATE] = {"PKT/S", "packets a second, both directions", 5, 5, 0, 5,
				   tl_cell_packet_rate, tl_cell_number_packet_rate, 0},
	[TL_COLUMN_BIT_RATE] = {"BIT/S", "bits a second, whole frames", 5, 5, 0, TL_NEVER,
				tl_cell_bit_rate, tl_cell_number_bit_rate, 0},
	[TL_COLUMN_SHARE] = {"SHARE", "of all bits a second", 5, 5, 0, 3, tl_cell_share, tl_cell_number_bit_rate, 0},
	[TL_COLUMN_PACKETS] = {"PKTS", "packets since the flow came into the cache", 5, 5, 0, 2,
			       tl_cell_packets, tl_cell_number_packets, 0},
	[TL_COLUMN_BYTES] = {"BYTES", "octets of these", 5, 5, 0, 6, tl_cell_bytes, tl_cell_number_bytes, 0},
	[TL_COLUMN_AGE] = {"AGE", "time since the first packet", 5, 5, 0, 3, tl_cell_age, tl_cell_number_age, 0},
};
/* clang-format on */

static unsigned int total(const unsigned int widths[TL_COLUMN__MAX])
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		if (widths[i])
			sum += widths[i] + (sum ? 1 : 0);
	return sum;
}

/* Of two that go in the same turn the one on the left. */
static void drop_until_it_fits(unsigned int columns, unsigned int widths[TL_COLUMN__MAX])
{
	for (unsigned int turn = 1; turn < TL_NEVER; turn++)
		for (unsigned int i = 0; i < TL_COLUMN__MAX && total(widths) > columns; i++)
			if (tl_columns[i].drop == turn)
				widths[i] = 0;
}

/* A column at a time gets its share, so that no blank is lost to rounding. */
static void give_rest(unsigned int columns, unsigned int widths[TL_COLUMN__MAX])
{
	bool given = true;

	while (given) {
		given = false;
		for (unsigned int i = 0; i < TL_COLUMN__MAX; i++) {
			for (unsigned int n = 0; n < tl_columns[i].share; n++) {
				if (!widths[i] || widths[i] >= tl_columns[i].most || total(widths) >= columns)
					break;
				widths[i]++;
				given = true;
			}
		}
	}
}

void tl_columns_layout(const unsigned char *list, unsigned int columns, unsigned int known,
		       unsigned int widths[TL_COLUMN__MAX])
{
	memset(widths, 0, sizeof(*widths) * TL_COLUMN__MAX);
	for (unsigned int i = 0; list[i] != TL_COLUMN__MAX; i++)
		if (!i || (tl_columns[list[i]].needs & known) == tl_columns[list[i]].needs)
			widths[list[i]] = tl_columns[list[i]].least;
	drop_until_it_fits(columns, widths);
	give_rest(columns, widths);
}
