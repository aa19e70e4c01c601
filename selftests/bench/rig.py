# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Two network namespaces: a generator of frames in one, the meter in the other, which throws away what it has metered.

The generator, and with it all that the kernel does to receive a frame, runs on the first CPU; meter and collector on the
last. What a meter costs is CPU time: of the generator, above that without a meter, and of the meter's processes.
"""
import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

import meters

PR_SET_CHILD_SUBREAPER = 36
TICK = os.sysconf("SC_CLK_TCK")
FIRST, LAST = min(os.sched_getaffinity(0)), max(os.sched_getaffinity(0))
PATIENCE = 120  # seconds
LOOK, LOOKS, IDLE = 0.25, 3, 0.1  # a meter rests that has taken no more than a tenth of three such spans in a row, seconds


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def wait_for(what, holds, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"bench: {what}: not after {seconds} s")
        time.sleep(0.05)


def spent(usage):
    return usage.ru_utime + usage.ru_stime


def processes_of(session):
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                fields = file.read().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            yield name, fields


def seconds_of(session):
    return sum(int(fields[11]) + int(fields[12]) for _, fields in processes_of(session)) / TICK


def rest(session):
    """Until they work no more: a peer's sockets are there before it reads them, and after the packets it still has some to read."""
    before, still = seconds_of(session), 0
    for _ in range(int(PATIENCE / LOOK)):
        time.sleep(LOOK)
        now = seconds_of(session)
        still = still + 1 if now - before <= LOOK * IDLE else 0
        if still == LOOKS:
            return
        before = now
    raise SystemExit(f"bench: a meter works on for {PATIENCE} s")


def resident(session):
    """Octets of memory that these processes have to themselves."""
    total = 0
    for name, _ in processes_of(session):
        with open(f"/proc/{name}/smaps_rollup", encoding="utf-8") as file:
            lines = dict(line.split(":") for line in file.read().splitlines()[1:])
        total += int(lines["Pss"].split()[0]) * 1024
    return total


