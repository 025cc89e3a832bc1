"""The output of a small run, opened with ncdump, gdalinfo, CDO and xarray: place, times, units, means, budget, nesting."""
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
import xarray

PROGRAM = os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")
CASE = """
title: small
period: {start: "2020-01-09T22:00+08:00", length: 4 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [14, 12]
  spacing: 3 km
  centre: [112.4, 37.5]
layers: {first: 30 m, stretching: 1.6, top: 3 km}
meteorology: {kind: idealised, wind_speed: 4 m/s, rain: 1 mm/h}
regions: regions.geojson
sectors: [power, heating]
species:
  - {name: PM25, kind: particle, deposition_velocity: 0.2 cm/s, scavenging: true, initial: 10 ug/m3, boundary: 10 ug/m3}
  - {name: CH4, kind: gas, molar_mass: 16.04 g/mol, initial: 1800 ppb, boundary: 1800 ppb}
  - {name: dust, kind: particle, settling_velocity: 1 cm/s, initial: 10 ug/m3, boundary: 10 ug/m3}
tags:
  - {species: PM25, name: power, sectors: [power]}
  - {species: PM25, name: town, sectors: [heating], regions: [town]}
  - {species: PM25, name: other, other: true}
emissions: [{kind: points, file: points.csv}, {kind: areas, file: areas.csv}]
output:
  folder: out
  receptors: [{name: 太原, lon: 112.4, lat: 37.5}, {name: edge, lon: 112.25, lat: 37.45}]
  fields_3d: {species: [PM25, CH4], every: 2 h}
"""
POINTS = "name,lon,lat,sector,stack_height [m],PM25 [t/yr]\nstack,112.42,37.52,power,40,5000\n"
AREAS = "region,sector,PM25 [t/yr]\ntown,heating,2000\nvillage,heating,500\n"
NESTED = """
title: nested
period: {start: "2020-01-09T22:00+08:00", length: 2 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [10, 10]
  spacing: 1.5 km
  centre: [112.4, 37.5]
layers: {first: 20 m, stretching: 1.7, top: 2.5 km}
meteorology: {kind: idealised, wind_speed: 4 m/s}
species:
  - name: CH4
    kind: gas
    initial: {file: out/fields.nc, variable: CH4}
    boundary: {file: out/fields.nc, variable: CH4}
output: {folder: nested, fields_3d: {species: [CH4], every: 2 h}}
"""

IOAPI = """
title: in an I/O API file
period: {start: "2020-01-09T22:00+08:00", length: 2 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [10, 10]
  spacing: 3 km
  centre: [112.3, 37.6]
layers: {first: 50 m, stretching: 1.7, top: 2.5 km}
meteorology: {kind: idealised, wind_speed: 4 m/s}
species:
  - name: CO
    kind: gas
    molar_mass: 28.01 g/mol
    initial: {file: conc.nc, variable: CO}
    boundary: {file: conc.nc, variable: CO}
output:
  folder: ioapi
  fields_3d: {species: [CO], every: 2 h}
  receptors: {file: places.csv, outside: skip}
"""


def write_ioapi(path, layers, unit="ppmV", value=0.2):
    """Two hours of one value on 16 x 16 cells of 3 km around the case's grid."""
    with netCDF4.Dataset(path, "w", format="NETCDF3_CLASSIC") as file:
        file.setncatts({"GDTYP": numpy.int32(2), "P_ALP": 34.0, "P_BET": 41.0, "P_GAM": 112.3, "XCENT": 112.3, "YCENT": 37.6,
                        "XORIG": -24000.0, "YORIG": -24000.0, "XCELL": 3000.0, "YCELL": 3000.0, "NCOLS": numpy.int32(16),
                        "NROWS": numpy.int32(16), "NLAYS": numpy.int32(layers), "FTYPE": numpy.int32(1), "SDATE": numpy.int32(2020009),
                        "STIME": numpy.int32(140000), "TSTEP": numpy.int32(20000), "VAR-LIST": "CO".ljust(16)})
        for name, length in (("TSTEP", None), ("DATE-TIME", 2), ("LAY", layers), ("VAR", 1), ("ROW", 16), ("COL", 16)):
            file.createDimension(name, length)
        flag = file.createVariable("TFLAG", "i4", ("TSTEP", "VAR", "DATE-TIME"))
        flag.units = "<YYYYDDD,HHMMSS>"
        flag[:] = numpy.array([[[2020009, 140000]], [[2020009, 160000]]])
        field = file.createVariable("CO", "f4", ("TSTEP", "LAY", "ROW", "COL"))
        field.units = unit.ljust(16)
        field[:] = numpy.full((2, layers, 16, 16), value)


