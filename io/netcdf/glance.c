#include <hdf5.h>
#include <math.h>
#include <netcdf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "glance_file.h"
#include "netcdf_handle.h"
#include "plain_data.h"

/* Chunks beyond this are left to fen_nc_open, which holds them against the file's size. */
static const double LARGEST_CHUNK_BYTES = 64e6;
/* Beyond it stand netcdf-c's and I/O API's marks of missing numbers. */
static const double LARGEST_VALUE = 9.0e36;
enum { CONVERSION_BYTES = 4096, MOST_NUMBERS = 256 };

static void close_variable(fen_glance_variable *v) {
  if (v->type >= 0)
    (void)H5Tclose(v->type);
  if (v->space >= 0)
    (void)H5Sclose(v->space);
  if (v->set >= 0)
    (void)H5Dclose(v->set);
  *v = (fen_glance_variable){.set = -1, .space = -1, .type = -1};
}

static void close_file(fen_glance *glance) {
  fen_glance_look *look = glance->look;
  close_variable(&look->last);
  if (look->file >= 0)
    (void)H5Fclose(look->file);
  fen_free(look->path);
  look->path = NULL;
  look->file = -1;
  look->tried = false;
  fen_plain_close(glance->plain);
}

/* No cache of chunks, and a small buffer for other types: HDF5 would clear kilobytes for each variable, of which few are read, and those
 * but once, and a megabyte for each that is read. */
static fen_glance *create(void) {
  fen_glance *glance = NULL;
  fen_nc_prepare();
  fen_nc_quiet();
  if (FEN_NEW(&glance, 1, NULL))
    return NULL;
  glance->access = H5Pcreate(H5P_FILE_ACCESS);
  glance->transfer = H5Pcreate(H5P_DATASET_XFER);
  glance->plain = fen_plain_create();
  if (!FEN_NEW(&glance->look, 1, NULL)) {
    glance->look->file = -1;
    glance->look->last = (fen_glance_variable){.set = -1, .space = -1, .type = -1};
  }
  if (!glance->look || !glance->plain || glance->access < 0 || H5Pset_cache(glance->access, 0, 0, 0, 0.0) < 0 || glance->transfer < 0 ||
      H5Pset_buffer(glance->transfer, CONVERSION_BYTES, NULL, NULL) < 0)
    fen_glance_close(&glance);
  return glance;
}

hid_t fen_glance_file(const fen_glance *glance) {
  fen_glance_look *look = glance->look;
  if (!look->tried)
    look->file = H5Fopen(look->path, H5F_ACC_RDONLY, glance->access);
  look->tried = true;
  return look->file;
}

bool fen_glance_open(const char *path, fen_glance **glance) {
  const double bytes = fen_nc_file_size(path);
  if (!*glance)
    *glance = create();
  if (!*glance)
    return false;
  close_file(*glance);
  (*glance)->bytes = bytes;
  const bool opened = bytes > 0.0 && fen_duplicate(path, &(*glance)->look->path, NULL) == FEN_OK &&
                      (fen_plain_open((*glance)->plain, path) || fen_glance_file(*glance) >= 0);
  if (!opened)
    fen_glance_close(glance);
  return opened;
}

void fen_glance_close(fen_glance **glance) {
  if (!glance || !*glance)
    return;
  if ((*glance)->look && (*glance)->plain)
    close_file(*glance);
  if ((*glance)->access >= 0)
    (void)H5Pclose((*glance)->access);
  if ((*glance)->transfer >= 0)
    (void)H5Pclose((*glance)->transfer);
  fen_plain_destroy(&(*glance)->plain);
  fen_free((*glance)->look);
  fen_free(*glance);
  *glance = NULL;
}

bool fen_glance_may_hold(const fen_glance *glance, double values) {
  return values * (double)sizeof(double) <= FEN_NC_LARGEST_RATIO * glance->bytes;
}

bool fen_glance_has(const fen_glance *glance, const char *name) {
  uint64_t address = 0;
  const fen_plain_answer answer = fen_plain_find(glance->plain, name, &address);
  return answer == FEN_PLAIN_FOUND || (answer == FEN_PLAIN_UNSURE && H5Lexists(fen_glance_file(glance), name, H5P_DEFAULT) > 0);
}

