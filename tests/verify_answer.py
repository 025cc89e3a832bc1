"""What `fenhe verify --json` says, checked: shared by the tests of the quick cases and of all."""
import functools
import json
import math
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(os.environ.get("FENHE_SOURCE", pathlib.Path(__file__).resolve().parent.parent))
PROGRAM = os.environ.get("FENHE_PROGRAM", str(ROOT / "build/release/apps/fenhe"))


def refuse(word):
    """No JSON knows this word."""
    raise ValueError(f"{word} in JSON")


def environment(**more):
    """Where the real data lie, unless it is told."""
    return {"FENHE_DATA": str(ROOT.parent / "shared/data"), **os.environ, **more}


@functools.cache
def ask(*words):
    """The program's exit status, its answer, and what it said beside it."""
    result = subprocess.run([PROGRAM, "verify", "--json", *words], capture_output=True, text=True, check=False, env=environment())
    if not result.stdout:
        raise AssertionError(f"exit status {result.returncode}, no answer; it said:\n{result.stderr}")
    return result.returncode, json.loads(result.stdout, parse_constant=refuse), result.stderr


def misses(case):
    """The figures of a case that do not keep their limits, in words."""
    said = [case["error"]] if "error" in case else []
    for name, limit in case.get("limits", {}).items():
        ours = case["ours"][name]
        kept = ours is not None and ours <= limit.get("at_most", math.inf) and ours >= limit.get("at_least", -math.inf)
        if not kept:
            said.append(f"{name} {ours} against {limit}")
    return said


class Answer(unittest.TestCase):
    """Tests of one answer; a subclass sets `words`."""

    words = None
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if cls.words is None:
            raise unittest.SkipTest("only its subclasses ask")
        cls.status, cls.answer, cls.said = ask(*cls.words)

    def test_every_case_keeps_its_limits(self):
        failed = {case["id"]: misses(case) for case in self.answer["cases"] if case["pass"] is False}
        self.assertEqual(failed, {})
        self.assertEqual(self.status, 0, self.said)

    def test_the_verdict_is_what_the_figures_say(self):
        for case in self.answer["cases"]:
            self.assertEqual(case["pass"], None if "skipped" in case else not misses(case), case["id"])
        for verdict, value in (("passed", True), ("failed", False), ("skipped", None)):
            self.assertEqual(self.answer[verdict], sum(case["pass"] is value for case in self.answer["cases"]))

    def test_ids_are_unique_and_every_case_says_whose_figures_it_meets(self):
        ids = [case["id"] for case in self.answer["cases"]]
        self.assertEqual(len(set(ids)), len(ids))
        for case in self.answer["cases"]:
            self.assertGreaterEqual(len(case["reference"]["citation"]), 5, case["id"])

    def test_a_case_that_is_run_gives_figures_and_at_least_one_has_a_limit(self):
        for case in self.answer["cases"]:
            if "skipped" not in case:
                self.assertTrue(case["ours"], case["id"])
                self.assertLessEqual(set(case["limits"]), set(case["ours"]))

    def test_progress_is_told_line_by_line(self):
        self.assertGreaterEqual(len(self.said.splitlines()), len(self.answer["cases"]))
