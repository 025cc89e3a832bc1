#!/usr/bin/python3
"""Draw the series at a run's receptors in local time, one small picture each, with daily means beside the daily limit.

example:
  scripts/plot_receptors.py out/demo/base -o receptors.png
"""
import argparse
import pathlib
import sys

import numpy

from fenhe_plots import clock, geography, inputs, text
from fenhe_plots.run import Dataset, PlotError, zone_label

HOURLY, DAILY, LIMIT = "#7a9cc6", "#123c69", "#b3261e"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, help="folder that holds receptors.nc")
    parser.add_argument("--variable", help="variable to draw (PM25, or the first species)")
    parser.add_argument("--grade", choices=("I", "II"), default="II", help="grade of the daily limit of GB 3095 (II)")
    parser.add_argument("--free-scale", action="store_true", help="a scale of its own for each receptor instead of one for all")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="picture to write (.png, .pdf, .svg)")
    return parser.parse_args()


def daily_limit(day, grade):
    """Standard's name and its 24 h limit of PM2.5 [ug m-3] in force on a day, from data/air_quality_limits.csv; None if unknown."""
    table = geography.data_folder() / "air_quality_limits.csv"
    if not table.is_file():
        return None
    for row in geography.read_table(table):
        wanted = (row["pollutant"], row["averaging"], row["grade"]) == ("PM25", "24 h", grade)
        if wanted and row["from"] <= day.isoformat() and (not row["to"] or day.isoformat() <= row["to"]):
            return row["standard"], float(row["limit"])
    return None


def station_names(data, language):
    """Names as the file has them, with the Chinese name where file or places table know it."""
    names = data.texts("station_name")
    chinese = data.texts("station_name_zh") if data.has("station_name_zh") else None
    if chinese is None:
        known = {place.name: place.name_zh for place in geography.places(geography.data_folder() / "shanxi/places.csv")}
        chinese = [known.get(name, "") for name in names]
    return [text.choose(name, name_zh, language) for name, name_zh in zip(names, chinese)]


def draw_station(axes, times, values, days, limits):
    """One receptor; returns handles for the legend."""
    import datetime

    handles = {"hour": axes.plot(times, values, color=HOURLY, lw=1.1)[0]}
    for day, indices in days.items():
        start = datetime.datetime.combine(day, datetime.time())
        span = (start, start + datetime.timedelta(days=1))
        handles["day"] = axes.plot(span, [numpy.nanmean(values[indices])] * 2, color=DAILY, lw=2.4, solid_capstyle="butt")[0]
        if limits.get(day):
            handles["limit"] = axes.plot(span, [limits[day][1]] * 2, color=LIMIT, lw=1.1, ls=(0, (5, 2)))[0]
    return handles


def set_heights(frames, own):
    """Vertical axes from nothing to a little above what is drawn, all alike or each its own; a tag may lie below nothing."""
    lows, highs = zip(*((axes.dataLim.y0, axes.dataLim.y1) for axes in frames))
    for axes, low, high in zip(frames, lows, highs):
        if not own:
            low, high = min(lows), max(highs)
        if numpy.isfinite(high) and high > 0:
            axes.set_ylim(min(0.0, 1.06 * low), 1.06 * high)


def draw(data, options):
    from matplotlib import pyplot

    variable, language, zone = data.variable(options.variable), options.lang, data.zone()
    values = data.array(options.variable, 2)
    names = station_names(data, language)
    if not names:
        raise PlotError(f"{data.path}: no receptors\n  = name some in the case file, under receptors")
    instants = data.instants()
    times, days = clock.naive(instants, zone), clock.whole_days(instants, zone)
    limits = {day: daily_limit(day, options.grade) for day in days} if options.variable == "PM25" else {}

    note = text.say(inputs.warning(data), language, "  ")
    head_in = 1.2 if note else 1.0
    columns = min(3, len(names))
    rows = -(-len(names) // columns)
    figure, frames = pyplot.subplots(rows, columns, figsize=(max(3.6 * columns + 0.6, 6.0), 1.75 * rows + 0.35 + head_in), sharex=True,
                                     sharey=not options.free_scale, squeeze=False)
    handles = {}
    for index, axes in enumerate(frames.flat):
        if index >= len(names):
            axes.set_visible(False)
            continue
        handles.update(draw_station(axes, times, values[index], days, limits))
        axes.set_title(names[index], fontsize=10, loc="left", pad=3)
        axes.grid(axis="y", lw=0.4, alpha=0.5)
        axes.tick_params(labelsize=8, length=2.5)
        if index + columns >= len(names):
            axes.tick_params(labelbottom=True)
    clock.set_time_axis(frames[0, 0].xaxis, times[0], times[-1])
    frames[0, 0].set_xlim(times[0] - (times[-1] - times[0]) / max(1, len(times) - 1), times[-1])
    set_heights(list(frames.flat)[: len(names)], options.free_scale)

    inch = 1 / figure.get_figheight()
    figure.subplots_adjust(left=0.75 / figure.get_figwidth(), right=1 - 0.3 / figure.get_figwidth(), top=1 - head_in * inch,
                           bottom=0.55 * inch, hspace=0.42, wspace=0.16 if not options.free_scale else 0.22)
    label = f"{text.species_label(options.variable)} ({text.unit_label(getattr(variable, 'units', '1'))})"
    figure.supylabel(label, fontsize=9.5, x=0.012)
    figure.supxlabel(f"{text.say('local', language)} ({zone_label(zone)})", fontsize=9, y=0.012)
    figure.text(0.75 / figure.get_figwidth(), 1 - 0.10 * inch, data.title(), fontsize=13, va="top")
    figure.text(0.75 / figure.get_figwidth(), 1 - 0.38 * inch, note, fontsize=8.5, va="top", color="#8a1c1c")
    named = sorted({standard for limit in limits.values() if limit for standard in [limit[0]]})
    grade = {"I": "一", "II": "二"}[options.grade] + "级"
    words = {"hour": text.say("hour", language), "day": text.say("day", language),
             "limit": f"{text.say('limit', language)}, {', '.join(named)} {text.choose('Grade ' + options.grade, grade, language)}"}
    figure.legend(list(handles.values()), [words[key] for key in handles], loc="upper left", ncol=3, frameon=False, fontsize=8.5,
                  bbox_to_anchor=(0.75 / figure.get_figwidth(), 1 - (head_in - 0.62) * inch), borderaxespad=0)
    return figure


def main():
    options = arguments()
    try:
        text.set_up_matplotlib()
        data = Dataset(options.run, "receptors.nc")
        options.variable = options.variable or data.first_of(("station", "time"))
        draw(data, options).savefig(options.output, dpi=options.dpi)
    except PlotError as fault:
        sys.exit(f"plot_receptors: {fault}")
    except OSError as fault:
        sys.exit(f"plot_receptors: {options.output}: {fault.strerror}\n  = name a file in a folder that exists")
    print(options.output)


if __name__ == "__main__":
    main()
