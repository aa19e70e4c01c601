// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The protocols of which little is said, on any octets: never read outside, texts end, and what is told belongs to a transaction. */
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dissector.h"
#include "fuzz.h"

#define NAME_MOST 32

/*
 * By its name, so that a corpus outlives changes of the table; what is nobody's name means one of them all the same, or the fuzzer would
 * seldom come to another one.
 */
static const struct tl_dissector *choose(const uint8_t *name, size_t length)
{
	const struct tl_dissector *found[TL_DISSECTORS_MOST];
	unsigned int count = 0, sum = 0;

	for (unsigned int i = 0; i < tl_dissector_count; i++) {
		const struct tl_dissector *dissector = tl_dissectors[i];

		if (dissector->facts != TL_FACTS_service)
			continue;
		if (length == strlen(dissector->name) && !memcmp(name, dissector->name, length))
			return dissector;
		found[count++] = dissector;
	}
	for (size_t i = 0; i < length; i++)
		sum += name[i];
	return found[sum % count];
}

/* In memory of exactly that size, so that ASan sees what is read outside. */
static void offer(const struct tl_dissector *dissector, struct tl_transactions *transactions, const uint8_t *bytes,
		  size_t size, uint8_t how)
{
	static const __u16 ports[] = {40001, 23,  1080, 2123, 3389, 6379, 9042, 11211, 27017, 47808,
				      319,   520, 521,	548,  1935, 1985, 2000, 3702,  3784};
	__u16 port = ports[(how >> 2) % (sizeof(ports) / sizeof(ports[0]))];
	uint8_t *copy = malloc(size);
	struct tl_message message = {
		.octets = copy,
		.captured = (__u32)size,
		.length = (__u32)size,
		.protocol = how & 1 ? IPPROTO_UDP : IPPROTO_TCP,
		.side = how >> 1 & 1,
		.source_port = how & 2 ? port : 40000,
		.destination_port = how & 2 ? 40000 : port,
	};

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	dissector->take(transactions, &message);
	free(copy);
}

static void expect_texts(const struct tl_record_service *service)
{
	if (service->version[sizeof(service->version) - 1] || service->request[sizeof(service->request) - 1] ||
	    service->subject[sizeof(service->subject) - 1] || service->status[sizeof(service->status) - 1])
		abort();
}

/*
 * A line says which one; of what follows, the first octet says at which port and from which side, the second how much is known at first.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const uint8_t *name_end = memchr(bytes, '\n', size < NAME_MOST ? size : NAME_MOST);
	struct tl_transactions_room room = {.most = 4};
	struct tl_transactions transactions;
	const struct tl_dissector *dissector;
	const struct tl_transaction *first;

	if (!name_end || size - (size_t)(name_end + 1 - bytes) < 3)
		return 0;
	dissector = choose(bytes, (size_t)(name_end - bytes));
	size -= (size_t)(name_end + 1 - bytes);
	bytes = name_end + 1;
	tl_transactions_init(&transactions, &room);
	transactions.kind = dissector->facts;
	if (bytes[1] && bytes[1] < size - 2)
		offer(dissector, &transactions, bytes + 2, bytes[1], bytes[0]);
	offer(dissector, &transactions, bytes + 2, size - 2, bytes[0]);
	first = TAILQ_FIRST(&transactions.queue);
	if (first)
		expect_texts(&first->facts.service);
	tl_transactions_free(&transactions);
	return 0;
}
