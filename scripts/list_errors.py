#!/usr/bin/python3
"""Write docs/guide/errors.md from the list of statuses in base/include/fenhe/status.h.

usage: scripts/list_errors.py [--check]
--check writes nothing and fails if the page is not what the header gives.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADER = ROOT / "base/include/fenhe/status.h"
PAGE = ROOT / "docs/guide/errors.md"
STATUS = re.compile(r'^\s*X\((?P<name>FEN_\w+), (?P<code>\d+), (?P<exit>FEN_EXIT_\w+), "(?P<text>[^"]*)"\)', re.MULTILINE)
EXIT = re.compile(r"^\s*(?P<name>FEN_EXIT_\w+) = (?P<number>\d+),?(?:\s*/\*\*< (?P<text>.*?) \*/)?", re.MULTILINE)

INTRODUCTION = """\
# Errors
This page is made from `base/include/fenhe/status.h` by `scripts/list_errors.py`; do not edit it by hand.

A complaint of the program goes to standard error, takes six lines at most, and ends in a code that never changes its
meaning. It names the quantity, its value and unit, the limit, the place (file, line and column, or file, variable, index and
time) and one remedy. The exit status tells the class of the fault:
"""


def page():
    """Text of the page."""
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
    parser.add_argument("--check", action="store_true", help="fail if the page is out of date")
    if parser.parse_args().check:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
            sys.exit("docs/guide/errors.md is out of date: run scripts/list_errors.py")
    else:
        PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
