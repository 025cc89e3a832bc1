/* Reading a restart file: the seal, the list of arrays and every array's checksum are checked before the first array is changed. */
#include <string.h>

#include "checkpoint_format.h"
#include "fenhe/checkpoint.h"
#include "fenhe/memory.h"
#include "files/digest.h"
#include "text/complaint.h"

enum { BLOCK_BYTES = 1 << 20 };

typedef struct {
  const char *path;
  const fen_registry *registry;
  hid_t file;
  char stranger[FEN_ITEM_NAME]; /* an array that this run does not have */
} reading;

static const char *const kind_names[] = {"single-precision numbers", "double-precision numbers", "whole numbers", "bytes"};

static fen_status refused(const reading *r, const char *name, fen_error *err) {
  const fen_place place = {.path = r->path, .name = name};
  return fen_complain(&place, FEN_ERR_FILE_FORMAT, "use an older restart file, or start the run from its beginning", err,
                      "HDF5 cannot read the restart file");
}

#define OTHER_SETUP "resume with the case, the species, the tags and the precision that the file was written with"

/* Whether an attribute holds one value: a list of texts would not fit where one text does. */
static int is_single(hid_t attribute) {
  hid_t space = H5Aget_space(attribute);
  int single = space >= 0 && H5Sget_simple_extent_npoints(space) == 1;
  if (space >= 0)
    (void)H5Sclose(space);
  return single;
}

/* A text attribute, to be freed by the caller; NULL if it cannot be read. */
static char *take_text(hid_t object, const char *name) {
  hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
  hid_t type = attribute >= 0 && is_single(attribute) ? H5Aget_type(attribute) : H5I_INVALID_HID;
  size_t size = type >= 0 && H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 ? H5Tget_size(type) : 0;
  char *text = NULL;
  if (size > 0 && fen_allocate((ptrdiff_t)size + 1, 1, &text, NULL) == FEN_OK && H5Aread(attribute, type, text) < 0) {
    fen_free(text);
    text = NULL;
  }
  if (type >= 0)
    (void)H5Tclose(type);
  if (attribute >= 0)
    (void)H5Aclose(attribute);
  return text;
}

/* Length of a dataset of one dimension, -1 if it is none. */
static ptrdiff_t length_of(hid_t set) {
  hid_t space = H5Dget_space(set);
  hsize_t count = 0;
  int plain = space >= 0 && H5Sget_simple_extent_ndims(space) == 1 && H5Sget_simple_extent_dims(space, &count, NULL) == 1;
  if (space >= 0)
    (void)H5Sclose(space);
  return plain ? (ptrdiff_t)count : -1;
}

static const char *kind_of(hid_t set) {
  hid_t type = H5Dget_type(set);
  const char *name = "values of another kind";
  for (int kind = FEN_ITEM_FLOAT; kind <= FEN_ITEM_BYTE; kind++)
    if (H5Tequal(type, fen_item_type((fen_item_kind)kind)) > 0)
      name = kind_names[kind];
  (void)H5Tclose(type);
  return name;
}

static fen_status check_form(const reading *r, const fen_item *item, hid_t set, fen_error *err) {
  const fen_place place = {.path = r->path, .name = item->name};
  ptrdiff_t length = length_of(set);
  const char *kind = kind_of(set);
  if (length == item->count && strcmp(kind, kind_names[item->kind]) == 0)
    return FEN_OK;
  return fen_complain(&place, FEN_ERR_SHAPE, OTHER_SETUP, err,
                      "the restart file is of another set-up: it holds %td %s where this run has %td %s", length, kind, item->count,
                      kind_names[item->kind]);
}

/* Some elements of a dataset. */
static int read_part(hid_t set, const fen_item *item, ptrdiff_t first, ptrdiff_t count, void *to) {
  hsize_t start = (hsize_t)first;
  hsize_t extent = (hsize_t)count;
  hid_t here = H5Screate_simple(1, &extent, NULL);
  hid_t there = H5Dget_space(set);
  int good = here >= 0 && there >= 0 && H5Sselect_hyperslab(there, H5S_SELECT_SET, &start, NULL, &extent, NULL) >= 0 &&
             H5Dread(set, fen_item_type(item->kind), here, there, H5P_DEFAULT, to) >= 0;
  (void)H5Sclose(there);
  (void)H5Sclose(here);
  return good;
}

static fen_status check_values(const reading *r, const fen_item *item, hid_t set, void *block, fen_error *err) {
  const ptrdiff_t most = BLOCK_BYTES / (ptrdiff_t)fen_item_size(item->kind);
  fen_digest digest;
  char hex[FEN_DIGEST_TEXT];
  int good = 1;
  fen_digest_begin(&digest);
  for (ptrdiff_t first = 0; first < item->count && good; first += most) {
    ptrdiff_t count = item->count - first < most ? item->count - first : most;
    good = read_part(set, item, first, count, block);
    fen_digest_add(&digest, block, good ? (size_t)count * fen_item_size(item->kind) : 0);
  }
  fen_status status = fen_digest_end(&digest, r->path, hex, err);
  if (status)
    return status;
  char *wanted = take_text(set, FEN_DIGEST_ATTRIBUTE);
  good = good && wanted && strcmp(wanted, hex) == 0;
  fen_free(wanted);
  return good ? FEN_OK : refused(r, item->name, err);
}

