"""A script that draws all pictures of a folder that a verb of fenhe wrote: its words, the pictures one after the other, its faults."""
import argparse
import pathlib
import sys

from . import geography, text
from .run import PlotError


def arguments(description, verb, maps):
    """Words of the command line; the folder is `folder`, whatever it is called in the help."""
    name = {"evaluate": "evaluation", "compare": "comparison"}[verb]
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar=name, type=pathlib.Path, help=f"folder that `fenhe {verb} --output` wrote")
    parser.add_argument("--lang", choices=text.LANGUAGES, default="both", help="language of the words")
    parser.add_argument("--data", type=pathlib.Path, default=geography.data_folder() / "shanxi",
                        help=f"folder of rivers.geojson, prefectures.geojson and places.csv for the {maps}; what is absent is not drawn")
    parser.add_argument("--dpi", type=int, default=150, help="dots per inch (150)")
    parser.add_argument("-o", "--output", type=pathlib.Path, help=f"folder for the pictures ({name.upper()}/pictures)")
    return parser.parse_args()


def draw(script, options, read, pictures):
    """Write what pictures(read(folder), options) yields, names and figures; matplotlib is set up before."""
    output = options.output or options.folder / "pictures"
    try:
        text.set_up_matplotlib()
        from matplotlib import pyplot

        content = read(options.folder)
        output.mkdir(parents=True, exist_ok=True)
        for name, figure in pictures(content, options):
            figure.savefig(output / name, dpi=options.dpi)
            pyplot.close(figure)
            print(output / name)
    except PlotError as fault:
        sys.exit(f"{script}: {fault}")
    except OSError as fault:
        sys.exit(f"{script}: {fault.filename or output}: {fault.strerror}\n  = name a folder that can be written")
