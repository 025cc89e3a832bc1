#!/usr/bin/python3
"""Make data/shanxi/inventory/surrogate.nc: where people and their activity are, on the cells of data/shanxi/terrain.nc.

Illustrative. Towns are Gaussians (places.csv, and county towns listed here with rounded coordinates), the country between them an
even background, which thins out with the height above the lowest ground within some 40 km, for settlements follow the valleys; a town
thins out with the height above its own cell. Only the distribution within a prefecture matters, since each prefecture's total is spread over its own cells.
"""
import csv
import os

import netCDF4
import numpy as np

ROOT = os.path.join(os.path.dirname(__file__), "..", "data", "shanxi")
KM_PER_DEGREE = 111.2
BACKGROUND_PER_KM2 = 60.0  # country population on a valley floor
SEAT_SHARE = 0.45  # of a prefecture's population, in and around its seat
SEAT_WIDTH_KM, TOWN_WIDTH_KM = 11.0, 6.0
TOWN_PEOPLE = 120e3  # a county town that has no population in places.csv
VALLEY_DEPTH_M = 250.0  # height above the valley floor, or the town, over which settlement falls to 1/e
NEIGHBOURHOOD = 6  # cells each way

COUNTY_TOWNS = {
    "Taigu": (112.55, 37.42), "Qixian": (112.33, 37.36), "Wenshui": (112.03, 37.44), "Jiaocheng": (112.15, 37.55),
    "Yangqu": (112.67, 38.06), "Gujiao": (112.17, 37.91), "Loufan": (111.79, 38.07), "Shouyang": (113.18, 37.89),
    "Lingshi": (111.78, 36.85), "Yushe": (112.97, 37.07), "Zuoquan": (113.37, 37.08), "Heshun": (113.57, 37.33),
    "Xiyang": (113.70, 37.61), "Zhongyang": (111.18, 37.34), "Liulin": (110.89, 37.43), "Jiaokou": (111.18, 36.98),
    "Fangshan": (111.24, 37.89), "Linxian": (110.99, 37.95), "Lanxian": (111.67, 38.28), "Xingxian": (111.13, 38.46),
    "Dingxiang": (112.95, 38.47), "Jingle": (111.94, 38.36), "Ningwu": (112.30, 39.00), "Daixian": (112.96, 39.07),
    "Fanshi": (113.27, 39.19), "Wutai": (113.25, 38.73), "Huozhou": (111.72, 36.57), "Hongtong": (111.67, 36.25),
    "Xiangfen": (111.44, 35.88), "Houma": (111.37, 35.62), "Quwo": (111.48, 35.64), "Yicheng": (111.72, 35.74),
    "Jishan": (110.98, 35.60), "Wanrong": (110.84, 35.42), "Linyi": (110.77, 35.14), "Yongji": (110.45, 34.87),
    "Ruicheng": (110.69, 34.69), "Xiaxian": (111.22, 35.14), "Wenxi": (111.22, 35.36), "Jiangxian": (111.57, 35.49),
    "Qinyuan": (112.33, 36.50), "Wuxiang": (112.86, 36.84), "Qinxian": (112.70, 36.75), "Xiangyuan": (113.05, 36.53),
    "Tunliu": (112.89, 36.31), "Lucheng": (113.22, 36.33), "Licheng": (113.39, 36.50), "Huguan": (113.20, 36.11),
    "Gaoping": (112.92, 35.80), "Yangcheng": (112.41, 35.49), "Qinshui": (112.19, 35.69), "Lingchuan": (113.28, 35.78),
    "Pingding": (113.63, 37.79), "Yuxian": (113.41, 38.09), "Huairen": (113.10, 39.82), "Shanyin": (112.82, 39.53),
    "Yingxian": (113.19, 39.55), "Youyu": (112.47, 39.99), "Zuoyun": (112.70, 40.01), "Hunyuan": (113.69, 39.69),
    "Yanggao": (113.75, 40.36), "Tianzhen": (114.09, 40.42), "Guangling": (114.28, 39.76), "Lingqiu": (114.23, 39.44),
}


