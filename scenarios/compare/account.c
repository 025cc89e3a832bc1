/* What a result is called, and what its scenario emits and costs: from summary.json and ledger.json. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "result.h"

static const char *text_of(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  return text && text[0] ? text : NULL;
}

static double number_of(const json_t *object, const char *key) {
  const json_t *value = json_object_get(object, key);
  return json_is_number(value) ? json_number_value(value) : NAN;
}

/* The last part of a folder's path. */
static fen_status base_name(const fen_frame *frame, const char *folder, const char **out, fen_error *err) {
  size_t end = strlen(folder);
  while (end > 1 && folder[end - 1] == '/')
    end--;
  size_t start = end;
  while (start > 0 && folder[start - 1] != '/')
    start--;
  return fen_pool_text(frame->pool, out, err, "%.*s", (int)(end - start), folder + start);
}

static fen_status name_run(const fen_frame *frame, const fen_result *result, fen_compared_run *out, fen_error *err) {
  const char *scenario = text_of(result->summary, "scenario");
  const char *kind = text_of(result->summary, "kind");
  const char *limiter = text_of(result->summary, "limiter_of");
  const char *title = text_of(result->ledger, "title");
  const char *title_zh = text_of(result->ledger, "title_zh");
  fen_status status =
      scenario ? fen_pool_text(frame->pool, &out->name, err, "%s", scenario) : base_name(frame, result->folder, &out->name, err);
  if (!title)
    title = text_of(result->summary, "scenario_title");
  if (!status)
    status = fen_pool_text(frame->pool, &out->title, err, "%s", title ? title : out->name);
  if (!status)
    status = fen_pool_text(frame->pool, &out->title_zh, err, "%s",
                           title_zh                          ? title_zh
                           : strcmp(out->title, "base") == 0 ? "基准"
                                                             : out->title);
  if (!status)
    status = fen_pool_text(frame->pool, &out->kind, err, "%s", kind ? kind : "run");
  return status ? status : fen_pool_text(frame->pool, &out->limiter_of, err, "%s", limiter ? limiter : "own");
}

/* How many of the measures that act in the period say what they cost. */
static void count_costs(const json_t *measures, fen_compared_run *out) {
  for (size_t n = 0; n < json_array_size(measures); n++) {
    const json_t *measure = json_array_get(measures, n);
    double in_force = number_of(measure, "in_force");
    bool acts = isnan(in_force) || in_force > 0.0;
    out->measures += acts;
    out->passing_measures += in_force > 0.0 && in_force < 1.0;
    out->costed_measures += acts && !isnan(number_of(measure, "cost_yuan_pyr"));
  }
}

/* By species, as the ledger's totals have them. */
static fen_status take_ledger(const fen_frame *frame, const json_t *totals, fen_compared_run *out, fen_error *err) {
  json_t *species = json_object_get(totals, "species");
  fen_compared_tonnes *tonnes = NULL;
  fen_status status = FEN_POOL_NEW(frame->pool, &tonnes, (ptrdiff_t)json_object_size(species), err);
  const char *name;
  json_t *row;
  out->has_ledger = true;
  out->cost_yuan_pyr = number_of(totals, "cost_yuan_pyr");
  out->co2_tpyr = number_of(totals, "co2_tpyr");
  out->co2_value_yuan_pyr = number_of(totals, "co2_value_yuan_pyr");
  out->tonnes = tonnes;
  if (status)
    return status;
  json_object_foreach(species, name, row) {
    fen_compared_tonnes *t = &tonnes[out->tonnes_count];
    *t = (fen_compared_tonnes){.base_tpyr = number_of(row, "base_tpyr"),
                               .scenario_tpyr = number_of(row, "scenario_tpyr"),
                               .change_tpyr = number_of(row, "change_tpyr")};
    status = fen_pool_text(frame->pool, &t->species, err, "%s", name);
    if (status)
      return status;
    out->tonnes_count++;
  }
  return FEN_OK;
}

