// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "options.h"

#include <stddef.h>
#include <string.h>

#include "../export/dialect.h"
#include "settings.h"

static const char *const hook_words[] = {[TL_HOOK_AUTO] = "auto", [TL_HOOK_TC] = "tc", [TL_HOOK_XDP] = "xdp", NULL};
static const char *const l7_words[] = {[TL_L7_OFF] = "off", [TL_L7_NAMES] = "names", [TL_L7_FULL] = "full", NULL};
static const char *const count_words[] = {[TL_COUNT_ONCE] = "once", [TL_COUNT_EACH] = "each", NULL};

static const char *const metrics_words[] = {[TL_METRICS_OFF] = "off", [TL_METRICS_ON] = "on", NULL};

static const char *const tunnels_words[] = {
	[TL_TUNNELS_INNER] = "inner", [TL_TUNNELS_OUTER] = "outer", [TL_TUNNELS_BOTH] = "both", NULL};

static const char *const key_words[] = {[TL_KEY_FULL] = "full", [TL_KEY_NO_VLAN] = "no-vlan", NULL};

#define MEMBER(member) .offset = offsetof(struct tl_settings, member)
/* IANA elements 36 and 37, which tell collectors the timeouts, have 16 bits. */
#define SECONDS .argument = "S", .minimum = 1, .maximum = 65535, .unit = "seconds"

