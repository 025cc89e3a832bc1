"""Flows on a plane: error against spacing, work and Courant number, ours beside what was published."""
import collections

from matplotlib import pyplot
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from .verification import LENGTH, PUBLISHED

TITLES = {"V1": "V1: rotation as a solid body, one turn", "V2": "V2: deformation with reversal"}
SPACING = {"V1": "spacing (m)", "V2": "spacing (degrees of longitude)"}
# One colour a scheme, whatever the panel.
COLOURS = {("positive", 7): "#1f5fa8", ("positive", 9): "#0f9d8a", ("selective", 7): "#d1661f", ("monotone", 7): "#8a4fa3", ("ppm", 0): "#3a3a3a"}
ORDER = list(COLOURS)
MARKERS = dict(zip(ORDER, "os^vD"))
PUBLISHED_COLOUR = "#7a7a7a"
GRID_MARKERS = {60: "v", 120: "o", 240: "s", 480: "^"}
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2, 1, 2, 1, 2)))


def lines_of(cases, suite, half=False):
    """Cases on a plane of one suite in double precision by (limiter, cells, Courant number), coarse grids first; cells are 0 for PPM."""
    found = collections.defaultdict(list)
    for case in cases:
        if case.plane and case.suite == suite and not case.is_single and bool(case.plane["half"]) == half and "l2" in case.ours:
            found[case.plane["limiter"], int(case.plane["cells"] or 0), float(case.plane["courant"])].append(case)
    for line in found.values():
        line.sort(key=lambda case: int(case.plane["nx"]))
    rank = {scheme: n for n, scheme in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda item: (rank.get(item[0][:2], 99), item[0])))


def colour(scheme):
    return COLOURS.get(scheme, "#444444")


def scheme_name(limiter, cells):
    if not cells:
        return "our PPM, limited (Colella & Woodward)"
    return f"{cells} cells, " + ("no limiter" if limiter == "none" else limiter)


def slopes(axes, points):
    """Guides of first, second and fourth order, below all curves at the coarse end; points: (spacing, error)."""
    coarse = sorted({spacing for spacing, _ in points})[-2:]
    right, left = coarse[-1], coarse[-1] / 1.8
    top = 0.8 * min(error for spacing, error in points if spacing in coarse)
    for order in (1, 2, 4):
        bottom = top * (left / right) ** order
        axes.plot([left, right], [bottom, top], color="#b0b0b0", linewidth=0.8, zorder=1)
        axes.annotate(str(order), (left, bottom), (-3, 0), textcoords="offset points", ha="right", va="center", color="#7a7a7a", fontsize=8)
    axes.annotate("order", (right, top), (0, 3), textcoords="offset points", ha="right", va="bottom", color="#7a7a7a", fontsize=8)


def published_lines(axes, suite, abscissae):
    for line in PUBLISHED:
        if line.suite == suite:
            axes.plot(abscissae(line), line.errors(), linestyle=(0, (4, 2)), color=PUBLISHED_COLOUR, marker=line.marker, markerfacecolor="white",
                      linewidth=1.1, label=line.name, zorder=2)


def our_lines(axes, lines, abscissae):
    courants = sorted({courant for _, _, courant in lines})
    dash = {courant: DASHES[min(n, len(DASHES) - 1)] for n, courant in enumerate(courants)}
    for (limiter, cells, courant), line in lines.items():
        scheme = limiter, cells
        # The first scheme lies broad below the others, which may coincide with it.
        axes.plot([abscissae(case) for case in line], [case.ours["l2"] for case in line], linestyle=dash[courant], color=colour(scheme),
                  marker=MARKERS.get(scheme, "x"), linewidth=2.4 if scheme == ORDER[0] else 1.3, zorder=3 if scheme == ORDER[0] else 4,
                  label=f"{scheme_name(*scheme)}, Courant number {courant:g}")


def decades(axes):
    axes.set_yscale("log")
    axes.grid(True, which="major", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def panels(keys):
    """A figure with a panel for each key."""
    figure, frames = pyplot.subplots(1, len(keys), figsize=(5.2 * len(keys), 6.4), squeeze=False, layout="constrained")
    return figure, dict(zip(keys, frames[0]))


def finish(frames, titled=False):
    """What all panels have: the name of their ordinate, a title, a legend below."""
    for key, axes in frames.items():
        axes.set_ylabel("relative error, $l_2$")
        if not titled:
            axes.set_title(TITLES[key], loc="left")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=1)


