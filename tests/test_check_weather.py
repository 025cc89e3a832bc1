"""fenhe check tells what is wrong with the ground and with the weather's files together, whatever the weather is."""
import unittest

from bad_inputs import era5, mcip, support


def check(bad):
    """The complaints, in order."""
    with support.spoilt(bad) as folder:
        result = support.ask(folder, "check", bad)
        found = ["\n".join(lines) for lines in support.complaints(result.stderr, folder)]
    return found, result.stderr


class CheckWeather(unittest.TestCase):
    def expect(self, base, make, *starts):
        found, said = check(support.Bad("weather", "", make, 0, 0, "", (), "", base=base))
        self.assertEqual(len(found), len(starts), said)
        for text, start in zip(found, starts):
            self.assertTrue(text.startswith(start), f"{text}\nwanted {start}")

    def test_a_fault_of_the_ground_does_not_hide_those_of_the_weather(self):
        def make(folder):
            era5.given(lambda f: era5.write(f / era5.FILE, calendar="360_day"))(folder)
            folder.edit("case.yaml", "terrain: {file: terrain.nc", "land_use: {file: nowhere_2.nc, variable: class, scheme: usgs}\nterrain: {file: nowhere_1.nc")
        self.expect("tables", make, "case.yaml:8:18: error: nowhere_2.nc:", "case.yaml:9:17: error: nowhere_1.nc:",
                    "ERA5: error: the files have no surface pressure", "era5.nc:valid_time: error: calendar '360_day'")

    def test_a_grid_or_layers_that_cannot_be_laid_do_not_hide_faults_of_era5_files(self):
        files = era5.given(lambda f: (era5.write(f / era5.FILE, calendar="360_day"), era5.write(f / "single.nc", level=(), variables=era5.SINGLE)),
                           f"{era5.FILE}, single.nc")
        said = "era5.nc:valid_time: error: calendar '360_day'"
        for old, new, *starts in (("spacing: 3 km", "spacing: 3 kg", "case.yaml:6:", said), ("first: 60 m", "first: 60 kg", "case.yaml:9:", said),
                                  ("true_latitudes: [34, 41]", "true_latitudes: [34, -34]", "case.yaml:3:", said),
                                  ("top: 2 km", "top: 50 m", "case.yaml:9:9: error: top of the layers at 50 m", said)):
            def make(folder, old=old, new=new):
                files(folder)
                folder.edit("case.yaml", old, new)
            with self.subTest(new):
                self.expect("tables", make, *starts)

    def test_a_subdomain_that_does_not_fit_is_told_beside_faults_of_wrf_files(self):
        def make(folder):
            support.wrf(folder / "wrf_2.nc", start="2020-01-10_02:00:00", skip=("QVAPOR",))
            folder.edit("case.yaml", "files: [wrf_*.nc]", "files: [wrf_*.nc], subdomain: {start: [4, 0], cells: [5, 5]}")
        self.expect("wrf", make, "case.yaml:3:", "wrf_2.nc: error: variable 'QVAPOR' is missing")

    def test_what_the_weather_files_lack_is_warned_of_before_a_run(self):
        bad = support.Bad("lack", "", lambda f: support.wrf(f / "wrf_0.nc", skip=("PBLH", "UST")), 0, 0, "", (), "", base="wrf")
        self.assertIn("warning: WRF: the files have no PBLH, UST: ", check(bad)[1])

    def test_a_subdomain_and_layers_that_do_not_fit_are_told_beside_faults_of_mcip_files(self):
        def make(folder):
            mcip.run_of("METCRO3D", skip=("QV",))(folder)
            folder.edit("case.yaml", "kind: mcip,", "kind: mcip, subdomain: {start: [2, 0], cells: [4, 4]},")
            folder.edit("case.yaml", "sectors:", "layers: {merge: [1, 2]}\nsectors:")
        self.expect("wrf", make, "case.yaml:3:", "case.yaml:4:17:", "METCRO3D.nc: error: variable 'QV' is missing")

    def test_a_faulty_period_beside_files_without_hours_does_not_keep_scenarios_from_being_checked(self):
        measures = "name: few\nmeasures:\n  - {name: less, what: {sectors: [power, powr]}, change: {reduce: 20 %}}\n"
        era5_files = era5.given(lambda folder: folder.write(era5.FILE, ""))
        mcip_files = mcip.run_of("METCRO3D", dates=((2020010, 0), (2020010, 30000)))
        for base, spoil, place in (("tables", era5_files, "era5.nc: error:"), ("wrf", mcip_files, "METCRO3D.nc:TFLAG: error:")):
            def make(folder, spoil=spoil):
                spoil(folder)
                folder.edit("case.yaml", "length: 1 h", "length: 1 k")
                folder.write("case.yaml", (folder / "case.yaml").read_text() + "scenarios: [measures.yaml]\n")
                folder.write("measures.yaml", measures)
            with self.subTest(base):
                self.expect(base, make, "case.yaml:2:46:", "measures.yaml:3:42:", place)

    def test_a_damaged_file_hides_no_gap_but_its_own_hours(self):
        gap = "error: the files hold nothing between 2020-01-10T05:00:00Z and 2020-01-10T08:00:00Z"
        begins = {0: 0, 2: 4, 3: 8}

        def hours(first):
            return ((2020010, 10000 * first), (2020010, 10000 * (first + 1)))

        def damage(folder, *names):
            folder.edit("case.yaml", "length: 1 h", "length: 12 h")
            for name in names:
                folder.write(name, b"\211HDF\r\n\032\n" + bytes(200))

        def wrf(folder):
            for n, first in begins.items():
                support.wrf(folder / f"wrf_{n}.nc", start=f"2020-01-10_0{first}:00:00")
            damage(folder, "wrf_1.nc", "wrf_4.nc")

        def mcip_files(folder):
            mcip.write(folder, "GRIDCRO2D")
            for kind in ("METCRO3D", "METDOT3D", "METCRO2D"):
                for n, first in ((0, 0), (1, 2), (2, 4), (3, 8)):
                    if (kind, n) not in (("METCRO3D", 1), ("METDOT3D", 3)):
                        mcip.write(folder, kind, name=f"{kind}_{n}", dates=hours(first), header={"STIME": 10000 * first})
            damage(folder, "METCRO3D_1.nc", "METCRO3D_4.nc")

        def era5_files(folder):
            for n, first in begins.items():
                era5.write(folder / f"levels_{n}.nc", hours=(first, first + 1))
            era5.write(folder / "single.nc", level=(), variables=era5.SINGLE, hours=range(13))
            damage(folder, "levels_1.nc", "levels_4.nc")
        self.expect("wrf", wrf, f"WRF: {gap}", "wrf_1.nc: error:", "wrf_4.nc: error:")
        self.expect("wrf", mcip.given(mcip_files, "MET*.nc, GRID*.nc"), "MCIP METCRO3D: " + gap,
                    "MCIP: error: 2020-01-10T08:00:00Z to 2020-01-10T09:00:00Z (2 instants) is in a METCRO3D file but in no METDOT3D file",
                    "METCRO3D_1.nc: error:", "METCRO3D_4.nc: error:")
        self.expect("tables", era5.given(era5_files, "levels_*.nc, single.nc"), f"ERA5: {gap}", "levels_1.nc: error:", "levels_4.nc: error:")

    def test_the_period_ends_after_a_sound_last_file_whatever_is_damaged_before(self):
        def make(folder):
            support.wrf(folder / "wrf_2.nc", start="2020-01-10_04:00:00")
            folder.write("wrf_1.nc", b"\211HDF\r\n\032\n" + bytes(200))
            folder.edit("case.yaml", "length: 1 h", "length: 12 h")
        self.expect("wrf", make, "WRF: error: the files hold 2020-01-10T00:00:00Z to 2020-01-10T05:00:00Z, the period ends at", "wrf_1.nc: error:")

    def test_of_an_empty_surface_file_it_is_not_told_that_rain_is_missing(self):
        for spoil, warned in ((lambda folder: None, True), (lambda folder: folder.write("METCRO2D.nc", ""), False)):
            make = mcip.run_of("METCRO3D")
            said = check(support.Bad("rain", "", lambda folder, spoil=spoil, make=make: (make(folder), spoil(folder)), 0, 0, "", (), "", base="wrf"))[1]
            self.assertEqual("have no rain" in said, warned, said)


if __name__ == "__main__":
    unittest.main()
