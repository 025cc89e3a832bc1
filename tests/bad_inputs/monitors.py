"""Tables of monitors and lists of stations, beside a run that is over."""
from .support import Bad

TABLE = "station,city,lon,lat,time,PM2.5 [ug/m3]\n" + "".join(f"centre,town,112.3,37.6,2020-01-10 {hour:02d}:00,35\n" for hour in (8, 9, 10))
LIST = "id,name,city,longitude,latitude\n1001A,centre,town,112.3,37.6\n"
BARE = "id,time,PM2.5 [ug/m3]\n1001A,2020-01-10 09:00,35\n"
WIDE = "date,hour,type,1001A\n20200110,9,PM2.5,35\n"


def table(text):
    return lambda f: f.write("obs.csv", text)


def edit(old, new):
    return lambda f: f.write("obs.csv", TABLE.replace(old, new))


def stations(text, observed=BARE):
    def make(folder):
        folder.write("obs.csv", observed)
        folder.write("list.csv", text)
    return make


def drop(path):
    """Take a file of the result away."""
    def make(folder):
        folder.write("obs.csv", TABLE)
        (folder / path).unlink()
    return make


def add_species(folder):
    folder.write("obs.csv", TABLE.replace("PM2.5", "NO2"))
    folder.edit("case.yaml", "tags:", "  - {name: NO2, kind: gas, molar_mass: 46 g/mol}\ntags:")


def bad(id_, wrong, make, code, exit_, file, says, remedy="", words=()):
    return Bad(f"monitors-{id_}", wrong, make, code, exit_, file, says, remedy, base="monitors", found_by="evaluate",
               words=("evaluate", "case.yaml", "obs.csv", "--run", "over", *words))


