#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "inventory_parts.h"

static const double DAY_S = 86400.0;

/* The grid and regridding of the last variable, kept while the following ones lie on the same dimensions. */
typedef struct {
  fen_source_grid source;
  fen_regrid_map map;
  char y_name[FEN_NC_NAME], x_name[FEN_NC_NAME], mapping[FEN_NC_NAME];
} placed_grid;

static void clear_placed(placed_grid *placed) {
  fen_source_grid_clear(&placed->source);
  fen_regrid_map_clear(&placed->map);
  *placed = (placed_grid){0};
}

static fen_status place(fen_inventory_context *context, const fen_nc_reader *reader, const char *variable, const fen_nc_shape *shape,
                        placed_grid *placed, fen_error *err) {
  const char *y_name = shape->dimension[shape->rank - 2];
  const char *x_name = shape->dimension[shape->rank - 1];
  char mapping[FEN_NC_NAME] = "";
  (void)fen_nc_attribute_text(reader, variable, "grid_mapping", mapping, sizeof mapping, NULL);
  if (placed->source.nx && strcmp(y_name, placed->y_name) == 0 && strcmp(x_name, placed->x_name) == 0 &&
      strcmp(mapping, placed->mapping) == 0)
    return FEN_OK;
  clear_placed(placed);
  fen_status status = fen_source_grid_read_cf(reader, variable, shape, &placed->source, err);
  if (!status)
    status = fen_regrid_map_create(&placed->source, context->params->grid, &placed->map, err);
  if (!status && placed->map.overlaps.count == 0)
    status = fen_nc_fail(reader, variable, FEN_ERR_GRID,
                         "give a file of the domain's part of the world; look for longitudes and latitudes that are swapped", err,
                         "no cell of its grid touches the domain");
  if (status) {
    clear_placed(placed);
    return status;
  }
  (void)snprintf(placed->y_name, sizeof placed->y_name, "%s", y_name);
  (void)snprintf(placed->x_name, sizeof placed->x_name, "%s", x_name);
  (void)snprintf(placed->mapping, sizeof placed->mapping, "%s", mapping);
  return FEN_OK;
}

static bool is_time_dimension(const fen_nc_reader *reader, const char *dimension) {
  char unit[FEN_NC_NAME] = "";
  if (strcasecmp(dimension, "time") == 0)
    return true;
  return fen_nc_has(reader, dimension) && fen_nc_attribute_text(reader, dimension, "units", unit, sizeof unit, NULL) == FEN_OK &&
         strstr(unit, " since ");
}

static fen_status read_shape(const fen_nc_reader *reader, fen_gridded_variable *variable, fen_error *err) {
  fen_nc_shape *shape = &variable->shape;
  fen_status status = fen_nc_variable_shape(reader, variable->variable, shape, err);
  if (status)
    return status;
  variable->time_dimension = -1;
  variable->layer_dimension = -1;
  if (shape->rank < 2)
    return fen_nc_fail(reader, variable->variable, FEN_ERR_SHAPE, "name a gridded variable of the file", err,
                       "%d dimension%s too few for a map", shape->rank, shape->rank == 1 ? " is" : "s are");
  for (int d = 0; d < shape->rank - 2; d++) {
    if (is_time_dimension(reader, shape->dimension[d]))
      variable->time_dimension = d;
    else if (shape->shape[d] != 1)
      return fen_nc_fail(reader, variable->variable, FEN_ERR_SHAPE, "choose one level or sum over them (ncks -d, ncwa)", err,
                         "dimension %s has %td values, where only time may have more than one", shape->dimension[d], shape->shape[d]);
  }
  return FEN_OK;
}

/* Twelve values in the twelve months of the year, by the civil month of each (a day's slack for stamps at a month's first instant). */
static bool twelve_months(const double *time_s, fen_time_axis *axis) {
  int seen = 0;
  for (int n = 0; n < 12; n++) {
    double step = n ? time_s[n] - time_s[n - 1] : 30.0 * DAY_S;
    axis->month[n] = fen_time_civil(time_s[n], 0.0).month - 1;
    if (!(step >= 27.5 * DAY_S && step <= 31.5 * DAY_S))
      return false;
    seen |= 1 << axis->month[n];
  }
  return seen == 0xfff;
}

