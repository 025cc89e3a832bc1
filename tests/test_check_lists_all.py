"""fenhe check tells all faults of a case at once, each once, in the order of their places, and their number."""
import unittest

from bad_inputs import support

CASE = """\
titel: many faults
period: {start: "2020-01-10T00:00Z", length: 1 h, time_zone: "+00:00"}
meteorology: {kind: wrf, files: [wrf_*.nc], mixing: {kz: -5 m2/s}}
regions: regions.geojson
sectors: [power, {name: heating, weekday: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]}]
species:
  - {name: PM25, kind: partcle}
  - {name: SO2, kind: gas, molar_mass: 64}
emissions:
  - {kind: points, file: points.csv, sector: power}
  - {kind: areas, file: areas.csv}
  - {kind: gridded, file: flux.nc, sector: powr, variables: [{variable: flux, species: PM25}]}
  - {kind: gridded, file: flux.nc, sector: power, variables: [{variable: flux, species: PM25}]}
output:
  folder: taken
  receptors: [{name: far, lon: 170.0, lat: 37.0}, {name: near, lon: 112.1, lat: 97.0}]
transport: {courant: fast}
"""
POINTS = "name,lon,lat,stack_height [m],PM25 [t/yr]\nworks,112.1,37.0,50,-7\nfar,150.0,37.0,50,1\nwordy,112.1,37.0,50,much\n"
AREAS = "region,sector,PM25 [t/yr]\ntown,power,2000\nvilage,power,300\n"
EXPECTED = [  # place and code, in order
    ("case.yaml:1:1:", 202), ("case.yaml:3:58:", 206), ("case.yaml:5:43:", 217), ("case.yaml:7:24:", 207), ("case.yaml:8:40:", 208),
    ("case.yaml:12:5: flux.nc:flux:", 307), ("case.yaml:12:44:", 213), ("case.yaml:15:11: error: the output folder", 502), ("case.yaml:16:15:", 216), ("case.yaml:16:81:", 206),
    ("case.yaml:17:22:", 205),
    ("areas.csv:3:region:", 214), ("points.csv:2:PM25:", 307), ("points.csv:3:lon:", 216), ("points.csv:4:PM25:", 205),
    ("wrf_1.nc: error: global attribute 'DX'", 303), ("wrf_1.nc: error: global attribute 'TRUELAT1'", 303), ("wrf_2.nc: error: the grid", 308),
    ("wrf_3.nc: error: variable 'QVAPOR'", 303), ("wrf_3.nc:U:", 304),
]


CONTENTS = [  # of the sound case's tables when spoil_contents has been at them, in order
    ("areas.csv:3:region:", 214), ("census.csv:3:population:", 206), ("measures.yaml:3:42:", 213), ("places.csv:3:lon:", 205), ("points.csv:2:PM25:", 307),
]
MEASURES = "name: few\nmeasures:\n  - {name: less, what: {sectors: [power, powr]}, change: {reduce: 20 %}}\n"
STANDS_IN_THE_WAY = {  # of the contents: where, what stands there, and what is written instead; place and code of the fault
    "the period": ("case.yaml", "length: 1 h", "length: 1 k", "case.yaml:2:46:", 209),
    "the grid": ("case.yaml", "cells: [6, 5]", "cells: [6]", "case.yaml:5:10:", 205),
    "the grid's place": ("case.yaml", "centre: [112.3, 37.6]", "centre: [112.3, 137.6]", "case.yaml:7:19:", 206),
    "the ground": ("case.yaml", "variable: height", "variable: heigt", "terrain.nc: error:", 303),
    "the layers": ("case.yaml", "top: 2 km", "tp: 2 km", "case.yaml:9:40:", 202),
    "the weather": ("case.yaml", "wind_speed: 4 m/s", "wind_speed: 4 kg", "case.yaml:10:44:", 210),
    "the weather's kind": ("case.yaml", "kind: idealised", "kind: idealized", "case.yaml:10:21:", 207),
}


def spoil_contents(folder):
    folder.edit("areas.csv", "village", "vilage")
    folder.edit("census.csv", "4000", "-4")
    folder.edit("places.csv", "112.32", "east")
    folder.edit("points.csv", "1000", "-7")
    folder.write("measures.yaml", MEASURES)
    folder.edit("case.yaml", "  receptors: places.csv", "  receptors: places.csv\nscenarios: [measures.yaml]")


def spoil(folder):
    folder.write("case.yaml", CASE)
    folder.write("points.csv", POINTS)
    folder.write("areas.csv", AREAS)
    folder.write("regions.geojson", support.regions(support.feature("town", [support.ring(112.05, 36.95, 0.1)])))
    folder.write("taken", "a file of the user\n")
    support.field(folder / "flux.nc", "flux", "kg m-2 s-1", odd=-1e-9, lat=[36.7, 36.9, 37.1, 37.3, 37.5], lon=[111.5, 111.9, 112.3, 112.7, 113.1])
    support.wrf(folder / "wrf_1.nc", start="2020-01-10_02:00:00", skip=("DX", "TRUELAT1"))
    support.wrf(folder / "wrf_2.nc", start="2020-01-10_04:00:00", attributes={"STAND_LON": 100.0})
    support.wrf(folder / "wrf_3.nc", start="2020-01-10_06:00:00", skip=("QVAPOR",), shapes={"U": ""})


