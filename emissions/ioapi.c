#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/constants.h"
#include "fenhe/memory.h"
#include "inventory_parts.h"

enum { LATLON = 1, LAMBERT = 2, EQUATORIAL_MERCATOR = 7, MOST_LEVELS = 256 };

/* The coordinate system of an I/O API header. */
typedef struct {
  double gdtyp, p_alp, p_bet, p_gam, xcent, ycent, xorig, yorig, xcell, ycell;
  double vgtyp, vgtop;
  ptrdiff_t nx, ny, nz;
  double level[MOST_LEVELS]; /* VGLVLS, shape [nz + 1] */
  ptrdiff_t levels;
} header;

static fen_status read_header(const fen_nc_reader *reader, header *h, fen_error *err) {
  const struct {
    const char *name;
    double *value;
  } numbers[] = {{"GDTYP", &h->gdtyp}, {"P_ALP", &h->p_alp}, {"P_BET", &h->p_bet}, {"P_GAM", &h->p_gam}, {"XCENT", &h->xcent},
                 {"YCENT", &h->ycent}, {"XORIG", &h->xorig}, {"YORIG", &h->yorig}, {"XCELL", &h->xcell}, {"YCELL", &h->ycell}};
  fen_status status = FEN_OK;
  for (size_t n = 0; !status && n < sizeof numbers / sizeof *numbers; n++)
    status = fen_nc_attribute_number(reader, NULL, numbers[n].name, numbers[n].value, err);
  if (!status)
    status = fen_nc_dimension(reader, "COL", &h->nx, err);
  if (!status)
    status = fen_nc_dimension(reader, "ROW", &h->ny, err);
  if (!status)
    status = fen_nc_dimension(reader, "LAY", &h->nz, err);
  if (status)
    return status;
  (void)fen_nc_attribute_number(reader, NULL, "VGTYP", &h->vgtyp, NULL);
  (void)fen_nc_attribute_number(reader, NULL, "VGTOP", &h->vgtop, NULL);
  if (fen_nc_attribute_numbers(reader, NULL, "VGLVLS", MOST_LEVELS, h->level, &h->levels, NULL))
    h->levels = 0;
  if (!(h->xcell > 0.0) || !(h->ycell > 0.0))
    return fen_nc_fail(reader, NULL, FEN_ERR_GRID, NULL, err, "XCELL %g and YCELL %g are not positive", h->xcell, h->ycell);
  return FEN_OK;
}

/* I/O API files do not state the Earth's radius; MCIP writes it into FILEDESC, and its default is WRF's. */
static double earth_radius(const fen_nc_reader *reader) {
  static const char label[] = "EARTH RADIUS ASSUMED IN MCIP:";
  char text[8192];
  if (fen_nc_attribute_text(reader, NULL, "FILEDESC", text, sizeof text, NULL))
    return FEN_WRF_EARTH_RADIUS_M;
  const char *found = strstr(text, label);
  double radius = found ? strtod(found + sizeof label - 1, NULL) : 0.0;
  return radius > 6e6 && radius < 7e6 ? radius : FEN_WRF_EARTH_RADIUS_M;
}

