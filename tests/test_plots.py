"""The pictures of a run: made, of sensible size and content; clear complaints where they cannot be made."""
import contextlib
import datetime
import hashlib
import importlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import matplotlib

matplotlib.use("Agg")
import matplotlib.image
import netCDF4
import numpy
from matplotlib import pyplot

import fake_run

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "scripts"


sys.path.insert(0, str(SCRIPTS))
from fenhe_plots import clock, colours, geography, inputs, raster, run as run_files, text  # noqa: E402  (found only now)


class Pieces(unittest.TestCase):
    def test_enlarging_keeps_a_constant_and_makes_no_new_extremes(self):
        field = numpy.random.default_rng(2).uniform(0, 100, (7, 5))
        large = raster.enlarge(field, 4)
        self.assertEqual(large.shape, (28, 20))
        self.assertTrue(field.min() <= large.min() and large.max() <= field.max())
        numpy.testing.assert_allclose(raster.enlarge(numpy.full((3, 4), 5.0), 3), 5.0, rtol=1e-14)

    def test_breaks_increase_and_hold_the_largest_value(self):
        for largest in (1e-9, 0.03, 4.9, 5.0, 36.0, 400.0, 2e5):
            for is_pm25 in (True, False):
                for logarithmic in (True, False):
                    breaks = colours.breaks_for(0.0, largest, is_pm25, logarithmic)
                    self.assertTrue((numpy.diff(breaks) > 0).all(), breaks)
                    self.assertTrue(breaks[-1] >= largest * (1 - 1e-12) or breaks[-1] == colours.PM25_BREAKS[-1], (largest, breaks))
                    self.assertEqual(len(colours.classes(breaks, is_pm25)), len(breaks) + 1)

    def test_a_field_about_a_background_is_shown_by_its_variation(self):
        breaks = colours.breaks_for(1790.0, 1990.0, False, False)
        self.assertTrue(breaks[0] >= 1790.0 and breaks[-1] >= 1990.0 and 5 <= len(breaks) <= 11, breaks)
        self.assertTrue((numpy.diff(colours.breaks_for(11.0, 11.0, False, False)) > 0).all())

    def test_names_are_typeset(self):
        self.assertEqual(text.species_label("PM25__coking"), "PM$_{2.5}$ (coking)")
        self.assertEqual(text.species_label("SO2"), "SO$_{2}$")

    def test_the_hour_ending_at_midnight_belongs_to_the_day_before(self):
        zone = run_files.parse_offset("+08:00", "here")
        first = datetime.datetime(2020, 1, 9, 17, tzinfo=datetime.timezone.utc)
        days = clock.whole_days([first + datetime.timedelta(hours=hour) for hour in range(30)], zone)
        self.assertEqual(days, {datetime.date(2020, 1, 10): list(range(24))})

    def test_offsets_are_read_and_written(self):
        for written, label in (("+08:00", "UTC+8"), ("-03:30", "UTC-3:30"), ("Z", "UTC"), ("5.75", "UTC+5:45"), ("8", "UTC+8")):
            self.assertEqual(run_files.zone_label(run_files.parse_offset(written, "here")), label)


class Heights(unittest.TestCase):
    def test_axes_reach_from_nothing_to_above_the_curves(self):
        plot_receptors = importlib.import_module("plot_receptors")
        figure, frames = pyplot.subplots(1, 2)
        self.addCleanup(pyplot.close, figure)
        frames[0].plot([0, 1], [10.2, 10.6])
        frames[1].plot([0, 1], [-0.5, 2.0])
        plot_receptors.set_heights(list(frames), own=True)
        self.assertEqual(frames[0].get_ylim()[0], 0)
        self.assertGreater(frames[0].get_ylim()[1], 11)
        self.assertLess(frames[1].get_ylim()[0], -0.5)
        plot_receptors.set_heights(list(frames), own=False)
        self.assertEqual(frames[0].get_ylim(), frames[1].get_ylim())


