#!/usr/bin/python3
"""Draw what `fenhe verify --plots DIR` found: convergence, error against work, field data, and every other table as curves.

example:
  scripts/plot_verification.py out/verify
"""
import argparse
import pathlib
import sys

try:
    import matplotlib

    matplotlib.use("Agg")
    from fenhe_plots import verification, verification_curves, verification_mountains, verification_plane, verification_scatter
except ImportError as fault:
    sys.exit(f"plot_verification.py: {fault}")

STYLE = {"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False, "axes.spines.right": False, "axes.unicode_minus": False,
         "legend.frameon": False, "legend.fontsize": 8, "lines.markersize": 5, "lines.linewidth": 1.5}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="folder that holds verify.json")
    parser.add_argument("--dpi", type=int, default=130, help="dots per inch (130)")
    return parser.parse_args()


def main():
    words = arguments()
    matplotlib.rcParams.update(STYLE)
    try:
        _, cases = verification.read(words.folder)
        for part in (verification_plane, verification_scatter, verification_mountains, verification_curves):
            for name, figure in part.figures(cases):
                path = words.folder / f"{name}.png"
                figure.savefig(path, dpi=words.dpi)
                matplotlib.pyplot.close(figure)
                print(path)
    except (verification.ReportError, OSError) as fault:
        sys.exit(f"plot_verification.py: {fault}")


if __name__ == "__main__":
    main()
