/** @file check_parts.h  What the parts of a check share: the case as far as it could be read, and the faults found. */
#ifndef FENHE_CHECK_PARTS_H
#define FENHE_CHECK_PARTS_H

#include "case/case_read.h"
#include "fenhe/scenario.h"
#include "fenhe/weather.h"

typedef struct {
  const fen_case *item;
  const fen_log *log;
  fen_diagnostics *faults;
  unsigned valid;             /**< FEN_SECTION_* bits */
  unsigned nameless;          /**< those of names that may lack one: an unknown name is no fault of its own */
  fen_weather_source *source; /**< the weather, or what stands in for it; NULL: neither could be opened */
  bool anywhere;              /**< it stands on the whole world, for where the domain lies is not known */
  bool without_basins;        /**< its ground is not the case's, so that basins have no outline */
  bool without_layers;        /**< nor are its layers */
  fen_inventory *inventory;   /**< NULL: it has faults, or there is none */
} fen_checker;

/** A case's scenarios, or one in their place. */
typedef struct {
  const char *const *paths;
  ptrdiff_t count;
  const char *share; /**< folder of the program's own data; may be NULL */
} fen_check_scenarios;

bool fen_check_has(const fen_checker *c, unsigned sections);
/** Add to the case's faults those of a list that are not mere consequences of others, and clear it. */
void fen_check_take(fen_checker *c, fen_diagnostics *found);
/** Open the weather (faults are added), or else let still air stand in for it on the case's own grid, or on the whole world. */
void fen_check_open_domain(fen_checker *c);
/** Faults of the files of scenarios, of their measures against the inventory where that is sound, and of equal names. */
void fen_check_the_scenarios(fen_checker *c, const fen_check_scenarios *scenarios);

#endif