static fen_compared_tonnes *find(fen_compared_tonnes *tonnes, ptrdiff_t count, const char *species) {
  for (ptrdiff_t n = 0; n < count; n++)
    if (strcmp(tonnes[n].species, species) == 0)
      return &tonnes[n];
  return NULL;
}

/* Without a ledger a run emits what its summary lists by species and sector. */
static fen_status take_summary(const fen_frame *frame, const json_t *rows, fen_compared_run *out, fen_error *err) {
  fen_compared_tonnes *tonnes = NULL;
  fen_status status = FEN_POOL_NEW(frame->pool, &tonnes, (ptrdiff_t)json_array_size(rows), err);
  ptrdiff_t count = 0;
  for (size_t n = 0; !status && n < json_array_size(rows); n++) {
    const json_t *row = json_array_get(rows, n);
    const char *species = text_of(row, "species");
    fen_compared_tonnes *t = species ? find(tonnes, count, species) : NULL;
    if (species && !t) {
      t = &tonnes[count];
      *t = (fen_compared_tonnes){.base_tpyr = NAN, .change_tpyr = NAN};
      status = fen_pool_text(frame->pool, &t->species, err, "%s", species);
      count += !status;
    }
    if (!status && t)
      t->scenario_tpyr += number_of(row, "in_domain_t_per_year");
  }
  out->tonnes = tonnes;
  out->tonnes_count = status ? 0 : count;
  return status;
}

/* Files of the scenario itself: they are what is compared. */
static bool is_of_scenario(const char *role) {
  static const char *const roles[] = {"scenario", "polygons", "alerts", "forecast"};
  for (size_t n = 0; n < sizeof roles / sizeof *roles; n++)
    if (strcmp(role, roles[n]) == 0)
      return true;
  return false;
}

static fen_input_kind kind_of(const char *role) {
  static const struct {
    const char *role;
    fen_input_kind kind;
  } kinds[] = {{"case", FEN_INPUT_CASE},           {"weather", FEN_INPUT_WEATHER},           {"emissions", FEN_INPUT_EMISSIONS},
               {"surrogate", FEN_INPUT_EMISSIONS}, {"initial values", FEN_INPUT_BACKGROUND}, {"boundary values", FEN_INPUT_BACKGROUND}};
  for (size_t n = 0; n < sizeof kinds / sizeof *kinds; n++)
    if (strcmp(role, kinds[n].role) == 0)
      return kinds[n].kind;
  return FEN_INPUT_OTHER;
}

/* FNV-1a, with the text's end as its last byte. */
static uint64_t hash(uint64_t sum, const char *text) {
  for (;; text++) {
    sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    if (!*text)
      return sum;
  }
}

static fen_compared_inputs sum_inputs(const json_t *list) {
  fen_compared_inputs inputs = {.known = json_array_size(list) > 0};
  for (int k = 0; k < FEN_INPUT_KINDS; k++)
    inputs.sum[k] = UINT64_C(0xcbf29ce484222325);
  for (size_t n = 0; n < json_array_size(list); n++) {
    const char *role = text_of(json_array_get(list, n), "role");
    const char *sha256 = text_of(json_array_get(list, n), "sha256");
    if (!role || !sha256 || is_of_scenario(role))
      continue;
    uint64_t *sum = &inputs.sum[kind_of(role)];
    *sum = hash(hash(*sum, role), sha256);
  }
  return inputs;
}

fen_status fen_result_account(const fen_frame *frame, const fen_result *result, fen_compared_run *out, fen_error *err) {
  fen_status status = name_run(frame, result, out, err);
  out->inputs = sum_inputs(json_object_get(result->summary, "inputs"));
  out->cost_yuan_pyr = out->co2_tpyr = out->co2_value_yuan_pyr = NAN;
  if (status)
    return status;
  count_costs(json_object_get(result->ledger, "measures"), out);
  if (result->ledger)
    return take_ledger(frame, json_object_get(result->ledger, "totals"), out, err);
  /* The summary of a member or a prediction lists its base's tonnes. */
  if (strcmp(out->kind, "run") != 0 && text_of(result->summary, "scenario"))
    return FEN_OK;
  return take_summary(frame, json_object_get(result->summary, "tonnes"), out, err);
}
