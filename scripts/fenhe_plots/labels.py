"""Names beside points, none over another."""
import numpy
from matplotlib import patheffects
from matplotlib.transforms import Bbox

HALO = [patheffects.withStroke(linewidth=2.2, foreground="white", alpha=0.9)]
# Where a name may stand, best first: horizontal and vertical alignment and the direction of its offset from the point.
SEATS = (("left", "center", 1, 0), ("right", "center", -1, 0), ("center", "bottom", 0, 1), ("center", "top", 0, -1),
         ("left", "bottom", 0.7, 0.7), ("right", "bottom", -0.7, 0.7), ("left", "top", 0.7, -0.7), ("right", "top", -0.7, -0.7))


def put_names(axes, named_points, taken=(), size=8, gap=4, boxes=()):
    """
    Write the names of points, most important first; a name that finds no free seat is left out.
    named_points: (x, y, text, keyword arguments for the text); taken: points in map coordinates to keep clear of; gap: distance from the
    point, or several that are tried one after the other; boxes: what is drawn already and must not be written over.
    """
    figure = axes.figure
    renderer = figure.canvas.get_renderer()
    frame = axes.get_window_extent(renderer)
    unit = figure.dpi / 72
    points = [axes.transData.transform(point) for point in taken]
    points += [axes.transData.transform((x, y)) for x, y, _, _ in named_points]
    clear = [Bbox.from_bounds(px - 2.5 * unit, py - 2.5 * unit, 5 * unit, 5 * unit) for px, py in points]
    clear += [box.get_window_extent(renderer) for box in boxes]
    written = []
    for x, y, text, style in named_points:
        for (across, up, right, above), away in ((seat, away) for away in numpy.atleast_1d(gap) for seat in SEATS):
            label = axes.annotate(text, (x, y), (away * right, away * above), textcoords="offset points", ha=across, va=up,
                                  fontsize=size, path_effects=HALO, zorder=9, annotation_clip=True, **style)
            box = label.get_window_extent(renderer).padded(1.0 * unit)
            inside = frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 and box.y1 < frame.y1
            if inside and not any(box.overlaps(other) for other in clear + written):
                written.append(box)
                break
            label.remove()
    return written
