"""What `fenhe verify --plots` left in its folder, and published figures to stand beside it."""
import dataclasses
import functools
import json
import pathlib
import re

import numpy

PLANE = re.compile(r"(?P<suite>V[12])/(?P<half>half/)?(?P<nx>\d+)x(?P<ny>\d+)/c(?P<courant>[\d.]+)/(?P<limiter>[a-z]+)(?:-(?P<cells>\d+))?")
# Length of the domain along x: metres, and degrees of longitude.
LENGTH = {"V1": 10000.0, "V2": 360.0}


class ReportError(Exception):
    """What the user is told: one complaint with its remedy."""


@dataclasses.dataclass(frozen=True)
class Published:
    """A line of a published table: cells along x, steps and l2."""

    suite: str
    name: str
    rows: tuple
    marker: str

    def spacing(self):
        return [LENGTH[self.suite] / nx for nx, _, _ in self.rows]

    def errors(self):
        return [l2 for _, _, l2 in self.rows]

    def updates(self):
        """Cells times sweeps; two sweeps a step, though a split scheme of this kind takes more."""
        ratio = 1.0 if self.suite == "V1" else 0.5
        return [2 * ratio * nx * nx * steps for nx, steps, _ in self.rows]


PUBLISHED = (
    Published("V1", "PPM, unlimited, split (Chen et al. 2017)", ((50, 300, 0.06168), (100, 600, 0.005421), (200, 1200, 0.000489), (400, 2400, 5.74e-5)), "o"),
    Published("V1", "the same, Courant number 5", ((50, 30, 0.192), (100, 60, 0.0437), (200, 120, 0.0104), (400, 240, 0.00255)), "s"),
    Published("V2", "PPM, unlimited, split (Chen et al. 2017)", ((60, 250, 0.4115), (120, 500, 0.2120), (240, 1000, 0.0641), (480, 2000, 0.0119)), "o"),
    Published("V2", "OpenFOAM, cubic upwind (Chen et al. 2017)", ((120, 500, 0.3131), (240, 1000, 0.1749)), "^"),
)


@dataclasses.dataclass(frozen=True)
class Table:
    """The rows behind a figure; columns are named with their units."""

    name: str
    columns: tuple
    values: numpy.ndarray  # shape [row][column]

    def column(self, name):
        return self.values[:, self.columns.index(name)]


class Case:
    """One case of the report."""

    def __init__(self, folder, entry):
        self.folder = folder
        self.entry = entry
        self.id = entry["id"]
        self.suite = self.id.split("/")[0]
        self.ours = {name: numpy.nan if value is None else value for name, value in entry.get("ours", {}).items()}
        self.reference = entry.get("reference", {})
        self.limits = entry.get("limits", {})
        self.updates = entry.get("cell_updates") or numpy.nan
        self.is_single = entry["precision"] == "single"
        self.plane = PLANE.fullmatch(self.id)

    @functools.cached_property
    def tables(self):
        """Tables by name."""
        return {series["name"]: self._read(series) for series in self.entry.get("series", [])}

    def _read(self, series):
        path = self.folder / series["file"]
        try:
            values = numpy.genfromtxt(path, delimiter=",", skip_header=1, ndmin=2)
        except (OSError, ValueError) as fault:
            raise ReportError(f"{path}: not readable as a table ({fault})\n  = run fenhe verify --plots again") from fault
        columns = tuple(series["columns"])
        return Table(series["name"], columns, values.reshape(-1, len(columns)))


def read(folder):
    """The cases of folder/verify.json and the head of the report."""
    path = pathlib.Path(folder) / "verify.json"
    try:
        head = json.loads(path.read_text(encoding="utf-8"))
        return head, [Case(path.parent, entry) for entry in head["cases"]]
    except OSError as fault:
        raise ReportError(f"{path}: no such file\n  = make it: fenhe verify --plots {folder}") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise ReportError(f"{path}: not a report of fenhe verify ({fault})\n  = make it again: fenhe verify --plots {folder}") from fault
