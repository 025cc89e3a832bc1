"""Polygons."""
from .support import Bad, feature, regions, ring


def shapes(*features):
    return lambda f: f.write(FILE, regions(*features))


def town(coordinates, **properties):
    return shapes(feature("town", coordinates, **properties), feature("village", [ring(112.32, 37.6, 0.03)]))


FILE = "regions.geojson"
BOW = [[112.26, 37.57], [112.31, 37.62], [112.31, 37.57], [112.26, 37.62], [112.26, 37.57]]
BAD = [
    Bad("geojson-empty", "the file is empty", lambda f: f.write(FILE, ""), 201, 3, FILE, ("empty",), "anew"),
    Bad("geojson-truncated", "the file ends in the middle", lambda f: f.cut(FILE, 300), 201, 3, FILE, (), ""),
    Bad("geojson-bit-flipped", "a flipped bit makes a bracket a letter", lambda f: f.flip(FILE, f.path.joinpath(FILE).read_text().index("["), 0x20),
        201, 3, f"{FILE}:4", (), ""),
    Bad("geojson-missing", "the file is not there", lambda f: (f / FILE).unlink(), 301, 4, FILE, ("No such file",), "check the path"),
    Bad("geojson-directory", "the file is a folder", lambda f: f.folder_instead(FILE), 301, 4, FILE, ("Is a directory",), ""),
    Bad("geojson-no-features", "the collection has no features", lambda f: f.edit(FILE, '"features"', '"things"'), 201, 3, FILE, ("features",), ""),
    Bad("geojson-none", "the collection is empty", lambda f: f.write(FILE, '{"type": "FeatureCollection", "features": []}'), 203, 3, FILE, ("no polygon",), "Polygon"),
    Bad("geojson-name-missing", "a polygon has no name", lambda f: f.edit(FILE, '"name"', '"title"'), 203, 3, FILE, ("name",), ""),
    Bad("geojson-name-twice", "two polygons have one name", lambda f: f.edit(FILE, '"village"', '"town"'), 204, 3, FILE, ("town",), ""),
    Bad("geojson-key-twice", "a property is given twice", lambda f: f.edit(FILE, '"name": "town"', '"name": "town", "name": "city"'), 201, 3,
        FILE, ("name",), ""),
    Bad("geojson-point", "a region is a point", lambda f: f.edit(FILE, '"Polygon"', '"Point"'), 214, 3, "areas.csv:2", ("town",), "regions file", faults=2),
    Bad("geojson-crossing", "a polygon crosses itself", town([BOW]), 223, 3, FILE, ("town", "crosses"), ""),
    Bad("geojson-two-corners", "a ring has two corners", town([[[112.26, 37.57], [112.3, 37.6], [112.26, 37.57]]]), 223, 3, FILE, ("town",), ""),
    Bad("geojson-date-line", "a polygon jumps across the date line", town([[[179.5, 37.5], [-179.5, 37.5], [-179.5, 38.5], [179.5, 38.5],
        [179.5, 37.5]]]), 223, 3, FILE, ("town", "date line"), ""),
    Bad("geojson-latitude", "a corner lies beyond the pole", town([[[112.26, 97.57], [112.31, 97.57], [112.31, 97.62], [112.26, 97.57]]]), 206, 3,
        FILE, ("97.57",), ""),
    Bad("geojson-swapped", "corners are written [latitude, longitude]", town([[[37.57, 112.26], [37.57, 112.31], [37.62, 112.31], [37.57, 112.26]]]),
        206, 3, FILE, ("112.26",), "longitude"),
    Bad("geojson-projected", "corners are in metres", town([ring(5e5, 4.1e6, 1000.0)]), 206, 3, FILE, ("500000",), "degrees"),
    Bad("geojson-words", "a coordinate is a word", lambda f: f.edit(FILE, "112.26", '"east"'), 205, 3, FILE, (), ""),
    Bad("geojson-nan", "a coordinate is NaN", lambda f: f.edit(FILE, "112.26", "NaN"), 201, 3, f"{FILE}", ("NaN",), ""),
    Bad("geojson-crs", "the file states a projected coordinate system", lambda f: f.edit(FILE, '"type": "FeatureCollection",',
        '"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32649"}},'), 308, 4, FILE,
        ("EPSG::32649",), "ogr2ogr"),
]
