// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// Counts frames and their IP octets, for tests to hold tapless against. Shares no code with it.
#include "vmlinux.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define ETHERNET_HEADER 14
#define PROTOCOL_IPV4	bpf_htons(0x0800)
#define PROTOCOL_IPV6	bpf_htons(0x86dd)

struct counts {
	__u64 packets;
	__u64 octets;
	__u64 merged; /* buffers that stood for several packets */
	__u64 large; /* of these, above 64 KiB */
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct counts);
} counts SEC(".maps");

/* BIG TCP over IPv6: 8 octets stand in the super-packet that no segment has. */
static __always_inline __u32 octets_of_jumbo(struct __sk_buff *buffer)
{
	__u8 header[8] = {};

	if (buffer->protocol != PROTOCOL_IPV6 || bpf_skb_load_bytes(buffer, ETHERNET_HEADER, header, sizeof(header)))
		return 0;
	return header[4] || header[5] || header[6] ? 0 : 8;
}

static __always_inline void add(__u64 packets, __u64 octets)
{
	__u32 zero = 0;
	struct counts *here = bpf_map_lookup_elem(&counts, &zero);

	if (!here)
		return;
	here->packets += packets;
	here->octets += octets;
	here->merged += packets > 1;
}

static __always_inline void note_large(struct __sk_buff *buffer)
{
	__u32 zero = 0;
	struct counts *here = bpf_map_lookup_elem(&counts, &zero);

	if (here)
		here->large += buffer->len > 65535 + ETHERNET_HEADER;
}

/* Frames as on the wire: the IP header says how long it is. */
SEC("xdp") int count_xdp(struct xdp_md *context)
{
	__u8 *data = (__u8 *)(long)context->data, *end = (__u8 *)(long)context->data_end;
	__u16 protocol, octets = 0;

	if (data + ETHERNET_HEADER + 40 <= end) {
		protocol = *(__u16 *)(data + 12);
		if (protocol == PROTOCOL_IPV4)
			octets = bpf_ntohs(*(__u16 *)(data + ETHERNET_HEADER + 2));
		else if (protocol == PROTOCOL_IPV6)
			octets = bpf_ntohs(*(__u16 *)(data + ETHERNET_HEADER + 4)) + 40;
	} else if (data + ETHERNET_HEADER + 20 <= end && *(__u16 *)(data + 12) == PROTOCOL_IPV4) {
		octets = bpf_ntohs(*(__u16 *)(data + ETHERNET_HEADER + 2));
	}
	add(1, octets);
	return XDP_PASS;
}

/*
 * What a merged buffer was on the wire: IP and TCP headers stood in front of each segment. Tests send no other protocol
 * that the kernel merges.
 */
SEC("tc") int count_ingress(struct __sk_buff *buffer)
{
	__u32 packets = buffer->gso_segs > 1 ? buffer->gso_segs : 1, headers = 0, offset = 0;
	__u8 first = 0, data_offset = 0;
	__u64 octets = 0;

	bpf_skb_load_bytes(buffer, ETHERNET_HEADER, &first, 1);
	if (buffer->protocol == PROTOCOL_IPV4)
		headers = (first & 15) * 4;
	else if (buffer->protocol == PROTOCOL_IPV6)
		headers = 40;
	if (headers) {
		octets = buffer->len - ETHERNET_HEADER - octets_of_jumbo(buffer);
		offset = ETHERNET_HEADER + headers + octets_of_jumbo(buffer) + 12;
		if (packets > 1 && !bpf_skb_load_bytes(buffer, offset, &data_offset, 1))
			octets += (packets - 1) * (headers + (data_offset >> 4) * 4);
	}
	add(packets, octets);
	note_large(buffer);
	return -1;
}

/* Super-packets that leave: the kernel's own segment count, and its own sum of what they will be on the wire. */
SEC("tc") int count_egress(struct __sk_buff *buffer)
{
	__u32 packets = buffer->gso_segs > 1 ? buffer->gso_segs : 1;
	bool is_ip = buffer->protocol == PROTOCOL_IPV4 || buffer->protocol == PROTOCOL_IPV6;

	add(packets, is_ip ? buffer->wire_len - packets * (ETHERNET_HEADER + octets_of_jumbo(buffer)) : 0);
	note_large(buffer);
	return -1; /* go on with the next program */
}

char counter_license[] SEC("license") = "Dual BSD/GPL";
