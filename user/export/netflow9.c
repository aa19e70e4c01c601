// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* NetFlow v9 (RFC 3954) over UDP: uniflows, and option records for sampling, timeouts, interfaces and applications. */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "interfaces.h"
#include "netflow.h"
#include "../lib/octets.h"
#include "udp.h"

#define VERSION		     9
#define HEADER		     20
#define SET_TEMPLATE	     0
#define SET_OPTIONS	     1
#define FIRST_TEMPLATE	     256
#define SAMPLING_TEMPLATE    FIRST_TEMPLATE
#define INTERFACE_TEMPLATE   (FIRST_TEMPLATE + 1)
#define APPLICATION_TEMPLATE (FIRST_TEMPLATE + 2)
#define TIMEOUT_TEMPLATE     (FIRST_TEMPLATE + 3)
#define ALIGNMENT	     4 /* of sets */
#define SCOPE_SYSTEM	     1
#define SCOPE_INTERFACE	     2
#define DETERMINISTIC	     1
#define DESCRIPTION_LENGTH   64
#define OPTIONS_ROOM	     64 /* octets of the options templates, and more */

struct netflow9_template {
	struct tl_field_set fields; /* the key */
	__u16 id;
	unsigned int count; /* of fields */
	bool announced;
	UT_hash_handle hh;
};

struct netflow9 {
	struct tl_exporter exporter;
	struct tl_udp udp;
	struct tl_netflow_clock clock;
	size_t limit; /* octets of a packet */
	__u32 sequence; /* packets sent */
	unsigned int in_packet; /* records and templates */
	bool options_due;
	struct netflow9_template *templates;
	struct tl_interfaces interfaces; /* none of a capture */
	struct tl_field_set sendable; /* fields that NetFlow v9 has */
	struct tl_message message;
};

static struct netflow9 *of(struct tl_exporter *exporter)
{
	return (struct netflow9 *)exporter;
}

static void announce_again(struct netflow9 *netflow)
{
	for (struct netflow9_template *template = netflow->templates; template; template = template->hh.next)
		template->announced = false;
	netflow->options_due = true;
}

static void pad(struct tl_message *message)
{
	while (message->set && (message->used - message->set) % ALIGNMENT)
		tl_message_integer(message, 0, 1);
}

static void send_packet(struct netflow9 *netflow)
{
	struct tl_message *message = &netflow->message;
	__u8 *header = message->bytes;
	__u32 second = tl_netflow_export_second(&netflow->clock);
	size_t length;

	if (!message->used)
		return;
	pad(message);
	length = tl_message_finish(message);
	tl_octets_put(header, VERSION, 2);
	tl_octets_put(header + 2, netflow->in_packet, 2);
	tl_octets_put(header + 4, tl_netflow_uptime(&netflow->clock, second * 1000ull), 4);
	tl_octets_put(header + 8, second, 4);
	tl_octets_put(header + 12, netflow->sequence++, 4); /* of packets, unlike IPFIX; what is lost counts too */
	tl_octets_put(header + 16, netflow->exporter.options.observation_domain, 4);
	netflow->in_packet = 0;
	if (tl_exporter_deliver(&netflow->exporter, header, length))
		announce_again(netflow);
}

/* Room for `length` octets in this set, in a packet of its own if need be. */
static void open_set(struct netflow9 *netflow, __u16 id, size_t length)
{
	struct tl_message *message = &netflow->message;
	size_t cost = tl_message_cost(message, id, length) + 2 * (ALIGNMENT - 1);

	if (message->used && message->used + cost > netflow->limit)
		send_packet(netflow);
	if (!message->used) {
		tl_message_begin(message);
		message->used = HEADER;
	}
	if (message->set_id != id)
		pad(message);
	tl_message_set(message, id);
}

static void put_field(struct tl_message *message, __u16 id, __u16 length)
{
	tl_message_integer(message, id, 2);
	tl_message_integer(message, length, 2);
}

struct options {
	__u16 template, scope;
	unsigned int field_count;
	struct tl_netflow9_field fields[3];
};

static const struct options of_sampling = {SAMPLING_TEMPLATE, SCOPE_SYSTEM, 2, {{34, 4, false}, {35, 1, false}}};
static const struct options of_timeouts = {TIMEOUT_TEMPLATE, SCOPE_SYSTEM, 2, {{36, 2, false}, {37, 2, false}}};
static const struct options of_interfaces = {
	INTERFACE_TEMPLATE, SCOPE_INTERFACE, 2, {{82, IF_NAMESIZE, false}, {83, DESCRIPTION_LENGTH, false}}};
static const struct options of_applications = {
	APPLICATION_TEMPLATE,
	SCOPE_SYSTEM,
	3,
	{{95, TL_NETFLOW9_APPLICATION, false}, {96, TL_APPLICATION_NAME_SIZE, false}, {94, DESCRIPTION_LENGTH, false}}};

