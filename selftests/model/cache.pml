/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The flow cache of one CPU: packet path (bpf/cache.h, emit.h) against sweep (bpf/walk.h, sweep.h, user/kernel/sweep.c).
 *
 * Every access to shared memory is a step of its own, so a packet may be paused before each, for as long as it likes. The
 * hash is that of the kernel: preallocated, so an element's memory is reused at once, by whichever key comes next, while a
 * walk may still look at it. Time is left out: any entry may be idle, or due for a report, whenever a walk asks. So is the
 * room in the ring: any reservation may fail.
 *
 * A walk meets entries and lists the keys of some; then it looks these up (tl_look_after). What it finds may leave the hash behind its back, and
 * its memory become another key's: so a record's key is asserted to be that of what it counts.
 *
 * To meet them, a walk follows the hash's links without a lock. An element that leaves the hash keeps its link, and a walk that stands
 * on it goes on from there: so a walk may meet whatever was in the hash since it began. With MEET_DELETED even what it has
 * deleted itself: by the link of a neighbour that the packet path took out before (three packets and two pauses).
 *
 * With SWEEP_RETIRES the sweep deletes as tl_retire does: RETIRED is what is being deleted, DEAD what is still in the hash
 * because a delete failed; so freed memory is never DEAD. run.sh looks into bpf/sweep.h which of both the code does.
 *
 * With ANNOTATIONS a packet may also be a forwarded one that leaves (bpf/forward.h): counted before, it only notes something
 * on the entry, and where there is none it may make one that counts nothing.
 *
 * Mutations: WITHOUT_LOOKUP WITHOUT_GRACE WITHOUT_LOCK WITHOUT_REVIVE WITHOUT_NEW WITHOUT_REPORTING
 * WITHOUT_WALK_NUMBER COPY_EARLY EMIT_IN_ONE_WALK COUNT_IN_DEAD RESERVE_LATE RETIRED_IS_DEAD
 *
 * Sizes, by run.sh: PACKETS; WALKS of each of the SWEEPERS; KEYS (1, 2) and ELEMENTS, the memory (1, 2).
 */
#define VISITS 2 /* entries met in one walk, the same one perhaps twice */
#define NONE   ELEMENTS

mtype = { NEW, LIVE, FROZEN, REPORTING, DEAD, RETIRED }; /* enum tl_flow_state */
#ifdef SWEEP_RETIRES
#define SWEPT RETIRED
#else
#define SWEPT DEAD
#endif

/* struct tl_flow_value of each element, and its key */
mtype state[ELEMENTS] = NEW;
byte key[ELEMENTS];
short packets[ELEMENTS];
short reported[ELEMENTS];
byte asked_in_walk[ELEMENTS];

byte slot[KEYS] = NONE; /* the hash: which element a key has */
byte listed[KEYS]; /* tl_list: how often, by the walk that runs */
bool met[ELEMENTS]; /* a walk that runs may come upon this element; it may have left the hash meanwhile */

short seen, recorded, overflow; /* tl_count_seen, packets in submitted records, TL_REASON_OVERFLOW */
byte started; /* packets whose program has begun */
bool in_packet; /* one has not returned yet: RCU read side */
byte generation; /* of the instance */
byte walk_number; /* next one; unlike in the code it goes on across daemons, which is easier on the reader */
bool lock; /* flock of the instance */
byte finished; /* processes */

#define is_free(e) (slot[0] != (e) && slot[KEYS - 1] != (e))

inline cmpxchg(e, from, to)
{
	atomic {
		won = (state[e] == from);
		if
		:: won -> state[e] = to
		:: else
		fi
	}
}

inline bpf_ringbuf_reserve() { if :: room = true :: room = false fi }

inline submit(count)
{
	atomic {
		assert(count >= 0);
		recorded = recorded + count
	}
}

/* May fail: the CPU already holds the bucket's lock, or there is no such key. */
inline bpf_map_delete_elem(k)
{
	atomic {
		if
		:: slot[k] != NONE -> slot[k] = NONE; deleted = true
		:: deleted = false
		fi
	}
}

/* --- packet path */

inline tl_count_alone()
{
	bpf_ringbuf_reserve();
	if
	:: room -> submit(1)
	:: else -> overflow++
	fi
}

/* bpf_map_update_elem(BPF_NOEXIST): any free element is taken, key and value are copied word by word, then it is linked. */
inline take_element(initial)
{
	atomic {
		value = NONE;
		if
		:: slot[k] == NONE && is_free(0) -> value = 0
		:: slot[k] == NONE && ELEMENTS > 1 && is_free(ELEMENTS - 1) -> value = ELEMENTS - 1
		:: true /* full, or -EBUSY */
		fi
	}
	if
	:: value == NONE
	:: else ->
		key[value] = k;
		state[value] = initial;
		packets[value] = 0;
		reported[value] = 0;
		atomic { asked_in_walk[value] = 0; slot[k] = value; met[value] = true }
		value = slot[k] /* bpf_map_lookup_elem */
	fi
}

