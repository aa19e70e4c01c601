// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "daemon.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../kernel/attached.h"
#include "../kernel/bpffs.h"
#include "../kernel/engine.h"
#include "../kernel/memory.h"
#include "../kernel/pace.h"
#include "../kernel/plan.h"
#include "../kernel/sweep.h"
#include "../lib/log.h"
#include "../lib/notify.h"
#include "../view/table.h"
#include "../watch/watch.h"
#include "confine.h"
#include "drain.h"
#include "engine_config.h"
#include "listener.h"
#include "observe.h"
#include "pipeline.h"
#include "reload.h"
#include "state.h"

#define SECOND		  1000000000ull
#define DRAIN_PERIOD	  100 /* milliseconds, of the rings, between sweeps */
#define BUSY_PERIOD	  20 /* after they held much */
#define WAIT_PERIOD	  10 /* while records wait in them for exporters that are behind */
#define RELOAD_PERIOD	  (10 * SECOND) /* how often the databases' files are looked at */
#define BLOCK_PERIOD	  (10 * SECOND) /* of the table's blocks when stdout is no terminal */
#define CLOSE_SECONDS	  5 /* for exporters whose peer is slow, at the end of the instance */
#define HAND_OVER_SECONDS 1 /* when the next daemon will send what they do not take */

struct daemon {
	struct tl_settings *settings;
	struct tl_reload *reload;
	struct tl_listener *listener; /* NULL: none was asked for */
	struct tl_identity identity;
	struct tl_engine engine;
	struct tl_pipeline pipeline;
	struct tl_watch watch;
	struct tl_view *view;
	struct tl_pace pace;
	__u64 next_reload;
	struct tl_terminal terminal;
	__u64 next_block;
	struct tl_sweep_times sweeps;
	bool is_busy; /* the rings fill fast */
	bool interrupted; /* SIGINT: end the instance; else: hand over */
};

static int open_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Each second on a terminal; elsewhere, where each block stays, less often. */
static void draw(struct daemon *daemon, __u64 now)
{
	if (!daemon->view || tl_view_refresh(daemon->view, now))
		return;
	if (!daemon->terminal.is_terminal && now < daemon->next_block)
		return;
	daemon->next_block = now + BLOCK_PERIOD;
	tl_table_draw(daemon->view, &daemon->terminal);
}

static void housekeep(struct daemon *daemon, __u64 now)
{
	tl_observe(&daemon->pipeline, &daemon->engine, NULL);
	tl_state_write(daemon->settings->instance, &daemon->pipeline, &daemon->sweeps);
	tl_pipeline_settle(&daemon->pipeline);
	tl_listener_beat(daemon->listener);
	tl_notify_alive();
	tl_log_tick();
	if (now >= daemon->next_reload) {
		tl_pipeline_reload(&daemon->pipeline, false);
		daemon->next_reload = now + RELOAD_PERIOD;
	}
	draw(daemon, now);
}

static int sweep(struct daemon *daemon, __u64 now)
{
	long emitted = tl_sweep_all(&daemon->engine, TL_SWEEP_EXPIRE, now);

	tl_pace_note(&daemon->pace, &daemon->engine, now, emitted);
	tl_sweep_times_note(&daemon->sweeps, now, &daemon->engine.cost);
	tl_drain(&daemon->engine, &daemon->pipeline);
	if (emitted == -ESTALE) {
		tl_error("another tapless has taken over instance '%s'; this one ends", daemon->settings->instance);
		return -ESTALE;
	}
	return emitted < 0 && emitted != -EAGAIN ? (int)emitted : 0;
}

static int sweep_when_due(struct daemon *daemon)
{
	__u64 now = tl_boot_time();
	int error;

	daemon->is_busy = tl_drain(&daemon->engine, &daemon->pipeline);
	if (daemon->pipeline.error)
		return daemon->pipeline.error;
	if (!tl_pace_is_due(&daemon->pace, &daemon->engine, now) || tl_sweep_is_held_up(&daemon->engine))
		return tl_sweep_mark(&daemon->engine, now);
	error = sweep(daemon, now);
	if (!error)
		error = daemon->pipeline.error;
	if (!error)
		housekeep(daemon, now);
	return error;
}

static void reload(struct daemon *daemon)
{
	tl_notify_reloading();
	tl_reload_settings(daemon->reload, daemon->settings, &daemon->engine, &daemon->watch);
	tl_pipeline_reload(&daemon->pipeline, true);
	tl_exporters_reload(daemon->pipeline.exporters);
	tl_notify("READY=1");
}

