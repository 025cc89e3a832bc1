/* What a reader must know besides the figures. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "verdict.h"

enum { NOTE = 2048, MOST_NOTES = 24, MOST_NAMED = 12 };

/* A district with less of its area inside is called cut. */
static const double whole_share = 0.995;

typedef struct {
  fen_comparison *c;
  const char **items, **items_zh;
  ptrdiff_t count;
  fen_error *err;
  fen_status status;
} notes;

static void note(notes *n, const char *text, const char *text_zh) {
  if (n->status || n->count >= MOST_NOTES)
    return;
  n->status = fen_pool_text(n->c->pool, &n->items[n->count], n->err, "%.*s", fen_text_fit(text, NOTE), text);
  if (!n->status)
    n->status = fen_pool_text(n->c->pool, &n->items_zh[n->count++], n->err, "%.*s", fen_text_fit(text_zh, NOTE), text_zh);
}

/* Put words behind a note; what does not fit is lost. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
add(char text[NOTE], const char *format, ...) {
  size_t used = strlen(text);
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text + used, NOTE - used, format, arguments);
  va_end(arguments);
}

/* End a list of names, of which those beyond the most are counted. */
static void end_list(notes *n, ptrdiff_t count, char text[NOTE], char text_zh[NOTE]) {
  if (count > MOST_NAMED) {
    add(text, " and %td more", count - MOST_NAMED);
    add(text_zh, "等 %td 个", count);
  }
  add(text, ".");
  add(text_zh, "。");
  if (count > 0)
    note(n, text, text_zh);
}

static void note_days(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE] = "", text_zh[NOTE] = "";
  if (!c->has_limits) {
    note(n, "The table of limits was not found (FENHE_SHARE names its folder), so that neither days nor people above one are counted.",
         "未找到限值表（其目录由 FENHE_SHARE 指定），因此不统计超标天数和人口。");
    return;
  }
  if (isnan(c->limit_ugpm3)) {
    add(text, "No 24 h limit of %s applies, so that neither days nor people above one are counted.", c->species_text);
    add(text_zh, "没有适用的 %s 24 小时限值，因此不统计超标天数和人口。", c->species_text);
  } else {
    add(text, "The 24 h limit is %g ug m-3 (%s)%s; %td of %td days have %d hours or more and count.", c->limit_ugpm3, c->limit_name,
        c->limit_in_force ? "" : ", which was not in force at the time of the period", c->whole_days, c->days, (int)FEN_WHOLE_DAY_HOURS);
    add(text_zh, "24 小时限值为 %g 微克/立方米（%s）%s；共 %td 天，其中 %td 天不少于 %d 小时，计入统计。", c->limit_ugpm3, c->limit_name,
        c->limit_in_force ? "" : "，该限值在本时段并未实施", c->days, c->whole_days, (int)FEN_WHOLE_DAY_HOURS);
  }
  note(n, text, text_zh);
  if (c->annual_refusal[0]) {
    text[0] = text_zh[0] = '\0';
    add(text, "No annual limit is applied: %s.", c->annual_refusal);
    add(text_zh, "未采用年均限值：%s。", c->annual_refusal_zh);
    note(n, text, text_zh);
  }
}

static const char *name_zh_of(const fen_compared_place *place) {
  return place->name_zh && place->name_zh[0] ? place->name_zh : place->name;
}

static void note_cuts(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE] = "The domain cuts these districts; figures are of the part inside: ";
  char text_zh[NOTE] = "以下地区被模拟区域截断，数值只代表区域内的部分：";
  ptrdiff_t count = 0;
  for (ptrdiff_t d = 0; d + 1 < c->district_count; d++) {
    const fen_compared_place *place = &c->districts[d];
    if (!(place->area_share < whole_share) || count++ >= MOST_NAMED)
      continue;
    add(text, "%s%s (%.0f %% of its area", count > 1 ? ", " : "", place->name, 100.0 * place->area_share);
    add(text_zh, "%s%s（面积的 %.0f%%", count > 1 ? "、" : "", name_zh_of(place), 100.0 * place->area_share);
    if (!isnan(place->people_share)) {
      add(text, ", %.0f %% of its people", 100.0 * place->people_share);
      add(text_zh, "，人口的 %.0f%%", 100.0 * place->people_share);
    }
    add(text, ")");
    add(text_zh, "）");
  }
  end_list(n, count, text, text_zh);
}

static bool differs(const fen_comparison *c, const fen_compared_run *run, int kind) {
  const fen_compared_run *base = &c->runs[0];
  return run->inputs.known && base->inputs.known && run->inputs.sum[kind] != base->inputs.sum[kind];
}

static bool is_foreign(const fen_comparison *c, const fen_compared_run *run, int kind) {
  (void)c, (void)kind;
  return run->is_foreign;
}

static bool is_passing(const fen_comparison *c, const fen_compared_run *run, int kind) {
  (void)c, (void)kind;
  return run->passing_measures > 0;
}

static bool is_idle(const fen_comparison *c, const fen_compared_run *run, int kind) {
  (void)c, (void)kind;
  return run->has_ledger && run->measures == 0;
}

/* The scenarios that something is true of, as a note of its own. */
static void note_runs(notes *n, const char *const beginnings[2], bool (*is_meant)(const fen_comparison *, const fen_compared_run *, int),
                      int kind) {
  char text[NOTE] = "", text_zh[NOTE] = "";
  ptrdiff_t count = 0;
  add(text, "%s", beginnings[0]);
  add(text_zh, "%s", beginnings[1]);
  for (ptrdiff_t r = 1; r < n->c->run_count; r++) {
    if (!is_meant(n->c, &n->c->runs[r], kind) || count++ >= MOST_NAMED)
      continue;
    add(text, "%s%s", count > 1 ? ", " : "", n->c->runs[r].name);
    add(text_zh, "%s%s", count > 1 ? "、" : "", n->c->runs[r].name);
  }
  end_list(n, count, text, text_zh);
}

