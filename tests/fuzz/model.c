#include "model.h"

#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model_parts.h"

static fuzz_model *loaded; /* so that they do not pass for leaks */

static void ok(int code) {
  if (code)
    (void)fprintf(stderr, "%s\n", nc_strerror(code));
  fuzz_require(code == NC_NOERR);
}

static void copy_name(const char *name, char out[MODEL_NAME]) {
  size_t length = strlen(name);
  fuzz_require(length < MODEL_NAME);
  memcpy(out, name, length + 1);
}

static void load_attributes(int file, int variable, int count, fuzz_object *out) {
  for (int n = 0; n < count && out->attribute_count < MODEL_ATTRIBUTES; n++) {
    fuzz_attribute *a = &out->attributes[out->attribute_count];
    char name[NC_MAX_NAME + 1];
    size_t length;
    ok(nc_inq_attname(file, variable, n, name));
    ok(nc_inq_att(file, variable, name, &a->type, &length));
    copy_name(name, a->name);
    if (a->type == NC_CHAR && length <= MODEL_TEXT)
      ok(nc_get_att_text(file, variable, name, a->text));
    else if (a->type >= NC_BYTE && a->type < NC_STRING && a->type != NC_CHAR && length <= MODEL_NUMBERS)
      ok(nc_get_att_double(file, variable, name, a->number));
    else
      continue;
    a->count = length;
    out->attribute_count++;
  }
}

/* @return false for a list of strings, which CDF-5 does not have */
static bool load_variable(int file, int id, fuzz_variable *out) {
  int count;
  char name[NC_MAX_NAME + 1];
  int dims[NC_MAX_VAR_DIMS];
  ok(nc_inq_var(file, id, name, &out->type, &out->rank, dims, &count));
  if (out->type >= NC_STRING)
    return false;
  fuzz_require(out->rank <= MODEL_RANK);
  copy_name(name, out->object.name);
  out->count = 1;
  for (int n = 0; n < out->rank; n++) {
    size_t length;
    ok(nc_inq_dimlen(file, dims[n], &length));
    out->dims[n] = dims[n];
    out->count *= length;
  }
  load_attributes(file, id, count, &out->object);
  out->values = malloc((out->count + 1) * sizeof *out->values);
  fuzz_require(out->values != NULL);
  if (out->type != NC_CHAR) {
    ok(nc_get_var_double(file, id, out->values));
    return true;
  }
  char *text = malloc(out->count + 1);
  fuzz_require(text != NULL);
  ok(nc_get_var_text(file, id, text));
  for (size_t n = 0; n < out->count; n++)
    out->values[n] = text[n];
  free(text);
  return true;
}

const fuzz_model *fuzz_model_load(const char *path) {
  int file, dims, variables, attributes, unlimited;
  fuzz_model *model = calloc(1, sizeof *model);
  fuzz_require(model != NULL);
  model->earlier = loaded;
  loaded = model;
  ok(nc_open(path, NC_NOWRITE, &file));
  ok(nc_inq(file, &dims, &variables, &attributes, &unlimited));
  fuzz_require(dims <= MODEL_DIMENSIONS && variables <= MODEL_VARIABLES);
  for (int n = 0; n < dims; n++) {
    char name[NC_MAX_NAME + 1];
    ok(nc_inq_dim(file, n, name, &model->dims[n].length));
    copy_name(name, model->dims[n].name);
    model->dims[n].unlimited = n == unlimited;
  }
  model->dim_count = dims;
  load_attributes(file, NC_GLOBAL, attributes, &model->global);
  for (int n = 0; n < variables; n++)
    model->variable_count += load_variable(file, n, &model->variables[model->variable_count]);
  ok(nc_close(file));
  return model;
}

static void write_attributes(int file, int variable, const fuzz_object *object) {
  for (int n = 0; n < object->attribute_count; n++) {
    const fuzz_attribute *a = &object->attributes[n];
    /* What a file cannot hold, such as a _FillValue of another type, is left out. */
    if (a->type == NC_CHAR)
      (void)nc_put_att_text(file, variable, a->name, a->count, a->text);
    else
      (void)nc_put_att_double(file, variable, a->name, a->type, a->count, a->number);
  }
}

