// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages of SMB 1 ([MS-CIFS] 2.2.3): a header, words, octets; of "AndX" commands several such blocks, one behind the other. */
#include "smb.h"

#include <string.h>

#include "../lib/octets.h"
#include "utf16.h"

#define HEADER_OCTETS  32
#define IS_RESPONSE    0x80 /* Flags */
#define SIGNING_NEEDED 0x0010u /* Flags2, [MS-SMB] 2.2.3.1 */
#define HAS_NT_STATUS  0x4000u
#define UNICODE	       0x8000u
#define SERVER_NEEDS   8 /* SecurityMode: signatures */
#define DIALECT	       2 /* what a dialect's name begins with */
#define BLOCKS_MOST    4
#define NO_COMMAND     0xff

enum command {
	OPEN_ANDX = 0x2d,
	NEGOTIATE = TL_SMB1_NEGOTIATE,
	SESSION_SETUP_ANDX = 0x73,
	TREE_CONNECT_ANDX = 0x75,
	NT_CREATE_ANDX = 0xa2,
	NT_CANCEL = 0xa4,
};

struct block {
	__u8 words;
	const __u8 *word;
	__u32 at; /* of `octets` from the header */
	__u32 count; /* of octets, those that were captured */
	const __u8 *octets;
	enum tl_dissection dissection; /* CUT: not all its octets were captured */
	bool is_unicode;
};

static enum tl_dissection read_block(const struct tl_smb_body *body, __u32 offset, struct block *block)
{
	enum tl_dissection dissection = tl_smb_has(body, offset, 1);
	__u32 length;

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	block->words = body->octets[offset];
	block->word = body->octets + offset + 1;
	dissection = tl_smb_has(body, offset + 1, 2u * block->words + 2);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	length = tl_octets_get_little16(block->word + 2 * block->words);
	block->at = offset + 1 + 2u * block->words + 2;
	block->octets = body->octets + block->at;
	block->dissection = tl_smb_has(body, block->at, length);
	/* of large writes the count is too small for what is there, in others too large: neither has texts */
	block->count = block->dissection == TL_DISSECT_WHOLE ? length : body->captured - block->at;
	block->is_unicode = tl_octets_get_little16(body->octets + 10) & UNICODE;
	return TL_DISSECT_WHOLE;
}

/* A text that ends by a NUL; UTF-16 begins at an even offset from the header. Returns where the next one begins. */
static __u32 keep_text(const struct block *block, __u32 offset, char *text, size_t room)
{
	__u32 end;

	if (block->is_unicode)
		offset += (block->at + offset) & 1;
	if (offset >= block->count)
		return block->count;
	if (!block->is_unicode) {
		size_t length = strnlen((const char *)block->octets + offset, block->count - offset);

		memcpy(text, block->octets + offset, length < room ? length : room - 1);
		return offset + (__u32)length + 1;
	}
	for (end = offset; end + 1 < block->count; end += 2)
		if (!block->octets[end] && !block->octets[end + 1])
			break;
	tl_utf16_keep(text, room, block->octets + offset, end - offset);
	return end + 2;
}

static void keep_dialects(const struct block *block, struct tl_smb_facts *facts)
{
	__u32 at = 0;
	size_t used = 0;

	while (at < block->count && block->octets[at] == DIALECT) {
		const char *name = (const char *)block->octets + ++at;
		size_t length = strnlen(name, block->count - at);

		if (length == block->count - at || used + length + 2 > sizeof(facts->offered))
			return;
		memcpy(facts->offered + used, name, length);
		used += length + 1;
		at += (__u32)length + 1;
	}
}

/* With 12 words a token ([MS-SMB] 2.2.4.6.1), with 13 or 10 the user's name behind one or two passwords. */
static void keep_session(const struct block *block, struct tl_smb_facts *facts)
{
	__u32 passwords, at;

	if (block->words == 12) {
		__u32 length = tl_octets_get_little16(block->word + 14);

		tl_ntlmssp_dissect(block->octets, length < block->count ? length : block->count, &facts->who);
		return;
	}
	if (block->words != 13 && block->words != 10)
		return;
	passwords = tl_octets_get_little16(block->word + 14);
	if (block->words == 13)
		passwords += tl_octets_get_little16(block->word + 16);
	at = keep_text(block, passwords, facts->who.user, sizeof(facts->who.user));
	keep_text(block, at, facts->who.domain, sizeof(facts->who.domain));
}

