# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Stands in for Elasticsearch on 127.0.0.1:9200, as far as docs/collectors.md needs it and as strict as its reference is: an index
template (PUT _index_template/NAME), documents by _bulk (NDJSON, an action's line ahead of each), a search for FIELD:VALUE."""
import http.server
import ipaddress
import json
import urllib.parse

RANGES = {"byte": (-2**7, 2**7 - 1), "short": (-2**15, 2**15 - 1), "integer": (-2**31, 2**31 - 1), "long": (-2**63, 2**63 - 1),
          "unsigned_long": (0, 2**64 - 1), "date": (0, 2**63 - 1)}
KEYWORD_OCTETS = 32766  # Lucene's longest term
templates, indices = [], {}


def kind_of(index, key, value):
    for template in templates:
        if index.startswith(template["index_patterns"][0].rstrip("*")) and key in template["template"]["mappings"]["properties"]:
            return template["template"]["mappings"]["properties"][key]["type"]
    return "long" if isinstance(value, int) else "keyword"  # what it guesses


def check(key, value, kind):
    """Raises ValueError for what such a field does not take."""
    if isinstance(value, list):
        for item in value:
            check(key, item, kind)
    elif kind in RANGES:
        if not isinstance(value, int) or not RANGES[kind][0] <= value <= RANGES[kind][1]:
            raise ValueError(f"{key}: {value!r} is out of range of {kind}")
    elif kind == "ip":
        ipaddress.ip_address(value)
    elif kind == "boolean":
        if not isinstance(value, bool):
            raise ValueError(f"{key}: {value!r} is no boolean")
    elif kind != "keyword" or not isinstance(value, str) or len(value.encode()) > KEYWORD_OCTETS:
        raise ValueError(f"{key}: {value!r} is no {kind}")


def create(index, line):
    try:
        document = json.loads(line)
        for key, value in document.items():
            check(key, value, kind_of(index, key, value))
    except ValueError as error:
        return {"create": {"status": 400, "error": {"type": "document_parsing_exception", "reason": str(error)}}}
    indices.setdefault(index, []).append(document)
    return {"create": {"status": 201}}


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body):
        text = (json.dumps(body) + "\n").encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def body(self, kind):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        return text if self.headers.get("Content-Type") == kind else ""

    def do_PUT(self):
        template = json.loads(self.body("application/json") or "{}")
        kinds = {field["type"] for field in template["template"]["mappings"]["properties"].values()}
        unknown = sorted(kinds - RANGES.keys() - {"ip", "boolean", "keyword"})
        if not self.path.startswith("/_index_template/") or unknown:
            self.answer(400, {"error": f"no handler for {self.path}, or for types {unknown}"})
            return
        templates.append(template)
        self.answer(200, {"acknowledged": True})

    def do_POST(self):
        _, index, action = self.path.split("/")
        text = self.body("application/x-ndjson")
        lines = text.split("\n")[:-1]  # as in NDJSON: no other character ends a line
        if action != "_bulk" or not text.endswith("\n") or len(lines) % 2 or any(json.loads(line) != {"create": {}} for line in lines[::2]):
            self.answer(400, {"error": "a bulk request is NDJSON, ends with a newline, and has an action ahead of each document"})
            return
        items = [create(index, line) for line in lines[1::2]]
        self.answer(200, {"errors": any("error" in item["create"] for item in items), "items": items})

    def do_GET(self):
        url = urllib.parse.urlparse(self.path)
        key, value = urllib.parse.parse_qs(url.query)["q"][0].split(":", 1)
        found = [{"_source": document} for document in indices.get(url.path.split("/")[1], []) if str(document.get(key)) == value]
        self.answer(200, {"hits": {"total": {"value": len(found), "relation": "eq"}, "hits": found[:10]}})

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 9200), Handler).serve_forever()
