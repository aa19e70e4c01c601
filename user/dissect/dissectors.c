// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dissector.h"

extern const struct tl_dissector tl_dissector_dns;
extern const struct tl_dissector tl_dissector_http;
extern const struct tl_dissector tl_dissector_tls;

/* In the order in which a conversation's first message is offered to them: the strictest first. */
const struct tl_dissector *const tl_dissectors[] = {
	&tl_dissector_tls,
	&tl_dissector_http,
	&tl_dissector_dns,
};

const unsigned int tl_dissector_count = sizeof(tl_dissectors) / sizeof(tl_dissectors[0]);
