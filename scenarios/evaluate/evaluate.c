#include "fenhe/evaluate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/diagnostics.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "groups.h"
#include "pair.h"
#include "sites.h"

enum { MOST_NOTES = 8, PATH = 4096 };

/* The clock of the national network. */
static const double beijing_s = 8.0 * 3600.0;

typedef struct {
  const fen_case *item;
  const fen_evaluate_options *options;
  fen_pool *pool;
  fen_evaluation *e;
  fen_observations o;
  fen_frame frame;
  const fen_case_species *species;
} work;

const char *fen_observed_mark_text(int index) {
  return fen_word_missing_group(index);
}

static fen_status choose_species(work *w, fen_error *err) {
  const char *wanted = w->options->species ? w->options->species : "PM25";
  const fen_monitored *known = fen_word_species(wanted);
  const char *names[64];
  char all[512] = "";
  ptrdiff_t count = 0;
  for (ptrdiff_t s = 0; s < w->item->species_count && count < 64; s++) {
    const char *name = w->item->species[s].name;
    size_t used = strlen(all);
    names[count++] = name;
    (void)snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "", name);
    if (strcmp(name, wanted) == 0 || (known && fen_word_species(name) == known))
      w->species = &w->item->species[s];
  }
  if (w->species) {
    w->o.species = w->species->name;
    w->o.monitored = fen_word_species(w->species->name);
    return FEN_OK;
  }
  const char *near = known ? NULL : fen_nearest_word(wanted, names, count); /* SO2 is not meant by NO2 */
  return fen_fail(err, FEN_ERR_SPECIES_UNKNOWN, "%s: error: the case has no species '%s'%s%s%s\n  = choose by --species; it has: %s",
                  w->item->path, wanted, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "", all);
}

/* summary.json is the last file of a run to appear. */
static fen_status check_finished(const char *folder, fen_error *err) {
  char path[PATH];
  (void)snprintf(path, sizeof path, "%s/summary.json", folder);
  if (fen_path_exists(path))
    return FEN_OK;
  (void)snprintf(path, sizeof path, "%s/restart", folder);
  bool begun = fen_path_exists(path);
  return fen_fail(err, FEN_ERR_FILE_MISSING, "%s: error: %s\n  = %s", folder,
                  begun ? "the run is not finished" : "there is no result of a run",
                  begun ? "let it come to its end: fenhe run case.yaml --resume"
                        : "run the case first (fenhe run), or name the folder of its result: --run DIR");
}

static fen_status read_run(work *w, fen_error *err) {
  fen_evaluation *e = w->e;
  const char *folder = w->options->run ? w->options->run : w->item->output.folder;
  fen_status status = check_finished(folder, err);
  if (!status)
    status = fen_pool_text(w->pool, &e->run, err, "%s", folder);
  if (!status)
    status = fen_frame_read(w->pool, e->run, w->species->name, &w->frame, err);
  if (status)
    return status;
  e->run_hours = w->frame.hours;
  e->start_s = w->frame.end_s[0] - 3600.0;
  e->end_s = w->frame.end_s[w->frame.hours - 1];
  e->utc_offset_s = w->frame.utc_offset_s;
  e->idealised = strcmp(w->frame.weather, "idealised") == 0;
  return fen_pool_text(w->pool, &e->weather, err, "%s", w->frame.weather);
}

static fen_status complain_nothing(const work *w, fen_error *err) {
  const fen_observations *o = &w->o;
  const char *tables = o->file_count > 1 ? "these tables" : "this table";
  ptrdiff_t records = 0, bad_times = 0, nameless = 0;
  for (ptrdiff_t f = 0; f < o->file_count; f++) {
    records += o->files[f].records;
    bad_times += o->files[f].bad_times;
    nameless += o->files[f].nameless;
  }
  if (*o->others)
    return fen_fail(err, FEN_ERR_OBSERVATIONS,
                    "%s: error: no values of %s in %s\n  = give others, or choose what is there by --species: %s", o->files[0].path,
                    o->species, tables, o->others);
  return fen_fail(err, FEN_ERR_OBSERVATIONS,
                  "%s: error: no values of %s in %s; times cannot be read in %td of %td records, %td name no station\n  = %s",
                  o->files[0].path, o->species, tables, bad_times, records, nameless,
                  bad_times ? "write times like 2020-03-26 18:00, or 20200326 and 18; docs/guide/evaluate.md tells all forms"
                            : "write name or id of the station into each row");
}

