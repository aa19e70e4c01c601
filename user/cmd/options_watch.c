// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: what is watched, and how deep one looks. */
#include <stddef.h>

#include "option_rows.h"

static const char *const hook_words[] = {[TL_HOOK_AUTO] = "auto", [TL_HOOK_TC] = "tc", [TL_HOOK_XDP] = "xdp", NULL};

static const char *const rx_vlan_words[] = {[TL_RX_VLAN_ON] = "on", [TL_RX_VLAN_OFF] = "off", NULL};

static const char *const l7_words[] = {[TL_L7_OFF] = "off", [TL_L7_NAMES] = "names", [TL_L7_FULL] = "full", NULL};

static const char *const count_words[] = {[TL_COUNT_ONCE] = "once", [TL_COUNT_EACH] = "each", NULL};

static const char *const clock_words[] = {[TL_CLOCK_AUTO] = "auto", [TL_CLOCK_EXACT] = "exact", NULL};
static const char *const metrics_words[] = {[TL_METRICS_OFF] = "off", [TL_METRICS_ON] = "on", NULL};

static const char *const tunnels_words[] = {
	[TL_TUNNELS_INNER] = "inner", [TL_TUNNELS_OUTER] = "outer", [TL_TUNNELS_BOTH] = "both", NULL};

static const char *const key_words[] = {[TL_KEY_FULL] = "full", [TL_KEY_NO_VLAN] = "no-vlan", NULL};

const struct tl_option tl_options_watch[] = {
	{
		.name = "interface",
		.letter = 'i',
		.type = TL_OPTION_LIST,
		TL_MEMBER(interfaces),
		.while_running = true,
		.argument = "IF",
		.commands = TL_BY_RUN,
		.help = "Network interface to watch; may be given several times. A pattern (`veth*`, quoted for the "
			"shell) or `all` (every one but lo) also takes those that appear later. Interfaces that "
			"vanish, come back or are renamed are followed. Default: the one that the default route "
			"uses.",
	},
	{
		.name = "hook",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(hook),
		.argument = "auto|tc|xdp",
		.fallback = "auto",
		.choices = hook_words,
		.commands = TL_BY_RUN,
		.help = "Where the kernel counts arriving packets: xdp in the network driver, before anything else; tc "
			"in the network stack. Departing packets are always counted by tc. auto chooses, and takes "
			"tc where another program holds XDP.",
	},
	{
		.name = "rxvlan",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(rx_vlan),
		.argument = "on|off",
		.fallback = "on",
		.choices = rx_vlan_words,
		.commands = TL_BY_RUN,
		.help = "What becomes of the VLAN tags that network cards take out of frames before XDP sees them "
			"(rx-vlan-offload). on: they are not seen, and `tapless status` says so. off: the offload of "
			"the interfaces that are watched is turned off, and turned on again when the meter ends, also "
			"after a crash. Needs --hook xdp.",
	},
	{
		.name = "count",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(count),
		.argument = "once|each",
		.fallback = "once",
		.choices = count_words,
		.commands = TL_BY_RUN,
		.help = "Where a packet is counted that passes several watched interfaces, on its way through this "
			"host. once: where it comes in; a connection's record then tells by which interface it came "
			"in and by which it left. each: at each of them, in records of their own.",
	},
	{
		.name = "l7",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(l7),
		.argument = "off|names|full",
		.fallback = "full",
		.choices = l7_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "How much is read beyond the headers (layer 7). off: nothing. names: the server names in TLS "
			"(SNI) and HTTP (Host), found inside the kernel; no payload leaves it. full: besides, "
			"samples of the first payloads of each flow go to the dissectors (DNS, TLS, QUIC, HTTP, "
			"SSH, SIP, SMB, mail, databases, industrial protocols and many more; README lists them).",
	},
	{
		.name = "sql-text",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(sql_text),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Records of requests to databases (MySQL, PostgreSQL, TDS) tell the beginning of the statement "
			"as sent, with whatever stands in it, not only its first keyword. Needs --l7 full.",
	},
	{
		.name = "metrics",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(metrics),
		.argument = "off|on",
		.fallback = "on",
		.choices = metrics_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Network performance of TCP and UDP: round trips in their client's and server's part, response "
			"times, retransmissions, packets out of order, time between packets; and what the SYNs said. "
			"off: leaves all that out, for the least cost.",
	},
	{
		.name = "clock",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(clock),
		.argument = "auto|exact",
		.fallback = "auto",
		.choices = clock_words,
		.commands = TL_BY_RUN,
		.help = "auto: with --metrics off, the end of a flow is the kernel's last tick before its last packet, "
			"some milliseconds early and never before its start, for a fifth less work a packet. exact: to "
			"the nanosecond, as it always is with metrics.",
	},
	{
		.name = "splt",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(splt),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Sequence of packet lengths and times: one record of each TCP or UDP flow lists length, "
			"direction and time of its first 30 packets with payload. Needs --metrics on.",
	},
	{
		.name = "tunnels",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(tunnels),
		.argument = "inner|outer|both",
		.fallback = "inner",
		.choices = tunnels_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Whose addresses make the flow of a packet in a tunnel (VXLAN, GRE, GTP-U and others). inner: "
			"those of the innermost packet; the record tells the tunnel and its ends as well. outer: "
			"those of the tunnel. both: those of the innermost packet, and flows in tunnels between "
			"different ends are different. Each packet is counted once, whichever is chosen.",
	},
	{
		.name = "key",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(key),
		.argument = "full|no-vlan",
		.fallback = "full",
		.choices = key_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "What makes packets different flows. full: addresses, ports, protocol, interface and VLANs. "
			"no-vlan: all but the VLANs, for networks in which the directions of a connection are in "
			"different ones; the record then has those of the first packet.",
	},
	{
		.name = "otv",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(otv),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Packets to UDP port 8472 are OTV (Overlay Transport Virtualization), not VXLAN, which had "
			"this port in the past.",
	},
	{.name = NULL},
};
