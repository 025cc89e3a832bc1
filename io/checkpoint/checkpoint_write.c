/*
 * Writing a restart file. HDF5 lays it out and writes what describes the arrays; the arrays themselves are written here, at the places that
 * HDF5 has set aside for them: so the reason of a failure is known, and a full disk does not leave HDF5 with a file it cannot close.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "checkpoint_format.h"
#include "fenhe/checkpoint.h"
#include "fenhe/memory.h"
#include "files/digest.h"
#include "files/replace.h"
#include "text/complaint.h"

enum { LONGEST_ABOUT = 60000, HEADER_BYTES = 8192, ITEM_HEADER_BYTES = 2048 };

typedef struct {
  const char *path; /* the final name, for complaints */
  const char *temporary;
  const fen_registry *registry;
  haddr_t *offsets; /* of the arrays in the file, shape [registry->count] */
} writing;

static size_t item_bytes(const fen_item *item) {
  return (size_t)item->count * fen_item_size(item->kind);
}

static int write_at(int file, const void *from, size_t size, off_t offset) {
  const char *bytes = from;
  while (size > 0) {
    ssize_t written = pwrite(file, bytes, size, offset);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return written < 0 ? errno : ENOSPC;
    bytes += written;
    offset += written;
    size -= (size_t)written;
  }
  return 0;
}

/* HDF5 has told no reason; the system's is often still there. */
static fen_status refused(const writing *w, fen_error *err) {
  int error = errno;
  if (error == ENOSPC || error == EDQUOT || error == EFBIG || error == EIO)
    return fen_file_unwritable(w->path, error, err);
  const fen_place place = {.path = w->path};
  return fen_complain(&place, FEN_ERR_WRITE, "check the disk, or write elsewhere", err, "HDF5 cannot write the restart file");
}

static int put_text(hid_t object, const char *name, const char *text) {
  size_t size = strlen(text);
  hid_t type = H5Tcopy(H5T_C_S1);
  hid_t space = H5Screate(H5S_SCALAR);
  int good = type >= 0 && space >= 0 && H5Tset_size(type, size ? size : 1) >= 0 && H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0;
  hid_t attribute = good ? H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT) : H5I_INVALID_HID;
  good = attribute >= 0 && H5Awrite(attribute, type, text) >= 0;
  good = (attribute < 0 || H5Aclose(attribute) >= 0) && good;
  (void)H5Sclose(space);
  (void)H5Tclose(type);
  return good;
}

/* A dataset with room but without values. */
static int lay_out_item(hid_t file, hid_t link, hid_t creation, const fen_item *item, const char *hex, haddr_t *offset) {
  hsize_t count = (hsize_t)item->count;
  hid_t space = H5Screate_simple(1, &count, NULL);
  hid_t set = H5Dcreate2(file, item->name, fen_item_type(item->kind), space, link, creation, H5P_DEFAULT);
  (void)H5Sclose(space);
  int good = set >= 0 && put_text(set, FEN_DIGEST_ATTRIBUTE, hex);
  *offset = good && item->count > 0 ? H5Dget_offset(set) : 0;
  good = good && *offset != HADDR_UNDEF;
  return (set < 0 || H5Dclose(set) >= 0) && good;
}

static fen_status digest_item(const writing *w, const fen_item *item, char hex[FEN_DIGEST_TEXT], fen_error *err) {
  fen_digest digest;
  fen_digest_begin(&digest);
  fen_digest_add(&digest, item->address, item_bytes(item));
  return fen_digest_end(&digest, w->path, hex, err);
}

