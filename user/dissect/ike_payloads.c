// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ike_payloads.h"

#include "../lib/octets.h"

#define GENERIC_OCTETS	   4 /* next payload, flags, length */
#define PROPOSAL_OCTETS	   8
#define TRANSFORM_OCTETS   8
#define LEAST_STATUS	   16384 /* notifications from here on are no errors (RFC 2408 3.14.1, RFC 7296 3.10.1) */
#define FIXED_ATTRIBUTE	   0x8000 /* its value is where others have their length */
#define V1_ENCRYPTION	   1 /* attributes of a transform, RFC 2409 A */
#define V1_GROUP	   4
#define V2_ENCRYPTION	   1 /* kinds of transforms, RFC 7296 3.3.2 */
#define V2_GROUP	   4
#define V2_LOWEST_PAYLOAD  33
#define V2_ENCRYPTED	   46
#define V2_FRAGMENT	   53 /* RFC 7383: encrypted as well */
#define V1_HIGHEST_PAYLOAD 22 /* NAT-OA, RFC 3947; above are private ones */

enum payload {
	V1_SA = 1,
	V1_NOTIFY = 11,
	V1_VENDOR = 13,
	V2_SA = 33,
	V2_NOTIFY = 41,
	V2_VENDOR = 43,
};

/* As much of a payload as was captured. */
struct part {
	const __u8 *octets;
	__u32 captured;
};

static bool pass(struct part *part, __u32 octets)
{
	if (part->captured < octets)
		return false;
	part->octets += octets;
	part->captured -= octets;
	return true;
}

/* Attributes of IKEv1 (RFC 2408 3.3). */
static void read_attributes(struct part attributes, struct tl_ike_facts *facts)
{
	while (attributes.captured >= 4) {
		__u16 type = tl_octets_get16(attributes.octets), value = tl_octets_get16(attributes.octets + 2);

		if (type == (FIXED_ATTRIBUTE | V1_ENCRYPTION) && !facts->encryption)
			facts->encryption = value;
		if (type == (FIXED_ATTRIBUTE | V1_GROUP) && !facts->group)
			facts->group = value;
		if (!pass(&attributes, type & FIXED_ATTRIBUTE ? 4 : 4u + value))
			return;
	}
}

/* One transform. False: it is not there as it says. */
static bool read_transform(struct part *transforms, bool is_version_2, bool is_first, struct tl_ike_facts *facts)
{
	const __u8 *octets = transforms->octets;
	__u32 length;

	if (transforms->captured < TRANSFORM_OCTETS)
		return false;
	length = tl_octets_get16(octets + 2);
	if (length < TRANSFORM_OCTETS)
		return false;
	if (is_version_2 && octets[4] == V2_ENCRYPTION && !facts->encryption)
		facts->encryption = tl_octets_get16(octets + 6);
	if (is_version_2 && octets[4] == V2_GROUP && !facts->group)
		facts->group = tl_octets_get16(octets + 6);
	if (!is_version_2 && is_first) {
		__u32 captured = length < transforms->captured ? length : transforms->captured;

		read_attributes((struct part){octets + TRANSFORM_OCTETS, captured - TRANSFORM_OCTETS}, facts);
	}
	return pass(transforms, length);
}

/*
 * The first proposal: in IKEv2 it has one list of transforms of all kinds (RFC 7296 3.3), in IKEv1 each transform is
 * a choice of its own (RFC 2408 3.6).
 */
static void read_proposal(struct part proposal, bool is_version_2, struct tl_ike_facts *facts)
{
	__u8 spi_octets, transforms;
	__u32 length;

	if (proposal.captured < PROPOSAL_OCTETS)
		return;
	length = tl_octets_get16(proposal.octets + 2);
	spi_octets = proposal.octets[6];
	transforms = proposal.octets[7];
	if (proposal.captured > length)
		proposal.captured = length;
	if (!pass(&proposal, PROPOSAL_OCTETS + spi_octets))
		return;
	facts->has_proposal = true;
	for (unsigned int i = 0; i < transforms; i++)
		if (!read_transform(&proposal, is_version_2, i == 0, facts))
			return;
}

/* The second octet of SPI size and type is the same in both versions; IKEv1 has a DOI before. */
static void read_notification(struct part body, bool is_version_2, struct tl_ike_facts *facts)
{
	__u16 type;

	if ((!is_version_2 && !pass(&body, 4)) || body.captured < 4)
		return;
	type = tl_octets_get16(body.octets + 2);
	if (!facts->notification && type < LEAST_STATUS)
		facts->notification = type;
}

static void read_payload(__u8 type, struct part body, bool is_version_2, struct tl_ike_facts *facts)
{
	switch (type) {
	case V1_SA:
		if (pass(&body, 8) && !facts->has_proposal) /* DOI and situation */
			read_proposal(body, false, facts);
		break;
	case V2_SA:
		if (!facts->has_proposal)
			read_proposal(body, true, facts);
		break;
	case V1_NOTIFY:
	case V2_NOTIFY:
		read_notification(body, is_version_2, facts);
		break;
	case V1_VENDOR:
	case V2_VENDOR:
		facts->vendor_ids += facts->vendor_ids < 255;
		break;
	default:
		break;
	}
}

/* Types that the other version has would be read as what they are not. */
static bool is_payload(__u8 type, bool is_version_2)
{
	return is_version_2 ? type >= V2_LOWEST_PAYLOAD : type <= V1_HIGHEST_PAYLOAD || type >= 128;
}

enum tl_dissection tl_ike_read_payloads(struct tl_ike_payloads *payloads, struct tl_ike_facts *facts)
{
	while (payloads->next) {
		__u8 type = payloads->next;
		__u32 length, captured;

		if (!is_payload(type, payloads->is_version_2) || payloads->length < GENERIC_OCTETS)
			return TL_DISSECT_FOREIGN;
		if (payloads->is_version_2 && (type == V2_ENCRYPTED || type == V2_FRAGMENT))
			return TL_DISSECT_WHOLE;
		if (payloads->captured < GENERIC_OCTETS)
			return TL_DISSECT_CUT;
		length = tl_octets_get16(payloads->octets + 2);
		if (length < GENERIC_OCTETS || length > payloads->length)
			return TL_DISSECT_FOREIGN;
		captured = length < payloads->captured ? length : payloads->captured;
		payloads->next = payloads->octets[0];
		read_payload(type, (struct part){payloads->octets + GENERIC_OCTETS, captured - GENERIC_OCTETS},
			     payloads->is_version_2, facts);
		payloads->octets += captured;
		payloads->captured -= captured;
		payloads->length -= length;
	}
	return TL_DISSECT_WHOLE;
}
