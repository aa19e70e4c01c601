// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ssh_key_exchange.h"

#include <string.h>

#include <openssl/evp.h>

#include "../lib/octets.h"

#define PACKET_MOST   35000 /* octets that everybody must be able to read (RFC 4253 6.1) */
#define HEADER_OCTETS 6 /* packet_length, padding_length, the message's number */
#define COOKIE_OCTETS 16
#define MSG_KEXINIT   20
#define TEXT_OCTETS   8192 /* of the lists that are hashed; OpenSSH's have about 800 */

/* Name lists in their order. */
enum list {
	KEY_EXCHANGE,
	HOST_KEY,
	ENCRYPTION_TO_SERVER,
	ENCRYPTION_TO_CLIENT,
	AUTHENTICATION_TO_SERVER,
	AUTHENTICATION_TO_CLIENT,
	COMPRESSION_TO_SERVER,
	COMPRESSION_TO_CLIENT,
	LISTS,
};

/* Each end's fingerprint is of what it would send itself. */
static const enum list hashed[2][4] = {
	{KEY_EXCHANGE, ENCRYPTION_TO_CLIENT, AUTHENTICATION_TO_CLIENT, COMPRESSION_TO_CLIENT},
	{KEY_EXCHANGE, ENCRYPTION_TO_SERVER, AUTHENTICATION_TO_SERVER, COMPRESSION_TO_SERVER},
};

struct name_list {
	const __u8 *octets;
	__u32 length;
};

/* False: they are not in the packet. */
static bool read_lists(const __u8 *octets, const __u8 *behind, struct name_list lists[LISTS])
{
	for (unsigned int i = 0; i < LISTS; i++) {
		if (behind - octets < 4)
			return false;
		lists[i].length = tl_octets_get32(octets);
		lists[i].octets = octets + 4;
		if (lists[i].length > (size_t)(behind - lists[i].octets))
			return false;
		octets = lists[i].octets + lists[i].length;
	}
	return true;
}

/* What only a client or only a server names among its ways to exchange keys (RFC 8308 2.1; OpenSSH's strict exchange). */
static const struct {
	const char *name;
	bool is_client;
} marks[] = {
	{"ext-info-c", true},
	{"ext-info-s", false},
	{"kex-strict-c-v00@openssh.com", true},
	{"kex-strict-s-v00@openssh.com", false},
};

static bool has_name(const struct name_list *list, const char *name)
{
	const __u8 *at = list->octets, *behind = list->octets + list->length;
	size_t length = strlen(name);

	while (at < behind) {
		const __u8 *comma = memchr(at, ',', (size_t)(behind - at)), *end = comma ? comma : behind;

		if ((size_t)(end - at) == length && !memcmp(at, name, length))
			return true;
		at = end + 1;
	}
	return false;
}

static void find_side(const struct name_list *key_exchange, struct tl_ssh_side *side)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !side->is_certain; i++) {
		if (!has_name(key_exchange, marks[i].name))
			continue;
		side->is_client = marks[i].is_client;
		side->is_certain = true;
	}
}

static enum tl_dissection hash(const struct name_list lists[LISTS], bool is_client, __u8 hassh[TL_SSH_HASSH_OCTETS])
{
	__u8 text[TEXT_OCTETS], result[EVP_MAX_MD_SIZE];
	unsigned int length = 0;
	size_t end = 0;

	for (unsigned int i = 0; i < 4; i++) {
		const struct name_list *list = &lists[hashed[is_client][i]];

		if (list->length >= sizeof(text) - end)
			return TL_DISSECT_FOREIGN;
		if (i)
			text[end++] = ';';
		memcpy(text + end, list->octets, list->length);
		end += list->length;
	}
	if (!EVP_Digest(text, end, result, &length, EVP_md5(), NULL) || length != TL_SSH_HASSH_OCTETS)
		return TL_DISSECT_FOREIGN;
	memcpy(hassh, result, length);
	return TL_DISSECT_WHOLE;
}

enum tl_dissection tl_ssh_read_hassh(const __u8 *octets, __u32 captured, struct tl_ssh_side *side,
				     __u8 hassh[TL_SSH_HASSH_OCTETS])
{
	struct name_list lists[LISTS];
	__u32 length, padding;

	if (captured < HEADER_OCTETS)
		return TL_DISSECT_CUT;
	length = tl_octets_get32(octets);
	padding = octets[4];
	if (length > PACKET_MOST || length < 2 + COOKIE_OCTETS + padding || octets[5] != MSG_KEXINIT)
		return TL_DISSECT_FOREIGN;
	if (captured - 4 < length)
		return TL_DISSECT_CUT;
	if (!read_lists(octets + HEADER_OCTETS + COOKIE_OCTETS, octets + 4 + length - padding, lists))
		return TL_DISSECT_FOREIGN;
	find_side(&lists[KEY_EXCHANGE], side);
	return hash(lists, side->is_client, hassh);
}
