"""What the pictures of a comparison share: reading comparison.json, names, colours, the frame of a page."""
import dataclasses
import json
import pathlib

from . import text
from .run import Dataset, PlotError

PHRASES = {
    "difference": ("Difference", "差值"),
    "sectors": ("By sector", "按行业"),
    "regions": ("By region", "按地区"),
    "contributions": ("What sectors and regions contribute", "行业与地区贡献"),
    "people mean": ("mean over people", "人口加权平均"),
    "area mean": ("mean over area", "面积平均"),
    "receptors": ("At the receptors", "受体点"),
    "gain": ("Reduction of the whole domain's mean", "全域平均降低"),
    "tonnes": ("emission reduction", "减排量"),
    "cost": ("Cost", "费用"),
    "gain by tonnes": ("What tonnes and money buy", "减排量、费用与效果"),
    "by district": ("Change by district", "各地区变化"),
    "districts": ("districts", "地区"),
    "below": ("below them receptors", "其下为受体点"),
    "all": ("All scenarios minus the base", "各情景减基准"),
    "rank": ("ranked by it", "按此排序"),
    "not drawn": ("not drawn", "未绘"),
    "hatch": ("the domain cuts this district", "该地区部分在模拟域外"),
    "lines": ("thin: hours; thick: daily means", "细线为小时值，粗线为日均值"),
    "side": ("✓ its mean is on no day above the limit any more  ✗ is on some days, where it was on none", "✓ 均值不再有超标日  ✗ 均值出现超标日"),
    "yield": ("dashed: equal yield", "虚线为等效率线"),
    "against": ("change against", "变化，相对于"),
    "base": ("base", "基准"),
}

# Eleven that can be told apart, by Paul Tol's bright and muted schemes; the base is black.
SCENARIO_COLOURS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#882255", "#117733", "#ddaa33", "#332288", "#cc6677")
SECTOR_COLOURS = {
    "heating": "#d1495b", "coking": "#3b3b3b", "power": "#e9a23b", "steel": "#2f6690", "cement": "#9c8263", "transport": "#6a4c93",
    "agriculture": "#7fb069", "dust": "#d9c08c", "industry": "#2f6690",
}
REST_COLOURS = {"background": "#c9d3da", "initial": "#dfe6ea", "boundary": "#b3c3cd", "other": "#9aa7ae", "untagged": "#f0f0f0"}
REST = tuple(REST_COLOURS)
PART_COLOURS = ("#44aa99", "#cc6677", "#ddcc77", "#88ccee", "#aa4499", "#999933", "#332288", "#117733", "#882255", "#661100", "#6699cc")


def say(key, language, joint="  "):
    """A phrase of the comparison's pictures, or one of all pictures."""
    if key in PHRASES:
        return text.choose(*PHRASES[key], language, joint)
    return text.say(key, language, joint)


@dataclasses.dataclass
class Comparison:
    """comparison.json, and the files of the results that it is of."""

    folder: pathlib.Path
    data: dict

    @classmethod
    def open(cls, folder):
        """Read a folder that `fenhe compare --output` wrote."""
        path = pathlib.Path(folder) / "comparison.json"
        if not path.is_file():
            raise PlotError(f"{path}: no such file\n  = name the folder that `fenhe compare --output` wrote")
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as fault:
            raise PlotError(f"{path}: not readable as JSON ({fault})\n  = compare the results again") from fault
        if not {"runs", "species", "districts", "receptors", "limit"} <= data.keys() or len(data["runs"]) < 2:
            raise PlotError(f"{path}: this is no comparison\n  = name the folder that `fenhe compare --output` wrote")
        return cls(pathlib.Path(folder), data)

    @property
    def runs(self):
        """The results, the base first."""
        return self.data["runs"]

    @property
    def base(self):
        """What the others are compared with."""
        return self.runs[0]

    @property
    def ranked(self):
        """The scenarios, the best first."""
        return sorted(self.runs[1:], key=lambda run: run["rank"])

    @property
    def species(self):
        """Name of the species, as variables begin."""
        return self.data["species"]

    @property
    def over_people(self):
        """Whether the whole domain is told by the mean over people."""
        return "people" in self.data["ranked_by"]

    def colour(self, run):
        """Of a result, the same in every picture."""
        index = self.runs.index(run)
        return "#111111" if index == 0 else SCENARIO_COLOURS[(index - 1) % len(SCENARIO_COLOURS)]

    def dataset(self, run, name):
        """A NetCDF file of a result."""
        folder = pathlib.Path(run["folder"])
        if not folder.is_dir():
            raise PlotError(f"{folder}: no such folder\n  = it was there when the results were compared: put it back, or compare them again")
        return Dataset(folder, name)

    def unit(self):
        """ug m-3, typeset."""
        return text.unit_label(self.data["unit"])

    def label(self, language, what="concentration"):
        """PM2.5 concentration (unit)."""
        return f"{text.species_label(self.species)} {say(what, language)} ({self.unit()})"

    def period(self, language):
        """Start and end without seconds, and the time zone."""
        start, end = (self.data["period"][key][:16].replace("T", " ") for key in ("start", "end"))
        offset = self.data["period"]["utc_offset_h"]
        whole = f"{start} {text.say('to', 'zh' if language == 'zh' else 'en')} {end}"
        return f"{whole} (UTC{offset:+g})" if offset else f"{whole} (UTC)"

    def note(self, language):
        """The phrase that made-up weather needs."""
        return text.say("idealised weather", language, "  ") if self.data["weather"] == "idealised" else ""

    def mean_label(self, language):
        """By which mean districts are told."""
        return say("people mean" if self.over_people else "area mean", language)


