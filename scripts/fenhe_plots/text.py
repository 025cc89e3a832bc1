"""Words of the pictures in English and Chinese, and a font that has both."""
import os
import pathlib
import re
import tempfile

PHRASES = {
    "mean": ("mean of the period", "时段平均"),
    "daily": ("daily mean", "日均"),
    "hourly": ("hourly mean", "小时平均"),
    "to": ("to", "至"),
    "idealised": ("Idealised weather, illustrative emissions", "理想化气象，示意性排放"),
    "idealised weather": ("Idealised weather", "理想化气象"),
    "weather": ("Weather", "气象"),
    "terrain": ("terrain", "地形"),
    "undershoot": ("A tag may undershoot; smallest value here", "标签值可略低于零，图中最小值"),
    "borders": ("Prefecture borders are approximate", "市界为示意"),
    "plants": ("Point sources", "点源"),
    "local": ("local time", "当地时间"),
    "concentration": ("concentration", "浓度"),
    "hour": ("hourly", "小时值"),
    "day": ("daily mean", "日均值"),
    "limit": ("24 h limit", "24小时限值"),
    "grade": ("Grade", "级"),
    "budget": ("Where the mass is", "质量去向"),
    "air": ("in the air", "大气中"),
    "out": ("left through sides and top", "流出边界"),
    "dry": ("dry deposition", "干沉降"),
    "wet": ("wet deposition", "湿沉降"),
    "input": ("initial + emitted + flowed in", "初始 + 排放 + 流入"),
    "residual": ("budget residual, relative", "收支相对残差"),
    "mass": ("mass", "质量"),
    "power": ("power", "电力"),
    "steel": ("steel", "钢铁"),
    "coking": ("coking", "焦化"),
    "cement": ("cement", "水泥"),
    "heating": ("heating", "供热"),
    "transport": ("transport", "交通"),
    "agriculture": ("agriculture", "农业"),
    "dust": ("dust", "扬尘"),
    "alumina": ("alumina", "氧化铝"),
    "chemicals": ("chemicals", "化工"),
    "mining": ("mining", "采矿"),
}

UNIT = {"ug m-3": "µg m$^{-3}$", "µg m-3": "µg m$^{-3}$", "kg m-3": "kg m$^{-3}$"}
LANGUAGES = ("en", "zh", "both")


def say(key, language, joint=" "):
    """A phrase in one language or in both; an unknown key stands for itself."""
    english, chinese = PHRASES.get(key, (key, ""))
    return choose(english, chinese, language, joint)


def choose(english, chinese, language, joint=" "):
    """Of two texts, the one or both that the language asks for."""
    if not chinese or language == "en":
        return english
    return chinese if language == "zh" else f"{english}{joint}{chinese}"


def species_label(name):
    """PM25 and CH4__coking as they are typeset; a tag stands in brackets behind its species."""
    species, _, tag = name.partition("__")
    species = {"PM25": "PM2.5"}.get(species, species)
    typeset = re.sub(r"(?<=[A-Za-z])(\d[\d.]*)", r"$_{\1}$", species)
    return f"{typeset} ({tag})" if tag else typeset


def unit_label(unit):
    """ug m-3 as it is typeset."""
    return UNIT.get(unit, unit)


def simplified_chinese_face():
    """
    Noto's Simplified Chinese face as a file of its own, or None where the font is not installed.
    Debian packs all faces in one collection, of which matplotlib reads only the first, the Japanese one, whose shapes of many
    characters look foreign to Chinese readers.
    """
    from fontTools.ttLib import TTCollection  # imported late: slow, and needed once for each user

    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "fenhe"
    face = cache / "NotoSansCJKsc-Regular.otf"
    if face.is_file():
        return face
    collection = pathlib.Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
    if not collection.is_file():
        return None
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        face = pathlib.Path(tempfile.gettempdir()) / f"fenhe-{os.getuid()}-NotoSansCJKsc-Regular.otf"
    with TTCollection(collection, lazy=True) as fonts:
        font = next((font for font in fonts if font["name"].getDebugName(4) == "Noto Sans CJK SC"), None)
        if font is None:
            return None
        with tempfile.NamedTemporaryFile(dir=face.parent, delete=False) as file:
            font.save(file)
        os.replace(file.name, face)
    return face


def set_up_matplotlib():
    """Draw into files, in one family for both scripts."""
    import matplotlib
    from matplotlib import font_manager

    matplotlib.use("Agg")
    families = ["DejaVu Sans"]
    face = simplified_chinese_face()
    if face:
        font_manager.fontManager.addfont(str(face))
        families.insert(0, font_manager.FontProperties(fname=str(face)).get_name())
    matplotlib.rcParams.update({
        "font.family": families,
        "font.size": 9,
        "mathtext.fontset": "custom",
        **{f"mathtext.{style}": families[0] for style in ("rm", "it", "bf", "cal", "sf", "tt")},
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.unicode_minus": False,
    })
