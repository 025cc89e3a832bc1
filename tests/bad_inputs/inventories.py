"""EDGAR, HTAP and MEIC, maps of their words."""
import netCDF4
import numpy

from .support import Bad, field

FILE = "v8.1_FT2022_AP_PM2.5_2020_ENE_flx.nc"
MAP = "species: {PM2.5: PM25}\nsectors: {ENE: power}\n"
MEIC = "2020_01_power_PM25.asc"
ASCII = "ncols 4\nnrows 4\nxllcorner 111.8\nyllcorner 37.2\ncellsize 0.25\nNODATA_value -9999\n" + "1 2 3 4\n" * 4


def edgar(words=MAP, name=FILE, unit="kg m-2 s-1", **options):
    def make(folder):
        folder.edit("case.yaml", "  - {kind: ioapi, file: emis.nc, sector: coking}", f"  - {{kind: edgar, files: ['{name}'], map: map.yaml}}")
        folder.write("map.yaml", words)
        field(folder / FILE, "fluxes", unit, **options)
    return make


def meic(text=ASCII):
    def make(folder):
        folder.edit("case.yaml", "  - {kind: ioapi, file: emis.nc, sector: coking}", f"  - {{kind: meic, files: [{MEIC}], map: map.yaml}}")
        folder.write("map.yaml", "species: {PM25: PM25}\nsectors: {power: power}\n")
        folder.write(MEIC, text)
    return make


HTAP = "edgar_HTAPv3_2018_PM2.5.nc"
SECTORS = ("HTAPv3_3_Energy", "HTAPv3_4_1_Industry")
HTAP_MAP = "species: {PM2.5: PM25}\nsectors: {Energy: power, Industry: coking}\n"
MONTHS = (15.5, 45, 74.5, 105, 135.5, 166, 196.5, 227.5, 258, 288.5, 319, 349.5)  # days since the first of January


