"""The pictures and the page of a verification: made of every kind of table; clear complaints where they cannot be made."""
import contextlib
import importlib
import io
import pathlib
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import matplotlib

matplotlib.use("Agg")
import matplotlib.image
import numpy

import fake_report

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))
from fenhe_plots import verification, verification_plane  # noqa: E402  (found only now)


def draw(folder):
    """Status and words of the plotting script, called within this process to import matplotlib once only."""
    said = io.StringIO()
    with unittest.mock.patch.object(sys, "argv", ["plot_verification.py", str(folder), "--dpi", "60"]), contextlib.redirect_stdout(said):
        try:
            importlib.import_module("plot_verification").main()
            return 0, said.getvalue()
        except SystemExit as end:
            return 1, str(end.code)


class Report(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name) / "report"
        fake_report.write(cls.folder)
        cls.status, cls.said = draw(cls.folder)
        cls.cases = verification.read(cls.folder)[1]

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_every_kind_of_table_has_its_picture(self):
        self.assertEqual(self.status, 0, self.said)
        names = {"convergence", "work", "courant", "V7-scatter", "V5-profile", "V5-convergence", "V9-tracer", "V9-errors"}
        self.assertEqual({path.stem for path in self.folder.glob("*.png")}, names)
        self.assertEqual({pathlib.Path(line).stem for line in self.said.split()}, names)
        for name in names:
            image = matplotlib.image.imread(self.folder / f"{name}.png")[..., :3]
            self.assertTrue(150 < image.shape[0] < 1500 and 200 < image.shape[1] < 1500, (name, image.shape))
            self.assertGreater(len(numpy.unique((image[::3, ::3] * 31).astype(int).reshape(-1, 3), axis=0)), 10, name)

    def test_lines_go_from_coarse_to_fine_and_leave_single_precision_out(self):
        lines = verification_plane.lines_of(self.cases, "V1")
        self.assertEqual([int(case.plane["nx"]) for case in lines["positive", 7, 0.52]], [50, 100, 200])
        self.assertEqual(verification_plane.lines_of([case for case in self.cases if case.suite == "V6"], "V6"), {})

    def test_figures_that_are_not_finite_are_read_as_nan(self):
        case = next(case for case in self.cases if case.id == "V6/hurricane/single")
        self.assertTrue(numpy.isnan(case.ours["spread"]))

    def test_the_page_tells_ours_theirs_bounds_and_verdicts(self):
        page = importlib.import_module("list_verification")
        with tempfile.TemporaryDirectory() as pictures, unittest.mock.patch.object(page, "PICTURES", pathlib.Path(pictures)):
            text = page.page(self.folder)
            shown = {path.name for path in pathlib.Path(pictures).glob("*.png")}
        self.assertEqual(shown, {f"verification-{name}.png" for name in ("convergence", "work", "courant", "v7-scatter", "v5-profile", "v5-convergence", "v9-tracer",
                                                                         "v9-errors")})
        for name in shown:
            self.assertIn(f"(pictures/{name})", text)
        for words in ("| case | l2 ≤ 0.01 | theirs | min ≥ 0 |  |", "| `V1/100x100/c0.52/positive-7` | 0.0001 | 0.06 | 0 | pass |", "**FAIL**",
                      "`V6/absent` was skipped: no data", "`V6/broken` **broke off**: too fast", "Theirs: Somebody (1999).", "600 times smaller"):
            self.assertIn(words, text)


class Complaints(unittest.TestCase):
    def test_a_folder_that_is_none_is_named(self):
        result = subprocess.run([SCRIPTS / "plot_verification.py", "nowhere"], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn("nowhere/verify.json: no such file\n  = make it: fenhe verify --plots nowhere", result.stderr)
        self.assertNotIn("Traceback", result.stderr)

    def test_a_damaged_report_or_table_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "verify.json").write_text("[1, 2", encoding="utf-8")
            self.assertIn("verify.json: not a report of fenhe verify", draw(path)[1])
            (path / "verify.json").write_text("{}", encoding="utf-8")
            self.assertIn("verify.json: not a report of fenhe verify", draw(path)[1])
            fake_report.write(path)
            (path / "V7-run-17-arcs.csv").unlink()
            self.assertIn("V7-run-17-arcs.csv: not readable as a table", draw(path)[1])


if __name__ == "__main__":
    unittest.main()
