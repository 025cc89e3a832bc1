"""ERA5 as netCDF4's writer lays it out, from the files to the results: a run, and what `fenhe check` says of files that do not do."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

PROGRAM = os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")
CASE = """
title: ERA5
period: {start: "2020-01-10T08:00+08:00", length: 3 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [14, 10]
  spacing: 5 km
  centre: [112.4, 37.5]
layers: {first: 40 m, stretching: 1.8, top: 3 km}
meteorology: {kind: era5, files: [era5/*.nc]}
sectors: [power]
species:
  - {name: PM25, kind: particle, deposition_velocity: 0.2 cm/s, scavenging: true}
emissions: [{kind: points, file: points.csv}]
output:
  folder: out
  receptors: [{name: west, lon: 112.15, lat: 37.5}, {name: east, lon: 112.6, lat: 37.5}]
"""
POINTS = "name,lon,lat,sector,stack_height [m],PM25 [t/yr]\nstack,112.4,37.5,power,20,5000\n"
GRAVITY, GAS = 9.80665, 287.0597
LEVELS = numpy.array([1000, 950, 900, 850, 800, 700, 600, 500])
HOURS = 4


def create(path, west):
    """An empty file of the store's present form over 2 x 2 degrees, its coordinates written."""
    file = netCDF4.Dataset(path, "w")
    for name, values, unit in (("valid_time", 1578614400 + 3600 * numpy.arange(HOURS), "seconds since 1970-01-01"),
                               ("latitude", numpy.arange(38.5, 36.4, -0.25), "degrees_north"),
                               ("longitude", numpy.arange(west, west + 2.1, 0.25), "degrees_east"), ("pressure_level", LEVELS, "hPa")):
        file.createDimension(name, len(values))
        variable = file.createVariable(name, "f8" if name != "valid_time" else "i8", (name,))
        variable.units = unit
        variable[:] = values
    file.createVariable("number", "i8", ())[...] = 0
    file.createVariable("expver", str, ("valid_time",))[:] = numpy.array(["0001"] * HOURS, dtype=object)
    return file


def put(file, name, unit, values):
    dimensions = ("valid_time", "pressure_level", "latitude", "longitude") if numpy.ndim(values) else ("valid_time", "latitude", "longitude")
    variable = file.createVariable(name, "f4", dimensions, zlib=True, fill_value=numpy.float32(numpy.nan))
    variable.units = unit
    variable[:] = numpy.reshape(values, (1, -1, 1, 1)) if numpy.ndim(values) else values


def write(folder, west=111.5, without=()):
    """An isothermal atmosphere with a west wind over flat ground at sea level."""
    folder.mkdir()
    fields = {
        "levels.nc": [("z", "m**2 s**-2", GAS * 280 * numpy.log(1013.25 / LEVELS)), ("t", "K", LEVELS * 0 + 280.0),
                      ("u", "m s**-1", LEVELS * 0 + 6.0), ("v", "m s**-1", LEVELS * 0.0), ("q", "kg kg**-1", LEVELS * 0.0)],
        "data_stream-oper_stepType-instant.nc": [("z", "m**2 s**-2", 0.0), ("lsm", "(0 - 1)", 1.0), ("sp", "Pa", 101325.0), ("t2m", "K", 280.0),
                                                 ("d2m", "K", 250.0), ("u10", "m s**-1", 4.0), ("v10", "m s**-1", 0.0), ("blh", "m", 500.0),
                                                 ("zust", "m s**-1", 0.3)],
        "data_stream-oper_stepType-accum.nc": [("sshf", "J m**-2", -1e5), ("tp", "m", 0.0)],
    }
    for name, variables in fields.items():
        with create(folder / name, west) as file:
            for variable in variables:
                if variable[0] not in without:
                    put(file, *variable)


class Era5(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "case.yaml").write_text(CASE, encoding="utf-8")
        (self.folder / "points.csv").write_text(POINTS, encoding="utf-8")

    def call(self, verb):
        return subprocess.run([PROGRAM, verb, "case.yaml"], cwd=self.folder, capture_output=True, text=True, check=False)

    def test_a_plume_goes_with_the_wind_of_era5(self):
        write(self.folder / "era5")
        result = self.call("run")
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / "out/receptors.nc") as file:
            self.assertEqual(file.weather, "ERA5")
            west, east = file["PM25"][:, -1]
            self.assertGreater(east, 100 * west)
        log = (self.folder / "out/run.log").read_text(encoding="utf-8")
        self.assertIn("ERA5: 4 instants from 2020-01-10T00:00:00Z to 2020-01-10T03:00:00Z in 3 files; 8 pressure levels", log)

    def test_check_names_the_area_to_download(self):
        write(self.folder / "era5", west=112.25)
        result = self.call("check")
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("download the area [N, W, S, E] = [37.75, 112.00, 37.25, 113.00]", result.stderr + result.stdout)

    def test_check_warns_of_what_the_files_lack(self):
        write(self.folder / "era5")
        result = self.call("check")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("warning: ERA5: the files have no ssrd (", result.stderr)

    def test_check_names_the_variable_to_download(self):
        write(self.folder / "era5", without=("d2m",))
        result = self.call("check")
        self.assertEqual(result.returncode, 4, result.stderr)
        self.assertIn("download '2m_dewpoint_temperature' of the dataset reanalysis-era5-single-levels", result.stderr + result.stdout)

    def test_a_grid_of_the_case_is_needed(self):
        write(self.folder / "era5")
        text = CASE[:CASE.index("grid:")] + CASE[CASE.index("layers:"):]
        (self.folder / "case.yaml").write_text(text, encoding="utf-8")
        result = self.call("check")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("ERA5 needs a grid of the case's own", result.stderr + result.stdout)

    def test_layers_of_a_file_cannot_be_merged(self):
        write(self.folder / "era5")
        text = CASE.replace("layers: {first: 40 m, stretching: 1.8, top: 3 km}", "layers: {merge: [1, 2]}")
        (self.folder / "case.yaml").write_text(text, encoding="utf-8")
        result = self.call("check")
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertIn("ERA5 has layers by the case's rule", result.stderr + result.stdout)


if __name__ == "__main__":
    unittest.main()
