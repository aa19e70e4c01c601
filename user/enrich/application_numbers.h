/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What of the table of applications is found by a number: ports, protocols of IP, EtherTypes. */
#ifndef TAPLESS_ENRICH_APPLICATION_NUMBERS_H
#define TAPLESS_ENRICH_APPLICATION_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/types.h>

enum tl_application_number_of {
	TL_NUMBER_OF_TCP = 1, /* a port */
	TL_NUMBER_OF_UDP,
	TL_NUMBER_OF_IP,
	TL_NUMBER_OF_ETHERTYPE,
	TL_NUMBER_OF_PAYLOAD, /* a port at which some protocol of payload may be another application: "=dns:5353" */
};

/* All zeros: there are none. */
struct tl_application_numbers {
	struct tl_application_number {
		__u32 key; /* 0: none */
		__u32 row;
	} * slots;
	size_t mask, count;
};

/* From now on that is this row. False without memory. */
bool tl_application_numbers_put(struct tl_application_numbers *numbers, enum tl_application_number_of kind,
				__u16 number, size_t row);

/* Which row that is; -1: none. */
long tl_application_numbers_find(const struct tl_application_numbers *numbers, enum tl_application_number_of kind,
				 __u16 number);

void tl_application_numbers_free(struct tl_application_numbers *numbers);

#endif
