"""A run's output folder and the map data that go with it, made up, for the tests of the pictures.

By hand: /usr/bin/python3 tests/fake_run.py FOLDER
"""
import json
import pathlib
import sys

import netCDF4
import numpy
import pyproj

HOURS = 48
PLACES = (("Taiyuan", "太原", 112.55, 37.87, 5304061), ("Jinzhong", "晋中", 112.75, 37.69, 3379498), ("Linfen", "临汾", 111.52, 36.09, 3976481),
          ("Qingxu", "清徐", 112.36, 37.61, 340000), ("Jiexiu", "介休", 111.92, 37.03, 430000), ("Xiaoyi", "孝义", 111.78, 37.14, 480000),
          ("Fenyang", "汾阳", 111.79, 37.26, 410000), ("Pingyao", "平遥", 112.18, 37.19, 450000), ("Xinzhou", "忻州", 112.73, 38.41, 2689668),
          ("Yangquan", "阳泉", 113.58, 37.86, 1318505), ("Lishi", "离石", 111.14, 37.52, 450000), ("Changzhi", "长治", 113.12, 36.19, 3180884))
PLANTS = (("Power One", "power", 112.48, 37.78), ("Steelworks", "steel", 112.53, 37.97), ("Ovens", "coking", 112.30, 37.55),
          ("Kilns", "cement", 111.95, 37.10), ("Works", "alumina", 111.75, 37.08))
CRS = {"grid_mapping_name": "lambert_conformal_conic", "standard_parallel": [34.0, 41.0], "latitude_of_projection_origin": 37.5,
       "longitude_of_central_meridian": 112.5, "false_easting": 0.0, "false_northing": 0.0, "earth_radius": 6370000.0}


def _grid(nx, ny, dx_m):
    x = (numpy.arange(nx) - (nx - 1) / 2) * dx_m
    y = (numpy.arange(ny) - (ny - 1) / 2) * dx_m
    crs = pyproj.CRS.from_cf(CRS)
    lon, lat = pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True).transform(*numpy.meshgrid(x, y))
    return x, y, lon, lat


def _plume(x, y, x0, y0, width_m, strength):
    return strength * numpy.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * width_m**2))


