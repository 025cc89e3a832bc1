#include "differences.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "background/nest_grid.h"
#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "fenhe/run.h"
#include "frame.h"
#include "output/output.h"
#include "text.h"

enum { MEANS, DAYS, FIELDS };
enum { SCENARIO = 96, VARIABLE = FEN_NC_NAME + SCENARIO + 32, TEXT = 512, TITLE = 150 };
static const char *const suffixes[FIELDS] = {"_mean", "_daily"};

typedef struct {
  const fen_comparison *c;
  const char *command;
  fen_nc_reader *base;
  fen_nc_writer *writer;
  fen_grid *grid;
  ptrdiff_t nx, ny;
  bool wanted[FIELDS]; /* which fields every result has */
  double *before, *after;
} maker;

/* Whether a name becomes this one. */
static bool is_alike(const char *name, const char *part) {
  for (; *name; name++, part++)
    if ((isalnum((unsigned char)*name) ? *name : '_') != *part)
      return false;
  return true;
}

static void name_field(const maker *m, int field, char name[FEN_NC_NAME]) {
  (void)snprintf(name, FEN_NC_NAME, "%s%s", m->c->species, suffixes[field]);
}

static fen_status find_fields(maker *m, fen_error *err) {
  fen_status status = FEN_OK;
  m->wanted[MEANS] = m->wanted[DAYS] = true;
  for (ptrdiff_t n = 0; !status && n < m->c->run_count; n++) {
    fen_nc_reader *file = NULL;
    char name[FEN_NC_NAME];
    status = fen_frame_open(m->c->runs[n].folder, "surface.nc", true, &file, err);
    for (int field = 0; !status && field < FIELDS; field++) {
      name_field(m, field, name);
      m->wanted[field] = m->wanted[field] && fen_nc_has(file, name);
    }
    fen_nc_close(&file);
  }
  return status;
}

static fen_status open_grid(maker *m, fen_error *err) {
  fen_status status = fen_nc_dimension(m->base, "x", &m->nx, err);
  if (!status)
    status = fen_nc_dimension(m->base, "y", &m->ny, err);
  if (!status)
    status = fen_nest_grid_read(m->base, m->nx, m->ny, &m->grid, err);
  if (!status && fen_nc_has(m->base, "surface_altitude"))
    status = fen_nc_read(m->base, "surface_altitude", 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){m->ny, m->nx}, m->grid->terrain_m, err);
  if (!status)
    status = FEN_NEW(&m->before, m->nx * m->ny, err);
  return status ? status : FEN_NEW(&m->after, m->nx * m->ny, err);
}

static fen_status put_globals(const maker *m, fen_error *err) {
  char title[512], source[64];
  (void)snprintf(title, sizeof title, "%s: scenarios minus %.*s%s", m->c->species_text, fen_text_fit(m->c->runs[0].name, 2 * TITLE),
                 m->c->runs[0].name, strcmp(m->c->weather, "idealised") == 0 ? " (idealised weather)" : "");
  (void)snprintf(source, sizeof source, "Fenhe %s", fen_version());
  const char *const attributes[] = {
      "Conventions", "CF-1.11",      "title",     title,        "source",  source, "history",          m->command,    "weather",
      m->c->weather, "period_start", m->c->start, "period_end", m->c->end, "base", m->c->runs[0].name, "base_folder", m->c->runs[0].folder,
      NULL};
  return fen_nc_put_texts(m->writer, NULL, attributes, err);
}

/* A variable for each scenario, as tags have theirs: a letter or digit of its name stays, all else becomes an underscore, and a number
 * behind it tells those apart that become alike. */
static void name_difference(const maker *m, int field, ptrdiff_t n, char name[VARIABLE]) {
  char part[SCENARIO];
  size_t used = 0;
  for (const char *at = m->c->runs[n].name; *at && used < SCENARIO - 1; at++)
    part[used++] = (char)(isalnum((unsigned char)*at) ? *at : '_');
  part[used] = '\0';
  bool alike = false;
  for (ptrdiff_t k = 1; k < m->c->run_count; k++)
    alike = alike || (k != n && strlen(m->c->runs[k].name) == used && is_alike(m->c->runs[k].name, part));
  if (alike)
    (void)snprintf(name, VARIABLE, "%s%s_difference__%s_%td", m->c->species, suffixes[field], part, n);
  else
    (void)snprintf(name, VARIABLE, "%s%s_difference__%s", m->c->species, suffixes[field], part);
}

