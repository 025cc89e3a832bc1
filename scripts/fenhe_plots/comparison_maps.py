"""Maps of a comparison: A, B and B - A; and all differences beside each other."""
import numpy

from . import maps, text
from .comparison import HEAD_LINE, cut, head, say, title_of, wrap, wrapped_title
from .run import PlotError, Surface

# Classes of a difference on both sides of nothing: what is less is blue, what is more is red.
LESS = ("#e4f0fa", "#b9d8ee", "#7ab6d9", "#4393c3", "#2b6ca8", "#1c4f85", "#0b2f5c")
MORE = ("#fde3d2", "#f9bfa0", "#f19575", "#dd6650", "#c03a3a", "#9a1f2e", "#670a1f")
STEPS = (1.0, 3.0)
# Inches that each further line of a map's title takes.
PANEL_LINE = 0.15


def difference_breaks(largest):
    """Bounds of classes, the same on both sides of 0, in steps of 1 and 3 over three decades, so that weak scenarios show beside strong ones."""
    if not largest > 0:
        return numpy.array([-1.0, 1.0])
    top = 2 * int(numpy.floor(numpy.log10(largest)))
    if STEPS[1] * 10.0 ** (top // 2) < largest:
        top += 1
    # The uppermost class is open: what is beyond the last bound.
    positive = [STEPS[step % 2] * 10.0 ** (step // 2) for step in range(top - len(LESS) + 2, top + 1)]
    return numpy.array([-step for step in reversed(positive)] + positive)


def difference_classes(breaks):
    """Colour and opacity of each class of difference_breaks. Shape [len(breaks) + 1][4]."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgba

    count = len(breaks) // 2
    rows = []
    for names, order in ((LESS, reversed(range(count))), (MORE, range(count))):
        ramp = LinearSegmentedColormap.from_list("side", names)
        rows.append([(*ramp(step / max(1, count - 1) if count > 1 else 0.6)[:3], 0.62 + 0.3 * step / max(1, count - 1)) for step in order])
    return numpy.array([*rows[0], to_rgba("white", 0.0), *rows[1]])


def draw_difference_bar(axes, breaks, palette, ground, label):
    """A horizontal bar of the classes, with 0 in the middle."""
    from matplotlib.colorbar import ColorbarBase
    from matplotlib.colors import BoundaryNorm, ListedColormap

    opacity = palette[:, 3:]
    shown = (1 - opacity) * ground + opacity * palette[:, :3]
    scale = ListedColormap(shown[1:-1])
    scale.set_under(shown[0])
    scale.set_over(shown[-1])
    bar = ColorbarBase(axes, cmap=scale, norm=BoundaryNorm(breaks, len(breaks) - 1), spacing="uniform", ticks=breaks, extend="both",
                       orientation="horizontal", extendfrac=0.06)
    bar.ax.set_xticklabels([f"{value:+g}".replace("-", "−") for value in breaks])
    bar.outline.set_linewidth(0.5)
    bar.ax.tick_params(length=2, width=0.5, labelsize=7.5 if len(breaks) < 11 else 6.2)
    bar.set_label(label, fontsize=9)


class Fields:
    """Period means of all results, the ground below them, and the scales that all maps share."""

    def __init__(self, comparison, folder, pixels):
        self.comparison = comparison
        self.name = f"{comparison.species}_mean"
        base = comparison.dataset(comparison.base, "surface.nc")
        self.chart = maps.Map(Surface.open(base.path.parent), folder, pixels=pixels)
        self.fields = [self.read(run) for run in comparison.runs]
        self.differences = [field - self.fields[0] for field in self.fields]
        self.breaks, self.palette = maps.scale_for(numpy.array(self.fields), comparison.species == "PM25", False)
        # A single cell beside a chimney must not decide the scale of a whole map.
        largest = max(numpy.nanpercentile(numpy.abs(field), 99.8) for field in self.differences[1:])
        self.steps = difference_breaks(largest)
        self.sides = difference_classes(self.steps)

    def read(self, run):
        """The period's mean; the mean of the hours where the run wrote no other."""
        data = self.comparison.dataset(run, "surface.nc")
        if data.has(self.name):
            return data.array(self.name, 2)
        if data.has(self.comparison.species):
            return numpy.nanmean(data.array(self.comparison.species, 3), axis=0)
        raise PlotError(f"{data.path}: {self.name}: no such variable\n  = ask for it in the case: output: surface: [mean]")

    @property
    def height(self):
        """Of a map of width 1."""
        west, east, south, north = self.chart.extent
        return self.chart.aspect * (north - south) / (east - west)


def panel(figure, fields, place, field, scale, title, language, names=7):
    """One map with its title; differences lie over grey relief."""
    width, height = figure.get_size_inches()
    left, top, each_w, each_h = place
    axes = figure.add_axes([left / width, 1 - (top + each_h) / height, each_w / width, each_h / height])
    fields.chart.draw(axes, field, *scale, thin=True, grey=scale[0] is fields.steps)
    axes.set_title(title, fontsize=9, loc="left", pad=4)
    figure.canvas.draw()
    fields.chart.draw_names(axes, "zh" if language == "zh" else "en", limit=names, size=7, rivers=False, plants=False)
    return axes


def draw_pair(fields, run, language):
    """The base, a scenario, and their difference."""
    from matplotlib import pyplot

    comparison = fields.comparison
    index = comparison.runs.index(run)
    each_w, gap = 3.9, 0.14
    title = f"{wrapped_title(run, language, 90)}  −  {cut(title_of(comparison.base, language, '  '), 40)}"
    names = [wrapped_title(comparison.base, language, 62, "A  "), wrapped_title(run, language, 62, "B  "), f"B − A  {say('difference', language)}"]
    top = 1.22 + HEAD_LINE * title.count("\n") + PANEL_LINE * max(name.count("\n") for name in names)
    each_h = each_w * fields.height
    if each_h > 6.5:
        each_w, each_h = each_w * 6.5 / each_h, 6.5
    figure = pyplot.figure(figsize=(3 * each_w + 2 * gap + 0.3, each_h + top + 0.85))
    width, height = figure.get_size_inches()
    lefts = [0.15 + column * (each_w + gap) for column in range(3)]
    shown = ((fields.fields[0], (fields.breaks, fields.palette)), (fields.fields[index], (fields.breaks, fields.palette)),
             (fields.differences[index], (fields.steps, fields.sides)))
    for left, name, (field, scale) in zip(lefts, names, shown):
        axes = panel(figure, fields, (left, top, each_w, each_h), field, scale, name, language)
    fields.chart.draw_scale(axes)
    ground = fields.chart.ground.mean(axis=(0, 1))
    low = 0.47 / height
    bar = figure.add_axes([(lefts[0] + 0.2 * each_w) / width, low, (1.6 * each_w + gap) / width, 0.13 / height])
    maps.draw_colour_bar(bar, fields.breaks, fields.palette, ground, comparison.label(language), vertical=False)
    bar = figure.add_axes([(lefts[2] + 0.04 * each_w) / width, low, 0.92 * each_w / width, 0.13 / height])
    draw_difference_bar(bar, fields.steps, fields.sides, fields.chart.grey_ground.mean(axis=(0, 1)), f"B − A ({comparison.unit()})")
    head(figure, title, f"{text.species_label(comparison.species)}  {say('mean', language)}, {comparison.period(language)}", comparison.note(language), left=0.15)
    return figure


def title_of_change(run, comparison, language):
    """Rank, title and change of a scenario, the change behind the last line of the title."""
    names = title_of(run, language, "\n").split("\n")
    change = f"{-run['gain']:+.3g}".replace("-", "−")
    lines = [wrap(name, 40 if index == 0 else 28) for index, name in enumerate(names)]
    last = f"{lines[1]}  {change}" if len(lines) > 1 else change
    return f"{run['rank']}  {lines[0]}\n{last} {comparison.unit()}"


def draw_all(fields, language):
    """The differences of all scenarios on one scale, the best first."""
    from matplotlib import pyplot

    comparison = fields.comparison
    runs = comparison.ranked[:16]
    columns = min(4 if len(runs) > 6 else 3, len(runs))
    rows = -(-len(runs) // columns)
    each_w, top = 2.85, 1.0
    each_h = each_w * fields.height
    titles = [title_of_change(run, comparison, language) for run in runs]
    room = 0.35 + PANEL_LINE * (max(title.count("\n") for title in titles) - 1)
    step = each_h + room + 0.1
    width = max(columns * (each_w + 0.12) + 0.2, 6.4)
    figure = pyplot.figure(figsize=(width, top + rows * step + 0.75))
    for position, run in enumerate(runs):
        row, column = divmod(position, columns)
        panel(figure, fields, (0.15 + column * (each_w + 0.12), top + room + row * step, each_w, each_h),
              fields.differences[comparison.runs.index(run)], (fields.steps, fields.sides), titles[position], language, names=5)
    bar = figure.add_axes([0.25, 0.45 / figure.get_figheight(), 0.5, 0.13 / figure.get_figheight()])
    draw_difference_bar(bar, fields.steps, fields.sides, fields.chart.grey_ground.mean(axis=(0, 1)),
                        comparison.label(language, "difference"))
    head(figure, say("all", language), f"{say('mean', language)}, {comparison.period(language)}", comparison.note(language), left=0.15)
    return figure
