#include "words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/units.h"

/* Molar volume at 298.15 K and 1013.25 hPa, the reference state of GB 3095 (amendment of 2018): R T / p [m3/mol]. */
static const double molar_volume = 8.314462618 * 298.15 / 101325.0;

const char *const fen_word_units = "write ug/m3, mg/m3, ng/m3, 微克/立方米 or 毫克/立方米; of gases also ppb or ppm";

typedef struct {
  const char *from, *to;
} replacement;

/* What differs between spellings of one word. */
static const replacement spellings[] = {
    {"₀", "0"}, {"₁", "1"}, {"₂", "2"}, {"₃", "3"}, {"₄", "4"}, {"₅", "5"}, {"．", ""}, {"（", ""}, {"）", ""},
    {"：", ""}, {"－", ""}, {"—", ""},  {"–", ""},  {"　", ""}, {"【", ""}, {"】", ""}, {"·", ""},  {"\xc2\xa0", ""},
};

void fen_word_key(const char *word, char key[FEN_WORD]) {
  size_t used = 0;
  while (*word && used + 4 < FEN_WORD) {
    const replacement *found = NULL;
    for (size_t n = 0; n < sizeof spellings / sizeof *spellings; n++)
      if (strncmp(word, spellings[n].from, strlen(spellings[n].from)) == 0)
        found = &spellings[n];
    if (found) {
      for (const char *c = found->to; *c; c++)
        key[used++] = *c;
      word += strlen(found->from);
    } else if (strchr(" \t\r\n_.-()[]:/", *word)) {
      word++;
    } else {
      key[used++] = (char)tolower((unsigned char)*word++);
    }
  }
  key[used] = '\0';
}

static const char *const heads[FEN_HEAD_COUNT][28] = {
    [FEN_HEAD_TIME] = {"time",    "datetime",  "dateandtime", "timestamp", "timepoint", "utc",         "local",
                       "dateutc", "datelocal", "localtime",   "timeutc",   "utctime",   "datetimeutc", "datetimegmt",
                       "时间",    "日期时间",  "监测时间",    "时间点",    "发布时间",  "采样时间"},
    [FEN_HEAD_DATE] = {"date", "日期", "监测日期"},
    [FEN_HEAD_YEAR] = {"year", "年", "年份"},
    [FEN_HEAD_MONTH] = {"month", "月", "月份"},
    [FEN_HEAD_DAY] = {"day", "日"},
    [FEN_HEAD_HOUR] = {"hour", "小时", "时", "时刻", "时次", "小时数"},
    [FEN_HEAD_STATION] = {"station",  "stationname",  "site",           "sitename",   "name",         "watchpoint", "positionname",
                          "location", "locationname", "monitoringsite", "站点",       "站名",         "站点名称",   "监测站",
                          "监测站点", "监测点",       "监测点位",       "监测点名称", "监测点位名称", "点位",       "点位名称",
                          "名称",     "测点名称",     "子站",           "子站名称"},
    [FEN_HEAD_ID] = {"id", "code", "stationid", "stationcode", "siteid", "sitecode", "uniquecode", "站点编码", "站点编号", "站点代码",
                     "站号", "监测点编码", "监测点位编码", "点位编码", "点位编号", "编码", "编号"},
    [FEN_HEAD_CITY] = {"city", "cityname", "area", "城市", "地市", "市", "所在城市", "城市名称"},
    [FEN_HEAD_COUNTY] = {"county", "district", "区县", "县区", "县", "区"},
    [FEN_HEAD_LON] = {"lon", "long", "longitude", "lng", "经度"},
    [FEN_HEAD_LAT] = {"lat", "latitude", "纬度"},
    [FEN_HEAD_SPECIES] = {"species", "pollutant", "parameter", "type", "item", "污染物", "监测项目", "项目", "监测因子", "因子", "类型"},
    [FEN_HEAD_VALUE] = {"value", "concentration", "conc", "浓度", "数值", "监测值", "值", "浓度值"},
    [FEN_HEAD_UNIT] = {"unit", "units", "单位"},
    [FEN_HEAD_ALIAS] = {"alias", "aliases", "othernames", "别名", "曾用名"},
};

