"""docs/scenarios.md is what its script makes, and says what holds."""
import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(os.environ.get("FENHE_SOURCE", ".")).resolve()


class Page(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "docs/scenarios.md").read_text("utf-8")

    def test_five_scenarios_predicted_and_one_run_stand_side_by_side_at_three_receptors(self):
        rows = re.findall(r"^\| `(\w+)` \| (\w+) \| ([\d.]+) \| ([\d.]+|-) \| ([\d.]+) \| ([\d.]+) \|", self.text, re.MULTILINE)
        self.assertEqual(len(rows), 18)
        self.assertEqual((len({row[0] for row in rows}), len({row[1] for row in rows})), (6, 3))
        self.assertEqual(sum(row[3] != "-" for row in rows), 15)
        for name, receptor, _, predicted, lane, own in rows:
            if predicted != "-":
                self.assertAlmostEqual(float(predicted) / float(lane), 1.0, delta=1e-5, msg=(name, receptor))
            self.assertAlmostEqual(float(own) / float(lane), 1.0, delta=0.01, msg=(name, receptor))

    def test_predictions_equal_runs_with_the_bases_limiter(self):
        gaps = re.findall(r"^\| `\w+` \| ([\de.-]+) \| ([\de.-]+) \| [\d.]+ ug m-3 \|$", self.text, re.MULTILINE)
        self.assertEqual(len(gaps), 6)
        self.assertTrue(all(predicted == "-" or float(predicted) < 1e-5 for predicted, _ in gaps))


if __name__ == "__main__":
    unittest.main()
