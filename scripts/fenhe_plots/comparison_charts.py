"""Charts of a comparison: receptors over time, contributions, districts, tonnes and cost against what they gain."""
import datetime

import numpy

from . import clock, geography, labels, text
from .comparison import REST, cut, head, name_of, part_colours, room_for, say, title_of
from .comparison_maps import difference_breaks, difference_classes
from .run import zone_label

LIMIT = "#b3261e"
MOST_ROWS, MOST_COLUMNS = 60, 14
MOST_LINES = 4
BAND = "#a8a8a8"  # the base, below the scenarios
LEAST_PART = 1e-3  # of the largest total: parts that are less everywhere are left out
TONNES_WIDTH = 7.6  # inches that the lines of the head take at least
WIDE_SPREAD = 12.0  # between gains, from which on axes are logarithmic


def chinese_places(comparison, places):
    """Places with the Chinese names that the table of places knows."""
    known = {place.name: place.name_zh for place in geography.places(geography.data_folder() / "shanxi/places.csv")}
    return [{**place, "name_zh": place.get("name_zh") or known.get(place["name"], "")} for place in places]


def limit_label(comparison, language):
    """Value and name of the 24 h limit."""
    limit = comparison.data["limit"]
    return f"{text.say('limit', language)} {limit['ugpm3']:g} ({limit['name']})"


