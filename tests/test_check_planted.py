"""fenhe check on cases with several faults of different kinds: it lists those that were planted, no fewer and no more."""
import unittest

from bad_inputs import support


def edits(*changes):
    """Spoil files of the sound case: (file, old, new)."""
    def make(folder):
        for file, old, new in changes:
            folder.edit(file, old, new)
    return make


def keys_twice(folder):
    folder.edit("case.yaml", "title: small\n", "title: small\ntitle: large\ntitle: larger\n")
    folder.edit("case.yaml", "kind: particle,", "kind: particle, kind: gas,")
    folder.edit("case.yaml", "spacing: 3 km\n", "spacing: 3 km\n  spacing: 4 km\n")
    folder.edit("case.yaml", "wind_speed: 4 m/s", "wind_speed: 4 kg")
    folder.edit("sectors.yaml", "  - coking", "  - {name: coking, name: coke}")
    folder.edit("areas.csv", "town", "twon")
    folder.edit("case.yaml", "areas.csv,", "areas.csv, map: map.yaml,")
    folder.write("map.yaml", "species: {PM25: PM25, PM25: SO2}\nsectors: {heating: heatng, heating: power}\n")
    folder.write("measures.yaml", "name: few\nname: more\nmeasures:\n  - {name: less, what: {sectors: [powr]}, change: {reduce: 20 %}, name: least}\n")
    folder.write("case.yaml", (folder / "case.yaml").read_text() + "scenarios: [measures.yaml]\n")


def rows_of_many_faults(folder):
    folder.edit("areas.csv", "town,heating,2000", "twon,heatng,many")
    folder.write("long.csv", "region,sector,pollutant,emission [t/yr]\ntown,powr,PM2,-1\nvilage,power,SO2,few\n")
    folder.write("map.yaml", "species: {PM25: PM25, SO2: SO2}\nsectors: {power: power}\n")
    folder.write("mapped.csv", "region,sector,pollutant,emission [t/yr]\ntwon,powr,PM2,much\n")
    folder.write("unitless.csv", "region,sector,PM25\ntwon,powr,5\n")
    folder.write("points.csv", "name,lon,lat,sector,stack_height [m],diameter [m],temperature [C],velocity [m/s],PM25 [t/yr],SO2 [t/yr]\n"
                 "works,112.31,37.61,powr,-50,90,120,10,many,-1\nkiln,150,37.59,cokin,30,x,,10,200,1\n")
    folder.write("placeless.csv", "name,lat,PM25 [t/yr]\nworks,97.61,much\n")
    folder.write("mapped_points.csv", "name,lon,lat,sector,PM25 [t/yr]\nworks,east,37.6,powr,much\n")
    folder.edit("case.yaml", "  - {kind: gridded,", "  - {kind: areas, file: long.csv}\n  - {kind: areas, file: mapped.csv, map: map.yaml}\n"
                "  - {kind: areas, file: unitless.csv}\n  - {kind: points, file: placeless.csv}\n  - {kind: points, file: mapped_points.csv, map: map.yaml}\n  - {kind: gridded,")


def files_that_are_not_there(folder):
    for name in ("terrain.nc", "regions.geojson", "census.csv", "sectors.yaml", "outer.nc", "points.csv", "people.nc", "flux.nc", "places.csv"):
        (folder / name).unlink()
    folder.edit("case.yaml", "terrain:", "land_use: {file: lost_1.nc, scheme: usgs}\nterrain:")
    folder.edit("case.yaml", "regions:", "districts: lost_2.geojson\nregions:")
    folder.edit("case.yaml", "file: areas.csv,", "file: areas.csv, map: lost_3.yaml,")
    folder.edit("case.yaml", "census.csv}", "census.csv, surrogate: {file: lost_4.nc, variable: people}}")
    folder.edit("case.yaml", "output:", "scenarios: [lost_5.yaml, measures.yaml]\noutput:")
    folder.write("measures.yaml", "name: few\nmeasures:\n  - {include: lost_6.yaml}\n"
                 "  - {name: less, where: {file: lost_7.geojson}, change: {reduce: 20 %}}\n")


