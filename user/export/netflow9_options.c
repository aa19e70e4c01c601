// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What NetFlow v9 tells of the device (RFC 3954 6): sampling, timeouts, interfaces, and what applicationIds mean. */
#include <net/if.h>

#include "netflow9_parts.h"

#define SET_OPTIONS	   1
#define SCOPE_SYSTEM	   1
#define SCOPE_INTERFACE	   2
#define DETERMINISTIC	   1
#define DESCRIPTION_LENGTH 64
#define OPTIONS_ROOM	   64 /* octets of the options templates, and more */

/* Field types, RFC 3954 8 and Cisco's list of them. */
enum {
	SAMPLING_INTERVAL = 34,
	SAMPLING_ALGORITHM = 35,
	ACTIVE_TIMEOUT = 36,
	INACTIVE_TIMEOUT = 37,
	IF_NAME = 82,
	IF_DESC = 83,
	APPLICATION_DESCRIPTION = 94,
	APPLICATION_TAG = 95,
	APPLICATION_NAME = 96,
};

struct options {
	__u16 template, scope;
	unsigned int field_count;
	struct tl_netflow9_field fields[3];
};

static const struct options of_sampling = {
	TL_NETFLOW9_OF_SAMPLING,
	SCOPE_SYSTEM,
	2,
	{{.id = SAMPLING_INTERVAL, .length = 4}, {.id = SAMPLING_ALGORITHM, .length = 1}},
};
static const struct options of_timeouts = {
	TL_NETFLOW9_OF_TIMEOUTS,
	SCOPE_SYSTEM,
	2,
	{{.id = ACTIVE_TIMEOUT, .length = 2}, {.id = INACTIVE_TIMEOUT, .length = 2}},
};
static const struct options of_interfaces = {
	TL_NETFLOW9_OF_INTERFACES,
	SCOPE_INTERFACE,
	2,
	{{.id = IF_NAME, .length = IF_NAMESIZE}, {.id = IF_DESC, .length = DESCRIPTION_LENGTH}},
};
static const struct options of_applications = {
	TL_NETFLOW9_OF_APPLICATIONS,
	SCOPE_SYSTEM,
	3,
	{{.id = APPLICATION_TAG, .length = TL_NETFLOW9_APPLICATION},
	 {.id = APPLICATION_NAME, .length = TL_APPLICATION_NAME_SIZE},
	 {.id = APPLICATION_DESCRIPTION, .length = DESCRIPTION_LENGTH}},
};

/* Lengths of scopes and fields are counted in octets; each takes four (RFC 3954 6.1). */
static void put_options_template(struct tl_netflow9 *netflow, const struct options *options)
{
	struct tl_message *message = &netflow->message;

	tl_netflow9_open_set(netflow, SET_OPTIONS, OPTIONS_ROOM);
	tl_message_integer(message, options->template, 2);
	tl_message_integer(message, 4, 2);
	tl_message_integer(message, 4 * options->field_count, 2);
	tl_netflow9_put_field(message, options->scope, 4);
	for (unsigned int i = 0; i < options->field_count; i++)
		tl_netflow9_put_field(message, options->fields[i].id, options->fields[i].length);
	netflow->in_packet++;
}

static void put_interface(struct tl_netflow9 *netflow, __u32 number)
{
	struct tl_message *message = &netflow->message;
	char name[IF_NAMESIZE] = "", description[TL_INTERFACE_DESCRIPTION];

	if (!if_indextoname(number, name))
		return;
	tl_interface_description(description, name);
	tl_netflow9_open_set(netflow, TL_NETFLOW9_OF_INTERFACES, 4 + IF_NAMESIZE + DESCRIPTION_LENGTH);
	tl_message_integer(message, number, 4);
	tl_message_text(message, name, IF_NAMESIZE);
	tl_message_text(message, description, DESCRIPTION_LENGTH);
	netflow->in_packet++;
}

static void put_timeouts(struct tl_netflow9 *netflow)
{
	const struct tl_export_options *options = &netflow->exporter.options;

	if (!options->active_timeout)
		return;
	tl_netflow9_open_set(netflow, TL_NETFLOW9_OF_TIMEOUTS, 4 + 2 + 2);
	tl_message_integer(&netflow->message, 0, 4);
	tl_message_integer(&netflow->message, options->active_timeout, 2);
	tl_message_integer(&netflow->message, options->idle_timeout, 2);
	netflow->in_packet++;
}

static void put_sampling(struct tl_netflow9 *netflow)
{
	tl_netflow9_open_set(netflow, TL_NETFLOW9_OF_SAMPLING, 4 + 4 + 1);
	tl_message_integer(&netflow->message, 0, 4); /* the system has no number */
	tl_message_integer(&netflow->message, 1, 4); /* of one packet one: each is counted */
	tl_message_integer(&netflow->message, DETERMINISTIC, 1);
	netflow->in_packet++;
}

/* RFC 6759 6: what the applicationId of records means. */
static void put_applications(struct tl_netflow9 *netflow)
{
	const struct tl_export_options *options = &netflow->exporter.options;

	for (size_t i = 0; i < options->application_count; i++) {
		const struct tl_application *application = &options->applications[i];
		__u8 id[TL_NETFLOW9_APPLICATION];

		if (!tl_netflow9_application(id, application->id))
			continue;
		tl_netflow9_open_set(netflow, TL_NETFLOW9_OF_APPLICATIONS,
				     4 + sizeof(id) + TL_APPLICATION_NAME_SIZE + DESCRIPTION_LENGTH);
		tl_message_integer(&netflow->message, 0, 4); /* the system has no number */
		tl_message_put(&netflow->message, id, sizeof(id));
		tl_message_text(&netflow->message, application->name, TL_APPLICATION_NAME_SIZE);
		tl_message_text(&netflow->message, application->description, DESCRIPTION_LENGTH);
		netflow->in_packet++;
	}
}

/* In packets of their own: nfacctd leaves out the flows that stand behind these templates. */
static void send_more_options(struct tl_netflow9 *netflow)
{
	tl_netflow9_send_packet(netflow);
	put_options_template(netflow, &of_applications);
	put_options_template(netflow, &of_timeouts);
	put_timeouts(netflow);
	put_applications(netflow);
	tl_netflow9_send_packet(netflow);
}

void tl_netflow9_send_options(struct tl_netflow9 *netflow)
{
	struct tl_interfaces *interfaces = &netflow->interfaces;

	if (netflow->options_due) {
		netflow->options_due = false;
		netflow->interfaces.told = 0;
		send_more_options(netflow);
		put_options_template(netflow, &of_sampling);
		put_options_template(netflow, &of_interfaces);
		put_sampling(netflow);
	}
	while (interfaces->told < interfaces->count)
		put_interface(netflow, interfaces->numbers[interfaces->told++]);
}
