// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "application.h"

#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "application_table.h"

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd

struct tl_applications {
	struct tl_application_table table;
};

struct tl_applications *tl_applications_open(const char *path, __u32 enterprise)
{
	struct tl_applications *applications = calloc(1, sizeof(*applications));

	if (applications && tl_application_table_read(&applications->table, path, enterprise)) {
		tl_applications_close(applications);
		return NULL;
	}
	return applications;
}

/* "WWW.Example.org:8080" is looked for as it is without its port, and then without its first label, and so on. */
static const struct tl_application *find_server(const struct tl_application_table *table, const char *name)
{
	const struct tl_application *found = NULL;
	char lower[TL_NAME_SIZE];
	size_t length = name[0] ? strcspn(name, ":") : 0;

	if (!length || length >= sizeof(lower))
		return NULL;
	for (size_t i = 0; i < length; i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	while (length && lower[length - 1] == '.')
		length--;
	lower[length] = 0;
	for (const char *at = lower; !found && at && strchr(at, '.'); at = at ? at + 1 : NULL) {
		if (strlen(at) < TL_APPLICATION_KEY_SIZE)
			found = tl_application_table_find(table, at);
		at = strchr(at, '.');
	}
	return found;
}

static const struct tl_application *find_by_names(const struct tl_application_table *table,
						  const struct tl_record *record)
{
	const struct tl_application *found = find_server(table, record->server_name);

	if (!found && record->facts && record->facts->has.quic)
		found = find_server(table, record->facts->quic.server_name);
	return found ? found : find_server(table, record->http_host);
}

/* Of the dissector; without one, names of servers tell the protocol as well. */
static const char *protocol_of(const struct tl_record *record)
{
	if (record->protocol[0])
		return record->protocol;
	if (record->server_name[0])
		return "tls";
	return record->http_host[0] ? "http" : NULL;
}

static const struct tl_application *find_protocol_at(const struct tl_application_table *table, const char *protocol,
						     __u16 port)
{
	char key[TL_PROTOCOL_SIZE + 8];

	if (tl_application_numbers_find(&table->numbers, TL_NUMBER_OF_PAYLOAD, port) < 0)
		return NULL;
	snprintf(key, sizeof(key), "=%s:%u", protocol, port);
	return tl_application_table_find(table, key);
}

/* At a port of its own a protocol may be another application: DNS is mDNS at 5353. */
static const struct tl_application *find_by_protocol(const struct tl_application_table *table, const char *protocol,
						     const struct tl_flow_key *flow)
{
	char key[TL_PROTOCOL_SIZE + 1];
	const struct tl_application *found = find_protocol_at(table, protocol, flow->destination_port);

	if (!found)
		found = find_protocol_at(table, protocol, flow->source_port);
	if (found)
		return found;
	key[0] = '=';
	strcpy(key + 1, protocol);
	return tl_application_table_find(table, key);
}

/* What HTTP carries, by its content type, without what is said of it behind that: "application/grpc+proto". */
static const struct tl_application *find_by_content(const struct tl_application_table *table,
						    const struct tl_record *record)
{
	char key[TL_APPLICATION_KEY_SIZE] = "=";
	const char *type =
		record->facts && record->facts->kind == TL_FACTS_http ? record->facts->http.content_type : "";
	size_t length = strcspn(type, "+; ");

	if (!length || length >= sizeof(key) - 1 || !memchr(type, '/', length))
		return NULL;
	for (size_t i = 0; i < length; i++)
		key[i + 1] = (char)tolower((unsigned char)type[i]);
	return tl_application_table_find(table, key);
}

/* The server's is the forward direction's destination, unless nobody knows who began. */
static const struct tl_application *find_by_port(const struct tl_application_table *table,
						 const struct tl_flow_key *key)
{
	enum tl_application_number_of kind = key->protocol == IPPROTO_TCP ? TL_NUMBER_OF_TCP : TL_NUMBER_OF_UDP;
	const struct tl_application *found;

	if (key->protocol != IPPROTO_TCP && key->protocol != IPPROTO_UDP)
		return NULL;
	found = tl_application_table_find_number(table, kind, key->destination_port);
	return found ? found : tl_application_table_find_number(table, kind, key->source_port);
}

static const struct tl_application *find_below(const struct tl_application_table *table, const struct tl_flow_key *key)
{
	if (key->ethertype == ETHERTYPE_IPV4 || key->ethertype == ETHERTYPE_IPV6)
		return tl_application_table_find_number(table, TL_NUMBER_OF_IP, key->protocol);
	return tl_application_table_find_number(table, TL_NUMBER_OF_ETHERTYPE, key->ethertype);
}

static void set(struct tl_record_application *to, const struct tl_application *from, enum tl_application_basis basis)
{
	memcpy(to->id, from->id, sizeof(to->id));
	memcpy(to->name, from->name, sizeof(to->name));
	memcpy(to->category, from->category, sizeof(to->category));
	to->basis = (__u8)basis;
}

/* Where SNI or Host would have told it, and only if this client asked for the name: an address has many. */
static const struct tl_application *find_by_dns(const struct tl_application_table *table,
						const struct tl_record *record, const char *protocol)
{
	static const char *const named_by_themselves[] = {"tls", "quic", "http"};
	bool is_asked_for = record->destination_name.basis == TL_NAMED_BY_DNS;

	for (size_t i = 0; i < sizeof(named_by_themselves) / sizeof(named_by_themselves[0]); i++)
		if (is_asked_for && protocol && !strcmp(protocol, named_by_themselves[i]))
			return find_server(table, record->destination_name.text);
	return is_asked_for && !protocol ? find_server(table, record->destination_name.text) : NULL;
}

void tl_applications_name(const struct tl_applications *applications, struct tl_record *record)
{
	const struct tl_application_table *table = applications ? &applications->table : NULL;
	const char *protocol = protocol_of(record);
	const struct tl_application *found;

	memset(&record->application, 0, sizeof(record->application));
	if (!table)
		return;
	found = find_by_names(table, record);
	if (found) {
		set(&record->application, found, TL_BASIS_SERVER_NAME);
		return;
	}
	found = find_by_content(table, record);
	if (found) {
		set(&record->application, found, TL_BASIS_PAYLOAD);
		return;
	}
	found = find_by_dns(table, record, protocol);
	if (found) {
		set(&record->application, found, TL_BASIS_DNS);
		return;
	}
	found = protocol ? find_by_protocol(table, protocol, &record->key) : NULL;
	if (found) {
		set(&record->application, found, TL_BASIS_PAYLOAD);
		return;
	}
	if (protocol) { /* a dissector that the table does not know yet */
		snprintf(record->application.name, sizeof(record->application.name), "%s", protocol);
		record->application.basis = TL_BASIS_PAYLOAD;
		return;
	}
	found = find_by_port(table, &record->key);
	if (found) {
		set(&record->application, found, TL_BASIS_PORT);
		return;
	}
	found = find_below(table, &record->key);
	if (found)
		set(&record->application, found, TL_BASIS_PROTOCOL);
}

const struct tl_application *tl_applications_list(const struct tl_applications *applications, size_t *count)
{
	*count = applications->table.count;
	return applications->table.rows;
}

void tl_applications_close(struct tl_applications *applications)
{
	if (!applications)
		return;
	tl_application_table_free(&applications->table);
	free(applications);
}
