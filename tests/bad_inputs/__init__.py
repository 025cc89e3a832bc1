"""Inputs that the program must refuse, each made on top of a small case that runs: see bad_inputs.support.Bad."""
