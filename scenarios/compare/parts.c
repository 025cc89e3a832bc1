/* What sectors and regions contribute to the means of a result: sums of its tags. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "result.h"

enum { LABEL = 256 };

/* Where tags leave more than this part of a total untold, the rest is a part of its own. */
static const double most_untagged = 1e-3;

typedef struct {
  const fen_frame *frame;
  const fen_result *result;
  double *series; /* shape [hours], work */
  double *means;  /* of one lane by district, then by receptor, work */
} reader;

typedef struct {
  const char *name;
  double *districts, *receptors;
} part;

typedef struct {
  ptrdiff_t count;
  part *items;
} parts;

static bool is_set(const json_t *tag, const char *key) {
  return json_is_true(json_object_get(tag, key));
}

static void join(const json_t *names, const char *none, char label[LABEL]) {
  label[0] = '\0';
  for (size_t n = 0; n < json_array_size(names); n++) {
    const char *name = json_string_value(json_array_get(names, n));
    size_t used = strlen(label);
    (void)snprintf(label + used, LABEL - used, "%s%s", used ? " + " : "", name ? name : "?");
  }
  if (!label[0])
    (void)snprintf(label, LABEL, "%s", none);
}

/* The name of the part that a tag belongs to. */
static void label_of(const json_t *tag, bool by_region, char label[LABEL]) {
  const char *own = json_string_value(json_object_get(tag, by_region ? "region_part" : "sector_part"));
  if (is_set(tag, "other"))
    (void)snprintf(label, LABEL, "other");
  else if (!is_set(tag, "emissions"))
    (void)snprintf(label, LABEL, "%s",
                   is_set(tag, "initial") && is_set(tag, "boundary") ? "background"
                   : is_set(tag, "initial")                          ? "initial"
                                                                     : "boundary");
  else if (own && own[0])
    (void)snprintf(label, LABEL, "%s", own);
  else if (by_region)
    join(json_object_get(tag, "regions"), "all regions", label);
  else
    join(json_object_get(tag, "sectors"), "all sectors", label);
}

static double mean_of(const double *series, ptrdiff_t count) {
  double sum = 0.0;
  for (ptrdiff_t n = 0; n < count; n++)
    sum += series[n];
  return sum / (double)count;
}

/* The period's means of a lane in all places. */
static fen_status read_lane(const reader *in, const char *lane, fen_error *err) {
  const fen_frame *frame = in->frame;
  char name[FEN_NC_NAME];
  fen_status status = FEN_OK;
  (void)snprintf(name, sizeof name, "%s%s", lane, frame->has_people ? "_people" : "");
  for (ptrdiff_t d = 0; !status && d < frame->district_count; d++) {
    status = fen_result_district(frame, in->result, name, d, in->series, err);
    in->means[d] = mean_of(in->series, frame->hours);
  }
  for (ptrdiff_t r = 0; !status && r < frame->receptor_count; r++) {
    status = fen_result_receptor(frame, in->result, lane, r, in->series, err);
    in->means[frame->district_count + r] = mean_of(in->series, frame->hours);
  }
  return status;
}

static bool has_lane(const reader *in, const char *lane) {
  return fen_nc_has(in->frame->has_districts ? in->result->districts : in->result->surface, lane) &&
         (in->frame->receptor_count == 0 || fen_nc_has(in->result->receptors, lane));
}

static fen_status find_part(const reader *in, parts *list, const char *label, part **out, fen_error *err) {
  for (ptrdiff_t n = 0; n < list->count; n++) {
    if (strcmp(list->items[n].name, label) == 0) {
      *out = &list->items[n];
      return FEN_OK;
    }
  }
  part *added = &list->items[list->count];
  fen_status status = fen_pool_text(in->frame->pool, &added->name, err, "%s", label);
  if (!status)
    status = FEN_POOL_NEW(in->frame->pool, &added->districts, in->frame->district_count, err);
  if (!status)
    status = FEN_POOL_NEW(in->frame->pool, &added->receptors, in->frame->receptor_count, err);
  list->count += !status;
  *out = added;
  return status;
}

static fen_status add_to(const reader *in, parts *list, const char *label, fen_error *err) {
  part *item = NULL;
  fen_status status = find_part(in, list, label, &item, err);
  if (status)
    return status;
  for (ptrdiff_t d = 0; d < in->frame->district_count; d++)
    item->districts[d] += in->means[d];
  for (ptrdiff_t r = 0; r < in->frame->receptor_count; r++)
    item->receptors[r] += in->means[in->frame->district_count + r];
  return FEN_OK;
}

