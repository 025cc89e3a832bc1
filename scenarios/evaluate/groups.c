#include "groups.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"

enum { HOURS_A_DAY = 24, EIGHT = 8 };
static const double hour_s = 3600.0;
static const double day_s = 86400.0;

/* One set of pairs; all arrays have shape [count]. */
typedef struct {
  ptrdiff_t count;
  double *observed, *modelled;
  ptrdiff_t *site, *hour, *day;
} pairs;

typedef struct {
  fen_pool *pool;
  fen_evaluation *e;
  fen_error *err;
  ptrdiff_t room; /* of rows */
  ptrdiff_t city_count;
  const char **cities;   /* shape [city_count] */
  ptrdiff_t *city;       /* of each site; -1: not told */
  ptrdiff_t days;        /* of the run */
  double first_day;      /* its number */
  const char **day_name; /* shape [days] */
} grouping;

/* The species as criteria name it, whatever the case calls it. */
static const char *known_name(const fen_evaluation *e) {
  const fen_monitored *known = fen_word_species(e->species);
  return known ? known->name : e->species;
}

static fen_status make_pairs(pairs *p, ptrdiff_t room, fen_error *err) {
  fen_status status = FEN_NEW(&p->observed, room, err);
  if (!status)
    status = FEN_NEW(&p->modelled, room, err);
  if (!status)
    status = FEN_NEW(&p->site, room, err);
  if (!status)
    status = FEN_NEW(&p->hour, room, err);
  return status ? status : FEN_NEW(&p->day, room, err);
}

static void free_pairs(pairs *p) {
  fen_free(p->observed);
  fen_free(p->modelled);
  fen_free(p->site);
  fen_free(p->hour);
  fen_free(p->day);
}

static void add_pair(pairs *p, double observed, double modelled, ptrdiff_t site, ptrdiff_t hour, ptrdiff_t day) {
  p->observed[p->count] = observed;
  p->modelled[p->count] = modelled;
  p->site[p->count] = site;
  p->hour[p->count] = hour;
  p->day[p->count++] = day;
}

/* The day that an hour's middle lies in, as the run has its days. */
static double day_number(const fen_evaluation *e, double end_s) {
  return floor((end_s - 0.5 * hour_s + e->utc_offset_s) / day_s);
}

/* 1 to 24: the hour of the day that ends then. */
static ptrdiff_t hour_of(const fen_evaluation *e, double end_s) {
  ptrdiff_t hour = (ptrdiff_t)lround(fmod(end_s + e->utc_offset_s, day_s) / hour_s) % HOURS_A_DAY;
  return hour <= 0 ? hour + HOURS_A_DAY : hour;
}

static void take_hours(const grouping *g, pairs *out) {
  for (ptrdiff_t n = 0; n < g->e->hour_count; n++) {
    const fen_evaluated_hour *h = &g->e->hours[n];
    if (h->flag == FEN_OBSERVED_PAIRED)
      add_pair(out, h->observed, h->modelled, h->site, hour_of(g->e, h->end_s), (ptrdiff_t)(day_number(g->e, h->end_s) - g->first_day));
  }
}

/* Mean of the day's hours first to last, NaN with fewer than least of them. */
static double mean_of(const double *hours, int first, int last, int least) {
  double sum = 0.0;
  int count = 0;
  for (int h = first; h <= last; h++) {
    if (isnan(hours[h]))
      continue;
    sum += hours[h];
    count++;
  }
  return count >= least ? sum / count : NAN;
}

/* The largest mean of 8 hours that end at hour 8 to 24 of the day. */
static double largest_of_eight(const double *hours) {
  double largest = NAN;
  int means = 0;
  for (int last = EIGHT; last <= HOURS_A_DAY; last++) {
    double mean = mean_of(hours, last - EIGHT + 1, last, FEN_EIGHT_LEAST_HOURS);
    means += !isnan(mean);
    largest = mean > largest || isnan(largest) ? mean : largest;
  }
  return means >= FEN_EIGHT_LEAST_MEANS ? largest : NAN;
}

