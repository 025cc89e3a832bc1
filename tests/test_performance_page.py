"""The page of performance: made of results on disk, with its pictures; a clear complaint where they are missing or broken."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "scripts/list_performance.py"
PROCESSES = ("x_sweep", "y_sweep", "z_sweep", "diffusion", "xyz_diffusion", "full_step")


def row(process, species, tags, precision, threads, rate):
    return {"process": process, "precision": precision, "species": species, "tags": tags, "threads": threads, "grid": [64, 64, 20],
            "mcups_min": 0.9 * rate, "mcups_median": rate, "mcups_max": 1.1 * rate, "bytes_per_update": 10.0, "flops_per_update": 80.0,
            "copy_gbps": 20.0, "fraction_of_copy": rate * 10.0 / 20e3}


def results(*counts, processes=PROCESSES, precisions=("single",), threads=(1, 2)):
    rows = [row(process, species, tags, precision, n, 100.0 * n + species + tags) for process in processes for species, tags in counts
            for precision in precisions for n in threads]
    rows += [row("yardstick_ppm", 16, 0, "single", n, 31.25 * n) for n in threads]
    return {"version": "0", "cpu": "Processor of a test", "instructions": "best", "limiter": "selective", "field": "background", "repeats": 3,
            "copy_gbps": {str(n): 20.0 * n for n in threads}, "results": rows}


def case():
    pace = [{"what": what, "grid": [70, 76, 18], "tracers": 7, "courant_max": courant, "hours": 6.0, "steps": 18, "hours_per_minute": 123.4, "wall_s": 2.0,
             "weather_s": 0.2, "forcing_s": 0.2, "emissions_s": 0.1, "transport_s": 1.5} for what in ("case", "domain") for courant in (1.5, 3.0)]
    error = [{"scheme": scheme, "grid": [nx, nx // 2], "courant": courant, "steps": nx, "tracers": 16, "l2": 3.0 / nx, "seconds_per_tracer": 1e-4 * nx}
             for scheme in ("7 cells", "9 cells", "limited PPM") for nx in (60, 120) for courant in (0.62, 1.24, 2.48)]
    return {"version": "0", "cpu": "Processor of a test", "instructions": "best", "threads": 2, "case": "A case", "pace": pace, "error": error}


def make(folder, page):
    return subprocess.run([sys.executable, "-B", SCRIPT, "--from", folder, "--page", page], capture_output=True, text=True, check=False)


class Page(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.page = self.folder / "page.md"
        self.results = {"table": results((1, 0), (16, 0), (1, 64), precisions=("single", "double")),
                        "goals": results((1, 0), (16, 0), (1, 64), processes=("x_sweep", "xyz_diffusion", "full_step")),
                        "goals-double": results((16, 0), precisions=("double",), processes=("xyz_diffusion", "full_step")),
                        "clean": results((16, 0), processes=("xyz_diffusion", "full_step")), "case": case()}

    def write(self):
        for name, content in self.results.items():
            (self.folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")

    def test_page_has_goals_tables_and_pictures(self):
        self.write()
        made = make(self.folder, self.page)
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        text = self.page.read_text(encoding="utf-8")
        for words in ("scripts/list_performance.py", "Processor of a test", "16 species, each with its own limiter | 450 | 116", "64 tags on one lead", "## Scaling to 16 threads", "- A tag takes ",
                      "| 1 lead, 64 tags |", "### Double precision, 2 threads", "31.2 with 1 thread, 62.5 with 2 threads", "| the case | 70 x 76 x 18 |"):
            self.assertIn(words, text)
        for name in ("performance-roofline.png", "performance-error.png"):
            self.assertIn(f"](pictures/{name})", text)
            self.assertEqual((self.folder / "pictures" / name).read_bytes()[:4], b"\x89PNG")

    def test_page_can_be_made_of_one_thread_count(self):
        for name in ("table", "goals", "goals-double", "clean"):
            self.results[name]["results"] = [r for r in self.results[name]["results"] if r["threads"] == 1]
            self.results[name]["copy_gbps"] = {"1": 20.0}
        self.write()
        made = make(self.folder, self.page)
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        self.assertNotIn("2 threads against", self.page.read_text(encoding="utf-8"))

    def test_missing_and_broken_results_are_named(self):
        self.write()
        (self.folder / "goals.json").write_text("{", encoding="utf-8")
        made = make(self.folder, self.page)
        self.assertEqual(made.returncode, 1)
        self.assertIn("goals.json", made.stderr)
        (self.folder / "goals.json").unlink()
        self.assertIn("goals.json", make(self.folder, self.page).stderr)


if __name__ == "__main__":
    unittest.main()
