"""Axes in local time, and days of it."""
import collections

import numpy


def naive(instants, zone):
    """Local wall-clock times without a zone, which matplotlib draws as they are."""
    return [instant.astimezone(zone).replace(tzinfo=None) for instant in instants]


def whole_days(instants, zone, least=20):
    """
    Indices by local day, for days with at least so many hours (20 of 24, as GB 3095 asks of a daily mean).
    Times are the ends of hours: the value at 00:00 belongs to the day before.
    """
    days = collections.defaultdict(list)
    for index, local in enumerate(naive(instants, zone)):
        days[(numpy.datetime64(local, "s") - numpy.timedelta64(1, "s")).astype("datetime64[D]").item()].append(index)
    return {day: indices for day, indices in days.items() if len(indices) >= least}


def set_time_axis(axis, start, end):
    """Dates at midnights, small ticks between, as many as there is room for."""
    from matplotlib import dates

    hours = (end - start).total_seconds() / 3600
    if hours <= 36:
        axis.set_major_locator(dates.HourLocator(byhour=range(0, 24, 3 if hours <= 15 else 6)))
        axis.set_major_formatter(dates.DateFormatter("%H:%M"))
    else:
        axis.set_major_locator(dates.DayLocator(interval=max(1, round(hours / 24 / 7))))
        # The midnight at the very end goes without a date, which would run into the next panel's first.
        last = dates.date2num(end) - 1e-6
        axis.set_major_formatter(lambda value, _: dates.num2date(value).strftime("%m-%d") if value < last else "")
        if hours <= 240:
            axis.set_minor_locator(dates.HourLocator(byhour=(0, 6, 12, 18)))
