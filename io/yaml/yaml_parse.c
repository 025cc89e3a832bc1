#include <libfyaml.h>
#include <string.h>

#include "fenhe/memory.h"
#include "text/utf8.h"
#include "yaml_tree.h"

enum { DEEPEST = 60, MOST_NODES = 1000000, MOST_ANCHORS = 2000 };

typedef struct {
  const char *name; /* within the source, name_bytes long */
  size_t name_bytes;
  fen_yaml_node *node;
} anchor;

typedef struct {
  fen_yaml_node *node;
  fen_yaml_node *key;                /* of a map: waits for its value */
  size_t anchor_start, anchor_bytes; /* 0 bytes: no anchor */
} level;

typedef struct {
  fen_yaml *document;
  fen_diagnostics *faults; /* takes keys given twice; NULL: they end the reading */
  int documents;
  int depth;
  level levels[DEEPEST];
  ptrdiff_t anchor_count, anchor_capacity;
  anchor *anchors;
} builder;

static fen_status refuse(const builder *build, size_t start, size_t bytes, fen_status status, const char *remedy, fen_error *err,
                         const char *message) {
  fen_place place = fen_source_place(&build->document->source, start, bytes);
  return fen_complain(&place, status, remedy, err, "%s", message);
}

static void token_extent(const builder *build, struct fy_token *token, size_t *start, size_t *bytes) {
  const struct fy_mark *from = token ? fy_token_start_mark(token) : NULL;
  const struct fy_mark *to = token ? fy_token_end_mark(token) : NULL;
  size_t size = build->document->source.size;
  *start = from && from->input_pos < size ? from->input_pos : size;
  *bytes = from && to && to->input_pos > *start && to->input_pos <= size ? to->input_pos - *start : 0;
}

static fen_status new_node(builder *build, fen_yaml_kind kind, struct fy_token *token, fen_yaml_node **out, fen_error *err) {
  fen_yaml_node *node;
  fen_status status = FEN_NEW(&node, 1, err);
  if (status)
    return status;
  fen_yaml *document = build->document;
  node->kind = kind;
  node->document = document;
  node->weight = 1.0;
  node->previous = document->last;
  document->last = node;
  token_extent(build, token, &node->start, &node->bytes);
  *out = node;
  return FEN_OK;
}

static fen_status new_scalar(builder *build, struct fy_token *token, fen_yaml_node **out, fen_error *err) {
  fen_status status = new_node(build, FEN_YAML_SCALAR, token, out, err);
  if (status)
    return status;
  size_t size = 0;
  const char *text = token ? fy_token_get_text(token, &size) : "";
  if (!text)
    return fen_fail(err, FEN_ERR_MEMORY, "no memory for a text of the case");
  fen_yaml_node *node = *out;
  enum fy_scalar_style style = token ? fy_scalar_token_get_style(token) : FYSS_PLAIN;
  if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && node->start > 0) {
    node->start--; /* libfyaml leaves the quotes out of the token */
    node->bytes += 2;
  }
  if (memchr(text, '\0', size))
    return refuse(build, node->start, node->bytes, FEN_ERR_SYNTAX, "leave \\0 out", err, "a text with a NUL in it");
  status = fen_allocate((ptrdiff_t)size + 1, 1, &node->text, err);
  if (!status)
    memcpy(node->text, text, size);
  return status;
}

static fen_status name_anchor(builder *build, size_t start, size_t bytes, fen_yaml_node *node, fen_error *err) {
  if (bytes == 0)
    return FEN_OK;
  if (build->anchor_count == MOST_ANCHORS) /* each alias looks through them all */
    return refuse(build, start, bytes, FEN_ERR_SYNTAX, "write the values out", err, "too many anchors");
  fen_status status = fen_make_room(&build->anchors, build->anchor_count, &build->anchor_capacity, sizeof *build->anchors, err);
  if (!status)
    build->anchors[build->anchor_count++] = (anchor){build->document->source.text + start, bytes, node};
  return status;
}

/* The latest anchor of that name; one that is still open is not among them, so that no node can contain itself. */
static fen_yaml_node *find_anchor(const builder *build, const char *name, size_t bytes) {
  for (ptrdiff_t i = build->anchor_count - 1; i >= 0; i--)
    if (build->anchors[i].name_bytes == bytes && memcmp(build->anchors[i].name, name, bytes) == 0)
      return build->anchors[i].node;
  return NULL;
}

static fen_status take_key(builder *build, level *top, fen_yaml_node *node, fen_error *err) {
  if (node->kind != FEN_YAML_SCALAR)
    return refuse(build, node->start, node->bytes, FEN_ERR_SYNTAX, "write the key as one word", err, "a key that is a map or a list");
  if (strcmp(node->text, "<<") == 0)
    return refuse(build, node->start, node->bytes, FEN_ERR_SYNTAX, "repeat the keys", err, "merge keys (<<) are not read");
  top->key = node;
  return FEN_OK;
}

