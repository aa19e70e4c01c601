// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "option_records.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "utf8.h"

#define FIELDS_MAX	   10
#define RECORD_SIZE	   1024
#define COUNT_BASED	   1 /* IANA selectorAlgorithm: systematic count-based sampling */
#define DETERMINISTIC	   1 /* IANA samplingAlgorithm */
#define SELECTOR_ID	   0 /* what collectors look up for records that name no selector */
#define DESCRIPTION_LENGTH 64

struct option_field {
	__u16 id; /* IANA */
	__u16 length;
};

struct option_writer {
	struct tl_session *session;
	const struct tl_template *template;
	size_t used;
	__u8 record[RECORD_SIZE];
};

struct option_row {
	unsigned int scope_count;
	struct option_field fields[FIELDS_MAX]; /* scopes first; ends with length 0 */
	void (*write)(struct option_writer *writer);
};

static void put(struct option_writer *writer, __u64 value, size_t length)
{
	tl_octets_put(writer->record + writer->used, value, length);
	writer->used += length;
}

/* The strings of the element table: short and valid. */
static void put_string(struct option_writer *writer, const char *text)
{
	size_t length = strlen(text);

	if (length > 254)
		length = 254;
	put(writer, length, 1);
	memcpy(writer->record + writer->used, text, length);
	writer->used += length;
}

/* A string of fixed length: nfcapd knows no other interface descriptions. */
static void put_padded(struct option_writer *writer, const char *text, size_t length)
{
	tl_utf8_fixed(writer->record + writer->used, length, text);
	writer->used += length;
}

static void end_record(struct option_writer *writer)
{
	struct tl_session *session = writer->session;

	tl_session_make_room(session, writer->template->id, writer->used);
	tl_message_set(&session->message, writer->template->id);
	tl_message_put(&session->message, writer->record, writer->used);
	session->in_message++;
	writer->used = 0;
}

/* Each packet is counted, which collectors must be told: some drop flows of unknown sampling, others scale them. */
static void write_sampling(struct option_writer *writer)
{
	put(writer, SELECTOR_ID, 8);
	put(writer, COUNT_BASED, 2);
	put(writer, 1, 4);
	put(writer, 0, 4);
	end_record(writer);
}

/* The same in the older elements. A record of its own: nfcapd takes both in one for a space of one packet, and doubles counts. */
static void write_old_sampling(struct option_writer *writer)
{
	put(writer, writer->session->options->observation_domain, 4);
	put(writer, 1, 4);
	put(writer, DETERMINISTIC, 1);
	end_record(writer);
}

static void write_timeouts(struct option_writer *writer)
{
	const struct tl_export_options *options = writer->session->options;

	if (!options->active_timeout && !options->idle_timeout)
		return;
	put(writer, options->observation_domain, 4);
	put(writer, options->active_timeout > 0xffff ? 0xffff : options->active_timeout, 2);
	put(writer, options->idle_timeout > 0xffff ? 0xffff : options->idle_timeout, 2);
	end_record(writer);
}

static void write_metering(struct option_writer *writer)
{
	const struct tl_session *session = writer->session;

	put(writer, session->options->observation_domain, 4);
	put(writer, session->statistics.metering.flows, 8);
	put(writer, session->statistics.metering.ignored.packets, 8);
	put(writer, session->statistics.metering.ignored.octets, 8);
	put(writer, 0, 8); /* it lets all packets pass: a hook only counts */
	put(writer, 0, 8);
	end_record(writer);
}

/* Of what was sent before this message. */
static void write_exported(struct option_writer *writer)
{
	const struct tl_session *session = writer->session;

	put(writer, session->options->observation_domain, 4);
	put(writer, session->exported.octets, 8);
	put(writer, session->exported.messages, 8);
	put(writer, session->exported.records, 8);
	end_record(writer);
}

static void write_not_sent(struct option_writer *writer)
{
	const struct tl_session *session = writer->session;

	put(writer, session->options->exporting_process, 4);
	put(writer, session->statistics.not_sent.records, 8);
	put(writer, session->statistics.not_sent.packets, 8);
	put(writer, session->statistics.not_sent.octets, 8);
	end_record(writer);
}

static void write_interface_name(struct option_writer *writer, __u32 number, const char *name)
{
	put(writer, number, 4);
	put_string(writer, name);
	end_record(writer);
}

static void write_interface_description(struct option_writer *writer, __u32 number, const char *name)
{
	char description[TL_INTERFACE_DESCRIPTION];

	tl_interface_description(description, name);
	put(writer, writer->session->options->observation_domain, 4);
	put(writer, number, 4);
	put_padded(writer, description, DESCRIPTION_LENGTH);
	end_record(writer);
}

