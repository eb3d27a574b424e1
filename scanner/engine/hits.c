/*
 * hits.c - judging matches, resolving overlaps, and handing what is left to the worker.
 *
 * Hits of all layers of one window are placed in the raw bytes first; then one pass over them in raw
 * order lets the more specific rule win wherever two claim the same bytes, whether both saw the raw
 * text or one of them saw it decoded.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/keyed.h"
#include "base/text.h"
#include "engine/rows.h"

#define UTF16_REACH 65536

/* -- keeping ----------------------------------------------------------------------------------- */

/* The match belongs to this window, and so does the place in every layer above that it came from. */
static bool is_owned(const umb_layer *l, uint64_t at)
{
	for (; l; l = l->parent) {
		if (at < l->accept_from || at >= l->accept_to)
			return false;
		if (l->is_root)
			return true;
		at = umb_layer_map(l, at, false);
	}
	return true;
}

static umb_span to_root(const umb_layer *l, umb_span at)
{
	while (!l->is_root) {
		at.from = umb_layer_map(l, at.from, false);
		at.to   = umb_layer_map(l, at.to, true);
		l       = l->parent;
	}
	return at;
}

/* "base64>utf16": the decoders from the raw bytes inwards; NULL when memory is out. */
static const char *layer_chain(umb_layer *l)
{
	const char *part[UMB_MAX_LAYERS];
	umb_buf     b = UMB_BUF_INIT_MAX(512);
	size_t      n = 0;
	const char *out;

	for (; l && !l->is_root && n < UMB_MAX_LAYERS; l = l->parent)
		part[n++] = l->name;
	if (n == 0)
		return "";
	if (n == 1)
		return part[0];
	while (n-- > 0) {
		umb_buf_append_str(&b, part[n]);
		if (n > 0)
			umb_buf_append_byte(&b, '>');
	}
	out = b.failed == UMB_E_NOMEM ? NULL : umb_arena_strdup(&l->scratch->names, umb_buf_str(&b));
	umb_buf_clear(&b);
	return out;
}

umb_kept_hit *umb_hit_new(umb_scratch *s)
{
	if (s->n_hits == s->cap_hits) {
		size_t        cap = s->cap_hits ? s->cap_hits * 2 : 64;
		umb_kept_hit *hits = umb_realloc(s->hits, cap * sizeof(*hits));

		if (!hits)
			return NULL;
		s->hits     = hits;
		s->cap_hits = cap;
	}
	return &s->hits[s->n_hits];
}

umb_span umb_hit_secret(const umb_rule *r, const umb_span *group)
{
	umb_span secret = group[r->secret_group];

	return secret.from == UINT64_MAX || secret.to <= secret.from ? group[0] : secret;
}

/* No more of the text than every cut leaves around a match, so that no judge can depend on where the cuts are. */
static umb_hit_view view_of(const umb_layer *l, const umb_rule *r, umb_span match, umb_span secret)
{
	size_t low  = (size_t)UMB_MIN(match.from, secret.from);
	size_t high = UMB_MIN((size_t)UMB_MAX(match.to, secret.to) + UMB_JUDGE_AFTER, l->window.len);

	low -= UMB_MIN(low, (size_t)UMB_JUDGE_BEFORE);
	return (umb_hit_view){
		.rule   = &r->info,
		.text   = umb_slice_sub(l->window, low, high),
		.match  = { match.from - low, match.to - low },
		.secret = { secret.from - low, secret.to - low },
		.value  = umb_slice_sub(l->window, (size_t)secret.from, (size_t)secret.to),
		.is_begin = l->base + low == 0,
	};
}

/* With what stands around it where that is gone when the hit is delivered: a root layer still lies there then. */
static bool keep_value(umb_layer *l, umb_span match, umb_span secret, umb_kept_hit *h)
{
	umb_buf *b  = &l->scratch->values;
	size_t   at = (size_t)secret.from, from = at, to = (size_t)secret.to;

	if (!l->is_root) {
		from = (size_t)UMB_MIN(match.from, secret.from);
		from -= UMB_MIN(from, (size_t)UMB_AROUND_BEFORE);
		to = UMB_MIN((size_t)UMB_MAX(match.to, secret.to) + UMB_AROUND_AFTER, l->window.len);
	}
	h->n_before   = (uint32_t)(at - from);
	h->n_after    = (uint32_t)(to - (size_t)secret.to);
	h->value_from = b->len + h->n_before;
	return umb_buf_append_slice(b, umb_slice_sub(l->window, from, to)) == UMB_OK;
}

