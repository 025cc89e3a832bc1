/* Reading results and comparing them, as the list of its processes. */
#include "fenhe/compare.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "gather.h"
#include "result.h"
#include "verdict.h"

/* Whole days that the mean of a year stands on (GB 3095-2012, table 4), and the longest year. */
enum { YEAR_LEAST_DAYS = 324, YEAR_MOST_DAYS = 366, REFUSAL = 256 };

typedef struct {
  const fen_compare_options *options;
  const fen_log *log;
  fen_comparison *out;
  fen_frame frame;
  fen_gathered folders;
} comparer;

static const char *text_of_species(const char *species) {
  return strcmp(species, "PM25") == 0 ? "PM2.5" : species;
}

static fen_status set_period(comparer *c, fen_error *err) {
  const fen_frame *f = &c->frame;
  char text[FEN_TIME_TEXT];
  c->out->start_s = f->end_s[0] - 3600.0;
  c->out->end_s = f->end_s[f->hours - 1];
  c->out->utc_offset_s = f->utc_offset_s;
  c->out->hours = f->hours;
  c->out->days = f->days;
  c->out->whole_days = f->whole_days;
  c->out->species = f->species;
  c->out->species_text = text_of_species(f->species);
  c->out->over_people = f->has_people;
  fen_time_format(c->out->start_s, f->utc_offset_s, text);
  fen_status status = fen_pool_text(c->out->pool, &c->out->start, err, "%s", text);
  fen_time_format(f->end_s[f->hours - 1], f->utc_offset_s, text);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->end, err, "%s", text);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->weather, err, "%s", f->weather);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->polygons, err, "%s", f->polygons);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->polygons_zh, err, "%s", f->polygons_zh);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->population, err, "%s", f->population);
  return status ? status : fen_pool_text(c->out->pool, &c->out->population_zh, err, "%s", f->population_zh);
}

/* Receptors that every result has; the others cannot be compared. */
static void keep_common(comparer *c, const bool *common) {
  ptrdiff_t kept = 0;
  for (ptrdiff_t r = 0; r < c->frame.receptor_count; r++) {
    if (common[r])
      c->frame.receptors[kept++] = c->frame.receptors[r];
    else
      fen_log_line(c->log, FEN_LOG_WARNING, "receptor %s is left out: not every result has it", c->frame.receptors[r].name);
  }
  c->frame.receptor_count = kept;
}

/* Every result must fit before any is read in full. */
static fen_status check_all(comparer *c, fen_error *err) {
  bool *common = NULL;
  fen_status status = FEN_NEW(&common, c->frame.receptor_count, err);
  for (ptrdiff_t r = 0; !status && r < c->frame.receptor_count; r++)
    common[r] = true;
  for (ptrdiff_t n = 0; !status && n < c->folders.count; n++) {
    fen_result result = {0};
    status = fen_result_open(&c->frame, c->folders.items[n], &result, err);
    for (ptrdiff_t r = 0; !status && r < c->frame.receptor_count; r++)
      common[r] = common[r] && result.station[r] >= 0;
    fen_result_close(&result);
  }
  if (!status)
    keep_common(c, common);
  fen_free(common);
  return status;
}

static fen_status find_limit(const comparer *c, const fen_limits *limits, bool annual, const fen_limit **out, fen_error *err) {
  const fen_limit_wanted wanted = {.pollutant = c->frame.species,
                                   .standard = c->options->standard,
                                   .grade = c->options->grade,
                                   .annual = annual,
                                   .time_s = c->out->start_s};
  return fen_limits_find(limits, &wanted, out, err);
}

static fen_status set_limit(comparer *c, const fen_limit *limit, double *value, const char **name, fen_error *err) {
  char text[256] = "";
  *value = limit ? limit->limit_ugpm3 : NAN;
  if (limit)
    fen_limit_name(limit, text, sizeof text);
  return fen_pool_text(c->out->pool, name, err, "%s", text);
}

static bool is_year(const comparer *c) {
  return c->frame.whole_days >= YEAR_LEAST_DAYS && c->frame.days <= YEAR_MOST_DAYS;
}

/* An annual limit is for the mean of a year and for nothing else. */
static fen_status refuse_annual(comparer *c, const fen_limit *limit, fen_error *err) {
  char text[REFUSAL] = "", text_zh[REFUSAL] = "";
  if (c->options->annual && !(is_year(c) && limit))
    return fen_fail(err, FEN_ERR_COMPARE,
                    "%s: error: an annual limit is for the mean of a year, with %d to %d whole days; this period has %td\n"
                    "  = compare runs of a year, or leave --annual out: days are judged by the 24 h limit",
                    c->frame.folder, (int)YEAR_LEAST_DAYS, (int)YEAR_MOST_DAYS, c->frame.whole_days);
  if (!limit) {
    (void)snprintf(text, sizeof text, "no annual limit of %s applies", c->out->species_text);
    (void)snprintf(text_zh, sizeof text_zh, "没有适用的 %s 年均限值", c->out->species_text);
  } else if (!is_year(c)) {
    (void)snprintf(text, sizeof text, "annual limits are for means of a year (%d whole days at least); this period has %td",
                   (int)YEAR_LEAST_DAYS, c->frame.whole_days);
    (void)snprintf(text_zh, sizeof text_zh, "年均限值只用于全年均值（至少 %d 个有效日），本时段有 %td 个", (int)YEAR_LEAST_DAYS,
                   c->frame.whole_days);
  }
  fen_status status = fen_pool_text(c->out->pool, &c->out->annual_refusal, err, "%s", text);
  return status ? status : fen_pool_text(c->out->pool, &c->out->annual_refusal_zh, err, "%s", text_zh);
}

