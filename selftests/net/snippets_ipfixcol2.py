# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Stands in for ipfixcol2 (-c startup.xml) as far as docs/collectors.md needs it: its input `tcp`, its output `json` into a file. It reads by
python3-ipfix, and knows names from /etc/libfds/user/elements, as libfds does; what nobody told it is "enPEN:idNUMBER", as in the manual."""
import glob
import json
import os
import socket
import sys
import xml.etree.ElementTree as ElementTree

import ipfix.ie
import ipfix.message

KNOWN_TO_LIBFDS = (6871, 8057, 16982, 39499)  # cert, cesnet, muni, flowmon: files that come with it
PEN_REVERSE = 29305
scopes = {0: "iana", PEN_REVERSE: "iana@reverse"}


def learn(path):
    """A file of elements; with a "split" biflow mode, that bit of the number says that it is of the reverse direction."""
    root = ElementTree.parse(path).getroot()
    scope = root.find("scope")
    pen, biflow = int(scope.findtext("pen")), scope.find("biflow")
    scopes[pen] = scope.findtext("name")
    for element in root.findall("element"):
        number, kind = int(element.findtext("id")), element.findtext("dataType")
        ipfix.ie.for_spec(f"{element.findtext('name')}({pen}/{number})<{kind}>")
        if biflow.get("mode") == "split":
            ipfix.ie.for_spec(f"{element.findtext('name')}@reverse({pen}/{number | 1 << int(biflow.text)})<{kind}>")


def name_of(element):
    known = not element.name.startswith("_ipfix_")
    if known or element.pen in KNOWN_TO_LIBFDS:
        return f"{scopes.get(element.pen, 'libfds')}:{element.name}"
    return f"en{element.pen}:id{element.num}"


def has_flows(template):
    """<ignoreOptions> is true by default; and python3-ipfix does not get past records that begin with a text."""
    return any(element.name == "flowId" for element in template.ies)


ipfix.ie.use_iana_default()
ipfix.ie.use_5103_default()
for file in glob.glob("/etc/libfds/user/elements/*.xml"):
    learn(file)
startup = ElementTree.parse(sys.argv[sys.argv.index("-c") + 1]).getroot()
source, output = startup.find("inputPlugins/input"), startup.find("outputPlugins/output")
assert startup.tag == "ipfixcol2" and source.findtext("plugin") == "tcp" and output.findtext("plugin") == "json"
place = output.find("params/outputs/file")
assert int(place.findtext("timeWindow")) >= 60 and place.findtext("timeAlignment") in ("yes", "no")
os.makedirs(place.findtext("path"), exist_ok=True)
server = socket.create_server((source.findtext("params/localIPAddress"), int(source.findtext("params/localPort"))))
connection, _ = server.accept()
stream, messages = connection.makefile("rb"), ipfix.message.MessageBuffer()
with open(place.findtext("path") + place.findtext("prefix") + "0", "w", encoding="utf-8") as lines:
    while True:
        messages.read_message(stream)
        for record in messages.record_iterator(tmplaccept_fn=has_flows):
            elements = {element.name: element for template in messages.templates.values() for element in template.ies}
            lines.write(json.dumps({name_of(elements[name]): value for name, value in record.items()}, default=str) + "\n")
            lines.flush()
