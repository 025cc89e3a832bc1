/* Texts and dimensions of variables at a glance: by HDF5. */
#include <hdf5.h>
#include <string.h>

#include "glance_file.h"

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
  if ((object && !fen_glance_has(glance, object)) || H5Aexists_by_name(fen_glance_file(glance), path, name, H5P_DEFAULT) <= 0)
    return false;
  const hid_t found = H5Aopen_by_name(fen_glance_file(glance), path, name, H5P_DEFAULT, H5P_DEFAULT);
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

/* Whether references are to the objects of these names. */
static bool refer_to(const fen_glance *glance, const hvl_t *list, int count, const char (*names)[FEN_NC_NAME]) {
  bool same = true;
  for (int n = 0; same && n < count; n++) {
    H5O_info_t facts;
    /* A reference to an object is its address (HDF5 reference manual, H5R). */
    same = list[n].len == 1 && fen_glance_has(glance, names[n]) &&
           H5Oget_info_by_name2(fen_glance_file(glance), names[n], &facts, H5O_INFO_BASIC, H5P_DEFAULT) >= 0 &&
           *(const hobj_ref_t *)list[n].p == facts.addr;
  }
  return same;
}

/* netcdf-c keeps the dimensions of a variable as references to theirs, one each (NetCDF-4 file format, "Dimension scales"). */
bool fen_glance_lies_on(const fen_glance *glance, const char *name, int rank, const char (*dimensions)[FEN_NC_NAME]) {
  hvl_t list[FEN_NC_MAX_RANK] = {{0}};
  const fen_glance_variable *v = fen_glance_variable_open(glance, name);
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
