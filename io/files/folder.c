#include "fenhe/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fenhe/memory.h"
#include "replace.h"
#include "text/complaint.h"

fen_status fen_folder_claim(const char *path, fen_folder_lock *out, fen_error *err) {
  out->file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (out->file < 0 || flock(out->file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return FEN_OK;
  fen_folder_release(out);
  const fen_place place = {.path = path};
  return fen_complain(&place, FEN_ERR_WRITE, "wait for it, end it, or write into another folder", err,
                      "another run is writing into this folder");
}

void fen_folder_release(fen_folder_lock *lock) {
  if (lock->file >= 0)
    (void)close(lock->file);
  lock->file = -1;
}

static int compare_names(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static fen_status unreadable(const char *path, int error, fen_error *err) {
  const fen_place place = {.path = path};
  const char *remedy = error == ENOTDIR ? "move this file elsewhere: a folder is wanted here" : "check the folder's permissions";
  return fen_complain(&place, FEN_ERR_FILE_MISSING, remedy, err, "the folder cannot be read: %s", strerror(error));
}

/*
 * Names are counted first; what appears between the two passes is left for the next call. A fault in reading must not pass for the folder's
 * end, or an unfinished run would be taken for none.
 */
static fen_status collect(const char *path, DIR *folder, const char *prefix, ptrdiff_t room, ptrdiff_t *count, char **names,
                          fen_error *err) {
  fen_status status = FEN_OK;
  while (!status) {
    errno = 0;
    const struct dirent *entry = readdir(folder);
    if (!entry)
      return errno ? unreadable(path, errno, err) : FEN_OK;
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strncmp(name, prefix, strlen(prefix)) != 0)
      continue;
    if (names && *count == room)
      break;
    if (names)
      status = fen_duplicate(name, &names[*count], err);
    *count += status == FEN_OK;
  }
  return status;
}

fen_status fen_folder_list(const char *path, const char *prefix, ptrdiff_t *count, char ***names, fen_error *err) {
  ptrdiff_t room = 0;
  ptrdiff_t found = 0;
  char **list = NULL;
  DIR *folder = opendir(path);
  if (!folder && errno != ENOENT)
    return unreadable(path, errno, err);
  fen_status status = folder ? collect(path, folder, prefix, 0, &room, NULL, err) : FEN_OK;
  if (!status)
    status = FEN_NEW(&list, room, err);
  if (!status && room > 0) {
    rewinddir(folder);
    status = collect(path, folder, prefix, room, &found, list, err);
  }
  if (folder)
    (void)closedir(folder);
  if (status) {
    fen_names_free(found, list);
    return status;
  }
  if (found > 1)
    qsort(list, (size_t)found, sizeof *list, compare_names);
  *count = found;
  *names = list;
  return FEN_OK;
}

void fen_names_free(ptrdiff_t count, char **names) {
  for (ptrdiff_t n = 0; names && n < count; n++)
    fen_free(names[n]);
  fen_free(names);
}

int fen_path_exists(const char *path) {
  struct stat facts;
  return lstat(path, &facts) == 0;
}

fen_status fen_file_remove(const char *path, fen_error *err) {
  if (unlink(path) == 0 || errno == ENOENT)
    return FEN_OK;
  const fen_place place = {.path = path};
  return fen_complain(&place, FEN_ERR_WRITE, "remove it by hand", err, "the file cannot be removed: %s", strerror(errno));
}

static fen_status remove_now(const char *path, fen_error *err) {
  ptrdiff_t count = 0;
  char **names = NULL;
  fen_status status = fen_folder_list(path, "", &count, &names, err);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    char *file = NULL;
    size_t size = strlen(path) + strlen(names[n]) + 2;
    status = fen_allocate((ptrdiff_t)size, 1, &file, err);
    if (!status) {
      (void)snprintf(file, size, "%s/%s", path, names[n]);
      status = fen_file_remove(file, err);
    }
    fen_free(file);
  }
  fen_names_free(count, names);
  if (!status && rmdir(path) && errno == ENOTDIR) /* a link to a folder elsewhere, emptied now */
    return fen_file_remove(path, err);
  if (!status && rmdir(path) && errno != ENOENT) {
    const fen_place place = {.path = path};
    status = fen_complain(&place, FEN_ERR_WRITE, "remove it by hand", err, "the folder cannot be removed: %s", strerror(errno));
  }
  return status;
}

fen_status fen_folder_remove(const char *path, fen_error *err) {
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  char *gone = NULL;
  size_t size = strlen(path) + 8;
  fen_status status = fen_allocate((ptrdiff_t)size, 1, &gone, err);
  if (status)
    return status;
  (void)snprintf(gone, size, "%.*s.%s.gone", (int)(name - path), path, name);
  status = remove_now(gone, err);
  if (!status && rename(path, gone) == 0)
    status = remove_now(gone, err);
  else if (!status && errno != ENOENT)
    status = fen_file_unwritable(path, errno, err);
  fen_free(gone);
  return status;
}

/* The names of both must be on the disk before anybody is told of it. */
static void sync_parent(const char *path) {
  char *parent = NULL;
  if (fen_path_folder(path, &parent, NULL))
    return;
  int file = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file >= 0) {
    (void)fsync(file);
    (void)close(file);
  }
  fen_free(parent);
}

fen_status fen_folder_replace(const char *with, const char *path, fen_error *err) {
  fen_status status = fen_folder_remove(path, err);
  if (!status && rename(with, path))
    status = fen_file_unwritable(path, errno, err);
  if (!status)
    sync_parent(path);
  return status;
}
