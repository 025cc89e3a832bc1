"""A batch as a Slurm job array, on a Slurm of one node that this test starts and stops. Skipped, saying so, where it cannot."""
import json
import os
import pathlib
import unittest

import slurm_cluster
from batch_support import CASE, PROGRAM, SCENARIOS, Folder

SUBMIT = pathlib.Path(os.environ.get("FENHE_SOURCE", ".")).resolve() / "scripts/slurm/submit"


class Slurm(Folder):
    @classmethod
    def setUpClass(cls):
        reason = slurm_cluster.missing()
        if reason:
            print(f"skipped: {reason}")
            raise unittest.SkipTest(reason)
        super().setUpClass()
        try:
            cls.cluster = cls.enterClassContext(slurm_cluster.Cluster())
        except RuntimeError as fault:
            print(f"skipped: {fault}")
            raise unittest.SkipTest(str(fault)) from fault
        cls.cluster.environment["FENHE"] = PROGRAM

    def submit(self, folder, out):
        self.cluster.call(SUBMIT, folder / "case.yaml", out, "--time=5")
        self.cluster.wait_for_jobs()
        told = json.loads((out / "batch.json").read_text("utf-8"))
        return {member["name"]: member["state"] for member in told["members"]}

    def test_job_array_gives_the_bytes_of_a_joint_run(self):
        out = self.folder / "array"
        states = self.submit(self.folder, out)
        self.assertEqual(states, {name: "done" for name in ("base", *SCENARIOS)})
        self.call("batch", "case.yaml", "--output", "joint")
        self.assert_same(out / "base", self.folder / "joint/base")
        for name in SCENARIOS:
            self.assert_same(out / "members" / name, self.folder / "joint/members" / name)
        stamps = [(out / "members" / name / "surface.nc").stat().st_mtime_ns for name in SCENARIOS]
        self.assertEqual(set(self.submit(self.folder, out).values()), {"done"})
        self.assertEqual([(out / "members" / name / "surface.nc").stat().st_mtime_ns for name in SCENARIOS], stamps)

    def test_a_failing_task_does_not_stop_the_others(self):
        folder = self.folder / "faulty"
        self.write_case(folder, CASE.replace("folder: out", "folder: elsewhere"))
        (folder / "plant.yaml").write_text("name: plant\nmeasures: [{name: closing, where: {plant: nowhere}, change: close}]\n", "utf-8")
        states = self.submit(folder, folder / "out")
        self.assertEqual(states, {"base": "done", "retrofit": "done", "heating": "done", "plant": "failed", "dated": "done"})


if __name__ == "__main__":
    unittest.main()
