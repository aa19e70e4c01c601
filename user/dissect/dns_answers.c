// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dns_answers.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define NO_NAME 0xff
#define MAPPED	12 /* octets before an IPv4 address that is mapped into IPv6 */

/* RFC 1035 3.2.2 and the registry's; `name_at`: where in the data a name begins, RFC 1035 3.3, RFC 2782, RFC 6672. */
static const struct {
	__u16 type;
	__u8 name_at;
	const char *word;
} kinds[] = {
	{TL_DNS_A, NO_NAME, "A"}, {2, 0, "NS"},		  {5, 0, "CNAME"},	 {6, 0, "SOA"},
	{12, 0, "PTR"},		  {15, 2, "MX"},	  {16, NO_NAME, "TXT"},	 {TL_DNS_AAAA, NO_NAME, "AAAA"},
	{33, 6, "SRV"},		  {35, NO_NAME, "NAPTR"}, {39, 0, "DNAME"},	 {43, NO_NAME, "DS"},
	{44, NO_NAME, "SSHFP"},	  {46, NO_NAME, "RRSIG"}, {47, NO_NAME, "NSEC"}, {48, NO_NAME, "DNSKEY"},
	{52, NO_NAME, "TLSA"},	  {64, 2, "SVCB"},	  {65, 2, "HTTPS"},	 {257, NO_NAME, "CAA"},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static size_t kind_of(__u16 type)
{
	size_t i = 0;

	while (i < KINDS && kinds[i].type != type)
		i++;
	return i;
}

/* A name in the data may point to any place before it, but must end within the data. */
static bool read_name(struct tl_dns_reader data, __u16 length, __u8 at, char *text)
{
	__u32 end = data.offset + length;

	if (at >= length)
		return false;
	data.offset += at;
	return tl_dns_read_name(&data, text) == TL_DISSECT_WHOLE && data.offset <= end;
}

static const char *data_of(const struct tl_dns_answer *answer, struct tl_dns_reader data, __u16 length, __u8 name_at,
			   char text[TL_DNS_NAME_SIZE])
{
	if (answer->has_address && answer->type == TL_DNS_A)
		return inet_ntop(AF_INET, answer->address + MAPPED, text, TL_DNS_NAME_SIZE);
	if (answer->has_address)
		return inet_ntop(AF_INET6, answer->address, text, TL_DNS_NAME_SIZE);
	return name_at != NO_NAME && read_name(data, length, name_at, text) ? text : "";
}

void tl_dns_tell_answer(struct tl_dns_facts *facts, const struct tl_dns_answer *answer, struct tl_dns_reader data,
			__u16 length)
{
	size_t kind = kind_of(answer->type), told = strlen(facts->answers_text), room;
	char name[TL_DNS_NAME_SIZE], word[sizeof("TYPE65535")], *behind = facts->answers_text + told;
	const char *text;

	if (facts->answers_end)
		return;
	text = data_of(answer, data, length, kind < KINDS ? kinds[kind].name_at : NO_NAME, name);
	room = sizeof(facts->answers_text) - told;
	snprintf(word, sizeof(word), "TYPE%u", answer->type);
	if ((size_t)snprintf(behind, room, "%s%u %s%s%s", told ? "," : "", answer->ttl,
			     kind < KINDS ? kinds[kind].word : word, *text ? " " : "", text) < room)
		return;
	*behind = 0;
	facts->answers_end = true;
}
