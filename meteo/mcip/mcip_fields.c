/* The air of one instant on the files' layers: heights, thermodynamics, dry air over a square metre, winds at faces. */
#include <math.h>

#include "fenhe/memory.h"
#include "mcip_internal.h"

static const mcip_field HEIGHT = {"ZF", "m", 0.0, 1e5};
static const mcip_field TERRAIN = {"HT", "m", -1000.0, 9000.0};
static const mcip_field TEMPERATURE = {"TA", "K", 130.0, 350.0};
static const mcip_field PRESSURE = {"PRES", "Pa", 1e-3, 120000.0};
static const mcip_field VAPOUR = {"QV", "kg/kg", -0.01, 0.2};
static const mcip_field DENSITY = {"DENS", "kg m-3", 1e-9, 2.0};

/* The gas law with the constants of this program is 1.4e-4 off MCIP's density; a wrong unit or variable is off by far more. */
static const double LARGEST_DENSITY_MISFIT = 0.05;

static fen_file_block widen(const mcip_source *self, fen_file_air *air) {
  const fen_ioapi_place *place = &self->group[MCIP_METCRO3D].header.place;
  const fen_file_block model = mcip_model_block(self);
  return fen_file_air_widen(&model, place->ncols, place->nrows, self->layers_used, air);
}

/* ZF is the height of a layer's upper face above ground. */
static fen_status read_heights(const mcip_source *self, ptrdiff_t record, const fen_file_block *block, fen_file_air *air, fen_error *err) {
  const ptrdiff_t plane = block->nx * block->ny;
  fen_status status = FEN_NEW(&air->face_m, plane * (air->nz + 1), err);
  if (!status)
    status = FEN_NEW(&air->ground_m, plane, err);
  if (!status)
    status = mcip_read(self, MCIP_GRIDCRO2D, &TERRAIN, 0, 0, 1, block, air->ground_m, err);
  if (!status)
    status = mcip_read(self, MCIP_METCRO3D, &HEIGHT, record, 0, air->nz, block, air->face_m + plane, err);
  for (ptrdiff_t n = 0; !status && n < plane * air->nz; n++)
    if (!(air->face_m[n + plane] > air->face_m[n]))
      status =
          fen_nc_fail(self->group[MCIP_METCRO3D].reader, "ZF", FEN_ERR_VALUE, "repair the file or leave this hour out", err,
                      "the layer's thickness of %.6g m at (LAY, ROW, COL) = (%td, %td, %td) from 0 is not positive",
                      air->face_m[n + plane] - air->face_m[n], n / plane, block->j0 + n / block->nx % block->ny, block->i0 + n % block->nx);
  return status;
}

static fen_status read_mass(const mcip_source *self, ptrdiff_t record, const fen_file_block *block, fen_file_air *air, fen_error *err) {
  const ptrdiff_t plane = block->nx * block->ny;
  const bool given = mcip_has(self, MCIP_METCRO3D, DENSITY.name);
  double *density = air->area_mass_kgpm2;
  fen_status status = given ? mcip_read(self, MCIP_METCRO3D, &DENSITY, record, 0, air->nz, block, density, err) : FEN_OK;
  for (ptrdiff_t n = 0; !status && n < plane * air->nz; n++) {
    const double by_law = fen_file_air_density(air, n);
    const double dry = !given ? by_law : self->total_density ? density[n] / (1.0 + air->vapour_kgpkg[n]) : density[n];
    if (!(fabs(dry / by_law - 1.0) <= LARGEST_DENSITY_MISFIT))
      return fen_nc_fail(self->group[MCIP_METCRO3D].reader, DENSITY.name, FEN_ERR_VALUE, "check the values and units of DENS, PRES, TA, QV",
                         err, "%.6g kg m-3 at (LAY, ROW, COL) = (%td, %td, %td) from 0, where PRES, TA and QV make %.6g", density[n],
                         n / plane, block->j0 + n / block->nx % block->ny, block->i0 + n % block->nx, by_law);
    air->area_mass_kgpm2[n] = dry * (air->face_m[n + plane] - air->face_m[n]);
  }
  return status;
}

static fen_status read_cells(const mcip_source *self, ptrdiff_t record, const fen_file_block *block, fen_file_air *air, fen_error *err) {
  const struct {
    const mcip_field *field;
    double **out;
  } list[] = {{&TEMPERATURE, &air->temperature_k}, {&PRESSURE, &air->pressure_pa}, {&VAPOUR, &air->vapour_kgpkg}};
  const ptrdiff_t size = block->nx * block->ny * air->nz;
  fen_status status = read_heights(self, record, block, air, err);
  for (size_t n = 0; !status && n < sizeof list / sizeof *list; n++) {
    status = FEN_NEW(list[n].out, size, err);
    if (!status)
      status = mcip_read(self, MCIP_METCRO3D, list[n].field, record, 0, air->nz, block, *list[n].out, err);
  }
  return status ? status : FEN_NEW(&air->area_mass_kgpm2, size, err);
}

