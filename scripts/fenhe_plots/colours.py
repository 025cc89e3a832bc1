"""The colour scales of concentrations, the same from picture to picture."""
import numpy

# ug m-3: classes of the daily index of HJ 633-2012 (35, 75, 115, 150, 250, 350, 500), guideline and targets of WHO 2021 (5, 10, 15, 25,
# 35, 50), and 1 and 2 for air that is nearly clean. Closer limits, such as the 30 and 60 of GB 3095-2026, could not be told apart by eye.
PM25_BREAKS = (1, 2, 5, 10, 15, 25, 35, 50, 75, 115, 150, 250, 350, 500)

# Straw to violet to black, even in lightness, so that it also reads in grey and by colour-blind readers.
RAMP = ("#fdf3b8", "#fdd485", "#fbab60", "#f27a4d", "#dc4850", "#b52069", "#841b87", "#501c80", "#1d1147")
FAINTEST, STRONGEST = 0.12, 0.88


def nice_step(span, most):
    """The least of 1, 2, 2.5, 5, times a power of ten, that divides a span into at most so many parts."""
    magnitude = 10.0 ** numpy.floor(numpy.log10(span / most))
    return next(magnitude * part for part in (1, 2, 2.5, 5, 10) if span <= magnitude * part * most * (1 + 1e-12))


def breaks_for(smallest, largest, is_pm25, logarithmic):
    """Increasing bounds of classes up to the first that holds the largest value; the scale of PM2.5 is always cut from one list."""
    if not largest > 0:
        return numpy.array([0.5, 1.0])
    if is_pm25 and largest >= 5:
        wanted = next((index for index, value in enumerate(PM25_BREAKS) if value >= largest), len(PM25_BREAKS) - 1)
        return numpy.array(PM25_BREAKS[: wanted + 1], float)
    if logarithmic or is_pm25:
        top = numpy.ceil(3 * numpy.log10(largest))
        steps = numpy.arange(top - 8, top + 1)
        return numpy.array([(1, 2, 5)[int(step) % 3] * 10.0 ** (step // 3) for step in steps])
    # A field that hardly varies about a background is shown by its variation, unless there is none to speak of.
    low = smallest if smallest > 0.3 * largest else 0.0
    step = nice_step(max(largest - low, 0.01 * largest), 10)
    first = max(1, int(numpy.ceil(low / step)))
    return step * numpy.arange(first, max(first + 1, int(numpy.ceil(largest / step - 1e-9))) + 1)


def classes(breaks, is_pm25):
    """
    Colour and opacity of each class: below the first break (clear), between breaks, above the last. Shape [len(breaks) + 1][4].
    """
    from matplotlib.colors import LinearSegmentedColormap

    ramp = LinearSegmentedColormap.from_list("fenhe", RAMP)
    if is_pm25 and breaks[-1] in PM25_BREAKS and breaks[0] == PM25_BREAKS[0]:
        count = len(PM25_BREAKS)  # a concentration keeps its colour in every picture
    else:
        count = len(breaks)
    rows = []
    for index in range(len(breaks) + 1):
        red, green, blue, _ = ramp((index / count) ** 1.25)
        # The colour belongs to the concentration, the opacity to the picture: its highest class must be seen.
        opacity = FAINTEST + (STRONGEST - FAINTEST) * min(1.0, 1.25 * (index / len(breaks)) ** 1.2)
        rows.append((red, green, blue, opacity if index else 0.0))
    return numpy.array(rows)