/* Lengths of scopes and fields are counted in octets; each takes four (RFC 3954 6.1). */
static void put_options_template(struct netflow9 *netflow, const struct options *options)
{
	struct tl_message *message = &netflow->message;

	open_set(netflow, SET_OPTIONS, OPTIONS_ROOM);
	tl_message_integer(message, options->template, 2);
	tl_message_integer(message, 4, 2);
	tl_message_integer(message, 4 * options->field_count, 2);
	put_field(message, options->scope, 4);
	for (unsigned int i = 0; i < options->field_count; i++)
		put_field(message, options->fields[i].id, options->fields[i].length);
	netflow->in_packet++;
}

static void put_interface(struct netflow9 *netflow, __u32 number)
{
	struct tl_message *message = &netflow->message;
	char name[IF_NAMESIZE] = "", description[TL_INTERFACE_DESCRIPTION];

	if (!if_indextoname(number, name))
		return;
	tl_interface_description(description, name);
	open_set(netflow, INTERFACE_TEMPLATE, 4 + IF_NAMESIZE + DESCRIPTION_LENGTH);
	tl_message_integer(message, number, 4);
	tl_message_text(message, name, IF_NAMESIZE);
	tl_message_text(message, description, DESCRIPTION_LENGTH);
	netflow->in_packet++;
}

static void put_timeouts(struct netflow9 *netflow)
{
	const struct tl_export_options *options = &netflow->exporter.options;

	if (!options->active_timeout)
		return;
	open_set(netflow, TIMEOUT_TEMPLATE, 4 + 2 + 2);
	tl_message_integer(&netflow->message, 0, 4);
	tl_message_integer(&netflow->message, options->active_timeout, 2);
	tl_message_integer(&netflow->message, options->idle_timeout, 2);
	netflow->in_packet++;
}

static void put_sampling(struct netflow9 *netflow)
{
	open_set(netflow, SAMPLING_TEMPLATE, 4 + 4 + 1);
	tl_message_integer(&netflow->message, 0, 4); /* the system has no number */
	tl_message_integer(&netflow->message, 1, 4); /* of one packet one: each is counted */
	tl_message_integer(&netflow->message, DETERMINISTIC, 1);
	netflow->in_packet++;
}

/* RFC 6759 6: what the applicationId of records means. */
static void put_applications(struct netflow9 *netflow)
{
	const struct tl_export_options *options = &netflow->exporter.options;

	for (size_t i = 0; i < options->application_count; i++) {
		const struct tl_application *application = &options->applications[i];
		__u8 id[TL_NETFLOW9_APPLICATION];

		if (!tl_netflow9_application(id, application->id))
			continue;
		open_set(netflow, APPLICATION_TEMPLATE, 4 + sizeof(id) + TL_APPLICATION_NAME_SIZE + DESCRIPTION_LENGTH);
		tl_message_integer(&netflow->message, 0, 4); /* the system has no number */
		tl_message_put(&netflow->message, id, sizeof(id));
		tl_message_text(&netflow->message, application->name, TL_APPLICATION_NAME_SIZE);
		tl_message_text(&netflow->message, application->description, DESCRIPTION_LENGTH);
		netflow->in_packet++;
	}
}

/* In packets of their own: nfacctd leaves out the flows that stand behind these templates. */
static void send_more_options(struct netflow9 *netflow)
{
	send_packet(netflow);
	put_options_template(netflow, &of_applications);
	put_options_template(netflow, &of_timeouts);
	put_timeouts(netflow);
	put_applications(netflow);
	send_packet(netflow);
}

static void send_options(struct netflow9 *netflow)
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

static struct netflow9_template *add_template(struct netflow9 *netflow, const struct tl_field_set *fields)
{
	struct netflow9_template *added = calloc(1, sizeof(*added));

	if (!added)
		return NULL;
	added->fields = *fields;
	added->id = (__u16)(TIMEOUT_TEMPLATE + 1 + HASH_COUNT(netflow->templates));
	added->count = tl_field_set_count(fields);
	HASH_ADD(hh, netflow->templates, fields, sizeof(added->fields), added);
	if (added->hh.tbl)
		return added;
	free(added); /* uthash found no memory */
	return NULL;
}

static void forget_templates(struct netflow9 *netflow)
{
	struct netflow9_template *template, *next;

	HASH_ITER (hh, netflow->templates, template, next) {
		HASH_DEL(netflow->templates, template);
		free(template);
	}
}

static struct netflow9_template *template_for(struct netflow9 *netflow, const struct tl_encoded *encoded)
{
	struct netflow9_template *found;
	struct tl_field_set fields;