static fen_status read_grid(const fen_nc_reader *reader, const header *h, fen_source_grid *out, fen_error *err) {
  fen_projection_params params = {.lat_0_deg = h->ycent, .lon_0_deg = h->p_gam, .semi_major_m = earth_radius(reader)};
  double *x_edge = NULL;
  double *y_edge = NULL;
  fen_status status = FEN_NEW(&x_edge, h->nx + 1, err);
  if (!status)
    status = FEN_NEW(&y_edge, h->ny + 1, err);
  for (ptrdiff_t n = 0; !status && n <= h->nx; n++)
    x_edge[n] = h->xorig + (double)n * h->xcell;
  for (ptrdiff_t n = 0; !status && n <= h->ny; n++)
    y_edge[n] = h->yorig + (double)n * h->ycell;
  if (!status && h->gdtyp == LATLON)
    return fen_source_grid_degrees(h->nx, h->ny, x_edge, y_edge, params.semi_major_m, 0.0, out, err);
  if (h->gdtyp == LAMBERT) {
    params.kind = FEN_PROJECTION_LAMBERT;
    params.lat_1_deg = h->p_alp;
    params.lat_2_deg = h->p_bet;
  } else if (h->gdtyp == EQUATORIAL_MERCATOR) {
    params.kind = FEN_PROJECTION_MERCATOR;
    params.lat_1_deg = h->p_alp;
  } else if (!status) {
    status = fen_nc_fail(reader, NULL, FEN_ERR_GRID, "regrid the file to a Lambert, equatorial Mercator or latitude-longitude grid", err,
                         "GDTYP %g is not among 1 (latitude-longitude), 2 (Lambert) and 7 (equatorial Mercator)", h->gdtyp);
  }
  /* XORIG and YORIG count from (XCENT, YCENT), which need not be where the projection has its own origin. */
  fen_projection *projection = NULL;
  double x_centre, y_centre;
  if (!status)
    status = fen_projection_create(&params, &projection, err);
  if (!status) {
    fen_projection_forward(projection, h->xcent, h->ycent, &x_centre, &y_centre);
    for (ptrdiff_t n = 0; n <= h->nx; n++)
      x_edge[n] += x_centre;
    for (ptrdiff_t n = 0; n <= h->ny; n++)
      y_edge[n] += y_centre;
    status = fen_source_grid_projected(h->nx, h->ny, x_edge, y_edge, &params, out, err);
  }
  fen_projection_destroy(&projection);
  fen_free(x_edge);
  fen_free(y_edge);
  return status;
}

/* Hourly (or other even) instants, linear in between as CMAQ reads them; TSTEP 0 is a constant. */
static fen_status read_time(const fen_nc_reader *reader, fen_time_axis *axis, fen_error *err) {
  double tstep = 0.0;
  ptrdiff_t count;
  double *time_s = NULL;
  fen_status status = fen_nc_attribute_number(reader, NULL, "TSTEP", &tstep, err);
  if (status)
    return status;
  *axis = (fen_time_axis){.kind = FEN_TIMING_PROFILE, .count = 1};
  if (tstep == 0.0)
    return FEN_OK;
  status = fen_nc_times(reader, &count, &time_s, err);
  if (status || count < 2) {
    fen_free(time_s);
    return status;
  }
  for (ptrdiff_t n = 1; !status && n < count; n++) {
    double step = time_s[n] - time_s[n - 1];
    if (!(step > 0.0) || !(fabs(step - (time_s[1] - time_s[0])) <= 1.0))
      status = fen_nc_fail(reader, "TFLAG", FEN_ERR_TIME_GAP, "give every time step once, in order", err,
                           "step %td is %g s after the one before it, the first is %g s", n, step, time_s[1] - time_s[0]);
  }
  if (status)
    fen_free(time_s);
  else
    *axis = (fen_time_axis){.kind = FEN_TIMING_INSTANTS, .count = count, .time_s = time_s};
  return status;
}

/* Sigma-type coordinates of I/O API: 1 hydrostatic, 2 non-hydrostatic, 7 WRF; 6 is height above ground. */
static fen_source_height layer_height(const header *h, ptrdiff_t layer) {
  fen_source_height height = {.kind = FEN_HEIGHT_SECTOR, .index = layer, .count = h->nz};
  if (h->nz == 1)
    return height;
  height.kind = h->vgtyp == 6.0 ? FEN_HEIGHT_METRES : FEN_HEIGHT_SIGMA;
  height.bottom = h->level[layer];
  height.top = h->level[layer + 1];
  height.sigma_top_pa = h->vgtop;
  return height;
}

static bool known_levels(const header *h) {
  return h->nz == 1 || (h->levels == h->nz + 1 && (h->vgtyp == 1.0 || h->vgtyp == 2.0 || h->vgtyp == 6.0 || h->vgtyp == 7.0));
}

typedef struct {
  const fen_nc_reader *reader;
  header header;
  fen_source_grid source;
  fen_regrid_map map;
  fen_time_axis time;
} ioapi_file;

