"""Whole runs of a small case give the same bytes with any number of threads and whatever tags are carried beside."""
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

OTHER_TAGS = """tags:
  - {species: dust, name: everything, other: true}
  - {species: PM25, name: outside, boundary: true}
  - {species: PM25, name: start, initial: true}
  - {species: PM25, name: heat, sectors: [heating]}
  - {species: CH4, name: all, initial: true, boundary: true}
  - {species: PM25, name: town, sectors: [heating], regions: [town]}
  - {species: PM25, name: village, sectors: [heating], regions: [village]}
  - {species: PM25, name: power, sectors: [power]}
  - {species: PM25, name: both, sectors: [power, heating]}
"""


def content(folder):
    """The bytes of every number of a run: by file and variable, budgets by tracer."""
    found = {}
    for path in sorted(folder.glob("*.nc")):
        with netCDF4.Dataset(path) as file:
            file.set_auto_maskandscale(False)
            names = netCDF4.chartostring(file["species_name"][:]) if path.name == "budget.nc" else []
            for name, variable in file.variables.items():
                if variable.dimensions[:1] == ("species",) and variable.dtype != "S1":
                    for row, tracer in enumerate(names):
                        found[path.name, name, str(tracer).strip("\0 ")] = variable[row].tobytes()
                elif variable.dtype not in (str, "S1"):
                    found[path.name, name] = numpy.ascontiguousarray(variable[:]).tobytes()
    return found


class Invariance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        (cls.folder / "points.csv").write_text(POINTS, "utf-8")
        (cls.folder / "areas.csv").write_text(AREAS, "utf-8")
        regions = {"type": "FeatureCollection", "features": [square("town", 112.36, 37.46, 0.08), square("village", 112.46, 37.54, 0.04)]}
        (cls.folder / "regions.geojson").write_text(json.dumps(regions), "utf-8")
        cls.ordinary = cls.run_case("ordinary", CASE, 1)

    @classmethod
    def run_case(cls, name, text, threads):
        """What a run gives; the text names its output folder out."""
        (cls.folder / f"{name}.yaml").write_text(text.replace("folder: out", f"folder: {name}"), "utf-8")
        environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
        result = subprocess.run([PROGRAM, "run", f"{name}.yaml"], cwd=cls.folder, env=environment, capture_output=True, text=True)
        if result.returncode != 0:
            raise AssertionError(result.stderr)
        return content(cls.folder / name)

    def test_two_to_four_threads_change_no_byte(self):
        for threads in (2, 3, 4):
            other = self.run_case(f"threads{threads}", CASE, threads)
            self.assertEqual(other.keys(), self.ordinary.keys())
            self.assertEqual([key for key in other if other[key] != self.ordinary[key]], [])

    def test_tags_change_no_byte_of_what_is_beside_them(self):
        head, rest = CASE.split("tags:\n")
        emissions = rest[rest.index("emissions:"):]
        for name, tags in (("without", ""), ("others", OTHER_TAGS)):
            other = self.run_case(name, head + tags + emissions, 1)
            common = other.keys() & self.ordinary.keys()
            self.assertGreater(len(common), 30)
            self.assertEqual([key for key in sorted(common) if other[key] != self.ordinary[key]], [])
            self.assertEqual(("surface.nc", "PM25__town") in common, name == "others")


if __name__ == "__main__":
    unittest.main()
