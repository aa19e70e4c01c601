// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless read`: a capture through the same kernel code as a live meter, with the capture's own clock. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../capture/capture.h"
#include "../kernel/engine.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "../meter/pipeline.h"
#include "command.h"
#include "settings.h"

#define SECOND	 1000000000ull
#define GAP_KEPT 5 /* sweeps before the frame that ends a long silence: expiry must see the silence */

struct reading {
	struct tl_engine engine;
	struct tl_pipeline pipeline;
	__u64 next_sweep;
	__u64 frames;
};

/* Sweeps until all that is due is out; a full ring is drained in between. */
static int sweep(struct reading *reading, enum tl_sweep_mode mode, __u64 now)
{
	long emitted;

	do {
		emitted = tl_sweep_all(&reading->engine, mode, now);
		tl_pipeline_drain(&reading->pipeline, reading->engine.flow_ring);
		tl_pipeline_commit(&reading->pipeline, reading->engine.flow_ring);
	} while (emitted == -EAGAIN);
	return emitted < 0 ? (int)emitted : 0;
}

/* One sweep a second of capture time; of a long silence only the beginning and the end. */
static int sweep_until(struct reading *reading, __u64 time)
{
	int error = 0;

	if (!reading->next_sweep)
		reading->next_sweep = time - time % SECOND + SECOND;
	while (!error && reading->next_sweep <= time) {
		error = sweep(reading, TL_SWEEP_EXPIRE, reading->next_sweep);
		reading->next_sweep += SECOND;
		if (time > reading->next_sweep + 2 * GAP_KEPT * SECOND)
			reading->next_sweep = time - time % SECOND - GAP_KEPT * SECOND;
	}
	return error;
}

static int feed(struct reading *reading, const struct tl_frame *frame)
{
	int error = sweep_until(reading, frame->meta.time);

	if (!error)
		error = tl_engine_feed(&reading->engine, frame);
	if (error)
		tl_error("cannot meter frame %llu: %s", reading->frames + 1, strerror(-error));
	reading->frames++;
	return error;
}

static int read_frames(struct reading *reading, struct tl_capture *capture)
{
	struct tl_frame frame;
	int status;

	while ((status = tl_capture_next(capture, &frame)) > 0) {
		int error = feed(reading, &frame);

		if (error)
			return error;
	}
	return status;
}

static int finish(struct reading *reading)
{
	int error = sweep(reading, TL_SWEEP_DRAIN, reading->next_sweep);

	tl_pipeline_flush(&reading->pipeline);
	return error;
}

static int read_capture(const struct tl_settings *settings, const char *path)
{
	const struct tl_engine_config config = {
		.flows = settings->flows,
		.names = settings->l7 != TL_L7_OFF,
		.idle_timeout = settings->idle * SECOND,
		.active_timeout = settings->active * SECOND,
		.closed_timeout = settings->closed * SECOND,
	};
	static struct reading reading;
	struct tl_capture *capture = tl_capture_open(path);
	int error, close_error;

	if (!capture)
		return 1;
	error = tl_engine_open(&reading.engine, &config);
	if (error)
		goto close_capture;
	error = tl_pipeline_open(&reading.pipeline, settings, true);
	if (error)
		goto close_engine;
	error = read_frames(&reading, capture);
	close_error = finish(&reading); /* what was read before an error is exported all the same */
	if (!error)
		error = close_error;
	close_error = tl_pipeline_close(&reading.pipeline, 10);
	if (!error)
		error = close_error;
close_engine:
	tl_engine_close(&reading.engine);
close_capture:
	tl_capture_close(capture);
	return error ? 1 : 0;
}

int tl_command_read(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (settings.operands.count != 1) {
		tl_error("read takes one capture file, or - for standard input; see `tapless read --help`");
		return 2;
	}
	return read_capture(&settings, settings.operands.items[0]);
}