static bool is_number(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

/* The numbers that an attribute holds; it is closed. */
static bool read_numbers(hid_t attribute, ptrdiff_t most, double *out, ptrdiff_t *count) {
  double values[MOST_NUMBERS];
  if (attribute < 0)
    return false;
  const hid_t type = H5Aget_type(attribute);
  const hsize_t bytes = H5Aget_storage_size(attribute);
  const size_t size = H5Tget_size(type);
  const bool read = is_number(type) && size > 0 && bytes >= size && bytes <= (hsize_t)most * size && most <= MOST_NUMBERS &&
                    H5Aread(attribute, H5T_NATIVE_DOUBLE, values) >= 0;
  (void)H5Tclose(type);
  (void)H5Aclose(attribute);
  if (read) {
    *count = (ptrdiff_t)(bytes / size);
    memcpy(out, values, (size_t)*count * sizeof *out);
  }
  return read;
}

bool fen_glance_numbers(const fen_glance *glance, const char *attribute, ptrdiff_t most, double *out, ptrdiff_t *count) {
  const fen_plain_answer answer = fen_plain_numbers(glance->plain, attribute, most, out, count);
  if (answer == FEN_PLAIN_UNSURE)
    return read_numbers(H5Aopen(fen_glance_file(glance), attribute, H5P_DEFAULT), most, out, count);
  return answer == FEN_PLAIN_FOUND;
}

bool fen_glance_number(const fen_glance *glance, const char *attribute, double *out) {
  ptrdiff_t count = 0;
  return fen_glance_numbers(glance, attribute, 1, out, &count);
}

fen_glance_variable *fen_glance_variable_open(const fen_glance *glance, const char *name) {
  fen_glance_variable *v = &glance->look->last;
  if (v->set >= 0 && strcmp(v->name, name) == 0)
    return v;
  close_variable(v);
  if (strlen(name) >= sizeof v->name)
    return NULL;
  v->set = H5Dopen2(fen_glance_file(glance), name, H5P_DEFAULT);
  if (v->set < 0)
    return NULL;
  (void)snprintf(v->name, sizeof v->name, "%s", name);
  v->space = H5Dget_space(v->set);
  v->rank = v->space < 0 ? -1 : H5Sget_simple_extent_ndims(v->space);
  if (v->rank >= 0 && v->rank <= FEN_NC_MAX_RANK && H5Sget_simple_extent_dims(v->space, v->extent, NULL) == v->rank)
    return v;
  close_variable(v);
  return NULL;
}

/* Its type, too: what is read needs it. */
static bool open_type(fen_glance_variable *v) {
  if (v && v->type < 0)
    v->type = H5Dget_type(v->set);
  return v && v->type >= 0;
}

/* The largest chunk [values]; 0: it is in none; negative: not known. */
static double chunk_values(const fen_glance_variable *v) {
  hsize_t chunk[FEN_NC_MAX_RANK];
  if (H5Dget_offset(v->set) != HADDR_UNDEF) /* a place of its own in the file */
    return 0.0;
  const hid_t layout = H5Dget_create_plist(v->set);
  double values = layout < 0 ? -1.0 : 0.0;
  if (layout >= 0 && H5Pget_layout(layout) == H5D_CHUNKED) {
    values = H5Pget_chunk(layout, FEN_NC_MAX_RANK, chunk) == v->rank ? 1.0 : -1.0;
    for (int n = 0; n < v->rank && values > 0.0; n++)
      values *= (double)chunk[n];
  }
  if (layout >= 0)
    (void)H5Pclose(layout);
  return values;
}

/* Whether reading a little of it takes a little memory. */
static bool small_chunks(const fen_glance_variable *v) {
  const double values = chunk_values(v);
  return values >= 0.0 && values * (double)H5Tget_size(v->type) <= LARGEST_CHUNK_BYTES;
}

/* Letters of a table rather than texts. */
static bool is_letter(hid_t type) {
  return H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 && H5Tget_size(type) == 1;
}

static bool shape_of(const fen_glance *glance, const char *name, fen_plain_content content, int *rank, ptrdiff_t *shape) {
  const fen_plain_answer answer = fen_plain_shape(glance->plain, name, content, rank, shape);
  if (answer != FEN_PLAIN_UNSURE)
    return answer == FEN_PLAIN_FOUND;
  fen_glance_variable *v = fen_glance_variable_open(glance, name);
  if (!open_type(v) || !(content == FEN_PLAIN_LETTERS ? is_letter(v->type) : is_number(v->type)))
    return false;
  const double values = chunk_values(v);
  bool fits = values >= 0.0 && fen_nc_plausible(values * (double)sizeof(double), glance->bytes);
  for (int n = 0; fits && n < v->rank; n++)
    fits = v->extent[n] <= PTRDIFF_MAX;
  for (int n = 0; fits && n < v->rank; n++)
    shape[n] = (ptrdiff_t)v->extent[n];
  if (fits)
    *rank = v->rank;
  return fits;
}

bool fen_glance_shape(const fen_glance *glance, const char *name, int *rank, ptrdiff_t *shape) {
  return shape_of(glance, name, FEN_PLAIN_NUMBERS, rank, shape);
}

bool fen_glance_table(const fen_glance *glance, const char *name, int *rank, ptrdiff_t *shape) {
  return shape_of(glance, name, FEN_PLAIN_LETTERS, rank, shape);
}

bool fen_glance_letters(const fen_glance *glance, const char *name, ptrdiff_t count, ptrdiff_t width, char *out) {
  if (fen_plain_letters(glance->plain, name, count, width, out))
    return true;
  fen_glance_variable *v = fen_glance_variable_open(glance, name);
  return open_type(v) && v->rank == 2 && v->extent[0] == (hsize_t)count && v->extent[1] == (hsize_t)width && is_letter(v->type) &&
         small_chunks(v) && H5Dread(v->set, v->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
}

/* Whether its numbers are values as they stand: neither packed nor bounded (netcdf_values.c). */
static bool is_plain(const fen_glance_variable *v) {
  static const char *const others[] = {"scale_factor", "add_offset", "missing_value", "valid_min", "valid_max", "valid_range"};
  for (size_t n = 0; n < sizeof others / sizeof *others; n++)
    if (H5Aexists(v->set, others[n]) != 0)
      return false;
  return true;
}

/* Whether some of the values may stand for none, by the variable's mark or those that netcdf-c leaves where nothing was written. */
static bool may_be_missing(const fen_glance_variable *v, const double *values, hssize_t count) {
  static const double integers[] = {NC_FILL_SHORT, NC_FILL_USHORT,        NC_FILL_INT,
                                    NC_FILL_UINT,  (double)NC_FILL_INT64, (double)NC_FILL_UINT64};
  const double least = -(double)NC_FILL_SHORT; /* of their sizes */
  double fill = NAN;
  ptrdiff_t marks = 0;
  if (H5Aexists(v->set, "_FillValue") > 0 && !read_numbers(H5Aopen(v->set, "_FillValue", H5P_DEFAULT), 1, &fill, &marks))
    return true;
  for (hssize_t n = 0; n < count; n++) {
    if (values[n] == fill || !(fabs(values[n]) < LARGEST_VALUE))
      return true;
    for (size_t k = 0; fabs(values[n]) >= least && k < sizeof integers / sizeof *integers; k++)
      if (values[n] == integers[k])
        return true;
  }
  return false;
}

bool fen_glance_firsts(const fen_glance *glance, const char *name, ptrdiff_t count, double *out) {
  const hsize_t start[FEN_NC_MAX_RANK] = {0};
  hsize_t extent[FEN_NC_MAX_RANK];
  const hsize_t values = (hsize_t)count;
  if (fen_plain_firsts(glance->plain, name, count, out))
    return true;
  fen_glance_variable *v = fen_glance_variable_open(glance, name);
  if (!open_type(v) || v->rank < 1 || v->extent[0] < values || !is_number(v->type) || !small_chunks(v) || !is_plain(v))
    return false;
  for (int n = 0; n < v->rank; n++)
    extent[n] = n == 0 ? values : 1;
  const hid_t memory = H5Screate_simple(1, &values, NULL);
  const bool read = memory >= 0 && H5Sselect_hyperslab(v->space, H5S_SELECT_SET, start, NULL, extent, NULL) >= 0 &&
                    H5Dread(v->set, H5T_NATIVE_DOUBLE, memory, v->space, glance->transfer, out) >= 0;
  if (memory >= 0)
    (void)H5Sclose(memory);
  if (read)
    fen_plain_told(glance->plain, name, count, out);
  return read;
}

bool fen_glance_count(const fen_glance *glance, ptrdiff_t *out) {
  H5G_info_t facts;
  if (H5Gget_info(fen_glance_file(glance), &facts) < 0 || facts.nlinks > PTRDIFF_MAX)
    return false;
  *out = (ptrdiff_t)facts.nlinks;
  return true;
}

bool fen_glance_values(const fen_glance *glance, const char *name, int rank, const ptrdiff_t *start, const ptrdiff_t *count, double *out) {
  hsize_t from[FEN_NC_MAX_RANK];
  hsize_t extent[FEN_NC_MAX_RANK];
  fen_glance_variable *v = fen_glance_variable_open(glance, name);
  bool read = open_type(v) && v->rank == rank && is_number(v->type) && small_chunks(v) && is_plain(v);
  for (int n = 0; read && n < rank; n++) {
    from[n] = (hsize_t)start[n];
    extent[n] = (hsize_t)count[n];
    read = start[n] >= 0 && count[n] >= 1 && from[n] <= v->extent[n] && extent[n] <= v->extent[n] - from[n];
  }
  if (!read)
    return false;
  const hid_t memory = H5Screate_simple(rank, extent, NULL);
  read = memory >= 0 && H5Sselect_hyperslab(v->space, H5S_SELECT_SET, from, NULL, extent, NULL) >= 0 &&
         H5Dread(v->set, H5T_NATIVE_DOUBLE, memory, v->space, H5P_DEFAULT, out) >= 0 &&
         !may_be_missing(v, out, H5Sget_simple_extent_npoints(memory));
  if (memory >= 0)
    (void)H5Sclose(memory);
  return read;
}
