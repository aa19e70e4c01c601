#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What `make bench` adds up: costs and ratios of whole-system runs, octets of maps, targets, tables."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
import meters  # noqa: E402
import report  # noqa: E402
import summary  # noqa: E402
import targets  # noqa: E402
import windows  # noqa: E402

SCENARIO = "1 k flows uniform"


def run(meter, generator, number, **more):
    return {"scenario": SCENARIO, "meter": meter, "round": number, "offered": 1000, "generator": generator,
            "seconds": 2.0, **more}


def runs():
    """Two rounds: of the meter 100 and 300 ns of kernel, 200 of process; of nfpcapd 500 and 1000 in all."""
    own = {"process": 200e-6, "accounted": 1000, "exported": 4000, "flows": 100, "memory": 5e6, "most_memory": 6e6,
           "kernel_memory": 7e6}
    return report.with_costs([
        run("none", 1e-3, 0), run(targets.DEFAULT, 1.1e-3, 0, **own), run("nfpcapd", 1.5e-3, 0),
        run("none", 2e-3, 1), run(targets.DEFAULT, 2.3e-3, 1, **{**own, "accounted": 999}), run("nfpcapd", 3e-3, 1)])


def close(one, other):
    return abs(one - other) < 1e-6


def costs():
    made = report.values(runs(), targets.DEFAULT, "cost")
    assert close(made[0], 300) and close(made[1], 500), made
    assert report.ratio(runs(), targets.DEFAULT, "nfpcapd") == "0.55"  # the median of 0.6 and 0.5
    assert report.values(runs(), targets.DEFAULT, "a_flow") == [40, 40]
    assert close(report.values(runs(), targets.DEFAULT, "reduction")[0], 15)


def rows_have_all_columns():
    for meter in "none", targets.DEFAULT, "nfpcapd":
        assert len(report.row(runs(), meter)) == len(report.COLUMNS)


def judged(text, figures=()):
    return next(row for row in targets.judge(list(figures), runs()) if row["target"].startswith(text))


def median_of_ratios_is_held_against_the_bound():
    row = judged(f"{SCENARIO}, tapless: times nfpcapd")
    assert close(row["value"], 0.55) and row["met"] is False and row["bound"] == 0.4, row


def one_lost_packet_is_a_loss():
    row = judged("loss, idle host")
    assert close(row["value"], 0.1) and row["met"] is False, row
    assert judged("loss, busy host")["met"] is None


def at_least():
    name = {"part": "records", "name": "IPFIX by UDP", "unit": "records/s"}
    text = "records/s from the ring to IPFIX by UDP, --l7 off"
    assert judged(text, [{**name, "values": [1, 600000, 700000]}])["met"] is True
    assert judged(text, [{**name, "values": [1, 2, 700000]}])["met"] is False


def growth_of_the_greatest_cache_counts():
    figures = [{"part": "growth", "name": f"sweep, nothing to do, metrics on, {flows} flows", "unit": "ms", "values": [took]}
               for flows, took in ((1000, 9), (2000000, 50))]
    assert close(judged("a sweep of 1 M entries", figures)["value"], 2.5)
    figures = [{"part": "growth", "name": f"longest stretch, {what}, metrics on, 1000 flows", "unit": "ms", "values": [took]}
               for what, took in (("nothing to do", 1), ("all are emitted", 3))]
    assert judged("a sweep's longest stretch", figures)["value"] == 3


def slowest_dissector():
    figures = [{"part": "dissect", "name": name, "unit": "messages/s", "values": [rate]}
               for name, rate in (("dns", 500000), ("tls", 400000), ("unknown", 1))]
    row = judged("messages/s of the slowest", figures)
    assert row["value"] == 400000 and row["met"] is True


def what_is_not_measured_is_not_met_nor_missed():
    rows = targets.judge([], [])
    assert all(row["met"] is None for row in rows)
    assert targets.told(rows).endswith(f"0 of 0 targets met, {len(rows)} not measured.")


def elements_take_whole_pieces():
    shown = {"type": "hash", "flags": 1, "bytes_key": 8, "bytes_value": 1, "max_entries": 1000}
    told = (1024 << 4) + 10 * 72  # 56 + 8 + 8 octets asked for, 96 + 8 taken
    assert meters.map_octets({**shown, "bytes_memlock": told}) == told + 10 * 32
    assert meters.map_octets({**shown, "flags": 0, "bytes_memlock": told}) == told


def window(rate, cost, metered=0.0):
    return windows.Window(rate, cost, metered, gigabits=0.1)


def windows_are_compared_with_those_beside_them():
    """The machine gets slower, and once was disturbed; the daemon worked in one window of three."""
    turns = [{"none": window(10, 100), "full": window(8.1, 121, 3)}, {"none": window(8, 120), "full": window(6.3, 143)},
             {"none": window(6, 140), "full": window(0.1, 900)}, {"none": window(4, 160)}]
    rate, kept, cost, times = windows.medians("full", turns)
    assert close(rate, 6.3) and close(kept, (6.3 / 8 + 0.81) / 2), (rate, kept)
    assert close(cost, 153) and close(times, (153 / 120 + 131 / 100) / 2), (cost, times)


def windows_in_which_nothing_happened_are_compared_too():
    before = windows.Sight(time=0, octets=1000, spent=1000, metered={"full": 0})
    still = before._replace(time=80000000)
    moved = still._replace(octets=10001000, spent=40001000, metered={"full": 1000000})
    waited, worked = windows.between("full", before, still), windows.between("full", before, moved)
    assert close(worked.rate, 1) and close(worked.cost, 500) and close(worked.metered, 1), worked
    turns = [{"none": waited, "full": worked}, {"none": worked, "full": waited}, {"none": waited}]
    assert len(windows.medians("full", turns)) == 4


def what_changes_nothing_has_one():
    """Also where most windows are alike and some much dearer: by the mean of both neighbours it had 0.83."""
    lottery = random.Random(1)
    turns = [{name: window(1, lottery.expovariate(1)) for name in ("none", "empty")} for _ in range(5000)]
    assert abs(windows.medians("empty", turns)[3] - 1) < 0.05, windows.medians("empty", turns)


def grids():
    figures = [{"part": "hooks", "name": f"tc, {kind}, names, metrics off", "unit": "ns", "values": [1, 2, 4]}
               for kind in ("UDP", "TCP")]
    lines = summary.table("hooks", figures).splitlines()
    assert lines[0] == "### tc, ns" and lines[2] == "| | UDP | TCP |", lines
    assert lines[4] == "| names, metrics off | 2.00 (1.00..4.00) | 2.00 (1.00..4.00) |", lines


TESTS = [costs, rows_have_all_columns, median_of_ratios_is_held_against_the_bound, one_lost_packet_is_a_loss, at_least,
         growth_of_the_greatest_cache_counts, slowest_dissector, what_is_not_measured_is_not_met_nor_missed,
         elements_take_whole_pieces, windows_are_compared_with_those_beside_them,
         windows_in_which_nothing_happened_are_compared_too, what_changes_nothing_has_one, grids]


def main():
    for test in TESTS:
        try:
            test()
            print(f"ok {test.__name__}")
        except (AssertionError, ArithmeticError, LookupError, StopIteration) as error:
            print(f"not ok {test.__name__}: {error!r}")


main()