/* Calls `write` for the interfaces that have not been told yet. */
static void for_interfaces(struct option_writer *writer,
			   void (*write)(struct option_writer *writer, __u32 number, const char *name))
{
	const struct tl_interfaces *interfaces = &writer->session->interfaces;
	char name[IF_NAMESIZE];

	for (unsigned int i = interfaces->told; i < interfaces->count; i++)
		if (if_indextoname(interfaces->numbers[i], name))
			write(writer, interfaces->numbers[i], name);
}

static void write_interface_names(struct option_writer *writer)
{
	for_interfaces(writer, write_interface_name);
}

static void write_interface_descriptions(struct option_writer *writer)
{
	for_interfaces(writer, write_interface_description);
}

/* RFC 6759 6: what the applicationId of records means. */
static void write_applications(struct option_writer *writer)
{
	const struct tl_export_options *options = writer->session->options;

	for (size_t i = 0; i < options->application_count; i++) {
		const struct tl_application *application = &options->applications[i];

		for (unsigned int octet = 0; octet <= application->id[0]; octet++)
			put(writer, application->id[octet], 1);
		put(writer, application->id[0] ? application->id[1] : 0, 1);
		put_string(writer, application->name);
		put_string(writer, application->description);
		put_string(writer, application->category);
		end_record(writer);
	}
}

static void write_type(struct option_writer *writer, const struct tl_element *element, bool reverse,
		       const struct tl_form *form)
{
	__u32 enterprise = form->enterprise, own = writer->session->options->enterprise_number;
	char name[80];

	snprintf(name, sizeof(name), "%s", element->name);
	if (reverse)
		snprintf(name, sizeof(name), "reverse%c%s", element->name[0] & ~0x20, element->name + 1);
	put(writer, enterprise == TL_PEN_TAPLESS && own ? own : enterprise, 4);
	put(writer, form->id, 2);
	put(writer, form->type, 1);
	put(writer, element->semantics, 1);
	put(writer, element->units, 2);
	put(writer, 0, 8); /* no range narrower than the type's (RFC 5610); libfixbuf learns from no record without */
	put(writer, 0, 8);
	put_string(writer, name);
	put_string(writer, element->text);
	end_record(writer);
}

/* RFC 5610: names and types of the elements that are not IANA's. */
static void write_types(struct option_writer *writer)
{
	unsigned int sent = writer->session->options->elements;

	if (sent == TL_ELEMENTS_STANDARD)
		return;
	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		const struct tl_element *element = &tl_elements[row];
		struct tl_form forward = tl_dialect_form(sent, TL_ELEMENT__COUNT + row);
		struct tl_form reverse = tl_dialect_form(sent, row);

		if (forward.enterprise != TL_PEN_IANA)
			write_type(writer, element, false, &forward);
		if (element->reverse_offset && reverse.enterprise != TL_PEN_REVERSE)
			write_type(writer, element, true, &reverse);
	}
}

/* Its records are written by tl_option_records_pad() alone. */
static void write_padding(struct option_writer *writer)
{
	(void)writer;
}

#define VARIABLE TL_VARIABLE_LENGTH

enum option {
	OPTION_PADDING, /* first: the others may need it already */
	OPTION_SAMPLING,
	OPTION_OLD_SAMPLING,
	OPTION_TIMEOUTS,
	OPTION_METERING,
	OPTION_EXPORTED,
	OPTION_NOT_SENT,
	OPTION_TYPES,
	OPTION_APPLICATIONS,
	OPTION_INTERFACE_NAMES,
	OPTION_INTERFACE_DESCRIPTIONS,
	OPTION__MAX,
};

TL_STATIC_ASSERT(OPTION__MAX <= TL_OPTIONS_MAX);

