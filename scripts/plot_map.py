#!/usr/bin/python3
"""Draw a map of a run's surface concentration over its terrain.

examples:
  scripts/plot_map.py out/demo/base -o map.png
  scripts/plot_map.py out/demo/base --variable PM25 --hour 30 --lang zh -o hour30.png
  scripts/plot_map.py out/demo/base --panels --every 6 -o panels.png
"""
import argparse
import pathlib
import sys

import numpy

from fenhe_plots import geography, inputs, text
from fenhe_plots.run import PlotError, Surface, zone_label


LEAST_WIDTH = 6.9  # inches, for a line of caption


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, help="folder that holds surface.nc")
    parser.add_argument("--variable", help="PM25_mean (default), PM25_daily, PM25 or another on the map's grid")
    parser.add_argument("--hour", type=int, default=0, help="which time of an hourly variable, from 0")
    parser.add_argument("--day", type=int, default=0, help="which day of a daily variable, from 0")
    parser.add_argument("--panels", action="store_true", help="a map every few hours instead of one")
    parser.add_argument("--every", type=int, default=6, help="hours between panels (6)")
    parser.add_argument("--log", action="store_true", help="classes 1-2-5 over decades instead of even ones, for variables but PM2.5")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--data", type=pathlib.Path, default=geography.data_folder() / "shanxi",
                        help="folder of rivers.geojson, prefectures.geojson, places.csv, and of inventory/points.csv for a run without summary.json; what is absent is not drawn")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, help="picture to write (.png, .pdf, .svg)")
    return parser.parse_args()


def local(instant, zone, form="%Y-%m-%d %H:%M"):
    return instant.astimezone(zone).strftime(form)


def field_and_caption(surface, options):
    """The field that the options ask for, and what it is, in words."""
    data, name, language = surface.data, options.variable, options.lang
    variable, zone = data.variable(name), data.zone()
    start, end = data.period()
    if variable.ndim == 2:
        kind = text.say("mean", language) if name.endswith("_mean") else ""
        when = f"{local(start, zone)} {text.say('to', 'zh' if language == 'zh' else 'en')} {local(end, zone)}"
        return data.array(name, 2), (kind, f"{when} ({zone_label(zone)})")
    if variable.ndim != 3:
        raise PlotError(f"{data.path}: {name}: has dimensions ({', '.join(variable.dimensions)})\n  = name a variable on (time, y, x) or (y, x)")
    daily = name.endswith("_daily")
    index, option = (options.day, "--day") if daily else (options.hour, "--hour")
    if not 0 <= index < variable.shape[0]:
        raise PlotError(f"{data.path}: {name}: {option} {index} is not there\n  = the file has 0 to {variable.shape[0] - 1}")
    instant = instant_of(data, variable, index)
    when = local(instant, zone, "%Y-%m-%d") if daily else local(instant, zone)
    return numpy.ma.filled(variable[index].astype(float), numpy.nan), (
        text.say("daily" if daily else "hourly", language), f"{when} ({zone_label(zone)})")


def instant_of(data, variable, index):
    """Middle of the day for a daily field, the instant itself for others."""
    coordinate = variable.dimensions[0]
    bounds = getattr(data.file.variables.get(coordinate), "bounds", None)
    if variable.name.endswith("_daily") and bounds in data.file.variables:
        from fenhe_plots.run import decode

        first, last = decode(data.file.variables[bounds][index], data.variable(coordinate))
        return first + (last - first) / 2
    return data.instants(coordinate)[index]


def has_fixed_scale(name):
    """Whether a variable is the whole of PM2.5, to which the index' classes apply; a part of it has a scale of its own."""
    return lane_of(name) == "PM25"


def lane_of(name):
    """Species and tag of a variable: PM25__coking of PM25__coking_mean."""
    return name.removesuffix("_mean").removesuffix("_daily")


def label_of(surface, name, language):
    variable = surface.data.variable(name)
    return f"{text.species_label(lane_of(name))} {text.say('concentration', language)} ({text.unit_label(getattr(variable, 'units', '1'))})"


def weather_line(surface, language):
    if surface.data.idealised:
        return text.say(inputs.warning(surface.data), language, "\n")
    weather = surface.data.attribute("weather")
    return f"{text.say('weather', language)}: {weather}" if weather else ""


