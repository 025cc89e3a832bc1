#!/usr/bin/python3
"""Draw the pictures of a comparison: maps of each pair, receptors, contributions, districts, tonnes and cost.

example:
  fenhe compare out/base out/coking --output out/compared
  scripts/plot_comparison.py out/compared
"""
from fenhe_plots import folder

MOST_MAPS = 40


def read(path):
    from fenhe_plots.comparison import Comparison

    return Comparison.open(path)


def pictures(comparison, options):
    """Name and figure of each picture, one after the other."""
    from fenhe_plots import comparison_charts as charts, comparison_maps as maps

    language = options.lang
    fields = maps.Fields(comparison, options.data, pixels=600)
    for run in comparison.ranked[:MOST_MAPS]:
        yield f"map_{file_name(run['name'])}.png", maps.draw_pair(fields, run, language)
    if len(comparison.runs) > 2:
        yield "map_differences.png", maps.draw_all(fields, language)
    if comparison.data["receptors"]:
        yield "receptors.png", charts.draw_receptors(comparison, language)
    if len(comparison.data["districts"]) > 1:
        yield "districts.png", charts.draw_districts(comparison, language)
    for run in comparison.runs:
        if charts.divides(run["sectors"]) or charts.divides(run["regions"]):
            yield f"contributions_{file_name(run['name'])}.png", charts.draw_contributions(comparison, run, language)
    figure = charts.draw_tonnes(comparison, language)
    if figure:
        yield "tonnes.png", figure


def file_name(name):
    """A name that does for a file: folders' names may hold slashes."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name).strip("_") or "run"


def main():
    folder.draw("plot_comparison", folder.arguments(__doc__, "compare", "maps"), read, pictures)


if __name__ == "__main__":
    main()
