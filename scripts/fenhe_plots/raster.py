"""From cells to pixels: smooth interpolation, relief shading, classes of concentration laid over the terrain."""
import numpy

PALE_LOW, PALE_HIGH = numpy.array([0.82, 0.92, 0.80]), numpy.array([0.90, 0.82, 0.72])


def _weights(count, factor):
    """Catmull-Rom weights from count cell means to count * factor pixels, edges held. Shape [count * factor][count]."""
    place = (numpy.arange(count * factor) + 0.5) / factor - 0.5
    base = numpy.floor(place).astype(int)
    t = place - base
    taps = ((-t + 2 * t**2 - t**3) / 2, (2 - 5 * t**2 + 3 * t**3) / 2, (t + 4 * t**2 - 3 * t**3) / 2, (-(t**2) + t**3) / 2)
    matrix = numpy.zeros((place.size, count))
    for tap, weight in enumerate(taps):
        numpy.add.at(matrix, (numpy.arange(place.size), numpy.clip(base + tap - 1, 0, count - 1)), weight)
    return matrix


def _neighbours(count, factor):
    place = (numpy.arange(count * factor) + 0.5) / factor - 0.5
    low = numpy.floor(place).astype(int)
    return numpy.clip(low, 0, count - 1), numpy.clip(low + 1, 0, count - 1)


def enlarge(field, factor):
    """Interpolate to factor x factor pixels a cell, never beyond the four cells around a pixel."""
    ny, nx = field.shape
    smooth = _weights(ny, factor) @ field @ _weights(nx, factor).T
    (south, north), (west, east) = _neighbours(ny, factor), _neighbours(nx, factor)
    corners = [field[numpy.ix_(j, i)] for j in (south, north) for i in (west, east)]
    return numpy.clip(smooth, numpy.minimum.reduce(corners), numpy.maximum.reduce(corners))


def enlarge_smooth(field, factor):
    """The same without the bound, for terrain."""
    ny, nx = field.shape
    return _weights(ny, factor) @ field @ _weights(nx, factor).T


def smoothed(altitude_m, passes=3):
    """Binomial smoothing by about a cell: terrain from a coarser source has facets, which shading would bring out as stairs."""
    for _ in range(passes):
        padded = numpy.pad(altitude_m, 1, mode="edge")
        padded = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
        altitude_m = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    return altitude_m


def relief(altitude_m, pixel_m):
    """Shading between 0 and 1, lit from the north-west, exaggerated as much as the slopes need to be seen."""
    from matplotlib.colors import LightSource

    rise_y, rise_x = numpy.gradient(altitude_m, pixel_m)
    steep = numpy.percentile(numpy.hypot(rise_x, rise_y), 95)
    exaggeration = min(25.0, 1.0 / steep) if steep > 0 else 1.0
    # Row 0 is the southernmost; LightSource expects the northernmost first.
    return LightSource(315, 45).hillshade(altitude_m[::-1], vert_exag=exaggeration, dx=pixel_m, dy=pixel_m)[::-1]


def terrain_colours(altitude_m, shade):
    """Pale tint by height, darkened by the shading. Shape [rows][columns][3]."""
    low, high = numpy.percentile(altitude_m, [2, 98])
    share = numpy.clip((altitude_m - low) / max(high - low, 1.0), 0, 1)[..., None]
    return (PALE_LOW + (PALE_HIGH - PALE_LOW) * share) * (0.64 + 0.43 * shade[..., None]).clip(0, 1.07)


def grey(shade):
    """The relief without any tint. Shape [rows][columns][3]."""
    return numpy.repeat(0.97 * (0.72 + 0.32 * shade[..., None]).clip(0, 1), 3, axis=2)


def lay_over(ground, shade, field, breaks, colours):
    """Classes of the field over the ground; the relief goes on showing through the densest of them."""
    chosen = colours[numpy.digitize(numpy.nan_to_num(field), breaks)]
    opacity = chosen[..., 3:]
    lit = chosen[..., :3] * (0.74 + 0.34 * shade[..., None])
    return numpy.clip((1 - opacity) * ground + opacity * lit, 0, 1)
