"""Reading a run's NetCDF files, with complaints that name file, variable and remedy."""
import dataclasses
import datetime
import difflib
import pathlib
import re

import netCDF4
import numpy


class PlotError(Exception):
    """What the user is told: one complaint with its remedy."""


class Dataset:
    """A NetCDF file of a run."""

    def __init__(self, folder, name):
        self.path = pathlib.Path(folder) / name
        if not self.path.is_file():
            raise PlotError(f"{self.path}: no such file\n  = name the folder that `fenhe run` or `fenhe demo` wrote, and let it finish")
        try:
            self.file = netCDF4.Dataset(self.path)
        except OSError as fault:
            raise PlotError(f"{self.path}: not readable as NetCDF ({fault})\n  = run the case again") from fault

    def variable(self, name):
        """The netCDF4 variable of that name."""
        if name not in self.file.variables:
            near = difflib.get_close_matches(name, self.file.variables, 1)
            hint = f"did you mean '{near[0]}'?" if near else "it has: " + ", ".join(self.file.variables)
            raise PlotError(f"{self.path}: {name}: no such variable\n  = {hint}")
        return self.file.variables[name]

    def has(self, name):
        """Whether the file has that variable."""
        return name in self.file.variables

    def first_of(self, dimensions, suffix=""):
        """PM25 with that suffix, or the first species on these dimensions: what is drawn where nothing is asked for."""
        names = [name for name, variable in self.file.variables.items()
                 if variable.dimensions == dimensions and name.endswith(suffix) and "__" not in name and not name.startswith("surface_")
                 and variable.dtype.kind == "f" and name not in ("lat", "lon", "air_density")]
        if not names:
            raise PlotError(f"{self.path}: no variable on ({', '.join(dimensions)})\n  = ask for it in the case, under output")
        return f"PM25{suffix}" if f"PM25{suffix}" in names else names[0]

    def array(self, name, dimensions=None):
        """Values as float, missing ones NaN."""
        variable = self.variable(name)
        if dimensions is not None and variable.ndim != dimensions:
            raise PlotError(f"{self.path}: {name}: has dimensions ({', '.join(variable.dimensions)}), {dimensions} are needed\n"
                            "  = name another variable")
        return numpy.ma.filled(variable[:].astype(float), numpy.nan)

    def texts(self, name):
        """Strings of a char or string variable."""
        variable = self.variable(name)
        # netCDF4 decodes all names before it parts them, and then parts them by bytes: wrong where a letter takes more than one.
        variable.set_auto_chartostring(False)
        values = variable[:]
        if values.dtype.kind == "S":
            values = [row.tobytes().decode("utf-8") for row in numpy.atleast_2d(numpy.ma.filled(values, b"\0"))]
        return [str(value).replace("\0", "").strip() for value in numpy.atleast_1d(values)]

    def attribute(self, name, default=""):
        """Global attribute as text."""
        return str(getattr(self.file, name, default))

    def title(self):
        """The case's own title: files of a run add to it what they hold."""
        whole = self.attribute("title") or "Fenhe"
        return re.sub(r"(: [^:]*?)?( \(idealised weather\))?$", "", whole, count=1) or whole

    @property
    def idealised(self):
        """Whether the weather was made up."""
        return "ideali" in self.attribute("weather").lower()

    def instants(self, name="time"):
        """A time coordinate as UTC datetimes."""
        variable = self.variable(name)
        return decode(variable[:], variable)

    def period(self):
        """First and last instant that the file's times cover."""
        variable = self.variable("time")
        bounds = getattr(variable, "bounds", None)
        if bounds in self.file.variables and variable.size:
            first, last = decode(self.file.variables[bounds][:].ravel()[[0, -1]], variable)
            return first, last
        times = self.instants()
        return times[0], times[-1]

    def zone(self):
        """The run's local time, from the attribute utc_offset ("+08:00" or hours); UTC without it."""
        return parse_offset(self.attribute("utc_offset", "+00:00"), self.path)


def decode(values, variable):
    """Numbers of a CF time variable as aware UTC datetimes."""
    naive = netCDF4.num2date(numpy.ma.filled(values, numpy.nan), variable.units, getattr(variable, "calendar", "standard"),
                             only_use_cftime_datetimes=False, only_use_python_datetimes=True)
    # Fractions of a second come from the rounding of hours.
    return [(instant + datetime.timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=datetime.timezone.utc)
            for instant in numpy.atleast_1d(naive)]


def parse_offset(text, place):
    """'+08:00', 'Z' or a number of hours as a time zone."""
    match = re.fullmatch(r"([+-]?)(\d{1,2})(?::?(\d{2}))?", text.strip())
    if text.strip() in ("Z", "UTC"):
        return datetime.timezone.utc
    if not match:
        try:
            return datetime.timezone(datetime.timedelta(hours=float(text)))
        except ValueError:
            raise PlotError(f"{place}: utc_offset '{text}' is not understood\n  = write it as +08:00") from None
    minutes = 60 * int(match[2]) + int(match[3] or 0)
    return datetime.timezone(datetime.timedelta(minutes=-minutes if match[1] == "-" else minutes))


def zone_label(zone):
    """'UTC+8', 'UTC-3:30' or 'UTC'."""
    minutes = round(zone.utcoffset(None).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")


@dataclasses.dataclass
class Surface:
    """What a map needs of surface.nc besides the field."""

    data: Dataset
    x: numpy.ndarray
    y: numpy.ndarray
    lon: numpy.ndarray
    lat: numpy.ndarray
    altitude_m: numpy.ndarray
    mapping: dict

    @classmethod
    def open(cls, folder):
        """Read coordinates, terrain and grid mapping."""
        data = Dataset(folder, "surface.nc")
        x, y = data.array("x", 1), data.array("y", 1)
        altitude_m = data.array("surface_altitude", 2) if data.has("surface_altitude") else numpy.zeros((y.size, x.size))
        mapping = {}
        if data.has("crs"):
            crs = data.variable("crs")
            mapping = {name: crs.getncattr(name) for name in crs.ncattrs()}
        if data.has("lon"):
            lon, lat = data.array("lon", 2), data.array("lat", 2)
        else:
            lon, lat = numpy.meshgrid(x, y)  # on a longitude-latitude grid x and y are these
        return cls(data, x, y, lon, lat, altitude_m, mapping)