def draw_receptors(comparison, language):
    """The hours and daily means of the base and the best scenarios at each receptor."""
    from matplotlib import pyplot

    runs = [comparison.base, *comparison.ranked[:MOST_LINES]]
    places = chinese_places(comparison, comparison.data["receptors"])
    files = [comparison.dataset(run, "receptors.nc") for run in runs]
    zone = files[0].zone()
    instants = files[0].instants()
    times, days = clock.naive(instants, zone), clock.whole_days(instants, zone)
    columns = min(3, len(places))
    rows = -(-len(places) // columns)
    top, foot = 1.0, 0.95 + 0.2 * ((len(runs) + 1) // 3)
    figure, frames = pyplot.subplots(rows, columns, figsize=(max(3.7 * columns + 0.6, 7.2), 1.85 * rows + top + foot), sharex=True, sharey=True,
                                     squeeze=False)
    handles = {}
    limit = comparison.data["limit"]["ugpm3"]
    for index, axes in enumerate(frames.flat):
        if index >= len(places):
            axes.set_visible(False)
            continue
        for run, data in zip(runs, files):
            values = data.array(comparison.species, 2)[data.texts("station_name").index(places[index]["name"])]
            handles[cut(title_of(run, language, "  "), 60)] = draw_series(axes, times, values, days, None if run is comparison.base else comparison.colour(run))
        if limit is not None:
            handles[limit_label(comparison, language)] = axes.axhline(limit, color=LIMIT, lw=1.1, ls=(0, (5, 2)), zorder=1)
        axes.set_title(name_of(places[index], language), fontsize=10, loc="left", pad=3)
        axes.grid(axis="y", lw=0.4, alpha=0.5)
        axes.tick_params(labelsize=8, length=2.5)
        if index + columns >= len(places):
            axes.tick_params(labelbottom=True)
    clock.set_time_axis(frames[0, 0].xaxis, times[0], times[-1])
    frames[0, 0].set_xlim(times[0] - (times[-1] - times[0]) / max(1, len(times) - 1), times[-1])
    frames[0, 0].set_ylim(bottom=min(0.0, frames[0, 0].get_ylim()[0]))
    width, height = figure.get_size_inches()
    figure.subplots_adjust(left=0.75 / width, right=1 - 0.25 / width, top=1 - (top + 0.2) / height, bottom=foot / height, hspace=0.38, wspace=0.12)
    figure.supylabel(comparison.label(language), fontsize=9.5, x=0.012)
    figure.text(0.5, (foot - 0.5) / height, f"{text.say('local', language)} ({zone_label(zone)})", fontsize=9, ha="center", va="bottom")
    figure.legend(list(handles.values()), list(handles), loc="lower left", ncol=3 if width > 9 else 2, frameon=False, fontsize=8.5,
                  bbox_to_anchor=(0.6 / width, 0.04 / height), borderaxespad=0)
    left_out = len(comparison.runs) - len(runs)
    more = f"; {say('not drawn', language)}: {left_out}" if left_out else ""
    head(figure, say("receptors", language), f"{say('lines', language)}; {comparison.period(language)}{more}", comparison.note(language), left=0.75)
    return figure


def draw_series(axes, times, values, days, colour):
    """Hours as a thin line, daily means as thick ones; the base (no colour) as a band that shows beneath. Returns a handle."""
    band = colour is None
    style = {"color": BAND if band else colour, "zorder": 2 if band else 3}
    handle = axes.plot(times, values, lw=2.2 if band else 0.9, alpha=0.8, **style)[0]
    for day, indices in days.items():
        start = datetime.datetime.combine(day, datetime.time())
        handle = axes.plot((start, start + datetime.timedelta(days=1)), [numpy.nanmean(values[indices])] * 2, lw=5.0 if band else 2.0,
                           solid_capstyle="butt", **style)[0]
    return handle


def ordered(parts):
    """Emissions by their size in the whole domain, what is none behind them; parts that are next to nothing are left out."""
    size = [max((abs(value) for value in (*part["districts"], *part["receptors"]) if value is not None), default=0.0) for part in parts]
    parts = [part for part, largest in zip(parts, size) if largest > LEAST_PART * max(size)]
    domain = [abs(part["districts"][-1] or 0.0) for part in parts]
    order = sorted(range(len(parts)), key=lambda index: (parts[index]["name"] in REST and 1 + REST.index(parts[index]["name"]), -domain[index]))
    return [parts[index] for index in order]


def stack(axes, parts, rows, language):
    """Horizontal bars of the parts; rows: (label, kind, index). Returns the handles of the legend."""
    colours, handles = part_colours(parts), []
    kinds = [("whole" if index == 0 else kind) for index, (_, kind, _) in enumerate(rows)]
    gaps = numpy.cumsum([0.0] + [0.6 * (one != other) for one, other in zip(kinds[:-1], kinds[1:])])
    positions = -(numpy.arange(len(rows)) + gaps)
    above, below = numpy.zeros(len(rows)), numpy.zeros(len(rows))
    for part, colour in zip(parts, colours):
        values = numpy.array([part[kind][index] if part[kind][index] is not None else 0.0 for _, kind, index in rows])
        start = numpy.where(values >= 0, above, below)
        handles.append(axes.barh(positions, values, left=start, height=0.72, color=colour, edgecolor="white", lw=0.4))
        above, below = above + numpy.maximum(values, 0), below + numpy.minimum(values, 0)
    axes.set_yticks(positions, [label for label, _, _ in rows], fontsize=8.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    axes.set_ylim(positions[-1] - 0.6, 0.6)
    axes.set_xlim(left=1.05 * below.min(), right=1.04 * above.max())
    names = [name_of(part, language) for part in parts]
    axes.legend(handles, names, fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(0, -0.02 - 0.62 / axes.get_position().height / axes.figure.get_figheight()),
                ncol=3, borderaxespad=0, handlelength=1.2, columnspacing=1.2)


def divides(parts):
    """Whether the parts are more than the emissions as a whole."""
    return any(part["name"] not in REST and not part["name"].startswith("all ") for part in parts)


def draw_contributions(comparison, run, language):
    """Stacked bars by sector and by region, for districts and receptors."""
    from matplotlib import pyplot

    kinds = [(key, run[key]) for key in ("sectors", "regions") if divides(run[key])]
    districts = comparison.data["districts"]
    rows = [(name_of(districts[-1], language), "districts", len(districts) - 1)]
    rows += [(name_of(place, language), "districts", index) for index, place in enumerate(districts[:-1])]
    rows += [(name_of(place, language), "receptors", index)
             for index, place in enumerate(chinese_places(comparison, comparison.data["receptors"]))]
    rows = [row for row in rows if any(part[row[1]][row[2]] is not None for part in kinds[0][1])][:32]
    body = 0.26 * (len(rows) + 1.2) + 0.3
    foot = 0.75 + 0.21 * (1 + max(len(parts) for _, parts in kinds) // 3)
    left = max(1.2, 0.3 + room_for([label for label, _, _ in rows]))
    figure, frames = pyplot.subplots(1, len(kinds), figsize=(left + 0.25 + 5.2 * len(kinds), body + 1.35 + foot), sharey=True, squeeze=False)
    width, height = figure.get_size_inches()
    figure.subplots_adjust(left=left / width, right=1 - 0.25 / width, top=1 - 1.3 / height, bottom=foot / height, wspace=0.06)
    for axes, (key, parts) in zip(frames[0], kinds):
        stack(axes, ordered(parts), rows, language)
        axes.set_title(say(key, language), fontsize=10, loc="left", pad=4)
        axes.set_xlabel(comparison.label(language), fontsize=9)
    line = f"{title_of(run, language, '  ')}; {say('mean', language)}, {comparison.period(language)}; {say('districts', language)}: " \
           f"{comparison.mean_label(language)}; {say('below', language)}"
    head(figure, say("contributions", language), line, comparison.note(language))
    return figure


def draw_districts(comparison, language):
    """Districts down, scenarios across: the base's mean, then the changes, coloured as on the maps."""
    from matplotlib import pyplot

    key = "people" if comparison.over_people else "area"
    places = comparison.data["districts"]
    shown = [index for index in range(len(places)) if comparison.base["districts"][index][key]["mean"] is not None]
    shown = [shown[-1], *shown[:-1]][:MOST_ROWS]
    runs = comparison.ranked[:MOST_COLUMNS]
    changes = numpy.array([[run["districts"][index][f"{key}_change"] for run in runs] for index in shown], float)
    breaks = difference_breaks(float(numpy.abs(changes).max()))
    palette = difference_classes(breaks)
    named = [name_of(places[index], language) + ("*" if (places[index]["area_share"] or 1.0) < 0.995 else "") for index in shown]
    titles = ["\n".join(cut(part, 40) for part in title_of(run, language).split("\n")) for run in [comparison.base, *runs]]
    row, column, left = 0.27, 0.86, max(1.0, 0.3 + room_for(named))
    room = room_for([part for title in titles for part in title.split("\n")], 8)
    top = 1.25 + 0.64 * room
    figure = pyplot.figure(figsize=(max(left + column * (len(runs) + 1) + max(1.1, 0.77 * room - 0.4), 7.4), top + row * (len(shown) + 0.4) + 0.7))
    width, height = figure.get_size_inches()
    axes = figure.add_axes([left / width, 0.65 / height, column * (len(runs) + 1) / width, row * (len(shown) + 0.4) / height])
    axes.set(xlim=(-1.5, len(runs) - 0.5), ylim=(len(shown) - 0.1, -0.5))
    axes.axis("off")
    for line, index in enumerate(shown):
        y = line + (0.4 if line else 0.0)  # the whole domain stands apart
        axes.text(-1.55, y, named[line], ha="right", va="center", fontsize=8.5)
        axes.text(-1.0, y, f"{comparison.base['districts'][index][key]['mean']:.3g}", ha="center", va="center", fontsize=8.5, color="#333333")
        for position, run in enumerate(runs):
            draw_cell(axes, position, y, changes[line, position], run["districts"][index]["side"], palette[numpy.digitize(changes[line, position], breaks)])
    for position, title in enumerate(titles, -1):
        axes.text(position - 0.12, -0.75, title, rotation=40, rotation_mode="anchor", ha="left", va="bottom", fontsize=8, linespacing=1.1)
    figure.text(0.3 / width, 0.12 / height, f"* {say('hatch', language)}\n{say('side', language)}", fontsize=8, color="#555555")
    line = f"{comparison.label(language, 'difference')}, {comparison.mean_label(language)}; {comparison.period(language)}"
    head(figure, say("by district", language), line, comparison.note(language), left=0.3)
    return figure


def draw_cell(axes, x, y, change, side, colour):
    """A change as a coloured box with its number."""
    from matplotlib.patches import Rectangle

    red, green, blue, opacity = colour
    axes.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, fc=(red, green, blue), alpha=opacity, ec="none"))
    axes.add_patch(Rectangle((x - 0.48, y - 0.46), 0.96, 0.92, fc="none", ec="#dddddd", lw=0.4))
    dark = opacity > 0.5 and 0.3 * red + 0.59 * green + 0.11 * blue < 0.5
    number = "0" if abs(change) < 5e-4 else f"{change:+.3g}" if abs(change) >= 0.1 else f"{change:+.3f}"
    axes.text(x, y, number.replace("-", "−") + {-1: " ✓", 1: " ✗"}.get(side, ""), ha="center", va="center", fontsize=8,
              color="white" if dark else "#222222")


def scatter(axes, comparison, points, language):
    """Scenarios as named points of (x, gain); lines of equal yield through the best and the poorest."""
    xs, gains = numpy.array([x for _, x in points]), numpy.array([run["gain"] for run, _ in points])
    wide = (xs > 0).all() and (gains > 0).all() and len(points) > 1 and gains.max() > WIDE_SPREAD * gains.min()
    for run, x in points:
        axes.scatter(x, run["gain"], s=46, color=comparison.colour(run), edgecolors="white", linewidths=0.7, zorder=3)
    if wide:
        axes.set(xscale="log", yscale="log", xlim=(xs.min() / 2.5, xs.max() * 2.5), ylim=(gains.min() / 2.5, gains.max() * 2.5))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: f"{value:g}")
    else:
        axes.margins(0.16)
        axes.set_xlim(left=min(0.0, axes.get_xlim()[0]) if (xs < 0).any() else 0.0)
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]) if (gains < 0).any() else 0.0)
        axes.axhline(0, color="black", lw=0.6)
    ends = numpy.array([max(axes.get_xlim()[0], 1e-12 if wide else 0.0), axes.get_xlim()[1]])
    slopes = sorted(gain / x for gain, x in zip(gains, xs) if gain > 0 and x > 0)
    for slope in {slopes[0], slopes[-1]} if slopes else ():
        axes.plot(ends, slope * ends, color="#999999", lw=0.7, ls=(0, (4, 3)), zorder=1, scalex=False, scaley=False)
    axes.grid(lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    axes.figure.canvas.draw()
    labels.put_names(axes, [(x, run["gain"], "\n".join(cut(part, 44) for part in title_of(run, language).split("\n")), {"color": "#222222"}) for run, x in points], size=8,
                     gap=(6, 14, 24))


def emission_less(comparison, run):
    """Tonnes a year of the compared species that a scenario emits less; None where it is not known."""
    change = run["tonnes"].get(comparison.species, {}).get("change_tpyr")
    return None if change is None else 0.0 - change


def draw_tonnes(comparison, language):
    """Gain against tonnes, and against cost where it is known."""
    from matplotlib import pyplot

    by_tonnes = [(run, emission_less(comparison, run)) for run in comparison.ranked if emission_less(comparison, run) is not None]
    by_cost = [(run, run["cost_yuan_pyr"] / 1e8) for run in comparison.ranked if run["cost_yuan_pyr"] is not None]
    panels = [(by_tonnes, f"{text.species_label(comparison.species)} {say('tonnes', language)} (t/yr)")] if by_tonnes else []
    if by_cost:
        panels.append((by_cost, f"{say('cost', language)} (10⁸ {text.choose('yuan/yr', '元/年', language, ' ')})"))
    if not panels:
        return None
    figure, frames = pyplot.subplots(1, len(panels), figsize=(max(1.0 + 5.4 * len(panels), TONNES_WIDTH), 5.6), sharey=True, squeeze=False)
    width, height = figure.get_size_inches()
    figure.subplots_adjust(left=0.8 / width, right=1 - 0.25 / width, top=1 - 1.05 / height, bottom=0.65 / height, wspace=0.06)
    for axes, (points, label) in zip(frames[0], panels):
        scatter(axes, comparison, points, language)
        axes.set_xlabel(label, fontsize=9)
    unit = comparison.unit()
    frames[0, 0].set_ylabel(f"{say('gain', language)} ({unit})", fontsize=9)
    head(figure, say("gain by tonnes", language), f"{comparison.mean_label(language)}; {comparison.period(language)}; {say('yield', language)}",
         comparison.note(language))
    return figure