const struct tl_option tl_options[] = {
	{
		.name = "interface",
		.letter = 'i',
		.type = TL_OPTION_LIST,
		MEMBER(interfaces),
		.argument = "IF",
		.commands = TL_BY_RUN,
		.help = "Network interface to watch; may be given several times. A pattern (`veth*`, quoted for the "
			"shell) or `all` (every one but lo) also takes those that appear later. Interfaces that "
			"vanish, come back or are renamed are followed. Default: the one that the default route "
			"uses.",
	},
	{
		.name = "export",
		.letter = 'e',
		.type = TL_OPTION_LIST,
		MEMBER(exporters),
		.argument = "URI",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Where flow records go; may be given several times. ipfix+udp://HOST[:4739], "
			"ipfix+tcp://HOST[:4739] and ipfix+tls://HOST[:4740] send IPFIX (the standard for flow "
			"records, RFC 7011) to a collector, netflow9://HOST[:2055] sends NetFlow v9, "
			"netflow5://HOST[:2055] NetFlow v5 (IPv4 only), file:PATH writes an IPFIX file, json:PATH or "
			"json:- (standard output) writes one JSON object a line, json+tcp://HOST:PORT and "
			"json+unix://PATH send such lines to a socket. Parameters may follow, as "
			"`URI?uniflow=1&mtu=9000`; the manual lists them. Default: json:-, unless --table takes "
			"standard output.",
	},
	{
		.name = "hook",
		.type = TL_OPTION_CHOICE,
		MEMBER(hook),
		.argument = "auto|tc|xdp",
		.fallback = "auto",
		.choices = hook_words,
		.commands = TL_BY_RUN,
		.help = "Where the kernel counts arriving packets: xdp in the network driver, before anything else; tc "
			"in the network stack. Departing packets are always counted by tc. auto chooses, and takes "
			"tc where another program holds XDP.",
	},
	{
		.name = "count",
		.type = TL_OPTION_CHOICE,
		MEMBER(count),
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
		MEMBER(l7),
		.argument = "off|names|full",
		.fallback = "full",
		.choices = l7_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "How much is read beyond the headers (layer 7). off: nothing. names: the server names in TLS "
			"(SNI) and HTTP (Host), found inside the kernel; no payload leaves it. full: besides, "
			"samples of the first payloads of each flow go to the dissectors (DNS, TLS, QUIC, HTTP/1, "
			"SSH, SIP, RTP, MQTT, CoAP, Modbus, IEC 104, DNP3, S7comm, EtherNet/IP, WireGuard, IKE, "
			"OpenVPN, DHCPv4, NTP, MySQL, PostgreSQL, TDS).",
	},
	{
		.name = "sql-text",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(sql_text),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Records of requests to databases (MySQL, PostgreSQL, TDS) tell the beginning of the statement "
			"as sent, with whatever stands in it, not only its first keyword. Needs --l7 full.",
	},
	{
		.name = "metrics",
		.type = TL_OPTION_CHOICE,
		MEMBER(metrics),
		.argument = "off|on",
		.fallback = "on",
		.choices = metrics_words,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Network performance of TCP and UDP: round trips in their client's and server's part, response "
			"times, retransmissions, packets out of order, time between packets; and what the SYNs said. "
			"off: leaves all that out, for the least cost.",
	},
	{
		.name = "splt",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(splt),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Sequence of packet lengths and times: one record of each TCP or UDP flow lists length, "
			"direction and time of its first 30 packets with payload. Needs --metrics on.",
	},
	{
		.name = "tunnels",
		.type = TL_OPTION_CHOICE,
		MEMBER(tunnels),
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
		MEMBER(key),
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
		MEMBER(otv),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Packets to UDP port 8472 are OTV (Overlay Transport Virtualization), not VXLAN, which had "
			"this port in the past.",
	},
	{
		.name = "biflow",
		.type = TL_OPTION_FLAG,
		.flag = false,
		MEMBER(uniflow),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "One record for both directions of a connection (RFC 5103). This is the default.",
	},
	{
		.name = "uniflow",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(uniflow),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "One record for each direction.",
	},
	{
		.name = "active",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		MEMBER(active),
		.fallback = "60",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A flow that goes on is reported each time it has been active for this long.",
	},
	{
		.name = "idle",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		MEMBER(idle),
		.fallback = "15",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A flow without packets for this long has ended.",
	},
	{
		.name = "closed",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		MEMBER(closed),
		.fallback = "2",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A TCP connection whose end was seen (FIN both ways, or RST) is reported after this long.",
	},
	{
		.name = "flows",
		.type = TL_OPTION_NUMBER,
		MEMBER(flows),
		.argument = "N",
		.minimum = 1024,
		.maximum = 64 << 20,
		.unit = "flows",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Room in the kernel's flow cache, in flows of one direction, over all CPUs. What finds no room "
			"is still counted, and told by `tapless status`. Default: 131072 for `run`; `read` takes "
			"what the capture's size can need, at most 262144.",
	},
	{
		.name = "domain",
		.type = TL_OPTION_NUMBER,
		MEMBER(observation_domain),
		.argument = "N",
		.fallback = "0",
		.minimum = 0,
		.maximum = 0xffffffff,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Observation domain ID: tells a collector apart the meters that send from one address.",
	},
	{
		.name = "elements",
		.type = TL_OPTION_CHOICE,
		MEMBER(elements),
		.argument = "all|standard|flowmon|cesnet|ntop",
		.fallback = "all",
		.choices = tl_elements_names,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Whose elements IPFIX has where several vendors have one for a fact; `tapless fields` lists "
			"them. all: IANA's, else Flowmon's, else CESNET's, else our own. standard: IANA's and those "
			"of RFC 5103, no other.",
	},
	{
		.name = "enterprise-number",
		.type = TL_OPTION_NUMBER,
		MEMBER(enterprise_number),
		.argument = "N",
		.minimum = 1,
		.maximum = 0xffffffff,
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Enterprise number under which IPFIX has the elements that nobody else defines. IANA gives "
			"them to anybody. Default: 32473, the one for documentation (RFC 5612), which others may use "
			"too.",
	},
	{
		.name = "table",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(table),
		.commands = TL_BY_RUN,
		.help = "Show a live table of the busiest flows on standard output, like `tapless top`.",
	},
	{
		.name = "options",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(options),
		.commands = TL_BY_DECODE,
		.help = "Print option records too: what an exporter says about itself, not about flows.",
	},
	{
		.name = "dedup",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(dedup),
		.commands = TL_BY_DECODE,
		.help = "Leave out records that were exported twice (after a crash a record may come again, identical, "
			"with the same flowId and sequence).",
	},
	{
		.name = "json",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(json),
		.commands = TL_BY_STATUS | TL_BY_FIELDS,
		.help = "Print JSON, for programs.",
	},
	{
		.name = "libfds",
		.type = TL_OPTION_STRING,
		MEMBER(libfds),
		.argument = "ENTERPRISE",
		.commands = TL_BY_FIELDS,
		.help = "Print the elements of one enterprise as a file for libfds, ipfixcol2's library: `tapless` and "
			"`ntop`, which it does not know, or iana, cert, muni, flowmon, cesnet.",
	},
	{
		.name = "goflow2",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(goflow2),
		.commands = TL_BY_FIELDS,
		.help = "Print a mapping file for goflow2: numbers and strings, by the names of our fields. It knows "
			"no biflows; send it uniflows.",
	},
	{
		.name = "once",
		.type = TL_OPTION_FLAG,
		.flag = true,
		MEMBER(once),
		.commands = TL_BY_TOP,
		.help = "Watch for one second, print the table once, as plain lines, and exit. This is what happens "
			"anyway if standard output is not a terminal.",
	},
	{
		.name = "instance",
		.type = TL_OPTION_NAME,
		MEMBER(instance),
		.argument = "NAME",
		.fallback = "default",
		.commands = TL_BY_RUN | TL_BY_STATUS | TL_BY_STOP | TL_BY_TOP,
		.help = "Name of the meter, if several run on one host: letters, digits, - and _. Its maps are in "
			"/sys/fs/bpf/tapless/NAME.",
	},
	{
		.name = "user",
		.type = TL_OPTION_STRING,
		MEMBER(user),
		.argument = "NAME",
		.commands = TL_BY_RUN,
		.help = "Whom the daemon becomes once it has started as root. Output files are opened as this user, "
			"or, where it may not, by root before. Default: tapless, or nobody if there is no such user. "
			"root: stays root, without its capabilities.",
	},
	{
		.name = "country",
		.type = TL_OPTION_STRING,
		MEMBER(country_database),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Database of the countries of addresses, MaxMind format (.mmdb); `none` for no countries. "
			"Default: the first found of those that `make` builds and those in /var/lib/tapless, "
			"/usr/share/tapless and /usr/share/GeoIP.",
	},
	{
		.name = "asn",
		.type = TL_OPTION_STRING,
		MEMBER(as_database),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Database of the autonomous systems (networks of one operator: number and name) of addresses, "
			"likewise.",
	},
	{
		.name = "applications",
		.type = TL_OPTION_STRING,
		MEMBER(applications),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Applications of your own, by server names, ports or protocols: rows as `6:1 intranet web "
			"intranet.example ; The intranet`, behind those that tapless knows.",
	},
	{
		.name = "agents",
		.type = TL_OPTION_STRING,
		MEMBER(agents_file),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Rules that tell operating system and application from HTTP user agents: regexes.yaml of "
			"uap-core; `none` for no rules. Default: the first found of what `make agents` gets and "
			"agents.yaml in /var/lib/tapless and /usr/share/tapless.",
	},
	{
		.name = "config",
		.letter = 'c',
		.type = TL_OPTION_STRING,
		MEMBER(config),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Read options from this file first: lines `idle = 30`, with the long names; a list repeats its "
			"line; `yes` or `no` for options without a value. The command line wins over the file.",
	},
	{
		.name = "help",
		.letter = 'h',
		.type = TL_OPTION_HELP,
		.commands = TL_BY_ALL,
		.help = "Print this help.",
	},
};

const unsigned int tl_option_count = sizeof(tl_options) / sizeof(tl_options[0]);

const struct tl_option *tl_option_by_name(const char *name)
{
	for (unsigned int i = 0; i < tl_option_count; i++)
		if (!strcmp(tl_options[i].name, name))
			return &tl_options[i];
	return NULL;
}

const struct tl_option *tl_option_by_letter(int letter)
{
	for (unsigned int i = 0; i < tl_option_count; i++)
		if (tl_options[i].letter && tl_options[i].letter == letter)
			return &tl_options[i];
	return NULL;
}
