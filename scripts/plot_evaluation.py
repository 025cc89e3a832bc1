#!/usr/bin/python3
"""Draw the pictures of an evaluation: scatter, series at the stations, hours of the day, a map of the bias.

example:
  fenhe evaluate case.yaml hourly_*.csv --output out/evaluated
  scripts/plot_evaluation.py out/evaluated
"""
from fenhe_plots import folder

MOST_PAGES = 10


def read(path):
    from fenhe_plots.evaluation import Evaluation

    return Evaluation(path)


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
    folder.draw("plot_evaluation", folder.arguments(__doc__, "evaluate", "map"), read, pictures)


if __name__ == "__main__":
    main()
