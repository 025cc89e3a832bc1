"""Memory, disk, permissions."""
import resource

from .support import Bad


def no_folder(folder):
    """Where the output goes stands a file: root, too, cannot write into it."""
    folder.edit("case.yaml", "folder: out", "folder: taken")
    folder.write("taken", "a file of the user\n")


def long_name(folder):
    folder.edit("case.yaml", "folder: out", "folder: " + "o" * 300)


def output_in(path):
    return lambda f: f.edit("case.yaml", "folder: out", f"folder: {path}")


def large(folder):
    """A case of many cells, without the files that are too small for it."""
    lines = (folder / "case.yaml").read_text("utf-8").splitlines()
    folder.write("case.yaml", "\n".join(line for line in lines if "flux.nc" not in line and "terrain" not in line))
    folder.edit("case.yaml", "[6, 5]", "[700, 700]")
    folder.edit("case.yaml", ", boundary: {file: outer.nc, variable: SO2}", "")


BAD = [
    Bad("system-output-file", "the output folder is a file", no_folder, 502, 6, "case.yaml", ("taken",), "another folder"),
    Bad("system-output-name", "the output folder's name is too long", long_name, 502, 6, "case.yaml", ("ooo",), "shorter"),
    Bad("system-output-kernel", "the output folder lies in /proc, where nobody may write, not even root", output_in("/proc/fenhe/out"), 502, 6,
        "/proc", ("cannot be made",), "folder", found_by="run"),
    Bad("system-file-size", "files may have 2 kB at most", lambda f: None, 502, 6, "out/", ("File too large",), "ulimit -f", found_by="run",
        limits={resource.RLIMIT_FSIZE: 2048}),
    Bad("system-memory", "the system gives 400 MB of memory to a case that needs more", large, 501, 6, "", ("memory",), "fewer",
        found_by="run", limits={resource.RLIMIT_AS: 400 << 20}),
    Bad("system-scenario-folder", "a scenario is a folder", lambda f: f.edit("case.yaml", "output:", "scenarios: [out]\noutput:"), 301, 4, "out",
        ("directory",), "folder"),
]
