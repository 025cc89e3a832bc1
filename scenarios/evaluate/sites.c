#include "sites.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/diagnostics.h"
#include "fenhe/memory.h"

/* A row of a list. */
typedef struct {
  const char *id, *name, *city, *county, *alias;
  const char *base; /* name without brackets */
  double lon_deg, lat_deg;
  ptrdiff_t site; /* -1: not yet one */
} listed;

typedef struct {
  fen_pool *pool;
  ptrdiff_t count;
  listed *items;
  const char **names; /* shape [count], for the nearest word */
} station_list;

static fen_status read_row(const fen_csv *table, const ptrdiff_t *column, ptrdiff_t row, fen_pool *pool, listed *out, fen_error *err) {
  const struct {
    fen_head head;
    const char **to;
  } texts[] = {{FEN_HEAD_ID, &out->id},
               {FEN_HEAD_STATION, &out->name},
               {FEN_HEAD_CITY, &out->city},
               {FEN_HEAD_COUNTY, &out->county},
               {FEN_HEAD_ALIAS, &out->alias}};
  char base[FEN_WORD];
  fen_status status = fen_csv_number(table, row, column[FEN_HEAD_LON], -360.0, 360.0, &out->lon_deg, err);
  if (!status)
    status = fen_csv_number(table, row, column[FEN_HEAD_LAT], -90.0, 90.0, &out->lat_deg, err);
  for (size_t n = 0; !status && n < sizeof texts / sizeof *texts; n++)
    status = fen_pool_text(pool, texts[n].to, err, "%s", column[texts[n].head] < 0 ? "" : fen_csv_text(table, row, column[texts[n].head]));
  if (status)
    return status;
  fen_word_base(out->name, base);
  out->site = -1;
  return fen_pool_text(pool, &out->base, err, "%s", base);
}

static fen_status find_columns(const fen_csv *table, ptrdiff_t column[FEN_HEAD_COUNT], fen_error *err) {
  for (int head = 0; head < FEN_HEAD_COUNT; head++)
    column[head] = -1;
  for (ptrdiff_t n = 0; n < fen_csv_columns(table); n++) {
    fen_head head = fen_word_head(fen_csv_column_name(table, n));
    if (column[head] < 0)
      column[head] = n;
  }
  bool named = column[FEN_HEAD_ID] >= 0 || column[FEN_HEAD_STATION] >= 0;
  if (named && column[FEN_HEAD_LON] >= 0 && column[FEN_HEAD_LAT] >= 0)
    return FEN_OK;
  return fen_csv_fail(table, -1, -1, FEN_ERR_COLUMN, "columns: id or name, longitude, latitude, and if you like city, county, alias", err,
                      "a list of stations needs a column with the %s", !named ? "station" : "longitude and one with the latitude");
}

static fen_status read_list(const char *path, station_list *out, fen_error *err) {
  fen_csv *table = NULL;
  ptrdiff_t column[FEN_HEAD_COUNT];
  fen_status status = fen_csv_open(path, NULL, &table, err);
  if (!status)
    status = find_columns(table, column, err);
  ptrdiff_t rows = status ? 0 : fen_csv_rows(table);
  if (!status)
    status = FEN_POOL_NEW(out->pool, &out->items, rows, err);
  if (!status)
    status = FEN_POOL_NEW(out->pool, &out->names, rows, err);
  for (ptrdiff_t row = 0; !status && row < rows; row++) {
    bool placeless = fen_word_missing_index(fen_csv_text(table, row, column[FEN_HEAD_LON])) >= 0 &&
                     fen_word_missing_index(fen_csv_text(table, row, column[FEN_HEAD_LAT])) >= 0;
    if (placeless)
      continue;
    listed *item = &out->items[out->count];
    status = read_row(table, column, row, out->pool, item, err);
    if (!status)
      out->names[out->count++] = *item->name ? item->name : item->id;
  }
  fen_csv_close(&table);
  return status;
}

/* Whether one of the other names that a list gives, between semicolons, is this one. */
static bool has_alias(const char *alias, const char *name) {
  static const char *const marks[] = {";", "|", "；", "、"};
  size_t size = strlen(name);
  for (const char *c = alias; *c;) {
    size_t length = strlen(c);
    size_t mark = 0;
    for (size_t n = 0; n < sizeof marks / sizeof *marks; n++) {
      const char *at = strstr(c, marks[n]);
      if (at && (size_t)(at - c) < length) {
        length = (size_t)(at - c);
        mark = strlen(marks[n]);
      }
    }
    size_t blanks = strspn(c, " ");
    size_t used = length;
    while (used > blanks && c[used - 1] == ' ')
      used--;
    if (used - (blanks < used ? blanks : used) == size && size > 0 && strncmp(c + blanks, name, size) == 0)
      return true;
    c += length + mark;
  }
  return false;
}

