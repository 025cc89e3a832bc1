/* Deposition by resistances, settling by size and washout in a run: its keys, its bytes, what it leaves. */
#include <omp.h>

#include "fenhe/netcdf_read.h"
#include "restart_calls.h"

/* The case of interrupted runs with all of it. */
static void write_case(const char *folder) {
  char text[APPS_TEXT], more[APPS_TEXT];
  apps_replace(restart_case, "deposition_velocity: 0.1 cm/s, scavenging: true",
               "deposition: {scheme: resistances}, scavenging: {scheme: in_and_below_cloud}, settling: by_size", text);
  apps_replace(text, "{name: SO2, kind: gas,",
               "{name: dust, kind: particle, diameter: 8 um, scavenging: true, settling: by_size, initial: 5 ug/m3}\n"
               "  - {name: SO2, kind: gas, deposition: {scheme: resistances}, scavenging: {scheme: in_and_below_cloud},",
               more);
  restart_write_all(folder, more);
}

static int setup(void **state) {
  restart_fixture *f = calloc(1, sizeof *f);
  char out[SUPPORT_PATH];
  if (!f)
    return -1;
  apps_folder(f->folder);
  write_case(f->folder);
  f->steps = restart_succeed(f, "reference", (fen_run_options){0}).report.steps;
  restart_path(f, "reference", out);
  f->reference = restart_read(out);
  *state = f;
  return 0;
}

static void read_from(const restart_fixture *f, const char *file, const char *name, double *out) {
  char path[SUPPORT_PATH];
  fen_nc_reader *reader = NULL;
  fen_error err = {0};
  restart_path(f, file, path);
  const ptrdiff_t start[2] = {0, 0};
  const ptrdiff_t count[2] = {8, 9};
  if (fen_nc_open(path, &reader, &err) || fen_nc_read(reader, name, 2, start, count, out, &err))
    fail_msg("%s", err.text);
  fen_nc_close(&reader);
}

static void read_plane(const restart_fixture *f, const char *name, double *out) {
  read_from(f, "reference/deposition.nc", name, out);
}

static void bytes_do_not_depend_on_threads(void **state) {
  const restart_fixture *f = *state;
  char out[SUPPORT_PATH];
  for (int threads = 1; threads < 4; threads += 2) {
    omp_set_num_threads(threads);
    (void)restart_succeed(f, "alone", (fen_run_options){.alone = threads == 3});
    restart_path(f, "alone", out);
    restart_assert_same(&f->reference, out, threads == 3 ? "three threads, alone" : "one thread");
  }
  omp_set_num_threads(1);
}

static void interrupted_runs_end_in_the_same_bytes(void **state) {
  const restart_fixture *f = *state;
  (void)restart_stop_after_hours(f, "hours", 2, false);
  restart_finish(f, "hours", "after two hours");
  (void)restart_succeed(f, "steps", (fen_run_options){.most_steps = f->steps / 2});
  (void)restart_succeed(f, "steps", (fen_run_options){.most_steps = f->steps / 4, .resume = true});
  restart_finish(f, "steps", "split within hours");
}

/* On a winter's night with some wind, in rain; ground at 0 m counts as sea. */
static void velocities_are_written_and_are_of_their_size(void **state) {
  const restart_fixture *f = *state;
  double fine[72], gas[72];
  read_plane(f, "deposition_velocity_PM25", fine);
  read_plane(f, "deposition_velocity_SO2", gas);
  for (int c = 0; c < 72; c++) {
    assert_true(fine[c] > 1e-5 && fine[c] < 1e-2);
    assert_true(gas[c] > 1e-4 && gas[c] < 2e-2);
  }
  print_message("PM25 %.3f cm/s, SO2 %.3f cm/s\n", 100.0 * fine[40], 100.0 * gas[40]);
}

static void everything_leaves_the_air_by_its_own_way(void **state) {
  const restart_fixture *f = *state;
  static const char *const names[] = {"PM25_dry", "PM25_wet", "dust_dry", "dust_wet", "SO2_dry", "SO2_wet"};
  for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
    double left[72];
    read_plane(f, names[n], left);
    for (int c = 0; c < 72; c++)
      assert_true(left[c] > 0.0);
  }
}

