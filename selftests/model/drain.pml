/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A flow map that nobody writes to any more is read out at leisure: the end of an instance (finish() in
 * user/meter/daemon.c: detach, grace period, TL_SWEEP_DRAIN until a walk emits or leaves nothing, unpin) and, with -DREPLACE, a fresh
 * inner map in the old one's slot (DESIGN 3; growth and upgrade). One key, two maps, one packet path that may be paused
 * anywhere between the lookup of the map and the update of the entry.
 *
 * Mutations: WITHOUT_GRACE DRAIN_FIRST STOP_WHEN_REFUSED RESERVE_FAILS
 */
#ifndef PACKETS
#define PACKETS 4
#endif
#define MAPS 2
#define NONE MAPS

mtype = { ABSENT, NEW, LIVE, FROZEN, DEAD };

mtype state[MAPS] = ABSENT; /* of the one entry in each map */
short packets[MAPS];
byte current; /* the slot in `shards` */
bool attached = true;
short seen, recorded, overflow;
byte started;
bool in_packet, drained, finished;

active proctype packet_path()
{
	byte shard;
	mtype now;
	bool taken;

	do
	:: atomic {
		started < PACKETS && attached ->
		started++;
		seen++;
		in_packet = true
	   }
	   shard = current; /* tl_count_in_flow: bpf_map_lookup_elem(&shards) */
	   now = state[shard];
	   taken = true;
	   if
	   :: now == ABSENT ->
		if
		:: atomic { state[shard] == ABSENT -> state[shard] = NEW; packets[shard] = 0 };
			state[shard] = LIVE
		:: taken = false /* no room */
		fi
	   :: now == FROZEN -> atomic {
			taken = (state[shard] == FROZEN);
			if
			:: taken -> state[shard] = LIVE
			:: else
			fi
		}
	   :: now == DEAD || now == NEW -> taken = false
	   :: now == LIVE
	   fi;
	   if
	   :: taken -> packets[shard] = packets[shard] + 1
	   :: !taken -> atomic { if :: recorded++ :: overflow++ fi } /* tl_count_alone */
	   fi;
	   atomic { in_packet = false; taken = false; shard = 0; now = ABSENT }
	:: started == PACKETS || !attached -> break
	od;
	finished = true
}

inline wait_for_grace_period()
{
#ifdef WITHOUT_GRACE
	skip
#else
	before = started;
	!in_packet || started != before
#endif
}

/* One walk in mode TL_SWEEP_DRAIN over one map: tl_meet, tl_finish, tl_emit_final. */
inline walk_and_drain(map)
{
	emitted = 0;
	refused = false;
	left = (state[map] != ABSENT);
	if
	:: state[map] == DEAD -> if :: state[map] = ABSENT :: true fi /* a delete may fail */
	:: state[map] == LIVE || state[map] == FROZEN ->
		if
		:: refused = true /* tl_ring_refuses */
#ifdef RESERVE_FAILS
		:: true /* bpf_ringbuf_reserve fails below 90 %: ring.pml shows that it does not */
#endif
		:: true ->
			state[map] = DEAD;
			atomic { copy = packets[map]; assert(copy >= 0) };
			recorded = recorded + copy;
			emitted = 1;
			left = false; /* tl_portion_note: entries that were met and not emitted */
			if
			:: state[map] = ABSENT
			:: true
			fi
		fi
	:: state[map] == ABSENT || state[map] == NEW
	fi
}

inline drain(map)
{
	do
	:: wait_for_grace_period();
		walk_and_drain(map);
		if
#ifdef STOP_WHEN_REFUSED
		:: emitted == 0 -> break
		:: emitted != 0
#else
		:: !refused && (emitted == 0 || !left) -> break /* sweep_cache */
		:: refused || (emitted != 0 && left) /* -EAGAIN: the ring is drained, then again */
#endif
		fi
	od
}

active proctype daemon()
{
	byte before, emitted;
	short copy;
	bool refused, left;

	/* whatever the sweep was doing when it was time to end */
	if
	:: atomic { state[0] == LIVE -> state[0] = FROZEN }
	:: true
	fi;
#ifdef DRAIN_FIRST
	drain(0);
#endif
#ifdef REPLACE
	current = 1;
#else
	attached = false; /* tl_detach_all */
#endif
#ifndef DRAIN_FIRST
	drain(0);
#endif
	/* tl_engine_unpin, or the old inner map is closed: what is still in it is gone */
	state[0] = ABSENT;
	packets[0] = 0;
	drained = true
}

#define live(map) (state[map] == ABSENT || state[map] == DEAD -> 0 : packets[map])

init {
	finished && drained;
	assert(seen == recorded + overflow + live(0) + live(1))
}