/* Hang a complete scalar, or a collection that has just begun, into the collection around it. */
static fen_status hang(builder *build, fen_yaml_node *node, fen_error *err) {
  if (build->depth == 0) {
    build->document->root = node;
    return FEN_OK;
  }
  level *top = &build->levels[build->depth - 1];
  fen_yaml_node *parent = top->node;
  bool in_map = parent->kind == FEN_YAML_MAP;
  if (in_map && !top->key)
    return take_key(build, top, node, err);
  ptrdiff_t capacity = parent->capacity;
  fen_status status = fen_make_room(&parent->items, parent->count, &capacity, sizeof(void *), err);
  if (!status && in_map)
    status = fen_make_room(&parent->keys, parent->count, &parent->capacity, sizeof(void *), err);
  if (status)
    return status;
  parent->capacity = capacity;
  parent->items[parent->count] = node;
  if (in_map) {
    parent->keys[parent->count] = top->key;
    if (!node->key)
      node->key = top->key;
    if (node->start >= build->document->source.size || (node->kind == FEN_YAML_SCALAR && node->text[0] == '\0' && node->bytes == 0)) {
      node->start = top->key->start; /* an absent value stands where its key stands */
      node->bytes = top->key->bytes;
    }
    top->key = NULL;
  }
  parent->count++;
  return FEN_OK;
}

static fen_status open_collection(builder *build, fen_yaml_kind kind, struct fy_token *token, struct fy_token *anchor_token,
                                  fen_error *err) {
  fen_yaml_node *node;
  fen_status status = new_node(build, kind, token, &node, err);
  if (status)
    return status;
  if (build->depth == DEEPEST)
    return refuse(build, node->start, 1, FEN_ERR_SYNTAX, "nest less", err, "maps and lists nested too deeply: more than 60 in each other");
  status = hang(build, node, err);
  if (status)
    return status;
  level *top = &build->levels[build->depth++];
  *top = (level){.node = node};
  token_extent(build, anchor_token, &top->anchor_start, &top->anchor_bytes);
  return FEN_OK;
}

static fen_status close_collection(builder *build, fen_error *err) {
  level *top = &build->levels[--build->depth];
  fen_yaml_node *node = top->node;
  if (node->kind == FEN_YAML_MAP && node->count > 0 && build->document->source.text[node->start] != '{') {
    /* A complaint about a block map points at its first key, the one about a value's map at the key above it. */
    const fen_yaml_node *shown = node->key ? node->key : node->keys[0];
    node->start = shown->start;
    node->bytes = shown->bytes;
  } else if (node->kind == FEN_YAML_SEQUENCE && node->key && build->document->source.text[node->start] != '[') {
    node->start = node->key->start;
    node->bytes = node->key->bytes;
  }
  for (ptrdiff_t i = 0; i < node->count; i++)
    node->weight += node->items[i]->weight;
  fen_status status = node->kind == FEN_YAML_MAP ? fen_yaml_drop_repeats(node, build->faults, err) : FEN_OK;
  /* Aliases of aliases can stand for more nodes than any reader would finish with. */
  if (!status && !(node->weight <= MOST_NODES))
    status = refuse(build, node->start, node->bytes, FEN_ERR_SYNTAX, "write the values out", err, "aliases that stand for too many values");
  if (!status)
    status = name_anchor(build, top->anchor_start, top->anchor_bytes, node, err);
  return status;
}

static fen_status take_alias(builder *build, struct fy_token *token, fen_error *err) {
  size_t start;
  size_t bytes;
  token_extent(build, token, &start, &bytes);
  fen_yaml_node *node = find_anchor(build, build->document->source.text + start, bytes);
  if (!node)
    return refuse(build, start, bytes, FEN_ERR_SYNTAX, "set the anchor before its alias, and not around it", err,
                  "alias of an unknown anchor");
  return hang(build, node, err);
}

/* The kinds that YAML itself knows are read off the text; any other tag would be silently lost. */
static fen_status check_tag(const builder *build, struct fy_token *tag, fen_error *err) {
  if (!tag)
    return FEN_OK;
  const char *text = fy_token_get_text0(tag);
  if (text && (strncmp(text, "tag:yaml.org,2002:", 18) == 0 || strcmp(text, "!") == 0 || strncmp(text, "!!", 2) == 0))
    return FEN_OK;
  size_t start;
  size_t bytes;
  token_extent(build, tag, &start, &bytes);
  return refuse(build, start, bytes, FEN_ERR_SYNTAX, "leave the tag out", err, "tags of one's own are not read");
}

