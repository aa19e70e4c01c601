/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The flow ring as a write-ahead log: the kernel's side (reserve, submit, discard), the consumer with a read cursor of its
 * own (user/kernel/ring.c), join and exporters behind it (user/meter/pipeline.c, user/flow/join.c, user/export/queue.c), their
 * accounts (user/meter/accounts.c), the daemon's rounds (sweep_when_due in user/meter/daemon.c). The daemon may be killed
 * anywhere outside of the kernel, one of the two exporters' peers may be down for as long as it likes, a packet's record may
 * stay reserved for as long as it likes.
 *
 * A record takes one slot; its position is its sequence. The ring's levels are in slots: half of it, and a last slot that
 * stands for the tenth which sweeps leave free. With STEP_BY_STEP the thread of exporter 1 writes one record, then settles it:
 * the daemon may do anything in between.
 *
 * Mutations: COMMIT_FASTEST COMMIT_EARLY COMMIT_NEVER COMMIT_FIRST START_AT_PRODUCER READ_BUSY KEEP_DISCARDED NO_TENTH
 * NO_MARK_WHEN_REFUSED COUNTED_SEQUENCE ACCOUNT_OF_NOW NOT_PASSED_OVER SETTLE_FIRST MOVED_ON_IN_SILENCE
 */
#ifndef SIZE
#define SIZE 4
#endif
#ifndef FLOWS
#define FLOWS 3 /* entries that the sweep will emit */
#endif
#ifndef ALONE
#define ALONE 1 /* packets that find no place */
#endif
#ifndef KILLS
#define KILLS 1
#endif
#define LIMIT  13 /* positions that a run may use, asserted */
#define NOTHING LIMIT
#define ENOUGH (FLOWS + 3) /* rounds after which all must be handed over, once nothing disturbs any more */

mtype = { EMPTY, BUSY, FLOW, MARK, DISCARDED };

mtype header[LIMIT] = EMPTY; /* by position; given back: EMPTY */
byte producer, consumer; /* the two shared positions */
byte cached = FLOWS;
bool unmarked; /* a record was written after the last mark */
byte alone, overflow;

#define EXPORTERS 2
typedef exporter {
	bool handed[LIMIT]; /* its peer has it, once or more often, under this sequence */
	/* pinned: */
	byte position; /* all before it is in the two counts */
	byte sent_there, dropped_there
}
exporter exporters[EXPORTERS];
byte submitted; /* flow records */

bool up; /* the peer of exporter 1; that of exporter 0 always is */
bool kill; /* SIGKILL is on its way */
byte calm = !ALONE; /* killer, packet path: done */

#define fill (producer - consumer)
#define is_calm (calm == 2 && up && !kill)

/* --- kernel */

/* One step: the ring's lock is held. */
inline write(kind)
{
	assert(producer < LIMIT);
	header[producer] = kind;
	producer++;
	unmarked = (kind != MARK)
}

/* tl_count_alone; the same program may also discard, as a sweep does whose cmpxchg fails */
#if ALONE
active proctype packet_path()
{
	byte at;

	do
	:: alone < ALONE ->
		alone++;
		if
		:: atomic { fill < SIZE / 2 -> at = producer; write(BUSY) };
			if
			:: atomic { header[at] = FLOW; submitted++ }
			:: header[at] = DISCARDED
			fi
		:: fill >= SIZE / 2 -> overflow++
		fi
	:: else -> break
	od;
	calm++
}
#endif

/* tl_sweep_all: all shards in one walk each; a program runs to its end even if the daemon is being killed */
inline tl_sweep_all()
{
	refused = false;
	do
	:: cached > 0 && !refused ->
	   atomic {
		if
#ifdef NO_TENTH
		:: fill >= SIZE -> refused = true
#else
		:: fill >= SIZE - 1 -> refused = true /* tl_ring_refuses */
#endif
		:: else -> cached--; submitted++; write(FLOW)
		fi
	   }
	:: else -> break
	od;
#ifdef NO_MARK_WHEN_REFUSED
	if
	:: !refused ->
#endif
	atomic {
		if
		:: fill < SIZE && (unmarked || refused) -> write(MARK)
		:: else /* no room; or nothing new, then a mark says nothing */
		fi
	}
#ifdef NO_MARK_WHEN_REFUSED
	:: else
	fi
#endif
}

/* --- daemon */

