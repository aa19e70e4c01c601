// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "parameters.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"
#include "../store/detail.h"
#include "reduce.h"
#include "zstd_frame.h"

#define OPTION(member) .offset = offsetof(struct tl_export_options, member)
#define LIST_SIZE      256

const struct tl_parameter tl_parameters[] = {
	{
		.name = "uniflow",
		OPTION(uniflow),
		.type = TL_PARAMETER_FLAG,
		.maximum = 1,
		.taken_by = TL_FOR_ALL,
		.help = "1: one record for each direction; 0: one for both. Default: as --uniflow says.",
	},
	{
		.name = "domain",
		OPTION(observation_domain),
		.maximum = 0xffffffff,
		.taken_by = TL_FOR_DOMAINS,
		.help = "Observation domain ID (NetFlow: source ID). Default: as --domain says.",
	},
	{
		.name = "elements",
		OPTION(elements),
		.type = TL_PARAMETER_CHOICE,
		.choices = tl_elements_names,
		.taken_by = TL_FOR_IPFIX,
		.help = "Whose elements: all, standard, flowmon, cesnet or ntop. Default: as --elements says.",
	},
	{
		.name = "fields",
		OPTION(fields),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_FIELDS,
		.help = "Names of the elements that are sent, with commas between, each for both directions; `tapless "
			"fields` lists them. Transactions are left out but with transactionNumber. Default: all that a "
			"record has.",
	},
	{
		.name = "sizes",
		OPTION(sizes),
		.type = TL_PARAMETER_CHOICE,
		.choices = tl_sizes_names,
		.taken_by = TL_FOR_IPFIX,
		.help = "Octets of integers: full, as their types have; reduced: counters 4, interfaces 2, TCP flags "
			"1, "
			"while a record's values fit, else it is sent in full; least: flowDurationMilliseconds in the "
			"place of flowEndMilliseconds as well. Default: full.",
	},
	{
		.name = "enterprise",
		OPTION(enterprise_number),
		.minimum = 1,
		.maximum = 0xffffffff,
		.taken_by = TL_FOR_IPFIX,
		.help = "Enterprise number of the elements that nobody else defines. Default: as --enterprise-number "
			"says.",
	},
	{
		.name = "mtu",
		OPTION(path_mtu),
		.minimum = TL_LEAST_PATH_MTU,
		.maximum = 65535,
		.taken_by = TL_FOR_DATAGRAMS,
		.help = "Octets of the largest IP packet that is sent. Default: 1400.",
	},
	{
		.name = "templates",
		OPTION(template_seconds),
		.minimum = 1,
		.maximum = 86400,
		.taken_by = TL_FOR_TEMPLATES,
		.help = "Seconds after which templates are sent again. Default: 600.",
	},
	{
		.name = "retry",
		OPTION(retry_seconds),
		.minimum = 1,
		.maximum = 86400,
		.taken_by = TL_FOR_CONNECTIONS,
		.help = "Seconds from one attempt to connect to the next, at least. Default: 60, as RFC 7011 wants it; "
			"with "
			"DTLS and JSON 5.",
	},
	{
		.name = "source",
		OPTION(source),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_DATAGRAMS,
		.help = "Address of this host to send from. Default: that of the route.",
	},
	{
		.name = "interface",
		OPTION(multicast_interface),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_DATAGRAMS,
		.help = "Interface by which a multicast destination is reached. Default: that of the route.",
	},
	{
		.name = "ttl",
		OPTION(multicast_ttl),
		.minimum = 1,
		.maximum = 255,
		.taken_by = TL_FOR_DATAGRAMS,
		.help = "Routers, and one, that multicast passes at most. Default: 1, so none.",
	},
	{
		.name = "rate",
		OPTION(rate),
		.minimum = 10,
		.maximum = 16000,
		.taken_by = TL_FOR_DATAGRAMS,
		.help = "Datagrams a second at most. Default: 16000, some 170000 records.",
	},
	{
		.name = "ca",
		OPTION(ca),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_TLS,
		.help = "File of the authorities that may vouch for the collector. Default: those of the system.",
	},
	{
		.name = "cert",
		OPTION(certificate),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_TLS,
		.help = "File of the certificate that is shown to the collector.",
	},
	{
		.name = "key",
		OPTION(key),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_TLS,
		.help = "File of that certificate's private key.",
	},
	{
		.name = "name",
		OPTION(peer_name),
		.type = TL_PARAMETER_TEXT,
		.taken_by = TL_FOR_TLS,
		.help = "Name that the collector's certificate must have. Default: the host's.",
	},
	{
		.name = "rotate",
		OPTION(rotate_seconds),
		.minimum = 1,
		.maximum = 31536000,
		.taken_by = TL_FOR_FILES,
		.help = "Seconds after which a new file begins, at full multiples of UTC. Default: never.",
	},
	{
		.name = "size",
		OPTION(rotate_octets),
		.type = TL_PARAMETER_SIZE,
		.minimum = 4096,
		.taken_by = TL_FOR_FILES,
		.help = "Octets (k, M, G may follow) from which on a new file begins. Default: none.",
	},
	{
		.name = "zstd",
		OPTION(zstd_level),
		.minimum = 1,
		.maximum = TL_ZSTD_LEVEL_MAX,
		.taken_by = TL_FOR_FILES,
		.help = "Level of compression, 1 is the fastest; names end in .zst. Default: not compressed.",
	},
	{
		.name = "keep",
		OPTION(keep_files),
		.minimum = 1,
		.maximum = 1000000,
		.taken_by = TL_FOR_FILES,
		.help = "Complete files that stay; the oldest beyond them are removed. Default: all.",
	},
	{
		.name = "keep",
		OPTION(store_seconds),
		.type = TL_PARAMETER_DURATION,
		.minimum = 3600,
		.taken_by = TL_FOR_STORE,
		.help = "How long records stay: 12h, 30d, 8w. Whole hours are removed. Default: 30d.",
	},
	{
		.name = "size",
		OPTION(store_octets),
		.type = TL_PARAMETER_SIZE,
		.minimum = 1000000,
		.taken_by = TL_FOR_STORE,
		.help = "Octets (k, M, G, T may follow) of all of it; the oldest beyond them are removed. Default: "
			"10G.",
	},
	{
		.name = "detail",
		OPTION(detail),
		.type = TL_PARAMETER_CHOICE,
		.choices = tl_detail_names,
		.taken_by = TL_FOR_STORE,
		.help = "What is kept: flows, names or full; `tapless store levels` lists the fields of each. Default: "
			"full.",
	},
};

