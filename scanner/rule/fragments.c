/*
 * fragments.c - parts of patterns that the rules of a pack share: `{{name}}` in a pattern stands for what the pack says
 * under `fragments:`.  A fragment may hold others; how deep and how long the whole gets is bounded.
 */
#include "rule/fragments.h"

#include "base/buf.h"

#define MAX_DEPTH 4
#define MAX_PATTERN 65536

typedef struct expansion {
	umb_buf              out;
	const umb_yaml_node *fragments;
	umb_binder          *b;
	const umb_yaml_node *at; /* the pattern that is being expanded, for errors */
} expansion;

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* The length of a name between `{{` and `}}`, or 0. */
static size_t name_len(const char *text)
{
	size_t n = 0;

	while (is_name_char(text[n]))
		n++;
	return text[0] >= 'a' && text[0] <= 'z' && text[n] == '}' && text[n + 1] == '}' ? n : 0;
}

static const umb_yaml_node *find(const expansion *e, const char *name, size_t len)
{
	for (const umb_yaml_item *i = e->fragments ? e->fragments->first : NULL; i; i = i->next) {
		if (strlen(i->key->text) == len && memcmp(i->key->text, name, len) == 0)
			return i->value;
	}
	return NULL;
}

static void expand(expansion *e, const char *text, unsigned depth)
{
	for (const char *p = text; *p;) {
		size_t               n = p[0] == '{' && p[1] == '{' ? name_len(p + 2) : 0;
		const umb_yaml_node *part;

		if (n == 0) {
			umb_buf_append_byte(&e->out, (uint8_t)*p++);
			continue;
		}
		part = find(e, p + 2, n);
		if (!part)
			umb_bind_error(e->b, e->at, "the pack has no fragment '%.*s'", (int)n, p + 2);
		else if (depth == MAX_DEPTH)
			umb_bind_error(e->b, e->at, "fragments inside fragments deeper than %d: '%.*s'", MAX_DEPTH, (int)n, p + 2);
		if (!part || depth == MAX_DEPTH)
			return;
		expand(e, part->text, depth + 1);
		p += n + 4;
	}
}

const char *umb_fragments_expand(umb_binder *b, const umb_yaml_node *fragments, const umb_yaml_node *at, const char *text)
{
	expansion   e = { UMB_BUF_INIT_MAX(MAX_PATTERN), fragments, b, at };
	const char *out = text;

	if (!strstr(text, "{{"))
		return text;
	expand(&e, text, 0);
	if (e.out.failed == UMB_E_LIMIT)
		umb_bind_error(b, at, "longer than %d bytes with its fragments", MAX_PATTERN);
	else if (e.out.failed != UMB_OK || !(out = umb_arena_strdup(b->arena, umb_buf_str(&e.out))))
		b->is_out_of_memory = true;
	umb_buf_clear(&e.out);
	return out ? out : text;
}

void umb_fragments_bind(umb_binder *b, const umb_yaml_node *node, void *target)
{
	if (node->kind != UMB_YAML_MAP) {
		umb_bind_error(b, node, "a map of names and parts of patterns expected");
		return;
	}
	for (const umb_yaml_item *i = node->first; i; i = i->next) {
		size_t n = 0;

		while (is_name_char(i->key->text[n]))
			n++;
		if (n == 0 || i->key->text[n] || i->key->text[0] < 'a')
			umb_bind_error(b, i->key, "the name of a fragment begins with a letter and is made of a-z, 0-9 and '-'");
		else if (i->value->kind != UMB_YAML_SCALAR)
			umb_bind_error(b, i->value, "a part of a pattern expected");
		else
			continue;
		return;
	}
	*(const umb_yaml_node **)target = node;
}
