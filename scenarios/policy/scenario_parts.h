/** @file scenario_parts.h  What a scenario file says, as plain values, and how its keys are read. */
#ifndef FENHE_POLICY_SCENARIO_PARTS_H
#define FENHE_POLICY_SCENARIO_PARTS_H

#include "case/case_read.h"
#include "fenhe/scenario.h"

/** Words of a key that takes one or a list of them. */
typedef struct {
  ptrdiff_t count;
  const char **items;
  const fen_yaml_node **nodes;
} fen_words;

typedef enum { FEN_WHERE_EVERYWHERE, FEN_WHERE_REGIONS, FEN_WHERE_PLANTS, FEN_WHERE_POLYGONS } fen_where;

/** Which records: all that match every part. */
typedef struct {
  fen_where where;
  ptrdiff_t region_count;
  const int *regions; /**< of the case */
  fen_words plants;
  const fen_regions *polygons; /**< the union of them */
  const char *place;           /**< of the polygons, for people */
  ptrdiff_t sector_count;      /**< 0: every sector */
  const int *sectors;
  fen_words fuels, technologies, classes; /**< count 0: all */
  const fen_yaml_node *node, *where_node;
} fen_selector;

typedef enum {
  FEN_CHANGE_FACTOR, /**< reduce, grow, factor, limit, close */
  FEN_CHANGE_CAP,    /**< at most so many t/yr in all that is selected */
  FEN_CHANGE_REPLACE /**< replace, shift: less of one activity, more of another */
} fen_change_kind;

typedef struct {
  fen_change_kind kind;
  const char *verb;       /**< the key that was written */
  const double *value;    /**< factor, cap [t/yr] or ratio of tonnes added to tonnes taken away; NAN: not acted on; shape [species_count] */
  double share;           /**< replace, shift: part of the activity */
  const fen_selector *by; /**< what is raised instead; NULL: what is selected itself */
  const fen_yaml_node *node;
} fen_measure_change;

/** A cost [yuan] or CO2 [t]: per tonne of a species that the measure takes away, or a total a year. */
typedef struct {
  bool given, per_tonne;
  double value;
  int species; /**< of a value per tonne */
  const fen_yaml_node *node;
} fen_measure_rate;

typedef struct {
  const char *name, *title, *title_zh; /**< titles may be NULL */
  fen_selector selector;
  const bool *acts; /**< on which species, shape [species_count] */
  fen_measure_change change;
  double uptake;
  double from_s, to_s; /**< -inf and inf where not given */
  int level;           /**< of alert, -1: none */
  bool level_and_above;
  fen_measure_rate cost, co2;
  const char *source, *assumption; /**< may be NULL */
  const char *path;                /**< of the file that it stands in */
  const fen_yaml_node *node, *name_node, *dates_node;
} fen_measure;

enum { FEN_ALERT_RULES = 8, FEN_ALERT_PARTS = 4, FEN_ALERT_LEVELS = 8 };

/** A daily mean, or index, above a threshold for so many days that follow each other. */
typedef struct {
  double above_ugpm3;
  ptrdiff_t days;
} fen_alert_part;

/** All parts must hold within one run of days above the first's threshold. */
typedef struct {
  int count;
  fen_alert_part parts[FEN_ALERT_PARTS];
} fen_alert_rule;

/** A level is reached on days on which any of its rules holds. */
typedef struct {
  const char *name;
  int rule_count;
  fen_alert_rule rules[FEN_ALERT_RULES];
} fen_alert_level;

typedef struct {
  bool given;
  int level_count;
  fen_alert_level levels[FEN_ALERT_LEVELS]; /**< lowest first */
  const char *source;
  fen_words receptors; /**< by the forecast's receptors, or */
  ptrdiff_t region_count;
  const int *regions; /**< by means over regions */
  bool mean;          /**< of all places; false: any place */
  int species;
  double lead_s, tail_s; /**< measures start so long before the first day and end so long after the last */
  const fen_yaml_node *node;
} fen_alert;

/** What came of the alert: windows by level. */
typedef struct {
  bool known, assumed;
  char *path; /**< the forecast's file, owned */
  ptrdiff_t day_count;
  double *day_start_s;                   /**< shape [day_count], owned */
  double *day_mean;                      /**< what decided, [ug/m3], NAN: too few hours; shape [day_count], owned */
  int *day_level;                        /**< -1: none; shape [day_count], owned */
  fen_window *windows[FEN_ALERT_LEVELS]; /**< of exactly this level, owned */
  ptrdiff_t window_count[FEN_ALERT_LEVELS];
  fen_window *above[FEN_ALERT_LEVELS]; /**< of this level and higher ones, owned */
  ptrdiff_t above_count[FEN_ALERT_LEVELS];
} fen_alert_outcome;

