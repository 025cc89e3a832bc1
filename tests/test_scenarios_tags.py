"""Tags as a product of sectors and regions: their names, their sum, their independence of each other, what is written of them."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

PROGRAM = os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")
SOURCE = pathlib.Path(os.environ.get("FENHE_SOURCE", "."))
DATA = pathlib.Path(os.environ.get("FENHE_DATA", SOURCE / "../shared/data"))
DEMO = (SOURCE / "data/cases/taiyuan.yaml").read_text("utf-8").replace("../shanxi", str((SOURCE / "data/shanxi").resolve()))
PRODUCT = ("tags: {species: PM25, sectors: [coking, {industry: [steel, cement, power]}, heating, {rest: [transport, agriculture, dust]}],"
           " regions: [Taiyuan, {around: [Jinzhong, Lvliang]}], boundary: true, initial: true, other: true}\n")
MEANS = ("", "_daily", "_mean")


def demo(tags, precision="single", hours=3, output=""):
    head, rest = DEMO.split("tags:\n")
    text = head + tags + rest[rest.index("emissions:"):]
    text = text.replace("length: 48 h", f"length: {hours} h").replace("precision: single", f"precision: {precision}")
    return text.replace("  humidity: dry", "  humidity: dry\n" + output)


def run(folder, name, text, fails=False):
    case = folder / f"{name}.yaml"
    case.write_text(text.replace("folder: ../../out/demo", f"folder: {name}"), "utf-8")
    result = subprocess.run([PROGRAM, "run", case], cwd=folder, capture_output=True, text=True,
                            env=dict(os.environ, FENHE_DATA=str(DATA), OMP_WAIT_POLICY="passive"))
    if (result.returncode != 0) != fails:
        raise AssertionError(result.stdout + result.stderr)
    return result.stderr if fails else folder / name


def tags_of(variables, species):
    return sorted(name for name in variables if name.startswith(species + "__") and not name.endswith(("_daily", "_mean")))


class Tags(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.single = run(cls.folder, "single", demo(PRODUCT))

    def assert_complete(self, out, species, limit):
        """The tags' sum is the species, in the surface field and at the receptors."""
        for name, stations in (("surface.nc", MEANS), ("receptors.nc", ("",))):
            with netCDF4.Dataset(out / name) as file:
                tags = tags_of(file.variables, species)
                for suffix in stations:
                    total = file[species + suffix][:].astype(float)
                    gap = sum(file[tag + suffix][:].astype(float) for tag in tags) - total
                    self.assertLess(numpy.sqrt((gap**2).sum() / (total**2).sum()), limit, (name, suffix))

    def test_names_are_made_of_sector_and_region(self):
        with netCDF4.Dataset(self.single / "surface.nc") as file:
            tags = tags_of(file.variables, "PM25")
        parts = [f"PM25__{sector}__{region}" for sector in ("coking", "heating", "industry", "rest") for region in ("Taiyuan", "around")]
        self.assertEqual(tags, sorted(parts + ["PM25__boundary", "PM25__initial", "PM25__other"]))

    def test_sum_is_the_total_on_the_demonstration_grid(self):
        self.assert_complete(self.single, "PM25", 1e-5)

    def test_sum_is_the_total_to_the_last_digits_in_double(self):
        out = run(self.folder, "double", demo(PRODUCT, "double", 2))
        with netCDF4.Dataset(out / "receptors.nc") as file:
            total = file["PM25"][:]
            gap = sum(file[tag][:] for tag in tags_of(file.variables, "PM25")) - total
        self.assertLess(numpy.sqrt((gap**2).sum() / (total**2).sum()), 1e-12)

    def test_sum_is_the_total_on_wrf_winds(self):
        if not (DATA / "wrf_queensland").is_dir():
            self.skipTest(f"{DATA}/wrf_queensland is absent; set FENHE_DATA to the folder of the real data")
        text = (SOURCE / "data/cases/queensland.yaml").read_text("utf-8").replace("folder: out/queensland", "folder: queensland")
        head, rest = text.split("tags:\n")
        tags = "tags: {species: CH4, sectors: each, boundary: true, initial: true, other: true}\n"
        out = run(self.folder, "queensland", head.replace("length: 12 h", "length: 6 h") + tags + rest[rest.index("emissions:"):])
        self.assert_complete(out, "CH4", 1e-5)

    def test_a_tag_has_the_same_bytes_whatever_others_run(self):
        alone = "tags:\n  - {species: PM25, name: one, sectors: [coking], regions: [Taiyuan]}\n"
        out = run(self.folder, "alone", demo(alone))
        for name, suffixes in (("surface.nc", MEANS), ("receptors.nc", ("",)), ("deposition.nc", ("_dry", "_wet"))):
            with netCDF4.Dataset(out / name) as one, netCDF4.Dataset(self.single / name) as many:
                for suffix in suffixes:
                    self.assertEqual(one["PM25__one" + suffix][:].tobytes(), many["PM25__coking__Taiyuan" + suffix][:].tobytes())

    def test_stacks_divide_the_points_and_nothing_is_lost(self):
        stacks = "stacks: {tall: {from: 100 m}, low: {to: 100 m}, ground: none}"
        out = run(self.folder, "stacks", demo(f"tags: {{species: PM25, sectors: [coking, power], {stacks}}}\n", "double", 1))
        whole = run(self.folder, "whole", demo("tags: {species: PM25, sectors: [coking, power]}\n", "double", 1))
        with netCDF4.Dataset(out / "receptors.nc") as parts, netCDF4.Dataset(whole / "receptors.nc") as all_of:
            self.assertIn("PM25__power__tall", parts.variables)
            self.assertIn("PM25__coking__ground", parts.variables)
            for sector in ("coking", "power"):
                found = [parts[name][:] for name in parts.variables if name.startswith(f"PM25__{sector}__")]
                self.assertGreater(len(found), 1)
                numpy.testing.assert_allclose(sum(found), all_of[f"PM25__{sector}"][:], rtol=1e-9, atol=1e-15)

    def test_tags_to_which_nothing_falls_are_left_out(self):
        out = run(self.folder, "empty", demo("tags: {species: PM25, sectors: [steel], regions: [Taiyuan, Yuncheng]}\n", hours=1))
        with netCDF4.Dataset(out / "surface.nc") as file:
            self.assertEqual(tags_of(file.variables, "PM25"), ["PM25__steel__Taiyuan"])
        self.assertIn("1 tags of sectors, regions and stacks are left out", (out / "run.log").read_text("utf-8"))

    def test_minimum_of_every_tag_is_reported(self):
        budgets = {item["lane"]: item for item in json.loads((self.single / "summary.json").read_text("utf-8"))["budget"]}
        self.assertGreater(budgets["PM25__coking__Taiyuan"]["maximum"], 0.0)
        self.assertIn("minimum", budgets["PM25__other"])

    def test_output_of_tags_can_be_restricted(self):
        out = run(self.folder, "restricted", demo(PRODUCT, hours=2, output="  tags: [mean]\n"))
        with netCDF4.Dataset(out / "surface.nc") as file:
            self.assertIn("PM25", file.variables)
            self.assertIn("PM25_daily", file.variables)
            self.assertIn("PM25__other_mean", file.variables)
            self.assertNotIn("PM25__other", file.variables)
            self.assertNotIn("PM25__other_daily", file.variables)

    def test_mistakes_are_told_with_their_place(self):
        for tags, wanted in (
                ("tags: {species: PM25, sectors: all}\n", "'all' is not a list here"),
                ("tags: {species: PM25, sectors: [coaking]}\n", "did you mean 'coking'?"),
                ("tags: {species: PM25, sectors: [coking, {both: [coking, steel]}]}\n", "'coking' is in two parts"),
                ("tags: {species: PM25, regions: [{a__b: [Taiyuan]}]}\n", "cannot be a part of a variable's name"),
                ("tags: {species: PM25, stacks: {tall: {from: 100 m}, high: {from: 200 m}}}\n", "'high' overlaps another one"),
                ("tags: {species: PM25}\n", "select nothing"),
                ("tags:\n  - {species: PM25, sectors: [coking]}\n  - {species: PM25, name: coking, other: true}\n", "given twice")):
            self.assertIn(wanted, run(self.folder, "mistake", demo(tags), fails=True))


if __name__ == "__main__":
    unittest.main()
