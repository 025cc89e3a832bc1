"""Every kind of map from the case to the output: GDAL and CDO put its cells where the file's own longitudes and latitudes say, and the model
reads its own files back onto the same places."""
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
title: map
period: {{start: "2020-01-10T00:00+08:00", length: 1 h}}
grid:
  projection: {projection}
  cells: [9, 7]
  spacing: {spacing}
  centre: {centre}
layers: {{first: 100 m, stretching: 2, top: 1 km}}
meteorology: {{kind: idealised, wind_speed: 2 m/s}}
sectors: [power]
species: [{{name: PM25, kind: particle, initial: {initial}, boundary: {boundary}}}]
emissions: {emissions}
output: {{folder: {folder}, fields_3d: {{species: [PM25], every: 1 h}}}}
"""
SHANXI = "[112.4, 37.5]"
# name: projection, spacing, centre, CF name, a word of GDAL's WKT
MAPS = {
    "lonlat": ("{kind: lonlat}", "0.1 degree", SHANXI, "latitude_longitude", "GEOGCRS"),
    "cone": ("{kind: lambert, true_latitude: 38, origin: [112.3, 37.6], ellipsoid: WGS84}", "4 km", SHANXI, "lambert_conformal_conic", "Lambert"),
    "north": ("{kind: polar, true_latitude: 60, central_longitude: 105}", "4 km", SHANXI, "polar_stereographic", "Polar Stereographic"),
    "south": ("{kind: polar, true_latitude: -71, central_longitude: 0, ellipsoid: WGS84}", "4 km", "[12, -72]", "polar_stereographic",
              "Polar Stereographic"),
    "utm": ("{kind: utm, zone: 49}", "4 km", SHANXI, "transverse_mercator", "Transverse Mercator"),
    "utm_south": ("{kind: utm, zone: 33, hemisphere: south}", "4 km", "[15.5, -25]", "transverse_mercator", "Transverse Mercator"),
    "rotated": ("{kind: rotated, pole: [-67.5, 52.5]}", "0.04 degree", SHANXI, "rotated_latitude_longitude", "ob_tran"),
    "epsg": ('{proj: "EPSG:32649"}', "4 km", SHANXI, "transverse_mercator", "Transverse Mercator"),
    "laea": ('{proj: "+proj=laea +lat_0=37 +lon_0=112 +R=6370000 +units=km"}', "4 km", SHANXI, "lambert_azimuthal_equal_area",
             "Lambert Azimuthal"),
    "albers": ('{proj: "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=krass"}', "4 km", SHANXI, "albers_conical_equal_area", "Albers"),
    "oblique": ('{proj: "+proj=omerc +lat_0=37 +lonc=112 +alpha=30 +ellps=WGS84"}', "4 km", SHANXI, None, "Oblique Mercator"),
}


def fenhe(folder, *arguments):
    return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


class Projections(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="fenhe-maps-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        for name in MAPS:
            result = cls.run_case(name, name, "10 ug/m3", "10 ug/m3", "[]")
            if result.returncode:
                raise AssertionError(f"{name}: {result.stderr}")

    @classmethod
    def run_case(cls, name, folder, initial, boundary, emissions):
        projection, spacing, centre, _, _ = MAPS[name]
        (cls.folder / f"{folder}.yaml").write_text(CASE.format(projection=projection, spacing=spacing, centre=centre, initial=initial,
                                                               boundary=boundary, emissions=emissions, folder=folder), "utf-8")
        return fenhe(cls.folder, "run", f"{folder}.yaml")

    def places(self, name):
        with netCDF4.Dataset(self.folder / name / "surface.nc") as file:
            if name == "lonlat":
                return numpy.meshgrid(file["x"][:], file["y"][:])
            return file["lon"][:], file["lat"][:]

    def test_the_mapping_has_its_cf_name_and_a_wkt(self):
        for name, (_, _, _, cf_name, _) in MAPS.items():
            with netCDF4.Dataset(self.folder / name / "surface.nc") as file:
                crs = file["crs"]
                self.assertEqual(getattr(crs, "grid_mapping_name", None), cf_name, name)
                self.assertRegex(crs.crs_wkt, "^(PROJCRS|GEOGCRS)")
                if name == "rotated":
                    self.assertEqual((file["x"].standard_name, file["x"].units), ("grid_longitude", "degrees"))

    def test_gdal_puts_the_centres_where_the_file_says(self):
        if not shutil.which("gdaltransform"):
            raise unittest.SkipTest("gdaltransform is not installed")
        for name, (_, _, _, _, word) in MAPS.items():
            path = f"NETCDF:{self.folder / name / 'surface.nc'}:PM25"
            info = json.loads(subprocess.run(["gdalinfo", "-json", path], capture_output=True, text=True, check=True).stdout)
            self.assertIn(word, info["coordinateSystem"]["wkt"], name)
            west, dx, _, north, _, dy = info["geoTransform"]
            pixels = [(0.5, 0.5), (8.5, 0.5), (8.5, 6.5), (0.5, 6.5)]
            points = "\n".join(f"{west + i * dx:.9f} {north + j * dy:.9f}" for i, j in pixels)
            crs = self.folder / f"{name}.wkt"
            crs.write_text(info["coordinateSystem"]["wkt"], "utf-8")
            base = subprocess.run(["gdalsrsinfo", "-o", "proj4", str(crs)], capture_output=True, text=True, check=True).stdout.split()
            figure = [word for word in base if word.startswith(("+R=", "+a=", "+b=", "+rf=", "+ellps=", "+datum="))]
            target = " ".join(["+proj=longlat", *figure, "+no_defs"])
            out = subprocess.run(["gdaltransform", "-output_xy", "-s_srs", str(crs), "-t_srs", target], input=points, capture_output=True,
                                 text=True, check=True).stdout.split()
            found = numpy.array(out, dtype=float).reshape(4, 2)
            lon, lat = self.places(name)
            for (i, j), place in zip(pixels, found):
                column, row = int(i), 6 - int(j)
                self.assertAlmostEqual((place[0] - lon[row, column] + 180) % 360 - 180, 0, delta=2e-8, msg=name)
                self.assertAlmostEqual(place[1], lat[row, column], delta=2e-8, msg=name)

    def test_a_run_nests_in_a_run_on_the_same_map(self):
        for name in ("utm_south", "rotated", "oblique"):
            nested = f"{{file: {name}/fields.nc, variable: PM25}}"
            result = self.run_case(name, f"{name}_nest", nested, nested, "[]")
            self.assertEqual(result.returncode, 0, f"{name}: {result.stderr}")
            with netCDF4.Dataset(self.folder / f"{name}_nest/surface.nc") as file:
                numpy.testing.assert_allclose(file["PM25"][:], 10, rtol=0.05)

    def test_a_file_on_the_models_grid_is_read_back_cell_by_cell(self):
        """What is emitted in one cell of a file with the output's own axes and grid mapping arrives in that cell of the model."""
        for name in ("south", "utm", "rotated", "oblique"):
            with netCDF4.Dataset(self.folder / name / "surface.nc") as old, netCDF4.Dataset(self.folder / f"{name}_emi.nc", "w") as new:
                for axis in ("y", "x"):
                    new.createDimension(axis, len(old[axis]))
                    copy = new.createVariable(axis, "f8", (axis,))
                    copy.setncatts({key: value for key, value in old[axis].__dict__.items() if key != "bounds"})
                    copy[:] = old[axis][:]
                crs = new.createVariable("crs", "i4")
                crs.setncatts(old["crs"].__dict__)
                emission = new.createVariable("emission", "f8", ("y", "x"))
                emission.setncatts({"units": "g s-1", "grid_mapping": "crs"})
                field = numpy.zeros((7, 9))
                field[2, 6] = 1000
                emission[:] = field
            listed = f"[{{kind: gridded, file: {name}_emi.nc, variables: [{{variable: emission, species: PM25, sector: power}}]}}]"
            result = self.run_case(name, f"{name}_emitted", "0 ug/m3", "0 ug/m3", listed)
            self.assertEqual(result.returncode, 0, f"{name}: {result.stderr}")
            with netCDF4.Dataset(self.folder / f"{name}_emitted/surface.nc") as file:
                mean = file["PM25"][0]
            self.assertEqual(numpy.unravel_index(numpy.argmax(mean), mean.shape), (2, 6), name)

    def test_wrong_keys_are_told_with_their_place(self):
        for projection, words in (("{kind: polar, true_latitude: 60}", "central_longitude"),
                                  ("{kind: polar, true_latitude: 0, central_longitude: 0}", "one side of the equator"),
                                  ("{kind: utm, zone: 61}", "zone"),
                                  ("{kind: utm, zone: 49, true_latitude: 3}", "true_latitude"),
                                  ("{kind: rotated, pole: [-67.5, 52.5], ellipsoid: WGS84}", "ellipsoid"),
                                  ("{kind: lambert, origin: [112, 37], true_latitude: 3, true_latitudes: [3, 4]}", "one parallel"),
                                  ('{proj: "+proj=longlat"}', "no map in metres"),
                                  ('{proj: "+proj=nonsense"}', "PROJ does not understand"),
                                  ('{proj: "EPSG:32649", kind: utm}', "kind")):
            (self.folder / "wrong.yaml").write_text(CASE.format(projection=projection, spacing="4 km", centre=SHANXI, initial="1 ug/m3",
                                                                boundary="1 ug/m3", emissions="[]", folder="wrong"), "utf-8")
            result = fenhe(self.folder, "check", "wrong.yaml")
            self.assertNotEqual(result.returncode, 0, projection)
            self.assertIn("wrong.yaml:5:", result.stderr)
            self.assertIn(words, result.stderr)


if __name__ == "__main__":
    unittest.main()