/* first_unsettled, advance: the account of a place in the ring is kept when all before it is settled */
inline advance(e)
{
	first = NOTHING;
	for (i : 0 .. LIMIT - 1) {
		if
		:: queues[e].waiting[i] && first == NOTHING -> first = i
		:: else
		fi
	}
	to = (first == NOTHING -> latest : before[first]);
	if
	:: to > queues[e].reached ->
		queues[e].reached = to;
		queues[e].sent_there = queues[e].sent;
		queues[e].dropped_there = queues[e].dropped
	:: else
	fi;
	first = 0;
	to = 0
}

/* tl_join_add: a flow record waits for the mark that ends its sweep; then tl_exporters_reach. */
inline tl_join_add(place)
{
	if
	:: header[place] == MARK ->
		lowest = NOTHING; /* emit_all: what has waited in the join now waits for the exporters */
		for (i : 0 .. LIMIT - 1) {
			if
			:: joined[i] ->
				joined[i] = false;
				before[i] = latest;
#ifdef NOT_PASSED_OVER
				queues[0].waiting[i] = true;
				queues[1].waiting[i] = true
#else
				queues[0].waiting[i] = (place >= exporters[0].position);
				queues[1].waiting[i] = (place >= exporters[1].position)
#endif
			:: else
			fi
		}
		latest = place + 1;
#if ALONE
		advance(0); /* a sweep that brought nothing but a discarded record */
		advance(1)
#endif
	:: else ->
		assert(header[place] == FLOW);
#ifdef COUNTED_SEQUENCE
		joined[counted] = true;
		counted++;
#else
		joined[place] = true;
#endif
		if
		:: lowest == NOTHING -> lowest = place
		:: else
		fi
	fi
}

/* tl_pipeline_drain, tl_ring_next */
inline drain()
{
	do
	
#ifdef READ_BUSY
	:: cursor < producer ->
#else
	:: cursor < producer && header[cursor] != BUSY ->
#endif
	   atomic {
		if
#ifndef KEEP_DISCARDED
		:: header[cursor] == DISCARDED
#endif
		:: else -> tl_join_add(cursor)
		fi;
		cursor++;
		i = 0
	   }
	:: else -> break
	od
}

/* tl_queue_settle: what was given up meanwhile counts as sent after all */
inline tl_queue_settle(e)
{
	queues[e].sent++;
	if
	:: queues[e].waiting[queues[e].in_hand] ->
		queues[e].waiting[queues[e].in_hand] = false;
		advance(e)
	:: else ->
		queues[e].dropped--;
		if
		:: before[queues[e].in_hand] < queues[e].reached -> queues[e].dropped_there--; queues[e].sent_there++
		:: else
		fi
	fi
}

/* A quick one: all at once, or nothing yet */
inline quick_exporter_works(e)
{
	if
	:: e == 0 || up ->
	   atomic {
		for (i : 0 .. LIMIT - 1) {
			if
			:: queues[e].waiting[i] ->
				exporters[e].handed[i] = true;
				queues[e].waiting[i] = false;
				queues[e].sent++
			:: else
			fi
		}
		queues[e].reached = (latest > queues[e].reached -> latest : queues[e].reached);
		queues[e].sent_there = queues[e].sent;
		queues[e].dropped_there = queues[e].dropped;
		i = 0
	   }
	:: !is_calm
	fi
}

/* The exporter's thread, for as many steps as it gets: tl_queue_take and write; tl_queue_settle */
inline exporter_works(e)
{
	do
	:: up && queues[e].in_hand == NOTHING ->
	   atomic {
		for (i : 0 .. LIMIT - 1) {
			if
			:: queues[e].waiting[i] && queues[e].in_hand == NOTHING -> queues[e].in_hand = i
			:: else
			fi
		}
		i = 0;
		if
		:: queues[e].in_hand == NOTHING -> break
		:: else ->
#ifdef SETTLE_FIRST
			tl_queue_settle(e)
#else
			exporters[e].handed[queues[e].in_hand] = true
#endif
		fi
	   }
	:: queues[e].in_hand != NOTHING ->
	   atomic {
#ifdef SETTLE_FIRST
		exporters[e].handed[queues[e].in_hand] = true;
#else
		tl_queue_settle(e);
#endif
		queues[e].in_hand = NOTHING
	   }
	:: !is_calm -> break /* it may be slow; in the end it is not */
	od
}

/* tl_queue_move_on: the oldest sweeps, until it is no more than half of the ring behind; sooner or later */
inline tl_exporters_move_on(e)
{
	do
	:: cursor > queues[e].reached + SIZE / 2 ->
	   atomic {
		first = NOTHING;
		for (i : 0 .. LIMIT - 1) {
			if
			:: queues[e].waiting[i] && first == NOTHING -> first = i
			:: else
			fi
		}
		i = 0;
		assert(first != NOTHING);
		queues[e].waiting[first] = false;
#ifndef MOVED_ON_IN_SILENCE
		queues[e].dropped++;
#endif
		advance(e)
	   }
	:: break
	od
}

