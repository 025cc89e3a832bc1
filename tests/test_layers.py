"""The floors of the house hold: a layer can include what lies below it and nothing else."""
import json
import os
import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BELOW = {
    "base": set(),
    "grids": {"base"},
    "io": {"base", "grids"},
    "solver": {"base", "grids"},
    "meteo": {"base", "grids", "io", "solver"},
    "emissions": {"base", "grids", "io", "solver"},
    "scenarios": {"base", "grids", "io", "solver", "meteo", "emissions"},
}


def compile_of(layer, commands):
    """The include options with which the build compiles a layer, and its compiler."""
    words = next(entry["command"].split() for entry in commands if pathlib.Path(entry["file"]).is_relative_to(ROOT / layer))
    options = [word for word in words if word.startswith("-I")]
    for index, word in enumerate(words):
        if word == "-isystem":
            options += [word, words[index + 1]]
    return words[0], options


class Layers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        build = pathlib.Path(os.environ["FENHE_PROGRAM"]).parent.parent
        cls.commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))

    def test_a_layer_sees_the_layers_below_and_no_other(self):
        for layer, below in BELOW.items():
            compiler, options = compile_of(layer, self.commands)
            for other in BELOW:
                header = sorted((ROOT / other / "include/fenhe").glob("*.h"))[0]
                result = subprocess.run([compiler, "-std=c17", "-fsyntax-only", "-x", "c", *options, "-"], capture_output=True, check=False,
                                        input=f'#include "fenhe/{header.name}"\n', text=True)
                seen = other == layer or other in below
                self.assertEqual(result.returncode == 0, seen, f"{layer} includes {other}/{header.name}:\n{result.stderr}")


if __name__ == "__main__":
    unittest.main()
