/**
 * @file fuzz.h  What the fuzz targets share. A target is a function of some bytes that must come back, whatever they are: it makes the
 * input that they stand for, has the library read it, and looks at what it says. docs/fuzzing.md tells how they are run.
 */
#ifndef FENHE_TESTS_FUZZ_H
#define FENHE_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fenhe/diagnostics.h"

/** @return whether the input was read; false: it was refused */
typedef bool fuzz_function(const uint8_t *data, size_t size);

/** The targets: fuzz_NAME in target_NAME.c or, where several share their code, in a file named for what they share. */
#define FUZZ_TARGETS(X)                                                                                                                    \
  X(yaml)                                                                                                                                  \
  X(case)                                                                                                                                  \
  X(scenario)                                                                                                                              \
  X(csv)                                                                                                                                   \
  X(points)                                                                                                                                \
  X(areas)                                                                                                                                 \
  X(receptors)                                                                                                                             \
  X(population)                                                                                                                            \
  X(geojson)                                                                                                                               \
  X(shapefile)                                                                                                                             \
  X(units)                                                                                                                                 \
  X(times)                                                                                                                                 \
  X(netcdf)                                                                                                                                \
  X(plain)                                                                                                                                 \
  X(ioapi)                                                                                                                                 \
  X(gridded)                                                                                                                               \
  X(edgar)                                                                                                                                 \
  X(meic)                                                                                                                                  \
  X(meic_text)                                                                                                                             \
  X(map)                                                                                                                                   \
  X(wrf)                                                                                                                                   \
  X(era5)                                                                                                                                  \
  X(mcip)                                                                                                                                  \
  X(griddesc)                                                                                                                              \
  X(monitors)                                                                                                                              \
  X(stations)                                                                                                                              \
  X(checkpoint)
#define FUZZ_DECLARE(name) fuzz_function fuzz_##name;
FUZZ_TARGETS(FUZZ_DECLARE)
#undef FUZZ_DECLARE

enum { FUZZ_PATH = 4096 };

/** Folder for the files of this process, in memory where the system has such a place (TMPDIR, /dev/shm, /tmp); removed at exit. */
const char *fuzz_folder(void);
/** Write a file in that folder; its path goes to path. */
void fuzz_write(const char *name, const void *bytes, size_t size, char path[FUZZ_PATH]);
/** A copy of the bytes that ends with NUL, to be freed by the caller. */
char *fuzz_text(const uint8_t *data, size_t size);

/** Stop the process with a message unless the condition holds: libFuzzer keeps the input. */
#define fuzz_require(condition) fuzz_require_that((condition), #condition, __FILE__, __LINE__)
void fuzz_require_that(bool condition, const char *text, const char *file, int line);
/** What every complaint keeps to: a text of six lines at most, UTF-8 without signs that steer a terminal, and the status returned. */
void fuzz_check_complaint(fen_status status, const fen_error *err);
/** The same of all that a check found; the list is released. */
void fuzz_check_faults(fen_diagnostics *faults);

#endif
