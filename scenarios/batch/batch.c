/* A batch, as the list of its processes. */
#include "fenhe/batch.h"

#include <stdio.h>
#include <string.h>

#include "batch_parts.h"
#include "case/case_read.h"
#include "fenhe/domain.h"
#include "fenhe/memory.h"
#include "fenhe/text.h"
#include "run/inputs.h"
#include "run/simulation.h"

static const char base_name[] = "base";

/* Of a name that is made of a file's, for what tells it from others. */
enum { ROOM_FOR_MARKS = 8 };

static void name_member(const fen_batch_work *work, fen_batch_member *told, const char *name, const char *title) {
  bool base = told == work->report->members;
  (void)snprintf(told->name, sizeof told->name, "%s", name);
  (void)snprintf(told->title, sizeof told->title, "%s", title);
  fen_text_cut(told->title);
  (void)snprintf(told->folder, sizeof told->folder, "%s/%s%s", work->folder, base ? "" : "members/", name);
}

/* A scenario that cannot be read still needs a name for its status: its file's. */
static void name_after_file(const fen_batch_work *work, fen_batch_member *told, const char *path) {
  const char *slash = strrchr(path, '/');
  const char *file = slash ? slash + 1 : path;
  const char *dot = strrchr(file, '.');
  char name[FEN_BATCH_NAME - ROOM_FOR_MARKS];
  (void)snprintf(name, sizeof name, "%.*s", dot ? (int)(dot - file) : (int)strlen(file), file);
  fen_text_cut(name);
  name_member(work, told, name, "");
}

/* A faulty file must not stand in the way of a scenario that is named as the file is. */
static void avoid_names(fen_batch_work *work) {
  for (ptrdiff_t n = 1; n < work->report->count; n++) {
    char *name = work->items[n].told->name;
    size_t length = strlen(name);
    for (ptrdiff_t m = 0; !work->items[n].scenario && m < work->report->count && length + 1 < FEN_BATCH_NAME; m++) {
      if (m == n || strcmp(work->items[m].told->name, name) != 0)
        continue;
      name[length++] = '-'; /* no scenario's name has it */
      name[length] = '\0';
      m = -1;
    }
  }
}

/* No two of the scenarios that could be opened may have one name. */
static fen_status check_names(const fen_batch_work *work, fen_error *err) {
  const fen_scenario **opened = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&opened, work->report->count, err);
  for (ptrdiff_t n = 1; !status && n < work->report->count; n++)
    if (work->items[n].scenario)
      opened[count++] = work->items[n].scenario;
  if (!status)
    status = fen_scenario_check_names(opened, count, NULL, err);
  fen_free((void *)opened);
  return status;
}

static fen_status open_members(fen_batch_work *work, const char *const *paths, fen_error *err) {
  const fen_batch_options *options = work->options;
  name_member(work, work->items[0].told, base_name, work->item->title);
  for (ptrdiff_t n = 1; n < work->report->count; n++) {
    fen_batch_item *item = &work->items[n];
    fen_error fault;
    (void)snprintf(item->told->path, sizeof item->told->path, "%s", paths[n - 1]);
    if (fen_scenario_open(paths[n - 1], work->item, options->share, NULL, &item->scenario, &fault)) {
      name_after_file(work, item->told, paths[n - 1]);
      fen_case_place_fault(work->item, &fault);
      fen_batch_fail(item, &fault);
    } else {
      name_member(work, item->told, fen_scenario_name(item->scenario), fen_scenario_title(item->scenario, false));
      item->told->alert = fen_scenario_has_alert(item->scenario);
    }
  }
  fen_status status = check_names(work, err);
  if (status)
    return status;
  avoid_names(work);
  for (ptrdiff_t n = 0; n < work->report->count; n++)
    for (ptrdiff_t m = 0; m < n; m++)
      if (strcmp(work->items[m].told->name, work->items[n].told->name) == 0)
        return fen_fail(
            err, FEN_ERR_NAME_TWICE,
            "%s: error: two members of the batch have the name '%s'\n  = give this scenario another name; 'base' is the case itself",
            paths[n - 1], work->items[n].told->name);
  return FEN_OK;
}

static fen_status add_input(void *context, const char *role, const char *path, fen_error *err) {
  /* The case counts by its values. */
  return strcmp(role, "case") == 0 ? FEN_OK : fen_print_add_file(context, role, path, err);
}

