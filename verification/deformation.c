/*
 * V2: deformation with reversal on a plane: Chen, Weller, Pring & Shaw (2017), the planar form of a flow of Lauritzen et al. Limits are the
 * values of an independent implementation of the same scheme where there is one, else the published value; they hold to the digits printed.
 */
#include "plane_rows.h"
#include "suites.h"

static const fen_plane_table table = {
    .suite = "V2", .what = "Deformation with reversal, T = 5", .flow = &fen_plane_deformation, .start = fen_plane_two_bells};

static const char published[] = "Chen, Weller, Pring & Shaw (2017), QJRMS 143, 1-12: unlimited PPM, split, Courant number 0.62";
static const char limited_ppm[] = "PPM made monotone by flux correction, Courant number 0.62, an independent implementation";

static const char over_c5[] = "The independent implementation found .0546 with the positive limiter, 0.1 % less than ours; the selective "
                              "limiter keeps to its row.";
static const char over_c10[] = "The independent implementation found .0453 with the positive limiter, 0.2 % less than ours; the selective "
                               "limiter keeps to that value.";

#define ROW(...) FEN_PLANE_ROW(table, __VA_ARGS__)
static const fen_plane_row rows[] = {
    ROW(60, 30, 250, "c0.62", POSITIVE, 7, DOUBLE, QUICK, ".4115", ".4721", ".3475", 0.0, published, NULL),
    ROW(60, 30, 250, "c0.62", POSITIVE, 9, DOUBLE, QUICK, ".4115", ".4721", ".3076", 0.0, published, NULL),
    ROW(60, 30, 250, "c0.62", SELECTIVE, 7, DOUBLE, QUICK, ".4115", ".4721", NULL, 0.0, published, NULL),
    ROW(60, 30, 250, "c0.62", MONOTONE, 7, DOUBLE, QUICK, ".4115", ".4721", NULL, 0.0, published, NULL),
    ROW(120, 60, 500, "c0.62", POSITIVE, 7, DOUBLE, FULL, ".2120", ".2913", ".1030", 0.0, published, NULL),
    ROW(120, 60, 250, "c1.24", POSITIVE, 7, DOUBLE, QUICK, ".2120", ".2913", ".0931", 0.0, published, NULL),
    ROW(120, 60, 125, "c2.5", POSITIVE, 7, DOUBLE, QUICK, ".2120", ".2913", ".0588", 0.0, published, NULL),
    ROW(120, 60, 62, "c5", POSITIVE, 7, DOUBLE, FULL, ".2120", ".2913", NULL, 0.0, published, over_c5),
    ROW(120, 60, 31, "c10", POSITIVE, 7, DOUBLE, FULL, ".2120", ".2913", NULL, 0.0, published, over_c10),
    ROW(120, 60, 500, "c0.62", POSITIVE, 9, DOUBLE, FULL, ".2120", ".2913", ".0732", 0.0, published, NULL),
    ROW(120, 60, 125, "c2.5", POSITIVE, 9, DOUBLE, FULL, ".2120", ".2913", NULL, 0.0, published, NULL),
    ROW(120, 60, 500, "c0.62", SELECTIVE, 7, DOUBLE, FULL, ".2120", ".2913", ".098", 0.0, published, NULL),
    ROW(120, 60, 125, "c2.5", SELECTIVE, 7, DOUBLE, FULL, ".2120", ".2913", NULL, 0.0, published, NULL),
    ROW(120, 60, 62, "c5", SELECTIVE, 7, DOUBLE, FULL, ".2120", ".2913", ".0543", 0.0, published, NULL),
    ROW(120, 60, 500, "c0.62", MONOTONE, 7, DOUBLE, FULL, ".2741", ".4176", ".2741", 0.0, limited_ppm, NULL),
    ROW(120, 60, 31, "c10", SELECTIVE, 7, DOUBLE, QUICK, ".2120", ".2913", ".0453", 0.0, published, NULL),
    ROW(120, 60, 125, "c2.5", MONOTONE, 7, DOUBLE, FULL, ".2741", ".4176", ".2741", 0.0, limited_ppm, NULL),
    ROW(120, 60, 125, "c2.5", POSITIVE, 7, SINGLE, FULL, ".2120", ".2913", NULL, 0.0, published, NULL),
    ROW(240, 120, 1000, "c0.62", POSITIVE, 7, DOUBLE, FULL, ".0641", ".1167", ".0148", 0.0, published, NULL),
    ROW(240, 120, 500, "c1.24", POSITIVE, 7, DOUBLE, FULL, ".0641", ".1167", ".0120", 0.0, published, NULL),
    ROW(240, 120, 250, "c2.5", POSITIVE, 7, DOUBLE, QUICK, ".0641", ".1167", ".0040", 0.0, published, NULL),
    ROW(240, 120, 125, "c5", POSITIVE, 7, DOUBLE, FULL, ".0641", ".1167", ".0036", 0.0, published, NULL),
    ROW(240, 120, 62, "c10", POSITIVE, 7, DOUBLE, FULL, ".0641", ".1167", ".0029", 0.0, published, NULL),
    ROW(240, 120, 1000, "c0.62", POSITIVE, 9, DOUBLE, FULL, ".0641", ".1167", ".0066", 0.0, published, NULL),
    ROW(240, 120, 500, "c1.24", POSITIVE, 9, DOUBLE, FULL, ".0641", ".1167", ".0053", 0.0, published, NULL),
    ROW(240, 120, 250, "c2.5", POSITIVE, 9, DOUBLE, FULL, ".0641", ".1167", ".0017", 0.0, published, NULL),
    ROW(240, 120, 125, "c5", POSITIVE, 9, DOUBLE, FULL, ".0641", ".1167", ".0016", 0.0, published, NULL),
    ROW(240, 120, 62, "c10", POSITIVE, 9, DOUBLE, FULL, ".0641", ".1167", ".0014", 0.0, published, NULL),
    ROW(240, 120, 1000, "c0.62", SELECTIVE, 7, DOUBLE, FULL, ".0641", ".1167", ".0149", 0.0, published, NULL),
    ROW(240, 120, 250, "c2.5", SELECTIVE, 7, DOUBLE, FULL, ".0641", ".1167", NULL, 0.0, published, NULL),
    ROW(240, 120, 1000, "c0.62", MONOTONE, 7, DOUBLE, FULL, ".0975", ".1838", ".0975", 0.0, limited_ppm, NULL),
    ROW(240, 120, 250, "c2.5", MONOTONE, 7, DOUBLE, FULL, ".0975", ".1838", ".0975", 0.0, limited_ppm, NULL),
    ROW(240, 120, 250, "c2.5", POSITIVE, 7, SINGLE, FULL, ".0641", ".1167", NULL, 0.0, published, NULL),
    ROW(480, 240, 2000, "c0.62", POSITIVE, 7, DOUBLE, FULL, ".0119", ".0252", ".0119", 0.0, published, NULL),
    ROW(480, 240, 500, "c2.5", POSITIVE, 7, DOUBLE, FULL, ".0119", ".0252", ".0119", 0.0, published, NULL),
};

