"""What docs/guide/tutorial.md shows is what happens when its policy is written down and its commands are run."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["FENHE_SOURCE"])
PROGRAM = os.environ["FENHE_PROGRAM"]


class Tutorial(unittest.TestCase):
    def test_a_policy_of_ten_lines_gives_the_answer_of_the_page(self):
        page = (SOURCE / "docs/guide/tutorial.md").read_text("utf-8")
        blocks = re.findall(r"```(\w*)\n(.*?)```", page, re.DOTALL)
        policy, = (text for kind, text in blocks if kind == "yaml")
        commands = [line for kind, text in blocks if kind == "sh" for line in text.splitlines()]
        shown = [text.strip() for kind, text in blocks if kind == ""]
        self.assertEqual((len(policy.splitlines()), len(commands), len(shown)), (10, 4, 2))
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "cleaner_winter.yaml").write_text(policy, "utf-8")
            (folder / "data").symlink_to(SOURCE / "data")
            told = ""
            for command in commands:
                words = shlex.split(command)
                self.assertEqual(words[0], "fenhe")
                answer = subprocess.run([PROGRAM, *words[1:]], cwd=folder, capture_output=True, encoding="utf-8", check=False)
                self.assertEqual(answer.returncode, 0, answer.stderr)
                told += answer.stdout
        for text in shown:
            self.assertIn(text, told)


if __name__ == "__main__":
    unittest.main()
