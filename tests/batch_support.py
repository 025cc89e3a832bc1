"""What the tests of batches and responses share: a small case with tags, scenarios, and runs of the program."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

PROGRAM = str(pathlib.Path(os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")).resolve())
CASE = """
title: small
period: {start: "2020-01-10T00:00+08:00", length: 3 h}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [16, 14]
  spacing: 3 km
  centre: [112.4, 37.5]
layers: {first: 30 m, stretching: 1.6, top: 3 km}
meteorology: {kind: idealised, wind_speed: 4 m/s, rain: 1 mm/h}
regions: regions.geojson
population: {property: population}
sectors: [power, heating]
species:
  - {name: PM25, kind: particle, deposition_velocity: 0.2 cm/s, scavenging: true, initial: 10 ug/m3, boundary: 10 ug/m3}
  - {name: SO2, kind: gas, molar_mass: 64 g/mol}
tags: {species: [PM25, SO2], sectors: each, regions: each, boundary: true, initial: true, other: true}
emissions: [{kind: points, file: points.csv}, {kind: areas, file: areas.csv}]
scenarios: [retrofit.yaml, heating.yaml, plant.yaml, dated.yaml]
output:
  folder: out
  receptors: [{name: centre, lon: 112.4, lat: 37.5}, {name: edge, lon: 112.3, lat: 37.45}]
  fields_3d: {species: [PM25], every: 3 h}
"""
POINTS = ("name,lon,lat,sector,stack_height [m],PM25 [t/yr],SO2 [t/yr]\n"
          "old works,112.42,37.52,power,40,3000,4000\nnew works,112.38,37.47,power,120,2000,500\n")
AREAS = "region,sector,PM25 [t/yr],SO2 [t/yr]\ntown,heating,2000,900\nvillage,heating,500,300\n"
SCENARIOS = {
    "retrofit": "measures: [{name: filters, what: {sector: power}, change: {reduce: 60 %}}]",
    "heating": "measures: [{name: stoves, where: {region: town}, what: {sector: heating, species: PM25}, change: {reduce: 80 %}}]",
    "plant": "measures: [{name: closing, where: {plant: old works}, change: close}]",
    "dated": ("measures: [{name: afternoon, what: {sector: heating}, change: {reduce: 50 %}, from: \"2020-01-10T01:00+08:00\","
              " to: \"2020-01-10T02:30+08:00\"}]"),
}
FILES = ("surface.nc", "receptors.nc", "districts.nc", "deposition.nc", "fields.nc")


def square(name, lon, lat, size, people):
    corners = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Feature", "properties": {"name": name, "population": people},
            "geometry": {"type": "Polygon", "coordinates": [corners]}}


def values(path):
    """The bytes of every number of a file, by variable."""
    found = {}
    with netCDF4.Dataset(path) as file:
        for name, variable in file.variables.items():
            variable.set_auto_maskandscale(False)
            variable.set_auto_chartostring(False)
            found[name] = numpy.ascontiguousarray(variable[:]).tobytes()
    return found


def l2(result, reference):
    gap, norm = float(((result - reference)**2).sum()), float((reference**2).sum())
    return 0.0 if gap == 0.0 else (gap / norm)**0.5


class Folder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.write_case(cls.folder)

    @classmethod
    def write_case(cls, folder, case=CASE):
        folder.mkdir(exist_ok=True)
        regions = {"type": "FeatureCollection", "features": [square("town", 112.36, 37.44, 0.1, 5000), square("village", 112.46, 37.54, 0.06, 300)]}
        (folder / "regions.geojson").write_text(json.dumps(regions), "utf-8")
        (folder / "points.csv").write_text(POINTS, "utf-8")
        (folder / "areas.csv").write_text(AREAS, "utf-8")
        (folder / "case.yaml").write_text(case, "utf-8")
        for name, measures in SCENARIOS.items():
            (folder / f"{name}.yaml").write_text(f"name: {name}\ntitle: {name.capitalize()}\n{measures}\n", "utf-8")

    @classmethod
    def call(cls, *words, code=0, folder=None):
        """Standard output of the program; its standard error where it must fail."""
        result = subprocess.run([PROGRAM, *map(str, words)], cwd=folder or cls.folder, capture_output=True, text=True,
                                env=dict(os.environ, OMP_WAIT_POLICY="passive"))
        if result.returncode != code:
            raise AssertionError(f"{words}: exit status {result.returncode}\n{result.stdout}{result.stderr}")
        return result.stdout

    @classmethod
    def states(cls, report):
        return {member["name"]: member["state"] for member in json.loads(report)["members"]}

    def assert_same(self, one, other, files=FILES):
        for name in files:
            first, second = values(one / name), values(other / name)
            self.assertEqual(first.keys(), second.keys())
            self.assertEqual([key for key in first if first[key] != second[key]], [], f"{one} and {other}: {name}")
