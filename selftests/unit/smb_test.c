// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* SMB of a real client and server: whole, cut anywhere, in any order, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <netinet/in.h>

#include <cmocka.h>

#include "dissect/dissector.h"
#include "dissect/smb.h"
#include "dissect/utf16.h"
#include "exact_message.h"
#include "smb_vectors.h"

#define OF(vector)   (vector), sizeof(vector) - 1
#define CLIENT	     0
#define SERVER	     1
#define MILLISECONDS 1000000ull

extern const struct tl_dissector tl_dissector_smb;

static struct tl_transactions_room room = {.most = 100};
static struct tl_transactions transactions;
static __u64 now;

/* A stream's beginning, or what is behind a gap. */
static enum tl_dissection take(unsigned int side, const char *octets, size_t length, __u32 offset, bool is_apart)
{
	struct tl_message message = exact_message(octets, length, length);
	enum tl_dissection dissection;

	message.source_port = side == CLIENT ? 40000 : 445;
	message.destination_port = side == CLIENT ? 445 : 40000;
	message.protocol = IPPROTO_TCP;
	message.side = (__u8)side;
	message.is_apart = is_apart;
	message.offset = offset;
	message.time = now += MILLISECONDS;
	transactions.kind = TL_FACTS_smb;
	dissection = tl_dissector_smb.take(&transactions, &message);
	give_back(&message);
	return dissection;
}

static int set_up(void **state)
{
	(void)state;
	tl_transactions_init(&transactions, &room);
	now = MILLISECONDS;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tl_transactions_free(&transactions);
	return 0;
}

static const struct tl_record_smb *told(unsigned int number)
{
	struct tl_transaction *transaction;

	TAILQ_FOREACH(transaction, &transactions.queue, queue)
	if (transaction->number == number)
		return &transaction->facts.smb;
	fail();
	return NULL;
}

static void session_of_smb2(void **state)
{
	static const char asked[] = SMB2_NEGOTIATE SMB2_SESSION_SETUP SMB2_TREE_CONNECT SMB2_CREATE;
	const struct tl_record_smb *first, *last;

	(void)state;
	assert_int_equal(take(CLIENT, OF(SMB2_NEGOTIATE), 0, false), TL_DISSECT_CUT);
	assert_int_equal(take(SERVER, OF(SMB2_NEGOTIATE_RESPONSE), 0, false), TL_DISSECT_CUT);
	assert_int_equal(take(CLIENT, OF(asked), 0, false), TL_DISSECT_CUT);
	assert_int_equal(take(SERVER, OF(SMB2_CREATE_RESPONSE), sizeof(SMB2_NEGOTIATE_RESPONSE) - 1, true),
			 TL_DISSECT_CUT);
	assert_int_equal(transactions.begun, 4);
	first = told(1);
	assert_int_equal(first->version, 2);
	assert_int_equal(first->command, 0);
	assert_int_equal(first->dialect, 0x0311);
	assert_int_equal(first->status, 0);
	assert_true(first->has_status && first->is_timed);
	assert_int_equal(first->response_time, 1000);
	assert_string_equal(first->user, "root");
	assert_string_equal(first->domain, "TESTGROUP");
	assert_string_equal(first->workstation, "CLIENTPC");
	assert_string_equal(first->tree, "\\\\192.0.2.2\\docs");
	assert_string_equal(first->file, "deep\\report.txt");
	assert_string_equal(told(2)->user, "root");
	assert_false(told(2)->has_response);
	assert_int_equal(told(3)->command, 3);
	assert_string_equal(told(3)->tree, "\\\\192.0.2.2\\docs");
	assert_string_equal(told(3)->file, "");
	last = told(4);
	assert_string_equal(last->file, "deep\\report.txt");
	assert_true(last->is_timed && last->has_status);
	assert_int_equal(last->response_time, 1000);
}

