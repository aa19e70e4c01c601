/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A report of an entry that goes on counting (tl_report_active in bpf/sweep.h, tl_record_fill in bpf/emit.h) reads two counters
 * while a packet writes them (tl_update in bpf/cache.h), each by itself. The other models have one counter; this one is about
 * what there is of a packet between its octets and itself. Each packet has OCTETS octets.
 *
 * Mutations: PACKETS_FIRST OCTETS_READ_FIRST TAKE_WHEN_EMPTY
 */
#ifndef PACKETS
#define PACKETS 3
#endif
#ifndef REPORTS
#define REPORTS 3
#endif
#define OCTETS 2

short packets, octets; /* of the entry */
short reported_packets, reported_octets;
short recorded_packets, recorded_octets; /* in submitted records */
bool packet_path_ended;

inline submit(some_packets, some_octets)
{
	atomic {
		assert(some_packets > 0 || some_octets == 0); /* octets of no packet: the join has no record for them */
		recorded_packets = recorded_packets + some_packets;
		recorded_octets = recorded_octets + some_octets
	}
}

/* tl_update */
active proctype packet_path()
{
	byte sent;

	do
	:: sent < PACKETS ->
		sent++;
#ifdef PACKETS_FIRST
		packets = packets + 1;
		octets = octets + OCTETS
#else
		octets = octets + OCTETS;
		packets = packets + 1
#endif
	:: else -> break
	od;
	packet_path_ended = true
}

/* tl_record_fill */
inline fill()
{
#ifdef OCTETS_READ_FIRST
	delta_octets = octets - reported_octets;
	delta_packets = packets - reported_packets
#else
	delta_packets = packets - reported_packets;
	delta_octets = octets - reported_octets
#endif
}

active proctype sweep()
{
	short delta_packets, delta_octets;
	byte reports;

	do
	:: reports < REPORTS -> /* tl_report_active */
		reports++;
		fill();
#ifdef TAKE_WHEN_EMPTY
		reported_octets = reported_octets + delta_octets;
#endif
		if
		:: delta_packets > 0 ->
			reported_packets = reported_packets + delta_packets;
#ifndef TAKE_WHEN_EMPTY
			reported_octets = reported_octets + delta_octets;
#endif
			submit(delta_packets, delta_octets)
		:: else
		fi
	:: packet_path_ended -> break
	od;
	packet_path_ended; /* tl_emit_final: nobody writes any more */
	fill();
	submit(delta_packets, delta_octets);
	assert(recorded_packets == PACKETS && recorded_octets == PACKETS * OCTETS)
}
