"""MCIP's files: what their headers tell."""
import netCDF4
import numpy

from .support import Bad, ioapi, wrf

FILE = "METCRO3D.nc"
KINDS = {"METCRO3D": {"TA": "K", "PRES": "Pa", "QV": "kg/kg", "ZF": "m"}, "METDOT3D": {"UWIND": "m/s", "VWIND": "m/s"},
         "METCRO2D": {"PBL": "m", "USTAR": "m/s", "HFX": "W m-2", "TEMP2": "K", "PRSFC": "Pa"}, "GRIDCRO2D": {"HT": "m"}}


def write(folder, kind, skip=(), **options):
    """A file of a kind with all that is needed, its one layer up to the top; attributes and variables that are skipped are not in it."""
    (first, unit), *others = [(name, unit) for name, unit in KINDS[kind].items() if name not in skip]
    attributes = {"VGLVLS": numpy.float32([1.0, 0.0]), "XCENT": 112.1, "YCENT": 37.0, "P_GAM": 112.1}
    if kind == "METDOT3D":
        options["extents"] = (5, 5)
        attributes.update(NCOLS=5, NROWS=5, XORIG=-25000.0, YORIG=-25000.0)
    path = folder / f"{kind}.nc"
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


def bad(id_, wrong, make, code, says, remedy="", file=FILE):
    return Bad(f"mcip-{id_}", wrong, make, code, 4, file, says, remedy, base="wrf")


BAD = [
    bad("empty", "the file is empty", given(lambda f: f.write(FILE, "")), 302, ("empty",)),
    bad("truncated", "the file is cut by some bytes", given(lambda f: (ioapi(f / FILE, variable="TA"), f.cut(FILE, -40))), 302, ("truncated",)),
    bad("wrf", "WRF's own file is given", given(lambda f: wrf(f / FILE)), 308, ("GDTYP",), "kind: wrf"),
    bad("alone", "only one of MCIP's files is given", given(lambda f: write(f, "METCRO3D")), 301, ("METDOT3D", "METCRO2D", "GRIDCRO2D"), "METCRO3D", file="MCIP"),
    bad("header", "the header has no XCELL", run_of("METCRO3D", skip=("XCELL",)), 303, ("XCELL",)),
    bad("variable", "the file has no humidity", run_of("METCRO3D", skip=("QV",)), 303, ("QV",)),
    bad("short", "the winds lack the last hour", run_of("METDOT3D", dates=((2020010, 0),)), 305, ("2020-01-10T01:00:00Z", "METDOT3D"), file="MCIP"),
]