static void session_of_smb1(void **state)
{
	static const char asked[] = SMB1_NEGOTIATE SMB1_SESSION_SETUP SMB1_TREE_CONNECT SMB1_CREATE;
	const struct tl_record_smb *first;

	(void)state;
	take(CLIENT, OF(asked), 0, false);
	take(SERVER, OF(SMB1_NEGOTIATE_RESPONSE SMB1_CREATE_RESPONSE), 0, false);
	assert_int_equal(transactions.begun, 4);
	first = told(1);
	assert_int_equal(first->version, 1);
	assert_int_equal(first->command, 0x72);
	assert_string_equal(first->dialect_name, "NT LANMAN 1.0");
	assert_int_equal(first->dialect, 0);
	assert_string_equal(first->user, "root");
	assert_string_equal(first->tree, "\\\\192.0.2.2\\DOCS");
	assert_string_equal(told(4)->file, "\\deep\\report.txt");
	assert_int_equal(told(4)->command, 0xa2);
	assert_true(told(4)->is_timed);
}

/* A server that chooses SMB 2 answers the NEGOTIATE of SMB 1 by a response that has the id 0. */
static void smb1_answered_by_smb2(void **state)
{
	char response[] = SMB2_NEGOTIATE_RESPONSE;

	(void)state;
	memset(response + 4 + 24, 0, 8);
	take(CLIENT, OF(SMB1_NEGOTIATE), 0, false);
	take(SERVER, OF(response), 0, false);
	assert_int_equal(transactions.begun, 1);
	assert_int_equal(told(1)->version, 1);
	assert_int_equal(told(1)->dialect, 0x0311);
	assert_true(told(1)->is_timed);
}