/* Ends of the periods from the time axis' bounds, in its own unit and origin. */
static fen_status period_ends(const fen_nc_reader *reader, const char *name, ptrdiff_t count, const double *time_s, double **out,
                              fen_error *err) {
  char bounds[FEN_NC_NAME];
  double *raw = NULL;
  double *pair = NULL;
  double *end = NULL;
  fen_status status = fen_nc_attribute_text(reader, name, "bounds", bounds, sizeof bounds, err);
  if (!status)
    status = FEN_NEW(&raw, count, err);
  if (!status)
    status = FEN_NEW(&pair, 2 * count, err);
  if (!status)
    status = FEN_NEW(&end, count + 1, err);
  if (!status)
    status = fen_nc_read(reader, name, 1, (ptrdiff_t[1]){0}, &count, raw, err);
  if (!status)
    status = fen_nc_read(reader, bounds, 2, (ptrdiff_t[2]){0, 0}, (ptrdiff_t[2]){count, 2}, pair, err);
  double unit_s = status ? 1.0 : (time_s[count - 1] - time_s[0]) / (raw[count - 1] - raw[0]);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    end[n] = time_s[0] + (pair[2 * n] - raw[0]) * unit_s;
    end[n + 1] = time_s[0] + (pair[2 * n + 1] - raw[0]) * unit_s;
    if ((n > 0 && !(fabs(pair[2 * n] - pair[2 * n - 1]) * unit_s < 1.0)) || !(end[n + 1] > end[n]))
      status = fen_nc_fail(reader, bounds, FEN_ERR_TIME_GAP, "give periods that adjoin", err,
                           "period %td does not begin where the one before it ends", n);
  }
  fen_free(raw);
  fen_free(pair);
  if (status)
    fen_free(end);
  else
    *out = end;
  return status;
}

/* One value; twelve months; periods with bounds; or instants no more than a day apart. */
static fen_status read_time(const fen_nc_reader *reader, const fen_gridded_variable *variable, fen_time_axis *axis, fen_error *err) {
  ptrdiff_t values = variable->time_dimension < 0 ? 1 : variable->shape.shape[variable->time_dimension];
  fen_time_axis found = {.kind = FEN_TIMING_PROFILE, .count = 1};
  if (values == 1) {
    *axis = found;
    return FEN_OK;
  }
  const char *name = variable->shape.dimension[variable->time_dimension];
  ptrdiff_t count;
  double *time_s = NULL;
  fen_status status = fen_nc_times(reader, &count, &time_s, err);
  if (status)
    return status;
  if (count != values || values == 0)
    status = fen_nc_fail(reader, variable->variable, FEN_ERR_SHAPE, "make the file anew", err,
                         "it has %td values along time, but the time axis %td", values, count);
  for (ptrdiff_t n = 1; !status && n < count; n++)
    if (!(time_s[n] > time_s[n - 1]))
      status = fen_nc_fail(reader, name, FEN_ERR_TIME_GAP, "sort the file by time, and give each time once", err,
                           "time %td (from 0) is not after the one before it", n);
  found.count = values;
  if (!status && values == 12 && twelve_months(time_s, &found)) {
    found.kind = FEN_TIMING_MONTHS;
  } else if (!status && fen_nc_has(reader, name) && fen_nc_has_attribute(reader, name, "bounds")) {
    found.kind = FEN_TIMING_STEPS;
    status = period_ends(reader, name, count, time_s, &found.time_s, err);
  } else if (!status) {
    found.kind = FEN_TIMING_INSTANTS;
    for (ptrdiff_t n = 1; !status && n < count; n++)
      if (!(time_s[n] - time_s[n - 1] <= DAY_S + 1.0))
        status = fen_nc_fail(reader, name, FEN_ERR_TIME_GAP, "give twelve months, instants a day apart or less, or bounds of the periods",
                             err, "time %td (from 0) lies %.3g days after the one before it", n, (time_s[n] - time_s[n - 1]) / DAY_S);
  }
  if (!status && found.kind == FEN_TIMING_INSTANTS) {
    found.time_s = time_s;
    time_s = NULL;
  }
  fen_free(time_s);
  if (!status)
    *axis = found;
  return status;
}

