/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * `tapless status` adds up while packets pass and the daemon sweeps (take() and judge() in user/kernel/balance.c): what it
 * accepts must lie between what was seen before and after. One entry, one packet path, one sweep, one observer. The sweep's
 * callbacks are RCU readers like the packet programs (bpf_for_each_hash_elem, kernel/bpf/hashtab.c), so settle() waits for
 * both.
 *
 * SETTLE_AGAIN (run.sh looks into take() for it): a second settle() between the walk and the second reading of `emitted`.
 * EMITTED_FIRST: `emitted` is read before the first settle().
 * Mutations: WITHOUT_SETTLE WITHOUT_RETRY WITHOUT_SETTLE_AGAIN
 */
#ifndef PACKETS
#define PACKETS 3
#endif
#ifdef WITHOUT_SETTLE_AGAIN
#undef SETTLE_AGAIN
#endif

mtype = { ABSENT, NEW, LIVE, REPORTING, DEAD, RETIRED };

mtype state = ABSENT;
short packets, reported;
short seen;
short emitted; /* packets of tl_count_emitted, and its flow_records: a record may be of no packet */
byte records;
byte started, callbacks; /* packet programs and callbacks of the sweep that have begun: both are RCU readers */
bool in_packet, in_callback;

inline tl_count_emitted(count) { emitted = emitted + count; records++ }

inline cmpxchg(from, to)
{
	atomic {
		won = (state == from);
		if
		:: won -> state = to
		:: else
		fi
	}
}

active proctype packet_path()
{
	short copy;
	bool won;

	do
	:: started < PACKETS ->
		atomic { started++; in_packet = true };
		seen++; /* tl_count_seen */
		if
		:: state == ABSENT -> state = NEW; packets = 0; reported = 0; state = LIVE; packets = packets + 1
		:: state == DEAD -> tl_count_emitted(1) /* tl_count_alone */
		:: state == LIVE || state == REPORTING -> packets = packets + 1
		:: state == LIVE -> /* tl_retire */
			cmpxchg(LIVE, RETIRED);
			if
			:: won ->
				copy = packets - reported;
				tl_count_emitted(copy);
				state = ABSENT; /* deleted, and made anew */
				state = NEW;
				packets = 0;
				reported = 0;
				state = LIVE
			:: else
			fi;
			packets = packets + 1
		fi;
		atomic { in_packet = false; copy = 0; won = false }
	:: else -> break
	od
}

/* Callbacks of the sweep: a report, and an end that nothing disturbs (freezing is cache.pml's business). */
active proctype sweeper()
{
	short copy;
	bool won;

	do
	:: callbacks < 2 ->
		atomic { callbacks++; in_callback = true };
		if
		:: cmpxchg(LIVE, REPORTING);
			if
			:: won ->
				copy = packets - reported;
				reported = reported + copy;
				tl_count_emitted(copy);
				state = LIVE
			:: else
			fi
		:: atomic { !in_packet && state == LIVE -> state = DEAD };
			copy = packets - reported;
			tl_count_emitted(copy);
			state = ABSENT
		:: true
		fi;
		atomic { in_callback = false; copy = 0; won = false }
	:: else -> break
	od
}

inline settle()
{
	atomic { packet = started; callback = callbacks };
	(!in_packet || started != packet) && (!in_callback || callbacks != callback)
}

/* take(), judge() */
active proctype status()
{
	byte packet, callback, records_before, records_after;
	short seen_before, seen_after, emitted_before, emitted_after, live;

	seen_before = seen;
#ifdef EMITTED_FIRST
	atomic { emitted_before = emitted; records_before = records };
#endif
#ifndef WITHOUT_SETTLE
	settle();
#endif
#ifndef EMITTED_FIRST
	atomic { emitted_before = emitted; records_before = records };
#endif
	/* tl_sweep_count, tl_add_live */
	if
	:: atomic { state == ABSENT || state == NEW || state == DEAD || state == RETIRED -> skip }
	:: atomic { state == LIVE || state == REPORTING -> live = packets };
		live = live - reported
	fi;
#ifdef SETTLE_AGAIN
	settle();
#endif
	atomic { emitted_after = emitted; records_after = records };
	seen_after = seen;
	if
#ifndef WITHOUT_RETRY
	:: emitted_before != emitted_after || records_before != records_after /* -EAGAIN */
#endif
	:: else -> assert(seen_before <= live + emitted_after && live + emitted_after <= seen_after)
	fi
}
