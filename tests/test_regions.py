"""Regions from shapefiles in either encoding and from the terrain, as the masks of districts.nc have them; faulty ones by their messages."""
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
CASE = """
title: regions
period: {{start: "2020-01-10T00:00+08:00", length: 1 h}}
grid: {{projection: {{kind: lonlat}}, cells: [20, 16], spacing: 0.05 degree, centre: [112.5, 37.4]}}
terrain: {{file: terrain.nc, variable: height}}
layers: {{first: 100 m, stretching: 2, top: 6 km}}
meteorology: {{kind: idealised, wind_speed: 2 m/s}}
{regions}
sectors: [heating]
species: [{{name: PM25, kind: particle, initial: 1 ug/m3, boundary: 1 ug/m3}}]
emissions: {emissions}
output: {{folder: {folder}}}
"""
# In cells of the grid, whose south-west corner is at 112.0, 37.0.
WEST, EAST = [[1, 1], [7.3, 1], [8.9, 6], [6.2, 12], [1, 12], [1, 1]], [[7.3, 1], [17, 1], [17, 12], [6.2, 12], [8.9, 6], [7.3, 1]]
HOLE = [[11, 4], [14, 5], [12.5, 8], [11, 4]]


def ring(corners):
    return [[112 + 0.05 * x, 37 + 0.05 * y] for x, y in corners]


def feature(name, name_zh, *rings):
    return {"type": "Feature", "properties": {"NAME": name, "name": name, "NAMEZH": name_zh},
            "geometry": {"type": "Polygon", "coordinates": [ring(one) for one in rings]}}