/* Of a match that the window owns, or of a row behind one: that may lie in the part of the next window, for which it is held. */
static umb_status place_owned(umb_layer *l, uint32_t rule, const umb_judgement *judged, umb_span match, umb_span secret)
{
	umb_scratch  *s     = l->scratch;
	umb_slice     value = umb_slice_sub(l->window, (size_t)secret.from, (size_t)secret.to);
	umb_kept_hit *h;

	if (s->n_unit_hits >= s->limits.max_unit_hits) {
		if (!s->has_told_limit)
			umb_layer_skip(l, UMB_SKIP_DECODE_LIMIT, "more findings in one file than the limit");
		s->has_told_limit = true;
		return UMB_OK;
	}
	h = umb_hit_new(s);
	if (!h)
		return UMB_E_NOMEM;
	h->judged     = *judged;
	h->rule       = rule;
	h->order      = (uint32_t)s->n_hits + 1;
	h->n_also     = 0;
	h->secret     = to_root(l, (umb_span){ l->base + secret.from, l->base + secret.to });
	h->match      = to_root(l, (umb_span){ l->base + match.from, l->base + match.to });
	h->value_len  = value.len;
	h->layer      = layer_chain(l);
	if (!h->layer)
		return UMB_E_NOMEM;
	if (!keep_value(l, match, secret, h))
		return s->values.failed;
	s->n_hits++;
	s->n_unit_hits++;
	return UMB_OK;
}

umb_status umb_hit_place(umb_layer *l, uint32_t rule, const umb_judgement *judged, umb_span match, umb_span secret)
{
	return is_owned(l, l->base + match.from) ? place_owned(l, rule, judged, match, secret) : UMB_OK;
}

static umb_status judge_and_place(umb_layer *l, uint32_t rule, umb_span match, umb_span secret)
{
	const umb_rule *r = &l->scratch->rs->t.rules[rule];
	umb_hit_view    v = view_of(l, r, match, secret);
	umb_judgement   j;

	umb_judge(&j, &v, r->checks, r->n_checks, l->scratch->limits.keeps_weak);
	return j.is_rejected ? UMB_OK : place_owned(l, rule, &j, match, secret);
}

umb_status umb_hit_keep(umb_layer *l, uint32_t rule, const umb_span *group)
{
	umb_span secret = umb_hit_secret(&l->scratch->rs->t.rules[rule], group);

	if (!is_owned(l, l->base + group[0].from) || secret.to <= secret.from)
		return UMB_OK;
	return judge_and_place(l, rule, group[0], secret);
}

umb_status umb_hit_keep_rows(umb_layer *l, uint32_t rule, const umb_span *group, uint64_t *seen)
{
	umb_span   secret = umb_hit_secret(&l->scratch->rs->t.rules[rule], group);
	uint64_t   reach  = UMB_MIN(group[0].from + UMB_REACH_MAX, (uint64_t)l->window.len);
	umb_rows   rows;
	size_t     row;
	umb_status st = UMB_OK;

	if (l->base + secret.from < *seen || secret.to > reach || !is_owned(l, l->base + group[0].from))
		return UMB_OK;
	umb_rows_begin(&rows, umb_slice_sub(l->window, 0, (size_t)reach), group[0], secret);
	while (st == UMB_OK && umb_rows_next(&rows, &secret, &row)) {
		*seen = l->base + secret.to;
		st    = judge_and_place(l, rule, (umb_span){ row, secret.to }, secret);
	}
	return st;
}

/* -- overlaps ------------------------------------------------------------------------------------ */