def by_suite(cases, least):
    """Lines of each suite that has any of at least so many grids."""
    found = {suite: {key: line for key, line in lines_of(cases, suite).items() if len(line) >= least} for suite in TITLES}
    return {suite: lines for suite, lines in found.items() if lines}


def few_courants(lines, longest):
    """
    For each scheme its shortest steps and one longer step, the same for all where it can be (with the longest as well, if wanted): the rest
    has a picture of its own.
    """
    longer = [key for key in lines if any(key[:2] == other[:2] and key[2] > other[2] for other in lines)]
    common = max((key[2] for key in longer), key=lambda courant: sum(len(lines[key]) for key in longer if key[2] == courant), default=None)
    kept = set()
    for scheme in {key[:2] for key in lines}:
        own = sorted((key for key in lines if key[:2] == scheme), key=lambda key: key[2])
        kept.update(own[:1], own[-1:] if longest else (), [key for key in own if key[2] == common])
    return {key: line for key, line in lines.items() if key in kept}


def spacing_of(case):
    return LENGTH[case.suite] / int(case.plane["nx"])


def plain_ticks(axis, places):
    axis.set_major_locator(FixedLocator(places))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def convergence(cases):
    """Error against spacing."""
    suites = {suite: few_courants(lines, False) for suite, lines in by_suite(cases, 2).items()}
    figure, frames = panels(suites)
    for suite, axes in frames.items():
        every = [case for line in suites[suite].values() for case in line]
        our_lines(axes, suites[suite], spacing_of)
        published_lines(axes, suite, lambda line: line.spacing())
        axes.set_xscale("log")
        decades(axes)
        slopes(axes, [(spacing_of(case), case.ours["l2"]) for case in every])
        plain_ticks(axes.xaxis, sorted({spacing_of(case) for case in every}))
        axes.set_xlabel(SPACING[suite])
    finish(frames)
    return figure


def work(cases):
    """Error against cell updates."""
    suites = {suite: few_courants(lines, True) for suite, lines in by_suite(cases, 1).items()}
    figure, frames = panels(suites)
    for suite, axes in frames.items():
        our_lines(axes, suites[suite], lambda case: case.updates)
        published_lines(axes, suite, lambda line: line.updates())
        axes.set_xscale("log")
        decades(axes)
        axes.set_xlabel("work: cells times sweeps")
    finish(frames)
    return figure


def by_courant(cases, half):
    """V2 by (cells along x, scheme): Courant numbers and errors."""
    found = collections.defaultdict(list)
    for (limiter, cells, courant), line in lines_of(cases, "V2", half).items():
        for case in line:
            if limiter == "positive":
                found[int(case.plane["nx"]), cells].append((courant, case.ours["l2"]))
    return {key: sorted(points) for key, points in found.items() if len(points) > 1}


def courant(cases):
    """Error of V2 against the Courant number, at its end and half-way."""
    titles = {False: "V2: after the reversal, at T", True: "V2: stopped half-way, at T/2"}
    lines = {half: found for half in titles if (found := by_courant(cases, half))}
    figure, frames = panels(lines)
    for half, axes in frames.items():
        for (nx, cells), points in sorted(lines[half].items()):
            axes.plot(*zip(*points), linestyle="-" if cells == 7 else DASHES[1], marker=GRID_MARKERS.get(nx, "x"), color=colour(("positive", cells)),
                      label=f"{nx} x {nx // 2} cells, {scheme_name('positive', cells)}")
        axes.set_xscale("log")
        decades(axes)
        plain_ticks(axes.xaxis, sorted({courant for points in lines[half].values() for courant, _ in points}))
        axes.set_xlabel("largest Courant number")
        axes.set_title(titles[half], loc="left")
    line = next(line for line in PUBLISHED if line.suite == "V2")
    for nx, _, l2 in line.rows[1:3] if False in frames else ():
        frames[False].plot(0.62, l2, GRID_MARKERS[nx], color=PUBLISHED_COLOUR, markerfacecolor="white", label=f"{nx} x {nx // 2}, {line.name}")
    heights = [axes.get_ylim() for axes in frames.values()]
    for axes in frames.values():
        axes.set_ylim(min(low for low, _ in heights), max(high for _, high in heights))
    finish(frames, titled=True)
    return figure


def figures(cases):
    """Name and figure of each picture that the cases allow."""
    if by_suite(cases, 2):
        yield "convergence", convergence(cases)
    if by_suite(cases, 1):
        yield "work", work(cases)
    if by_courant(cases, False):
        yield "courant", courant(cases)
