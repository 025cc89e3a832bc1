/** @file result.h  One result folder of a comparison, checked against the base's frame. */
#ifndef FENHE_COMPARE_RESULT_H
#define FENHE_COMPARE_RESULT_H

#include <jansson.h>

#include "frame.h"

typedef struct {
  const char *folder;
  fen_nc_reader *surface, *districts, *receptors; /**< the last two may be NULL */
  json_t *summary, *ledger;                       /**< NULL: none */
  ptrdiff_t *station;                             /**< of each receptor of the frame, -1: not there; shape [receptor_count] */
} fen_result;

/** @return FEN_OK; FEN_ERR_COMPARE (it does not fit the base); statuses of the readers */
fen_status fen_result_open(const fen_frame *frame, const char *folder, fen_result *out, fen_error *err);
void fen_result_close(fen_result *result);

/** Hourly series of a variable of districts.nc, or of the whole domain from the surface fields; shape [hours]. */
fen_status fen_result_district(const fen_frame *frame, const fen_result *result, const char *variable, ptrdiff_t district, double *out,
                               fen_error *err);
/** Hourly series of a variable at a receptor that the result has. */
fen_status fen_result_receptor(const fen_frame *frame, const fen_result *result, const char *variable, ptrdiff_t receptor, double *out,
                               fen_error *err);
/** What a whole result does to each place (figures.c). */
fen_status fen_result_figures(const fen_frame *frame, const fen_result *result, double limit_ugpm3, fen_compared_run *out, fen_error *err);
/** What sectors and regions contribute, from the result's tags (parts.c). */
fen_status fen_result_parts(const fen_frame *frame, const fen_result *result, fen_compared_run *out, fen_error *err);
/** Name, titles, tonnes, cost, CO2 (account.c). */
fen_status fen_result_account(const fen_frame *frame, const fen_result *result, fen_compared_run *out, fen_error *err);

#endif