LISTED = ("--stations", "list.csv")
BAD = [
    bad("missing", "the table is not there", lambda f: None, 301, 4, "obs.csv", ("No such file",), "check the path"),
    bad("empty", "the table is empty", table(""), 201, 3, "obs.csv", ("empty",)),
    bad("header-only", "the table has a header and no row", table(TABLE.splitlines()[0] + "\n"), 201, 3, "obs.csv", ("row",), "hours"),
    bad("directory", "the table is a folder", lambda f: f.folder_instead("obs.csv"), 301, 4, "obs.csv", ("Is a directory",)),
    bad("workbook", "a spreadsheet's workbook in place of a table", table(b"PK\x03\x04\x14\0\x06\0"), 201, 3, "obs.csv", ("workbook",), "CSV UTF-8"),
    bad("no-time", "no column holds the time", edit("time", "moment"), 215, 3, "obs.csv:1", ("time",), "moment"),
    bad("no-station", "no column holds the station", edit("station", "where"), 215, 3, "obs.csv:1", ("station",), "where"),
    bad("no-species", "no column holds the species", edit("PM2.5", "PM10"), 215, 3, "obs.csv:1", ("PM25",), "PM10"),
    bad("daily", "the table has means over 24 h only", edit("PM2.5 [", "PM2.5_24h ["), 215, 3, "obs.csv:1", ("PM25",), "PM2.5_24h"),
    bad("other-species", "the rows are of other species", table("station,lon,lat,time,species,value\ncentre,112.3,37.6,2020-01-10 09:00,NO2,9\n"),
        313, 4, "obs.csv", ("PM25",), "NO2"),
    bad("unit-unknown", "the unit does not exist", edit("ug/m3", "smell"), 209, 3, "obs.csv:1", ("smell",), "ug/m3"),
    bad("unit-gas", "particles in ppb", edit("ug/m3", "ppb"), 210, 3, "obs.csv:1", ("ppb",), "mg/m3"),
    bad("range", "all values are beyond what monitors show", edit(",35", ",5001"), 313, 4, "obs.csv", ("beyond what monitors show",), "unit"),
    bad("times", "dates are written day first", edit("2020-01-10", "10.01.2020"), 313, 4, "obs.csv", ("times cannot be read in 3",), "2020-03-26 18:00"),
    bad("period", "the hours are those of another year", edit("2020-", "2021-"), 313, 4, "obs.csv", ("2021-01-10", "2020-01-10"), "--time-zone"),
    bad("gap", "the table lacks the hours of the run", table("".join(line for line in TABLE.splitlines(True) if " 09:00" not in line)), 313, 4,
        "obs.csv", ("no observed hour", "have a gap")),
    bad("semicolons", "cells are parted by semicolons", table(TABLE.replace(",", ";")), 215, 3, "obs.csv:1", ("parted by semicolons",), "commas"),
    bad("zone", "the times are UTC's and taken for Beijing's", table(TABLE.replace("10 08", "10 01").replace("10 09", "10 02").replace("10 10", "10 03")),
        313, 4, "obs.csv", ("no observed hour",), "+08:00"),
    bad("outside", "the stations lie outside", edit("112.3", "121.5"), 313, 4, "obs.csv", ("121.50",), "stations of the domain"),
    bad("missing-values", "every value is missing", edit(",35", ",-999"), 313, 4, "obs.csv", ("missing",)),
    bad("contradicting", "each hour comes twice with different values", table(TABLE + TABLE.split("\n", 1)[1].replace(",35", ",45")), 313, 4, "obs.csv",
        ("contradicted",)),
    bad("nameless", "no row names its station", edit("\ncentre", "\n"), 313, 4, "obs.csv", ("no station",), "station into each row"),
    bad("no-places", "neither table nor list tells where the stations are", table(BARE), 313, 4, "obs.csv", ("where its stations are",), "--stations"),
    bad("list-missing", "the list of stations is not there", table(BARE), 301, 4, "list.csv", ("No such file",), "check the path", LISTED),
    bad("list-columns", "the list has no latitudes", stations(LIST.replace("latitude", "breadth")), 215, 3, "list.csv:1", ("latitude",), "latitude", LISTED),
    bad("list-swapped", "longitude and latitude of the list are swapped", stations(LIST.replace("longitude,latitude", "latitude,longitude")), 206, 3,
        "list.csv:2", ("112.3",), "", LISTED),
    bad("list-words", "a longitude of the list is a word", stations(LIST.replace("112.3", "east")), 205, 3, "list.csv:2", ("east",), "", LISTED),
    bad("list-other", "the list has other stations", stations(LIST, BARE.replace("1001A", "2001A")), 313, 4, "obs.csv", ("2001A", "1 are not in it"), "alias", LISTED),
    bad("list-ambiguous", "a station's name comes twice in the list", stations(LIST + "1002A,centre,town,112.2,37.5\n",
                                                                              BARE.replace("id,", "name,").replace("1001A", "centre")),
        313, 4, "obs.csv", ("'centre'", "1 several times"), "city", LISTED),
    bad("wide-other", "columns of ids, all rows of another species", stations(LIST, WIDE.replace("PM2.5", "PM10")), 313, 4, "obs.csv", ("PM25",), "PM10", LISTED),
    bad("species", "a species that the case has not", table(TABLE), 212, 3, "case.yaml", ("PM10",), "--species", ("--species", "PM10")),
    bad("species-hours", "the result is without the species that was added to the case", add_species, 212, 3, "over/surface.nc", ("NO2",), "PM25, SO2",
        ("--species", "NO2")),
    bad("result-missing", "there is no result of a run", drop("over/summary.json"), 301, 4, "over", ("no result",), "fenhe run"),
    bad("result-surface", "the result has lost its surface.nc", drop("over/surface.nc"), 301, 4, "over/surface.nc", ("no such file",)),
    bad("word-unit", "the unit of the command line does not exist", table(TABLE), 210, 3, "furlong", (), "ug/m3", ("--unit", "furlong")),
    bad("word-zone", "the time zone of the command line is a name", table(TABLE), 102, 2, "Beijing", (), "+08:00", ("--time-zone", "Beijing")),
]
