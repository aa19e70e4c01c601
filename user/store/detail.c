// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "detail.h"

#include <string.h>

#include "../query/row.h"

const char *const tl_detail_names[] = {"flows", "names", "full", NULL};

#define ROW(name, detail)                                                                                              \
	{                                                                                                              \
		TL_ELEMENT_##name, TL_DETAIL_##detail                                                                  \
	}

/* Texts, addresses and octets of payload that a lower level than full keeps; and numbers that flows does not. */
static const struct {
	enum tl_element_row element;
	enum tl_detail detail;
} rows[] = {
	ROW(tunnelKind, FLOWS),
	ROW(tcpSetup, FLOWS),
	ROW(tcpSynSystem, FLOWS),
	ROW(applicationId, FLOWS),
	ROW(applicationName, FLOWS),
	ROW(applicationCategoryName, FLOWS),
	ROW(applicationProtocol, FLOWS),
	ROW(tlsAlpnSelected, FLOWS),
	ROW(tlsKeyKind, FLOWS),
	ROW(tlsSignatureKind, FLOWS),
	ROW(smbDialectName, FLOWS),
	ROW(rtpCodecName, FLOWS),
	ROW(rtpPeerCodecName, FLOWS),
	ROW(tlsSni, NAMES),
	ROW(quicSni, NAMES),
	ROW(tlsAlpn, NAMES),
	ROW(tlsSubjectCn, NAMES),
	ROW(tlsSubjectOn, NAMES),
	ROW(tlsIssuerCn, NAMES),
	ROW(tlsIssuerOn, NAMES),
	ROW(tlsJa3Fingerprint, NAMES),
	ROW(tlsJa3s, NAMES),
	ROW(tlsJa4, NAMES),
	ROW(httpRequestHost, NAMES),
	ROW(dnsQname, NAMES),
	ROW(dnsAnswerIPv4Address, NAMES),
	ROW(dnsAnswerIPv6Address, NAMES),
	ROW(NBName, NAMES),
	ROW(netbiosAddress, NAMES),
	ROW(netbiosDestinationName, NAMES),
	ROW(dhcpHostName, NAMES),
	ROW(dhcpAssignedIPv4Address, NAMES),
	ROW(dhcpAssignedIPv6Address, NAMES),
	ROW(syslogHostName, NAMES),
	ROW(coapUriHost, NAMES),
	ROW(dialHostName, NAMES),
	ROW(sshServerVersion, NAMES),
	ROW(httpServer, NAMES),
	ROW(sqlServerVersion, NAMES),
	ROW(smtpDomain, NAMES),
};

/* Of the headers and of what enrichment says of addresses: nobody's text. */
static bool is_of_the_flow(const struct tl_element *element)
{
	if (element->facts)
		return false;
	return element->type != TL_TYPE_STRING ||
	       (element->offset >= offsetof(struct tl_record, source_place) &&
		element->offset < offsetof(struct tl_record, destination_place) + sizeof(struct tl_record_place));
}

enum tl_detail tl_detail_of(enum tl_element_row element)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].element == element)
			return rows[i].detail;
	if (tl_form_of(tl_elements[element].type) != TL_FORM_OCTETS || is_of_the_flow(&tl_elements[element]))
		return TL_DETAIL_FLOWS;
	return TL_DETAIL_FULL;
}

void tl_detail_fields(enum tl_detail detail, struct tl_field_set *kept)
{
	memset(kept, 0, sizeof(*kept));
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (tl_detail_of((enum tl_element_row)(field % TL_ELEMENT__COUNT)) <= detail)
			tl_field_set_add(kept, field);
}
