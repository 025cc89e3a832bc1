#include "fenhe/netcdf_combine.h"

#include <math.h>
#include <netcdf.h>
#include <string.h>

#include "fenhe/memory.h"
#include "files/replace.h"
#include "netcdf_handle.h"

/* Values at a time; the chunks that are kept in memory of a variable that is read once. */
enum { SLAB_VALUES = 1 << 22, CACHE_SLOTS = 7 };

/* Beyond this a float is a fill value. */
static const double largest = 9.0e36;

typedef struct {
  const fen_nc_combination *how;
  fen_nc_reader *source;
  fen_replacement file;
  int target;             /* netcdf-c's; -1: closed */
  double *values, *terms; /* shape [room] */
  ptrdiff_t room;
} combining;

/* A variable of the source and its counterpart. */
typedef struct {
  int id, made;
  nc_type type;
  char name[NC_MAX_NAME + 1];
  fen_nc_shape shape;
} variable;

static fen_status unwritable(const combining *c, const char *name, int code, fen_error *err) {
  if (code > 0)
    return fen_file_unwritable(c->file.path, code, err);
  return fen_fail(err, FEN_ERR_WRITE, "%s: error: variable %s cannot be written: %s\n  = check the space on that disk", c->file.path, name,
                  nc_strerror(code));
}

static fen_status copy_dimensions(const combining *c, fen_error *err) {
  int count = 0;
  int code = nc_inq_ndims(c->source->file, &count);
  for (int d = 0; !code && d < count; d++) {
    char name[NC_MAX_NAME + 1];
    size_t length = 0;
    int made;
    code = nc_inq_dim(c->source->file, d, name, &length);
    if (c->how->dimension && strcmp(name, c->how->dimension) == 0)
      length = (size_t)c->how->row_count;
    if (!code)
      code = nc_def_dim(c->target, name, length, &made);
  }
  return code ? unwritable(c, "(dimensions)", code, err) : FEN_OK;
}

static int copy_attributes(const combining *c, int from, int to) {
  int count = 0;
  int code = from == NC_GLOBAL ? nc_inq_natts(c->source->file, &count) : nc_inq_varnatts(c->source->file, from, &count);
  for (int a = 0; !code && a < count; a++) {
    char name[NC_MAX_NAME + 1];
    code = nc_inq_attname(c->source->file, from, a, name);
    if (!code)
      code = nc_copy_att(c->source->file, from, name, c->target, to);
  }
  return code;
}

static fen_status write_globals(const combining *c, const char *const *pairs, fen_error *err) {
  int code = copy_attributes(c, NC_GLOBAL, NC_GLOBAL);
  for (; !code && pairs && *pairs; pairs += 2)
    code = nc_put_att_text(c->target, NC_GLOBAL, pairs[0], strlen(pairs[1]), pairs[1]);
  return code ? unwritable(c, "(attributes)", code, err) : FEN_OK;
}

/* Whether only some rows of a variable stay. */
static bool has_rows(const combining *c, const variable *v) {
  return c->how->dimension && v->shape.rank > 0 && strcmp(v->shape.dimension[0], c->how->dimension) == 0;
}

static int define(const combining *c, variable *v) {
  int rank = 0;
  int dimensions[NC_MAX_VAR_DIMS];
  int storage = NC_CONTIGUOUS;
  size_t chunks[NC_MAX_VAR_DIMS];
  int code = nc_inq_var(c->source->file, v->id, NULL, &v->type, &rank, dimensions, NULL);
  if (!code)
    code = nc_def_var(c->target, v->name, v->type, rank, dimensions, &v->made);
  if (!code && rank > 0)
    code = nc_inq_var_chunking(c->source->file, v->id, &storage, chunks);
  if (!code && has_rows(c, v) && storage == NC_CHUNKED && chunks[0] > (size_t)c->how->row_count)
    chunks[0] = (size_t)c->how->row_count;
  if (!code && rank > 0 && storage == NC_CHUNKED)
    code = nc_def_var_chunking(c->target, v->made, NC_CHUNKED, chunks);
  if (!code && rank > 0)
    code = nc_def_var_deflate(c->target, v->made, 1, 1, 1);
  return code ? code : copy_attributes(c, v->id, v->made);
}