def tool(*command):
    if not shutil.which(command[0]):
        raise unittest.SkipTest(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


class Regions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fenhe-regions-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        # A ring of low ground about a hill, a second basin that meets it by a corner only, and a valley to the edge.
        height = numpy.full((16, 20), 1500.0)
        height[3:10, 2:9] = 700
        height[5:8, 4:7] = 1200
        height[10, 9] = 700
        height[13, 4:20] = 800
        # Nine pixels a cell: fewer would be interpolated.
        with netCDF4.Dataset(cls.folder / "terrain.nc", "w") as file:
            for name, start, count in (("lat", 37, 48), ("lon", 112, 60)):
                file.createDimension(name, count)
                axis = file.createVariable(name, "f8", (name,))
                axis.units = "degrees_north" if name == "lat" else "degrees_east"
                axis[:] = start + 0.05 / 3 * (numpy.arange(count) + 0.5)
            variable = file.createVariable("height", "f8", ("lat", "lon"))
            variable.units = "m"
            variable[:] = numpy.kron(height, numpy.ones((3, 3)))

    def run_case(self, folder, regions, emissions="[]", verb="run"):
        (self.folder / f"{folder}.yaml").write_text(CASE.format(regions=regions, emissions=emissions, folder=folder), "utf-8")
        return subprocess.run([PROGRAM, verb, f"{folder}.yaml"], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)

    def masks(self, folder):
        with netCDF4.Dataset(self.folder / folder / "districts.nc") as file:
            lists = []
            for variable in ("district_name", "district_name_zh"):
                file[variable].set_auto_chartostring(False)
                lists.append([row.tobytes().strip(b"\0 ").decode("utf-8") for row in numpy.ma.filled(file[variable][:], b"")])
            names, names_zh = lists
            return dict(zip(names, file["cell_share"][:].data)), names_zh

    def shapefile(self, name, encoding="UTF-8", *options):
        features = [feature("west", "太原", WEST), feature("east", "晋中市", EAST, HOLE), feature("lake", "湖", HOLE)]
        source = self.folder / f"{name}.geojson"
        source.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
        tool("ogr2ogr", "-f", "ESRI Shapefile", "-lco", f"ENCODING={encoding}", *options, str(self.folder / f"{name}.shp"), str(source))

    def test_shapefiles_of_either_encoding_and_any_map_give_masks_that_tile(self):
        for name, encoding, options in (("utf8", "UTF-8", ()), ("gbk", "CP936", ()), ("utm", "UTF-8", ("-t_srs", "EPSG:32649"))):
            self.shapefile(name, encoding, *options)
            result = self.run_case(name, f"regions: {{file: {name}.shp, name: NAME, name_zh: NAMEZH}}")
            self.assertEqual(result.returncode, 0, result.stderr)
            masks, names_zh = self.masks(name)
            self.assertLessEqual({"太原", "晋中市", "湖"}, set(names_zh))
            total = masks["west"] + masks["east"] + masks["lake"]
            expected = numpy.zeros((16, 20))
            expected[1:12, 1:17] = 1
            numpy.testing.assert_allclose(total, expected, atol=1e-6 if name != "utm" else 1e-3)
            self.assertAlmostEqual(float(masks["lake"].sum()), 5.25, delta=2e-3)

    def test_ground_below_a_height_is_a_region_for_emissions_and_districts(self):
        basin = "{name: ring, name_zh: 盆地, seed: [112.125, 37.175], below: 900 m}"
        (self.folder / "areas.csv").write_text("region,sector,PM25 [t/yr]\nring,heating,500\n", "utf-8")
        result = self.run_case("basin", f"regions: [{basin}]\ndistricts: [{{name: valley, seed: [112.5, 37.675], below: 900 m}}]",
                               "[{kind: areas, file: areas.csv}]")
        self.assertEqual(result.returncode, 0, result.stderr)
        masks, _ = self.masks("basin")
        expected = numpy.zeros((16, 20))
        expected[3:10, 2:9] = 1
        expected[5:8, 4:7] = 0
        numpy.testing.assert_allclose(masks["ring"], expected, atol=1e-9)
        valley = numpy.zeros((16, 20))
        valley[13, 4:20] = 1
        numpy.testing.assert_allclose(masks["valley"], valley, atol=1e-9)
        log = (self.folder / "basin/run.log").read_text("utf-8")
        self.assertRegex(log, "ring: 40 cells below 900 m")
        self.assertRegex(log, "valley: 16 cells below 900 m, .* runs out of the domain")
        summary = json.loads((self.folder / "basin/summary.json").read_text("utf-8"))
        self.assertAlmostEqual(summary["tonnes"][0]["in_domain_t_per_year"], 500, places=6)

    def test_measures_act_in_a_basin(self):
        (self.folder / "areas.csv").write_text("region,sector,PM25 [t/yr]\nring,heating,500\n", "utf-8")
        (self.folder / "cut.yaml").write_text("name: cut\ntitle: cut\nmeasures:\n  - {name: half, where: {region: ring}, "
                                              "what: {sectors: [heating]}, change: {reduce: 50 %}, source: test}\n", "utf-8")
        self.run_case("measure", "regions: [{name: ring, seed: [112.125, 37.175], below: 900 m}]", "[{kind: areas, file: areas.csv}]", "check")
        result = subprocess.run([PROGRAM, "run", "measure.yaml", "--scenario", "cut.yaml", "--dry-run"], cwd=self.folder, capture_output=True,
                                text=True, timeout=60, check=False)
        self.assertRegex(result.stdout, r"heating +ring +PM25 +500\.0 +250\.0 +-250\.0")

    def test_basins_stand_beside_a_file(self):
        (self.folder / "one.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature("west", "", WEST)]}), "utf-8")
        result = self.run_case("beside", "regions: [one.geojson, {name: ring, seed: [112.125, 37.175], below: 900 m}]")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertLessEqual({"west", "ring"}, set(self.masks("beside")[0]))

    def test_faults_are_told(self):
        self.shapefile("sound")
        bow = feature("bow", "", [[1, 1], [5, 5], [5, 1], [1, 5], [1, 1]])
        flat = feature("flat", "", [[1, 1], [5, 5], [9, 9], [1, 1]])
        for name, one in (("bow", bow), ("flat", flat)):
            (self.folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [one]}), "utf-8")
        for ending in (".shp", ".shx"):
            shutil.copy(self.folder / f"sound{ending}", self.folder / f"part{ending}")
        shutil.copy(self.folder / "sound.dbf", self.folder / "cut.dbf")
        shutil.copy(self.folder / "sound.shx", self.folder / "cut.shx")
        (self.folder / "cut.shp").write_bytes((self.folder / "sound.shp").read_bytes()[:60])
        seed = "seed: [112.125, 37.175]"
        for regions, words in (("regions: bow.geojson", "crosses another"), ("regions: flat.geojson", "encloses nothing"),
                               ("regions: sound.shp", "which column"), ("regions: {file: sound.shp, name: NOM}", "has no column 'NOM'"),
                               ("regions: {file: part.shp, name: NAME}", "its part .dbf is missing"),
                               ("regions: {file: cut.shp, name: NAME}", "cut.shp"),
                               ("regions: {file: bow.geojson, name: NAME}", "columns of a shapefile"),
                               (f"regions: [{{name: a, {seed}, below: 600 m}}]", "700 m high, not below 600 m"),
                               ("regions: [{name: a, seed: [110, 37], below: 900 m}]", "outside the domain"),
                               (f"regions: [{{name: a, {seed}, below: 900 m}}, {{name: a, {seed}, below: 900 m}}]", "the name 'a' is taken"),
                               (f"regions: [{{name: a, {seed}, below: 900 s}}]", "900 s"), (f"regions: [{{name: a, {seed}}}]", "below")):
            result = self.run_case("faulty", regions, verb="check")
            self.assertNotEqual(result.returncode, 0, regions)
            self.assertIn(words, result.stderr, regions)


if __name__ == "__main__":
    unittest.main()
