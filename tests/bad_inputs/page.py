"""The catalogue as a whole, what the program says of it, and its table for docs/errors.md."""
import importlib
import re

from . import support

FAMILIES = {
    "yaml": "The case file", "times_units": "Times and units of the case", "csv": "Tables", "geojson": "Polygons, GeoJSON", "shapefile": "Polygons, shapefiles",
    "netcdf": "NetCDF, classic and NetCDF-4", "ioapi": "I/O API", "wrf": "WRF", "mcip": "MCIP", "era5": "ERA5", "inventories": "EDGAR, HTAP and MEIC",
    "monitors": "Monitors and lists of stations", "system": "Memory, disk, permissions",
}
EXCERPT = re.compile(r"^ *\d* \| ")


def catalogue():
    """All bad inputs, by family."""
    return {family: importlib.import_module(f"bad_inputs.{family}").BAD for family in FAMILIES}


def message(lines):
    """A complaint's message and remedy, without the excerpt of the file."""
    kept = [line for line in lines if not EXCERPT.match(line)]
    remedy = kept[-1].strip().removeprefix("= ") if len(kept) > 1 else ""
    remedy = support.CODE.sub("", remedy).strip()
    return " ".join(kept[:-1] if len(kept) > 1 else kept), remedy


def answers():
    """(family, bad input, first complaint) of each."""
    for family, inputs in catalogue().items():
        for bad in inputs:
            with support.spoilt(bad) as folder:
                result = support.ask(folder, bad.found_by, bad)
                yield family, bad, (support.complaints(result.stderr, folder) or [[]])[0]


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")


def row(bad, lines):
    """The input's line of the table."""
    says, remedy = message(lines) if lines else ("", "")
    return f"| `{bad.id}` | {cell(bad.wrong)} | E{bad.code:04d} | {bad.exit} | {cell(says)} | {cell(remedy)} |"


def table(found):
    lines, last = [], None
    for family, bad, complaint in found:
        if family != last:
            lines += ["", f"### {FAMILIES[family]}", "| input | what is wrong | code | exit | message | remedy |", "|---|---|---|---|---|---|"]
            last = family
        lines.append(row(bad, complaint))
    return "\n".join(lines) + "\n"