/* Each time that the beginning grows nothing is told twice, and a name that was cut comes when it is there. */
static void every_truncation(void **state)
{
	static const char asked[] = SMB2_NEGOTIATE SMB2_SESSION_SETUP SMB2_TREE_CONNECT SMB2_CREATE SMB1_NEGOTIATE
		SMB1_SESSION_SETUP SMB1_TREE_CONNECT SMB1_CREATE;
	const size_t length = sizeof(asked) - 1;

	(void)state;
	for (size_t captured = 0; captured <= length; captured++) {
		enum tl_dissection dissection = take(CLIENT, asked, captured, 0, false);

		assert_int_equal(dissection, captured ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
		if (captured < 4 + 64)
			assert_int_equal(transactions.begun, 0);
	}
	assert_int_equal(transactions.begun, 8);
	assert_string_equal(told(1)->user, "root");
	assert_string_equal(told(2)->workstation, "CLIENTPC");
	assert_string_equal(told(3)->tree, "\\\\192.0.2.2\\docs");
	assert_string_equal(told(4)->file, "deep\\report.txt");
	assert_string_equal(told(8)->file, "\\deep\\report.txt");
}

/* What comes behind a gap is told, and what then fills the gap as well. */
static void out_of_order(void **state)
{
	static const char asked[] = SMB2_NEGOTIATE SMB2_TREE_CONNECT SMB2_CREATE;
	const __u32 behind = sizeof(SMB2_NEGOTIATE SMB2_TREE_CONNECT) - 1;

	(void)state;
	take(SERVER, OF(SMB2_CREATE_RESPONSE), 0, false);
	take(CLIENT, OF(SMB2_CREATE), behind, true);
	take(CLIENT, OF(SMB2_CREATE), behind, true);
	take(CLIENT, OF(SMB2_NEGOTIATE), 0, false);
	take(CLIENT, OF(asked), 0, false);
	assert_int_equal(transactions.begun, 3);
	assert_true(told(1)->has_response && told(1)->has_request && !told(1)->is_timed);
	assert_int_equal(told(1)->command, 5);
	assert_int_equal(told(3)->command, 3);
}

/* Several messages in one frame, by NextCommand. */
static void compound(void **state)
{
	static const char one[] = SMB2_TREE_CONNECT, other[] = SMB2_CREATE;
	const size_t size = sizeof(one) - 1 - 4;
	char both[4 + 128 + sizeof(other)] = {0};
	const size_t behind = (size + 7) / 8 * 8, length = 4 + behind + sizeof(other) - 1 - 4;

	(void)state;
	assert_true(behind <= 128);
	memcpy(both + 4, one + 4, size);
	both[4 + 20] = (char)behind;
	memcpy(both + 4 + behind, other + 4, sizeof(other) - 1 - 4);
	both[2] = (char)((length - 4) >> 8);
	both[3] = (char)(length - 4);
	take(CLIENT, both, length, 0, false);
	assert_int_equal(transactions.begun, 2);
	assert_string_equal(told(1)->tree, "\\\\192.0.2.2\\docs");
	assert_string_equal(told(2)->file, "deep\\report.txt");
}

static void interim_responses(void **state)
{
	char pending[] = SMB2_CREATE_RESPONSE, refused[] = SMB2_CREATE_RESPONSE;
	const size_t length = sizeof(pending) - 1;
	char both[sizeof(pending) + sizeof(refused)];

	(void)state;
	memcpy(pending + 4 + 8, "\x03\x01\0\0", 4);
	memcpy(refused + 4 + 8, "\x22\0\0\xc0", 4);
	memcpy(both, pending, length);
	memcpy(both + length, refused, length);
	take(CLIENT, OF(SMB2_CREATE), 0, false);
	take(SERVER, both, length, 0, false);
	assert_false(TAILQ_FIRST(&transactions.queue)->is_complete);
	take(SERVER, both, 2 * length, 0, false);
	assert_int_equal(transactions.begun, 1);
	assert_true(TAILQ_FIRST(&transactions.queue)->is_complete);
	assert_int_equal(told(1)->status, 0xc0000022);
	assert_int_equal(told(1)->response_time, 2000);
}

static void encrypted(void **state)
{
	char hidden[4 + 52 + 64] = "\0\0\0\x74\xfdSMB";

	(void)state;
	take(CLIENT, hidden, sizeof(hidden), 0, false);
	assert_int_equal(told(1)->version, 3);
	assert_int_equal(told(1)->flags, TL_SMB_ENCRYPTED);
	assert_false(told(1)->has_command);
}

static void other_protocols(void **state)
{
	static const char names[] = "\x81\0\0\x44\x20"
				    "CKFDENECFDEFFCFGEFFCCACACACACACA";
	char wrong[] = SMB2_CREATE;

	(void)state;
	assert_int_equal(take(CLIENT, OF("\x16\3\1\0\xf1\1\0\0"), 0, false), TL_DISSECT_FOREIGN);
	assert_int_equal(take(CLIENT, OF("\0\0\0\x40\xffSMX"), 0, false), TL_DISSECT_FOREIGN);
	assert_int_equal(take(CLIENT, OF("\0\0\0\x10\xffSMB"), 0, false), TL_DISSECT_FOREIGN);
	assert_int_equal(take(CLIENT, OF("GET / HTTP/1.1\r\n"), 0, false), TL_DISSECT_FOREIGN);
	assert_int_equal(take(CLIENT, OF("\x82\0\0\0"), 0, false), TL_DISSECT_FOREIGN); /* not at its port */
	assert_int_equal(take(CLIENT, OF(names), 0, false), TL_DISSECT_CUT);
	wrong[4 + 4] = 65;
	take(CLIENT, OF(wrong), 0, false);
	assert_int_equal(transactions.begun, 0);
	memcpy(wrong + 4 + 4, "\x40", 1);
	memcpy(wrong + 4 + 64 + 44, "\xff\xff", 2); /* a name that is nowhere */
	take(CLIENT, OF(wrong), 0, false);
	assert_string_equal(told(1)->file, "");
}

static void utf16(void **state)
{
	char text[16];

	(void)state;
	tl_utf16_keep(text, sizeof(text), (const __u8 *)"a\0\xe9\0\xac\x20\x3d\xd8\0\xde\0\0z\0", 14);
	assert_string_equal(text, "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
	tl_utf16_keep(text, sizeof(text),
		      (const __u8 *)"\0\xdc"
				    "a\0\x3d\xd8",
		      6);
	assert_string_equal(text, "\xef\xbf\xbd"
				  "a\xef\xbf\xbd");
	tl_utf16_keep(text, 4, (const __u8 *)"a\0\xac\x20", 4); /* not inside a character */
	assert_string_equal(text, "a");
	tl_utf16_keep(text, sizeof(text), (const __u8 *)"a", 1);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(session_of_smb2, set_up, tear_down),
		cmocka_unit_test_setup_teardown(session_of_smb1, set_up, tear_down),
		cmocka_unit_test_setup_teardown(smb1_answered_by_smb2, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_truncation, set_up, tear_down),
		cmocka_unit_test_setup_teardown(out_of_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(compound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interim_responses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(encrypted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(other_protocols, set_up, tear_down),
		cmocka_unit_test(utf16),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
