/*
 * bind.c - see bind.h.
 */
#include "conf/bind.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/number.h"
#include "base/text.h"

#define MAX_FIELDS 64

void umb_bind_error(umb_binder *b, const umb_yaml_node *node, const char *fmt, ...)
{
	umb_buf text = UMB_BUF_INIT_MAX(4096);
	va_list ap;

	b->n_errors++;
	if (!b->error)
		return;
	va_start(ap, fmt);
	umb_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	b->error(b->ctx, b->file, node ? (umb_yaml_place){ node->line, node->column } : (umb_yaml_place){ 1, 1 }, umb_buf_str(&text));
	umb_buf_clear(&text);
}

void umb_bind_unknown(umb_binder *b, const umb_yaml_node *node, const char *what, const char *const *names, size_t n_names)
{
	const char *near = umb_text_near_miss(node->text, names, n_names);

	if (near)
		umb_bind_error(b, node, "unknown %s '%s' (did you mean '%s'?)", what, node->text, near);
	else
		umb_bind_error(b, node, "unknown %s '%s'", what, node->text);
}

const char *umb_bind_str(umb_binder *b, const umb_yaml_node *node)
{
	if (node->kind != UMB_YAML_SCALAR) {
		umb_bind_error(b, node, "text expected, not a %s", node->kind == UMB_YAML_MAP ? "map" : "list");
		return "";
	}
	return node->text;
}

bool umb_bind_bool(umb_binder *b, const umb_yaml_node *node, bool fallback)
{
	const char *text = umb_bind_str(b, node);

	if (strcmp(text, "true") == 0)
		return true;
	if (strcmp(text, "false") == 0)
		return false;
	umb_bind_error(b, node, "'true' or 'false' expected");
	return fallback;
}

/* Decimal with an optional fraction: all that rules need, and no locale in it. */
static bool parse_number(const char *text, double *out)
{
	umb_slice whole = umb_slice_str(text), part = UMB_SLICE_INIT;
	size_t    dot = umb_text_find(whole, umb_slice_str("."));
	uint64_t  a = 0, f = 0;
	double    scale = 1;

	if (dot != SIZE_MAX) {
		part  = umb_slice_sub(whole, dot + 1, whole.len);
		whole = umb_slice_sub(whole, 0, dot);
	}
	if (!umb_parse_u64(&a, whole, 0, UINT32_MAX) || part.len > 9)
		return false;
	if (dot != SIZE_MAX && !umb_parse_u64(&f, part, 0, UINT32_MAX))
		return false;
	for (size_t i = 0; i < part.len; i++)
		scale *= 10;
	*out = (double)a + (double)f / scale;
	return true;
}

double umb_bind_number(umb_binder *b, const umb_yaml_node *node, double min, double max, double fallback)
{
	double n = 0;

	if (!parse_number(umb_bind_str(b, node), &n) || n < min || n > max) {
		umb_bind_error(b, node, "a number from %g to %g expected", min, max);
		return fallback;
	}
	return n;
}

const char *const *umb_bind_str_list(umb_binder *b, const umb_yaml_node *node)
{
	static const char *const none[] = { NULL };
	bool         is_list = node->kind == UMB_YAML_LIST;
	const char **list = umb_arena_zero(b->arena, (is_list ? node->n_items : 1) + 1, sizeof(*list));
	size_t       n = 0;

	if (!list) {
		b->is_out_of_memory = true;
		return none;
	}
	if (!is_list) {
		list[0] = umb_bind_str(b, node);
		return list;
	}
	for (const umb_yaml_item *i = node->first; i; i = i->next)
		list[n++] = umb_bind_str(b, i->value);
	return list;
}

int umb_bind_word(umb_binder *b, const umb_yaml_node *node, const char *const *words)
{
	const char *text = umb_bind_str(b, node);
	size_t      n = 0;

	for (; words[n]; n++) {
		if (strcmp(words[n], text) == 0)
			return (int)n;
	}
	umb_bind_unknown(b, node, "word", words, n);
	return 0;
}

static void bind_field(umb_binder *b, const umb_yaml_node *node, const umb_bind_field *f, void *base)
{
	void *at = (char *)base + f->offset;

	switch (f->type) {
	case UMB_BIND_STR:
		*(const char **)at = umb_bind_str(b, node);
		break;
	case UMB_BIND_BOOL:
		*(bool *)at = umb_bind_bool(b, node, *(bool *)at);
		break;
	case UMB_BIND_UINT:
		*(uint32_t *)at = (uint32_t)umb_bind_number(b, node, 0, 1000000, *(uint32_t *)at);
		break;
	case UMB_BIND_WORD:
		*(int *)at = umb_bind_word(b, node, f->words);
		break;
	case UMB_BIND_STR_LIST:
		*(const char *const **)at = umb_bind_str_list(b, node);
		break;
	case UMB_BIND_CUSTOM:
		f->custom(b, node, at);
		break;
	}
}

void umb_bind_map(umb_binder *b, const umb_yaml_node *map, const umb_bind_field *fields, size_t n_fields, void *target)
{
	const char *names[MAX_FIELDS];
	bool        seen[MAX_FIELDS] = { false };

	UMB_ASSERT(n_fields <= MAX_FIELDS);
	if (map->kind != UMB_YAML_MAP) {
		umb_bind_error(b, map, "a map (key: value) expected");
		return;
	}
	for (size_t i = 0; i < n_fields; i++)
		names[i] = fields[i].name;
	for (const umb_yaml_item *item = map->first; item; item = item->next) {
		size_t i = 0;

		while (i < n_fields && strcmp(names[i], item->key->text) != 0)
			i++;
		if (i == n_fields) {
			umb_bind_unknown(b, item->key, "key", names, n_fields);
			continue;
		}
		seen[i] = true;
		bind_field(b, item->value, &fields[i], target);
	}
	for (size_t i = 0; i < n_fields; i++) {
		if (fields[i].is_required && !seen[i])
			umb_bind_error(b, map, "key '%s' is missing", names[i]);
	}
}
