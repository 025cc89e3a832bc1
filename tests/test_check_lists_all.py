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
    ("case.yaml: error: the output folder", 502), ("case.yaml:1:1:", 202), ("case.yaml:3:58:", 206), ("case.yaml:5:43:", 217), ("case.yaml:7:24:", 207), ("case.yaml:8:40:", 208),
    ("case.yaml:12:44:", 213), ("case.yaml:13:5: flux.nc:flux:", 307), ("case.yaml:16:15:", 216), ("case.yaml:16:81:", 206),
    ("case.yaml:17:22:", 205),
    ("areas.csv:3:region:", 214), ("points.csv:2:PM25:", 307), ("points.csv:3:lon:", 216), ("points.csv:4:PM25:", 205),
    ("wrf_1.nc: error: global attribute 'DX'", 303), ("wrf_1.nc: error: global attribute 'TRUELAT1'", 303), ("wrf_2.nc: error: the grid", 308),
    ("wrf_3.nc: error: variable 'QVAPOR'", 303), ("wrf_3.nc:U:", 304),
]


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
        self.assertEqual(result.returncode, 6)  # of the first


if __name__ == "__main__":
    unittest.main()
