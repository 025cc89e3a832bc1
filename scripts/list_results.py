#!/usr/bin/python3
"""Compare three ways to the result of a scenario and write docs/scenarios.md: predicted from responses, run with the base's limiter, run
with its own.

The case is the demonstration with tags of each sector in three regions. A minute or two on two processors. What was computed is kept in a
folder, from which the page can be made again (--from).

examples:
  scripts/list_results.py
  scripts/list_results.py --from out/scenarios
"""
import argparse
import json
import pathlib
import subprocess
import sys

try:
    import netCDF4
except ImportError as fault:
    sys.exit(f"list_results.py: {fault}")

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ("ultra_low_coking", "ultra_low_cement", "diesel_china3", "dust_and_nonpoint", "road_to_rail", "heating_central")
RECEPTORS = ("Taiyuan", "Jinzhong", "Jiexiu")
SPECIES = "PM25"
TAGS = """tags:
  species: [PM25, SO2, NOx]
  sectors: each
  regions: [Taiyuan, Jinzhong, {around: [Lvliang, Xinzhou, Yangquan, Linfen, Changzhi, Jincheng, Datong, Shuozhou, Yuncheng]}]
  boundary: true
  initial: true
  other: true
"""
PAGE = """# Three ways to the result of a scenario
*Made by `scripts/list_results.py`. Fenhe {version}; {title}, {hours} hours, {precision} precision, {weather}.*

A scenario's result can be predicted from [responses](guide/tags-and-responses.md), without a run; be carried beside the base under the
base's limiter ([batches](guide/batch.md)); or be run by itself, with a limiter that sees its own field. The first two are the same but
for rounding wherever the measures act on whole tags. What is between them and the third is what the limiter's choices amount to, and how far
transport is from being linear.

Tags: each of the {sectors} sectors in three regions, with boundary, initial values and the rest, of three species: {lanes} tracers in all.
{species}, mean over the period [ug m-3]:

| scenario | receptor | base | predicted | base's limiter | own limiter | own - base's |
|---|---|---|---|---|---|---|
{rows}

A dash: measures act inside a tag, so that the scenario is run instead. {refused}

Differences over the whole surface field and all hours, relative l2, and the largest of the mean field:

| scenario | predicted to base's limiter | base's to own limiter | largest |
|---|---|---|---|
{gaps}

The largest change that one of them makes to the mean of a receptor is {change:.2f} ug m-3. The responses took
{respond:.0f} s, opening them {opened:.0f} ms, a prediction {milliseconds}, and a run under its own limiter {own:.0f} s.
All three ways leave fields, series and means over districts, which `fenhe compare` reads alike.

Sum of the tags against their species, relative l2 over all hours of the surface field: {sums}.

A tag is carried with its lead's limiter and not clipped, so that it may fall below zero beside its own sources where the lead is smooth: the
smallest mixing ratio of any tag of {species} in all cells and hours is {undershoot:.0f} % of that tag's largest (`{lowest}`); in the
mean surface field it is {mean:.0f} %. The three ways agree as they do because such a tag is a small part of its lead there.
"""


