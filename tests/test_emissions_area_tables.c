/* Tables of regions as Chinese and English offices write them: columns, units, totals, names; and the faults in them. */
#include <iconv.h>

#include "fenhe/clock.h"
#include "fenhe/emission_steps.h"
#include "table_fixture.h"

static const fen_emitted_species species[3] = {{"PM25", 0.0}, {"SO2", 64.06}, {"BC", 0.0}};
static const fen_sector sectors[2] = {{.name = "power", .name_zh = "电力"}, {.name = "steel", .name_zh = "钢铁"}};
static double west_lon[4] = {111.8, 112.2, 112.2, 111.8}, east_lon[4] = {112.2, 112.6, 112.6, 112.2};
static double lats[4] = {37.3, 37.3, 37.9, 37.9};
static char west_name[] = "Taiyuan", west_zh[] = "太原市", east_name[] = "Jinzhong", east_zh[] = "晋中市";
static fen_ring west_ring = {4, west_lon, lats, 0}, east_ring = {4, east_lon, lats, 0};
static fen_region region_items[2] = {{.name = west_name, .name_zh = west_zh, .ring_count = 1, .rings = &west_ring},
                                     {.name = east_name, .name_zh = east_zh, .ring_count = 1, .rings = &east_ring}};
static const fen_regions regions = {.count = 2, .items = region_items};

static int set_up(void **state) {
  const fen_inventory_params params = {
      .species = species, .species_count = 3, .sectors = sectors, .sector_count = 2, .regions = &regions, .year = 2021};
  *state = fixture_create(FEN_INVENTORY_AREAS, &params);
  return 0;
}

static void table_gb18030(fixture *f, const char *text) {
  char bytes[4096], copy[4096];
  size_t left = strlen(text);
  size_t room = sizeof bytes;
  assert_true(left < sizeof copy);
  memcpy(copy, text, left);
  char *from = copy;
  char *to = bytes;
  iconv_t converter = iconv_open("GB18030", "UTF-8");
  assert_true(converter != (iconv_t)-1);
  assert_int_equal(iconv(converter, &from, &left, &to, &room), 0);
  assert_int_equal(iconv_close(converter), 0);
  support_join(f->folder, "table.csv", f->path);
  support_write(f->path, bytes, (size_t)(to - bytes));
}

static void keep_line(void *context, fen_log_level level, const char *line) {
  fixture *f = context;
  (void)level;
  size_t used = strlen(f->lines);
  (void)snprintf(f->lines + used, sizeof f->lines - used, "%s\n", line);
}

static fen_inventory *open_told(fixture *f) {
  const fen_log log = {keep_line, f};
  fen_inventory *inventory = NULL;
  fen_error err = {0};
  f->lines[0] = '\0';
  if (fen_inventory_open(&f->params, &log, NULL, &inventory, &err))
    fail_msg("%s", err.text);
  return inventory;
}

/* What a table emits, all of it, as bytes to compare. */
typedef struct {
  fen_emission *items;
  ptrdiff_t count;
} emitted;

static emitted emit(fixture *f) {
  const fen_emission *items;
  emitted out;
  fen_error err = {0};
  fen_inventory *inventory = open_told(f);
  if (fen_inventory_rates(inventory, 0.0, 3600.0, &f->air.air, &items, &out.count, &err))
    fail_msg("%s", err.text);
  assert_true(out.count > 0);
  out.items = malloc((size_t)out.count * sizeof *items);
  assert_non_null(out.items);
  memcpy(out.items, items, (size_t)out.count * sizeof *items);
  fen_inventory_close(&inventory);
  return out;
}

static void assert_same(emitted a, emitted b) {
  assert_int_equal(a.count, b.count);
  for (ptrdiff_t n = 0; n < a.count; n++) {
    assert_int_equal(a.items[n].i, b.items[n].i);
    assert_int_equal(a.items[n].j, b.items[n].j);
    assert_int_equal(a.items[n].species, b.items[n].species);
    assert_int_equal(a.items[n].sector, b.items[n].sector);
    assert_memory_equal(&a.items[n].rate_kgps, &b.items[n].rate_kgps, sizeof(double));
  }
  free(b.items);
}

static double tonnes(const fen_inventory *inventory, int which, int sector) {
  return fen_inventory_totals(inventory)[which * 2 + sector].stated_tpyr;
}

static void refuses(fixture *f, const char *text, fen_status status, const char *mention) {
  fen_diagnostics list = {0};
  fen_error err = {0};
  table(f, FEN_INVENTORY_AREAS, text);
  fen_status found = refused(&f->params, &list, &err);
  if (found != status)
    fail_msg("%s instead of %s: %s", fen_status_name(found), fen_status_name(status), err.text);
  assert_mentions(err.text, mention);
  fen_diagnostics_clear(&list);
}

