/* A run, as the list of its processes. */
#include "fenhe/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "emission_totals.h"
#include "fenhe/clock.h"
#include "fenhe/files.h"
#include "fenhe/folder.h"
#include "fenhe/memory.h"
#include "fenhe/responses.h"
#include "footprint.h"
#include "run_ledger.h"
#include "run_log.h"
#include "summary.h"

static const double time_tolerance_s = 1e-3;

typedef struct {
  const fen_case *item;
  const fen_run_options *options;
  const char *folder;
  const fen_log *log;
  fen_run_report *report;
  double begun_s;
  fen_restart_state found; /* in the folder, before this run */
  char *about, *command;   /* of the run's beginning, which may be another process's */
  fen_inputs inputs;
  fen_simulation *sim;
  fen_output *output;
  fen_march march;
  fen_restart restart;
  ptrdiff_t steps;      /* of this call */
  ptrdiff_t first_hour; /* of this call */
  sig_atomic_t saved;   /* options.save as last seen */
} run;

const char *fen_version(void) {
  return FEN_VERSION_TEXT;
}

static bool stopping(const run *r) {
  bool enough = r->options->most_steps > 0 && r->steps >= r->options->most_steps;
  return enough || (r->options->stop && *r->options->stop);
}

static void tell_progress(const run *r) {
  if (!r->options->progress)
    return;
  double wall_s = fen_wall_clock_s() - r->begun_s;
  ptrdiff_t done = r->march.hour - r->first_hour;
  const fen_run_progress progress = {.start_s = r->item->period.start_s,
                                     .end_s = r->item->period.end_s,
                                     .clock_s = fen_simulation_clock(r->sim),
                                     .utc_offset_s = r->item->period.utc_offset_s,
                                     .wall_s = wall_s,
                                     .remaining_s = wall_s * (double)(r->output->hours - r->march.hour) / (double)done};
  r->options->progress(r->options->progress_context, &progress);
}

/* Whether a restart file is due: the clock has passed a multiple of the interval since before_s, all hours are done, or one was asked for.
 */
static bool is_due(run *r, double before_s) {
  double every_s = r->item->output.restart_every_s; /* infinite: never */
  double start_s = r->item->period.start_s - time_tolerance_s;
  bool asked = r->options->save && *r->options->save != r->saved;
  if (asked)
    r->saved = *r->options->save;
  if (fen_march_over(&r->march))
    return true;
  return asked || floor((fen_simulation_clock(r->sim) - start_s) / every_s) > floor((before_s - start_s) / every_s);
}

/* A restart file that cannot be written is no reason to give up what has been computed. */
static void save(run *r) {
  fen_error fault;
  if (fen_restart_write(&r->restart, &fault))
    fen_log_line(r->log, FEN_LOG_WARNING, "no restart file was written, the run goes on: %s", fault.text);
}

/* A restart file names what of the output is safe: first, all of it is. */
static fen_status settle(run *r, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  fen_status status = fen_output_settle(r->output, err);
  (void)fen_timing_lap(&r->sim->timing, FEN_TIMED_OUTPUT, begun_s);
  return status;
}

static fen_status run_steps(run *r, fen_error *err) {
  fen_status status = FEN_OK;
  while (!status && !fen_march_over(&r->march) && !stopping(r)) {
    bool hour_ended = false;
    double before_s = fen_simulation_clock(r->sim);
    status = fen_march_step(&r->march, r->log, &hour_ended, err);
    r->steps += status == FEN_OK;
    if (!status && is_due(r, before_s)) {
      status = settle(r, err);
      if (!status)
        save(r);
    }
    if (!status && hour_ended)
      tell_progress(r);
  }
  if (status || fen_march_over(&r->march))
    return status;
  r->report->stopped = true;
  return r->march.hour > 0 || r->march.part.done > 0 ? fen_restart_write(&r->restart, err) : FEN_OK;
}

static fen_status open_spool(run *r, fen_spool **spool, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  fen_restart_spool_path(r->folder, path);
  fen_status status = fen_spool_open(path, spool, err);
  if (r->options->resume && (status == FEN_ERR_FILE_MISSING || status == FEN_ERR_FILE_FORMAT))
    return fen_fail(err, status,
                    "%s: error: what the run had yielded until its last restart file is %s\n  = put the file back, or start anew (--fresh)",
                    path, status == FEN_ERR_FILE_MISSING ? "missing" : "damaged");
  return status;
}

