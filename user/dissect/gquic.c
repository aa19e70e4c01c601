// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "gquic.h"

#include <string.h>

#include "../lib/octets.h"

#define FLAG_VERSION	   0x01 /* of the public header, up to Q043 */
#define FLAG_RESET	   0x02
#define FLAG_CONNECTION_ID 0x08
#define FLAG_LONG	   0x80 /* Q046 has the header that became RFC 8999's */
#define CONNECTION_ID	   8
#define VERSION_OCTETS	   4
#define LEAST_VERSION	   25 /* from here on the number is in this place, and the tags are these */
#define LAST_VERSION	   49 /* Q050 is encrypted: quic.c */
#define NUMBER_AND_HASH	   18 /* packet number of at most 6 octets, and 12 of the hash that stands for a seal */
#define FRAMES_BEFORE	   32 /* of the stream's frame, its header included */
#define HELLO_HEADER	   8 /* "CHLO", number of tags, two octets of zeros */
#define TAG_ENTRY	   8 /* name, and where its value ends */
#define TAGS_MOST	   128

#define TAG(a, b, c, d) ((__u32)(a) << 24 | (b) << 16 | (c) << 8 | (d))

/* "Q" and three digits: the number, 0 if it is none. */
static unsigned int version_at(const struct tl_message *datagram, __u32 at)
{
	const __u8 *octets = datagram->octets + at;
	unsigned int number = 0;

	if (datagram->captured < at + VERSION_OCTETS || octets[0] != 'Q')
		return 0;
	for (unsigned int i = 1; i < VERSION_OCTETS; i++) {
		if (octets[i] < '0' || octets[i] > '9')
			return 0;
		number = number * 10 + octets[i] - '0';
	}
	return number >= LEAST_VERSION && number <= LAST_VERSION ? number : 0;
}

/* Where the version stands; 0: this is no such packet. */
static __u32 find_version(const struct tl_message *datagram)
{
	__u8 flags = datagram->captured ? datagram->octets[0] : 0;

	if (flags & FLAG_LONG)
		return version_at(datagram, 1) ? 1 : 0;
	if ((flags & (FLAG_VERSION | FLAG_RESET | FLAG_CONNECTION_ID)) != (FLAG_VERSION | FLAG_CONNECTION_ID))
		return 0;
	return version_at(datagram, 1 + CONNECTION_ID) ? 1 + CONNECTION_ID : 0;
}

/* How long what stands before it is depends on the version, so it is looked for. Its place; 0: it is not there. */
static __u32 find_hello(const struct tl_message *datagram, __u32 version)
{
	__u32 begin = version + VERSION_OCTETS;
	__u32 end = begin + 1 + CONNECTION_ID + NUMBER_AND_HASH + FRAMES_BEFORE;

	for (__u32 at = begin; at <= end && at + HELLO_HEADER <= datagram->captured; at++)
		if (!memcmp(datagram->octets + at, "CHLO", 4) && !tl_octets_get(datagram->octets + at + 6, 2))
			return at;
	return 0;
}

/* False: its end was not captured. */
static bool keep_text(char to[TL_GQUIC_TEXT], const struct tl_message *datagram, __u64 begin, __u64 end)
{
	bool is_whole = end <= datagram->captured;
	size_t length;

	if (!is_whole)
		end = datagram->captured;
	length = end > begin ? end - begin : 0;
	if (length > TL_GQUIC_TEXT - 1)
		length = TL_GQUIC_TEXT - 1;
	memcpy(to, datagram->octets + (length ? begin : 0), length);
	to[length] = '\0';
	return is_whole;
}

static enum tl_dissection read_tags(const struct tl_message *datagram, __u32 hello, struct tl_gquic_facts *facts)
{
	__u32 count = tl_octets_get_little16(datagram->octets + hello + 4);
	__u64 values = hello + HELLO_HEADER + (__u64)count * TAG_ENTRY, last = 0;
	bool is_whole = true;

	if (!count || count > TAGS_MOST)
		return TL_DISSECT_FOREIGN;
	for (__u32 i = 0; i < count; i++) {
		const __u8 *entry = datagram->octets + hello + HELLO_HEADER + (size_t)i * TAG_ENTRY;
		__u32 end;

		if (hello + HELLO_HEADER + (i + 1) * TAG_ENTRY > datagram->captured)
			return TL_DISSECT_CUT;
		end = tl_octets_get_little32(entry + 4);
		if (end < last)
			return TL_DISSECT_FOREIGN; /* values follow one another */
		if (tl_octets_get32(entry) == TAG('S', 'N', 'I', 0))
			is_whole &= keep_text(facts->server_name, datagram, values + last, values + end);
		else if (tl_octets_get32(entry) == TAG('U', 'A', 'I', 'D'))
			is_whole &= keep_text(facts->user_agent, datagram, values + last, values + end);
		last = end;
	}
	return is_whole ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

enum tl_dissection tl_gquic_read(const __u8 *octets, __u32 count, struct tl_gquic_facts *facts)
{
	const struct tl_message hello = {.octets = octets, .captured = count, .length = count};

	*facts = (struct tl_gquic_facts){0};
	if (count < HELLO_HEADER)
		return TL_DISSECT_CUT;
	return memcmp(octets, "CHLO", 4) ? TL_DISSECT_FOREIGN : read_tags(&hello, 0, facts);
}

enum tl_dissection tl_gquic_dissect(const struct tl_message *datagram, struct tl_gquic_facts *facts)
{
	__u32 version = find_version(datagram), hello = version ? find_hello(datagram, version) : 0;

	*facts = (struct tl_gquic_facts){0};
	if (!hello)
		return TL_DISSECT_FOREIGN;
	facts->version = tl_octets_get32(datagram->octets + version);
	return read_tags(datagram, hello, facts);
}
