"""fenhe evaluate from the command line: its figures are those that numpy finds from its pairs, its pictures are drawn, real tables are read."""
import csv
import json
import math
import os
import pathlib
import unittest

import netCDF4
import numpy

from batch_support import Folder

DATA = pathlib.Path(os.environ.get("FENHE_DATA") or pathlib.Path(__file__).resolve().parent.parent.parent / "shared/data")
CASE = """
title: small
period: {start: "2020-03-31T00:00+08:00", length: 30 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [8, 8]
  spacing: 12 km
  centre: [112.5, 37.8]
layers: {first: 60 m, stretching: 1.8, top: 2 km}
meteorology: {kind: idealised, wind_speed: 3 m/s}
species:
  - {name: PM25, kind: particle, initial: 40 ug/m3, boundary: 40 ug/m3}
  - {name: SO2, kind: gas, molar_mass: 64 g/mol, initial: 2e-8 kg/kg, boundary: 2e-8 kg/kg}
sectors: [power]
emissions: [{kind: points, file: points.csv}]
transport: {courant: 6}
output: {folder: out, surface: [hourly]}
"""
REFERENCE_KGPM3 = 101325.0 / (287.05 * 298.15)


def table(species, rows):
    return f"station,city,lon,lat,time,{species}\n" + "".join(f"{name},{city},{lon},{lat},2020-03-31 {hour:02d}:00,{value}\n"
                                                              for name, city, lon, lat, hour, value in rows)


def agreement(observed, modelled):
    spread = (numpy.abs(modelled - observed.mean()) + numpy.abs(observed - observed.mean())) ** 2
    return 1 - ((modelled - observed) ** 2).sum() / spread.sum()


