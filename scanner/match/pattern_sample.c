/*
 * pattern_sample.c - texts that match a pattern, for tests, fuzzing and the preview of a rule.
 *
 * One walk over the tree, choosing as the seed says.  A position (\b, $) limits which byte may come next,
 * or whether one may; a walk that runs into a contradiction is thrown away and another one tried.
 */
#include "match/pattern_tree.h"

#define MAX_TRIES 64
#define MAX_STEPS 200000
#define MAX_SAMPLE ((size_t)64 << 10)

typedef struct sampler {
	umb_buf  *out;
	size_t    start; /* of the sample in out */
	uint64_t *seed;
	umb_class may_follow; /* what the next byte may be */
	bool      may_end;    /* or the text may end here */
	bool      is_wrong;   /* contradiction, or too long */
	uint32_t  n_steps;
} sampler;

/* splitmix64: any seed is good, zero included. */
static uint64_t next_random(uint64_t *seed)
{
	uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static uint32_t below(sampler *s, uint32_t n)
{
	return (uint32_t)(next_random(s->seed) % n);
}

static umb_class everything(void)
{
	umb_class c = { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX } };

	return c;
}

/* -- positions ------------------------------------------------------------------------------------- */

static void require(sampler *s, const umb_class *set, bool may_end)
{
	for (size_t i = 0; i < UMB_COUNT(set->bits); i++)
		s->may_follow.bits[i] &= set->bits[i];
	s->may_end = s->may_end && may_end;
}

/* The sample is taken to stand between bytes that are no word bytes, or alone. */
static void require_word(sampler *s, bool is_edge)
{
	bool      before = s->out->len > s->start && umb_byte_is_word(s->out->ptr[s->out->len - 1]);
	bool      after  = before != is_edge;
	umb_class set    = { { 0 } };

	for (unsigned b = 0; b < 256; b++) {
		if (umb_byte_is_word((uint8_t)b) == after)
			umb_class_add(&set, (uint8_t)b);
	}
	require(s, &set, !after);
}

static void sample_edge(sampler *s, umb_edge edge)
{
	static const umb_class nothing = { { 0 } }, newline = { { UINT64_C(1) << '\n', 0, 0, 0 } };
	bool at_start = s->out->len == s->start;

	switch (edge) {
	case UMB_EDGE_WORD:
	case UMB_EDGE_NOT_WORD:
		require_word(s, edge == UMB_EDGE_WORD);
		break;
	case UMB_EDGE_TEXT_START:
		s->is_wrong = s->is_wrong || !at_start;
		break;
	case UMB_EDGE_LINE_START:
		if (!at_start && s->out->ptr[s->out->len - 1] == '\n') {
			umb_class all = everything();

			require(s, &all, false); /* not behind the newline that ends the text */
		} else {
			s->is_wrong = s->is_wrong || !at_start;
		}
		break;
	case UMB_EDGE_TEXT_END:
	case UMB_EDGE_LAST_LINE:
		require(s, &nothing, true);
		break;
	case UMB_EDGE_LINE_END:
		require(s, &newline, true);
		break;
	}
}

/* -- nodes ----------------------------------------------------------------------------------------- */

static bool is_readable(uint8_t b)
{
	return b >= ' ' && b < 127;
}

/* Printable bytes when there are any: wide classes would give noise otherwise. */
static void sample_class(sampler *s, const umb_class *set)
{
	uint8_t  readable[256], other[256];
	uint32_t n_readable = 0, n_other = 0;

	for (unsigned b = 0; b < 256; b++) {
		if (!umb_class_has(set, (uint8_t)b) || !umb_class_has(&s->may_follow, (uint8_t)b))
			continue;
		if (is_readable((uint8_t)b))
			readable[n_readable++] = (uint8_t)b;
		else
			other[n_other++] = (uint8_t)b;
	}
	if (n_readable + n_other == 0) {
		s->is_wrong = true;
		return;
	}
	if (n_readable > 0 && (n_other == 0 || below(s, 8) != 0))
		umb_buf_append_byte(s->out, readable[below(s, n_readable)]);
	else
		umb_buf_append_byte(s->out, other[below(s, n_other)]);
	s->may_follow = everything();
	s->may_end    = true;
}

static uint32_t choose_count(sampler *s, uint32_t min, uint32_t max)
{
	uint32_t span = max - min;

	if (max == UMB_WIDTH_UNBOUNDED)
		return min + below(s, 9);
	switch (below(s, 8)) {
	case 0:
		return max;
	case 1: case 2:
		return min + below(s, span + 1);
	case 3: case 4:
		return min + UMB_MIN(span, 1u);
	default:
		return min;
	}
}

static const umb_node *choose_child(sampler *s, const umb_node *n)
{
	uint32_t        count = 0;
	const umb_node *c;

	for (c = n->child; c; c = c->next)
		count++;
	count = below(s, count);
	for (c = n->child; count > 0; count--)
		c = c->next;
	return c;
}

static void sample_node(sampler *s, const umb_node *n)
{
	uint32_t count;

	if (++s->n_steps > MAX_STEPS || s->out->len - s->start > MAX_SAMPLE || s->out->failed != UMB_OK)
		s->is_wrong = true;
	if (s->is_wrong)
		return;
	switch (n->kind) {
	case UMB_NODE_EMPTY:
		break;
	case UMB_NODE_CLASS:
		sample_class(s, &n->set);
		break;
	case UMB_NODE_CONCAT:
		for (const umb_node *c = n->child; c; c = c->next)
			sample_node(s, c);
		break;
	case UMB_NODE_ALTERNATE:
		sample_node(s, choose_child(s, n));
		break;
	case UMB_NODE_REPEAT:
		count = choose_count(s, n->min, n->max);
		for (uint32_t i = 0; i < count && !s->is_wrong; i++)
			sample_node(s, n->child);
		break;
	case UMB_NODE_EDGE:
		sample_edge(s, n->edge);
		break;
	}
}

umb_status umb_pattern_sample(umb_buf *out, const umb_pattern *p, uint64_t *seed)
{
	size_t start = out->len;

	for (unsigned i = 0; i < MAX_TRIES; i++) {
		sampler s = { .out = out, .start = start, .seed = seed, .may_follow = everything(), .may_end = true };

		sample_node(&s, p->root);
		if (out->failed != UMB_OK)
			return out->failed;
		if (!s.is_wrong && s.may_end)
			return UMB_OK;
		out->len = start;
	}
	return UMB_END;
}
