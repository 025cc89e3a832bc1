/* doctor: what a run would meet on this machine. */
#define _POSIX_C_SOURCE 200809L
#include <cblas.h>
#include <hdf5.h>
#include <jansson.h>
#include <langinfo.h>
#include <libfyaml.h>
#include <locale.h>
#include <netcdf.h>
#include <omp.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "fenhe/instructions.h"
#include "verbs.h"

static const char help[] =
    "usage: fenhe doctor [DIR] [--json]\n\n"
    "Report versions, threads, vector instructions, memory, the disk of the output folder DIR (the current one), locale, what the\n"
    "pictures need, and the environment. The exit status is 0 even where something is missing.\n";

enum { VALUE_TEXT = 512, MOST_ROWS = 32 };

typedef struct {
  const char *topic;
  char value[VALUE_TEXT];
  const char *advice; /* NULL: in order */
} row;

typedef struct {
  int count;
  row rows[MOST_ROWS];
} report;

static row *add(report *r, const char *topic, const char *value) {
  row *new_row = &r->rows[r->count < MOST_ROWS - 1 ? r->count++ : r->count];
  *new_row = (row){.topic = topic};
  (void)snprintf(new_row->value, sizeof new_row->value, "%s", value);
  return new_row;
}

/* First line that a command prints; empty if it fails. Only fixed commands are run. */
static void first_line(const char *command, char value[VALUE_TEXT]) {
  value[0] = '\0';
  FILE *pipe = popen(command, "r");
  if (!pipe)
    return;
  if (!fgets(value, VALUE_TEXT, pipe))
    value[0] = '\0';
  value[strcspn(value, "\n")] = '\0';
  if (pclose(pipe) != 0)
    value[0] = '\0';
}

static void add_libraries(report *r) {
  char value[VALUE_TEXT];
  (void)snprintf(value, sizeof value, "%.60s", nc_inq_libvers());
  char *of = strstr(value, " of ");
  if (of)
    *of = '\0';
  add(r, "netcdf-c", value);
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  (void)H5get_libversion(&major, &minor, &release);
  (void)snprintf(value, sizeof value, "%u.%u.%u", major, minor, release);
  add(r, "HDF5", value);
  add(r, "OpenBLAS", openblas_get_config());
  add(r, "PROJ", proj_info().release);
  add(r, "libfyaml", fy_library_version());
  add(r, "jansson", jansson_version_str());
}

static void add_machine(report *r) {
  char value[VALUE_TEXT];
  (void)snprintf(value, sizeof value, "%d of %ld processors", omp_get_max_threads(), sysconf(_SC_NPROCESSORS_ONLN));
  add(r, "threads", value);
  (void)snprintf(value, sizeof value, "%s", fen_instructions_name(FEN_INSTRUCTIONS_BASELINE));
  for (int n = FEN_INSTRUCTIONS_AVX2; n <= FEN_INSTRUCTIONS_AVX512; n++)
    if (fen_instructions_available((fen_instructions)n))
      (void)snprintf(value + strlen(value), sizeof value - strlen(value), ", %s", fen_instructions_name((fen_instructions)n));
  (void)snprintf(value + strlen(value), sizeof value - strlen(value), "; a run uses %s", fen_instructions_name(fen_instructions_best()));
  add(r, "instructions", value);
  double page = (double)sysconf(_SC_PAGESIZE);
  double free_gb = (double)sysconf(_SC_AVPHYS_PAGES) * page / 1e9;
  (void)snprintf(value, sizeof value, "%.1f GB, %.1f GB free", (double)sysconf(_SC_PHYS_PAGES) * page / 1e9, free_gb);
  row *memory = add(r, "memory", value);
  if (free_gb < 0.5)
    memory->advice = "little memory is free; see 'fenhe run --dry-run' for what a case needs";
}

static void add_disk(report *r, const char *folder) {
  char value[VALUE_TEXT];
  struct statvfs info;
  if (statvfs(folder, &info) != 0) {
    add(r, "output folder", folder)->advice = "it does not exist yet; a run makes it";
    return;
  }
  double free_gb = (double)info.f_bavail * (double)info.f_frsize / 1e9;
  (void)snprintf(value, sizeof value, "%s, %.1f GB free", folder, free_gb);
  row *disk = add(r, "output folder", value);
  if (access(folder, W_OK) != 0)
    disk->advice = "it cannot be written; choose another";
  else if (free_gb < 1.0)
    disk->advice = "little space is left";
}

