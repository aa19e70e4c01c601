// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "interfaces.h"

#include <net/if.h>
#include <stdio.h>
#include <string.h>

#define ALIAS_PATH "/sys/class/net/%s/ifalias"

static bool is_known(const struct tl_interfaces *interfaces, __u32 number)
{
	for (unsigned int i = 0; i < interfaces->count; i++)
		if (interfaces->numbers[i] == number)
			return true;
	return false;
}

void tl_interfaces_note(struct tl_interfaces *interfaces, const struct tl_encoded *encoded)
{
	for (unsigned int i = 0; i < 2; i++) {
		__u32 number = encoded->interfaces[i];

		if (number && interfaces->count < TL_INTERFACES_MAX && !is_known(interfaces, number))
			interfaces->numbers[interfaces->count++] = number;
	}
}

void tl_interface_description(char text[TL_INTERFACE_DESCRIPTION], const char *name)
{
	char path[sizeof(ALIAS_PATH) + IF_NAMESIZE];
	FILE *file;

	snprintf(path, sizeof(path), ALIAS_PATH, name);
	file = fopen(path, "re");
	if (!file || !fgets(text, TL_INTERFACE_DESCRIPTION, file))
		text[0] = 0;
	if (file)
		fclose(file);
	text[strcspn(text, "\n")] = 0;
	if (!text[0])
		snprintf(text, TL_INTERFACE_DESCRIPTION, "%s", name);
}
