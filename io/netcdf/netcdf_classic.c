#include <math.h>
#include <netcdf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fenhe/memory.h"
#include "netcdf_handle.h"

/*
 * netcdf-c trusts the header of a classic file (CDF-1, -2, -5): it takes names of any length into buffers of NC_MAX_NAME and reads
 * zeros beyond the end of a truncated file. So the header is walked here first, after the grammar of the NetCDF User Guide, appendix
 * "File Format Specifications".
 */
enum { DIMENSIONS = 0x0a, VARIABLES = 0x0b, ATTRIBUTES = 0x0c, STREAMING = -1 };

typedef enum { SOUND, TRUNCATED, DAMAGED, NO_MEMORY } verdict;

typedef struct {
  FILE *file;
  double size;     /* of the file [bytes] */
  double at;       /* bytes read so far */
  int count_bytes; /* of a count, an extent or a dimension's id */
  int begin_bytes; /* of an offset */
  verdict verdict; /* the first fault that was met */
  double records;  /* STREAMING: as many as the file has room for */
  ptrdiff_t dimension_count;
  double *lengths; /* shape [dimension_count], 0: the unlimited one */
  double record_bytes, record_bytes_unpadded;
  ptrdiff_t record_variables;
} walk;

static void fault(walk *in, verdict what) {
  if (in->verdict == SOUND)
    in->verdict = what;
}

/* A big-endian number of some bytes; 0 after a fault. */
static double number(walk *in, int bytes) {
  unsigned char raw[8] = {0};
  uint64_t value = 0;
  if (in->verdict != SOUND)
    return 0.0;
  if (fread(raw, 1, (size_t)bytes, in->file) != (size_t)bytes) {
    fault(in, TRUNCATED);
    return 0.0;
  }
  in->at += bytes;
  for (int i = 0; i < bytes; i++)
    value = value << 8 | raw[i];
  return (double)value;
}

static double padded(double bytes) {
  return 4.0 * ceil(bytes / 4.0);
}

static void pass_over(walk *in, double bytes) {
  if (in->verdict != SOUND)
    return;
  if (!(in->at + bytes <= in->size) || fseek(in->file, (long)bytes, SEEK_CUR)) {
    fault(in, TRUNCATED);
    return;
  }
  in->at += bytes;
}

/* A count of things that take at least `each` bytes. */
static ptrdiff_t count(walk *in, double each) {
  double value = number(in, in->count_bytes);
  if (value * each > in->size - in->at)
    fault(in, TRUNCATED);
  return in->verdict == SOUND ? (ptrdiff_t)value : 0;
}

static void name(walk *in) {
  double bytes = number(in, in->count_bytes);
  if (in->verdict == SOUND && (bytes < 1.0 || bytes > NC_MAX_NAME))
    fault(in, DAMAGED);
  pass_over(in, padded(bytes));
}

static double type_bytes(walk *in) {
  static const double bytes[] = {0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8}; /* NC_BYTE to NC_UINT64 */
  double type = number(in, 4);
  if (in->verdict == SOUND && (type < NC_BYTE || type > (in->count_bytes == 8 ? NC_UINT64 : NC_DOUBLE)))
    fault(in, DAMAGED);
  return in->verdict == SOUND ? bytes[(int)type] : 0.0;
}

/* The head of a list: its tag, or zeros for an empty one. */
static ptrdiff_t list(walk *in, int tag, double each) {
  double found = number(in, 4);
  ptrdiff_t items = count(in, each);
  if (in->verdict == SOUND && found != tag && (found != 0.0 || items != 0))
    fault(in, DAMAGED);
  return in->verdict == SOUND ? items : 0;
}

static void dimensions(walk *in) {
  ptrdiff_t items = list(in, DIMENSIONS, 2.0 * in->count_bytes);
  int unlimited = 0;
  if (in->verdict == SOUND && FEN_NEW(&in->lengths, items, NULL))
    fault(in, NO_MEMORY);
  in->dimension_count = in->verdict == SOUND ? items : 0;
  for (ptrdiff_t i = 0; i < items && in->verdict == SOUND; i++) {
    name(in);
    in->lengths[i] = number(in, in->count_bytes);
    unlimited += in->verdict == SOUND && in->lengths[i] == 0.0;
  }
  if (unlimited > 1)
    fault(in, DAMAGED);
}