static const struct option_row rows[OPTION__MAX] = {
	/* observationDomainId: paddingOctets */
	[OPTION_PADDING] = {1, {{149, 4}, {210, VARIABLE}}, write_padding},
	/* selectorId: selectorAlgorithm, samplingPacketInterval, samplingPacketSpace */
	[OPTION_SAMPLING] = {1, {{302, 8}, {304, 2}, {305, 4}, {306, 4}}, write_sampling},
	/* observationDomainId: samplingInterval, samplingAlgorithm */
	[OPTION_OLD_SAMPLING] = {1, {{149, 4}, {34, 4}, {35, 1}}, write_old_sampling},
	/* observationDomainId: flowActiveTimeout, flowIdleTimeout */
	[OPTION_TIMEOUTS] = {1, {{149, 4}, {36, 2}, {37, 2}}, write_timeouts},
	/* observationDomainId: observedFlowTotalCount, ignored and dropped: …PacketTotalCount, …OctetTotalCount (RFC 7011 4.2) */
	[OPTION_METERING] = {1, {{149, 4}, {163, 8}, {164, 8}, {165, 8}, {135, 8}, {134, 8}}, write_metering},
	/* observationDomainId: exportedOctetTotalCount, exportedMessageTotalCount, exportedFlowRecordTotalCount (4.1) */
	[OPTION_EXPORTED] = {1, {{149, 4}, {40, 8}, {41, 8}, {42, 8}}, write_exported},
	/* exportingProcessId: notSentFlowTotalCount, notSentPacketTotalCount, notSentOctetTotalCount (4.3) */
	[OPTION_NOT_SENT] = {1, {{144, 4}, {166, 8}, {167, 8}, {168, 8}}, write_not_sent},
	/* privateEnterpriseNumber, informationElementId: …DataType, …Semantics, …Units, …RangeBegin, …RangeEnd, …Name, …Description */
	[OPTION_TYPES] = {2,
			  {{346, 4},
			   {303, 2},
			   {339, 1},
			   {344, 1},
			   {345, 2},
			   {342, 8},
			   {343, 8},
			   {341, VARIABLE},
			   {340, VARIABLE}},
			  write_types},
	/*
	 * applicationId: classificationEngineId, applicationName, applicationDescription, applicationCategoryName. The engine is
	 * the id's first octet as well: Wireshark takes no template in which all fields are of variable length.
	 */
	[OPTION_APPLICATIONS] = {1,
				 {{95, VARIABLE}, {101, 1}, {96, VARIABLE}, {94, VARIABLE}, {372, VARIABLE}},
				 write_applications},
	/* ingressInterface: interfaceName */
	[OPTION_INTERFACE_NAMES] = {1, {{10, 4}, {82, VARIABLE}}, write_interface_names},
	/* observationDomainId: ingressInterface, interfaceDescription; nfcapd wants this order, this scope, this length */
	[OPTION_INTERFACE_DESCRIPTIONS] = {1,
					   {{149, 4}, {10, 4}, {83, DESCRIPTION_LENGTH}},
					   write_interface_descriptions},
};

int tl_option_records_open(struct tl_session *session)
{
	for (unsigned int row = 0; row < OPTION__MAX; row++) {
		struct tl_template *template;
		unsigned int count = 0;

		while (count < FIELDS_MAX && rows[row].fields[count].length)
			count++;
		template = tl_template_create(session->next_id++, count, rows[row].scope_count);
		if (!template)
			return -ENOMEM;
		for (unsigned int i = 0; i < count; i++)
			tl_template_set(template, i, TL_PEN_IANA, rows[row].fields[i].id, rows[row].fields[i].length);
		session->option_templates.templates[row] = template;
	}
	return 0;
}

static void send_row(struct tl_session *session, unsigned int row)
{
	bool of_no_use = row == OPTION_PADDING && !session->page;
	const struct tl_template *template = session->option_templates.templates[row];
	struct option_writer writer = {.session = session, .template = template};

	if (of_no_use)
		return;
	if (!session->option_templates.announced[row]) {
		tl_session_make_room(session, TL_SET_OPTIONS_TEMPLATE, tl_template_size(template));
		tl_message_template(&session->message, template);
		session->option_templates.announced[row] = true; /* not before: making room may write padding */
	}
	rows[row].write(&writer);
}

void tl_option_records_send(struct tl_session *session)
{
	session->interfaces.told = 0;
	for (unsigned int row = 0; row < OPTION__MAX; row++)
		send_row(session, row);
	session->interfaces.told = session->interfaces.count;
}

void tl_option_records_send_interfaces(struct tl_session *session)
{
	send_row(session, OPTION_INTERFACE_NAMES);
	send_row(session, OPTION_INTERFACE_DESCRIPTIONS);
	session->interfaces.told = session->interfaces.count;
}

void tl_option_records_send_statistics(struct tl_session *session)
{
	for (unsigned int row = OPTION_METERING; row <= OPTION_NOT_SENT; row++)
		send_row(session, row);
}

bool tl_option_records_pad(struct tl_session *session, size_t length)
{
	const struct tl_template *template = session->option_templates.templates[OPTION_PADDING];
	struct tl_message *message = &session->message;
	size_t octets = length - TL_MESSAGE_HEADER - TL_SET_HEADER - 4 - 3;

	if (!session->option_templates.announced[OPTION_PADDING])
		return false;
	tl_message_begin(message);
	tl_message_set(message, template->id);
	tl_message_integer(message, session->options->observation_domain, 4);
	tl_message_integer(message, 255, 1);
	tl_message_integer(message, octets, 2);
	tl_message_zeros(message, octets);
	session->in_message++;
	return true;
}

void tl_option_records_close(struct tl_session *session)
{
	for (unsigned int row = 0; row < OPTION__MAX; row++)
		free(session->option_templates.templates[row]);
	memset(&session->option_templates, 0, sizeof(session->option_templates));
}
