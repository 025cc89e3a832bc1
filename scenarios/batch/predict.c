/* The result of a scenario as the base and what its measures change of the tags. */
#include <math.h>
#include <stdio.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "fenhe/text.h"
#include "member.h"
#include "partition.h"
#include "responses_parts.h"

/* The records that fall to a tag. */
static ptrdiff_t find_records(const fen_responses *r, const fen_lane *lane, int *records) {
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; r->inventory && n < fen_inventory_record_count(r->inventory); n++)
    if (fen_lane_takes(&r->lanes, lane, lane->species, fen_inventory_record_at(r->inventory, n)) &&
        fen_inventory_record_tpyr(r->inventory, n, lane->species) > 0.0)
      records[count++] = (int)n;
  return count;
}

/* Measures change emissions: what a tag holds beside them must not be multiplied with them. */
static bool is_mixed(const fen_responses *r, const fen_lane *lane, const fen_tag_factor *tag) {
  return tag->whole && tag->factor != 1.0 && fen_partition_has_background(r->item, lane);
}

static fen_status find_factors(const fen_responses *r, fen_prediction *p, fen_error *err) {
  int *records = NULL;
  fen_status status = FEN_NEW(&records, r->inventory ? fen_inventory_record_count(r->inventory) : 0, err);
  p->exact = true;
  bool any = false;
  for (ptrdiff_t l = 0; !status && l < r->lanes.count; l++) {
    const fen_lane *lane = &r->lanes.items[l];
    bool lone = lane->member == 0 && !fen_partition_has_tags(&r->lanes, lane->species) && fen_change_touches(p->change, lane->species);
    any = any || (lane->member == 0 && !lone);
    if (!lane->tag && !lone)
      continue;
    fen_tag_factor *tag = &p->tags[p->tag_count++];
    *tag = (fen_tag_factor){.lane = lane->name, .index = l, .species = lane->species, .factor = 1.0};
    ptrdiff_t count = find_records(r, lane, records);
    tag->whole = !lone && fen_change_is_uniform(p->change, records, count, lane->species, &tag->factor);
    bool mixed = is_mixed(r, lane, tag);
    tag->whole = tag->whole && !mixed;
    p->left_out[lane->species] = p->left_out[lane->species] || lone;
    if (lone)
      (void)snprintf(tag->why, sizeof tag->why, "measures change this species, which has no tags");
    else if (mixed)
      (void)snprintf(tag->why, sizeof tag->why, "a part is initial or boundary values, which no measure changes");
    else if (!tag->whole)
      fen_change_explain(p->change, records, count, lane->species, tag->why, sizeof tag->why);
    fen_text_cut(tag->why);
    p->exact = p->exact && (tag->whole || lone);
  }
  p->exact = p->exact && any;
  fen_free(records);
  return status;
}

/* Base + sum over tags of (factor - 1) x tag: what is not changed adds no rounding. */
static void sum_tags(const fen_responses *r, fen_prediction *p) {
  for (int s = 0; s < (int)r->item->species_count; s++) {
    const bool known = p->exact && !p->left_out[s];
    for (ptrdiff_t place = 0; place < p->places; place++) {
      const double *mean = r->mean_ugpm3 + place * r->lanes.count;
      double value = known ? fen_responses_base(r, s, place) : NAN;
      for (ptrdiff_t n = 0; known && n < p->tag_count; n++)
        if (p->tags[n].species == s && p->tags[n].factor != 1.0)
          value += (p->tags[n].factor - 1.0) * mean[p->tags[n].index];
      p->mean_ugpm3[s * p->places + place] = value;
    }
  }
}

