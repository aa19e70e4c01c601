// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "service.h"

#include <netinet/in.h>
#include <string.h>

#include "facts.h"
#include "tls_dissector.h"

/* Without clearing half a kilobyte for each protocol that the message is not of. */
static void empty(struct tl_service_said *said)
{
	said->version[0] = said->request[0] = said->subject[0] = said->status[0] = 0;
	said->behind = 0;
	said->is_carrier = false;
}

static void add(char *to, size_t room, const char *from)
{
	if (!to[0])
		tl_keep_text(to, room, from);
}

static void keep(struct tl_record_service *service, const struct tl_service_said *said)
{
	add(service->version, sizeof(service->version), said->version);
	add(service->request, sizeof(service->request), said->request);
	add(service->subject, sizeof(service->subject), said->subject);
	add(service->status, sizeof(service->status), said->status);
}

/* A handshake of TLS stands on the same transaction; any other conversation has its own. */
static enum tl_dissection take_rest(struct tl_transactions *transactions, const struct tl_message *message,
				    const struct tl_service_said *said)
{
	struct tl_message rest = *message;

	if (!tl_tls_begins(message, said->behind)) {
		if (said->is_carrier)
			tl_transactions_hand_on(transactions, message, said->behind);
		return TL_DISSECT_CUT;
	}
	tl_message_pass(&rest, said->behind);
	return tl_tls_take_handshake(transactions, &rest) == TL_DISSECT_CUT ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_service_take(struct tl_transactions *transactions, const struct tl_message *message,
				   __u8 protocol, tl_service_read *read)
{
	struct tl_service_said said;
	struct tl_transaction *transaction;
	enum tl_dissection dissection;

	if (protocol && message->protocol != protocol)
		return TL_DISSECT_FOREIGN;
	if (message->is_apart)
		return transactions->begun ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	empty(&said);
	dissection = read(message, &said);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	transaction = tl_transaction_first(transactions, message->time);
	if (transaction) {
		keep(&transaction->facts.service, &said);
		tl_transaction_lasts(transaction, message->time);
	}
	return said.behind ? take_rest(transactions, message, &said) : TL_DISSECT_WHOLE;
}

enum tl_dissection tl_service_begins(const struct tl_message *message, const void *octets, __u32 count)
{
	__u32 known = message->captured < count ? message->captured : count;

	if (memcmp(message->octets, octets, known) != 0)
		return TL_DISSECT_FOREIGN;
	return known == count ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

void tl_service_text(char *to, size_t room, const struct tl_message *message, __u32 at, __u32 length)
{
	struct tl_text text;

	if (at >= message->captured)
		return;
	if (length > message->captured - at)
		length = message->captured - at;
	text = (struct tl_text){(const char *)message->octets + at, length};
	if (tl_text_is_readable(&text))
		tl_text_keep(to, room, &text);
}
