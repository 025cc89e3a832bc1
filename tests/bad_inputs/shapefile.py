"""Polygons of shapefiles, written after ESRI's white paper of 1998 and the layout of dBASE III tables."""
import struct

from .support import Bad, ring

NAME = "regions"
BOW = [[112.26, 37.57], [112.31, 37.62], [112.31, 37.57], [112.26, 37.62], [112.26, 37.57]]
WGS84 = ('GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
         'UNIT["degree",0.0174532925199433]]')


def shapes(path, polygons, names=("town", "village"), column="name", kind=5, projection=WGS84, skip=(), records=None):
    """A shapefile of one ring a polygon: .shp, .shx, .dbf, .prj."""
    main, index, offset = b"", b"", 50
    for number, corners in enumerate(polygons):
        corners = corners[::-1]  # outer rings run clockwise
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        content = struct.pack("<i4d3i", kind, min(xs), min(ys), max(xs), max(ys), 1, len(corners), 0)
        content += b"".join(struct.pack("<2d", *corner) for corner in corners)
        main += struct.pack(">2i", number + 1, len(content) // 2) + content
        index += struct.pack(">2i", offset, len(content) // 2)
        offset += 4 + len(content) // 2
    for ending, body in (("shp", main), ("shx", index)):
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 50 + len(body) // 2) + struct.pack("<2i8d", 1000, kind, 111.0, 37.0, 113.0, 38.0, 0, 0, 0, 0)
        if ending not in skip:
            (path / f"{NAME}.{ending}").write_bytes(head + body)
    names = names[:records] if records is not None else names
    rows = b"".join(b" " + (name if isinstance(name, bytes) else name.encode()).ljust(20) for name in names)
    table = struct.pack("<4B I 2H 20x", 3, 120, 1, 1, len(names), 32 + 32 + 1, 21)
    table += column.encode().ljust(11, b"\0") + b"C" + bytes(4) + bytes([20, 0]) + bytes(14) + b"\r" + rows + b"\x1a"
    if "dbf" not in skip:
        (path / f"{NAME}.dbf").write_bytes(table)
    if projection:
        (path / f"{NAME}.prj").write_text(projection)


def regions(polygons=(ring(112.26, 37.57, 0.05), ring(112.32, 37.6, 0.03)), **options):
    def make(folder):
        shapes(folder.path, polygons, **options)
        folder.edit("case.yaml", "regions.geojson", f"{{file: {NAME}.shp, name: name}}")
    return make


def then(change):
    return lambda folder: (regions()(folder), change(folder))


SHP = f"{NAME}.shp"
BAD = [
    Bad("shapefile-missing", "there is no .shp", regions(skip=("shp",)), 301, 4, SHP, (), ""),
    Bad("shapefile-index-missing", "the .shx is missing", regions(skip=("shx",)), 301, 4, NAME, (), ".shx"),
    Bad("shapefile-table-missing", "the .dbf is missing", regions(skip=("dbf",)), 301, 4, NAME, (), ".dbf"),
    Bad("shapefile-empty", "the .shp is empty", then(lambda f: f.write(SHP, "")), 302, 4, SHP, (), ""),
    Bad("shapefile-truncated", "the .shp is cut within a polygon", then(lambda f: f.cut(SHP, 180)), 302, 4, SHP, (), ""),
    Bad("shapefile-points", "the shapes are lines", regions(kind=3), 302, 4, SHP, (), "polygons"),
    Bad("shapefile-records", "the .dbf has fewer records than there are shapes", regions(records=1), 302, 4, SHP, ("2", "1"), ""),
    Bad("shapefile-column", "the .dbf has no column of names", regions(column="title"), 215, 3, SHP, ("name", "title"), ""),
    Bad("shapefile-name-empty", "a record has no name", regions(names=("town", "")), 203, 3, SHP, ("record 2",), ""),
    Bad("shapefile-name-twice", "two records have one name", regions(names=("town", "town")), 204, 3, SHP, ("town",), ""),
    Bad("shapefile-crossing", "a polygon crosses itself", regions(polygons=(BOW, ring(112.32, 37.6, 0.03))), 223, 3, SHP, ("town",), ""),
    Bad("shapefile-metres", "coordinates are metres and there is no .prj", regions(polygons=(ring(5e5, 4.1e6, 5e3), ring(6e5, 4.1e6, 5e3)),
        projection=None), 206, 3, SHP, (), ".prj"),
    Bad("shapefile-projection", "the .prj makes no sense", regions(projection="PROJCS[nonsense]"), 308, 4, SHP, (), ""),
]