static void add_language(report *r) {
  const char *codeset = nl_langinfo(CODESET);
  row *locale = add(r, "character set", codeset);
  if (strcmp(codeset, "UTF-8") != 0)
    locale->advice = "names in Chinese may not show on the terminal; set LC_ALL=C.UTF-8 (files are UTF-8 all the same)";
}

static void add_pictures(report *r) {
  char value[VALUE_TEXT];
  first_line(
      "/usr/bin/python3 -c 'import sys, numpy, netCDF4, matplotlib, pyproj; "
      "print(\"python\", sys.version.split()[0], \"matplotlib\", matplotlib.__version__, \"pyproj\", pyproj.__version__)' 2>/dev/null",
      value);
  row *python = add(r, "pictures", value[0] ? value : "python3 with numpy, netCDF4, matplotlib, pyproj: missing");
  if (!value[0])
    python->advice = "scripts/install-deps plots";
  first_line("fc-list 'Noto Sans CJK SC' family 2>/dev/null", value); /* the one that the scripts use */
  row *font = add(r, "Chinese font", value[0] ? value : "none");
  if (!value[0])
    font->advice = "scripts/install-deps plots brings one; without it pictures are in English";
}

static void add_environment(report *r) {
  static const char *const names[] = {"FENHE_SHARE", "FENHE_DATA", "OMP_NUM_THREADS", "OMP_PROC_BIND", "PROJ_DATA", "PROJ_LIB"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    const char *value = getenv(names[n]);
    add(r, names[n], value ? value : "not set");
  }
  PJ_CONTEXT *context = proj_context_create();
  proj_log_level(context, PJ_LOG_NONE);
  PJ *probe = proj_create(context, "+proj=lcc +lat_1=30 +lat_2=60 +R=6370000");
  if (!probe)
    add(r, "projections", "PROJ cannot make one")->advice = "check PROJ_DATA: it may name the data of another version";
  proj_destroy(probe);
  proj_context_destroy(context);
}

static void print_json(const report *r) {
  json_t *list = json_array();
  for (int n = 0; n < r->count; n++) {
    const row *one = &r->rows[n];
    json_t *object = json_pack("{s:s, s:s, s:b}", "topic", one->topic, "value", one->value, "in_order", one->advice == NULL);
    if (object && one->advice)
      json_object_set_new(object, "advice", json_string(one->advice));
    json_array_append_new(list, object ? object : json_null());
  }
  json_t *root = json_pack("{s:s, s:o}", "version", fen_version(), "checks", list);
  (void)json_dumpf(root, stdout, JSON_INDENT(2));
  (void)fputc('\n', stdout);
  json_decref(root);
}

static void print_text(const report *r) {
  for (int n = 0; n < r->count; n++) {
    (void)printf("%-16s %s\n", r->rows[n].topic, r->rows[n].value);
    if (r->rows[n].advice)
      (void)printf("%-16s ! %s\n", "", r->rows[n].advice);
  }
}

int fen_app_doctor(const fen_app_arguments *arguments) {
  report r = {.count = 0};
  const char *folder = ".";
  bool as_json = false;
  if (fen_app_wants_help(arguments, help))
    return FEN_EXIT_OK;
  for (int n = 1; n < arguments->argc; n++) {
    if (strcmp(arguments->argv[n], "--json") == 0)
      as_json = true;
    else if (arguments->argv[n][0] == '-')
      return fen_app_complain_usage("doctor", "unknown option '%s'", arguments->argv[n]);
    else
      folder = arguments->argv[n];
  }
  (void)setlocale(LC_CTYPE, "");
  add(&r, "fenhe", fen_version());
  add_libraries(&r);
  add_machine(&r);
  add_disk(&r, folder);
  add_language(&r);
  add_pictures(&r);
  add_environment(&r);
  if (as_json)
    print_json(&r);
  else
    print_text(&r);
  return FEN_EXIT_OK;
}
