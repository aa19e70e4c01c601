// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "netbios.h"

#include <string.h>

#include "../lib/octets.h"

#define HEADER_OCTETS	12
#define ENCODED_OCTETS	32 /* two for each of the name's 16 */
#define LABELS_MOST	16
#define NB		0x20 /* type of a resource record: a name */
#define NBSTAT		0x21
#define ADDRESS_OCTETS	6 /* flags, and an IPv4 address */
#define DATAGRAM_OCTETS 14 /* header of a datagram that has names */
#define DIRECT_UNIQUE	0x10
#define ERROR		0x13
#define QUERY_NEGATIVE	0x16

struct reader {
	const __u8 *octets;
	__u32 captured;
	__u32 length;
	__u32 at;
};

static enum tl_dissection has(const struct reader *reader, __u32 count)
{
	if (count > reader->length - reader->at)
		return TL_DISSECT_FOREIGN;
	return reader->at > reader->captured || count > reader->captured - reader->at ? TL_DISSECT_CUT
										      : TL_DISSECT_WHOLE;
}

/* RFC 1001 14.1: each half of an octet is a letter, "A" to "P". */
static bool decode(const __u8 *encoded, struct tl_netbios_name *name)
{
	__u8 plain[ENCODED_OCTETS / 2] = {0};
	size_t length = sizeof(plain) - 1;

	for (size_t i = 0; i < sizeof(plain); i++) {
		__u8 high = encoded[2 * i] - 'A', low = encoded[2 * i + 1] - 'A';

		if (high > 15 || low > 15)
			return false;
		plain[i] = (__u8)(high << 4 | low);
	}
	while (length && (plain[length - 1] == ' ' || !plain[length - 1]))
		length--;
	memcpy(name->text, plain, length);
	name->suffix = plain[sizeof(plain) - 1];
	return true;
}

/* The first label is the name, others are its scope. `name` NULL: it is passed over. */
static enum tl_dissection read_name(struct reader *reader, struct tl_netbios_name *name)
{
	for (unsigned int i = 0; i < LABELS_MOST; i++) {
		enum tl_dissection dissection = has(reader, 1);
		__u8 length;

		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
		length = reader->octets[reader->at++];
		if (!length)
			return i ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
		if (length >= 0xc0) { /* a pointer: the rest is elsewhere */
			dissection = has(reader, 1);
			reader->at++;
			return name && !i ? TL_DISSECT_FOREIGN : dissection;
		}
		dissection = has(reader, length);
		if (dissection != TL_DISSECT_WHOLE)
			return dissection;
		if (!i && name && (length != ENCODED_OCTETS || !decode(reader->octets + reader->at, name)))
			return TL_DISSECT_FOREIGN;
		reader->at += length;
	}
	return TL_DISSECT_FOREIGN;
}

static enum tl_dissection read_type(struct reader *reader, __u16 *type)
{
	enum tl_dissection dissection = has(reader, 4);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	*type = tl_octets_get16(reader->octets + reader->at);
	if ((*type != NB && *type != NBSTAT && *type != 0x000a) || /* NULL: of negative responses */
	    tl_octets_get16(reader->octets + reader->at + 2) != 1)
		return TL_DISSECT_FOREIGN;
	reader->at += 4;
	return TL_DISSECT_WHOLE;
}

/* Of a response the record for its name, of a registration or release the address that the name shall have. */
static enum tl_dissection read_record(struct reader *reader, struct tl_netbios_name *name,
				      struct tl_netbios_facts *facts)
{
	enum tl_dissection dissection = read_name(reader, name);
	__u16 type = 0, length;

	if (dissection == TL_DISSECT_WHOLE)
		dissection = read_type(reader, &type);
	if (dissection == TL_DISSECT_WHOLE)
		dissection = has(reader, 6);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	length = tl_octets_get16(reader->octets + reader->at + 4);
	reader->at += 6;
	dissection = has(reader, length);
	if (dissection != TL_DISSECT_WHOLE || type != NB || length < ADDRESS_OCTETS)
		return dissection;
	facts->has_address = true;
	memcpy(facts->address, reader->octets + reader->at + 2, sizeof(facts->address));
	return TL_DISSECT_WHOLE;
}

enum tl_dissection tl_netbios_dissect_name(const struct tl_message *message, struct tl_netbios_facts *facts)
{
	struct reader reader = {message->octets, message->captured, message->length, HEADER_OCTETS};
	const __u8 *octets = message->octets;
	enum tl_dissection dissection;
	__u16 type, questions, answers;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < HEADER_OCTETS)
		return TL_DISSECT_FOREIGN;
	facts->id = tl_octets_get16(octets);
	facts->flags = tl_octets_get16(octets + 2);
	facts->is_response = facts->flags >> 15;
	questions = tl_octets_get16(octets + 4);
	answers = tl_octets_get16(octets + 6);
	if (questions > 1 || answers > 1 || questions == answers || tl_octets_get16(octets + 10) > 1)
		return TL_DISSECT_FOREIGN;
	if (!questions)
		return read_record(&reader, &facts->name, facts);
	dissection = read_name(&reader, &facts->name);
	if (dissection == TL_DISSECT_WHOLE)
		dissection = read_type(&reader, &type);
	if (dissection == TL_DISSECT_WHOLE && tl_octets_get16(octets + 10))
		dissection = read_record(&reader, NULL, facts);
	return dissection;
}

enum tl_dissection tl_netbios_dissect_datagram(const struct tl_message *message, struct tl_netbios_facts *facts)
{
	struct reader reader = {message->octets, message->captured, message->length, DATAGRAM_OCTETS};
	enum tl_dissection dissection;
	__u8 type;

	memset(facts, 0, sizeof(*facts));
	facts->is_datagram = true;
	if (message->captured < DATAGRAM_OCTETS)
		return TL_DISSECT_FOREIGN;
	type = message->octets[0];
	facts->id = tl_octets_get16(message->octets + 2);
	if (type < DIRECT_UNIQUE || type > QUERY_NEGATIVE || type == ERROR)
		return TL_DISSECT_FOREIGN;
	if (type > ERROR) { /* of the node that distributes them: one name, that of the destination, and shorter */
		reader.at = DATAGRAM_OCTETS - 4;
		return read_name(&reader, &facts->destination);
	}
	dissection = read_name(&reader, &facts->name);
	return dissection == TL_DISSECT_WHOLE ? read_name(&reader, &facts->destination) : dissection;
}
