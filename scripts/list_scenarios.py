#!/usr/bin/python3
"""Write data/scenarios/README.md: every ready scenario with the tonnes that its dry run finds.

usage: scripts/list_scenarios.py [--check]
The program is that of FENHE_PROGRAM, else build/release/apps/fenhe. --check writes nothing and fails if the page is not what the dry runs
give.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data/scenarios"
PAGE = FOLDER / "README.md"
CASE = "data/cases/shanxi.yaml"
SPECIES = ("PM25", "SO2", "NOx")
HEAD = """# Ready scenarios
This page is made from the scenarios by `scripts/list_scenarios.py`; do not edit it by hand. The guide is `docs/guide/scenarios.md`.

Each file names in its first line the cases that it is meant for, and at each measure the source of its figures or the assumption that stands in
for one. They act on an illustrative inventory (`data/shanxi/inventory/README.md`): the tonnes say what the arithmetic gives, not what the
policy achieved.

Changes in t/yr within `data/cases/shanxi.yaml`, by `fenhe run {case} --scenario NAME --dry-run`; responses to heavy pollution as if their
highest level were in force throughout.

| name | title | 标题 | PM2.5 | of all | SO2 | NOx |
|---|---|---|---|---|---|---|
"""


def told(path, key):
    """A text at the scenario's top."""
    found = re.search(rf"^{key}: (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return found[1].strip('"') if found else ""


def dry_run(path, program, case=CASE):
    """What a dry run prints; its complaint is raised."""
    command = [program, "run", case, "--scenario", path.relative_to(ROOT), "--dry-run"]
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    result = subprocess.run(list(map(str, command)), cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(f"{path.name} with {case}:\n{result.stderr}")
    return result.stdout


def changes(text):
    """Change [t/yr] and percentage by species, from the table's last part."""
    rows = re.findall(r"^ +(\w+) +[\d.]+ +[\d.]+ +(-?[\d.]+)  ([-+][\d.]+) %$", text[text.index("\nall measures\n"):], re.MULTILINE)
    return {species: (float(change), percent) for species, change, percent in rows}


def compose(program):
    lines = [HEAD.replace("{case}", CASE)]
    for path in sorted(FOLDER.glob("*.yaml")):
        found = changes(dry_run(path, program))
        figures = [f"{found[species][0]:,.0f}".replace(",", " ").replace("-0", "0") for species in SPECIES]
        lines.append(f"| `{path.stem}` | {told(path, 'title')} | {told(path, 'title_zh')} | {figures[0]} | {found['PM25'][1]} % | {figures[1]} | {figures[2]} |\n")
    return "".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="\n".join(__doc__.splitlines()[2:]))
    parser.add_argument("--check", action="store_true", help="fail if the page is out of date")
    arguments = parser.parse_args()
    page = compose(os.environ.get("FENHE_PROGRAM", ROOT / "build/release/apps/fenhe"))
    if not arguments.check:
        PAGE.write_text(page, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != page:
        sys.exit("data/scenarios/README.md is out of date: run scripts/list_scenarios.py")


if __name__ == "__main__":
    main()
