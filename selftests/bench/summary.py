#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""One Markdown file, one JSON file and plots of what a run of `make bench` has measured, and what of the targets it keeps.

    summary.py FOLDER    reads FOLDER/figures.jsonl (figures.h) and FOLDER/whole_system.*, writes bench.md, .json, growth.svg
"""
import json
import math
import os
import re
import statistics
import sys

import machine
import targets

TITLES = {
    "hooks": "One hot flow, BPF_PROG_TEST_RUN",
    "programs": "The programs",
    "dissect": "Messages dissected, a core",
    "records": "Records from the rings to a destination, a core",
    "growth": "Growth with the number of flows",
    "iperf": "One TCP connection through the meter",
    "copied": "What is copied to user space",
    "instructions": "User space, by instructions",
}
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 900, 460, 70, 50, 30, 330
COLOURS = ["#1b6ca8", "#c8553d", "#3a7d44", "#8e5572", "#e0a030", "#3b3b58", "#7a9e9f", "#b08968"]


def read_figures(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def number(value):
    return f"{value:.2f}" if value < 100 else f"{value:,.0f}"


def spread(values):
    if len(values) == 1:
        return number(values[0])
    return f"{number(statistics.median(values))} ({number(min(values))}..{number(max(values))})"


def list_of(figures):
    lines = ["| | median | least | most | |", "| --- | ---: | ---: | ---: | --- |"]
    for figure in figures:
        values = figure["values"]
        lines.append(f"| {figure['name']} | {number(statistics.median(values))} | {number(min(values))} | "
                     f"{number(max(values))} | {figure['unit']} |")
    return lines


def grid(title, cells):
    """`cells`: {(row, column): values}."""
    rows, columns = (list(dict.fromkeys(place[i] for place in cells)) for i in range(2))
    return [f"### {title}", "", "| | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns),
            *("| " + " | ".join([row, *(spread(cells[row, column]) if (row, column) in cells else ""
                                        for column in columns)]) + " |" for row in rows), ""]


def grids(figures, place):
    """A table for each title; `place` says where a figure belongs: title, row, column."""
    found = {}
    for figure in figures:
        title, row, column = place(figure)
        found.setdefault(title, {})[row, column] = figure["values"]
    return [line for title, cells in found.items() for line in grid(title, cells)]


def place_of_hook(figure):
    hook, kind, variant = figure["name"].split(", ", 2)
    return f"{hook}, {figure['unit']}", variant, kind


def place_of_program(figure):
    program, variant = figure["name"].split(", ", 1)
    return figure["unit"], variant, program


def place_of_growth(figure):
    what, flows, _ = re.fullmatch(r"(.*), (\d+)( flows)", figure["name"]).groups()
    return figure["unit"], f"{int(flows):,} flows", what


def place_of_bulk(figure):
    offload, meter = figure["name"].split(", ", 1)
    return offload, meter, figure["unit"]


PLACES = {"iperf": place_of_bulk, "hooks": place_of_hook, "programs": place_of_program, "growth": place_of_growth}


def table(part, figures):
    return "\n".join(grids(figures, PLACES[part]) if part in PLACES else list_of(figures))


def curves(figures):
    """Points (flows, median) of each thing whose name ends in a number of flows, in nanoseconds."""
    found = {}
    for figure in figures:
        match = re.fullmatch(r"(.*), (\d+) flows", figure["name"])
        if match and figure["unit"] == "ns":
            found.setdefault(match[1], []).append((int(match[2]), statistics.median(figure["values"])))
    return found


def scales(found):
    points = [point for line in found.values() for point in line]
    least, most = min(x for x, _ in points), max(x for x, _ in points)
    top = max(y for _, y in points) * 1.1
    span = math.log10(most / least) or 1
    return (lambda x: LEFT + (WIDTH - LEFT - RIGHT) * math.log10(x / least) / span,
            lambda y: HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * y / top, top)


def axes(found, place_x, place_y, top):
    parts = []
    for x in sorted({x for line in found.values() for x, _ in line}):
        parts.append(f'<text x="{place_x(x):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,}</text>')
    step = 10 ** math.floor(math.log10(top))
    step = step / 5 if top / step < 2 else step / 2 if top / step < 5 else step
    for i in range(int(top / step) + 1):
        y = place_y(i * step)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end">{i * step:,.0f}</text>')
    parts.append(f'<text x="{LEFT}" y="18">nanoseconds</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">flows in the cache</text>')
    return parts


def plot(found, path):
    place_x, place_y, top = scales(found)
    parts = axes(found, place_x, place_y, top)
    for i, (name, line) in enumerate(found.items()):
        colour = COLOURS[i % len(COLOURS)]
        points = " ".join(f"{place_x(x):.1f},{place_y(y):.1f}" for x, y in sorted(line))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 16}" y="{TOP + 20 * i + 10}" fill="{colour}">{name}</text>')
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
                   f'font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n')


def markdown(described, figures, judged, folder):
    parts = ["# What tapless costs", "", ", ".join(f"{name} {value}" for name, value in described.items()) + ".",
             "Medians of the runs; compare within this run only.", "", "## Targets", "", targets.told(judged), ""]
    for part in dict.fromkeys(figure["part"] for figure in figures):
        parts += [f"## {TITLES.get(part, part)}", "", table(part, [one for one in figures if one["part"] == part]), ""]
    if os.path.exists(f"{folder}/growth.svg"):
        parts += ["![growth](growth.svg)", ""]
    if os.path.exists(f"{folder}/whole_system.md"):
        with open(f"{folder}/whole_system.md", encoding="utf-8") as file:
            parts += [file.read().replace("\n## ", "\n### ").replace("# What", "## What", 1)]
    return "\n".join(parts)


def main():
    folder = sys.argv[1]
    figures, described = read_figures(f"{folder}/figures.jsonl"), machine.describe()
    found = curves(figures)
    if found:
        plot(found, f"{folder}/growth.svg")
    runs = []
    if os.path.exists(f"{folder}/whole_system.json"):
        with open(f"{folder}/whole_system.json", encoding="utf-8") as file:
            runs = json.load(file)["runs"]
    judged = targets.judge(figures, runs)
    with open(f"{folder}/bench.json", "w", encoding="utf-8") as file:
        json.dump({"machine": described, "targets": judged, "figures": figures, "system": runs}, file, indent=1)
    with open(f"{folder}/bench.md", "w", encoding="utf-8") as file:
        file.write(markdown(described, figures, judged, folder))
    print(targets.told(judged))
    print(f"\nwritten: {folder}/bench.md, bench.json" + (", growth.svg" if found else ""))


if __name__ == "__main__":
    main()
