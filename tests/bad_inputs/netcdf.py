"""NetCDF files, classic and NetCDF-4: gridded inventories, terrain, weights, and the values of another run."""
import struct

import netCDF4
import numpy

from .support import Bad, field, ioapi, outer

FLUX, TERRAIN, PEOPLE, OUTER = "flux.nc", "terrain.nc", "people.nc", "outer.nc"


def flux(**options):
    return lambda f: field(f / FLUX, "flux", "kg m-2 s-1", **options)


def unit(text):
    return lambda f: field(f / FLUX, "flux", text)


def terrain(**options):
    return lambda f: field(f / TERRAIN, "height", "m", **{"value": 100.0, **options})


def people(**options):
    return lambda f: field(f / PEOPLE, "people", "1", **{"value": 5.0, **options})


def nest(**options):
    return lambda f: outer(f / OUTER, **options)


def classic_then(change):
    """The flux as a classic file, changed."""
    def make(folder):
        field(folder / FLUX, "flux", "kg m-2 s-1", kind="classic")
        change(folder)
    return make


def classic_number(marker, offset, value, form=">I"):
    """Put a number so many bytes behind a marker of a classic header."""
    def change(folder):
        data = bytearray((folder / FLUX).read_bytes())
        at = data.index(marker) + offset
        data[at:at + struct.calcsize(form)] = struct.pack(form, value)
        folder.write(FLUX, bytes(data))
    return classic_then(change)


def huge_dimension(folder):
    with netCDF4.Dataset(folder / FLUX, "w", format="NETCDF4") as file:
        file.createDimension("lat", 2**31)
        file.createDimension("lon", 2**31)
        file.createVariable("flux", "f4", ("lat", "lon"), chunksizes=(64, 64)).units = "kg m-2 s-1"
        for name in ("lat", "lon"):
            file.createVariable(name, "f8", (name,), chunksizes=(64,))


def huge_attribute(folder):
    field(folder / FLUX, "flux", "kg m-2 s-1")
    with netCDF4.Dataset(folder / FLUX, "a") as file:
        file["flux"].units = "k" * 60000


def text_variable(folder):
    field(folder / FLUX, "flux", "kg m-2 s-1", type_="S1", value=0)


def compound_axis(folder):
    field(folder / FLUX, "flux", "kg m-2 s-1", skip=("lat",))
    with netCDF4.Dataset(folder / FLUX, "a") as file:
        pair = file.createCompoundType(numpy.dtype([("a", "f8"), ("b", "f8")]), "pair")
        file.createVariable("lat", pair, ("lat",))


def nine_dimensions(folder):
    with netCDF4.Dataset(folder / FLUX, "w") as file:
        for n in range(9):
            file.createDimension(f"d{n}", 2)
        file.createVariable("flux", "f4", [f"d{n}" for n in range(9)]).units = "kg m-2 s-1"


