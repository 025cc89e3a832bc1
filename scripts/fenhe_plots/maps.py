"""One map: terrain, concentration, rivers, borders, plants and names."""
import numpy

from . import colours, geography, inputs, labels, raster, text

SECTOR_SYMBOLS = {
    "power": ("s", "#d62728"), "steel": ("D", "#1f4e9c"), "coking": ("^", "#222222"), "cement": ("v", "#8c6d31"),
    "heating": ("p", "#e377c2"), "alumina": ("h", "#17807e"), "chemicals": ("P", "#7b3fa0"), "mining": ("X", "#555555"),
}
RIVER, BORDER = "#3b78b8", "#4a4a4a"
SCALE = "scale"  # the ground of the bar of kilometres


class Map:
    """What all maps of a run share: pixels of the ground, and geography in map coordinates."""

    def __init__(self, surface, folder, pixels=1100):
        self.surface = surface
        self.project = geography.Projector(surface.mapping)
        dx, dy = np_step(surface.x), np_step(surface.y)
        self.extent = (surface.x[0] - dx / 2, surface.x[-1] + dx / 2, surface.y[0] - dy / 2, surface.y[-1] + dy / 2)
        middle = numpy.radians(surface.y.mean())  # used for x and y in degrees alone
        self.metres_per_unit = 111_195.0 * numpy.cos(middle) if self.project.in_degrees else 1.0
        self.aspect = 1 / numpy.cos(middle) if self.project.in_degrees else 1.0
        self.factor = max(1, round(pixels / max(surface.altitude_m.shape)))
        self.altitude_m = raster.enlarge_smooth(surface.altitude_m, self.factor)
        self.shade = raster.relief(raster.enlarge_smooth(raster.smoothed(surface.altitude_m), self.factor), dx * self.metres_per_unit / self.factor)
        self.ground = raster.terrain_colours(self.altitude_m, self.shade)
        self.grey_ground = raster.grey(self.shade)
        self.rivers = geography.lines(folder / "rivers.geojson")
        self.borders = [line for line in geography.once(geography.lines(folder / "prefectures.geojson")) if self.touches(line)]
        self.places = [place for place in geography.places(folder / "places.csv") if self.holds(place)]
        self.plants = [plant for plant in inputs.point_sources(surface.data.path.parent, folder) if self.holds(plant)]

    def holds(self, place):
        """Whether a place lies on the map."""
        x, y = self.project(place.lon, place.lat)
        west, east, south, north = self.extent
        return bool(west < x < east and south < y < north)

    def touches(self, line):
        """Whether a line has a vertex on the map."""
        x, y = self.project(*line.T)
        west, east, south, north = self.extent
        return bool(((west < x) & (x < east) & (south < y) & (y < north)).any())

    def draw(self, axes, field, breaks, palette, thin=False, grey=False):
        """Ground, field, lines and plants; thin: for small maps; grey: over the relief alone, whose tints could pass for a class."""
        picture = raster.lay_over(self.grey_ground if grey else self.ground, self.shade, raster.enlarge(field, self.factor), breaks, palette)
        axes.imshow(picture, extent=self.extent, origin="lower", interpolation="bilinear", zorder=1)
        for line in self.borders:
            axes.plot(*self.project(*line.T), color=BORDER, lw=0.4 if thin else 0.7, ls=(0, (4, 2)), alpha=0.6, zorder=3)
        for _, line in self.rivers:
            axes.plot(*self.project(*line.T), color=RIVER, lw=0.7 if thin else 1.2, alpha=0.9, zorder=4, solid_capstyle="round")
        west, east, south, north = self.extent
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
        axes.set_aspect(self.aspect)
        for side in axes.spines.values():
            side.set(visible=True, lw=0.6)

    def draw_contours(self, axes):
        """Faint lines of equal height every 500 m."""
        ny, nx = self.altitude_m.shape
        west, east, south, north = self.extent
        x = west + (numpy.arange(nx) + 0.5) * (east - west) / nx
        y = south + (numpy.arange(ny) + 0.5) * (north - south) / ny
        heights = numpy.arange(500, 5000, 500)
        heights = heights[(heights > self.altitude_m.min()) & (heights < self.altitude_m.max())]
        if heights.size:
            lines = axes.contour(x, y, self.altitude_m, levels=heights, colors="#4d3f2b", linewidths=0.55, alpha=0.6, zorder=2)
            axes.clabel(lines, fmt="%d m", fontsize=6, inline_spacing=2)

    def draw_graticule(self, axes, size=7.5):
        """Meridians and parallels as faint lines, named at the western and southern edge."""
        west, east, south, north = self.extent
        x = numpy.concatenate(([west], self.surface.x, [east]))
        y = numpy.concatenate(([south], self.surface.y, [north]))
        for values, letters in ((self.surface.lon, "EW"), (self.surface.lat, "NS")):
            values = to_edges(values)
            step = next(s for s in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20) if numpy.ptp(values) / s <= 7.5)
            levels = numpy.arange(numpy.ceil(values.min() / step), values.max() / step) * step
            if not levels.size:
                continue
            axes.contour(x, y, values, levels=levels, colors="white", linewidths=0.5, linestyles="solid", alpha=0.6, zorder=2)
            edge, along = (values[0, :], x) if letters == "EW" else (values[:, 0], y)
            shown = [level for level in levels if edge.min() < level < edge.max()]
            ticks = [numpy.interp(level, edge, along) for level in shown]
            names = [f"{abs(level):g}°{letters[int(level < 0)]}" for level in shown]
            if letters == "EW":
                axes.set_xticks(ticks, names, fontsize=size)
            else:
                axes.set_yticks(ticks, names, fontsize=size, rotation=90, va="center")
        axes.tick_params(length=2.5, width=0.5, pad=2)

    def draw_plants(self, axes, size=26):
        """A symbol for each sector; returns handles for the legend by sector."""
        handles = {}
        size = size if len(self.plants) <= 150 else size / 4
        for plant in self.plants:
            symbol, colour = SECTOR_SYMBOLS.get(plant.sector, ("o", "#444444"))
            handles[plant.sector] = axes.scatter(*self.project(plant.lon, plant.lat), marker=symbol, s=size, c=colour, edgecolors="white",
                                                 linewidths=0.6, zorder=6)
        return handles

    def draw_names(self, axes, language, limit=28, size=8.5, rivers=True, plants=True):
        """Dots and names of places, the largest first, clear of the plants where these are drawn."""
        named = []
        for place in self.places[:limit]:
            x, y = self.project(place.lon, place.lat)
            named.append((float(x), float(y), text.choose(place.name, place.name_zh, language), {"color": "#111111"}))
        if named:
            axes.scatter([n[0] for n in named], [n[1] for n in named], s=13, c="white", edgecolors="black", linewidths=0.8, zorder=7)
        named += [(*middle, words, {"color": "#1f5a96"}) for words, middle in self.river_names(language) if rivers]
        taken = [tuple(map(float, self.project(plant.lon, plant.lat))) for plant in self.plants if plants]
        framed = [words.get_bbox_patch() for words in axes.texts if words.get_bbox_patch()]
        labels.put_names(axes, named, taken, size, boxes=framed + [patch for patch in axes.patches if patch.get_gid() == SCALE])

    def river_names(self, language):
        """Name and middle of each river's longest stretch on the map, the longest rivers first."""
        west, east, south, north = self.extent
        longest = {}
        for properties, line in self.rivers:
            x, y = self.project(*line.T)
            inside = numpy.flatnonzero((west < x) & (x < east) & (south < y) & (y < north))
            name = text.choose(properties.get("name") or "", properties.get("name_zh") or "", language)
            if name and inside.size > max(3, longest.get(name, (0,))[0]):
                middle = inside[inside.size // 3]
                longest[name] = (inside.size, (float(x[middle]), float(y[middle])))
        return [(name, middle) for name, (size, middle) in sorted(longest.items(), key=lambda item: -item[1][0])]

    def draw_scale(self, axes):
        """A bar of a round number of kilometres in the south-east corner."""
        west, east, south, north = self.extent
        width_km = (east - west) * self.metres_per_unit / 1000
        length_km = max(step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if step < 0.22 * width_km)
        length = length_km * 1000 / self.metres_per_unit
        right, bottom = east - 0.035 * (east - west), south + 0.03 * (north - south)
        height = 0.007 * (north - south)
        axes.add_patch(box(right - length - 0.02 * (east - west), bottom - 1.4 * height, length + 0.04 * (east - west), 6.6 * height,
                           fc="white", ec="none", alpha=0.75, zorder=8, gid=SCALE))
        for part, colour in enumerate(("black", "white")):
            axes.add_patch(box(right - length + part * length / 2, bottom, length / 2, height, fc=colour, ec="black", lw=0.6, zorder=9))
        axes.text(right - length / 2, bottom + 1.6 * height, f"{length_km:g} km", ha="center", va="bottom", fontsize=8, zorder=9)


def to_edges(values):
    """Values at cell centres, continued by half a cell on every side. Shape [ny + 2][nx + 2]."""
    def along(field):
        if field.shape[0] < 2:
            return numpy.concatenate([field[:1]] * 3)
        return numpy.concatenate((1.5 * field[:1] - 0.5 * field[1:2], field, 1.5 * field[-1:] - 0.5 * field[-2:-1]))

    return along(along(values).T).T


def box(x, y, width, height, **style):
    """A rectangle."""
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, **style)


