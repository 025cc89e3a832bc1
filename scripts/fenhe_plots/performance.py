"""Pictures of what `fenhe bench --json` and `fenhe bench --case --json` left: the roofline, and error against seconds."""
from matplotlib import pyplot
from matplotlib.ticker import LogLocator, NullFormatter

NAMES = {"x_sweep": "x sweep", "y_sweep": "y sweep", "z_sweep": "z sweep", "diffusion": "diffusion", "xyz_diffusion": "x, y, z and diffusion",
         "full_step": "whole step", "yardstick_ppm": "plain limited PPM"}
MARKERS = {"x_sweep": ">", "y_sweep": "^", "z_sweep": "v", "diffusion": "s", "xyz_diffusion": "D", "full_step": "o", "yardstick_ppm": "X"}
# What is carried: species, tags, words, colour.
CARRIED = ((1, 0, "1 species", "#8a8a8a"), (16, 0, "16 species", "#1f5fa8"), (1, 64, "1 lead with 64 tags", "#d1661f"))
YARDSTICK_COLOUR = "#2f2f2f"
SCHEMES = {"7 cells": ("#1f5fa8", "o"), "9 cells": ("#0f9d8a", "s"), "limited PPM": ("#2f2f2f", "D")}
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)))


def intensity(row):
    """Operations per byte."""
    return row["flops_per_update"] / row["bytes_per_update"]


def performance(row):
    """Thousand million operations a second."""
    return row["mcups_median"] * row["flops_per_update"] / 1e3


def chosen(rows, species, tags):
    return [row for row in rows if (row["species"], row["tags"]) == (species, tags) and row["process"] != "yardstick_ppm"]


def roof(axes, gbps, span):
    """What the copy bandwidth allows, and a tenth of it as a guide; their handles by name."""
    lines = (("copy bandwidth", 1.0, "-", 1.4), ("a tenth of it", 0.1, (0, (2, 2)), 0.9))
    return {words: axes.plot(span, [share * gbps * x for x in span], color="#b03030", linestyle=dash, linewidth=width, zorder=1)[0]
            for words, share, dash, width in lines}


def decades(axes):
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid(True, which="major", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)


def place(axes, rows):
    """The points of one panel."""
    for species, tags, _, colour in CARRIED:
        for row in chosen(rows, species, tags):
            axes.scatter(intensity(row), performance(row), marker=MARKERS[row["process"]], facecolor=colour, edgecolor="white", s=62, linewidth=0.6,
                         zorder=3)
    for row in rows:
        if row["process"] == "yardstick_ppm":
            axes.scatter(intensity(row), performance(row), marker=MARKERS[row["process"]], facecolor=YARDSTICK_COLOUR, edgecolor="white", s=80,
                         linewidth=0.6, zorder=3)


def roofline(rows, copies):
    """A panel for each number of threads; rows in single precision of one grid."""
    counts = sorted({row["threads"] for row in rows})
    figure, frames = pyplot.subplots(1, len(counts), figsize=(max(7.0, 5.0 * len(counts)), 5.6), squeeze=False, sharey=True)
    shown = [row for species, tags, _, _ in CARRIED for row in chosen(rows, species, tags)] + [row for row in rows if row["process"] == "yardstick_ppm"]
    span = (0.7 * min(map(intensity, shown)), 1.4 * max(map(intensity, shown)))
    for threads, axes in zip(counts, frames[0]):
        decades(axes)
        above = roof(axes, copies[str(threads)], span)
        place(axes, [row for row in rows if row["threads"] == threads])
        axes.set_xlim(span)
        axes.set_title(f"{threads} thread{'s' if threads > 1 else ''}, copy {copies[str(threads)]:.0f} GB/s", loc="left")
        axes.set_xlabel("operations per byte, counted")
    frames[0][0].set_ylabel("thousand million operations a second")
    above |= {words: pyplot.Line2D([], [], marker="o", color=colour, linestyle="") for species, tags, words, colour in CARRIED if chosen(rows, species, tags)}
    below = {NAMES[process]: pyplot.Line2D([], [], marker=MARKERS[process], color=YARDSTICK_COLOUR, linestyle="")
             for process in NAMES if any(row["process"] == process for row in rows)}
    figure.legend(above.values(), above.keys(), loc="lower center", bbox_to_anchor=(0.5, 0.075), ncol=len(above))
    figure.legend(below.values(), below.keys(), loc="lower center", bbox_to_anchor=(0.5, 0.0), ncol=4)
    figure.tight_layout(rect=(0, 0.13, 1, 1))
    return figure


def error_against_seconds(points):
    """One curve a scheme and Courant number, over grids."""
    courants = sorted({point["courant"] for point in points})
    kept = courants[::2]
    figure, axes = pyplot.subplots(figsize=(6.4, 6.2))
    decades(axes)
    for scheme, (colour, marker) in SCHEMES.items():
        for courant in courants:
            line = sorted((p for p in points if p["scheme"] == scheme and p["courant"] == courant), key=lambda p: p["grid"][0])
            if not line or courant not in kept:
                continue
            axes.plot([p["seconds_per_tracer"] for p in line], [p["l2"] for p in line], color=colour, marker=marker,
                      linestyle=DASHES[kept.index(courant) % len(DASHES)], label=f"{scheme}, Courant number {courant:.2g}")
    axes.xaxis.set_major_locator(LogLocator(numticks=10))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("seconds for one tracer, one thread")
    axes.set_ylabel("relative error, $l_2$")
    axes.set_title("Deformation with reversal (V2); grids from left to right: "
                   + ", ".join(f"{nx} x {nx // 2}" for nx in sorted({p["grid"][0] for p in points})), loc="left", fontsize=9)
    figure.legend(loc="lower center", ncol=2)
    figure.tight_layout(rect=(0, 0.15, 1, 1))
    return figure