static fen_status define_days(const maker *m, fen_error *err) {
  static const char *const attributes[] = {"standard_name", "time", "calendar", "standard", "axis", "T", "bounds", "day_bnds", NULL};
  char units[FEN_NC_NAME];
  fen_civil start = fen_time_civil(m->c->start_s, 0.0);
  (void)snprintf(units, sizeof units, "hours since %04d-%02d-%02d %02d:%02d:00", start.year, start.month, start.day, start.hour,
                 start.minute);
  fen_status status = fen_nc_define_dimension(m->writer, "day", m->c->days, err);
  if (!status)
    status = fen_nc_define_variable(m->writer, "day", FEN_NC_DOUBLE, "day", NULL, err);
  if (!status)
    status = fen_nc_put_text(m->writer, "day", "units", units, err);
  if (!status)
    status = fen_nc_put_texts(m->writer, "day", attributes, err);
  return status ? status : fen_nc_define_variable(m->writer, "day_bnds", FEN_NC_DOUBLE, "day nv", NULL, err);
}

static fen_status define_field(const maker *m, const char *name, bool daily, const char *long_name, fen_error *err) {
  const ptrdiff_t chunk[3] = {1, m->ny, m->nx};
  bool degrees = m->grid->params.projection.kind == FEN_PROJECTION_LONLAT;
  const char *const attributes[] = {"long_name",    long_name,      "units",
                                    "ug m-3",       "cell_methods", daily ? "day: mean" : "time: mean (over the period)",
                                    "grid_mapping", "crs",          NULL};
  fen_status status = fen_nc_define_variable(m->writer, name, FEN_NC_FLOAT, daily ? "day y x" : "y x", daily ? chunk : chunk + 1, err);
  if (!status)
    status = fen_nc_put_texts(m->writer, name, attributes, err);
  return status || degrees ? status : fen_nc_put_text(m->writer, name, "coordinates", "lat lon", err);
}

static fen_status define_differences(const maker *m, int field, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 1; !status && n < m->c->run_count; n++) {
    char name[VARIABLE], long_name[TEXT];
    const char *title = m->c->runs[n].title;
    const char *of_base = m->c->runs[0].title;
    name_difference(m, field, n, name);
    (void)snprintf(long_name, sizeof long_name, "%s, %s of %.*s minus that of %.*s", m->c->species_text,
                   field == DAYS ? "daily mean" : "mean", fen_text_fit(title, TITLE), title, fen_text_fit(of_base, TITLE), of_base);
    status = define_field(m, name, field == DAYS, long_name, err);
    if (!status)
      status = fen_nc_put_text(m->writer, name, "scenario", m->c->runs[n].name, err);
  }
  return status;
}

static fen_status define(maker *m, fen_error *err) {
  char of_base[VARIABLE];
  fen_status status = put_globals(m, err);
  if (!status)
    status = fen_output_define_grid(m->writer, m->grid, err);
  if (!status && m->wanted[DAYS])
    status = define_days(m, err);
  (void)snprintf(of_base, sizeof of_base, "%s_mean_base", m->c->species);
  if (!status && m->wanted[MEANS])
    status = define_field(m, of_base, false, "mean of the base", err);
  if (!status && m->wanted[MEANS])
    status = define_differences(m, MEANS, err);
  return status || !m->wanted[DAYS] ? status : define_differences(m, DAYS, err);
}