def draw_single(surface, options):
    from fenhe_plots import maps
    from matplotlib import pyplot

    field, (kind, when) = field_and_caption(surface, options)
    chart = maps.Map(surface, options.data)
    breaks, palette = maps.scale_for(field, has_fixed_scale(options.variable), options.log)
    west, east, south, north = chart.extent
    height = 7.4 * chart.aspect * (north - south) / (east - west)
    if height > 10:
        width, height = 7.4 * 10 / height, 10.0
    else:
        width = 7.4
    figure = pyplot.figure(figsize=(width + 2.0, height + 1.25))
    total_w, total_h = figure.get_size_inches()
    axes = figure.add_axes([0.45 / total_w, 0.4 / total_h, width / total_w, height / total_h])
    chart.draw(axes, field, breaks, palette)
    chart.draw_contours(axes)
    chart.draw_graticule(axes)
    handles = chart.draw_plants(axes)
    chart.draw_scale(axes)

    title = surface.data.title()
    axes.set_title(title, loc="left", fontsize=14, pad=26)
    axes.text(0, 1.0 + 0.09 / height, f"{text.species_label(lane_of(options.variable))}  {kind}, {when}", transform=axes.transAxes,
              fontsize=9.5, va="bottom")
    note = weather_line(surface, options.lang)
    if note:
        axes.text(0.015, 1 - 0.015 * width / height, note, transform=axes.transAxes, va="top", fontsize=9,
                  color="#8a1c1c" if surface.data.idealised else "black", zorder=10,
                  bbox={"fc": "white", "ec": "#8a1c1c" if surface.data.idealised else "grey", "alpha": 0.85, "boxstyle": "round,pad=0.35", "lw": 0.8})
    bar = figure.add_axes([(0.45 + width + 0.18) / total_w, (0.4 + 0.4 * height) / total_h, 0.2 / total_w, 0.6 * height / total_h])
    maps.draw_colour_bar(bar, breaks, palette, chart.ground.mean(axis=(0, 1)), label_of(surface, options.variable, options.lang))
    if handles:
        figure.legend(list(handles.values()), [text.say(sector or "no sector", options.lang) for sector in handles],
                      title=text.say("plants", options.lang), loc="lower left", frameon=False, fontsize=8, title_fontsize=8.5,
                      bbox_to_anchor=((0.45 + width + 0.1) / total_w, 0.35 / total_h), borderaxespad=0, handletextpad=0.3,
                      alignment="left")
    if chart.borders:
        figure.text((0.45 + width) / total_w, 0.08 / total_h, text.say("borders", options.lang, "  "), fontsize=7.5, color="#555555", ha="right")
    if "__" in options.variable and field.min() < 0:
        unit = text.unit_label(getattr(surface.data.variable(options.variable), "units", "1"))
        figure.text(0.45 / total_w, 0.08 / total_h, f"{text.say('undershoot', options.lang)} {field.min():.2g} {unit}", fontsize=7.5, color="#555555")
    figure.canvas.draw()
    chart.draw_names(axes, options.lang)
    return figure


def draw_panels(surface, options):
    from fenhe_plots import maps
    from matplotlib import pyplot

    data, language = surface.data, options.lang
    name = lane_of(options.variable)
    fields = data.array(name, 3)
    if options.every < 1:
        raise PlotError(f"--every {options.every}: panels need hours between them\n  = give 1 or more")
    instants, zone = data.instants(data.variable(name).dimensions[0]), data.zone()
    chosen = [index for index, instant in enumerate(instants) if instant.astimezone(zone).hour % options.every == 0] or [0]
    chosen = chosen[:: -(-len(chosen) // 16)]
    columns = 4 if len(chosen) > 6 else min(3, len(chosen))
    rows = -(-len(chosen) // columns)
    chart = maps.Map(surface, options.data, pixels=420)
    breaks, palette = maps.scale_for(fields[chosen], has_fixed_scale(name), options.log)
    west, east, south, north = chart.extent
    each_w = 2.75
    each_h = each_w * chart.aspect * (north - south) / (east - west)
    total_w, total_h = max(columns * (each_w + 0.1) + 1.15, LEAST_WIDTH), rows * (each_h + 0.3) + 0.7
    figure = pyplot.figure(figsize=(total_w, total_h))
    for position, index in enumerate(chosen):
        row, column = divmod(position, columns)
        axes = figure.add_axes([(0.1 + column * (each_w + 0.1)) / total_w, 1 - (0.62 + (row + 1) * (each_h + 0.3)) / total_h,
                                each_w / total_w, each_h / total_h])
        chart.draw(axes, fields[index], breaks, palette, thin=True)
        axes.set_title(local(instants[index], zone, "%m-%d %H:%M"), fontsize=9, loc="left", pad=3)
        figure.canvas.draw()
        chart.draw_names(axes, "zh" if language == "zh" else "en", limit=6, size=6.5, rivers=False)
    title = data.title()
    note = weather_line(surface, language).replace("\n", "  ")
    figure.text(0.1 / total_w, 1 - 0.12 / total_h, title, fontsize=14, va="top")
    start, end = data.period()
    caption = f"{text.species_label(name)}  {text.say('hourly', language)}, {local(start, zone)} to {local(end, zone)} ({zone_label(zone)})"
    figure.text(0.1 / total_w, 1 - 0.40 / total_h, f"{caption}    {note}", fontsize=9, va="top")
    bar = figure.add_axes([(columns * (each_w + 0.1) + 0.17) / total_w, 0.15, 0.18 / total_w, 0.65])
    maps.draw_colour_bar(bar, breaks, palette, chart.ground.mean(axis=(0, 1)), label_of(surface, name, language))
    return figure


def main():
    options = arguments()
    try:
        text.set_up_matplotlib()
        surface = Surface.open(options.run)
        if options.variable is None:
            options.variable = (surface.data.first_of(("time", "y", "x")) if options.panels
                                else surface.data.first_of(("y", "x"), "_mean"))
        figure = draw_panels(surface, options) if options.panels else draw_single(surface, options)
        figure.savefig(options.output, dpi=options.dpi)
    except PlotError as fault:
        sys.exit(f"plot_map: {fault}")
    except OSError as fault:
        sys.exit(f"plot_map: {options.output}: {fault.strerror}\n  = name a file in a folder that exists")
    print(options.output)


if __name__ == "__main__":
    main()