def write_surface(path, nx=70, ny=90, dx_m=3000.0, scale=1.0):
    x, y, lon, lat = _grid(nx, ny, dx_m)
    across, along = numpy.meshgrid(x, y)
    valley = numpy.abs(across - 0.45 * along + 2e4)
    altitude = 750 + 1300 * (1 - numpy.exp(-((valley / 4.5e4) ** 2))) + 120 * numpy.sin(across / 9e3) * numpy.cos(along / 1.1e4)
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"Conventions": "CF-1.11", "title": "Taiyuan Basin, demonstration: surface concentrations (idealised weather)", "weather": "idealised", "utc_offset": "+08:00"})
        for name, length in (("time", HOURS), ("day", HOURS // 24), ("y", ny), ("x", nx), ("nv", 2)):
            file.createDimension(name, length)
        crs = file.createVariable("crs", "i4")
        crs.setncatts(CRS)
        for name, values, unit in (("x", x, "m"), ("y", y, "m")):
            file.createVariable(name, "f8", (name,))[:] = values
            file[name].units = unit
        for name, values, unit in (("lon", lon, "degrees_east"), ("lat", lat, "degrees_north"), ("surface_altitude", altitude, "m")):
            file.createVariable(name, "f8", ("y", "x"))[:] = values
            file[name].units = unit
        for name, step in (("time", 1), ("day", 24)):
            coordinate = file.createVariable(name, "f8", (name,))
            coordinate.setncatts({"units": "hours since 2020-01-09 16:00:00", "calendar": "standard", "bounds": f"{name}_bnds"})
            ends = step * numpy.arange(1, HOURS // step + 1)
            coordinate[:] = ends
            file.createVariable(f"{name}_bnds", "f8", (name, "nv"))[:] = numpy.stack([ends - step, ends], axis=-1)
        field = numpy.zeros((HOURS, ny, nx))
        for hour in range(HOURS):
            drift = 2.5e4 * numpy.sin(2 * numpy.pi * hour / 24)
            for x0, y0, width, strength in ((4e3, 4e4, 9e3, 140), (-2e4, 0, 1.4e4, 70), (-5e4, -5e4, 8e3, 200), (-1e4, 1e4, 5e4, 22)):
                field[hour] += scale * _plume(across, along, x0 + drift, y0 - drift / 2, width, strength) * (1.3 - numpy.sin(hour / 4))
        for name, dimensions, values in (("PM25", ("time", "y", "x"), field), ("PM25_mean", ("y", "x"), field.mean(axis=0)),
                                         ("PM25_daily", ("day", "y", "x"), field.reshape(-1, 24, ny, nx).mean(axis=1))):
            variable = file.createVariable(name, "f4", dimensions)
            variable.units = "ug m-3"
            variable[:] = values


def write_receptors(path, count=12):
    random = numpy.random.default_rng(1)
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"title": "Taiyuan Basin, demonstration: series at receptors (idealised weather)", "weather": "idealised", "utc_offset": "+08:00"})
        file.createDimension("station", count)
        file.createDimension("time", HOURS)
        file.createDimension("name_length", 32)
        time = file.createVariable("time", "f8", ("time",))
        time.units = "hours since 2020-01-09 16:00:00"
        time[:] = numpy.arange(1, HOURS + 1)
        names = file.createVariable("station_name", "S1", ("station", "name_length"))
        names._Encoding = "utf-8"
        names[:] = numpy.array([PLACES[index % len(PLACES)][0] for index in range(count)], dtype="S32")
        series = file.createVariable("PM25", "f4", ("station", "time"))
        series.units = "ug m-3"
        cycle = 1.2 + numpy.cos(2 * numpy.pi * (numpy.arange(HOURS) - 8) / 24)
        series[:] = cycle * random.uniform(5, 70, (count, 1)) + random.uniform(0, 6, (count, HOURS))


def write_budget(path, species=("PM25", "PM25__coking", "CO")):
    with netCDF4.Dataset(path, "w") as file:
        file.setncatts({"title": "Taiyuan Basin, demonstration: mass budget (idealised weather)", "weather": "idealised", "utc_offset": "+08:00"})
        file.createDimension("species", len(species))
        file.createDimension("time", HOURS)
        file.createDimension("name_length", 16)
        time = file.createVariable("time", "f8", ("time",))
        time.units = "hours since 2020-01-09 16:00:00"
        time[:] = numpy.arange(1, HOURS + 1)
        names = file.createVariable("species_name", "S1", ("species", "name_length"))
        names._Encoding = "utf-8"
        names[:] = numpy.array(species, dtype="S16")
        hours = numpy.arange(1, HOURS + 1) * numpy.ones((len(species), 1))
        emitted = hours * numpy.array([[4e3 * 20**index] for index in range(len(species))])
        out = emitted * (1 - numpy.exp(-hours / 30)) * 0.8
        dry = emitted * 0.1 * (1 - numpy.exp(-hours / 10))
        parts = {"initial": 0.02 * emitted[:, :1] + 0 * emitted, "emitted": emitted, "in": 0.01 * emitted, "out": out, "dry": dry,
                 "wet": 0.02 * emitted, "residual": 1e-14 * numpy.sin(hours)}
        parts["air"] = parts["initial"] + parts["emitted"] + parts["in"] - out - dry - parts["wet"]
        for name, values in parts.items():
            variable = file.createVariable(name, "f8", ("species", "time"))
            variable.units = "1" if name == "residual" else "kg"
            variable[:] = values


def write_map_data(folder):
    (folder / "inventory").mkdir(parents=True)
    rows = [f"{name},{name_zh},{lat},{lon},{people}" for name, name_zh, lon, lat, people in PLACES]
    (folder / "places.csv").write_text("# made up for a test\nname,name_zh,latitude,longitude,population\n" + "\n".join(rows) + "\n", "utf-8")
    rows = [f"{name},{sector},{lat},{lon}" for name, sector, lon, lat in PLANTS]
    (folder / "inventory/points.csv").write_text("name,sector,latitude [degrees_north],longitude [degrees_east]\n" + "\n".join(rows) + "\n")
    river = {"type": "Feature", "properties": {"name": "Fen"},
             "geometry": {"type": "LineString", "coordinates": [[112.1, 38.8], [112.5, 37.9], [112.3, 37.5], [111.8, 36.9], [111.5, 36.1]]}}
    border = {"type": "Feature", "properties": {"name": "Taiyuan"},
              "geometry": {"type": "Polygon", "coordinates": [[[111.5, 38.2], [113.1, 38.2], [113.0, 37.5], [112.1, 37.4], [111.5, 38.2]]]}}
    for name, feature in (("rivers", river), ("prefectures", border)):
        (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")


def write_run(folder, **surface):
    """surface.nc, receptors.nc and budget.nc in folder, map data in folder/data."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    write_surface(folder / "surface.nc", **surface)
    write_receptors(folder / "receptors.nc")
    write_budget(folder / "budget.nc")
    write_map_data(folder / "data")


if __name__ == "__main__":
    write_run(sys.argv[1])