/* What decides a member: the case and its inputs, the scenario and its, whose limiter it has; for an alert the base too. */
static fen_status take_fingerprints(fen_batch_work *work, fen_error *err) {
  fen_print common = {0};
  char inputs[FEN_FINGERPRINT];
  fen_status status = fen_inputs_visit(work->item, work->source, NULL, add_input, &common, err);
  if (!status)
    status = fen_print_finish(&common, inputs, err);
  fen_print_clear(&common);
  for (ptrdiff_t n = 0; !status && n < work->report->count; n++) {
    fen_batch_item *item = &work->items[n];
    fen_print print = {0};
    if (n > 0 && !item->scenario)
      continue;
    status = fen_print_add(&print, fen_version(), err);
    if (!status)
      status = fen_print_add(&print, inputs, err);
    if (!status)
      status = fen_print_add_case(&print, work->item, n == 0, err);
    if (!status)
      status = fen_print_add(&print, n > 0 && work->options->limiter == FEN_BATCH_OWN ? "own" : "base", err);
    if (!status && item->scenario)
      status = fen_scenario_visit_inputs(item->scenario, add_input, &print, err);
    if (!status && item->told->alert)
      status = fen_print_add(&print, work->items[0].inputs, err);
    if (!status)
      status = fen_print_finish(&print, item->inputs, err);
    fen_print_clear(&print);
  }
  return status;
}

/* Whether a member can be run at all is known before anything runs, but for alerts, which wait for the base. */
static void find_change(fen_batch_work *work, fen_batch_item *item) {
  fen_error fault;
  if (item->told->state != FEN_MEMBER_FAILED &&
      fen_change_create(item->scenario, work->item, work->inventory, work->source->grid, NULL, &item->change, &fault))
    fen_batch_fail(item, &fault);
}

static fen_status choose_wanted(fen_batch_work *work, fen_error *err) {
  const char *only = work->options->only;
  ptrdiff_t wanted = 0;
  for (ptrdiff_t n = 0; n < work->report->count; n++) {
    fen_batch_item *item = &work->items[n];
    item->wanted = !only || strcmp(only, item->told->name) == 0;
    wanted += item->wanted;
    if (!item->wanted)
      item->told->state = FEN_MEMBER_WAITING; /* a fault of its file is none of this call's */
    if (item->wanted && item->scenario && !item->told->alert)
      find_change(work, item);
  }
  if (wanted == 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "error: no member of the batch has the name '%s'\n  = fenhe batch %s --dry-run lists them", only,
                    work->item->path);
  return FEN_OK;
}

static fen_status claim_dry(fen_batch_work *work, fen_batch_item *item, bool *mine) {
  if (item->told->state == FEN_MEMBER_FAILED)
    return FEN_OK;
  *mine = !fen_batch_is_done(work, item);
  item->told->state = *mine ? FEN_MEMBER_WAITING : FEN_MEMBER_KEPT;
  return FEN_OK;
}

/* Take what is to be done, and is not, and is in no other process' hands. A result of other inputs that is there under its name goes: it
 * would pass for this one's. What is no result stays, and the member fails. */
static fen_status claim(fen_batch_work *work, fen_batch_item *item, bool *mine, fen_error *err) {
  *mine = false;
  if (!item->wanted || item->told->state == FEN_MEMBER_DONE || item->told->state == FEN_MEMBER_KEPT)
    return FEN_OK;
  if (work->options->dry)
    return claim_dry(work, item, mine);
  bool failed = item->told->state == FEN_MEMBER_FAILED;
  bool taken = false;
  fen_status status = fen_batch_claim(work, item, &taken, err);
  if (status || !taken) {
    item->told->state = failed ? FEN_MEMBER_FAILED : FEN_MEMBER_BUSY;
    return status;
  }
  bool done = !failed && fen_batch_is_done(work, item);
  fen_error fault;
  if (done) {
    item->told->state = FEN_MEMBER_KEPT;
  } else if (fen_member_remove(item->told->folder, &fault) && !failed) {
    fen_batch_fail(item, &fault);
    failed = true;
  }
  if (failed)
    status = fen_batch_tell(work, item, err);
  if (failed || done)
    fen_batch_release(item);
  *mine = !status && !failed && !done;
  return status;
}

/* Run the pending ones, the base with the first of them. */
static fen_status run_pending(fen_batch_work *work, fen_batch_item *const *pending, ptrdiff_t count, fen_error *err) {
  bool own = work->options->limiter == FEN_BATCH_OWN;
  fen_status status = FEN_OK;
  if (!own && (count > 1 || work->options->dry) && !(work->report->base_bytes > 0.0))
    status = fen_batch_measure(work, err);
  for (ptrdiff_t done = 0; !status && done < count && !work->report->stopped;) {
    bool base = !pending[done]->scenario;
    ptrdiff_t fit = own || count == 1 ? 1 : fen_batch_capacity(work, base) + (base ? 1 : 0);
    fit = fit < count - done ? fit : count - done;
    if (work->options->dry) {
      work->report->groups++;
      for (ptrdiff_t n = 0; n < fit; n++)
        pending[done + n]->told->group = work->report->groups;
    } else {
      status = fen_batch_run_group(work, pending + done, fit, err);
    }
    done += fit;
  }
  return status;
}