typedef struct {
  const char *id, *name, *city, *base;
} sought;

static bool matches(const listed *item, const sought *s, fen_place_link how) {
  switch (how) {
  case FEN_PLACE_ID:
    return *item->id && (strcmp(item->id, s->id) == 0 || strcmp(item->id, s->name) == 0);
  case FEN_PLACE_NAME:
    return *s->name && strcmp(item->name, s->name) == 0;
  case FEN_PLACE_ALIAS:
    return *s->name && has_alias(item->alias, s->name);
  case FEN_PLACE_RENAMED:
    return *s->base && strcmp(item->base, s->base) == 0;
  default:
    return false;
  }
}

/* Cities agree where both are told; 太原 and 太原市 are one. */
static bool same_city(const char *a, const char *b) {
  if (!*a || !*b)
    return true;
  size_t size = strlen(a) < strlen(b) ? strlen(a) : strlen(b);
  const char *rest = strlen(a) > size ? a + size : b + size;
  return strncmp(a, b, size) == 0 && (!*rest || strcmp(rest, "市") == 0);
}

/* The way that finds one row, the surest first. */
static fen_place_link find(const station_list *list, const fen_observed_station *station, ptrdiff_t *row) {
  static const fen_place_link ways[] = {FEN_PLACE_ID, FEN_PLACE_NAME, FEN_PLACE_ALIAS, FEN_PLACE_RENAMED};
  char base[FEN_WORD];
  fen_word_base(station->name, base);
  const sought s = {station->id, station->name, station->city, base};
  for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
    ptrdiff_t found = 0;
    for (ptrdiff_t n = 0; n < list->count; n++) {
      if (!matches(&list->items[n], &s, ways[w]) || (ways[w] != FEN_PLACE_ID && !same_city(list->items[n].city, s.city)))
        continue;
      *row = n;
      found++;
    }
    if (found == 1)
      return ways[w];
    if (found > 1)
      return FEN_PLACE_AMBIGUOUS;
  }
  return FEN_PLACE_NONE;
}

static ptrdiff_t add_site(fen_evaluation *e, const fen_evaluated_site *site) {
  e->sites[e->site_count] = *site;
  return e->site_count++;
}

static fen_status link_station(fen_observations *o, const station_list *list, ptrdiff_t index, fen_evaluation *e, fen_error *err) {
  fen_observed_station *station = &o->stations[index];
  fen_evaluated_name *name = &e->names[index];
  ptrdiff_t row = -1;
  *name = (fen_evaluated_name){.name = *station->name ? station->name : station->id, .listed = "", .nearest = "", .site = -1};
  name->link = find(list, station, &row);
  bool found = name->link != FEN_PLACE_NONE && name->link != FEN_PLACE_AMBIGUOUS;
  listed *item = found ? &list->items[row] : NULL;
  if (item)
    name->listed = *item->name ? item->name : item->id;
  if (!isnan(station->lon_deg)) {
    name->link = FEN_PLACE_OWN;
    name->site = add_site(e, &(fen_evaluated_site){.id = *station->id ? station->id
                                                         : item       ? item->id
                                                                      : "",
                                                   .name = name->name,
                                                   .city = *station->city ? station->city
                                                           : item         ? item->city
                                                                          : "",
                                                   .county = item ? item->county : "",
                                                   .lon_deg = station->lon_deg,
                                                   .lat_deg = station->lat_deg});
  } else if (item) {
    if (item->site < 0)
      item->site = add_site(e, &(fen_evaluated_site){.id = item->id,
                                                     .name = name->listed,
                                                     .city = item->city,
                                                     .county = item->county,
                                                     .lon_deg = item->lon_deg,
                                                     .lat_deg = item->lat_deg});
    name->site = item->site;
  } else if (list->count > 0 && name->link == FEN_PLACE_NONE) {
    const char *nearest = fen_nearest_word(name->name, list->names, list->count);
    if (nearest)
      return fen_pool_text(o->pool, &name->nearest, err, "%s", nearest);
  }
  station->site = (int32_t)name->site;
  return FEN_OK;
}

fen_status fen_sites_link(fen_observations *o, const char *list_path, fen_evaluation *e, fen_error *err) {
  station_list list = {.pool = o->pool};
  fen_status status = list_path ? read_list(list_path, &list, err) : FEN_OK;
  if (!status)
    status = FEN_POOL_NEW(o->pool, &e->sites, o->station_count, err);
  if (!status)
    status = FEN_POOL_NEW(o->pool, &e->names, o->station_count, err);
  for (ptrdiff_t n = 0; !status && n < o->station_count; n++)
    status = link_station(o, &list, n, e, err);
  e->name_count = status ? 0 : o->station_count;
  return status;
}

const char *fen_place_link_word(fen_place_link link) {
  static const char *const words[] = {"own", "id", "name", "alias", "renamed", "none", "ambiguous"};
  return words[link];
}