static void attributes(walk *in) {
  ptrdiff_t items = list(in, ATTRIBUTES, 2.0 * in->count_bytes + 4.0);
  for (ptrdiff_t i = 0; i < items && in->verdict == SOUND; i++) {
    name(in);
    double each = type_bytes(in);
    pass_over(in, padded(each * number(in, in->count_bytes)));
  }
}

/* One variable; bytes: of the whole variable, or of one record of it. */
static void variable(walk *in, int *in_records, double *bytes, double *begin) {
  name(in);
  ptrdiff_t rank = count(in, in->count_bytes);
  if (rank > NC_MAX_VAR_DIMS)
    fault(in, DAMAGED);
  *bytes = 1.0;
  *in_records = 0;
  for (ptrdiff_t i = 0; i < rank && in->verdict == SOUND; i++) {
    double id = number(in, in->count_bytes);
    if (in->verdict == SOUND && !(id < (double)in->dimension_count))
      fault(in, DAMAGED);
    double length = in->verdict == SOUND ? in->lengths[(ptrdiff_t)id] : 1.0;
    if (length == 0.0 && i > 0)
      fault(in, DAMAGED);
    *in_records = *in_records || length == 0.0;
    *bytes *= length == 0.0 ? 1.0 : length;
  }
  attributes(in);
  *bytes *= type_bytes(in);
  (void)number(in, in->count_bytes); /* the size is told again, but overflows for large variables */
  *begin = number(in, in->begin_bytes);
}

/* Twice over the list: the length of a record must be known before the ends of the variables in it. */
static void variables(walk *in) {
  double least = 3.0 * in->count_bytes + 8.0 + in->begin_bytes;
  ptrdiff_t items = list(in, VARIABLES, least);
  long start = ftell(in->file);
  double start_at = in->at;
  for (int pass = 0; pass < 2 && in->verdict == SOUND; pass++) {
    double record = in->record_variables == 1 ? in->record_bytes_unpadded : in->record_bytes;
    in->at = start_at;
    if (fseek(in->file, start, SEEK_SET))
      fault(in, TRUNCATED);
    for (ptrdiff_t i = 0; i < items && in->verdict == SOUND; i++) {
      int in_records = 0;
      double bytes = 0.0;
      double begin = 0.0;
      variable(in, &in_records, &bytes, &begin);
      if (pass == 0 && in_records) {
        in->record_bytes += padded(bytes);
        in->record_bytes_unpadded = bytes;
        in->record_variables++;
      }
      double end = begin + bytes;
      if (in_records)
        end = in->records > 0.0 ? end + (in->records - 1.0) * record : 0.0;
      if (pass == 1 && end > in->size)
        fault(in, TRUNCATED);
    }
  }
}

static void header(walk *in) {
  double version = number(in, 4) - 0x43444600; /* "CDF" and a number */
  in->count_bytes = version == 5.0 ? 8 : 4;
  in->begin_bytes = version == 1.0 ? 4 : 8;
  in->records = number(in, in->count_bytes);
  if (in->records == (in->count_bytes == 8 ? (double)UINT64_MAX : (double)UINT32_MAX))
    in->records = STREAMING;
  dimensions(in);
  attributes(in);
  variables(in);
}

fen_status fen_nc_check_classic(const fen_nc_reader *reader, fen_error *err) {
  FILE *file = fopen(reader->path, "rb");
  char magic[4] = "";
  struct stat facts;
  if (!file)
    return FEN_OK; /* netcdf-c says why */
  int classic = fread(magic, 1, 4, file) == 4 && memcmp(magic, "CDF", 3) == 0 && (magic[3] == 1 || magic[3] == 2 || magic[3] == 5);
  walk in = {.file = file};
  if (classic && !fstat(fileno(file), &facts)) {
    in.size = (double)facts.st_size;
    rewind(file);
    header(&in);
  }
  (void)fclose(file);
  fen_free(in.lengths);
  switch (in.verdict) {
  case TRUNCATED:
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "copy or make the file anew", err,
                       "the file is truncated: it has %.0f bytes, fewer than its header demands", in.size);
  case DAMAGED:
    return fen_nc_fail(reader, NULL, FEN_ERR_FILE_FORMAT, "copy or make the file anew", err,
                       "the file is damaged: its header makes no sense at byte %.0f", in.at);
  case NO_MEMORY:
    return fen_fail(err, FEN_ERR_MEMORY, "%s: no memory for its header", reader->path);
  default:
    return FEN_OK;
  }
}
