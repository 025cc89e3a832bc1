#include "restart.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "emission_totals.h"
#include "fenhe/checkpoint.h"
#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"

static_assert(sizeof(ptrdiff_t) == sizeof(int64_t), "counts are registered as they are");

static const char prefix[] = "hour-";

static void folder_path(const char *folder, char path[FEN_OUTPUT_PATH]) {
  (void)snprintf(path, FEN_OUTPUT_PATH, "%s/restart", folder);
}

static void file_path(const char *folder, const char *name, char path[FEN_OUTPUT_PATH]) {
  (void)snprintf(path, FEN_OUTPUT_PATH, "%s/restart/%s", folder, name);
}

void fen_restart_spool_path(const char *folder, char path[FEN_OUTPUT_PATH]) {
  file_path(folder, "spool", path);
}

fen_status fen_restart_look(const char *folder, fen_restart_state *out, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  ptrdiff_t count = 0;
  char **names = NULL;
  folder_path(folder, path);
  fen_status status = fen_folder_list(path, prefix, &count, &names, err);
  if (status)
    return status;
  fen_names_free(count, names);
  fen_restart_spool_path(folder, path);
  *out = count > 0 ? FEN_RESTART_SAVED : fen_path_exists(path) ? FEN_RESTART_BEGUN : FEN_RESTART_NONE;
  return FEN_OK;
}

fen_status fen_restart_begin(const char *folder, const char *about, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  fen_status status = fen_restart_end(folder, err);
  folder_path(folder, path);
  if (!status)
    status = fen_folder_create(path, err);
  fen_restart_spool_path(folder, path);
  return status ? status : fen_spool_create(path, about, err);
}

void fen_restart_sweep(const char *folder) {
  static const char *const files[] = {"surface.nc", "receptors.nc",  "districts.nc",           "budget.nc",
                                      "fields.nc",  "deposition.nc", FEN_EMISSION_TOTALS_FILE, "summary.json"};
  for (size_t f = 0; f < sizeof files / sizeof *files; f++) {
    char start[FEN_OUTPUT_PATH], path[FEN_OUTPUT_PATH];
    ptrdiff_t count = 0;
    char **names = NULL;
    (void)snprintf(start, sizeof start, ".%s.tmp-", files[f]);
    if (fen_folder_list(folder, start, &count, &names, NULL))
      continue;
    for (ptrdiff_t n = 0; n < count; n++) {
      (void)snprintf(path, sizeof path, "%s/%s", folder, names[n]);
      (void)fen_file_remove(path, NULL);
    }
    fen_names_free(count, names);
  }
}

fen_status fen_restart_register(fen_restart *restart, fen_error *err) {
  fen_registry *registry = &restart->registry;
  fen_resumes *resumes = &restart->resumes;
  restart->steps = -1;
  fen_status status = fen_march_register_place(restart->march, &restart->place, err);
  if (!status)
    status = fen_march_register(restart->march, registry, err);
  if (!status)
    status = fen_registry_add(registry, "run/resumes", FEN_ITEM_INT64, 1, &resumes->count, err);
  if (!status)
    status = fen_registry_add(registry, "run/resumed_at_s", FEN_ITEM_DOUBLE, FEN_RESTART_RESUMES, resumes->at_s, err);
  return status ? status : fen_registry_add(registry, "run/resumed_from_s", FEN_ITEM_DOUBLE, FEN_RESTART_RESUMES, resumes->from_s, err);
}

void fen_restart_clear(fen_restart *restart) {
  fen_registry_clear(&restart->registry);
  fen_registry_clear(&restart->place);
  fen_free(restart->id);
  restart->id = NULL;
}

