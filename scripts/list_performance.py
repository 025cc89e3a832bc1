#!/usr/bin/python3
"""Measure the transport's speed on this machine and write docs/performance.md with its pictures.

Nothing else should run meanwhile: some minutes on two processors, with --quick less than one. What was measured is kept in a folder, from
which the page can be made again (--from), and which `fenhe bench --compare` reads.

The section on scaling is of a larger machine, from docs/performance-scaling.json, which there was made by
  fenhe bench --cells 250x250x40 --species 16 --tags 64 --threads 1,2,4,8,16 --precision single --repeats 5 \\
    --processes x_sweep,xyz_diffusion,full_step --json
with OMP_PROC_BIND=close and OMP_PLACES=cores.

examples:
  scripts/list_performance.py
  scripts/list_performance.py --from out/performance
"""
import argparse
import json
import pathlib
import subprocess
import sys
import time

try:
    import matplotlib

    matplotlib.use("Agg")
    from fenhe_plots import performance
except ImportError as fault:
    sys.exit(f"list_performance.py: {fault}")

ROOT = pathlib.Path(__file__).resolve().parent.parent
STYLE = {"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": False,
         "legend.frameon": False, "legend.fontsize": 8, "lines.markersize": 5, "lines.linewidth": 1.5}
GRID = "250x250x40"
# What is measured into which file: the table, the rows of the goals, plumes on clean air, cases and errors.
RUNS = {
    "table": ["--repeats", "3"],
    "goals": ["--cells", GRID, "--species", "1,4,16", "--tags", "64", "--precision", "single", "--repeats", "3", "--processes",
              "x_sweep,xyz_diffusion,full_step,yardstick_ppm"],
    "goals-double": ["--cells", GRID, "--species", "16", "--precision", "double", "--repeats", "3", "--processes", "xyz_diffusion,full_step"],
    "clean": ["--species", "16", "--precision", "single", "--field", "clean", "--processes", "xyz_diffusion,full_step"],
    "case": ["--case"],
}
QUICK = {
    "table": ["--quick", "--repeats", "2"],
    "goals": ["--quick", *RUNS["goals"], "--cells", "96x96x32", "--species", "1,16", "--repeats", "2"],
    "goals-double": ["--quick", *RUNS["goals-double"], "--cells", "96x96x32", "--repeats", "2"],
    "clean": ["--quick", *RUNS["clean"]],
    "case": ["--case", "--quick"],
}
PROCESSES = tuple(performance.NAMES)
# Million updates a second with one thread and with two, as the project set them: words, species, tags, precision, goals.
GOALS = (
    ("16 species, each with its own limiter", 16, 0, "single", "450", "850"),
    ("64 tags on one lead, the lead included", 1, 64, "single", "750, then 900", "1300, then 1500"),
    ("1 species", 1, 0, "single", "250", "450"),
    ("4 species", 4, 0, "single", "250", "450"),
    ("16 species, double", 16, 0, "double", "200", "380"),
)
# Measured by the project on another machine: two cores of an AMD Zen 4 server, with a copy bandwidth of 35-41 and 44-48 GB/s.
OTHERS = (
    ("CMAQ 5.5, PPM, single", "x, y, z", "28-37", "60-72"),
    ("GEOS-Chem TPCORE, double as shipped / single, best tuned", "x, y, z", "12-15 / 40", "18-27 / 59-84"),
    ("MITgcm DST3, limited, double", "with diffusion", "15-18", "27-35"),
    ("EMEP, Bott, 16 species, double / single", "with diffusion", "82-87 / 106-109", "175 / -"),
    ("EMEP, 60 species, double / single", "with diffusion", "106-186 / 211-229", "-"),
    ("FV3, monotone, single, best flags", "x and y only", "145", "278"),
)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", type=pathlib.Path, default=ROOT / "build/release/apps/fenhe", help="the program to measure")
    parser.add_argument("--quick", action="store_true", help="smaller grids and fewer rows")
    parser.add_argument("--from", dest="source", type=pathlib.Path, help="a folder of results; nothing is measured")
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / "out/performance", help="folder for the results (out/performance)")
    parser.add_argument("--scaling", type=pathlib.Path, default=ROOT / "docs/performance-scaling.json", help="results of a larger machine")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/performance.md", help="the page to write (docs/performance.md)")
    return parser.parse_args()


