"""WRF's files."""
import netCDF4
import numpy

from .support import Bad, WRF_FIELDS, wrf

FILE = "wrf_0.nc"
NAN = float("nan")


def one(**options):
    return lambda f: wrf(f / FILE, **options)


def two(first, second):
    def make(folder):
        wrf(folder / FILE, **first)
        wrf(folder / "wrf_1.nc", **second)
    return make


def bad(id_, wrong, make, code, says, remedy="", file=FILE, exit_=4, **options):
    return Bad(f"wrf-{id_}", wrong, make, code, exit_, file, says, remedy, base="wrf", **options)


def run(id_, wrong, make, code, says, **options):
    return bad(id_, wrong, make, code, says, found_by="run", **options)


def gap(folder):
    wrf(folder / FILE, times=["2020-01-10_00:00:00", "2020-01-10_01:00:00", "2020-01-10_03:00:00"])
    folder.edit("case.yaml", "length: 1 h", "length: 3 h")


def second(name, kind="f4", **options):
    """Two files, of which the second has a variable of another making, never written."""
    def make(folder):
        two({"hours": 1}, {"start": "2020-01-10_01:00:00", "hours": 1, "skip": (name,)})(folder)
        with netCDF4.Dataset(folder / FILE) as first, netCDF4.Dataset(folder / "wrf_1.nc", "a") as file:
            file.createVariable(name, kind, first[name].dimensions, **options)
    return make


def two_layers(folder):
    two({"hours": 1}, {"start": "2020-01-10_01:00:00", "hours": 1})(folder)
    with netCDF4.Dataset(folder / "wrf_1.nc", "a") as file:
        file["ZNW"][:] = [1.0, 0.8, 0.7, 0.4, 0.0]