def entries_with_faults(folder):
    folder.edit("case.yaml", "{kind: points, file: points.csv}", "{kind: points, file: points.csv, sectr: power, outside: skp}")
    folder.write("points.csv", "name,lon,lat,PM25 [t/yr]\nworks,112.31,37.61,-7\nfar,150,37,1\n")
    folder.edit("case.yaml", "areas.csv, surrogate: {file: people.nc, variable: people}", "areas.csv, surrogat: {file: people.nc}")
    folder.edit("areas.csv", "village", "vilage")
    folder.edit("case.yaml", "sector: heating, variables: [{variable: flux, species: PM25}]",
                "sector: heatng, variables: [{variable: flux, species: PM52}, {variable: flx, species: SO2, note: x}]")
    folder.edit("case.yaml", "- {kind: ioapi, file: emis.nc, sector: coking}", "- {kind: ioap, file: lost.nc}\n  - {kind: areas, file: words.csv, mapp: map.yaml}\n"
                "  - {kind: edgar, files: lost_*.nc, map: map.yaml}")
    support.field(folder / "flux.nc", "flux", "kg m-2 s-1", odd=-1e-9)
    folder.write("words.csv", "region,sector,smoke [t/yr]\nhere,fires,1\n")
    folder.write("map.yaml", "species: {PM2.5: PM52}\nsectors: {fires: heating}\n")


def ground_with_faults(folder):
    folder.edit("case.yaml", "variable: height}", "band: height}\nland_use: {file: terrain.nc, variable: height, scheme: corine}")
    folder.edit("case.yaml", "regions: regions.geojson", "regions: [regions.geojson, {name: basin, seed: [112.3, 37.6], below: 50 m}]")
    folder.edit("points.csv", "112.31,37.61", "150.31,37.61")
    folder.edit("places.csv", "112.32", "12.32")
    folder.edit("areas.csv", "village", "basin")


MISSPELT = (("period:", "perid:"), ("length:", "lenght:"), ("grid:", "gird:"), ("spacing:", "spaceing:"), ("terrain:", "terain:"), ("layers:", "layer:"),
            ("meteorology:", "meterology:"), ("regions:", "region:"), ("population:", "poplation:"), ("sectors_file:", "sector_file:"),
            ("species:", "specis:"), ("molar_mass:", "molarmass:"), ("tags:", "tag:"), ("emissions:", "emission:"), ("variables:", "variabels:"),
            ("output:", "outptu:"), ("folder:", "foldr:"), ("receptors:", "receptor:"))


def keys_misspelt(folder):
    for right, wrong in MISSPELT:
        folder.edit("case.yaml", right, wrong)
    folder.edit("case.yaml", "kind: particle", "kind: partcle")
    folder.edit("case.yaml", "kind: idealised", "kind: idealized")
    folder.edit("areas.csv", "village", "vilage")
    folder.edit("places.csv", "112.32", "12.32")


def other_kinds(folder):
    folder.edit("case.yaml", "kind: wrf", "kind: era5")
    folder.edit("points.csv", "50,1000", "-50,1000")


def outlines_and_rows(folder):
    bow = [[112.26, 37.57], [112.31, 37.62], [112.31, 37.57], [112.26, 37.62], [112.26, 37.57]]
    folder.write("regions.geojson", support.regions(support.feature("town", [bow]), support.feature("village", [bow])))
    folder.write("areas.csv", "region,sector,PM25 [t/yr]\ntown,heating\nvilage,heating,300\ntown,heating,1,2\n")
    folder.write("census.csv", "region,people\ntwon,50000\n")
    folder.edit("case.yaml", "census.csv}", "census.csv, surrogate: {file: people.nc, variable: persons}}")
    folder.write("places.csv", "name,lat\ncentre,37.6\n")
    folder.edit("case.yaml", "variable: people}", "variable: peple}")


