"""Scenarios from the command line: runs, ledgers, resuming, forecasts, and the ready scenarios of data/scenarios."""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

from test_apps_outputs import AREAS, CASE, POINTS, PROGRAM, square

SOURCE = pathlib.Path(os.environ.get("FENHE_SOURCE", "."))
READY = sorted((SOURCE / "data/scenarios").glob("*.yaml"))
HALF = """
name: half
title: Half of all
title_zh: 减半
measures:
  - {name: power, what: {sector: power}, change: {reduce: 50 %}, cost: {rate: 1000 yuan/t, of: PM25}, co2: 1000 t/yr, source: nowhere}
  - {name: heating, what: {sector: heating}, change: {factor: 0.5}}
"""
ALERT = """
name: response
alert: {receptors: [太原], levels: [{name: high, when: [{daily_mean: 1 ug/m3}]}]}
measures: [{name: stop, what: {sector: power}, change: close, alert: high}]
"""


def fenhe(folder, *arguments):
    environment = dict(os.environ, OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive")
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, env=environment, capture_output=True, text=True)


class Ledgers(unittest.TestCase):
    def test_a_district_of_the_case_is_a_place_by_its_name(self):
        """The same ledger as with the polygon of the file that the case takes its districts from."""
        basins = (SOURCE / "data/shanxi/basins.geojson").resolve()
        told = []
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for place in ("太原盆地", f"{{file: {basins}, name: Taiyuan Basin}}"):
                text = f"name: basin\nmeasures: [{{name: a, where: {place}, what: {{sector: heating}}, change: {{reduce: 50 %}}}}]\n"
                (folder / "basin.yaml").write_text(text, "utf-8")
                result = fenhe(folder, "run", (SOURCE / "data/cases/taiyuan.yaml").resolve(), "--scenario", "basin.yaml", "--dry-run")
                self.assertEqual(result.returncode, 0, result.stderr)
                told.append(result.stdout[result.stdout.index("scenario   basin"):result.stdout.index("weather: flux repair")])
        self.assertIn("heating        Taiyuan          PM25         7001.0", told[0])
        self.assertEqual(told[0], told[1])

    def test_species_without_factors_of_an_exchange_are_told(self):
        text = ("name: rp\nmeasures: [{name: a, where: Taiyuan, what: {sector: heating}, change: {replace: {by: power, share: 80 %, "
                "per: 1500 kWh/t, factors: {PM25: {old: 6.5 kg/t, new: 0.014 g/kWh}}}}}]\n")
        with tempfile.TemporaryDirectory() as name:
            (pathlib.Path(name) / "rp.yaml").write_text(text, "utf-8")
            result = fenhe(pathlib.Path(name), "run", (SOURCE / "data/cases/taiyuan.yaml").resolve(), "--scenario", "rp.yaml", "--dry-run")
        self.assertIn("stays as it is, without emission factors here: SO2, NOx\n", result.stdout)


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "points.csv").write_text(POINTS, "utf-8")
        (cls.folder / "areas.csv").write_text(AREAS, "utf-8")
        regions = {"type": "FeatureCollection", "features": [square("town", 112.36, 37.46, 0.08), square("village", 112.46, 37.54, 0.04)]}
        (cls.folder / "regions.geojson").write_text(json.dumps(regions), "utf-8")
        (cls.folder / "case.yaml").write_text(CASE, "utf-8")
        (cls.folder / "half.yaml").write_text(HALF, "utf-8")
        (cls.folder / "alert.yaml").write_text(ALERT, "utf-8")
        for name, options in (("base", []), ("half", ["--scenario", "half.yaml"])):
            result = fenhe(cls.folder, "run", "case.yaml", "--output", name, *options)
            if result.returncode:
                raise AssertionError(result.stderr)

    def succeed(self, *arguments):
        result = fenhe(self.folder, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def refuse(self, status, code, *arguments):
        result = fenhe(self.folder, *arguments)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertIn(code, result.stderr)
        return result.stderr

    def budget(self, name):
        lanes = json.loads((self.folder / name / "summary.json").read_text("utf-8"))["budget"]
        return {lane["lane"]: lane["emitted_kg"] for lane in lanes}

    def test_half_of_all_emissions_are_emitted(self):
        base, half = self.budget("base"), self.budget("half")
        for lane in ("PM25", "PM25__power", "PM25__town", "PM25__other"):
            self.assertGreater(base[lane], 0.0)
            self.assertAlmostEqual(half[lane] / base[lane], 0.5, delta=1e-12)
        self.assertEqual(half["CH4"], base["CH4"])

    def test_species_that_is_not_changed_keeps_its_bytes(self):
        with netCDF4.Dataset(self.folder / "base/surface.nc") as base, netCDF4.Dataset(self.folder / "half/surface.nc") as half:
            self.assertEqual(base["CH4"][:].tobytes(), half["CH4"][:].tobytes())
            self.assertLess(float(numpy.mean(half["PM25"][:] - base["PM25"][:])), -0.01)

    def test_ledger_and_summary_say_what_was_done(self):
        ledger = json.loads((self.folder / "half/ledger.json").read_text("utf-8"))
        summary = json.loads((self.folder / "half/summary.json").read_text("utf-8"))
        self.assertEqual((ledger["scenario"], ledger["title"], ledger["title_zh"]), ("half", "Half of all", "减半"))
        self.assertEqual((summary["kind"], summary["scenario"], summary["limiter_of"]), ("run", "half", "own"))
        self.assertTrue({"ledger.json", "ledger.csv"} <= set(summary["files"]))
        self.assertIn("scenario", [entry["role"] for entry in summary["inputs"]])
        power = ledger["measures"][0]
        self.assertEqual(power["rows"][0]["sector"], "power")
        self.assertAlmostEqual(power["rows"][0]["change_tpyr"], -2500.0, delta=1e-6)
        self.assertAlmostEqual(power["cost_yuan_pyr"], 2.5e6, delta=1e-3)
        self.assertAlmostEqual(power["co2_value_yuan_pyr"], 59000.0, delta=1e-6)
        self.assertIsNone(ledger["measures"][1]["cost_yuan_pyr"])
        total = ledger["totals"]["species"]["PM25"]
        self.assertAlmostEqual(total["change_tpyr"], total["scenario_tpyr"] - total["base_tpyr"], delta=1e-12 * total["base_tpyr"])
        self.assertFalse((self.folder / "base/ledger.json").exists())
        self.assertIsNone(json.loads((self.folder / "base/summary.json").read_text("utf-8"))["scenario"])

    def test_ledger_as_table_holds_the_same_rows(self):
        ledger = json.loads((self.folder / "half/ledger.json").read_text("utf-8"))
        with open(self.folder / "half/ledger.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        expected = [(m["name"], r["sector"], r["district"], r["species"], r["change_tpyr"]) for m in ledger["measures"] for r in m["rows"]]
        power = next(row for row in rows if row["measure"] == "power")
        self.assertAlmostEqual(float(power["cost [yuan/yr]"]), ledger["measures"][0]["cost_yuan_pyr"], delta=1e-3)
        self.assertEqual((float(power["CO2 saved [t/yr]"]), power["source"], power["assumption"]), (1000.0, "nowhere", ""))
        self.assertAlmostEqual(float(power["worth [yuan/yr]"]), 59.0 * 1000.0)
        self.assertEqual(sum(row["cost [yuan/yr]"] != "" for row in rows), 1)
        self.assertEqual([(r["measure"], r["sector"], r["district"], r["species"], float(r["change [t/yr]"])) for r in rows], expected)

    def test_dry_run_prints_the_ledger_and_writes_nothing(self):
        text = self.succeed("run", "case.yaml", "--scenario", "half.yaml", "--dry-run", "--output", "nowhere")
        self.assertIn("half: Half of all", text)
        self.assertRegex(text, r"power +town +PM25 +5000\.0 +2500\.0 +-2500\.0|power +\S+ +PM25 +5000\.0 +2500\.0 +-2500\.0")
        self.assertIn("2.5 million yuan", text)
        self.assertFalse((self.folder / "nowhere").exists())

    def test_finished_run_is_no_run_of_another_scenario(self):
        self.assertIn("nothing to resume", self.succeed("run", "case.yaml", "--output", "half", "--scenario", "half.yaml", "--resume"))
        self.refuse(4, "E0310", "run", "case.yaml", "--output", "half", "--resume")
        other = self.folder / "other.yaml"
        other.write_text(HALF.replace("50 %", "40 %"), "utf-8")
        self.refuse(4, "E0310", "run", "case.yaml", "--output", "half", "--scenario", "other.yaml", "--resume")

    def test_alert_is_decided_on_a_base_run(self):
        self.refuse(2, "E0105", "run", "case.yaml", "--output", "alert", "--scenario", "alert.yaml")
        text = self.succeed("run", "case.yaml", "--scenario", "alert.yaml", "--dry-run")
        self.assertIn("'high' is taken to be in force throughout", text)
        text = self.succeed("run", "case.yaml", "--output", "alert", "--scenario", "alert.yaml", "--forecast", "base")
        self.assertIn("fewer than 20 hours", text)  # four hours are no day, so that the alert is not reached
        self.assertIn("high", text)
        self.assertEqual(self.budget("alert"), self.budget("base"))
        self.refuse(2, "E0102", "run", "case.yaml", "--forecast", "base")

    def test_alert_over_a_region_stops_its_works(self):
        (self.folder / "day.yaml").write_text(CASE.replace("22:00+08:00\", length: 4 h", "00:00+08:00\", length: 24 h"), "utf-8")
        (self.folder / "area.yaml").write_text(ALERT.replace("receptors: [太原]", "regions: [town, village], decide: mean"), "utf-8")
        self.succeed("run", "day.yaml", "--output", "day")
        text = self.succeed("run", "day.yaml", "--output", "stopped", "--scenario", "area.yaml", "--forecast", "day")
        self.assertIn("surface.nc, mean of the places", text)
        self.assertIn("high     from 2020-01-09T00:00 to 2020-01-10T00:00", text)
        self.assertIn("alert: high from 2020-01-09T00:00:00+08:00 to 2020-01-10", (self.folder / "stopped/run.log").read_text("utf-8"))
        self.assertEqual(self.budget("stopped")["PM25__power"], 0.0)
        self.assertEqual(self.budget("stopped")["PM25__town"], self.budget("day")["PM25__town"])
        inputs = json.loads((self.folder / "stopped/summary.json").read_text("utf-8"))["inputs"]
        self.assertIn("day/surface.nc", [entry["path"] for entry in inputs if entry["role"] == "forecast"])

    def test_species_is_named_unlike_what_the_output_has_beside_it(self):
        for name in ("area", "population", "PM25_people", "PM25_mean", "PM25_daily"):
            (self.folder / "named.yaml").write_text(CASE.replace("name: CH4", f"name: {name}"), "utf-8")
            with self.subTest(name=name):
                self.assertIn(f"'{name}' cannot name a species", self.refuse(3, "E0206", "check", "named.yaml"))

    def test_option_is_no_value_of_another(self):
        for verb, option in (("run", "--output"), ("batch", "--output"), ("respond", "--output"), ("compare", "--output"),
                             ("predict", "--output"), ("check", "--scenario")):
            with self.subTest(verb=verb):
                self.assertIn("behind it", self.refuse(2, "E0102", verb, "case.yaml", option, "--dry-run"))
        self.assertFalse((self.folder / "--dry-run").exists())

    def test_check_takes_a_scenario(self):
        self.assertIn("no faults", self.succeed("check", "case.yaml", "--scenario", "half.yaml"))
        (self.folder / "wrong.yaml").write_text(HALF.replace("sector: power", "sector: pover").replace("0.5", "-0.5"), "utf-8")
        text = self.refuse(3, "E0213", "check", "case.yaml", "--scenario", "wrong.yaml")
        self.assertIn("did you mean 'power'?", text)
        self.assertIn("E0221", text)
        self.assertIn("2 faults", text)
        self.refuse(2, "E0102", "check", "case.yaml", "--scenario")
        (self.folder / "ten_tasks").mkdir()  # a folder of that name hides no scenario that comes with the program
        self.assertIn("data/scenarios/coking_dry_quenching.yaml", self.refuse(3, "E0213", "check", "case.yaml", "--scenario", "ten_tasks"))
        self.assertIn("did you mean 'ten_tasks'?", self.refuse(4, "E0301", "check", "case.yaml", "--scenario", "ten_task"))


class Guide(unittest.TestCase):
    """What docs/guide/scenarios.md shows is what the program does."""

    def test_first_example_has_the_ledger_that_is_shown(self):
        page = (SOURCE / "docs/guide/scenarios.md").read_text("utf-8")
        blocks = page.split("```")
        scenario = next(block.partition("\n")[2] for block in blocks if block.startswith("yaml\nname: cleaner_coking"))
        shown = next(block.strip("\n") for block in blocks if block.startswith("\nscenario   cleaner_coking"))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "cleaner.yaml")
            path.write_text(scenario, "utf-8")
            result = fenhe(SOURCE, "run", "data/cases/taiyuan.yaml", "--scenario", path, "--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(shown, result.stdout)


class Ready(unittest.TestCase):
    """Every scenario that comes with the program is valid with the cases that its first line names."""

    def test_there_is_one_for_every_policy(self):
        self.assertGreaterEqual(len(READY), 28)

    def test_dry_run_of_each_finds_the_tonnes_of_the_page(self):
        result = subprocess.run(["/usr/bin/python3", "-B", SOURCE / "scripts/list_scenarios.py", "--check"], capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_each_is_valid_with_every_case_meant_for_it(self):
        for path in READY:
            first = path.read_text("utf-8").splitlines()[0]
            cases = [word.strip(".,") for word in first.split() if word.startswith("data/cases/")]
            self.assertTrue("data/cases/shanxi.yaml" in cases, path)
            for case in set(cases) - {"data/cases/shanxi.yaml"}:  # which the dry runs take
                with self.subTest(scenario=path.name, case=case):
                    result = fenhe(SOURCE, "check", case, "--scenario", path)
                    self.assertEqual(result.returncode, 0, result.stderr)

    def test_each_is_told_in_both_languages_with_a_source_or_an_assumption(self):
        for path in READY:
            text = path.read_text("utf-8")
            name = next(line.split()[1] for line in text.splitlines() if line.startswith("name: "))
            self.assertEqual(name, path.stem)
            self.assertIn("\ntitle: ", text, path)
            self.assertIn("\ntitle_zh: ", text, path)
            for measure in text.split("\n  - name: ")[1:]:
                self.assertTrue("source: " in measure or "assumption: " in measure, f"{path}: {measure[:40]}")

    def test_dry_run_of_the_whole_plan_prints_its_ledger(self):
        result = fenhe(SOURCE, "run", "data/cases/shanxi.yaml", "--scenario", "ten_tasks", "--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("ten_tasks: The whole ten-task plan", result.stdout)
        self.assertIn("overlaps ultra_low_coking", result.stdout)


if __name__ == "__main__":
    unittest.main()