/* A unit of the command line that is none is told even where all tables have their own. */
static fen_status check_unit(const work *w, fen_error *err) {
  double factor;
  fen_error why;
  const char *unit = w->options->unit;
  if (!unit || !fen_word_unit(unit, w->o.monitored ? w->o.monitored->molar_mass_gpmol : 0.0, &factor, &why))
    return FEN_OK;
  return fen_fail(err, why.status, "error: --unit '%.40s' is no unit in which %s is read\n  = %s", unit, w->o.species, fen_word_units);
}

static fen_status read_tables(work *w, const char *const *paths, ptrdiff_t count, fen_error *err) {
  fen_observations *o = &w->o;
  fen_status status = FEN_POOL_NEW(w->pool, &o->files, count, err);
  o->utc_offset_s = isnan(w->options->utc_offset_s) ? beijing_s : w->options->utc_offset_s;
  o->hour_begins = w->options->hour_begins;
  o->unit = w->options->unit;
  o->file_count = count;
  if (!status)
    status = check_unit(w, err);
  for (ptrdiff_t f = 0; !status && f < count; f++)
    status = fen_observations_read(o, paths[f], (int32_t)f, err);
  if (!status && o->count == 0)
    status = complain_nothing(w, err);
  if (!status)
    status = fen_observations_sift(o, w->options->keep_stuck, err);
  w->e->observed_span_hours = o->span_hours;
  w->e->observed_hours = o->hours;
  w->e->files = o->files;
  w->e->file_count = count;
  return status;
}

/* The list that was named, or stations.csv beside the first table. */
static fen_status find_list(work *w, const char *table, fen_error *err) {
  char *beside = NULL;
  fen_status status = FEN_OK;
  if (w->options->stations)
    return fen_pool_text(w->pool, &w->e->stations_path, err, "%s", w->options->stations);
  status = fen_path_beside(table, "stations.csv", &beside, err);
  if (!status && fen_path_exists(beside))
    status = fen_pool_text(w->pool, &w->e->stations_path, err, "%s", beside);
  fen_free(beside);
  return status;
}

static fen_status complain_pairs(const work *w, fen_error *err) {
  ptrdiff_t flags[FEN_OBSERVED_FLAGS] = {0};
  for (ptrdiff_t n = 0; n < w->e->hour_count; n++)
    flags[w->e->hours[n].flag]++;
  return fen_fail(err, FEN_ERR_OBSERVATIONS,
                  "%s: error: no value of an hour of the run can be taken: of %td, %td are missing, %td no numbers,\n"
                  "  %td negative or beyond what monitors show, %td contradicted by another, %td unchanged for a day\n  = %s",
                  w->e->files[0].path, w->e->hour_count, flags[FEN_OBSERVED_MISSING], flags[FEN_OBSERVED_UNREADABLE],
                  flags[FEN_OBSERVED_RANGE], flags[FEN_OBSERVED_CONFLICT], flags[FEN_OBSERVED_STUCK],
                  2 * flags[FEN_OBSERVED_RANGE] > w->e->hour_count ? "check the unit: that of the column's name, or --unit"
                                                                   : "choose other tables, stations or another species");
}

static fen_status pair(work *w, fen_error *err) {
  fen_evaluation *e = w->e;
  bool milligrams = w->o.monitored && strcmp(w->o.monitored->name, "CO") == 0;
  bool gas = !w->species->particle;
  const fen_pair_units units = {gas, milligrams ? 1e-3 : 1.0};
  fen_status status = fen_pool_text(w->pool, &e->species, err, "%s", w->species->name); /* the case may be closed before the evaluation */
  if (status)
    return status;
  e->unit = milligrams ? "mg m-3" : "ug m-3";
  e->conditions = gas ? "gases at 298.15 K and 1013.25 hPa (GB 3095, amendment of 2018): the model's by the density of its dry air"
                      : "particles at ambient temperature and pressure (GB 3095, amendment of 2018); the model's are dry mass";
  e->bilinear = w->options->bilinear;
  status = fen_pair_hours(&w->o, &w->frame, &units, e, err);
  if (!status && e->pair_count == 0)
    status = complain_pairs(w, err);
  return status ? status : fen_group_pairs(w->pool, e, err);
}

/* Room for one more note; there is enough for all. */
static const char **next_note(const work *w) {
  return &w->e->notes[w->e->note_count++];
}

static ptrdiff_t days_of(const fen_evaluation *e) {
  for (ptrdiff_t n = 0; n < e->row_count; n++)
    if (e->rows[n].set == FEN_SKILL_DAYS && e->rows[n].group == FEN_GROUP_ALL)
      return e->rows[n].skill.count;
  return 0;
}

