#!/usr/bin/python3
"""Run all cases with known answers and write docs/verification.md with its pictures.

usage: scripts/list_verification.py [--from DIR] [PROGRAM]
PROGRAM is build/release/apps/fenhe unless named; FENHE_DATA must name the real data. It takes about as long as `fenhe verify`: minutes.
--from DIR takes what `fenhe verify --plots DIR` left instead of running anything.
"""
import argparse
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from PIL import Image

from fenhe_plots import verification, verification_words

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/verification.md"
PICTURES = ROOT / "docs/pictures"
PREFIX = "verification-"
WIDEST = 17  # columns of a table


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default=ROOT / "build/release/apps/fenhe", help="the program to run")
    parser.add_argument("--from", dest="folder", type=pathlib.Path, help="a folder that fenhe verify --plots left")
    return parser.parse_args()


def processor():
    """The processor's name for itself."""
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "processor unknown"


def number(value):
    """Four digits; a dash for none."""
    if value is None or math.isnan(value):
        return "-"
    return f"{value:.4g}".replace("e-0", "e-").replace("e+0", "e+")


def bound(limit):
    """A limit in words."""
    return "-" if not limit else f"≤ {number(limit['at_most'])}" if "at_most" in limit else f"≥ {number(limit['at_least'])}"


def verdict(case):
    return {True: "pass", False: "**FAIL**", None: "skipped"}[case.entry["pass"]]


def columns_of(cases):
    """Heads and cells of the columns: ours for each figure; theirs and the bound where they differ between cases, else in the head."""
    heads, rows = ["case"], [[f"`{case.id}`"] for case in cases]
    for name in cases[0].ours:
        theirs = [case.reference.get(name) for case in cases]
        bounds = [bound(case.limits.get(name)) for case in cases]
        told = [value is not None for value in theirs]
        shared = len(set(bounds)) == 1
        heads.append(f"{name} {bounds[0]}" if shared and bounds[0] != "-" else name)
        for row, case in zip(rows, cases):
            row.append(number(case.ours[name]))
        # That nought should be nought is said by the bound.
        if any(told) and set(theirs) != {0.0}:
            heads.append("theirs")
            for row, value in zip(rows, theirs):
                row.append(number(value))
        if not shared:
            heads.append("bound")
            for row, text in zip(rows, bounds):
                row.append(text)
    heads.append("")
    for row, case in zip(rows, cases):
        row.append(verdict(case))
    return heads, rows


def markdown(heads, rows):
    return ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|", *("| " + " | ".join(row) + " |" for row in rows), ""]


def figure_rows(cases):
    """A table of one or two cases with many figures reads better upright."""
    rows = []
    for case in cases:
        for name, ours in case.ours.items():
            rows.append([f"`{case.id}`" if name == next(iter(case.ours)) else "", name, number(ours), number(case.reference.get(name)),
                         bound(case.limits.get(name)), verdict(case) if name == next(iter(case.ours)) else ""])
    return ["case", "figure", "ours", "theirs", "bound", ""], rows


def turned(cases):
    """A table of cases with many figures: a column a case, a row a figure; theirs and bounds that differ stand in brackets."""
    heads = ["figure", "theirs", "bound", *(f"`{case.id}`" for case in cases)]
    rows = []
    for name in cases[0].ours:
        theirs = [case.reference.get(name) for case in cases]
        bounds = [bound(case.limits.get(name)) for case in cases]
        same = [len(set(values)) == 1 for values in (theirs, bounds)]
        row = [name, number(theirs[0]) if same[0] else "", bounds[0] if same[1] else ""]
        for case, value, limit in zip(cases, theirs, bounds):
            apart = [text for text, shared in ((number(value), same[0]), (limit, same[1])) if not shared]
            row.append(number(case.ours[name]) + (f" ({', '.join(apart)})" if apart else ""))
        rows.append(row)
    return heads, [*rows, ["", "", "", *(verdict(case) for case in cases)]]


