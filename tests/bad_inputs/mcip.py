"""MCIP's files: what their headers tell."""
import netCDF4
import numpy

from .support import Bad, ioapi, wrf

FILE = "METCRO3D.nc"
KINDS = {"METCRO3D": {"TA": "K", "PRES": "Pa", "QV": "kg/kg", "ZF": "m"}, "METDOT3D": {"UWIND": "m/s", "VWIND": "m/s"},
         "METCRO2D": {"PBL": "m", "USTAR": "m/s", "HFX": "W m-2", "TEMP2": "K", "PRSFC": "Pa"}, "GRIDCRO2D": {"HT": "m"}}


def write(folder, group, skip=(), name=None, header=None, **options):
    """A file of a kind with all that is needed, its one layer up to the top; attributes and variables that are skipped are not in it."""
    (first, unit), *others = [(name, unit) for name, unit in KINDS[group].items() if name not in skip]
    attributes = {"VGLVLS": numpy.float32([1.0, 0.0]), "XCENT": 112.1, "YCENT": 37.0, "P_GAM": 112.1}
    if group == "METDOT3D":
        options["extents"] = (5, 5)
        attributes.update(NCOLS=5, NROWS=5, XORIG=-25000.0, YORIG=-25000.0)
    attributes.update(header or {})
    path = folder / f"{name or group}.nc"
    ioapi(path, variable=first, unit=unit, value=280.0, attributes=attributes, skip=skip, **options)
    with netCDF4.Dataset(path, "a") as file:
        for name, other_unit in others:
            file.createVariable(name, "f4", file[first].dimensions).units = other_unit


def given(make, files=FILE):
    """A case of kind mcip on what make writes."""
    def prepare(folder):
        folder.edit("case.yaml", "kind: wrf, files: [wrf_*.nc]", f"kind: mcip, files: [{files}]")
        make(folder)
    return prepare


def run_of(spoilt, **options):
    """The files of a run of MCIP, one of them spoilt."""
    def make(folder):
        for kind in KINDS:
            write(folder, kind, **(options if kind == spoilt else {}))
    return given(make, "MET*.nc, GRID*.nc")


def levels(later, winds=0.5):
    """Two days of METCRO3D, whose two layers part at sigma 0.5 and at another."""
    def make(folder):
        days = {"METCRO3D": ((2020010, 0), (2020010, 10000)), "METCRO3D_2": ((2020010, 20000),)}
        for kind in KINDS:
            if not kind.endswith("3D"):
                write(folder, kind)
        for name, dates in days.items():
            sigma = later if name.endswith("2") else 0.5
            write(folder, "METCRO3D", name=name, layers=2, header={"VGLVLS": numpy.float32([1.0, sigma, 0.0]), "SDATE": dates[0][0], "STIME": dates[0][1]},
                  dates=dates, kind="netcdf4")
        write(folder, "METDOT3D", layers=2, header={"VGLVLS": numpy.float32([1.0, winds, 0.0])})
    return given(make, "MET*.nc, GRID*.nc")


def second(name, kind="f4", **options):
    """Two files of METCRO3D, of which the second has a variable of another making, never written."""
    def make(folder):
        for group in KINDS:
            write(folder, group)
        write(folder, "METCRO3D", name="METCRO3D_2", header={"STIME": 20000}, dates=((2020010, 20000),), skip=(name,), kind="netcdf4")
        with netCDF4.Dataset(folder / "METCRO3D_2.nc", "a") as file:
            file.createVariable(name, kind, ("TSTEP", "LAY", "ROW", "COL"), **options).units = KINDS["METCRO3D"][name]
    return given(make, "MET*.nc, GRID*.nc")


def bad(id_, wrong, make, code, says, remedy="", file=FILE, **options):
    return Bad(f"mcip-{id_}", wrong, make, code, 4, file, says, remedy, base="wrf", **options)


BAD = [
    bad("empty", "the file is empty", given(lambda f: f.write(FILE, "")), 302, ("empty",)),
    bad("truncated", "the file is cut by some bytes", given(lambda f: (ioapi(f / FILE, variable="TA"), f.cut(FILE, -40))), 302, ("truncated",)),
    bad("wrf", "WRF's own file is given", given(lambda f: wrf(f / FILE)), 308, ("GDTYP",), "kind: wrf"),
    bad("alone", "only one of MCIP's files is given", given(lambda f: write(f, "METCRO3D")), 301, ("METDOT3D", "METCRO2D", "GRIDCRO2D"), "METCRO3D", file="MCIP"),
    bad("header", "the header has no XCELL", run_of("METCRO3D", skip=("XCELL",)), 303, ("XCELL",)),
    bad("header-twice", "the header has no XCELL and a YORIG that is no number", run_of("METCRO3D", skip=("XCELL",), header={"YORIG": float("nan")}), 306,
        ("YORIG",), faults=2),
    bad("levels", "the layers of a later file are others", levels(0.6), 308, ("VGLVLS", "0.6", "0.5", "METCRO3D.nc"), "one run", file="METCRO3D_2.nc"),
    bad("levels-winds", "the layers of the winds are others", levels(0.5, winds=0.7), 308, ("VGLVLS", "0.7", "0.5", "METCRO3D.nc"), "one run",
        file="METDOT3D.nc"),
    bad("second-text", "a variable of the second file holds text", second("PRES", "S1"), 302, ("PRES", "text"), "as numbers", file="METCRO3D_2.nc"),
    bad("second-chunks", "a variable of the second file promises chunks of gigabytes", second("QV", chunksizes=(40000000, 1, 4, 4)), 304, ("QV", "chunks"),
        "damaged", file="METCRO3D_2.nc"),
    bad("variable", "the file has no humidity", run_of("METCRO3D", skip=("QV",)), 303, ("QV",)),
    bad("short", "the winds lack the last hour", run_of("METDOT3D", dates=((2020010, 0),)), 305, ("2020-01-10T01:00:00Z", "METDOT3D"), file="MCIP"),
]