fen_head fen_word_head(const char *word) {
  char key[FEN_WORD];
  fen_word_key(word, key);
  for (int head = 0; head < FEN_HEAD_COUNT; head++)
    for (size_t n = 0; n < sizeof heads[head] / sizeof *heads[head] && heads[head][n]; n++)
      if (strcmp(key, heads[head][n]) == 0)
        return (fen_head)head;
  return FEN_HEAD_OTHER;
}

bool fen_word_is_utc(const char *word) {
  char key[FEN_WORD];
  fen_word_key(word, key);
  return strstr(key, "utc") || strstr(key, "gmt");
}

/* The largest values are beyond what the instruments of the networks show, so that a dust storm stays in and a counter's overflow does
 * not. Molar masses: CRC Handbook. */
static const struct {
  fen_monitored species;
  const char *keys[6];
} monitored[] = {
    {{"PM25", 0.0, 5000.0}, {"pm25", "细颗粒物", "细颗粒物pm25"}},
    {{"PM10", 0.0, 20000.0}, {"pm10", "可吸入颗粒物", "可吸入颗粒物pm10", "颗粒物pm10"}},
    {{"SO2", 64.066, 10000.0}, {"so2", "二氧化硫", "二氧化硫so2"}},
    {{"NO2", 46.006, 5000.0}, {"no2", "二氧化氮", "二氧化氮no2"}},
    {{"NO", 30.006, 5000.0}, {"no", "一氧化氮", "一氧化氮no"}},
    {{"NOx", 46.006, 10000.0}, {"nox", "氮氧化物", "氮氧化物nox"}},
    {{"CO", 28.010, 200000.0}, {"co", "一氧化碳", "一氧化碳co"}},
    {{"O3", 47.998, 2000.0}, {"o3", "臭氧", "臭氧o3", "臭氧1小时"}},
    {{"NH3", 17.031, 5000.0}, {"nh3", "氨", "氨nh3"}},
};

const fen_monitored *fen_word_species(const char *word) {
  static const char *const endings[] = {"", "1h", "浓度", "小时浓度", "小时值", "小时平均", "1小时平均", "监测浓度"};
  char key[FEN_WORD], whole[FEN_WORD];
  fen_word_key(word, key);
  if (strcmp(key, "no") == 0 && !strstr(word, "NO")) /* "No" numbers rows */
    return NULL;
  for (size_t n = 0; n < sizeof monitored / sizeof *monitored; n++)
    for (size_t k = 0; k < sizeof monitored[n].keys / sizeof *monitored[n].keys && monitored[n].keys[k]; k++)
      for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
        (void)snprintf(whole, sizeof whole, "%s%s", monitored[n].keys[k], endings[e]);
        if (strcmp(key, whole) == 0)
          return &monitored[n].species;
      }
  return NULL;
}

/* A unit in the spelling that UDUNITS reads. */
static void plain_unit(const char *unit, char out[FEN_WORD]) {
  static const replacement parts[] = {{"μ", "u"},   {"µ", "u"},       {"³", "3"},     {"⁻", "-"},     {"㎍", "ug"},
                                      {"㎎", "mg"}, {"㎥", "m3"},     {"微克", "ug"}, {"毫克", "mg"}, {"纳克", "ng"},
                                      {"每", "/"},  {"立方米", "m3"}, {"／", "/"},    {"^", ""}};
  size_t used = 0;
  while (*unit && used + 4 < FEN_WORD) {
    const replacement *found = NULL;
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++)
      if (strncmp(unit, parts[n].from, strlen(parts[n].from)) == 0)
        found = &parts[n];
    for (const char *c = found ? found->to : ""; *c; c++)
      out[used++] = *c;
    if (!found)
      out[used++] = *unit;
    unit += found ? strlen(found->from) : 1;
  }
  out[used] = '\0';
}

