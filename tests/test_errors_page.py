"""The page of errors in the guide says what the header says."""
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


class ErrorsPage(unittest.TestCase):
    def test_page_is_up_to_date(self):
        result = subprocess.run([ROOT / "scripts/list_errors.py", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_every_code_is_listed_once(self):
        page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
        header = (ROOT / "base/include/fenhe/status.h").read_text(encoding="utf-8")
        codes = [line for line in page.splitlines() if line.startswith("| E")]
        self.assertEqual(len(codes), header.count("  X(FEN_ERR_"))
        self.assertEqual(len(codes), len(set(codes)))


if __name__ == "__main__":
    unittest.main()