/* What a species loses, its tags lose: the same velocity, the same coefficients. */
static void tags_add_up_to_what_is_deposited(void **state) {
  const restart_fixture *f = *state;
  static const char *const ways[] = {"dry", "wet"};
  for (int way = 0; way < 2; way++) {
    double all[72], power[72], rest[72];
    char name[32];
    (void)snprintf(name, sizeof name, "PM25_%s", ways[way]);
    read_plane(f, name, all);
    (void)snprintf(name, sizeof name, "PM25__power_%s", ways[way]);
    read_plane(f, name, power);
    (void)snprintf(name, sizeof name, "PM25__rest_%s", ways[way]);
    read_plane(f, name, rest);
    for (int c = 0; c < 72; c++)
      assert_near((power[c] + rest[c]) / all[c], 1.0, 1e-4);
  }
}

/* A scenario's lanes leave the air as the base's do: half the emissions, half of what they deposit, at the same velocity. */
static void members_of_a_batch_have_the_velocities_of_the_base(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], with[APPS_TEXT], out[APPS_TEXT], said[APPS_TEXT];
  apps_read(f->folder, "case.yaml", text);
  apps_replace(text, "title: interrupted\n", "title: interrupted\nscenarios: [half.yaml]\n", with);
  apps_replace(with, "initial: 20 ug/m3,\n", "initial: 0 kg/kg,\n", text);
  apps_replace(text, "boundary: {profile: [[0 m, 20 ug/m3], [1 km, 2 ug/m3]]}", "boundary: 0 kg/kg", with);
  apps_write(f->folder, "batch.yaml", with);
  apps_write(f->folder, "half.yaml", "name: half\nmeasures: [{name: all, what: {}, change: {reduce: 50 %}}]\n");
  if (apps_run(f->folder, "batch batch.yaml --output batch", out, said) != 0)
    fail_msg("%s", said);
  static const char *const names[] = {"deposition_velocity_PM25", "PM25_dry", "PM25_wet"};
  for (int n = 0; n < 3; n++) {
    double base[72], half[72];
    read_from(f, "batch/base/deposition.nc", names[n], base);
    read_from(f, "batch/members/half/deposition.nc", names[n], half);
    for (int c = 0; c < 72; c++)
      if (n == 0)
        assert_true(half[c] == base[c]);
      else if (base[c] > 1e-12)
        assert_near(half[c] / base[c], 0.5, 1e-3);
  }
}

/* Velocities of two species and coefficients of two, twice each. */
static void memory_is_foreseen(void **state) {
  const restart_fixture *f = *state;
  double bytes[2];
  for (int with = 0; with < 2; with++) {
    char path[SUPPORT_PATH];
    fen_case *item = NULL;
    fen_error err = {0};
    fen_run_estimate estimate;
    restart_path(f, with ? "case.yaml" : "plain.yaml", path);
    apps_write(f->folder, "plain.yaml", restart_case);
    assert_int_equal(fen_case_open(path, NULL, &item, &err), FEN_OK);
    assert_int_equal(fen_run_dry(item, NULL, NULL, NULL, &estimate, &err), FEN_OK);
    bytes[with] = estimate.memory.weather;
    fen_case_close(&item);
  }
  const double plane = 72.0 * sizeof(double);
  const double layers = (bytes[1] - bytes[0] - 4.0 * plane) / (4.0 * plane);
  assert_true(layers > 3.0 && layers == floor(layers));
}

