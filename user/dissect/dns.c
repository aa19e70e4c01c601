// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dns.h"

#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "dns_answers.h"
#include "dns_name.h"

#define HEADER_OCTETS	12
#define QUESTION_OCTETS 4 /* behind its name: type, class */
#define RECORD_OCTETS	10 /* behind its name: type, class, TTL, length of the data */

#define FLAG_RESPONSE	0x8000
#define OPCODE_SHIFT	11
#define OPCODE_MASK	15
#define OPCODE_LAST	6 /* DSO, RFC 8490; the others are not assigned */
#define RESPONSE_CODE	15
#define CLASS_IN	1
#define MDNS_CLASS_FLAG 0x8000 /* RFC 6762 18.12, 18.13 */
#define TTL_SIGN	0x80000000u

static bool is_mdns(const struct tl_message *message)
{
	return message->protocol == IPPROTO_UDP &&
	       (message->source_port == TL_MDNS_PORT || message->destination_port == TL_MDNS_PORT);
}

static __u16 class_mask_of(const struct tl_message *message)
{
	return is_mdns(message) ? (__u16)~MDNS_CLASS_FLAG : 0xffff;
}

/* What stands at the reader's offset is read and passed over, or nothing is. */
static enum tl_dissection take(struct tl_dns_reader *reader, __u32 size, const __u8 **octets)
{
	enum tl_dissection state = tl_dns_has(reader, reader->offset, size);

	if (state == TL_DISSECT_WHOLE) {
		*octets = reader->octets + reader->offset;
		reader->offset += size;
	}
	return state;
}

static enum tl_dissection open_reader(struct tl_dns_reader *reader, const struct tl_message *message)
{
	const __u8 *prefix = NULL;
	enum tl_dissection state;

	*reader = (struct tl_dns_reader){
		.octets = message->octets,
		.captured = message->captured,
		.length = message->length,
	};
	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_WHOLE;
	state = take(reader, 2, &prefix);
	if (state != TL_DISSECT_WHOLE)
		return state;
	reader->octets += 2;
	reader->captured -= 2;
	reader->offset = 0;
	reader->length = tl_octets_get16(prefix); /* the rest may be in later segments: not captured */
	return TL_DISSECT_WHOLE;
}

/* `facts`: what keeps it; NULL: it is passed over. */
static enum tl_dissection read_question(struct tl_dns_reader *reader, struct tl_dns_facts *facts, __u16 class_mask)
{
	enum tl_dissection state = tl_dns_read_name(reader, facts ? facts->name : NULL);
	const __u8 *octets = NULL;

	if (state == TL_DISSECT_WHOLE)
		state = take(reader, QUESTION_OCTETS, &octets);
	if (!facts)
		return state;
	if (state != TL_DISSECT_WHOLE) {
		facts->name[0] = 0; /* part of a name is another name */
		return state;
	}
	facts->question_type = tl_octets_get16(octets);
	facts->question_class = tl_octets_get16(octets + 2) & class_mask;
	return state;
}

static enum tl_dissection read_questions(struct tl_dns_reader *reader, struct tl_dns_facts *facts, __u16 class_mask)
{
	enum tl_dissection state = TL_DISSECT_WHOLE;

	for (__u32 i = 0; i < facts->questions && state == TL_DISSECT_WHOLE; i++)
		state = read_question(reader, i ? NULL : facts, class_mask);
	return state;
}

static void keep_address(struct tl_dns_answer *answer, const __u8 *data, __u16 data_length)
{
	static const __u8 mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (answer->type == TL_DNS_AAAA && data_length == 16) {
		memcpy(answer->address, data, 16);
		answer->has_address = true;
	} else if (answer->type == TL_DNS_A && data_length == 4) {
		memcpy(answer->address, mapped, sizeof(mapped));
		memcpy(answer->address + sizeof(mapped), data, 4);
		answer->has_address = true;
	}
}

