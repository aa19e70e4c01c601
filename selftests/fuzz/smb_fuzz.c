// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any octets as both sides of a conversation by SMB, growing: never read outside, nothing is told twice, texts end. */
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/dissector.h"
#include "fuzz.h"

extern const struct tl_dissector tl_dissector_smb;

static void take(struct tl_transactions *transactions, const uint8_t *bytes, size_t size, unsigned int side,
		 bool is_apart)
{
	uint8_t *copy = malloc(size ? size : 1); /* of exactly that size, so that ASan sees what is read outside */
	struct tl_message message = {
		.octets = copy,
		.captured = (__u32)size,
		.length = (__u32)size,
		.source_port = 139,
		.protocol = IPPROTO_TCP,
		.side = (__u8)side,
		.is_apart = is_apart,
		.time = size,
	};

	if (!copy)
		abort();
	memcpy(copy, bytes, size);
	tl_dissector_smb.take(transactions, &message);
	free(copy);
}

static void check(const struct tl_record_smb *smb)
{
	if (!memchr(smb->file, 0, sizeof(smb->file)) || !memchr(smb->tree, 0, sizeof(smb->tree)) ||
	    !memchr(smb->user, 0, sizeof(smb->user)) || !memchr(smb->domain, 0, sizeof(smb->domain)) ||
	    !memchr(smb->workstation, 0, sizeof(smb->workstation)) ||
	    !memchr(smb->dialect_name, 0, sizeof(smb->dialect_name)))
		abort();
}

/* The first octet says how much of the beginning comes first. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct tl_transactions_room room = {.most = 64};
	struct tl_transactions transactions;
	struct tl_transaction *transaction;
	__u32 begun;

	if (size < 2)
		return 0;
	tl_transactions_init(&transactions, &room);
	transactions.kind = TL_FACTS_smb;
	take(&transactions, bytes + 2, (size - 2) * bytes[0] / 255, 0, bytes[1] & 1);
	take(&transactions, bytes + 2, size - 2, 0, false);
	take(&transactions, bytes + 2, size - 2, 1, bytes[1] & 2);
	begun = transactions.begun;
	take(&transactions, bytes + 2, size - 2, 0, false);
	if (transactions.begun != begun)
		abort();
	TAILQ_FOREACH(transaction, &transactions.queue, queue)
	check(&transaction->facts.smb);
	tl_transactions_free(&transactions);
	return 0;
}
