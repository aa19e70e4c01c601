// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "plan.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "../query/row.h"

#define FORWARD(name) (TL_ELEMENT__COUNT + TL_ELEMENT_##name)
#define REVERSE(name) (TL_ELEMENT_##name)
#define COLUMN(name_, field_, form_)                                                                                   \
	[TL_STORE_##name_] = {.name = #name_, .field = field_, .other_field = field_, .form = TL_COLUMN_##form_}
#define ADDRESS(name_)                                                                                                 \
	[TL_STORE_##name_] = {.name = #name_,                                                                          \
			      .field = FORWARD(name_##IPv4Address),                                                    \
			      .other_field = FORWARD(name_##IPv6Address),                                              \
			      .form = TL_COLUMN_ADDRESS}

/* clang-format off */
const struct tl_store_column tl_store_columns[TL_STORE__COLUMNS] = {
	COLUMN(start, FORWARD(flowStartNanoseconds), SINCE),
	COLUMN(duration, FORWARD(flowEndNanoseconds), AFTER),
	ADDRESS(source),
	ADDRESS(destination),
	COLUMN(source_port, FORWARD(sourceTransportPort), NUMBER),
	COLUMN(destination_port, FORWARD(destinationTransportPort), NUMBER),
	COLUMN(protocol, FORWARD(protocolIdentifier), NUMBER),
	COLUMN(packets, FORWARD(packetDeltaCount), NUMBER),
	COLUMN(octets, FORWARD(octetDeltaCount), NUMBER),
	COLUMN(reverse_packets, REVERSE(packetDeltaCount), NUMBER),
	COLUMN(reverse_octets, REVERSE(octetDeltaCount), NUMBER),
	COLUMN(application, FORWARD(applicationName), TEXT),
	COLUMN(tls_name, FORWARD(tlsSni), TEXT),
	COLUMN(http_host, FORWARD(httpRequestHost), TEXT),
	COLUMN(dns_name, FORWARD(dnsQname), TEXT),
	COLUMN(flow_id, FORWARD(flowId), NUMBER),
	COLUMN(sequence, FORWARD(recordSequence), SINCE),
};

/* Nearly always the same as another one. */
static const struct {
	__u16 field, as;
} equals[] = {
	{FORWARD(flowStartMilliseconds), FORWARD(flowStartNanoseconds)},
	{FORWARD(flowEndMilliseconds), FORWARD(flowEndNanoseconds)},
	{REVERSE(flowStartMilliseconds), REVERSE(flowStartNanoseconds)},
	{REVERSE(flowEndMilliseconds), REVERSE(flowEndNanoseconds)},
	{FORWARD(vlanId), FORWARD(dot1qVlanId)},
	{FORWARD(npmServerResponseTime), REVERSE(responseTimeAverage)},
	{FORWARD(greKey), FORWARD(tunnelId)},
	{FORWARD(gtpuTEid), FORWARD(tunnelId)},
	{REVERSE(gtpuTEid), REVERSE(tunnelId)},
};

/* Not far from another one, which comes before it: the difference takes fewer octets. */
static const struct {
	__u16 field, to;
} relatives[] = {
	{REVERSE(flowStartNanoseconds), FORWARD(flowStartNanoseconds)},
	{REVERSE(flowEndNanoseconds), FORWARD(flowEndNanoseconds)},
	{FORWARD(layer2OctetDeltaCount), FORWARD(octetDeltaCount)},
	{REVERSE(layer2OctetDeltaCount), REVERSE(octetDeltaCount)},
	{FORWARD(maximumIpTotalLength), FORWARD(minimumIpTotalLength)},
	{REVERSE(maximumIpTotalLength), REVERSE(minimumIpTotalLength)},
	{FORWARD(roundTripTimeAverage), FORWARD(roundTripTimeMinimum)},
	{REVERSE(roundTripTimeAverage), REVERSE(roundTripTimeMinimum)},
	{FORWARD(roundTripTimeMaximum), FORWARD(roundTripTimeAverage)},
	{REVERSE(roundTripTimeMaximum), REVERSE(roundTripTimeAverage)},
	{FORWARD(responseTimeAverage), FORWARD(responseTimeMinimum)},
	{REVERSE(responseTimeAverage), REVERSE(responseTimeMinimum)},
	{FORWARD(responseTimeMaximum), FORWARD(responseTimeAverage)},
	{REVERSE(responseTimeMaximum), REVERSE(responseTimeAverage)},
	{FORWARD(npmDelayMin), FORWARD(npmDelayAvg)},
	{REVERSE(npmDelayMin), REVERSE(npmDelayAvg)},
	{FORWARD(npmDelayMax), FORWARD(npmDelayMin)},
	{REVERSE(npmDelayMax), REVERSE(npmDelayMin)},
};

/* Steady, though their type does not tell. */
static const enum tl_element_row steady[] = {
	TL_ELEMENT_ingressInterface, TL_ELEMENT_egressInterface, TL_ELEMENT_tunnelKind, TL_ELEMENT_tcpSetup,
	TL_ELEMENT_tcpMss, TL_ELEMENT_tcpMssRev, TL_ELEMENT_tcpSynSize, TL_ELEMENT_npmTcpRetransmission,
	TL_ELEMENT_npmTcpOutOfOrder, TL_ELEMENT_applicationId, TL_ELEMENT_applicationCategoryName,
	TL_ELEMENT_applicationProtocol, TL_ELEMENT_userAgentSystem, TL_ELEMENT_userAgentSystemVersion,
	TL_ELEMENT_userAgentApplication, TL_ELEMENT_userAgentApplicationVersion, TL_ELEMENT_tcpSynSystem,
	TL_ELEMENT_tcpSynSystemConfidence, TL_ELEMENT_httpRequestMethod, TL_ELEMENT_httpMessageVersion,
	TL_ELEMENT_httpReasonPhrase, TL_ELEMENT_tlsAlpn, TL_ELEMENT_tlsAlpnSelected, TL_ELEMENT_tlsKeyKind,
	TL_ELEMENT_tlsSignatureKind, TL_ELEMENT_tlsPublicKeyLength, TL_ELEMENT_tlsJa3Fingerprint, TL_ELEMENT_tlsJa4,
	TL_ELEMENT_tlsJa3s, TL_ELEMENT_quicVersion, TL_ELEMENT_dnsAnswrecCount,
};

/* Not steady, though their type says so. */
static const enum tl_element_row various[] = {
	TL_ELEMENT_fragmentIdentification, TL_ELEMENT_minimumIpTotalLength, TL_ELEMENT_maximumIpTotalLength,
	TL_ELEMENT_dnsId, TL_ELEMENT_quotedSourceTransportPort, TL_ELEMENT_quotedDestinationTransportPort,
	TL_ELEMENT_tunnelSrcPort, TL_ELEMENT_stunMappedPort, TL_ELEMENT_ftpDataPort, TL_ELEMENT_sipMediaPort,
	TL_ELEMENT_sipAnswerMediaPort, TL_ELEMENT_coapMid,
};
/* clang-format on */

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static struct tl_plan_field plan[TL_FIELD__COUNT];

static bool is_in(const enum tl_element_row *rows, size_t count, unsigned int row)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i] == row)
			return true;
	return false;
}