/* Days of each site: hours without a pair count on neither side. */
static void take_days(const pairs *hours, bool eight, pairs *out) {
  for (ptrdiff_t first = 0; first < hours->count;) {
    double day[2][HOURS_A_DAY + 1];
    ptrdiff_t n = first;
    for (int h = 0; h <= HOURS_A_DAY; h++)
      day[0][h] = day[1][h] = NAN;
    for (; n < hours->count && hours->site[n] == hours->site[first] && hours->day[n] == hours->day[first]; n++) {
      day[0][hours->hour[n]] = hours->observed[n];
      day[1][hours->hour[n]] = hours->modelled[n];
    }
    double value[2];
    for (int of = 0; of < 2; of++)
      value[of] = eight ? largest_of_eight(day[of]) : mean_of(day[of], 1, HOURS_A_DAY, FEN_DAY_LEAST_HOURS);
    if (!isnan(value[0]))
      add_pair(out, value[0], value[1], hours->site[first], 0, hours->day[first]);
    first = n;
  }
}

static fen_status add_row(grouping *g, const fen_evaluated_row *row) {
  fen_evaluation *e = g->e;
  if (e->row_count == g->room) {
    fen_evaluated_row *larger = NULL;
    ptrdiff_t room = g->room ? 2 * g->room : 128;
    fen_status status = FEN_POOL_NEW(g->pool, &larger, room, g->err);
    if (status)
      return status;
    if (e->row_count > 0)
      memcpy(larger, e->rows, (size_t)e->row_count * sizeof *larger);
    e->rows = larger;
    g->room = room;
  }
  fen_evaluated_row *added = &e->rows[e->row_count++];
  *added = *row;
  added->judged = fen_skill_worst(known_name(e), added->set, &added->skill, &added->verdict);
  return FEN_OK;
}

typedef struct {
  fen_skill_set set;
  fen_group group;
  ptrdiff_t keys;
  const char *const *names; /* shape [keys] */
} bucket_kind;

/* Rows for the pairs with each key; -1: of none. */
static fen_status add_buckets(grouping *g, const bucket_kind *kind, const pairs *p, const ptrdiff_t *key) {
  ptrdiff_t *end = NULL;
  double *values = NULL;
  fen_status status = FEN_NEW(&end, kind->keys + 1, g->err);
  if (!status)
    status = FEN_NEW(&values, 2 * p->count, g->err);
  for (ptrdiff_t n = 0; !status && n < p->count; n++)
    if (key[n] >= 0)
      end[key[n] + 1]++;
  for (ptrdiff_t k = 0; !status && k < kind->keys; k++)
    end[k + 1] += end[k];
  ptrdiff_t keyed = status ? 0 : end[kind->keys];
  for (ptrdiff_t n = p->count - 1; !status && n >= 0; n--) {
    if (key[n] < 0)
      continue;
    ptrdiff_t at = --end[key[n] + 1];
    values[at] = p->observed[n];
    values[p->count + at] = p->modelled[n];
  }
  /* Now end[k + 1] is where the k-th begins. */
  for (ptrdiff_t k = 0; !status && k < kind->keys; k++) {
    ptrdiff_t from = end[k + 1], until = k + 1 < kind->keys ? end[k + 2] : keyed;
    if (until == from)
      continue;
    status = add_row(g, &(fen_evaluated_row){.set = kind->set,
                                             .group = kind->group,
                                             .name = kind->names[k],
                                             .site = kind->group == FEN_GROUP_STATION ? k : -1,
                                             .skill = fen_skill_of(until - from, values + from, values + p->count + from)});
  }
  fen_free(end);
  fen_free(values);
  return status;
}

static fen_status name_sites(const grouping *g, const char ***out) {
  fen_status status = FEN_POOL_NEW(g->pool, out, g->e->site_count, g->err);
  for (ptrdiff_t n = 0; !status && n < g->e->site_count; n++)
    (*out)[n] = *g->e->sites[n].name ? g->e->sites[n].name : g->e->sites[n].id;
  return status;
}

