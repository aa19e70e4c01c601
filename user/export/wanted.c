// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "wanted.h"

#include <errno.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"

#define NAME_SIZE 64

static int refuse(const char *uri, const char *name)
{
	const char *names[TL_ELEMENT__COUNT], *near;

	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++)
		names[row] = tl_elements[row].name;
	near = tl_suggest(name, names, TL_ELEMENT__COUNT);
	tl_error("%s: there is no element `%s`%s%s%s; `tapless fields` lists them", uri, name,
		 near ? ", did you mean `" : "", near ? near : "", near ? "`?" : "");
	return -EINVAL;
}

static int add(const char *uri, const char *name, struct tl_field_set *wanted)
{
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		if (strcmp(tl_elements[row].name, name) != 0)
			continue;
		tl_field_set_add(wanted, row);
		tl_field_set_add(wanted, TL_ELEMENT__COUNT + row);
		return 0;
	}
	return refuse(uri, name);
}

int tl_wanted_read(const char *uri, const char *list, struct tl_field_set *wanted)
{
	char name[NAME_SIZE];

	memset(wanted, 0, sizeof(*wanted));
	for (;;) {
		size_t length = strcspn(list, ",");
		int error;

		if (length >= sizeof(name)) {
			tl_error("%s: a name among the fields has more than %d letters", uri, NAME_SIZE - 1);
			return -EINVAL;
		}
		memcpy(name, list, length);
		name[length] = '\0';
		error = add(uri, name, wanted);
		if (error || !list[length])
			return error;
		list += length + 1;
	}
}

bool tl_wanted_has(const struct tl_field_set *wanted, const struct tl_encoded *encoded)
{
	unsigned int number = TL_ELEMENT__COUNT + TL_ELEMENT_transactionNumber;

	if (tl_field_set_has(tl_encoded_fields(encoded), number) && !tl_field_set_has(wanted, number))
		return false;
	for (unsigned int i = 0; i < TL_FIELD_WORDS; i++)
		if (tl_encoded_fields(encoded)->words[i] & wanted->words[i])
			return true;
	return false;
}