/* tl_accounts_keep: one map update */
inline tl_ledger_write(e)
{
	atomic {
		exporters[e].position = queues[e].reached;
#ifdef ACCOUNT_OF_NOW
		exporters[e].sent_there = queues[e].sent;
		exporters[e].dropped_there = queues[e].dropped
#else
		exporters[e].sent_there = queues[e].sent_there;
		exporters[e].dropped_there = queues[e].dropped_there
#endif
	}
}

#define slower (exporters[0].position < exporters[1].position -> exporters[0].position : exporters[1].position)
#define faster (exporters[0].position > exporters[1].position -> exporters[0].position : exporters[1].position)
#define newer  (queues[0].reached < queues[1].reached -> queues[0].reached : queues[1].reached)
#define committable (lowest == NOTHING -> cursor : lowest)

#if defined(COMMIT_FASTEST)
#define handed_over faster
#elif defined(COMMIT_EARLY)
#define handed_over NOTHING
#elif defined(COMMIT_NEVER)
#define handed_over 0
#elif defined(COMMIT_FIRST)
#define handed_over newer
#else
#define handed_over slower
#endif

/* tl_join_committable, tl_ring_commit */
inline tl_ring_commit()
{
	atomic {
		to = (handed_over < committable -> handed_over : committable);
		if
		:: to > consumer ->
			for (i : 0 .. LIMIT - 1) {
				if
				:: i >= consumer && i < to -> header[i] = EMPTY
				:: else
				fi
			}
			consumer = to
		:: else
		fi;
		i = 0;
		to = 0
	}
}

#define replaying (latest < exporters[0].position || latest < exporters[1].position)

inline tl_pipeline_commit()
{
	tl_exporters_move_on(0);
	tl_exporters_move_on(1);
#ifdef COMMIT_FIRST
	tl_ring_commit();
#endif
	if
	:: !replaying ->
		tl_ledger_write(0);
		tl_ledger_write(1);
#ifndef COMMIT_FIRST
		tl_ring_commit()
#endif
	:: else
	fi
}

typedef queue {
	bool waiting[LIMIT];
	byte in_hand; /* written, not settled */
	byte reached, sent, dropped, sent_there, dropped_there
}

active proctype daemon()
{
	byte cursor, lowest, latest, first, i, to, rounds, counted, distinct;
	bool joined[LIMIT], refused;
	byte before[LIMIT];
	queue queues[EXPORTERS];

start:
	skip;
	atomic { /* tl_ring_open, tl_join_create, tl_accounts_open: all that was in memory is gone */
#ifdef START_AT_PRODUCER
		cursor = producer;
#else
		cursor = consumer;
#endif
		lowest = NOTHING;
		latest = slower;
		for (to : 0 .. EXPORTERS - 1) {
			for (i : 0 .. LIMIT - 1) {
				joined[i] = false;
				before[i] = 0;
				queues[to].waiting[i] = false
			}
			queues[to].in_hand = NOTHING;
			queues[to].reached = exporters[to].position;
			queues[to].sent = exporters[to].sent_there;
			queues[to].dropped = exporters[to].dropped_there;
			queues[to].sent_there = queues[to].sent;
			queues[to].dropped_there = queues[to].dropped
		}
		i = 0; to = 0; first = 0; counted = 0; refused = false
	}
	{
		do
		:: rounds < ENOUGH ->
			if
			:: is_calm -> rounds++
			:: else
			fi;
			tl_sweep_all();
			drain();
			quick_exporter_works(0);
#ifdef STEP_BY_STEP
			exporter_works(1);
#else
			quick_exporter_works(1);
#endif
			tl_pipeline_commit()
		:: else -> break
		od
	} unless {
		kill -> kill = false;
		goto start
	};
	/* nothing waits for ever; what a peer never got is counted, and nothing twice; a record seen twice has the same sequence */
	atomic {
		assert(cached == 0 && consumer == producer);
		for (to : 0 .. EXPORTERS - 1) {
			distinct = 0;
			for (i : 0 .. LIMIT - 1) {
				distinct = distinct + (exporters[to].handed[i] -> 1 : 0)
			}
			assert(exporters[to].sent_there + exporters[to].dropped_there == submitted);
			assert(distinct >= exporters[to].sent_there && distinct <= submitted)
		}
	}
}

active proctype collector() { up = true }

active proctype killer()
{
	byte kills;

	do
	:: kills < KILLS -> kill = true; kills++; !kill
	:: break
	od;
	calm++
}
