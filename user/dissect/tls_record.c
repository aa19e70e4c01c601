// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tls_record.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "tls_cursor.h"
#include "tls_hello.h"

#define CONTENT_CHANGE_CIPHER 20
#define CONTENT_ALERT	      21
#define CONTENT_HANDSHAKE     22
#define CONTENT_HEARTBEAT     24 /* RFC 6520 */

#define RECORD_OCTETS	     5 /* type, version, length */
#define DTLS_OCTETS	     13 /* type, version, epoch, sequence number, length */
#define HANDSHAKE_OCTETS     4 /* type, length */
#define FRAGMENT_OCTETS	     12 /* those, message_seq, fragment_offset, fragment_length */
#define CHANGE_CIPHER_OCTETS 1 /* of a record that is not encrypted */
#define RECORD_MOST	     (16384 + 2048) /* RFC 5246 6.2.3 */
#define TLS_MAJOR	     3
#define DTLS_MAJOR	     0xfe
#define NUMBERED_OCTETS	     3 /* the same before RFC 4347, with a number behind it */
#define DTLS13_HEADER	     0x20 /* in the upper three bits: RFC 9147 4, an encrypted record */

void tl_tls_open(struct tl_tls_reader *reader, const struct tl_message *message, enum tl_tls_carrier carrier)
{
	memset(reader, 0, offsetof(struct tl_tls_reader, body));
	reader->octets = message->octets;
	reader->captured = message->captured;
	reader->carrier = carrier;
	if (carrier == TL_TLS_BARE)
		reader->record_end = UINT32_MAX;
}

static __u32 header_octets(const struct tl_tls_reader *reader)
{
	return reader->carrier == TL_TLS_DATAGRAM ? DTLS_OCTETS : RECORD_OCTETS;
}

/* Octets of the record, or of a part of it that ends at `end`, which may be read. */
static __u32 at_hand(const struct tl_tls_reader *reader, __u32 end)
{
	if (end > reader->captured)
		end = reader->captured;
	return end > reader->offset ? end - reader->offset : 0;
}

/* As far as it has come: a record's header that is wrong is found at its first wrong octet. */
static bool is_record(const struct tl_tls_reader *reader, const __u8 *header, __u32 size)
{
	__u8 major = reader->carrier == TL_TLS_DATAGRAM ? DTLS_MAJOR : TLS_MAJOR;

	if (header[0] < CONTENT_CHANGE_CIPHER || header[0] > CONTENT_HEARTBEAT)
		return false;
	if (size < 2 || header[1] == major)
		return true;
	return reader->carrier == TL_TLS_DATAGRAM && header[1] == TL_TLS_DTLS_0_9 >> 8 && (size < 3 || !header[2]);
}

static bool is_change_cipher(const __u8 *header, __u32 length)
{
	return header[0] == CONTENT_CHANGE_CIPHER &&
	       length == (tl_octets_get16(header + 1) == TL_TLS_DTLS_0_9 ? NUMBERED_OCTETS : CHANGE_CIPHER_OCTETS);
}

static enum tl_tls_unit open_alert(struct tl_tls_reader *reader, __u32 length)
{
	__u32 size = at_hand(reader, reader->record_end);

	if (length != sizeof(reader->alert)) /* an encrypted one is longer */
		return TL_TLS_PROTECTED;
	if (size < length)
		return TL_TLS_CUT;
	memcpy(reader->alert, reader->octets + reader->offset, sizeof(reader->alert));
	if (reader->alert[0] != TL_TLS_WARNING && reader->alert[0] != TL_TLS_FATAL)
		return TL_TLS_WRONG;
	reader->offset = reader->record_end;
	return TL_TLS_ALERT;
}

/* TL_TLS_HANDSHAKE here: the offset stands in a record of that kind. */
static enum tl_tls_unit open_record(struct tl_tls_reader *reader)
{
	__u32 size = at_hand(reader, reader->captured), length;
	const __u8 *header;

	if (!size)
		return TL_TLS_CUT;
	header = reader->octets + reader->offset;
	if (reader->carrier == TL_TLS_DATAGRAM && (header[0] & 0xe0) == DTLS13_HEADER)
		return TL_TLS_PROTECTED;
	if (!is_record(reader, header, size))
		return TL_TLS_WRONG;
	if (size < header_octets(reader))
		return TL_TLS_CUT;
	if (!reader->first_version)
		reader->first_version = tl_octets_get16(header + 1);
	if (reader->carrier == TL_TLS_DATAGRAM && tl_octets_get16(header + 3)) /* epoch */
		return TL_TLS_PROTECTED;
	length = tl_octets_get16(header + header_octets(reader) - 2);
	if (!length || length > RECORD_MOST)
		return TL_TLS_WRONG;
	reader->offset += header_octets(reader);
	reader->record_end = reader->offset + length;
	if (header[0] == CONTENT_HANDSHAKE)
		return TL_TLS_HANDSHAKE;
	if (reader->header || reader->read || reader->is_begun) /* nothing else comes in between (RFC 8446 5.1) */
		return TL_TLS_WRONG;
	if (header[0] == CONTENT_ALERT)
		return open_alert(reader, length);
	reader->offset = reader->record_end;
	return is_change_cipher(header, length) ? TL_TLS_CHANGE_CIPHER : TL_TLS_PROTECTED;
}

