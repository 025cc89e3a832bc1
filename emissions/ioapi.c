#include "fenhe/ioapi.h"

#include "fenhe/memory.h"
#include "inventory_parts.h"

static fen_status read_grid(const fen_nc_reader *reader, const fen_ioapi_header *h, fen_source_grid *out, fen_error *err) {
  fen_grid_params grid;
  double *x_edge = NULL;
  double *y_edge = NULL;
  fen_status status = fen_ioapi_grid(reader, h, &grid, err);
  if (!status)
    status = FEN_NEW(&x_edge, grid.nx + 1, err);
  if (!status)
    status = FEN_NEW(&y_edge, grid.ny + 1, err);
  for (ptrdiff_t n = 0; !status && n <= grid.nx; n++)
    x_edge[n] = grid.x0 + (double)n * grid.dx;
  for (ptrdiff_t n = 0; !status && n <= grid.ny; n++)
    y_edge[n] = grid.y0 + (double)n * grid.dy;
  if (!status && grid.projection.kind == FEN_PROJECTION_LONLAT)
    return fen_source_grid_degrees(grid.nx, grid.ny, x_edge, y_edge, grid.projection.semi_major_m, 0.0, out, err);
  if (!status)
    status = fen_source_grid_projected(grid.nx, grid.ny, x_edge, y_edge, &grid.projection, out, err);
  fen_free(x_edge);
  fen_free(y_edge);
  return status;
}

/* Hourly (or other even) instants, linear in between as CMAQ reads them; TSTEP 0 is a constant. */
static fen_status read_time(const fen_nc_reader *reader, const fen_ioapi_header *h, fen_time_axis *axis, fen_error *err) {
  ptrdiff_t count;
  double *time_s = NULL;
  *axis = (fen_time_axis){.kind = FEN_TIMING_PROFILE, .count = 1};
  if (h->step_s == 0.0)
    return FEN_OK;
  fen_status status = fen_ioapi_times(reader, h, &count, &time_s, err);
  if (status || count < 2) {
    fen_free(time_s);
    return status;
  }
  *axis = (fen_time_axis){.kind = FEN_TIMING_INSTANTS, .count = count, .time_s = time_s};
  return FEN_OK;
}

static fen_source_height layer_height(const fen_ioapi_header *h, ptrdiff_t layer) {
  fen_source_height height = {.kind = FEN_HEIGHT_SECTOR, .index = layer, .count = h->layers};
  if (h->layers == 1)
    return height;
  height.kind = h->vgtyp == FEN_IOAPI_HEIGHT ? FEN_HEIGHT_METRES : FEN_HEIGHT_SIGMA;
  height.bottom = h->level[layer];
  height.top = h->level[layer + 1];
  height.sigma_top_pa = h->vgtop;
  return height;
}

static bool known_levels(const fen_ioapi_header *h) {
  return h->layers == 1 || (h->level_count == h->layers + 1 && (h->vgtyp == FEN_IOAPI_SIGMA_HYDROSTATIC || h->vgtyp == FEN_IOAPI_SIGMA ||
                                                                h->vgtyp == FEN_IOAPI_HEIGHT || h->vgtyp == FEN_IOAPI_SIGMA_WRF));
}

/* All that is wrong with it is told: noted but for the last fault, which is returned to be so. */
static fen_status read_header(fen_inventory_context *context, const fen_nc_reader *reader, fen_ioapi_header *out, fen_error *err) {
  fen_diagnostics others = {0};
  fen_error fault = {0};
  fen_status status = fen_ioapi_header_read(reader, out, &fault);
  if (status)
    fen_ioapi_header_others(reader, &others);
  for (ptrdiff_t n = 0; n < others.count; n++) {
    (void)fen_inventory_note(context, &fault);
    fault = others.items[n];
  }
  fen_diagnostics_clear(&others);
  if (status && err)
    *err = fault;
  return status ? fault.status : FEN_OK;
}

typedef struct {
  const fen_nc_reader *reader;
  fen_ioapi_header header;
  fen_source_grid source;
  fen_regrid_map map;
  fen_time_axis time;
  bool placed; /* false: the header is faulty, and of the variables only what does not need it is looked at */
} ioapi_file;