/* What the parts leave of the total, unless it is next to nothing everywhere. */
static fen_status add_rest(const reader *in, parts *list, fen_error *err) {
  const ptrdiff_t tagged = list->count;
  bool telling = false;
  part *rest = NULL;
  fen_status status = read_lane(in, in->frame->species, err);
  if (!status)
    status = find_part(in, list, "untagged", &rest, err);
  for (ptrdiff_t d = 0; !status && d < in->frame->district_count; d++) {
    rest->districts[d] = in->means[d];
    for (ptrdiff_t n = 0; n < tagged; n++)
      rest->districts[d] -= list->items[n].districts[d];
    telling = telling || fabs(rest->districts[d]) > most_untagged * fabs(in->means[d]);
  }
  for (ptrdiff_t r = 0; !status && r < in->frame->receptor_count; r++) {
    double total = in->means[in->frame->district_count + r];
    rest->receptors[r] = total;
    for (ptrdiff_t n = 0; n < tagged; n++)
      rest->receptors[r] -= list->items[n].receptors[r];
    telling = telling || fabs(rest->receptors[r]) > most_untagged * fabs(total);
  }
  list->count = telling ? tagged + 1 : tagged;
  return status;
}

/* Chinese names: of sectors by the summary, of regions by the districts, of the rest here. */
static const char *chinese(const reader *in, const char *name, bool by_region) {
  static const char *const known[][2] = {{"background", "背景"}, {"initial", "初始"},         {"boundary", "边界输入"},   {"other", "其他"},
                                         {"untagged", "未标记"}, {"all sectors", "全部行业"}, {"all regions", "全部地区"}};
  const json_t *sectors = json_object_get(in->result->summary, "sectors");
  for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    if (strcmp(known[n][0], name) == 0)
      return known[n][1];
  for (ptrdiff_t d = 0; by_region && d < in->frame->district_count; d++)
    if (strcmp(in->frame->districts[d].name, name) == 0)
      return in->frame->districts[d].name_zh;
  for (size_t n = 0; !by_region && n < json_array_size(sectors); n++) {
    const json_t *sector = json_array_get(sectors, n);
    const char *own = json_string_value(json_object_get(sector, "name"));
    if (own && strcmp(own, name) == 0)
      return json_string_value(json_object_get(sector, "name_zh"));
  }
  return NULL;
}

static fen_status hand_out(const reader *in, const parts *list, bool by_region, fen_contributions *out, fen_error *err) {
  fen_contribution *items = NULL;
  fen_status status = FEN_POOL_NEW(in->frame->pool, &items, list->count, err);
  for (ptrdiff_t n = 0; !status && n < list->count; n++) {
    const char *name_zh = chinese(in, list->items[n].name, by_region);
    items[n] =
        (fen_contribution){.name = list->items[n].name, .districts = list->items[n].districts, .receptors = list->items[n].receptors};
    status = fen_pool_text(in->frame->pool, &items[n].name_zh, err, "%s", name_zh ? name_zh : "");
  }
  if (!status)
    *out = (fen_contributions){.count = list->count, .items = items};
  return status;
}

static fen_status read_parts(const reader *in, const json_t *tags, parts *sectors, parts *regions, fen_error *err) {
  fen_status status = FEN_OK;
  for (size_t t = 0; !status && t < json_array_size(tags); t++) {
    const json_t *tag = json_array_get(tags, t);
    const char *species = json_string_value(json_object_get(tag, "species"));
    const char *name = json_string_value(json_object_get(tag, "name"));
    char lane[FEN_NC_NAME], label[LABEL];
    if (!species || !name || strcmp(species, in->frame->species) != 0)
      continue;
    (void)snprintf(lane, sizeof lane, "%s__%s", species, name);
    if (!has_lane(in, lane))
      continue;
    status = read_lane(in, lane, err);
    label_of(tag, false, label);
    if (!status)
      status = add_to(in, sectors, label, err);
    label_of(tag, true, label);
    if (!status)
      status = add_to(in, regions, label, err);
  }
  if (!status && sectors->count > 0)
    status = add_rest(in, sectors, err);
  return status || regions->count == 0 ? status : add_rest(in, regions, err);
}

fen_status fen_result_parts(const fen_frame *frame, const fen_result *result, fen_compared_run *out, fen_error *err) {
  const json_t *tags = json_object_get(result->summary, "tags");
  ptrdiff_t room = (ptrdiff_t)json_array_size(tags) + 1;
  reader in = {.frame = frame, .result = result};
  parts sectors = {0};
  parts regions = {0};
  if (room == 1)
    return FEN_OK;
  fen_status status = FEN_NEW(&in.series, frame->hours, err);
  if (!status)
    status = FEN_NEW(&in.means, frame->district_count + frame->receptor_count, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &sectors.items, room, err);
  if (!status)
    status = FEN_POOL_NEW(frame->pool, &regions.items, room, err);
  if (!status)
    status = read_parts(&in, tags, &sectors, &regions, err);
  if (!status)
    status = hand_out(&in, &sectors, false, &out->sectors, err);
  if (!status)
    status = hand_out(&in, &regions, true, &out->regions, err);
  fen_free(in.series);
  fen_free(in.means);
  return status;
}
