"""What a bad input is, the sound cases that each is made of, and how the program is asked about it."""
import contextlib
import dataclasses
import functools
import json
import os
import pathlib
import re
import resource
import subprocess
import tempfile
import typing

import netCDF4
import numpy

PROGRAM = str(pathlib.Path(os.environ.get("FENHE_PROGRAM", "build/release/apps/fenhe")).resolve())
MOST_LINES = 6
CODE = re.compile(r"\[E(\d{4})\]")


@dataclasses.dataclass(frozen=True)
class Bad:
    """One bad input.

    make(folder) spoils the sound case that lies in the folder. says: what the message must name, beside the file; remedy: words that the
    line of the remedy must have. found_by: 'check', which reads all but the hours of the weather and the values of backgrounds, 'run', or 'evaluate', with its words.
    """
    id: str
    wrong: str
    make: typing.Callable
    code: int
    exit: int
    file: str
    says: tuple
    remedy: str
    base: str = "tables"
    found_by: str = "check"
    words: tuple = ()
    limits: dict = dataclasses.field(default_factory=dict)
    case: str = "case.yaml"
    faults: int = 1


CASE = """\
title: small
period: {start: "2020-01-10T00:00Z", length: 1 h, time_zone: "+00:00"}
grid:
  projection: {kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}
  cells: [6, 5]
  spacing: 3 km
  centre: [112.3, 37.6]
terrain: {file: terrain.nc, variable: height}
layers: {first: 60 m, stretching: 1.8, top: 2 km}
meteorology: {kind: idealised, wind_speed: 4 m/s}
regions: regions.geojson
population: {file: census.csv}
sectors_file: sectors.yaml
species:
  - {name: PM25, kind: particle, deposition_velocity: 0.1 cm/s}
  - {name: SO2, kind: gas, molar_mass: 64 g/mol, initial: 1e-9 kg/kg, boundary: {file: outer.nc, variable: SO2}}
tags:
  - {species: PM25, name: coking, sectors: [coking]}
emissions:
  - {kind: points, file: points.csv}
  - {kind: areas, file: areas.csv, surrogate: {file: people.nc, variable: people}}
  - {kind: gridded, file: flux.nc, sector: heating, variables: [{variable: flux, species: PM25}]}
  - {kind: ioapi, file: emis.nc, sector: coking}
output:
  folder: out
  receptors: places.csv
"""
SECTORS = """\
sectors:
  - {name: power, weekday: [0.15, 0.15, 0.15, 0.15, 0.14, 0.13, 0.13]}
  - {name: heating, height: [{top: 20 m, share: 0.6}, {top: 60 m, share: 0.4}]}
  - coking
"""
POINTS = """\
name,lon,lat,sector,stack_height [m],diameter [m],temperature [degC],velocity [m/s],PM25 [t/yr]
works,112.31,37.61,power,50,3,120,10,1000
kiln,112.29,37.59,coking,30,,,,200
"""
AREAS = "region,sector,PM25 [t/yr]\ntown,heating,2000\nvillage,heating,300\n"
PLACES = "name,lon,lat\ncentre,112.3,37.6\nedge,112.32,37.62\n"
CENSUS = "region,population\ntown,50000\nvillage,4000\n"
WRF_CASE = """\
title: small
period: {start: "2020-01-10T00:00Z", length: 1 h, time_zone: "+00:00"}
meteorology: {kind: wrf, files: [wrf_*.nc]}
sectors: [power]
species:
  - {name: PM25, kind: particle}
emissions:
  - {kind: points, file: points.csv, sector: power}
output:
  folder: out
  receptors: [{name: centre, lon: 112.1, lat: 37.0}]
"""
WRF_POINTS = "name,lon,lat,stack_height [m],PM25 [t/yr]\nworks,112.1,37.0,50,1000\n"
FORMATS = {"classic": "NETCDF3_CLASSIC", "netcdf4": "NETCDF4", "cdf5": "NETCDF3_64BIT_DATA"}


def ring(west, south, size):
    return [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]


def feature(name, coordinates, **properties):
    return {"type": "Feature", "properties": dict(properties, name=name), "geometry": {"type": "Polygon", "coordinates": coordinates}}


