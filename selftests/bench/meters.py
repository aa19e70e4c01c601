# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""The meters that are measured side by side: how each is started on an interface, and how one knows that it is ready.

All have the same room for flows, more than the scenario has, and peers have capture rings of 64 MiB where they have an option for it
(pmacctd has not): what is compared is not who has the smaller default. tapless runs with its defaults but for that room.
"""
import json
import os
import subprocess

DEFAULT_ROOM, ROOM = 128 << 10, 2 << 20  # flows: tapless's own default, and for scenarios that have more
RING = 64  # MiB
COLLECTOR = "127.0.0.1:4739"


def room_for(flows):
    return DEFAULT_ROOM if 2 * flows <= DEFAULT_ROOM else ROOM


class Meter:
    """`command` gets the rig, and gives the argument list; `collected`: its records go to a collector, not to files."""

    def __init__(self, name, command, collected=True, kernel_only=None, before_end=None, scenario=None,
                 reads_later=True):
        self.name = name
        self.command = command
        self.collected = collected
        self.kernel_only = kernel_only  # a program of floors.bpf.c and its map, which nobody reads
        self.before_end = before_end  # arguments of another program
        self.scenario = scenario  # the only one that it is of use in
        self.reads_later = reads_later  # packets wait in a ring of its own: its end would throw them away


# What softflowd tells of a flow: octets a flow are compared with its.
FIELDS = ",".join(["sourceIPv4Address", "destinationIPv4Address", "sourceTransportPort", "destinationTransportPort",
                   "protocolIdentifier", "ipVersion", "ipClassOfService", "tcpControlBits", "packetDeltaCount",
                   "octetDeltaCount", "ingressInterface", "egressInterface", "flowDirection", "flowEndReason",
                   "flowStartMilliseconds", "flowEndMilliseconds"])


def tapless(*options, parameters=""):
    def command(rig):
        return [rig.tapless, "run", "--instance", rig.instance, "-i", rig.interface, "--hook", "tc",
                "--flows", str(rig.room), "-e", f"ipfix+udp://{COLLECTOR}{parameters}", *options]

    return command


def softflowd(rig):
    return ["softflowd", "-i", rig.interface, "-n", COLLECTOR, "-v", "10", "-d", "-m", str(rig.room), "-B",
            str(RING << 20), "-p", f"{rig.work}/softflowd.pid", "-c", f"{rig.work}/softflowd.ctl"]


def softflowd_expires(rig):
    """1.1.0 exports nothing when it is ended."""
    return ["softflowctl", "-c", f"{rig.work}/softflowd.ctl", "expire-all"]


def pmacctd(rig):
    settings = {"pcap_interface": rig.interface, "daemonize": "false", "plugins": "nfprobe",
                "aggregate": "src_host, dst_host, src_port, dst_port, proto, tos",
                "nfprobe_receiver": COLLECTOR, "nfprobe_version": "10", "nfprobe_maxflows": rig.room,
                "plugin_pipe_size": 256 << 20, "plugin_buffer_size": 256 << 10}
    path = f"{rig.work}/pmacctd.conf"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"{name}: {value}\n" for name, value in settings.items())
    return ["pmacctd", "-f", path]


def nfpcapd(rig):
    return ["nfpcapd", "-i", rig.interface, "-w", rig.flow_files, "-b", str(RING), "-B", str(rig.room), "-t", "3600"]


METERS = [
    Meter("none", None),
    Meter("tapless", tapless(), reads_later=False),
    Meter("tapless --l7 names --metrics off", tapless("--l7", "names", "--metrics", "off"), reads_later=False),
    Meter("tapless, the fields of softflowd", tapless(parameters=f"?fields={FIELDS}&sizes=least"),
          scenario="100 k flows uniform", reads_later=False),
    Meter("common design", None, kernel_only=("common_design_tc", "locked_flows")),
    Meter("a hash alone", None, kernel_only=("floor_hash_tc", "floor_flows")),
    Meter("a slot alone", None, kernel_only=("floor_slot_tc", "slots")),
    Meter("softflowd", softflowd, before_end=softflowd_expires),
    Meter("pmacctd", pmacctd),
    Meter("nfpcapd", nfpcapd, collected=False),
]


def is_there(meter):
    return not meter.command or meter.name.startswith("tapless") or any(
        os.access(f"{folder}/{meter.name}", os.X_OK) for folder in os.environ["PATH"].split(":") + ["/usr/sbin"])


def is_ready(meter, rig):
    if meter.name.startswith("tapless"):
        return os.path.isdir(f"{rig.pins}/links") and len(os.listdir(f"{rig.pins}/links")) >= 2
    sockets = rig.inside("cat", "/proc/net/packet").splitlines()
    return len(sockets) > 1


PIECES = (64, 96, 128, 192, 256, 512, 1024, 2048, 4096)  # that the kernel's allocator of elements has
PIECE_HEAD, ELEMENT_HEAD, NO_PREALLOC = 8, 56, 1


def map_octets(shown):
    """Of a map as bpftool shows it. Of one whose elements come and go the kernel says what they asked for (since Linux 6.4),
    besides 16 octets an entry that may come, and not what they take."""
    told = int(shown.get("bytes_memlock", 0))
    if shown["type"] != "hash" or not shown.get("flags", 0) & NO_PREALLOC:
        return told
    asked = ELEMENT_HEAD + sum((shown[field] + 7) // 8 * 8 for field in ("bytes_key", "bytes_value"))
    piece = next(size for size in PIECES if size >= asked) + PIECE_HEAD
    buckets = 16 << (shown["max_entries"] - 1).bit_length()
    return told + max(told - buckets, 0) // asked * (piece - asked)


def kernel_memory(pins):
    """Octets of all maps that are pinned there."""
    pinned = [f"{folder}/{name}" for folder, _, names in os.walk(pins) for name in names] or [pins]
    total = 0
    for path in pinned:
        shown = subprocess.run(["bpftool", "-j", "map", "show", "pinned", path], capture_output=True, check=False, text=True)
        if shown.returncode == 0:
            total += map_octets(json.loads(shown.stdout))
    return total
