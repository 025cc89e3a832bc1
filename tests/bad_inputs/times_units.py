"""Times and units of the case file."""
from .support import Bad
from .yaml import edited

CASE = "case.yaml"
START = '"2020-01-10T00:00Z"'
LENGTH = "length: 1 h"
BAD = [
    Bad("time-month", "there is no month 13", edited(START, '"2020-13-10T00:00Z"'), 211, 3, f"{CASE}:2", ("2020-13-10",), ""),
    Bad("time-day", "2021 has no 29th of February", edited(START, '"2021-02-29T00:00Z"'), 211, 3, f"{CASE}:2", ("2021-02-29",), ""),
    Bad("time-words", "the start is a word", edited(START, "tomorrow"), 211, 3, f"{CASE}:2", ("tomorrow",), ""),
    Bad("time-end-first", "the end lies before the start", edited(LENGTH, 'end: "2020-01-09T00:00Z"'), 211, 3, f"{CASE}:2",
        ("before",), ""),
    Bad("time-both", "end and length are both given", edited(LENGTH, LENGTH + ', end: "2020-01-10T02:00Z"'), 204, 3, f"{CASE}:2", ("length",), ""),
    Bad("time-neither", "neither end nor length is given", edited(", " + LENGTH, ""), 203, 3, f"{CASE}:2", ("length",), ""),
    Bad("time-length-none", "the period is empty", edited(LENGTH, "length: 0 h"), 206, 3, f"{CASE}:2", ("0 h",), ""),
    Bad("time-no-whole-hours", "the period is no whole number of hours", edited(LENGTH, "length: 90 min"), 211, 3, f"{CASE}:2", ("whole",), ""),
    Bad("time-start-half", "the start is no whole hour", edited("T00:00Z", "T00:30Z"), 211, 3, f"{CASE}:2", ("hour",), ""),
    Bad("time-zone", "the time zone is no offset", edited('"+00:00"', "Beijing"), 211, 3, f"{CASE}:2", ("Beijing",), "+08:00"),
    Bad("time-age", "the period is longer than a century", edited(LENGTH, "length: 1000000 h"), 206, 3, f"{CASE}:2", ("1000000 h",), ""),
    Bad("unit-absent", "a length has no unit", edited("3 km", "3000"), 208, 3, f"{CASE}:6", ("3000",), "unit"),
    Bad("unit-unknown", "a unit does not exist", edited("3 km", "3 parsnips"), 209, 3, f"{CASE}:6", ("parsnips",), ""),
    Bad("unit-dimension", "a length has a unit of mass", edited("3 km", "3 kg"), 210, 3, f"{CASE}:6", ("kg",), ""),
    Bad("unit-emission-like", "a concentration has the unit of an emission", edited("initial: 1e-9 kg/kg", "initial: 1 g/s"), 210, 3, f"{CASE}:16",
        ("g/s",), ""),
    Bad("unit-moles", "moles of a species whose molar mass is unknown", edited("molar_mass: 64 g/mol, initial: 1e-9 kg/kg", "initial: 1 ppb"),
        210, 3, f"{CASE}:16", ("molar mass",), "molar_mass"),
    Bad("unit-temperature", "a temperature range in degrees Celsius of a scale", edited("wind_speed: 4 m/s", "temperature: -300 degC"), 206, 3,
        f"{CASE}:10", ("-300",), ""),
    Bad("unit-degrees", "the spacing of a plane map in degrees", edited("3 km", "0.1 degree"), 210, 3, f"{CASE}:6", ("degree",), ""),
    Bad("unit-length", "the spacing of a grid in degrees as a length", edited("{kind: lambert, true_latitudes: [34, 41], origin: [112.3, 37.6]}",
        "{kind: lonlat}"), 210, 3, f"{CASE}:6", ("3 km", "degrees"), "0.027 degree"),
]
