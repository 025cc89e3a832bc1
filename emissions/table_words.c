#include "table_words.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct {
  const char *word;
  fen_column_role role;
} column_word;

/* docs/guide/file-formats.md lists them. */
static const column_word columns[] = {
    {"region", FEN_COLUMN_REGION},       {"地区", FEN_COLUMN_REGION},       {"区域", FEN_COLUMN_REGION},
    {"行政区", FEN_COLUMN_REGION},       {"行政区划", FEN_COLUMN_REGION},   {"province", FEN_COLUMN_PROVINCE},
    {"省", FEN_COLUMN_PROVINCE},         {"省份", FEN_COLUMN_PROVINCE},     {"city", FEN_COLUMN_CITY},
    {"prefecture", FEN_COLUMN_CITY},     {"市", FEN_COLUMN_CITY},           {"城市", FEN_COLUMN_CITY},
    {"地市", FEN_COLUMN_CITY},           {"地级市", FEN_COLUMN_CITY},       {"county", FEN_COLUMN_COUNTY},
    {"district", FEN_COLUMN_COUNTY},     {"县", FEN_COLUMN_COUNTY},         {"区县", FEN_COLUMN_COUNTY},
    {"县区", FEN_COLUMN_COUNTY},         {"sector", FEN_COLUMN_SECTOR},     {"行业", FEN_COLUMN_SECTOR},
    {"部门", FEN_COLUMN_SECTOR},         {"源类", FEN_COLUMN_SECTOR},       {"排放源", FEN_COLUMN_SECTOR},
    {"pollutant", FEN_COLUMN_POLLUTANT}, {"species", FEN_COLUMN_POLLUTANT}, {"污染物", FEN_COLUMN_POLLUTANT},
    {"物种", FEN_COLUMN_POLLUTANT},      {"emission", FEN_COLUMN_AMOUNT},   {"emissions", FEN_COLUMN_AMOUNT},
    {"amount", FEN_COLUMN_AMOUNT},       {"排放量", FEN_COLUMN_AMOUNT},     {"年排放量", FEN_COLUMN_AMOUNT},
    {"unit", FEN_COLUMN_UNIT},           {"units", FEN_COLUMN_UNIT},        {"单位", FEN_COLUMN_UNIT},
    {"fuel", FEN_COLUMN_FUEL},           {"燃料", FEN_COLUMN_FUEL},         {"technology", FEN_COLUMN_TECHNOLOGY},
    {"工艺", FEN_COLUMN_TECHNOLOGY},     {"class", FEN_COLUMN_CLASS},       {"等级", FEN_COLUMN_CLASS},
    {"name_zh", FEN_COLUMN_OTHER},       {"source", FEN_COLUMN_OTHER},      {"note", FEN_COLUMN_OTHER},
    {"basis", FEN_COLUMN_OTHER},         {"year", FEN_COLUMN_OTHER},        {"年份", FEN_COLUMN_OTHER},
    {"年度", FEN_COLUMN_OTHER},          {"年", FEN_COLUMN_OTHER},          {"来源", FEN_COLUMN_OTHER},
    {"数据来源", FEN_COLUMN_OTHER},      {"备注", FEN_COLUMN_OTHER},        {"说明", FEN_COLUMN_OTHER},
    {"序号", FEN_COLUMN_OTHER},
};

static const char *const pollutants[][2] = {
    {"二氧化硫", "SO2"},     {"氮氧化物", "NOx"},     {"二氧化氮", "NO2"}, {"一氧化氮", "NO"},       {"一氧化碳", "CO"}, {"氨", "NH3"},
    {"氨气", "NH3"},         {"细颗粒物", "PM25"},    {"PM2.5", "PM25"},   {"可吸入颗粒物", "PM10"}, {"颗粒物", "TSP"},  {"烟粉尘", "TSP"},
    {"挥发性有机物", "VOC"}, {"非甲烷总烃", "NMVOC"}, {"VOCs", "VOC"},     {"NMVOCs", "NMVOC"},      {"黑碳", "BC"},     {"元素碳", "EC"},
    {"有机碳", "OC"},        {"二氧化碳", "CO2"},     {"甲烷", "CH4"},     {"氧化亚氮", "N2O"},      {"汞", "Hg"},
};

