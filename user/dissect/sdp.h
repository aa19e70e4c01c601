/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Session descriptions (RFC 8866): where media are wanted, and in which codecs. */
#ifndef TAPLESS_DISSECT_SDP_H
#define TAPLESS_DISSECT_SDP_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#define TL_SDP_MEDIA	  4 /* that are looked at */
#define TL_SDP_FORMATS	  12
#define TL_SDP_KIND_SIZE  16
#define TL_SDP_CODEC_SIZE 20

struct tl_sdp_format {
	__u32 clock; /* 0: not said */
	__u8 type; /* payload type of RTP */
	char codec[TL_SDP_CODEC_SIZE];
};

struct tl_sdp_media {
	char kind[TL_SDP_KIND_SIZE]; /* "audio", "video", ... */
	bool has_address;
	__u8 address[16]; /* as in a flow's key: IPv4 as ::ffff:a.b.c.d */
	__u16 port; /* 0: this one is not wanted (RFC 3264 6) */
	unsigned int formats;
	struct tl_sdp_format format[TL_SDP_FORMATS];
};

struct tl_sdp {
	unsigned int count;
	struct tl_sdp_media media[TL_SDP_MEDIA];
};

/* False: this is no description. Octets before its first line are passed over, as of a body in several parts. */
bool tl_sdp_dissect(const __u8 *octets, __u32 captured, struct tl_sdp *sdp);

/* The codecs with commas between, in their order, which is that of preference; `room` octets with the NUL. */
void tl_sdp_codecs(const struct tl_sdp_media *media, char *text, size_t room);

#endif
