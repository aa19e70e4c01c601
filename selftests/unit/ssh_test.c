// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Identification strings of SSH, whole, at every truncation, and wrong. */
#include "dissect/ssh.h"
#include "dissect/ssh_key_exchange.h"
#include "unit/offer.h"

static struct tl_ssh_facts facts;

static enum tl_dissection look_at(const char *text, size_t length)
{
	struct tl_message message = exact_message(text, length, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_ssh_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look(const char *text)
{
	return look_at(text, strlen(text));
}

static void test_banners(void **state)
{
	(void)state;
	assert_int_equal(look("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n\0\0\5"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.protocol, "2.0");
	assert_string_equal(facts.software, "OpenSSH_9.2p1");
	assert_string_equal(facts.comments, "Debian-2+deb12u3");
	assert_int_equal(look("SSH-1.99-a-b\n"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.protocol, "1.99");
	assert_string_equal(facts.software, "a-b");
	assert_string_equal(facts.comments, "");
	assert_int_equal(look("Welcome\r\nnobody\r\nSSH-2.0-x\r\n"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.software, "x");
}

static void test_every_truncation(void **state)
{
	static const char whole[] = "SSH-2.0-thing 1\r\n";

	(void)state;
	for (size_t length = 0; length < sizeof(whole) - 1; length++) {
		assert_int_equal(look_at(whole, length), length ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		assert_string_equal(facts.software, "");
	}
}

static void test_wrong(void **state)
{
	char text[300] = "SSH-2.0-";

	(void)state;
	assert_int_equal(look("SSH-2.0\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH--x\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH-2.0-a\1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SSH-2.0-a\1"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("220 mail\r\n"), TL_DISSECT_FOREIGN);
	memset(text + 8, 'a', 280);
	assert_int_equal(look(text), TL_DISSECT_FOREIGN);
	text[280] = '\n';
	assert_int_equal(look(text), TL_DISSECT_FOREIGN);
	text[255] = '\n';
	assert_int_equal(look(text), TL_DISSECT_WHOLE);
	assert_int_equal(strlen(facts.software), 247);
}

/*
 * Ten lists, first_kex_packet_follows, a reserved word, five octets of padding; `length`: without the four octets
 * that say it.
 */
#define KEY_EXCHANGE(length)                                                                                           \
	"\0\0\0" length "\5\x14"                                                                                       \
	"cccccccccccccccc"                                                                                             \
	"\0\0\0\xb"                                                                                                    \
	"a-kex,b-kex\0\0\0\5ssh-x\0\0\0\6enc-cs\0\0\0\6enc-sc\0\0\0\6mac-cs\0\0\0\6mac-sc\0\0\0\4none\0\0\0\4zlib"     \
	"\0\0\0\0\0\0\0\0"                                                                                             \
	"\0\0\0\0\0"                                                                                                   \
	"\0\0\0\0\0"

static __u8 hassh[TL_SSH_HASSH_OCTETS];

static enum tl_dissection read_hassh(const char *packet, size_t length, bool is_client)
{
	__u8 *copy = malloc(length ? length : 1);
	struct tl_ssh_side side = {.is_client = is_client};
	enum tl_dissection result;

	assert_non_null(copy);
	memcpy(copy, packet, length);
	result = tl_ssh_read_hassh(copy, (__u32)length, &side, hassh);
	free(copy);
	return result;
}

/* MD5 of "a-kex,b-kex;enc-cs;mac-cs;none" and of "a-kex,b-kex;enc-sc;mac-sc;zlib", by md5sum. */
static void test_hassh(void **state)
{
	static const __u8 of_client[] = {0x5b, 0x55, 0xd4, 0x2b, 0x6e, 0x99, 0xd1, 0xce,
					 0x46, 0xe4, 0xe5, 0xa3, 0x6e, 0x2f, 0x21, 0x19};
	static const __u8 of_server[] = {0xf9, 0x7b, 0x09, 0xf9, 0xca, 0xc8, 0x95, 0x84,
					 0xe5, 0x67, 0x54, 0xd5, 0xd2, 0x12, 0x99, 0xd9};
	static const char packet[] = KEY_EXCHANGE("t");

	(void)state;
	assert_int_equal(sizeof(packet) - 1, 120);
	assert_int_equal(read_hassh(packet, sizeof(packet) - 1, true), TL_DISSECT_WHOLE);
	assert_memory_equal(hassh, of_client, sizeof(of_client));
	assert_int_equal(read_hassh(packet, sizeof(packet) - 1, false), TL_DISSECT_WHOLE);
	assert_memory_equal(hassh, of_server, sizeof(of_server));
	for (size_t length = 0; length < sizeof(packet) - 1; length++)
		assert_int_equal(read_hassh(packet, length, true), TL_DISSECT_CUT);
}

static void test_no_key_exchange(void **state)
{
	static const char shorter[] = KEY_EXCHANGE("P"), longer[] = KEY_EXCHANGE("t") "more";

	(void)state;
	assert_int_equal(read_hassh(shorter, sizeof(shorter) - 1, true), TL_DISSECT_FOREIGN);
	assert_int_equal(read_hassh(longer, sizeof(longer) - 1, true), TL_DISSECT_WHOLE);
	assert_int_equal(read_hassh("\0\0\0t\5\x15", 6, true), TL_DISSECT_FOREIGN);
	assert_int_equal(read_hassh("\0\0\0\x10\5\x14", 6, true), TL_DISSECT_FOREIGN);
	assert_int_equal(read_hassh("\0\1\0\0\5\x14", 6, true), TL_DISSECT_FOREIGN);
}

#define LISTS_BEHIND "\0\0\0\0\0\0\0\1e\0\0\0\1f\0\0\0\1m\0\0\0\1n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
#define EXCHANGE_OF(side)                                                                                              \
	"SSH-2.0-" side "\r\n\0\0\0\x54\5\x14"                                                                         \
	"cccccccccccccccc\0\0\0\x0c"                                                                                   \
	"a,ext-info-" side LISTS_BEHIND

/* A server at a port above its client's: whose line is whose, the key exchange says. */
static void test_high_port(void **state)
{
	static const char client[] = EXCHANGE_OF("c"), server[] = EXCHANGE_OF("s");
	extern const struct tl_dissector tl_dissector_ssh;
	const struct tl_record_ssh *ssh;
	struct conversation talk;
	__u8 of_client[TL_HASSH_SIZE];

	(void)state;
	assert_true(CLIENT_PORT < 50022);
	converse(&talk, &tl_dissector_ssh, IPPROTO_TCP, 50022);
	assert_int_equal(offer_octets(&talk, 1, (const __u8 *)server, 11, 11), TL_DISSECT_CUT);
	ssh = &said(&talk, 1)->ssh;
	assert_string_equal(ssh->client, "SSH-2.0-s"); /* until more is known */
	assert_int_equal(offer_octets(&talk, 0, (const __u8 *)client, sizeof(client) - 1, sizeof(client) - 1),
			 TL_DISSECT_WHOLE);
	assert_string_equal(ssh->client, "SSH-2.0-c");
	assert_string_equal(ssh->server, "SSH-2.0-s");
	memcpy(of_client, ssh->client_hassh, sizeof(of_client));
	assert_int_equal(offer_octets(&talk, 1, (const __u8 *)server, sizeof(server) - 1, sizeof(server) - 1),
			 TL_DISSECT_WHOLE);
	assert_string_equal(ssh->client, "SSH-2.0-c");
	assert_string_equal(ssh->server, "SSH-2.0-s");
	assert_memory_equal(ssh->client_hassh, of_client, sizeof(of_client));
	assert_memory_not_equal(ssh->server_hassh, of_client, sizeof(of_client));
	part(&talk);
	converse(&talk, &tl_dissector_ssh, IPPROTO_TCP,
		 22); /* there the port knows better than a server that says what clients say */
	assert_int_equal(offer_octets(&talk, 1, (const __u8 *)client, sizeof(client) - 1, sizeof(client) - 1),
			 TL_DISSECT_WHOLE);
	assert_string_equal(said(&talk, 1)->ssh.server, "SSH-2.0-c");
	part(&talk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_banners),	  cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_wrong),	  cmocka_unit_test(test_hassh),
		cmocka_unit_test(test_high_port), cmocka_unit_test(test_no_key_exchange),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