/* Bounds of the days as the base's file has them. */
static fen_status write_days(const maker *m, fen_error *err) {
  double *bounds_h = NULL;
  const ptrdiff_t count[2] = {m->c->days, 2};
  const ptrdiff_t start[2] = {0, 0};
  fen_status status = FEN_NEW(&bounds_h, 2 * m->c->days, err);
  if (!status)
    status = fen_nc_read(m->base, "day_bnds", 2, start, count, bounds_h, err);
  if (!status)
    status = fen_nc_write(m->writer, "day_bnds", 2, start, count, bounds_h, err);
  for (ptrdiff_t d = 0; !status && d < m->c->days; d++)
    status = fen_nc_write(m->writer, "day", 1, &d, (ptrdiff_t[1]){1}, &bounds_h[2 * d + 1], err);
  fen_free(bounds_h);
  return status;
}

static fen_status write_days_of(maker *m, const fen_nc_reader *file, ptrdiff_t n, fen_error *err) {
  char name[FEN_NC_NAME], target[VARIABLE];
  fen_status status = FEN_OK;
  name_field(m, DAYS, name);
  name_difference(m, DAYS, n, target);
  for (ptrdiff_t d = 0; !status && d < m->c->days; d++) {
    const ptrdiff_t start[3] = {d, 0, 0};
    const ptrdiff_t count[3] = {1, m->ny, m->nx};
    status = fen_nc_read(m->base, name, 3, start, count, m->before, err);
    if (!status)
      status = fen_nc_read(file, name, 3, start, count, m->after, err);
    for (ptrdiff_t k = 0; !status && k < m->nx * m->ny; k++)
      m->after[k] -= m->before[k];
    if (!status)
      status = fen_nc_write(m->writer, target, 3, start, count, m->after, err);
  }
  return status;
}

static fen_status write_mean_of(maker *m, const fen_nc_reader *file, ptrdiff_t n, fen_error *err) {
  char name[FEN_NC_NAME], target[VARIABLE];
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {m->ny, m->nx};
  name_field(m, MEANS, name);
  name_difference(m, MEANS, n, target);
  fen_status status = fen_nc_read(m->base, name, 2, start, count, m->before, err);
  if (!status)
    status = fen_nc_read(file, name, 2, start, count, m->after, err);
  for (ptrdiff_t k = 0; !status && k < m->nx * m->ny; k++)
    m->after[k] -= m->before[k];
  return status ? status : fen_nc_write(m->writer, target, 2, start, count, m->after, err);
}

static fen_status write_base(maker *m, fen_error *err) {
  char name[FEN_NC_NAME], target[FEN_NC_NAME + 16];
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {m->ny, m->nx};
  name_field(m, MEANS, name);
  (void)snprintf(target, sizeof target, "%s_mean_base", m->c->species);
  fen_status status = fen_nc_read(m->base, name, 2, start, count, m->before, err);
  return status ? status : fen_nc_write(m->writer, target, 2, start, count, m->before, err);
}

static fen_status write_all(maker *m, fen_error *err) {
  fen_status status = fen_output_write_grid(m->writer, m->grid, err);
  if (!status && m->wanted[DAYS])
    status = write_days(m, err);
  if (!status && m->wanted[MEANS])
    status = write_base(m, err);
  for (ptrdiff_t n = 1; !status && n < m->c->run_count; n++) {
    fen_nc_reader *file = NULL;
    status = fen_frame_open(m->c->runs[n].folder, "surface.nc", true, &file, err);
    if (!status && m->wanted[MEANS])
      status = write_mean_of(m, file, n, err);
    if (!status && m->wanted[DAYS])
      status = write_days_of(m, file, n, err);
    fen_nc_close(&file);
  }
  return status;
}

fen_status fen_differences_write(const fen_comparison *c, const char *path, const char *command, fen_error *err) {
  maker m = {.c = c, .command = command};
  fen_status status = fen_frame_open(c->runs[0].folder, "surface.nc", true, &m.base, err);
  if (!status)
    status = find_fields(&m, err);
  if (!status)
    status = open_grid(&m, err);
  if (!status)
    status = fen_nc_create(path, &m.writer, err);
  if (!status)
    status = define(&m, err);
  if (!status)
    status = write_all(&m, err);
  if (!status)
    status = fen_nc_commit(&m.writer, err);
  fen_nc_discard(&m.writer);
  fen_nc_close(&m.base);
  fen_grid_destroy(&m.grid);
  fen_free(m.before);
  fen_free(m.after);
  return status;
}
