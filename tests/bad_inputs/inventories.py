"""EDGAR and MEIC, maps of their words."""
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


def without_map(folder):
    edgar()(folder)
    (folder / "map.yaml").unlink()


def bad(id_, wrong, make, code, exit_, file, says, remedy=""):
    return Bad(f"inventory-{id_}", wrong, make, code, exit_, file, says, remedy)


BAD = [
    bad("none", "no file of the inventory is there", edgar(name="v9_*.nc"), 301, 4, "case.yaml:23", ("no file matches",)),
    bad("map-missing", "the map of the words is not there", without_map, 301, 4, "map.yaml", ("No such file",), "check the path"),
    bad("map-species", "a species of the files is not mapped", edgar("species: {SO2: SO2}\nsectors: {ENE: power}\n"), 212, 3, FILE, ("map.yaml", "PM2.5")),
    bad("map-sector", "a sector of the files is not mapped", edgar("species: {PM2.5: PM25}\nsectors: {TRO: power}\n"), 213, 3, FILE, ("map.yaml", "ENE")),
    bad("map-ours", "the map names a species that the case has not", edgar("species: {PM2.5: PM24}\nsectors: {ENE: power}\n"), 212, 3,
        "map.yaml:1", ("PM24",)),
    bad("map-shares", "the shares of a split do not sum to one", edgar("species: {PM2.5: {split: {PM25: 0.9}}}\nsectors: {ENE: power}\n"), 217, 3,
        "map.yaml:1", ("0.9",)),
    bad("edgar-negative", "a flux is negative", edgar(odd=-1e-9), 307, 4, FILE, ("-1e-09",)),
    bad("edgar-unit", "the unit is no emission", edgar(unit="K"), 309, 4, FILE, ("K",)),
    bad("edgar-nan", "a flux is infinite", edgar(odd=float("inf")), 306, 4, FILE, ("not finite",)),
    bad("meic-truncated", "an ASCII grid lacks its last rows", meic(ASCII[:-9]), 304, 4, MEIC, ()),
    bad("meic-header", "an ASCII grid has no cell size", meic(ASCII.replace("cellsize 0.25\n", "")), 302, 4, MEIC, ("cellsize",)),
    bad("meic-words", "an ASCII grid has a word for a number", meic(ASCII.replace("3", "three", 1)), 302, 4, MEIC, ()),
]
