/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What dissectors say of a conversation: a file and a row here for each protocol. The file has the struct tl_record_NAME, all zeros
 * where nothing was said, and the rows of its fields:
 *
 *     ROW(NAME, element, enterprise, id, type, semantics, units, length, member, when, text)
 *
 * The field is sent if the member `when` is not all zeros; the rest is as in export/element_list.h. Integers are in host order,
 * addresses in network order.
 */
#ifndef TAPLESS_FLOW_RECORD_FACTS_H
#define TAPLESS_FLOW_RECORD_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "facts/coap.h"
#include "facts/dhcp.h"
#include "facts/dial.h"
#include "facts/dnp3.h"
#include "facts/dns.h"
#include "facts/enip.h"
#include "facts/ftp.h"
#include "facts/http.h"
#include "facts/iec104.h"
#include "facts/ike.h"
#include "facts/mailbox.h"
#include "facts/modbus.h"
#include "facts/mqtt.h"
#include "facts/netbios.h"
#include "facts/ntp.h"
#include "facts/openvpn.h"
#include "facts/quic.h"
#include "facts/rtp.h"
#include "facts/s7comm.h"
#include "facts/service.h"
#include "facts/sip.h"
#include "facts/smb.h"
#include "facts/smtp.h"
#include "facts/snmp.h"
#include "facts/sql.h"
#include "facts/ssdp.h"
#include "facts/ssh.h"
#include "facts/stun.h"
#include "facts/syslog.h"
#include "facts/tftp.h"
#include "facts/tls.h"
#include "facts/wireguard.h"

/* A conversation speaks one of these... */
#define TL_FACTS_LIST(X, ROW)                                                                                          \
	X(dns, DNS, ROW)                                                                                               \
	X(http, HTTP, ROW)                                                                                             \
	X(ssh, SSH, ROW)                                                                                               \
	X(smtp, SMTP, ROW)                                                                                             \
	X(mailbox, MAILBOX, ROW)                                                                                       \
	X(ftp, FTP, ROW)                                                                                               \
	X(netbios, NETBIOS, ROW)                                                                                       \
	X(ssdp, SSDP, ROW)                                                                                             \
	X(snmp, SNMP, ROW)                                                                                             \
	X(syslog, SYSLOG, ROW)                                                                                         \
	X(stun, STUN, ROW)                                                                                             \
	X(tftp, TFTP, ROW)                                                                                             \
	X(smb, SMB, ROW)                                                                                               \
	X(dhcp, DHCP, ROW)                                                                                             \
	X(sip, SIP, ROW)                                                                                               \
	X(rtp, RTP, ROW)                                                                                               \
	X(mqtt, MQTT, ROW)                                                                                             \
	X(coap, COAP, ROW)                                                                                             \
	X(ntp, NTP, ROW)                                                                                               \
	X(dnp3, DNP3, ROW)                                                                                             \
	X(iec104, IEC104, ROW)                                                                                         \
	X(ike, IKE, ROW)                                                                                               \
	X(modbus, MODBUS, ROW)                                                                                         \
	X(openvpn, OPENVPN, ROW)                                                                                       \
	X(wireguard, WIREGUARD, ROW)                                                                                   \
	X(enip, ENIP, ROW)                                                                                             \
	X(s7comm, S7COMM, ROW)                                                                                         \
	X(sql, SQL, ROW)                                                                                               \
	X(dial, DIAL, ROW)                                                                                             \
	X(service, SERVICE, ROW)

/*
 * ...and what these say may be said beside it: of a handshake that others begin with, or go on with. Whoever writes there asks for the
 * place by tl_facts_NAME(), whoever reads sees by `has` whether there is one.
 */
#define TL_FACTS_BESIDE_LIST(X, ROW)                                                                                   \
	X(tls, TLS, ROW)                                                                                               \
	X(quic, QUIC, ROW)

#define TL_FIELDS_OF(name, NAME, ROW) TL_##NAME##_FIELDS(ROW)
#define TL_FACTS_FIELD_LIST(ROW)                                                                                       \
	TL_FACTS_LIST(TL_FIELDS_OF, ROW)                                                                               \
	TL_FACTS_BESIDE_LIST(TL_FIELDS_OF, ROW)

enum tl_facts_kind {
	TL_FACTS_NONE,
#define X(name, ...) TL_FACTS_##name,
	TL_FACTS_LIST(X, ) TL_FACTS_BESIDE_LIST(X, )
#undef X
		TL_FACTS__MAX,
};

/* Memory of 3 kB, most of which is never looked at: of the union the kind's own octets, and what stands beside it, are all that is there. */
struct tl_record_facts {
	enum tl_facts_kind kind; /* which of the union; one of those beside it: none */
	struct {
#define X(name, ...) __u8 name;
		TL_FACTS_BESIDE_LIST(X, )
#undef X
	} has;
	union {
		char own[1];
#define X(name, ...) struct tl_record_##name name;
		TL_FACTS_LIST(X, )
	};
	TL_FACTS_BESIDE_LIST(X, )
#undef X
};

#define X(name, ...)                                                                                                   \
	/* Zeros until something is written there. */                                                                  \
	static inline struct tl_record_##name *tl_facts_##name(struct tl_record_facts *facts)                          \
	{                                                                                                              \
		if (!facts->has.name)                                                                                  \
			facts->name = (struct tl_record_##name){};                                                     \
		facts->has.name = true;                                                                                \
		return &facts->name;                                                                                   \
	}
TL_FACTS_BESIDE_LIST(X, )
#undef X

/* Is what is said of this kind there? In the union, or beside it. */
static inline bool tl_facts_have(const struct tl_record_facts *facts, unsigned int kind)
{
	switch (kind) {
#define X(name, ...)                                                                                                   \
	case TL_FACTS_##name:                                                                                          \
		return facts->has.name;
		TL_FACTS_BESIDE_LIST(X, )
#undef X
	default:
		return facts->kind == kind;
	}
}

/* Octets of the union that facts of this kind have. */
size_t tl_facts_own_size(enum tl_facts_kind kind);

#endif
