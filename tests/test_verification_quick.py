"""The quick cases with known answers pass, and verify's command line does what it says."""
import json
import pathlib
import subprocess
import tempfile
import unittest

import verify_answer


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
        self.assert_refused(2, "E0102", f"did you mean '{case}'?", case[:-1] + "~")
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

    def test_a_folder_that_cannot_be_written_is_reported(self):
        with tempfile.NamedTemporaryFile() as file:
            result = self.run_verb(self.quick_case(), "--plots", f"{file.name}/plots")
            self.assertEqual(result.returncode, 6)
            self.assertTrue(result.stderr.endswith("[E0502]\n"), result.stderr)


if __name__ == "__main__":
    unittest.main()
