/*
 * yaml_doc.c - libyaml's events to our nodes.
 *
 * Built from events and not from libyaml's own document tree, because that one expands nothing but
 * also limits nothing, and loses where an alias was used.
 */
#include "conf/yaml_doc.h"

#include <yaml.h>

#include "base/err.h"

typedef struct anchor {
	const char          *name;
	const umb_yaml_node *node;
	struct anchor       *next;
} anchor;

typedef struct reader {
	yaml_parser_t  parser;
	umb_arena     *arena;
	umb_err       *err;
	umb_yaml_place *at; /* of the error, or NULL */
	umb_slice      text;
	anchor        *anchors;
	umb_yaml_node *open[UMB_YAML_MAX_DEPTH]; /* containers that are being read */
	const umb_yaml_node *key[UMB_YAML_MAX_DEPTH]; /* key that waits for its value, per open map */
	size_t         depth;
	umb_yaml_node *root;
	uint32_t       weight;
	size_t         n_documents;
} reader;

static umb_status fail(reader *r, yaml_mark_t at, const char *words)
{
	umb_status st = umb_err_set(r->err, UMB_E_FORMAT, "%s", words);

	if (r->at)
		*r->at = (umb_yaml_place){ (uint32_t)at.line + 1, (uint32_t)at.column + 1 };
	else
		umb_err_wrap(r->err, "line %zu, column %zu", at.line + 1, at.column + 1);
	return st;
}

/* libyaml says what it wanted, and in another place what it was about. */
static umb_status fail_parser(reader *r)
{
	const yaml_parser_t *p    = &r->parser;
	yaml_mark_t          mark = p->problem_mark;
	umb_status           st;

	if (p->error == YAML_READER_ERROR) { /* bytes that are no text: there is only an offset */
		mark.line = mark.column = 0;
		for (size_t i = 0; i < p->problem_offset && i < r->text.len; i++) {
			mark.column = r->text.ptr[i] == '\n' ? 0 : mark.column + 1;
			mark.line += r->text.ptr[i] == '\n';
		}
	}
	st = fail(r, mark, p->problem ? p->problem : "not YAML");
	if (p->context && r->at && p->context_mark.line != mark.line)
		st = umb_err_set(r->err, UMB_E_FORMAT, "%s (%s that begins in line %zu)", p->problem, p->context, p->context_mark.line + 1);
	return st;
}

static umb_status charge(reader *r, uint32_t weight, yaml_mark_t at)
{
	if (weight > UMB_YAML_MAX_WEIGHT - r->weight)
		return fail(r, at, "too many nodes (aliases count with all they stand for)");
	r->weight += weight;
	return UMB_OK;
}

static umb_status append(reader *r, umb_yaml_node *container, const umb_yaml_node *key, const umb_yaml_node *value)
{
	umb_yaml_item *item = umb_arena_zero(r->arena, 1, sizeof(*item));

	if (!item)
		return umb_err_set(r->err, UMB_E_NOMEM, "out of memory");
	item->key   = key;
	item->value = value;
	if (container->last)
		container->last->next = item;
	else
		container->first = item;
	container->last = item;
	container->n_items++;
	return UMB_OK;
}

/* Puts a finished or just opened node into the container it stands in. */
static umb_status place(reader *r, const umb_yaml_node *node, yaml_mark_t at)
{
	umb_yaml_node *top = r->depth ? r->open[r->depth - 1] : NULL;

	if (!top)
		return UMB_OK;
	if (top->kind == UMB_YAML_LIST)
		return append(r, top, NULL, node);
	if (!r->key[r->depth - 1]) {
		if (node->kind != UMB_YAML_SCALAR)
			return fail(r, at, "a key must be plain text");
		r->key[r->depth - 1] = node;
		return UMB_OK;
	}
	if (umb_yaml_get(top, r->key[r->depth - 1]->text))
		return fail(r, at, "this key is there twice");
	const umb_yaml_node *key = r->key[r->depth - 1];
	r->key[r->depth - 1]     = NULL;
	return append(r, top, key, node);
}

static umb_status remember(reader *r, const yaml_char_t *name, const umb_yaml_node *node)
{
	anchor *a;

	if (!name)
		return UMB_OK;
	a = umb_arena_zero(r->arena, 1, sizeof(*a));
	if (a)
		a->name = umb_arena_strdup(r->arena, (const char *)name);
	if (!a || !a->name)
		return umb_err_set(r->err, UMB_E_NOMEM, "out of memory");
	a->node    = node;
	a->next    = r->anchors;
	r->anchors = a;
	return UMB_OK;
}

static umb_status new_node(reader *r, umb_yaml_node **out, umb_yaml_kind kind, const yaml_event_t *ev)
{
	umb_yaml_node *n = umb_arena_zero(r->arena, 1, sizeof(*n));

	if (!n)
		return umb_err_set(r->err, UMB_E_NOMEM, "out of memory");
	n->kind   = kind;
	n->text   = "";
	n->line   = (uint32_t)ev->start_mark.line + 1;
	n->column = (uint32_t)ev->start_mark.column + 1;
	n->weight = r->weight; /* becomes the difference when the node is closed */
	if (!r->root)
		r->root = n;
	*out = n;
	return charge(r, 1, ev->start_mark);
}

