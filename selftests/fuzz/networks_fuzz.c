// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files of networks: any text, and what it says of an address. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "enrich/networks_file.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_network_table table = {0};
	char reason[TL_NETWORKS_REASON] = "", *text = malloc(size + 1);
	int error;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	error = tl_networks_parse(&table, text, reason);
	if (!error != !reason[0])
		abort();
	for (size_t i = 0; !error && i < table.count; i++)
		if (table.rows[i].bits > 128)
			abort();
	tl_networks_free_table(&table);
	free(text);
	return 0;
}
