// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Any bytes as a capture file: every frame handed out must be whole and within its bounds. */
#include <stdint.h>
#include <stdlib.h>

#include "capture/format.h"
#include "lib/log.h"
#include "fuzz.h"

#define FRAMES_MAX 2000 /* a compressed input can hold any number */

void tl_error(const char *format, ...)
{
	(void)format;
}

void tl_warning(const char *format, ...)
{
	(void)format;
}

static uint8_t touch(const struct tl_frame *frame)
{
	uint8_t sum = 0;

	if (frame->meta.captured_length > frame->meta.wire_length || frame->meta.captured_length > TL_FRAME_MAX ||
	    frame->meta.link >= TL_LINK__MAX || frame->meta.time > INT64_MAX)
		abort();
	for (uint32_t i = 0; i < frame->meta.captured_length; i++)
		sum ^= frame->bytes[i];
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	volatile uint8_t sum = 0;
	struct tl_capture *capture;
	struct tl_frame frame;
	int frames = 0, result = 1;

	if (!size)
		return 0;
	capture = tl_capture_from(fmemopen((void *)data, size, "rb"), "fuzzed");
	if (!capture)
		return 0;
	while (frames++ < FRAMES_MAX && (result = tl_capture_next(capture, &frame)) == 1)
		sum ^= touch(&frame);
	if (result != 1 && tl_capture_next(capture, &frame) != result)
		abort();
	tl_capture_close(capture);
	return 0;
}