def htap(words=HTAP_MAP, name=HTAP, unit="Mg/month", times=MONTHS, dims=("time", "lat", "lon"), odd=None, more=()):
    """HTAP v3: a variable for each sector, of twelve months, in a file for each species."""
    def write(path):
        with netCDF4.Dataset(path, "w") as file:
            for axis, values, axis_unit in (("lat", numpy.linspace(37.2, 38.0, 9), "degrees_north"),
                                            ("lon", numpy.linspace(111.8, 112.8, 11), "degrees_east"), ("time", times, "days since 2018-01-01")):
                file.createDimension(axis, len(values))
                item = file.createVariable(axis, "f8", (axis,))
                item.units = axis_unit
                item[:] = values
            for variable in SECTORS:
                item = file.createVariable(variable, "f4", dims)
                if unit is not None:
                    item.units = unit
                values = numpy.full(item.shape, 3.0)
                if odd is not None:
                    values[tuple(n // 2 for n in values.shape)] = odd
                item[:] = values

    def make(folder):
        files = [name, *more]
        folder.edit("case.yaml", "  - {kind: ioapi, file: emis.nc, sector: coking}", f"  - {{kind: htap, files: {files}, map: map.yaml}}")
        folder.write("map.yaml", words)
        for each in files:
            write(folder / each)
    return make


def spoil(change):
    def make(folder):
        htap()(folder)
        change(folder)
    return make


def move(path, degrees):
    """Shift the last longitude, or all of them where that is a number."""
    with netCDF4.Dataset(path, "a") as file:
        file["lon"][(slice(None) if degrees == degrees else -1)] = file["lon"][:] + degrees if degrees == degrees else degrees


def without_map(folder):
    edgar()(folder)
    (folder / "map.yaml").unlink()


def bad(id_, wrong, make, code, exit_, file, says, remedy="", faults=1):
    return Bad(f"inventory-{id_}", wrong, make, code, exit_, file, says, remedy, faults=faults)


def meic_as_edgar(folder):
    """Three files of MEIC, read as EDGAR's."""
    names = ["2020_01_power_PM25.nc", "2020_02_power_PM25.nc", "2020_03_power_PM25.nc"]
    edgar(name="2020_*.nc")(folder)
    for name in names:
        field(folder / name, "z", "t")


def flat_as_edgar(folder):
    edgar(name="v8_*.nc")(folder)
    (folder / FILE).unlink()
    for month in (1, 2, 3, 4):
        field(folder / f"v8_PM2.5_2020_{month}_ENE.nc", "z", "t", dims=("lon", "lat"))


BAD = [
    bad("none", "no file of the inventory is there", edgar(name="v9_*.nc"), 301, 4, "case.yaml:23", ("no file matches",)),
    bad("map-missing", "the map of the words is not there", without_map, 301, 4, "map.yaml", ("No such file",), "check the path"),
    bad("map-species", "a species of the files is not mapped", edgar("species: {SO2: SO2}\nsectors: {ENE: power}\n"), 212, 3, FILE, ("map.yaml", "PM2.5")),
    bad("map-sector", "a sector of the files is not mapped", edgar("species: {PM2.5: PM25}\nsectors: {TRO: power}\n"), 213, 3, FILE, ("map.yaml", "ENE")),
    bad("map-ours", "the map names a species that the case has not", edgar("species: {PM2.5: PM24}\nsectors: {ENE: power}\n"), 212, 3,
        "map.yaml:1", ("PM24",)),
    bad("map-shares", "the shares of a split do not sum to one", edgar("species: {PM2.5: {split: {PM25: 0.9}}}\nsectors: {ENE: power}\n"), 217, 3,
        "map.yaml:1", ("0.9",)),
    bad("edgar-of-meic", "files of MEIC are read as EDGAR's", meic_as_edgar, 212, 3, "2020_01_power_PM25.nc", ("MEIC", "2 other files"), "kind: meic"),
    bad("edgar-alike", "all files lack a map alike", flat_as_edgar, 303, 4, "v8_PM2.5_2020_1_ENE.nc", ("latitude", "3 other files"), "ncdump"),
    bad("edgar-negative", "a flux is negative", edgar(odd=-1e-9), 307, 4, FILE, ("-1e-09",)),
    bad("edgar-unit", "the unit is no emission", edgar(unit="K"), 309, 4, FILE, ("K",)),
    bad("edgar-nan", "a flux is infinite", edgar(odd=float("inf")), 306, 4, FILE, ("not finite",)),
    bad("htap-empty", "the file is empty", spoil(lambda f: f.write(HTAP, b"")), 302, 4, HTAP, ("empty",), "anew"),
    bad("htap-truncated", "the file is cut in half", spoil(lambda f: f.cut(HTAP, -9000)), 302, 4, HTAP, ("truncated",), "anew"),
    bad("htap-text", "the file is the server's page that says no", spoil(lambda f: f.write(HTAP, "<html><body>404 Not Found</body></html>\n")), 302, 4,
        HTAP, (), "anew"),
    bad("htap-sector", "a sector's variable is not mapped", htap(HTAP_MAP.replace(", Industry: coking", "")), 213, 3, HTAP, ("'Industry'",),
        "sectors"),
    bad("htap-species", "the file's name tells no species", htap(name="edgar_HTAPv3_2018.nc"), 212, 3, "edgar_HTAPv3_2018.nc", ("species",),
        "pattern"),
    bad("htap-months", "the file has eleven months", htap(times=MONTHS[:11]), 305, 4, HTAP, ("11",), "twelve"),
    bad("htap-month-twice", "two of the twelve months are one", htap(times=[*MONTHS[:11], MONTHS[10] + 1]), 305, 4, HTAP, ("twelve",), "month"),
    bad("htap-month-named", "twelve months in a file that is named as January's", htap(name="edgar_HTAP_PM2.5_emi_2018_1.nc"), 305, 4,
        "edgar_HTAP_PM2.5_emi_2018_1.nc", ("month",), "name"),
    bad("htap-unit", "the unit is a temperature's", htap(unit="K"), 309, 4, HTAP, ("'K'",), "map", faults=2),
    bad("htap-unit-absent", "the variables have no unit", htap(unit=None), 309, 4, HTAP, (), "map", faults=2),
    bad("htap-negative", "a month's tonnes are negative", htap(odd=-3.0), 307, 4, HTAP, ("-3",), "sinks", faults=2),
    bad("htap-nan", "a month's tonnes are NaN", htap(odd=float("nan")), 306, 4, HTAP, ("HTAPv3_3_Energy",), faults=2),
    bad("htap-absurd", "tonnes beyond the world's", htap(odd=1e18), 306, 4, HTAP, ("1",), "unit"),
    bad("htap-swapped", "the maps lie on longitude, latitude", htap(dims=("time", "lon", "lat")), 303, 4, HTAP, ("latitude",), "ncdump"),
    bad("htap-far", "the file is of another part of the world", spoil(lambda f: move(f / HTAP, 60.0)), 308, 4, HTAP, ("domain",), "domain"),
    bad("htap-longitudes", "a longitude is missing", spoil(lambda f: move(f / HTAP, float("nan"))), 306, 4, HTAP, ("lon",)),
    bad("htap-twice", "the same species and year comes twice", htap(more=("edgar_HTAPv3.1_2018_PM2.5.nc",)), 305, 4, "PM2.5.nc", ("HTAP",), "keep one", faults=2),
    bad("meic-truncated", "an ASCII grid lacks its last rows", meic(ASCII[:-9]), 304, 4, MEIC, ()),
    bad("meic-header", "an ASCII grid has no cell size", meic(ASCII.replace("cellsize 0.25\n", "")), 302, 4, MEIC, ("cellsize",)),
    bad("meic-words", "an ASCII grid has a word for a number", meic(ASCII.replace("3", "three", 1)), 302, 4, MEIC, ()),
]
