/* Field runs: their tables, scores, profiles near the ground, and the plume computed from them. */
#include "crosswind_plume.h"
#include "fenhe/constants.h"
#include "field_runs.h"
#include "scores.h"
#include "suites.h"
#include "support.h"
#include "surface_layer.h"

static const char runs_header[] = "run,q_g_s,source_height_m,sampler_height_m,obukhov_length_m,ustar_m_s,mixing_height_m,wind_from_deg,"
                                  "sigma_azimuth_deg,wind_speed_8m_m_s\n";
static const char good_run[] = "7,50,0.46,1.5,-1e6,0.4,800,180,8,7\n";
static const char good_samples[] =
    "run,arc_m,azimuth_deg,so2_mg_m3\n7,100,358,10\n7,100,360,30\n7,100,2,10\n7,50,358,20\n7,50,0,60\n7,50,2,20\n";

/* Both tables from their texts. */
static fen_status read_texts(const char *folder, const char *runs, const char *samples, fen_field_runs *out, fen_error *err) {
  char runs_path[SUPPORT_PATH];
  char samples_path[SUPPORT_PATH];
  char text[4096];
  (void)snprintf(text, sizeof text, "%s%s", runs_header, runs);
  support_write_text(folder, "runs.csv", text, runs_path);
  support_write_text(folder, "samples.csv", samples, samples_path);
  return fen_field_runs_read(runs_path, samples_path, out, err);
}

static fen_field_runs must_read(const char *folder, const char *runs, const char *samples) {
  fen_field_runs out = {0};
  fen_error err = {0};
  if (read_texts(folder, runs, samples, &out, &err))
    fail_msg("%s", err.text);
  return out;
}

static void refuses(const char *folder, const char *runs, const char *samples, const char *mention) {
  fen_field_runs out = {.count = -1};
  fen_error err = {0};
  assert_int_not_equal(read_texts(folder, runs, samples, &out, &err), FEN_OK);
  assert_int_equal(out.count, -1);
  assert_mentions(err.text, mention);
}

static void scores_are_those_computed_by_hand(void **state) {
  (void)state;
  const double measured[] = {1.0, 2.0, 4.0};
  const double modelled[] = {1.0, 1.0, 10.0};
  const fen_scores s = fen_scores_of(measured, modelled, 3);
  assert_near(s.fac2, 2.0 / 3.0, 1e-15);
  assert_near(s.fb, 2.0 * (7.0 - 12.0) / 19.0, 1e-15);
  assert_near(s.nmse, 37.0 / 3.0 / (7.0 / 3.0 * 4.0), 1e-14);
  assert_near(s.mg, cbrt(8.0 / 10.0), 1e-15);
  assert_near(s.vg, exp((log(2.0) * log(2.0) + log(0.4) * log(0.4)) / 3.0), 1e-15);
  assert_near(s.r, 15.0 / sqrt(14.0 / 3.0 * 54.0), 1e-14);
}

static void perfect_pairs_score_perfectly_and_no_pairs_not_at_all(void **state) {
  (void)state;
  const double same[] = {3.0, 5.0};
  const fen_scores s = fen_scores_of(same, same, 2);
  assert_near(s.fac2, 1.0, 0.0);
  assert_near(s.fb, 0.0, 0.0);
  assert_near(s.nmse, 0.0, 0.0);
  assert_near(s.mg, 1.0, 0.0);
  assert_near(s.vg, 1.0, 0.0);
  assert_near(s.r, 1.0, 1e-15);
  assert_true(isnan(fen_scores_of(same, same, 0).fac2));
}

static void arcs_go_on_across_north(void **state) {
  fen_field_runs runs = must_read(*state, good_run, good_samples);
  const fen_field_run *run = fen_field_runs_find(&runs, 7);
  assert_int_equal(run->arc_count, 2);
  const fen_field_arc *arc = &run->arcs[1];
  assert_near(arc->distance_m, 100.0, 0.0);
  assert_near(arc->azimuth_deg[0], 358.0, 0.0);
  assert_near(arc->azimuth_deg[1], 360.0, 0.0);
  assert_near(arc->azimuth_deg[2], 362.0, 0.0);
  assert_near(arc->maximum_mgpm3, 30.0, 0.0);
  /* Two trapezoids of 2 degrees between 10 and 30. */
  assert_near(arc->integral_mgpm2, 80.0 * 100.0 * FEN_PI / 180.0, 1e-9);
  assert_near(arc->centre_deg, 0.0, 1e-9);
  assert_near(arc->spread_m, 100.0 * FEN_PI / 180.0, 1e-9);
  fen_field_runs_free(&runs);
}

