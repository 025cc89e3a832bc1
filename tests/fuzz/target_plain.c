/*
 * Headers of NetCDF-4 files as they are read without HDF5 (io/plain_file.h), which never sees these files. The bytes are such a file, or
 * changes to a sound one: where, how many bytes and which; the checksums that it would then lack are not asked for in libFuzzer's build.
 */
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "netcdf/plain_data.h"

enum { KINDS = 2, FEW = 2, MANY = 60, GLOBALS = 12, RECORDS = 3, LETTERS = 19, MOST = 4, MOST_LETTERS = 65536, VARIABLES = 7 };

typedef struct {
  char path[FUZZ_PATH];
  unsigned char *bytes;
  size_t size;
} pattern;

static const char *const names[VARIABLES] = {"Times", "XLAT", "T", "plain", "scalar", "described", "v1"};
static const double told[RECORDS] = {1.0, 2.0, 3.0};

static void done(int result) {
  fuzz_require(result == NC_NOERR);
}

/* As WRF writes: records without limit, some of them compressed; and one with more attributes than a header takes. */
static void define(int file, const int dims[3], int others) {
  const size_t rows[2] = {1, LETTERS}, two_records[2] = {2, 4};
  const int lettered[2] = {dims[0], dims[2]};
  int id;
  done(nc_def_var(file, names[0], NC_CHAR, 2, lettered, &id));
  done(nc_def_var_chunking(file, id, NC_CHUNKED, rows));
  done(nc_def_var(file, names[1], NC_FLOAT, 2, dims, &id));
  done(nc_def_var_deflate(file, id, 1, 1, 2));
  done(nc_def_var(file, names[2], NC_DOUBLE, 2, dims, &id));
  done(nc_def_var_chunking(file, id, NC_CHUNKED, two_records));
  done(nc_put_att_text(file, id, "units", 1, "K"));
  done(nc_def_var(file, names[3], NC_INT, 1, dims + 1, &id));
  done(nc_def_var(file, names[4], NC_FLOAT, 0, NULL, &id));
  done(nc_def_var(file, names[5], NC_FLOAT, 1, dims + 1, &id));
  for (int n = 0; n < GLOBALS; n++) {
    char name[16];
    (void)snprintf(name, sizeof name, "a%d", n);
    done(nc_put_att_double(file, id, name, NC_FLOAT, 1, &told[n % RECORDS]));
  }
  for (int n = 0; n < others; n++) {
    char name[16];
    (void)snprintf(name, sizeof name, "v%d", n);
    done(nc_def_var(file, name, NC_BYTE, 0, NULL, &id));
  }
  for (int n = 0; n < GLOBALS + others; n++) {
    static const nc_type types[3] = {NC_INT, NC_FLOAT, NC_DOUBLE};
    char name[16];
    (void)snprintf(name, sizeof name, "g%d", n);
    done(nc_put_att_double(file, NC_GLOBAL, name, types[n % 3], (size_t)(1 + n % 3), told));
  }
}

static void make(pattern *made, const char *name, int others) {
  static const float values[RECORDS * 4] = {1.0F, 0, 0, 0, 2.0F, 0, 0, 0, 3.0F};
  const size_t start[2] = {0, 0}, letters[2] = {RECORDS, LETTERS}, records[2] = {RECORDS, 4};
  int file, dims[3];
  (void)snprintf(made->path, sizeof made->path, "%s/%s", fuzz_folder(), name);
  done(nc_create(made->path, NC_CLOBBER | NC_NETCDF4, &file));
  done(nc_def_dim(file, "Time", NC_UNLIMITED, &dims[0]));
  done(nc_def_dim(file, "west_east", 4, &dims[1]));
  done(nc_def_dim(file, "DateStrLen", LETTERS, &dims[2]));
  define(file, dims, others);
  done(nc_enddef(file));
  done(nc_put_vara_text(file, 0, start, letters, "2020-01-01_00:00:002020-01-01_01:00:002020-01-01_02:00:00"));
  done(nc_put_vara_float(file, 1, start, records, values));
  done(nc_put_vara_float(file, 2, start, records, values));
  done(nc_put_var_float(file, 3, values));
  done(nc_close(file));
  FILE *made_file = fopen(made->path, "rb");
  fuzz_require(made_file != NULL && fseek(made_file, 0, SEEK_END) == 0);
  made->size = (size_t)ftell(made_file);
  rewind(made_file);
  made->bytes = malloc(made->size);
  fuzz_require(made->bytes != NULL && fread(made->bytes, 1, made->size, made_file) == made->size);
  (void)fclose(made_file);
}