/* docs/guide/file-formats.md lists them. */
static const char *const point_columns[][2] = {
    {"名称", "name"},
    {"企业名称", "name"},
    {"企业", "name"},
    {"电厂", "name"},
    {"longitude", "lon"},
    {"latitude", "lat"},
    {"经度", "lon"},
    {"纬度", "lat"},
    {"行业", "sector"},
    {"部门", "sector"},
    {"源类", "sector"},
    {"排放源", "sector"},
    {"烟囱高度", "stack_height"},
    {"排气筒高度", "stack_height"},
    {"内径", "diameter"},
    {"烟囱内径", "diameter"},
    {"出口内径", "diameter"},
    {"烟气温度", "temperature"},
    {"出口温度", "temperature"},
    {"烟温", "temperature"},
    {"烟气流速", "velocity"},
    {"出口流速", "velocity"},
    {"流速", "velocity"},
    {"燃料", "fuel"},
    {"工艺", "technology"},
    {"等级", "class"},
    {"城市", "city"},
    {"地市", "city"},
    {"产能", "capacity"},
    {"装机容量", "capacity"},
    {"来源", "source"},
    {"数据来源", "source"},
    {"备注", "note"},
    {"说明", "note"},
    {"序号", "note"},
};

const char *fen_point_word(const char *name) {
  for (size_t n = 0; n < COUNT(point_columns); n++)
    if (strcasecmp(point_columns[n][0], name) == 0)
      return point_columns[n][1];
  return NULL;
}

fen_column_role fen_column_role_of(const char *name) {
  for (size_t n = 0; n < COUNT(columns); n++)
    if (strcasecmp(columns[n].word, name) == 0)
      return columns[n].role;
  return FEN_COLUMN_NONE;
}

const char *fen_pollutant_word(const char *name) {
  for (size_t n = 0; n < COUNT(pollutants); n++)
    if (strcasecmp(pollutants[n][0], name) == 0)
      return pollutants[n][1];
  return NULL;
}

/* The word without blanks, wide ones included: spreadsheets have 合　计. */
static void drop_blanks(const char *text, char word[FEN_TABLE_WORD]) {
  static const char wide[] = "　";
  size_t used = 0;
  while (*text && used + 1 < FEN_TABLE_WORD) {
    if (strncmp(text, wide, strlen(wide)) == 0)
      text += strlen(wide);
    else if (*text == ' ')
      text++;
    else
      word[used++] = *text++;
  }
  word[used] = '\0';
}

bool fen_is_total_word(const char *text, bool *since) {
  char word[FEN_TABLE_WORD];
  drop_blanks(text, word);
  static const char *const part[] = {"小计", "subtotal"};
  static const char *const whole[] = {"合计", "总计", "总和", "共计",  "汇总", "总量", "全省",
                                      "全市", "全国", "全部", "total", "sum",  "all"};
  for (size_t n = 0; n < COUNT(part); n++) {
    if (strcasecmp(part[n], word) == 0) {
      *since = true;
      return true;
    }
  }
  for (size_t n = 0; n < COUNT(whole); n++)
    if (strcasecmp(whole[n], word) == 0)
      return true;
  return false;
}

bool fen_is_no_amount(const char *text) {
  static const char *const none[] = {"", "-", "--", "—", "——", "–", "/"};
  for (size_t n = 0; n < COUNT(none); n++)
    if (strcmp(none[n], text) == 0)
      return true;
  return false;
}

static size_t trimmed(const char *text, size_t size) {
  while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
    size--;
  return size;
}

static void copy_word(const char *from, size_t size, char *to) {
  size_t skip = strspn(from, " \t");
  skip = skip < size ? skip : size;
  (void)snprintf(to, FEN_TABLE_WORD, "%.*s", (int)trimmed(from + skip, size - skip), from + skip);
}

