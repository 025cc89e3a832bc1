"""Rivers, borders, places and plants, from data/, in the map coordinates of a run."""
import csv
import dataclasses
import io
import json
import pathlib

import numpy
import pyproj

from .run import PlotError

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def data_folder():
    """data/ of the source tree, or share/fenhe of an installation."""
    for folder in (ROOT / "data", ROOT / "share/fenhe"):
        if folder.is_dir():
            return folder
    return ROOT / "data"


class Projector:
    """Longitude and latitude into the run's x and y, on the run's own sphere or ellipsoid."""

    def __init__(self, mapping):
        self.transformer = None
        self.in_degrees = True  # x and y are longitude and latitude, the usual ones or those of a rotated pole
        if mapping and mapping.get("grid_mapping_name", "other" if "crs_wkt" in mapping else "latitude_longitude") != "latitude_longitude":
            crs = pyproj.CRS.from_cf(mapping)
            self.in_degrees = crs.is_geographic
            base = crs.source_crs if crs.is_geographic else crs.geodetic_crs  # a rotated grid is geographic itself
            self.transformer = pyproj.Transformer.from_crs(base, crs, always_xy=True)

    def __call__(self, lon, lat):
        lon, lat = numpy.asarray(lon, float), numpy.asarray(lat, float)
        return (lon, lat) if self.transformer is None else self.transformer.transform(lon, lat)


@dataclasses.dataclass
class Place:
    """A named point; rank (1 first), then population, order places by importance."""

    name: str
    name_zh: str
    lon: float
    lat: float
    rank: float = 99.0
    population: float = 0.0
    sector: str = ""


def _text(path):
    """The text of a table, in UTF-8 or else in GB18030, as the program reads it."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def read_table(path):
    """Rows of a CSV file as dictionaries: lines starting with # are comments, "rate [t/yr]" is the column rate."""
    lines = io.StringIO(_text(pathlib.Path(path)), newline="")
    rows = csv.reader(line for line in lines if not line.startswith("#") and line.strip())
    header = [name.split("[")[0].strip() for name in next(rows)]
    return [dict(zip(header, (cell.strip() for cell in row))) for row in rows]


def _number(row, names, path, default=None):
    for name in names:
        if row.get(name):
            try:
                return float(row[name])
            except ValueError:
                raise PlotError(f"{path}: column {name}: '{row[name]}' is not a number\n  = mend the table") from None
    if default is None:
        raise PlotError(f"{path}: no column {' or '.join(names)}\n  = mend the table's header")
    return default


def places(path):
    """Places of a CSV file, most important first; none if the file is absent."""
    if not path.is_file():
        return []
    found = [Place(row.get("name", ""), row.get("name_zh", ""), _number(row, ("lon", "longitude"), path),
                   _number(row, ("lat", "latitude"), path), _number(row, ("rank",), path, 99.0), _number(row, ("population",), path, 0.0), row.get("sector", ""))
             for row in read_table(path)]
    return sorted(found, key=lambda place: (place.rank, -place.population))


def lines(path):
    """Polylines of a GeoJSON file as (properties, lon-lat array); none if the file is absent."""
    if not path.is_file():
        return []
    features = json.loads(path.read_text(encoding="utf-8")).get("features", [])
    found = []
    for feature in features:
        geometry = feature.get("geometry") or {}
        parts = geometry.get("coordinates", [])
        depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}.get(geometry.get("type"))
        if depth is None:
            continue
        if depth == 0:
            parts = [parts]
        elif depth == 2:
            parts = [ring for polygon in parts for ring in polygon]
        found += [(feature.get("properties") or {}, numpy.array(part, float)[:, :2]) for part in parts]
    return found


def once(outlines):
    """Outlines without the stretches that an earlier one already has: neighbours share their border, and two dashes make no dash."""
    drawn, found = set(), []
    for _, line in outlines:
        run = [line[0]]
        for start, end in zip(line[:-1], line[1:]):
            segment = frozenset((tuple(start), tuple(end)))
            if segment in drawn:
                if len(run) > 1:
                    found.append(numpy.array(run))
                run = [end]
            else:
                drawn.add(segment)
                run.append(end)
        if len(run) > 1:
            found.append(numpy.array(run))
    return found