void fen_restart_note(fen_restart *restart) {
  fen_resumes *resumes = &restart->resumes;
  ptrdiff_t n = resumes->count < FEN_RESTART_RESUMES ? resumes->count : FEN_RESTART_RESUMES - 1;
  if (resumes->count >= FEN_RESTART_RESUMES) {
    memmove(resumes->at_s, resumes->at_s + 1, (size_t)n * sizeof *resumes->at_s);
    memmove(resumes->from_s, resumes->from_s + 1, (size_t)n * sizeof *resumes->from_s);
  }
  resumes->at_s[n] = (double)time(NULL);
  resumes->from_s[n] = fen_simulation_clock(restart->march->sim);
  resumes->count++;
}

/* The order of names is the order of steps. */
static void name_file(const fen_restart *restart, ptrdiff_t steps, char name[FEN_RESTART_NAME]) {
  (void)snprintf(name, FEN_RESTART_NAME, "%s%06td.step-%09td.h5", prefix, restart->march->hour, steps);
}

static double megabytes(const fen_registry *registry) {
  double bytes = 0.0;
  for (ptrdiff_t n = 0; n < registry->count; n++)
    bytes += (double)registry->items[n].count * (double)fen_item_size(registry->items[n].kind);
  return bytes / 1e6;
}

/* Whether a run made a file of that name: nothing else is ever removed. */
static bool is_ours(const char *name) {
  static const char *const starts[] = {"spool", ".spool.tmp-", "hour-", ".hour-"};
  bool found = false;
  for (size_t n = 0; n < sizeof starts / sizeof *starts; n++)
    found = found || strncmp(name, starts[n], strlen(starts[n])) == 0;
  return found;
}

fen_status fen_restart_end(const char *folder, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  ptrdiff_t count = 0;
  char **names = NULL;
  folder_path(folder, path);
  fen_status status = fen_folder_list(path, "", &count, &names, err);
  for (ptrdiff_t n = 0; !status && n < count; n++)
    if (!is_ours(names[n]))
      status =
          fen_fail(err, FEN_ERR_WRITE, "%s: error: this folder, for restart files, holds '%s'\n  = move that elsewhere", path, names[n]);
  fen_names_free(count, names);
  return status ? status : fen_folder_remove(path, err);
}

/* Only the newest and the one before it are of use; all else is older, damaged, or was left by a process that was killed. */
static void rotate(const fen_restart *restart) {
  char path[FEN_OUTPUT_PATH];
  ptrdiff_t count = 0;
  char **names = NULL;
  fen_error fault;
  folder_path(restart->folder, path);
  fen_status status = fen_folder_list(path, "", &count, &names, &fault);
  for (ptrdiff_t n = 0; !status && n < count; n++) {
    bool kept = strcmp(names[n], restart->newest) == 0 || strcmp(names[n], restart->previous) == 0 || strcmp(names[n], "spool") == 0;
    file_path(restart->folder, names[n], path);
    if (!kept && is_ours(names[n]))
      status = fen_file_remove(path, &fault);
  }
  fen_names_free(count, names);
  if (status)
    fen_log_line(restart->log, FEN_LOG_WARNING, "an old restart file stays: %s", fault.text);
}

fen_status fen_restart_write(fen_restart *restart, fen_error *err) {
  fen_march *march = restart->march;
  double begun_s = fen_wall_clock_s();
  ptrdiff_t steps = fen_transport_get_stats(march->sim->transport).steps;
  char name[FEN_RESTART_NAME], path[FEN_OUTPUT_PATH];
  if (steps == restart->steps)
    return FEN_OK;
  name_file(restart, steps, name);
  file_path(restart->folder, name, path);
  fen_status status = fen_output_settle(march->output, err);
  if (!status)
    status = fen_spool_sync(march->output->spool, &march->output->spool_bytes, err);
  fen_timing_add(&march->sim->timing, FEN_TIMED_OUTPUT_APART, fen_output_apart_s(march->output));
  fen_timing_count(&march->sim->timing);
  (void)pthread_mutex_lock(&march->sim->ahead.library);
  if (!status)
    status = fen_checkpoint_write(path, restart->id, &restart->registry, err);
  (void)pthread_mutex_unlock(&march->sim->ahead.library);
  double spent_s = fen_timing_lap(&march->sim->timing, FEN_TIMED_RESTART, begun_s) - begun_s;
  if (status)
    return status;
  memcpy(restart->previous, restart->newest, sizeof restart->previous);
  memcpy(restart->newest, name, sizeof restart->newest);
  restart->steps = steps;
  rotate(restart);
  fen_log_line(restart->log, FEN_LOG_INFO, "restart file restart/%s: %.3g MB in %.3g s", name, megabytes(&restart->registry), spent_s);
  return FEN_OK;
}

