"""None of the bad inputs is accepted: each gets its code, exit status, place and remedy, and leaves an earlier output as it was."""
import os
import pathlib
import subprocess
import unittest

from bad_inputs import page, support

ROOT = pathlib.Path(__file__).resolve().parent.parent
SANITIZED = b"__asan_init" in pathlib.Path(support.PROGRAM).read_bytes()
CATALOGUE = page.catalogue()
ALL = [bad for inputs in CATALOGUE.values() for bad in inputs]


def limits_memory(bad):
    return support.resource.RLIMIT_AS in bad.limits


def output(folder):
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir() if path.name != "run.log"}


class BadInputs(unittest.TestCase):
    def test_each_is_refused_with_its_code_place_and_remedy_and_leaves_the_output_alone(self):
        rows = (ROOT / "docs/errors.md").read_text("utf-8").splitlines()
        for bad in ALL:
            if SANITIZED and limits_memory(bad):
                continue  # its shadow memory alone is beyond any limit
            with self.subTest(bad.id), support.spoilt(bad) as folder:
                before = {path: path.lstat().st_mtime_ns for path in folder.path.rglob("*")}
                result = support.ask(folder, bad.found_by, bad)
                found = support.complaints(result.stderr, folder)
                said = result.stdout + result.stderr
                self.assertEqual(result.returncode, bad.exit, said)
                self.assertTrue(found, said)
                first = "\n".join(found[0])
                self.assertEqual(int(support.CODE.search(first)[1]), bad.code, said)
                for words in (bad.file, *bad.says, bad.remedy):
                    self.assertIn(words, first)
                for lines in found:
                    self.assertLessEqual(len(lines), support.MOST_LINES, said)
                    self.assertRegex(lines[-1], r"^  = \S.*\[E\d{4}\]$", said)
                if bad.found_by == "check":
                    self.assertEqual(len(found), bad.faults, said)
                    self.assertIn(f"{bad.faults} fault{'' if bad.faults == 1 else 's'} in ", result.stderr.splitlines()[-1])
                    self.assertEqual({path: path.lstat().st_mtime_ns for path in folder.path.rglob("*")}, before)
                self.assertTrue(page.row(bad, found[0]) in rows,
                                f"docs/errors.md is out of date, run scripts/list_errors.py: {page.row(bad, found[0])}")
                self.assertEqual(output(folder), support.EARLIER)
                self.assertEqual([path.name for path in folder.path.rglob(".*.tmp-*")], [])

    def test_the_run_refuses_what_the_check_refuses(self):
        for bad in ALL[::5]:
            if bad.found_by != "check" or limits_memory(bad) or "scenario" in bad.id:  # a run reads the scenario that it is given
                continue
            with self.subTest(bad.id), support.spoilt(bad) as folder:
                result = support.ask(folder, "run", bad)
                self.assertNotIn(result.returncode, (0, 1), result.stdout + result.stderr)
                self.assertGreater(result.returncode, 0)
                self.assertTrue(support.CODE.search(result.stderr), result.stderr)
                self.assertEqual(output(folder), support.EARLIER)

    def test_the_sound_cases_run(self):
        for base in ("tables", "wrf"):
            with support.spoilt(support.Bad("sound", "", lambda folder: None, 0, 0, "", (), "", base=base)) as folder:
                for verb in ("check", "run"):
                    result = subprocess.run([support.PROGRAM, verb, "case.yaml"], cwd=folder.path, capture_output=True, text=True, check=False,
                                            env=dict(os.environ, OMP_NUM_THREADS="1"))
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_there_are_at_least_120_and_no_id_comes_twice(self):
        self.assertGreaterEqual(len(ALL), 120)
        self.assertEqual(len({bad.id for bad in ALL}), len(ALL))

    def test_every_code_of_an_input_has_an_example(self):
        header = (ROOT / "base/include/fenhe/status.h").read_text("utf-8")
        self.assertTrue(all(f", {bad.code}, FEN_EXIT" in header for bad in ALL))


if __name__ == "__main__":
    unittest.main()