/* A run that is continued keeps the text it began with, its command in it; its folder must be one of this case and these inputs. */
static fen_status identify(run *r, fen_spool **spool, fen_error *err) {
  const char *command = r->options->command ? r->options->command : "fenhe";
  fen_status status = fen_inputs_read(r->item, r->sim->source, r->options->scenario, &r->inputs, err);
  if (!status && !r->options->resume)
    status = fen_restart_about(&r->inputs, command, &r->about, err);
  if (!status && r->options->resume)
    status = open_spool(r, spool, err);
  if (!status && r->options->resume)
    status = fen_duplicate(fen_spool_about(*spool), &r->about, err);
  if (!status)
    status = fen_restart_compare(r->about, r->folder, &r->inputs, r->log, err);
  return status ? status : fen_restart_origin(r->about, r->folder, &r->restart.id, &r->command, err);
}

static fen_status drop_catalogue(const run *r, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  (void)snprintf(path, sizeof path, "%s/" FEN_RESPONSES_FILE, r->folder);
  return fen_file_remove(path, err);
}

/* From here on the folder is this run's: an unfinished one before it is dropped. */
static fen_status take_folder(run *r, fen_spool **spool, fen_error *err) {
  fen_status status = r->options->resume ? FEN_OK : fen_restart_begin(r->folder, r->about, err);
  if (!status && !r->options->resume)
    status = open_spool(r, spool, err);
  return status;
}

/* The files of an earlier run stay until all of this one's are written; then its summary and its catalogue of responses go first, so that
 * they are never found beside files that they do not describe. */
static fen_status replace_files(run *r, fen_error *err) {
  fen_status status = fen_output_finish(r->output, &r->march.means, err);
  if (!status)
    status = drop_catalogue(r, err);
  if (!status)
    status = fen_summary_remove(r->folder, err);
  return status ? status : fen_output_commit(r->output, err);
}

/* Everything is in place for the first step of this call. */
static fen_status prepare(run *r, fen_error *err) {
  fen_spool *spool = NULL;
  r->restart = (fen_restart){.folder = r->folder, .log = r->log};
  double begun_s = fen_wall_clock_s();
  const fen_simulation_members members = {r->options->member_count, r->options->members};
  fen_status status = fen_simulation_open(r->item, &members, r->log, !r->options->alone, &r->sim, err);
  if (!status)
    status = fen_simulation_set_scenario(r->sim, r->options->scenario, err);
  if (!status)
    status = identify(r, &spool, err);
  const fen_output_origin origin = {r->folder, r->command, r->inputs.count > 0 ? r->inputs.items[0].sha256 : ""};
  if (!status)
    status = fen_output_create(r->sim, &origin, !r->options->alone, &r->output, err);
  if (!status)
    status = take_folder(r, &spool, err);
  if (status) {
    fen_spool_close(&spool);
    return status;
  }
  r->output->spool = spool;
  status = fen_march_create(r->sim, r->output, &r->march, err);
  r->restart.march = &r->march;
  if (!status)
    status = fen_restart_register(&r->restart, err);
  (void)fen_timing_lap(&r->sim->timing, FEN_TIMED_SETUP, begun_s);
  bool saved = r->options->resume && r->found == FEN_RESTART_SAVED;
  if (!status)
    status = saved ? fen_restart_load(&r->restart, err) : fen_spool_cut(spool, 0, err);
  if (!status && r->options->resume)
    fen_restart_note(&r->restart);
  r->first_hour = r->march.hour;
  return status;
}

static void tell_times(const run *r) {
  fen_timing *timing = &r->sim->timing;
  fen_timing_add(timing, FEN_TIMED_OUTPUT_APART, fen_output_apart_s(r->output));
  fen_timing_count(timing);
  memcpy(r->report->seconds, timing->seconds, sizeof r->report->seconds);
  fen_log_line(r->log, FEN_LOG_INFO, "where the time went:");
  for (int process = 0; process < FEN_TIMED_COUNT; process++)
    fen_log_line(r->log, FEN_LOG_INFO, "  %-42s %9.3f s%s", fen_timed_text((fen_timed)process), timing->seconds[process],
                 fen_timed_is_apart((fen_timed)process) ? ", beside the others" : "");
  fen_log_line(r->log, FEN_LOG_INFO, "memory: %.4g MB at the peak, %.4g MB were expected", fen_footprint_peak() / 1e6,
               r->sim->memory.total / 1e6);
}

static fen_status finish(run *r, fen_error *err) {
  double begun_s = fen_wall_clock_s();
  fen_status status = replace_files(r, err);
  (void)fen_timing_lap(&r->sim->timing, FEN_TIMED_FILES, begun_s);
  if (!status)
    tell_times(r);
  if (!status)
    status = fen_run_ledger_write(r->folder, r->sim->change, r->log, err);
  if (!status)
    status = fen_emission_totals_write(r->folder, r->sim, err);
  if (!status)
    status = fen_summary_write(&r->restart, &r->inputs, r->command, err);
  if (status)
    save(r); /* does nothing if it was saved; else there may be room now that the files are gone */
  fen_error fault;
  if (!status && fen_restart_end(r->folder, &fault))
    fen_log_line(r->log, FEN_LOG_WARNING, "the run is complete, but %s", fault.text);
  return status;
}

