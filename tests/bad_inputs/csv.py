"""Tables: point sources, totals of areas, places, people."""
from .support import Bad, POINTS


def points(old, new):
    return lambda f: f.edit("points.csv", old, new)


def areas(old, new):
    return lambda f: f.edit("areas.csv", old, new)


def places(old, new):
    return lambda f: f.edit("places.csv", old, new)


def census(old, new):
    return lambda f: f.edit("census.csv", old, new)


BAD = [
    Bad("csv-empty", "the table is empty", lambda f: f.write("points.csv", ""), 201, 3, "points.csv", ("empty",), "column names"),
    Bad("csv-header-only", "the table has a header and no row", lambda f: f.write("points.csv", POINTS.splitlines()[0] + "\n"), 201, 3,
        "points.csv", ("row",), ""),
    Bad("csv-directory", "the table is a folder", lambda f: f.folder_instead("points.csv"), 301, 4, "points.csv", ("Is a directory",), "folder"),
    Bad("csv-truncated", "the table ends within a quoted cell", points("kiln,112.29", '"kiln,112.29'), 201, 3, "points.csv:3", ("quote",), ""),
    Bad("csv-cell-missing", "a row has too few cells", points("kiln,112.29,37.59,coking", "kiln,112.29,37.59"), 201, 3, "points.csv:3", ("8", "9"),
        ""),
    Bad("csv-cell-more", "a row has too many cells", points(",,,200", ",,,200,7"), 201, 3, "points.csv:3", ("10", "9"), ""),
    Bad("csv-bit-flipped", "a flipped bit makes a byte that is neither UTF-8 nor GB18030", lambda f: f.flip("points.csv", 100, 0xff), 222, 3,
        "points.csv:2", (), "UTF-8"),
    Bad("csv-semicolons", "cells are parted by semicolons", lambda f: f.write("points.csv", POINTS.replace(",", ";")), 215, 3, "points.csv:1",
        ("parted by semicolons",), "commas"),
    Bad("csv-semicolons-decimals", "cells are parted by semicolons, decimals by commas", lambda f: f.write("points.csv", POINTS.replace(",", ";").replace(
        ".", ",")), 215, 3, "points.csv:1", ("parted by semicolons",), "points within numbers"),
    Bad("csv-decimal-comma", "a comma stands before the decimals", points("112.31", '"112,31"'), 205, 3, "points.csv:2", ("112,31",),
        "point before the decimals"),
    Bad("csv-row-faults", "four cells of a row are wrong", points("works,112.31,37.61,power,50", "works,east,97,powr,high"), 206, 3, "points.csv:2",
        ("97",), "", faults=4),
    Bad("csv-points-total", "a row of totals ends a table of points", points(",,,200\n", ",,,200\n合计,,,,,,,,1200\n"), 205, 3, "points.csv:4",
        ("row of totals",), "remove the row"),
    Bad("csv-points-headers", "a table of points has neither places nor sectors", points("lon,lat,sector", "x,y,kind"), 215, 3, "points.csv:1",
        ("lat",), "", faults=6),
    Bad("csv-column-missing", "the column of the latitude is missing", points("lon,lat", "lon,breadth"), 215, 3, "points.csv:1", ("breadth",), "",
        faults=2),
    Bad("csv-column-unknown", "a column has a name that means nothing", points("diameter [m]", "girth [m]"), 212, 3, "points.csv:1", ("girth",), "",
        faults=2),
    Bad("csv-column-misspelt", "a column of the stack is misspelt", points("stack_height", "stackheight"), 215, 3, "points.csv:1",
        ("unknown column 'stackheight'", "stack_height"), "rename"),
    Bad("csv-areas-sectorless", "a table of areas of several sectors has no column of them", areas("region,sector", "region,kind"), 215, 3, "areas.csv:1",
        ("no column names the sectors",), "sector", faults=2),
    Bad("csv-areas-unitless", "a long table of areas states no unit", lambda f: f.write("areas.csv",
        "region,sector,pollutant,emission\ntown,heating,PM25,2000\nvillage,heating,PM25,300\n"), 208, 3, "areas.csv:1:emission", ("no unit",), "单位"),
    Bad("csv-wide-comma", "a row has a full-width comma between two cells, and is part of a total", lambda f: f.write("areas.csv",
        "region,sector,PM25 [t/yr]\ntown，heating,2000\nvillage,heating,300\n合计,,2300\n"), 201, 3, "areas.csv:2", ("2 cells", "3"), "half-width"),
    Bad("csv-unit-chinese", "a unit in Chinese is misspelt", areas("PM25 [t/yr]", "PM25（万顿）"), 209, 3, "areas.csv:1", ("万顿",), "万吨"),
    Bad("csv-column-twice", "a column is given twice", points("lon,lat", "lon,lon"), 215, 3, "points.csv:1", ("lon",), ""),
    Bad("csv-pollutant-twice", "two columns are one pollutant", lambda f: f.write("points.csv",
        "name,lon,lat,sector,PM25 [t/yr],细颗粒物（吨/年）\nworks,112.31,37.61,power,100,100\n"), 215, 3, "points.csv:1", ("PM25", "细颗粒物"), "remove one"),
    Bad("csv-species-unknown", "a column is of a species that the case has not", points("PM25 [t/yr]", "PM26 [t/yr]"), 212, 3, "points.csv:1",
        ("PM26", "PM25"), ""),
    Bad("csv-sector-unknown", "a sector is misspelt", points("power", "pover"), 213, 3, "points.csv:2", ("pover", "power"), ""),
    Bad("csv-sector-empty", "a row names no sector", points("power", ""), 213, 3, "points.csv:2", ("sector",), ""),
    Bad("csv-region-unknown", "a region is misspelt", areas("town", "twon"), 214, 3, "areas.csv:2", ("twon", "town"), ""),
    Bad("csv-unit-absent", "a column has no unit", points("PM25 [t/yr]", "PM25"), 208, 3, "points.csv:1", ("PM25",), "PM25 [t/yr]"),
    Bad("csv-unit-unknown", "a column's unit does not exist", points("PM25 [t/yr]", "PM25 [tt/yr]"), 209, 3, "points.csv:1", ("tt/yr",), ""),
    Bad("csv-unit-dimension", "an emission in metres", points("PM25 [t/yr]", "PM25 [m]"), 210, 3, "points.csv:1", ("m",), ""),
    Bad("csv-unit-mass", "an emission without a time: tonnes", points("PM25 [t/yr]", "PM25 [t]"), 210, 3, "points.csv:1", ("t",), ""),
    Bad("csv-negative", "an emission is negative", areas("2000", "-2000"), 307, 4, "areas.csv:2", ("-2000",), "emissions"),
    Bad("csv-nan", "an emission is NaN", areas("2000", "nan"), 205, 3, "areas.csv:2", ("nan",), ""),
    Bad("csv-infinite", "an emission is infinite", areas("2000", "inf"), 205, 3, "areas.csv:2", ("inf",), ""),
    Bad("csv-overflow", "an emission overflows", areas("2000", "1e400"), 205, 3, "areas.csv:2", ("1e400",), ""),
    Bad("csv-absurd", "an emission is larger than that of the world", areas("2000", "1e30"), 206, 3, "areas.csv:2", ("1e+30",), ""),
    Bad("csv-words", "an emission is a word", areas("2000", "much"), 205, 3, "areas.csv:2", ("much",), ""),
    Bad("csv-thousands", "an emission has commas that part no thousands", areas("2000", '"20,00"'), 205, 3, "areas.csv:2", ("20,00",), ""),
    Bad("csv-two-units", "header and row give two units", lambda f: f.write("areas.csv", "region,sector,PM25 [t],unit\ntown,heating,2,kt\n"), 210, 3,
        "areas.csv:2", ("kt", "t"), ""),
    Bad("csv-title", "a title stands above the table", lambda f: f.write("areas.csv", "Emissions of 2020,,\nregion,sector,PM25 [t]\ntown,heating,20\n"),
        215, 3, "areas.csv:1", ("column 2",), "title above the table"),
    Bad("csv-merged", "merged cells of a spreadsheet leave a row without a region", lambda f: f.write(
        "areas.csv", "region,sector,PM25 [t]\ntown,heating,20\n,power,30\ntotal,,50\n"), 214, 3, "areas.csv:3", ("no region",), "merged"),
    Bad("csv-workbook", "a spreadsheet's workbook in place of a table", lambda f: f.write("areas.csv", b"PK\x03\x04\x14\0\x06\0"), 201, 3,
        "areas.csv", ("workbook",), "CSV UTF-8"),
    Bad("csv-totals", "a row of totals disagrees with its rows", lambda f: f.write(
        "areas.csv", "region,sector,PM25 [t]\ntown,heating,20\nvillage,heating,30\n合计,,60\n"), 206, 3, "areas.csv:4", ("60", "50", "10"), ""),
    Bad("csv-mojibake", "an earlier conversion has lost a character", lambda f: f.write("areas.csv", "region,sector,PM25 [t]\nto\ufffdn,heating,20\n"),
        222, 3, "areas.csv:2", (), "before it was converted"),
    Bad("csv-point-outside", "a point lies outside the domain", points("112.31", "118.31"), 216, 3, "points.csv:2", ("works", "118.31"), "outside"),
    Bad("csv-point-swapped", "longitude and latitude are swapped", points("112.31,37.61", "37.61,112.31"), 206, 3, "points.csv:2", ("112.31",), ""),
    Bad("csv-place-missing", "a point has no longitude", points("112.31", ""), 205, 3, "points.csv:2", ("lon",), ""),
    Bad("csv-stack-partly", "plume rise has three of its four figures", points("works,112.31,37.61,power,50,3,120,10", "works,112.31,37.61,power,50,3,120,"),
        215, 3, "points.csv:2", ("3",), "stack_height"),
    Bad("csv-stack-cold", "a stack's gas is colder than space", points(",120,", ",-400,"), 206, 3, "points.csv:2", ("temperature",), ""),
    Bad("csv-stack-high", "a stack is 50 km high", points("50,3", "50000,3"), 206, 3, "points.csv:2", ("50000",), ""),
    Bad("csv-points-missing", "the table of points is not there", lambda f: (f / "points.csv").unlink(), 301, 4, "points.csv", ("No such file",),
        "check the path"),
    Bad("csv-receptor-outside", "a receptor of the table lies outside", places("112.32", "122.32"), 216, 3, "places.csv:3", ("edge",), ""),
    Bad("csv-receptor-twice", "two receptors have one name", places("edge", "centre"), 219, 3, "places.csv:3", ("centre",), ""),
    Bad("csv-receptor-column", "the table of receptors has no names", places("name", "title"), 215, 3, "places.csv:1", ("name",), ""),
    Bad("csv-census-unknown", "people of an unknown region", census("village", "vilage"), 214, 3, "census.csv:3", ("vilage", "village"), ""),
    Bad("csv-census-negative", "people are fewer than none", census("50000", "-5"), 206, 3, "census.csv:2", ("-5",), ""),
    Bad("csv-census-twice", "people of a region are given twice", census("village", "town"), 204, 3, "census.csv:3", ("town",), ""),
]