/* `owner`: whose record it is; empty: that needs not be told. */
static void keep_answer(struct tl_dns_facts *facts, const char *owner, const __u8 *record, const __u8 *data,
			const struct tl_dns_reader *at_data, __u16 class)
{
	struct tl_dns_answer *answer = &facts->answer[facts->kept];
	__u16 data_length = tl_octets_get16(record + 8);

	if (facts->kept == TL_DNS_ANSWERS)
		return;
	facts->kept++;
	answer->type = tl_octets_get16(record);
	answer->class = class;
	answer->ttl = tl_octets_get32(record + 4) & TTL_SIGN ? 0 : tl_octets_get32(record + 4);
	if (class == CLASS_IN)
		keep_address(answer, data, data_length);
	tl_dns_tell_answer(facts, owner, answer, *at_data, data_length);
}

static enum tl_dissection read_record(struct tl_dns_reader *reader, struct tl_dns_facts *facts, bool is_answer,
				      __u16 class_mask)
{
	const __u8 *record = NULL, *data = NULL;
	/* mDNS does not repeat the question (RFC 6762 6): there only the records tell whose they are. */
	bool tells_owner = is_answer && !facts->questions;
	struct tl_dns_reader at_data;
	char owner[TL_DNS_NAME_SIZE];
	enum tl_dissection state;

	owner[0] = 0;
	state = tl_dns_read_name(reader, tells_owner ? owner : NULL);
	if (state == TL_DISSECT_WHOLE)
		state = take(reader, RECORD_OCTETS, &record);
	at_data = *reader;
	if (state == TL_DISSECT_WHOLE)
		state = take(reader, tl_octets_get16(record + 8), &data);
	if (state != TL_DISSECT_WHOLE)
		return state;
	if (is_answer)
		keep_answer(facts, owner, record, data, &at_data, tl_octets_get16(record + 2) & class_mask);
	else if (tl_octets_get16(record) == TL_DNS_OPT) /* its TTL begins with the upper eight bits */
		facts->response_code = (__u16)(record[4] << 4 | (facts->flags & RESPONSE_CODE));
	return state;
}

static void read_header(const __u8 *header, struct tl_dns_facts *facts)
{
	memset(facts, 0, sizeof(*facts));
	facts->id = tl_octets_get16(header);
	facts->flags = tl_octets_get16(header + 2);
	facts->is_response = facts->flags & FLAG_RESPONSE;
	facts->response_code = facts->flags & RESPONSE_CODE;
	facts->questions = tl_octets_get16(header + 4);
	facts->answers = tl_octets_get16(header + 6);
}

enum tl_dissection tl_dns_dissect(const struct tl_message *message, struct tl_dns_facts *facts)
{
	__u16 class_mask = class_mask_of(message);
	const __u8 *header = NULL;
	struct tl_dns_reader reader;
	enum tl_dissection state = open_reader(&reader, message);
	__u32 records;

	if (state == TL_DISSECT_WHOLE)
		state = take(&reader, HEADER_OCTETS, &header);
	if (state != TL_DISSECT_WHOLE) /* a header that is cut says too little to tell what it is */
		return TL_DISSECT_FOREIGN;
	read_header(header, facts);
	if ((facts->flags >> OPCODE_SHIFT & OPCODE_MASK) > OPCODE_LAST)
		return TL_DISSECT_FOREIGN;
	records = (__u32)facts->answers + tl_octets_get16(header + 8) + tl_octets_get16(header + 10);
	state = read_questions(&reader, facts, class_mask);
	/* Each record takes eleven octets at least, so the message's length bounds this, whatever the header counts. */
	for (__u32 i = 0; i < records && state == TL_DISSECT_WHOLE; i++)
		state = read_record(&reader, facts, i < facts->answers, class_mask);
	if (state == TL_DISSECT_FOREIGN &&
	    facts->question_class) /* what was asked and how it went is known all the same */
		return TL_DISSECT_CUT;
	return state;
}

bool tl_dns_question(const struct tl_message *message, __u32 number, struct tl_dns_facts *facts)
{
	const __u8 *header = NULL;
	struct tl_dns_reader reader;
	enum tl_dissection state = open_reader(&reader, message);

	if (state == TL_DISSECT_WHOLE)
		state = take(&reader, HEADER_OCTETS, &header);
	if (state != TL_DISSECT_WHOLE || number >= tl_octets_get16(header + 4))
		return false;
	for (__u32 i = 0; i <= number && state == TL_DISSECT_WHOLE; i++)
		state = read_question(&reader, i == number ? facts : NULL, class_mask_of(message));
	return state == TL_DISSECT_WHOLE;
}
