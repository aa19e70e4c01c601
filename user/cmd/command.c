// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "command.h"

#include <stddef.h>
#include <string.h>

#include "../lib/suggest.h"
#include "options.h"

const struct tl_command tl_commands[] = {
	{
		.name = "run",
		.summary = "meter network interfaces and export flow records",
		.run = tl_command_run_meter,
		.taken_by = TL_BY_RUN,
		.details =
			"Watches interfaces until Ctrl-C or `tapless stop`; then everything still in the flow cache is "
			"exported. Every packet is counted, none is copied: the kernel keeps the flow cache, and it "
			"goes on counting even if this process dies; start it again and nothing is lost. SIGTERM, what "
			"a service manager sends, hands over in the same way: programs and flows stay for the next "
			"run. Another version does so too; if it lays its maps out differently, it says so and drains "
			"the old ones first. Needs root.",
		.examples =
			{
				{"sudo tapless run --table", "live table of the default route's interface"},
				{"sudo tapless run -i eth0 -e ipfix+udp://192.0.2.7",
				 "send IPFIX to a collector, port 4739"},
				{"sudo tapless run -i eth0 -i eth1 -e file:flows.ipfix -e json:-",
				 "two interfaces, an IPFIX file and JSON lines at once"},
				{"sudo tapless run -c /etc/tapless/tapless.conf", "options from a file"},
			},
		.exit_one = "it could not start, or an exporter could not finish; the reason was printed",
	},
	{
		.name = "read",
		.summary = "make flow records of a packet capture",
		.run = tl_command_read,
		.taken_by = TL_BY_READ,
		.operand = "FILE",
		.details = "Reads a pcap or pcapng file (gzip and zstd too; `-` is standard input) through the same "
			   "programs in the kernel that `tapless run` attaches, with the capture's own times. Records "
			   "come sorted by end and start: the same output each time. Needs root.",
		.examples =
			{
				{"sudo tapless read traffic.pcap", "one JSON object a line on standard output"},
				{"sudo tapless read traffic.pcap | jq -r .tlsSni",
				 "all server names of TLS connections"},
				{"sudo tapless read traffic.pcapng.zst --uniflow -e file:flows.ipfix",
				 "an IPFIX file with one record for each direction"},
			},
		.exit_one = "the capture could not be read to its end, or the output failed; the reason was printed",
	},
	{
		.name = "top",
		.summary = "show what a running meter sees, live: by flow, application, host, name, network",
		.run = tl_command_top,
		.taken_by = TL_BY_TOP,
		.has_keys = true,
		.details = "Works beside `tapless run` and reads the flow cache in the kernel, without touching it. "
			   "Refreshes "
			   "each second; end it with q or Ctrl-C. One line a flow, or a line for all flows of an "
			   "application, a "
			   "host, a name, an autonomous system, a country, an interface; sorted by any column; Enter "
			   "shows the "
			   "flows of a line, and of a flow all that is known. Rates and bytes are those of whole "
			   "frames on the "
			   "wire, both directions together; AGE is the time since the first packet in the cache. A ? "
			   "behind an "
			   "application says that the port alone tells it. Only what changes on the screen is sent, so "
			   "it works "
			   "by a slow line too. No colours with NO_COLOR set; no UTF-8 where the locale has none. "
			   "Needs root.",
		.examples =
			{
				{"sudo tapless top", "live table; ? lists the keys"},
				{"sudo tapless top --once", "watch one second, print ten flows, exit"},
				{"sudo tapless top --instance dmz", "the meter that was started with --instance dmz"},
			},
		.exit_one = "no such meter runs, or its maps cannot be read; the reason was printed",
	},
	{
		.name = "status",
		.summary = "show what a running meter does and whether its counts balance",
		.run = tl_command_status,
		.taken_by = TL_BY_STATUS,
		.details =
			"Shows hooks, how full cache and rings are, exporters, and the balance: packets that the hooks "
			"saw against packets in the cache, in records, and not in a flow for a named reason. Needs "
			"root.",
		.examples =
			{
				{"sudo tapless status", "for people"},
				{"sudo tapless status --json | jq .balance", "for programs"},
			},
		.exit_one = "no such meter runs, or the balance has a residual",
	},
	{
		.name = "stop",
		.summary = "end a meter: export what is left, remove it from the kernel",
		.run = tl_command_stop,
		.taken_by = TL_BY_STOP,
		.details =
			"Detaches the programs, exports everything still in the flow cache and removes all pins of the "
			"instance; also after its process was killed. Needs root.",
		.examples =
			{
				{"sudo tapless stop", "end the instance `default`"},
				{"sudo tapless stop --instance dmz", "end another one"},
			},
		.exit_one = "no such meter runs, or something could not be exported; the reason was printed",
	},
	{
		.name = "query",
		.summary = "ask the history, or IPFIX files, which flows there were",
		.run = tl_command_query,
		.taken_by = TL_BY_QUERY,
		.has_words = true,
		.operand = "[FILTER...]",
		.details =
			"Prints the records that a filter selects, or sums of them with --by. The words of filters are "
			"those of tcpdump and nfdump, and many more: `host`, `net`, `port`, `proto`, `bytes`, `sni`, "
			"`app`, ...; `--columns help` lists them, the manual explains the language. A record tells "
			"what "
			"a flow did in at most --active seconds; records of single transactions (of HTTP, DNS, ...) "
			"count no packets. Ctrl-C prints what was found until then.",
		.examples =
			{
				{"tapless query --last 1h 'host 10.0.0.5 and dst port 443 and bytes > 1M'",
				 "large transfers of one host"},
				{"tapless query --from 09:00 --to 10:00 --date 2026-11-20 'net 10.0.0.0/8' --by app "
				 "--top 10",
				 "what a network did"},
				{"tapless query -r *.ipfix 'sni ~ example.org' --by src,dst --sort flows",
				 "who talks to a site, of IPFIX files"},
				{"tapless query --last 1d 'http status >= 500' --format csv -o time,src,name,http-url",
				 "failed requests, for a spreadsheet"},
			},
		.exit_one = "not all could be read, or the output failed, or Ctrl-C came; the reason was printed",
	},
	{
		.name = "decode",
		.summary = "print an IPFIX file as JSON lines",
		.run = tl_command_decode,
		.taken_by = TL_BY_DECODE,
		.operand = "FILE...",
		.details = "Reads IPFIX files (RFC 5655) of tapless and of other exporters, also if gzip or zstd has "
			   "compressed them, one after the other; `-` is standard input. Keys "
			   "are the names of information elements, as `tapless fields` lists them.",
		.examples =
			{
				{"tapless decode flows.ipfix", "all flow records"},
				{"tapless decode --dedup flows.ipfix | jq -s 'map(.octetDeltaCount) | add'",
				 "octets of all flows (forward direction)"},
			},
		.exit_one = "the file cannot be read or is not IPFIX; the reason was printed",
	},
	{
		.name = "report",
		.summary = "tell what a network did: tables, anomalies, and who did what",
		.run = tl_command_report,
		.operand = "[host A [B]] [FILE...]",
		.taken_by = TL_BY_REPORT,
		.details =
			"Looks at a time of the history, or of IPFIX files, and prints what it was made of: volumes, "
			"applications, hosts, names, countries, response times, the state of TLS, and what stands out. "
			"With `host A` or `host A B` behind it, it investigates: which sites host A really visited at "
			"address B, with which system and browser, what else lives there, and all requests and flows "
			"in "
			"their order.",
		.examples =
			{
				{"tapless report --last 1h", "the last hour of the history"},
				{"tapless report --date yesterday --html report.html", "yesterday, as a page"},
				{"tapless report host 192.0.2.7 198.51.100.9 --from 09:00 --to 10:00",
				 "what these two did with each other"},
				{"tapless report -r flows.ipfix --format json", "of an IPFIX file, for programs"},
			},
		.exit_one = "the history cannot be read, or the output not be written; the reason was printed",
	},
	{
		.name = "store",
		.summary = "look after the history: list, describe, check it, take a host out of it",
		.run = tl_command_store,
		.taken_by = TL_BY_STORE,
		.operand = "list|schema|levels|verify|forget...",
		.details =
			"The history is a folder of SQLite databases, one for each hour (`-e store:DIR`). list shows "
			"them, schema how they are laid out, levels which fields `?detail=` keeps, verify reads all "
			"and looks for damage. `forget host ADDRESS` removes every record in which the address is, "
			"and what only these had; a meter that runs goes on with a new file.",
		.examples =
			{
				{"tapless store list", "what there is"},
				{"sudo tapless store forget host 192.0.2.7", "take a person's machine out of it"},
				{"tapless store schema", "for those who ask by sqlite3"},
				{"tapless store verify --store /mnt/copy", "is this copy good?"},
			},
		.exit_one = "a segment is damaged or could not be read or written anew; the reason was printed",
	},
	{
		.name = "config",
		.summary = "check a configuration file, or show what it comes to",
		.run = tl_command_config,
		.taken_by = TL_BY_CONFIG,
		.operand = "[FILE]",
		.details =
			"Without FILE it is /etc/tapless/tapless.conf, which the service reads. --check names what is "
			"wrong by file and line; --dump prints all settings of `tapless run`, and where each comes "
			"from. On SIGHUP a running meter reads its file again; interfaces and timeouts change at "
			"once, of others it says that they need a restart, which loses nothing either.",
		.examples =
			{
				{"tapless config --check", "is the service's file good?"},
				{"tapless config --dump", "all settings, those by default too"},
				{"sudo systemctl reload tapless", "let the running service read it again"},
			},
		.exit_one = "the file cannot be read or something in it is wrong; each reason was printed",
	},
	{
		.name = "fields",
		.summary = "list the fields of flow records",
		.run = tl_command_fields,
		.taken_by = TL_BY_FIELDS,
		.details = "Each field is an information element: name, number in IANA's registry or in that of an "
			   "enterprise, type, and what it means.",
		.examples =
			{
				{"tapless fields", "for people"},
				{"tapless fields --json", "for programs"},
				{"tapless fields --libfds tapless", "for ipfixcol2: the elements that are our own"},
				{"clickhouse-client --query \"$(tapless fields --clickhouse)\"",
				 "for ClickHouse: a table"},
			},
		.exit_one = "standard output could not be written",
	},
	{
		.name = "version",
		.summary = "print versions and what this kernel can do for tapless",
		.run = tl_command_version,
		.taken_by = TL_BY_VERSION,
		.details = "Some kernel features can only be seen by root; others see `unknown` there.",
		.examples =
			{
				{"tapless version", "what to put in a bug report"},
				{"sudo tapless version", "the same with all kernel features"},
			},
	},
	{
		.name = "completion",
		.summary = "print shell completion or the man page's options, made from the table of options",
		.run = tl_command_completion,
		.taken_by = TL_BY_COMPLETION,
		.operand = "bash|zsh|fish|man|fields",
		.hidden = true,
		.details = "completion/regenerate writes what is in the source tree with it.",
		.examples =
			{
				{"tapless completion bash > /usr/share/bash-completion/completions/tapless",
				 "for bash"},
				{"tapless completion zsh > /usr/share/zsh/vendor-completions/_tapless", "for zsh"},
			},
		.exit_one = "standard output could not be written",
	},
};

const unsigned int tl_command_count = sizeof(tl_commands) / sizeof(tl_commands[0]);

const struct tl_command *tl_command_by_name(const char *name)
{
	for (unsigned int i = 0; i < tl_command_count; i++)
		if (!strcmp(tl_commands[i].name, name))
			return &tl_commands[i];
	return NULL;
}

const char *tl_command_suggest(const char *word)
{
	const char *names[sizeof(tl_commands) / sizeof(tl_commands[0])];
	unsigned int count = 0;

	for (unsigned int i = 0; i < tl_command_count; i++)
		if (!tl_commands[i].hidden)
			names[count++] = tl_commands[i].name;
	return tl_suggest(word, names, count);
}
