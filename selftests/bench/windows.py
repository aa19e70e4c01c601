#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""What one TCP connection keeps of its throughput, and what CPU time it takes, under programs that change while it goes on.

    windows.py INTERFACE SERVER CLIENT TURNS NAME=INGRESS,EGRESS[,PROCESS]...

INTERFACE: the server's, in this network namespace; SERVER, CLIENT: processes at the ends of the connection; INGRESS, EGRESS: pins
of programs, or of links whose programs are meant; PROCESS: what works for these programs. For each NAME, and for "none", a line is
printed: name, Gbit/s, that of none's, milliseconds of CPU a Gbit, that of none's, and octets that arrived while it was attached.

In each turn the hooks are empty for a window, then all programs come, in random order. What disturbs the machine for longer disturbs
all of them, and a window is compared with those without programs before and behind it; what disturbs it for less, or once, moves no
median. Exact are both ends of a window: its time, what the receiver's TCP has put in order, and the time that processes have
run. In that time are the interrupts that came meanwhile, so all that the kernel does for the connection: each packet is
sent, metered and received in the context of who sends, or in ksoftirqd.
"""
import os
import random
import socket
import statistics
import struct
import sys
import time
from typing import NamedTuple

import rig as rigs
import tcx

WINDOW, LEAD = 0.08, 0.01  # seconds; what a change does to caches and queues is over after LEAD
WARM_UPS = 10  # turns at the most: on a busy machine nothing may arrive in a window
NONE = "none"
SYSCALL_PIDFD_GETFD = 438
TCP_INFO_SIZE, BYTES_RECEIVED = 256, 128  # in octets, where struct tcp_info has it
TICK = 10**9 // os.sysconf("SC_CLK_TCK")


class Sight(NamedTuple):
    """What has come to pass until one moment."""
    time: int  # nanoseconds, as all times
    octets: int
    spent: int  # CPU time of both ends
    metered: dict  # the same of who works for programs, by name


class Window(NamedTuple):
    rate: float  # Gbit/s
    cost: float  # milliseconds of CPU a Gbit
    metered: float  # milliseconds of CPU of its program's process
    gigabits: float


def between(name, first, last):
    """The window of this program. While TCP waits for its timer nothing may arrive, and nobody work: then as little as there can be."""
    gigabits = max(last.octets - first.octets, 1) * 8 / 1e9
    spent = max(last.spent - first.spent, 1) / 1e6
    metered = (last.metered[name] - first.metered[name]) / 1e6 if name in first.metered else 0
    return Window(gigabits / (last.time - first.time) * 1e9, spent / gigabits, metered, gigabits)


def ran_for(process):
    """CPU time to this moment, by the clock that each process has."""
    return time.clock_gettime_ns((~process << 3) | 2)


def interrupted_for():
    """(by hardware, by software): CPU time of all CPUs, to a tick."""
    with open("/proc/stat", encoding="ascii") as file:
        return [int(ticks) * TICK for ticks in file.readline().split()[6:8]]


def received(connection):
    return struct.unpack_from("Q", connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_SIZE), BYTES_RECEIVED)[0]


def connections_of(process):
    """A copy of each TCP connection that it has."""
    descriptor = os.pidfd_open(process)
    for name in os.listdir(f"/proc/{process}/fd"):
        if os.readlink(f"/proc/{process}/fd/{name}").startswith("socket:"):
            found = socket.socket(fileno=tcx.system_call(SYSCALL_PIDFD_GETFD, descriptor, int(name), 0))
            if found.family in (socket.AF_INET, socket.AF_INET6) and not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield found
    os.close(descriptor)


def bulk_connection(process):
    """Not the one by which both ends talk about it."""
    found = []

    def there():
        found[:] = [one for one in connections_of(process) if received(one) > 1 << 20]
        return found

    rigs.wait_for("data arrives", there)
    return found[0]


class Programs:
    """Of both hooks, and who works for them, if anybody does."""

    def __init__(self, pins, process=0):
        self.pins = pins
        self.descriptors = [tcx.program(pin) for pin in pins]
        self.process = int(process)
        self.octets = 0  # that arrived while these were attached

    def runs(self):
        """Of the one that ran the least; they are counted only now and then."""
        return min(int(tcx.facts(descriptor)["run_cnt"]) for descriptor in self.descriptors)


class Tcx:
    def __init__(self, interface):
        self.interface = interface
        self.links = []

    def put(self, programs):
        if self.links and programs.pins:
            for link, descriptor in zip(self.links, programs.descriptors):
                tcx.update(link, descriptor)
            return
        for link in self.links:
            os.close(link)
        self.links = [tcx.attach(descriptor, self.interface, hook, "last")
                      for hook, descriptor in zip(tcx.HOOKS, programs.descriptors)]


class Clsact:
    """Before Linux 6.6."""

    def __init__(self, interface):
        self.interface = interface
        rigs.run("tc", "qdisc", "replace", "dev", interface, "clsact")

    def put(self, programs):
        for hook, pin in zip(tcx.HOOKS, programs.pins):
            rigs.run("tc", "filter", "replace", "dev", self.interface, hook, "handle", "1", "prio", "1", "bpf",
                     "direct-action", "object-pinned", pin)
        if not programs.pins:
            for hook in tcx.HOOKS:
                rigs.run("tc", "filter", "delete", "dev", self.interface, hook)


def hooks_of(interface, programs):
    """By TCX, as the meter is attached: clsact costs a packet 35 ns more, whatever the program."""
    hooks = Tcx(interface)
    try:
        hooks.put(programs)
        hooks.put(Programs([]))
        return hooks
    except OSError:
        return Clsact(interface)


class Bench:
    def __init__(self, interface, ends, variants):
        self.variants = {NONE: Programs([]), **variants}
        self.processes = [*ends, *map(int, rigs.run("pgrep", "^ksoftirqd/").split())]
        # Else a tick never finds hardware's: then the time of interrupts is in that of the processes that they interrupt
        self.accounts_interrupts = interrupted_for()[0] > 0
        self.connection = bulk_connection(ends[0])
        self.hooks = hooks_of(interface, next(iter(variants.values())))

    def look(self):
        octets = received(self.connection)  # first: it may have to wait for the receiver
        interrupted = sum(interrupted_for()) if self.accounts_interrupts else 0
        return Sight(time.monotonic_ns(), octets, sum(map(ran_for, self.processes)) + interrupted,
                     {name: ran_for(programs.process) for name, programs in self.variants.items() if programs.process})

    def window(self, name):
        programs = self.variants[name]
        self.hooks.put(programs)
        before = received(self.connection)
        time.sleep(LEAD)
        first = self.look()
        time.sleep(WINDOW)
        last = self.look()
        programs.octets += last.octets - before
        return between(name, first, last)

    def turn(self):
        """{name: Window}"""
        names = [name for name in self.variants if name != NONE]
        return {name: self.window(name) for name in [NONE, *random.sample(names, len(names))]}

    def warm_up(self):
        """Turns with which flows are known; that each program runs is only seen here."""
        before = {name: programs.runs() for name, programs in self.variants.items() if name != NONE}
        counting = tcx.count_runs()
        for _ in range(WARM_UPS):
            self.turn()
            idle = [name for name, runs in before.items() if self.variants[name].runs() == runs]
            if not idle:
                os.close(counting)
                return
        raise SystemExit(f"bench: no packet comes to the programs of {', '.join(idle)}")

    def run(self, turns):
        """[{name: Window}]: of each turn, and of a window without programs behind the last one."""
        self.warm_up()
        return [self.turn() for _ in range(turns)] + [{NONE: self.window(NONE)}]


def medians(name, turns):
    """(Gbit/s, that of none's, milliseconds a Gbit, that of none's). Each window is compared with both beside it that had no
    program, one by one: whatever a lottery windows are, what changes nothing has 1 then, which a mean of both would not give."""
    compared = [(now[name], bare) for now, then in zip(turns, turns[1:]) for bare in (now[NONE], then[NONE])]
    windows = [window for window, _ in compared]
    # Who works for a program does so now and then, and is seen in few windows: no median tells of it
    metered = sum(window.metered for window in windows) / sum(window.gigabits for window in windows)
    rows = [(window.rate, window.rate / bare.rate, window.cost + metered, (window.cost + metered) / bare.cost)
            for window, bare in compared]
    return [statistics.median(column) for column in zip(*rows)]


def main():
    interface, server, client, turns, *words = sys.argv[1:]
    variants = {}
    for word in words:
        name, pins = word.split("=", 1)
        ingress, egress, *process = pins.split(",")
        variants[name] = Programs([ingress, egress], *process)
    bench = Bench(interface, [int(server), int(client)], variants)
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))  # to be there when a window ends
    found = bench.run(int(turns))
    for name, programs in bench.variants.items():
        print(name, *(f"{value:.5f}" for value in medians(name, found)), programs.octets)


if __name__ == "__main__":
    main()
