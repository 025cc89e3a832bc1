#!/usr/bin/python3
"""Draw a run's mass budget: where the mass of each species is, hour by hour, and how well the sum closes.

example:
  scripts/plot_budget.py out/demo/base -o budget.png
"""
import argparse
import pathlib
import sys

import numpy

from fenhe_plots import clock, inputs, text
from fenhe_plots.run import Dataset, PlotError, zone_label

PARTS = (("air", "#8fb8de"), ("dry", "#c58f57"), ("wet", "#4c7d6e"), ("out", "#b9b7b0"))
SOURCES = ("initial", "emitted", "in")
TONNES = {"kg": 1e-3, "t": 1.0, "g": 1e-6}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, help="folder that holds budget.nc")
    parser.add_argument("--bars", type=int, default=48, help="at most so many bars for the period (48)")
    parser.add_argument("--tags", action="store_true", help="the tags of each species as well, not their totals alone")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="picture to write (.png, .pdf, .svg)")
    return parser.parse_args()


def masses(data):
    """Tonnes by part, shape [species][time] each."""
    found = {}
    for name in [*SOURCES, *(part for part, _ in PARTS)]:
        unit = getattr(data.variable(name), "units", "kg")
        if unit not in TONNES:
            raise PlotError(f"{data.path}: {name}: unit '{unit}' is no mass\n  = budgets are in kg")
        found[name] = data.array(name, 2) * TONNES[unit]
    return found


def species_names(data, count):
    for name in ("species_name", "species"):
        if data.has(name):
            return data.texts(name)
    return [str(index) for index in range(count)]


def tonnes(value):
    """A mass in words: 12 300 t, 0.45 t."""
    return f"{value:,.0f} t".replace(",", " ") if abs(value) >= 100 else f"{value:.3g} t"


def draw_species(axes, times, width, parts, chosen, language):
    """Stacked bars over time, with the shares at the end beside them."""
    base = numpy.zeros(len(chosen))
    handles = {}
    for name, colour in PARTS:
        values = parts[name][chosen]
        handles[name] = axes.bar([times[index] for index in chosen], values, -width, bottom=base, color=colour, align="edge", lw=0)
        base = base + values
    source = sum(parts[name] for name in SOURCES)
    handles["input"] = axes.plot(times, source, color="black", lw=1.3)[0]
    axes.grid(axis="y", lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8, length=2.5)
    axes.margins(x=0.01)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace(",", " ") if value >= 10 or value == 0 else f"{value:g}")
    total = source[-1]
    rows = [(text.say("input", language, "\n"), total, "black")]
    rows += [(text.say(name, language), parts[name][-1], colour) for name, colour in PARTS]
    height = 0.98
    for words, mass, colour in rows:
        share = f"  {100 * mass / total:.1f} %" if total > 0 and colour != "black" else ""
        axes.text(1.02, height, f"{words}\n{tonnes(mass)}{share}", transform=axes.transAxes, fontsize=8, va="top",
                  color="black", linespacing=1.25)
        axes.plot([1.0, 1.012], [height - 0.02] * 2, transform=axes.transAxes, color=colour, lw=5, clip_on=False, solid_capstyle="butt")
        height -= 0.245 if "\n" in words else 0.19
    return handles


def draw(data, options):
    from matplotlib import pyplot

    language, zone = options.lang, data.zone()
    parts, residual = masses(data), data.array("residual", 2)
    times = clock.naive(data.instants(), zone)
    names = species_names(data, residual.shape[0])
    # A tag is named species__tag.
    shown = [index for index, name in enumerate(names) if options.tags or "__" not in name]
    names, residual = [names[index] for index in shown], residual[shown]
    parts = {part: values[shown] for part, values in parts.items()}
    if not times or not names:
        raise PlotError(f"{data.path}: empty\n  = run the case again")
    step = max(1, -(-len(times) // max(1, options.bars)))
    chosen = list(range(len(times) - 1, -1, -step))[::-1]
    width = (times[1] - times[0]) * step * 0.86 if len(times) > 1 else 0.03

    count = len(names)
    figure, frames = pyplot.subplots(count + 1, 1, figsize=(9.2, 2.9 * count + 2.3), sharex=True, squeeze=False,
                                     gridspec_kw={"height_ratios": [2.6] * count + [1.0]})
    height = figure.get_figheight()
    figure.subplots_adjust(left=0.095, right=0.75, top=1 - 0.92 / height, bottom=0.55 / height, hspace=0.24)
    for index, name in enumerate(names):
        axes = frames[index, 0]
        draw_species(axes, times, width, {part: values[index] for part, values in parts.items()}, chosen, language)
        axes.set_title(text.species_label(name), loc="left", fontsize=10.5, pad=3)
        axes.set_ylabel(f"{text.say('mass', language)} (t)", fontsize=9)
        axes.set_ylim(bottom=0)
    last = frames[count, 0]
    for index, name in enumerate(names):
        # A residual of exactly nothing has no place on a logarithmic axis; it stands at the axis' lower end.
        last.semilogy(times, numpy.maximum(numpy.abs(residual[index]), 1e-17), lw=1.1, label=text.species_label(name))
    last.set_title(text.say("residual", language), loc="left", fontsize=9.5, pad=3)
    sizes = numpy.abs(residual[residual != 0])
    last.set_ylim(max(1e-17, 0.1 * sizes.min(initial=1e-15)), max(1e-12, 10 * sizes.max(initial=0.0)))
    last.tick_params(labelsize=8, length=2.5)
    last.grid(axis="y", lw=0.4, alpha=0.5)
    if count > 1:
        last.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1.01, 1.05))
    clock.set_time_axis(last.xaxis, times[0], times[-1])
    last.set_xlabel(f"{text.say('local', language)} ({zone_label(zone)})", fontsize=9)
    figure.text(0.095, 1 - 0.12 / height, data.title(), fontsize=13, va="top")
    note = text.say(inputs.warning(data), language, "  ")
    figure.text(0.095, 1 - 0.40 / height, text.say("budget", language) + (f"    {note}" if note else ""), fontsize=9, va="top")
    return figure


def main():
    options = arguments()
    try:
        text.set_up_matplotlib()
        draw(Dataset(options.run, "budget.nc"), options).savefig(options.output, dpi=options.dpi)
    except PlotError as fault:
        sys.exit(f"plot_budget: {fault}")
    except OSError as fault:
        sys.exit(f"plot_budget: {options.output}: {fault.strerror}\n  = name a file in a folder that exists")
    print(options.output)


if __name__ == "__main__":
    main()