static void faults_are_told_with_their_remedy(void **state) {
  const restart_fixture *f = *state;
  const struct {
    const char *species, *what, *remedy;
  } list[] = {
      {"{name: ash, kind: particle, deposition: {scheme: resistances}}", "the sizes of 'ash' are not known", "give diameter"},
      {"{name: tracer, kind: gas, deposition: {scheme: resistances}}", "the properties of 'tracer' are not known", "add 'gas: SO2'"},
      {"{name: x1, kind: gas, gas: xenon}", "'xenon' is no gas that is known", "SO2, NO2"},
      {"{name: PM25, kind: particle, deposition: {scheme: wesely}}", "wesely", "resistances"},
      {"{name: PM25, kind: particle, deposition: {scheme: resistances}, deposition_velocity: 1 cm/s}", "both given", "keep one"},
      {"{name: PM25, kind: particle, settling: by_size, settling_velocity: 1 cm/s}", "both given", "keep one"},
      {"{name: SO2, kind: gas, settling: by_size}", "a gas does not settle", "leave the key out"},
      {"{name: SO2, kind: gas, diameter: 1 um}", "a gas has no 'diameter'", "leave the key out"},
      {"{name: PM25, kind: particle, henry: 1 mol/L/atm}", "a particle has no 'henry'", "leave the key out"},
      {"{name: PM25, kind: particle, diameter: -1 um, settling: by_size}", "-1", "give 0.001 to 1000 um"},
      {"{name: PM25, kind: particle, diameter: 1 kg, settling: by_size}", "kg", "m"},
      {"{name: PM25, kind: particle, geometric_standard_deviation: 0.5}", "0.5", "1"},
      {"{name: PM25, kind: particle, density: -5 kg/m3}", "-5", "100"},
      {"{name: PM25, kind: particle, kappa: .nan}", "kappa", "number"},
      {"{name: PM25, kind: particle, scavenging: {scheme: in_and_below_cloud, below_cloud: 1e5}}", "by their sizes", "leave the key out"},
      {"{name: SO2, kind: gas, scavenging: {scheme: in_and_below_cloud, in_cloud: -1}}", "-1", "0"},
      {"{name: SO2, kind: gas, scavenging: {in_cloud: 1e5}}", "scheme", "scheme"},
      {"{name: SO2, kind: gas, deposition: {scheme: resistances, constants: zhang}}", "this is a gas", "leave the key out"},
      {"{name: deposition, kind: gas}", "'deposition' cannot name a species", "another than area"},
  };
  for (size_t n = 0; n < sizeof list / sizeof *list; n++) {
    char text[APPS_TEXT], out[APPS_TEXT], said[APPS_TEXT];
    const char *species = strstr(apps_case, "species:\n");
    const char *output = strstr(apps_case, "output:\n");
    assert_true(species && output);
    (void)snprintf(text, sizeof text, "%.*sspecies:\n  - %s\n%s", (int)(species - apps_case), apps_case, list[n].species, output);
    apps_write(f->folder, "faulty.yaml", text);
    assert_int_not_equal(apps_run(f->folder, "check faulty.yaml", out, said), 0);
    assert_mentions(said, list[n].what);
    assert_mentions(said, list[n].remedy);
  }
}

static void own_constants_are_taken(void **state) {
  const restart_fixture *f = *state;
  char text[APPS_TEXT], path[SUPPORT_PATH];
  fen_case *item = NULL;
  fen_error err = {0};
  apps_replace(apps_case, "{name: PM25, kind: particle, deposition_velocity: 0.1 cm/s}",
               "{name: soot, kind: particle, diameter: 0.2 um, density: 1.8 g/cm3, geometric_standard_deviation: 1.7, kappa: 0.05,\n"
               "     deposition: {scheme: resistances, constants: zhang}, scavenging: {scheme: in_and_below_cloud, in_cloud: 2e5}}\n"
               "  - {name: PM25, kind: particle, scavenging: 0.5}\n"
               "  - {name: acid, kind: gas, gas: HNO3, henry: 1e13 mol/L/atm, scavenging: {scheme: in_and_below_cloud, below_cloud: 1e5}}",
               text);
  apps_write(f->folder, "own.yaml", text);
  restart_path(f, "own.yaml", path);
  if (fen_case_open(path, NULL, &item, &err))
    fail_msg("%s", err.text);
  const fen_removed_species *soot = &item->species[0].removal;
  const fen_removed_species *acid = &item->species[2].removal;
  assert_near(soot->particles.diameter_m, 2e-7, 1e-20);
  assert_near(soot->particles.density_kgpm3, 1800.0, 1e-9);
  assert_true(soot->particles.geometric_standard_deviation == 1.7 && soot->particles.kappa == 0.05);
  assert_true(soot->constants == FEN_PARTICLE_ZHANG && soot->in_cloud == 2e5 && soot->washed && soot->deposits);
  assert_true(!item->species[1].removal.washed && item->species[1].scavenging_factor == 0.5);
  assert_true(acid->gas.henry_mpatm == 1e13 && acid->gas.in_cloud == 1.4e6 && acid->gas.below_cloud == 1e5);
  fen_case_close(&item);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bytes_do_not_depend_on_threads),
      cmocka_unit_test(interrupted_runs_end_in_the_same_bytes),
      cmocka_unit_test(velocities_are_written_and_are_of_their_size),
      cmocka_unit_test(everything_leaves_the_air_by_its_own_way),
      cmocka_unit_test(tags_add_up_to_what_is_deposited),
      cmocka_unit_test(members_of_a_batch_have_the_velocities_of_the_base),
      cmocka_unit_test(memory_is_foreseen),
      cmocka_unit_test(faults_are_told_with_their_remedy),
      cmocka_unit_test(own_constants_are_taken),
  };
  return cmocka_run_group_tests(tests, setup, restart_teardown);
}