static const char *const seven_cells[] = {"V2/60x30/c0.62/positive-7", "V2/120x60/c0.62/positive-7", "V2/240x120/c0.62/positive-7",
                                          "V2/480x240/c0.62/positive-7", NULL};
static const char *const nine_cells[] = {"V2/60x30/c0.62/positive-9", "V2/120x60/c0.62/positive-9", "V2/240x120/c0.62/positive-9", NULL};
static const char *const limited[] = {"V2/60x30/c0.62/ppm", "V2/120x60/c0.62/ppm", "V2/240x120/c0.62/ppm", NULL};
static const char *const long_steps[] = {"V2/120x60/c2.5/positive-7", "V2/240x120/c2.5/positive-7", "V2/480x240/c2.5/positive-7", NULL};

/* Split PPM as published makes an advective and a conservative operator along each axis a step: four sweeps. */
#define SPLIT(nx, steps) (4.0 * (nx) * (nx)*0.5 * (steps))

static const fen_plane_curve curves[] = {
    {.name = "seven_cells", .ids = seven_cells},
    {.name = "seven_cells_c2.5", .ids = long_steps},
    {.name = "nine_cells", .ids = nine_cells},
    {.name = "limited_ppm", .ids = limited},
    {.name = "published_ppm",
     .points = 4,
     .cells_across = {60.0, 120.0, 240.0, 480.0},
     .updates = {SPLIT(60.0, 250.0), SPLIT(120.0, 500.0), SPLIT(240.0, 1000.0), SPLIT(480.0, 2000.0)},
     .l2 = {.4115, .2120, .0641, .0119}},
};
static const fen_plane_order order = {curves, sizeof curves / sizeof *curves};

static const fen_verify_case order_case = {
    .id = "V2/order/c0.62",
    .setup = "Deformation: observed order at a Courant number of 0.62, positive, 7 cells; error against work",
    .citation = published,
    .precision = FEN_PRECISION_DOUBLE,
    .tier = FEN_TIER_FULL,
    .run = fen_plane_run_order,
    .parameters = &order};

fen_status fen_verify_deformation(fen_verify_context *context, fen_error *err) {
  fen_status status = fen_plane_add_rows(context, rows, sizeof rows / sizeof *rows, err);
  return status ? status : fen_verify_add(context, &order_case, err);
}