static bool is_whole(const struct tl_tls_reader *reader)
{
	return reader->is_begun && reader->read == reader->length;
}

static bool is_full(const struct tl_tls_reader *reader)
{
	return reader->read == sizeof(reader->body) && reader->read < reader->length;
}

static void begin_message(struct tl_tls_reader *reader, const __u8 *header)
{
	reader->is_begun = true;
	reader->type = header[0];
	reader->length = (__u32)tl_octets_get(header + 1, 3);
}

/* Octets of a body that begin at `from` of it; what is there already is passed over. The rest fits or is left out. */
static void keep(struct tl_tls_reader *reader, const __u8 *octets, __u32 from, __u32 size)
{
	__u32 known = reader->read - from, room = (__u32)sizeof(reader->body) - reader->read;

	if (size <= known)
		return;
	size -= known;
	if (size > room)
		size = room;
	memcpy(reader->body + reader->read, octets + known, size);
	reader->read += size;
}

/* Takes what this record has for the header, then for the body. */
static void gather(struct tl_tls_reader *reader)
{
	__u32 size;

	while (!reader->is_begun && at_hand(reader, reader->record_end)) {
		reader->start[reader->header++] = reader->octets[reader->offset++];
		if (reader->header == HANDSHAKE_OCTETS)
			begin_message(reader, reader->start);
	}
	size = at_hand(reader, reader->record_end);
	if (!reader->is_begun)
		return;
	if (size > reader->length - reader->read)
		size = reader->length - reader->read;
	keep(reader, reader->octets + reader->offset, reader->read, size);
	reader->offset += size;
}

/* Fragments of other messages than the one that is read, and ones that come too early, are not kept. */
static void take_fragment(struct tl_tls_reader *reader, const __u8 *header, __u32 size)
{
	__u32 from = (__u32)tl_octets_get(header + 6, 3);
	__u16 sequence = tl_octets_get16(header + 4);

	if (!reader->is_begun && !from && sequence >= reader->sequence) {
		reader->sequence = sequence;
		begin_message(reader, header);
	}
	if (!reader->is_begun || sequence != reader->sequence || header[0] != reader->type || from > reader->read ||
	    (__u32)tl_octets_get(header + 1, 3) != reader->length)
		return;
	keep(reader, header + FRAGMENT_OCTETS, from, size);
}

/* DTLS puts a header of its own before each fragment (RFC 6347 4.2.2), and a fragment stands in one record. */
static enum tl_tls_unit gather_fragment(struct tl_tls_reader *reader)
{
	const __u8 *header = reader->octets + reader->offset;
	__u32 length, from, size = at_hand(reader, reader->record_end);

	if (reader->record_end - reader->offset < FRAGMENT_OCTETS)
		return TL_TLS_WRONG;
	if (size < FRAGMENT_OCTETS) {
		reader->offset += size;
		return TL_TLS_HANDSHAKE;
	}
	from = (__u32)tl_octets_get(header + 6, 3);
	length = (__u32)tl_octets_get(header + 9, 3);
	if (length > reader->record_end - reader->offset - FRAGMENT_OCTETS ||
	    from + length > (__u32)tl_octets_get(header + 1, 3))
		return TL_TLS_WRONG;
	size -= FRAGMENT_OCTETS;
	if (size > length)
		size = length;
	take_fragment(reader, header, size);
	reader->offset += FRAGMENT_OCTETS + length;
	return TL_TLS_HANDSHAKE;
}

static void forget_message(struct tl_tls_reader *reader)
{
	if (is_whole(reader) && reader->carrier == TL_TLS_DATAGRAM)
		reader->sequence++;
	reader->is_begun = false;
	reader->header = reader->read = reader->length = 0;
}

/* Each round passes over octets or returns, so what was captured bounds this. */
enum tl_tls_unit tl_tls_read(struct tl_tls_reader *reader)
{
	enum tl_tls_unit unit = TL_TLS_HANDSHAKE;

	forget_message(reader);
	while (unit == TL_TLS_HANDSHAKE) {
		if (reader->offset == reader->record_end)
			unit = open_record(reader);
		if (unit != TL_TLS_HANDSHAKE)
			return unit;
		if (reader->carrier == TL_TLS_DATAGRAM)
			unit = gather_fragment(reader);
		else
			gather(reader);
		if (unit == TL_TLS_HANDSHAKE && is_whole(reader))
			return unit;
		if (is_full(reader) || reader->offset >= reader->captured)
			return unit == TL_TLS_WRONG ? unit : TL_TLS_CUT;
	}
	return unit;
}
