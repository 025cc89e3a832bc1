#include "fenhe/glance.h"

#include <hdf5.h>
#include <math.h>
#include <netcdf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "fenhe/memory.h"
#include "netcdf_handle.h"
#include "object_header.h"

/* Chunks beyond this are left to fen_nc_open, which holds them against the file's size. */
static const double LARGEST_CHUNK_BYTES = 64e6;
/* Beyond it stand netcdf-c's and I/O API's marks of missing numbers. */
static const double LARGEST_VALUE = 9.0e36;
enum { CONVERSION_BYTES = 4096 };

/* A variable that is open for a look. */
typedef struct {
  char name[FEN_NC_NAME];
  hid_t set, space, type; /* -1: not open */
  int rank;
  hsize_t extent[FEN_NC_MAX_RANK];
} variable;

struct fen_glance {
  hid_t file, access, transfer;
  int descriptor; /* HDF5's own of the file, where its headers can be read without HDF5; else -1 */
  double bytes;
  variable *last; /* looked at: to open one takes HDF5 longer than all that is asked of it */
};

static void close_variable(variable *v) {
  if (v->type >= 0)
    (void)H5Tclose(v->type);
  if (v->space >= 0)
    (void)H5Sclose(v->space);
  if (v->set >= 0)
    (void)H5Dclose(v->set);
  *v = (variable){.set = -1, .space = -1, .type = -1};
}

static void close_file(fen_glance *glance) {
  close_variable(glance->last);
  if (glance->file >= 0)
    (void)H5Fclose(glance->file);
  glance->file = -1;
}

/* No cache of chunks, and a small buffer for other types: HDF5 would clear kilobytes for each variable, of which few are read, and those
 * but once, and a megabyte for each that is read. */
static fen_glance *create(void) {
  fen_glance *glance = NULL;
  fen_nc_prepare();
  fen_nc_quiet();
  if (FEN_NEW(&glance, 1, NULL))
    return NULL;
  if (FEN_NEW(&glance->last, 1, NULL)) {
    fen_free(glance);
    return NULL;
  }
  glance->file = -1;
  *glance->last = (variable){.set = -1, .space = -1, .type = -1};
  glance->access = H5Pcreate(H5P_FILE_ACCESS);
  glance->transfer = H5Pcreate(H5P_DATASET_XFER);
  if (glance->access < 0 || H5Pset_fapl_sec2(glance->access) < 0 || H5Pset_cache(glance->access, 0, 0, 0, 0.0) < 0 ||
      glance->transfer < 0 || H5Pset_buffer(glance->transfer, CONVERSION_BYTES, NULL, NULL) < 0)
    fen_glance_close(&glance);
  return glance;
}

static int descriptor_of(const fen_glance *glance) {
  void *handle = NULL;
  if (H5Fget_vfd_handle(glance->file, glance->access, &handle) < 0 || !handle)
    return -1;
  const int descriptor = *(const int *)handle; /* of the driver sec2, which reads by POSIX calls */
  return fen_object_headers_plain(descriptor) ? descriptor : -1;
}

bool fen_glance_open(const char *path, fen_glance **glance) {
  const double bytes = fen_nc_file_size(path);
  if (!*glance)
    *glance = create();
  if (!*glance)
    return false;
  close_file(*glance);
  (*glance)->bytes = bytes;
  if (bytes > 0.0)
    (*glance)->file = H5Fopen(path, H5F_ACC_RDONLY, (*glance)->access);
  if ((*glance)->file < 0) {
    fen_glance_close(glance);
    return false;
  }
  (*glance)->descriptor = descriptor_of(*glance);
  return true;
}

void fen_glance_close(fen_glance **glance) {
  if (!glance || !*glance)
    return;
  close_file(*glance);
  if ((*glance)->access >= 0)
    (void)H5Pclose((*glance)->access);
  if ((*glance)->transfer >= 0)
    (void)H5Pclose((*glance)->transfer);
  fen_free((*glance)->last);
  fen_free(*glance);
  *glance = NULL;
}

bool fen_glance_may_hold(const fen_glance *glance, double values) {
  return values * (double)sizeof(double) <= FEN_NC_LARGEST_RATIO * glance->bytes;
}

bool fen_glance_has(const fen_glance *glance, const char *name) {
  return H5Lexists(glance->file, name, H5P_DEFAULT) > 0;
}