void fen_part_header(const char *header, char *name, char *unit) {
  static const char *const brackets[][2] = {{"[", "]"}, {"(", ")"}, {"（", "）"}, {"［", "］"}, {"【", "】"}};
  size_t size = trimmed(header, strlen(header));
  for (size_t n = 0; n < COUNT(brackets); n++) {
    size_t close = strlen(brackets[n][1]);
    if (size < close || memcmp(header + size - close, brackets[n][1], close) != 0)
      continue;
    const char *open = NULL;
    for (const char *at = header; (at = strstr(at, brackets[n][0])) != NULL; at++)
      open = at;
    if (!open)
      continue;
    size_t begin = strlen(brackets[n][0]);
    copy_word(header, (size_t)(open - header), name);
    copy_word(open + begin, (size_t)(header + size - close - open) - begin, unit);
    return;
  }
  copy_word(header, size, name);
  unit[0] = '\0';
}

bool fen_drop_thousands(const char *text, char *out, size_t size) {
  size_t used = 0;
  size_t digits = 0;
  bool grouped = false;
  const char *at = text;
  for (; *at && *at != '.'; at++) {
    if (*at == ',') {
      if (digits == 0 || digits > 3 || (grouped && digits != 3))
        return false;
      grouped = true;
      digits = 0;
    } else if (used + 2 < size) {
      digits += *at >= '0' && *at <= '9';
      out[used++] = *at;
    } else
      return false;
  }
  if (grouped && digits != 3)
    return false;
  if (strchr(at, ',') || used + strlen(at) + 1 > size)
    return false;
  memcpy(out + used, at, strlen(at) + 1);
  return true;
}

/* Length without the word of rank at the end, if enough is left. */
static size_t without_rank(const char *name) {
  static const char *const ranks[] = {"维吾尔自治区", "壮族自治区", "回族自治区", "自治区",    "自治州",       "自治县", "地区",
                                      "省",           "市",         "区",         "县",        "盟",           "旗",     " City",
                                      " Prefecture",  " Province",  " County",    " District", " Municipality"};
  enum { SHORTEST = 4 }; /* two Chinese characters, or four letters */
  size_t size = strlen(name);
  for (size_t n = 0; n < COUNT(ranks); n++) {
    size_t rank = strlen(ranks[n]);
    if (size >= rank + SHORTEST && strcasecmp(name + size - rank, ranks[n]) == 0)
      return size - rank;
  }
  return size;
}

bool fen_is_same_place(const char *a, const char *b) {
  size_t size = without_rank(a);
  return b && size == without_rank(b) && strncasecmp(a, b, size) == 0;
}

ptrdiff_t fen_match_region(const fen_regions *regions, const char *name, ptrdiff_t *other) {
  ptrdiff_t found = -1;
  if (other)
    *other = -1;
  for (ptrdiff_t n = 0; n < regions->count; n++) {
    const fen_region *region = &regions->items[n];
    if (strcmp(region->name, name) == 0 || (region->name_zh && strcmp(region->name_zh, name) == 0))
      return n;
  }
  for (ptrdiff_t n = 0; n < regions->count; n++) {
    const fen_region *region = &regions->items[n];
    if (!fen_is_same_place(name, region->name) && !fen_is_same_place(name, region->name_zh))
      continue;
    if (found >= 0 && other)
      *other = n;
    if (found < 0)
      found = n;
  }
  return found;
}

bool fen_match_sector(const char *word, const char *name) {
  static const char *const ends[] = {"", "行业", "部门", "业", "源"};
  size_t size = strlen(name);
  if (strncmp(word, name, size) != 0)
    return false;
  for (size_t n = 0; n < COUNT(ends); n++)
    if (strcmp(word + size, ends[n]) == 0)
      return true;
  return false;
}

bool fen_next_name(const char **at, char name[FEN_TABLE_WORD]) {
  static const char wide[] = "／";
  if (**at == '\0')
    return false;
  size_t size = strcspn(*at, "/");
  const char *full = strstr(*at, wide);
  size_t step = 1;
  if (full && full < *at + size) {
    size = (size_t)(full - *at);
    step = sizeof wide - 1;
  }
  (void)snprintf(name, FEN_TABLE_WORD, "%.*s", (int)size, *at);
  *at += size;
  *at += **at ? step : 0;
  return true;
}