static fen_status take_scalar(builder *build, const struct fy_event *event, fen_error *err) {
  fen_yaml_node *node = NULL;
  fen_status status = new_scalar(build, event->scalar.value, &node, err);
  size_t start;
  size_t bytes;
  token_extent(build, event->scalar.anchor, &start, &bytes);
  if (!status)
    status = name_anchor(build, start, bytes, node, err);
  return status ? status : hang(build, node, err);
}

static fen_status take_event(builder *build, struct fy_event *event, fen_error *err) {
  fen_status status = check_tag(build, fy_event_get_tag_token(event), err);
  if (status)
    return status;
  switch (event->type) {
  case FYET_DOCUMENT_START:
    if (build->documents++ > 0) {
      size_t start;
      size_t bytes;
      token_extent(build, event->document_start.document_start, &start, &bytes);
      return refuse(build, start, bytes, FEN_ERR_SYNTAX, "put it into a file of its own", err, "a second document in one file");
    }
    return FEN_OK;
  case FYET_MAPPING_START:
    return open_collection(build, FEN_YAML_MAP, event->mapping_start.mapping_start, event->mapping_start.anchor, err);
  case FYET_SEQUENCE_START:
    return open_collection(build, FEN_YAML_SEQUENCE, event->sequence_start.sequence_start, event->sequence_start.anchor, err);
  case FYET_MAPPING_END:
  case FYET_SEQUENCE_END:
    return build->depth > 0 ? close_collection(build, err) : FEN_OK;
  case FYET_SCALAR:
    return take_scalar(build, event, err);
  case FYET_ALIAS:
    return take_alias(build, event->alias.anchor, err);
  default:
    return FEN_OK;
  }
}

static void swallow(struct fy_diag *diag, void *user, const char *text, size_t size) {
  (void)diag, (void)user, (void)text, (void)size;
}

/* libfyaml's first error, at its own place. */
static fen_status syntax_error(const builder *build, struct fy_diag *diag, fen_error *err) {
  const fen_source *source = &build->document->source;
  void *state = NULL;
  const struct fy_diag_error *fault = fy_diag_errors_iterate(diag, &state);
  size_t at = 0;
  for (int line = 1; fault && line < fault->line && at < source->size; line++)
    at += strcspn(source->text + at, "\n") + 1;
  const size_t line_start = at;
  if (fault && at < source->size) {
    size_t length = strcspn(source->text + at, "\r\n");
    unsigned code;
    for (int column = 1; column < fault->column && length > 0; column++) {
      size_t bytes = fen_utf8_decode(source->text + at, length, &code);
      at += bytes ? bytes : 1;
      length -= bytes ? bytes : 1;
    }
  }
  fen_place place = fen_source_place(source, at, 1);
  const char *message = fault && fault->msg ? fault->msg : "this is no YAML";
  return fen_complain(&place, FEN_ERR_SYNTAX, fen_yaml_syntax_hint(source, line_start, at, message), err, "%s", message);
}

static fen_status take_events(builder *build, struct fy_parser *parser, struct fy_diag *diag, fen_error *err) {
  for (;;) {
    struct fy_event *event = fy_parser_parse(parser);
    if (!event)
      return fy_parser_get_stream_error(parser) ? syntax_error(build, diag, err) : FEN_OK;
    fen_status status = take_event(build, event, err);
    fy_parser_event_free(parser, event);
    if (status)
      return status;
  }
}

fen_status fen_yaml_parse(fen_yaml *document, fen_diagnostics *faults, fen_error *err) {
  const struct fy_diag_cfg quiet = {.output_fn = swallow, .level = FYET_ERROR, .module_mask = ~0u};
  builder *build;
  fen_status status = FEN_NEW(&build, 1, err);
  if (status)
    return status;
  build->document = document;
  build->faults = faults;
  struct fy_diag *diag = fy_diag_create(&quiet);
  struct fy_parser *parser = NULL;
  if (diag) {
    fy_diag_set_collect_errors(diag, true);
    const struct fy_parse_cfg settings = {.search_path = "", .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG, .diag = diag};
    parser = fy_parser_create(&settings);
  }
  if (!parser || fy_parser_set_string(parser, document->source.text, document->source.size))
    status = fen_fail(err, FEN_ERR_LIBRARY, "%s: libfyaml does not start; free some memory", document->source.path);
  if (!status)
    status = take_events(build, parser, diag, err);
  if (!status && !document->root) {
    const fen_place place = {.path = document->source.path};
    status = fen_complain(&place, FEN_ERR_SYNTAX, "write at least one key and its value", err, "the file is empty");
  }
  fy_parser_destroy(parser);
  fy_diag_destroy(diag);
  fen_free(build->anchors);
  fen_free(build);
  return status;
}
