"""The pictures of a comparison: made, of sensible size and content; clear complaints where they cannot be made."""
import contextlib
import importlib
import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import unittest.mock

import matplotlib

matplotlib.use("Agg")
import matplotlib.image
import numpy
from matplotlib import pyplot

import fake_run

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))
from fenhe_plots import comparison, comparison_charts, comparison_maps  # noqa: E402  (found only now)

DISTRICTS = [{"name": "north", "name_zh": "北区", "area_km2": 3000.0, "area_share": 0.5, "people": 1e6, "people_share": 0.6},
             {"name": "south", "name_zh": "南区", "area_km2": 9000.0, "area_share": 1.0, "people": 3e6, "people_share": 1.0},
             {"name": "whole domain", "name_zh": "全域", "area_km2": 20000.0, "area_share": 1.0, "people": 4e6, "people_share": None}]
PARTS = (("heating", "取暖", 0.5), ("coking", "焦化", 0.3), ("boundary", "边界输入", 0.19999), ("untagged", "未标记", 0.00001))


def series(mean):
    return {"mean": mean, "highest_day": 1.2 * mean, "daily_maximum": 1.5 * mean, "highest_hour": 2 * mean, "days_above": 1}


def result(folder, name, rank, mean, base, tonnes=None, cost=None, parts=False):
    """A run of comparison.json: every district has the same mean."""
    contributions = [{"name": part, "name_zh": part_zh, "districts": [share * mean] * 3, "receptors": [share * mean] * 2} for part, part_zh, share in PARTS]
    title = name.capitalize()
    return {"name": name, "title": title, "title_zh": title if rank is None else f"情景{rank}", "folder": str(folder / name), "kind": "run",
            "limiter_of": "own",
            "rank": rank, "mean": mean, "gain": base - mean,
            "tonnes": {"PM25": {"base_tpyr": 900.0, "scenario_tpyr": 900.0 - (tonnes or 0), "change_tpyr": -(tonnes or 0)}},
            "cost_yuan_pyr": cost, "co2_tpyr": None, "co2_value_yuan_pyr": None,
            "districts": [{"name": district["name"], "area": series(mean), "people": series(mean), "area_change": mean - base, "people_change": mean - base,
                           "people_above": 5.0, "people_days_above": 6.0, "side": -1 if mean < base else 0, "side_annual": 0} for district in DISTRICTS],
            "receptors": [{"name": name, "figures": series(mean), "change": mean - base, "side": 0, "side_annual": 0} for name in ("Taiyuan", "Jinzhong")],
            "sectors": contributions if parts else [], "regions": contributions[:2] if parts else []}


def write_comparison(folder, runs):
    folder.mkdir()
    data = {"program": "Fenhe", "species": "PM25", "unit": "ug m-3", "weather": "idealised",
            "period": {"start": "2020-01-10T00:00:00+08:00", "end": "2020-01-12T00:00:00+08:00", "utc_offset_h": 8.0, "hours": 48, "days": 2, "whole_days": 2},
            "limit": {"ugpm3": 75.0, "name": "GB 3095-2012, grade II", "key": "GB2012", "in_force": True},
            "ranked_by": "mean over the people of the whole domain", "districts": DISTRICTS,
            "receptors": [{"name": "Taiyuan", "name_zh": "", "lon": 112.55, "lat": 37.87}, {"name": "Jinzhong", "name_zh": "", "lon": 112.75, "lat": 37.69}],
            "runs": runs}
    (folder / "comparison.json").write_text(json.dumps(data), "utf-8")


