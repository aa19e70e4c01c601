// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture_expect.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lib/log.h"

char last_message[1024];
unsigned int errors, warnings;

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last_message, sizeof(last_message), format, arguments);
	va_end(arguments);
	errors++;
}

void tl_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last_message, sizeof(last_message), format, arguments);
	va_end(arguments);
	warnings++;
}

struct tl_capture *open_part(const struct bytes *file, size_t length)
{
	errors = warnings = 0;
	last_message[0] = '\0';
	return tl_capture_from(fmemopen(file->data, length, "rb"), NAME);
}

struct tl_capture *open_bytes(const struct bytes *file)
{
	struct tl_capture *capture = open_part(file, file->length);

	if (!capture)
		fail_msg("%s", last_message);
	return capture;
}

void expect_frame(struct tl_capture *capture, uint64_t time, uint32_t captured, uint32_t wire, int link,
		  uint32_t interface)
{
	struct tl_frame frame;
	int result = tl_capture_next(capture, &frame);

	if (result != 1)
		fail_msg("result %d: %s", result, last_message);
	assert_int_equal(frame.meta.time, time);
	assert_int_equal(frame.meta.captured_length, captured);
	assert_int_equal(frame.meta.wire_length, wire);
	assert_int_equal(frame.meta.link, link);
	assert_int_equal(frame.meta.ifindex, interface);
	assert_int_equal(frame.meta.link_rest, 0);
	for (uint32_t i = 0; i < captured; i++)
		if (frame.bytes[i] != frame_byte(i))
			fail_msg("byte %u of a frame of %u differs", i, captured);
}

void expect_end(struct tl_capture *capture, int result)
{
	struct tl_frame frame;

	assert_int_equal(tl_capture_next(capture, &frame), result);
	assert_int_equal(tl_capture_next(capture, &frame), result);
	assert_int_equal(errors, result < 0);
	tl_capture_close(capture);
}

void expect_message(const char *words)
{
	if (!strstr(last_message, words))
		fail_msg("\"%s\" does not say \"%s\"", last_message, words);
}

void expect_no_capture(const struct bytes *file, const char *words)
{
	assert_null(open_part(file, file->length));
	assert_int_equal(errors, 1);
	expect_message(words);
}

void expect_damage(struct bytes *file, unsigned int frames, const char *words)
{
	struct tl_capture *capture = open_bytes(file);
	struct tl_frame frame;

	for (unsigned int i = 0; i < frames; i++)
		assert_int_equal(tl_capture_next(capture, &frame), 1);
	expect_end(capture, -EBADMSG);
	expect_message(words);
	bytes_free(file);
}

unsigned int count_frames(const struct bytes *file, size_t length, int *result)
{
	struct tl_capture *capture = open_part(file, length);
	struct tl_frame frame;
	unsigned int frames = 0;

	*result = -EINVAL;
	if (!capture)
		return 0;
	while ((*result = tl_capture_next(capture, &frame)) == 1)
		frames++;
	tl_capture_close(capture);
	return frames;
}
