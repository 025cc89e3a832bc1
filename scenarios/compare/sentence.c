/* The result of a comparison in one sentence, in English and in Chinese. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "text.h"
#include "verdict.h"

enum { SENTENCE = 4096, NUMBER = 64, MOST_NAMED = 6, DATE = 16, TITLE = 512, MOST_TITLE = 400 };

typedef struct {
  char text[SENTENCE];
  size_t used;
} sentence;

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
add(sentence *s, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int written = vsnprintf(s->text + s->used, sizeof s->text - s->used, format, arguments);
  va_end(arguments);
  s->used += written > 0 ? (size_t)written : 0;
  if (s->used > sizeof s->text - 1)
    s->used = sizeof s->text - 1;
}

/* A number of people or yuan as one says it. */
static void say(double value, bool chinese, char text[NUMBER]) {
  double size = fabs(value);
  if (chinese && size >= 1e8)
    (void)snprintf(text, NUMBER, "%.3g亿", value / 1e8);
  else if (chinese && size >= 1e4)
    (void)snprintf(text, NUMBER, size >= 1e7 ? "%.0f万" : "%.3g万", value / 1e4);
  else if (!chinese && size >= 1e9)
    (void)snprintf(text, NUMBER, "%.3g billion", value / 1e9);
  else if (!chinese && size >= 1e6)
    (void)snprintf(text, NUMBER, "%.3g million", value / 1e6);
  else if (!chinese && size >= 1e4)
    (void)snprintf(text, NUMBER, "%.3g thousand", value / 1e3);
  else
    (void)snprintf(text, NUMBER, size >= 1e3 ? "%.0f" : "%.3g", value);
}

static const char *place_name(const fen_compared_place *place, bool chinese) {
  return chinese && place->name_zh[0] ? place->name_zh : place->name;
}

/* Districts that come to the other side of the limit; how many there are. */
static ptrdiff_t name_changed(const fen_comparison *c, const fen_compared_run *run, int side, bool chinese, sentence *names) {
  ptrdiff_t count = 0;
  for (ptrdiff_t d = 0; d + 1 < c->district_count; d++) {
    if (run->districts[d].side != side)
      continue;
    if (count < MOST_NAMED)
      add(names, "%s%s", count == 0 ? "" : chinese ? "、" : ", ", place_name(&c->districts[d], chinese));
    count++;
  }
  if (count > MOST_NAMED)
    add(names, chinese ? "等%td个" : " and %td more", chinese ? count : count - MOST_NAMED);
  return count;
}

static void add_sides(const fen_comparison *c, const fen_compared_run *run, sentence *en, sentence *zh) {
  static const int sides[] = {-1, 1};
  for (int n = 0; n < 2; n++) {
    sentence names = {.used = 0};
    sentence names_zh = {.used = 0};
    ptrdiff_t count = name_changed(c, run, sides[n], false, &names);
    (void)name_changed(c, run, sides[n], true, &names_zh);
    if (count == 0)
      continue;
    const char *over = c->over_people ? "over the people of" : "of";
    add(en, "; the daily mean %s %s %s the limit", over, names.text, sides[n] < 0 ? "no longer exceeds" : "now exceeds");
    add(zh, "；%s%s日均值%s", names_zh.text, c->over_people ? "人口加权" : "", sides[n] < 0 ? "不再超标" : "出现超标");
  }
}

static void add_people(const fen_comparison *c, const fen_compared_run *run, sentence *en, sentence *zh) {
  double before = c->runs[0].districts[c->district_count - 1].people_days_above;
  double after = run->districts[c->district_count - 1].people_days_above;
  double change = before - after;
  char number[NUMBER], number_zh[NUMBER];
  if (isnan(change))
    return;
  say(fabs(change), false, number);
  say(fabs(change), true, number_zh);
  if (change == 0.0) {
    add(en, "; the person-days above %g ug m-3 stay the same", c->limit_ugpm3);
    add(zh, "；超过 %g 微克/立方米的人日数不变", c->limit_ugpm3);
  } else {
    add(en, "; %s %s person-days are above %g ug m-3 (%s, 24 h)", number, change > 0.0 ? "fewer" : "more", c->limit_ugpm3, c->limit_name);
    add(zh, "；超过 %g 微克/立方米（24 小时）的人日数%s%s", c->limit_ugpm3, change > 0.0 ? "减少" : "增加", number_zh);
  }
  double left = run->districts[c->district_count - 1].people_above;
  if (!(left > 0.0))
    return;
  say(left, false, number);
  say(left, true, number_zh);
  add(en, ", %s people still meet such a day", number);
  add(zh, "，仍有%s人遇到超标日", number_zh);
}