static fen_status lay_out_items(const writing *w, hid_t file, const char *about, fen_error *err) {
  hid_t link = H5Pcreate(H5P_LINK_CREATE);
  hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  /* No times: equal contents give equal bytes. */
  int good = link >= 0 && creation >= 0 && H5Pset_create_intermediate_group(link, 1) >= 0 && H5Pset_obj_track_times(creation, 0) >= 0 &&
             H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY) >= 0 && H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER) >= 0 &&
             put_text(file, FEN_ABOUT_ATTRIBUTE, about);
  fen_status status = good ? FEN_OK : refused(w, err);
  for (ptrdiff_t n = 0; n < w->registry->count && !status; n++) {
    const fen_item *item = &w->registry->items[n];
    char hex[FEN_DIGEST_TEXT];
    status = digest_item(w, item, hex, err);
    if (!status && !lay_out_item(file, link, creation, item, hex, &w->offsets[n]))
      status = refused(w, err);
  }
  (void)H5Pclose(creation);
  (void)H5Pclose(link);
  return status;
}

static fen_status lay_out(const writing *w, const char *about, fen_error *err) {
  hid_t access = fen_hdf5_access();
  hid_t creation = H5Pcreate(H5P_FILE_CREATE);
  hid_t file = H5I_INVALID_HID;
  errno = 0;
  if (access >= 0 && creation >= 0 && H5Pset_userblock(creation, FEN_SEAL_BYTES) >= 0 && H5Pset_obj_track_times(creation, 0) >= 0)
    file = H5Fcreate(w->temporary, H5F_ACC_TRUNC, creation, access);
  fen_status status = file >= 0 ? lay_out_items(w, file, about, err) : refused(w, err);
  if (file >= 0 && H5Fclose(file) < 0 && !status)
    status = refused(w, err);
  (void)H5Pclose(creation);
  (void)H5Pclose(access);
  return status;
}

/* Find out before HDF5 does whether there is room: for a file of this size, and on the disk for what HDF5 will write. */
static fen_status try_room(const writing *w, const char *about, fen_error *err) {
  static const char zeros[4096];
  size_t header = HEADER_BYTES + strlen(about);
  size_t total = 0;
  for (ptrdiff_t n = 0; n < w->registry->count; n++) {
    header += ITEM_HEADER_BYTES;
    total += item_bytes(&w->registry->items[n]);
  }
  int file = open(w->temporary, O_RDWR | O_CLOEXEC);
  int error = file < 0 || ftruncate(file, (off_t)(header + total)) ? errno : 0;
  for (size_t at = 0; at < header && !error; at += sizeof zeros)
    error = write_at(file, zeros, sizeof zeros, (off_t)at);
  if (file >= 0 && close(file) && !error)
    error = errno;
  return error ? fen_file_unwritable(w->path, error, err) : FEN_OK;
}

static fen_status fill(const writing *w, fen_error *err) {
  int file = open(w->temporary, O_RDWR | O_CLOEXEC);
  int error = file < 0 ? errno : 0;
  for (ptrdiff_t n = 0; n < w->registry->count && !error; n++)
    error = write_at(file, w->registry->items[n].address, item_bytes(&w->registry->items[n]), (off_t)w->offsets[n]);
  fen_status status = error ? fen_file_unwritable(w->path, error, err) : fen_seal_put(file, w->path, err);
  if (file >= 0 && close(file) && !status)
    status = fen_file_unwritable(w->path, errno, err);
  return status;
}

fen_status fen_checkpoint_write(const char *path, const char *about, const fen_registry *registry, fen_error *err) {
  if (strlen(about) > LONGEST_ABOUT)
    return fen_fail(err, FEN_ERR_INTERNAL, "%s: the text about a restart file has %zu bytes; there is room for %d", path, strlen(about),
                    (int)LONGEST_ABOUT);
  fen_replacement replacement;
  fen_status status = fen_replacement_begin(path, &replacement, err);
  if (status)
    return status;
  writing w = {.path = path, .temporary = replacement.temporary, .registry = registry};
  status = FEN_NEW(&w.offsets, registry->count, err);
  if (!status)
    status = try_room(&w, about, err);
  if (!status) {
    fen_hdf5_quiet quiet;
    fen_hdf5_quiet_begin(&quiet);
    status = lay_out(&w, about, err);
    fen_hdf5_quiet_end(&quiet);
  }
  if (!status)
    status = fill(&w, err);
  fen_free(w.offsets);
  if (!status)
    return fen_replacement_commit(&replacement, err);
  fen_replacement_discard(&replacement);
  return status;
}
