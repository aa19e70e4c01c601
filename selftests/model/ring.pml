/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The flow ring as a write-ahead log: the kernel's side (reserve, submit, discard), the consumer with a read cursor of its
 * own (user/kernel/ring.c), join and exporter behind it (user/meter/pipeline.c, user/flow/join.c), the daemon's rounds
 * (sweep_when_due and hand_over in user/meter/daemon.c). The daemon may be killed anywhere outside of the kernel, the
 * collector may be down for as long as it likes, a packet's record may stay reserved for as long as it likes.
 *
 * A record takes one slot; its position is its sequence. The ring's levels are in slots: half of it, and a last slot that
 * stands for the tenth which sweeps leave free.
 *
 * Mutations: COMMIT_CURSOR COMMIT_EARLY COMMIT_NEVER START_AT_PRODUCER READ_BUSY KEEP_DISCARDED NO_TENTH
 * NO_MARK_WHEN_REFUSED COUNTED_SEQUENCE
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
#define LIMIT  14 /* positions that a run may use, asserted */
#define NOTHING LIMIT
#define ENOUGH (FLOWS + 3) /* rounds after which all must be handed over, once nothing disturbs any more */

mtype = { EMPTY, BUSY, FLOW, MARK, DISCARDED };

mtype header[LIMIT] = EMPTY; /* by position; given back: EMPTY */
byte producer, consumer; /* the two shared positions */
byte cached = FLOWS;
bool unmarked; /* a record was written after the last mark */
byte alone, overflow;

bool handed[LIMIT]; /* the collector has it, once or more often, under this sequence */
bool moved_on[LIMIT]; /* given back while an exporter still had it in its queue: it lagged by half the ring */
byte submitted; /* flow records */

bool up; /* collector */
bool kill; /* SIGKILL is on its way */
byte calm; /* killer, packet path: done */

#define fill (producer - consumer)

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

/* tl_join_add: a flow record waits for the mark that ends its sweep. */
inline tl_join_add(position)
{
	if
	:: header[position] == MARK ->
		lowest = NOTHING; /* emit_all: what has waited in the join now waits in the exporter */
		for (i : 0 .. LIMIT - 1) {
			waiting[i] = waiting[i] || joined[i];
			joined[i] = false
		}
	:: else ->
		assert(header[position] == FLOW);
#ifdef COUNTED_SEQUENCE
		joined[counted] = true;
		counted++;
#else
		joined[position] = true;
#endif
		if
		:: lowest == NOTHING -> lowest = position
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

/* tl_pipeline_tick: each record by itself, so that the daemon can die between two */
inline hand_over_records()
{
	for (at : 0 .. LIMIT - 1) {
		if
		:: waiting[at] && up -> atomic { handed[at] = true; waiting[at] = false }
		:: else
		fi
	}
	at = 0
}

#if defined(COMMIT_EARLY)
#define hold_back false
#elif defined(COMMIT_NEVER)
#define hold_back true
#else
#define hold_back (has_waiting && fill < SIZE / 2)
#endif

/* tl_pipeline_commit, tl_join_committable */
inline tl_pipeline_commit()
{
	atomic {
		has_waiting = false;
		for (i : 0 .. LIMIT - 1) {
			has_waiting = has_waiting || waiting[i]
		}
		if
		:: hold_back
		:: else ->
#ifdef COMMIT_CURSOR
			to = cursor;
#else
			to = (lowest == NOTHING -> cursor : lowest);
#endif
			for (i : 0 .. LIMIT - 1) {
				if
				:: i >= consumer && i < to ->
					moved_on[i] = waiting[i] && fill >= SIZE / 2;
					header[i] = EMPTY
				:: else
				fi
			}
			consumer = to
		fi;
		i = 0;
		to = 0;
		has_waiting = false
	}
}

#define is_calm (calm == 2 && up && !kill)

active proctype daemon()
{
	byte cursor, lowest, i, at, to, rounds, counted, distinct;
	bool joined[LIMIT], waiting[LIMIT], refused, has_waiting;

start:
	skip;
	atomic { /* tl_ring_open, tl_join_create: all that was in memory is gone */
#ifdef START_AT_PRODUCER
		cursor = producer;
#else
		cursor = consumer;
#endif
		lowest = NOTHING;
		for (i : 0 .. LIMIT - 1) {
			joined[i] = false;
			waiting[i] = false
		}
		i = 0; at = 0; to = 0; counted = 0; refused = false; has_waiting = false
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
			hand_over_records();
			tl_pipeline_commit()
		:: else -> break
		od
	} unless {
		kill -> kill = false;
		goto start
	};
	/* nothing waits for ever, nothing is lost, a record seen twice has the same sequence */
	atomic {
		assert(cached == 0 && consumer == producer);
		for (i : 0 .. LIMIT - 1) {
			distinct = distinct + (handed[i] || moved_on[i] -> 1 : 0)
		}
		assert(distinct == submitted)
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
