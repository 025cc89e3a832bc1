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
