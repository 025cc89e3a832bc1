"""What the documentation says of itself holds: links lead somewhere, the man page is well formed, the citation is complete."""
import pathlib
import re
import shutil
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


class Documentation(unittest.TestCase):
    def test_every_link_leads_to_a_file(self):
        for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            for target in LINK.findall(page.read_text(encoding="utf-8")):
                self.assertTrue((page.parent / target).exists(), f"{page.relative_to(ROOT)}: {target}")

    def test_the_man_page_is_well_formed(self):
        if not shutil.which("mandoc"):
            self.skipTest("mandoc is not installed: scripts/install-deps test")
        result = subprocess.run(["mandoc", "-Tlint", ROOT / "docs/man/fenhe.1"], capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_versions_agree(self):
        version = re.search(r"project\(fenhe VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
        self.assertIn(f"\nversion: {version}\n", (ROOT / "CITATION.cff").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
