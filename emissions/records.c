/* Records of an inventory: what each row is and emits. */
#include <string.h>

#include "fenhe/memory.h"
#include "inventory_parts.h"

static const double DAY_S = 86400.0;

static fen_status copy_text(const char **text, fen_error *err) {
  char *copy = NULL;
  if (!*text || !(*text)[0]) {
    *text = NULL;
    return FEN_OK;
  }
  fen_status status = fen_duplicate(*text, &copy, err);
  *text = copy;
  return status;
}

/* Where a record's own texts are. */
enum { TEXTS = 5 };
static void list_texts(fen_inventory_record *record, const char **list[TEXTS]) {
  list[0] = &record->name;
  list[1] = &record->name_zh;
  list[2] = &record->fuel;
  list[3] = &record->technology;
  list[4] = &record->class_;
}

static void free_texts(fen_inventory_record *record) {
  const char **list[TEXTS];
  list_texts(record, list);
  for (int n = 0; n < TEXTS; n++) {
    void *text; /* texts are const to readers alone */
    memcpy(&text, list[n], sizeof text);
    fen_free(text);
  }
}

fen_status fen_inventory_add_record(fen_inventory *inventory, const fen_inventory_record *record, int *index, fen_error *err) {
  fen_inventory_record kept = *record;
  const char **list[TEXTS];
  list_texts(&kept, list);
  fen_status status = fen_make_room(&inventory->records, inventory->record_count, &inventory->record_capacity, sizeof kept, err);
  for (int n = 0; n < TEXTS; n++) {
    if (!status)
      status = copy_text(list[n], err);
    else
      *list[n] = NULL;
  }
  if (status) {
    free_texts(&kept);
    return status;
  }
  *index = (int)inventory->record_count;
  inventory->records[inventory->record_count++] = kept;
  return FEN_OK;
}

void fen_inventory_free_records(fen_inventory *inventory) {
  for (ptrdiff_t n = 0; n < inventory->record_count; n++)
    free_texts(&inventory->records[n]);
  fen_free(inventory->records);
  fen_free(inventory->record_tpyr);
}

static double tonnes_of(const fen_inventory *inventory) {
  return inventory->year_days * DAY_S / 1000.0;
}

/* Mean rate of a field's n-th cell [kg/s]; times is scratch, shape [time.count]. */
static double cell_mean(const fen_inventory *inventory, const fen_emission_field *field, ptrdiff_t n, double *times) {
  for (ptrdiff_t t = 0; t < field->time.count; t++)
    times[t] = field->rate_kgps[t * field->cell_count + n];
  return fen_time_axis_mean(&field->time, times, inventory->year);
}

static fen_status weigh_field(fen_inventory *inventory, const fen_emission_field *field, fen_error *err) {
  double *times = NULL;
  double sum = 0.0;
  fen_status status = FEN_NEW(&times, field->time.count, err);
  for (ptrdiff_t n = 0; !status && n < field->cell_count; n++)
    sum += cell_mean(inventory, field, n, times);
  fen_free(times);
  inventory->record_tpyr[field->record * inventory->species_count + field->species] += sum * tonnes_of(inventory);
  return status;
}

fen_status fen_inventory_weigh_records(fen_inventory *inventory, fen_error *err) {
  fen_status status = FEN_NEW(&inventory->record_tpyr, inventory->record_count * inventory->species_count, err);
  for (ptrdiff_t n = 0; !status && n < inventory->field_count; n++)
    status = weigh_field(inventory, &inventory->fields[n], err);
  for (ptrdiff_t n = 0; !status && n < inventory->point_count; n++) {
    const fen_point *point = &inventory->points[n];
    for (ptrdiff_t s = 0; s < inventory->species_count; s++)
      inventory->record_tpyr[point->record * inventory->species_count + s] = point->rate_kgps[s] * tonnes_of(inventory);
  }
  return status;
}

ptrdiff_t fen_inventory_record_count(const fen_inventory *inventory) {
  return inventory->record_count;
}

const fen_inventory_record *fen_inventory_record_at(const fen_inventory *inventory, ptrdiff_t record) {
  return &inventory->records[record];
}

double fen_inventory_record_tpyr(const fen_inventory *inventory, ptrdiff_t record, int species) {
  return inventory->record_tpyr[record * inventory->species_count + species];
}

fen_status fen_inventory_record_spread(const fen_inventory *inventory, ptrdiff_t record, int species, double *tpyr, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t f = 0; !status && f < inventory->field_count; f++) {
    const fen_emission_field *field = &inventory->fields[f];
    double *times = NULL;
    if (field->record != record || field->species != species)
      continue;
    status = FEN_NEW(&times, field->time.count, err);
    for (ptrdiff_t n = 0; !status && n < field->cell_count; n++)
      tpyr[field->cell[n]] += cell_mean(inventory, field, n, times) * tonnes_of(inventory);
    fen_free(times);
  }
  for (ptrdiff_t n = 0; n < inventory->point_count; n++) {
    const fen_point *point = &inventory->points[n];
    if (point->record == record)
      tpyr[point->j * inventory->grid->params.nx + point->i] += point->rate_kgps[species] * tonnes_of(inventory);
  }
  return status;
}

int fen_inventory_region_at(const fen_inventory_context *context, double lon_deg, double lat_deg) {
  const fen_regions *regions = context->params->regions;
  for (ptrdiff_t n = 0; regions && n < regions->count; n++)
    if (fen_region_contains(&regions->items[n], lon_deg, lat_deg))
      return (int)n;
  return -1;
}