/* Without a table no limit applies, but one that was asked for is not passed over. */
static fen_status open_limits(const comparer *c, fen_limits **out, fen_error *err) {
  const fen_compare_options *options = c->options;
  const char *asked = options->standard ? options->standard : options->grade ? options->grade : options->annual ? "annual" : NULL;
  if (options->limits_path)
    return fen_limits_open(options->limits_path, c->frame.utc_offset_s, out, err);
  if (asked)
    return fen_fail(err, FEN_ERR_FILE_MISSING,
                    "error: the table of limits, air_quality_limits.csv, was not found, so that '%.100s' cannot be applied\n"
                    "  = set FENHE_SHARE to the folder that holds it",
                    asked);
  return FEN_OK;
}

static fen_status choose_limits(comparer *c, fen_error *err) {
  fen_limits *limits = NULL;
  const fen_limit *daily = NULL;
  const fen_limit *annual = NULL;
  fen_status status = open_limits(c, &limits, err);
  c->out->has_limits = limits != NULL;
  if (!status && limits)
    status = find_limit(c, limits, false, &daily, err);
  if (!status && limits)
    status = find_limit(c, limits, true, &annual, err);
  if (!status)
    status = refuse_annual(c, annual, err);
  if (!status)
    status = set_limit(c, daily, &c->out->limit_ugpm3, &c->out->limit_name, err);
  if (!status)
    status = set_limit(c, is_year(c) ? annual : NULL, &c->out->annual_limit_ugpm3, &c->out->annual_limit_name, err);
  if (!status)
    status = fen_pool_text(c->out->pool, &c->out->limit_key, err, "%s", daily ? daily->key : "");
  c->out->limit_in_force = !daily || fen_limit_in_force(daily, c->out->start_s) || !isfinite(daily->from_s);
  fen_limits_close(&limits);
  return status;
}

static fen_status read_run(comparer *c, ptrdiff_t n, fen_error *err) {
  fen_compared_run *run = &c->out->runs[n];
  fen_result result = {0};
  fen_status status = fen_result_open(&c->frame, c->folders.items[n], &result, err);
  if (!status)
    status = fen_pool_text(c->out->pool, &run->folder, err, "%s", c->folders.items[n]);
  if (!status)
    status = fen_result_account(&c->frame, &result, run, err);
  if (!status)
    status = fen_result_figures(&c->frame, &result, c->out->limit_ugpm3, run, err);
  if (!status)
    status = fen_result_parts(&c->frame, &result, run, err);
  fen_result_close(&result);
  return status;
}

/* Two folders of one name are told apart by their paths. */
static void tell_apart(fen_comparison *out) {
  for (ptrdiff_t n = 1; n < out->run_count; n++)
    for (ptrdiff_t m = 0; m < n; m++)
      if (strcmp(out->runs[n].name, out->runs[m].name) == 0) {
        bool titled = strcmp(out->runs[n].title, out->runs[n].name) != 0;
        out->runs[n].name = out->runs[n].folder;
        out->runs[n].title = titled ? out->runs[n].title : out->runs[n].folder;
        out->runs[n].title_zh = titled ? out->runs[n].title_zh : out->runs[n].folder;
      }
}

static fen_status read_all(comparer *c, fen_error *err) {
  c->out->run_count = c->folders.count;
  c->out->district_count = c->frame.district_count;
  c->out->districts = c->frame.districts;
  c->out->receptor_count = c->frame.receptor_count;
  c->out->receptors = c->frame.receptors;
  fen_status status = FEN_POOL_NEW(c->out->pool, &c->out->runs, c->out->run_count, err);
  for (ptrdiff_t n = 0; !status && n < c->out->run_count; n++)
    status = read_run(c, n, err);
  if (!status)
    tell_apart(c->out);
  return status;
}

static fen_status compare(comparer *c, const char *const *folders, ptrdiff_t count, fen_error *err) {
  fen_status status = fen_gather(folders, count, c->log, &c->folders, err);
  if (!status)
    status = fen_frame_read(c->out->pool, c->folders.items[0], c->options->species, &c->frame, err);
  if (!status)
    status = set_period(c, err);
  if (!status)
    status = check_all(c, err);
  if (!status)
    status = choose_limits(c, err);
  if (!status)
    status = read_all(c, err);
  if (!status)
    status = fen_verdict_judge(c->out, err);
  if (!status)
    status = fen_verdict_note(c->out, err);
  return status ? status : fen_verdict_phrase(c->out, err);
}

fen_status fen_compare(const char *const *folders, ptrdiff_t count, const fen_compare_options *options, const fen_log *log,
                       fen_comparison **out, fen_error *err) {
  comparer c = {.options = options, .log = log};
  fen_status status = FEN_NEW(&c.out, 1, err);
  if (!status)
    status = fen_pool_create(&c.out->pool, err);
  if (!status)
    status = compare(&c, folders, count, err);
  fen_gathered_clear(&c.folders);
  if (status)
    fen_comparison_destroy(&c.out);
  else
    *out = c.out;
  return status;
}

void fen_comparison_destroy(fen_comparison **comparison) {
  if (!comparison || !*comparison)
    return;
  fen_pool_destroy(&(*comparison)->pool);
  fen_free(*comparison);
  *comparison = NULL;
}
