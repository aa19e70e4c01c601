#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What metering costs a whole system, beside other meters in the same run (make bench, part `system`); as root.

    whole_system.py [--build DIR] [--rounds N] [--packets N] [--only WORD,…] [--meters WORD,…] [--output DIR]

Each round runs every meter through a scenario once, so that what disturbs the machine disturbs all of them; figures are
medians with the least and the greatest. Writes whole_system.json, .md and, with gnuplot, .svg.
"""
import argparse
import json
import os
import signal
import subprocess
import sys
import time

import machine
import meters
import report
import rig as rigs


class Scenario:
    def __init__(self, name, flows, law, kind="udp", rate=0, busy=False, only=None):
        self.name = name
        self.options = ["--kind", kind, "--flows", str(flows), "--law", law, "--size", "60"]
        if rate:
            self.options += ["--rate", str(rate)]
        self.room = meters.room_for(flows)
        self.busy = busy  # others compute on the meter's CPU
        self.only = only  # meters, where it takes too long for all


SCENARIOS = [
    Scenario("1 k flows uniform", 1000, "uniform"),
    Scenario("1 k flows Zipf", 1000, "zipf"),
    Scenario("100 k flows uniform", 100000, "uniform"),
    Scenario("100 k flows Zipf", 100000, "zipf"),
    Scenario("1 M flows uniform", 1000000, "uniform"),
    Scenario("1 M flows Zipf", 1000000, "zipf"),
    # in turn, or ports would be used again at once; 64 connections are open at a time
    Scenario("short TCP 100 k flows in turn", 100000, "round-robin", "tcp-short"),
    Scenario("short TCP 1 M flows in turn", 1000000, "round-robin", "tcp-short"),
    # so slowly that nearly all of them end by their timeouts
    Scenario("short TCP 50 k connections a second", 1000000, "round-robin", "tcp-short", rate=200000,
             only=("none", "tapless", "tapless --l7 names --metrics off", "softflowd", "nfpcapd")),
    Scenario("busy host", 20000, "zipf", rate=400000, busy=True),
]
BUSY_LOOPS = 3
TCX = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tcx.py")


def floor_pins(rig):
    return f"/sys/fs/bpf/{rig.instance}-floor"


def attach_floor(rig, program):
    """At the interface's ingress, by TCX as the meter, and nothing that reads its map."""
    pins = floor_pins(rig)
    rigs.run("bpftool", "prog", "loadall", f"{rig.build}/selftests/bpf/floors.bpf.o", pins, "pinmaps", f"{pins}/maps")
    try:
        rig.inside(TCX, "g0", "ingress", "last", f"{pins}/{program}", f"{pins}/link")
    except subprocess.CalledProcessError:
        rig.inside("tc", "qdisc", "add", "dev", "g0", "clsact")
        rig.inside("tc", "filter", "add", "dev", "g0", "ingress", "bpf", "direct-action", "object-pinned",
                   f"{pins}/{program}")


def kept_by_floor(rig, flows, result):
    maps = f"{floor_pins(rig)}/maps"
    result["kernel_memory"] = meters.kernel_memory(f"{maps}/{flows}")
    variables = next(entry.path for entry in os.scandir(maps) if entry.name.endswith("bss"))
    shown = json.loads(rigs.run("bpftool", "-j", "map", "dump", "pinned", variables))
    values = {name: value for section in shown[0]["formatted"]["value"].values() for one in section
              for name, value in one.items()}
    result["accounted"] = result["offered"] - values["floor_lost"]


def detach_floor(rig):
    subprocess.run(["nsenter", f"--net=/run/netns/{rig.gateway}", "tc", "qdisc", "delete", "dev", "g0", "clsact"],
                   check=False, capture_output=True)
    subprocess.run(["rm", "-rf", floor_pins(rig)], check=False)


