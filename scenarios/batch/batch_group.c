/* Members of a batch run together: one run, then a folder for each of them. */
#include <stdio.h>
#include <string.h>

#include "batch_parts.h"
#include "fenhe/memory.h"
#include "run/restart.h"

/* A group and its run. */
typedef struct {
  fen_batch_work *work;
  fen_batch_item *const *items;
  ptrdiff_t count;
  bool base, own;
  char folder[FEN_MEMBER_PATH];
  fen_run_report report;
} group_run;

/* Groups of the same members with the same inputs have the same folder, so that one that was interrupted is found again. */
static fen_status name_folder(group_run *g, fen_error *err) {
  fen_print print = {0};
  char hex[FEN_FINGERPRINT];
  fen_status status = fen_print_add(&print, g->own ? "own" : "base", err);
  for (ptrdiff_t n = 0; !status && n < g->count; n++) {
    status = fen_print_add(&print, g->items[n]->told->name, err);
    if (!status)
      status = fen_print_add(&print, g->items[n]->inputs, err);
  }
  if (!status)
    status = fen_print_finish(&print, hex, err);
  fen_print_clear(&print);
  if (!status)
    (void)snprintf(g->folder, sizeof g->folder, "%s/groups/%.16s", g->work->folder, hex);
  return status;
}

static fen_status run_once(group_run *g, fen_error *err) {
  const fen_batch_work *work = g->work;
  fen_case item = *work->item;
  fen_run_options options = work->options->run;
  fen_restart_state found = FEN_RESTART_NONE;
  const fen_scenario **members = NULL;
  ptrdiff_t count = 0;
  fen_status status = FEN_NEW(&members, g->count, err);
  for (ptrdiff_t n = 0; !status && n < g->count; n++)
    if (g->items[n]->scenario)
      members[count++] = g->items[n]->scenario;
  if (!g->base)
    item.tag_count = 0;
  options.folder = g->folder;
  options.members = g->own ? NULL : members;
  options.member_count = g->own ? 0 : count;
  options.scenario = g->own && count > 0 ? members[0] : NULL;
  if (!status)
    status = fen_restart_look(g->folder, &found, err);
  options.resume = found != FEN_RESTART_NONE;
  options.fresh = false;
  if (!status)
    status = fen_run(&item, &options, &g->report, err);
  if (options.resume && (status == FEN_ERR_RESTART || status == FEN_ERR_RESUME || status == FEN_ERR_FILE_FORMAT)) {
    options.resume = false;
    options.fresh = true;
    status = fen_run(&item, &options, &g->report, err);
  }
  fen_free((void *)members);
  return status;
}

/* The folder of one member out of the run's. */
static fen_status split(const group_run *g, const fen_batch_item *item, fen_member_sum *sums, fen_member_term *terms, fen_error *err) {
  const fen_batch_work *work = g->work;
  const fen_case *c = work->item;
  bool base = !item->scenario;
  fen_member_draft draft = {""};
  for (ptrdiff_t s = 0; s < c->species_count; s++) {
    const char *species = c->species[s].name;
    terms[s].weight = 1.0;
    if (g->own)
      (void)snprintf(terms[s].lane, sizeof terms[s].lane, "%s", species);
    else
      (void)snprintf(terms[s].lane, sizeof terms[s].lane, "%s%s%s", species, FEN_SCENARIO_MARK, item->told->name);
    sums[s] = (fen_member_sum){species, 1, &terms[s]};
  }
  const fen_member member = {.run = g->folder,
                             .folder = item->told->folder,
                             .kind = base ? "run" : "member",
                             .scenario = base ? NULL : item->told->name,
                             .measures = g->own ? NULL : item->scenario, /* its own run has listed them */
                             .title = base ? NULL : item->told->title,
                             .limiter_of = base || g->own ? "own" : "base",
                             .command = work->command,
                             .sum_count = base ? 0 : c->species_count,
                             .sums = sums};
  fen_status status = fen_member_write(&member, &draft, err);
  if (!status)
    status = fen_member_write_ledger(item->change, &draft, err);
  if (!status)
    status = fen_member_commit(&member, &draft, err);
  fen_member_discard(&draft);
  return status;
}