static ptrdiff_t values_of(const fen_nc_shape *shape, int from) {
  ptrdiff_t count = 1;
  for (int d = from; d < shape->rank; d++)
    count *= shape->shape[d];
  return count;
}

static fen_status make_room(combining *c, ptrdiff_t count, fen_error *err) {
  if (count <= c->room)
    return FEN_OK;
  fen_free(c->values);
  fen_free(c->terms);
  c->values = c->terms = NULL;
  c->room = 0;
  fen_status status = FEN_NEW(&c->values, count, err);
  if (!status)
    status = FEN_NEW(&c->terms, count, err);
  c->room = status ? 0 : count;
  return status;
}

static fen_status copy_text(combining *c, const variable *v, fen_error *err) {
  bool some = has_rows(c, v);
  ptrdiff_t rows = some ? c->how->row_count : 1;
  ptrdiff_t count = values_of(&v->shape, some ? 1 : 0);
  size_t from[FEN_NC_MAX_RANK] = {0};
  size_t to[FEN_NC_MAX_RANK] = {0};
  size_t extent[FEN_NC_MAX_RANK] = {0};
  for (int d = 0; d < v->shape.rank; d++)
    extent[d] = some && d == 0 ? 1 : (size_t)v->shape.shape[d];
  fen_status status = make_room(c, count, err); /* of doubles, more than it takes */
  for (ptrdiff_t n = 0; !status && count > 0 && n < rows; n++) {
    from[0] = some ? (size_t)c->how->rows[n] : 0;
    to[0] = (size_t)n;
    int code = nc_get_vara_text(c->source->file, v->id, from, extent, (char *)c->values);
    if (code)
      return fen_nc_refused(c->source, v->name, code, err);
    code = nc_put_vara_text(c->target, v->made, to, extent, (const char *)c->values);
    status = code ? unwritable(c, v->name, code, err) : FEN_OK;
  }
  return status;
}

static int read_slab(const combining *c, int id, const size_t *start, const size_t *count, double *out) {
  return nc_get_vara_double(c->source->file, id, start, count, out);
}

/* One slab of a sum; the first part decides where values are missing. */
static fen_status sum_slab(const combining *c, const variable *v, const fen_nc_fate *fate, const int *ids, const size_t *from,
                           const size_t *to, const size_t *extent, ptrdiff_t count, fen_error *err) {
  int code = 0;
  for (ptrdiff_t p = 0; !code && p < fate->count; p++) {
    double weight = fate->parts[p].weight;
    code = read_slab(c, ids[p], from, extent, c->terms);
    for (ptrdiff_t n = 0; !code && n < count; n++) {
      if (p == 0)
        c->values[n] = fabs(c->terms[n]) < largest ? weight * c->terms[n] : c->terms[n];
      else if (fabs(c->values[n]) < largest)
        c->values[n] += weight * c->terms[n];
    }
  }
  if (code)
    return fen_nc_refused(c->source, v->name, code, err);
  code = nc_put_vara_double(c->target, v->made, to, extent, c->values);
  return code ? unwritable(c, v->name, code, err) : FEN_OK;
}

/* Ids of the parts, which must have the variable's shape; what is read once is not kept in memory. */
static fen_status find_parts(const combining *c, const variable *v, const fen_nc_fate *fate, int *ids, fen_error *err) {
  fen_status status = FEN_OK;
  for (ptrdiff_t p = 0; !status && p < fate->count; p++) {
    fen_nc_shape shape;
    status = fen_nc_variable_shape(c->source, fate->parts[p].name, &shape, err);
    if (!status)
      status = fen_nc_find(c->source, fate->parts[p].name, &ids[p], err);
    if (status)
      return status;
    bool same = shape.rank == v->shape.rank;
    for (int d = 0; same && d < shape.rank; d++)
      same = shape.shape[d] == v->shape.shape[d];
    if (!same)
      return fen_nc_fail(c->source, fate->parts[p].name, FEN_ERR_SHAPE, NULL, err, "it has not the shape of %s", v->name);
    (void)nc_set_var_chunk_cache(c->source->file, ids[p], (size_t)values_of(&shape, 1) * sizeof(double), CACHE_SLOTS, 1.0F);
  }
  return status;
}