fen_status fen_predict(const fen_responses *responses, const fen_scenario *scenario, fen_prediction **out, fen_error *err) {
  fen_prediction *p = NULL;
  double begun_s = fen_wall_clock_s();
  fen_status status = FEN_NEW(&p, 1, err);
  if (status)
    return status;
  p->scenario = scenario;
  p->places = responses->place_count;
  status = fen_change_create(scenario, responses->item, responses->inventory, responses->source->grid, NULL, &p->change, err);
  if (!status)
    status = FEN_NEW(&p->tags, responses->lanes.count, err);
  if (!status)
    status = FEN_NEW(&p->left_out, responses->item->species_count, err);
  if (!status)
    status = FEN_NEW(&p->mean_ugpm3, p->places * responses->item->species_count, err);
  if (!status)
    status = find_factors(responses, p, err);
  if (status) {
    fen_prediction_destroy(&p);
    return status;
  }
  sum_tags(responses, p);
  p->seconds = fen_wall_clock_s() - begun_s;
  *out = p;
  return FEN_OK;
}

void fen_prediction_destroy(fen_prediction **prediction) {
  fen_prediction *p = prediction ? *prediction : NULL;
  if (!p)
    return;
  fen_change_destroy(&p->change);
  fen_free(p->tags);
  fen_free(p->left_out);
  fen_free(p->mean_ugpm3);
  fen_free(p);
  *prediction = NULL;
}

static fen_status refuse(const fen_prediction *p, fen_error *err) {
  for (ptrdiff_t n = 0; n < p->tag_count; n++)
    if (!p->tags[n].whole)
      return fen_fail(err, FEN_ERR_PREDICTION,
                      "%s: error: these tags cannot predict '%s': of %s, %s\n"
                      "  = run it: fenhe batch; or declare tags as the measures act and make responses anew",
                      fen_scenario_path(p->scenario), fen_scenario_name(p->scenario), p->tags[n].lane, p->tags[n].why);
  return fen_fail(err, FEN_ERR_INTERNAL, "a prediction that is not exact, and no tag of it says why");
}

/* The lead with weight 1, and what is changed of the tags. */
static void list_terms(const fen_responses *r, const fen_prediction *p, int species, fen_member_sum *sum, fen_member_term *terms) {
  *sum = (fen_member_sum){.species = r->item->species[species].name, .terms = terms};
  if (p->left_out[species])
    return;
  (void)snprintf(terms[0].lane, sizeof terms[0].lane, "%s", sum->species);
  terms[0].weight = 1.0;
  sum->count = 1;
  for (ptrdiff_t n = 0; n < p->tag_count; n++) {
    if (p->tags[n].species != species || p->tags[n].factor == 1.0)
      continue;
    (void)snprintf(terms[sum->count].lane, sizeof terms[0].lane, "%s", p->tags[n].lane);
    terms[sum->count++].weight = p->tags[n].factor - 1.0;
  }
}

fen_status fen_prediction_write(const fen_responses *responses, const fen_prediction *prediction, const char *folder, const char *command,
                                fen_error *err) {
  const ptrdiff_t species_count = responses->item->species_count;
  const ptrdiff_t stride = prediction->tag_count + 1;
  fen_member_sum *sums = NULL;
  fen_member_term *terms = NULL;
  fen_member_draft draft = {""};
  if (!prediction->exact)
    return refuse(prediction, err);
  fen_status status = FEN_NEW(&sums, species_count, err);
  if (!status)
    status = FEN_NEW(&terms, species_count * stride, err);
  for (int s = 0; !status && s < (int)species_count; s++)
    list_terms(responses, prediction, s, &sums[s], terms + s * stride);
  const fen_member member = {.run = responses->folder,
                             .folder = folder,
                             .kind = "prediction",
                             .scenario = fen_scenario_name(prediction->scenario),
                             .measures = prediction->scenario,
                             .title = fen_scenario_title(prediction->scenario, false),
                             .limiter_of = "base",
                             .command = command,
                             .sum_count = species_count,
                             .sums = sums};
  if (!status)
    status = fen_member_write(&member, &draft, err);
  if (!status)
    status = fen_member_write_ledger(prediction->change, &draft, err);
  if (!status)
    status = fen_member_commit(&member, &draft, err);
  fen_member_discard(&draft);
  fen_free(sums);
  fen_free(terms);
  return status;
}
