"""The pictures of an evaluation: pairs against each other, series at stations, hours of the day, a map of the bias."""
import csv
import dataclasses
import datetime
import json
import pathlib

import numpy

from . import clock, geography, labels, maps, text
from .run import PlotError, Surface, parse_offset, zone_label

PHRASES = {
    "observed": ("observed", "观测"),
    "modelled": ("model", "模拟"),
    "hours": ("hourly means", "小时平均"),
    "days": ("daily means", "日均值"),
    "hour of the day": ("hour of the day that ends then", "一日中各小时（时末）"),
    "scatter": ("Model against monitors", "模拟与观测对比"),
    "series": ("At the stations", "各站点时间序列"),
    "clock": ("Through the day, all pairs", "日变化（全部配对）"),
    "map": ("Normalised mean bias at the stations", "各站点标准化平均偏差"),
    "factor": ("solid: equal; dashed: a factor of two", "实线为 1:1，虚线为 2 倍范围"),
    "left out": ("not drawn", "未绘"),
    "idealised": ("Idealised weather: no measure of the model's skill", "理想化气象：不代表模式性能"),
    "no city": ("no city named", "未注明城市"),
    "spread": ("shaded: half of the pairs", "阴影为中间一半的配对"),
}
OBSERVED, MODELLED = "#222222", "#c8503c"
CITY_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#882255", "#117733", "#ddaa33", "#332288", "#cc6677")
BIAS_BREAKS = (-1.0, -0.6, -0.3, -0.1, 0.1, 0.3, 0.6, 1.0, 2.0)
BIAS_COLOURS = ("#053061", "#2b73b3", "#7db6d7", "#d3e5f0", "#f5f5f5", "#fbd9c6", "#f0986f", "#d0504a", "#9c1127", "#4d0315")
STATIONS_A_PAGE = 12
DAY_HOURS = 20  # of both, for a daily mean
TOP = 1.05      # inches above the frames


def say(key, language, joint="  "):
    """A phrase of these pictures, or one of all pictures."""
    return text.choose(*PHRASES[key], language, joint) if key in PHRASES else text.say(key, language, joint)


@dataclasses.dataclass
class Pair:
    """One hour at one place; observed is None where nothing was taken."""

    station: str
    city: str
    ends: datetime.datetime
    observed: float
    modelled: float
    flag: str