static const char english[] =
    "region,sector,PM25 [t/yr],SO2 [t/yr]\nTaiyuan,power,1200,3000\nTaiyuan,steel,500,0\nJinzhong,steel,700,900\n";

static void chinese_tables_give_the_bytes_of_english_ones(void **state) {
  fixture *f = *state;
  static const char *const same[] = {
      "城市,行业,PM2.5（吨/年）,二氧化硫/SO2(吨)\n太原市,电力,1200,3000\n太原,钢铁行业,500,—\n晋中,钢铁,700,900\n",
      "省份,地市,部门,细颗粒物[吨],SO2 [吨/年],年份,备注\n山西省,太原市,电力,\"1,200\",\"3,000\",2021,\n山西省,太原市,钢铁业,500,,2021,\n"
      "山西省,晋中市,钢铁,700,900,2021,估算\n",
      "地区,部门,污染物,排放量,单位\n太原市,电力,PM2.5,1200,吨\n太原市,电力,二氧化硫,3000,t\n太原市,钢铁,PM25,500,吨/年\n太原市,钢铁,SO2,0,吨\n"
      "晋中市,钢铁,PM2.5,700,t/yr\n晋中市,钢铁,SO2,900,吨\n",
      "City,Sector,PM2.5 (t),SO2 (t)\nTaiyuan City,power,1200,3000\nTaiyuan,steel,500,-\nJinzhong Prefecture,steel,700,900\n"};
  table(f, FEN_INVENTORY_AREAS, english);
  emitted wanted = emit(f);
  for (size_t n = 0; n < sizeof same / sizeof *same; n++) {
    table(f, FEN_INVENTORY_AREAS, same[n]);
    assert_same(wanted, emit(f));
    table_gb18030(f, same[n]);
    assert_same(wanted, emit(f));
    if (n < 3) /* the last is plain ASCII */
      assert_mentions(f->lines, "read as GB18030");
  }
  free(wanted.items);
}

static void units_are_those_of_chinese_tables(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "地区,行业,PM2.5(万吨),二氧化硫(kt)\n太原市,电力,1.25,3.5\n");
  fen_inventory *inventory = open_inventory(&f->params);
  assert_near(tonnes(inventory, 0, 0), 12500.0, 1e-9);
  assert_near(tonnes(inventory, 1, 0), 3500.0, 1e-9);
  fen_inventory_close(&inventory);
}

static void totals_are_checked_and_not_counted(void **state) {
  fixture *f = *state;
  table(
      f, FEN_INVENTORY_AREAS,
      "城市,行业,PM2.5(吨)\n太原市,电力,100.4\n太原市,钢铁,200.4\n太原市,小计,301\n晋中市,钢铁,50\n晋中市,小计,50\n合计,电力,100\n合计,钢铁,250\n总计,,351\n");
  fen_inventory *inventory = open_told(f);
  assert_mentions(f->lines, "5 rows of totals agree with the rows that they sum");
  assert_null(strstr(f->lines, "both are counted"));
  assert_near(tonnes(inventory, 0, 0) + tonnes(inventory, 0, 1), 350.8, 1e-9);
  fen_inventory_close(&inventory);
  table(f, FEN_INVENTORY_AREAS, "城市,行业,PM2.5(吨)\n太原市,电力,1\n晋中市,电力,2\n小计,,3\n太原市,钢铁,4\n小计,,4\n总计,,7\n");
  inventory = open_told(f); /* a subtotal is of the rows since the last one */
  assert_mentions(f->lines, "3 rows of totals agree with the rows that they sum");
  fen_inventory_close(&inventory);
  table(f, FEN_INVENTORY_AREAS, "城市,行业,PM2.5(吨)\n太原市,电力,1\n太原,小计,1\n晋中市,电力,2\nTaiyuan,合计,1\n合　计,,3\n");
  inventory = open_told(f); /* one place has several names, and a wide blank is none */
  assert_mentions(f->lines, "3 rows of totals agree with the rows that they sum");
  fen_inventory_close(&inventory);
  refuses(f, "城市,行业,PM2.5(吨)\n太原市,电力,100\n晋中市,钢铁,50\n合计,,160\n", FEN_ERR_RANGE,
          "table.csv:4:PM2.5(吨): error: this row of totals says 160 吨, but the 2 rows that it sums give 150: 10 are missing\n");
  refuses(f, "省份,城市,污染物,排放量,单位\n山西省,太原市,SO2,1,万吨\n山西省,晋中市,SO2,5000,吨\n山西省,合计,SO2,1.6,万吨\n",
          FEN_ERR_COLUMN, "table.csv:1: error: no column names the sectors");
  refuses(f,
          "省份,城市,行业,污染物,排放量,单位\n山西省,太原市,电力,SO2,1.0,万吨\n山西省,晋中市,电力,SO2,5000,吨\n山西省,合计,,SO2,1.9,万吨\n",
          FEN_ERR_RANGE, "says 1.9 万吨, but the 2 rows that it sums give 1.5: 0.4 are missing");
  refuses(f, "城市,行业,污染物,排放量,单位\n太原市,电力,SO2,1.0,万吨\n晋中市,电力,SO2,5000,吨\n合计,,SO2,2,mol\n",
          FEN_ERR_UNIT_INCOMPATIBLE, "this row of totals is in 'mol', the row in line 2 that it sums in '万吨'");
}

