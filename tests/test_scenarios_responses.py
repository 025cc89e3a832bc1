"""Responses and predictions: what is exact, equals a run with the base's limiter; what acts inside a tag is told and refused."""
import json
import os
import pathlib
import shutil
import unittest

import netCDF4
import numpy

from batch_support import CASE, SCENARIOS, Folder, l2


class Responses(Folder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call("respond", "case.yaml", "--output", "responses")
        cls.responses = cls.folder / "responses"
        cls.catalogue = json.loads((cls.responses / "responses.json").read_text("utf-8"))

    def test_catalogue_tells_tonnes_minimum_and_gap_of_every_tag(self):
        tags = {tag["lane"]: tag for tag in self.catalogue["tags"]}
        self.assertAlmostEqual(tags["PM25__power__town"]["tonnes_pyr"], 5000.0, places=6)
        self.assertAlmostEqual(tags["SO2__heating__village"]["tonnes_pyr"], 300.0, places=6)
        self.assertTrue(tags["PM25__boundary"]["boundary"])
        for tag in tags.values():
            self.assertLessEqual(tag["minimum_kgpkg"], tag["maximum_kgpkg"])
        for species in self.catalogue["species"]:
            self.assertTrue(species["tagged"])
            for gap in species["gap_l2"].values():
                self.assertLess(gap, 1e-5)

    def test_tags_that_do_not_make_up_their_species_are_refused(self):
        folder = self.folder / "partial"
        product = "tags: {species: [PM25, SO2], sectors: each, regions: each, boundary: true, initial: true, other: true}"
        for tags, wanted in (("tags: {species: PM25, sectors: [power], boundary: true, initial: true}", "falls to none of them"),
                             (product.replace(", boundary: true", "").replace(", other: true", ""), "the boundary value falls to none"),
                             (f"tags:\n  - {product[6:]}\n  - {{species: PM25, name: again, sectors: [power]}}", "falls to two of them"),
                             ("", "the case has no tags")):
            self.write_case(folder, CASE.replace(product, tags))
            with self.assertRaises(AssertionError) as caught:
                self.call("respond", "case.yaml", folder=folder)
            self.assertIn(wanted, str(caught.exception))
            self.assertIn("exit status 3", str(caught.exception))

    def test_prediction_equals_a_run_with_the_bases_limiter(self):
        self.call("predict", "responses", "retrofit.yaml", "heating.yaml", "--output", "predicted")
        self.call("batch", "case.yaml", "--output", "batch")
        for name in ("retrofit", "heating"):
            for file in ("surface.nc", "receptors.nc", "districts.nc", "deposition.nc"):
                with netCDF4.Dataset(self.folder / "predicted" / name / file) as prediction, \
                        netCDF4.Dataset(self.folder / "batch/members" / name / file) as member:
                    self.assertEqual(prediction.variables.keys(), member.variables.keys())
                    for key in member.variables:
                        if key.startswith(("PM25", "SO2")):
                            self.assertLess(l2(prediction[key][:].filled(0.0), member[key][:].filled(0.0)), 1e-5, (name, file, key))
            summary = json.loads((self.folder / "predicted" / name / "summary.json").read_text("utf-8"))
            self.assertEqual((summary["kind"], summary["scenario"], summary["limiter_of"]), ("prediction", name, "base"))
            self.assertTrue((self.folder / "predicted" / name / "ledger.json").exists())

    def test_table_is_the_mean_of_the_result_folder(self):
        answer = json.loads(self.call("predict", "responses", "retrofit.yaml", "--output", "table", "--json"))
        places = {(place["kind"], place["name"]): n for n, place in enumerate(answer["places"])}
        mean = answer["scenarios"][0]["mean_ugpm3"]["PM25"]
        with netCDF4.Dataset(self.folder / "table/retrofit/receptors.nc") as file:
            numpy.testing.assert_allclose(mean[places["receptor", "centre"]], file["PM25"][0].mean(), rtol=1e-9)
        with netCDF4.Dataset(self.folder / "table/retrofit/districts.nc") as file:
            numpy.testing.assert_allclose(mean[places["district", "town"]], file["PM25"][0].mean(), rtol=1e-9)
            numpy.testing.assert_allclose(mean[places["people", "village"]], file["PM25_people"][1].mean(), rtol=1e-9)

    def test_predicting_takes_milliseconds(self):
        answer = json.loads(self.call("predict", "responses", "retrofit.yaml", "heating.yaml", "--json"))
        self.assertLess(max(scenario["milliseconds"] for scenario in answer["scenarios"]), 100.0)
        self.assertTrue(all(scenario["exact"] for scenario in answer["scenarios"]))
        self.assertEqual(answer["scenarios"][1]["factors"], {"PM25__heating__town": 1.0 - 0.8})

    def test_a_measure_inside_a_tag_or_in_a_part_of_the_period_is_told_and_refused(self):
        answer = json.loads(self.call("predict", "responses", "plant.yaml", "dated.yaml", "--json", code=3))
        flags = [{flag["lane"]: flag["why"] for flag in scenario["flags"]} for scenario in answer["scenarios"]]
        self.assertEqual(sorted(flags[0]), ["PM25__power__town", "SO2__power__town"])
        self.assertIn("measure 'closing' acts on some of its sources", flags[0]["PM25__power__town"])
        self.assertIn("measure 'afternoon' acts in a part of the period", flags[1]["PM25__heating__village"])
        self.assertIsNone(answer["scenarios"][0]["mean_ugpm3"]["PM25"][0])
        self.assertIn("fenhe batch", self.call("predict", "responses", "plant.yaml", code=3))

    def test_a_tag_that_holds_more_than_emissions_is_not_multiplied(self):
        folder = self.folder / "mixed"
        product = "tags: {species: [PM25, SO2], sectors: each, regions: each, boundary: true, initial: true, other: true}"
        self.write_case(folder)
        (folder / "stoves.yaml").write_text("name: stoves\nmeasures: [{name: all, what: {sector: heating}, change: {reduce: 50 %}}]\n", "utf-8")
        rest = "{species: PM25, name: rest, other: true}"
        for scenario, tag, tags in (("retrofit", "power", "{species: PM25, name: power, sectors: [power], boundary: true}"),
                                    ("stoves", "rest", "{species: PM25, name: power, sectors: [power]}"),
                                    ("stoves", "heat", "{species: PM25, name: heat, sectors: [heating], initial: true}")):
            (folder / "case.yaml").write_text(CASE.replace(product, f"tags: [{tags}, {rest}]"), "utf-8")
            self.call("respond", "case.yaml", "--output", "responses", "--fresh", folder=folder)
            told = json.loads(self.call("predict", "responses", f"{scenario}.yaml", "--json", code=3, folder=folder))["scenarios"][0]
            why = {flag["lane"]: flag["why"] for flag in told["flags"]}
            self.assertIn("initial or boundary values", why[f"PM25__{tag}"])
            self.call("predict", "responses", f"{scenario}.yaml", "--output", "out", code=3, folder=folder)
            self.assertFalse((folder / "out" / scenario).exists())
            if tag == "rest":  # it is not changed: what else it holds does not matter
                self.call("predict", "responses", "retrofit.yaml", folder=folder)
                zero = CASE.replace("initial: 10 ug/m3, boundary: 10 ug/m3", "initial: 0 ug/m3, boundary: 0 ug/m3")
                (folder / "case.yaml").write_text(zero.replace(product, f"tags: [{tags}, {rest}]"), "utf-8")
                self.call("respond", "case.yaml", "--output", "clean", folder=folder)
                self.call("predict", "clean", "stoves.yaml", folder=folder)

    def test_a_species_without_tags_is_left_out_of_a_prediction(self):
        folder = self.folder / "untagged"
        self.write_case(folder, CASE.replace("species: [PM25, SO2]", "species: PM25"))
        self.call("respond", "case.yaml", "--output", "responses", folder=folder)
        self.assertIn("SO2 is left out: measures change this species, which has no tags",
                      self.call("predict", "responses", "retrofit.yaml", "--output", "predicted", folder=folder))
        with netCDF4.Dataset(folder / "predicted/retrofit/surface.nc") as file:
            self.assertIn("PM25", file.variables)
            self.assertNotIn("SO2", file.variables)
        answer = json.loads(self.call("predict", "responses", "retrofit.yaml", "--json", folder=folder))["scenarios"][0]
        self.assertTrue(answer["exact"])
        self.assertIsNotNone(answer["mean_ugpm3"]["PM25"][0])
        self.assertIsNone(answer["mean_ugpm3"]["SO2"][0])
        self.assertEqual([flag["lane"] for flag in answer["flags"]], ["SO2"])
        self.call("predict", "responses", "heating.yaml", folder=folder)
        self.call("predict", "responses", "heating.yaml", "heating.yaml", code=3, folder=folder)

    def test_what_cannot_be_predicted_is_run_on_demand(self):
        answer = json.loads(self.call("predict", "responses", "retrofit.yaml", "plant.yaml", "--run", "--output", "rest", "--json"))
        self.assertEqual([scenario["run"] for scenario in answer["scenarios"]], [False, True])
        self.call("batch", "case.yaml", "--output", "alone", "--only", "plant")
        with netCDF4.Dataset(self.folder / "alone/members/plant/receptors.nc") as file:
            numpy.testing.assert_allclose(answer["scenarios"][1]["mean_ugpm3"]["PM25"][0], file["PM25"][0].mean(), rtol=1e-9)

    def test_gaps_to_runs_with_either_limiter_are_measured(self):
        answer = json.loads(self.call("predict", "responses", "retrofit.yaml", "--gap", "--output", "gap", "--json"))
        gap = answer["scenarios"][0]["gap"]["PM25"]
        self.assertLess(gap["base"]["surface_hourly_l2"], 1e-5)
        self.assertGreater(gap["own"]["surface_hourly_l2"], gap["base"]["surface_hourly_l2"])
        self.assertLess(gap["own"]["surface_hourly_l2"], 0.05)
        runs = answer["scenarios"][0]["runs_ugpm3"]
        numpy.testing.assert_allclose(runs["base"]["PM25"], answer["scenarios"][0]["mean_ugpm3"]["PM25"], rtol=1e-5)
        self.assertNotEqual(runs["own"]["PM25"], runs["base"]["PM25"])

    def test_prediction_equals_a_run_on_wrf_winds(self):
        source = pathlib.Path(os.environ.get("FENHE_SOURCE", "."))
        data = pathlib.Path(os.environ.get("FENHE_DATA", source / "../shared/data"))
        if not (data / "wrf_queensland").is_dir():
            self.skipTest(f"{data}/wrf_queensland is absent; set FENHE_DATA to the folder of the real data")
        text = (source / "data/cases/queensland.yaml").read_text("utf-8").replace("${FENHE_DATA}", str(data.resolve()))
        head, rest = text.replace("length: 12 h", "length: 3 h").split("tags:\n")
        tags = "tags: {species: CH4, sectors: each, boundary: true, initial: true, other: true}\n"
        folder = self.folder / "wrf"
        folder.mkdir()
        (folder / "case.yaml").write_text(head + tags + rest[rest.index("emissions:"):], "utf-8")
        (folder / "half.yaml").write_text("name: half\nmeasures: [{name: halve, what: {sector: all}, change: {reduce: 50 %}}]\n", "utf-8")
        self.call("respond", "case.yaml", "--output", "responses", folder=folder)
        answer = json.loads(self.call("predict", "responses", "half.yaml", "--gap", "--output", "out", "--json", folder=folder))
        self.assertTrue(answer["scenarios"][0]["exact"])
        self.assertLess(answer["scenarios"][0]["gap"]["CH4"]["base"]["surface_hourly_l2"], 1e-5)

    def test_a_prediction_replaces_nothing_but_results(self):
        place = self.folder / "place/retrofit"
        place.mkdir(parents=True)
        self.call("predict", "responses", "retrofit.yaml", "--output", "place")
        self.call("predict", "responses", "retrofit.yaml", "--output", "place")
        (place / "summary.json").write_text("{}", "utf-8")
        self.call("predict", "responses", "retrofit.yaml", "--output", "place", code=6)
        self.assertTrue((place / "surface.nc").exists())

    def test_a_run_in_their_folder_ends_responses(self):
        folder = self.folder / "overwritten"
        shutil.copytree(self.responses, folder)
        self.call("run", "case.yaml", "--scenario", "retrofit.yaml", "--output", folder)
        self.assertFalse((folder / "responses.json").exists())
        shutil.copy(self.responses / "responses.json", folder)
        self.call("predict", folder, "heating.yaml", code=4)

    def test_a_missing_table_and_a_long_folder_are_told(self):
        folder = self.folder / "lost"
        shutil.copytree(self.responses, folder)
        (folder / "receptors.nc").unlink()
        self.call("predict", folder, "retrofit.yaml", code=4)
        deep = "/".join(["d" * 80] * 12)
        self.call("predict", "responses", "plant.yaml", "--run", "--output", deep, code=2)
        self.assertFalse((self.folder / deep.split("/")[0]).exists())
        within = "/".join(["d" * 80] * 10 + ["e" * 80])
        answer = json.loads(self.call("predict", "responses", "plant.yaml", "--run", "--output", within, "--json"))
        self.assertIsNotNone(answer["scenarios"][0]["mean_ugpm3"]["PM25"][0])

    def test_responses_of_another_inventory_are_refused(self):
        folder = self.folder / "changed"
        self.write_case(folder)
        self.call("respond", "case.yaml", "--output", "responses", folder=folder)
        (folder / "areas.csv").write_text("region,sector,PM25 [t/yr],SO2 [t/yr]\ntown,heating,1,1\n", "utf-8")
        self.call("predict", "responses", "retrofit.yaml", code=4, folder=folder)
        self.call("predict", "nowhere", "retrofit.yaml", code=4, folder=folder)


if __name__ == "__main__":
    unittest.main()