static fen_status fill(combining *c, const variable *v, const fen_nc_fate *asked, fen_error *err) {
  fen_nc_part self = {.weight = 1.0};
  fen_nc_fate fate = *asked;
  if (fate.count == FEN_NC_KEEP) {
    memcpy(self.name, v->name, strlen(v->name) + 1);
    fate = (fen_nc_fate){1, &self};
  }
  const fen_nc_shape *shape = &v->shape;
  ptrdiff_t total = values_of(shape, 0);
  bool some = has_rows(c, v);
  ptrdiff_t slabs = some ? c->how->row_count : shape->rank > 1 && total > SLAB_VALUES ? shape->shape[0] : 1;
  size_t from[FEN_NC_MAX_RANK] = {0};
  size_t to[FEN_NC_MAX_RANK] = {0};
  size_t extent[FEN_NC_MAX_RANK] = {0};
  int *ids = NULL;
  for (int d = 0; d < shape->rank; d++)
    extent[d] = (size_t)shape->shape[d];
  if (slabs > 1 || some)
    extent[0] = 1;
  ptrdiff_t values = slabs > 1 || some ? values_of(shape, 1) : total;
  fen_status status = total == 0 ? FEN_OK : make_room(c, values, err);
  if (!status)
    status = FEN_NEW(&ids, fate.count, err);
  if (!status)
    status = find_parts(c, v, &fate, ids, err);
  for (ptrdiff_t s = 0; !status && total > 0 && s < slabs; s++) {
    from[0] = (size_t)(some ? c->how->rows[s] : s);
    to[0] = (size_t)s;
    status = sum_slab(c, v, &fate, ids, from, to, extent, values, err);
  }
  fen_free(ids);
  return status;
}

static fen_status copy_variable(combining *c, int id, fen_error *err) {
  variable v = {.id = id};
  fen_status status = fen_nc_variable_name(c->source, id, v.name, err);
  if (status)
    return status;
  fen_nc_fate fate = c->how->choose(c->how->context, c->source, v.name);
  if (fate.count == FEN_NC_DROP)
    return FEN_OK;
  status = fen_nc_variable_shape(c->source, v.name, &v.shape, err);
  int code = status ? 0 : define(c, &v);
  if (code)
    return unwritable(c, v.name, code, err);
  if (status)
    return status;
  return v.type == NC_CHAR ? copy_text(c, &v, err) : fill(c, &v, &fate, err);
}

static fen_status finish(combining *c, fen_error *err) {
  int code = nc_close(c->target);
  c->target = -1;
  return code ? unwritable(c, "(the whole file)", code, err) : fen_replacement_commit(&c->file, err);
}

fen_status fen_nc_combine(const char *source, const char *target, const fen_nc_combination *how, fen_error *err) {
  combining c = {.how = how, .target = -1};
  fen_status status = fen_nc_open(source, &c.source, err);
  if (!status)
    status = fen_replacement_begin(target, &c.file, err);
  if (!status) {
    int code = nc_create(c.file.temporary, NC_CLOBBER | NC_NETCDF4, &c.target);
    if (code) {
      c.target = -1;
      status = unwritable(&c, "(the file)", code, err);
    }
  }
  if (!status)
    status = copy_dimensions(&c, err);
  if (!status)
    status = write_globals(&c, how->globals, err);
  for (ptrdiff_t n = 0; !status && n < fen_nc_variable_count(c.source); n++)
    status = copy_variable(&c, (int)n, err);
  if (!status)
    status = finish(&c, err);
  if (c.target >= 0 && nc_sync(c.target) == NC_NOERR)
    (void)nc_abort(c.target);
  if (c.file.temporary)
    fen_replacement_discard(&c.file);
  fen_free(c.values);
  fen_free(c.terms);
  fen_nc_close(&c.source);
  return status;
}