typedef struct fen_polygon_file fen_polygon_file;

/** A scenario file whose measures are taken over. */
typedef struct fen_included fen_included;
struct fen_included {
  fen_included *next;
  fen_yaml *document; /**< owned */
};

struct fen_scenario {
  const fen_case *item;
  fen_case names; /**< a copy of the case with this file's path and memory of its own, so that the case's readers find its words */
  fen_yaml *document, *alerts_document;
  const char *alerts_path;
  const char *share;
  const char *name, *title, *title_zh;
  const fen_yaml_node *name_node;
  ptrdiff_t measure_count;
  fen_measure *measures;
  double co2_price_yuan_pt; /**< NAN: not stated */
  fen_alert alert;
  fen_alert_outcome outcome;
  fen_polygon_file *polygons; /**< GeoJSON files read, each once, in the order of the file, owned */
  fen_included *included;     /**< in the order of the file, owned */
};

/** What the readers of a scenario work with; the case's readers take &base. */
typedef struct {
  fen_case_reader base;
  fen_scenario *scenario;
} fen_policy_reader;

/** Keys of a scenario file. */
extern const char *const fen_policy_root_keys[];
extern const ptrdiff_t fen_policy_root_key_count;
/** One word or a list of words. */
bool fen_policy_words(fen_policy_reader *reader, const fen_yaml_node *map, const char *key, const char *other_key, fen_words *out);
/** A decimal number at the start of a text, and what stands behind it and its blanks. @return whether there is one */
bool fen_policy_number(const char *text, double *value, const char **rest);
/** The key 'name': a letter, then letters, digits and underscores, 40 at most. */
void fen_policy_name(fen_policy_reader *reader, const fen_yaml_node *map, const char **out);
/** Index of a sector, region or species of the case by its English or Chinese name; complains and returns -1. */
int fen_policy_sector(fen_policy_reader *reader, const char *text, const fen_yaml_node *node);
int fen_policy_region(fen_policy_reader *reader, const char *text, const fen_yaml_node *node);
int fen_policy_species(fen_policy_reader *reader, const char *text, const fen_yaml_node *node);
/** Whether a word names something: its English name, its Chinese name, or the Chinese without the ending 市, 县 or 区. */
bool fen_policy_is_named(const char *text, const char *name, const char *name_zh);

/** Keys of where and what, into out; acts is narrowed to the species that are named. */
void fen_policy_read_where(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out);
void fen_policy_read_what(fen_policy_reader *reader, const fen_yaml_node *node, fen_selector *out, bool *acts, bool *named);
/** change: needs selector and acts of the measure; narrows acts to the species that a map of values names. */
void fen_policy_read_change(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *measure, bool *acts, bool named);
void fen_policy_read_replace(fen_policy_reader *reader, const fen_yaml_node *node, fen_measure *measure, bool *acts, bool named);
/** Complain of a value for a species that 'what' leaves out. */
void fen_policy_check_named(fen_policy_reader *reader, const fen_yaml_node *node, int species, const bool *acts, bool named);
/** Complain of a factor or ratio above 1000, which no policy has. @return whether it is within that */
bool fen_policy_bounded(fen_policy_reader *reader, const fen_yaml_node *node, const char *what, double value);
/** A value for every species that is acted on, or a map of values by species. */
typedef bool (*fen_policy_value)(fen_policy_reader *reader, const fen_yaml_node *node, double *out);
void fen_policy_by_species(fen_policy_reader *reader, const fen_yaml_node *node, fen_policy_value read, bool *acts, bool named,
                           double *values);
/** Cost and CO2: "1200 yuan/t", "3e8 yuan/yr", or maps. */
void fen_policy_read_cost(fen_policy_reader *reader, const fen_yaml_node *node, const bool *acts, fen_measure_rate *out);
void fen_policy_read_co2(fen_policy_reader *reader, const fen_yaml_node *node, const bool *acts, fen_measure_rate *out);
/** "59 yuan/t" */
bool fen_policy_price(fen_policy_reader *reader, const fen_yaml_node *node, double *out_yuan_pt);
void fen_policy_read_measures(fen_policy_reader *reader, const fen_yaml_node *node);
/** The alert: the file's own or the built-in levels. Called before the measures are read. */
void fen_policy_read_alert(fen_policy_reader *reader, const fen_yaml_node *node);
/** What the built-in data say where the file does not. */
void fen_policy_read_defaults(fen_policy_reader *reader, bool needs_levels, bool needs_price);
void fen_policy_release(fen_scenario *scenario);
void fen_alert_outcome_clear(fen_alert_outcome *outcome);

#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
/** Make a complaint of a node and put it on the list. */
void
fen_policy_fault(fen_policy_reader *reader, const fen_yaml_node *node, fen_status status, const char *remedy, const char *format, ...);

#endif