static void keep_opened(const struct block *block, struct tl_smb_facts *facts)
{
	struct block named = *block;
	__u32 length = tl_octets_get_little16(block->word + 5), pad = block->is_unicode ? block->at & 1 : 0;

	if (length + pad < named.count) /* not every client ends the name by a NUL */
		named.count = length + pad;
	keep_text(&named, 0, facts->file, sizeof(facts->file));
}

static void keep_request(__u8 command, const struct block *block, struct tl_smb_facts *facts)
{
	if (command == NEGOTIATE)
		keep_dialects(block, facts);
	else if (command == SESSION_SETUP_ANDX)
		keep_session(block, facts);
	else if (command == TREE_CONNECT_ANDX && block->words == 4)
		keep_text(block, tl_octets_get_little16(block->word + 6), facts->tree, sizeof(facts->tree));
	else if (command == NT_CREATE_ANDX && block->words == 24)
		keep_opened(block, facts);
	else if (command == OPEN_ANDX && block->words == 15)
		keep_text(block, 0, facts->file, sizeof(facts->file));
}

static bool has_texts(__u8 command)
{
	return command == NEGOTIATE || command == SESSION_SETUP_ANDX || command == TREE_CONNECT_ANDX ||
	       command == NT_CREATE_ANDX || command == OPEN_ANDX;
}

static enum tl_dissection read_request(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	__u8 command = (__u8)facts->command;
	__u32 offset = HEADER_OCTETS;

	for (unsigned int i = 0; i < BLOCKS_MOST && has_texts(command); i++) {
		struct block block;
		enum tl_dissection dissection = read_block(body, offset, &block);

		if (dissection == TL_DISSECT_WHOLE && block.dissection == TL_DISSECT_CUT)
			dissection = TL_DISSECT_CUT;
		if (dissection != TL_DISSECT_WHOLE) /* what is wrong inside makes the message no other's */
			return TL_DISSECT_CUT;
		keep_request(command, &block, facts);
		if (command == NEGOTIATE || block.words < 2 || block.word[0] == NO_COMMAND ||
		    tl_octets_get_little16(block.word + 2) <= offset)
			break;
		command = block.word[0];
		offset = tl_octets_get_little16(block.word + 2);
	}
	return TL_DISSECT_WHOLE;
}

/* [MS-CIFS] 2.2.4.52.2: with 17 words NT LM's, with 13 LANMAN's; 1 of the oldest, or if none of the dialects was good enough */
static enum tl_dissection read_negotiate_response(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	struct block block;
	enum tl_dissection dissection = read_block(body, HEADER_OCTETS, &block);

	if (dissection != TL_DISSECT_WHOLE || !block.words)
		return dissection;
	facts->dialect_index = tl_octets_get_little16(block.word);
	if (block.words >= 13)
		facts->requires_signing = block.word[2] & SERVER_NEEDS;
	return TL_DISSECT_WHOLE;
}

enum tl_dissection tl_smb1_dissect(const struct tl_smb_body *body, struct tl_smb_facts *facts)
{
	enum tl_dissection dissection = tl_smb_has(body, 0, HEADER_OCTETS + 1);
	const __u8 *octets = body->octets;
	__u16 flags;

	if (dissection != TL_DISSECT_WHOLE) {
		facts->kind = TL_SMB_NONE;
		return dissection;
	}
	flags = tl_octets_get_little16(octets + 10);
	facts->command = octets[4];
	facts->is_response = octets[9] & IS_RESPONSE;
	facts->id = tl_octets_get_little16(octets + 30);
	facts->dialect_index = 0xffff;
	facts->is_unanswered = facts->command == NT_CANCEL;
	if (!facts->is_response) {
		facts->requires_signing = flags & SIGNING_NEEDED;
		return read_request(body, facts);
	}
	facts->status = tl_octets_get_little32(octets + 5);
	facts->has_status = flags & HAS_NT_STATUS || !facts->status; /* else a class and a code of DOS */
	return facts->command == NEGOTIATE ? read_negotiate_response(body, facts) : TL_DISSECT_WHOLE;
}
