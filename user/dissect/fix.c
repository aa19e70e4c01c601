// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* FIX (FIX Session Layer 4.1): "8=FIX.4.4", its length, its kind, with an octet 1 behind each. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define SEPARATOR  1
#define FIELD_MOST 64

/* The value of the field that begins at `at` with this tag. CUT: it is not whole. */
static enum tl_dissection read_field(const struct tl_message *message, __u32 *at, const char *tag,
				     struct tl_text *value)
{
	struct tl_message rest = *message;
	enum tl_dissection dissection;
	const __u8 *end;

	if (*at >= message->captured)
		return TL_DISSECT_CUT;
	tl_message_pass(&rest, *at);
	dissection = tl_service_begins(&rest, tag, (__u32)strlen(tag));
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	end = memchr(rest.octets, SEPARATOR, rest.captured);
	if (!end)
		return rest.captured < FIELD_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	*value = (struct tl_text){(const char *)rest.octets + strlen(tag),
				  (__u32)((size_t)(end - rest.octets) - strlen(tag))};
	*at += (__u32)(end - rest.octets) + 1;
	return tl_text_is_readable(value) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

/* Of others that it names, the sender (49): mostly the next field. */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text version, length, kind, sender;
	enum tl_dissection dissection;
	__u32 at = 0;

	dissection = read_field(message, &at, "8=FIX", &version);
	if (dissection == TL_DISSECT_WHOLE)
		dissection = read_field(message, &at, "9=", &length);
	if (dissection == TL_DISSECT_WHOLE)
		dissection = read_field(message, &at, "35=", &kind);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	version.at -= 3;
	version.length += 3;
	tl_text_keep(said->version, sizeof(said->version), &version);
	tl_text_keep(said->request, sizeof(said->request), &kind);
	if (read_field(message, &at, "49=", &sender) == TL_DISSECT_WHOLE)
		tl_text_keep(said->subject, sizeof(said->subject), &sender);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(fix, "fix", IPPROTO_TCP, read_message, "8");