static int by_place(const void *x, const void *y)
{
	const umb_kept_hit *a = x, *b = y;

	if (a->secret.from != b->secret.from)
		return a->secret.from < b->secret.from ? -1 : 1;
	if (a->secret.to != b->secret.to)
		return a->secret.to > b->secret.to ? -1 : 1;
	if (a->rule != b->rule)
		return a->rule < b->rule ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static umb_rank rank_of(const umb_scratch *s, const umb_kept_hit *h)
{
	return umb_rank_of(&s->rs->t.rules[h->rule].info, h->judged.is_weak, h->judged.is_proved, h->judged.score);
}

/* Positive when a is the more specific of two that claim the same bytes. */
static int compare_rank(const umb_scratch *s, const umb_kept_hit *a, const umb_kept_hit *b)
{
	bool is_exact = s->rs->t.rules[a->rule].is_exact;
	int  d        = umb_rank_compare(rank_of(s, a), rank_of(s, b));

	/* What the user said is a secret, whatever a rule makes of it. */
	if (is_exact != s->rs->t.rules[b->rule].is_exact)
		return is_exact ? 1 : -1;
	if (d)
		return d;
	if (a->value_len != b->value_len)
		return a->value_len > b->value_len ? 1 : -1;
	return a->rule < b->rule ? 1 : -1;
}

static void note_also(umb_kept_hit *winner, uint32_t rule)
{
	if (rule == winner->rule)
		return;
	for (size_t i = 0; i < winner->n_also; i++) {
		if (winner->also[i] == rule)
			return;
	}
	if (winner->n_also < UMB_MAX_ALSO)
		winner->also[winner->n_also++] = rule;
}

static void absorb(const umb_scratch *s, umb_kept_hit *winner, const umb_kept_hit *loser)
{
	const umb_rule_info *info = &s->rs->t.rules[loser->rule].info;

	if ((loser->judged.is_weak && !winner->judged.is_weak) || umb_rule_info_is_beside(info))
		return;
	/* Of one value: what one rule leaves no doubt about, the other need not doubt. */
	if (loser->secret.from == winner->secret.from && loser->secret.to == winner->secret.to)
		winner->judged.is_sure = winner->judged.is_sure || loser->judged.is_sure || umb_form_is_sure(info, loser->judged.is_doubted);
	note_also(winner, loser->rule);
	for (size_t i = 0; i < loser->n_also; i++)
		note_also(winner, loser->also[i]);
}

/*
 * Hits are in place order; each meets only the last one kept, which is the one that reaches furthest.  A rule that asks for a path
 * may turn out to have no say: what it overlaps is settled when the path is known, and both are delivered.
 */
static void resolve_overlaps(umb_scratch *s, size_t first)
{
	size_t n = first, last_at = SIZE_MAX;

	for (size_t i = first; i < s->n_hits; i++) {
		umb_kept_hit *last = last_at != SIZE_MAX ? &s->hits[last_at] : NULL;
		umb_kept_hit  hit  = s->hits[i];

		if (umb_rule_info_asks_path(&s->rs->t.rules[hit.rule].info)) {
			s->hits[n++] = hit;
		} else if (!last || hit.secret.from >= last->secret.to) {
			last_at      = n;
			s->hits[n++] = hit;
		} else if (compare_rank(s, &hit, last) > 0) {
			absorb(s, &hit, last);
			*last = hit;
		} else {
			absorb(s, last, &hit);
		}
	}
	s->n_hits = n;
}

/* -- delivering ------------------------------------------------------------------------------------ */

/* Walks forward through the window, counting lines; offsets must not decrease by more than a line or so. */
typedef struct line_cursor {
	const umb_layer *root;
	uint64_t at, line, line_start;
} line_cursor;

static umb_position position_at(line_cursor *c, uint64_t offset)
{
	const umb_layer *l = c->root;

	if (offset < c->at || offset < c->line_start) {
		c->at         = l->base;
		c->line       = l->lines_before;
		c->line_start = l->line_start;
	}
	if (offset > c->at) {
		umb_slice part = umb_slice_sub(l->window, (size_t)(c->at - l->base), (size_t)(offset - l->base));
		size_t    last = umb_text_line_start(part, part.len);

		c->line += umb_text_count_lines(part);
		if (last > 0)
			c->line_start = c->at + last;
		c->at = offset;
	}
	return (umb_position){ c->line + 1, offset - c->line_start + 1 };
}

/* UTF-16 units of UTF-8 text; a byte that is no UTF-8 counts as one. */
static uint64_t utf16_units(umb_slice s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += (s.ptr[i] & 0xc0) != 0x80 ? (s.ptr[i] >= 0xf0 ? 2u : 1u) : 0u;
	return n;
}

static void utf16_columns(const umb_layer *root, const umb_kept_hit *h, uint64_t column, umb_engine_hit *out)
{
	uint64_t line_start = h->secret.from - (column - 1);

	if (line_start < root->base || column > UTF16_REACH || h->secret.to - h->secret.from > UTF16_REACH)
		return;
	out->utf16_start_column = 1 + utf16_units(umb_slice_sub(root->window, (size_t)(line_start - root->base),
	                                                        (size_t)(h->secret.from - root->base)));
	if (out->end.line == out->start.line) {
		out->utf16_end_column = out->utf16_start_column +
			utf16_units(umb_slice_sub(root->window, (size_t)(h->secret.from - root->base), (size_t)(h->secret.to - root->base)));
	} else {
		uint64_t end_start = h->secret.to - out->end.column;

		out->utf16_end_column = 1 + utf16_units(umb_slice_sub(root->window, (size_t)(end_start - root->base),
		                                                      (size_t)(h->secret.to - root->base)));
	}
}

/* The lines of the match for inline comments, and the one before, each cut at UMB_LINE_REACH around the secret. */
static void lines_around(const umb_layer *root, const umb_kept_hit *h, umb_engine_hit *out)
{
	size_t from = (size_t)(h->secret.from - root->base), to = (size_t)(h->secret.to - root->base);
	size_t low  = from > UMB_LINE_REACH ? from - UMB_LINE_REACH : 0;
	size_t high = UMB_MIN(root->window.len, to + UMB_LINE_REACH);
	size_t match_from = (size_t)(UMB_MIN(h->match.from, h->secret.from) - root->base), match_to = (size_t)(UMB_MAX(h->match.to, h->secret.to) - root->base);
	umb_slice text = umb_slice_sub(root->window, low, high);

	match_from = UMB_MAX(match_from, low) - low;
	match_to   = UMB_MIN(match_to, high) - low;
	size_t start = umb_text_line_start(text, match_from);
	/* A match may take the end of its line with it. */
	size_t end   = UMB_MAX(umb_text_line_end(text, to - low), umb_text_line_end(text, match_to > 0 ? match_to - 1 : 0));

	out->line    = umb_slice_sub(text, start, end);
	out->in_line = (umb_span){ match_from - start, match_to - start };
	if (start > 0)
		out->previous_line = umb_slice_sub(text, umb_text_line_start(text, start - 1), start - 1);
}

/* Bytes that stand nowhere in the container leave the span empty. */
static void place_in_container(const umb_layer *root, const umb_kept_hit *h, umb_engine_hit *out)
{
	umb_span at = { umb_layer_map(root, h->secret.from, false), umb_layer_map(root, h->secret.to, true) };

	if (at.from < at.to)
		out->in_container = to_root(root->parent, at);
}

/* The text around the secret, for resolvers. */
static void look_around(const umb_layer *root, const umb_kept_hit *h, umb_engine_hit *out)
{
	size_t from, to;

	if (h->layer[0]) {
		out->around = umb_slice_of(root->scratch->values.ptr + h->value_from - h->n_before, h->n_before + h->value_len + h->n_after);
		out->at     = h->n_before;
		return;
	}
	from = (size_t)(UMB_MIN(h->match.from, h->secret.from) - root->base);
	to   = (size_t)(UMB_MAX(h->match.to, h->secret.to) - root->base);
	from -= UMB_MIN(from, (size_t)UMB_AROUND_BEFORE);
	out->around = umb_slice_sub(root->window, from, UMB_MIN(to + UMB_AROUND_AFTER, root->window.len));
	out->at     = (size_t)(h->secret.from - root->base) - from;
}

static void look_for_section(const umb_layer *root, const umb_kept_hit *h, umb_engine_hit *out)
{
	size_t to, from;

	if (h->layer[0]) {
		out->section = umb_section_of(umb_slice_sub(out->around, 0, out->at), false);
		return;
	}
	to           = (size_t)(UMB_MIN(h->match.from, h->secret.from) - root->base);
	from         = to - UMB_MIN(to, (size_t)UMB_LINE_REACH);
	out->section = umb_section_of(umb_slice_sub(root->window, from, to), root->base + from == 0);
}

static umb_status deliver_one(umb_layer *root, line_cursor *c, const umb_kept_hit *h)
{
	umb_scratch   *s   = root->scratch;
	umb_engine_hit out = {
		.rule   = &s->rs->t.rules[h->rule],
		.also   = h->also,
		.n_also = h->n_also,
		.judged = &h->judged,
		.layer  = h->layer,
		.member = root->member,
		.offset = h->secret.from,
		.end_offset = h->secret.to,
		.level  = (uint32_t)(root - s->layer),
		.value  = umb_slice_of(s->values.ptr + h->value_from, h->value_len),
	};

	out.match_start = position_at(c, h->match.from);
	out.start       = position_at(c, h->secret.from);
	out.end         = position_at(c, h->secret.to - 1);
	out.match_end   = position_at(c, h->match.to - 1);
	if (root->parent)
		out.container = root->parent->member;
	if (root->has_lines)
		place_in_container(root, h, &out);
	utf16_columns(root, h, out.start.column, &out);
	lines_around(root, h, &out);
	look_around(root, h, &out);
	look_for_section(root, h, &out);
	umb_layer_tell(root, UMB_MIN(h->match.from, h->secret.from));
	return s->visit->hit(s->visit->ctx, &out);
}

umb_status umb_hits_deliver(umb_layer *root)
{
	umb_scratch *s  = root->scratch;
	line_cursor  c  = { root, root->base, root->lines_before, root->line_start };
	umb_status   st;

	if (s->n_hits > root->first_hit)
		qsort(s->hits + root->first_hit, s->n_hits - root->first_hit, sizeof(*s->hits), by_place);
	st = umb_hits_hold(root);
	resolve_overlaps(s, root->first_hit);
	for (size_t i = root->first_hit; i < s->n_hits && st == UMB_OK; i++)
		st = deliver_one(root, &c, &s->hits[i]);
	if (s->values.len > root->first_value)
		umb_wipe(s->values.ptr + root->first_value, s->values.len - root->first_value);
	s->values.len = root->first_value;
	s->n_hits     = root->first_hit;
	if (s->n_hits == 0 && s->n_held == 0)
		umb_arena_reset(&s->names);
	return st;
}