def names_beside_a_faulty_section(folder):
    folder.edit("sectors.yaml", "0.13, 0.13", "0.13, 0.33")
    folder.edit("case.yaml", "initial: 1e-9 kg/kg", "initial: -1 kg/kg")
    folder.edit("case.yaml", "variable: SO2}", "variable: SO22}")
    folder.edit("case.yaml", "species: PM25, name: coking, sectors: [coking]", "species: PM52, name: coking, sectors: [cokin]")
    folder.edit("points.csv", "coking", "cokng")
    folder.edit("points.csv", "PM25 [t/yr]", "PM25 [t/yr],SO4 [t/yr]")
    folder.write("points.csv", (folder / "points.csv").read_text().replace("1000\n", "1000,1\n").replace("200\n", "200,x\n"))


def both_ends(folder):
    folder.edit("case.yaml", 'start: "2020-01-10T00:00Z", length: 1 h', 'start: "2020-13-10T00:00Z", end: noon')
    folder.write("case.yaml", (folder / "case.yaml").read_text() + "scenarios: [measures.yaml, measures.yaml]\n")
    folder.write("measures.yaml", "name: few\nmeasures: [{name: less, what: {sectors: [power]}, change: {reduce: 20 %}}]\n")


def nothing_to_divide(folder):
    text = (folder / "case.yaml").read_text()
    folder.write("case.yaml", text[:text.index("grid:")] + text[text.index("terrain:"):])
    folder.edit("case.yaml", "- {species: PM25, name: coking, sectors: [coking]}", "- {species: PM25, sectors: each}")
    (folder / "sectors.yaml").unlink()


