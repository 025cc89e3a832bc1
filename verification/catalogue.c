/* The catalogue of cases and their results. */
#include <string.h>

#include "fenhe/clock.h"
#include "fenhe/memory.h"
#include "suites.h"

static void release(fen_verify_result **result) {
  for (int s = 0; *result && s < (*result)->series_count; s++)
    fen_free((*result)->series[s].values);
  fen_free(*result);
  *result = NULL;
}

fen_status fen_verify_create(fen_verify_context *out, fen_error *err) {
  typedef fen_status (*suite)(fen_verify_context * context, fen_error * err);
  static const suite suites[] = {
#define FEN_VERIFY_SUITE_NAME(name) fen_verify_##name,
      FEN_VERIFY_SUITES(FEN_VERIFY_SUITE_NAME)
#undef FEN_VERIFY_SUITE_NAME
          NULL};
  *out = (fen_verify_context){0};
  fen_status status = FEN_OK;
  for (int s = 0; suites[s] && !status; s++)
    status = suites[s](out, err);
  if (status)
    fen_verify_clear(out);
  return status;
}

void fen_verify_clear(fen_verify_context *context) {
  for (ptrdiff_t n = 0; n < context->count; n++)
    release(&context->results[n]);
  fen_free(context->cases);
  fen_free(context->results);
  *context = (fen_verify_context){0};
}

static ptrdiff_t find(const fen_verify_context *context, const char *id) {
  for (ptrdiff_t n = 0; n < context->count; n++)
    if (strcmp(context->cases[n].id, id) == 0)
      return n;
  return -1;
}

static fen_status grow(fen_verify_context *context, fen_error *err) {
  ptrdiff_t room = context->room ? 2 * context->room : 64;
  fen_verify_case *cases = NULL;
  fen_verify_result **results = NULL;
  fen_status status = FEN_NEW(&cases, room, err);
  if (!status)
    status = FEN_NEW(&results, room, err);
  if (status) {
    fen_free(cases);
    return status;
  }
  if (context->count > 0) {
    memcpy(cases, context->cases, (size_t)context->count * sizeof *cases);
    memcpy(results, context->results, (size_t)context->count * sizeof *results);
  }
  fen_free(context->cases);
  fen_free(context->results);
  context->cases = cases;
  context->results = results;
  context->room = room;
  return FEN_OK;
}

fen_status fen_verify_add(fen_verify_context *context, const fen_verify_case *item, fen_error *err) {
  if (find(context, item->id) >= 0)
    return fen_fail(err, FEN_ERR_INTERNAL, "the case %s is given twice", item->id);
  fen_status status = context->count == context->room ? grow(context, err) : FEN_OK;
  if (!status)
    context->cases[context->count++] = *item;
  return status;
}

fen_status fen_verify_result_of(fen_verify_context *context, const char *id, const fen_verify_result **out, fen_error *err) {
  ptrdiff_t n = find(context, id);
  if (n < 0)
    return fen_fail(err, FEN_ERR_ARGUMENT, "there is no case '%s'; fenhe verify --list names all", id);
  if (!context->results[n]) {
    fen_verify_result *result = NULL;
    fen_status status = FEN_NEW(&result, 1, err);
    if (status)
      return status;
    double begun_s = fen_wall_clock_s();
    status = context->cases[n].run(&context->cases[n], context, result, err);
    result->wall_s = fen_wall_clock_s() - begun_s;
    if (status) {
      release(&result);
      return fen_fail_within(err, "%s", id);
    }
    context->results[n] = result;
  }
  *out = context->results[n];
  return FEN_OK;
}

bool fen_verify_matches(const char *id, const char *word) {
  size_t length = strlen(word);
  while (length > 0 && word[length - 1] == '/')
    length--;
  return strncmp(id, word, length) == 0 && (id[length] == '\0' || id[length] == '/');
}