/* Values run on from their beginning where the shape has grown. */
static void write_values(int file, int id, const fuzz_model *model, const fuzz_variable *v) {
  size_t start[MODEL_RANK + 1] = {0};
  size_t extent[MODEL_RANK + 1] = {1};
  size_t total = 1;
  for (int n = 0; n < v->rank; n++) {
    extent[n] = model->dims[v->dims[n]].length;
    total *= extent[n];
  }
  if (total == 0 || total > MODEL_VALUES || v->count == 0)
    return;
  double *values = malloc(total * sizeof *values);
  char *text = malloc(total);
  fuzz_require(values != NULL && text != NULL);
  for (size_t n = 0; n < total; n++) {
    values[n] = v->values[n % v->count];
    text[n] = values[n] >= 0.0 && values[n] < 256.0 ? (char)(unsigned char)values[n] : '?';
  }
  if (v->type == NC_CHAR)
    (void)nc_put_vara_text(file, id, start, extent, text);
  else
    (void)nc_put_vara_double(file, id, start, extent, values);
  free(text);
  free(values);
}

static bool write_model(const fuzz_model *model, int file) {
  int ids[MODEL_VARIABLES];
  int old;
  (void)nc_set_fill(file, NC_NOFILL, &old);
  for (int n = 0; n < model->dim_count; n++) {
    int id;
    if (nc_def_dim(file, model->dims[n].name, model->dims[n].unlimited ? NC_UNLIMITED : model->dims[n].length, &id))
      return false;
  }
  write_attributes(file, NC_GLOBAL, &model->global);
  for (int n = 0; n < model->variable_count; n++) {
    const fuzz_variable *v = &model->variables[n];
    if (nc_def_var(file, v->object.name, v->type, v->rank, v->dims, &ids[n]))
      return false;
    write_attributes(file, ids[n], &v->object);
  }
  if (nc_enddef(file))
    return false;
  for (int n = 0; n < model->variable_count; n++)
    write_values(file, ids[n], model, &model->variables[n]);
  return true;
}

/* Only what is in use is copied: a model has room for far more. */
static void copy_object(const fuzz_object *from, fuzz_object *to) {
  memcpy(to->name, from->name, sizeof to->name);
  to->attribute_count = from->attribute_count;
  memcpy(to->attributes, from->attributes, (size_t)from->attribute_count * sizeof *from->attributes);
}

static void copy_model(const fuzz_model *from, fuzz_model *to) {
  to->dim_count = from->dim_count;
  memcpy(to->dims, from->dims, sizeof to->dims);
  copy_object(&from->global, &to->global);
  to->variable_count = from->variable_count;
  for (int n = 0; n < from->variable_count; n++) {
    const fuzz_variable *v = &from->variables[n];
    fuzz_variable *w = &to->variables[n];
    copy_object(&v->object, &w->object);
    w->type = v->type;
    w->rank = v->rank;
    memcpy(w->dims, v->dims, sizeof w->dims);
    w->count = v->count;
    w->values = malloc((v->count + 1) * sizeof *w->values);
    fuzz_require(w->values != NULL);
    memcpy(w->values, v->values, v->count * sizeof *w->values);
  }
}

bool fuzz_model_vary(const fuzz_model *model, const uint8_t *data, size_t size, const char *name, char path[FUZZ_PATH]) {
  int file;
  static fuzz_model copy;
  copy_model(model, &copy);
  fuzz_model_change(&copy, data, size);
  (void)snprintf(path, FUZZ_PATH, "%s/%s", fuzz_folder(), name);
  ok(nc_create(path, NC_CLOBBER | NC_64BIT_DATA, &file));
  bool written = write_model(&copy, file);
  if (nc_close(file))
    written = false;
  for (int n = 0; n < copy.variable_count; n++)
    free(copy.variables[n].values);
  return written;
}

void fuzz_model_write(const fuzz_model *model, const char *name, char path[FUZZ_PATH]) {
  const uint8_t nothing[1] = {0};
  fuzz_require(fuzz_model_vary(model, nothing, 0, name, path));
}
