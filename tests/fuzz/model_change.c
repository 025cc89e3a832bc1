/* The language in which a fuzzer's bytes tell how a NetCDF file is changed: an operation a byte, its arguments behind it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"

typedef struct {
  const uint8_t *at, *end;
} cursor;

static unsigned byte(cursor *in) {
  return in->at < in->end ? *in->at++ : 0;
}

static unsigned below(cursor *in, unsigned limit) {
  return limit ? byte(in) % limit : 0;
}

/* A number from a list of awkward ones, or eight bytes as they are. */
static double number(cursor *in) {
  static const double awkward[] = {0.0,    -0.0,         1.0, -1.0, 2.0,  7.0,   1e-300, 1e30,  1e300,  -1e300, 9.96921e36, -9999,
                                   -32767, 2147483647.0, 4e9, 1e19, 90.0, -90.0, 180.0,  360.0, 5e-324, 0.5,    1e6,        1e-6};
  unsigned which = byte(in);
  if (which < sizeof awkward / sizeof *awkward)
    return awkward[which];
  if (which == 250)
    return NAN;
  if (which == 251)
    return INFINITY;
  if (which < 128)
    return (double)which - 64.0;
  uint8_t raw[8];
  double value;
  for (int n = 0; n < 8; n++)
    raw[n] = (uint8_t)byte(in);
  memcpy(&value, raw, sizeof value);
  return value;
}

/* Text of a length that comes first; @return its length */
static size_t text(cursor *in, char *out, size_t room) {
  size_t length = byte(in) % room;
  for (size_t n = 0; n < length; n++)
    out[n] = (char)byte(in);
  out[length] = '\0';
  return length;
}

static nc_type type(cursor *in) {
  static const nc_type types[] = {NC_FLOAT, NC_DOUBLE, NC_INT,    NC_SHORT, NC_CHAR,  NC_BYTE,
                                  NC_INT64, NC_UBYTE,  NC_UINT64, NC_UINT,  NC_USHORT};
  return types[byte(in) % (sizeof types / sizeof *types)];
}

static fuzz_object *object(cursor *in, fuzz_model *model) {
  unsigned which = below(in, (unsigned)model->variable_count + 1);
  return which ? &model->variables[which - 1].object : &model->global;
}

/* A name that means something to readers, or one of the file's own. */
static void name(cursor *in, const fuzz_model *model, char out[MODEL_NAME]) {
  static const char *const known[] = {"scale_factor", "add_offset",  "_FillValue",   "missing_value", "units",    "calendar",
                                      "bounds",       "coordinates", "grid_mapping", "axis",          "positive", "standard_name",
                                      "time",         "lat",         "lon",          "TFLAG",         "Times",    "long_name"};
  const unsigned count = sizeof known / sizeof *known;
  unsigned which = byte(in);
  if (which < count)
    strcpy(out, known[which]);
  else if (which < 128 && model->variable_count)
    memcpy(out, model->variables[which % (unsigned)model->variable_count].object.name, MODEL_NAME);
  else
    (void)text(in, out, MODEL_NAME);
}

static void change_attribute(cursor *in, const fuzz_model *model, fuzz_object *at) {
  bool fresh = at->attribute_count == 0 || byte(in) % 4 == 0;
  if (fresh && at->attribute_count == MODEL_ATTRIBUTES)
    return;
  fuzz_attribute *a = &at->attributes[fresh ? at->attribute_count : (int)below(in, (unsigned)at->attribute_count)];
  if (fresh) {
    memset(a, 0, sizeof *a);
    name(in, model, a->name);
    at->attribute_count++;
  }
  a->type = type(in);
  if (a->type == NC_CHAR) {
    a->count = text(in, a->text, MODEL_TEXT);
    return;
  }
  a->count = byte(in) % MODEL_NUMBERS;
  for (size_t n = 0; n < a->count; n++)
    a->number[n] = number(in);
}

static void set_attribute(cursor *in, fuzz_object *at) {
  if (at->attribute_count == 0)
    return;
  fuzz_attribute *a = &at->attributes[below(in, (unsigned)at->attribute_count)];
  if (a->type == NC_CHAR)
    a->count = text(in, a->text, MODEL_TEXT);
  else
    a->number[a->count ? byte(in) % a->count : 0] = number(in);
}

static void drop_attribute(cursor *in, fuzz_object *at) {
  if (at->attribute_count == 0)
    return;
  unsigned which = below(in, (unsigned)at->attribute_count);
  at->attributes[which] = at->attributes[--at->attribute_count];
}

static void drop_variable(cursor *in, fuzz_model *model) {
  if (model->variable_count == 0)
    return;
  unsigned which = below(in, (unsigned)model->variable_count);
  free(model->variables[which].values);
  model->variables[which] = model->variables[--model->variable_count];
}

static void change_dimension(cursor *in, fuzz_model *model) {
  if (model->dim_count == 0)
    return;
  unsigned which = below(in, (unsigned)model->dim_count);
  unsigned how = byte(in);
  if (how == 255)
    model->dims[which].unlimited = !model->dims[which].unlimited;
  else if (how == 254)
    name(in, model, model->dims[which].name);
  else
    model->dims[which].length = how < 64 ? how : 1;
}

static void change_shape(cursor *in, const fuzz_model *model, fuzz_variable *v) {
  unsigned how = byte(in);
  unsigned dim = below(in, (unsigned)model->dim_count);
  if (model->dim_count == 0)
    return;
  if (how % 4 == 0 && v->rank > 0)
    v->rank--;
  else if (how % 4 == 1 && v->rank < MODEL_RANK)
    v->dims[v->rank++] = (int)dim;
  else if (v->rank > 0)
    v->dims[how / 4 % (unsigned)v->rank] = (int)dim;
}

static void change_values(cursor *in, fuzz_variable *v) {
  unsigned how = byte(in);
  if (v->count == 0)
    return;
  if (v->type == NC_CHAR) {
    size_t start = byte(in) % v->count;
    char written[MODEL_TEXT + 1];
    size_t length = text(in, written, MODEL_TEXT);
    for (size_t n = 0; n < length && start + n < v->count; n++)
      v->values[start + n] = (unsigned char)written[n];
    return;
  }
  size_t at = byte(in);
  at = (256 * at + byte(in)) % v->count;
  double value = number(in);
  for (size_t n = 0; n < v->count; n++)
    if (how % 3 == 0)
      v->values[n] = value;
    else if (how % 3 == 1)
      v->values[n] *= value;
  if (how % 3 == 2)
    v->values[at] = value;
}

void fuzz_model_change(fuzz_model *model, const uint8_t *data, size_t size) {
  enum { MOST_CHANGES = 24 };
  cursor in = {data, data + size};
  for (int n = 0; n < MOST_CHANGES && in.at < in.end; n++) {
    unsigned operation = byte(&in) % 10;
    fuzz_variable *v = model->variable_count ? &model->variables[below(&in, (unsigned)model->variable_count)] : NULL;
    switch (operation) {
    case 0:
      set_attribute(&in, object(&in, model));
      break;
    case 1:
      change_attribute(&in, model, object(&in, model));
      break;
    case 2:
      drop_attribute(&in, object(&in, model));
      break;
    case 3:
      drop_variable(&in, model);
      break;
    case 4:
      change_dimension(&in, model);
      break;
    case 5:
      if (v)
        change_shape(&in, model, v);
      break;
    case 6:
      if (v)
        v->type = type(&in);
      break;
    case 7:
      if (v)
        name(&in, model, v->object.name);
      break;
    default:
      if (v)
        change_values(&in, v);
      break;
    }
  }
}
