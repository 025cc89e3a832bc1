"""MCIP's files: what their headers tell."""
from .support import Bad, ioapi, wrf

FILE = "CRO3D.nc"


def given(make):
    """A case of kind mcip on what make writes."""
    def prepare(folder):
        folder.edit("case.yaml", "kind: wrf, files: [wrf_*.nc]", f"kind: mcip, files: [{FILE}]")
        make(folder)
    return prepare


def cross(**options):
    return given(lambda f: ioapi(f / FILE, **{"variable": "TA", "unit": "K", "value": 280.0, **options}))


def bad(id_, wrong, make, code, says, remedy="", file=FILE, exit_=4, faults=1):
    return Bad(f"mcip-{id_}", wrong, make, code, exit_, file, says, remedy, base="wrf", faults=faults)


BAD = [
    bad("empty", "the file is empty", given(lambda f: f.write(FILE, "")), 302, ("empty",)),
    bad("truncated", "the file is cut by some bytes", given(lambda f: (ioapi(f / FILE, variable="TA"), f.cut(FILE, -40))), 302, ("truncated",)),
    bad("wrf", "WRF's own file is given", given(lambda f: wrf(f / FILE)), 308, ("GDTYP",), "kind: wrf"),
    # It lacks WHAT_JD, PRES, QV and ZF, too.
    bad("alone", "only one of MCIP's files is given", cross(), 301, ("METDOT3D",), "METCRO3D", file="MCIP", faults=5),
    # The other files are missing, too.
    bad("header", "the header has no XCELL", cross(skip=("XCELL",)), 303, ("XCELL",), faults=2),
]
