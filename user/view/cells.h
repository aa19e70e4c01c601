/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What stands in the columns of one line. */
#ifndef TAPLESS_VIEW_CELLS_H
#define TAPLESS_VIEW_CELLS_H

#include "grouping.h"
#include "interfaces.h"

#define TL_CELL_SIZE 512 /* the longest name, each of its bytes taking at most two */

/* What cells need to know besides. */
struct tl_cell_context {
	__u64 now;
	double bit_rate; /* of everything */
	const struct tl_interface_names *interfaces; /* NULL: none are known */
};

typedef void tl_cell(char text[TL_CELL_SIZE], const struct tl_line *line, const struct tl_cell_context *context);
typedef double tl_cell_number(const struct tl_line *line);

tl_cell tl_cell_client, tl_cell_server, tl_cell_host, tl_cell_name, tl_cell_application, tl_cell_port, tl_cell_country,
	tl_cell_network, tl_cell_city, tl_cell_own, tl_cell_interface, tl_cell_flows, tl_cell_packet_rate,
	tl_cell_bit_rate, tl_cell_share, tl_cell_packets, tl_cell_bytes, tl_cell_age;
tl_cell_number tl_cell_number_flows, tl_cell_number_packet_rate, tl_cell_number_bit_rate, tl_cell_number_packets,
	tl_cell_number_bytes, tl_cell_number_age;

/* The address of the client (`end` 0) or of the server. */
void tl_cell_address(char text[TL_CELL_SIZE], const struct tl_line *line, unsigned int end);

#endif
