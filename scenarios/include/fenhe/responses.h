/**
 * @file responses.h  What each tag contributes, kept so that scenarios which act on whole tags need no run: the responses of a case are the
 * output folder of a run whose tags make up each of their species, and a catalogue of them. docs/guide/tags-and-responses.md explains.
 */
#ifndef FENHE_RESPONSES_H
#define FENHE_RESPONSES_H

#include "fenhe/run.h"
#include "fenhe/scenario.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Name of the catalogue in the folder. */
#define FEN_RESPONSES_FILE "responses.json"

/**
 * Run a case with its tags and leave, beside the run's output, the catalogue of them: what each takes, its tonnes, its smallest mixing
 * ratio, and by how much the tags' sum misses the species (l2, relative).
 * @return as fen_run; FEN_ERR_TAGS (no tags, or tags that do not make up their species)
 */
fen_status fen_respond(const fen_case *item, const fen_run_options *options, fen_run_report *report, fen_error *err);

typedef struct fen_responses fen_responses; /**< open for predictions */

/** A place for which a table tells means over the period. */
typedef enum { FEN_PLACE_RECEPTOR, FEN_PLACE_DISTRICT, FEN_PLACE_PEOPLE } fen_place_kind;
typedef struct {
  fen_place_kind kind; /**< people: mean over the people of a district */
  char name[128];
} fen_response_place;

/**
 * Open the responses that fen_respond has left. The case is read again from where it was; it and its inventory must be as they were.
 * @param[out] out owned by the caller, see fen_responses_close
 * @return FEN_OK; FEN_ERR_FILE_MISSING (no responses there); FEN_ERR_RESTART (another case, inventory or version now); any status of the
 * case's readers; FEN_ERR_MEMORY
 */
fen_status fen_responses_open(const char *folder, fen_responses **out, fen_error *err);
void fen_responses_close(fen_responses **responses);
const fen_case *fen_responses_case(const fen_responses *responses);
/** Whether a species has tags, so that it can be predicted. */
bool fen_responses_has(const fen_responses *responses, int species);
ptrdiff_t fen_responses_place_count(const fen_responses *responses);
const fen_response_place *fen_responses_place(const fen_responses *responses, ptrdiff_t place);
/** Mean of the base over the period at a place [ug/m3]; NaN where the species is not told of. */
double fen_responses_base(const fen_responses *responses, int species, ptrdiff_t place);

/** What a scenario makes of one tag. */
typedef struct {
  const char *lane; /**< such as PM25__coking__Taiyuan */
  ptrdiff_t index;  /**< of the lane */
  int species;
  bool whole;    /**< one factor for all of it, at all times */
  double factor; /**< of a whole one */
  char why[256]; /**< why not, else empty */
} fen_tag_factor;

/** Everything is owned by it. */
typedef struct {
  const fen_scenario *scenario;
  bool exact;     /**< every measure acts on whole tags: the values are those of a run with the base's limiter */
  bool *left_out; /**< species that the measures change and that have no tags: the prediction is without them, shape [species_count] */
  ptrdiff_t tag_count;
  fen_tag_factor *tags; /**< shape [tag_count] */
  ptrdiff_t places;
  double *mean_ugpm3; /**< over the period, shape [species_count][places]; NaN unless exact, and where left out */
  double seconds;     /**< that this took, without the opening of the responses */
  fen_change *change;
} fen_prediction;

/**
 * What a scenario does, from the responses. One that acts inside a tag, or in a part of the period, is not exact: it has its flags and no
 * values. Species are predicted each by itself: what changes one without tags takes nothing from the others.
 * @param[in] responses, scenario borrowed for the prediction's life
 * @return FEN_OK; any status of fen_change_create; FEN_ERR_MEMORY
 */
fen_status fen_predict(const fen_responses *responses, const fen_scenario *scenario, fen_prediction **out, fen_error *err);
void fen_prediction_destroy(fen_prediction **prediction);
/** Leave an exact prediction as a result folder, fields and all. @return FEN_OK; FEN_ERR_PREDICTION (not exact); FEN_ERR_FILE_*;
 * FEN_ERR_WRITE; FEN_ERR_MEMORY */
fen_status fen_prediction_write(const fen_responses *responses, const fen_prediction *prediction, const char *folder, const char *command,
                                fen_error *err);

/** Means over the period of another result of the same case at the places, shape [species_count][place_count]; NaN where it has none.
 * @return FEN_OK; FEN_ERR_FILE_* (FEN_ERR_FILE_MISSING: a table is not there); FEN_ERR_VARIABLE; FEN_ERR_MEMORY */
fen_status fen_responses_read(const fen_responses *responses, const char *folder, double *mean_ugpm3, fen_error *err);

/** Differences of one species' concentrations between two results of a case; l2 norms are relative to the reference. NaN: not written. */
typedef struct {
  double surface_hourly_l2, surface_mean_l2;
  double surface_mean_ugpm3; /**< largest of the mean field */
  double receptors_hourly_l2;
  double receptors_hourly_ugpm3; /**< largest */
} fen_result_gap;

/** @return FEN_OK; FEN_ERR_FILE_*; FEN_ERR_SHAPE; FEN_ERR_MEMORY */
fen_status fen_result_compare(const char *folder, const char *reference, const char *species, fen_result_gap *out, fen_error *err);

#ifdef __cplusplus
}
#endif
#endif
