#!/usr/bin/python3
"""Make data/shanxi/inventory/points.csv and areas.csv from activity and emission factors.

Every figure is activity times a factor, both given here, so that a reader can see where it comes from and change it. The basis of
each assumption is told in data/shanxi/inventory/README.md. Prefectures' totals of power, steel, coke and cement leave out what the
named plants already emit.
"""
import csv
import os

FOLDER = os.path.join(os.path.dirname(__file__), "..", "data", "shanxi", "inventory")
SPECIES = ("PM25", "SO2", "NOx")

# Coal-fired units after the ultra-low-emission retrofit: flue gas per MWh, full-load hours, mean concentrations below the limits
# of 10, 35 and 50 mg/m3.
FLUE_GAS_M3_PER_MWH = 3500
FULL_LOAD_HOURS = 4800
FLUE_GAS_MG_PER_M3 = {"PM25": 4, "SO2": 22, "NOx": 38}
POWER_T_PER_MW = {s: FULL_LOAD_HOURS * FLUE_GAS_M3_PER_MWH * c * 1e-9 for s, c in FLUE_GAS_MG_PER_M3.items()}

# kg per tonne of product.
FACTORS = {
    "steel": {"PM25": 0.60, "SO2": 0.60, "NOx": 1.00},
    "steel_retrofitted": {"PM25": 0.30, "SO2": 0.30, "NOx": 0.50},
    "coking": {"PM25": 0.35, "SO2": 0.40, "NOx": 0.60},
    "cement": {"PM25": 0.40, "SO2": 0.15, "NOx": 0.90},
    "alumina": {"PM25": 0.15, "SO2": 0.30, "NOx": 0.50},
}
# kg per inhabitant and year, before the prefecture's own factor.
PER_HEAD = {
    "heating": {"PM25": 3.3, "SO2": 2.6, "NOx": 0.5},
    "transport": {"PM25": 0.25, "SO2": 0.1, "NOx": 8.0},
    "agriculture": {"PM25": 0.3, "SO2": 0.05, "NOx": 0.6},
    "dust": {"PM25": 2.0, "SO2": 0.0, "NOx": 0.0},
}

# Prefecture: census population of 2020; coal power MW; steel, coke, cement Mt/yr; factors of heating, transport, agriculture, dust.
PREFECTURES = {
    "Taiyuan": (5304061, 6000, 11.0, 10.0, 6.0, 0.40, 0.8, 0.3, 0.8),
    "Datong": (3105591, 8000, 0.0, 0.0, 6.0, 1.30, 1.1, 1.0, 1.2),
    "Yangquan": (1318505, 4000, 0.0, 0.0, 3.0, 1.00, 1.0, 0.5, 1.1),
    "Changzhi": (3180884, 8500, 9.0, 17.0, 7.0, 0.90, 1.1, 1.1, 1.0),
    "Jincheng": (2194545, 5000, 5.0, 1.5, 3.5, 0.90, 1.1, 1.0, 0.9),
    "Shuozhou": (1593444, 10000, 0.0, 0.0, 4.5, 1.30, 1.4, 1.2, 1.6),
    "Jinzhong": (3379498, 5000, 1.0, 15.0, 4.0, 0.90, 1.0, 1.1, 1.0),
    "Yuncheng": (4774508, 5000, 14.0, 9.0, 6.0, 1.00, 0.8, 1.4, 0.9),
    "Xinzhou": (2689668, 6000, 0.5, 1.5, 4.0, 1.30, 1.2, 1.2, 1.1),
    "Linfen": (3976481, 5000, 19.0, 21.0, 5.0, 1.10, 1.0, 1.1, 1.0),
    "Lvliang": (3398431, 6500, 6.5, 30.0, 5.0, 1.30, 1.3, 1.0, 1.2),
}
INDUSTRY = ("steel", "coking", "cement")

# Stack height m, diameter m, gas temperature degC, exit velocity m/s: typical of the trade, one stack for the whole plant.
STACKS = {
    "power": (210, 8.0, 50, 18),
    "steel": (120, 6.0, 90, 16),
    "coking": (130, 4.5, 140, 10),
    "cement": (90, 4.0, 100, 15),
    "alumina": (100, 4.0, 120, 14),
}