def tables(cases):
    """Tables of the cases that have the same figures from the same source."""
    groups = {}
    for case in cases:
        if case.ours:
            groups.setdefault((tuple(case.ours), case.reference["citation"]), []).append(case)
    lines = []
    for (names, citation), members in groups.items():
        heads, rows = figure_rows(members) if len(members) <= 2 and len(names) > 6 else columns_of(members)
        if len(heads) > WIDEST >= len(members) + 3:
            heads, rows = turned(members)
        lines += markdown(heads, rows)
        lines += [f"Theirs: {citation}.", ""]
    for case in cases:
        for word in ("skipped", "error"):
            if word in case.entry:
                lines += [f"`{case.id}` {'was skipped' if word == 'skipped' else '**broke off**'}: {case.entry[word]}", ""]
    return lines


def notes(cases):
    """Set-ups and remarks, folded away."""
    lines = ["<details><summary>Set-ups</summary>", ""]
    for case in cases:
        lines.append(f"- `{case.id}` ({case.entry['precision']}, {case.entry.get('wall_s') or 0:.1f} s): {case.entry['setup']}."
                     + (f" {case.entry['note']}" if "note" in case.entry else ""))
    return [*lines, "", "</details>", ""]


def pictures(folder, suite):
    """Pictures of a suite: copied in 256 colours, and the lines that show them."""
    lines = []
    for stem, caption in verification_words.pictures(suite, sorted(path.stem for path in folder.glob("*.png"))):
        target = PICTURES / f"{PREFIX}{stem.lower()}.png"
        picture = Image.open(folder / f"{stem}.png").convert("RGB")
        picture.quantize(64, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE).save(target, optimize=True)
        lines += [f"![{caption}](pictures/{target.name})", "", f"*{caption}*", ""]
    return lines


def anchor(title):
    """The place of a heading, as the common viewers of Markdown name it."""
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def glance(cases, suites):
    """How many cases of each suite pass, and how far the figures that matter most are below the published ones."""
    rows = []
    for suite in suites:
        verdicts = [case.entry["pass"] for case in cases if case.suite == suite]
        title = verification_words.SUITES.get(suite, ("", ""))[0]
        rows.append([f"[{suite} {title}](#{anchor(f'{suite} {title}')})", str(len(verdicts)), *(str(verdicts.count(value)) for value in (True, False, None))])
    lines = ["## At a glance", "", *markdown(["suite", "cases", "pass", "fail", "skipped"], rows)]
    for name, words in verification_words.HEADLINES.items():
        case = next((case for case in cases if case.id == name), None)
        if case and case.ours.get("l2") and case.reference.get("l2"):
            ratio = case.reference["l2"] / case.ours["l2"]
            lines.append(f"- {words}: l2 {number(case.ours['l2'])} where {number(case.reference['l2'])} was published, "
                         f"{ratio:.{0 if ratio >= 10 else 1}f} times smaller (`{name}`)")
    return [*lines, ""]


def page(folder):
    """The page's text; writes its pictures."""
    head, cases = verification.read(folder)
    suites = sorted({case.suite for case in cases})
    lines = [verification_words.INTRODUCTION.format(version=head["version"], cpu=processor(), threads=head["threads"], total=len(cases),
                                                    passed=head["passed"], failed=head["failed"], skipped=head["skipped"],
                                                    minutes=head["wall_s"] / 60.0)]
    lines += glance(cases, suites) + pictures(folder, "")
    for suite in suites:
        own = [case for case in cases if case.suite == suite]
        title, text = verification_words.SUITES.get(suite, ("", ""))
        passed = sum(case.entry["pass"] is True for case in own)
        lines += [f"## {suite} {title}".rstrip(), "", f"{text} {passed} of {len(own)} cases pass.".strip(), ""]
        lines += pictures(folder, suite) + tables(own) + notes(own)
    return "\n".join(lines).rstrip("\n") + "\n"


def main():
    words = arguments()
    with tempfile.TemporaryDirectory() as made:
        folder = words.folder or pathlib.Path(made)
        if not words.folder:
            subprocess.run([words.program, "verify", "--plots", folder], env={"OMP_WAIT_POLICY": "passive", **os.environ}, check=False)
        PICTURES.mkdir(exist_ok=True)
        for old in PICTURES.glob(f"{PREFIX}*.png"):
            old.unlink()
        try:
            PAGE.write_text(page(folder), encoding="utf-8")
        except verification.ReportError as fault:
            sys.exit(f"list_verification.py: {fault}")
    print(PAGE)


if __name__ == "__main__":
    main()
