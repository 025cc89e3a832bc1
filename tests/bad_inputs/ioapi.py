"""I/O API files: emissions."""
from .support import Bad, ioapi

FILE = "emis.nc"


def emis(**options):
    return lambda f: ioapi(f / FILE, **options)


DAY = 2020010
BAD = [
    Bad("ioapi-truncated", "the file is cut by some bytes", lambda f: f.cut(FILE, -40), 302, 4, FILE, ("truncated",), ""),
    Bad("ioapi-empty", "the file is empty", lambda f: f.write(FILE, ""), 302, 4, FILE, ("empty",), ""),
    Bad("ioapi-flipped", "the version byte is flipped", lambda f: f.flip(FILE, 3), 302, 4, FILE, (), ""),
    Bad("ioapi-header-missing", "the header has no GDTYP", emis(skip=("GDTYP",)), 303, 4, FILE, ("GDTYP",), ""),
    Bad("ioapi-step-missing", "the header has no TSTEP", emis(skip=("TSTEP",)), 303, 4, FILE, ("TSTEP",), ""),
    Bad("ioapi-header-several", "the header lacks GDTYP and XORIG, a cell has no size, and a time step of 99 minutes",
        emis(skip=("GDTYP", "XORIG"), attributes={"YCELL": 0.0, "TSTEP": 9900}), 306, 4, FILE, ("TSTEP",), "", faults=4),
    Bad("ioapi-header-unit", "the header lacks XCELL, and the unit of the variable is UNKNOWN", emis(skip=("XCELL",), unit="UNKNOWN"), 303, 4, FILE,
        ("XCELL",), "", faults=2),
    Bad("ioapi-header-values", "the grid lies elsewhere, and an emission is negative", emis(attributes={"XORIG": 4e6}, odd=-1.0), 308, 4, FILE, ("touches",), "",
        faults=2),
    Bad("ioapi-cell-missing", "the header has no XCELL", emis(skip=("XCELL",)), 303, 4, FILE, ("XCELL",), ""),
    Bad("ioapi-cell-negative", "cells are of negative size", emis(attributes={"XCELL": -10000.0}), 308, 4, FILE, ("-10000",), ""),
    Bad("ioapi-cell-nan", "cells are of size NaN", emis(attributes={"XCELL": float("nan")}), 306, 4, FILE, ("XCELL",), ""),
    Bad("ioapi-projection", "GDTYP is of no known projection", emis(attributes={"GDTYP": 99}), 308, 4, FILE, ("99",), ""),
    Bad("ioapi-axes-swapped", "rows and columns are swapped", emis(dims=("TSTEP", "LAY", "COL", "ROW"), extents=(4, 3), attributes={"NCOLS": 3}), 304, 4,
        FILE, ("PM25",), ""),
    Bad("ioapi-rank", "the variable has no layers", emis(dims=("TSTEP", "ROW", "COL")), 304, 4, FILE, ("PM25",), ""),
    Bad("ioapi-levels", "layers have no VGLVLS", emis(layers=3, skip=("VGLVLS",)), 304, 4, FILE, ("VGLVLS",), ""),
    Bad("ioapi-tflag-missing", "the file has no TFLAG", emis(skip=("TFLAG",)), 303, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-tflag-shape", "TFLAG holds three numbers a time", emis(tflag_pairs=3), 304, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-date", "a date is the 367th day of its year", emis(dates=((2020367, 0), (2020367, 10000))), 306, 4, FILE, ("TFLAG", "2020367"), ""),
    Bad("ioapi-clock", "a clock shows 25 hours", emis(dates=((DAY, 240000), (DAY, 250000))), 306, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-time-gap", "an hour is missing", emis(dates=((DAY, 0), (DAY, 10000), (DAY, 30000))), 305, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-time-twice", "an hour comes twice", emis(dates=((DAY, 0), (DAY, 10000), (DAY, 10000))), 305, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-time-order", "hours go backward", emis(dates=((DAY, 20000), (DAY, 10000), (DAY, 0))), 305, 4, FILE, ("TFLAG",), ""),
    Bad("ioapi-unit-absent", "the variable has no unit", emis(unit=None), 309, 4, FILE, ("PM25", "no unit"), ""),
    Bad("ioapi-unit-blank", "the unit is blank", emis(unit=""), 309, 4, FILE, ("PM25", "no unit"), ""),
    Bad("ioapi-unit-unknown", "the unit is UNKNOWN", emis(unit="UNKNOWN"), 309, 4, FILE, ("PM25", "UNKNOWN"), ""),
    Bad("ioapi-unit-concentration", "the unit is that of a concentration", emis(unit="micrograms/m**3"), 309, 4, FILE, ("PM25", "ug m-3"), ""),
    Bad("ioapi-unit-moles", "moles of a particle whose molar mass is unknown", emis(unit="moles/s"), 309, 4, FILE, ("PM25", "molar mass"), ""),
    Bad("ioapi-no-species", "no variable bears a species' name", emis(variable="PMFINE"), 212, 3, FILE, ("species",), ""),
    Bad("ioapi-nan", "a value is NaN", emis(odd=float("nan")), 306, 4, FILE, ("PM25", "ROW 2, COL 2"), ""),
    Bad("ioapi-badval", "a value is I/O API's missing value", emis(odd=-9.999e36), 306, 4, FILE, ("PM25", "missing"), ""),
    Bad("ioapi-negative", "an emission is negative", emis(odd=-1.0), 307, 4, FILE, ("PM25", "-1"), ""),
    Bad("ioapi-elsewhere", "the grid lies elsewhere", emis(attributes={"XORIG": 4e6}), 308, 4, FILE, (), ""),
    Bad("ioapi-cone", "the latitudes of the cone cancel", emis(attributes={"P_ALP": 34.0, "P_BET": -34.0}), 308, 4, FILE, ("34",), ""),
    Bad("ioapi-ncols", "NCOLS and the dimension COL differ", emis(attributes={"NCOLS": 7}), 304, 4, FILE, ("NCOLS", "7"), ""),
    Bad("ioapi-levels-order", "VGLVLS go up and down", emis(layers=3, attributes={"VGLVLS": [1.0, 0.9, 0.95, 0.8]}), 306, 4, FILE, ("VGLVLS",), ""),
]
