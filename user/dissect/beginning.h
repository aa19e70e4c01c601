/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where in a stream that nobody understood so far a protocol begins all the same. */
#ifndef TAPLESS_DISSECT_BEGINNING_H
#define TAPLESS_DISSECT_BEGINNING_H

#include <stdbool.h>

#include <linux/types.h>

#include "tapless/sample.h"

/*
 * A hello of TLS, or a message of HTTP/1: what came before may have been a proxy's preface (SOCKS, PROXY), a protocol that went over to
 * TLS, the end of a message whose beginning was not seen, or the octet of a TCP keep-alive (RFC 1122 4.2.3.6).
 */
bool tl_begins_anew(const struct tl_sample *sample);

/*
 * Octets of the header of the PROXY protocol, version 1 or 2, that a stream begins with; 0: it does not, or the header's end is not
 * there yet.
 */
__u32 tl_proxy_preface(const __u8 *octets, __u32 captured);

#endif