class CheckListsAll(unittest.TestCase):
    def test_twenty_planted_faults_give_exactly_those_twenty_in_order(self):
        bad = support.Bad("many", "", spoil, 0, 3, "", (), "", base="wrf")
        with support.spoilt(bad) as folder:
            result = support.ask(folder, "check", bad)
            found = ["\n".join(lines) for lines in support.complaints(result.stderr, folder)]
        self.assertEqual(len(EXPECTED), 20)
        places = [text.splitlines()[0] for text in found]
        self.assertEqual([int(support.CODE.search(text)[1]) for text in found], [code for _, code in EXPECTED], "\n".join(places))
        for place, (start, _) in zip(places, EXPECTED):
            self.assertTrue(place.startswith(start), f"{place}\nwanted {start}")
        self.assertEqual(result.stderr.splitlines()[-1], "20 faults in case.yaml")
        self.assertEqual(result.returncode, 3)  # of the first

    def assert_faults(self, result, folder, expected):
        found = ["\n".join(lines) for lines in support.complaints(result.stderr, folder)]
        self.assertEqual(len(found), len(expected), result.stderr)
        for text, (start, code) in zip(found, expected):
            self.assertTrue(text.startswith(start), f"{text}\nwanted {start}")
            self.assertEqual(int(support.CODE.search(text)[1]), code, text)

    def check(self, make, base="tables", verb="check"):
        bad = support.Bad("contents", "", make, 0, 0, "", (), "", base=base)
        with support.spoilt(bad) as folder:
            return support.ask(folder, verb, bad), folder

    def test_faults_and_warnings_of_many_rows_are_told_a_few_times_and_counted(self):
        def spoil_rows(folder):
            folder.write("areas.csv", "region,sector,PM25 [t/yr]\n" + 40 * "town,powr,1\n")
        result, _ = self.check(spoil_rows)
        self.assertEqual(result.stderr.count("unknown sector 'powr'"), 3)
        self.assertIn("... and 37 more of this fault, to areas.csv:41:sector", result.stderr.splitlines())
        self.assertIn("warning: areas.csv: 39 rows have a region and sector that an earlier row has, line 3 (as 2) the first", result.stderr)
        self.assertEqual(result.stderr.splitlines()[-1], "40 faults in case.yaml, 1 warning")

    def test_no_fault_of_time_grid_or_weather_hides_those_of_the_contents(self):
        for what, (file, old, new, place, code) in STANDS_IN_THE_WAY.items():
            def make(folder, file=file, old=old, new=new):
                spoil_contents(folder)
                folder.edit(file, old, new)
            with self.subTest(what):
                result, folder = self.check(make)
                own = [(place, code)]
                self.assert_faults(result, folder, own + CONTENTS if file == place.split(":")[0] else CONTENTS + own)

    def test_files_of_weather_that_are_not_there_hide_no_faults_of_tables_and_make_none(self):
        def make(folder):
            folder.edit("case.yaml", "wrf_*.nc", "none_*.nc")
            folder.edit("points.csv", "50,1000", "much,1000")
            folder.write("points.csv", (folder / "points.csv").read_text() + "far,-70,-33,50,1\n")
        result, folder = self.check(make, "wrf")
        self.assert_faults(result, folder, [("case.yaml:3:34:", 301), ("points.csv:2:stack_height:", 205)])

    def test_a_faulty_period_is_the_only_fault(self):
        for base in ("tables", "wrf"):
            result, folder = self.check(lambda folder: folder.edit("case.yaml", "length: 1 h", "length: 1 k"), base)
            self.assert_faults(result, folder, [("case.yaml:2:46:", 209)])

    def test_what_is_no_fault_but_hardly_meant_is_told_and_counted_apart(self):
        def make(folder):
            point = {"type": "Feature", "properties": {"name": "market"}, "geometry": {"type": "Point", "coordinates": [112.3, 37.6]}}
            folder.write("regions.geojson", support.regions(support.feature("town", [support.ring(112.26, 37.57, 0.05)]), point, point,
                                                            support.feature("village", [support.ring(112.32, 38.6, 0.03)])))
            folder.edit("points.csv", "112.31,37.61", "112.31,47.61")
            folder.edit("case.yaml", "points.csv}", "points.csv, outside: skip}")
            folder.edit("case.yaml", ", surrogate: {file: people.nc, variable: people}", "")
            folder.edit("areas.csv", "town,heating,2000\n", "")
            folder.edit("case.yaml", "{kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}", "{kind: utm, zone: 40}")
            support.field(folder / "flux.nc", "flux", "kg m-2 s-1", 0.0)
        expected = ["the grid's map is far from true to scale at its centre: ", "points.csv: 1 of 2 points lie outside the domain and are left out",
                    "areas.csv: region village lies outside the domain", "areas.csv: none of its 300 t/yr lies in the domain",
                    "flux.nc: it emits 0 t/yr of the case's species", "village lies outside the domain: districts.nc leaves it out",
                    "regions.geojson: 2 features are no polygon and left out"]
        for verb in ("check", "run"):
            result, folder = self.check(make, verb=verb)
            lines = [line for line in result.stderr.replace(f"{folder.path}/", "").splitlines() if line.startswith("warning: ")]
            self.assertEqual(len(lines), len(expected), result.stderr)
            for line, start in zip(lines, expected):
                self.assertTrue(line.startswith("warning: " + start), line)
            self.assertEqual(result.returncode, 0, result.stderr)
            if verb == "check":
                self.assertEqual(result.stdout.splitlines()[-1], "case.yaml: no faults, 7 warnings")

    def test_a_sound_case_has_no_warnings(self):
        result, _ = self.check(lambda folder: None)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "case.yaml: no faults\n", ""))


if __name__ == "__main__":
    unittest.main()
