"""ERA5's files: what their headers tell."""
import netCDF4
import numpy

from .support import Bad, wrf

FILE = "era5.nc"
LAT, LON, PRESSURE = (38.5, 38.0, 37.5, 37.0), (111.5, 112.0, 112.5, 113.0), (1000.0, 850.0, 700.0, 500.0, 300.0)
LEVELS = {"t": "K", "q": "kg kg-1", "u": "m s-1", "v": "m s-1", "z": "m2 s-2"}
SINGLE = {"z": "m2 s-2", "sp": "Pa", "t2m": "K", "d2m": "K", "u10": "m s-1", "v10": "m s-1"}


def write(path, lat=LAT, lon=LON, level=PRESSURE, hours=(0, 1), skip=(), since="hours since 2020-01-10", calendar="standard", variables=LEVELS,
          ensemble=0, endless=False):
    """Variables as the Climate Data Store gives them, on pressure levels if there are any."""
    with netCDF4.Dataset(path, "w") as file:
        for name, unit, values in (("valid_time", since, hours), ("pressure_level", "hPa", level), ("latitude", "degrees_north", lat),
                                   ("longitude", "degrees_east", lon)):
            if name == "pressure_level" and not values:
                continue
            file.createDimension(name, None if endless and name == "valid_time" else len(values))
            if name not in skip:
                axis = file.createVariable(name, "f8", (name,))
                axis.units = unit
                axis[:] = values
        if "valid_time" not in skip:
            file["valid_time"].calendar = calendar
        if ensemble:
            file.createDimension("number", ensemble)
        for name, unit in variables.items():
            dims = ("valid_time", *(("number",) if ensemble else ()), *(("pressure_level",) if len(level) else ()), "latitude", "longitude")
            item = file.createVariable(name, "f4", dims)
            if unit:
                item.units = unit
            item[:] = numpy.full(item.shape, 280.0 if name == "t" else 0.001)


def given(make, files=FILE):
    """The case's idealised weather becomes ERA5's."""
    def prepare(folder):
        folder.edit("case.yaml", "{kind: idealised, wind_speed: 4 m/s}", f"{{kind: era5, files: [{files}]}}")
        make(folder)
    return prepare


def era5(**options):
    """Levels that are spoilt beside single levels that are not."""
    return given(lambda f: (write(f / FILE, **options), write(f / "single.nc", level=(), variables=SINGLE)), f"{FILE}, single.nc")


def bad(id_, wrong, make, code, says, remedy="", file=FILE, faults=1):
    return Bad(f"era5-{id_}", wrong, make, code, 4, file, says, remedy, faults=faults)


def beside(hours):
    """Levels that are sound beside single levels of some hours."""
    return given(lambda f: (write(f / FILE), write(f / "single.nc", level=(), variables=SINGLE, hours=hours)), f"{FILE}, single.nc")


def second(name, kind="f4", **options):
    """Levels in two files, of which the second has a variable of another making, never written."""
    def make(folder):
        write(folder / FILE)
        write(folder / "later.nc", hours=(2,), variables={other: unit for other, unit in LEVELS.items() if other != name}, endless=True)
        with netCDF4.Dataset(folder / "later.nc", "a") as file:
            file.createVariable(name, kind, ("valid_time", "pressure_level", "latitude", "longitude"), **options).units = LEVELS[name]
        write(folder / "single.nc", level=(), variables=SINGLE, hours=(0, 1, 2))
    return given(make, f"{FILE}, later.nc, single.nc")


BAD = [
    bad("empty", "the file is empty", given(lambda f: f.write(FILE, "")), 302, ("empty",)),
    bad("zip", "the file is a ZIP archive", given(lambda f: f.write(FILE, b"PK\3\4" + bytes(60))), 302, ("ZIP",), "unzip"),
    bad("grib", "the file is GRIB", given(lambda f: f.write(FILE, b"GRIB" + bytes(60))), 302, ("GRIB",), "netcdf"),
    bad("truncated", "the file is cut in half", given(lambda f: (write(f / FILE), f.cut(FILE, (f / FILE).stat().st_size // 2))), 302, ("truncated",)),
    bad("unit-none", "a variable has no unit", era5(variables=LEVELS | {"t": None}), 309, ("it has no unit", "temperature in K"), "ncatted"),
    bad("axis-missing", "the dimension of the levels has no values", era5(skip=("pressure_level",)), 303, ("pressure_level",)),
    bad("latitudes", "latitudes go up and down", era5(lat=(38.5, 37.5, 38.0, 37.0)), 306, ("latitude",)),
    bad("longitudes", "longitudes decrease", era5(lon=(113.0, 112.5, 112.0, 111.5)), 306, ("longitude", "[2] = 112 comes after 112.5")),
    bad("pressures", "a pressure is negative", era5(level=(1000.0, 850.0, 700.0, 500.0, -300.0)), 306, ("pressure_level", "-300")),
    bad("calendar", "the calendar has 360 days", era5(calendar="360_day"), 312, ("360_day",)),
    bad("short", "the single levels lack the last hour", beside((0,)), 305, ("2020-01-10T01:00:00Z", "'sp'"), "download", file="ERA5"),
    bad("no-hours", "the single levels have no hour at all", beside(()), 303, ("surface geopotential ('z')",), "download", file="ERA5", faults=2),
    bad("second-text", "a variable of the second file holds text", second("q", "S1"), 302, ("q", "text"), "as numbers", file="later.nc"),
    bad("second-chunks", "a variable of the second file promises chunks of gigabytes", second("q", chunksizes=(10000000, 5, 4, 4)), 304, ("q", "chunks"),
        "damaged", file="later.nc"),
    bad("wrf-beside", "a file of WRF lies among them", given(lambda f: (write(f / FILE), write(f / "single.nc", level=(), variables=SINGLE),
        wrf(f / "other.nc")), f"{FILE}, single.nc, other.nc"), 302, ("a file of WRF",), "leave it out", file="other.nc"),
    bad("members", "the file is of ensemble members", era5(ensemble=3), 304, ("number",)),
    bad("single-missing", "the single levels are not given", given(lambda f: write(f / FILE)), 303, ("the files have no",), "download", file="ERA5"),
    bad("wind-missing", "the files have no wind", era5(variables={"t": "K", "q": "kg kg-1", "z": "m2 s-2"}), 303, ("the files have no",), "download", file="ERA5"),
]
