# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What is wanted, and whether this run's figures keep it.

A target is a row: what it says, the bound, and where its values come from, one of each round; their median is held against the
bound, or the worst of them where one is too many. A part that has not been run leaves its rows without a value.
"""
import re
import statistics

import meters

DEFAULT, LEAN, SOFTFLOWD_FIELDS = "tapless", "tapless --l7 names --metrics off", "tapless, the fields of softflowd"
OF_HASH, OF_COMMON = "of the hash with an exact clock", "of the common design"
RESIDENT = 64 << 20  # octets that the process may take without a flow
MILLION = 1000000


class Measured:
    """Figures by (part, name, unit), and runs of the whole system."""

    def __init__(self, figures, runs):
        self.figures = figures
        self.runs = runs

    def values(self, part, name, unit):
        return next((figure["values"] for figure in self.figures
                     if (figure["part"], figure["name"], figure["unit"]) == (part, name, unit)), [])

    def grown(self, pattern):
        """(flows, values) of each thing of `growth` whose name is as the pattern says, "…, N flows"."""
        for figure in self.figures:
            match = re.fullmatch(f"(?:{pattern}), (\\d+) flows", figure["name"])
            if figure["part"] == "growth" and match:
                yield int(match[1]), figure["values"]

    def column(self, scenario, meter, field):
        return [run[field] for run in self.runs
                if run["scenario"] == scenario and run["meter"] == meter and field in run]


def figure(part, name, unit):
    return lambda measured: measured.values(part, name, unit)


def least_dissector(measured):
    """The slowest dissector's; octets that none knows are no dissector."""
    found = [one["values"] for one in measured.figures if one["part"] == "dissect" and one["name"] != "unknown"]
    return min(found, key=statistics.median, default=[])


def ratio(scenario, meter, other, field="cost", other_field="cost"):
    """Of each round."""
    return lambda measured: [one / another for one, another in zip(measured.column(scenario, meter, field),
                                                                   measured.column(scenario, other, other_field))
                             if another > 0]


def losses(holds):
    """In percent, of all scenarios of which `holds`."""
    return lambda measured: [100 * run["loss"] for run in measured.runs
                             if run["meter"].startswith("tapless") and "loss" in run and holds(run["scenario"])]


def a_flow(scenario, meter, field, fixed=0):
    """Octets beyond `fixed` for each flow of the scenario."""
    return lambda measured: [(octets - fixed) / flows for octets, flows in
                             zip(measured.column(scenario, meter, field), measured.column(scenario, meter, "flows"))]


def share_of_a_core(measured):
    """Percent of a core that a sweep of a million entries takes each second: of the greatest cache measured."""
    found = list(measured.grown("sweep, nothing to do, .*"))
    greatest = max((flows for flows, _ in found), default=0)
    return [value / flows * MILLION / 10 for flows, values in found if flows == greatest for value in values]


def longest_stretch(measured):
    """Milliseconds."""
    return [value for _, values in measured.grown("longest stretch.*") for value in values]


def an_entry(scenario, meter, field):
    """Octets for each entry that the cache has room for: of a scenario with more flows than the default."""
    return lambda measured: [octets / meters.ROOM for octets in measured.column(scenario, meter, field)]


class Target:
    def __init__(self, text, bound, values, at_least=False, worst=False, unit=""):
        self.text = text
        self.bound = bound
        self.values = values
        self.at_least = at_least
        self.worst = worst  # not the median: no round may be beyond the bound
        self.unit = unit

    def judge(self, measured):
        """A row for people and machines; `met` is None if it has not been measured."""
        values = sorted(self.values(measured))
        row = {"target": self.text, "bound": self.bound, "at_least": self.at_least, "unit": self.unit,
               "values": values, "value": None, "met": None}
        if values:
            worst = values[0] if self.at_least else values[-1]
            row["value"] = worst if self.worst else statistics.median(values)
            row["met"] = row["value"] >= self.bound if self.at_least else row["value"] <= self.bound
        return row


def hot_flow():
    for hook, name in ("tc-ingress", "TC"), ("xdp-ingress", "XDP"):
        for kind, bounds in ("UDP", (1.15, 1.15)), ("TCP ack", (1.2, 1.5)):
            for metrics, bound in zip(("metrics off", "metrics on"), bounds):
                yield Target(f"hot flow, {name}, {kind.split()[0]}, names, {metrics}: times the hash with an exact clock",
                             bound, figure("hooks", f"{hook}, {kind}, names, {metrics}", OF_HASH))
        yield Target(f"hot flow, {name}, UDP, names, metrics off: times the common design", 0.65,
                     figure("hooks", f"{hook}, UDP, names, metrics off", OF_COMMON))


