#!/usr/bin/python3
"""Write docs/errors.md: the statuses of base/include/fenhe/status.h, and what the program says of the bad inputs of tests/bad_inputs.

usage: scripts/list_errors.py [--check] [--program PATH]
--check writes nothing and fails if the table of codes is not what the header gives; tests/test_bad_inputs.py compares the messages.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = ROOT / "base/include/fenhe/status.h"
PAGE = ROOT / "docs/errors.md"
STATUS = re.compile(r'^\s*X\((?P<name>FEN_\w+), (?P<code>\d+), (?P<exit>FEN_EXIT_\w+), "(?P<text>[^"]*)"\)', re.MULTILINE)
EXIT = re.compile(r"^\s*(?P<name>FEN_EXIT_\w+) = (?P<number>\d+),?(?:\s*/\*\*< (?P<text>.*?) \*/)?", re.MULTILINE)

INTRODUCTION = """\
# Errors
This page is made by `scripts/list_errors.py` from `base/include/fenhe/status.h` and `tests/bad_inputs/`; do not edit it by hand.

A complaint of the program goes to standard error, takes six lines at most, and ends in a code that never changes its
meaning. It names the quantity, its value and unit, the limit, the place (file, line and column, or file, variable, index and
time) and one remedy. The exit status tells the class of the fault:
"""
INPUTS = """
## Bad inputs
Each was given to the program, in a folder that held the output of an earlier run: `tests/test_bad_inputs.py` does it anew with every test,
and compares what is said with this table. None is accepted, and the earlier output stays as it was, byte for byte, but for `run.log`. The
messages are those of `fenhe check`, of `fenhe run` where only the run reads so far, and of `fenhe evaluate` for monitors; shown is the first
complaint, without the line of the file and its caret.
"""
DEFENCE = """
## Hostile files
Text files (YAML, CSV, GeoJSON) are read by code that is fuzzed; their size is limited to 256 MB and the depth of their nesting to a few dozen.
NetCDF files are read by the NetCDF and HDF5 libraries, which were not written for files of enemies. What is done about it:

- The header of a classic file (CDF-1, -2, -5) is walked before the library sees it: counts, lengths of names, types, ranks and offsets must make
  sense and the file must be as long as they demand.
- Nothing is allocated by what a file states before it is checked: products of extents must not overflow; a variable, or one of its chunks, of more
  than 256 MB must not promise more than 4096 times the size of the file (compression yields 1032 at best); a dimension has at most 2^31 - 1
  values; a text attribute at most 1 MB; a variable at most 8 dimensions.
- A check looks at the headers of later NetCDF-4 files of weather without HDF5 (`io/plain_*.c`). Places and lengths are held against the file and
  against fixed limits before they are used, sums in such a way that they cannot come round; nothing is allocated by them; indexes are followed two
  levels deep, headers through eight blocks, so that none can lead in circles; checksums must fit. What is of another form is left to HDF5. This
  code is fuzzed, with checksums passed over. It saves time and is no shield: a run opens the same files by HDF5.
- Values are checked as they are read: missing, not finite, beyond `valid_range`, beyond what physics allows.
- A limit on memory (`ulimit -v`) is kept: refused memory is told (E0501), and nothing is left behind.

Not defended: damage within HDF5's own structures. The HDF5 library parses them before the program can look, and versions of it are known to
crash on files made for that; a text attribute of gigabytes is loaded by it as a whole. Do not run the program on NetCDF-4 files of people who
mean harm; convert them in a sandbox first (`nccopy -k cdf5`), for classic files are checked in full.
"""


def codes():
    """Introduction and table of codes."""
    header = HEADER.read_text(encoding="utf-8")
    exits = {match["name"]: (match["number"], match["text"] or "success") for match in EXIT.finditer(header)}
    lines = [INTRODUCTION, "| exit status | class of fault |", "|---|---|"]
    lines += [f"| {number} | {text} |" for number, text in exits.values()]
    lines += ["", "| code | meaning | exit status | name in the library |", "|---|---|---|---|"]
    for match in STATUS.finditer(header):
        if int(match["code"]):
            lines.append(f"| E{int(match['code']):04d} | {match['text']} | {exits[match['exit']][0]} | `{match['name']}` |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="fail if the table of codes is out of date")
    parser.add_argument("--program", help="the program that is asked; default build/release/apps/fenhe")
    arguments = parser.parse_args()
    if arguments.check:
        if not PAGE.exists() or not PAGE.read_text(encoding="utf-8").startswith(codes()):
            sys.exit("docs/errors.md is out of date: run scripts/list_errors.py")
        return
    sys.path.insert(0, str(ROOT / "tests"))
    from bad_inputs import page, support
    support.PROGRAM = str(pathlib.Path(arguments.program or ROOT / "build/release/apps/fenhe").resolve())
    PAGE.write_text(codes() + INPUTS + page.table(page.answers()) + DEFENCE, encoding="utf-8")


if __name__ == "__main__":
    main()
