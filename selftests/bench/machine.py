# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Where and when something was measured."""
import os
import time


def describe():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "?")
    return {"kernel": os.uname().release, "CPUs": os.cpu_count(), "model": model,
            "load": os.getloadavg()[0], "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