def whole_system():
    for scenario, peer, common in (("1 k flows uniform", 0.40, 0.8), ("1 M flows Zipf", 0.32, 0.65),
                                   ("100 k flows uniform", 0.35, 0.6)):
        for meter in LEAN, DEFAULT:
            yield Target(f"{scenario}, {meter}: times nfpcapd", peer, ratio(scenario, meter, "nfpcapd"))
            yield Target(f"{scenario}, {meter}: times the common design's kernel half", common,
                         ratio(scenario, meter, "common design"))
    yield Target("loss, idle host", 0, losses(lambda scenario: scenario != "busy host"), worst=True, unit="%")
    yield Target("loss, busy host", 0, losses(lambda scenario: scenario == "busy host"), worst=True, unit="%")
    yield Target("octets exported a flow, the fields of softflowd, 100 k flows", 44,
                 a_flow("100 k flows uniform", SOFTFLOWD_FIELDS, "exported"))


def memory():
    yield Target("kernel memory, octets an entry of the cache, names, metrics off, half of 2 M in use", 256,
                 an_entry("1 M flows uniform", LEAN, "kernel_memory"))
    yield Target("kernel memory, octets an entry of the cache, all on, half of 2 M in use", 256 + 192,
                 an_entry("1 M flows uniform", DEFAULT, "kernel_memory"))
    yield Target("process, most octets a flow beyond 64 MiB, names, metrics off, 1 M flows", 200,
                 a_flow("1 M flows uniform", LEAN, "most_memory", RESIDENT))


def bulk():
    yield Target("iperf3, GSO off, --l7 names: throughput of none", 0.95,
                 figure("iperf", "GSO off, names", "of none"), at_least=True)
    yield Target("iperf3, GSO off, --l7 full: throughput of none", 0.95,
                 figure("iperf", "GSO off, full", "of none"), at_least=True)
    yield Target("bulk, --l7 names: CPU time of iperf3 and meter a Gbit, GSO on, times none", 1.03,
                 figure("iperf", "GSO on, names", "times none's CPU"))
    yield Target("bulk, --l7 full: the same", 1.05, figure("iperf", "GSO on, full", "times none's CPU"))
    yield Target("copied to user space, bulk, --l7 full", 1, figure("copied", "bulk, one TCP connection", "%"), unit="%")


TARGETS = [
    *hot_flow(),
    *whole_system(),
    *bulk(),
    *memory(),
    Target("a sweep of 1 M entries, were it each second, of a core (the daemon's pace is 5 % at most)", 5, share_of_a_core, unit="%"),
    Target("a sweep's longest stretch on a CPU", 2, longest_stretch, worst=True, unit="ms"),
    Target("records/s from the ring to IPFIX by UDP, --l7 off", 500000,
           figure("records", "IPFIX by UDP", "records/s"), at_least=True),
    Target("records/s from the ring to IPFIX by UDP, with payload", 200000,
           figure("records", "payload, IPFIX by UDP", "records/s"), at_least=True),
    Target("messages/s of the slowest dissector", 300000, least_dissector, at_least=True),
]


def judge(figures, runs):
    measured = Measured(figures, runs)
    return [target.judge(measured) for target in TARGETS]


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def cells(row):
    """Target, wanted, measured with least and most, met or not."""
    unit = f" {row['unit']}" if row["unit"] else ""
    wanted = f"{'≥' if row['at_least'] else '≤'} {number(row['bound'])}{unit}"
    if row["met"] is None:
        return row["target"], wanted, "not measured", ""
    spread = f"({number(row['values'][0])}..{number(row['values'][-1])})"
    return row["target"], wanted, f"{number(row['value'])}{unit} {spread}", "yes" if row["met"] else "**no**"


def table(rows):
    """Columns are as wide as their cells, so that a terminal shows it as well."""
    lines = [("target", "wanted", "measured", "met?"), *map(cells, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(4)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines)


def told(rows):
    """The table, and a line that adds it up."""
    judged = [row["met"] for row in rows if row["met"] is not None]
    return f"{table(rows)}\n\n{sum(judged)} of {len(judged)} targets met, {len(rows) - len(judged)} not measured."
