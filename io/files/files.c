#include "fenhe/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "digest.h"
#include "fenhe/memory.h"
#include "replace.h"
#include "text/complaint.h"
#include "text/source.h"

static int write_all(int file, const char *text, size_t size) {
  while (size > 0) {
    ssize_t written = write(file, text, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return errno;
    text += written;
    size -= (size_t)written;
  }
  return 0;
}

fen_status fen_file_write(const char *path, const char *text, size_t size, fen_error *err) {
  fen_replacement replacement;
  fen_status status = fen_replacement_begin(path, &replacement, err);
  if (status)
    return status;
  int file = open(replacement.temporary, O_WRONLY | O_CLOEXEC);
  int error = file < 0 ? errno : write_all(file, text, size);
  if (file >= 0 && close(file) && !error)
    error = errno;
  if (error) {
    status = fen_file_unwritable(path, error, err);
    fen_replacement_discard(&replacement);
    return status;
  }
  return fen_replacement_commit(&replacement, err);
}

fen_status fen_text_checksum(const char *text, size_t size, char hex[65], fen_error *err) {
  fen_digest digest;
  fen_digest_begin(&digest);
  fen_digest_add(&digest, text, size);
  return fen_digest_end(&digest, "a text", hex, err);
}

fen_status fen_file_checksum(const char *path, char hex[65], fen_error *err) {
  fen_status status = fen_file_check(path, err);
  if (status)
    return status;
  FILE *file = fopen(path, "rb");
  if (!file)
    return fen_file_unreadable(path, errno, err);
  unsigned char block[16384];
  fen_digest digest;
  fen_digest_begin(&digest);
  for (size_t count; (count = fread(block, 1, sizeof block, file)) > 0;)
    fen_digest_add(&digest, block, count);
  int error = ferror(file) ? errno : 0;
  status = fen_digest_end(&digest, path, hex, err);
  (void)fclose(file);
  return error ? fen_file_unreadable(path, error, err) : status;
}

/* mkdir that is content with a folder that exists. */
static int make_folder(const char *path) {
  struct stat facts;
  if (mkdir(path, 0777) == 0)
    return 0;
  int error = errno;
  if (stat(path, &facts) == 0)
    return S_ISDIR(facts.st_mode) ? 0 : ENOTDIR;
  return error;
}

fen_status fen_folder_create(const char *path, fen_error *err) {
  char *part;
  fen_status status = fen_duplicate(path, &part, err);
  if (status)
    return status;
  int error = *path ? 0 : ENOENT;
  for (char *at = part; *at && !error; at++)
    if (*at == '/' && at > part && at[-1] != '/') {
      *at = '\0';
      error = make_folder(part);
      *at = '/';
    }
  if (!error)
    error = make_folder(part);
  fen_free(part);
  if (!error)
    return FEN_OK;
  const fen_place place = {.path = path};
  const char *remedy = error == ENOTDIR ? "a part of this path is a file: choose another name" : "choose a folder that you may write to";
  return fen_complain(&place, FEN_ERR_WRITE, remedy, err, "the folder cannot be made: %s", strerror(error));
}

fen_status fen_path_beside(const char *base_file, const char *path, char **out, fen_error *err) {
  const char *slash = strrchr(base_file, '/');
  if (path[0] == '/' || !slash)
    return fen_duplicate(path, out, err);
  size_t folder = (size_t)(slash - base_file) + 1;
  size_t size = strlen(path) + 1;
  char *joined;
  fen_status status = fen_allocate((ptrdiff_t)(folder + size), 1, &joined, err);
  if (status)
    return status;
  memcpy(joined, base_file, folder);
  memcpy(joined + folder, path, size);
  *out = joined;
  return FEN_OK;
}

static fen_status copy_paths(const glob_t *found, ptrdiff_t *count, char ***paths, fen_error *err) {
  char **copies;
  ptrdiff_t copied = 0;
  fen_status status = FEN_NEW(&copies, (ptrdiff_t)found->gl_pathc, err);
  if (status)
    return status;
  for (size_t i = 0; i < found->gl_pathc && !status; i++) {
    struct stat facts;
    if (stat(found->gl_pathv[i], &facts) == 0 && S_ISDIR(facts.st_mode))
      continue; /* a link that leads nowhere stays: who reads it says so */
    status = fen_duplicate(found->gl_pathv[i], &copies[copied], err);
    copied += status == FEN_OK;
  }
  if (status || copied == 0) {
    while (copied > 0)
      fen_free(copies[--copied]);
    fen_free(copies);
    *count = 0;
    return status;
  }
  *count = copied;
  *paths = copies;
  return FEN_OK;
}

fen_status fen_files_matching(const char *pattern, ptrdiff_t *count, char ***paths, fen_error *err) {
  glob_t found = {0};
  ptrdiff_t matches = 0;
  int result = glob(pattern, 0, NULL, &found);
  fen_status status = FEN_OK;
  if (result == GLOB_NOSPACE)
    status = fen_fail(err, FEN_ERR_MEMORY, "%s: no memory for the files that match", pattern);
  else if (result == 0)
    status = copy_paths(&found, &matches, paths, err);
  globfree(&found);
  if (status)
    return status;
  if (matches == 0) {
    const fen_place place = {.path = pattern};
    return fen_complain(&place, FEN_ERR_FILE_MISSING, "correct the folder or the pattern (* and ? stand for any letters)", err,
                        "no file matches");
  }
  *count = matches;
  return FEN_OK;
}
