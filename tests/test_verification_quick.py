"""The quick cases with known answers pass, and verify's command line does what it says."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import verify_answer

# One release, and samples a million times what it can give.
RUNS = """run,q_g_s,source_height_m,sampler_height_m,obukhov_length_m,ustar_m_s,mixing_height_m,wind_from_deg,sigma_azimuth_deg,wind_speed_8m_m_s
1,50,0.5,1.5,-50,0.3,1000,180,10,5
"""
SAMPLES = "run,arc_m,azimuth_deg,so2_mg_m3\n1,50,350,1e6\n1,50,0,{peak}\n1,50,10,1e6\n"


class Quick(verify_answer.Answer):
    words = ("--quick",)


class CommandLine(unittest.TestCase):
    def run_verb(self, *words, **environment):
        return subprocess.run([verify_answer.PROGRAM, "verify", *map(str, words)], capture_output=True, text=True, check=False,
                              env=verify_answer.environment(**environment))

    def quick_case(self):
        """The id of a case that passed, and soon."""
        cases = [case for case in verify_answer.ask("--quick")[1]["cases"] if case["pass"]]
        if not cases:
            self.skipTest("no quick case was run")
        return min(cases, key=lambda case: case["wall_s"])["id"]

    def assert_refused(self, status, code, phrase, *words):
        result = self.run_verb(*words)
        self.assertEqual((result.returncode, result.stdout), (status, ""), result.stderr)
        self.assertIn(phrase, result.stderr)
        self.assertTrue(result.stderr.endswith(f"[{code}]\n"), result.stderr)
        self.assertLessEqual(len(result.stderr.splitlines()), 6)

    def test_wrong_words_are_refused_with_a_remedy(self):
        case = self.quick_case()
        self.assert_refused(2, "E0102", f"did you mean '{case}'?", case + "~")
        self.assert_refused(2, "E0102", "fenhe verify --list names all", "nothing/like/any/case/here")
        self.assert_refused(2, "E0102", "did you mean '--quick'?", "--quik")
        self.assert_refused(2, "E0102", "unknown option '--unheard-of-altogether'", "--unheard-of-altogether")
        self.assert_refused(2, "E0102", "--plots has nothing behind it; give the folder to write to", "--plots")
        self.assert_refused(2, "E0102", "--data has nothing behind it", "--data", "--quick")
        self.assert_refused(2, "E0102", "--runs is given without --samples", "--runs", "runs.csv")
        self.assert_refused(2, "E0102", "--samples is given without --runs", "--samples", "samples.csv")
        self.assert_refused(2, "E0102", "--list runs nothing", "--list", "--plots", "plots")
        self.assert_refused(4, "E0301", "no such folder", "--data", "/nowhere/at/all")

    def test_a_full_case_is_not_quick(self):
        listed = json.loads(self.run_verb("--list", "--json").stdout)["cases"]
        full = [case["id"] for case in listed if case["tier"] == "full"]
        if full:
            self.assert_refused(2, "E0102", "none of these cases is quick", "--quick", full[0])

    def test_a_case_and_its_beginning_are_listed_and_run(self):
        case = self.quick_case()
        for word in (case, case.split("/")[0]):
            self.assertIn(case, self.run_verb("--list", word).stdout)
        text = self.run_verb(case).stdout
        self.assertIn(case, text)
        self.assertIn("theirs: ", text)
        self.assertRegex(text, r"\n\d+ cases?: \d+ passed, 0 failed, 0 skipped, in [0-9.]+ s\n$")

    def field_runs(self, folder, peak="5e6"):
        """Options that name tables of one release."""
        runs, samples = pathlib.Path(folder, "runs.csv"), pathlib.Path(folder, "samples.csv")
        runs.write_text(RUNS, encoding="utf-8")
        samples.write_text(SAMPLES.format(peak=peak), encoding="utf-8")
        return "--runs", runs, "--samples", samples

    def test_a_miss_and_a_damaged_table_have_their_exit_statuses(self):
        with tempfile.TemporaryDirectory() as folder:
            for peak, status, code in (("5e6", 5, "E0405"), ("many", 3, "E0205")):
                result = self.run_verb("V7/all", "--json", *self.field_runs(folder, peak))
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertTrue(result.stderr.endswith(f"[{code}]\n"), result.stderr)
                if status == 5:
                    case = json.loads(result.stdout, parse_constant=verify_answer.refuse)["cases"][0]
                    self.assertEqual((case["pass"], case["ours"]["fac2"]), (False, 0.0))
                    self.assertTrue(verify_answer.misses(case))

    def test_files_are_kept_where_pictures_cannot_be_drawn(self):
        case = self.quick_case()
        for python in ("/nowhere/python3", "/bin/false"):
            with tempfile.TemporaryDirectory() as folder:
                result = self.run_verb(case, "--plots", f"{folder}/plots", FENHE_PYTHON=python)
                self.assertEqual(result.returncode, 0)
                self.assertEqual(len(result.stderr.splitlines()), 1)
                self.assertIn(f"no pictures: {python}", result.stderr)
                self.assertIn("scripts/install-deps plots", result.stderr)
                report = json.loads(pathlib.Path(folder, "plots/verify.json").read_text(encoding="utf-8"))
                for series in report["cases"][0]["series"]:
                    self.assertTrue(pathlib.Path(folder, "plots", series["file"]).exists())

    def test_pictures_are_drawn_beside_the_one_object(self):
        with tempfile.TemporaryDirectory() as folder:
            result = self.run_verb("V7/all", "--json", *self.field_runs(folder), "--plots", folder)
            case = json.loads(result.stdout, parse_constant=verify_answer.refuse)["cases"][0]
            self.assertTrue(pathlib.Path(folder, case["series"][0]["file"]).exists())
            self.assertIn(f"pictures in {folder}", result.stderr)
            self.assertTrue(list(pathlib.Path(folder).glob("*.png")))

    def test_a_folder_that_cannot_be_written_is_reported(self):
        with tempfile.NamedTemporaryFile() as file:
            result = self.run_verb(self.quick_case(), "--plots", f"{file.name}/plots")
            self.assertEqual(result.returncode, 6)
            self.assertTrue(result.stderr.endswith("[E0502]\n"), result.stderr)


if __name__ == "__main__":
    unittest.main()