def read_terrain():
    with netCDF4.Dataset(os.path.join(ROOT, "terrain.nc")) as data:
        names = ("lon", "lat", "lon_bnds", "lat_bnds", "surface_altitude")
        return [np.ma.filled(data[name][:].astype(float), np.nan) for name in names]


def read_towns():
    """(lon, lat, people, width) of every town."""
    with open(os.path.join(ROOT, "places.csv"), encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            people = SEAT_SHARE * float(row["population"]) if row["population"] else TOWN_PEOPLE
            yield float(row["lon"]), float(row["lat"]), people, SEAT_WIDTH_KM if row["population"] else TOWN_WIDTH_KM
    for lon, lat in COUNTY_TOWNS.values():
        yield lon, lat, TOWN_PEOPLE, TOWN_WIDTH_KM


def valley(height):
    """1 on the floor of a valley, falling with the height above it."""
    padded = np.pad(height, NEIGHBOURHOOD, mode="edge")
    size = 2 * NEIGHBOURHOOD + 1
    floor = np.lib.stride_tricks.sliding_window_view(padded, (size, size)).min(axis=(2, 3))
    return np.exp(-(height - floor) / VALLEY_DEPTH_M)


def people_per_cell(lon, lat, height):
    x, y = np.meshgrid(lon, lat)
    density = BACKGROUND_PER_KM2 * valley(height)
    for town_lon, town_lat, people, width in read_towns():
        east = (x - town_lon) * KM_PER_DEGREE * np.cos(np.radians(town_lat))
        north = (y - town_lat) * KM_PER_DEGREE
        own = height[np.abs(lat - town_lat).argmin(), np.abs(lon - town_lon).argmin()]
        slope = np.exp(-np.maximum(height - own, 0) / VALLEY_DEPTH_M)
        density += people / (2 * np.pi * width**2) * np.exp(-(east**2 + north**2) / (2 * width**2)) * slope
    step = lat[1] - lat[0]
    area_km2 = (step * KM_PER_DEGREE) ** 2 * np.cos(np.radians(y))
    return density * area_km2


def write(path, lon, lat, lon_bounds, lat_bounds, people):
    with netCDF4.Dataset(path, "w", format="NETCDF4") as data:
        data.Conventions = "CF-1.11"
        data.title = "Illustrative distribution of people over Shanxi, to spread the totals of prefectures"
        data.source = "places.csv, county towns and terrain.nc; not a census"
        data.history = "scripts/make_surrogate.py"
        data.license = "Apache-2.0"
        data.createDimension("lat", len(lat))
        data.createDimension("lon", len(lon))
        data.createDimension("bounds", 2)
        for name, values, bounds, standard in (("lat", lat, lat_bounds, "latitude"), ("lon", lon, lon_bounds, "longitude")):
            axis = data.createVariable(name, "f8", (name,))
            axis.standard_name = standard
            axis.units = "degrees_north" if name == "lat" else "degrees_east"
            axis.bounds = name + "_bnds"
            axis[:] = values
            data.createVariable(name + "_bnds", "f8", (name, "bounds"))[:] = bounds
        crs = data.createVariable("crs", "i4")
        crs.grid_mapping_name = "latitude_longitude"
        crs.semi_major_axis = 6378137.0
        crs.inverse_flattening = 298.257223563
        field = data.createVariable("people", "f4", ("lat", "lon"), zlib=True, complevel=1, shuffle=True)
        field.long_name = "people in the cell, illustrative"
        field.units = "1"
        field.grid_mapping = "crs"
        field.cell_methods = "area: sum"
        field[:] = people


def main():
    lon, lat, lon_bounds, lat_bounds, height = read_terrain()
    people = people_per_cell(lon, lat, height)
    write(os.path.join(ROOT, "inventory", "surrogate.nc"), lon, lat, lon_bounds, lat_bounds, people)


if __name__ == "__main__":
    main()