/* Whether another process is at the base. */
static bool base_is_busy(const fen_batch_work *work) {
  fen_batch_item *base = &work->items[0];
  bool taken = false;
  if (base->told->state == FEN_MEMBER_BUSY)
    return true;
  if (fen_batch_claim(work, base, &taken, NULL) || !taken)
    return true;
  fen_batch_release(base);
  return false;
}

/* The base is the forecast of an alert. While another process is at it the alert waits for another call. */
static void set_forecast(fen_batch_work *work, fen_batch_item *item) {
  fen_error fault;
  if (!item->wanted || item->told->state != FEN_MEMBER_WAITING || work->options->dry || fen_batch_is_done(work, item))
    return;
  if (!fen_batch_is_done(work, &work->items[0])) {
    if (base_is_busy(work)) {
      item->wanted = false;
      return;
    }
    fen_fail(&fault, FEN_ERR_FORECAST,
             "%s: error: this scenario needs the base as its forecast, which is not there\n"
             "  = do the base first: fenhe batch %s --only base",
             item->told->path, work->item->path);
    fen_batch_fail(item, &fault);
  } else if (fen_scenario_set_forecast(item->scenario, work->items[0].told->folder, &fault)) {
    fen_batch_fail(item, &fault);
  } else {
    find_change(work, item);
  }
}

/* Those with an alert or those without: claim them, run them, let them go. */
static fen_status do_part(fen_batch_work *work, bool alert, fen_error *err) {
  fen_batch_item **pending = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&pending, work->report->count, err);
  for (ptrdiff_t n = 0; !status && n < work->report->count; n++) {
    fen_batch_item *item = &work->items[n];
    bool mine = false;
    if (item->told->alert != alert)
      continue;
    if (alert)
      set_forecast(work, item);
    status = claim(work, item, &mine, err);
    if (mine)
      pending[count++] = item;
  }
  if (!status)
    status = run_pending(work, pending, count, err);
  for (ptrdiff_t n = 0; n < work->report->count; n++)
    fen_batch_release(&work->items[n]);
  fen_free(pending);
  return status;
}

static fen_status run_batch(fen_batch_work *work, const char *const *paths, fen_error *err) {
  if (work->options->names)
    return open_members(work, paths, err);
  fen_status status = fen_domain_open(work->item, NULL, &work->source, err);
  if (!status)
    status = fen_simulation_inventory(work->item, work->source->grid, NULL, NULL, &work->inventory, err);
  if (!status)
    status = open_members(work, paths, err);
  if (!status)
    status = take_fingerprints(work, err);
  if (!status)
    status = choose_wanted(work, err);
  if (!status && !work->options->dry)
    status = fen_batch_make_folders(work, err);
  if (!status)
    status = do_part(work, false, err);
  if (!status && !work->report->stopped)
    status = do_part(work, true, err);
  if (!status && !work->options->dry)
    fen_batch_sweep_groups(work);
  if (!work->options->dry && work->items[0].inputs[0]) {
    fen_error fault;
    fen_status told = fen_batch_summarise(work, &fault);
    if (!status && told && err)
      *err = fault;
    status = status ? status : told;
  }
  return status;
}

static void clear(fen_batch_work *work) {
  for (ptrdiff_t n = 0; work->items && n < work->report->count; n++) {
    fen_change_destroy(&work->items[n].change);
    fen_scenario_close(&work->items[n].scenario);
  }
  fen_free(work->items);
  fen_inventory_close(&work->inventory);
  fen_weather_source_destroy(&work->source);
}

fen_status fen_batch(const fen_case *item, const fen_batch_options *options, fen_batch_report **out, fen_error *err) {
  fen_batch_work work = {.item = item, .options = options, .folder = options->run.folder, .command = options->run.command};
  const char *const *paths = options->scenario_count > 0 ? options->scenarios : item->scenarios;
  fen_status status = FEN_NEW(&work.report, 1, err);
  if (status)
    return status;
  work.folder = work.folder ? work.folder : item->output.folder;
  work.command = work.command ? work.command : "fenhe batch";
  work.report->count = 1 + (options->scenario_count > 0 ? options->scenario_count : item->scenario_count);
  status = FEN_NEW(&work.report->members, work.report->count, err);
  if (!status)
    status = FEN_NEW(&work.items, work.report->count, err);
  for (ptrdiff_t n = 0; !status && n < work.report->count; n++)
    work.items[n].told = &work.report->members[n];
  if (!status)
    status = run_batch(&work, paths, err);
  clear(&work);
  if (status)
    fen_batch_report_destroy(&work.report);
  else
    *out = work.report;
  return status;
}

void fen_batch_report_destroy(fen_batch_report **report) {
  if (!report || !*report)
    return;
  fen_free((*report)->members);
  fen_free(*report);
  *report = NULL;
}
