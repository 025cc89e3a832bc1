/** @file case_read.h  Typed reading of a case's keys: a fault is added to the list and reading goes on. */
#ifndef FENHE_CASE_READ_H
#define FENHE_CASE_READ_H

#include "fenhe/case.h"

/** Sections whose values can be trusted once read. */
enum {
  FEN_SECTION_PERIOD = 1,
  FEN_SECTION_GRID = 2,
  FEN_SECTION_WEATHER = 4,
  FEN_SECTION_REGIONS = 8,
  FEN_SECTION_SECTORS = 16,
  FEN_SECTION_SPECIES = 32,
  FEN_SECTION_EMISSIONS = 64,
  FEN_SECTION_TAGS = 128,
  FEN_SECTION_TRANSPORT = 256,
  FEN_SECTION_OUTPUT = 512,
  FEN_SECTION_LAYERS = 1024,
  FEN_SECTION_PEOPLE = 2048, /**< and districts: the regions' names are known all the same */
  FEN_SECTION_GROUND = 4096, /**< terrain: the grid is known all the same */
  FEN_SECTION_ALL = 8191
};

typedef struct {
  fen_case *out;
  fen_diagnostics *faults;
  unsigned valid;    /**< FEN_SECTION_* bits */
  ptrdiff_t slips;   /**< faults that leave no doubt of what is meant, which is taken for said */
  const char *guide; /**< the page that describes the file's keys; NULL: the case file's */
} fen_case_reader;

typedef enum { FEN_KEY_OPTIONAL, FEN_KEY_REQUIRED } fen_key_need;

#define FEN_COUNT_OF(array) ((ptrdiff_t)(sizeof(array) / sizeof *(array)))

/** Read whatever can be read of a case; *out is set unless the file itself cannot be read. */
fen_status fen_case_read_partly(const char *path, fen_diagnostics *faults, fen_case **out, unsigned *valid, fen_error *err);

/** Zeroed memory that lives as long as the case; NULL (a fault is added) when there is none, or for count 0. */
void *fen_case_memory(fen_case_reader *reader, ptrdiff_t count, size_t size);
/** Release what fen_case_memory gave. */
void fen_case_release(fen_case *item);
const char *fen_case_copy(fen_case_reader *reader, const char *text);
void fen_case_fault(fen_case_reader *reader, const fen_error *err);
/** Faults so far, apart from slips: a section that adds none can be trusted. */
ptrdiff_t fen_case_doubts(const fen_case_reader *reader);

/** Whether node is a map; its keys must be among those given. A misspelt key is a fault, and taken for the one that is meant. */
bool fen_case_map(fen_case_reader *reader, const fen_yaml_node *node, const char *what, const char *const *keys, ptrdiff_t key_count);
/** The key 'kind' of a map whose other keys depend on it, before these are known: a misspelt one is a fault, and taken for it. */
bool fen_case_kind(fen_case_reader *reader, const fen_yaml_node *map, const char *what, const char *const *words, int count, int *out);
bool fen_case_sequence(fen_case_reader *reader, const fen_yaml_node *node, const char *what);
/** The value of a key; NULL if absent (a fault if required). */
const fen_yaml_node *fen_case_key(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need);

/**
 * Readers of one key; an absent optional key and a faulty value leave *out as it is. They return whether *out was set. A misspelt word is
 * a fault, and taken for the one that is meant.
 */
bool fen_case_quantity(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char *unit, double min,
                       double max, double *out);
bool fen_case_number(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, double min, double max,
                     double *out);
bool fen_case_integer(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, long min, long max,
                      ptrdiff_t *out);
bool fen_case_flag(fen_case_reader *reader, const fen_yaml_node *map, const char *key, bool *out);
bool fen_case_word(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char *const *words,
                   int count, int *out);
bool fen_case_text(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char **out);
/**
 * A file's path: ${NAME} stands for an environment variable, and a relative path starts at the case file's folder. The case keeps in
 * mind where it names the file, which must be there when the case is checked.
 */
bool fen_case_path(fen_case_reader *reader, const fen_yaml_node *map, const char *key, fen_key_need need, const char **out);
bool fen_case_path_node(fen_case_reader *reader, const fen_yaml_node *node, const char **out);
/** The same for files of which * and ? stand for any letters, and for a folder that is written to. */
bool fen_case_pattern(fen_case_reader *reader, const fen_yaml_node *node, const char **out);
bool fen_case_folder(fen_case_reader *reader, const fen_yaml_node *map, const char *key, const char **out);
/** Keep in mind where a file, or a pattern of files, is named. */
void fen_case_name_file(fen_case_reader *reader, const fen_yaml_node *node, const char *path, bool pattern);
/** Let a fault of a file that cannot be read begin with the place where the case names it. Others stay as they are. */
void fen_case_place_fault(const fen_case *item, fen_error *err);
/** Add a fault for every file that the case names and that cannot be read, unless it is among the faults already. */
void fen_case_check_files(const fen_case *item, fen_diagnostics *faults);
/** The required key 'files': a path or a list of them, in which * and ? stand for any letters. */
void fen_case_files(fen_case_reader *reader, const fen_yaml_node *map, const char *const **out, ptrdiff_t *out_count);
/** Sequence of exactly `count` numbers or integers. */
bool fen_case_numbers(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t count, double min, double max, double *out);
bool fen_case_integers(fen_case_reader *reader, const fen_yaml_node *node, ptrdiff_t count, long min, long max, ptrdiff_t *out);
/** Longitude and latitude as [lon, lat] in degrees. */
bool fen_case_place(fen_case_reader *reader, const fen_yaml_node *node, double *lon_deg, double *lat_deg);