/* False when a signal says that it is over. */
static bool handle_signals(struct daemon *daemon, int signals)
{
	struct signalfd_siginfo signal;

	while (read(signals, &signal, sizeof(signal)) == sizeof(signal)) {
		if (signal.ssi_signo == SIGHUP) {
			reload(daemon);
			continue;
		}
		daemon->interrupted = signal.ssi_signo == SIGINT;
		return false;
	}
	return true;
}

static void follow_interfaces(struct daemon *daemon)
{
	if (tl_watch_follow(&daemon->watch, tl_boot_time()))
		tl_state_write_interfaces(daemon->settings->instance, &daemon->watch);
}

static int patience(const struct daemon *daemon)
{
	if (tl_watch_is_behind(&daemon->watch))
		return 0;
	return daemon->engine.reader_waits ? WAIT_PERIOD : daemon->is_busy ? BUSY_PERIOD : DRAIN_PERIOD;
}

static int loop(struct daemon *daemon, int signals)
{
	struct pollfd wake[] = {
		{.fd = signals, .events = POLLIN},
		{.fd = tl_watch_socket(&daemon->watch), .events = POLLIN},
	};
	int error = 0;

	while (!error && handle_signals(daemon, signals)) {
		follow_interfaces(daemon);
		error = sweep_when_due(daemon);
		if (!error)
			poll(wake, 2, patience(daemon));
	}
	return error;
}

/* Detached and after a grace period nobody writes any more: every entry goes out. */
static int finish(struct daemon *daemon)
{
	int error;

	tl_detach_all(daemon->settings->instance);
	tl_pipeline_be_patient(&daemon->pipeline, CLOSE_SECONDS);
	error = tl_drain_cache(&daemon->engine, &daemon->pipeline);
	if (error) { /* what is in the cache stays there */
		tl_error("cannot drain the flow cache: %s; `tapless stop --instance %s` tries again", strerror(-error),
			 daemon->settings->instance);
		return error;
	}
	tl_pipeline_flush(&daemon->pipeline);
	tl_observe(&daemon->pipeline, &daemon->engine, NULL);
	error = tl_pipeline_finish(&daemon->pipeline, CLOSE_SECONDS, false);
	tl_engine_unpin(&daemon->engine);
	tl_state_remove(daemon->settings->instance);
	return error;
}

/* The next daemon takes over: what exporters do not take at once stays in the ring for it. */
static int leave(struct daemon *daemon)
{
	int error;

	tl_drain(&daemon->engine, &daemon->pipeline);
	tl_observe(&daemon->pipeline, &daemon->engine, NULL);
	error = tl_pipeline_finish(&daemon->pipeline, HAND_OVER_SECONDS, true);
	tl_pipeline_commit(&daemon->pipeline, daemon->engine.flow_ring);
	return error;
}

/* What the last daemon knew and had handed over is where this one begins. */
static int continue_log(struct daemon *daemon)
{
	struct tl_engine *engine = &daemon->engine;
	const struct tl_checkpoint_maps maps = tl_engine_checkpoint_maps(engine);
	int error = tl_checkpoints_open(&daemon->pipeline.checkpoints, &maps, daemon->pipeline.join, engine->flow_ring,
					tl_flows_remembered(engine));

	return error ? error
		     : tl_pipeline_remember(&daemon->pipeline, engine->said, engine->said_size, engine->flow_ring);
}

static int attach_all(struct daemon *daemon)
{
	int error = tl_watch_start(&daemon->watch, &daemon->engine);

	if (!error) {
		tl_state_write_interfaces(daemon->settings->instance, &daemon->watch);
		error = tl_confine(daemon->settings, &daemon->identity);
	}
	return error;
}

static void say_start(const struct daemon *daemon)
{
	const struct tl_engine *engine = &daemon->engine;
	struct tl_memory memory = tl_engine_memory(engine);

	tl_info("instance '%s'%s: room for %u flows in %u maps, flow ring of %u MiB", daemon->settings->instance,
		engine->took_over ? " taken over with its flows" : "", engine->config.flows,
		engine->identity.cpus * engine->identity.shards_per_cpu, engine->flow_ring_size >> 20);
	tl_info("kernel memory of its maps: %llu MiB, at most %llu MiB", tl_memory_mebibytes(memory.now),
		tl_memory_mebibytes(memory.most));
}

static int open_view(struct daemon *daemon)
{
	const struct tl_enrichers enrichers = {
		.places = daemon->pipeline.places,
		.applications = daemon->pipeline.applications,
		.networks = daemon->pipeline.networks,
		.has_cities = daemon->settings->city_databases.count,
	};
	char folder[256];

	if (!daemon->settings->table)
		return 0;
	tl_bpffs_path(folder, sizeof(folder), daemon->settings->instance, NULL);
	daemon->view = tl_view_open(folder, &enrichers);
	if (!daemon->view)
		return -EIO;
	tl_terminal_open(&daemon->terminal, stdout, false);
	return 0;
}