/* What it needs to be, as far as the header tells. */
static fen_status check_shape(const ioapi_file *file, const char *name, const fen_nc_shape *shape, fen_error *err) {
  const ptrdiff_t *extent = shape->shape;
  if (shape->rank != 4)
    return fen_nc_fail(file->reader, name, FEN_ERR_SHAPE, NULL, err, "its dimensions are not TSTEP, LAY, ROW, COL");
  if (file->placed && (extent[0] < file->time.count || extent[1] != file->header.layers || extent[2] != file->header.place.nrows ||
                       extent[3] != file->header.place.ncols))
    return fen_nc_fail(file->reader, name, FEN_ERR_SHAPE, NULL, err, "its dimensions are not TSTEP, LAY, ROW, COL with %td times",
                       file->time.count);
  return FEN_OK;
}

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
  fen_status status = fen_nc_variable_shape(reader, wanted->variable, &variable.shape, err);
  if (status)
    return status;
  if (!wanted->unit)
    (void)fen_nc_attribute_text(reader, wanted->variable, "units", unit, sizeof unit, NULL);
  if (fen_emission_unit(wanted->unit ? wanted->unit : fen_ioapi_unit(unit), &context->params->species[species],
                        context->inventory->year_days, &variable.scale, &variable.per_area, &reason)) {
    const char *usual = wanted->unit ? "correct 'unit' beside the variable in the case"
                                     : "write the unit in the case: variables: [{variable: NAME, species: NAME, unit: g/s}]";
    const bool stated = wanted->unit || unit[0];
    return fen_nc_fail(reader, wanted->variable, FEN_ERR_DATA_UNIT, stated ? fen_unit_file_remedy(&reason, usual) : usual, err, "%s",
                       stated ? reason.text : "it has no unit");
  }
  variable.unit = wanted->unit ? wanted->unit : unit;
  variable.sector_in = context->params->sectors[sector].name;
  status = check_shape(file, wanted->variable, &variable.shape, err);
  if (!status && !file->placed)
    return fen_gridded_check_values(&variable, err);
  for (ptrdiff_t layer = 0; !status && layer < file->header.layers; layer++) {
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
    return fen_nc_fail(file->reader, NULL, FEN_ERR_SPECIES_UNKNOWN,
                       "add variables: [{variable: NAME, species: NAME}, ...] to the case; ncdump -h shows the file's", err,
                       "no variable bears the name of a species of the case");
  return FEN_OK;
}

/* Where its values belong: layers, cells and hours. */
static fen_status place(fen_inventory_context *context, ioapi_file *file, fen_error *err) {
  const fen_nc_reader *reader = file->reader;
  const fen_ioapi_header *h = &file->header;
  fen_status status = read_header(context, reader, &file->header, err);
  if (!status && h->kind != FEN_IOAPI_GRIDDED)
    status = fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "give the gridded file of the same run", err,
                         "this is %s file (FTYPE), emissions lie on a grid", h->kind == FEN_IOAPI_BOUNDARY ? "a boundary" : "no gridded");
  if (!status && !known_levels(h))
    status = fen_nc_fail(reader, NULL, FEN_ERR_SHAPE, "give VGLVLS with one value more than layers and VGTYP 1, 2, 6 or 7", err,
                         "layers cannot be placed: %td layers, %td VGLVLS that fit, VGTYP %d", h->layers, h->level_count, h->vgtyp);
  for (ptrdiff_t k = 1; !status && h->layers > 1 && k < h->layers; k++)
    if (!((h->level[k + 1] - h->level[k]) * (h->level[1] - h->level[0]) > 0.0))
      status = fen_nc_fail(reader, NULL, FEN_ERR_VALUE, "correct VGLVLS, for instance with ncatted", err,
                           "VGLVLS must rise or fall throughout, but %g follows %g", h->level[k + 1], h->level[k]);
  if (!status)
    status = read_grid(reader, h, &file->source, err);
  if (!status)
    status = fen_regrid_map_create(&file->source, context->params->grid, &file->map, err);
  if (!status && file->map.overlaps.count == 0)
    status =
        fen_nc_fail(reader, NULL, FEN_ERR_GRID, "give a file of the domain's part of the world, or correct XORIG, YORIG, XCENT and YCENT",
                    err, "no cell of its grid touches the domain");
  return status ? status : read_time(reader, h, &file->time, err);
}

/* The variables are looked at whatever is wrong with the header, which is noted first. */
static fen_status place_and_read(fen_inventory_context *context, ioapi_file *file, fen_error *err) {
  fen_error fault = {0};
  fen_status status = place(context, file, &fault);
  file->placed = !status;
  if (status && (file->header.kind != FEN_IOAPI_GRIDDED || fen_inventory_note(context, &fault))) {
    if (err)
      *err = fault;
    return status;
  }
  return read_all(context, file, err);
}

fen_status fen_inventory_read_ioapi(fen_inventory_context *context, fen_error *err) {
  fen_nc_reader *reader = NULL;
  ioapi_file file = {0};
  fen_status status = fen_nc_open(context->file->path, &reader, err);
  file.reader = reader;
  if (!status && !fen_ioapi_is(reader) && !fen_nc_has(reader, "TFLAG"))
    status = fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "for CF NetCDF write 'kind: gridded' and list its 'variables'", err,
                         "it has no attributes GDTYP and XORIG and no TFLAG, and is no file of I/O API");
  if (!status)
    status = place_and_read(context, &file, err);
  fen_free(file.time.time_s);
  fen_regrid_map_clear(&file.map);
  fen_source_grid_clear(&file.source);
  fen_nc_close(&reader);
  return status;
}
