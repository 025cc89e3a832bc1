/* Land and sea, land use and roughness of the model's cells, as at the first instant. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/land_use.h"
#include "fenhe/memory.h"
#include "land_shares.h"
#include "mcip_internal.h"

enum { DESCRIPTION_TEXT = 128, FILEDESC_TEXT = 16384 };

/* LWMASK is 1 on land and 0 on water. */
static fen_status take_mask(mcip_source *self, fen_error *err) {
  static const mcip_field mask = {"LWMASK", "1", 0.0, 1.0};
  const fen_file_block block = mcip_model_block(self);
  if (!mcip_has(self, MCIP_GRIDCRO2D, mask.name))
    return FEN_OK;
  fen_status status = FEN_NEW(&self->land_share, block.nx * block.ny, err);
  return status ? status : mcip_read(self, MCIP_GRIDCRO2D, &mask, 0, 0, 1, &block, self->land_share, err);
}

static fen_status take_roughness(mcip_source *self, fen_error *err) {
  static const mcip_field roughness = {"ZRUF", "m", 1e-9, 20.0};
  const fen_file_block block = mcip_model_block(self);
  const fen_instant *first = &self->group[MCIP_METCRO2D].instants.instant[0];
  fen_status status = mcip_select(self, MCIP_METCRO2D, first->file, err);
  if (status || !mcip_has(self, MCIP_METCRO2D, roughness.name))
    return status;
  status = FEN_NEW(&self->roughness_m, block.nx * block.ny, err);
  return status ? status : mcip_read(self, MCIP_METCRO2D, &roughness, first->record, 0, 1, &block, self->roughness_m, err);
}

/* Where shares or the dominant category are: LUFRAC by layer, LUFRAC_01 and so on, or DLUSE. */
typedef enum { LAND_UNKNOWN, LAND_BY_LAYER, LAND_BY_VARIABLE, LAND_DOMINANT } land_form;

static land_form find_form(const mcip_source *self) {
  return mcip_has(self, MCIP_LUFRAC, "LUFRAC")         ? LAND_BY_LAYER
         : mcip_has(self, MCIP_GRIDCRO2D, "LUFRAC_01") ? LAND_BY_VARIABLE
         : mcip_has(self, MCIP_GRIDCRO2D, "DLUSE")     ? LAND_DOMINANT
                                                       : LAND_UNKNOWN;
}

static bool known_scheme(const char *name, fen_land_scheme *out) {
  static const struct {
    const char *start, *scheme;
  } known[] = {{"USGS", "USGS"}, {"MODIS", "MODIS"}, {"MODIFIED IGBP MODIS", "MODIS"}, {"NLCD40", "NLCD40"}};
  for (size_t n = 0; n < sizeof known / sizeof *known; n++)
    if (strncmp(name, known[n].start, strlen(known[n].start)) == 0)
      return fen_land_scheme_from_name(known[n].scheme, out);
  return false;
}

/* What follows a label, up to the blanks with which I/O API pads. */
static void text_after(const char *text, const char *label, char name[DESCRIPTION_TEXT]) {
  const char *found = strstr(text, label);
  const char *start = found ? found + strlen(label) + strspn(found + strlen(label), " ") : "";
  const char *end = strstr(start, "  ");
  (void)snprintf(name, DESCRIPTION_TEXT, "%.*s", (int)(end ? end - start : DESCRIPTION_TEXT - 1), start);
}

/*
 * The classification is in var_desc: "USGS24: Urban Land" of a share, "dominant land use category from classification USGS24" of DLUSE, the
 * number of categories being part of the name; or, of MCIP 5, in FILEDESC alone.
 */
static bool find_scheme(const mcip_source *self, char name[DESCRIPTION_TEXT], fen_land_scheme *out) {
  const fen_nc_reader *reader = self->group[MCIP_GRIDCRO2D].reader;
  char text[FILEDESC_TEXT];
  if (!fen_nc_attribute_text(reader, "LUFRAC_01", "var_desc", text, sizeof text, NULL)) {
    text[strcspn(text, ":")] = '\0';
    (void)snprintf(name, DESCRIPTION_TEXT, "%.*s", DESCRIPTION_TEXT - 1, text);
    return known_scheme(name, out);
  }
  if (!fen_nc_attribute_text(reader, "DLUSE", "var_desc", text, sizeof text, NULL))
    text_after(text, "classification ", name);
  if (name[0] == '\0' && !fen_nc_attribute_text(reader, NULL, "FILEDESC", text, sizeof text, NULL))
    text_after(text, "LAND USE CLASSIFICATION:", name);
  return known_scheme(name, out);
}