static void missing_samples_are_bridged_and_poor_arcs_left_out(void **state) {
  fen_field_runs runs = must_read(*state, "7,50,0.46,1.5,48,0.2,-9,,5,\n",
                                  "run,arc_m,azimuth_deg,so2_mg_m3\n7,100,40,10\n7,100,42,-9\n7,100,44,30\n7,100,46,\n7,100,48,10\n"
                                  "7,200,40,1\n7,200,42,-9.000\n7,200,44,1\n7,400,1,0\n7,400,2,0\n7,400,3,0\n");
  const fen_field_run *run = &runs.runs[0];
  assert_int_equal(run->arc_count, 1);
  assert_int_equal(run->arcs_left_out, 2);
  assert_int_equal(run->arcs[0].count, 3);
  assert_int_equal(run->arcs[0].missing, 2);
  assert_near(run->arcs[0].integral_mgpm2, 160.0 * 100.0 * FEN_PI / 180.0, 1e-9);
  assert_true(isnan(run->mixing_height_m) && isnan(run->wind_from_deg) && isnan(run->wind_8m_mps));
  assert_near(run->sigma_azimuth_deg, 5.0, 0.0);
  /* 0.4 (u* L / f)^(1/2) of Zilitinkevich. */
  assert_near(fen_similarity_of(run).mixing_height_m, 0.4 * sqrt(0.2 * 48.0 / 9.85e-5), 1e-9);
  fen_field_runs_free(&runs);
}

static void bad_rows_are_told_with_their_place(void **state) {
  const char *folder = *state;
  refuses(folder, "7,50,0.46,1.5,-1e6,calm,800,180,8,7\n", good_samples, "runs.csv:2:ustar_m_s: error: 'calm' is not a number");
  refuses(folder, "7,50,0.46,1.5,0,0.4,800,180,8,7\n", good_samples, "runs.csv:2:obukhov_length_m");
  refuses(folder, "7,50,0.46,1.5,-20,0.4,800,180,8,7\n7,50,0.46,1.5,-20,0.4,800,180,8,7\n", good_samples, "runs.csv:3:");
  refuses(folder, "7,50,0.46,1.5,-20,0.4,800,180,-8,7\n", good_samples, "runs.csv:2:sigma_azimuth_deg");
  refuses(folder, "", good_samples, "holds no run");
  refuses(folder, good_run, "run,arc_m,azimuth_deg,so2_mg_m3\n7,50,358,20\n8,50,0,60\n", "samples.csv:3:run: error: run 8");
  refuses(folder, good_run, "run,arc_m,azimuth_deg,so2_mg_m3\n7,50,361,20\n", "samples.csv:2:azimuth_deg");
  refuses(folder, good_run, "run,arc_m,azimuth_deg,so2_mg_m3\n7,50,1,-2\n", "samples.csv:2:so2_mg_m3");
  refuses(folder, good_run, "run,arc_m,azimuth_deg,so2_mg_m3\n7,50,0,20\n7,50,2,1\n7,50,360,20\n", "given twice");
  refuses(folder, good_run, "run,arc_m,azimuth_deg,so2_mg_m3\n7,50,0,20\n7,50,2,1\n", "no arc with 3 valid samples");
  refuses(folder, good_run, "run,arc_m,azimuth,so2_mg_m3\n7,50,0,20\n", "azimuth_deg");
}

