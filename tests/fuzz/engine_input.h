/*
 * engine_input.h - for fuzzing the engine: a long text around a short one, and what a scan of it found.
 *
 * The short text is put where windows are cut, so that its bytes fall on both sides of a cut; fillers of several
 * kinds make the rest.  What is found is kept in an order of its own, because members come at other times
 * when a unit is pulled.
 */
#ifndef UMB_FUZZ_ENGINE_INPUT_H
#define UMB_FUZZ_ENGINE_INPUT_H

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "engine/engine_private.h"

/* The smallest windows there are: where the second and the third begin to own matches, and a length that makes three. */
#define INPUT_CUT (UMB_WINDOW_AHEAD + 2u * UMB_WINDOW_CONTEXT)
#define INPUT_NEXT_CUT (INPUT_CUT + UMB_WINDOW_AHEAD + UMB_WINDOW_CONTEXT)
#define INPUT_LONG (INPUT_NEXT_CUT + UMB_WINDOW_AHEAD)
#define INPUT_MAX_HITS 4096

typedef struct input_hit {
	uint64_t     offset, value_len, value_hash, line_hash, layer_hash, member_hash;
	umb_position start, end, match_start, match_end;
	uint64_t     rule, score, n_also;
} input_hit;

typedef struct input_hits {
	input_hit hit[INPUT_MAX_HITS];
	size_t    n, skips[UMB_N_SKIPS];
} input_hits;

static inline uint64_t input_hash(umb_slice s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ s.ptr[i]) * UINT64_C(0x100000001b3);
	return h;
}

static inline umb_status input_on_hit(void *ctx, const umb_engine_hit *hit)
{
	input_hits *h = ctx;
	input_hit  *i = &h->hit[h->n];

	if (h->n == INPUT_MAX_HITS)
		return UMB_OK;
	h->n++;
	memset(i, 0, sizeof(*i));
	i->offset      = hit->offset;
	i->value_len   = hit->value.len;
	i->value_hash  = input_hash(hit->value);
	i->line_hash   = input_hash(hit->line) ^ input_hash(hit->previous_line) << 1;
	i->layer_hash  = input_hash(umb_slice_str(hit->layer));
	i->member_hash = hit->member ? input_hash(umb_slice_str(hit->member)) : 0;
	i->start       = hit->start;
	i->end         = hit->end;
	i->match_start = hit->match_start;
	i->match_end   = hit->match_end;
	i->rule        = input_hash(umb_slice_str(hit->rule->info.id));
	i->score       = (uint64_t)hit->judged->score;
	i->n_also      = hit->n_also;
	if (hit->end.line < hit->start.line || hit->start.column == 0 || hit->value.len == 0)
		abort();
	return UMB_OK;
}

static inline void input_on_skip(void *ctx, umb_skip reason, const char *detail)
{
	input_hits *h = ctx;

	UMB_UNUSED(detail);
	h->skips[reason]++;
}

static inline int input_compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(input_hit));
}

/* step 0: the whole text at once; otherwise all but its first 64 KB is pulled in such steps. */
typedef struct input_source {
	umb_slice left;
	size_t    step;
} input_source;

static inline umb_status input_read(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	input_source *s = ctx;
	size_t        n = UMB_MIN(UMB_MIN(cap, s->step), s->left.len);

	if (n)
		memcpy(buf, s->left.ptr, n);
	s->left = umb_slice_sub(s->left, n, s->left.len);
	*n_read = n;
	return UMB_OK;
}

/* The text is followed by UMB_TEXT_PAD bytes. */
static inline void input_scan(umb_scratch *s, umb_slice text, size_t step, input_hits *out)
{
	umb_engine_visit visit  = { out, input_on_hit, input_on_skip, NULL, NULL };
	umb_place        place  = { .source = "memory", .path = umb_slice_str("") };
	size_t           head   = UMB_MIN(text.len, (size_t)65536);
	input_source     source = { umb_slice_sub(text, head, text.len), step };
	umb_reader       rest   = { .ctx = &source, .read = input_read };
	umb_unit         unit   = { .bytes = text, .place = &place };

	if (step && source.left.len) {
		unit.bytes = umb_slice_sub(text, 0, head);
		unit.rest  = &rest;
	}
	out->n = 0;
	memset(out->skips, 0, sizeof(out->skips));
	if (umb_engine_scan(s, &unit, &visit) != UMB_OK)
		abort();
	qsort(out->hit, out->n, sizeof(out->hit[0]), input_compare);
}

static inline void input_fill(umb_buf *b, size_t to, uint8_t kind)
{
	static const char *const fillers[] = { " ", "\n", "word = 1;\n", ", ", "x", "\xff", "ab9=\n", "\"" };
	const char *f = fillers[kind % UMB_COUNT(fillers)];
	size_t      n = strlen(f);

	while (b->len < to)
		umb_buf_append(b, f, UMB_MIN(n, to - b->len));
}

/* `where` of 256 parts of the text stand before the cut.  The first four fillers are no base64. */
static inline void input_lay_out(umb_buf *b, umb_slice text, uint8_t where, uint8_t fillers)
{
	size_t before = text.len * where / 256;

	input_fill(b, INPUT_CUT - before, fillers & 7);
	umb_buf_append_slice(b, text);
	input_fill(b, INPUT_NEXT_CUT - (text.len - before), fillers >> 3 & 7);
	umb_buf_append_slice(b, text);
	input_fill(b, INPUT_LONG, fillers & 7);
}

static inline void input_pad(umb_buf *b)
{
	if (umb_buf_reserve(b, UMB_TEXT_PAD) != UMB_OK)
		abort();
	memset(b->ptr + b->len, 0, UMB_TEXT_PAD);
}

/* Everything that `a` has is in `b`. */
static inline bool input_has_all(const input_hits *a, const input_hits *b)
{
	for (size_t i = 0, k = 0; i < a->n; i++) {
		for (k = 0; k < b->n; k++) {
			if (a->hit[i].offset == b->hit[k].offset && a->hit[i].rule == b->hit[k].rule && a->hit[i].value_hash == b->hit[k].value_hash)
				break;
		}
		if (k == b->n)
			return false;
	}
	return true;
}

/* `a` was found in the whole, `b` in windows.  Where the patterns reached a limit nothing can be said. */
static inline void input_same(const input_hits *a, const input_hits *b, bool exactly, const char *how)
{
	if (a->skips[UMB_SKIP_REGEX_LIMIT] || b->skips[UMB_SKIP_REGEX_LIMIT] || a->n == INPUT_MAX_HITS)
		return;
	if (!exactly && input_has_all(a, b))
		return;
	if (exactly && a->n == b->n && memcmp(a->hit, b->hit, a->n * sizeof(a->hit[0])) == 0)
		return;
	fprintf(stderr, "%s: %zu hits, not %zu\n", how, b->n, a->n);
	for (size_t k = 0; k < 2; k++) {
		const input_hits *h = k ? b : a;

		for (size_t i = 0; i < h->n && i < 8; i++)
			fprintf(stderr, "%c offset %llu, %llu bytes, line %llu column %llu, rule %llx, layer %llx, also %llu, lines %llx\n", k ? 'b' : 'a',
			        (unsigned long long)h->hit[i].offset, (unsigned long long)h->hit[i].value_len,
			        (unsigned long long)h->hit[i].start.line, (unsigned long long)h->hit[i].start.column,
			        (unsigned long long)h->hit[i].rule, (unsigned long long)h->hit[i].layer_hash,
			        (unsigned long long)h->hit[i].n_also, (unsigned long long)h->hit[i].line_hash);
	}
	abort();
}

#endif
