# SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
"""Tables, JSON and a plot of what whole_system.py has measured."""
import json
import shutil
import statistics
import subprocess

NANO = 1e9
OCTETS = 60  # of a frame, as whole_system.py has them made
COLUMNS = ["meter", "kernel + process = ns a packet", "times nfpcapd", "times the common design", "rate kept", "accounted",
           "loss", "MB process", "at most", "MB kernel", "octets exported a flow", "metered : exported"]
LEFT_OUT = {"none"}


def of_scenario(results, scenario):
    return [result for result in results if result["scenario"] == scenario]


def names_of(results, field):
    return list(dict.fromkeys(result[field] for result in results))


def with_costs(results):
    """Above the run without a meter of the same round, whose packets cost what they cost anyway."""
    for result in results:
        bare = next(other for other in results if other["meter"] == "none" and
                    all(other[field] == result[field] for field in ("round", "scenario")))
        result["kernel"] = NANO * (result["generator"] / result["offered"] - bare["generator"] / bare["offered"])
        result["user"] = NANO * result.get("process", 0) / result["offered"]
        result["cost"] = result["kernel"] + result["user"]
        result["kept"] = (result["offered"] / result["seconds"]) / (bare["offered"] / bare["seconds"])
        if "accounted" in result:
            result["loss"] = 1 - result["accounted"] / result["offered"]
        if "exported" in result:
            result["a_flow"] = result["exported"] / max(result["flows"], 1)
            result["reduction"] = OCTETS * result["accounted"] / max(result["exported"], 1)
    return results


def values(results, meter, field):
    return [result[field] for result in results if result["meter"] == meter and field in result]


def spread(numbers, form="{:.0f}"):
    if not numbers:
        return ""
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    return f"{form.format(middle)} ({form.format(least)}..{form.format(most)})"


def ratio(results, meter, other):
    """The median of the ratios of each round, not the ratio of medians."""
    pairs = list(zip(values(results, meter, "cost"), values(results, other, "cost")))
    ratios = [one / another for one, another in pairs if another > 0]
    return f"{statistics.median(ratios):.2f}" if ratios else ""


def most(results, meter, field):
    """In MB; nothing if it was never told, as of a program without a process."""
    found = values(results, meter, field)
    return f"{max(found) / 1e6:.0f}" if found else ""


def middle(results, meter, field, form):
    found = values(results, meter, field)
    return form.format(statistics.median(found)) if found else ""


def row(results, meter):
    kernel, user = values(results, meter, "kernel"), values(results, meter, "user")
    loss = spread([100 * share for share in values(results, meter, "loss")], "{:.3f}")
    return [meter,
            f"{statistics.median(kernel):.0f} + {statistics.median(user):.0f} = "
            f"{spread(values(results, meter, 'cost'))}",
            ratio(results, meter, "nfpcapd"), ratio(results, meter, "common design"),
            middle(results, meter, "kept", "{:.2f}"), middle(results, meter, "accounted", "{:.0f}"),
            f"{loss} %" if loss else "", most(results, meter, "memory"), most(results, meter, "most_memory"),
            most(results, meter, "kernel_memory"), middle(results, meter, "a_flow", "{:.1f}"),
            middle(results, meter, "reduction", "{:.1f}")]


def table(results):
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(row(results, meter)) + " |"
              for meter in names_of(results, "meter") if meter not in LEFT_OUT]
    return "\n".join(lines)


def markdown(machine, results):
    parts = ["# What metering costs a whole system", "",
             ", ".join(f"{name} {value}" for name, value in machine.items()) + ".",
             "Medians (least..greatest); ratios are medians of the rounds' ratios. Compare within this run only.", ""]
    for scenario in names_of(results, "scenario"):
        here = of_scenario(results, scenario)
        bare = [NANO * result["generator"] / result["offered"] for result in here if result["meter"] == "none"]
        parts += [f"## {scenario}", "", f"{len(bare)} rounds of {here[0]['offered']} packets; without a meter "
                  f"{spread(bare)} ns a packet.", "", table(here), ""]
    return "\n".join(parts)


def plot(folder, results):
    """A group of bars for each scenario, one for each meter that went through all of them. Not of scenarios that only some went through."""
    scenarios = [of_scenario(results, scenario) for scenario in names_of(results, "scenario")]
    peers = [names_of(here, "meter") for here in scenarios]
    scenarios = [here for here, there in zip(scenarios, peers) if "common design" in there or "common design" not in sum(peers, [])]
    compared = [name for name in names_of(results, "meter")
                if name not in LEFT_OUT and all(values(here, name, "cost") for here in scenarios)]
    with open(f"{folder}/whole_system.dat", "w", encoding="utf-8") as file:
        print("scenario", *(f'"{name}"' for name in compared), sep="\t", file=file)
        for here in scenarios:
            medians = [statistics.median(values(here, name, "cost")) for name in compared]
            print(f'"{here[0]["scenario"]}"', *(f"{median:.1f}" for median in medians), sep="\t", file=file)
    commands = f"""set terminal svg size 1100,500
set output '{folder}/whole_system.svg'
set style data histograms
set style fill solid 0.8
set ylabel 'ns of CPU a packet, kernel + process'
set yrange [0:]
set key top left
plot for [column=2:{len(compared) + 1}] '{folder}/whole_system.dat' using column:xtic(1) title columnheader(column)
"""
    if shutil.which("gnuplot"):
        subprocess.run(["gnuplot"], input=commands, text=True, check=False)


def write(folder, machine, results):
    with_costs(results)
    with open(f"{folder}/whole_system.json", "w", encoding="utf-8") as file:
        json.dump({"machine": machine, "runs": results}, file, indent=1)
    text = markdown(machine, results)
    with open(f"{folder}/whole_system.md", "w", encoding="utf-8") as file:
        file.write(text)
    print(text)
    plot(folder, results)
