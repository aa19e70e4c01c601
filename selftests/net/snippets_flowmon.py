# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Stands in for Flowmon's collector: takes IPFIX by UDP at 192.0.2.10:3000 and tells, a record a line, addresses and the name of the server by
Flowmon's element for it (39499/1, FLOWMON_HTTP_HOST). It reads by python3-ipfix."""
import socket

import ipfix.ie
import ipfix.message


def has_flows(template):
    """python3-ipfix does not get past records that begin with a text, which some options do."""
    return any(element.name == "flowId" for element in template.ies)


ipfix.ie.use_iana_default()
ipfix.ie.use_5103_default()
ipfix.ie.for_spec("flowmonHttpHost(39499/1)<string>")
taker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
taker.bind(("192.0.2.10", 3000))
messages = ipfix.message.MessageBuffer()
while True:
    messages.from_bytes(taker.recv(65535))
    for record in messages.record_iterator(tmplaccept_fn=has_flows):
        print(record.get("sourceIPv4Address"), record.get("destinationIPv4Address"), record.get("flowmonHttpHost", "-"), flush=True)
