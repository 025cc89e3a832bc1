#!/usr/bin/python3
"""Measure the transport on this machine and write docs/performance.md.

usage: scripts/list_performance.py [PROGRAM]
PROGRAM is build/release/apps/fenhe unless named. Nothing else should run meanwhile: a minute or two.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/performance.md"
PROCESSES = ("x sweep", "y sweep", "z sweep", "diffusion", "whole step")

INTRODUCTION = """\
# Performance
This page is made by `scripts/list_performance.py`; do not edit it by hand. It shows what `fenhe bench` measured on one machine ({cpu},
{processors} processors): million cell-tracer updates per second, the best of {repeats} repeats with the median in brackets. The tracers are one lead
and its tags, the stencil has seven cells, the limiter is selective, and a step is x, y, column (diffusion, z, diffusion), y.

What it shows: a pencil's departure points and weights are found once for all tracers, so one tracer alone pays for them and many share them.
The kernels are vectorised by the compiler, here for {instructions} instructions: {vectorised}.
"""


def bench(program, threads, precision):
    """What the program measures with so many threads."""
    command = [program, "bench", "--json", "--precision", precision]
    result = subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": str(threads)}, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)


def table(measured, threads):
    """One table of Markdown."""
    rates = {(rate["tracers"], rate["process"]): rate for rate in measured["rates"]}
    cells = " x ".join(str(n) for n in measured["cells"])
    lines = [f"\n## {measured['precision'].capitalize()} precision, {threads} thread{'s' if threads > 1 else ''}, {cells} cells",
             f"Copy bandwidth {measured['copy_gb_per_s']:.1f} GB/s, reads and writes counted.", "",
             "| tracers | " + " | ".join(PROCESSES) + " |", "|---" * (len(PROCESSES) + 1) + "|"]
    for tracers in sorted({tracers for tracers, _ in rates}):
        row = [f"{rates[tracers, p]['best_mups']:.1f} ({rates[tracers, p]['median_mups']:.1f})" for p in PROCESSES]
        lines.append(f"| {tracers} | " + " | ".join(row) + " |")
    return "\n".join(lines) + "\n"


def processor():
    """The processor's name for itself."""
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "processor unknown"


def vectorised():
    """What gcc says of the loops over lanes of the kernels' source."""
    kernels = ROOT / "solver/kernels"
    options = ["-std=c17", "-O3", "-fopenmp", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fopt-info-vec-optimized"]
    includes = [f"-I{ROOT / folder}" for folder in ("base/include", "grids/include", "solver/include", "solver")]
    result = subprocess.run(["gcc", *options, *includes, "-c", "-o", "/dev/null", kernels / "kernels.c"], check=True, capture_output=True, text=True)
    loops, done = 0, 0
    for name in ("advect_template.h", "column_template.h"):
        lines = (kernels / name).read_text(encoding="utf-8").splitlines()
        marked = {number for number, line in enumerate(lines, 1) if line.lstrip().startswith(("FOR_LANES", "#pragma omp simd"))}
        reported = {int(number) for number in re.findall(rf"{name}:(\d+):\d+: optimized: loop vectorized", result.stderr)}
        loops += len(marked)
        done += sum(1 for number in marked if {number, number + 1, number + 2} & reported)
    return f"gcc reports {done} of the {loops} loops over lanes vectorised,\nthe rest being copies (`-fopt-info-vec-optimized` on `solver/kernels/kernels.c`)"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/apps/fenhe"
    every = os.cpu_count() or 1
    runs = [(threads, precision) for precision in ("single", "double") for threads in sorted({1, every})]
    measured = [(bench(program, *run), run[0]) for run in runs]
    text = INTRODUCTION.format(cpu=processor(), processors=every, repeats=measured[0][0]["repeats"], vectorised=vectorised(),
                               instructions=measured[0][0]["instructions"])
    PAGE.write_text(text + "".join(table(*result) for result in measured), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