static fen_status check_item(const reading *r, const fen_item *item, void *block, fen_error *err) {
  const fen_place place = {.path = r->path, .name = item->name};
  hid_t set = H5Dopen2(r->file, item->name, H5P_DEFAULT);
  if (set < 0)
    return fen_complain(&place, FEN_ERR_SHAPE, OTHER_SETUP, err, "the restart file is of another set-up: it lacks an array of this run");
  fen_status status = check_form(r, item, set, err);
  if (!status)
    status = check_values(r, item, set, block, err);
  (void)H5Dclose(set);
  return status;
}

/* Called for every link of the file: stops at one that is neither an item nor a group with items. */
static herr_t find_stranger(hid_t group, const char *name, const H5L_info_t *info, void *data) {
  (void)group;
  (void)info;
  reading *r = data;
  size_t size = strlen(name);
  for (ptrdiff_t n = 0; n < r->registry->count; n++) {
    const char *known = r->registry->items[n].name;
    if (strncmp(known, name, size) == 0 && (known[size] == '\0' || known[size] == '/'))
      return 0;
  }
  (void)strncpy(r->stranger, name, sizeof r->stranger - 1);
  return 1;
}

static fen_status check_items(const reading *r, fen_error *err) {
  char *block = NULL;
  fen_status status = fen_allocate(BLOCK_BYTES, 1, &block, err);
  for (ptrdiff_t n = 0; n < r->registry->count && !status; n++)
    status = check_item(r, &r->registry->items[n], block, err);
  fen_free(block);
  return status;
}

static fen_status check_strangers(reading *r, fen_error *err) {
  herr_t visited = H5Lvisit(r->file, H5_INDEX_NAME, H5_ITER_INC, find_stranger, r);
  if (visited < 0)
    return refused(r, NULL, err);
  const fen_place place = {.path = r->path, .name = r->stranger};
  return visited == 0 ? FEN_OK
                      : fen_complain(&place, FEN_ERR_SHAPE, OTHER_SETUP, err,
                                     "the restart file is of another set-up: it holds an array that this run does not have");
}

static fen_status fill(const reading *r, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t n = 0; n < r->registry->count && !status; n++) {
    const fen_item *item = &r->registry->items[n];
    hid_t set = H5Dopen2(r->file, item->name, H5P_DEFAULT);
    if (set < 0 || (item->count > 0 && H5Dread(set, fen_item_type(item->kind), H5S_ALL, H5S_ALL, H5P_DEFAULT, item->address) < 0))
      status = refused(r, item->name, err);
    if (set >= 0)
      (void)H5Dclose(set);
  }
  return status;
}

/* Open a file whose seal is whole. */
static fen_status open_sealed(reading *r, fen_error *err) {
  fen_status status = fen_seal_check(r->path, err);
  if (status)
    return status;
  hid_t access = fen_hdf5_access();
  r->file = access >= 0 ? H5Fopen(r->path, H5F_ACC_RDONLY, access) : H5I_INVALID_HID;
  if (access >= 0)
    (void)H5Pclose(access);
  return r->file >= 0 ? FEN_OK : refused(r, NULL, err);
}

static fen_status read_items(const char *path, const fen_registry *registry, int whole, fen_error *err) {
  reading r = {.path = path, .registry = registry, .file = H5I_INVALID_HID};
  fen_hdf5_quiet quiet;
  fen_hdf5_quiet_begin(&quiet);
  fen_status status = open_sealed(&r, err);
  if (!status)
    status = check_items(&r, err);
  if (!status && whole)
    status = check_strangers(&r, err);
  if (!status)
    status = fill(&r, err);
  if (r.file >= 0)
    (void)H5Fclose(r.file);
  fen_hdf5_quiet_end(&quiet);
  return status;
}

fen_status fen_checkpoint_read(const char *path, const fen_registry *registry, fen_error *err) {
  return read_items(path, registry, 1, err);
}

fen_status fen_checkpoint_read_some(const char *path, const fen_registry *registry, fen_error *err) {
  return read_items(path, registry, 0, err);
}

fen_status fen_checkpoint_about(const char *path, char **about, fen_error *err) {
  reading r = {.path = path, .file = H5I_INVALID_HID};
  fen_hdf5_quiet quiet;
  fen_hdf5_quiet_begin(&quiet);
  fen_status status = open_sealed(&r, err);
  if (!status) {
    char *text = take_text(r.file, FEN_ABOUT_ATTRIBUTE);
    if (text)
      *about = text;
    else
      status = refused(&r, NULL, err);
  }
  if (r.file >= 0)
    (void)H5Fclose(r.file);
  fen_hdf5_quiet_end(&quiet);
  return status;
}