static fen_status add_set(grouping *g, fen_skill_set set, const pairs *p) {
  static const char *const hours[HOURS_A_DAY + 1] = {"0",  "1",  "2",  "3",  "4",  "5",  "6",  "7",  "8",  "9",  "10", "11", "12",
                                                     "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"};
  const char **sites = NULL;
  ptrdiff_t *city = NULL;
  const fen_skill all = fen_skill_of(p->count, p->observed, p->modelled);
  fen_evaluation *e = g->e;
  fen_status status = name_sites(g, &sites);
  if (!status)
    status = FEN_NEW(&city, p->count, g->err);
  for (ptrdiff_t n = 0; !status && n < p->count; n++)
    city[n] = g->city[p->site[n]];
  if (!status)
    status = add_row(g, &(fen_evaluated_row){.set = set, .group = FEN_GROUP_ALL, .name = "all", .site = -1, .skill = all});
  if (!status)
    status = add_buckets(g, &(bucket_kind){set, FEN_GROUP_CITY, g->city_count, g->cities}, p, city);
  if (!status)
    status = add_buckets(g, &(bucket_kind){set, FEN_GROUP_STATION, e->site_count, sites}, p, p->site);
  if (!status && set == FEN_SKILL_HOURS)
    status = add_buckets(g, &(bucket_kind){set, FEN_GROUP_HOUR, HOURS_A_DAY + 1, hours}, p, p->hour);
  if (!status)
    status = add_buckets(g, &(bucket_kind){set, FEN_GROUP_DAY, g->days, g->day_name}, p, p->day);
  fen_free(city);
  if (!status)
    e->judgement_count += fen_skill_judge(known_name(e), set, &all, e->judgements + e->judgement_count);
  return status;
}

static fen_status find_cities(grouping *g) {
  const fen_evaluation *e = g->e;
  fen_status status = FEN_POOL_NEW(g->pool, &g->cities, e->site_count, g->err);
  if (!status)
    status = FEN_POOL_NEW(g->pool, &g->city, e->site_count, g->err);
  for (ptrdiff_t n = 0; !status && n < e->site_count; n++) {
    ptrdiff_t c = 0;
    while (c < g->city_count && strcmp(g->cities[c], e->sites[n].city) != 0)
      c++;
    if (c == g->city_count && *e->sites[n].city)
      g->cities[g->city_count++] = e->sites[n].city;
    g->city[n] = *e->sites[n].city ? c : -1;
  }
  return status;
}

static fen_status name_days(grouping *g) {
  g->first_day = day_number(g->e, g->e->start_s + hour_s);
  g->days = (ptrdiff_t)(day_number(g->e, g->e->end_s) - g->first_day) + 1;
  fen_status status = FEN_POOL_NEW(g->pool, &g->day_name, g->days, g->err);
  for (ptrdiff_t d = 0; !status && d < g->days; d++) {
    fen_civil day = fen_time_civil((g->first_day + (double)d) * day_s, 0.0);
    status = fen_pool_text(g->pool, &g->day_name[d], g->err, "%04d-%02d-%02d", day.year, day.month, day.day);
  }
  return status;
}

fen_status fen_group_pairs(fen_pool *pool, fen_evaluation *e, fen_error *err) {
  grouping g = {.pool = pool, .e = e, .err = err};
  pairs hours = {0}, days = {0}, eight = {0};
  const bool ozone = strcmp(known_name(e), "O3") == 0;
  fen_status status = find_cities(&g);
  if (!status)
    status = name_days(&g);
  if (!status)
    status = make_pairs(&hours, e->pair_count, err);
  if (!status)
    status = make_pairs(&days, e->pair_count, err);
  if (!status)
    status = make_pairs(&eight, e->pair_count, err);
  if (!status) {
    take_hours(&g, &hours);
    take_days(&hours, false, &days);
    if (ozone)
      take_days(&hours, true, &eight);
    status = add_set(&g, FEN_SKILL_HOURS, &hours);
  }
  if (!status)
    status = add_set(&g, FEN_SKILL_DAYS, &days);
  if (!status && ozone)
    status = add_set(&g, FEN_SKILL_EIGHT_HOURS, &eight);
  free_pairs(&hours);
  free_pairs(&days);
  free_pairs(&eight);
  return status;
}

const char *fen_group_word(fen_group group) {
  static const char *const words[] = {"all", "city", "station", "hour", "day"};
  return words[group];
}

const char *fen_skill_set_word(fen_skill_set set) {
  static const char *const words[] = {"hours", "days", "eight_hours"};
  return words[set];
}
