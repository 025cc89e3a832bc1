"""Every other table of a report: errors against what was refined, profiles, and the rest as curves over its first column."""
import collections
import math

from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from . import verification_mountains
from .verification_scatter import PAIRS

MOST_PANELS = 16
LONGEST = 1000  # rows of a curve: what is longer is a field, cell by cell
DRAWN_ELSEWHERE = ("V1", "V2", verification_mountains.SUITE)
UPRIGHT = ("height", "z", "altitude")
EXACT = ("exact", "measured", "reference", "analytic")
UNITS = {"m": "m", "s": "s", "km": "km", "mps": "m/s", "pm": "1/m", "kgpkg": "kg/kg", "kgpm3": "kg/m$^3$", "kgpm2": "kg/m$^2$",
         "mgpm3": "mg/m$^3$", "mgpm2": "mg/m$^2$", "m2ps": "m$^2$/s"}
# What a first column of that unit is when errors stand beside it.
REFINED = {"m": "spacing (m)", "s": "step (s)"}


def unit_of(column):
    """A column's unit as its name ends, typeset; empty for none."""
    words = column.split("_")
    return UNITS.get(words[-1], "") if len(words) > 1 else ""


def readable(column):
    """A column's name as a label: unit in brackets."""
    unit = unit_of(column)
    return f"{column.rsplit('_', 1)[0].replace('_', ' ')} ({unit})" if unit else column.replace("_", " ")


def error_columns(table):
    return [column for column in table.columns[1:] if column == "l2" or column.startswith("l2_")]


def is_refinement(table):
    return bool(error_columns(table)) and unit_of(table.columns[0]) in REFINED and (table.column(error_columns(table)[0]) > 0).all()


def tables(cases):
    """Cases with their tables that are drawn here, in double precision."""
    for case in cases:
        if case.suite not in DRAWN_ELSEWHERE and not case.is_single:
            for table in case.tables.values():
                if len(table.columns) > 1 and 1 < len(table.values) <= LONGEST and f"measured_{PAIRS[0][0]}" not in table.columns:
                    yield case, table


def kinds(cases):
    """Tables of the same suite and name, by the name of their picture; those of other columns have a picture of their own."""
    found = collections.defaultdict(list)
    for case, table in tables(cases):
        if not is_refinement(table):
            names = tuple(column.removesuffix(f"_{column.split('_')[-1]}") if unit_of(column) else column for column in table.columns)
            found[f"{case.suite}-{table.name}", names].append((case, table))
    stems = [stem for stem, _ in found]
    for (stem, names), members in found.items():
        yield (stem if stems.count(stem) == 1 else f"{stem}-{names[1]}"), members


def draw(axes, table):
    """One table as curves; heights go upwards, as far as there is anything."""
    first = table.columns[0]
    upright = first.split("_")[0] in UPRIGHT
    in_time = first == "hour"  # what should be nought, hour by hour: its size counts
    ours = [column for column in table.columns[1:] if not any(word in column for word in EXACT)]
    for column in table.columns[1:]:
        if in_time and column.startswith("minimum"):
            continue
        dashed = {"color": "#333333", "linestyle": (0, (4, 2)), "linewidth": 1.2, "zorder": 4}
        style = {"color": f"C{ours.index(column)}"} if column in ours else dashed
        ends = (column, first) if upright else (first, column)
        axes.plot(*(abs(table.column(end)) if in_time else table.column(end) for end in ends), label=readable(column).split(" (")[0], **style)
    if in_time:
        axes.set_yscale("log", nonpositive="mask")
        return axes.set_xlabel("hour")
    units = list(dict.fromkeys(unit_of(column) for column in table.columns[1:]))
    if upright:
        values = abs(table.values[:, 1:]).max(axis=1)
        axes.set_ylim(0, 1.15 * max(table.column(first)[values > 0.003 * values.max()]))
    if units != [""]:
        (axes.set_xlabel if upright else axes.set_ylabel)(", ".join(units))
    return (axes.set_ylabel if upright else axes.set_xlabel)(readable(first))


def curves(members):
    """A panel for each table."""
    shown = members[:MOST_PANELS]
    across = min(4, len(shown))
    up = math.ceil(len(shown) / across)
    figure, frames = pyplot.subplots(up, across, figsize=(max(5.0, 3.1 * across), 2.7 * up + 0.4), squeeze=False, layout="constrained")
    for axes, (case, table) in zip(frames.flat, shown):
        draw(axes, table)
        axes.set_title(case.id, loc="left", fontsize=8)
        if axes.get_yscale() == "linear":
            axes.ticklabel_format(axis="both", scilimits=(-2, 4))
    for axes in list(frames.flat)[len(shown):]:
        axes.set_visible(False)
    # Above the frame and the title: within it, a curve would lie under it.
    frames[0, 0].legend(loc="lower left", bbox_to_anchor=(-0.02, 1.08), ncols=2, frameon=False, borderpad=0.0)
    return figure


def guides(axes, lines):
    """First and second order, below the least error at the coarse end."""
    right = max(max(across) for across, _ in lines)
    top = 0.3 * min(max(up) for across, up in lines)
    for order in (1, 2):
        axes.plot([right / 3, right], [top / 3**order, top], color="#b0b0b0", linewidth=0.8, zorder=1)
        axes.annotate(str(order), (right / 3, top / 3**order), (-3, 0), textcoords="offset points", ha="right", va="center", color="#7a7a7a", fontsize=8)
    axes.annotate("order", (right, top), (0, 3), textcoords="offset points", ha="right", va="bottom", color="#7a7a7a", fontsize=8)


def refinements(members):
    """Errors against spacing and against the step, a line for each case."""
    units = [unit for unit in REFINED if any(unit_of(table.columns[0]) == unit for _, table in members)]
    figure, frames = pyplot.subplots(1, len(units), figsize=(5.2 * len(units), 6.0), squeeze=False, layout="constrained")
    for axes, unit in zip(frames.flat, units):
        lines = []
        for case, table in members:
            if unit_of(table.columns[0]) != unit:
                continue
            for column in error_columns(table):
                n = len(lines)
                lines.append((table.column(table.columns[0]), table.column(column)))
                label = case.id + ("" if column == "l2" else f", {readable(column[3:])}".replace("strang", "Strang"))
                axes.plot(*lines[-1], color=pyplot.get_cmap("tab10")(n % 10), marker="os^vDP"[n % 6], label=label)
        axes.set(xscale="log", yscale="log", xlabel=REFINED[unit], ylabel="relative error, $l_2$")
        axes.grid(True, which="major", color="#e6e6e6", linewidth=0.6)
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=12))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        guides(axes, lines)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2 if len(lines) > 5 else 1)
    return figure


def figures(cases):
    """Name and figure of each kind of table."""
    for suite in dict.fromkeys(case.suite for case in cases):
        members = [(case, table) for case, table in tables(cases) if case.suite == suite and is_refinement(table)]
        if members:
            yield f"{suite}-convergence", refinements(members)
    for stem, members in kinds(cases):
        yield stem, curves(members)