def regions(*features):
    features = features or (feature("town", [ring(112.26, 37.57, 0.05)]), feature("village", [ring(112.32, 37.6, 0.03)]))
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, indent=1, ensure_ascii=False)


def field(path, variable, unit, value=1e-9, odd=None, kind="netcdf4", lat=None, lon=None, dims=("lat", "lon"), type_="f4", times=None,
          calendar=None, since="hours since 2020-01-10 00:00:00", attributes=None, skip=()):
    """A CF variable over latitude and longitude, and time if there are times; odd: value of one point."""
    lat = numpy.linspace(37.3, 37.9, 5) if lat is None else numpy.asarray(lat, float)
    lon = numpy.linspace(111.9, 112.7, 5) if lon is None else numpy.asarray(lon, float)
    with netCDF4.Dataset(path, "w", format=FORMATS[kind]) as file:
        for name, values, axis_unit in (("lat", lat, "degrees_north"), ("lon", lon, "degrees_east")):
            file.createDimension(name, len(values))
            if name not in skip:
                axis = file.createVariable(name, "f8", (name,))
                axis.units = axis_unit
                axis[:] = values
        if times is not None:
            file.createDimension("time", len(times))
            axis = file.createVariable("time", "f8", ("time",))
            axis.units = since
            if calendar:
                axis.calendar = calendar
            axis[:] = times
            dims = ("time", *dims)
        item = file.createVariable(variable, type_, dims)
        if unit is not None:
            item.units = unit
        for name, text in (attributes or {}).items():
            item.setncattr(name, text)
        item.set_auto_maskandscale(False)
        values = numpy.full(item.shape, value)
        if odd is not None:
            values[tuple(n // 2 for n in values.shape)] = odd
        item[:] = values


def ioapi(path, variable="PM25", unit="g/s", value=0.1, odd=None, dates=((2020010, 0), (2020010, 10000), (2020010, 20000)), kind="classic",
          layers=1, attributes=None, skip=(), dims=("TSTEP", "LAY", "ROW", "COL"), extents=(4, 4), tflag_pairs=2, variables=1):
    """An I/O API emission file on a Lambert grid around the case's."""
    header = {"FTYPE": 1, "GDTYP": 2, "P_ALP": 34.0, "P_BET": 41.0, "P_GAM": 112.3, "XCENT": 112.3, "YCENT": 37.6, "XORIG": -20000.0,
              "YORIG": -20000.0, "XCELL": 10000.0, "YCELL": 10000.0, "NCOLS": 4, "NROWS": 4, "NLAYS": layers, "NVARS": 1, "SDATE": 2020010,
              "STIME": 0, "TSTEP": 10000, "VGTYP": 2, "VGTOP": numpy.float32(5000), "VGLVLS": numpy.linspace(1, 0.9, layers + 1, dtype="f4")}
    header.update(attributes or {})
    with netCDF4.Dataset(path, "w", format=FORMATS[kind]) as file:
        for name, size in (("TSTEP", None), ("DATE-TIME", tflag_pairs), ("LAY", layers), ("VAR", variables), ("ROW", extents[0]),
                           ("COL", extents[1])):
            file.createDimension(name, size)
        for name, text in header.items():
            if name not in skip:
                file.setncattr(name, text)
        if "TFLAG" not in skip:
            tflag = file.createVariable("TFLAG", "i4", ("TSTEP", "VAR", "DATE-TIME"))
            tflag.units = "<YYYYDDD,HHMMSS>"
        item = file.createVariable(variable, "f4", dims)
        if unit is not None:
            item.units = unit.ljust(16)
        if "TFLAG" not in skip:
            flags = numpy.zeros((len(dates), variables, tflag_pairs), "i4")
            for pair in range(min(2, tflag_pairs)):
                flags[..., pair] = numpy.asarray(dates)[:, None, pair]
            tflag[:] = flags
        sizes = {"TSTEP": len(dates), "LAY": layers, "ROW": extents[0], "COL": extents[1]}
        values = numpy.full([sizes[name] for name in dims], value)
        if odd is not None:
            values[tuple(n // 2 for n in values.shape)] = odd
        item[:] = values


def outer(path, unit="ug m-3", value=20.0, odd=None, dims=("time", "layer", "y", "x"), calendar=None, skip=()):
    """A three-dimensional file of another run, as fields.nc is laid out, around the case's grid."""
    sizes = {"time": 2, "layer": 3, "y": 5, "x": 5}
    with netCDF4.Dataset(path, "w") as file:
        for name, size in sizes.items():
            file.createDimension(name, size)
        time = file.createVariable("time", "f8", ("time",))
        time.units = "hours since 2020-01-10 00:00:00"
        if calendar:
            time.calendar = calendar
        time[:] = [0.0, 1.0]
        for name in ("y", "x"):
            if name not in skip:
                axis = file.createVariable(name, "f8", (name,))
                axis.units = "m"
                axis.standard_name = f"projection_{name}_coordinate"
                axis[:] = numpy.linspace(-30000, 30000, 5)
        crs = file.createVariable("crs", "i4", ())
        crs.grid_mapping_name = "lambert_conformal_conic"
        crs.standard_parallel = [34.0, 41.0]
        crs.longitude_of_central_meridian = 112.3
        crs.latitude_of_projection_origin = 37.6
        crs.earth_radius = 6370000.0
        crs.false_easting = crs.false_northing = 0.0
        level = numpy.broadcast_to(numpy.array([100.0, 600.0, 1500.0])[None, :, None, None], (2, 3, 5, 5))
        for name, item_unit, values in (("height", "m", level), ("air_density", "kg m-3", numpy.full(level.shape, 1.2)),
                                        ("SO2", unit, numpy.full(level.shape, value))):
            if name in skip:
                continue
            item = file.createVariable(name, "f4", dims if name == "SO2" else ("time", "layer", "y", "x"))
            if item_unit is not None:
                item.units = item_unit
            item.grid_mapping = "crs"
            values = numpy.array(values)
            if name == "SO2" and odd is not None:
                values[1, 1, 2, 2] = odd
            item[:] = values if name != "SO2" else values.reshape(-1)[: int(numpy.prod(item.shape))].reshape(item.shape)


@functools.lru_cache
def projection():
    """Longitude and latitude of a point of the WRF fixture's map, Lambert with 30 and 45 degrees about 112 E, 37 N (Snyder 1987, p. 107)."""
    radians, radius = numpy.pi / 180.0, 6370000.0
    one, two, origin = 30.0 * radians, 45.0 * radians, 37.0 * radians

    def half(lat):
        return numpy.tan(numpy.pi / 4 + lat / 2)
    n = numpy.log(numpy.cos(one) / numpy.cos(two)) / numpy.log(half(two) / half(one))
    f = numpy.cos(one) * half(one)**n / n
    rho_0 = radius * f / half(origin)**n

    def inverse(x, y):
        rho = numpy.hypot(x, rho_0 - y)
        return 112.0 + numpy.arctan2(x, rho_0 - y) / n / radians, (2 * numpy.arctan((radius * f / rho)**(1 / n)) - numpy.pi / 2) / radians
    return inverse


NX, NY, NZ = 6, 5, 4
WRF_FIELDS = {  # name: staggering, levels or not
    "XLAT": ("", 0), "XLONG": ("", 0), "HGT": ("", 0), "U": ("X", 1), "V": ("Y", 1), "W": ("Z", 1), "PH": ("Z", 1), "PHB": ("Z", 1),
    "T": ("", 1), "P": ("", 1), "PB": ("", 1), "QVAPOR": ("", 1), "MU": ("", 0), "MUB": ("", 0), "T2": ("", 0), "PSFC": ("", 0),
    "Q2": ("", 0), "RAINC": ("", 0), "RAINNC": ("", 0), "PBLH": ("", 0), "UST": ("", 0), "HFX": ("", 0), "LANDMASK": ("", 0),
}


def wrf_value(name, shape, x, y):
    k = numpy.arange(shape[0])[:, None, None] if len(shape) == 3 else 0
    if name in ("XLAT", "XLONG"):
        return projection()(x, y)[name == "XLAT"]
    constants = {"HGT": 100.0, "U": 2.0, "V": 0.0, "W": 0.0, "PH": 0.0, "P": 0.0, "MU": 0.0, "MUB": 84000.0, "T2": 293.0, "PSFC": 94000.0,
                 "Q2": 0.004, "RAINC": 0.0, "RAINNC": 0.0, "PBLH": 700.0, "UST": 0.3, "HFX": 10.0, "LANDMASK": 1.0}
    if name in constants:
        return constants[name]
    return {"PHB": 9.81 * (100.0 + 500.0 * k * (k + 1)), "T": 2.0 * k, "PB": 93000.0 * numpy.exp(-0.07 * k * (k + 1)),
            "QVAPOR": 0.004 / (1 + k)}[name]


def wrf(path, hours=2, start="2020-01-10_00:00:00", kind="netcdf4", skip=(), shapes=None, odd=None, values=None, attributes=None, times=None,
        shift=0, origin=0.0, only=None, calendar=None):
    """A WRF file. shapes: {variable: staggering it has by mistake}; odd: {variable: value of one cell in the last hour}; shift: cells by
    which the grid moves an hour; origin: [cells] of the whole grid; only: variables that are written."""
    header = {"MAP_PROJ": numpy.int32(1), "DX": numpy.float32(10000), "DY": numpy.float32(10000), "TRUELAT1": numpy.float32(30),
              "TRUELAT2": numpy.float32(45), "STAND_LON": numpy.float32(112), "MOAD_CEN_LAT": numpy.float32(37)}
    header.update(attributes or {})
    begin = numpy.datetime64(start.replace("_", "T"))
    times = times or [str(begin + numpy.timedelta64(n, "h")).replace("T", "_") for n in range(hours)]
    sizes = {"Time": len(times), "DateStrLen": 19, "west_east": NX, "south_north": NY, "bottom_top": NZ, "west_east_stag": NX + 1,
             "south_north_stag": NY + 1, "bottom_top_stag": NZ + 1}
    with netCDF4.Dataset(path, "w", format=FORMATS[kind]) as file:
        file.set_fill_off()
        for name, size in sizes.items():
            file.createDimension(name, None if name == "Time" else size)
        for name, value in header.items():
            if name not in skip:
                file.setncattr(name, value)
        if "Times" not in skip:
            stamps = file.createVariable("Times", "S1", ("Time", "DateStrLen"))
            stamps[:] = numpy.array([list(text.ljust(19)[:19]) for text in times], "S1")
        if "ZNW" not in skip:
            eta = file.createVariable("ZNW", "f4", ("Time", "bottom_top_stag"))
            eta[:] = numpy.broadcast_to([1.0, 0.9, 0.7, 0.4, 0.0], (len(times), NZ + 1))
        for name, (stagger, levels) in WRF_FIELDS.items():
            if name in skip or (only is not None and name not in only):
                continue
            stagger = (shapes or {}).get(name, stagger)
            if stagger == "swapped":
                dims = ("west_east", "south_north")
            else:
                dims = ("south_north_stag" if stagger == "Y" else "south_north", "west_east_stag" if stagger == "X" else "west_east")
            if levels:
                dims = ("bottom_top_stag" if stagger == "Z" else "bottom_top", *dims)
            item = file.createVariable(name, "f4", ("Time", *dims))
            shape = [sizes[dim] for dim in dims]
            for hour in range(len(times)):
                i, j = numpy.meshgrid(numpy.arange(shape[-1]), numpy.arange(shape[-2]))
                x, y = 1e4 * (i + 1.0 + origin + shift * hour), 1e4 * (j - 0.3)
                block = numpy.broadcast_to((values or {}).get(name, wrf_value(name, shape, x, y)), shape).astype("f4")
                if odd and name in odd and hour == len(times) - 1:
                    block = block.copy()
                    block[tuple(n // 2 for n in shape)] = odd[name]
                item[hour] = block


class Folder:
    """A folder with a sound case in it, and the means to spoil it."""

    def __init__(self, path):
        self.path = pathlib.Path(path)

    def __truediv__(self, name):
        return self.path / name

    def write(self, name, text):
        (self / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name, old, new):
        text = (self / name).read_text("utf-8")
        if old not in text:
            raise ValueError(f"{name} has no '{old}'")
        self.write(name, text.replace(old, new, 1))

    def cut(self, name, size):
        """Leave so many bytes, or drop so many where size is negative."""
        self.write(name, (self / name).read_bytes()[:size])

    def flip(self, name, at, bits=0xff):
        data = bytearray((self / name).read_bytes())
        data[at] ^= bits
        self.write(name, bytes(data))

    def folder_instead(self, name):
        with contextlib.suppress(FileNotFoundError):
            (self / name).unlink()
        (self / name).mkdir()


def result(folder):
    """The result of the case with hours at the surface, in the folder 'over'."""
    folder.edit("case.yaml", "folder: out", "folder: over\n  surface: [hourly]")
    run = subprocess.run([PROGRAM, "run", "case.yaml"], cwd=folder.path, capture_output=True, text=True, env=plain(), check=False, timeout=60)
    if run.returncode:
        raise ValueError(run.stdout + run.stderr)
    folder.edit("case.yaml", "folder: over", "folder: out")


@functools.lru_cache
def sound(base):
    """Files of a sound case by name, and of what an earlier run left in its output folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(name)
        if base in ("tables", "monitors"):
            for file, text in (("case.yaml", CASE), ("sectors.yaml", SECTORS), ("points.csv", POINTS), ("areas.csv", AREAS),
                               ("places.csv", PLACES), ("census.csv", CENSUS), ("regions.geojson", regions())):
                folder.write(file, text)
            field(folder / "terrain.nc", "height", "m", 100.0)
            field(folder / "people.nc", "people", "1", 5.0)
            field(folder / "flux.nc", "flux", "kg m-2 s-1", 1e-9)
            ioapi(folder / "emis.nc")
            outer(folder / "outer.nc")
            if base == "monitors":
                result(folder)
        else:
            folder.write("case.yaml", WRF_CASE)
            folder.write("points.csv", WRF_POINTS)
            wrf(folder / "wrf_0.nc")
        return {str(path.relative_to(folder.path)): path.read_bytes() for path in folder.path.rglob("*") if path.is_file()}


EARLIER = {"surface.nc": b"means of an earlier run\n", "receptors.nc": b"places of an earlier run\n", "budget.nc": b"its budget\n",
           "deposition.nc": b"its deposition\n", "summary.json": b'{"case": "earlier"}\n', "notes.txt": b"of the user\n"}


@contextlib.contextmanager
def spoilt(bad):
    """A folder with the bad input in it."""
    with tempfile.TemporaryDirectory(prefix="fenhe-bad-") as name:
        folder = Folder(name)
        for file, data in sound(bad.base).items():
            (folder / file).parent.mkdir(exist_ok=True)
            (folder / file).write_bytes(data)
        (folder / "out").mkdir()
        for file, data in EARLIER.items():
            (folder / "out" / file).write_bytes(data)
        bad.make(folder)
        yield folder


def plain():
    """The environment without the user's settings."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FENHE_")}
    environment.update(OMP_NUM_THREADS="1", OMP_WAIT_POLICY="passive", LC_ALL="C.UTF-8")
    return environment


def ask(folder, verb, bad):
    """What the program says of the bad input."""
    def limit():
        for what, value in bad.limits.items():
            resource.setrlimit(what, (value, value))
    words = [PROGRAM, *(bad.words or (verb, bad.case))]
    return subprocess.run(words, cwd=folder.path, capture_output=True, text=True, errors="replace", env=plain(),
                          preexec_fn=limit if bad.limits else None, check=False, timeout=60)


def complaints(text, folder):
    """Each complaint of standard error, as its lines, with the temporary folder taken out of its paths."""
    found, lines = [], []
    for line in text.replace(f"{folder.path}/", "").splitlines():
        lines.append(line)
        if CODE.search(line):
            found.append(lines)
            lines = []
    return found