# What burns, how it is made, and the class of the key industry's performance list (A best, D worst), by which measures can select. All are
# estimates that follow from the trade: retrofitted works are A; of the others the larger ones are B or C, the rest beside the named plants D.
FUELS = {"power": "coal", "alumina": "coal", "steel": "coal", "steel_retrofitted": "coal", "coking": "coal", "cement": "coal",
         "heating": "raw coal", "transport": "diesel", "agriculture": "straw", "dust": ""}
TECHNOLOGIES = {"power": "ultra-low emission", "steel_retrofitted": "ultra-low emission", "coking": "wet quenching"}
LARGE_MT_PER_YEAR = 6.0


def class_of(trade, activity):
    if trade in ("power", "steel_retrofitted"):
        return "A"
    return "B" if activity >= LARGE_MT_PER_YEAR else "C"


WRI = "source (place, MW): WRI Global Power Plant Database; rates: estimate from MW"
TOWN = "estimate: place by the town, {0:g} Mt/yr assumed"

# Name, Chinese name, longitude, latitude, prefecture, trade, activity (MW or Mt/yr).
PLANTS = (
    ("Taiyuan No. 1", "太原第一热电厂", 112.4776, 37.7808, "Taiyuan", "power", 1275),
    ("Taiyuan No. 2", "太原第二热电厂", 112.5190, 37.9870, "Taiyuan", "power", 1260),
    ("Taiyuan steel mill captive power", "太钢自备电厂", 112.5378, 37.9194, "Taiyuan", "power", 600),
    ("Xishan Gujiao", "古交电厂", 112.0886, 37.8915, "Taiyuan", "power", 2460),
    ("Ruiguang", "瑞光热电", 112.7200, 37.7843, "Jinzhong", "power", 660),
    ("Yuci", "榆次热电", 112.7478, 37.6268, "Jinzhong", "power", 660),
    ("Yaoguang", "耀光煤电", 112.2895, 37.2193, "Jinzhong", "power", 400),
    ("Huaneng Yushe", "华能榆社电厂", 112.9547, 36.9775, "Jinzhong", "power", 600),
    ("Huaneng Zuoquan", "华能左权电厂", 113.3526, 37.0694, "Jinzhong", "power", 1262),
    ("Guojin (Jiaocheng)", "国锦煤电", 112.2322, 37.5476, "Lvliang", "power", 600),
    ("Jinneng Guojin (Wenshui)", "晋能国金", 112.0027, 37.3532, "Lvliang", "power", 700),
    ("Guofeng", "国峰煤电", 111.7347, 37.2278, "Lvliang", "power", 600),
    ("Wuxiang", "武乡电厂", 112.8370, 36.8228, "Changzhi", "power", 1200),
    ("Xinzhou Guangyu", "忻州广宇热电", 112.7516, 38.4595, "Xinzhou", "power", 970),
    ("TISCO Taiyuan", "太原钢铁", 112.535, 37.915, "Taiyuan", "steel_retrofitted", 10.0),
    ("Meijin Steel, Qingxu", "美锦钢铁", 112.35, 37.55, "Taiyuan", "steel", 1.0),
    ("Haiwei Steel, Wenshui", "海威钢铁", 112.02, 37.39, "Lvliang", "steel", 1.5),
    ("Zhongyang Steel", "中阳钢铁", 111.17, 37.33, "Lvliang", "steel", 3.5),
    ("Shougang Changzhi", "首钢长治", 113.07, 36.36, "Changzhi", "steel_retrofitted", 3.6),
    ("Qingxu coking park (Meijin)", "清徐焦化园区", 112.30, 37.56, "Taiyuan", "coking", 6.0),
    ("Gujiao coking", "古交焦化", 112.15, 37.90, "Taiyuan", "coking", 2.0),
    ("Jiexiu coking park", "介休焦化园区", 111.85, 37.00, "Jinzhong", "coking", 7.0),
    ("Pingyao coking", "平遥焦化", 112.10, 37.22, "Jinzhong", "coking", 3.0),
    ("Lingshi coking", "灵石焦化", 111.75, 36.88, "Jinzhong", "coking", 2.5),
    ("Xiaoyi coking park", "孝义焦化园区", 111.72, 37.10, "Lvliang", "coking", 9.0),
    ("Jiaocheng coking park", "交城焦化园区", 112.13, 37.52, "Lvliang", "coking", 4.0),
    ("Taiyuan West Hills cement", "太原西山水泥", 112.38, 37.85, "Taiyuan", "cement", 2.0),
    ("Yangqu cement", "阳曲水泥", 112.65, 38.10, "Taiyuan", "cement", 1.5),
    ("Lingshi cement", "灵石水泥", 111.80, 36.82, "Jinzhong", "cement", 1.2),
    ("Jiaokou alumina", "交口氧化铝", 111.20, 36.97, "Lvliang", "alumina", 2.4),
    ("Xiaoyi alumina", "孝义氧化铝", 111.70, 37.05, "Lvliang", "alumina", 2.0),
    ("Yuanping alumina", "原平氧化铝", 112.76, 38.70, "Xinzhou", "alumina", 2.5),
)