def measure(program, folder, runs):
    """Run the program once a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in runs.items():
        begun = time.monotonic()
        result = subprocess.run([program, "bench", *options, "--json"], check=False, stdout=subprocess.PIPE, text=True)
        if result.returncode:
            sys.exit(f"list_performance.py: fenhe bench {' '.join(options)} ended with {result.returncode}")
        (folder / f"{name}.json").write_text(result.stdout, encoding="utf-8")
        print(f"{folder / name}.json  {time.monotonic() - begun:.0f} s", file=sys.stderr)


def read(folder):
    """The results by name."""
    found = {}
    for name in RUNS:
        try:
            found[name] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            sys.exit(f"list_performance.py: {folder / name}.json: {fault}; measure anew: scripts/list_performance.py")
    return found


def markdown(heads, rows):
    return ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|", *("| " + " | ".join(row) + " |" for row in rows), ""]


def number(value, digits=3):
    """So many digits, never an exponent."""
    if value is None:
        return "-"
    for places in range(digits):
        if abs(value) >= 10 ** (digits - 1 - places):
            return f"{value:.{places}f}"
    return f"{value:.{digits}f}"


def find(results, process, species, tags, precision, threads):
    for row in results:
        if (row["process"], row["species"], row["tags"], row["precision"], row["threads"]) == (process, species, tags, precision, threads):
            return row
    return None


def median(row):
    return number(row["mcups_median"]) if row else "-"


def carried(species, tags):
    if tags:
        return f"1 lead, {tags} tag{'s' if tags > 1 else ''}"
    return f"{species} species"


def plural(threads):
    return f"{threads} thread{'s' if threads > 1 else ''}"


def grid_of(results):
    return " x ".join(str(n) for n in results[0]["grid"])


def threads_of(results):
    return sorted({row["threads"] for row in results})


def copies(measured):
    return ", ".join(f"{gbps:.1f} GB/s with {plural(int(threads))}" for threads, gbps in measured["copy_gbps"].items() if gbps)


def block(measured, precision, threads):
    """One table: tracers down, processes across."""
    rows = [row for row in measured["results"] if row["precision"] == precision and row["threads"] == threads and row["process"] != "yardstick_ppm"]
    if not rows:
        return []
    across = [process for process in PROCESSES if any(row["process"] == process for row in rows)]
    down = sorted({(row["tags"] > 0, row["species"], row["tags"]) for row in rows})
    lines = [f"### {precision.capitalize()} precision, {plural(threads)}", ""]
    cells = []
    for _, species, tags in down:
        own = [find(rows, process, species, tags, precision, threads) for process in across]
        cells.append([carried(species, tags), *(f"{median(row)} ({100 * row['fraction_of_copy']:.0f} %)" if row else "-" for row in own)])
    return lines + markdown(["", *(performance.NAMES[process] for process in across)], cells)


def goals(measured):
    """What was aimed at, beside what was measured with one thread and with the most."""
    single, double = measured["goals"], measured["goals-double"]
    results = single["results"] + double["results"]
    counts = threads_of(results)
    few, many = counts[0], counts[-1]
    heads = ["", f"goal, {plural(few)}", "x, y, z and diffusion", "whole step", "goal, 2 threads", "x, y, z and diffusion", "whole step"]
    rows = []
    for words, species, tags, precision, one, two in GOALS:
        cells = [words, one]
        for threads, then in ((few, two), (many, None)):
            for process in ("xyz_diffusion", "full_step"):
                cells.append(median(find(results, process, species, tags, precision, threads)))
            if then:
                cells.append(then)
        if any(cell != "-" for cell in cells[2:4]):
            rows.append(cells)
    lines = [f"Copy: {copies(single)}; {grid_of(results)} cells, {plural(few)} and {plural(many)}.", "", *markdown(heads, rows)]
    sweep = find(results, "x_sweep", 1, 64, "single", many)
    if sweep:
        lines.append(f"- x sweep of 64 tags with {plural(many)}: {100 * sweep['fraction_of_copy']:.0f} % of the copy bandwidth; the goal is 85 %.")
    for process in ("xyz_diffusion", "full_step"):
        slow, fast = (find(results, process, 16, 0, "single", threads) for threads in (few, many))
        if slow and fast and many > few:
            lines.append(f"- 16 species, {plural(many)} against {plural(few)}, {performance.NAMES[process]}: "
                         f"{fast['mcups_median'] / slow['mcups_median']:.2f} times; the goal with 2 is 1.8.")
    alone, leads, tags = (find(results, "full_step", species, count, "single", few) for species, count in ((1, 0), (16, 0), (1, 64)))
    if alone and leads and tags:
        of_tag = (65 / tags["mcups_median"] - 1 / alone["mcups_median"]) / 64
        lines.append(f"- A tag takes {100 * of_tag * leads['mcups_median']:.0f} % of the time of one of 16 species, whole step, {plural(few)}; the goal "
                     "is 60 %.")
    yardstick = [find(results, "yardstick_ppm", 16, 0, "single", threads) for threads in counts]
    if all(yardstick):
        lines.append("- Beside it, x, y and z sweeps of the plain limited PPM: "
                     + ", ".join(f"{median(row)} with {plural(row['threads'])}" for row in yardstick) + ".")
    clean, ours = measured["clean"]["results"], measured["table"]["results"]
    for process in ("xyz_diffusion", "full_step"):
        pair = [find(rows, process, 16, 0, "single", few) for rows in (ours, clean)]
        if all(pair):
            lines.append(f"- 16 species with plumes on clean air, where fringes fade into subnormal numbers, {grid_of(clean)} cells, {plural(few)}, "
                         f"{performance.NAMES[process]}: {median(pair[1])} instead of {median(pair[0])}.")
    return [*lines, ""]


def spread(measured):
    """How far repeats lay apart, as the median over the rows of largest over smallest."""
    ratios = sorted(row["mcups_max"] / row["mcups_min"] for row in measured["results"] if row["mcups_min"])
    return ratios[len(ratios) // 2] if ratios else float("nan")


def trust(measured):
    """How quiet the machine was: by the repeats, and by whether more threads copied about as fast, or faster."""
    gbps = [measured["copy_gbps"][str(threads)] for threads in threads_of(measured["results"])]
    lines = [f"In half of the rows the largest repeat was at most {spread(measured):.2f} times the smallest."]
    if spread(measured) > 1.1 or gbps[-1] < 0.9 * gbps[0]:
        lines.append("**Others used the machine meanwhile: read the figures as lower bounds, those with several threads above all.**")
    return lines


def pace(case):
    heads = ["", "grid", "tracers", "Courant number at most", "steps an hour", "model hours a minute", "weather", "forcing", "emissions", "transport"]
    rows = []
    for row in case["pace"]:
        shares = [f"{100 * row[part] / row['wall_s']:.0f} %" for part in ("weather_s", "forcing_s", "emissions_s", "transport_s")]
        rows.append(["the case" if row["what"] == "case" else "large domain", " x ".join(map(str, row["grid"])), str(row["tracers"]),
                     f"{row['courant_max']:g}", f"{row['steps'] / row['hours']:.3g}", number(row["hours_per_minute"]), *shares])
    return markdown(heads, rows)


def errors(case):
    rows = [[point["scheme"], " x ".join(map(str, point["grid"])), f"{point['courant']:.3g}", str(point["steps"]), f"{point['l2']:.4g}",
             f"{1e3 * point['seconds_per_tracer']:.3g}"] for point in case["error"]]
    return ["<details><summary>The figures</summary>", "", *markdown(["scheme", "grid", "Courant number", "steps", "l2", "ms a tracer"], rows),
            "</details>", ""]


def scaling(measured):
    """Rates by the number of threads, and in brackets how many times that of one."""
    results = measured["results"]
    columns = [(species, tags, process) for species, tags in ((16, 0), (1, 64)) for process in ("x_sweep", "xyz_diffusion", "full_step")]
    rows = []
    for threads in threads_of(results):
        cells = [str(threads), f"{measured['copy_gbps'][str(threads)]:.1f}"]
        for species, tags, process in columns:
            row, alone = (find(results, process, species, tags, "single", count) for count in (threads, threads_of(results)[0]))
            cells.append(f"{median(row)} ({row['mcups_median'] / alone['mcups_median']:.1f})")
        rows.append(cells)
    heads = ["threads", "copy, GB/s", *(f"{carried(species, tags)}: {performance.NAMES[process]}" for species, tags, process in columns)]
    return [f"## Scaling to {max(threads_of(results))} threads", f"Another machine: {measured['cpu']}, {measured['instructions']} instructions, "
            f"{grid_of(results)} cells, single precision; medians of {measured['repeats']} repeats. In brackets: times the rate of one thread.", "",
            *markdown(heads, rows)]


def picture(figure, page, name, caption):
    """Save it beside the page, and the lines that show it."""
    folder = page.parent / "pictures"
    folder.mkdir(exist_ok=True)
    figure.savefig(folder / name, dpi=130)
    matplotlib.pyplot.close(figure)
    return [f"![{caption}](pictures/{name})", "", f"*{caption}*", ""]


def write(page, measured, larger):
    """The page and its pictures."""
    table, case = measured["table"], measured["case"]
    results = table["results"]
    single = [row for row in results if row["precision"] == "single"]
    lines = ["# Performance",
             "This page is made by `scripts/list_performance.py`; do not edit it by hand. [Benchmarks](guide/benchmarks.md) explains what is measured and",
             f"how to read it. Machine: {table['cpu']}, {plural(max(threads_of(results)))} at most, {table['instructions']} instructions; version "
             f"{table['version']}, limiter {table['limiter']}, 7 cells.",
             "", "Rates are medians, in million updates of a cell and tracer per second; leads and tags count alike.",
             *trust(table),
             "", "## Goals", *goals(measured), "What others reach, measured by the project with their own kernels on another machine (two cores of an AMD Zen 4 server,",
             "copy 35-41 GB/s with one, 44-48 GB/s with two):", "", *markdown(["", "what", "1 core", "2 cores"], OTHERS),
             *scaling(larger),
             "## How near the memory's limit", "",
             *picture(performance.roofline(single, table["copy_gbps"]), page, "performance-roofline.png",
                      f"Roofline, single precision, {grid_of(results)} cells: what the copy bandwidth allows, and what was reached"),
             "Points far below the line are held back by instructions, not by memory. Bytes and operations are counted from the scheme "
             "(`apps/bench_work.c`), not measured.", "",
             "## Model hours a minute", f"A case (*{case['case']}*) without output, and a domain of 16 species in single precision under the same weather every hour;",
             f"{plural(case['threads'])}. A case's steps are bounded by more than the Courant number (numerics, Eq. 20).", "", *pace(case),
             "## Error against seconds", "",
             *picture(performance.error_against_seconds(case["error"]), page, "performance-error.png",
                      "Deformation with reversal, double precision, positive limiter: error against the time that one tracer takes"),
             *errors(case),
             f"## Every process, {grid_of(results)} cells", f"In brackets: bytes per update times rate, as a share of the copy bandwidth beside it. Copy: {copies(table)}.", ""]
    for precision in ("single", "double"):
        for threads in threads_of(results):
            lines += block(table, precision, threads)
    page.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")


def main():
    words = arguments()
    matplotlib.rcParams.update(STYLE)
    if not words.source:
        measure(words.program, words.keep, QUICK if words.quick else RUNS)
    write(words.page, read(words.source or words.keep), json.loads(words.scaling.read_text(encoding="utf-8")))
    print(words.page)


if __name__ == "__main__":
    main()