inline tl_insert()
{
#ifdef WITHOUT_NEW
	take_element(LIVE)
#else
	take_element(NEW);
	if
	:: value != NONE -> cmpxchg(value, NEW, LIVE)
	:: else
	fi
#endif
}

inline tl_take()
{
	now = state[value];
	if
	:: now == LIVE || now == REPORTING
#ifdef WITHOUT_REVIVE
	:: now == FROZEN
#else
	:: now == FROZEN ->
		cmpxchg(value, FROZEN, LIVE);
		if :: !won -> value = NONE :: else fi
#endif
#ifdef COUNT_IN_DEAD
	:: now == DEAD || now == RETIRED
	:: now == NEW -> value = NONE
#else
	:: else -> value = NONE
#endif
	fi
}

/* tl_emit_final: room first, then the cmpxchg, then the copy. */
inline tl_emit_final(e, by, from, to)
{
#ifdef RESERVE_LATE
	room = true;
#else
	bpf_ringbuf_reserve();
#endif
#ifdef COPY_EARLY
	copy = packets[e];
	copy = copy - reported[e];
#endif
	if
	:: room ->
		cmpxchg(e, from, to)
	:: else -> won = false
	fi;
	if
	:: won ->
#ifdef RESERVE_LATE
		bpf_ringbuf_reserve();
#endif
#ifndef COPY_EARLY
		copy = packets[e];
		copy = copy - reported[e];
#endif
		if
		:: room -> assert(key[e] == by); submit(copy)
		:: else
		fi
	:: else
	fi
}

inline tl_retire()
{
#ifdef RETIRED_IS_DEAD
	tl_emit_final(value, k, LIVE, DEAD);
#else
	tl_emit_final(value, k, LIVE, RETIRED);
#endif
	if
	:: won ->
		bpf_map_delete_elem(k);
		if :: !deleted -> cmpxchg(value, RETIRED, DEAD) :: else fi;
		tl_insert()
	:: else
	fi
}

/* tl_annotate: a note may only be made on an entry that the hash has; tl_insert: the new one has counted nothing */
inline annotate()
{
	if
	:: value == NONE -> tl_insert()
	:: value != NONE && packets[value] == 0 -> tl_take()
	:: value != NONE && packets[value] != 0 ->
		now = state[value];
		if
		:: now == LIVE || now == REPORTING
		:: else -> value = NONE
		fi
	fi;
	assert(value == NONE || slot[k] == value);
	value = NONE
}

active proctype packet_path()
{
	bool counts = true;
	byte k, value;
	mtype now;
	short copy;
	bool won, room, deleted;

	do
	:: started < PACKETS ->
		atomic {
			if
			:: k = 0
			:: KEYS > 1 -> k = KEYS - 1
			fi;
			started++;
			in_packet = true;
#ifdef ANNOTATIONS
			if :: counts = true :: counts = false fi;
#endif
			seen = seen + counts;
			value = slot[k] /* tl_count_in_flow: bpf_map_lookup_elem */
		}
		if
#ifdef ANNOTATIONS
		:: !counts -> annotate()
#endif
		:: counts && value == NONE -> tl_insert()
		:: counts && value != NONE ->
			tl_take();
			if
			:: value != NONE -> tl_retire() /* tl_is_next_connection */
			:: true
			fi
		fi;
		if
		:: value != NONE -> packets[value] = packets[value] + 1 /* tl_update: nobody else writes here */
		:: value == NONE && counts -> tl_count_alone()
#ifdef ANNOTATIONS
		:: value == NONE && !counts
#endif
		fi;
		atomic { counts = true; in_packet = false; value = 0; k = 0; copy = 0; won = false; room = false; deleted = false; now = NEW }
	:: else -> break
	od;
	finished++
}

/* --- sweep */

/* tl_shards_wait_for_grace_period */
inline wait_for_grace_period()
{
#ifdef WITHOUT_GRACE
	skip
#else
	before = started;
	!in_packet || started != before
#endif
}

inline tl_report_active(e, by)
{
#ifdef WITHOUT_REPORTING
	won = true;
#else
	cmpxchg(e, LIVE, REPORTING);
#endif
	if
	:: won ->
#ifdef WITHOUT_LOOKUP
		room = true;
#else
		room = (slot[by] == e); /* bpf_map_lookup_elem */
#endif
		if
		:: room -> bpf_ringbuf_reserve()
		:: else
		fi;
		if
		:: room ->
			assert(key[e] == by);
			copy = packets[e];
			copy = copy - reported[e];
			reported[e] = reported[e] + copy;
			submit(copy)
		:: else
		fi;
		cmpxchg(e, REPORTING, LIVE)
	:: else
	fi
}

