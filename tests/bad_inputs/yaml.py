"""Case files that cannot be read, or that say what cannot be."""
import resource

from .support import Bad


def edited(old, new):
    return lambda folder: folder.edit("case.yaml", old, new)


def replaced(text):
    return lambda folder: folder.write("case.yaml", text)


def deep(folder):
    folder.edit("case.yaml", "title: small", "title: " + "[" * 3000 + "]" * 3000)


CASE = "case.yaml"
BAD = [
    Bad("yaml-missing", "the case file is not there", lambda f: (f / CASE).unlink(), 301, 4, CASE, ("No such file",), "check the path"),
    Bad("yaml-empty", "the case file is empty", replaced(""), 201, 3, CASE, ("empty",), "write at least"),
    Bad("yaml-comments-only", "the case file holds nothing but a comment", replaced("# a case, some day\n"), 201, 3, CASE, ("empty",), ""),
    Bad("yaml-truncated", "the case file ends within a bracket", lambda f: f.cut(CASE, f.path.joinpath(CASE).read_text().index("6, 5]") + 2),
        201, 3, f"{CASE}:5", (), ""),
    Bad("yaml-bit-flipped", "bytes that are neither UTF-8 nor GB18030", lambda f: f.write(CASE, b"title: \xff\xff\n"), 222, 3, f"{CASE}:1:8",
        (), "UTF-8"),
    Bad("yaml-nul", "a NUL byte stands in the case file", lambda f: f.write(CASE, b"title: a\0b\n"), 201, 3, f"{CASE}:1:9", ("NUL",), "text file"),
    Bad("yaml-directory", "the case file is a folder", lambda f: f.folder_instead(CASE), 301, 4, CASE, ("Is a directory",), "folder"),
    Bad("yaml-netcdf", "a NetCDF file is given as the case", lambda f: f.write(CASE, (f / "flux.nc").read_bytes()), 201, 3, CASE, (), "text file"),
    Bad("yaml-list", "the case is a list", replaced("- period\n- grid\n"), 205, 3, f"{CASE}:1:1", ("map",), "known keys"),
    Bad("yaml-full-width", "a Chinese colon behind a key", edited("title: small", "title：small"), 201, 3, f"{CASE}:1", (), "half-width"),
    Bad("yaml-tab", "a tab indents a line", edited("  cells:", "\tcells:"), 201, 3, f"{CASE}:5", (), "blanks"),
    Bad("yaml-deep", "3000 brackets are nested", deep, 201, 3, f"{CASE}:1", ("nested",), ""),
    Bad("yaml-unknown-anchor", "an alias has no anchor", edited("title: small", "title: *none"), 201, 3, f"{CASE}:1", (), ""),
    Bad("yaml-key-unknown", "a key is misspelt", edited("title:", "titel:"), 202, 3, f"{CASE}:1:1", ("titel", "did you mean 'title'"), "known keys"),
    Bad("yaml-key-unknown-inside", "a key of a section is misspelt", edited("  spacing:", "  spaceing:"), 203, 3, f"{CASE}:3:1",
        ("spacing",), "add it", faults=2),
    Bad("yaml-key-twice", "a key is given twice", edited("title: small\n", "title: small\ntitle: large\n"), 204, 3, f"{CASE}:2:1", ("title",), ""),
    Bad("yaml-key-twice-inside", "a key of a flow map is given twice", edited("kind: idealised,", "kind: idealised, kind: wrf,"), 204, 3,
        f"{CASE}:10", ("kind",), ""),
    Bad("yaml-section-missing", "the case has no period", lambda f: f.edit(CASE, f.path.joinpath(CASE).read_text().splitlines()[1] + "\n", ""),
        203, 3, CASE, ("period",), "add it"),
    Bad("yaml-key-missing", "a species has no kind", edited("kind: particle, ", ""), 203, 3, f"{CASE}:15", ("kind",), "add it"),
    Bad("yaml-wrong-kind", "a list of numbers is a word", edited("[6, 5]", "six"), 205, 3, f"{CASE}:5", ("list of 2",), ""),
    Bad("yaml-cells-three", "cells has three numbers", edited("[6, 5]", "[6, 5, 4]"), 205, 3, f"{CASE}:5", ("list of 2",), ""),
    Bad("yaml-cells-fraction", "a number of cells has a fraction", edited("[6, 5]", "[6.5, 5]"), 205, 3, f"{CASE}:5", ("6.5",), ""),
    Bad("yaml-cells-negative", "a number of cells is negative", edited("[6, 5]", "[6, -5]"), 206, 3, f"{CASE}:5", ("-5",), ""),
    Bad("yaml-cells-overflow", "the number of cells overflows 64 bits", edited("[6, 5]", "[9000000000, 9000000000]"), 206, 3, f"{CASE}:5",
        ("9000000000",), ""),
    Bad("yaml-cells-too-many", "more cells than any machine has memory for", edited("[6, 5]", "[100000, 100000]"), 501, 6, "",
        ("GB of memory",), "fewer cells", limits={resource.RLIMIT_AS: 8 << 30}),
    Bad("yaml-integer-beyond", "an integer has more digits than 64 bits hold", edited("[6, 5]", "[99999999999999999999, 5]"), 205, 3,
        f"{CASE}:5", ("99999999999999999999",), ""),
    Bad("yaml-nan", "a quantity is NaN", edited("3 km", ".nan km"), 205, 3, f"{CASE}:6", ("nan",), ""),
    Bad("yaml-infinite", "a quantity is infinite", edited("3 km", "1e999 km"), 205, 3, f"{CASE}:6", ("1e999",), ""),
    Bad("yaml-negative-length", "the spacing is negative", edited("3 km", "-3 km"), 206, 3, f"{CASE}:6", ("-3 km",), ""),
    Bad("yaml-latitude", "a latitude lies beyond the pole", edited("centre: [112.3, 37.6]", "centre: [112.3, 97.6]"), 206, 3, f"{CASE}:7",
        ("97.6",), "[longitude, latitude]"),
    Bad("yaml-swapped-place", "a place is written [latitude, longitude]", edited("centre: [112.3, 37.6]", "centre: [37.6, 112.3]"), 206, 3,
        f"{CASE}:7", ("112.3",), "[longitude, latitude]"),
    Bad("yaml-stretching", "layers shrink upward", edited("stretching: 1.8", "stretching: 0.5"), 206, 3, f"{CASE}:9", ("0.5",), ""),
    Bad("yaml-word-unknown", "an unknown kind of species", edited("kind: particle", "kind: partcle"), 207, 3, f"{CASE}:15",
        ("partcle", "particle"), ""),
    Bad("yaml-weather-unknown", "an unknown kind of weather", edited("kind: idealised", "kind: wfr"), 207, 3, f"{CASE}:10", ("wfr",), ""),
    Bad("yaml-environment", "an environment variable of a path is not set", edited("file: points.csv", 'file: "${FENHE_UNSET}/points.csv"'),
        207, 3, f"{CASE}:20", ("FENHE_UNSET",), "set it"),
    Bad("yaml-species-twice", "two species have one name", edited("{name: SO2,", "{name: PM25,"), 204, 3, f"{CASE}:16", ("PM25",), "",),
    Bad("yaml-species-name", "a species' name has a blank", edited("{name: SO2,", "{name: S O2,"), 206, 3, f"{CASE}:16", ("S O2",), "", faults=1),
    Bad("yaml-species-file-name", "a species bears the name of a variable of the output", edited("{name: SO2,", "{name: time,"), 206, 3,
        f"{CASE}:16", ("time",), ""),
    Bad("yaml-tag-species", "a tag's species is unknown", edited("{species: PM25, name: coking", "{species: PM24, name: coking"), 212, 3,
        f"{CASE}:18", ("PM24", "PM25"), ""),
    Bad("yaml-tag-sector", "a tag's sector is unknown", edited("sectors: [coking]", "sectors: [coaking]"), 213, 3, f"{CASE}:18",
        ("coaking", "did you mean 'coking'"), ""),
    Bad("yaml-tag-region", "a tag's region is unknown", edited("sectors: [coking]", "regions: [twon]"), 214, 3, f"{CASE}:18", ("twon", "town"), ""),
    Bad("yaml-tag-twice", "a tag is given twice", edited("emissions:", "  - {species: PM25, name: coking, sectors: [power]}\nemissions:"), 204, 3,
        f"{CASE}:19", ("coking",), ""),
    Bad("yaml-negative-initial", "an initial concentration is negative", edited("initial: 1e-9 kg/kg", "initial: -1 ug/m3"), 206, 3,
        f"{CASE}:16", ("-1",), ""),
    Bad("yaml-negative-kz", "the vertical diffusivity is negative", edited("wind_speed: 4 m/s", "mixing: {kz: -5 m2/s}"), 206, 3, f"{CASE}:10",
        ("-5",), ""),
    Bad("yaml-negative-deposition", "a deposition velocity is negative", edited("deposition_velocity: 0.1 cm/s", "deposition_velocity: -0.1 cm/s"),
        206, 3, f"{CASE}:15", ("-0.1 cm/s",), ""),
    Bad("yaml-courant", "the Courant number is no number", edited("output:", "transport: {courant: fast}\noutput:"), 205, 3, f"{CASE}:24",
        ("fast",), ""),
    Bad("yaml-order", "the order of the scheme is even", edited("output:", "transport: {order: 4}\noutput:"), 207, 3, f"{CASE}:24",
        ("4",), ""),
    Bad("yaml-receptor-outside", "a receptor lies outside the domain", edited("receptors: places.csv",
        "receptors: [{name: far, lon: 120.3, lat: 37.6}]"), 216, 3, f"{CASE}:26", ("far", "outside the domain"), ""),
    Bad("yaml-receptor-twice", "two receptors have one name", edited("receptors: places.csv",
        "receptors: [{name: a, lon: 112.3, lat: 37.6}, {name: a, lon: 112.31, lat: 37.6}]"), 219, 3, f"{CASE}:26", ("a",), ""),
    Bad("yaml-no-emission-file", "an inventory file is not there", edited("points.csv", "plants.csv"), 301, 4, "plants.csv", ("No such file",),
        "check the path"),
    Bad("yaml-sectors-missing", "the file of the sectors is not there", edited("sectors.yaml", "sector.yaml"), 301, 4, "sector.yaml",
        ("No such file",), "check the path"),
    Bad("yaml-weights", "weekdays do not sum to one", lambda f: f.edit("sectors.yaml", "0.15, 0.15", "0.25, 0.15"), 217, 3, "sectors.yaml:2",
        ("1.1",), ""),
    Bad("yaml-weights-negative", "a weight is negative", lambda f: f.edit("sectors.yaml", "0.14", "-0.14"), 206, 3, "sectors.yaml:2", ("-0.14",), ""),
    Bad("yaml-heights-order", "bins of height do not rise", lambda f: f.edit("sectors.yaml", "top: 60 m", "top: 10 m"), 206, 3, "sectors.yaml:3",
        ("10",), ""),
    Bad("yaml-sector-twice", "two sectors have one name", lambda f: f.edit("sectors.yaml", "- coking", "- power"), 204, 3, "sectors.yaml:4",
        ("power",), ""),
    Bad("yaml-scenario-missing", "a scenario's file is not there", edited("output:", "scenarios: [plan.yaml]\noutput:"), 301, 4, "plan.yaml", (), ""),
    Bad("yaml-projection-impossible", "the true latitudes of a cone cancel", edited("[34, 41]", "[34, -34]"), 206, 3, f"{CASE}:3", ("34 and -34",), ""),
]