class Evaluation:
    """evaluation.json and pairs.csv of a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        try:
            self.data = json.loads((self.folder / "evaluation.json").read_text(encoding="utf-8"))
            with open(self.folder / "pairs.csv", encoding="utf-8", newline="") as file:
                self.pairs = [self._pair(row) for row in csv.DictReader(file)]
        except FileNotFoundError as fault:
            raise PlotError(f"{fault.filename}: no such file\n  = name the folder that `fenhe evaluate --output` wrote") from fault
        except (ValueError, KeyError) as fault:
            raise PlotError(f"{self.folder}: not an evaluation ({fault})\n  = evaluate again") from fault
        self.zone = parse_offset(self.data["run_starts"][19:] or "+00:00", self.folder)
        self.cities = sorted({pair.city for pair in self.pairs})

    def _pair(self, row):
        columns = {name.partition(" [")[0]: value for name, value in row.items()}
        number = {name: float(columns[name]) if columns[name] else None for name in ("observed", "modelled")}
        return Pair(columns["station"], columns["city"], datetime.datetime.fromisoformat(columns["hour_ends"].replace("Z", "+00:00")),
                    number["observed"], number["modelled"], columns["flag"])

    @property
    def taken(self):
        """The pairs that count."""
        return [pair for pair in self.pairs if pair.flag == "paired"]

    def colour(self, city):
        return CITY_COLOURS[self.cities.index(city) % len(CITY_COLOURS)]

    def label(self, key, language):
        unit = {"mg m-3": "mg m$^{-3}$"}.get(self.data["unit"], text.unit_label(self.data["unit"]))
        return f"{say(key, language)} {text.species_label(self.data['species'])} ({unit})"

    def figures(self, pairs, by, name=None):
        """A row of the figures."""
        for row in self.data["figures"]:
            if row["pairs"] == pairs and row["by"] == by and name in (None, row["name"]):
                return row
        return None

    def daily(self):
        """(city, observed, modelled) of days with enough hours."""
        days = {}
        for pair in self.taken:
            local = pair.ends.astimezone(self.zone) - datetime.timedelta(minutes=30)
            days.setdefault((pair.station, pair.city, local.date()), []).append(pair)
        return [(city, numpy.mean([pair.observed for pair in hours]), numpy.mean([pair.modelled for pair in hours]))
                for (_, city, _), hours in days.items() if len(hours) >= DAY_HOURS]

    def head(self, figure, phrase, language, note=""):
        """Title, what it is of, and the warning that belongs to idealised weather."""
        width, height = figure.get_size_inches()
        start, end = self.data["run_starts"][:16].replace("T", " "), self.data["run_ends"][:16].replace("T", " ")
        below = f"{self.data['title']}, {start} – {end} ({zone_label(self.zone)})" + (f"; {note}" if note else "")
        figure.text(0.6 / width, 1 - 0.10 / height, say(phrase, language), fontsize=13, va="top")
        figure.text(0.6 / width, 1 - 0.42 / height, below, fontsize=8.5, va="top")
        if self.data["idealised"]:
            figure.text(0.6 / width, 1 - 0.64 / height, say("idealised", language), fontsize=8.5, va="top", color="#8a1c1c")


def percent(value):
    return "-" if value is None else f"{100 * value:+.0f} %"


def number(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def draw_scatter(evaluation, language):
    """Hours and daily means, model over monitors, on logarithmic axes."""
    from matplotlib import pyplot, ticker

    sets = {"hours": [(pair.city, pair.observed, pair.modelled) for pair in evaluation.taken], "days": evaluation.daily()}
    figure, frames = pyplot.subplots(1, 2, figsize=(10.6, 6.1))
    figure.subplots_adjust(left=0.07, right=0.985, top=1 - TOP / 6.1 - 0.06, bottom=0.16, wspace=0.18)
    for axes, (key, points) in zip(frames, sets.items()):
        row = evaluation.figures(key, "all")
        values = numpy.array([point[1:] for point in points], float).reshape(-1, 2)
        high = 1.05 * values.max() if values.size else 1.0
        low = max(0.7 * values[values > 0].min(), high / 1000) if (values > 0).any() else high / 100
        axes.set(xscale="log", yscale="log", xlim=(low, high * 1.3), ylim=(low, high * 1.3), aspect="equal")
        for factor, style in ((1.0, "-"), (2.0, "--"), (0.5, "--")):
            axes.plot([low, 2 * high], [factor * low, 2 * factor * high], color="#777777", lw=0.9, ls=style, zorder=1)
        for city in evaluation.cities:
            own = numpy.array([point[1:] for point in points if point[0] == city], float).reshape(-1, 2)
            axes.scatter(numpy.maximum(own[:, 0], low), numpy.maximum(own[:, 1], low), s=9 if key == "hours" else 26, color=evaluation.colour(city),
                         alpha=0.65, lw=0, zorder=3, label=city or say("no city", language))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter("{x:g}")
            axis.set_minor_formatter(ticker.NullFormatter())
        figures = f"N = {row['n']}   NMB {percent(row['nmb'])}   NME {percent(row['nme']).lstrip('+')}\nr = {number(row['r'])}   IOA {number(row['ioa'])}   FAC2 {percent(row['fac2']).lstrip('+')}"
        axes.set_title(f"{say(key, language)}\n{figures}", fontsize=9, loc="left")
        axes.set_xlabel(evaluation.label("observed", language))
        axes.set_ylabel(evaluation.label("modelled", language))
        axes.grid(lw=0.3, alpha=0.5)
    figure.legend(*frames[0].get_legend_handles_labels(), loc="lower left", ncol=8, frameon=False, fontsize=8.5, bbox_to_anchor=(0.05, 0.0), markerscale=2)
    evaluation.head(figure, "scatter", language, say("factor", language))
    return figure


def series_pages(evaluation):
    """Stations with pairs, by city, page by page."""
    stations = sorted({(pair.city, pair.station) for pair in evaluation.taken})
    return [stations[first:first + STATIONS_A_PAGE] for first in range(0, len(stations), STATIONS_A_PAGE)]


def draw_series(evaluation, stations, language):
    """Hours at stations: what was observed as dots, the model as a line that is broken where nothing was observed."""
    from matplotlib import pyplot

    columns = min(3, len(stations))
    rows = -(-len(stations) // columns)
    height = 1.75 * rows + TOP + 0.85
    figure, frames = pyplot.subplots(rows, columns, figsize=(max(3.7 * columns + 0.6, 7.2), height), sharex=True, sharey=True, squeeze=False)
    width = figure.get_figwidth()
    figure.subplots_adjust(left=0.75 / width, right=1 - 0.3 / width, top=1 - (TOP + 0.15) / height, bottom=0.85 / height, hspace=0.38, wspace=0.1)
    handles = {}
    for index, axes in enumerate(frames.flat):
        if index >= len(stations):
            axes.set_visible(False)
            continue
        city, station = stations[index]
        own = [pair for pair in evaluation.pairs if (pair.city, pair.station) == stations[index]]
        times = clock.naive([pair.ends for pair in own], evaluation.zone)
        breaks = [n for n in range(1, len(times)) if times[n] - times[n - 1] > datetime.timedelta(hours=1.5)]
        modelled = numpy.array([pair.modelled for pair in own], float)
        for part in numpy.split(numpy.arange(len(own)), breaks):
            handles["modelled"] = axes.plot([times[n] for n in part], modelled[part], color=MODELLED, lw=1.2, marker=".", ms=1.5)[0]
        seen = [pair for pair in own if pair.flag == "paired"]
        handles["observed"] = axes.plot(clock.naive([pair.ends for pair in seen], evaluation.zone), [pair.observed for pair in seen], ".", color=OBSERVED, ms=4)[0]
        row = evaluation.figures("hours", "station", station)
        axes.set_title(f"{station}" + (f", {city}" if city else "") + f"   NMB {percent(row['nmb'])}  r {number(row['r'])}", fontsize=8.5, loc="left", pad=3)
        axes.grid(axis="y", lw=0.4, alpha=0.5)
        axes.tick_params(labelsize=8, length=2.5)
        if index + columns >= len(stations):
            axes.tick_params(labelbottom=True)
    start, end = (datetime.datetime.fromisoformat(evaluation.data[key][:19]) for key in ("run_starts", "run_ends"))
    clock.set_time_axis(frames[0, 0].xaxis, start, end)
    frames[0, 0].set_xlim(start, end)
    frames[0, 0].set_ylim(bottom=0.0)
    figure.text(0.012, 0.5, evaluation.label("concentration", language), fontsize=9.5, rotation=90, va="center")
    figure.text(0.5, 0.30 / height, f"{text.say('local', language)} ({zone_label(evaluation.zone)})", fontsize=9, ha="center", va="bottom")
    figure.legend([handles[key] for key in handles], [say(key, language) for key in handles], loc="lower left", ncol=2, frameon=False, fontsize=8.5,
                  bbox_to_anchor=(0.6 / width, 0.03 / height), borderaxespad=0, markerscale=1.5)
    evaluation.head(figure, "series", language)
    return figure


def draw_clock(evaluation, language):
    """Mean and middle half of the pairs by the hour of the day."""
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8.0, 4.6))
    figure.subplots_adjust(left=0.09, right=0.98, top=1 - (TOP + 0.1) / 4.6, bottom=0.14)
    hours = {hour: [] for hour in range(1, 25)}
    for pair in evaluation.taken:
        hours[pair.ends.astimezone(evaluation.zone).hour or 24].append((pair.observed, pair.modelled))
    present = [hour for hour in hours if hours[hour]]
    for column, (key, colour) in enumerate((("observed", OBSERVED), ("modelled", MODELLED))):
        values = [[point[column] for point in hours[hour]] for hour in present]
        axes.plot(present, [numpy.mean(own) for own in values], color=colour, lw=1.8, marker="o", ms=3.5, label=say(key, language), zorder=3)
        axes.fill_between(present, [numpy.percentile(own, 25) for own in values], [numpy.percentile(own, 75) for own in values], color=colour, alpha=0.16, lw=0)
    axes.set(xlim=(0.5, 24.5), xticks=range(2, 25, 2))
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel(f"{say('hour of the day', language)} ({zone_label(evaluation.zone)})")
    axes.set_ylabel(evaluation.label("concentration", language))
    axes.grid(axis="y", lw=0.4, alpha=0.5)
    axes.legend(frameon=False, loc="upper left", fontsize=9)
    evaluation.head(figure, "clock", language, say("spread", language))
    return figure


def station_biases(evaluation):
    """(site, nmb) of the stations with pairs."""
    rows = [row for row in evaluation.data["figures"] if row["pairs"] == "hours" and row["by"] == "station" and row["nmb"] is not None]
    return [(evaluation.data["sites"][row["site"]], row["nmb"]) for row in rows]


def put_points(axes, ground, points, language, norm, palette, size, names):
    """The ground in grey, borders, rivers and the stations, coloured by their bias."""
    axes.imshow(ground.grey_ground, extent=ground.extent, origin="lower", interpolation="bilinear", zorder=1)
    for line in ground.borders:
        axes.plot(*ground.project(*line.T), color=maps.BORDER, lw=0.5, ls=(0, (4, 2)), alpha=0.6, zorder=3)
    for _, line in ground.rivers:
        axes.plot(*ground.project(*line.T), color=maps.RIVER, lw=0.8, alpha=0.8, zorder=4)
    x, y = ground.project([site["lon"] for site, _ in points], [site["lat"] for site, _ in points])
    axes.scatter(x, y, c=[bias for _, bias in points], cmap=palette, norm=norm, s=size, edgecolors="black", linewidths=0.6, zorder=8)
    for side in axes.spines.values():
        side.set(visible=True, lw=0.6)
    axes.set_aspect(ground.aspect)
    axes.apply_aspect()  # names are put by where the frame is
    if names:
        labels.put_names(axes, [(px, py, f"{site['name']} {percent(bias)}", {"color": "#111111"}) for px, py, (site, bias) in zip(x, y, points)], size=7.5,
                         gap=(5, 9, 14))


def frame_around(ground, points):
    """A square around stations of a city, in map coordinates."""
    x, y = ground.project([site["lon"] for site, _ in points], [site["lat"] for site, _ in points])
    half = max(numpy.ptp(x), numpy.ptp(y), 12_000.0 / ground.metres_per_unit) * 0.75
    return (numpy.mean([min(x), max(x)]) - half, numpy.mean([min(x), max(x)]) + half), (numpy.mean([min(y), max(y)]) - half, numpy.mean([min(y), max(y)]) + half)


def draw_map(evaluation, folder, language, most_cities=6):
    """All stations on the run's ground, and beside it the cities with most stations, larger."""
    from matplotlib import colors, pyplot

    ground = maps.Map(Surface.open(evaluation.data["run"]), folder, pixels=700)
    points = station_biases(evaluation)
    cities = {}
    for site, bias in points:
        cities.setdefault(site["city"], []).append((site, bias))
    shown = sorted((city for city in cities if city), key=lambda city: -len(cities[city]))[:most_cities]
    columns = 2 if len(shown) > 1 else 1
    rows = max(1, -(-len(shown) // columns))
    foot = 1.05
    height = max(2.9 * rows, 5.4) + TOP + foot
    figure = pyplot.figure(figsize=(4.6 + 3.1 * columns, height))
    grid = figure.add_gridspec(rows, columns + 1, width_ratios=[1.45] + [1] * columns, left=0.06, right=0.985, top=1 - (TOP + 0.15) / height,
                               bottom=foot / height, hspace=0.18, wspace=0.08)
    palette = colors.ListedColormap(BIAS_COLOURS[1:-1]).with_extremes(under=BIAS_COLOURS[0], over=BIAS_COLOURS[-1])
    norm = colors.BoundaryNorm(BIAS_BREAKS, palette.N)
    whole = figure.add_subplot(grid[:, 0])
    put_points(whole, ground, points, language, norm, palette, 34, False)
    west, east, south, north = ground.extent
    whole.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    whole.apply_aspect()
    ground.draw_graticule(whole)
    ground.draw_names(whole, language, limit=14, size=7.5, rivers=False, plants=False)
    for index, city in enumerate(shown):
        axes = figure.add_subplot(grid[index // columns, 1 + index % columns])
        across, along = frame_around(ground, cities[city])
        axes.set(xlim=across, ylim=along, xticks=[], yticks=[])
        put_points(axes, ground, cities[city], language, norm, palette, 60, True)
        axes.set(xlim=across, ylim=along)
        row = evaluation.figures("hours", "city", city)
        axes.set_title(f"{city}   NMB {percent(row['nmb'])}   N {row['n']}", fontsize=9, loc="left", pad=3)
    bar = figure.add_axes((0.06, 0.42 / height, 0.42, 0.13 / height))
    scale = figure.colorbar(pyplot.cm.ScalarMappable(norm, palette), cax=bar, orientation="horizontal", extend="both", spacing="uniform")
    scale.set_ticks(BIAS_BREAKS, labels=[f"{100 * value:+.0f}" for value in BIAS_BREAKS], fontsize=8)
    figure.text(0.5, 0.42 / height, f"NMB %, {text.species_label(evaluation.data['species'])}", fontsize=9, va="bottom")
    evaluation.head(figure, "map", language)
    return figure


def map_folder():
    """Where the geography of the built-in data is."""
    return geography.data_folder() / "shanxi"