fen_status fen_word_unit(const char *unit, double molar_mass_gpmol, double *ugpm3, fen_error *err) {
  static const struct {
    const char *key;
    double parts;
  } ratios[] = {{"ppb", 1e-9}, {"ppbv", 1e-9}, {"nmolmol", 1e-9}, {"ppm", 1e-6}, {"ppmv", 1e-6}, {"umolmol", 1e-6}};
  char plain[FEN_WORD], key[FEN_WORD];
  fen_conversion conversion;
  plain_unit(unit, plain);
  fen_word_key(plain, key);
  for (size_t n = 0; n < sizeof ratios / sizeof *ratios; n++) {
    if (strcmp(key, ratios[n].key) != 0)
      continue;
    if (!(molar_mass_gpmol > 0.0))
      return fen_fail(err, FEN_ERR_UNIT_INCOMPATIBLE, "'%s' is a unit of gases, and this is none of those whose molar mass is known", unit);
    *ugpm3 = ratios[n].parts / molar_volume * molar_mass_gpmol * 1e6;
    return FEN_OK;
  }
  fen_status status = fen_units_conversion(plain, "ug/m3", 0.0, 365, &conversion, err);
  if (status)
    return status;
  /* Powers of ten come out of UDUNITS with a last digit that would turn 30 into 29.999999999999996. */
  double power = pow(10.0, round(log10(conversion.scale)));
  *ugpm3 = fabs(conversion.scale / power - 1.0) < 1e-12 ? power : conversion.scale;
  return FEN_OK;
}

void fen_word_split(const char *word, char name[FEN_WORD], char unit[FEN_WORD]) {
  double factor = 0.0;
  size_t size = strlen(word);
  (void)snprintf(name, FEN_WORD, "%s", word);
  unit[0] = '\0';
  if (size >= FEN_WORD)
    return;
  bool wide = size >= 3 && strcmp(word + size - 3, "）") == 0;
  if (!wide && (size < 1 || word[size - 1] != ')'))
    return;
  const char *open = NULL;
  for (const char *c = word; *c; c++)
    open = *c == '(' || strncmp(c, "（", 3) == 0 ? c : open;
  if (!open)
    return;
  const char *inner = open + (*open == '(' ? 1 : 3);
  char text[FEN_WORD];
  (void)snprintf(text, sizeof text, "%.*s", (int)(word + size - (wide ? 3 : 1) - inner), inner);
  /* Brackets may also hold a name, as in 细颗粒物(PM2.5). */
  if (fen_word_unit(text, 1.0, &factor, NULL))
    return;
  (void)snprintf(unit, FEN_WORD, "%s", text);
  name[open - word] = '\0';
}

const char *fen_word_missing_group(int index) {
  static const char *const groups[FEN_WORDS_MISSING] = {"empty", "a dash", "NaN, NA", "null, none", "-999 and the like"};
  return groups[index];
}

int fen_word_missing_index(const char *cell) {
  static const struct {
    int group;
    const char *word;
  } words[] = {{0, ""},     {1, "-"},    {1, "--"},  {1, "---"}, {1, "—"},  {1, "——"},   {1, "–"},    {1, "－"},
               {1, "_"},    {1, "/"},    {1, "*"},   {2, "nan"}, {2, "na"}, {2, "n/a"},  {2, "#n/a"}, {2, "nd"},
               {3, "null"}, {3, "none"}, {3, "\\n"}, {3, "nil"}, {3, "无"}, {3, "缺测"}, {3, "缺失"}, {3, "无效"}};
  char low[16];
  size_t size = strlen(cell);
  if (size < sizeof low) {
    for (size_t n = 0; n <= size; n++)
      low[n] = (char)tolower((unsigned char)cell[n]);
    for (size_t n = 0; n < sizeof words / sizeof *words; n++)
      if (strcmp(low, words[n].word) == 0)
        return words[n].group;
  }
  /* Two nines and more behind a minus, five and more without: no monitor shows them. */
  char *end = NULL;
  double value = strtod(cell, &end);
  if (size == 0 || *end != '\0' || end == cell)
    return -1;
  static const double marks[] = {-99.0, -999.0, -9999.0, -99999.0, -999999.0, -999.9, -999.99, 99999.0, 999999.0};
  for (size_t n = 0; n < sizeof marks / sizeof *marks; n++)
    if (fabs(value - marks[n]) < 1e-6)
      return 4;
  return -1;
}

void fen_word_base(const char *name, char base[FEN_WORD]) {
  size_t used = 0;
  for (const char *c = name; *c && used + 1 < FEN_WORD; c++) {
    if (*c == '(' || strncmp(c, "（", 3) == 0)
      break;
    base[used++] = *c;
  }
  while (used > 0 && (base[used - 1] == ' ' || base[used - 1] == '\t'))
    used--;
  base[used] = '\0';
}