class Inputs(unittest.TestCase):
    """What the pictures say of a run's emissions is what its summary says."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.run_folder = pathlib.Path(self.folder.name)
        fake_run.write_map_data(self.run_folder / "data")
        fake_run.write_budget(self.run_folder / "budget.nc")

    def summarise(self, *paths):
        read = [{"role": "emissions", "path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in paths]
        (self.run_folder / "summary.json").write_text(json.dumps({"inputs": read}))

    def names(self):
        return [point.name for point in inputs.point_sources(self.run_folder, self.run_folder / "data")]

    def test_points_are_those_that_the_run_read(self):
        own, areas = self.run_folder / "own.csv", self.run_folder / "areas.csv"
        own.write_text("name,lon,lat,PM25 [t/yr]\nMine,112.1,37.1,5\n")
        areas.write_text("region,sector,PM25 [t/yr]\nTaiyuan,heating,5\n")
        self.assertEqual(len(self.names()), len(fake_run.PLANTS))  # no summary
        self.summarise(own, areas)
        self.assertEqual(self.names(), ["Mine"])
        own.write_text("name,lon,lat,PM25 [t/yr]\nAnother,112.1,37.1,5\n")
        self.assertEqual(self.names(), [])

    def test_tables_in_gb18030_are_read_and_empty_ones_passed_over(self):
        own, empty = self.run_folder / "own.csv", self.run_folder / "empty.csv"
        own.write_bytes("name,name_zh,lon,lat,PM25 [t/yr]\nMine,我的电厂,112.1,37.1,5\n".encode("gb18030"))
        empty.write_text("name,lon,lat,PM25 [t/yr]\n")
        self.summarise(own, empty)
        points = inputs.point_sources(self.run_folder, self.run_folder / "data")
        self.assertEqual([point.name_zh for point in points], ["我的电厂"])

    def test_emissions_are_called_illustrative_only_where_they_are(self):
        own = self.run_folder / "own.csv"
        own.write_text("name,lon,lat,PM25 [t/yr]\nMine,112.1,37.1,5\n")
        data = run_files.Dataset(self.run_folder, "budget.nc")
        self.summarise(own)
        self.assertEqual(inputs.warning(data), "idealised weather")
        self.summarise(own, geography.data_folder() / "shanxi/inventory/areas.csv")
        self.assertEqual(inputs.warning(data), "idealised")


class Projections(unittest.TestCase):
    def test_a_rotated_pole_s_coordinates_are_degrees(self):
        project = geography.Projector({"grid_mapping_name": "rotated_latitude_longitude", "grid_north_pole_latitude": 50.0,
                                       "grid_north_pole_longitude": -70.0, "earth_radius": 6370000.0})
        self.assertTrue(project.in_degrees)
        x, y = project(110.0, 40.0)  # the rotated equator crosses its first meridian there
        self.assertAlmostEqual(float(x), 0.0, 9)
        self.assertAlmostEqual(float(y), 0.0, 9)


class Names(unittest.TestCase):
    def test_names_in_chinese_are_parted_by_characters(self):
        names = ["太原", "晋中 Jinzhong", "A"]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "receptors.nc"
            with netCDF4.Dataset(path, "w") as file:
                file.createDimension("station", len(names))
                file.createDimension("length", 16)
                variable = file.createVariable("station_name", "S1", ("station", "length"))
                variable.set_auto_chartostring(False)
                variable._Encoding = "utf-8"
                variable[:] = numpy.array([list(name.encode().ljust(16, b"\0")) for name in names], dtype="u1").view("S1")
            self.assertEqual(run_files.Dataset(pathlib.Path(folder), "receptors.nc").texts("station_name"), names)


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.run_folder = pathlib.Path(cls.folder.name) / "run"
        fake_run.write_run(cls.run_folder, nx=36, ny=48, dx_m=5000.0)
        cls.drawn = {}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def draw(self, script, *options, run=None):
        """The script's result and the picture that it was to write. Called, not started, to import matplotlib once only."""
        picture = pathlib.Path(self.folder.name) / f"{self.id()}.png"
        words = [script, run or self.run_folder, *options, "--dpi", "100", "-o", picture]
        if script == "plot_map.py":
            words += ["--data", self.run_folder / "data"]
        said, complained = io.StringIO(), io.StringIO()
        with (unittest.mock.patch.object(sys, "argv", [str(word) for word in words]), contextlib.redirect_stdout(said),
              contextlib.redirect_stderr(complained)):
            try:
                importlib.import_module(script.removesuffix(".py")).main()
                status = 0
            except SystemExit as end:
                status = 1
                complained.write(str(end.code))
            finally:
                pyplot.close("all")
        return subprocess.CompletedProcess(words, status, said.getvalue(), complained.getvalue()), picture

    def pixels(self, script, *options, run=None):
        """The picture as numbers, after looking that it is one; drawn once for all tests that ask for it."""
        wanted = (script, options, run)
        if wanted not in self.drawn:
            self.drawn[wanted] = self.checked_picture(script, *options, run=run)
        return self.drawn[wanted]

    def checked_picture(self, script, *options, run):
        result, picture = self.draw(script, *options, run=run)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, "")
        self.assertEqual(result.stdout.strip(), str(picture))
        image = matplotlib.image.imread(picture)[..., :3]
        self.assertTrue(400 < image.shape[0] < 3000 and 400 < image.shape[1] < 3000, image.shape)
        self.assertGreater(len(numpy.unique((image[::5, ::5] * 31).astype(int).reshape(-1, 3), axis=0)), 20)
        return image

    def complaint(self, script, *options, run=None):
        """What the script says when it cannot draw: one complaint and a remedy, no traceback, no picture."""
        result, picture = self.draw(script, *options, run=run)
        self.assertNotEqual(result.returncode, 0)
        self.assertFalse(picture.exists())
        self.assertNotIn("Traceback", result.stderr)
        self.assertLessEqual(len(result.stderr.splitlines()), 6)
        self.assertIn("\n  = ", result.stderr)
        return result.stderr

    def test_map_of_the_mean_shows_the_plumes(self):
        image = self.pixels("plot_map.py", "--lang", "en")
        red, green, blue = image[..., 0], image[..., 1], image[..., 2]
        strong = (red > green + 0.25) & (red > blue)
        self.assertGreater(strong.mean(), 0.01)

    def test_map_of_clean_air_shows_none(self):
        clean = pathlib.Path(self.folder.name) / "clean"
        clean.mkdir()
        fake_run.write_surface(clean / "surface.nc", nx=20, ny=24, dx_m=9000.0, scale=0.0)
        self.pixels("plot_map.py", run=clean)

    def test_maps_of_an_hour_and_of_a_day_differ_from_the_mean(self):
        mean = self.pixels("plot_map.py", "--lang", "en")
        for options in (("--variable", "PM25", "--hour", "5"), ("--variable", "PM25_daily", "--day", "1")):
            image = self.pixels("plot_map.py", "--lang", "en", *options)
            self.assertFalse(image.shape == mean.shape and numpy.array_equal(image, mean))

    def test_each_language_gives_its_own_words(self):
        images = [self.pixels("plot_map.py", "--lang", language) for language in ("en", "zh")]
        self.assertFalse(numpy.array_equal(images[0], images[1]))

    def test_panels_every_six_hours(self):
        self.pixels("plot_map.py", "--panels")

    def test_receptors_have_a_picture_each(self):
        self.pixels("plot_receptors.py")

    def test_budget_is_drawn_for_every_species(self):
        self.pixels("plot_budget.py")

    def test_tags_are_drawn_on_demand(self):
        self.assertGreater(self.pixels("plot_budget.py", "--tags").shape[0], self.pixels("plot_budget.py").shape[0])

    def test_another_species_on_a_longitude_latitude_grid_is_drawn_unasked(self):
        folder = pathlib.Path(self.folder.name) / "degrees"
        folder.mkdir()
        with netCDF4.Dataset(folder / "surface.nc", "w") as file:
            for name, start, count in (("x", 111.0, 30), ("y", 36.5, 36)):
                file.createDimension(name, count)
                file.createVariable(name, "f8", (name,))[:] = start + 0.05 * numpy.arange(count)
            file.createDimension("time", 1)
            time = file.createVariable("time", "f8", ("time",))
            time.units = "hours since 2020-01-10 00:00:00"
            time[:] = 1
            file.createVariable("crs", "i4").grid_mapping_name = "latitude_longitude"
            mean = file.createVariable("SO2_mean", "f4", ("y", "x"))
            mean.units = "ug m-3"
            mean[:] = numpy.add.outer(numpy.arange(36), numpy.arange(30))
        self.pixels("plot_map.py", run=folder)

    def test_the_title_is_the_case_s_own(self):
        self.assertEqual(run_files.Dataset(self.run_folder, "budget.nc").title(), "Taiyuan Basin, demonstration")

    def test_scripts_start_and_complain_from_the_shell(self):
        for script in ("plot_map.py", "plot_receptors.py", "plot_budget.py"):
            result = subprocess.run([SCRIPTS / script, "nowhere", "-o", "x.png"], capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn("no such file\n  = ", result.stderr)
            self.assertNotIn("Traceback", result.stderr)

    def test_all_pictures_of_a_folder_that_is_none_leave_nothing_behind(self):
        nowhere = pathlib.Path(self.folder.name) / "nowhere"
        result = subprocess.run([SCRIPTS / "plot_run", nowhere], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("surface.nc: no such file\n  = ", result.stderr)
        self.assertFalse(nowhere.exists())

    def test_missing_file_is_named(self):
        for script, file in (("plot_map.py", "surface.nc"), ("plot_receptors.py", "receptors.nc"), ("plot_budget.py", "budget.nc")):
            self.assertIn(f"nowhere/{file}: no such file", self.complaint(script, run="nowhere"))

    def test_missing_variable_is_named_with_the_nearest(self):
        self.assertIn("did you mean 'PM25_mean'?", self.complaint("plot_map.py", "--variable", "PM25_means"))
        self.assertIn("PM10: no such variable", self.complaint("plot_receptors.py", "--variable", "PM10"))

    def test_hour_that_is_not_there_is_refused(self):
        self.assertIn("0 to 47", self.complaint("plot_map.py", "--variable", "PM25", "--hour", "48"))

    def test_damaged_file_is_refused(self):
        broken = pathlib.Path(self.folder.name) / "broken"
        broken.mkdir()
        (broken / "budget.nc").write_bytes(b"not a NetCDF file")
        self.assertIn("not readable as NetCDF", self.complaint("plot_budget.py", run=broken))

    def test_budget_of_another_unit_is_refused(self):
        other = pathlib.Path(self.folder.name) / "other"
        other.mkdir()
        fake_run.write_budget(other / "budget.nc")
        with netCDF4.Dataset(other / "budget.nc", "a") as file:
            file["dry"].units = "mol"
        self.assertIn("dry: unit 'mol' is no mass", self.complaint("plot_budget.py", run=other))


if __name__ == "__main__":
    unittest.main()
