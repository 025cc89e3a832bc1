"""What a run read, by its summary.json: its own point sources, and whether its inventory is the built-in one."""
import hashlib
import json
import pathlib

from . import geography


def emission_files(run):
    """Paths and SHA-256 checksums of a run's emission files; None where there is no summary to tell."""
    try:
        inputs = json.loads((pathlib.Path(run) / "summary.json").read_text(encoding="utf-8"))["inputs"]
        return [(pathlib.Path(item["path"]), item["sha256"]) for item in inputs if item["role"] == "emissions"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checksum(path):
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def point_sources(run, folder):
    """The points of the tables that the run read, as long as they are unchanged; without a summary those of the map data."""
    built_in = folder / "inventory/points.csv"
    files = emission_files(run)
    if files is None:
        return geography.places(built_in)
    found = []
    for path, checksum in files:
        # The built-in table may have moved since, with the whole source tree.
        unchanged = next((known for known in (path, built_in) if known.suffix == ".csv" and _checksum(known) == checksum), None)
        if unchanged and any(not {"lon", "longitude"}.isdisjoint(row) for row in geography.read_table(unchanged)[:1]):
            found += geography.places(unchanged)
    return found


def _illustrative(run):
    """Whether any emissions are those of the built-in inventory; so without a summary."""
    files = emission_files(run)
    if files is None:
        return True
    inventory = geography.data_folder() / "shanxi/inventory"
    ours = {_checksum(path) for path in (inventory / "points.csv", inventory / "areas.csv")}
    return any(checksum in ours for _, checksum in files)


def warning(data):
    """The phrase that every picture must show: that the weather is made up, and the emissions where they are; empty for real weather."""
    if not data.idealised:
        return ""
    return "idealised" if _illustrative(data.path.parent) else "idealised weather"
