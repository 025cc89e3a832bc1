#!/usr/bin/python3
"""Make data/shanxi/terrain.nc from ETOPO5 as Debian's package ferret-datasets ships it (apt-get install ferret-datasets).

That file is displaced over northern China by a whole number of its 5-minute steps. The displacement is found here: the one under
which the heights of the towns in places.csv, read by bilinear interpolation, are least wrong (root mean square). It is undone, and
both errors and the displacement are written into the file. The same source and places give the same file, byte for byte, with the
same versions of the NetCDF and HDF5 libraries.
"""
import argparse
import csv
import os
import sys

import netCDF4
import numpy as np

STEPS_PER_DEGREE = 12
WEST, EAST, SOUTH, NORTH = 1314, 1380, 408, 494  # cell centres in steps: 109.5 to 115.0 E, 34.0 to 41.17 N
SEARCH = 4  # steps each way


def read_source(path):
    """Heights on the nodes of the global 5-minute grid, row 0 at 90 S, column 0 at 0 E."""
    with netCDF4.Dataset(path) as data:
        height = np.ma.filled(data["ROSE"][:].astype(float), np.nan)
        lon, lat = data["ETOPO05_X"][:], data["ETOPO05_Y"][:]
    expected = (180 * STEPS_PER_DEGREE + 1, 360 * STEPS_PER_DEGREE)
    if height.shape != expected or abs(lat[0] + 90) > 1e-6 or abs(lat[-1] - 90) > 1e-6 or abs(lon[0]) > 1e-6:
        sys.exit(f"{path}: not the global 5-minute grid of ferret-datasets, shape {height.shape} instead of {expected}")
    return height


def read_places(path):
    with open(path, encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    return [np.array([float(row[name]) for row in rows]) for name in ("lon", "lat", "height")]


def interpolate(height, lon, lat, columns, rows):
    """Heights at places, the source read so many columns further east and rows further north."""
    x = lon * STEPS_PER_DEGREE + columns
    y = (lat + 90) * STEPS_PER_DEGREE + rows
    i, j = np.floor(x).astype(int), np.floor(y).astype(int)
    a, b = x - i, y - j
    south = (1 - a) * height[j, i] + a * height[j, i + 1]
    north = (1 - a) * height[j + 1, i] + a * height[j + 1, i + 1]
    return (1 - b) * south + b * north


def register(height, places):
    """Columns and rows with the least root-mean-square error at the places, that error, and the one as the file stands."""
    lon, lat, expected = places
    error = {}
    for rows in range(-SEARCH, SEARCH + 1):
        for columns in range(-SEARCH, SEARCH + 1):
            difference = interpolate(height, lon, lat, columns, rows) - expected
            error[columns, rows] = float(np.sqrt(np.mean(difference**2)))
    columns, rows = min(error, key=error.get)
    return columns, rows, error[columns, rows], error[0, 0]


def write_axis(out, name, standard_name, units, letter, steps):
    out.createDimension(name, len(steps))
    axis = out.createVariable(name, "f8", (name,))
    axis.setncatts({"standard_name": standard_name, "units": units, "axis": letter, "bounds": f"{name}_bnds"})
    axis[:] = steps / STEPS_PER_DEGREE
    bounds = out.createVariable(f"{name}_bnds", "f8", (name, "bounds"), zlib=True, shuffle=True)
    bounds[:] = (steps[:, None] + np.array([-0.5, 0.5])) / STEPS_PER_DEGREE


def write_terrain(path, terrain, registration):
    columns, rows, error, error_before = registration
    with netCDF4.Dataset(path, "w", format="NETCDF4") as out:
        out.setncatts({
            "Conventions": "CF-1.11",
            "title": "Terrain of Shanxi at 5 arc minutes",
            "source": "ETOPO5 (NOAA National Geophysical Data Center, 1988), from etopo5.cdf of Debian's package ferret-datasets",
            "license": "public domain",
            "references": "NOAA (1988), Data Announcement 88-MGG-02, Digital relief of the surface of the Earth",
            "history": "scripts/make_terrain.py",
            "comment": "The source is displaced here and was registered to the heights of towns (places.csv): the value of a cell was "
                       "read registration_columns further east and registration_rows further north in the source. Heights are "
                       "those of 5-minute cells: peaks are lower and valley floors higher than the real ones.",
        })
        out.registration_columns = np.int32(columns)
        out.registration_rows = np.int32(rows)
        out.registration_rms_error_m = round(error, 1)
        out.registration_rms_error_before_m = round(error_before, 1)
        out.createDimension("bounds", 2)
        write_axis(out, "lat", "latitude", "degrees_north", "Y", np.arange(SOUTH, NORTH + 1))
        write_axis(out, "lon", "longitude", "degrees_east", "X", np.arange(WEST, EAST + 1))
        crs = out.createVariable("crs", "i4", ())
        crs.setncatts({"grid_mapping_name": "latitude_longitude", "semi_major_axis": 6378137.0, "inverse_flattening": 298.257223563,
                       "longitude_of_prime_meridian": 0.0, "long_name": "WGS 84"})
        height = out.createVariable("surface_altitude", "i2", ("lat", "lon"), zlib=True, complevel=9, shuffle=True, fill_value=-32768)
        height.setncatts({"standard_name": "surface_altitude", "long_name": "height of the ground above mean sea level", "units": "m",
                          "grid_mapping": "crs", "cell_methods": "area: mean"})
        height[:] = terrain


def main():
    data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "shanxi")
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--source", default="/usr/share/ferret-vis/data/etopo5.cdf", help="global ETOPO5 (default: %(default)s)")
    parser.add_argument("--places", default=os.path.normpath(os.path.join(data, "places.csv")), help="towns with known heights")
    parser.add_argument("--output", default=os.path.normpath(os.path.join(data, "terrain.nc")), help="file to write")
    arguments = parser.parse_args()
    if not os.path.exists(arguments.source):
        sys.exit(f"{arguments.source}: no such file; install Debian's package ferret-datasets, or name the file by --source")
    height = read_source(arguments.source)
    registration = register(height, read_places(arguments.places))
    columns, rows, error, error_before = registration
    south = 90 * STEPS_PER_DEGREE + rows + SOUTH
    terrain = height[south:south + NORTH - SOUTH + 1, WEST + columns:EAST + columns + 1]
    if not np.all(np.isfinite(terrain)):
        sys.exit(f"{arguments.source}: missing heights over Shanxi")
    write_terrain(arguments.output, np.rint(terrain).astype(np.int16), registration)
    print(f"{arguments.output}: {terrain.shape[1]} x {terrain.shape[0]} cells, {terrain.min():.0f} to {terrain.max():.0f} m")
    print(f"registered: read {columns:+d} columns east, {rows:+d} rows north; error at the towns {error_before:.0f} m before, {error:.0f} m after")


if __name__ == "__main__":
    main()