inline delete_swept(e, by)
{
	bpf_map_delete_elem(by);
#ifndef MEET_DELETED
	if :: deleted -> met[e] = false :: else fi;
#endif
#ifdef SWEEP_RETIRES
	if :: !deleted -> cmpxchg(e, RETIRED, DEAD) :: else fi
#else
	skip
#endif
}

inline tl_finish(e, by, from)
{
	tl_emit_final(e, by, from, SWEPT);
	if :: won -> delete_swept(e, by) :: else fi
}

/* A walk's steps need nothing of their own here: whoever is met again in the next one is met twice. */
inline tl_expire(e, by)
{
	if
#ifndef WITHOUT_WALK_NUMBER
	:: asked_in_walk[e] == walk
	:: asked_in_walk[e] != walk ->
#else
	:: true ->
#endif
		if
		:: now == FROZEN -> tl_finish(e, by, FROZEN) /* tl_end_reason_of: still over */
		:: asked_in_walk[e] = walk /* tl_leave_be: no longer idle, or others of its connection are not */
		:: now == LIVE ->
#ifdef EMIT_IN_ONE_WALK
			tl_finish(e, by, LIVE)
#else
			cmpxchg(e, LIVE, FROZEN);
			if :: won -> asked_in_walk[e] = walk :: else fi
#endif
		:: now == LIVE -> tl_report_active(e, by)
		fi
	fi
}

inline tl_meet(e)
{
	now = state[e];
	if
	:: now == DEAD -> /* tl_bury */
		cmpxchg(e, DEAD, SWEPT);
		if :: won -> delete_swept(e, key[e]) :: else fi
	:: now == LIVE || now == FROZEN -> atomic { listed[key[e]] = listed[key[e]] + 1 } /* tl_consider: its time has come */
	:: else /* NEW, RETIRED, or REPORTING by a second sweeper */
	fi
}

inline tl_look_after(by)
{
	do
	:: listed[by] ->
		atomic { listed[by] = listed[by] - 1; e = slot[by] }; /* bpf_map_lookup_elem */
		if
		:: e != NONE ->
			now = state[e];
			if
			:: now == LIVE || now == FROZEN -> tl_expire(e, by)
			:: else
			fi
		:: else
		fi
	:: else -> break
	od
}

/* Any of the elements that are or were in the hash since the walk began. */
inline bpf_for_each_map_elem()
{
	visit = 0;
	do
	:: visit < VISITS && met[0] -> visit++; tl_meet(0)
	:: visit < VISITS && ELEMENTS > 1 && met[ELEMENTS - 1] -> visit++; tl_meet(ELEMENTS - 1)
	:: break
	od
}

inline work_off_list()
{
	tl_look_after(0)
#if KEYS > 1
	;
	tl_look_after(1)
#endif
}

/* A daemon: tl_daemon_run with its lock, announce(), then tl_sweep_all again and again. It may die between two walks. */
active [SWEEPERS] proctype sweeper()
{
	byte walk, before, visit, walked, mine, e;
	mtype now;
	short copy;
	bool won, room, deleted;

#ifndef WITHOUT_LOCK
	atomic { !lock -> lock = true };
#endif
	atomic { generation++; mine = generation };
	do
	:: walked < WALKS ->
		walked++;
		wait_for_grace_period();
		if
		:: generation != mine -> break /* -ESTALE */
		:: else
		fi;
		atomic {
			walk_number++;
			walk = walk_number;
			met[0] = !is_free(0);
			met[ELEMENTS - 1] = !is_free(ELEMENTS - 1)
		}
		bpf_for_each_map_elem();
		work_off_list();
		atomic { now = NEW; copy = 0; won = false; room = false; deleted = false; visit = 0; before = 0; e = 0 }
	:: break
	od;
	lock = false;
	finished++
}

#define live(e) (is_free(e) || state[e] == DEAD || state[e] == RETIRED -> 0 : packets[e] - reported[e])

/* When all is quiet: each packet is in one place, nobody waits for ever, no entry is stuck half-way. */
init {
	(finished == 1 + SWEEPERS);
	assert(ELEMENTS == 1 || live(ELEMENTS - 1) >= 0);
	assert(live(0) >= 0);
	assert(seen == recorded + overflow + live(0) + (ELEMENTS > 1 -> live(ELEMENTS - 1) : 0));
	assert(is_free(0) || (state[0] != NEW && state[0] != REPORTING));
	assert(is_free(ELEMENTS - 1) || (state[ELEMENTS - 1] != NEW && state[ELEMENTS - 1] != REPORTING))
}