/** Sections. Each takes its own node, which may be NULL where the section is optional. */
void fen_case_read_period(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_grid(fen_case_reader *reader, const fen_yaml_node *grid);
/** Terrain and land use on a grid; what has a fault is left out. Without a grid they are not read: the weather tells whether it is missing
 * or they are not needed. */
void fen_case_read_terrain(fen_case_reader *reader, const fen_yaml_node *node, const fen_yaml_node *grid);
void fen_case_read_land_use(fen_case_reader *reader, const fen_yaml_node *node, const fen_yaml_node *grid);
void fen_case_read_projection(fen_case_reader *reader, const fen_yaml_node *node, fen_projection_params *out);
void fen_case_read_layers(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_weather(fen_case_reader *reader, const fen_yaml_node *node);
/** Whether a case's weather lies on a grid of its own, so that the case's is not read, but refused with the weather. */
bool fen_case_weather_brings_grid(const fen_yaml_node *root);
void fen_case_read_regions(fen_case_reader *reader, const fen_yaml_node *root);
void fen_case_read_districts(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_population(fen_case_reader *reader, const fen_yaml_node *node);
/** Open the sectors' file, if they stand in one. @return whether there is something to read: keys given twice do not matter */
bool fen_case_open_sectors(fen_case_reader *reader, const fen_yaml_node *root);
void fen_case_read_sectors(fen_case_reader *reader, const fen_yaml_node *root);
void fen_case_read_species(fen_case_reader *reader, const fen_yaml_node *node);
/** Deposition by resistances, settling by size, scavenging, and what the species is, of one whose name and kind are read. */
void fen_case_read_removal(fen_case_reader *reader, const fen_yaml_node *map, fen_case_species *out);
void fen_case_read_background(fen_case_reader *reader, const fen_yaml_node *node, const char *what, double molar_mass_gpmol,
                              fen_case_background *out);
void fen_case_read_emissions(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_tags(fen_case_reader *reader, const fen_yaml_node *node);

/** Tags in the making; memory of the case. */
typedef struct {
  ptrdiff_t count, room;
  fen_case_tag *items;
} fen_case_tag_list;
/** One more; false when there is no memory (a fault is added). */
bool fen_case_add_tag(fen_case_reader *reader, fen_case_tag_list *list, const fen_case_tag *tag);
/** The tags of a product of sectors, regions and stacks (case_tag_product.c). */
void fen_case_read_tag_product(fen_case_reader *reader, const fen_yaml_node *node, fen_case_tag_list *list);
void fen_case_read_scenarios(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_transport(fen_case_reader *reader, const fen_yaml_node *node);
void fen_case_read_output(fen_case_reader *reader, const fen_yaml_node *node);

/** "OPENING a, b, c" into text, cut at size. */
void fen_case_join(const char *opening, const char *const *words, ptrdiff_t count, char *text, size_t size);
/** Whether a text does as the name of a variable: a letter, then letters, digits and single underscores, 40 at most. */
bool fen_case_is_name(const char *name);
/** The key 'name', which must do as the name of a variable. */
bool fen_case_name(fen_case_reader *reader, const fen_yaml_node *map, const char **out);
/** Whether a section that has a fault (FEN_SECTION_SPECIES, _SECTORS or _REGIONS) lacks a name: one that could not be read, or stands there
 * twice in place of another. */
bool fen_case_lacks_names(const fen_case *item, unsigned section);
/** Whether a section has a fault and lacks a name, so that an unknown one is no fault of its own. */
bool fen_case_may_lack(const fen_case_reader *reader, unsigned section);
/** The fault of a word that is none of names. */
void fen_case_unknown(fen_case_reader *reader, const fen_yaml_node *node, fen_status status, const char *what, const char *const *names,
                      ptrdiff_t count);
/** Index of a species, sector or region by name; complains with the nearest and returns -1. */
int fen_case_find_species(fen_case_reader *reader, const fen_yaml_node *node);
int fen_case_find_sector(fen_case_reader *reader, const fen_yaml_node *node);
int fen_case_find_region(fen_case_reader *reader, const fen_yaml_node *node);

#endif