/* Small numbers that name something, flags and addresses of cards come in few values; counters and times in many. */
static bool is_steady(unsigned int row)
{
	const struct tl_element *element = &tl_elements[row];

	if (is_in(steady, COUNT(steady), row))
		return true;
	if (is_in(various, COUNT(various), row))
		return false;
	if (element->type == TL_TYPE_MAC_ADDRESS)
		return true;
	if (tl_form_of(element->type) == TL_FORM_OCTETS)
		return false;
	return element->semantics == TL_SEMANTICS_FLAGS ||
	       (element->length <= 2 && element->semantics != TL_SEMANTICS_QUANTITY);
}

static bool is_within(const struct tl_element *element, size_t begin, size_t size)
{
	return !element->facts && element->offset >= begin && element->offset < begin + size;
}

static enum tl_profile_group group_of(const struct tl_element *element)
{
	const size_t tcp = offsetof(struct tl_record, metrics), end = offsetof(struct tl_record, server_name);

	if (element->type == TL_TYPE_MAC_ADDRESS && !element->facts)
		return TL_GROUP_LINK;
	if (element->facts || is_within(element, end, sizeof(struct tl_record) - end))
		return TL_GROUP_CONTENT;
	return is_within(element, tcp, end - tcp) ? TL_GROUP_TCP : TL_GROUP_PATH;
}

static void plan_places(void)
{
	const size_t begin[2] = {offsetof(struct tl_record, source_place),
				 offsetof(struct tl_record, destination_place)};

	for (unsigned int row = 0; row < TL_ELEMENT__COUNT; row++) {
		const struct tl_element *element = &tl_elements[row];

		if (!is_within(element, begin[0], sizeof(struct tl_record_place)))
			continue;
		for (unsigned int other = 0; other < TL_ELEMENT__COUNT; other++) {
			if (tl_elements[other].facts ||
			    tl_elements[other].offset - begin[1] != element->offset - begin[0])
				continue;
			plan[tl_field_of(row)].keeping = plan[tl_field_of(other)].keeping = TL_KEEP_PLACE;
			plan[tl_field_of(row)].counterpart = (__u16)tl_field_of(other);
			plan[tl_field_of(other)].counterpart = (__u16)tl_field_of(row);
			plan[tl_field_of(other)].end = 1;
		}
	}
}

static void make(void)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_element *element = tl_field_element(field);
		struct tl_plan_field *planned = &plan[field];

		planned->keeping = element->part == TL_PART_LIST	  ? TL_KEEP_NOT
				   : is_steady(field % TL_ELEMENT__COUNT) ? TL_KEEP_STEADY
									  : TL_KEEP_OWN;
		planned->group = group_of(element);
		planned->relative_to = planned->same_as = planned->counterpart = TL_STORE_NO_FIELD;
	}
	for (size_t i = 0; i < COUNT(equals); i++)
		plan[equals[i].field].same_as = equals[i].as;
	for (size_t i = 0; i < COUNT(relatives); i++)
		plan[relatives[i].field].relative_to = relatives[i].to;
	plan_places();
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++) {
		plan[tl_store_columns[column].field].keeping = TL_KEEP_COLUMN;
		plan[tl_store_columns[column].field].column = (__u8)column;
		plan[tl_store_columns[column].other_field].keeping = TL_KEEP_COLUMN;
		plan[tl_store_columns[column].other_field].column = (__u8)column;
	}
}

const struct tl_plan_field *tl_store_plan(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make);
	return plan;
}

void tl_store_field_name(unsigned int field, char *name, size_t size)
{
	const char *element = tl_field_element(field)->name;

	if (tl_field_is_reverse(field))
		snprintf(name, size, "reverse%c%s", toupper((unsigned char)element[0]), element + 1);
	else
		snprintf(name, size, "%s", element);
}