class Rig:
    def __init__(self, build):
        self.build = build
        self.tapless = f"{build}/tapless"
        self.work = tempfile.mkdtemp(prefix="tapless-bench-")
        self.flow_files = f"{self.work}/flows"
        self.instance = f"bench{os.getpid()}"
        self.pins = f"/sys/fs/bpf/tapless/{self.instance}"
        self.sender, self.gateway = f"tlb{os.getpid()}s", f"tlb{os.getpid()}g"
        self.interface = "g0"
        self.room = meters.DEFAULT_ROOM  # flows that a meter is told to have room for
        self.log = f"{self.work}/meter.log"
        self.mine = {}  # processes that run: pid → name
        self.children = []  # of all, to their end: an object that nobody has is reaped by Python
        self.failed = set()  # pids of those that ended otherwise than by exit status 0
        self.used = {}  # seconds of those that ended
        self.most = {}  # octets that the largest of their processes had at once
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def make(self):
        for space in (self.sender, self.gateway):
            run("ip", "netns", "add", space)
            run("nsenter", f"--net=/run/netns/{space}", "sh", "-c",
                "sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; ip link set lo up")
        run("ip", "link", "add", "name", "s0", "netns", self.sender, "address", "02:00:00:00:00:01", "type", "veth",
            "peer", "name", "g0", "netns", self.gateway, "address", "02:00:00:00:00:02")
        self.inside("sh", "-c", "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0;"
                    "sysctl -qw net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.g0.rp_filter=0;"
                    "ip link set g0 up; ip address add 192.0.2.2/24 dev g0; ip route add blackhole default")
        run("nsenter", f"--net=/run/netns/{self.sender}", "ip", "link", "set", "s0", "up")

    def inside(self, *words):
        return run("nsenter", f"--net=/run/netns/{self.gateway}", *words)

    def remove(self):
        for pid in list(self.mine):
            self.end(pid, signal.SIGKILL)
        if os.path.isdir(self.pins):
            subprocess.run([self.tapless, "stop", "--instance", self.instance], check=False, capture_output=True)
        for space in (self.sender, self.gateway):
            subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)
        shutil.rmtree(self.work, ignore_errors=True)

    def start(self, name, words, space, cpu):
        with open(f"{self.work}/{name}.log", "wb") as log:
            child = subprocess.Popen(["nsenter", f"--net=/run/netns/{space}", "--", *words], stdin=subprocess.DEVNULL,
                                     stdout=log, stderr=log, start_new_session=True,
                                     preexec_fn=lambda: os.sched_setaffinity(0, {cpu}))
        self.mine[child.pid] = name
        self.children.append(child)
        self.used[child.pid] = self.most[child.pid] = 0
        return child.pid

    def reap(self, root):
        """Notes what ended; orphans are the meter's, a peer of several processes."""
        while self.mine:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            owner = pid if pid in self.mine else root
            self.used[owner] += spent(usage)
            self.most[owner] = max(self.most[owner], usage.ru_maxrss * 1024)
            if status:
                self.failed.add(pid)
            self.mine.pop(pid, None)

    def is_over(self, pid):
        self.reap(pid)
        return pid not in self.mine and not any(True for _ in processes_of(pid))

    def end(self, pid, number=signal.SIGINT):
        """Seconds that it took in all."""
        self.reap(pid)
        name = self.mine.get(pid, "a process")
        if pid in self.mine:
            os.kill(pid, number)
        wait_for(f"{name} ends", lambda: self.is_over(pid) or self.end_left(pid))
        return self.used[pid]

    def end_left(self, pid):
        """Not every peer's processes notice that their first one has gone. False: they still have to end."""
        if pid not in self.mine:
            for left, _ in processes_of(pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(left), signal.SIGTERM)
        return False

    def generate(self, options):
        """Seconds of CPU that the generator took."""
        words = [f"{self.build}/tools/generator/tapless-generator", "-i", "s0", *options]
        pid = self.start("generator", words, self.sender, FIRST)
        wait_for("the generator ends", lambda: self.is_over(pid), 600)
        if pid in self.failed:
            with open(f"{self.work}/generator.log", encoding="utf-8") as log:
                raise SystemExit(f"bench: the generator failed (`make all`?): {log.read().strip()}")
        return self.used[pid]

    def received(self, interface):
        shown = json.loads(self.inside("ip", "-json", "-statistics", "link", "show", interface))
        return shown[0]["stats64"]["rx"]

    def empty_flow_files(self):
        shutil.rmtree(self.flow_files, ignore_errors=True)
        os.mkdir(self.flow_files)

    def start_collector(self):
        pid = self.start("collector", ["nfcapd", "-w", self.flow_files, "-p", "4739", "-b", "127.0.0.1", "-B",
                                       str(512 << 20), "-t", "3600"], self.gateway, LAST)
        wait_for("the collector listens", lambda: ":4739" in self.inside("ss", "-Hlun"))
        return pid

    def start_meter(self, meter):
        pid = self.start("meter", meter.command(self), self.gateway, LAST)
        wait_for(f"{meter.name} is ready", lambda: self.is_over(pid) or meters.is_ready(meter, self))
        if pid not in self.mine:
            with open(f"{self.work}/meter.log", encoding="utf-8", errors="replace") as file:
                raise SystemExit(f"bench: {meter.name} ended at once: {file.read()[-500:]}")
        return pid

    def settle(self):
        """Waits until nothing more arrives at the collector."""
        before = -1
        while before != (now := self.received("lo")["bytes"]):
            before = now
            time.sleep(0.5)

    def collected(self):
        """Flows and packets of all files. nfdump 1.7.1 dies of SIGSEGV now and then, the more often the busier the machine is."""
        for _ in range(50):
            said = subprocess.run(["nfdump", "-I", "-R", self.flow_files], capture_output=True, text=True, check=False)
            if said.returncode >= 0:
                break
        fields = dict(line.split(": ", 1) for line in said.stdout.splitlines() if ": " in line)
        if "Flows" not in fields:
            raise SystemExit(f"bench: nfdump ends by {said.returncode}: {said.stderr[-300:]}")
        return int(fields["Flows"]), int(fields["Packets"])


MOST = "/proc/sys/net/core/rmem_max"


def raise_receive_buffers():
    """So that the collector is not what loses; the setting is the whole machine's. What it was."""
    with open(MOST, "r+", encoding="ascii") as file:
        before = int(file.read())
        file.seek(0)
        file.write(str(max(before, 512 << 20)))
    return before


def restore_receive_buffers(before):
    with open(MOST, "w", encoding="ascii") as file:
        file.write(str(before))