static void a_sector_of_the_case_is_no_total_whatever_its_name(void **state) {
  fixture *f = *state;
  const fen_sector all = {.name = "all"};
  f->params.sectors = &all;
  f->params.sector_count = 1;
  table(f, FEN_INVENTORY_AREAS, "region,sector,PM25 [t/yr]\nTaiyuan,all,1200\nJinzhong,all,300\ntotal,,1500\n");
  fen_inventory *inventory = open_told(f);
  assert_near(fen_inventory_totals(inventory)[0].stated_tpyr, 1500.0, 1e-9);
  assert_mentions(f->lines, "1 rows of totals agree");
  fen_inventory_close(&inventory);
}

static void rows_without_a_county_repeat_only_their_city(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "城市,区县,行业,PM2.5(吨)\n太原市,,电力,1\n晋中市,,电力,2\n");
  fen_inventory *inventory = open_told(f);
  assert_null(strstr(f->lines, "both are counted"));
  fen_inventory_close(&inventory);
  table(f, FEN_INVENTORY_AREAS, "城市,区县,行业,PM2.5(吨)\n太原市,,电力,1\n太原市,,电力,2\n");
  inventory = open_told(f);
  assert_mentions(f->lines, "region 太原市 has a row of this sector in line 2 already; both are counted");
  fen_inventory_close(&inventory);
}

/* A merged cell leaves the rows below it without a region, and sums of them would only repeat the fault. */
static void sums_of_faulty_rows_are_not_compared(void **state) {
  fixture *f = *state;
  fen_diagnostics list = {0};
  fen_error err = {0};
  table(f, FEN_INVENTORY_AREAS, "城市,行业,PM2.5(吨)\n太原市,电力,100\n,钢铁,50\n太原市,小计,150\n晋中市,钢铁,约50\n合计,,200\n");
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_REGION_UNKNOWN);
  assert_int_equal(list.count, 2);
  assert_mentions(list.items[1].text, "table.csv:5:PM2.5(吨): error: '约50' is not a number");
  fen_diagnostics_clear(&list);
}

static void a_map_splits_and_leaves_out(void **state) {
  fixture *f = *state;
  write_text(f->folder, "map.yaml",
             "species: {PM2.5: {split: {BC: 0.2, PM25: 0.8}}}\nsectors: {工业: {power: 0.25, steel: 0.75}}\nignore: {species: [NOx]}\n",
             f->map);
  f->file.map_path = f->map;
  table(f, FEN_INVENTORY_AREAS, "地区,行业,细颗粒物(吨),氮氧化物(吨)\n太原市,工业,1000,400\n");
  fen_inventory *inventory = open_inventory(&f->params);
  const fen_emission_step *row;
  ptrdiff_t count;
  assert_near(tonnes(inventory, 2, 0), 50.0, 1e-9);
  assert_near(tonnes(inventory, 0, 1), 600.0, 1e-9);
  assert_int_equal(fen_inventory_steps(inventory, 0.0, 3600.0, &row, &count, NULL), FEN_OK);
  assert_int_equal(count, 5);
  assert_int_equal(row[4].species, -1);
  assert_string_equal(row[4].species_in, "氮氧化物");
  assert_near(row[4].stated_tpyr, 400.0, 1e-9);
  fen_inventory_close(&inventory);
  refuses(f, "地区,行业,细颗粒物(吨)\n太原市,农业,1000\n", FEN_ERR_SECTOR_UNKNOWN, "table.csv:2:行业: error: the map");
  refuses(f, "地区,行业,二氧化硫(吨)\n太原市,工业,1000\n", FEN_ERR_SPECIES_UNKNOWN, "does not say what becomes of the species '二氧化硫'");
}