	tl_netflow9_fields(&fields, encoded, &netflow->sendable);
	HASH_FIND(hh, netflow->templates, &fields, sizeof(fields), found);
	if (!found && HASH_COUNT(netflow->templates) >= TL_TEMPLATES_MAX)
		forget_templates(netflow); /* their ids come again, with templates in front of them */
	return found ? found : add_template(netflow, &fields);
}

/* Together with the record if both fit, so that a lost packet takes no template of later ones with it. */
static void announce(struct netflow9 *netflow, struct netflow9_template *template, size_t record_length)
{
	struct tl_message *message = &netflow->message;
	size_t size = 4 + template->count * 4, both = size + TL_SET_HEADER + record_length;
	bool fits = HEADER + TL_SET_HEADER + both + 2 * ALIGNMENT <= netflow->limit;

	open_set(netflow, SET_TEMPLATE, fits ? both : size);
	put_field(message, template->id, (__u16) template->count); /* the same two numbers */
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		struct tl_netflow9_field sent;

		if (tl_field_set_has(&template->fields, field) && tl_netflow9_field(field, &sent))
			put_field(message, sent.id, sent.length);
	}
	template->announced = true;
	netflow->in_packet++;
}

static int netflow9_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct netflow9 *netflow = of(exporter);
	struct netflow9_template *template = template_for(netflow, encoded);
	__u8 record[TL_ENCODED_SIZE];
	size_t length;

	if (!template)
		return -ENOMEM;
	tl_netflow_clock_note(&netflow->clock, encoded);
	if (!exporter->options.capture)
		tl_interfaces_note(&netflow->interfaces, encoded);
	send_options(netflow);
	length = tl_netflow9_record(record, encoded, &template->fields, &netflow->clock);
	if (!template->announced)
		announce(netflow, template, length);
	open_set(netflow, template->id, length);
	if (!template->announced) /* opening the set lost the packet with the template in it */
		announce(netflow, template, length);
	open_set(netflow, template->id, length);
	tl_message_put(&netflow->message, record, length);
	netflow->in_packet++;
	return 0;
}

static void netflow9_flush(struct tl_exporter *exporter)
{
	send_packet(of(exporter));
}

static void netflow9_restart(struct tl_exporter *exporter)
{
	struct netflow9 *netflow = of(exporter);

	netflow->message.used = 0;
	netflow->in_packet = 0;
	announce_again(netflow);
}

static void netflow9_lost(struct tl_exporter *exporter)
{
	announce_again(of(exporter));
}

/* The header has no length. What follows the last set is the next packet's version, which is no set's id: 2 to 255 are reserved. */
static size_t netflow9_length(const __u8 *bytes, size_t length)
{
	size_t at = HEADER;

	while (at + TL_SET_HEADER <= length && tl_octets_get(bytes + at, 2) != VERSION)
		at += tl_octets_get(bytes + at + 2, 2);
	return at < length ? at : length;
}

static const struct tl_format format = {
	.add = netflow9_add,
	.flush = netflow9_flush,
	.restart = netflow9_restart,
	.lost = netflow9_lost,
	.message_length = netflow9_length,
	.carries = tl_netflow9_carries,
	.carried = "records of flows",
};

static int netflow9_open(struct tl_exporter *exporter, const char *address)
{
	struct netflow9 *netflow = of(exporter);
	int limit = tl_udp_open(&netflow->udp, exporter, address, TL_NETFLOW_PORT);

	if (limit < 0)
		return limit;
	netflow->limit = (size_t)limit;
	netflow->options_due = true;
	tl_netflow9_sendable(&netflow->sendable);
	tl_netflow_clock_init(&netflow->clock, exporter->options.capture);
	return 0;
}

static ssize_t netflow9_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_udp_write(&of(exporter)->udp, exporter, bytes, length);
}

static int netflow9_tick(struct tl_exporter *exporter)
{
	if (tl_udp_templates_due(&of(exporter)->udp, exporter, of(exporter)->sequence))
		announce_again(of(exporter));
	return 0;
}

static int netflow9_close(struct tl_exporter *exporter)
{
	tl_udp_close(&of(exporter)->udp);
	forget_templates(of(exporter));
	return 0;
}

const struct tl_transport tl_transport_netflow9 = {
	.scheme = "netflow9://",
	.form = "netflow9://HOST[:2055]",
	.parameters = TL_FOR_ALL | TL_FOR_DOMAINS | TL_FOR_DATAGRAMS | TL_FOR_TEMPLATES,
	.only_uniflows = true,
	.size = sizeof(struct netflow9),
	.format = &format,
	.on_error = TL_ON_ERROR_DROP,
	.patience_ms = 10000,
	.open = netflow9_open,
	.write = netflow9_write,
	.tick = netflow9_tick,
	.close = netflow9_close,
};