static bool is_number(hid_t type) {
  const H5T_class_t kind = H5Tget_class(type);
  return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

/* The single number that an attribute holds; it is closed. */
static bool read_number(hid_t attribute, double *out) {
  if (attribute < 0)
    return false;
  const hid_t type = H5Aget_type(attribute);
  double value = 0.0;
  const bool read =
      is_number(type) && H5Aget_storage_size(attribute) == H5Tget_size(type) && H5Aread(attribute, H5T_NATIVE_DOUBLE, &value) >= 0;
  (void)H5Tclose(type);
  (void)H5Aclose(attribute);
  if (read)
    *out = value;
  return read;
}

bool fen_glance_number(const fen_glance *glance, const char *attribute, double *out) {
  return read_number(H5Aopen(glance->file, attribute, H5P_DEFAULT), out);
}

/* The variable of that name, open and of a shape that a NetCDF variable can have; NULL: there is none. */
static variable *open_variable(const fen_glance *glance, const char *name) {
  variable *v = glance->last;
  if (v->set >= 0 && strcmp(v->name, name) == 0)
    return v;
  close_variable(v);
  if (strlen(name) >= sizeof v->name)
    return NULL;
  v->set = H5Dopen2(glance->file, name, H5P_DEFAULT);
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

/* By its header, without opening it. */
static bool shape_by_header(const fen_glance *glance, const char *name, int *rank, ptrdiff_t *shape) {
  H5L_info_t link;
  return glance->descriptor >= 0 && H5Lget_info(glance->file, name, &link, H5P_DEFAULT) >= 0 && link.type == H5L_TYPE_HARD &&
         fen_object_shape(glance->descriptor, link.u.address, rank, shape);
}

bool fen_glance_shape(const fen_glance *glance, const char *name, int *rank, ptrdiff_t *shape) {
  const bool open = glance->last->set >= 0 && strcmp(glance->last->name, name) == 0;
  if (!open && shape_by_header(glance, name, rank, shape))
    return true;
  const variable *v = open_variable(glance, name);
  for (int n = 0; v && n < v->rank; n++)
    if (v->extent[n] > PTRDIFF_MAX)
      return false;
  if (!v)
    return false;
  for (int n = 0; n < v->rank; n++)
    shape[n] = (ptrdiff_t)v->extent[n];
  *rank = v->rank;
  return true;
}

/* Its type, too: what is read needs it. */
static bool open_type(variable *v) {
  if (v && v->type < 0)
    v->type = H5Dget_type(v->set);
  return v && v->type >= 0;
}

/* Whether reading a little of it takes a little memory: what has a place of its own in the file is in no chunks. */
static bool small_chunks(const variable *v) {
  hsize_t chunk[FEN_NC_MAX_RANK];
  if (H5Dget_offset(v->set) != HADDR_UNDEF)
    return true;
  const hid_t layout = H5Dget_create_plist(v->set);
  if (layout < 0)
    return false;
  bool fits = true;
  if (H5Pget_layout(layout) == H5D_CHUNKED) {
    double bytes = (double)H5Tget_size(v->type);
    fits = H5Pget_chunk(layout, FEN_NC_MAX_RANK, chunk) == v->rank;
    for (int n = 0; fits && n < v->rank; n++)
      bytes *= (double)chunk[n];
    fits = fits && bytes <= LARGEST_CHUNK_BYTES;
  }
  (void)H5Pclose(layout);
  return fits;
}

bool fen_glance_letters(const fen_glance *glance, const char *name, ptrdiff_t count, ptrdiff_t width, char *out) {
  variable *v = open_variable(glance, name);
  return open_type(v) && v->rank == 2 && v->extent[0] == (hsize_t)count && v->extent[1] == (hsize_t)width &&
         H5Tget_class(v->type) == H5T_STRING && H5Tis_variable_str(v->type) == 0 && H5Tget_size(v->type) == 1 && small_chunks(v) &&
         H5Dread(v->set, v->type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out) >= 0;
}

/* Whether its numbers are values as they stand: neither packed nor bounded (netcdf_values.c). */
static bool is_plain(const variable *v) {
  static const char *const others[] = {"scale_factor", "add_offset", "missing_value", "valid_min", "valid_max", "valid_range"};
  for (size_t n = 0; n < sizeof others / sizeof *others; n++)
    if (H5Aexists(v->set, others[n]) != 0)
      return false;
  return true;
}

/* Whether some of the values may stand for none, by the variable's mark or those that netcdf-c leaves where nothing was written. */
static bool may_be_missing(const variable *v, const double *values, hssize_t count) {
  static const double integers[] = {NC_FILL_SHORT, NC_FILL_USHORT,        NC_FILL_INT,
                                    NC_FILL_UINT,  (double)NC_FILL_INT64, (double)NC_FILL_UINT64};
  const double least = -(double)NC_FILL_SHORT; /* of their sizes */
  double fill = NAN;
  if (H5Aexists(v->set, "_FillValue") > 0 && !read_number(H5Aopen(v->set, "_FillValue", H5P_DEFAULT), &fill))
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
  variable *v = open_variable(glance, name);
  if (!open_type(v) || v->rank < 1 || v->extent[0] < values || !is_number(v->type) || !small_chunks(v) || !is_plain(v))
    return false;
  for (int n = 0; n < v->rank; n++)
    extent[n] = n == 0 ? values : 1;
  const hid_t memory = H5Screate_simple(1, &values, NULL);
  const bool read = memory >= 0 && H5Sselect_hyperslab(v->space, H5S_SELECT_SET, start, NULL, extent, NULL) >= 0 &&
                    H5Dread(v->set, H5T_NATIVE_DOUBLE, memory, v->space, glance->transfer, out) >= 0;
  if (memory >= 0)
    (void)H5Sclose(memory);
  return read;
}

bool fen_glance_count(const fen_glance *glance, ptrdiff_t *out) {
  H5G_info_t facts;
  if (H5Gget_info(glance->file, &facts) < 0 || facts.nlinks > PTRDIFF_MAX)
    return false;
  *out = (ptrdiff_t)facts.nlinks;
  return true;
}

/* A text of a length of its own, or one that fills the attribute. */
static bool read_text(hid_t attribute, hid_t type, char *out, size_t size) {
  char *text = NULL;
  const size_t bytes = H5Tget_size(type);
  if (H5Tis_variable_str(type) <= 0) {
    if (bytes >= size || H5Aread(attribute, type, out) < 0)
      return false;
    out[bytes] = '\0';
    return true;
  }
  if (H5Aread(attribute, type, (void *)&text) < 0)
    return false;
  const bool fits = text && strlen(text) < size;
  if (fits)
    memcpy(out, text, strlen(text) + 1);
  (void)H5free_memory(text);
  return fits;
}

static void trim(char *text) {
  static const char blanks[] = " \t\r\n";
  const size_t before = strspn(text, blanks);
  size_t length = strlen(text + before);
  while (length > 0 && strchr(blanks, text[before + length - 1]))
    length--;
  memmove(text, text + before, length);
  text[length] = '\0';
}

bool fen_glance_text(const fen_glance *glance, const char *object, const char *name, char *out, size_t size) {
  const char *path = object ? object : ".";
  if ((object && !fen_glance_has(glance, object)) || H5Aexists_by_name(glance->file, path, name, H5P_DEFAULT) <= 0)
    return false;
  const hid_t found = H5Aopen_by_name(glance->file, path, name, H5P_DEFAULT, H5P_DEFAULT);
  if (found < 0)
    return false;
  const hid_t type = H5Aget_type(found);
  const hid_t space = H5Aget_space(found);
  const bool read = H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1 && read_text(found, type, out, size);
  (void)H5Sclose(space);
  (void)H5Tclose(type);
  (void)H5Aclose(found);
  if (read)
    trim(out);
  return read;
}

bool fen_glance_values(const fen_glance *glance, const char *name, int rank, const ptrdiff_t *start, const ptrdiff_t *count, double *out) {
  hsize_t from[FEN_NC_MAX_RANK];
  hsize_t extent[FEN_NC_MAX_RANK];
  variable *v = open_variable(glance, name);
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

/* Whether references are to the objects of these names. */
static bool refer_to(const fen_glance *glance, const hvl_t *list, int count, const char (*names)[FEN_NC_NAME]) {
  bool same = true;
  for (int n = 0; same && n < count; n++) {
    H5O_info_t facts;
    /* A reference to an object is its address (HDF5 reference manual, H5R). */
    same = list[n].len == 1 && fen_glance_has(glance, names[n]) &&
           H5Oget_info_by_name2(glance->file, names[n], &facts, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
           *(const hobj_ref_t *)list[n].p == facts.addr;
  }
  return same;
}

/* netcdf-c keeps the dimensions of a variable as references to theirs, one each (NetCDF-4 file format, "Dimension scales"). */
bool fen_glance_lies_on(const fen_glance *glance, const char *name, int rank, const char (*dimensions)[FEN_NC_NAME]) {
  hvl_t list[FEN_NC_MAX_RANK] = {{0}};
  const variable *v = open_variable(glance, name);
  const bool there = v && v->rank == rank && H5Aexists(v->set, "DIMENSION_LIST") > 0;
  const hid_t found = there ? H5Aopen(v->set, "DIMENSION_LIST", H5P_DEFAULT) : -1;
  bool same = false;
  if (found >= 0) {
    const hid_t space = H5Aget_space(found);
    const hid_t type = H5Aget_type(found);
    const hid_t base = H5Tget_super(type);
    const bool read = base >= 0 && H5Tget_class(type) == H5T_VLEN && H5Tequal(base, H5T_STD_REF_OBJ) > 0 &&
                      H5Sget_simple_extent_npoints(space) == rank && H5Aread(found, type, list) >= 0;
    same = read && refer_to(glance, list, rank, dimensions);
    if (read)
      (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, list);
    if (base >= 0)
      (void)H5Tclose(base);
    (void)H5Tclose(type);
    (void)H5Sclose(space);
    (void)H5Aclose(found);
  }
  return same;
}
