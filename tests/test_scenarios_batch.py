"""Batches: members have the same bytes however they are run, are done once, and do not stop each other."""
import json
import os
import shutil
import signal
import subprocess
import unittest

import netCDF4

from batch_support import CASE, FILES, PROGRAM, SCENARIOS, Folder, l2, values


class Batch(Folder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls.call("batch", "case.yaml", "--output", "joint", "--json")
        cls.joint = cls.folder / "joint"

    def members(self, out):
        return [out / "members" / name for name in SCENARIOS]

    def test_all_members_come_from_one_run(self):
        report = json.loads(self.report)
        self.assertEqual(report["runs"], 1)
        self.assertEqual(set(self.states(self.report).values()), {"done"})
        self.assertEqual([member["name"] for member in report["members"]], ["base", *SCENARIOS])

    def test_members_have_the_same_bytes_as_in_runs_of_their_own(self):
        report = json.loads(self.call("batch", "case.yaml", "--output", "small", "--memory", "1MB", "--json"))
        self.assertEqual(report["runs"], 4)
        for name in ("base", *SCENARIOS):
            self.call("batch", "case.yaml", "--output", "apart", "--only", name)
            place = name if name == "base" else f"members/{name}"
            for other in ("small", "apart"):
                self.assert_same(self.joint / place, self.folder / other / place)

    def test_base_is_the_run_of_the_case(self):
        self.call("run", "case.yaml", "--output", "run")
        self.assert_same(self.joint / "base", self.folder / "run", (*FILES, "budget.nc"))

    def test_members_have_the_species_alone_and_a_ledger(self):
        for member in self.members(self.joint):
            for name in FILES:
                self.assertEqual([key for key in values(member / name) if "__" in key], [])
            summary = json.loads((member / "summary.json").read_text("utf-8"))
            self.assertEqual((summary["kind"], summary["scenario"], summary["limiter_of"]), ("member", member.name, "base"))
            self.assertEqual(len(summary["budget"]), 2)
            self.assertNotIn("tonnes", summary)
            ledger = json.loads((member / "ledger.json").read_text("utf-8"))
            self.assertEqual(ledger["scenario"], member.name)
            self.assertLess(ledger["totals"]["species"]["PM25"]["change_tpyr"], 0.0)

    def test_a_finished_member_is_not_run_again(self):
        stamp = (self.joint / "members/retrofit/surface.nc").stat().st_mtime_ns
        self.assertEqual(set(self.states(self.call("batch", "case.yaml", "--output", "joint", "--json")).values()), {"kept"})
        self.assertEqual((self.joint / "members/retrofit/surface.nc").stat().st_mtime_ns, stamp)

    def test_what_decides_a_member_is_its_values_not_its_words(self):
        folder = self.folder / "edited"
        self.write_case(folder)
        first = self.call("batch", "case.yaml", "--output", "out", "--json", folder=folder)
        self.assertEqual(set(self.states(first).values()), {"done"})
        (folder / "case.yaml").write_text("# a comment\n" + CASE.replace("title: small", "title: other").replace(", dated.yaml", ""), "utf-8")
        self.assertEqual(set(self.states(self.call("batch", "case.yaml", "--output", "out", "--json", folder=folder)).values()), {"kept"})
        (folder / "heating.yaml").write_text("name: heating\n" + SCENARIOS["heating"].replace("80 %", "70 %") + "\n", "utf-8")
        states = self.states(self.call("batch", "case.yaml", "--output", "out", "--json", folder=folder))
        self.assertEqual(states, {"base": "kept", "retrofit": "kept", "heating": "done", "plant": "kept"})
        (folder / "case.yaml").write_text(CASE.replace("wind_speed: 4", "wind_speed: 5"), "utf-8")
        states = self.states(self.call("batch", "case.yaml", "--output", "out", "--json", folder=folder))
        self.assertEqual(set(states.values()), {"done"})

    def test_a_member_with_a_missing_file_is_done_anew(self):
        folder = self.folder / "incomplete"
        self.write_case(folder)
        self.call("batch", "case.yaml", folder=folder)
        (folder / "out/members/plant/receptors.nc").unlink()
        (folder / "out/members/dated/summary.json").write_text("{\"program\": \"Fenhe\", \"kind\": \"member\"}", "utf-8")
        states = self.states(self.call("batch", "case.yaml", "--json", folder=folder))
        self.assertEqual(states, {"base": "kept", "retrofit": "kept", "heating": "kept", "plant": "done", "dated": "done"})
        self.assert_same(folder / "out/members/plant", self.joint / "members/plant")

    def test_a_failing_member_does_not_stop_the_others(self):
        folder = self.folder / "faulty"
        self.write_case(folder)
        (folder / "plant.yaml").write_text("name: plant\nmeasures: [{name: closing, where: {plant: odd works}, change: close}]\n", "utf-8")
        (folder / "dated.yaml").write_text("name: dated\nmeasures: [{name: cut, what: {sector: heeting}, change: close}]\n", "utf-8")
        states = self.states(self.call("batch", "case.yaml", "--json", code=3, folder=folder))
        self.assertEqual(states, {"base": "done", "retrofit": "done", "heating": "done", "plant": "failed", "dated": "failed"})
        told = {member["name"]: member for member in json.loads((folder / "out/batch.json").read_text("utf-8"))["members"]}
        self.assertIn("old works", told["plant"]["error"])
        self.assertIn("heating", told["dated"]["error"])
        self.assertEqual(told["dated"]["code"], "E0213")
        self.assert_same(folder / "out/members/heating", self.joint / "members/heating")
        self.write_case(folder)
        states = self.states(self.call("batch", "case.yaml", "--json", folder=folder))
        self.assertEqual(states, {"base": "kept", "retrofit": "kept", "heating": "kept", "plant": "done", "dated": "done"})

    def test_a_result_of_other_inputs_does_not_pass_for_a_failed_member(self):
        folder = self.folder / "stale"
        self.write_case(folder)
        self.call("batch", "case.yaml", folder=folder)
        (folder / "plant.yaml").write_text("name: plant\nmeasures: [{name: closing, where: {plant: odd works}, change: close}]\n", "utf-8")
        (folder / "heating.yaml").write_text("name: [\n", "utf-8")
        (folder / "retrofit.yaml").write_text("name: heating\n" + SCENARIOS["heating"] + "\n", "utf-8")
        states = self.states(self.call("batch", "case.yaml", "--json", code=3, folder=folder))
        self.assertEqual(states, {"base": "kept", "heating": "done", "heating-": "failed", "plant": "failed", "dated": "kept"})
        self.assertFalse((folder / "out/members/plant").exists())

    def test_a_folder_of_something_else_is_left_alone(self):
        folder = self.folder / "foreign"
        self.write_case(folder)
        for place in ("out/base", "out/members/plant"):
            (folder / place).mkdir(parents=True)
            (folder / place / "thesis.txt").write_text("years of work", "utf-8")
        (folder / "out/members/heating").mkdir()
        report = self.call("batch", "case.yaml", "--json", code=6, folder=folder)
        self.assertEqual(self.states(report), {"base": "failed", "retrofit": "done", "heating": "done", "plant": "failed", "dated": "done"})
        self.assertIn("holds something else", report)
        for place in ("out/base", "out/members/plant"):
            self.assertEqual((folder / place / "thesis.txt").read_text("utf-8"), "years of work")

    def test_long_chinese_names_and_titles_are_cut_between_characters(self):
        folder = self.folder / "chinese"
        self.write_case(folder)
        listed = []
        for n, head in enumerate(("", "a", "ab")):
            title = head + "焦" * 100
            (folder / f"titled{n}.yaml").write_text(f"name: titled{n}\ntitle: {title}\n{SCENARIOS['heating']}\n", "utf-8")
            faulty = [f"{head}{'太原' * 12}{end}.yaml" for end in "一二"]
            for name in faulty:
                (folder / name).write_text("name: [\n", "utf-8")
            listed += [f"titled{n}.yaml", *faulty]
        (folder / "case.yaml").write_text(CASE.replace("retrofit.yaml, heating.yaml, plant.yaml, dated.yaml", ", ".join(listed)), "utf-8")
        report = json.loads(self.call("batch", "case.yaml", "--json", code=3, folder=folder))["members"]
        self.assertEqual([member["state"] for member in report], ["done"] + ["done", "failed", "failed"] * 3)
        for n, head in enumerate(("", "a", "ab")):
            title, one, two = (report[1 + 3 * n]["title"], *(report[k + 3 * n]["name"] for k in (2, 3)))
            self.assertEqual(title, head + "焦" * ((255 - n) // 3))
            self.assertTrue(f"{head}{'太原' * 12}".startswith(two))
            self.assertEqual(one, two + "-")
        told = json.loads((folder / "out/batch.json").read_text("utf-8"))["members"]
        self.assertEqual([member["name"] for member in told], [member["name"] for member in report])

    def test_check_tells_the_faults_of_listed_scenarios(self):
        folder = self.folder / "checked"
        self.write_case(folder)
        self.assertIn("no faults", self.call("check", "case.yaml", folder=folder))
        (folder / "plant.yaml").write_text("name: plant\nmeasures: [{name: closing, where: {plant: odd works}, change: close}]\n", "utf-8")
        (folder / "dated.yaml").write_text("name: dated\nmeasures: [{name: cut, what: {sector: heeting}, change: close}]\n", "utf-8")
        with self.assertRaises(AssertionError) as caught:
            self.call("check", "case.yaml", folder=folder)
        self.assertIn("old works", str(caught.exception))
        self.assertIn("heating", str(caught.exception))

    def test_two_scenarios_of_one_name_are_refused(self):
        folder = self.folder / "twice"
        self.write_case(folder)
        (folder / "plant.yaml").write_text("name: heating\n" + SCENARIOS["plant"] + "\n", "utf-8")
        self.call("batch", "case.yaml", code=3, folder=folder)
        (folder / "plant.yaml").write_text("name: base\n" + SCENARIOS["plant"] + "\n", "utf-8")
        self.call("batch", "case.yaml", code=3, folder=folder)

    def test_alerts_follow_the_base_as_their_forecast(self):
        folder = self.folder / "alert"
        # A day needs its hours: the alert is decided on daily means.
        self.write_case(folder, CASE.replace("length: 3 h", "length: 24 h").replace("dated.yaml", "alert.yaml"))
        (folder / "alert.yaml").write_text(
            "name: alert\nalert: {receptor: centre, levels: [{name: yellow, when: [{daily_mean: 1 ug/m3, for: 24 h}]}]}\n"
            "measures: [{name: cut, what: {species: PM25}, change: {reduce: 10 %}, alert: yellow}]\n", "utf-8")
        self.call("batch", "case.yaml", "--only", "alert", code=2, folder=folder)
        report = json.loads(self.call("batch", "case.yaml", "--json", folder=folder))
        self.assertEqual({member["state"] for member in report["members"]}, {"done"})
        self.assertEqual(report["runs"], 2)
        with netCDF4.Dataset(folder / "out/base/receptors.nc") as base, netCDF4.Dataset(folder / "out/members/alert/receptors.nc") as alert:
            self.assertLess(alert["PM25"][0].mean(), base["PM25"][0].mean())
        self.assertIn("alert: measures in force throughout the period", self.call("batch", "case.yaml", folder=folder))
        shutil.rmtree(folder / "out/base")  # a finished alert does not need its forecast any more
        self.assertEqual(self.states(self.call("batch", "case.yaml", "--only", "alert", "--json", folder=folder))["alert"], "kept")
        self.assertTrue((folder / "out/members/alert/summary.json").exists())

    def test_all_files_of_a_scenario_are_inputs_of_its_member_once(self):
        folder = self.folder / "inputs"
        self.write_case(folder, CASE.replace("retrofit.yaml, heating.yaml, plant.yaml, ", ""))
        shutil.copy(folder / "regions.geojson", folder / "polygons.geojson")
        (folder / "dated.yaml").write_text(
            "name: dated\nmeasures: [{include: heating.yaml}, {name: there, where: {file: polygons.geojson}, what: {sector: power}, change: close}]\n",
            "utf-8")
        for limiter in ("base", "own"):
            self.call("batch", "case.yaml", "--output", limiter, "--limiter", limiter, folder=folder)
            inputs = json.loads((folder / limiter / "members/dated/summary.json").read_text("utf-8"))["inputs"]
            names = sorted(os.path.basename(entry["path"]) for entry in inputs if entry["role"] in ("scenario", "polygons"))
            self.assertEqual(names, ["dated.yaml", "heating.yaml", "polygons.geojson"])

    def test_own_limiter_is_a_run_of_its_own(self):
        self.call("batch", "case.yaml", "--output", "own", "--limiter", "own")
        self.call("run", "case.yaml", "--scenario", "plant.yaml", "--output", "own-run")
        with netCDF4.Dataset(self.folder / "own/members/plant/surface.nc") as member, \
                netCDF4.Dataset(self.folder / "own-run/surface.nc") as run, \
                netCDF4.Dataset(self.joint / "members/plant/surface.nc") as lane:
            self.assertEqual(member["PM25"][:].tobytes(), run["PM25"][:].tobytes())
            self.assertLess(l2(lane["PM25"][:], run["PM25"][:]), 0.05)
        summary = json.loads((self.folder / "own/members/plant/summary.json").read_text("utf-8"))
        self.assertEqual(summary["limiter_of"], "own")

    def interrupt(self, number):
        """A batch that a signal ends after its first hours; its folder."""
        folder = self.folder / f"stopped{number}-{self.id().rsplit('.', 1)[1]}"
        self.write_case(folder, CASE.replace("length: 3 h", "length: 12 h").replace("fields_3d", "restart: {every: 1 h}\n  fields_3d"))
        process = subprocess.Popen([PROGRAM, "batch", "case.yaml"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        hours = 0
        for line in process.stderr:
            hours += "remaining" in line
            if hours == 2:
                break
        process.send_signal(number)
        process.communicate()
        if number == signal.SIGTERM:
            self.assertEqual(process.returncode, 128 + number)
            self.assertEqual({m["state"] for m in json.loads((folder / "out/batch.json").read_text("utf-8"))["members"]}, {"waiting"})
        return folder

    def test_an_interrupted_batch_goes_on(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            folder = self.interrupt(number)
            draft = folder / "out/members/.plant.tmp-1"
            draft.mkdir(parents=True)
            (draft / "surface.nc").write_text("half", "utf-8")
            self.call("batch", "case.yaml", folder=folder)
            self.assertEqual(os.listdir(folder / "out/groups"), [])
            self.assertFalse(draft.exists())
            summary = json.loads((folder / "out/base/summary.json").read_text("utf-8"))
            self.assertEqual(len(summary["resumed"]), 1)
            whole = self.folder / "whole"
            if not whole.exists():
                self.call("batch", "case.yaml", "--output", whole, folder=folder)
            for name in ("base", *(f"members/{scenario}" for scenario in SCENARIOS)):
                self.assert_same(folder / "out" / name, whole / name)

    def test_interrupted_runs_with_other_inputs_do_not_stay(self):
        folder = self.interrupt(signal.SIGKILL)
        left = os.listdir(folder / "out/groups")
        self.assertEqual(len(left), 1)
        case = (folder / "case.yaml").read_text("utf-8").replace("wind_speed: 4", "wind_speed: 5")
        (folder / "case.yaml").write_text(case, "utf-8")
        self.call("batch", "case.yaml", "--only", "plant", folder=folder)
        self.assertEqual(os.listdir(folder / "out/groups"), left)
        self.call("batch", "case.yaml", folder=folder)
        self.assertEqual(os.listdir(folder / "out/groups"), [])

    def test_processes_in_one_folder_do_not_damage_each_other(self):
        words = [PROGRAM, "batch", "case.yaml", "--output", "shared"]
        names = ["base", *SCENARIOS]
        calls = [[*words, "--only", name] for name in names * 2] + [words, words]
        processes = [subprocess.Popen(call, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for call in calls]
        for process in processes:
            _, complaints = process.communicate()
            self.assertEqual(process.returncode, 0, complaints)
        told = json.loads((self.folder / "shared/batch.json").read_text("utf-8"))
        self.assertEqual({member["name"]: member["state"] for member in told["members"]}, {name: "done" for name in names})
        self.assert_same(self.folder / "shared/base", self.joint / "base")
        for name in SCENARIOS:
            self.assert_same(self.folder / "shared/members" / name, self.joint / "members" / name)
        leftovers = [path for path in (self.folder / "shared").rglob("*") if ".tmp" in path.name or ".gone" in path.name]
        self.assertEqual(leftovers, [])

    def test_dry_run_tells_runs_and_memory_and_writes_nothing(self):
        report = json.loads(self.call("batch", "case.yaml", "--output", "dry", "--dry-run", "--json"))
        self.assertEqual(report["runs"], 1)
        self.assertGreater(report["scenario_bytes"], 0.0)
        self.assertFalse((self.folder / "dry").exists())
        for size in ("infGB", "nanGB", "1e305GB", "0GB", "8"):
            self.call("batch", "case.yaml", "--memory", size, "--dry-run", code=2)
        self.assertEqual(self.call("batch", "case.yaml", "--list").split(), ["base", *SCENARIOS])


if __name__ == "__main__":
    unittest.main()