const unsigned int tl_parameter_count = sizeof(tl_parameters) / sizeof(tl_parameters[0]);

size_t tl_parameters_begin(const char *uri)
{
	const char *mark = strrchr(uri, '?');

	return mark ? (size_t)(mark - uri) : strlen(uri);
}

/* Destinations may mean different things by one name. NULL if none has this one. */
static const struct tl_parameter *find(const char *name, unsigned int taken_by)
{
	const struct tl_parameter *found = NULL;

	for (unsigned int i = 0; i < tl_parameter_count; i++)
		if (!strcmp(tl_parameters[i].name, name) && (!found || tl_parameters[i].taken_by & taken_by))
			found = &tl_parameters[i];
	return found;
}

static int refuse(const char *uri, const char *name, unsigned int taken_by, bool is_known)
{
	const char *names[sizeof(tl_parameters) / sizeof(tl_parameters[0])], *near;
	char list[LIST_SIZE] = "";
	unsigned int count = 0;

	for (unsigned int i = 0; i < tl_parameter_count; i++) {
		if (!(tl_parameters[i].taken_by & taken_by))
			continue;
		strncat(list, count ? ", " : "", sizeof(list) - strlen(list) - 1);
		strncat(list, tl_parameters[i].name, sizeof(list) - strlen(list) - 1);
		names[count++] = tl_parameters[i].name;
	}
	near = is_known ? NULL : tl_suggest(name, names, count);
	if (near)
		tl_error("%s: there is no parameter `%s`; did you mean `%s`?", uri, name, near);
	else
		tl_error("%s: %s `%s`; this destination takes: %s (in a path, end a name that has a ? with another ?)",
			 uri, is_known ? "no use for parameter" : "there is no parameter", name, list);
	return -EINVAL;
}

static int set_number(const struct tl_parameter *parameter, const char *uri, const char *value,
		      struct tl_export_options *options)
{
	void *member = (char *)options + parameter->offset;
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end || errno || number < parameter->minimum ||
	    number > parameter->maximum) {
		tl_error("%s: parameter `%s` is a number from %u to %u, not `%s`", uri, parameter->name,
			 parameter->minimum, parameter->maximum, value);
		return -EINVAL;
	}
	if (parameter->type == TL_PARAMETER_FLAG)
		*(bool *)member = number;
	else
		*(__u32 *)member = (__u32)number;
	return 0;
}