static void profiles_are_logarithmic_where_neutral(void **state) {
  fen_field_runs runs = must_read(*state, good_run, good_samples);
  fen_similarity s = fen_similarity_of(&runs.runs[0]);
  assert_near(s.mixing_height_m, 800.0, 0.0);
  s.obukhov_m = 1e6;
  assert_near(fen_similarity_wind(&s, 8.0), 0.4 / 0.4 * log(8.0 / 0.008), 1e-3);
  assert_near(fen_similarity_wind(&s, 0.008), 0.0, 0.0);
  assert_near(fen_similarity_layer_wind(&s, 7.9, 8.1), fen_similarity_wind(&s, 8.0), 1e-3);
  /* The mean of ln(z / z0) from z0 to z is (z ln(z / z0) - z + z0) / (z - z0). */
  assert_near(fen_similarity_layer_wind(&s, 0.008, 0.2), (0.2 * log(25.0) - 0.192) / 0.192, 0.01);
  const double face[] = {0.0, 1.0, 400.0, 800.0};
  double kz[4];
  fen_similarity_diffusivity(&s, 3, face, kz);
  assert_near(kz[0], 0.0, 0.0);
  assert_near(kz[1], 0.4 * 0.4 * 1.0, 1e-3);
  assert_near(kz[3], 0.0, 0.0);
  const double velocity = fen_similarity_deposition(&s, 1.0, 70.0);
  assert_near(1.0 / velocity, log(125.0) / 0.16 + 2.0 * pow(1.7, 2.0 / 3.0) / 0.16 + 70.0, 1e-2);
  assert_near(fen_similarity_deposition(&s, 1.0, HUGE_VAL), 0.0, 0.0);
  fen_field_runs_free(&runs);
}

static void spread_follows_the_published_functions(void **state) {
  fen_field_runs runs = must_read(*state, good_run, good_samples);
  fen_field_run run = runs.runs[0];
  const fen_similarity s = fen_similarity_of(&run);
  const double along = 8.0 * FEN_PI / 180.0 * 100.0;
  assert_near(fen_crosswind_spread(&run, &s, FEN_SPREAD_DRAXLER_SURFACE, 100.0, 300.0), along / 1.9, 1e-12);
  assert_near(fen_crosswind_spread(&run, &s, FEN_SPREAD_DRAXLER_ELEVATED, 100.0, 1000.0), along / 1.9, 1e-12);
  assert_near(fen_crosswind_spread(&run, &s, FEN_SPREAD_PASQUILL, 100.0, 1.0), 0.8 * along, 1e-12);
  assert_near(fen_crosswind_spread(&run, &s, FEN_SPREAD_PASQUILL, 300.0, 1.0), 0.675 * 3.0 * along, 1e-12);
  run.sigma_azimuth_deg = NAN;
  assert_near(fen_crosswind_spread(&run, &s, FEN_SPREAD_DRAXLER_SURFACE, 100.0, 300.0), cbrt(12.0004) * 0.4 * 300.0 / 1.9, 1e-2);
  fen_field_runs_free(&runs);
}

/* A coarse plume to 100 m: what is not deposited passes the last arc, and it is linear in the release. */
static void a_plume_keeps_its_release(void **state) {
  static const fen_plume_grid coarse = {.dx_m = 10.0, .first_m = 0.3, .stretching = 1.2, .courant = 2.0};
  fen_field_runs runs = must_read(*state, good_run, good_samples);
  fen_field_run run = runs.runs[0];
  fen_plume_arc arcs[3][2];
  fen_plume_facts facts[3];
  fen_error err = {0};
  assert_int_equal(fen_plume_solve(&run, &coarse, HUGE_VAL, arcs[0], &facts[0], &err), FEN_OK);
  assert_int_equal(fen_plume_solve(&run, &coarse, 70.0, arcs[1], &facts[1], &err), FEN_OK);
  run.release_kgps *= 4.0;
  assert_int_equal(fen_plume_solve(&run, &coarse, HUGE_VAL, arcs[2], &facts[2], &err), FEN_OK);
  assert_near(facts[0].deposited, 0.0, 1e-3);
  assert_true(facts[1].deposited > 0.01 && facts[1].deposited < 0.2);
  for (int a = 0; a < 2; a++) {
    assert_true(arcs[1][a].integral_mgpm2 < arcs[0][a].integral_mgpm2);
    assert_near(arcs[2][a].integral_mgpm2, 4.0 * arcs[0][a].integral_mgpm2, 1e-9 * arcs[2][a].integral_mgpm2);
  }
  assert_true(arcs[0][1].height_m > arcs[0][0].height_m && arcs[0][1].wind_mps > arcs[0][0].wind_mps);
  assert_true(arcs[0][1].travel_s > 100.0 / fen_similarity_wind(&(fen_similarity){0.4, -1e6, 0.008, 800.0}, 8.0));
  assert_true(facts[0].minimum_lead >= 0.0);
  run.sampler_height_m = 500.0;
  assert_int_equal(fen_plume_solve(&run, &coarse, HUGE_VAL, arcs[0], &facts[0], &err), FEN_ERR_ARGUMENT);
  fen_field_runs_free(&runs);
}