def generated(rig, scenario, packets, result):
    before = rig.received("g0")["packets"]
    busy = [rig.start(f"busy{i}", ["sh", "-c", "while :; do :; done"], rig.gateway, rigs.LAST)
            for i in range(BUSY_LOOPS if scenario.busy else 0)]
    began = time.monotonic()
    result["generator"] = rig.generate(scenario.options + ["--packets", str(packets)])
    result["seconds"] = time.monotonic() - began
    for pid in busy:
        rig.end(pid, signal.SIGKILL)
    result["offered"] = rig.received("g0")["packets"] - before


def metered(rig, meter, scenario, packets, result):
    """With a meter of its own processes."""
    rig.empty_flow_files()
    collector = rig.start_collector() if meter.collected else None
    exported = rig.received("lo")["bytes"]
    process = rig.start_meter(meter)
    rigs.rest(process)
    started = rigs.seconds_of(process)
    generated(rig, scenario, packets, result)
    if meter.reads_later:
        rigs.rest(process)
    result["memory"] = rigs.resident(process)
    result["kernel_memory"] = meters.kernel_memory(rig.pins)
    if meter.before_end:
        rigs.run(*meter.before_end(rig))
    result["process"] = rig.end(process) - started
    result["most_memory"] = rig.most[process]
    rig.settle()
    result["exported"] = rig.received("lo")["bytes"] - exported
    if collector:
        rig.end(collector)
    result["flows"], result["accounted"] = rig.collected()
    if not meter.collected:
        result["exported"] = sum(entry.stat().st_size for entry in os.scandir(rig.flow_files))


def run_once(rig, meter, scenario, packets):
    result = {"meter": meter.name, "scenario": scenario.name}
    rig.room = scenario.room
    try:
        if meter.kernel_only:
            attach_floor(rig, meter.kernel_only[0])
        if meter.command:
            metered(rig, meter, scenario, packets, result)
        else:
            generated(rig, scenario, packets, result)
        if meter.kernel_only:
            kept_by_floor(rig, meter.kernel_only[1], result)
    finally:
        detach_floor(rig)
    return result


def chosen(all_of_them, words):
    return [one for one in all_of_them if not words or any(one.name.startswith(word) for word in words)]


def run_rounds(rig, arguments, results):
    wanted = [meter for meter in chosen(meters.METERS, arguments.meters) if meters.is_there(meter)]
    for number in range(arguments.rounds):
        for scenario in chosen(SCENARIOS, arguments.only):
            for meter in wanted:
                if meter.scenario not in (None, scenario.name) or (scenario.only and meter.name not in scenario.only):
                    continue
                started = time.monotonic()
                result = run_once(rig, meter, scenario, arguments.packets)
                result["round"] = number
                results.append(result)
                print(f"round {number + 1}, {scenario.name}, {meter.name}: {time.monotonic() - started:.0f} s",
                      file=sys.stderr)


def read_arguments():
    def words(text):
        return [word for word in text.split(",") if word]

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--packets", type=int, default=3000000)
    parser.add_argument("--only", type=words, default=[], help="scenarios whose names begin with one of these words")
    parser.add_argument("--meters", type=words, default=[], help="the same of meters; none and nfpcapd and common design are what others are compared with")
    parser.add_argument("--output", help="default: DIR/bench")
    arguments = parser.parse_args()
    arguments.output = arguments.output or f"{arguments.build}/bench"
    return arguments


def main():
    arguments = read_arguments()
    os.makedirs(arguments.output, exist_ok=True)
    rig = rigs.Rig(os.path.abspath(arguments.build))
    results, machine_now = [], machine.describe()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    largest = rigs.raise_receive_buffers()
    try:
        rig.make()
        run_rounds(rig, arguments, results)
    finally:
        rigs.restore_receive_buffers(largest)
        rig.remove()
        if results:  # those of a run that was cut short too
            report.write(arguments.output, machine_now, results)


if __name__ == "__main__":
    main()