/* A fault or a stop: what can be continued is kept, and so is all that a run has yielded once an hour is done; the rest is of no use. */
static void leave(run *r, bool failed) {
  fen_restart_state state = FEN_RESTART_SAVED;
  if (failed && r->restart.march && !r->options->resume && r->march.hour == 0 && !fen_restart_look(r->folder, &state, NULL) &&
      state == FEN_RESTART_BEGUN)
    (void)fen_restart_end(r->folder, NULL);
  if (r->restart.newest[0])
    (void)snprintf(r->report->restart, sizeof r->report->restart, "%s/restart/%s", r->folder, r->restart.newest);
  if (r->report->stopped)
    fen_log_line(r->log, FEN_LOG_WARNING, "stopped before the end of the period; --resume continues the run");
}

static fen_status run_logged(run *r, fen_error *err) {
  fen_status status = prepare(r, err);
  if (!status)
    status = run_steps(r, err);
  if (!status && !r->report->stopped)
    status = finish(r, err);
  if (r->sim)
    r->report->steps = fen_transport_get_stats(r->sim->transport).steps;
  r->report->worst_residual = r->march.worst_residual;
  fen_march_clear(&r->march);
  fen_output_close(&r->output);
  if (status || r->report->stopped)
    leave(r, status != FEN_OK);
  fen_restart_clear(&r->restart);
  fen_simulation_close(&r->sim);
  fen_inputs_clear(&r->inputs);
  fen_free(r->about);
  fen_free(r->command);
  return status;
}

/* What the folder holds decides whether there is anything to do. */
static fen_status look_first(run *r, fen_error *err) {
  fen_status status = fen_restart_look(r->folder, &r->found, err);
  if (!status && r->found == FEN_RESTART_NONE)
    status = fen_restart_end(r->folder, err);
  if (status)
    return status;
  if (!r->options->resume && !r->options->fresh && r->found == FEN_RESTART_SAVED)
    return fen_fail(err, FEN_ERR_UNFINISHED,
                    "%s: error: there is an unfinished run with restart files in this folder\n"
                    "  = continue it with --resume, or start anew with --fresh, which loses it",
                    r->folder);
  if (!r->options->resume || r->found != FEN_RESTART_NONE)
    return FEN_OK;
  status = fen_summary_find(r->folder, r->item, r->options->scenario, &r->report->complete, err);
  if (status || r->report->complete)
    return status;
  return fen_fail(err, FEN_ERR_RESUME, "%s: error: there is no run to resume in this folder\n  = start it without --resume", r->folder);
}

static fen_status run_locked(run *r, fen_error *err) {
  char path[FEN_OUTPUT_PATH];
  fen_run_log log;
  fen_status status = look_first(r, err);
  if (status || r->report->complete)
    return status;
  fen_restart_sweep(r->folder);
  (void)snprintf(path, sizeof path, "%s/run.log", r->folder);
  status = fen_run_log_open(path, r->options->resume, r->options->log, &log, err);
  if (status)
    return status;
  r->log = &log.log;
  fen_log_line(r->log, FEN_LOG_INFO, "Fenhe %s: %s%s", fen_version(), r->item->title, r->options->resume ? ", resumed by:" : "");
  if (r->options->resume)
    fen_log_line(r->log, FEN_LOG_INFO, "%s", r->options->command ? r->options->command : "fenhe");
  status = run_logged(r, err);
  if (status && err)
    fen_log_line(r->log, FEN_LOG_INFO, "%s", err->text);
  fen_run_log_close(&log);
  return status;
}

fen_status fen_run(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err) {
  fen_run_report own = {0};
  run r = {.item = item, .options = options, .report = report ? report : &own, .begun_s = fen_wall_clock_s()};
  fen_folder_lock lock = {-1};
  r.folder = options->folder ? options->folder : item->output.folder;
  r.saved = options->save ? *options->save : 0;
  *r.report = (fen_run_report){0};
  if (options->scenario && options->member_count > 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "a run has a scenario of its own or scenarios beside it, not both");
  if (strlen(r.folder) > FEN_OUTPUT_FOLDER)
    return fen_fail(err, FEN_ERR_WRITE,
                    "%.60s...: error: the name of the output folder has %zu bytes, more than %d\n  = choose a shorter one", r.folder,
                    strlen(r.folder), (int)FEN_OUTPUT_FOLDER);
  (void)snprintf(r.report->folder, sizeof r.report->folder, "%s", r.folder);
  fen_status status = fen_folder_create(r.folder, err);
  if (!status)
    status = fen_folder_claim(r.folder, &lock, err);
  if (!status)
    status = run_locked(&r, err);
  fen_folder_release(&lock);
  r.report->wall_s = fen_wall_clock_s() - r.begun_s;
  return status;
}
