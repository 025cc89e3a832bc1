/* The seal of a restart file: format, length and checksum, before anything else is believed. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checkpoint_format.h"
#include "files/digest.h"
#include "files/replace.h"
#include "netcdf/netcdf_handle.h"
#include "text/complaint.h"
#include "text/source.h"

enum { BLOCK_BYTES = 1 << 16 };

static const char title[] = "fenhe restart file ";
static const int version = 1;

/* Read a part of a file, whatever share of it a call gives. Returns bytes read, or -1. */
static ssize_t read_at(int file, void *to, size_t size, off_t offset) {
  size_t done = 0;
  while (done < size) {
    ssize_t got = pread(file, (char *)to + done, size - done, offset + (off_t)done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return -1;
    if (got == 0)
      break;
    done += (size_t)got;
  }
  return (ssize_t)done;
}

/* The seal that belongs to a file, zero behind its text. */
static fen_status make_seal(int file, const char *path, intmax_t size, char seal[FEN_SEAL_BYTES], fen_error *err) {
  unsigned char block[BLOCK_BYTES];
  char hex[FEN_DIGEST_TEXT];
  fen_digest digest;
  fen_digest_begin(&digest);
  int error = 0;
  for (off_t at = FEN_SEAL_BYTES; at < size && !error;) {
    ssize_t got = read_at(file, block, sizeof block, at);
    if (got > 0)
      fen_digest_add(&digest, block, (size_t)got);
    else
      error = got < 0 ? errno : EIO;
    at += got;
  }
  fen_status status = fen_digest_end(&digest, path, hex, err);
  if (error)
    return fen_file_unreadable(path, error, err);
  memset(seal, 0, FEN_SEAL_BYTES);
  if (!status)
    (void)snprintf(seal, FEN_SEAL_BYTES, "%s%d\nbytes %jd\nsha256 of what follows byte %d: %s\n", title, version, size, FEN_SEAL_BYTES,
                   hex);
  return status;
}

fen_status fen_seal_put(int file, const char *path, fen_error *err) {
  struct stat facts;
  char seal[FEN_SEAL_BYTES];
  if (fstat(file, &facts))
    return fen_file_unwritable(path, errno, err);
  fen_status status = make_seal(file, path, facts.st_size, seal, err);
  if (status)
    return status;
  ssize_t written = pwrite(file, seal, sizeof seal, 0);
  return written == (ssize_t)sizeof seal ? FEN_OK : fen_file_unwritable(path, written < 0 ? errno : ENOSPC, err);
}

#define DAMAGED_REMEDY "use an older restart file, or start the run from its beginning"

/* What the text of the seal says; the checksum is compared afterwards with the whole. */
static fen_status read_seal(const char *path, intmax_t size, const char *seal, fen_error *err) {
  const fen_place place = {.path = path};
  int found = 0;
  intmax_t bytes = 0;
  if (size == 0)
    return fen_complain(&place, FEN_ERR_FILE_FORMAT, DAMAGED_REMEDY, err, "the restart file is empty");
  if (strncmp(seal, title, sizeof title - 1) != 0 || sscanf(seal + sizeof title - 1, "%9d\nbytes %18jd", &found, &bytes) != 2)
    return fen_complain(&place, FEN_ERR_FILE_FORMAT, "name a restart file of this program", err,
                        "this is no restart file of fenhe, or its first bytes are damaged");
  if (found != version)
    return fen_complain(&place, FEN_ERR_FILE_FORMAT, "resume with the version of fenhe that wrote it", err,
                        "the restart file has format %d, this version of fenhe reads format %d", found, version);
  if (size != bytes)
    return fen_complain(&place, FEN_ERR_FILE_FORMAT, DAMAGED_REMEDY, err, "the restart file is %s: it has %jd bytes instead of %jd",
                        size < bytes ? "cut off" : "damaged", size, bytes);
  return FEN_OK;
}

static fen_status check_open(int file, const char *path, fen_error *err) {
  const fen_place place = {.path = path};
  struct stat facts;
  char seal[FEN_SEAL_BYTES + 1] = {0};
  char wanted[FEN_SEAL_BYTES];
  if (fstat(file, &facts) || read_at(file, seal, FEN_SEAL_BYTES, 0) < 0)
    return fen_file_unreadable(path, errno, err);
  fen_status status = read_seal(path, facts.st_size, seal, err);
  if (!status)
    status = make_seal(file, path, facts.st_size, wanted, err);
  if (!status && memcmp(seal, wanted, FEN_SEAL_BYTES) != 0)
    status = fen_complain(&place, FEN_ERR_FILE_FORMAT, DAMAGED_REMEDY, err,
                          "the restart file is damaged: its contents do not fit their checksum");
  return status;
}

fen_status fen_seal_check(const char *path, fen_error *err) {
  fen_status status = fen_file_check(path, err);
  if (status)
    return status;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return fen_file_unreadable(path, errno, err);
  status = check_open(file, path, err);
  (void)close(file);
  return status;
}

hid_t fen_item_type(fen_item_kind kind) {
  switch (kind) {
  case FEN_ITEM_FLOAT:
    return H5T_NATIVE_FLOAT;
  case FEN_ITEM_DOUBLE:
    return H5T_NATIVE_DOUBLE;
  case FEN_ITEM_INT64:
    return H5T_NATIVE_INT64;
  case FEN_ITEM_BYTE:
  default:
    return H5T_NATIVE_UINT8;
  }
}

void fen_hdf5_quiet_begin(fen_hdf5_quiet *quiet) {
  fen_nc_prepare();
  (void)H5Eget_auto2(H5E_DEFAULT, &quiet->handler, &quiet->data);
  (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void fen_hdf5_quiet_end(const fen_hdf5_quiet *quiet) {
  (void)H5Eset_auto2(H5E_DEFAULT, quiet->handler, quiet->data);
}

hid_t fen_hdf5_access(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access >= 0 && (H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) < 0 || H5Pset_file_locking(access, 0, 1) < 0)) {
    (void)H5Pclose(access);
    return H5I_INVALID_HID;
  }
  return access;
}
