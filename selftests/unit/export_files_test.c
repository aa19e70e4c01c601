// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// uses: selftests/interop/samples.c user/export/address.c user/export/buffer.c user/export/elements.c user/export/encode.c user/export/exporter.c user/export/file_tail.c user/export/ipfix_file.c user/export/ipfix_tcp.c user/export/ipfix_udp.c user/export/json.c user/export/json_render.c user/export/known_elements.c user/export/message.c user/export/option_records.c user/export/queue.c user/export/reader.c user/export/session.c user/export/template.c user/export/utf8.c user/flow/flow_key.c user/flow/split.c user/lib/log.c
/* What becomes of records when a file cannot be written, or whoever reads standard output is slow or gone. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "export/exporter.h"
#include "interop/samples.h"
#include "unit/export_support.h"

static const struct tl_export_options live = {.observation_domain = 1, .active_timeout = 60, .idle_timeout = 15};

static void uniflows_are_two_records(void **state)
{
	struct tl_export_options options = live;
	struct tl_exporter *exporter;
	char path[] = "/tmp/tapless-test-XXXXXX";

	(void)state;
	close(mkstemp(path));
	options.uniflow = true;
	exporter = open_uri(&options, "json:%s", path);
	send_records(exporter, 1);
	tl_exporter_tick(exporter);
	assert_int_equal(account_of(exporter).sent_records, 2);
	assert_int_equal(account_of(exporter).sent_packets, 12 + 15);
	assert_int_equal(account_of(exporter).sent_octets, 3456 + 17890);
	assert_int_equal(tl_exporter_close(exporter, 0), 0);
	unlink(path);
}

static void a_full_disk_is_told_and_counted(void **state)
{
	static const char *const uris[] = {"json:/dev/full", "file:/dev/full"};

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct tl_exporter *exporter = open_uri(&live, "%s", uris[i]);

		send_records(exporter, 100);
		tl_exporter_tick(exporter);
		send_records(exporter, 100);
		assert_int_equal(account_of(exporter).sent_records, 0);
		assert_int_equal(total(exporter), 200);
		assert_int_equal(tl_exporter_close(exporter, 0), -ENOSPC);
	}
}

static void a_reader_that_goes_away_is_told(void **state)
{
	struct tl_exporter *exporter;
	int ends[2], output = dup(STDOUT_FILENO);

	(void)state;
	fflush(stdout);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	exporter = open_uri(&live, "json:-");
	send_records(exporter, 10);
	tl_exporter_tick(exporter);
	assert_int_equal(account_of(exporter).sent_records, 10);
	send_records(exporter, 1000); /* more than the pipe takes: they wait, whole lines */
	assert_true(account_of(exporter).waiting_records > 0);
	assert_int_equal(total(exporter), 1010);
	close(ends[0]);
	tl_exporter_tick(exporter);
	assert_int_equal(account_of(exporter).waiting_records, 0);
	assert_true(account_of(exporter).dropped_records > 0);
	assert_int_equal(total(exporter), 1010);
	assert_int_equal(tl_exporter_close(exporter, 0), -EPIPE);
	dup2(output, STDOUT_FILENO);
	close(output);
	close(ends[1]);
}

static void an_unfinished_line_is_cut_when_json_goes_on(void **state)
{
	char path[] = "/tmp/tapless-test-XXXXXX", text[8192] = "";
	int file = mkstemp(path);
	struct tl_exporter *exporter;

	(void)state;
	assert_int_equal(write(file, "{}\n{\"half", 9), 9);
	exporter = open_uri(&live, "json:%s", path);
	send_records(exporter, 1);
	assert_int_equal(tl_exporter_close(exporter, 0), 0);
	assert_true(pread(file, text, sizeof(text) - 1, 0) > 0);
	assert_memory_equal(text, "{}\n{\"flowStart", 14);
	assert_int_equal(text[strlen(text) - 1], '\n');
	close(file);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uniflows_are_two_records),
		cmocka_unit_test(a_full_disk_is_told_and_counted),
		cmocka_unit_test(a_reader_that_goes_away_is_told),
		cmocka_unit_test(an_unfinished_line_is_cut_when_json_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