static umb_status on_scalar(reader *r, const yaml_event_t *ev)
{
	umb_yaml_node *n;
	umb_status     st = new_node(r, &n, UMB_YAML_SCALAR, ev);

	if (st != UMB_OK)
		return st;
	if (memchr(ev->data.scalar.value, 0, ev->data.scalar.length))
		return fail(r, ev->start_mark, "a NUL byte inside text");
	n->text      = umb_arena_strndup(r->arena, ev->data.scalar.value, ev->data.scalar.length);
	n->is_quoted = ev->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	n->weight    = 1;
	if (!n->text)
		return umb_err_set(r->err, UMB_E_NOMEM, "out of memory");
	st = remember(r, ev->data.scalar.anchor, n);
	return st == UMB_OK ? place(r, n, ev->start_mark) : st;
}

static umb_status on_open(reader *r, umb_yaml_kind kind, const yaml_char_t *name, const yaml_event_t *ev)
{
	umb_yaml_node *n;
	umb_status     st = new_node(r, &n, kind, ev);

	if (st == UMB_OK)
		st = remember(r, name, n);
	if (st == UMB_OK)
		st = place(r, n, ev->start_mark);
	if (st != UMB_OK)
		return st;
	if (r->depth == UMB_YAML_MAX_DEPTH)
		return fail(r, ev->start_mark, "nested too deeply");
	n->is_open         = true;
	r->key[r->depth]   = NULL;
	r->open[r->depth++] = n;
	return UMB_OK;
}

static void on_close(reader *r)
{
	umb_yaml_node *n = r->open[--r->depth];

	n->is_open = false;
	n->weight  = r->weight - n->weight;
}

static umb_status on_alias(reader *r, const yaml_event_t *ev)
{
	for (anchor *a = r->anchors; a; a = a->next) {
		if (strcmp(a->name, (const char *)ev->data.alias.anchor) != 0)
			continue;
		if (a->node->is_open)
			return fail(r, ev->start_mark, "an alias to something it stands in");
		umb_status st = charge(r, a->node->weight, ev->start_mark);
		return st == UMB_OK ? place(r, a->node, ev->start_mark) : st;
	}
	return fail(r, ev->start_mark, "an alias without its anchor");
}

static umb_status on_event(reader *r, const yaml_event_t *ev)
{
	switch (ev->type) {
	case YAML_DOCUMENT_START_EVENT:
		return ++r->n_documents > 1 ? fail(r, ev->start_mark, "a second document") : UMB_OK;
	case YAML_SCALAR_EVENT:
		return on_scalar(r, ev);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(r, UMB_YAML_LIST, ev->data.sequence_start.anchor, ev);
	case YAML_MAPPING_START_EVENT:
		return on_open(r, UMB_YAML_MAP, ev->data.mapping_start.anchor, ev);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		on_close(r);
		return UMB_OK;
	case YAML_ALIAS_EVENT:
		return on_alias(r, ev);
	default:
		return UMB_OK;
	}
}

static umb_status read_all(reader *r)
{
	umb_status st = UMB_OK;
	bool       at_end = false;

	while (st == UMB_OK && !at_end) {
		yaml_event_t ev;

		if (!yaml_parser_parse(&r->parser, &ev)) {
			if (r->parser.error == YAML_MEMORY_ERROR)
				return umb_err_set(r->err, UMB_E_NOMEM, "out of memory");
			return fail_parser(r);
		}
		at_end = ev.type == YAML_STREAM_END_EVENT;
		st     = on_event(r, &ev);
		yaml_event_delete(&ev);
	}
	return st;
}

umb_status umb_yaml_parse(const umb_yaml_node **out, umb_arena *arena, umb_slice text, umb_yaml_place *at, umb_err *err)
{
	reader     r = { .arena = arena, .err = err, .at = at, .text = text };
	umb_status st;

	if (at)
		*at = (umb_yaml_place){ 1, 1 };
	if (text.len > UMB_YAML_MAX_BYTES)
		return umb_err_set(err, UMB_E_LIMIT, "larger than %u bytes", UMB_YAML_MAX_BYTES);
	if (!yaml_parser_initialize(&r.parser))
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	yaml_parser_set_input_string(&r.parser, text.ptr ? text.ptr : (const uint8_t *)"", text.len);
	st = read_all(&r);
	yaml_parser_delete(&r.parser);
	if (st == UMB_OK && !r.root)
		st = fail(&r, (yaml_mark_t){ 0, 0, 0 }, "empty");
	if (st == UMB_OK)
		*out = r.root;
	return st;
}

const umb_yaml_node *umb_yaml_get(const umb_yaml_node *map, const char *key)
{
	if (!map || map->kind != UMB_YAML_MAP)
		return NULL;
	for (const umb_yaml_item *i = map->first; i; i = i->next) {
		if (strcmp(i->key->text, key) == 0)
			return i->value;
	}
	return NULL;
}
