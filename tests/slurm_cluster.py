"""A Slurm of one node and its munge, in a folder of their own and on ports of their own, without systemd."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "sinfo", "squeue")
CONFIGURATION = """ClusterName=fenhe
SlurmctldHost={host}
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
NodeName={host} CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def missing():
    """What keeps such a Slurm from being started here; empty: nothing."""
    paths = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    absent = [name for name in PROGRAMS if not shutil.which(name, path=paths)]
    if absent:
        return f"{', '.join(absent)} not installed: scripts/install-deps slurm"
    return "" if os.geteuid() == 0 else "slurmd must be started by root"


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Started by `with`; `environment` is what its commands need."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fenhe-slurm-"))
        self.processes = []
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"),
                                PATH=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        try:
            self.start()
        except Exception:
            self.__exit__()
            raise
        return self

    def start(self):
        self.folder.chmod(0o755)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        host = socket.gethostname().split(".")[0]
        text = CONFIGURATION.format(host=host, user="root", ports=free_ports(2), folder=self.folder, cpus=os.cpu_count())
        (self.folder / "slurm.conf").write_text(text, "utf-8")
        files = [f"--{word}={self.folder}/munge.{end}" for word, end in
                 (("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed"))]
        self.begin("munged", "--foreground", "--force", *files)
        self.wait_for(lambda: (self.folder / "munge.socket").exists(), "munge")
        self.begin("slurmctld", "-D")
        self.begin("slurmd", "-D")
        self.wait_for(lambda: "idle" in self.call("sinfo", "--noheader", "--format=%t", check=False), "the node")

    def begin(self, *words):
        log = open(self.folder / f"{words[0]}.out", "wb")
        self.processes.append(subprocess.Popen(words, env=self.environment, stdout=log, stderr=subprocess.STDOUT))
        log.close()

    def call(self, *words, check=True):
        result = subprocess.run(list(map(str, words)), env=self.environment, capture_output=True, text=True)
        if check and result.returncode != 0:
            raise AssertionError(f"{words}: {result.stdout}{result.stderr}")
        return result.stdout

    def wait_for(self, ready, what, seconds=60):
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                raise RuntimeError(f"{what} did not get ready; logs were in {self.folder}")
            time.sleep(0.2)

    def wait_for_jobs(self, seconds=300):
        self.wait_for(lambda: not self.call("squeue", "--noheader").strip(), "the queue", seconds)

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