def call(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if result.returncode not in (0, 3):
        sys.exit(f"{' '.join(map(str, words))}\n{result.stderr}")
    return result.stdout


def compute(program, out):
    """Responses, predictions and runs into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "data/cases/taiyuan.yaml").read_text("utf-8").replace("../shanxi", str(ROOT / "data/shanxi"))
    head, rest = text.split("tags:\n", 1)
    (out / "case.yaml").write_text(head + TAGS + "\n" + rest[rest.index("emissions:"):], "utf-8")
    call(program, "respond", out / "case.yaml", "--output", out / "responses", "--fresh")
    files = [ROOT / f"data/scenarios/{name}.yaml" for name in SCENARIOS]
    answer = call(program, "predict", out / "responses", *files, "--gap", "--run", "--output", out / "results", "--json")
    (out / "predicted.json").write_text(answer, "utf-8")


def load(path):
    return json.loads(path.read_text("utf-8"))


def number(value, form):
    return "-" if value is None else form.format(value)


def mean_undershoot(out, lane):
    with netCDF4.Dataset(out / "responses/surface.nc") as file:
        mean = file[lane + "_mean"][:]
    return float(mean.min() / mean.max())


def page(out):
    answer, summary = load(out / "predicted.json"), load(out / "responses/summary.json")
    catalogue = load(out / "responses/responses.json")
    places = {place["name"]: n for n, place in enumerate(answer["places"]) if place["kind"] == "receptor"}
    rows, gaps, refused, change = [], [], [], 0.0
    for scenario in answer["scenarios"]:
        runs, exact = scenario["runs_ugpm3"], scenario["exact"]
        for name, at in places.items():
            base = answer["places"][at]["base_ugpm3"][SPECIES]
            lane, own = (runs[way][SPECIES][at] for way in ("base", "own"))
            change = max(change, abs(lane - base))
            if name in RECEPTORS:
                predicted = scenario["mean_ugpm3"][SPECIES][at] if exact else None
                rows.append(f"| `{scenario['name']}` | {name} | {base:.4f} | {number(predicted, '{:.4f}')} | {lane:.4f} | {own:.4f} |"
                            f" {own - lane:+.4f} |")
        if not exact:
            flag = scenario["flags"][0]
            refused.append(f"Of `{scenario['name']}`, for `{flag['lane']}`:\n{flag['why']}.")
        gap = scenario["gap"][SPECIES]
        predicted = gap["base"]["surface_hourly_l2"] if exact else None
        gaps.append(f"| `{scenario['name']}` | {number(predicted, '{:.1e}')} | {gap['own']['surface_hourly_l2']:.1e} |"
                    f" {gap['own']['surface_mean_ugpm3']:.3f} ug m-3 |")
    tags = [tag for tag in catalogue["tags"] if tag["species"] == SPECIES and tag["maximum_kgpkg"] > 0.0]
    lowest = min(tags, key=lambda tag: tag["minimum_kgpkg"] / tag["maximum_kgpkg"])
    exact = [scenario["milliseconds"] for scenario in answer["scenarios"] if scenario["exact"]]
    own = [load(path) for path in sorted((out / "results/runs-own/members").glob("*/summary.json"))]
    sums = ", ".join(f"{item['name']} {item['gap_l2']['surface_hourly']:.1e}" for item in catalogue["species"])
    return PAGE.format(
        version=summary["version"], title=summary["title"].split(",")[0], hours=48, precision="single", weather="idealised weather",
        sectors=len(summary["sectors"]), lanes=len(summary["budget"]), species=SPECIES, rows="\n".join(rows), gaps="\n".join(gaps),
        refused=" ".join(refused) if refused else "There is none here.", change=change, milliseconds=f"{max(exact):.1f} ms at most",
        opened=answer["open_milliseconds"], respond=summary["wall_time_s"]["total"],
        own=sum(item["wall_time_s"]["total"] for item in own) / len(own), sums=sums, mean=100.0 * mean_undershoot(out, lowest["lane"]),
        undershoot=100.0 * lowest["minimum_kgpkg"] / lowest["maximum_kgpkg"], lowest=lowest["lane"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/apps/fenhe", help="the program (build/release/apps/fenhe)")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "out/scenarios", help="folder of what is computed (out/scenarios)")
    parser.add_argument("--from", dest="kept", type=pathlib.Path, help="make the page from this folder; nothing is computed")
    arguments = parser.parse_args()
    if not arguments.kept:
        compute(arguments.program, arguments.output)
    (ROOT / "docs/scenarios.md").write_text(page(arguments.kept or arguments.output), "utf-8")
    print("docs/scenarios.md")


if __name__ == "__main__":
    main()