/*
 * A file that is damaged, or whose part of the spool is, may have a usable one before it. Other faults end the attempt: a file that cannot
 * be read now may be read later, and going on from the one before it would drop it.
 */
static bool is_damage(fen_status status) {
  return status == FEN_ERR_FILE_FORMAT || status == FEN_ERR_SHAPE;
}

static fen_status try_file(fen_restart *restart, const char *path, fen_error *err) {
  fen_output *output = restart->march->output;
  char *about = NULL;
  fen_status status = fen_checkpoint_about(path, &about, err);
  if (!status && strcmp(about, restart->id) != 0)
    status = fen_fail(
        err, FEN_ERR_FILE_FORMAT,
        "%s: error: the restart file is of another run than the hours kept beside it\n  = use an older restart file, or start anew (--fresh)",
        path);
  fen_free(about);
  if (!status)
    status = fen_checkpoint_read_some(path, &restart->place, err);
  return status ? status : fen_spool_cut(output->spool, output->spool_bytes, err);
}

/* What drives the transport is made anew before the state is read. */
static fen_status take_up(fen_restart *restart, const char *name, const char *path, double setup_s, fen_error *err) {
  fen_simulation *sim = restart->march->sim;
  char stamp[FEN_TIME_TEXT];
  fen_status status = fen_simulation_reenter(sim, err);
  if (!status)
    status = fen_checkpoint_read(path, &restart->registry, err);
  if (status)
    return status;
  fen_timing_add(&sim->timing, FEN_TIMED_SETUP, setup_s);
  fen_transport_restored(sim->transport);
  restart->steps = fen_transport_get_stats(sim->transport).steps;
  (void)snprintf(restart->newest, sizeof restart->newest, "%s", name);
  fen_time_format(fen_simulation_clock(sim), sim->item->period.utc_offset_s, stamp);
  fen_log_line(restart->log, FEN_LOG_INFO, "taken up from restart/%s at %s, after %td steps", name, stamp, restart->steps);
  return FEN_OK;
}

fen_status fen_restart_load(fen_restart *restart, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  ptrdiff_t count = 0;
  char **names = NULL;
  folder_path(restart->folder, path);
  fen_status status = fen_folder_list(path, prefix, &count, &names, err);
  const double setup_s = restart->march->sim->timing.seconds[FEN_TIMED_SETUP];
  bool found = false;
  for (ptrdiff_t n = count - 1; !status && !found && n >= 0; n--) {
    fen_error fault;
    file_path(restart->folder, names[n], path);
    status = try_file(restart, path, &fault);
    if (is_damage(status)) {
      fen_log_line(restart->log, FEN_LOG_WARNING, "a restart file cannot be used: %s", fault.text);
      status = FEN_OK;
    } else if (status) {
      if (err)
        *err = fault;
    } else {
      found = true;
      status = take_up(restart, names[n], path, setup_s, err);
    }
  }
  fen_names_free(count, names);
  if (!status && !found)
    status = fen_fail(err, FEN_ERR_FILE_FORMAT,
                      "%s/restart: error: none of its %td restart files can be used (the warnings say why)\n  = start anew (--fresh)",
                      restart->folder, count);
  return status;
}