/* Few names in one leaf and one block, or many in a tree and a table of blocks. */
static const pattern *sound(unsigned kind) {
  static pattern made[KINDS];
  if (!made[kind].bytes)
    make(&made[kind], kind ? "many.nc" : "few.nc", kind ? MANY : FEW);
  return &made[kind];
}

/* Each change: its place, two bytes; how many bytes it sets, or that the file ends there; the bytes. */
static void change(const pattern *whole, const uint8_t *data, size_t size, char path[FUZZ_PATH]) {
  size_t length = whole->size;
  unsigned char *bytes = malloc(length);
  fuzz_require(bytes != NULL);
  memcpy(bytes, whole->bytes, length);
  for (size_t at = 0; at + 4 <= size;) {
    const size_t place = (data[at] | (size_t)data[at + 1] << 8) % whole->size;
    const size_t count = 1 + data[at + 2] % 8U;
    if (data[at + 2] == 255)
      length = place;
    for (size_t n = 0; data[at + 2] != 255 && n < count && at + 3 + n < size && place + n < whole->size; n++)
      bytes[place + n] = data[at + 3 + n];
    at += 3 + count;
  }
  fuzz_write("changed.nc", bytes, length, path);
  free(bytes);
}

static bool ask_letters(fen_plain *plain, const char *name, const ptrdiff_t shape[2]) {
  if (shape[0] > MOST_LETTERS || shape[1] > MOST_LETTERS || shape[0] * shape[1] > MOST_LETTERS)
    return false;
  char *letters = malloc((size_t)(shape[0] * shape[1])); /* of that size, so that a letter too many is seen */
  fuzz_require(letters != NULL);
  const bool read = fen_plain_letters(plain, name, shape[0], shape[1], letters);
  free(letters);
  return read;
}

static int ask_variable(fen_plain *plain, const char *name) {
  double values[RECORDS];
  ptrdiff_t shape[FEN_NC_MAX_RANK];
  int answers = 0;
  for (int content = 0; content < 2; content++) {
    int rank = -1;
    if (fen_plain_shape(plain, name, content ? FEN_PLAIN_LETTERS : FEN_PLAIN_NUMBERS, &rank, shape) != FEN_PLAIN_FOUND)
      continue;
    answers++;
    fuzz_require(rank >= 0 && rank <= FEN_NC_MAX_RANK);
    for (int n = 0; n < rank; n++)
      fuzz_require(shape[n] >= 0);
    answers += content == 1 && rank == 2 && ask_letters(plain, name, shape);
  }
  for (ptrdiff_t count = 1; count <= RECORDS; count += RECORDS - 1)
    answers += fen_plain_firsts(plain, name, count, values);
  return answers;
}

static bool ask(fen_plain *plain, const char *path) {
  double numbers[MOST];
  uint64_t address;
  int answers = 0;
  if (!fen_plain_open(plain, path))
    return false;
  for (int n = 0; n < VARIABLES; n++)
    answers += ask_variable(plain, names[n]);
  for (int n = 0; n <= GLOBALS; n++) {
    char name[16];
    ptrdiff_t count = 0;
    (void)snprintf(name, sizeof name, "g%d", n);
    if (fen_plain_numbers(plain, name, n % 2 ? 1 : MOST, numbers, &count) == FEN_PLAIN_FOUND) {
      answers++;
      fuzz_require(count >= 1 && count <= (n % 2 ? 1 : MOST));
    }
  }
  (void)fen_plain_find(plain, "nowhere", &address);
  fen_plain_told(plain, names[2], 2, told);
  fen_plain_close(plain);
  return answers > 0;
}

bool fuzz_plain(const uint8_t *data, size_t size) {
  char path[FUZZ_PATH];
  const bool whole = size > 4 && memcmp(data, "\211HDF", 4) == 0;
  const pattern *of = sound(size > 0 && !whole ? data[0] % 2 : 0);
  if (whole)
    fuzz_write("changed.nc", data, size, path);
  else
    change(of, data + (size > 0), size - (size > 0), path);
  static fen_plain *plain; /* a megabyte, which would take longer to make than all that is asked */
  if (!plain)
    plain = fen_plain_create();
  fuzz_require(plain != NULL && fen_plain_open(plain, of->path));
  for (int n = 0; n < FEN_PLAIN_MEMORIES; n++)
    plain->told[n].name[0] = '\0';
  fen_plain_told(plain, names[1], RECORDS, told); /* as HDF5 would, of compressed values */
  return ask(plain, path);
}
