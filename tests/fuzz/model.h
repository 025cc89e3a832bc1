/**
 * @file model.h  NetCDF files varied by a fuzzer. netcdf-c and HDF5 fall over bytes that are damaged at random, and that is not what is
 * tested here: so a sound file is taken apart into dimensions, attributes, variables and values, the fuzzer's bytes change these, and a
 * file that is well-formed again, though perhaps nonsense, is written as CDF-5.
 */
#ifndef FENHE_TESTS_FUZZ_MODEL_H
#define FENHE_TESTS_FUZZ_MODEL_H

#include "fuzz.h"

typedef struct fuzz_model fuzz_model;

/** Take a file apart; it stays in memory until the process ends. */
const fuzz_model *fuzz_model_load(const char *path);
/**
 * Change a copy as the bytes tell and write it under a name in the process' folder.
 * @return false where no NetCDF file can say so, such as one with the unlimited dimension in second place
 */
bool fuzz_model_vary(const fuzz_model *model, const uint8_t *data, size_t size, const char *name, char path[FUZZ_PATH]);

/** The same file as CDF-5, which opens many times faster than HDF5: for those that stay as they are. */
void fuzz_model_write(const fuzz_model *model, const char *name, char path[FUZZ_PATH]);

#endif
