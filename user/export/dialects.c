// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dialect.h"

const char *const tl_elements_names[] = {"all", "standard", "flowmon", "cesnet", "ntop", NULL};

#define REVERSIBLE(element_, sent_, enterprise_, id_, reverse_id_, type_)                                              \
	{.row = TL_ELEMENT_##element_,                                                                                 \
	 .sent = TL_ELEMENTS_##sent_,                                                                                  \
	 .enterprise = TL_PEN_##enterprise_,                                                                           \
	 .id = id_,                                                                                                    \
	 .reverse_id = reverse_id_,                                                                                    \
	 .type = TL_TYPE_##type_},
#define ROW(element, sent, enterprise, id, type) REVERSIBLE(element, sent, enterprise, id, 0, type)

/*
 * Not here, for they only look the same: nProbe's latencies (half a round trip, milliseconds) and its packets out of order (its
 * documents do not agree on the direction), DNS query types in one octet, Flowmon's mask of HTTP methods.
 */
/* clang-format off */
const struct tl_alternative tl_alternatives[] = {
	ROW(httpRequestHost, FLOWMON, FLOWMON, 1, STRING)
	ROW(httpRequestTarget, FLOWMON, FLOWMON, 2, STRING)
	ROW(httpContentType, FLOWMON, FLOWMON, 10, STRING)
	ROW(httpStatusCode, FLOWMON, FLOWMON, 12, UNSIGNED32)
	ROW(httpUserAgent, FLOWMON, FLOWMON, 20, STRING)
	ROW(tcpSynSize, FLOWMON, FLOWMON, 80, UNSIGNED8)
	ROW(arpOperation, FLOWMON, FLOWMON, 191, UNSIGNED16)
	ROW(dhcpAssignedIPv4Address, FLOWMON, FLOWMON, 200, IPV4_ADDRESS)
	ROW(dhcpClientMacAddress, FLOWMON, FLOWMON, 201, MAC_ADDRESS)
	ROW(dhcpMessageType, FLOWMON, FLOWMON, 202, UNSIGNED8)
	ROW(dhcpLeaseTime, FLOWMON, FLOWMON, 203, UNSIGNED32)
	ROW(dhcpHostName, FLOWMON, FLOWMON, 206, STRING)
	ROW(dhcpRequestedIPv4Address, FLOWMON, FLOWMON, 207, IPV4_ADDRESS)

	/* As CESNET's own probe has it: of HTTP, all but the method are Flowmon's. */
	ROW(httpRequestHost, CESNET, FLOWMON, 1, STRING)
	ROW(httpRequestTarget, CESNET, FLOWMON, 2, STRING)
	ROW(httpContentType, CESNET, FLOWMON, 10, STRING)
	ROW(httpStatusCode, CESNET, FLOWMON, 12, UNSIGNED32)
	ROW(httpUserAgent, CESNET, FLOWMON, 20, STRING)
	ROW(httpRequestMethod, CESNET, CESNET, 200, STRING)
	ROW(dnsResponseCode, CESNET, CESNET, 1, UNSIGNED8)
	ROW(dnsQname, CESNET, CESNET, 2, STRING)
	ROW(dnsQtype, CESNET, CESNET, 3, UNSIGNED16)
	ROW(dnsQclass, CESNET, CESNET, 4, UNSIGNED16)
	ROW(dnsCrrTtl, CESNET, CESNET, 5, UNSIGNED32)
	ROW(dnsId, CESNET, CESNET, 10, UNSIGNED16)
	ROW(dnsCrrType, CESNET, CESNET, 11, UNSIGNED16)
	ROW(dnsAnswrecCount, CESNET, CESNET, 14, UNSIGNED16)
	ROW(ntpVersion, CESNET, CESNET, 19, UNSIGNED8)
	ROW(ntpMode, CESNET, CESNET, 20, UNSIGNED8)
	ROW(ntpStratum, CESNET, CESNET, 21, UNSIGNED8)
	ROW(arpOperation, CESNET, CESNET, 33, UNSIGNED16)
	ROW(sipCallId, CESNET, CESNET, 102, STRING)
	ROW(sipCallingParty, CESNET, CESNET, 103, STRING)
	ROW(sipCalledParty, CESNET, CESNET, 104, STRING)
	ROW(sipVia, CESNET, CESNET, 105, STRING)
	ROW(tlsSni, CESNET, CESNET, 808, STRING)

	REVERSIBLE(fragmentDeltaCount, NTOP, NTOP, 80, 81, UNSIGNED16)
	REVERSIBLE(npmTcpRetransmission, NTOP, NTOP, 109, 110, UNSIGNED32)
	ROW(applicationName, NTOP, NTOP, 119, STRING)
	ROW(sipCallId, NTOP, NTOP, 130, STRING)
	ROW(sipCallingParty, NTOP, NTOP, 131, STRING)
	ROW(sipCalledParty, NTOP, NTOP, 132, STRING)
	ROW(httpRequestTarget, NTOP, NTOP, 180, STRING)
	ROW(httpStatusCode, NTOP, NTOP, 181, UNSIGNED16)
	ROW(httpReferer, NTOP, NTOP, 182, STRING)
	ROW(httpUserAgent, NTOP, NTOP, 183, STRING)
	ROW(httpContentType, NTOP, NTOP, 184, STRING)
	ROW(httpRequestHost, NTOP, NTOP, 187, STRING)
	ROW(tlsSni, NTOP, NTOP, 188, STRING)
	ROW(dnsQname, NTOP, NTOP, 205, STRING)
	ROW(dnsId, NTOP, NTOP, 206, UNSIGNED16)
	ROW(dnsResponseCode, NTOP, NTOP, 208, UNSIGNED8)
	ROW(dnsAnswrecCount, NTOP, NTOP, 209, UNSIGNED8)
	ROW(httpRequestMethod, NTOP, NTOP, 360, STRING)
};
/* clang-format on */

const unsigned int tl_alternative_count = sizeof(tl_alternatives) / sizeof(tl_alternatives[0]);

const struct tl_alternative *tl_dialect_alternative(unsigned int sent, unsigned int row)
{
	for (unsigned int i = 0; i < tl_alternative_count; i++)
		if (tl_alternatives[i].sent == sent && tl_alternatives[i].row == row)
			return &tl_alternatives[i];
	return NULL;
}

static __u16 shorter(const struct tl_element *element, unsigned int type)
{
	switch (type) {
	case TL_TYPE_UNSIGNED8:
		return 1;
	case TL_TYPE_UNSIGNED16:
		return element->length < 2 ? element->length : 2;
	case TL_TYPE_UNSIGNED32:
		return element->length < 4 ? element->length : 4;
	default:
		return element->length;
	}
}

struct tl_form tl_dialect_form(unsigned int sent, unsigned int field)
{
	const struct tl_alternative *alternative = tl_dialect_alternative(sent, field % TL_ELEMENT__COUNT);
	const struct tl_element *element = tl_field_element(field);
	struct tl_form form = {element->enterprise, element->id, element->length, element->type};

	if (alternative && (!tl_field_is_reverse(field) || alternative->reverse_id)) {
		form.enterprise = alternative->enterprise;
		form.id = tl_field_is_reverse(field) ? alternative->reverse_id : alternative->id;
		form.type = alternative->type;
		form.length = shorter(element, form.type);
	} else if (tl_field_is_reverse(field)) {
		tl_element_reverse_number(element, &form.enterprise, &form.id);
	}
	return form;
}

const struct tl_element *tl_dialect_find(__u32 enterprise, __u16 id, bool *reverse)
{
	for (unsigned int i = 0; i < tl_alternative_count; i++) {
		const struct tl_alternative *alternative = &tl_alternatives[i];

		if (alternative->enterprise != enterprise || !id ||
		    (alternative->id != id && alternative->reverse_id != id))
			continue;
		*reverse = alternative->reverse_id == id;
		return &tl_elements[alternative->row];
	}
	return NULL;
}
