// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "enterprise.h"

#include <string.h>

#include "element_list.h"

const struct tl_enterprise tl_enterprises[] = {
	{TL_PEN_IANA, "iana"}, {TL_PEN_TAPLESS, "tapless"}, {TL_PEN_CERT, "cert"},     {TL_PEN_NTOP, "ntop"},
	{TL_PEN_MUNI, "muni"}, {TL_PEN_FLOWMON, "flowmon"}, {TL_PEN_CESNET, "cesnet"},
};

const unsigned int tl_enterprise_count = sizeof(tl_enterprises) / sizeof(tl_enterprises[0]);

unsigned int tl_enterprise_by_number(__u32 number)
{
	unsigned int place = 0;

	while (place < tl_enterprise_count && tl_enterprises[place].number != number)
		place++;
	return place;
}

unsigned int tl_enterprise_by_name(const char *name)
{
	unsigned int place = 0;

	while (place < tl_enterprise_count && strcmp(tl_enterprises[place].name, name) != 0)
		place++;
	return place;
}
