"""scripts/import_terrain: what it makes of SRTM tiles, GeoTIFF and categories is what the pixels say, and the model reads it."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import netCDF4
import numpy

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "scripts/import_terrain"
PROGRAM = os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")


def plane(lon, lat):
    return 500 + 400 * (lon - 112) + 200 * (lat - 37)


@unittest.skipUnless(shutil.which("gdalwarp"), "gdal-bin is not installed")
class ImportTerrain(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fenhe-import-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        # SRTM of 3 arc seconds: 1201 x 1201 big-endian shorts from the north-west corner, edges shared by neighbours.
        for west in (112, 113):
            lon, lat = numpy.meshgrid(west + numpy.arange(1201) / 1200, 38 - numpy.arange(1201) / 1200)
            height = numpy.rint(plane(lon, lat)).astype(">i2")
            if west == 113:
                height[1000:, 1000:] = -32768
            height.tofile(cls.folder / f"N37E{west}.hgt")

    def run_script(self, *arguments):
        return subprocess.run([str(SCRIPT), *arguments], cwd=self.folder, capture_output=True, text=True, timeout=120, check=False)

    def translate(self, *arguments):
        subprocess.run(["gdal_translate", "-q", *arguments], cwd=self.folder, check=True, timeout=60)

    def test_tiles_of_srtm_become_means_in_the_box(self):
        result = self.run_script("-o", "t.nc", "-b", "112.5,37.2,113.5,37.8", "-r", "0.02", "N37E112.hgt", "N37E113.hgt")
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / "t.nc") as file:
            terrain = file["terrain"]
            self.assertEqual(terrain.shape, (30, 50))
            lon, lat = numpy.meshgrid(file["lon"][:], file["lat"][:])
            numpy.testing.assert_allclose(terrain[:], plane(lon, lat), atol=0.5)
            self.assertEqual(file["crs"].grid_mapping_name, "latitude_longitude")

    def test_a_geotiff_on_a_map_is_brought_to_degrees(self):
        subprocess.run(["gdalwarp", "-q", "-t_srs", "EPSG:32649", "-tr", "200", "200", "-r", "bilinear", "N37E112.hgt", "utm.tif"], cwd=self.folder,
                       check=True, timeout=60)
        result = self.run_script("-o", "utm.nc", "-b", "112.2,37.2,112.8,37.8", "-r", "0.01", "utm.tif")
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / "utm.nc") as file:
            lon, lat = numpy.meshgrid(file["lon"][:], file["lat"][:])
            numpy.testing.assert_allclose(file["terrain"][:], plane(lon, lat), atol=1)

    def test_gaps_stay_gaps_or_become_sea(self):
        box = ("-b", "113.5,37.0,114.0,37.5", "-r", "0.02", "N37E113.hgt")
        self.assertEqual(self.run_script("-o", "gaps.nc", *box).returncode, 0)
        self.assertEqual(self.run_script("--sea", "-o", "sea.nc", *box).returncode, 0)
        with netCDF4.Dataset(self.folder / "gaps.nc") as gaps, netCDF4.Dataset(self.folder / "sea.nc") as sea:
            missing = numpy.ma.getmaskarray(gaps["terrain"][:])
            self.assertTrue(20 < missing.sum() < 100)
            self.assertFalse(numpy.ma.getmaskarray(sea["terrain"][:]).any())
            self.assertTrue((sea["terrain"][:][missing] == 0).all())

    def test_categories_are_the_most_frequent_and_the_model_reads_both(self):
        codes = numpy.full((400, 400), 40, "u1")
        codes[:, 200:] = 50
        codes[::7, ::7] = 80
        codes.tofile(self.folder / "codes.raw")
        (self.folder / "codes.vrt").write_text("""<VRTDataset rasterXSize="400" rasterYSize="400"><SRS>EPSG:4326</SRS>
<GeoTransform>112, 0.001, 0, 37.4, 0, -0.001</GeoTransform><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand">
<SourceFilename relativeToVRT="1">codes.raw</SourceFilename><PixelOffset>1</PixelOffset><LineOffset>400</LineOffset></VRTRasterBand></VRTDataset>""",
                                               "utf-8")
        self.translate("codes.vrt", "codes.tif")
        result = self.run_script("--land-use", "-o", "codes.nc", "-r", "0.01", "codes.tif")
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / "codes.nc") as file:
            expected = numpy.full((40, 40), 40)
            expected[:, 20:] = 50
            numpy.testing.assert_array_equal(file["land_use"][:], expected)
        self.assertEqual(self.run_script("-o", "m.nc", "-b", "112,37,112.4,37.4", "-r", "0.005", "N37E112.hgt").returncode, 0)
        (self.folder / "case.yaml").write_text("""
period: {start: "2020-01-10T00:00+08:00", length: 1 h}
grid: {projection: {kind: utm, zone: 49}, cells: [6, 4], spacing: 5 km, centre: [112.2, 37.2]}
terrain: {file: m.nc}
land_use: {file: codes.nc, scheme: worldcover}
layers: {first: 100 m, stretching: 2, top: 3 km}
meteorology: {kind: idealised, wind_speed: 2 m/s}
species: [{name: PM25, kind: particle, initial: 1 ug/m3, boundary: 1 ug/m3}]
output: {folder: out}
""", "utf-8")
        result = subprocess.run([PROGRAM, "run", "case.yaml"], cwd=self.folder, capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        with netCDF4.Dataset(self.folder / "out/surface.nc") as file:
            numpy.testing.assert_allclose(file["surface_altitude"][:], plane(file["lon"][:], file["lat"][:]), atol=0.5)

    def test_faults_are_told_and_leave_what_was_there(self):
        (self.folder / "kept.nc").write_text("kept", "utf-8")
        (self.folder / "broken.tif").write_bytes(b"II*\0nonsense")
        for arguments, words in ((("-o", "kept.nc", "absent.hgt"), "missing or not readable"), (("-o", "kept.nc", "broken.tif"), "cannot open"),
                                 (("-o", "kept.nc", "-b", "1,2,3", "N37E112.hgt"), "not four numbers"),
                                 (("-o", "kept.nc", "-r", "x", "N37E112.hgt"), "no number of degrees"),
                                 (("-o", "kept.nc", "-b", "10,10,11,11", "-r", "0.1", "N37E112.hgt"), "no data"),
                                 (("N37E112.hgt",), "where shall the result go")):
            result = self.run_script(*arguments)
            self.assertNotEqual(result.returncode, 0, arguments)
            self.assertIn(words, result.stderr)
            self.assertEqual((self.folder / "kept.nc").read_text("utf-8"), "kept")


if __name__ == "__main__":
    unittest.main()