static fen_status read_unit(const fen_inventory_context *context, const fen_nc_reader *reader, const fen_inventory_variable *wanted,
                            int species, char unit[FEN_NC_NAME], fen_gridded_variable *variable, fen_error *err) {
  fen_error reason;
  unit[0] = '\0';
  if (wanted->unit)
    (void)snprintf(unit, FEN_NC_NAME, "%s", wanted->unit);
  else
    (void)fen_nc_attribute_text(reader, wanted->variable, "units", unit, FEN_NC_NAME, NULL);
  if (fen_emission_unit(unit, &context->params->species[species], context->inventory->year_days, &variable->scale, &variable->per_area,
                        &reason) == FEN_OK)
    return FEN_OK;
  const char *usual = wanted->unit ? "correct 'unit' beside the variable in the case"
                                   : "write the unit that is meant in the case, beside the variable: unit: kg m-2 s-1";
  return fen_nc_fail(reader, wanted->variable, FEN_ERR_DATA_UNIT, unit[0] ? fen_unit_file_remedy(&reason, usual) : usual, err, "%s",
                     unit[0] ? reason.text : "it has no unit");
}

static fen_status missing_variable(const fen_nc_reader *reader, const char *name, fen_error *err) {
  char text[64][FEN_NC_NAME];
  const char *words[64];
  ptrdiff_t count = 0;
  for (ptrdiff_t n = 0; n < fen_nc_variable_count(reader) && count < 64; n++) {
    words[count] = text[count];
    count += fen_nc_variable_name(reader, n, text[count], NULL) == FEN_OK;
  }
  const char *near = fen_nearest_word(name, words, count);
  return fen_nc_fail(reader, name, FEN_ERR_VARIABLE, "name another in 'variable'; ncdump -h lists the file's", err,
                     "no such variable%s%s%s", near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static fen_status read_variable(fen_inventory_context *context, const fen_nc_reader *reader, const fen_inventory_variable *wanted,
                                placed_grid *placed, fen_error *err) {
  fen_gridded_variable variable = {.reader = reader, .variable = wanted->variable};
  fen_time_axis axis = {0};
  char unit[FEN_NC_NAME];
  context->first_record = context->inventory->record_count;
  int species = fen_inventory_species(context, wanted->species, err);
  if (species < 0)
    return fen_fail_within(err, "%s: %s", fen_nc_path(reader), wanted->variable);
  int sector = fen_inventory_sector(context, wanted->sector ? wanted->sector : context->file->sector, err);
  if (sector < 0)
    return fen_fail_within(err, "%s: %s", fen_nc_path(reader), wanted->variable);
  if (!fen_nc_has(reader, wanted->variable))
    return missing_variable(reader, wanted->variable, err);
  fen_status status = read_shape(reader, &variable, err);
  if (!status)
    status = read_unit(context, reader, wanted, species, unit, &variable, err);
  if (!status)
    status = place(context, reader, wanted->variable, &variable.shape, placed, err);
  if (!status)
    status = read_time(reader, &variable, &axis, err);
  if (!status) {
    variable.source = &placed->source;
    variable.map = &placed->map;
    variable.time = &axis;
    variable.unit = unit;
    variable.sector_in = context->params->sectors[sector].name;
    status = fen_gridded_add_layer(context, &variable, species, sector, &(fen_source_height){.kind = FEN_HEIGHT_SECTOR}, err);
  }
  fen_free(axis.time_s);
  return status;
}

fen_status fen_inventory_read_gridded(fen_inventory_context *context, fen_error *err) {
  fen_nc_reader *reader = NULL;
  placed_grid placed = {0};
  fen_status status = fen_nc_open(context->file->path, &reader, err);
  if (!status && context->file->variable_count == 0)
    status = fen_nc_fail(reader, NULL, FEN_ERR_KEY_MISSING, "list them in the case: variable, species, sector", err,
                         "a gridded file needs its variables named, for one file may count the same tonnes several times");
  for (ptrdiff_t n = 0; !status && n < context->file->variable_count; n++) {
    fen_error fault = {0};
    if (read_variable(context, reader, &context->file->variables[n], &placed, &fault))
      status = fen_inventory_note(context, &fault);
    if (status && err)
      *err = fault;
  }
  clear_placed(&placed);
  fen_nc_close(&reader);
  return status;
}
