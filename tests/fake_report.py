"""A report of `fenhe verify --plots` with made-up figures."""
import json
import math

ARCS = ("arc_m", "measured_maximum_mgpm3", "modelled_maximum_mgpm3", "measured_integral_mgpm2", "modelled_integral_mgpm2")
PROFILE = ("height_m", "exact_kgpm3", "ours_kgpm3")
ORDERS = ("dz_m", "l2", "linf")


class Report:
    """Gathers cases, writes verify.json and the tables."""

    def __init__(self, folder):
        self.folder = folder
        self.cases = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name, ours, reference=None, limits=None, updates=None, passes=True, tables=(), **more):
        series = []
        for table, columns, rows in tables:
            file = f"{name.replace('/', '-')}-{table}.csv"
            lines = [",".join(columns), *(",".join(f"{value:.9g}" for value in row) for row in rows)]
            (self.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
            series.append({"name": table, "file": file, "columns": columns, "rows": len(rows)})
        self.cases.append({"id": name, "precision": "single" if name.endswith("/single") else "double", "tier": "full", "setup": "A blob",
                           "ours": ours, "reference": {"citation": "Somebody (1999)", **(reference or {})}, "limits": limits or {},
                           "series": series, "cell_updates": updates, "wall_s": 1.0, "pass": passes, **more})

    def write(self):
        count = [sum(case["pass"] is value for case in self.cases) for value in (True, False, None)]
        (self.folder / "verify.json").write_text(json.dumps({
            "version": "0.1.0", "threads": 2, "wall_s": 60.0, "passed": count[0], "failed": count[1], "skipped": count[2],
            "cases": self.cases}), encoding="utf-8")


def write(folder):
    """Cases of every kind that is drawn, one that fails and one that was skipped."""
    report = Report(folder)
    for nx in (50, 100, 200):
        report.add(f"V1/{nx}x{nx}/c0.52/positive-7", {"l2": 100.0 / nx**3, "min": 0.0}, {"l2": 0.06}, {"l2": {"at_most": 0.01}, "min": {"at_least": 0.0}},
                   updates=12.0 * nx**3)
    for nx in (120, 240):
        for courant in (0.62, 2.5, 5):
            for cells in (7, 9):
                report.add(f"V2/{nx}x{nx // 2}/c{courant:g}/positive-{cells}", {"l2": 1e4 / nx**3 / cells}, updates=4.0 * nx**3 / courant)
                report.add(f"V2/half/{nx}x{nx // 2}/c{courant:g}/positive-{cells}", {"l2": 2e4 / nx**3 / cells})
        report.add(f"V2/{nx}x{nx // 2}/c0.62/ppm", {"l2": 0.2}, updates=4.0 * nx**3)
    for run in (17, 21):
        report.add(f"V7/run-{run}", {"fac2": 0.9}, tables=[("arcs", ARCS, [[x, 9e3 / x, run * 4e2 / x, 8e4 / x, 7e4 / x] for x in (50, 100, 800)])])
    report.add("V7/all", {"fac2": 0.9, "fb": 0.1}, {"fac2": 0.5}, {"fac2": {"at_least": 0.5}})
    heights = range(0, 200, 10)
    for name in ("V5/falling", "V5/resting"):
        report.add(name, {"l2": 0.001}, tables=[("profile", PROFILE, [[z, math.exp(-z / 50), math.exp(-z / 51)] for z in heights]),
                                              ("orders", ORDERS, [[dz, dz * dz, 2 * dz * dz] for dz in (1, 2, 4)])])
    plane = [(x, z) for z in range(0, 16, 2) for x in range(-80, 81, 10)]
    blob = [[x, z, *(math.exp(-((x - centre) / 25)**2 - ((z - 9) / 3)**2) for centre in (-50, 0, 50, 51))] for x, z in plane]
    report.add("V9/level/3km/300x50/own/positive-7", {"l2": 0.01}, tables=[("tracer", ("x_km", "z_km", "start", "halfway", "end", "exact"), blob)])
    report.add("V9/level/3km/convergence", {"order": 2.0},
               tables=[("errors", ("dx_m", "l2", "linf", "published_l2", "published_linf"), [[x, x * x, x * x, 2 * x * x, math.nan] for x in (1, 2, 4)])])
    report.add("V6/hurricane/single", {"spread": None}, limits={"spread": {"at_most": 0.0}}, passes=False)
    report.add("V6/absent", {}, passes=None, skipped="no data")
    report.add("V6/broken", {}, passes=False, error="too fast")
    report.write()