static fen_status add_category(mcip_source *self, fen_land_scheme scheme, land_form form, int category, double *values, bool *there,
                               fen_error *err) {
  char name[32] = "LUFRAC";
  const fen_file_block block = mcip_model_block(self);
  const ptrdiff_t plane = block.nx * block.ny;
  const int land_use = fen_land_use_from_category(scheme, category);
  if (form == LAND_BY_VARIABLE)
    (void)snprintf(name, sizeof name, "LUFRAC_%02d", category);
  const mcip_kind kind = form == LAND_BY_VARIABLE ? MCIP_GRIDCRO2D : MCIP_LUFRAC;
  const ptrdiff_t layer = form == LAND_BY_VARIABLE ? 0 : category - 1;
  *there = mcip_has(self, kind, name) && layer < self->group[kind].header.layers;
  if (!*there)
    return FEN_OK;
  const mcip_field share = {name, "1", -1e-3, 1.001};
  fen_status status = mcip_read(self, kind, &share, 0, layer, 1, &block, values, err);
  for (ptrdiff_t c = 0; !status && land_use >= 0 && c < plane; c++)
    if (values[c] > 0.0)
      self->land_use_share[land_use * plane + c] += values[c];
  return status;
}

static fen_status add_dominant(mcip_source *self, fen_land_scheme scheme, double *values, fen_error *err) {
  static const mcip_field dominant = {"DLUSE", "1", 0.0, 999.0};
  const fen_file_block block = mcip_model_block(self);
  const ptrdiff_t plane = block.nx * block.ny;
  fen_status status = mcip_read(self, MCIP_GRIDCRO2D, &dominant, 0, 0, 1, &block, values, err);
  for (ptrdiff_t c = 0; !status && c < plane; c++) {
    const int land_use = fen_land_use_from_category(scheme, (int)lround(values[c]));
    if (land_use >= 0)
      self->land_use_share[land_use * plane + c] += 1.0;
  }
  return status;
}

static fen_status take_land_use(mcip_source *self, fen_error *err) {
  char name[DESCRIPTION_TEXT] = "";
  fen_land_scheme scheme = FEN_LAND_SCHEME_USGS;
  double *values = NULL;
  const land_form form = find_form(self);
  const ptrdiff_t plane = self->grid->params.nx * self->grid->params.ny;
  if (form == LAND_UNKNOWN)
    return FEN_OK;
  if (!find_scheme(self, name, &scheme)) {
    fen_log_line(&self->log, FEN_LOG_WARNING, "MCIP: land use is classified by '%s', which is not known: %s", name,
                 self->land_share ? "taken for grass or water by the land mask" : "not used");
    return FEN_OK;
  }
  fen_status status = FEN_NEW(&values, plane, err);
  if (!status)
    status = FEN_NEW(&self->land_use_share, FEN_LAND_USE_COUNT * plane, err);
  if (!status && form == LAND_DOMINANT)
    status = add_dominant(self, scheme, values, err);
  bool there = form != LAND_DOMINANT;
  for (int category = 1; !status && there; category++)
    status = add_category(self, scheme, form, category, values, &there, err);
  if (!status)
    fen_land_shares_complete(self->land_use_share, plane, self->land_share, "MCIP", &self->log);
  fen_free(values);
  return status;
}

fen_status mcip_take_land(mcip_source *self, fen_error *err) {
  fen_status status = take_mask(self, err);
  if (!status)
    status = take_roughness(self, err);
  if (!status && self->group[MCIP_LUFRAC].first_file >= 0)
    status = mcip_select(self, MCIP_LUFRAC, self->group[MCIP_LUFRAC].first_file, err);
  return status ? status : take_land_use(self, err);
}
