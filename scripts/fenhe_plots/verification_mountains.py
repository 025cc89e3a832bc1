"""Advection over steep mountains: the tracer on its way, and the error against the grid or the step beside what was published."""
import numpy
from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from matplotlib.tri import Triangulation

from .verification_plane import plain_ticks

SUITE = "V9"
LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
STAGES = (("start", "#8a8a8a"), ("halfway", "#d1661f"), ("end", "#1f5fa8"))
ERRORS = (("errors", "dx_m", "spacing (m)"), ("errors-steps", "dt_s", "step (s)"))


def with_table(cases, name):
    return [case for case in cases if case.suite == SUITE and name in case.tables]


def ground(table):
    """Lowest centre of each column: the ground as the layers have it, half a layer up."""
    lowest = {}
    for x, z in zip(table.column("x_km"), table.column("z_km")):
        lowest[x] = min(z, lowest.get(x, numpy.inf))
    return zip(*sorted(lowest.items()))


def draw_tracer(axes, table):
    cells = Triangulation(table.column("x_km"), table.column("z_km"))
    for stage, colour in STAGES:
        axes.tricontour(cells, table.column(stage), levels=LEVELS, colors=colour, linewidths=1.0)
        axes.plot([], [], color=colour, label={"start": "at first", "halfway": "after 5000 s", "end": "after 10 000 s"}[stage])
    axes.tricontour(cells, table.column("exact"), levels=LEVELS, colors="#111111", linewidths=0.7, linestyles="dashed")
    axes.plot([], [], color="#111111", linewidth=0.7, linestyle="dashed", label="exact, after 10 000 s")
    places, heights = ground(table)
    axes.fill_between(places, heights, color="#c9bfae", zorder=5)
    axes.set(xlim=(-80, 80), ylim=(0, 16), xlabel="x (km)", ylabel="height (km)")


def tracer(cases):
    shown = with_table(cases, "tracer")
    figure, frames = pyplot.subplots(len(shown), 1, figsize=(9.0, 2.9 * len(shown) + 0.4), squeeze=False, layout="constrained")
    for axes, case in zip(frames.flat, shown):
        draw_tracer(axes, case.tables["tracer"])
        axes.set_title(f"{case.id}: $l_2$ = {case.ours['l2']:.2g}", loc="left", fontsize=9)
    frames[0, 0].legend(loc="upper center", bbox_to_anchor=(0.5, 1.3), ncols=4)
    return figure


def apart(places):
    """Those of the places that are not all but the same as the one before."""
    kept = []
    for place in sorted(places):
        if not kept or place > 1.05 * kept[-1]:
            kept.append(place)
    return kept


def errors(cases):
    kinds = [kind for kind in ERRORS if with_table(cases, kind[0])]
    figure, frames = pyplot.subplots(1, len(kinds), figsize=(5.2 * len(kinds), 5.4), squeeze=False, layout="constrained")
    for axes, (name, first, label) in zip(frames.flat, kinds):
        places = set()
        for n, case in enumerate(with_table(cases, name)):
            table = case.tables[name]
            across, published = table.column(first), table.column("published_l2")
            places.update(across)
            axes.plot(across, table.column("l2"), color=f"C{n}", marker="o", label=case.id)
            if numpy.isfinite(published).any():
                axes.plot(across, published, color=f"C{n}", marker="s", markerfacecolor="white", linestyle=(0, (4, 2)), label="the best published")
        axes.set(xscale="log", yscale="log", xlabel=label, ylabel="relative error, $l_2$")
        plain_ticks(axes.xaxis, apart(places))
        axes.grid(True, which="major", color="#e6e6e6", linewidth=0.6)
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2)
    return figure


def figures(cases):
    """Name and figure of each picture that the report has tables for."""
    if with_table(cases, "tracer"):
        yield f"{SUITE}-tracer", tracer(cases)
    if any(with_table(cases, name) for name, _, _ in ERRORS):
        yield f"{SUITE}-errors", errors(cases)