/* Make all folders of a run that is over; one that cannot be made does not keep the others from being made. */
static fen_status split_all(const group_run *g, fen_error *err) {
  fen_member_sum *sums = NULL;
  fen_member_term *terms = NULL;
  fen_status status = FEN_NEW(&sums, g->work->item->species_count, err);
  if (!status)
    status = FEN_NEW(&terms, g->work->item->species_count, err);
  for (ptrdiff_t n = 0; !status && n < g->count; n++) {
    fen_batch_item *item = g->items[n];
    fen_error fault;
    item->told->group = g->work->report->groups;
    item->told->wall_s = g->report.wall_s;
    item->told->state = FEN_MEMBER_DONE;
    if (split(g, item, sums, terms, &fault))
      fen_batch_fail(item, &fault);
    status = fen_batch_tell(g->work, item, err);
  }
  fen_free(sums);
  fen_free(terms);
  return status;
}

/* The run of several has failed: by itself, each either runs or tells what is wrong with it. Without the base there is nothing. */
static fen_status run_alone(fen_batch_work *work, fen_batch_item *const *items, ptrdiff_t count, const fen_error *fault, fen_error *err) {
  fen_status status = FEN_OK;
  fen_log_line(work->options->run.log, FEN_LOG_WARNING, "a run of %td members failed, each is tried by itself: %s", count, fault->text);
  for (ptrdiff_t n = 0; !status && n < count && !work->report->stopped; n++) {
    bool lost = n > 0 && !items[0]->scenario && items[0]->told->state == FEN_MEMBER_FAILED;
    if (lost) {
      fen_batch_fail(items[n], &items[0]->told->error);
      status = fen_batch_tell(work, items[n], err);
    } else {
      status = fen_batch_run_group(work, &items[n], 1, err);
    }
  }
  return status;
}

fen_status fen_batch_run_group(fen_batch_work *work, fen_batch_item *const *items, ptrdiff_t count, fen_error *err) {
  group_run g = {.work = work, .items = items, .count = count, .base = !items[0]->scenario, .own = work->options->limiter == FEN_BATCH_OWN};
  fen_error fault;
  fen_status status = name_folder(&g, err);
  if (status)
    return status;
  work->report->groups++;
  fen_log_line(work->options->run.log, FEN_LOG_INFO, "run %td: %td members, from %s to %s", work->report->groups, count,
               items[0]->told->name, items[count - 1]->told->name);
  if (run_once(&g, &fault)) {
    if (count > 1)
      return run_alone(work, items, count, &fault, err);
    fen_batch_fail(items[0], &fault);
    return fen_batch_tell(work, items[0], err);
  }
  work->report->stopped = g.report.stopped;
  if (g.report.stopped)
    return FEN_OK;
  status = split_all(&g, err);
  if (!status)
    (void)fen_folder_remove(g.folder, NULL); /* what it has yielded is in the members' folders; a rest of it does no harm */
  return status;
}

static void remove_group(const char *folder, const char *name) {
  enum { NAME = 16 }; /* see name_folder */
  char path[FEN_MEMBER_PATH + 256];
  if (strlen(name) != NAME || strspn(name, "0123456789abcdef") != NAME)
    return;
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  if (!fen_restart_end(path, NULL))
    (void)fen_folder_remove(path, NULL);
}

/* Groups are listed before claims: a process that is at one of them claimed its members before it made the group. */
void fen_batch_sweep_groups(const fen_batch_work *work) {
  char groups[FEN_MEMBER_PATH], claims[FEN_MEMBER_PATH];
  ptrdiff_t count = 0, members = 0, held = 0;
  char **names = NULL, **claimed = NULL;
  fen_folder_lock *locks = NULL;
  for (ptrdiff_t n = 0; n < work->report->count; n++)
    if (!fen_batch_is_done(work, &work->items[n]))
      return;
  (void)snprintf(groups, sizeof groups, "%s/groups", work->folder);
  (void)snprintf(claims, sizeof claims, "%s/claims", work->folder);
  bool alone = !fen_folder_list(groups, "", &count, &names, NULL) && count > 0 && !fen_folder_list(claims, "", &members, &claimed, NULL) &&
               !FEN_NEW(&locks, members, NULL);
  while (alone && held < members) {
    char path[FEN_MEMBER_PATH + 256];
    (void)snprintf(path, sizeof path, "%s/%s", claims, claimed[held]);
    locks[held] = (fen_folder_lock){-1};
    alone = !fen_folder_claim(path, &locks[held], NULL);
    held += alone;
  }
  for (ptrdiff_t n = 0; alone && n < count; n++)
    remove_group(groups, names[n]);
  while (held > 0)
    fen_folder_release(&locks[--held]);
  fen_free(locks);
  fen_names_free(members, claimed);
  fen_names_free(count, names);
}