static int set_size(const struct tl_parameter *parameter, const char *uri, const char *value,
		    struct tl_export_options *options)
{
	static const char units[] = "kMGT";
	unsigned long long number, factor = 1;
	const char *unit;
	char *end;

	errno = 0;
	number = strtoull(value, &end, 10);
	unit = end[0] ? strchr(units, end[0]) : NULL;
	for (const char *at = units; unit && at <= unit; at++)
		factor *= 1000;
	if (value[0] < '0' || value[0] > '9' || errno || (end[0] && (!unit || end[1])) || number > INT64_MAX / factor ||
	    number * factor < parameter->minimum) {
		tl_error("%s: parameter `%s` is a number of octets, at least %u, as in 800k, 100M, 2G; not `%s`", uri,
			 parameter->name, parameter->minimum, value);
		return -EINVAL;
	}
	*(__u64 *)((char *)options + parameter->offset) = number * factor;
	return 0;
}

static int set_duration(const struct tl_parameter *parameter, const char *uri, const char *value,
			struct tl_export_options *options)
{
	static const char units[] = "smhdw";
	static const unsigned int seconds[] = {1, 60, 3600, 86400, 604800};
	const char *unit;
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(value, &end, 10);
	unit = end[0] ? strchr(units, end[0]) : units;
	if (value[0] < '0' || value[0] > '9' || errno || !unit || (end[0] && end[1]) ||
	    number > UINT32_MAX / seconds[unit - units] || number * seconds[unit - units] < parameter->minimum) {
		tl_error("%s: parameter `%s` is a time of at least %u seconds, as in 36h, 30d, 8w; not `%s`", uri,
			 parameter->name, parameter->minimum, value);
		return -EINVAL;
	}
	*(__u32 *)((char *)options + parameter->offset) = (__u32)(number * seconds[unit - units]);
	return 0;
}

static int set_choice(const struct tl_parameter *parameter, const char *uri, const char *value,
		      struct tl_export_options *options)
{
	char list[LIST_SIZE] = "";

	for (unsigned int i = 0; parameter->choices[i]; i++) {
		if (!strcmp(value, parameter->choices[i])) {
			*(unsigned int *)((char *)options + parameter->offset) = i;
			return 0;
		}
		strncat(list, i ? ", " : "", sizeof(list) - strlen(list) - 1);
		strncat(list, parameter->choices[i], sizeof(list) - strlen(list) - 1);
	}
	tl_error("%s: parameter `%s` is one of %s, not `%s`", uri, parameter->name, list, value);
	return -EINVAL;
}

static int set(const struct tl_parameter *parameter, const char *uri, const char *value,
	       struct tl_export_options *options)
{
	if (!value || !value[0]) {
		tl_error("%s: parameter `%s` needs a value: NAME=VALUE", uri, parameter->name);
		return -EINVAL;
	}
	if (parameter->type == TL_PARAMETER_CHOICE)
		return set_choice(parameter, uri, value, options);
	if (parameter->type == TL_PARAMETER_DURATION)
		return set_duration(parameter, uri, value, options);
	if (parameter->type == TL_PARAMETER_SIZE)
		return set_size(parameter, uri, value, options);
	if (parameter->type != TL_PARAMETER_TEXT)
		return set_number(parameter, uri, value, options);
	*(const char **)((char *)options + parameter->offset) = value;
	return 0;
}

int tl_parameters_apply(const char *uri, char *text, unsigned int taken_by, struct tl_export_options *options)
{
	bool given[sizeof(tl_parameters) / sizeof(tl_parameters[0])] = {false};
	char *rest = NULL;
	int error = 0;

	for (char *word = strtok_r(text, "&", &rest); word && !error; word = strtok_r(NULL, "&", &rest)) {
		char *value = strchr(word, '=');
		const struct tl_parameter *parameter;

		if (value)
			*value++ = 0;
		parameter = find(word, taken_by);
		if (!parameter || !(parameter->taken_by & taken_by))
			return refuse(uri, word, taken_by, parameter);
		if (given[parameter - tl_parameters]) {
			tl_error("%s: parameter `%s` is given twice", uri, word);
			return -EINVAL;
		}
		given[parameter - tl_parameters] = true;
		error = set(parameter, uri, value, options);
	}
	return error;
}
