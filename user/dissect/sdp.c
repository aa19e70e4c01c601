// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sdp.h"

#include <arpa/inet.h>
#include <string.h>

#include "facts.h"
#include "http_fields.h"
#include "rtp_types.h"

#define VERSION_LINE "v=0"
#define RTPMAP	     "rtpmap:"

/* The next word of a line; false at its end. */
static bool take_word(struct tl_http_span *line, struct tl_http_span *word)
{
	while (line->length && line->octets[0] == ' ') {
		line->octets++;
		line->length--;
	}
	word->octets = line->octets;
	word->length = 0;
	while (line->length && line->octets[0] != ' ') {
		line->octets++;
		line->length--;
		word->length++;
	}
	return word->length != 0;
}

/* A word up to `end`, which is taken too. */
static struct tl_http_span take_until(struct tl_http_span *from, __u8 end)
{
	const __u8 *at = from->length ? memchr(from->octets, end, from->length) : NULL;
	struct tl_http_span taken = {from->octets, at ? (__u32)(at - from->octets) : from->length};
	__u32 used = taken.length + !!at;

	from->octets += used;
	from->length -= used;
	return taken;
}

/* False: no number, or one above `most`. */
static bool read_number(const struct tl_http_span *word, __u32 most, __u32 *number)
{
	__u64 value = 0;

	for (__u32 i = 0; i < word->length; i++) {
		if (word->octets[i] < '0' || word->octets[i] > '9')
			return false;
		value = value * 10 + (__u64)(word->octets[i] - '0');
		if (value > most)
			return false;
	}
	*number = (__u32)value;
	return word->length != 0;
}

/* c=IN IP4 192.0.2.1/127 (RFC 8866 5.7); a name in the place of an address says nothing here. */
static bool read_address(struct tl_http_span line, __u8 *address)
{
	static const __u8 mapped[12] = {[10] = 0xff, 0xff};
	struct tl_http_span network, kind, host, number;
	char text[INET6_ADDRSTRLEN];
	__u8 found[16];

	if (!take_word(&line, &network) || !tl_http_is(&network, "in") || !take_word(&line, &kind) ||
	    !take_word(&line, &host))
		return false;
	number = take_until(&host, '/');
	tl_http_keep_text(text, sizeof(text), &number);
	if (tl_http_is(&kind, "ip4") && inet_pton(AF_INET, text, found) == 1) {
		memcpy(address, mapped, sizeof(mapped));
		memcpy(address + sizeof(mapped), found, 4);
		return true;
	}
	if (!tl_http_is(&kind, "ip6") || inet_pton(AF_INET6, text, found) != 1)
		return false;
	memcpy(address, found, sizeof(found));
	return true;
}

static void add_format(struct tl_sdp_media *media, const struct tl_http_span *word)
{
	struct tl_sdp_format *format = &media->format[media->formats];
	__u32 type;

	if (media->formats == TL_SDP_FORMATS || !read_number(word, TL_RTP_TYPES - 1, &type))
		return;
	format->type = (__u8)type;
	format->clock = tl_rtp_types[type].clock;
	if (tl_rtp_types[type].name)
		tl_keep_text(format->codec, sizeof(format->codec), tl_rtp_types[type].name);
	media->formats++;
}

/* m=audio 49170/2 RTP/AVP 0 8 96 (RFC 8866 5.14) */
static bool read_media(struct tl_http_span line, struct tl_sdp_media *media)
{
	struct tl_http_span kind, ports, port, protocol, format;
	__u32 number;

	if (!take_word(&line, &kind) || !take_word(&line, &ports) || !take_word(&line, &protocol))
		return false;
	port = take_until(&ports, '/');
	if (!read_number(&port, 65535, &number))
		return false;
	tl_http_keep_text(media->kind, sizeof(media->kind), &kind);
	media->port = (__u16)number;
	while (take_word(&line, &format))
		add_format(media, &format);
	return true;
}

/* a=rtpmap:96 opus/48000/2 (RFC 8866 6.6) */
static void read_map(struct tl_http_span line, struct tl_sdp_media *media)
{
	struct tl_http_span type, encoding, codec, clock;
	__u32 number, ticks;

	line.octets += sizeof(RTPMAP) - 1;
	line.length -= (__u32)sizeof(RTPMAP) - 1;
	if (!take_word(&line, &type) || !read_number(&type, TL_RTP_TYPES - 1, &number) || !take_word(&line, &encoding))
		return;
	codec = take_until(&encoding, '/');
	clock = take_until(&encoding, '/');
	for (unsigned int i = 0; i < media->formats; i++) {
		struct tl_sdp_format *format = &media->format[i];

		if (format->type != number)
			continue;
		tl_http_keep_text(format->codec, sizeof(format->codec), &codec);
		if (read_number(&clock, ~0u, &ticks))
			format->clock = ticks;
	}
}

static void take_attribute(const struct tl_http_span *line, struct tl_sdp_media *media)
{
	if (media && line->length > sizeof(RTPMAP) - 1 && !memcmp(line->octets, RTPMAP, sizeof(RTPMAP) - 1))
		read_map(*line, media);
}

/* What is said before the first media holds for each that does not say it itself (RFC 8866 5.7). */
static void share_address(struct tl_sdp *sdp, const __u8 *address)
{
	for (unsigned int i = 0; i < sdp->count; i++) {
		if (sdp->media[i].has_address)
			continue;
		memcpy(sdp->media[i].address, address, sizeof(sdp->media[i].address));
		sdp->media[i].has_address = true;
	}
}

static bool find_start(struct tl_http_cursor *cursor)
{
	struct tl_http_span line;

	while (tl_http_take_line(cursor, &line))
		if (line.length == sizeof(VERSION_LINE) - 1 && !memcmp(line.octets, VERSION_LINE, line.length))
			return true;
	return false;
}

bool tl_sdp_dissect(const __u8 *octets, __u32 captured, struct tl_sdp *sdp)
{
	struct tl_http_cursor cursor = {.octets = octets, .captured = captured};
	struct tl_sdp_media *media = NULL;
	struct tl_http_span line;
	bool has_address = false;
	__u8 address[16];

	memset(sdp, 0, sizeof(*sdp));
	if (!find_start(&cursor))
		return false;
	while (tl_http_take_line(&cursor, &line) && line.length >= 2 && line.octets[1] == '=') {
		struct tl_http_span value = {line.octets + 2, line.length - 2};

		if (line.octets[0] == 'm') {
			media = sdp->count < TL_SDP_MEDIA ? &sdp->media[sdp->count] : NULL;
			if (!media || !read_media(value, media))
				break;
			sdp->count++;
		} else if (line.octets[0] == 'c' && media) {
			media->has_address = read_address(value, media->address);
		} else if (line.octets[0] == 'c') {
			has_address = read_address(value, address);
		} else if (line.octets[0] == 'a') {
			take_attribute(&value, media);
		}
	}
	if (has_address)
		share_address(sdp, address);
	return true;
}

void tl_sdp_codecs(const struct tl_sdp_media *media, char *text, size_t room)
{
	size_t used = 0;

	text[0] = 0;
	for (unsigned int i = 0; i < media->formats; i++) {
		const char *codec = media->format[i].codec;
		size_t length = strlen(codec);

		if (!length || used + length + 2 > room)
			continue;
		if (used)
			text[used++] = ',';
		memcpy(text + used, codec, length + 1);
		used += length;
	}
}
