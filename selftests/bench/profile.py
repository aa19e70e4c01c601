#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What user space does with a record and with a message, in instructions (callgrind): on any machine nearly the same.

    profile.py BENCHES [FLOWS]    BENCHES: the folder of records_bench and dissect_bench

Where the processor's counters can be read, also its time, cycles and cache misses a record, by perf.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

DRAIN, ENCODE, EXPORTER = "tl_pipeline_drain", "tl_encoder_encode", "worker.c:work"
SAMPLES = "tl_pipeline_drain_samples"
MESSAGE = ("tl_talks_add", "tl_talks_emit")
ROUNDS = 6 * 2  # of records_bench, the one that warms up too, and two sweeps in each
CONVERSATIONS = 1000
# What is told of a destination of records_bench, and the functions whose instructions it is
PARTS = [
    ("joined, no destination", [("drained, joined, enriched", DRAIN)]),
    ("payload, no destination", [("samples read and dissected", SAMPLES), ("joined with what they say", DRAIN)]),
    ("IPFIX file", [("encoded", ENCODE), ("taken from the queue, put into IPFIX messages", EXPORTER)]),
    ("IPFIX by UDP", [("taken from the queue, sent as IPFIX by UDP", EXPORTER)]),
    ("NetFlow v9", [("taken from the queue, sent as NetFlow v9", EXPORTER)]),
    ("JSON lines", [("taken from the queue, written as JSON", EXPORTER)]),
    ("history", [("taken from the queue, put into a history", EXPORTER)]),
]
SHOWN = 12  # functions of which most is told
# Figures of programs that callgrind slows down are none
ALONE = {name: value for name, value in os.environ.items() if name != "BENCH_FIGURES"}
COUNTERS = ["cycles", "instructions", "cache-misses", "branch-misses"]


def profiled(folder, words, more=()):
    """callgrind's files, in the order in which they were written, without what was left at the end if there are several; what the
    program said."""
    path = tempfile.mkdtemp(dir=folder)
    said = subprocess.run(["valgrind", "--quiet", "--tool=callgrind", f"--callgrind-out-file={path}/out", *more, *words],
                          capture_output=True, text=True, check=True, env=ALONE).stdout
    files = glob.glob(f"{path}/out.*") or [f"{path}/out"]
    return sorted(files, key=lambda name: int(name.rsplit(".", 1)[1]) if "." in os.path.basename(name) else 0), said


def functions(file, inclusive):
    """(instructions, function) of all that callgrind saw, the most first."""
    words = ["callgrind_annotate", "--threshold=100", f"--inclusive={'yes' if inclusive else 'no'}", file]
    for line in subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines():
        match = re.match(r"\s*([\d,]+) (?:\([ \d.]+%\))?\s+(\S+)", line)
        if match and ":" in match[2]:
            yield int(match[1].replace(",", "")), match[2]


def spent_in(file, name):
    """With all that it calls. Parts that the compiler made of a function (name.part.0) are called by it."""
    wanted = re.compile(rf"(?:^|[/:]){re.escape(name)}(?:'\d+)?$")
    return max((count for count, function in functions(file, True) if wanted.search(function)), default=0)


def tell(name, instructions):
    if not instructions:
        raise SystemExit(f"profile: {name}: callgrind saw no such function")
    print(f"{name:60} {instructions:10,.0f}", flush=True)
    path = os.environ.get("BENCH_FIGURES")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            print(json.dumps({"part": "instructions", "name": name, "unit": "instructions",
                              "values": [round(instructions, 1)]}), file=file)


def records(folder, benches, flows):
    for destination, parts in PARTS:
        (file, *_), _ = profiled(folder, [f"{benches}/records_bench", folder, str(flows), f"={destination}"])
        for name, function in parts:
            tell(name, spent_in(file, function) / flows / ROUNDS)
        if destination in ("joined, no destination", "IPFIX file"):
            for count, function in list(functions(file, False))[:SHOWN]:
                print(f"    {function.rsplit('/', 1)[-1]:56} {count / flows / ROUNDS:10,.0f}")


def dissectors(folder, benches):
    """callgrind writes a file for each kind of message, as it has been measured."""
    files, said = profiled(folder, [f"{benches}/dissect_bench", "", str(CONVERSATIONS)],
                           ["--dump-after=messages_a_second"])
    kinds = [line.split() for line in said.splitlines() if re.fullmatch(r"\S+( +\d+){4}", line)]
    for (name, *_, messages), file in zip(kinds, files):
        tell(f"a message dissected, {name}",
             sum(spent_in(file, function) for function in MESSAGE) / CONVERSATIONS / int(messages))


def counters(benches, folder, flows):
    words = ["perf", "stat", "-x,", "-e", ",".join(COUNTERS), f"{benches}/records_bench", folder, str(flows), "=IPFIX file"]
    try:
        said = subprocess.run(words, capture_output=True, text=True, check=False, env=ALONE).stderr
    except OSError:
        said = ""
    found = [line.split(",") for line in said.splitlines() if re.match(r"\d", line)]
    if not found:
        print("perf: this machine's processor counts nothing that can be read")
    for count, _, event, *_ in found:
        print(f"perf, {event} a record, IPFIX file: {int(count) / flows / ROUNDS:,.1f}")


def main():
    benches, flows = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    print("\nInstructions a record of both directions, a message (callgrind); below a line its functions without what they call")
    with tempfile.TemporaryDirectory() as folder:
        records(folder, benches, flows)
        dissectors(folder, benches)
        counters(benches, folder, flows)


if __name__ == "__main__":
    main()