def sector_of(trade):
    # Alumina works emit above all from their captive heat and power plants.
    return {"steel_retrofitted": "steel", "alumina": "power"}.get(trade, trade)


def plant_rates(trade, activity):
    """Tonnes per year of each species."""
    if trade == "power":
        return {s: POWER_T_PER_MW[s] * activity for s in SPECIES}
    return {s: FACTORS[trade][s] * activity * 1e3 for s in SPECIES}


def figures(rates):
    return [f"{rates[s]:.0f}" for s in SPECIES]


def write_table(name, comment, header, rows):
    with open(os.path.join(FOLDER, name), "w", encoding="utf-8", newline="") as file:
        file.write(comment)
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def points():
    for name, name_zh, lon, lat, _, trade, activity in PLANTS:
        stack = STACKS[trade.split("_")[0]]
        source = WRI if trade == "power" else TOWN.format(activity)
        labels = [FUELS[trade], TECHNOLOGIES.get(trade, ""), class_of(trade, activity)]
        yield [name, name_zh, lon, lat, sector_of(trade), *labels, *stack, *figures(plant_rates(trade, activity)), source]


def named(prefecture, trades):
    """Activity of the named plants of a prefecture."""
    return sum(plant[6] for plant in PLANTS if plant[4] == prefecture and plant[5] in trades)


def areas():
    for region, (people, power, steel, coke, cement, *shares) in PREFECTURES.items():
        rest = power - named(region, ("power",))
        yield [region, "power", FUELS["power"], TECHNOLOGIES["power"], "A", *figures(plant_rates("power", rest)), f"estimate: {rest:g} MW besides the named plants"]
        made = {"steel": steel, "coking": coke, "cement": cement}
        for sector in INDUSTRY:
            rest = made[sector] - named(region, (sector, sector + "_retrofitted"))
            if rest > 0:
                yield [region, sector, FUELS[sector], TECHNOLOGIES.get(sector, ""), "D", *figures(plant_rates(sector, rest)), f"estimate: {rest:.2g} Mt/yr besides the named plants"]
        for (sector, per_head), share in zip(PER_HEAD.items(), shares):
            rates = {s: per_head[s] * people * share * 1e-3 for s in SPECIES}
            yield [region, sector, FUELS[sector], "", "", *figures(rates), f"estimate: {people} inhabitants (census 2020), factor {share:g}"]


def main():
    rates = [f"{s} [t/yr]" for s in SPECIES]
    stack = ["stack_height [m]", "diameter [m]", "temperature [degC]", "velocity [m/s]"]
    note = "# Illustrative, not an official inventory: see README.md. Made by scripts/make_inventory.py.\n"
    write_table("points.csv", note, ["name", "name_zh", "lon", "lat", "sector", "fuel", "technology", "class", *stack, *rates, "source"], points())
    write_table("areas.csv", note, ["region", "sector", "fuel", "technology", "class", *rates, "source"], areas())


if __name__ == "__main__":
    main()
