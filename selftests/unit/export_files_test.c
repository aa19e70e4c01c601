// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What becomes of records when a file cannot be written, or whoever reads standard output is slow or gone. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "export/exporter.h"
#include "interop/samples.h"
#include "unit/export_support.h"

static const struct tl_export_options live = {.observation_domain = 1, .active_timeout = 60, .idle_timeout = 15};

static void uniflows_are_two_records(void **state)
{
	struct tl_export_options options = live;
	struct tl_exporters *exporters;
	char path[] = "/tmp/tapless-test-XXXXXX";

	(void)state;
	close(mkstemp(path));
	options.uniflow = true;
	exporters = open_uri(&options, "json:%s", path);
	send_records(exporters, 1);
	wait_for_account(exporters, 2, 0);
	assert_int_equal(account_of(exporters).sent.packets, 12 + 15);
	assert_int_equal(account_of(exporters).sent.octets, 3456 + 17890);
	assert_int_equal(close_all(exporters, 0), 0);
	unlink(path);
}

static void on_a_full_disk_records_wait(void **state)
{
	static const char *const uris[] = {"json:/dev/full", "file:/dev/full"};

	(void)state;
	for (unsigned int i = 0; i < 2; i++) {
		struct tl_exporters *exporters = open_uri(&live, "%s", uris[i]);

		send_records(exporters, 100);
		send_records(exporters, 100);
		assert_int_equal(account_of(exporters).waiting.records, 200);
		assert_int_equal(total(exporters), 200);
		assert_int_equal(close_all(exporters, 1), -ENOSPC);
	}
}

static void a_capture_does_not_wait_for_room_on_a_disk(void **state)
{
	struct tl_export_options options = live;
	struct tl_exporters *exporters;

	(void)state;
	options.capture = true;
	exporters = open_uri(&options, "file:/dev/full");
	send_records(exporters, 100);
	wait_for_account(exporters, 0, 100);
	assert_int_equal(close_all(exporters, 5), -ENOSPC);
}

static void a_reader_that_goes_away_is_told(void **state)
{
	struct tl_exporters *exporters;
	int ends[2], output = dup(STDOUT_FILENO);

	(void)state;
	fflush(stdout);
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDOUT_FILENO);
	exporters = open_uri(&live, "json:-");
	send_records(exporters, 10);
	wait_for_account(exporters, 10, 0);
	send_records(exporters, 1000); /* more than the pipe takes: they wait */
	assert_true(account_of(exporters).waiting.records > 0);
	assert_int_equal(total(exporters), 1010);
	close(ends[0]);
	for (int i = 0; i < WAIT_MS && account_of(exporters).waiting.records; i++)
		moment();
	assert_int_equal(account_of(exporters).waiting.records, 0);
	assert_true(account_of(exporters).dropped.records > 0);
	assert_int_equal(total(exporters), 1010);
	assert_int_equal(close_all(exporters, 0), -EPIPE);
	dup2(output, STDOUT_FILENO);
	close(output);
	close(ends[1]);
}

/* Lines that are read until the other end is quiet. */
static unsigned int read_lines(int file)
{
	unsigned int lines = 0;
	char text[4096];
	ssize_t got;

	for (int idle = 0; idle < 200; idle++) {
		while ((got = read(file, text, sizeof(text))) > 0) {
			idle = 0;
			for (ssize_t i = 0; i < got; i++)
				lines += text[i] == '\n';
		}
		moment();
	}
	return lines;
}

static void a_fifo_is_waited_for(void **state)
{
	char folder[] = "/tmp/tapless-test-XXXXXX", path[64];
	struct tl_exporters *exporters;
	int file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/fifo", folder);
	assert_int_equal(mkfifo(path, 0600), 0);
	exporters = open_uri(&live, "json:%s", path);
	send_records(exporters, 500);
	assert_int_equal(account_of(exporters).waiting.records, 500);
	file = open(path, O_RDONLY | O_NONBLOCK);
	for (int i = 0; i < WAIT_MS && read(file, folder, 0) < 0; i++)
		moment();
	for (int i = 0; i < WAIT_MS && account_of(exporters).waiting.records == 500; i++) {
		struct pollfd ready = {.fd = file, .events = POLLIN};

		if (poll(&ready, 1, 1) > 0 && ready.revents & POLLIN)
			break;
	}
	assert_int_equal(read_lines(file), 500);
	wait_for_account(exporters, 500, 0);
	close(file);
	send_records(exporters, 10);
	assert_true(close_all(exporters, 0) < 0); /* -ENXIO if it has tried already, or -ETIMEDOUT */
	unlink(path);
	rmdir(folder);
}

static void an_unfinished_line_is_cut_when_json_goes_on(void **state)
{
	char path[] = "/tmp/tapless-test-XXXXXX", text[8192] = "";
	int file = mkstemp(path);
	struct tl_exporters *exporters;

	(void)state;
	assert_int_equal(write(file, "{}\n{\"half", 9), 9);
	exporters = open_uri(&live, "json:%s", path);
	send_records(exporters, 1);
	assert_int_equal(close_all(exporters, 5), 0);
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
		cmocka_unit_test(on_a_full_disk_records_wait),
		cmocka_unit_test(a_capture_does_not_wait_for_room_on_a_disk),
		cmocka_unit_test(a_reader_that_goes_away_is_told),
		cmocka_unit_test(a_fifo_is_waited_for),
		cmocka_unit_test(an_unfinished_line_is_cut_when_json_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
