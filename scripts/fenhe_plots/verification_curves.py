"""Every other table of a report: its first column against the others, one picture a kind of table."""
import collections
import math

from matplotlib import pyplot

from . import verification_mountains
from .verification_scatter import PAIRS

MOST_PANELS = 12
UPRIGHT = ("height", "z", "altitude")
REFINED = ("dx", "dz", "dt", "spacing", "step", "cells", "layers")


def readable(column):
    """A column's name as a label: unit in brackets."""
    words = column.split("_")
    unit = {"m": "m", "s": "s", "km": "km", "mps": "m/s", "kgpkg": "kg/kg", "kgpm3": "kg/m$^3$", "kgpm2": "kg/m$^2$", "mgpm3": "mg/m$^3$",
            "mgpm2": "mg/m$^2$", "m2ps": "m$^2$/s"}.get(words[-1]) if len(words) > 1 else None
    return f"{' '.join(words[:-1])} ({unit})" if unit else " ".join(words)


def kinds(cases):
    """Tables of the same suite, name and columns, by the name of their picture."""
    found = collections.defaultdict(list)
    for case in cases:
        for table in case.tables.values():
            if case.suite == verification_mountains.SUITE:
                continue
            if len(table.columns) > 1 and len(table.values) > 1 and f"measured_{PAIRS[0][0]}" not in table.columns:
                found[f"{case.suite}-{table.name}", table.columns].append((case, table))
    names = [name for name, _ in found]
    for (name, columns), members in found.items():
        yield (name if names.count(name) == 1 else f"{name}-{columns[1]}"), columns, members


def is_refinement(column):
    return column.split("_")[0] in REFINED


def draw(axes, table):
    """One table: heights upwards, refinements on logarithmic axes, a curve a column."""
    first = table.columns[0]
    upright = first.split("_")[0] in UPRIGHT
    for n, column in enumerate(table.columns[1:]):
        exact = any(word in column for word in ("exact", "measured", "reference", "analytic"))
        style = {"color": "#444444", "linestyle": (0, (4, 2)), "zorder": 4} if exact else {"color": f"C{n}"}
        across, up = (table.column(column), table.column(first)) if upright else (table.column(first), table.column(column))
        axes.plot(across, up, label=readable(column), marker="o" if len(up) <= 12 else None, **style)
    if is_refinement(first) and (table.values > 0).all():
        axes.set(xscale="log", yscale="log")
        axes.grid(True, which="major", color="#e6e6e6", linewidth=0.6)
    (axes.set_ylabel if upright else axes.set_xlabel)(readable(first))


def figures(cases):
    """Name and figure of each kind of table."""
    for name, columns, members in kinds(cases):
        shown = members[:MOST_PANELS]
        across = min(3, len(shown))
        up = math.ceil(len(shown) / across)
        figure, frames = pyplot.subplots(up, across, figsize=(3.8 * across, 3.0 * up + 0.5), squeeze=False, layout="constrained")
        for axes, (case, table) in zip(frames.flat, shown):
            draw(axes, table)
            axes.set_title(case.id, loc="left", fontsize=8)
        for axes in list(frames.flat)[len(shown):]:
            axes.set_visible(False)
        frames[0, 0].legend()
        yield name, figure