BAD = [
    bad("none", "no file matches the pattern", lambda f: (f / FILE).unlink(), 301, ("no file matches",), "check the path", file="wrf_*.nc"),
    bad("no-folder", "the folder of the files is not there", lambda f: f.edit("case.yaml", "wrf_*.nc", "january/wrf_*.nc"), 301, ("there is no folder",),
        "check the path", file="january"),
    bad("link", "a link among the files leads to no file", lambda f: ((f / FILE).unlink(), (f / FILE).symlink_to("/nowhere/wrf.nc")), 301,
        ("leads to no file",), "link anew"),
    bad("none-nor-points", "neither the weather nor the inventory is there", lambda f: ((f / FILE).unlink(), (f / "points.csv").unlink()), 301,
        ("no file matches",), "check the path", file="wrf_*.nc", faults=2),
    bad("empty", "the file is empty", lambda f: f.write(FILE, ""), 302, ("empty",)),
    bad("truncated", "the file is cut in half", lambda f: f.cut(FILE, (f / FILE).stat().st_size // 2), 302, ("truncated",)),
    bad("classic-truncated", "a classic file lacks its last hour", lambda f: (wrf(f / FILE, kind="classic"), f.cut(FILE, -2000)), 302, ("truncated",)),
    bad("folder", "the file is a folder", lambda f: f.edit("case.yaml", "[wrf_*.nc]", "[out]"), 301, ("'out' is a folder",), "/*", file="case.yaml:3"),
    bad("own-grid", "a grid of the case's own beside WRF's", lambda f: f.edit(
        "case.yaml", "sectors:", "grid: {projection: {kind: lonlat}, cells: [4, 4], spacing: 0.1 degree, centre: [112, 37]}\nsectors:"), 202,
        ("its own grid",), "'subdomain'", file="case.yaml:4", exit_=3),
    bad("own-layers", "a rule of layers beside WRF's", lambda f: f.edit("case.yaml", "sectors:", "layers: {first: 20 m}\nsectors:"), 202,
        ("its own layers",), "merge", file="case.yaml:4", exit_=3),
    bad("zip", "the archive as it was downloaded", lambda f: f.write(FILE, b"PK\x03\x04" + bytes(60)), 302, ("zip archive",), "unzip"),
    bad("other", "the file is none of WRF's", lambda f: f.write(FILE, b"CDF\1" + bytes(28)), 302, ("MAP_PROJ", "Times")),
    bad("projection-missing", "the file has no MAP_PROJ", one(skip=("MAP_PROJ",)), 303, ("MAP_PROJ",)),
    bad("projection-unknown", "MAP_PROJ is of no known projection", one(attributes={"MAP_PROJ": numpy.int32(77)}), 308, ("77",)),
    bad("spacing-missing", "the file has no DX", one(skip=("DX",)), 303, ("DX",)),
    bad("spacing-negative", "DX is negative", one(attributes={"DX": numpy.float32(-1e4)}), 308, ("-10000",)),
    bad("spacing-nan", "DX is NaN", one(attributes={"DX": numpy.float32("nan")}), 308, ("DX",)),
    bad("projection-false", "the attributes are of another projection than the places", one(attributes={"STAND_LON": numpy.float32(100)}), 308,
        ("XLAT",)),
    bad("places-missing", "the file has no XLONG", one(skip=("XLONG",)), 303, ("XLONG",)),
    bad("times-missing", "the file has no Times", one(skip=("Times",)), 303, ("Times",)),
    bad("times-impossible", "a time does not exist", one(times=["2020-02-30_00:00:00", "2020-02-30_01:00:00"]), 306, ("Times", "2020-02-30")),
    bad("times-blank", "a time is blank", one(times=["2020-01-10_00:00:00", " "]), 306, ("Times",)),
    bad("times-none", "the file has no hour", one(times=[], hours=0), 305, ("no instant",), file="WRF"),
    bad("times-gap", "an hour is missing", gap, 305,
        ("2020-01-10T01:00:00Z", "2020-01-10T03:00:00Z"), "add", file="WRF",),
    bad("times-short", "the files end before the period", one(hours=1), 305, ("2020-01-10T01:00:00Z",), "add files", file="WRF"),
    bad("times-late", "the files begin after the period's start", one(start="2020-01-10_00:30:00"), 305, ("2020-01-10T00:00:00Z",), "add files",
        file="WRF"),
    bad("times-repeat-differs", "an hour comes twice with different values", two({}, {"start": "2020-01-10_01:00:00", "values": {"T": 3.0}}), 305,
        ("T", "twice", "2020-01-10T01:00:00Z"), "each hour once", file="wrf_1.nc"),
    bad("grids-cells", "two files are of two grids", two({}, {"start": "2020-01-10_02:00:00", "attributes": {"DX": numpy.float32(3000),
        "DY": numpy.float32(3000)}}), 308, ("3000", "10000"), "one WRF domain", file="wrf_1.nc"),
    bad("grids-projection", "two files have two projections", two({}, {"start": "2020-01-10_02:00:00", "attributes": {"TRUELAT1": numpy.float32(20)}}),
        308, ("TRUELAT1",), "one WRF domain", file="wrf_1.nc"),
    bad("grids-centre", "two files have two centres of their outermost domain", two({}, {"start": "2020-01-10_02:00:00", "attributes": {
        "MOAD_CEN_LAT": numpy.float32(35)}}), 308, ("MOAD_CEN_LAT", "35", "37"), "one WRF domain", file="wrf_1.nc"),
    bad("grids-shifted", "the second file is shifted by half a cell", two({"hours": 1}, {"start": "2020-01-10_01:00:00", "hours": 1, "origin": 0.5}),
        308, ("whole number",), "one WRF domain", file="wrf_1.nc"),
    bad("second-lacks", "the second file lacks a variable that the first has", two({"hours": 1}, {"start": "2020-01-10_01:00:00", "hours": 1,
        "skip": ("PBLH",)}), 303, ("PBLH", "wrf_0.nc has it"), "of one run", file="wrf_1.nc"),
    bad("second-more", "the second file has a variable that the first lacks", two({"hours": 1, "skip": ("PBLH",)}, {"start": "2020-01-10_01:00:00",
        "hours": 1}), 303, ("PBLH", "wrf_0.nc does not have"), "of one run", file="wrf_1.nc"),
    bad("backslash", "a path has a backslash", lambda f: f.edit("case.yaml", "wrf_*.nc", "january\\\\wrf_*.nc"), 301, ("no file matches",), "write /",
        file="case.yaml:3"),
    run("layers-differ", "the second file has other layers", two_layers, 308, ("ZNW", "its layers"), remedy="of one run", file="wrf_1.nc"),
    bad("second-text", "a variable of the second file holds text", second("PSFC", "S1"), 302, ("PSFC", "text"), "as numbers", file="wrf_1.nc"),
    bad("second-chunks", "a variable of the second file promises chunks of gigabytes", second("T", chunksizes=(8000000, 4, 5, 6)), 304, ("T", "chunks"),
        "damaged", file="wrf_1.nc"),
    bad("moving-refused", "a nest moves and the case forbids it", lambda f: (wrf(f / FILE, shift=1), f.edit("case.yaml", "files:",
        "moving_nest: error, files:")), 308, ("moves",), "common"),
    bad("moving-far", "a nest moves so far that no cell is common", one(shift=7), 308, ("no cell is common",)),
    *[bad(f"missing-{name.lower()}", f"the file has no {name}", one(skip=(name,)), 303, (name,)) for name in ("HGT", "U", "PHB", "T", "QVAPOR")],
    bad("missing-mass", "the file has no base pressure", one(skip=("PB",)), 303, ("PB",)),
    bad("stagger-u", "U is not staggered", one(shapes={"U": ""}), 304, ("U", "6")),
    bad("stagger-v", "V is staggered along x", one(shapes={"V": "X"}), 304, ("V",)),
    bad("stagger-w", "PH lies on mass levels", one(shapes={"PH": ""}), 304, ("PH",)),
    bad("stagger-t2", "T2 is staggered", one(shapes={"T2": "Y"}), 304, ("T2",)),
    bad("swapped", "T lies on west_east, south_north", one(shapes={"T": "swapped"}), 304, ("T",)),
    run("nan", "a temperature is NaN", one(odd={"T": NAN}), 306, ("T", "2020-01-10T01:00:00Z")),
    run("fill", "a wind is the fill value", one(odd={"U": 9.969209968386869e36}), 306, ("U", "missing")),
    run("infinite", "a pressure is infinite", one(odd={"PB": float("inf")}), 306, ("PB",)),
    run("density-negative", "the mass of the air is negative", one(odd={"MUB": -5.0}), 306, ("MU", "dry air")),
    run("pressure-zero", "a pressure is zero", one(odd={"PB": 0.0}), 306, ("pressure",)),
    run("layer-upside-down", "a layer has no thickness", one(odd={"PHB": 9e5}), 306, ("thickness",)),
    run("wind-absurd", "a wind of 450 m/s", one(odd={"U": 450.0}), 306, ("450", "m/s")),
    run("heat-absurd", "a heat flux of 1e9 W/m2", one(odd={"HFX": 1e9}), 306, ("HFX",)),
    run("mixing-negative", "a mixing height is negative", one(odd={"PBLH": -5.0}), 306, ("PBLH", "-5")),
    run("temperature-celsius", "T2 is in degrees Celsius", one(values={"T2": 20.0}), 306, ("T2", "20")),
    run("vapour-grams", "QVAPOR is in g/kg", one(values={"QVAPOR": 8.0}), 306, ("QVAPOR", "8")),
    run("rain-negative", "accumulated rain is negative", one(odd={"RAINNC": -50.0}), 306, ("RAINNC", "-50")),
    bad("subdomain-outside", "the sub-domain reaches beyond the files", lambda f: f.edit("case.yaml", "files:",
        "subdomain: {start: [4, 0], cells: [6, 5]}, files:"), 206, ("sub-domain",), file="case.yaml:3", exit_=3),
    bad("merge-too-many", "more layers are merged than there are", lambda f: f.edit("case.yaml", "sectors:", "layers: {merge: [2, 2, 2]}\nsectors:"),
        206, ("6", "4"), file="case.yaml", exit_=3),
    bad("ground-given", "the case gives terrain of its own beside WRF's", lambda f: f.edit("case.yaml", "sectors:", "terrain: {file: t.nc}\nsectors:"),
        202, ("terrain",), file="case.yaml:4", exit_=3),
]
assert set(WRF_FIELDS) >= {"T", "U"}
