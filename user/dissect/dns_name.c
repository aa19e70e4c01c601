// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dns_name.h"

#include <stdbool.h>
#include <stddef.h>

#include "dns.h"

#define LABEL_KIND 0xc0
#define POINTER	   0xc0 /* RFC 1035 4.1.4; the two other kinds but 0 are unused (RFC 6891 5) */

struct name {
	char *text; /* NULL: nobody wants it */
	__u32 written;
	__u32 octets; /* on the wire, uncompressed */
};

static void put(struct name *name, char character)
{
	if (name->text)
		name->text[name->written] = character;
	name->written++;
}

/* RFC 1035 5.1: what a dot or a backslash is not, and what is not printable, is told apart by a backslash. */
static void put_octet(struct name *name, __u8 octet)
{
	if (octet > ' ' && octet < 0x7f) {
		if (octet == '.' || octet == '\\')
			put(name, '\\');
		put(name, (char)octet);
		return;
	}
	put(name, '\\');
	put(name, (char)('0' + octet / 100));
	put(name, (char)('0' + octet / 10 % 10));
	put(name, (char)('0' + octet % 10));
}

/* The length octet has been counted by the caller; the terminating one, of the root, is one more. */
static bool put_label(struct name *name, const __u8 *label, __u32 size)
{
	name->octets += 1 + size;
	if (name->octets + 1 > TL_DNS_NAME_OCTETS)
		return false;
	if (name->written)
		put(name, '.');
	for (__u32 i = 0; i < size; i++)
		put_octet(name, label[i]);
	return true;
}

/*
 * A pointer leads to a prior place, RFC 1035 4.1.4 says: before all that this name was read from until now. So it
 * cannot go round in circles.
 */
enum tl_dissection tl_dns_read_name(struct tl_dns_reader *reader, char *text)
{
	struct name name = {0};
	__u32 offset = reader->offset, lowest = offset, size;
	bool jumped = false;
	enum tl_dissection state;

	name.text = text;
	while ((state = tl_dns_has(reader, offset, 1)) == TL_DISSECT_WHOLE && (size = reader->octets[offset])) {
		bool is_pointer = (size & LABEL_KIND) == POINTER;

		if (size & LABEL_KIND && !is_pointer)
			return TL_DISSECT_FOREIGN;
		state = tl_dns_has(reader, offset, is_pointer ? 2 : 1 + size);
		if (state != TL_DISSECT_WHOLE)
			return state;
		if (!is_pointer) {
			if (!put_label(&name, reader->octets + offset + 1, size))
				return TL_DISSECT_FOREIGN;
			offset += 1 + size;
			continue;
		}
		if (!jumped)
			reader->offset = offset + 2;
		jumped = true;
		offset = (size & ~LABEL_KIND) << 8 | reader->octets[offset + 1];
		if (offset >= lowest)
			return TL_DISSECT_FOREIGN;
		lowest = offset;
	}
	if (state != TL_DISSECT_WHOLE)
		return state;
	if (!jumped)
		reader->offset = offset + 1;
	if (!name.written)
		put(&name, '.');
	put(&name, 0);
	return TL_DISSECT_WHOLE;
}