/* Tables of the user's own take the place of the data folder's: their runs become cases, others are skipped. */
static void other_runs_in_the_same_form_are_taken(void **state) {
  fen_field_runs unused = must_read(*state, good_run, good_samples);
  fen_field_runs_free(&unused);
  char runs[SUPPORT_PATH];
  char samples[SUPPORT_PATH];
  support_join(*state, "runs.csv", runs);
  support_join(*state, "samples.csv", samples);
  fen_verify_context context = {0};
  fen_error err = {0};
  assert_int_equal(fen_verify_prairie_grass(&context, &err), FEN_OK);
  context.runs_path = runs;
  const fen_verify_result *result;
  assert_int_equal(fen_verify_result_of(&context, "V7/all", &result, &err), FEN_ERR_ARGUMENT);
  assert_mentions(err.text, "--samples");
  context.samples_path = samples;
  const ptrdiff_t known = context.count;
  assert_int_equal(fen_verify_add_field_runs(&context, &err), FEN_OK);
  assert_int_equal(fen_verify_add_field_runs(&context, &err), FEN_OK);
  assert_int_equal(context.count, known + 1);
  if (fen_verify_result_of(&context, "V7/all", &result, &err))
    fail_msg("%s", err.text);
  assert_near(fen_verify_figure(result, "arcs")->ours, 2.0, 0.0);
  assert_near(result->series[0].values[0], 7.0, 0.0);
  assert_int_equal(fen_verify_result_of(&context, "V7/run-7", &result, &err), FEN_OK);
  assert_int_equal(result->skipped[0], 0);
  assert_int_equal(fen_verify_result_of(&context, "V7/run-8", &result, &err), FEN_OK);
  assert_mentions(result->skipped, "run 8");
  fen_verify_clear(&context);
}

static void absent_data_are_skipped_and_said(void **state) {
  (void)state;
  fen_verify_context context = {0};
  fen_error err = {0};
  const fen_verify_result *result;
  assert_int_equal(fen_verify_prairie_grass(&context, &err), FEN_OK);
  assert_int_equal(fen_verify_result_of(&context, "V7/all", &result, &err), FEN_OK);
  assert_mentions(result->skipped, "FENHE_DATA");
  context.data = "/nowhere";
  assert_int_equal(fen_verify_result_of(&context, "V7/run-8", &result, &err), FEN_OK);
  assert_mentions(result->skipped, "/nowhere");
  fen_verify_clear(&context);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(scores_are_those_computed_by_hand),
                                     cmocka_unit_test(perfect_pairs_score_perfectly_and_no_pairs_not_at_all),
                                     cmocka_unit_test(arcs_go_on_across_north),
                                     cmocka_unit_test(missing_samples_are_bridged_and_poor_arcs_left_out),
                                     cmocka_unit_test(bad_rows_are_told_with_their_place),
                                     cmocka_unit_test(profiles_are_logarithmic_where_neutral),
                                     cmocka_unit_test(spread_follows_the_published_functions),
                                     cmocka_unit_test(a_plume_keeps_its_release),
                                     cmocka_unit_test(other_runs_in_the_same_form_are_taken),
                                     cmocka_unit_test(absent_data_are_skipped_and_said)};
  return cmocka_run_group_tests(tests, support_folder_setup, support_folder_teardown);
}