def square(name, lon, lat, side):
    ring = [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def run(folder, *arguments):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120)


def tool(*command):
    if not shutil.which(command[0]):
        raise unittest.SkipTest(f"{command[0]} is not installed")
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fenhe-outputs-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "case.yaml").write_text(CASE, "utf-8")
        (cls.folder / "points.csv").write_text(POINTS, "utf-8")
        (cls.folder / "areas.csv").write_text(AREAS, "utf-8")
        regions = {"type": "FeatureCollection", "features": [square("town", 112.36, 37.46, 0.08), square("village", 112.46, 37.54, 0.04)]}
        (cls.folder / "regions.geojson").write_text(json.dumps(regions), "utf-8")
        cls.result = run(cls.folder, "run", "case.yaml")
        cls.out = cls.folder / "out"

    def setUp(self):
        self.assertEqual(self.result.returncode, 0, self.result.stderr)

    def open(self, name):
        data = xarray.open_dataset(self.out / name)
        self.addCleanup(data.close)
        return data

    def test_folder_holds_the_files_and_no_temporary_ones(self):
        self.assertEqual(sorted(path.name for path in self.out.iterdir()),
                         ["budget.nc", "deposition.nc", "districts.nc", "emission_totals.csv", "fields.nc", "receptors.nc", "run.log",
                          "summary.json", "surface.nc"])

    def test_emission_totals_are_what_the_tables_say_and_the_model_emits(self):
        with open(self.out / "emission_totals.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([(row["species in the file"], row["sector in the file"], row["species"], row["sector"]) for row in rows],
                         [("PM25", "power", "PM25", "power"), ("PM25", "heating", "PM25", "heating")])
        self.assertEqual([float(row["stated"]) for row in rows], [5000, 2500])
        for row in rows:
            self.assertEqual(row["unit"], "t/yr")
            self.assertAlmostEqual(float(row["in the domain [t/yr]"]) + float(row["outside [t/yr]"]) + float(row["difference [t/yr]"]),
                                   float(row["as stated [t/yr]"]), delta=1e-6)
            # No profiles: four hours of a leap year.
            self.assertAlmostEqual(float(row["emitted in the period [t]"]) / (float(row["in the domain [t/yr]"]) * 4 / (366 * 24)), 1, delta=1e-9)
        budget = next(lane for lane in json.loads((self.out / "summary.json").read_text("utf-8"))["budget"] if lane["lane"] == "PM25")
        self.assertAlmostEqual(sum(float(row["emitted in the period [t]"]) for row in rows) * 1000 / budget["emitted_kg"], 1, delta=1e-9)

    def test_xarray_sees_hours_stamped_by_their_end_and_local_days(self):
        surface = self.open("surface.nc")
        self.assertEqual(str(surface.time.values[0])[:16], "2020-01-09T15:00")
        self.assertEqual([str(end)[:16] for end in surface.day.values], ["2020-01-09T16:00", "2020-01-09T18:00"])
        self.assertEqual(list(surface.day_hours.values), [2, 2])
        numpy.testing.assert_allclose(surface.PM25_daily[0], surface.PM25[:2].mean("time"), rtol=1e-6)
        numpy.testing.assert_allclose(surface.PM25_daily[1], surface.PM25[2:].mean("time"), rtol=1e-6)
        numpy.testing.assert_allclose(surface.PM25_mean, surface.PM25.mean("time"), rtol=1e-6)

    def test_attributes_state_units_names_and_idealised_weather(self):
        surface = self.open("surface.nc")
        self.assertEqual(surface.PM25.units, "ug m-3")
        self.assertEqual(surface.PM25.standard_name, "mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air")
        self.assertEqual(surface.PM25.cell_methods, "time: mean")
        self.assertNotIn("standard_name", surface.PM25__power.attrs)
        self.assertEqual(surface.attrs["weather"], "idealised")
        self.assertEqual(surface.attrs["Conventions"], "CF-1.11")
        self.assertEqual(surface.attrs["utc_offset"], "+08:00")
        self.assertIn("idealised", surface.attrs["title"])

    def test_tags_sum_to_their_species(self):
        surface = self.open("surface.nc")
        numpy.testing.assert_allclose(surface.PM25__power + surface.PM25__town + surface.PM25__other, surface.PM25, rtol=1e-5)
        self.assertGreater(float(surface.PM25__power.max()), 1.0)

    def test_uniform_mixing_ratio_stays_uniform(self):
        fields = self.open("fields.nc")
        ratio = fields.CH4 / fields.air_density / 1e9
        numpy.testing.assert_allclose(ratio, 1800e-9 * 16.04 / 28.9647, rtol=3e-7)

    def test_budgets_close(self):
        budget = self.open("budget.nc")
        self.assertLess(float(abs(budget.residual).max()), 1e-6)
        self.assertEqual(float(budget.clipped.max()), 0.0)
        self.assertGreaterEqual(float(budget.minimum_lead.min()), 0.0)
        leads = [index for index, name in enumerate(budget.species_name.values) if b"__" not in bytes(name)]
        self.assertGreaterEqual(float(budget.minimum[leads].min()), 0.0)
        self.assertTrue(bool((budget.maximum > budget.minimum).any()))
        names = [name.decode().rstrip("\0") for name in budget.species_name.values]
        emitted = dict(zip(names, budget.emitted.values[:, -1] / (4 / (366 * 24)) / 1e3))
        for name, tonnes in (("PM25", 7500.0), ("PM25__power", 5000.0), ("PM25__town", 2000.0), ("PM25__other", 500.0), ("CH4", 0.0)):
            self.assertAlmostEqual(emitted[name], tonnes, places=3)

    def test_deposition_adds_up_to_the_budget(self):
        deposition, budget = self.open("deposition.nc"), self.open("budget.nc")
        names = [name.decode().rstrip("\0") for name in budget.species_name.values]
        row = names.index("PM25")
        for kind in ("dry", "wet"):
            mass = float((deposition[f"PM25_{kind}"] * 9e6).sum())
            self.assertAlmostEqual(mass / float(budget[kind][row, -1]), 1.0, delta=0.02)
            self.assertGreater(mass, 0.0)

    def test_what_settles_deposits_its_settling_velocity_times_its_concentration(self):
        deposition, surface = self.open("deposition.nc"), self.open("surface.nc")
        fallen = float((1e-2 * 3600.0 * 1e-9 * surface.dust).sum())
        self.assertAlmostEqual(float(deposition.dust_dry.sum()) / fallen, 1.0, delta=0.05)

    def test_districts_lie_between_the_cells_that_they_hold(self):
        districts, surface = self.open("districts.nc"), self.open("surface.nc")
        names = [str(name.item().decode() if isinstance(name.item(), bytes) else name.item()) for name in districts.district_name]
        self.assertEqual(names, ["town", "village", "whole domain"])
        for index in range(3):
            held = surface.PM25.where(districts.cell_share[index] > 0)
            series = districts.PM25[index]
            self.assertTrue(((series >= held.min(("y", "x")) - 1e-4) & (series <= held.max(("y", "x")) + 1e-4)).all())
        weights = districts.cell_share * districts.area[2] / surface.PM25[0].size
        numpy.testing.assert_allclose(weights.sum(("y", "x")), districts.area, rtol=0.01)
        self.assertIn("states no population", districts.attrs["population_source"])

    def test_receptors_lie_between_the_cells_around_them(self):
        receptors, surface = self.open("receptors.nc"), self.open("surface.nc")
        self.assertEqual(receptors.attrs["featureType"], "timeSeries")
        names = [str(name.item().decode() if isinstance(name.item(), bytes) else name.item()) for name in receptors.station_name]
        self.assertEqual(names, ["太原", "edge"])
        middle = surface.PM25[:, 5:7, 6:8].values
        series = receptors.PM25.values[0]
        self.assertTrue((series >= middle.min(axis=(1, 2)) - 1e-4).all() and (series <= middle.max(axis=(1, 2)) + 1e-4).all())

    def test_summary_has_checksums_tonnes_and_times(self):
        summary = json.loads((self.out / "summary.json").read_text("utf-8"))
        self.assertEqual([item["role"] for item in summary["inputs"]], ["case", "regions", "emissions", "emissions"])
        self.assertTrue(all(len(item["sha256"]) == 64 for item in summary["inputs"]))
        self.assertTrue(summary["version"] and summary["compiler"])
        for name in ("surface.nc", "budget.nc"):
            self.assertEqual(self.open(name).attrs["case_sha256"], summary["inputs"][0]["sha256"])
        self.assertAlmostEqual(summary["tonnes"][0]["in_domain_t_per_year"], 5000.0, places=6)
        self.assertLessEqual({"x_sweeps", "y_sweeps", "columns", "weather_waited", "output_files", "total"}, set(summary["wall_time_s"]))

    def test_log_has_one_budget_line_a_species_and_hour(self):
        log = (self.out / "run.log").read_text("utf-8")
        self.assertEqual(log.count("budget PM25"), 4)
        self.assertEqual(log.count("clipped 0"), 4)

    def test_progress_is_one_line_an_hour_in_the_case_s_time(self):
        lines = [line for line in self.result.stderr.splitlines() if "remaining" in line]
        self.assertEqual(len(lines), 4)
        self.assertTrue(all("+08:00 " in line for line in lines), lines)

    def test_ncdump_reads_every_file(self):
        for path in self.out.glob("*.nc"):
            self.assertIn(":Conventions = \"CF-1.11\"", tool("ncdump", "-h", str(path)))

    def test_gdal_georeferences_the_surface(self):
        info = json.loads(tool("gdalinfo", "-json", f"NETCDF:{self.out / 'surface.nc'}:PM25"))
        self.assertEqual(info["size"], [14, 12])
        self.assertIn("Lambert", info["coordinateSystem"]["wkt"])
        west, pixel, _, north, _, down = info["geoTransform"]
        self.assertAlmostEqual(pixel, 3000.0)
        self.assertAlmostEqual(down, -3000.0)
        surface = self.open("surface.nc")
        self.assertAlmostEqual(west, float(surface.x[0]) - 1500.0, places=3)
        self.assertAlmostEqual(north, float(surface.y[-1]) + 1500.0, places=3)
        lon, lat = info["wgs84Extent"]["coordinates"][0][0][:2] if "wgs84Extent" in info else (None, None)
        if lon is not None:
            self.assertAlmostEqual(lon, float(surface.lon[-1, 0]), delta=0.05)
            self.assertAlmostEqual(lat, float(surface.lat[-1, 0]), delta=0.05)

    def test_cdo_sees_grid_times_and_units(self):
        path = str(self.out / "surface.nc")
        self.assertEqual(tool("cdo", "-s", "showtimestamp", "-selname,PM25", path).split()[:2], ["2020-01-09T15:00:00", "2020-01-09T16:00:00"])
        self.assertEqual(tool("cdo", "-s", "showunit", "-selname,PM25", path).split(), ["ug", "m-3"])
        grid = tool("cdo", "-s", "griddes", "-selname,PM25", path)
        self.assertIn("lambert_conformal_conic", grid)
        self.assertIn("xsize     = 14", grid)

    def test_run_can_nest_in_the_fields_of_another(self):
        (self.folder / "nested.yaml").write_text(NESTED, "utf-8")
        result = run(self.folder, "run", "nested.yaml")
        self.assertEqual(result.returncode, 0, result.stderr)
        with xarray.open_dataset(self.folder / "nested/fields.nc") as fields:
            ratio = fields.CH4 / fields.air_density / 1e9
            numpy.testing.assert_allclose(ratio, 1800e-9 * 16.04 / 28.9647, rtol=1e-6)

    def test_io_api_file_serves_initial_and_boundary_values(self):
        (self.folder / "ioapi.yaml").write_text(IOAPI, "utf-8")
        (self.folder / "places.csv").write_text("name,lon,lat\ninside,112.3,37.6\noutside,118.3,37.6\n", "utf-8")
        write_ioapi(self.folder / "conc.nc", 9)
        wrong = run(self.folder, "run", "ioapi.yaml")
        self.assertEqual(wrong.returncode, 4)
        self.assertIn("[E0304]", wrong.stderr)
        layers = int(wrong.stderr.split("the run has ")[1].split()[0].rstrip("\n"))
        write_ioapi(self.folder / "conc.nc", layers)
        result = run(self.folder, "run", "ioapi.yaml")
        self.assertEqual(result.returncode, 0, result.stderr)
        with xarray.open_dataset(self.folder / "ioapi/fields.nc") as fields:
            numpy.testing.assert_allclose(fields.CO / fields.air_density / 1e9, 0.2e-6 * 28.01 / 28.9647, rtol=1e-6)
        write_ioapi(self.folder / "conc.nc", layers, "KG/KG", 3e-7)
        self.assertEqual(run(self.folder, "run", "ioapi.yaml").returncode, 0)
        with xarray.open_dataset(self.folder / "ioapi/fields.nc") as fields:
            numpy.testing.assert_allclose(fields.CO / fields.air_density / 1e9, 3e-7, rtol=1e-6)
        with xarray.open_dataset(self.folder / "ioapi/receptors.nc") as receptors:
            self.assertEqual(receptors.sizes["station"], 1)
        self.assertIn("receptor outside lies outside", (self.folder / "ioapi/run.log").read_text("utf-8"))

    def test_dry_run_tells_tonnes_memory_and_time_and_writes_nothing(self):
        (self.folder / "dry.yaml").write_text(CASE.replace("folder: out", "folder: dry"), "utf-8")
        result = run(self.folder, "run", "dry.yaml", "--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)
        for words in ("emits PM25", "5000.0 t/yr in the domain", "tonnes of points.csv", "t in period", "memory", "time", "14 x 12 x"):
            self.assertIn(words, result.stdout)
        self.assertFalse((self.folder / "dry").exists())


if __name__ == "__main__":
    unittest.main()