/* What else than the scenarios makes results differ. */
static void note_inputs(notes *n) {
  static const char *const beginnings[FEN_INPUT_KINDS][2] = {
      [FEN_INPUT_CASE] = {"The case file is not the base's, so that background, weather, emissions or other settings may differ: ",
                          "以下结果的算例文件与基准不同，背景浓度、气象、排放等设置可能不一致："},
      [FEN_INPUT_WEATHER] = {"The weather files are not the base's, so that differences are not those of emissions alone: ",
                             "以下结果的气象文件与基准不同，差异并非仅由排放引起："},
      [FEN_INPUT_EMISSIONS] = {"The emission files are not the base's, so that differences are not those of the measures alone: ",
                               "以下结果的排放文件与基准不同，差异并非仅由措施引起："},
      [FEN_INPUT_BACKGROUND] =
          {"The files of initial and boundary values are not the base's, so that differences are not those of emissions "
           "alone: ",
           "以下结果的初始场或边界文件与基准不同，差异并非仅由排放引起："},
      [FEN_INPUT_OTHER] = {"Other input files (sectors, regions, population, receptors or terrain) are not the base's: ",
                           "以下结果的其他输入文件（行业、区域、人口、受体点或地形）与基准不同："}};
  static const char *const foreign[2] = {"Tonnes and costs are left out where the ledger counts from other emissions than the base's: ",
                                         "以下情景的台账所依据的排放与基准不同，不列出排放量和费用："};
  for (int kind = 0; kind < FEN_INPUT_KINDS; kind++)
    note_runs(n, beginnings[kind], differs, kind);
  note_runs(n, foreign, is_foreign, 0);
  if (strcmp(n->c->weather, "idealised") == 0)
    note(n, "The weather is idealised: figures show what scenarios do in such weather, not what the air was.",
         "气象为理想化：数值说明情景在此类气象下的作用，并非实际空气质量。");
}

static void note_limiters(notes *n) {
  ptrdiff_t lent = 0;
  for (ptrdiff_t r = 1; r < n->c->run_count; r++)
    lent += strcmp(n->c->runs[r].limiter_of, "base") == 0;
  char text[NOTE] = "", text_zh[NOTE] = "";
  add(text,
      "%td of %td scenarios were carried with the base's limiter: they are linear in emissions, and runs of their own differ a little; "
      "beside strong sources they may stray by some per cent of what was taken away, even above the base.",
      lent, n->c->run_count - 1);
  add(text_zh,
      "%td 个情景中有 %td 个采用基准的通量限制器：其浓度与排放成线性关系，与单独模拟略有差别；在强源附近，偏差可达减少量的百分之几，"
      "甚至高于基准。",
      n->c->run_count - 1, lent);
  if (lent > 0)
    note(n, text, text_zh);
}

static void note_costs(notes *n) {
  const fen_comparison *c = n->c;
  char text[NOTE] = "Costs are lower bounds where measures do not state any: ";
  char text_zh[NOTE] = "部分措施未给出费用，以下情景的费用为下限：";
  bool costs = false;
  ptrdiff_t partial = 0;
  for (ptrdiff_t r = 1; r < c->run_count; r++) {
    const fen_compared_run *run = &c->runs[r];
    if (isnan(run->cost_yuan_pyr))
      continue;
    costs = true;
    if (run->costed_measures >= run->measures || partial++ >= MOST_NAMED)
      continue;
    add(text, "%s%s (%td of %td measures)", partial > 1 ? ", " : "", run->name, run->costed_measures, run->measures);
    add(text_zh, "%s%s（%td 项措施中的 %td 项）", partial > 1 ? "、" : "", run->name, run->measures, run->costed_measures);
  }
  end_list(n, partial, text, text_zh);
  static const char *const passing[2] = {
      "Measures of these act in a part of the period, between dates or under an alert, so that tonnes and costs are "
      "the period's mean taken for a year and not what a year saves or costs: ",
      "以下情景的部分措施只在时段的一部分（限定日期或预警期间）生效，其排放量和费用为时段平均折合的年值，并非全年的减排量或费用："};
  static const char *const idle[2] = {"No measure of these was in force, as no alert of theirs was reached: ",
                                      "以下情景的预警未启动，没有措施生效："};
  note_runs(n, passing, is_passing, 0);
  note_runs(n, idle, is_idle, 0);
  if (costs && isnan(c->annual_limit_ugpm3))
    note(n, "Costs and tonnes are those of a year, ug m-3 those of the period: a ratio of them holds for weather like the period's.",
         "费用和排放量为全年值，浓度为本时段值：二者之比只适用于与本时段类似的气象。");
}

fen_status fen_verdict_note(fen_comparison *c, fen_error *err) {
  notes n = {.c = c, .err = err};
  n.status = FEN_POOL_NEW(c->pool, &n.items, MOST_NOTES, err);
  if (!n.status)
    n.status = FEN_POOL_NEW(c->pool, &n.items_zh, MOST_NOTES, err);
  if (n.status)
    return n.status;
  note(&n, c->polygons, c->polygons_zh);
  note(&n, c->population, c->population_zh);
  note_cuts(&n);
  note_days(&n);
  note_inputs(&n);
  note_limiters(&n);
  note_costs(&n);
  c->notes = n.items;
  c->notes_zh = n.items_zh;
  c->note_count = n.count;
  return n.status;
}