class Scales(unittest.TestCase):
    def test_classes_of_a_difference_are_alike_on_both_sides_of_nothing(self):
        for largest in (1e-6, 0.04, 0.99, 3.0, 45.0, 700.0):
            breaks = comparison_maps.difference_breaks(largest)
            numpy.testing.assert_allclose(breaks, -breaks[::-1])
            self.assertTrue((numpy.diff(breaks) > 0).all() and breaks[-1] <= largest < 3.4 * breaks[-1], (largest, breaks))
            palette = comparison_maps.difference_classes(breaks)
            self.assertEqual(palette.shape, (len(breaks) + 1, 4))
            self.assertEqual(palette[len(breaks) // 2, 3], 0.0)  # nothing has no colour
            self.assertTrue((palette[: len(breaks) // 2, 2] > palette[: len(breaks) // 2, 0]).all())  # less is blue
            self.assertTrue((palette[len(breaks) // 2 + 1:, 0] > palette[len(breaks) // 2 + 1:, 2]).all())  # more is red

    def test_no_difference_at_all_has_a_scale(self):
        breaks = comparison_maps.difference_breaks(0.0)
        self.assertEqual(len(comparison_maps.difference_classes(breaks)), len(breaks) + 1)

    def test_parts_are_ordered_by_size_with_what_is_no_emission_behind(self):
        parts = [{"name": name, "districts": [value], "receptors": []} for name, value in
                 (("boundary", 9.0), ("coking", 1.0), ("heating", 4.0), ("other", 0.5), ("dust", 1e-5))]
        self.assertEqual([part["name"] for part in comparison_charts.ordered(parts)], ["heating", "coking", "boundary", "other"])
        self.assertEqual(len(set(comparison.part_colours(parts))), 5)

    def test_parts_that_divide_nothing_are_not_drawn(self):
        self.assertFalse(comparison_charts.divides([{"name": "all regions"}, {"name": "background"}, {"name": "other"}]))
        self.assertTrue(comparison_charts.divides([{"name": "north"}, {"name": "background"}]))


class Titles(unittest.TestCase):
    def test_a_long_title_takes_two_lines_and_loses_nothing(self):
        for words in ("Dry quenching of coke and ultra-low emission in all works of the basin", "太原市焦化行业超低排放改造与干熄焦情景方案，二零二六年版"):
            lines = comparison.wrap(words, 46).split("\n")
            self.assertEqual(len(lines), 2)
            self.assertEqual("".join(lines).replace(" ", ""), words.replace(" ", ""))
            self.assertLessEqual(max(map(comparison.columns_of, lines)), 46)
            self.assertTrue(words in " ".join(lines) or words in "".join(lines))  # no word is torn
        self.assertEqual(comparison.wrap("short", 46), "short")

    def test_what_two_lines_cannot_hold_is_marked(self):
        lines = comparison.wrap("焦" * 200, 30).split("\n")
        self.assertEqual(len(lines), 2)
        self.assertTrue(lines[1].endswith("…") and not lines[0].endswith("…"))
        self.assertLessEqual(max(map(comparison.columns_of, lines)), 30)

    def test_a_map_makes_room_for_two_lines(self):
        run = result(pathlib.Path("."), "strong", 1, 30.0, 60.0)
        run["title"] = "Dry quenching of coke and ultra-low emission in all works of the basin"
        maker = unittest.mock.Mock(unit=lambda: "ug")
        self.assertEqual(comparison_maps.title_of_change(run, maker, "en").count("\n"), 2)
        self.assertTrue(comparison_maps.title_of_change(run, maker, "en").endswith("−30 ug"))


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = pathlib.Path(cls.folder.name)
        for name, scale in (("base", 1.0), ("strong", 0.5), ("weak", 0.97), ("worse", 1.2)):
            (cls.root / name).mkdir()
            fake_run.write_surface(cls.root / name / "surface.nc", nx=30, ny=40, dx_m=5000.0, scale=scale)
            fake_run.write_receptors(cls.root / name / "receptors.nc")
        fake_run.write_map_data(cls.root / "data")
        cls.base = result(cls.root, "base", None, 60.0, 60.0, parts=True)
        write_comparison(cls.root / "many", [cls.base, result(cls.root, "strong", 1, 30.0, 60.0, 400.0, 5e8), result(cls.root, "weak", 2, 58.0, 60.0, 30.0, 1e8),
                                             result(cls.root, "worse", 3, 72.0, 60.0)])
        write_comparison(cls.root / "pair", [cls.base, result(cls.root, "strong", 1, 30.0, 60.0, 400.0)])
        cls.drawn = {}

    def draw(self, folder, *options):
        """What the script says and complains of; called, not started, to import matplotlib once only."""
        words = ["plot_comparison.py", folder, *options, "--dpi", "80", "--data", self.root / "data"]
        said, complained = io.StringIO(), io.StringIO()
        with (unittest.mock.patch.object(sys, "argv", [str(word) for word in words]), contextlib.redirect_stdout(said),
              contextlib.redirect_stderr(complained)):
            try:
                importlib.import_module("plot_comparison").main()
            except SystemExit as end:
                complained.write(str(end.code))
            finally:
                pyplot.close("all")
        return said.getvalue(), complained.getvalue()

    def pictures(self, name):
        """All pictures of a comparison by name, drawn once."""
        if name not in self.drawn:
            said, complained = self.draw(self.root / name)
            self.assertEqual(complained, "")
            paths = [pathlib.Path(line) for line in said.splitlines()]
            self.drawn[name] = {path.stem: matplotlib.image.imread(path)[..., :3] for path in paths}
        return self.drawn[name]

    def complaint(self, folder):
        _, complained = self.draw(folder)
        self.assertLessEqual(len(complained.splitlines()), 6)
        self.assertIn("\n  = ", complained)
        return complained

    def test_every_kind_of_picture_is_there(self):
        self.assertEqual(sorted(self.pictures("many")), ["contributions_base", "districts", "map_differences", "map_strong", "map_weak",
                                                         "map_worse", "receptors", "tonnes"])
        self.assertEqual(sorted(self.pictures("pair")), ["contributions_base", "districts", "map_strong", "receptors", "tonnes"])

    def test_pictures_have_a_sensible_size_and_are_not_empty(self):
        for name, image in self.pictures("many").items():
            self.assertTrue(200 < image.shape[0] < 2500 and 400 < image.shape[1] < 2500, (name, image.shape))
            self.assertGreater(len(numpy.unique((image[::4, ::4] * 31).astype(int).reshape(-1, 3), axis=0)), 12, name)

    def share_of(self, image, blue):
        """Part of a map's third panel that is clearly blue, or clearly red."""
        panel = image[image.shape[0] // 5: -image.shape[0] // 6, 2 * image.shape[1] // 3 + 10:]
        red, other = panel[..., 0], panel[..., 2]
        return ((other > red + 0.15) if blue else (red > other + 0.25)).mean()

    def test_less_is_blue_and_more_is_red(self):
        pictures = self.pictures("many")
        self.assertGreater(self.share_of(pictures["map_strong"], True), 0.2)
        self.assertLess(self.share_of(pictures["map_strong"], False), 0.05)
        self.assertGreater(self.share_of(pictures["map_worse"], False), 0.2)
        self.assertLess(self.share_of(pictures["map_worse"], True), 0.05)
        self.assertLess(self.share_of(pictures["map_weak"], True), self.share_of(pictures["map_strong"], True))

    def test_the_base_looks_the_same_in_every_pair(self):
        pictures = self.pictures("many")
        one, other = pictures["map_strong"], pictures["map_weak"]
        rows, columns = slice(one.shape[0] // 4, -one.shape[0] // 5), slice(20, one.shape[1] // 3 - 10)
        numpy.testing.assert_array_equal(one[rows, columns], other[rows, columns])

    def test_every_language_can_be_drawn(self):
        for language in ("en", "zh"):
            said, complained = self.draw(self.root / "pair", "--lang", language, "-o", self.root / language)
            self.assertEqual(complained, "")
            self.assertEqual(len(said.splitlines()), 5)

    def test_a_folder_without_a_comparison_is_told(self):
        self.assertIn("comparison.json: no such file", self.complaint(self.root / "base"))

    def test_a_damaged_comparison_is_told(self):
        broken = self.root / "broken"
        broken.mkdir()
        (broken / "comparison.json").write_text("{\"runs\":")
        self.assertIn("not readable as JSON", self.complaint(broken))
        (broken / "comparison.json").write_text("{\"runs\": []}")
        self.assertIn("this is no comparison", self.complaint(broken))

    def test_a_result_that_is_gone_is_told(self):
        write_comparison(self.root / "gone", [self.base, result(self.root, "lost", 1, 30.0, 60.0)])
        self.assertIn("lost: no such folder", self.complaint(self.root / "gone"))
        shutil.rmtree(self.root / "gone")


if __name__ == "__main__":
    unittest.main()
