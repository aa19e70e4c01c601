// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The TLS dissector on any octets: never reads outside; what it says of a beginning, it says of the whole. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/tls.h"
#include "unit/exact_message.h"
#include "fuzz.h"

static void check_facts(const struct tl_tls_facts *facts)
{
	const struct tl_tls_client *client = &facts->client;
	const struct tl_tls_certificate *certificate = &facts->server.certificate;

	expect(memchr(client->server_name, 0, sizeof(client->server_name)));
	expect(memchr(client->first_alpn, 0, sizeof(client->first_alpn)));
	expect(memchr(client->alpn, 0, sizeof(client->alpn)));
	expect(memchr(facts->server.alpn, 0, sizeof(facts->server.alpn)));
	expect(memchr(certificate->issuer_name, 0, sizeof(certificate->issuer_name)));
	expect(memchr(certificate->subject_organization, 0, sizeof(certificate->subject_organization)));
	expect(memchr(certificate->signature, 0, sizeof(certificate->signature)));
	expect(!client->ja3[0] || strlen(client->ja3) == TL_TLS_JA3_SIZE - 1);
	expect(!client->ja4[0] || strlen(client->ja4) == TL_TLS_JA4_SIZE - 1);
	expect(!facts->server.ja3s[0] || strlen(facts->server.ja3s) == TL_TLS_JA3_SIZE - 1);
	expect(client->is_whole || !client->ja4[0]);
	expect(facts->server.is_whole || !certificate->is_known);
	expect(client->ciphers.kept <= TL_TLS_VALUES && client->ciphers.kept <= client->ciphers.count);
}

static enum tl_dissection look(const uint8_t *bytes, size_t captured, uint8_t how, struct tl_tls_facts *facts)
{
	struct tl_message message = exact_message(bytes, captured, captured);
	enum tl_dissection result;

	result = tl_tls_dissect(&message, how % 3, facts);
	give_back(&message);
	if (result != TL_DISSECT_FOREIGN)
		check_facts(facts);
	return result;
}

static bool begins(const struct tl_tls_values *beginning, const struct tl_tls_values *whole)
{
	return beginning->kept <= whole->kept &&
	       !memcmp(beginning->value, whole->value, beginning->kept * sizeof(whole->value[0]));
}

static void check_beginning(const struct tl_tls_facts *cut, const struct tl_tls_facts *whole)
{
	expect(!cut->role || cut->role == whole->role);
	expect(begins(&cut->client.ciphers, &whole->client.ciphers));
	expect(begins(&cut->client.extensions, &whole->client.extensions));
	expect(!cut->client.server_name[0] || !strcmp(cut->client.server_name, whole->client.server_name));
	expect(!cut->client.alpn_count || !strcmp(cut->client.alpn, whole->client.alpn));
	expect(!cut->client.is_whole || !strcmp(cut->client.ja4, whole->client.ja4));
	expect(!cut->server.is_whole || !strcmp(cut->server.ja3s, whole->server.ja3s));
	expect(!cut->server.is_retry || whole->server.is_retry);
}

/* What is chosen: what carries it. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct tl_tls_facts whole, cut;
	enum tl_dissection of_whole, of_cut;
	struct fuzz_message input;

	if (!fuzz_take_message(&input, bytes, size))
		return 0;
	of_whole = look(input.octets, input.length, input.choice, &whole);
	of_cut = look(input.octets, input.captured, input.choice, &cut);
	if (of_cut == TL_DISSECT_WHOLE)
		expect(of_whole == TL_DISSECT_WHOLE && !memcmp(&whole, &cut, sizeof(whole)));
	if (of_cut == TL_DISSECT_CUT && of_whole != TL_DISSECT_FOREIGN)
		check_beginning(&cut, &whole);
	return 0;
}