def title_of(run, language, joint="\n"):
    """A result's title in the languages asked for; the same text once."""
    english, chinese = run["title"], run["title_zh"]
    return english if english == chinese else text.choose(english, chinese, language, joint)


def name_of(place, language, joint=" "):
    """A place's or a part's name."""
    return text.choose(place["name"], place.get("name_zh", ""), language, joint)


def columns_of(words):
    """Width of a text in columns, of which a Chinese character takes two."""
    return sum(2 if letter >= "\u1100" else 1 for letter in words)


def room_for(labels, size=8.5):
    """Inches that the longest of these texts takes, about."""
    return 0.0078 * size * max(map(columns_of, labels), default=0)


def cut(words, width):
    """At most so many columns; what is missing is marked."""
    if columns_of(words) <= width:
        return words
    while words and columns_of(words) > width - 1:
        words = words[:-1]
    return words.rstrip() + "…"


def wrap(words, width, lines=2):
    """Lines of so many columns, ended at a blank or between Chinese characters; beyond the last, what is missing is marked."""
    if lines == 1 or columns_of(words) <= width:
        return cut(words, width)
    fits = max((end for end in range(1, len(words)) if columns_of(words[:end]) <= width), default=1)
    ends = [end for end in range(fits, fits // 2, -1)
            if words[end] == " " or (words[end - 1] >= "\u1100" and words[end] not in "，。；、：）”")]
    end = ends[0] if ends else fits
    return f"{words[:end].rstrip()}\n{wrap(words[end:].lstrip(), width, lines - 1)}"


def wrapped_title(run, language, width, lead=""):
    """A result's title on one line, or, where that is too long, each language on one or two of its own."""
    names = title_of(run, language).split("\n")
    whole = lead + "  ".join(names)
    if columns_of(whole) <= width:
        return whole
    return "\n".join(wrap(name, width) for name in (lead + names[0], *names[1:]))


def part_colours(parts):
    """A colour for each part: sectors have their own, what is no emission is pale, the others take turns."""
    chosen, turn = [], 0
    for part in parts:
        known = SECTOR_COLOURS.get(part["name"]) or REST_COLOURS.get(part["name"])
        if not known:
            known = PART_COLOURS[turn % len(PART_COLOURS)]
            turn += 1
        chosen.append(known)
    return chosen


# Inches that each further line of the head takes.
HEAD_LINE = 0.27


def head(figure, title, line, note, left=0.45):
    """Title, of one line or more, a line below it, and the note on the weather, at the upper left."""
    width, height = figure.get_size_inches()
    more = HEAD_LINE * title.count("\n")
    figure.text(left / width, 1 - 0.14 / height, title, fontsize=13.5, va="top")
    figure.text(left / width, 1 - (0.46 + more) / height, line, fontsize=9, va="top", color="#333333")
    if note:
        figure.text(left / width, 1 - (0.68 + more) / height, note, fontsize=9, va="top", color="#8a1c1c")
