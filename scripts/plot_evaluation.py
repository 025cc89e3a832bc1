#!/usr/bin/python3
"""Draw the pictures of an evaluation: scatter, series at the stations, hours of the day, a map of the bias.

example:
  fenhe evaluate case.yaml hourly_*.csv --output out/evaluated
  scripts/plot_evaluation.py out/evaluated
"""
import argparse
import pathlib
import sys

from fenhe_plots import geography, text
from fenhe_plots.run import PlotError

MOST_PAGES = 10


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evaluation", type=pathlib.Path, help="folder that `fenhe evaluate --output` wrote")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--data", type=pathlib.Path, default=geography.data_folder() / "shanxi",
                        help="folder of rivers.geojson, prefectures.geojson and places.csv for the map; what is absent is not drawn")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="folder for the pictures (EVALUATION/pictures)")
    return parser.parse_args()


def pictures(evaluation, options):
    """Name and figure of each picture, one after the other."""
    from fenhe_plots import evaluation as drawing

    language = options.lang
    yield "scatter.png", drawing.draw_scatter(evaluation, language)
    pages = drawing.series_pages(evaluation)
    for number, stations in enumerate(pages[:MOST_PAGES], 1):
        yield f"series_{number}.png", drawing.draw_series(evaluation, stations, language)
    yield "hours.png", drawing.draw_clock(evaluation, language)
    yield "bias.png", drawing.draw_map(evaluation, options.data, language)


def main():
    options = arguments()
    folder = options.output or options.evaluation / "pictures"
    try:
        text.set_up_matplotlib()
        from fenhe_plots.evaluation import Evaluation
        from matplotlib import pyplot

        evaluation = Evaluation(options.evaluation)
        folder.mkdir(parents=True, exist_ok=True)
        for name, figure in pictures(evaluation, options):
            figure.savefig(folder / name, dpi=options.dpi)
            pyplot.close(figure)
            print(folder / name)
    except PlotError as fault:
        sys.exit(f"plot_evaluation: {fault}")
    except OSError as fault:
        sys.exit(f"plot_evaluation: {fault.filename or folder}: {fault.strerror}\n  = name a folder that can be written")


if __name__ == "__main__":
    main()
