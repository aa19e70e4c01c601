// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: where records go, and in which form. */
#include <stddef.h>

#include "../export/dialect.h"
#include "option_rows.h"

const struct tl_option tl_options_export[] = {
	{
		.name = "export",
		.letter = 'e',
		.type = TL_OPTION_LIST,
		TL_MEMBER(exporters),
		.argument = "URI",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Where flow records go; may be given several times. ipfix+udp://HOST[:4739], "
			"ipfix+tcp://HOST[:4739], ipfix+sctp://HOST[:4739], ipfix+tls://HOST[:4740] and "
			"ipfix+dtls://HOST[:4740] send IPFIX (the standard for flow records, RFC 7011) to a collector, "
			"netflow9://HOST[:2055] sends NetFlow v9, "
			"netflow5://HOST[:2055] NetFlow v5 (IPv4 only), file:PATH writes an IPFIX file, json:PATH or "
			"json:- (standard output) writes one JSON object a line, json+tcp://HOST:PORT and "
			"json+unix://PATH send such lines to a socket, "
			"store:DIR keeps a history that `tapless query` and `tapless report` ask. Parameters may "
			"follow, as "
			"`URI?uniflow=1&mtu=9000`; the manual lists them. Default: json:-, unless --table takes "
			"standard output.",
	},
	{
		.name = "domain",
		.type = TL_OPTION_NUMBER,
		TL_MEMBER(observation_domain),
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
		TL_MEMBER(elements),
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
		TL_MEMBER(enterprise_number),
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
		TL_MEMBER(table),
		.commands = TL_BY_RUN,
		.help = "Show a live table of the busiest flows on standard output, like `tapless top`.",
	},
	{.name = NULL},
};