/* Whether the result is of the case file as it is now. */
static bool is_of_case(const work *w) {
  char path[PATH], told[FEN_NC_NAME] = "", now[65] = "";
  fen_nc_reader *surface = NULL;
  (void)snprintf(path, sizeof path, "%s/surface.nc", w->e->run);
  if (fen_nc_open(path, &surface, NULL))
    return true;
  (void)fen_nc_attribute_text(surface, NULL, "case_sha256", told, sizeof told, NULL);
  fen_nc_close(&surface);
  return !*told || fen_file_checksum(w->item->path, now, NULL) || strcmp(told, now) == 0;
}

static fen_status write_notes(work *w, fen_error *err) {
  fen_evaluation *e = w->e;
  ptrdiff_t placeless = 0, stuck = 0, days = days_of(e);
  fen_status status = FEN_POOL_NEW(w->pool, &e->notes, MOST_NOTES, err);
  if (status)
    return status;
  for (ptrdiff_t n = 0; n < e->name_count; n++)
    placeless += e->names[n].site < 0 && e->names[n].valid > 0;
  for (ptrdiff_t f = 0; f < e->file_count; f++)
    stuck += e->files[f].stuck;
  if (!status && e->idealised)
    status =
        fen_pool_text(w->pool, next_note(w), err,
                      "The weather of the run is idealised: the figures say how the tables and the run meet, not how good the model is.");
  if (!status && !is_of_case(w))
    status = fen_pool_text(w->pool, next_note(w), err, "The result is of another version of the case file than %s.", w->item->path);
  if (!status && w->o.unit_assumed)
    status = fen_pool_text(w->pool, next_note(w), err,
                           "Tables that name no unit are taken to be in %s, as the national network publishes %s; --unit says otherwise.",
                           w->e->unit[0] == 'm' ? "mg/m3" : "ug/m3", e->species);
  if (!status && stuck > 0)
    status =
        fen_pool_text(w->pool, next_note(w), err,
                      "%td values stand still for %d records or more and are set aside: stations that have ended, but are still listed.",
                      stuck, FEN_STUCK_HOURS);
  if (!status && placeless > 0)
    status = fen_pool_text(w->pool, next_note(w), err,
                           "%td names have values but no place, and are left out: a list with them (--stations) takes them in.", placeless);
  if (!status && e->sites_outside > 0)
    status = fen_pool_text(w->pool, next_note(w), err, "%td places lie outside the domain.", e->sites_outside);
  if (!status && days < FEN_SKILL_LEAST_DAYS)
    status = fen_pool_text(w->pool, next_note(w), err,
                           "Only %td daily means have %d hours or more of both: the criteria for days need at least %d.", days,
                           FEN_DAY_LEAST_HOURS, FEN_SKILL_LEAST_DAYS);
  if (!status && w->species->particle)
    status = fen_pool_text(w->pool, next_note(w), err,
                           "Monitors see particles with what water they hold in the instrument; the model's are dry.");
  return status;
}

static fen_status evaluate(work *w, const char *const *paths, ptrdiff_t count, fen_error *err) {
  fen_status status = choose_species(w, err);
  if (!status)
    status = read_run(w, err);
  if (!status)
    status = read_tables(w, paths, count, err);
  if (!status)
    status = find_list(w, paths[0], err);
  if (!status)
    status = fen_sites_link(&w->o, w->e->stations_path, w->e, err);
  if (!status)
    status = pair(w, err);
  return status ? status : write_notes(w, err);
}

fen_status fen_evaluate(const fen_case *item, const char *const *paths, ptrdiff_t count, const fen_evaluate_options *options,
                        fen_evaluation **out, fen_error *err) {
  work w = {.item = item, .options = options};
  fen_status status = fen_pool_create(&w.pool, err);
  if (!status)
    status = FEN_POOL_NEW(w.pool, &w.e, 1, err);
  if (status) {
    fen_pool_destroy(&w.pool);
    return status;
  }
  w.e->memory = w.pool;
  w.o.pool = w.pool;
  status = fen_pool_text(w.pool, &w.e->case_path, err, "%s", item->path);
  if (!status)
    status = fen_pool_text(w.pool, &w.e->title, err, "%s", item->title);
  if (!status)
    status = evaluate(&w, paths, count, err);
  fen_observations_clear(&w.o);
  if (status) {
    fen_pool_destroy(&w.pool);
    return status;
  }
  *out = w.e;
  return FEN_OK;
}

void fen_evaluation_destroy(fen_evaluation **evaluation) {
  if (!evaluation || !*evaluation)
    return;
  fen_pool *pool = (*evaluation)->memory; /* the evaluation itself is in it */
  fen_pool_destroy(&pool);
  *evaluation = NULL;
}
