"""Field data: modelled beside measured values, with the lines of equality and of a factor of two."""
import numpy
from matplotlib import pyplot

from .verification import Table

PAIRS = (("maximum_mgpm3", "arc maxima (mg m$^{-3}$)"), ("integral_mgpm2", "crosswind integrals (mg m$^{-2}$)"))
SCORES = (("fac2", "FAC2"), ("fb", "FB"), ("nmse", "NMSE"), ("mg", "MG"), ("vg", "VG"), ("r", "r"))
TWO = 2.0


def field_runs(cases, suite):
    """Tables of single runs by their names: those of the case of all runs together, or those of the runs' own cases."""
    found = {}
    for case in cases:
        for table in case.tables.values():
            if case.suite != suite or f"measured_{PAIRS[0][0]}" not in table.columns:
                continue
            if "run" not in table.columns:
                found[case.id.split("/")[-1].replace("-", " ")] = table
                continue
            for run in dict.fromkeys(table.column("run")):
                found.setdefault(f"run {run:.0f}", Table(table.name, table.columns, table.values[table.column("run") == run]))
    return dict(sorted(found.items(), key=lambda item: (len(item[0]), item[0])))


def draw_lines(axes, low, high):
    ends = numpy.array([low, high])
    axes.plot(ends, ends, color="#555555", linewidth=1.0, zorder=1)
    for factor in (TWO, 1.0 / TWO):
        axes.plot(ends, factor * ends, color="#555555", linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for place, words, across in (((high, high), "1:1", "left"), ((high / TWO, high), "× 2", "center"), ((high, high / TWO), "÷ 2", "left")):
        axes.annotate(words, place, (2, 3), textcoords="offset points", ha=across, va="bottom", color="#555555", fontsize=8)


def score_lines(all_runs, suffix):
    if all_runs is None:
        return ""
    return "\n".join(f"{label} {all_runs.ours[name + suffix]:.2f}" for name, label in SCORES if name + suffix in all_runs.ours)


def figures(cases):
    """Name and figure of each suite that has field runs."""
    for suite in dict.fromkeys(case.suite for case in cases):
        runs = field_runs(cases, suite)
        if runs:
            yield f"{suite}-scatter", scatter(runs, next((case for case in cases if case.id == f"{suite}/all"), None))


def scatter(runs, all_runs):
    figure, frames = pyplot.subplots(1, 2, figsize=(10.2, 5.2), layout="constrained")
    palette = pyplot.get_cmap("tab10")
    for axes, (quantity, label), suffix in zip(frames, PAIRS, ("", "_integral")):
        every = []
        for n, (name, table) in enumerate(runs.items()):
            measured, modelled = table.column(f"measured_{quantity}"), table.column(f"modelled_{quantity}")
            axes.scatter(measured, modelled, s=34, color=palette(n % 10), marker="os^DvP"[n % 6], edgecolor="white", linewidth=0.5, label=name, zorder=3)
            every += [value for value in (*measured, *modelled) if value > 0]
        low, high = min(every) / 1.6, max(every) * 1.6
        axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high), aspect="equal", xlabel=f"measured {label}", ylabel=f"modelled {label}")
        draw_lines(axes, low, high)
        axes.text(0.03, 0.97, score_lines(all_runs, suffix), transform=axes.transAxes, va="top", fontsize=8, linespacing=1.4)
    frames[1].legend(loc="lower right")
    return figure