static fen_status read_variable(fen_inventory_context *context, const ioapi_file *file, const fen_inventory_variable *wanted,
                                fen_error *err) {
  const fen_nc_reader *reader = file->reader;
  context->first_record = context->inventory->record_count;
  fen_gridded_variable variable = {.reader = reader,
                                   .variable = wanted->variable,
                                   .time_dimension = 0,
                                   .layer_dimension = 1,
                                   .source = &file->source,
                                   .map = &file->map,
                                   .time = &file->time};
  char unit[FEN_NC_NAME] = "";
  fen_error reason;
  int species = fen_inventory_species(context, wanted->species, err);
  int sector = species < 0 ? -1 : fen_inventory_sector(context, wanted->sector ? wanted->sector : context->file->sector, err);
  if (species < 0 || sector < 0)
    return fen_fail_within(err, "%s: %s", fen_nc_path(reader), wanted->variable);
  if (!wanted->unit)
    (void)fen_nc_attribute_text(reader, wanted->variable, "units", unit, sizeof unit, NULL);
  if (fen_emission_unit(wanted->unit ? wanted->unit : unit, &context->params->species[species], context->inventory->year_days,
                        &variable.scale, &variable.per_area, &reason))
    return fen_nc_fail(reader, wanted->variable, FEN_ERR_DATA_UNIT, "correct the file or write the unit that is meant in the case", err,
                       "%s", wanted->unit || unit[0] ? reason.text : "it has no unit");
  variable.unit = wanted->unit ? wanted->unit : unit;
  variable.sector_in = context->params->sectors[sector].name;
  fen_status status = fen_nc_variable_shape(reader, wanted->variable, &variable.shape, err);
  if (status)
    return status;
  const ptrdiff_t *shape = variable.shape.shape;
  if (variable.shape.rank != 4 || shape[0] < file->time.count || shape[1] != file->header.nz || shape[2] != file->header.ny ||
      shape[3] != file->header.nx)
    return fen_nc_fail(reader, wanted->variable, FEN_ERR_SHAPE, NULL, err, "expected is TSTEP, LAY, ROW, COL with %td times",
                       file->time.count);
  for (ptrdiff_t layer = 0; !status && layer < file->header.nz; layer++) {
    fen_source_height height = layer_height(&file->header, layer);
    status = fen_gridded_add_layer(context, &variable, species, sector, &height, err);
  }
  return status;
}

/* Without a list, every variable that bears a species' name. */
static fen_status read_all(fen_inventory_context *context, const ioapi_file *file, fen_error *err) {
  const fen_inventory_file *wanted = context->file;
  ptrdiff_t found = 0;
  for (ptrdiff_t n = 0; n < wanted->variable_count; n++) {
    fen_error fault = {0};
    if (read_variable(context, file, &wanted->variables[n], &fault) && fen_inventory_note(context, &fault)) {
      if (err)
        *err = fault;
      return fault.status;
    }
  }
  if (wanted->variable_count)
    return FEN_OK;
  for (ptrdiff_t s = 0; s < context->params->species_count; s++) {
    const char *name = context->params->species[s].name;
    fen_error fault = {0};
    if (!fen_nc_has(file->reader, name))
      continue;
    found++;
    if (read_variable(context, file, &(fen_inventory_variable){.variable = name, .species = name}, &fault) &&
        fen_inventory_note(context, &fault)) {
      if (err)
        *err = fault;
      return fault.status;
    }
  }
  if (found == 0)
    return fen_nc_fail(file->reader, NULL, FEN_ERR_SPECIES_UNKNOWN, "list variable, species and sector in the case", err,
                       "no variable bears the name of a species of the case");
  return FEN_OK;
}

fen_status fen_inventory_read_ioapi(fen_inventory_context *context, fen_error *err) {
  fen_nc_reader *reader = NULL;
  ioapi_file file = {0};
  fen_status status = fen_nc_open(context->file->path, &reader, err);
  file.reader = reader;
  if (!status)
    status = read_header(reader, &file.header, err);
  if (!status && !known_levels(&file.header))
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "give VGLVLS with one value more than layers and VGTYP 1, 2, 6 or 7", err,
                    "layers cannot be placed: %td layers, %td VGLVLS, VGTYP %g", file.header.nz, file.header.levels, file.header.vgtyp);
  if (!status)
    status = read_grid(reader, &file.header, &file.source, err);
  if (!status)
    status = fen_regrid_map_create(&file.source, context->params->grid, &file.map, err);
  if (!status)
    status = read_time(reader, &file.time, err);
  if (!status)
    status = read_all(context, &file, err);
  fen_free(file.time.time_s);
  fen_regrid_map_clear(&file.map);
  fen_source_grid_clear(&file.source);
  fen_nc_close(&reader);
  return status;
}