fen_status mcip_judge_density(mcip_source *self, fen_error *err) {
  static const double LEAST_VAPOUR_KGPKG = 1e-3;
  const fen_instant *first = &self->group[MCIP_METCRO3D].instants.instant[0];
  fen_file_air air = {0};
  double excess = 0.0;
  double vapour = 0.0;
  fen_status status = mcip_select(self, MCIP_METCRO3D, first->file, err);
  if (status || !mcip_has(self, MCIP_METCRO3D, DENSITY.name))
    return status;
  const fen_file_block block = widen(self, &air);
  status = read_cells(self, first->record, &block, &air, err);
  if (!status)
    status = mcip_read(self, MCIP_METCRO3D, &DENSITY, first->record, 0, air.nz, &block, air.area_mass_kgpm2, err);
  for (ptrdiff_t n = 0; !status && n < block.nx * block.ny * air.nz; n++)
    if (air.vapour_kgpkg[n] > LEAST_VAPOUR_KGPKG) {
      excess += air.area_mass_kgpm2[n] / fen_file_air_density(&air, n) - 1.0;
      vapour += air.vapour_kgpkg[n];
    }
  /* Total density exceeds dry density by the vapour itself. */
  self->total_density = excess > 0.5 * vapour && vapour > 0.0;
  if (self->total_density)
    fen_log_line(&self->log, FEN_LOG_INFO, "MCIP: DENS is the density of moist air; the vapour is taken off");
  fen_file_air_clear(&air);
  return status;
}

/* Winds between two dot points at both ends of a face: their mean. */
static void faces_from_dots(const double *dot, ptrdiff_t nx, ptrdiff_t ny, ptrdiff_t nz, ptrdiff_t step_i, ptrdiff_t step_j, double *out) {
  const ptrdiff_t faces_x = nx + 1 - step_i;
  const ptrdiff_t faces_y = ny + 1 - step_j;
  for (ptrdiff_t k = 0; k < nz; k++)
    for (ptrdiff_t j = 0; j < faces_y; j++)
      for (ptrdiff_t i = 0; i < faces_x; i++) {
        const double *one = &dot[(k * (ny + 1) + j) * (nx + 1) + i];
        out[(k * faces_y + j) * faces_x + i] = 0.5 * (one[0] + one[step_j * (nx + 1) + step_i]);
      }
}

static fen_status read_winds(mcip_source *self, ptrdiff_t index, fen_file_air *air, fen_error *err) {
  static const double ABSURD_MPS = 200.0;
  const mcip_field fields[2][2] = {{{"UWIND", "m s-1", -ABSURD_MPS, ABSURD_MPS}, {"VWIND", "m s-1", -ABSURD_MPS, ABSURD_MPS}},
                                   {{"UWINDC", "m s-1", -ABSURD_MPS, ABSURD_MPS}, {"VWINDC", "m s-1", -ABSURD_MPS, ABSURD_MPS}}};
  const fen_instant *instant = &self->group[MCIP_METDOT3D].instants.instant[index];
  const fen_file_block cells = mcip_model_block(self);
  const fen_file_block dots = {cells.i0, cells.j0, cells.nx + 1, cells.ny + 1};
  double **const out[2] = {&air->u_mps, &air->v_mps};
  double *dot = NULL;
  fen_status status = mcip_select(self, MCIP_METDOT3D, instant->file, err);
  if (!status && !self->faces)
    status = FEN_NEW(&dot, dots.nx * dots.ny * air->nz, err);
  for (int axis = 0; !status && axis < 2; axis++) {
    const fen_file_block faces = {cells.i0, cells.j0, cells.nx + (axis == 0), cells.ny + (axis == 1)};
    const mcip_field *field = &fields[self->faces][axis];
    status = FEN_NEW(out[axis], faces.nx * faces.ny * air->nz, err);
    if (!status)
      status = mcip_read(self, MCIP_METDOT3D, field, instant->record, 0, air->nz, self->faces ? &faces : &dots,
                         self->faces ? *out[axis] : dot, err);
    if (!status && !self->faces)
      faces_from_dots(dot, cells.nx, cells.ny, air->nz, axis == 1, axis == 0, *out[axis]);
  }
  fen_free(dot);
  return status;
}

fen_status mcip_read_air(mcip_source *self, ptrdiff_t index, fen_file_air *out, fen_error *err) {
  const fen_instant *instant = &self->group[MCIP_METCRO3D].instants.instant[index];
  fen_file_air air = {0};
  fen_status status = mcip_select(self, MCIP_METCRO3D, instant->file, err);
  if (status)
    return status;
  const fen_file_block block = widen(self, &air);
  status = read_cells(self, instant->record, &block, &air, err);
  if (!status)
    status = read_mass(self, instant->record, &block, &air, err);
  if (!status)
    status = read_winds(self, index, &air, err);
  if (status)
    fen_file_air_clear(&air);
  else
    *out = air;
  return status;
}