PLANTED = {  # what is told: base, how it is made, and how each complaint begins
    "every key given twice, in every file": ("tables", keys_twice, (
        "case.yaml:2:1: error: key 'title' is given twice, first in line 1", "case.yaml:3:1: error: key 'title'", "case.yaml:9:3: error: key 'spacing'",
        "case.yaml:13:44: error: key 'wind_speed'", "case.yaml:18:34: error: key 'kind'", "map.yaml:1:23: error: key 'PM25'",
        "map.yaml:2:20: error: unknown sector 'heatng'", "map.yaml:2:28: error: key 'heating'", "measures.yaml:2:1: error: key 'name'",
        "measures.yaml:4:35: error: unknown sector 'powr'", "measures.yaml:4:67: error: key 'name'", "sectors.yaml:4:20: error: key 'name'")),
    "all faults of a row": ("tables", rows_of_many_faults, (
        "case.yaml:25:5: placeless.csv:1: error: column 'lon'", "case.yaml:25:5: placeless.csv:1: error: column 'sector'", "areas.csv:2:PM25:",
        "areas.csv:2:region:", "areas.csv:2:sector:", "long.csv:2:emission:", "long.csv:2:pollutant:", "long.csv:2:sector:", "long.csv:3:emission:",
        "long.csv:3:region:", "mapped.csv:2:emission:", "mapped.csv:2:pollutant:", "mapped.csv:2:region:", "mapped.csv:2:sector:",
        "mapped_points.csv:2:PM25:", "mapped_points.csv:2:lon:", "mapped_points.csv:2:sector:", "placeless.csv:2:PM25:", "placeless.csv:2:lat:",
        "points.csv:1:temperature:", "points.csv:2:PM25:", "points.csv:2:SO2:", "points.csv:2:diameter:", "points.csv:2:sector:",
        "points.csv:2:stack_height:", "points.csv:3:diameter:", "points.csv:3:lon:", "points.csv:3:sector:", "unitless.csv:1:PM25:",
        "unitless.csv:2:region:", "unitless.csv:2:sector:")),
    "all files that are not there": ("tables", files_that_are_not_there, (
        "case.yaml:8:18: error: lost_1.nc:", "case.yaml:9:17: error: terrain.nc:", "case.yaml:12:12: error: lost_2.geojson:",
        "case.yaml:13:10: error: regions.geojson:", "case.yaml:14:20: error: census.csv:", "case.yaml:14:50: error: lost_4.nc:",
        "case.yaml:15:15: error: sectors.yaml:", "case.yaml:18:88: error: outer.nc:", "case.yaml:22:26: error: points.csv:",
        "case.yaml:23:41: error: lost_3.yaml:", "case.yaml:23:72: error: people.nc:", "case.yaml:24:27: error: flux.nc:",
        "case.yaml:26:13: error: lost_5.yaml:", "case.yaml:29:14: error: places.csv:", "measures.yaml:3:15: error: lost_6.yaml:",
        "measures.yaml:4:32: error: lost_7.geojson:")),
    "contents of files whose entry has a fault": ("tables", entries_with_faults, (
        "case.yaml:20:38: error: unknown key 'sectr'", "case.yaml:20:61: error: key 'outside'", "case.yaml:21:36: error: unknown key 'surrogat'",
        "case.yaml:21:46: error: key 'variable' is missing",
        "case.yaml:22:5: flux.nc:flux: error: negative emission", "case.yaml:22:5: flux.nc:flx: error: no such variable",
        "case.yaml:22:44: error: unknown sector 'heatng'", "case.yaml:22:90: error: unknown species 'PM52'", "case.yaml:22:127: error: unknown key 'note'",
        "case.yaml:23:12: error: key 'kind'", "case.yaml:23:24: error: lost.nc:", "case.yaml:24:36: error: unknown key 'mapp'",
        "case.yaml:25:26: error: no file matches", "areas.csv:3:region:", "map.yaml:1:18: error: unknown species 'PM52'", "points.csv:2:PM25:")),
    "misspelt keys and words, without what they would entail": ("tables", keys_misspelt, (
        "case.yaml:2:1:", "case.yaml:2:37:", "case.yaml:3:1:", "case.yaml:6:3:", "case.yaml:8:1:", "case.yaml:9:1:", "case.yaml:10:1:",
        "case.yaml:10:20: error: key 'kind'", "case.yaml:11:1:", "case.yaml:12:1:", "case.yaml:13:1:", "case.yaml:14:1:",
        "case.yaml:15:24: error: key 'kind'", "case.yaml:16:28:", "case.yaml:17:1:", "case.yaml:19:1:", "case.yaml:22:53:", "case.yaml:24:1:",
        "case.yaml:25:3:", "case.yaml:26:3:", "areas.csv:3:region:", "places.csv:3: error: receptor 'edge'")),
    "files of WRF that are called ERA5's": ("wrf", other_kinds, (
        "case.yaml:3:21: error: the files are WRF's, for they have a variable Times", "points.csv:2:stack_height:")),
    "a spacing without its unit": ("tables", edits(("case.yaml", "spacing: 3 km", "spacing: 3")), (
        "case.yaml:6:12: error: key 'spacing': '3' has no unit\n   6 |   spacing: 3\n     |            ^\n  = write it with its unit, like '3 km'",)),
    "outlines and rows of one file, each": ("tables", outlines_and_rows, (
        "case.yaml:21:5: people.nc: error: variable 'peple'", "areas.csv:2: error: the row has 2 cells", "areas.csv:3:region:", "areas.csv:4: error: the row has 4 cells",
        "census.csv:1: error: column 'population' is missing", "census.csv:2:region:", "places.csv:1: error: column 'lon' is missing", "people.nc: error: variable 'persons'",
        "regions.geojson: error: feature 1 ('town')", "regions.geojson: error: feature 2 ('village')")),
    "names that are known beside a faulty section": ("tables", names_beside_a_faulty_section, (
        "case.yaml:16:59:", "case.yaml:18:15: error: unknown species 'PM52'", "case.yaml:18:45: error: unknown sector 'cokin'",
        "points.csv:1:SO4: error: unknown species", "points.csv:3:sector: error: unknown sector 'cokng'", "sectors.yaml:2:28:",
        "outer.nc: error: variable 'SO22'")),
    "the ground beside faulty layers": ("tables", edits(
        ("case.yaml", "variable: height}", "variable: hight}\nland_use: {file: terrain.nc, variable: height, scheme: usgs}"),
        ("case.yaml", "stretching: 1.8", "stretching: 0.8")), ("case.yaml:10:35: error: key 'stretching'", "terrain.nc: error:", "terrain.nc:height: error: category 100")),
    "both ends of the period, and scenarios that are listed twice": ("tables", both_ends, (
        "case.yaml:2:17: error: key 'start'", "case.yaml:2:43: error: key 'end'", "case.yaml:27:28: error: this scenario is in the list already")),
    "a grid and sectors that are missing, without what they would entail": ("tables", nothing_to_divide, (
        "case.yaml:5:14: error: idealised weather needs a grid", "case.yaml:8:15: error: sectors.yaml: the file cannot be read")),
    "kinds whose key is misspelt, beside another fault of each": ("tables", edits(
        ("case.yaml", "{kind: lambert, true_latitudes: [34, 41]", "{kinde: lambert, true_latitudes: [34, 141]"),
        ("case.yaml", "{kind: idealised, wind_speed: 4 m/s}", "{knd: idealised, wind_speed: 4 kg}"),
        ("case.yaml", "{kind: points, file: points.csv}", "{knid: points, file: points.csv}"), ("points.csv", ",power,", ",powr,")), (
            "case.yaml:4:16: error: unknown key 'kinde' in projection; did you mean 'kind'?", "case.yaml:4:", "case.yaml:10:15: error: unknown key 'knd'",
            "case.yaml:10:43: error: key 'wind_speed'", "case.yaml:20:6: error: unknown key 'knid'", "points.csv:2:sector:")),
    "a grid, ground and layers beside WRF's own, which is looked at": ("wrf", edits(
        ("case.yaml", "sectors:", "grid: {cells: [3, 3]}\nterrain: {file: nowhere.nc}\nlayers: {first: 30 m}\nsectors:"),
        ("case.yaml", "length: 1 h", "length: 12 h")), (
            "case.yaml:4:7: error: WRF brings its own grid", "case.yaml:6:9: error: WRF brings its own layers", "WRF: error: the files hold")),
    "a basin with a fault, whose name is known": ("tables", edits(
        ("case.yaml", "regions: regions.geojson", "regions: [regions.geojson, {name: hollow, seed: [112.3, 37.6], below: 900 s}]"),
        ("case.yaml", "name: coking, sectors: [coking]", "regions: [hollow, vilage], sectors: [cokin]")), (
        "case.yaml:11:71: error: key 'below'", "case.yaml:18:39: error: unknown region 'vilage'", "case.yaml:18:58: error: unknown sector 'cokin'")),
    "places in spite of a faulty ground": ("tables", ground_with_faults, (
        "case.yaml:8:29: error: unknown key 'band'", "case.yaml:9:56: error: key 'scheme'", "places.csv:3: error: receptor 'edge'",
        "points.csv:2:lon: error: works at")),
}


class CheckPlanted(unittest.TestCase):
    def test_what_is_planted_is_told_and_nothing_else(self):
        for what, (base, make, starts) in PLANTED.items():
            bad = support.Bad("planted", "", make, 0, 0, "", (), "", base=base)
            with self.subTest(what), support.spoilt(bad) as folder:
                result = support.ask(folder, "check", bad)
                found = ["\n".join(lines) for lines in support.complaints(result.stderr, folder)]
                self.assertEqual(len(found), len(starts), result.stderr)
                for text, start in zip(found, starts):
                    self.assertTrue(text.startswith(start), f"{text}\nwanted {start}")


if __name__ == "__main__":
    unittest.main()
