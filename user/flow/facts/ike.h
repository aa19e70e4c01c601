/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_IKE_H
#define TAPLESS_FLOW_FACTS_IKE_H

#include "text.h"

/* An exchange. Integers in host order. */
struct tl_record_ike {
	__u8 initiator[8]; /* its SPI */
	__u8 responder[8];
	__u64 asked_at; /* of its first message; 0: not seen */
	__u32 response_time; /* microseconds, valid if is_timed */
	__u32 message_id;
	__u16 encryption; /* of the first proposal, as the group */
	__u16 group;
	__u16 notification;
	__u8 version; /* 0: not IKE */
	__u8 exchange;
	__u8 vendor_ids;
	__u8 asker; /* side that began it */
	bool has_proposal;
	bool is_timed;
};

/* clang-format off */
#define TL_IKE_FIELDS(ROW) \
	ROW(ike, ikeVersion, TAPLESS, 237, UNSIGNED8, IDENTIFIER, NONE, 1, \
		version, version, "version of IKE: 16 is 1.0, 32 is 2.0") \
	ROW(ike, ikeExchange, TAPLESS, 238, UNSIGNED8, IDENTIFIER, NONE, 1, \
		exchange, version, "2 main mode, 4 aggressive, 32 quick; of IKEv2: 34 SA_INIT, 35 AUTH, 36 CREATE_CHILD_SA") \
	ROW(ike, ikeInitiatorSpi, TAPLESS, 239, OCTET_ARRAY, DEFAULT, NONE, 8, \
		initiator, version, "SPI, or cookie, of the one that began the association") \
	ROW(ike, ikeResponderSpi, TAPLESS, 240, OCTET_ARRAY, DEFAULT, NONE, 8, \
		responder, responder, "the same of the other one, once it is known") \
	ROW(ike, ikeEncryption, TAPLESS, 241, UNSIGNED16, IDENTIFIER, NONE, 2, \
		encryption, encryption, "encryption that the first proposal begins with; each version has numbers of its own") \
	ROW(ike, ikeGroup, TAPLESS, 242, UNSIGNED16, IDENTIFIER, NONE, 2, \
		group, group, "Diffie-Hellman group that it begins with: 14 MODP-2048, 19 P-256, 31 Curve25519") \
	ROW(ike, ikeVendorIds, TAPLESS, 243, UNSIGNED8, QUANTITY, NONE, 1, \
		vendor_ids, vendor_ids, "vendor ids in the first message that has some") \
	ROW(ike, ikeNotifyError, TAPLESS, 244, UNSIGNED16, IDENTIFIER, NONE, 2, \
		notification, notification, "the first error in the clear: 14 no proposal chosen, 17 invalid KE, 24 authentication failed") \
	ROW(ike, ikeResponseTime, TAPLESS, 245, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the exchange's first message to the answer")
/* clang-format on */

#endif
