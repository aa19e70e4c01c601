// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Any bytes as an IPFIX file that a meter is to go on with: either it is refused and stays as it was, or what is kept are
 * whole messages, and looked at again it is the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "export/file_tail.h"
#include "export/reader.h"
#include "lib/log.h"
#include "fuzz.h"

void tl_error(const char *format, ...)
{
	(void)format;
}

void tl_warning(const char *format, ...)
{
	(void)format;
}

static void expect_whole_messages(const uint8_t *data, size_t end)
{
	while (end) {
		size_t length = end >= 16 ? tl_reader_message_length(data) : 0;

		expect(length && length <= end);
		data += length;
		end -= length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int file = -1;
	struct tl_file_tail tail, again;
	struct stat status;
	int error;

	if (file < 0)
		file = memfd_create("fuzzed", MFD_CLOEXEC);
	expect(file >= 0 && !ftruncate(file, 0) && pwrite(file, data, size, 0) == (ssize_t)size);
	error = tl_file_tail(file, "fuzzed", &tail);
	expect(!fstat(file, &status));
	if (error) {
		expect(status.st_size == (off_t)size);
		return 0;
	}
	expect(status.st_size == tail.end && tail.first_template >= 256);
	expect_whole_messages(data, tail.end);
	expect(!tl_file_tail(file, "fuzzed", &again) && !memcmp(&tail, &again, sizeof(tail)));
	return 0;
}
