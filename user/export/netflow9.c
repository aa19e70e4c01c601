// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* NetFlow v9 (RFC 3954) over UDP: packets of uniflows and their templates. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../lib/octets.h"
#include "netflow9_parts.h"

#define VERSION	     9
#define HEADER	     20
#define SET_TEMPLATE 0
#define ALIGNMENT    4 /* of sets */

struct netflow9_template {
	struct tl_field_set fields; /* the key */
	__u16 id;
	unsigned int count; /* of fields */
	bool announced;
	UT_hash_handle hh;
};

static struct tl_netflow9 *of(struct tl_exporter *exporter)
{
	return (struct tl_netflow9 *)exporter;
}

static void announce_again(struct tl_netflow9 *netflow)
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

void tl_netflow9_send_packet(struct tl_netflow9 *netflow)
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

void tl_netflow9_open_set(struct tl_netflow9 *netflow, __u16 id, size_t length)
{
	struct tl_message *message = &netflow->message;
	size_t cost = tl_message_cost(message, id, length) + 2 * (ALIGNMENT - 1);

	if (message->used && message->used + cost > netflow->limit)
		tl_netflow9_send_packet(netflow);
	if (!message->used) {
		tl_message_begin(message);
		message->used = HEADER;
	}
	if (message->set_id != id)
		pad(message);
	tl_message_set(message, id);
}

void tl_netflow9_put_field(struct tl_message *message, __u16 id, __u16 length)
{
	tl_message_integer(message, id, 2);
	tl_message_integer(message, length, 2);
}

static struct netflow9_template *add_template(struct tl_netflow9 *netflow, const struct tl_field_set *fields)
{
	struct netflow9_template *added = calloc(1, sizeof(*added));

	if (!added)
		return NULL;
	added->fields = *fields;
	added->id = (__u16)(TL_NETFLOW9_OF_RECORDS + HASH_COUNT(netflow->templates));
	added->count = tl_field_set_count(fields);
	HASH_ADD(hh, netflow->templates, fields, sizeof(added->fields), added);
	if (added->hh.tbl)
		return added;
	free(added); /* uthash found no memory */
	return NULL;
}

static void forget_templates(struct tl_netflow9 *netflow)
{
	struct netflow9_template *template, *next;

	HASH_ITER (hh, netflow->templates, template, next) {
		HASH_DEL(netflow->templates, template);
		free(template);
	}
}

static struct netflow9_template *template_for(struct tl_netflow9 *netflow, const struct tl_encoded *encoded)
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
static void announce(struct tl_netflow9 *netflow, struct netflow9_template *template, size_t record_length)
{
	struct tl_message *message = &netflow->message;
	size_t size = 4 + template->count * 4, both = size + TL_SET_HEADER + record_length;
	bool fits = HEADER + TL_SET_HEADER + both + 2 * ALIGNMENT <= netflow->limit;

	tl_netflow9_open_set(netflow, SET_TEMPLATE, fits ? both : size);
	tl_netflow9_put_field(message, template->id, (__u16) template->count); /* the same two numbers */
	TL_FOR_EACH_FIELD(field, &template->fields)
	{
		const struct tl_netflow9_field *sent = &netflow->sendable.sent[field];

		tl_netflow9_put_field(message, sent->id, sent->length);
	}
	template->announced = true;
	netflow->in_packet++;
}

static int netflow9_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct tl_netflow9 *netflow = of(exporter);
	struct netflow9_template *template = template_for(netflow, encoded);
	__u8 record[TL_ENCODED_SIZE];
	size_t length;

	if (!template)
		return -ENOMEM;
	if (netflow->in_packet && !tl_netflow_clock_takes(&netflow->clock, encoded))
		tl_netflow9_send_packet(netflow);
	tl_netflow_clock_note(&netflow->clock, encoded, !netflow->in_packet);
	if (!exporter->options.capture)
		tl_interfaces_note(&netflow->interfaces, encoded);
	tl_netflow9_send_options(netflow);
	length = tl_netflow9_record(record, encoded, &template->fields, &netflow->sendable, &netflow->clock);
	if (!template->announced)
		announce(netflow, template, length);
	tl_netflow9_open_set(netflow, template->id, length);
	if (!template->announced) /* opening the set lost the packet with the template in it */
		announce(netflow, template, length);
	tl_netflow9_open_set(netflow, template->id, length);
	tl_message_put(&netflow->message, record, length);
	netflow->in_packet++;
	return 0;
}

static void netflow9_flush(struct tl_exporter *exporter)
{
	tl_netflow9_send_packet(of(exporter));
}

static void netflow9_restart(struct tl_exporter *exporter)
{
	struct tl_netflow9 *netflow = of(exporter);

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
	struct tl_netflow9 *netflow = of(exporter);
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
	.size = sizeof(struct tl_netflow9),
	.format = &format,
	.on_error = TL_ON_ERROR_DROP,
	.patience_ms = 10000,
	.open = netflow9_open,
	.write = netflow9_write,
	.tick = netflow9_tick,
	.close = netflow9_close,
};
