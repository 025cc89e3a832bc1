/** @file model_parts.h  A NetCDF file in parts. */
#ifndef FENHE_TESTS_FUZZ_MODEL_PARTS_H
#define FENHE_TESTS_FUZZ_MODEL_PARTS_H

#include <netcdf.h>

#include "model.h"

enum {
  MODEL_NAME = 32,
  MODEL_TEXT = 96,
  MODEL_NUMBERS = 12,
  MODEL_ATTRIBUTES = 40,
  MODEL_DIMENSIONS = 16,
  MODEL_VARIABLES = 64,
  MODEL_RANK = 5,
  MODEL_VALUES = 100000
};

typedef struct {
  char name[MODEL_NAME];
  nc_type type;
  size_t count;
  char text[MODEL_TEXT + 1];
  double number[MODEL_NUMBERS];
} fuzz_attribute;

/** A variable's, or the file's, name and attributes. */
typedef struct {
  char name[MODEL_NAME];
  int attribute_count;
  fuzz_attribute attributes[MODEL_ATTRIBUTES];
} fuzz_object;

typedef struct {
  fuzz_object object;
  nc_type type;
  int rank;
  int dims[MODEL_RANK];
  size_t count;
  double *values; /* shape [count]; of text its bytes */
} fuzz_variable;

struct fuzz_model {
  fuzz_model *earlier; /* of those that were loaded */
  int dim_count, variable_count;
  struct {
    char name[MODEL_NAME];
    size_t length;
    bool unlimited;
  } dims[MODEL_DIMENSIONS];
  fuzz_object global;
  fuzz_variable variables[MODEL_VARIABLES];
};

/** Change it as the bytes tell. */
void fuzz_model_change(fuzz_model *model, const uint8_t *data, size_t size);

#endif
