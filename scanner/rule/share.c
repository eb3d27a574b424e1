/*
 * share.c - literals that several rules can look for.
 *
 * A literal costs once, however many rules hang on it.  What is cheapest for a rule alone need not be for all of them, so each is
 * derived again with those of the others known.  A second time over gains nothing.
 */
#include "rule/compile_parts.h"

#include "base/err.h"

/* Who has so few has little to share. */
#define FEW 3

/* Of the same bytes there is one literal (join.c), found in runs only where every rule needs it there only. */
typedef struct entry {
	const umb_literal *literal; /* NULL: free */
	uint32_t           n_word, n_run; /* anchors */
} entry;

typedef struct sharing {
	entry    *entry;
	uint32_t  mask;
} sharing;

static uint32_t hash(const uint8_t *bytes, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++)
		h = (h ^ bytes[i]) * 16777619u;
	return h ^ h >> 15;
}

static entry *find(const sharing *s, const uint8_t *bytes, size_t len)
{
	uint32_t i = hash(bytes, len) & s->mask;

	while (s->entry[i].literal && (s->entry[i].literal->len != len || memcmp(s->entry[i].literal->bytes, bytes, len) != 0))
		i = (i + 1) & s->mask;
	return &s->entry[i];
}

static bool has(const void *ctx, const uint8_t *bytes, size_t len, bool in_run)
{
	const entry *e = find(ctx, bytes, len);

	return e->n_word > 0 || (in_run && e->n_run > 0);
}

static void count(sharing *s, const umb_literal *l, bool is_more)
{
	entry    *e = find(s, l->bytes, l->len);
	uint32_t *n = l->in_run ? &e->n_run : &e->n_word;


	e->literal = e->literal ? e->literal : l;
	*n += is_more ? 1 : UINT32_MAX;
}

static void count_all(sharing *s, const umb_derived *d, bool is_more)
{
	for (size_t i = 0; i < d->n_anchors; i++)
		count(s, &d->anchor[i].literal, is_more);
}

/* Each in turn, so that the next one knows what became of it. */
static umb_status derive_again(umb_compiler *c, sharing *s)
{
	umb_known_literals known = { has, s };

	for (size_t i = 0; i < c->n_rules; i++) {
		umb_derived *d = &c->derived[i], better;

		if (!c->tree[i] || d->n_anchors < FEW)
			continue;
		count_all(s, d, false);
		if (umb_pattern_derive(&better, &c->work, c->tree[i], &known, c->err) != UMB_OK)
			return UMB_E_NOMEM;
		if (better.n_anchors > 0) {
			*d = better;
			umb_rule_measure(&c->rules[i], d);
		}
		count_all(s, d, true);
	}
	return UMB_OK;
}

umb_status umb_rules_share(umb_compiler *c)
{
	sharing s = { NULL, 0 };
	size_t  n = c->base ? c->base->n_literals : 0, size = 1;

	for (size_t i = 0; i < c->n_rules; i++)
		n += c->derived[i].n_anchors;
	/* Room for what is chosen instead. */
	while (size < 8 * n + 65536)
		size *= 2;
	s.entry = umb_arena_zero(&c->work, size, sizeof(*s.entry));
	if (!s.entry)
		return umb_err_set(c->err, UMB_E_NOMEM, "out of memory while compiling rules");
	s.mask = (uint32_t)(size - 1);
	for (size_t i = 0; c->base && i < c->base->n_literals; i++)
		count(&s, umb_literal_set_at(c->base->literals, i), true);
	for (size_t i = 0; i < c->n_rules; i++)
		count_all(&s, &c->derived[i], true);
	return derive_again(c, &s);
}