static void pollutants_that_the_case_lacks_are_told(void **state) {
  fixture *f = *state;
  table(f, FEN_INVENTORY_AREAS, "地区,行业,PM2.5(吨),氮氧化物(吨)\n太原市,电力,10,44\n");
  fen_inventory *inventory = open_told(f);
  const fen_emission_step *row;
  ptrdiff_t count;
  assert_mentions(f->lines, "column 氮氧化物 is left out, for the case carries no such species");
  assert_int_equal(fen_inventory_steps(inventory, 0.0, 3600.0, &row, &count, NULL), FEN_OK);
  assert_int_equal(count, 2);
  assert_near(row[1].stated, 44.0, 0.0);
  fen_inventory_close(&inventory);
}

static void faulty_tables_are_refused_with_place_and_remedy(void **state) {
  fixture *f = *state;
  refuses(f, "地区,行业,PM2.5(吨)\n太远市,电力,1\n", FEN_ERR_REGION_UNKNOWN,
          "table.csv:2:地区: error: unknown region '太远市'; did you mean '太原市'?");
  refuses(f, "城市,行业,PM2.5(吨)\n,电力,1\n", FEN_ERR_REGION_UNKNOWN, "the row names no region\n  = fill the cell");
  refuses(f, "行业,PM2.5(吨)\n电力,1\n", FEN_ERR_COLUMN, "no column names the regions");
  refuses(f, "地区,行业,PM2.5\n太原市,电力,1\n", FEN_ERR_UNIT_MISSING, "the column has no unit\n  = write the unit in brackets");
  refuses(f, "地区,行业,PM2.5(吨),单位\n太原市,电力,1,万吨\n", FEN_ERR_UNIT_INCOMPATIBLE, "the row's unit is '万吨' and the header's '吨'");
  refuses(f, "地区,行业,PM2.5(吨)\n太原市,电力,\"12,34\"\n", FEN_ERR_TYPE, "its commas part no thousands");
  refuses(f, "地区,行业,PM2.5(吨)\n太原市,电力,１２\n", FEN_ERR_TYPE, "has full-width characters");
  refuses(f, "地区,行业,PM2.5(吨)\n太原市,电力,-2\n", FEN_ERR_NEGATIVE, "negative emission -2");
  refuses(f, "地区,行业,PM2.5(吨)\n太原市,航空,2\n", FEN_ERR_SECTOR_UNKNOWN, "unknown sector '航空'");
  refuses(f, "地区,行业,污染物,排放量(吨)\n太原市,电力,灰,2\n", FEN_ERR_SPECIES_UNKNOWN, "table.csv:2:污染物: error: unknown species '灰'");
  refuses(f, "地区,行业,二氧化硫/PM2.5(吨)\n太原市,电力,2\n", FEN_ERR_COLUMN, "names two species");
  refuses(f, "地区,行业,排放量(吨)\n太原市,电力,2\n", FEN_ERR_COLUMN, "whose amounts these are is not said");
  refuses(f, "地区,行业,污染物,PM2.5(吨)\n太原市,电力,SO2,2\n", FEN_ERR_COLUMN, "a column of pollutants wants one column of amounts");
  refuses(f, "地区,城市,区域,行业,PM2.5(吨)\n太原市,,,电力,2\n", FEN_ERR_COLUMN, "a second column of this kind");
  refuses(f, "地区,行业,PM2.5(吨)\n太\xef\xbf\xbd市,电力,2\n", FEN_ERR_ENCODING, "an earlier conversion has lost a character");
}

static void each_cell_of_a_row_has_its_own_fault(void **state) {
  fixture *f = *state;
  static const fen_status wanted[] = {FEN_ERR_REGION_UNKNOWN, FEN_ERR_SECTOR_UNKNOWN, FEN_ERR_NEGATIVE, FEN_ERR_TYPE};
  fen_diagnostics list = {0};
  fen_error err = {0};
  table(f, FEN_INVENTORY_AREAS, "地区,行业,PM2.5(吨),SO2(吨)\n太元市,航空,2,-3\n太原市,电力,1,约500\n");
  assert_int_equal(refused(&f->params, &list, &err), FEN_ERR_REGION_UNKNOWN);
  assert_int_equal(list.count, 4);
  for (ptrdiff_t n = 0; n < 4; n++)
    assert_int_equal(list.items[n].status, wanted[n]);
  fen_diagnostics_clear(&list);
}

int main(void) {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      CASE(chinese_tables_give_the_bytes_of_english_ones),
      CASE(units_are_those_of_chinese_tables),
      CASE(totals_are_checked_and_not_counted),
      CASE(a_sector_of_the_case_is_no_total_whatever_its_name),
      CASE(rows_without_a_county_repeat_only_their_city),
      CASE(sums_of_faulty_rows_are_not_compared),
      CASE(a_map_splits_and_leaves_out),
      CASE(pollutants_that_the_case_lacks_are_told),
      CASE(faulty_tables_are_refused_with_place_and_remedy),
      CASE(each_cell_of_a_row_has_its_own_fault),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
