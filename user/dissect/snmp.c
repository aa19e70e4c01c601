// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Basic encoding rules as far as SNMP needs them (RFC 3417 8): tags of one octet, definite lengths. */
#include "snmp.h"

#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define INTEGER	    0x02
#define OCTETS	    0x04
#define OID	    0x06
#define SEQUENCE    0x30
#define PDU	    0xa0 /* and the type in the lower bits */
#define PDU_MOST    (PDU + TL_SNMP_REPORT)
#define GET_BULK    5
#define VERSION_3   3
#define ARCS_MOST   128
#define LENGTH_LONG 0x80
#define LENGTH_MOST 4 /* octets of a length */

/* What is left of an element's content. */
struct content {
	const __u8 *at;
	const __u8 *end; /* of the element */
	const __u8 *captured; /* behind the last octet that may be read */
	bool is_cut; /* something was wanted that was not captured */
};

/* Takes the next element. False: it is not there, or not captured as far as its content begins. */
static bool take_any(struct content *content, __u8 *tag, struct content *inner)
{
	size_t length, header = 2;

	if (content->end - content->at < 2)
		return false;
	if (content->captured - content->at < 2) {
		content->is_cut = true;
		return false;
	}
	*tag = content->at[0];
	length = content->at[1];
	if (length & LENGTH_LONG) {
		size_t octets = length & ~(size_t)LENGTH_LONG;

		header += octets;
		if (!octets || octets > LENGTH_MOST || (size_t)(content->end - content->at) < header)
			return false;
		if (content->captured < content->at + header) {
			content->is_cut = true;
			return false;
		}
		for (length = 0; octets; octets--)
			length = length << 8 | content->at[header - octets];
	}
	if (length > (size_t)(content->end - content->at) - header)
		return false;
	inner->at = content->at + header;
	inner->end = inner->at + length;
	inner->captured = content->captured < inner->end ? content->captured : inner->end;
	inner->is_cut = false;
	content->at = inner->end;
	return true;
}

static bool take(struct content *content, __u8 tag, struct content *inner)
{
	__u8 found;

	return take_any(content, &found, inner) && found == tag;
}

static bool take_integer(struct content *content, __u32 *value)
{
	struct content inner;

	if (!take(content, INTEGER, &inner) || inner.end == inner.at || inner.end - inner.at > 5)
		return false;
	if (inner.captured < inner.end) {
		content->is_cut = true;
		return false;
	}
	*value = inner.at[0] & 0x80 ? ~0u : 0;
	for (; inner.at < inner.end; inner.at++)
		*value = *value << 8 | *inner.at;
	return true;
}

/* The first octet tells two numbers (X.690 8.19.4). */
static void write_oid(char *text, const struct content *oid)
{
	size_t used = 0;
	__u64 arc = 0;

	if (oid->captured < oid->end)
		return;
	for (const __u8 *at = oid->at; at < oid->end && used + 22 < TL_SNMP_OID_SIZE; at++) {
		arc = arc << 7 | (*at & 0x7f);
		if (*at & 0x80)
			continue;
		if (!used) {
			unsigned int root = arc < 80 ? (unsigned int)arc / 40 : 2;

			used = (size_t)snprintf(text, TL_SNMP_OID_SIZE, "%u.%llu", root,
						(unsigned long long)(arc - 40ull * root));
		} else {
			used += (size_t)snprintf(text + used, TL_SNMP_OID_SIZE - used, ".%llu",
						 (unsigned long long)arc);
		}
		arc = 0;
	}
}

static void read_variables(struct content *pdu, struct tl_snmp_facts *facts)
{
	struct content list, variable, oid;

	if (take(pdu, SEQUENCE, &list) && take(&list, SEQUENCE, &variable) && take(&variable, OID, &oid))
		write_oid(facts->oid, &oid);
}

/* RFC 1157 4.1.6: enterprise, agent's address, two kinds of the trap, time. */
static void read_trap(struct content *pdu, struct tl_snmp_facts *facts)
{
	struct content passed;
	__u8 tag;

	for (unsigned int i = 0; i < 5; i++)
		if (!take_any(pdu, &tag, &passed))
			return;
	read_variables(pdu, facts);
}

/* RFC 3416 3. */
static bool read_pdu(struct content *message, struct tl_snmp_facts *facts)
{
	struct content pdu;
	__u32 index;
	__u8 tag;

	if (!take_any(message, &tag, &pdu) || tag < PDU || tag > PDU_MOST)
		return false;
	facts->has_type = true;
	facts->type = tag - PDU;
	if (facts->type == TL_SNMP_TRAP_V1) {
		read_trap(&pdu, facts);
		return true;
	}
	if (!take_integer(&pdu, &facts->request))
		return pdu.is_cut;
	facts->has_request = true;
	if (!take_integer(&pdu, &facts->error))
		return pdu.is_cut;
	facts->has_error = facts->type != GET_BULK;
	if (take_integer(&pdu, &index))
		read_variables(&pdu, facts);
	return true;
}

/* RFC 3412 6: behind header and security parameters a scoped PDU, or octets that it is encrypted to. */
static bool read_version_3(struct content *message, struct tl_snmp_facts *facts)
{
	struct content header, passed, scoped, engine;
	__u32 ignored;
	__u8 tag;

	if (!take(message, SEQUENCE, &header) || !take_integer(&header, &facts->message) ||
	    !take_integer(&header, &ignored) || !take(&header, OCTETS, &passed) || passed.end - passed.at != 1 ||
	    !take_integer(&header, &ignored) || !take(message, OCTETS, &passed) || !take_any(message, &tag, &scoped))
		return false;
	if (tag != SEQUENCE)
		return tag == OCTETS;
	return take(&scoped, OCTETS, &engine) && take(&scoped, OCTETS, &passed) && read_pdu(&scoped, facts);
}

enum tl_dissection tl_snmp_dissect(const struct tl_message *message, struct tl_snmp_facts *facts)
{
	const __u8 *octets = message->octets;
	struct content whole = {octets, octets + message->length, octets + message->captured, false}, inner, community;
	enum tl_dissection dissection = message->captured < message->length ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
	__u32 version;

	memset(facts, 0, sizeof(*facts));
	if (!take(&whole, SEQUENCE, &inner) || inner.end != whole.end || !take_integer(&inner, &version))
		return TL_DISSECT_FOREIGN;
	facts->version = (__u8)version;
	if (version == VERSION_3)
		return read_version_3(&inner, facts) ? dissection : TL_DISSECT_FOREIGN;
	if (version > 1 || !take(&inner, OCTETS, &community))
		return TL_DISSECT_FOREIGN;
	return read_pdu(&inner, facts) ? dissection : TL_DISSECT_FOREIGN;
}

__u32 tl_snmp_length(const struct tl_message *message)
{
	__u32 length, octets, header = 2;

	if (message->octets[0] != SEQUENCE)
		return 0;
	if (message->captured < header)
		return TL_FRAME_OPEN;
	length = message->octets[1];
	if (!(length & LENGTH_LONG))
		return header + length;
	octets = length & ~(__u32)LENGTH_LONG;
	if (!octets || octets > LENGTH_MOST - 1) /* 16 MiB are enough for any */
		return 0;
	if (message->captured < header + octets)
		return TL_FRAME_OPEN;
	return header + octets + (__u32)tl_octets_get(message->octets + header, octets);
}
