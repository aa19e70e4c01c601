// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* XMPP (RFC 6120 4.2): the streams' headers; STARTTLS (5.4.2) may follow. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"
#include "tls_dissector.h"

/* Where the text ends that begins with `what`; 0: it is not there. */
static __u32 find(const struct tl_message *message, __u32 from, const char *what)
{
	const char *octets = (const char *)message->octets;
	const char *found = memmem(octets + from, message->captured - from, what, strlen(what));

	return found ? (__u32)(found - octets) + (__u32)strlen(what) : 0;
}

/* The value of an attribute of the element whose beginning was found, in whichever quotes. */
static void keep_attribute(const struct tl_message *message, __u32 from, const char *name, char *to, size_t room)
{
	__u32 at = find(message, from, name), end;

	if (!at || at + 1 >= message->captured || (message->octets[at] != '"' && message->octets[at] != '\''))
		return;
	for (end = at + 1; end < message->captured && message->octets[end] != message->octets[at]; end++)
		if (message->octets[end] == '>')
			return;
	tl_service_text(to, room, message, at + 1, end - at - 1);
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const handovers[] = {"<starttls", "<proceed"};
	__u32 at, header;

	if (message->octets[0] != '<')
		return TL_DISSECT_FOREIGN;
	header = find(message, 0, "<stream:stream");
	if (!header || !find(message, header, "jabber:"))
		return message->captured < 1024 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	keep_attribute(message, header, " to=", said->subject, sizeof(said->subject));
	keep_attribute(message, header, " version=", said->version, sizeof(said->version));
	said->behind = message->captured;
	for (size_t i = 0; i < sizeof(handovers) / sizeof(handovers[0]); i++) {
		at = find(message, header, handovers[i]);
		at = at ? find(message, at, ">") : 0;
		if (at && tl_tls_begins(message, at))
			said->behind = at;
	}
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(xmpp, "xmpp", IPPROTO_TCP, read_message);