static void add_cost(const fen_compared_run *run, sentence *en, sentence *zh) {
  char number[NUMBER], number_zh[NUMBER];
  if (isnan(run->cost_per_ugpm3) || run->passing_measures > 0) /* a cost of days is none of a year */
    return;
  say(run->cost_per_ugpm3, false, number);
  say(run->cost_per_ugpm3, true, number_zh);
  bool partial = run->costed_measures < run->measures;
  add(en, "; it costs %s%s yuan a year for each ug m-3", partial ? "at least " : "", number);
  add(zh, "；每降低 1 微克/立方米每年费用%s %s元", partial ? "至少" : "", number_zh);
}

static void add_change(const fen_comparison *c, const fen_compared_run *run, sentence *en, sentence *zh) {
  double before = fen_verdict_mean(c, &c->runs[0]);
  double after = fen_verdict_mean(c, run);
  double gain = run->gain_ugpm3;
  char subject[2 * NUMBER], subject_zh[2 * NUMBER];
  (void)snprintf(subject, sizeof subject, c->over_people ? "the mean %s that people in the domain breathe" : "the mean %s over the domain",
                 c->species_text);
  (void)snprintf(subject_zh, sizeof subject_zh, c->over_people ? "全域人口加权平均 %s 浓度" : "全域平均 %s 浓度", c->species_text);
  if (!fen_verdict_is_change(gain, before)) {
    add(en, "leaves %s at %.3g ug m-3", subject, after);
    add(zh, "使%s保持在 %.3g 微克/立方米", subject_zh, after);
    return;
  }
  add(en, "%s %s from %.3g to %.3g ug m-3 (by %.3g, %.3g %%)", gain > 0.0 ? "lowers" : "raises", subject, before, after, fabs(gain),
      100.0 * fabs(gain) / before);
  add(zh, "使%s由 %.3g %s %.3g 微克/立方米（%s %.3g，%.3g%%）", subject_zh, before, gain > 0.0 ? "降至" : "升至", after,
      gain > 0.0 ? "降低" : "升高", fabs(gain), 100.0 * fabs(gain) / before);
}

static void date_of(double time_s, double utc_offset_s, char text[DATE]) {
  char whole[FEN_TIME_TEXT];
  fen_time_format(time_s, utc_offset_s, whole);
  (void)snprintf(text, DATE, "%.10s", whole);
}

static void name_base(const fen_compared_run *base, char text[TITLE], char text_zh[TITLE]) {
  bool plain = strcmp(base->title, "base") == 0;
  (void)snprintf(text, TITLE, plain ? "the base" : "the base \"%.*s\"", fen_text_fit(base->title, MOST_TITLE), base->title);
  (void)snprintf(text_zh, TITLE, plain ? "基准" : "基准“%.*s”", fen_text_fit(base->title_zh, MOST_TITLE), base->title_zh);
}

fen_status fen_verdict_phrase(fen_comparison *c, fen_error *err) {
  const fen_compared_run *base = &c->runs[0];
  const fen_compared_run *best = &c->runs[1];
  bool idealised = strcmp(c->weather, "idealised") == 0;
  char start[DATE], end[DATE], of_base[TITLE], of_base_zh[TITLE];
  sentence en = {.used = 0};
  sentence zh = {.used = 0};
  for (ptrdiff_t n = 1; n < c->run_count; n++)
    if (c->runs[n].rank == 1)
      best = &c->runs[n];
  date_of(c->start_s, c->utc_offset_s, start);
  date_of(c->end_s - 1.0, c->utc_offset_s, end); /* an end at midnight is that of the day before */
  name_base(base, of_base, of_base_zh);
  int title = fen_text_fit(best->title, MOST_TITLE);
  int title_zh = fen_text_fit(best->title_zh, MOST_TITLE);
  if (c->run_count > 2) {
    bool helps = best->gain_ugpm3 > 0.0;
    add(&en, "Of %td scenarios \"%.*s\" %s: against %s it ", c->run_count - 1, title, best->title,
        helps ? "does most" : "comes first, though none helps", of_base);
    add(&zh, "%s 至 %s，在 %td 个情景中，“%.*s”%s：与%s相比，", start, end, c->run_count - 1, title_zh, best->title_zh,
        helps ? "效果最大" : "排在首位，但无一改善", of_base_zh);
  } else {
    add(&en, "Against %s, \"%.*s\" ", of_base, title, best->title);
    add(&zh, "%s 至 %s，与%s相比，“%.*s”", start, end, of_base_zh, title_zh, best->title_zh);
  }
  add_change(c, best, &en, &zh);
  add(&en, ", %s to %s", start, end);
  add_people(c, best, &en, &zh);
  add_sides(c, best, &en, &zh);
  add_cost(best, &en, &zh);
  add(&en, idealised ? "; the weather is idealised." : ".");
  add(&zh, idealised ? "；气象为理想化。" : "。");
  fen_status status = fen_pool_text(c->pool, &c->sentence, err, "%.*s", fen_text_fit(en.text, SENTENCE), en.text);
  return status ? status : fen_pool_text(c->pool, &c->sentence_zh, err, "%.*s", fen_text_fit(zh.text, SENTENCE), zh.text);
}
