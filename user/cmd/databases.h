/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where the databases of countries, autonomous systems, cities and user agents are looked for when no option names them. */
#ifndef TAPLESS_CMD_DATABASES_H
#define TAPLESS_CMD_DATABASES_H

enum tl_database {
	TL_DATABASE_COUNTRY,
	TL_DATABASE_AS,
	TL_DATABASE_AGENTS,
	TL_DATABASE_CITY,
	TL_DATABASE_CITY_IPV6, /* where the other is for IPv4 alone */
	TL_DATABASE__MAX,
};

/* The first file that exists, or NULL. Valid until the process ends. */
const char *tl_database_find(enum tl_database which);

#endif
