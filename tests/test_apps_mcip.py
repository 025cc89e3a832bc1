"""The example on MCIP's weather over Queensland, beside the same run on the WRF files that MCIP read."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

SOURCE = pathlib.Path(os.environ["FENHE_SOURCE"])
PROGRAM = os.environ["FENHE_PROGRAM"]
DATA = pathlib.Path(os.environ.get("FENHE_DATA", SOURCE / "../shared/data")).resolve()
ENVIRONMENT = os.environ | {"FENHE_DATA": str(DATA)}
# The hours of daylight: after sunset the boundary layer of this WRF ends exactly at the face of a layer, and rounding decides
# on which side of the step that the diffusivity makes there.
HOURS = 5


def fenhe(folder, *words):
    return subprocess.run([PROGRAM, *words], cwd=folder, env=ENVIRONMENT, capture_output=True, check=False, text=True)


class Mcip(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not (DATA / "wrf_queensland").is_dir():
            raise unittest.SkipTest(f"{DATA}/wrf_queensland is absent; set FENHE_DATA to the folder of the real data")
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = pathlib.Path(cls.holder.name)
        text = (SOURCE / "data/cases/queensland_mcip.yaml").read_text("utf-8")
        text = text.replace("length: 12 h", f"length: {HOURS} h").replace("every: 3 h", "every: 1 h")
        wrf = text.replace("kind: mcip", "kind: wrf\n  subdomain: {start: [2, 2], cells: [10, 10]}")
        wrf = wrf.replace("/mcip/*", "/wrf/WRFOUT_d01_*.nc").replace("out/queensland_mcip", "out/wrf")
        (cls.folder / "mcip.yaml").write_text(text, "utf-8")
        (cls.folder / "wrf.yaml").write_text(wrf, "utf-8")

    def emitted(self, case, folder):
        result = fenhe(self.folder, "run", case)
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / folder / "surface.nc") as file:
            return file.weather, numpy.asarray(file["CH4__emitted"][:], float)

    def test_the_example_has_no_faults(self):
        result = fenhe(self.folder, "check", str(SOURCE / "data/cases/queensland_mcip.yaml"))
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_concentrations_are_those_of_the_run_on_wrf(self):
        label, mcip = self.emitted("mcip.yaml", "out/queensland_mcip")
        self.assertEqual(label, "MCIP")
        label, wrf = self.emitted("wrf.yaml", "out/wrf")
        self.assertEqual(label, "WRF")
        # Layers of 3.7 % less or 2.4 % more air, without bias in the column, and a rim of cells that MCIP does not have.
        for hour in range(HOURS):
            self.assertLess(abs(mcip[hour].mean() / wrf[hour].mean() - 1.0), 0.004)
        self.assertLess(numpy.abs(mcip - wrf).max(), 0.02 * wrf.max())

    def test_faults_of_the_case_have_their_place(self):
        text = (self.folder / "mcip.yaml").read_text("utf-8")
        changes = (("kind: mcip", "kind: mcip\n  moving_nest: common", "moving_nest", 3),
                   ("kind: mcip", "kind: mcip\n  griddesc: nowhere.txt", "nowhere.txt", 4),
                   ("kind: mcip", "kind: mcip\n  subdomain: {start: [8, 0], cells: [5, 5]}", "columns 8 to 12", 3))
        for old, new, words, status in changes:
            (self.folder / "faulty.yaml").write_text(text.replace(old, new), "utf-8")
            result = fenhe(self.folder, "run", "faulty.yaml")
            self.assertIn(words, result.stderr)
            self.assertEqual(result.returncode, status, result.stderr)


if __name__ == "__main__":
    unittest.main()