static int start_exporting(struct daemon *daemon)
{
	struct tl_engine *engine = &daemon->engine;
	int error = tl_pipeline_start(&daemon->pipeline, engine->exporters_map, engine->flow_ring);

	tl_drain_in_sweeps(engine, &daemon->pipeline);
	return error ? error : tl_drain_old(engine, &daemon->pipeline, CLOSE_SECONDS);
}

static int meter(struct daemon *daemon, int signals)
{
	int error = continue_log(daemon);

	if (!error)
		error = attach_all(daemon);
	if (error) {
		if (!daemon->engine.took_over) {
			tl_detach_all(daemon->settings->instance);
			tl_engine_unpin(&daemon->engine);
		}
		return error;
	}
	error = start_exporting(daemon);
	if (!error)
		error = open_view(daemon);
	say_start(daemon);
	if (!error)
		error = tl_listener_start(daemon->listener, daemon->settings->instance);
	if (!error) {
		tl_notify("READY=1");
		error = loop(daemon, signals);
	}
	tl_notify("STOPPING=1");
	tl_listener_stop(daemon->listener);
	if (!error)
		error = daemon->interrupted ? finish(daemon) : leave(daemon);
	if (daemon->view)
		tl_terminal_leave(&daemon->terminal);
	tl_view_close(daemon->view);
	if (error != -ESTALE)
		tl_pipeline_say_end(&daemon->pipeline, daemon->interrupted);
	return error;
}

int tl_daemon_run(struct tl_settings *settings, int argc, char **argv)
{
	struct tl_engine_config config = tl_engine_config_of(settings);
	struct daemon daemon = {.settings = settings};
	int lock, signals, error;

	tl_notify_open();
	tl_log_limit();
	error = tl_identity_choose(&daemon.identity, settings->user);
	if (error)
		return error;
	error = tl_watch_open(&daemon.watch, settings, &config.layer3_devices);
	lock = error ? error : tl_state_lock(settings->instance);
	if (lock < 0) {
		tl_watch_close(&daemon.watch);
		return lock;
	}
	signals = open_signals();
	error = tl_reload_begin(&daemon.reload, argc, argv);
	if (!error)
		error = tl_listener_open(&daemon.listener, settings->listen);
	if (!error)
		error = tl_confine_begin(settings, &daemon.identity);
	if (!error)
		error = tl_pipeline_open(&daemon.pipeline, settings, false);
	if (error)
		goto unlock;
	if (!tl_bpffs_has_instance(settings->instance)) /* those of one that is there stay until this one has it */
		tl_state_keep_arguments(settings->instance, argc, argv);
	error = tl_engine_open(&daemon.engine, &config);
	if (!error) {
		tl_state_keep_arguments(settings->instance, argc, argv);
		error = meter(&daemon, signals);
		tl_engine_close(&daemon.engine);
	}
	tl_pipeline_close(&daemon.pipeline);
unlock:
	if (error && !tl_bpffs_has_instance(settings->instance)) /* nothing of it is left */
		tl_state_remove(settings->instance);
	tl_watch_close(&daemon.watch);
	tl_listener_close(daemon.listener);
	tl_reload_end(daemon.reload);
	close(signals);
	close(lock);
	return error;
}

int tl_daemon_finish(struct tl_settings *settings)
{
	struct tl_engine_config config = tl_engine_config_of(settings);
	struct daemon daemon = {.settings = settings, .interrupted = true};
	int lock, error;

	error = tl_identity_choose(&daemon.identity, settings->user);
	if (error)
		return error;
	lock = tl_state_lock(settings->instance);
	if (lock < 0)
		return lock;
	error = tl_confine_begin(settings, &daemon.identity);
	if (!error)
		error = tl_pipeline_open(&daemon.pipeline, settings, false);
	if (error)
		goto unlock;
	config.programs = TL_PROGRAMS_OF_SWEEP;
	error = tl_engine_open(&daemon.engine, &config);
	if (!error) {
		tl_detach_all(settings->instance);
		error = continue_log(&daemon);
		if (!error)
			error = tl_confine(settings, &daemon.identity);
		if (!error)
			error = start_exporting(&daemon);
		if (!error)
			error = finish(&daemon);
		tl_pipeline_say_end(&daemon.pipeline, true);
		tl_engine_close(&daemon.engine);
	}
	tl_pipeline_close(&daemon.pipeline);
unlock:
	close(lock);
	return error;
}
