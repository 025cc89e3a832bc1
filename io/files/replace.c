#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fenhe/memory.h"
#include "text/complaint.h"

fen_status fen_file_unwritable(const char *path, int error, fen_error *err) {
  const fen_place place = {.path = path};
  const char *remedy = "check the disk, or write elsewhere";
  switch (error) {
  case ENOSPC:
  case EDQUOT:
    remedy = "free some space there, or write to another disk";
    break;
  case EFBIG:
    remedy = "raise the limit on the size of files (ulimit -f), or write less";
    break;
  case EACCES:
  case EPERM:
  case EROFS:
    remedy = "choose a folder that you may write to";
    break;
  case ENOENT:
  case ENOTDIR:
    remedy = "make the folder first, or correct its name";
    break;
  case EISDIR:
    remedy = "name a file; this is a folder";
    break;
  case ENAMETOOLONG:
    remedy = "choose a shorter name";
    break;
  default:
    break;
  }
  return fen_complain(&place, FEN_ERR_WRITE, remedy, err, "the file cannot be written: %s", error ? strerror(error) : "unknown reason");
}

fen_status fen_path_folder(const char *path, char **out, fen_error *err) {
  const char *slash = strrchr(path, '/');
  fen_status status = fen_duplicate(slash ? path : ".", out, err);
  if (!status && slash)
    (*out)[slash == path ? 1 : slash - path] = '\0';
  return status;
}

static fen_status claim(const char *path, fen_replacement *out, fen_error *err) {
  struct stat facts;
  if (stat(path, &facts) == 0 && S_ISDIR(facts.st_mode))
    return fen_file_unwritable(path, EISDIR, err);
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  size_t size = strlen(path) + 64;
  fen_status status = fen_duplicate(path, &out->path, err);
  if (!status)
    status = fen_allocate((ptrdiff_t)size, 1, &out->temporary, err);
  if (status)
    return status;
  /* A number behind the process tells files apart that one process writes at the same time, or that a crash left behind. */
  for (int number = 0; number < 1000; number++) {
    (void)snprintf(out->temporary, size, "%.*s.%s.tmp-%ld-%d", (int)(name - path), path, name, (long)getpid(), number);
    int file = open(out->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file >= 0)
      return close(file) ? fen_file_unwritable(path, errno, err) : FEN_OK;
    if (errno != EEXIST)
      break;
  }
  int error = errno;
  fen_free(out->temporary);
  out->temporary = NULL;
  return fen_file_unwritable(path, error, err);
}

fen_status fen_replacement_begin(const char *path, fen_replacement *out, fen_error *err) {
  fen_replacement replacement = {0};
  fen_status status = claim(path, &replacement, err);
  if (status)
    fen_replacement_discard(&replacement);
  else
    *out = replacement;
  return status;
}

static int sync_path(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return errno;
  int error = fsync(file) ? errno : 0;
  return close(file) && !error ? errno : error;
}

fen_status fen_replacement_sync(const fen_replacement *replacement, fen_error *err) {
  int error = sync_path(replacement->temporary);
  return error ? fen_file_unwritable(replacement->path, error, err) : FEN_OK;
}

fen_status fen_replacement_commit(fen_replacement *replacement, fen_error *err) {
  char *folder = NULL;
  fen_status status = fen_path_folder(replacement->path, &folder, err);
  int error = 0;
  if (!status) {
    error = sync_path(replacement->temporary);
    if (!error && rename(replacement->temporary, replacement->path))
      error = errno;
    if (!error)
      (void)sync_path(folder); /* some file systems refuse to sync folders; the file itself is safe */
  }
  if (error)
    status = fen_file_unwritable(replacement->path, error, err);
  if (!status) {
    fen_free(replacement->temporary);
    replacement->temporary = NULL;
  }
  fen_free(folder);
  fen_replacement_discard(replacement);
  return status;
}

void fen_replacement_discard(fen_replacement *replacement) {
  if (replacement->temporary)
    (void)unlink(replacement->temporary);
  fen_free(replacement->temporary);
  fen_free(replacement->path);
  *replacement = (fen_replacement){0};
}
