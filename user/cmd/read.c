// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless read`: a capture through the same kernel code as a live meter, with the capture's own clock. */
#include <errno.h>
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "../capture/capture.h"
#include "../kernel/counter_names.h"
#include "../kernel/engine.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "../meter/engine_config.h"
#include "../meter/observe.h"
#include "../meter/pipeline.h"
#include "command.h"
#include "settings.h"
#include "tapless.skel.h"

#define SECOND 1000000000ull
#define GAP_KEPT                                                                                                       \
	3 /* sweeps before the frame that ends a silence: one freezes, one emits, and the first may fall short of the timeout */

#define FRAME_LEAST   30 /* octets of a frame and its header in a capture; compression makes them fewer */
#define FLOWS_LEAST   8192
#define FLOWS_UNKNOWN 262144 /* for a pipe, and at most */

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
		tl_pipeline_drain_samples(&reading->pipeline, reading->engine.l7_ring);
		tl_pipeline_drain(&reading->pipeline, reading->engine.flow_ring);
		tl_pipeline_commit(&reading->pipeline, reading->engine.flow_ring);
	} while (emitted == -EAGAIN);
	return emitted < 0 ? (int)emitted : 0;
}

/*
 * One sweep a second of capture time; of a silence only the beginning and the end, so that expiry sees it. A capture
 * whose clock jumps back is followed there.
 */
static int sweep_until(struct reading *reading, __u64 time)
{
	__u64 second = time - time % SECOND;
	int error = 0;

	if (!reading->next_sweep || reading->next_sweep > second + (GAP_KEPT + 1) * SECOND)
		reading->next_sweep = second + SECOND;
	while (!error && reading->next_sweep <= time) {
		error = sweep(reading, TL_SWEEP_EXPIRE, reading->next_sweep);
		reading->next_sweep += SECOND;
		if (second > reading->next_sweep + GAP_KEPT * SECOND)
			reading->next_sweep = second - GAP_KEPT * SECOND;
	}
	return error;
}

/* Packets that find no room in the cache go to the ring alone; neither ring must fill up before the next sweep is due. */
static int make_room(struct reading *reading)
{
	const struct tl_ring *ring = reading->engine.flow_ring, *samples = reading->engine.l7_ring;

	if (tl_ring_fill(samples) > tl_ring_size(samples) / 2)
		tl_pipeline_drain_samples(&reading->pipeline, reading->engine.l7_ring);
	if (tl_ring_fill(ring) < tl_ring_size(ring) / 4)
		return 0;
	return sweep(reading, TL_SWEEP_EXPIRE, reading->next_sweep - SECOND);
}

static int feed(struct reading *reading, const struct tl_frame *frame)
{
	int error = sweep_until(reading, frame->meta.time);

	if (!error)
		error = make_room(reading);
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

/* What is in no flow is said, not kept in silence (I2). */
static void say_reasons(const struct tl_counters *counters)
{
	for (int reason = 1; reason < TL_REASON__MAX; reason++)
		if (counters->reasons[reason].packets)
			tl_warning("%llu frames, %llu octets, are in no flow: %s", counters->reasons[reason].packets,
				   counters->reasons[reason].octets, tl_reason_meanings[reason]);
	if (counters->events[TL_EVENT_NAME_EVICTED])
		tl_warning("%llu names were lost for want of room: a larger --flows keeps them",
			   counters->events[TL_EVENT_NAME_EVICTED]);
}

static int finish(struct reading *reading)
{
	int error = sweep(reading, TL_SWEEP_DRAIN, reading->next_sweep);
	struct tl_counters counters;

	tl_pipeline_flush(&reading->pipeline);
	if (!tl_observe(&reading->pipeline, &reading->engine, &counters))
		say_reasons(&counters);
	return error;
}

/* No more flows than frames, and no frame is below FRAME_LEAST; small captures then have small maps, quick to sweep. */
static unsigned int flows_for(const struct tl_settings *settings, const char *path)
{
	struct stat file;
	__u64 frames;

	if (settings->flows)
		return settings->flows;
	if (stat(path, &file) || !S_ISREG(file.st_mode))
		return FLOWS_UNKNOWN;
	frames = file.st_size / FRAME_LEAST;
	if (frames < FLOWS_LEAST)
		return FLOWS_LEAST;
	return frames > FLOWS_UNKNOWN ? FLOWS_UNKNOWN : frames;
}

/* As live, but all of the file is counted once and where it was captured, by one CPU. */
static struct tl_engine_config config_for(const struct tl_settings *settings, const char *path)
{
	struct tl_engine_config config = tl_engine_config_of(settings);

	config.instance = NULL;
	config.flows = flows_for(settings, path);
	config.ring_ration = 0;
	config.count_once = config.xdp = false;
	return config;
}

static int read_capture(const struct tl_settings *settings, const char *path)
{
	const struct tl_engine_config config = config_for(settings, path);
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
	error = tl_pipeline_start(&reading.pipeline, -1, reading.engine.flow_ring);
	if (error)
		goto close_pipeline;
	error = read_frames(&reading, capture);
	close_error = finish(&reading); /* what was read before an error is exported all the same */
	if (!error)
		error = close_error;
	close_error = tl_pipeline_finish(&reading.pipeline, 10, false);
	if (!error)
		error = close_error;
close_pipeline:
	tl_pipeline_close(&reading.pipeline);
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