def np_step(values):
    """Spacing of a regular coordinate."""
    return float(values[1] - values[0]) if values.size > 1 else 1.0


def draw_colour_bar(axes, breaks, palette, ground, label, vertical=True):
    """Equal boxes for the classes, coloured as they come out over middling ground, with the breaks between them."""
    from matplotlib.colors import BoundaryNorm, ListedColormap
    from matplotlib.colorbar import ColorbarBase

    opacity = palette[:, 3:]
    shown = (1 - opacity) * ground + opacity * palette[:, :3]
    # A scale that does not begin near nothing points downwards as well.
    from_zero = 2 * breaks[0] - breaks[1] <= 1e-9 * breaks[0]
    bounds = numpy.concatenate(([0.0], breaks)) if from_zero else breaks
    scale = ListedColormap(shown[:-1] if from_zero else shown[1:-1])
    scale.set_over(shown[-1])
    scale.set_under(shown[0])
    bar = ColorbarBase(axes, cmap=scale, norm=BoundaryNorm(bounds, len(bounds) - 1), spacing="uniform", ticks=bounds,
                       extend="max" if from_zero else "both",
                       orientation="vertical" if vertical else "horizontal", extendfrac=0.04)
    bar.ax.set(**{"yticklabels" if vertical else "xticklabels": [f"{value:g}" for value in bounds]})
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=8)
    bar.set_label(label, fontsize=9)


def scale_for(fields, is_pm25, logarithmic):
    """Breaks and palette that serve all the fields."""
    breaks = colours.breaks_for(float(numpy.nanmin(fields)), float(numpy.nanmax(fields)), is_pm25, logarithmic)
    return breaks, colours.classes(breaks, is_pm25)