MONTHS = [15.0 + 30.4 * n for n in range(12)]
BAD = [
    Bad("netcdf-tiff", "terrain as a GeoTIFF", lambda f: f.write(TERRAIN, b"II*\0" + bytes(60)), 302, 4, TERRAIN, ("TIFF",), "import_terrain"),
    Bad("netcdf-grib", "a GRIB file in place of NetCDF", lambda f: f.write(FLUX, b"GRIB" + bytes(60)), 302, 4, FLUX, ("GRIB",), "as NetCDF"),
    Bad("netcdf-web-page", "what a server said in place of the file", lambda f: f.write(FLUX, b"<html><body>Forbidden</body></html>\n"), 302, 4,
        FLUX, ("page of the web",), "fetch the file anew"),
    Bad("nc-missing", "the file is not there", lambda f: (f / FLUX).unlink(), 301, 4, FLUX, ("No such file",), "check the path"),
    Bad("nc-empty", "the file is empty", lambda f: f.write(FLUX, ""), 302, 4, FLUX, ("empty",), ""),
    Bad("nc-directory", "the file is a folder", lambda f: f.folder_instead(FLUX), 301, 4, FLUX, ("Is a directory",), "folder"),
    Bad("nc-text", "a table is given for a NetCDF file", lambda f: f.write(FLUX, "lat,lon,flux\n1,2,3\n" * 40), 302, 4, FLUX, (), ""),
    Bad("nc-device", "the file is a device", lambda f: ((f / FLUX).unlink(), (f / FLUX).symlink_to("/dev/zero")), 301, 4, FLUX, ("device",), ""),
    Bad("nc4-truncated", "a NetCDF-4 file is cut in half", lambda f: f.cut(FLUX, (f / FLUX).stat().st_size // 2), 302, 4, FLUX, ("truncated",), "anew"),
    Bad("nc4-head-flipped", "the first byte of a NetCDF-4 file is flipped", lambda f: f.flip(FLUX, 1), 302, 4, FLUX, (), ""),
    Bad("nc4-superblock-flipped", "the superblock of a NetCDF-4 file is flipped", lambda f: f.flip(FLUX, 20), 302, 4, FLUX, (), ""),
    Bad("nc3-truncated", "a classic file is cut by half a variable", classic_then(lambda f: f.cut(FLUX, -40)), 302, 4, FLUX, ("truncated",), ""),
    Bad("nc3-header-truncated", "a classic file is cut within its header", classic_then(lambda f: f.cut(FLUX, 60)), 302, 4, FLUX, ("truncated",), ""),
    Bad("nc3-magic", "a classic file has an unknown version", classic_then(lambda f: f.flip(FLUX, 3, 0x40)), 302, 4, FLUX, (), ""),
    Bad("nc3-count-absurd", "a classic header counts four milliards of dimensions", classic_number(b"\0\0\0\x0a", 4, 0xfffffff0), 302, 4, FLUX, (), ""),
    Bad("nc3-name-absurd", "a name of a classic header is two gigabytes long", classic_number(b"\0\0\0\x03lat\0", 0, 0x7ffffff0), 302, 4, FLUX, (), ""),
    Bad("nc3-extent-absurd", "a dimension of a classic file is larger than the file", classic_number(b"\0\0\0\x03lat\0", 8, 0x7fffffff), 302, 4,
        FLUX, ("truncated",), ""),
    Bad("nc3-rank-absurd", "a variable of a classic file has two milliards of dimensions", classic_number(b"\0\0\0\x04flux", 8, 0x7fffffff), 302, 4, FLUX, (), ""),
    Bad("nc4-extent-huge", "a NetCDF-4 variable has 2^62 values of which none is stored", huge_dimension, 304, 4, FLUX, (), ""),
    Bad("nc4-nine-dimensions", "a variable has nine dimensions", nine_dimensions, 304, 4, FLUX, ("flux", "9"), ""),
    Bad("nc4-attribute-long", "the unit is a text of 60 000 letters", huge_attribute, 309, 4, FLUX, ("flux",), ""),
    Bad("nc4-text", "a variable holds letters where numbers are wanted", text_variable, 302, 4, FLUX, ("flux", "text"), ""),
    Bad("nc4-compound", "an axis holds pairs where numbers are wanted", compound_axis, 302, 4, FLUX, ("lat",), ""),
    Bad("nc-variable-missing", "the variable is not in the file", lambda f: f.edit("case.yaml", "variable: flux", "variable: flow"), 303, 4, FLUX,
        ("flow",), ""),
    Bad("nc-axis-missing", "a dimension has no coordinates", flux(skip=("lon",)), 308, 4, FLUX, ("lon",), ""),
    Bad("nc-axes-swapped", "the variable lies on longitude, latitude", flux(dims=("lon", "lat")), 304, 4, FLUX, ("flux",), ""),
    Bad("nc-rank", "the variable has one dimension", flux(dims=("lat",)), 304, 4, FLUX, ("flux",), ""),
    Bad("nc-axis-nan", "a latitude is NaN", flux(lat=[37.3, 37.5, float("nan"), 37.6, 37.9]), 306, 4, FLUX, ("lat",), ""),
    Bad("nc-nan", "a value is NaN", flux(odd=float("nan")), 306, 4, FLUX, ("flux", "lat 2, lon 2"), ""),
    Bad("nc-infinite", "a value is infinite", flux(odd=float("inf")), 306, 4, FLUX, ("flux", "lat 2, lon 2"), ""),
    Bad("nc-fill", "a value is the fill value", flux(odd=9.969209968386869e36), 306, 4, FLUX, ("flux", "missing", "lat 2, lon 2"), ""),
    Bad("nc-missing-value", "a value is the file's missing_value", flux(odd=-999.0, attributes={"missing_value": numpy.float32(-999)}), 306, 4, FLUX,
        ("flux", "missing", "lat 2, lon 2"), ""),
    Bad("nc-missing-range", "a value lies outside the file's valid_range", flux(odd=5e-3, attributes={"valid_range": numpy.array([0, 1e-3], "f4")}),
        306, 4, FLUX, ("flux", "valid_range"), ""),
    Bad("nc-negative", "an emission is negative", flux(odd=-1e-9), 307, 4, FLUX, ("flux", "-1e-09"), ""),
    Bad("nc-scale-nan", "the scale factor is NaN", flux(attributes={"scale_factor": numpy.float32("nan")}), 306, 4, FLUX, ("flux", "scale_factor"), ""),
    Bad("nc-scale-text", "the scale factor is a word", flux(attributes={"scale_factor": "ten"}), 306, 4, FLUX, ("flux", "scale_factor"), ""),
    Bad("nc-unit-absent", "the variable has no unit", unit(None), 309, 4, FLUX, ("flux", "no unit"), "unit"),
    Bad("nc-unit-unknown", "the unit does not exist", unit("lumps"), 309, 4, FLUX, ("flux", "lumps"), "unit"),
    Bad("nc-unit-dimension", "the unit is none of an emission", unit("m s-1"), 309, 4, FLUX, ("flux", "m s-1"), "unit"),
    Bad("nc-unit-mass", "the unit is a mass without a time", unit("kg"), 309, 4, FLUX, ("flux", "kg"), "unit"),
    Bad("nc-species-unknown", "a gridded variable is of an unknown species", lambda f: f.edit("case.yaml", "variable: flux, species: PM25",
        "variable: flux, species: PM24"), 212, 3, "case.yaml:22", ("PM24", "PM25"), ""),
    Bad("nc-sector-unknown", "a gridded variable is of an unknown sector", lambda f: f.edit("case.yaml", "file: flux.nc, sector: heating",
        "file: flux.nc, sector: heatin"), 213, 3, "case.yaml:22", ("heatin", "heating"), ""),
    Bad("nc-elsewhere", "the grid of the inventory lies elsewhere", flux(lat=[10, 11, 12, 13, 14]), 308, 4, FLUX, (), ""),
    Bad("nc-time-order", "times go backward", flux(times=[0, 2, 1]), 305, 4, FLUX, ("time", "time 2"), ""),
    Bad("nc-time-twice", "an hour comes twice", flux(times=[0, 1, 1]), 305, 4, FLUX, ("time", "time 2"), ""),
    Bad("nc-time-gap", "ten days lie between two instants", flux(times=[0, 1, 240]), 305, 4, FLUX, ("time",), ""),
    Bad("nc-time-nan", "a time is NaN", flux(times=[0, float("nan"), 2]), 306, 4, FLUX, ("time",), ""),
    Bad("nc-time-unit", "times count in fortnights", flux(times=[0, 1, 2], since="fortnights since 2020-01-10"), 309, 4, FLUX, ("time", "fortnights"), ""),
    Bad("nc-time-months", "times count in months", flux(times=list(range(12)), since="months since 2020-01-01"), 309, 4, FLUX, ("time", "months"), ""),
    Bad("nc-calendar-360", "a calendar of 360 days", flux(times=MONTHS, since="days since 2020-01-01", calendar="360_day"), 312, 4, FLUX,
        ("time", "360_day"), ""),
    Bad("nc-calendar-noleap", "a calendar without leap years", flux(times=MONTHS, since="days since 2020-01-01", calendar="noleap"), 312, 4, FLUX,
        ("time", "noleap"), ""),
    Bad("nc-calendar-365", "a calendar of 365 days", flux(times=[0, 1, 2], calendar="365_day"), 312, 4, FLUX, ("time", "365_day"), ""),
    Bad("nc-calendar-julian", "the Julian calendar", flux(times=[0, 1, 2], calendar="julian"), 312, 4, FLUX, ("time", "julian"), ""),
    Bad("nc-calendar-unknown", "a calendar that is none", flux(times=[0, 1, 2], calendar="mayan"), 312, 4, FLUX, ("time", "mayan"), ""),
    Bad("terrain-missing", "the terrain file is not there", lambda f: (f / TERRAIN).unlink(), 301, 4, TERRAIN, ("No such file",), ""),
    Bad("terrain-rank", "terrain has one dimension", terrain(dims=("lat",)), 304, 4, TERRAIN, ("height",), ""),
    Bad("terrain-narrow", "terrain does not cover the grid", terrain(lon=[112.2, 112.25, 112.3, 112.35]), 308, 4, TERRAIN, ("longitude",), "larger"),
    Bad("terrain-nan", "a height is NaN", terrain(odd=float("nan")), 306, 4, TERRAIN, ("height", "cell (2, 0)"), ""),
    Bad("people-negative", "a weight is negative", people(odd=-5.0), 307, 4, PEOPLE, ("people",), ""),
    Bad("people-none", "all weights of a region are zero", people(value=0.0), 217, 3, PEOPLE, ("town",), "surrogate", faults=2),
    Bad("people-variable", "the weights' variable is not in the file", lambda f: f.edit("case.yaml", "variable: people", "variable: peoples"), 303, 4,
        PEOPLE, ("peoples", "people"), ""),
    Bad("outer-missing", "the coarse run's file is not there", lambda f: (f / OUTER).unlink(), 301, 4, OUTER, ("No such file",), ""),
    Bad("outer-variable", "the coarse run has no such species", lambda f: f.edit("case.yaml", "variable: SO2", "variable: SO3"), 303, 4, OUTER,
        ("SO3",), ""),
    Bad("outer-shape", "the coarse run's field has no layers", nest(dims=("time", "y", "x")), 304, 4, OUTER, ("SO2",), ""),
    Bad("outer-unit", "the coarse run's field is in metres", nest(unit="m"), 309, 4, OUTER, ("SO2", "m"), ""),
    Bad("outer-unit-absent", "the coarse run's field has no unit", nest(unit=None), 309, 4, OUTER, ("SO2",), ""),
    Bad("outer-nan", "a value of the coarse run is NaN", nest(odd=float("nan")), 306, 4, OUTER, ("SO2",), "", found_by="run"),
    Bad("outer-negative", "a value of the coarse run is negative", nest(odd=-5.0), 307, 4, OUTER, ("SO2",), "", found_by="run"),
    Bad("outer-header", "the header of a CONC file lacks P_ALP and YORIG", lambda f: ioapi(
        f / OUTER, variable="SO2", unit="ppmV", skip=("P_ALP", "YORIG")), 303, 4, OUTER, ("P_ALP",), "", faults=2),
    Bad("outer-calendar", "the coarse run has a calendar of 360 days", nest(calendar="360_day"), 312, 4, OUTER, ("time", "360_day"), ""),
    Bad("nc-axis-not-monotone", "latitudes go up and down", flux(lat=[37.3, 37.5, 37.4, 37.6, 37.9]), 306, 4, FLUX, ("lat",), ""),
    Bad("nc-axis-beyond-pole", "latitudes reach 120 degrees", flux(lat=[37.3, 37.5, 37.7, 80.0, 120.0]), 306, 4, FLUX, ("lat", "120"), ""),
    Bad("terrain-swapped", "terrain lies on longitude, latitude", terrain(dims=("lon", "lat"), lon=[111.9, 112.1, 112.3, 112.7]), 304, 4, TERRAIN,
        ("height",), ""),
    Bad("terrain-absurd", "a mountain of 30 km", terrain(odd=30000.0), 306, 4, TERRAIN, ("height", "11068.6 m"), ""),
    Bad("terrain-unit", "terrain in feet of unknown name", lambda f: field(f / TERRAIN, "height", "cubits", 100.0), 309, 4, TERRAIN,
        ("height", "cubits"), ""),
    Bad("terrain-unit-pressure", "terrain in pascals", lambda f: field(f / TERRAIN, "height", "Pa", 100.0), 309, 4, TERRAIN, ("height", "Pa"), ""),
]