class Evaluations(Folder):
    @classmethod
    def write_case(cls, folder, case=CASE):
        super().write_case(folder, case)
        (folder / "points.csv").write_text("name,lon,lat,sector,stack_height [m],PM25 [t/yr]\nworks,112.5,37.8,power,40,3000\n", "utf-8")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("run", "case.yaml")
        random = numpy.random.default_rng(3)
        places = (("一号", "太原", 112.4, 37.8), ("二号", "太原", 112.6, 37.9), ("three", "晋中", 112.7, 37.7))
        rows = [(*place, hour, round(float(random.lognormal(3.5, 0.6)), 1)) for place in places for hour in range(1, 24)]
        (cls.folder / "particles.csv").write_text(table("PM2.5", rows), "utf-8")
        (cls.folder / "gas.csv").write_text(table("SO2", rows), "utf-8")

    def pairs(self, name):
        with open(self.folder / name / "pairs.csv", encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if row["flag"] == "paired"]

    def test_figures_are_those_that_numpy_finds_from_the_pairs(self):
        self.call("evaluate", "case.yaml", "particles.csv", "--output", "all")
        data = json.loads((self.folder / "all/evaluation.json").read_text("utf-8"))
        pairs = self.pairs("all")
        self.assertEqual((data["pairs"], len(pairs)), (69, 69))
        groups = {("all", "all"): pairs, ("city", "太原"): [pair for pair in pairs if pair["city"] == "太原"],
                  ("station", "three"): [pair for pair in pairs if pair["station"] == "three"],
                  ("hour", "7"): [pair for pair in pairs if "T07:00" in pair["hour_ends"]]}
        for (by, name), own in groups.items():
            row = next(row for row in data["figures"] if (row["pairs"], row["by"], row["name"]) == ("hours", by, name))
            o, m = (numpy.array([float(pair[column]) for pair in own]) for column in ("observed [ug m-3]", "modelled [ug m-3]"))
            wanted = {"n": o.size, "observed": o.mean(), "modelled": m.mean(), "bias": (m - o).mean(), "nmb": (m - o).sum() / o.sum(),
                      "nme": numpy.abs(m - o).sum() / o.sum(), "rmse": math.sqrt(((m - o) ** 2).mean()), "r": numpy.corrcoef(o, m)[0, 1],
                      "ioa": agreement(o, m), "fac2": ((m >= o / 2) & (m <= 2 * o)).mean(), "mfb": (2 * (m - o) / (m + o)).mean(),
                      "mfe": (2 * numpy.abs(m - o) / (m + o)).mean(), "fb": 2 * (o.mean() - m.mean()) / (o.mean() + m.mean()),
                      "nmse": ((o - m) ** 2).mean() / (o.mean() * m.mean())}
            for key, value in wanted.items():
                numpy.testing.assert_allclose(row[key], value, rtol=2e-6, atol=1e-7, err_msg=f"{by} {name} {key}")
        with open(self.folder / "all/evaluation.csv", encoding="utf-8", newline="") as file:
            self.assertEqual(len(list(csv.DictReader(file))), len(data["figures"]))

    def test_gases_are_brought_to_the_reference_state(self):
        self.call("evaluate", "case.yaml", "gas.csv", "--species", "SO2", "--output", "gas")
        data = json.loads((self.folder / "gas/evaluation.json").read_text("utf-8"))
        with netCDF4.Dataset(self.folder / "out/surface.nc") as file:
            gas, air = file["SO2"][:], file["air_density"][:]
            self.assertTrue((air > 0.8).all() and (air < 1.4).all())
            for pair in self.pairs("gas"):
                site = next(site for site in data["sites"] if site["name"] == pair["station"])
                hour = int(pair["hour_ends"][11:13]) - 1
                cell = (hour, site["j"], site["i"])
                numpy.testing.assert_allclose(float(pair["modelled [ug m-3]"]), gas[cell] / air[cell] * REFERENCE_KGPM3, rtol=1e-6)
        # A mixing ratio of 2e-8 that nothing adds to: the same everywhere, whatever the air's density.
        numpy.testing.assert_allclose(data["figures"][0]["modelled"], 2e-8 * REFERENCE_KGPM3 * 1e9, rtol=1e-4)

    def test_the_table_is_aligned_and_says_what_the_weather_is(self):
        text = self.call("evaluate", "case.yaml", "particles.csv")
        self.assertIn("small (idealised weather): PM25 in ug m-3", text)
        self.assertIn("The weather of the run is idealised", text)
        columns = {sum(2 if ord(letter) > 0x2E7F else 1 for letter in line) for line in text.splitlines() if line.startswith(("一号", "three", "二号"))}
        self.assertEqual(len(columns), 1)
        self.assertNotIn("nan", text.lower())

    def test_pictures_are_drawn(self):
        import importlib
        import sys

        sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts"))
        from fenhe_plots import evaluation as drawing, text
        from matplotlib import pyplot

        importlib.import_module("matplotlib").use("Agg")
        self.call("evaluate", "case.yaml", "particles.csv", "--output", "drawn")
        found = drawing.Evaluation(self.folder / "drawn")
        self.assertEqual([len(page) for page in drawing.series_pages(found)], [3])
        self.assertEqual(len(found.daily()), 3)
        figures = [drawing.draw_scatter(found, "both"), drawing.draw_series(found, drawing.series_pages(found)[0], "zh"), drawing.draw_clock(found, "en"),
                   drawing.draw_map(found, drawing.map_folder(), "both")]
        for figure in figures:
            words = " ".join(item.get_text() for item in figure.texts)
            self.assertTrue("Idealised weather" in words or "理想化气象" in words, words)
            pyplot.close(figure)
        self.assertEqual(text.species_label(found.data["species"]), "PM$_{2.5}$")

    def test_the_tables_of_four_cities_are_read_as_they_are(self):
        paths = [DATA / f"shanxi/hourly_stations_2020_{city}.csv" for city in ("changzhi", "datong", "linfen", "taiyuan")]
        if not paths[0].exists():
            self.skipTest(f"{paths[0]} is absent; set FENHE_DATA to the folder of the real data")
        answer = json.loads(self.call("evaluate", "case.yaml", *map(str, paths), "--json"))
        counted = [[table[key] for table in answer["tables"]] for key in (
            "records", "line_breaks_mended", "repeats_equal", "repeats_differing", "standing_still", "values", "hours", "span_hours", "unreadable")]
        self.assertEqual(counted, [[480, 1296, 888, 852], [5, 1, 9, 3], [30, 80, 132, 120], [0] * 4, [0, 76, 189, 122], [372, 445, 374, 540], [75, 76, 63, 61],
                                   [158] * 4, [0] * 4])
        self.assertEqual([sum(table["missing"].values()) for table in answer["tables"]], [78, 695, 193, 70])
        for item in answer["tables"]:
            told = item["unreadable_times"] + item["rows_without_station"] + item["repeats_equal"] + item["repeats_completing"] + item["repeats_differing"]
            told += sum(item["missing"].values()) + item["unreadable"] + item["out_of_range"] + item["contradicted"] + item["standing_still"] + item["values"]
            self.assertEqual(told, item["records"])
        links = {name["name"]: (name["place"], name["listed"]) for name in answer["names"] if name["values"]}
        self.assertEqual(links["金胜"], ("renamed", "金胜(并行145)"))
        self.assertEqual(links["唐尧大酒店"], ("renamed", "唐尧大酒店(启用161122)"))
        self.assertEqual(links["清华站"], ("name", "清华站"))
        self.assertEqual(links["巨轮"], ("none", ""))
        self.assertEqual(sum(site["inside"] for site in answer["sites"]), 7)
        self.assertEqual(answer["places_outside"], 19)


if __name__ == "__main__":
    unittest.main()
