#!/usr/bin/python3
"""Draw the pictures of a comparison: maps of each pair, receptors, contributions, districts, tonnes and cost.

example:
  fenhe compare out/base out/coking --output out/compared
  scripts/plot_comparison.py out/compared
"""
import argparse
import pathlib
import sys

from fenhe_plots import geography, text
from fenhe_plots.run import PlotError

MOST_MAPS = 40


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("comparison", type=pathlib.Path, help="folder that `fenhe compare --output` wrote")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--data", type=pathlib.Path, default=geography.data_folder() / "shanxi",
                        help="folder of rivers.geojson, prefectures.geojson and places.csv for the maps; what is absent is not drawn")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="folder for the pictures (COMPARISON/pictures)")
    return parser.parse_args()


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
    options = arguments()
    folder = options.output or options.comparison / "pictures"
    try:
        from fenhe_plots.comparison import Comparison

        text.set_up_matplotlib()
        from matplotlib import pyplot

        comparison = Comparison.open(options.comparison)
        folder.mkdir(parents=True, exist_ok=True)
        for name, figure in pictures(comparison, options):
            figure.savefig(folder / name, dpi=options.dpi)
            pyplot.close(figure)
            print(folder / name)
    except PlotError as fault:
        sys.exit(f"plot_comparison: {fault}")
    except OSError as fault:
        sys.exit(f"plot_comparison: {fault.filename or folder}: {fault.strerror}\n  = name a folder that can be written")


if __name__ == "__main__":
    main()
