/*
 * engine.c - a worker's memory, and the way of one unit through it.
 */
#include "engine/engine.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "engine/engine_private.h"

umb_status umb_scratch_new(umb_scratch **out, umb_ruleset *rs, const umb_limits *limits,
                           const umb_literal_stage_ops *stage, umb_err *err)
{
	umb_scratch *s  = umb_alloc_zero(1, sizeof(*s));
	bool         ok = s != NULL;
	umb_status   st = UMB_E_NOMEM;

	if (ok) {
		s->rs           = rs;
		s->limits       = *limits;
		s->stage        = stage ? stage : umb_literal_stage_best();
		s->literal_hits = umb_alloc_zero(UMB_LITERAL_HITS, sizeof(*s->literal_hits));
		s->names        = (umb_arena)UMB_ARENA_INIT;
		ok              = s->literal_hits != NULL;
		st              = umb_regex_scratch_new(&s->regex, err);
	}
	for (size_t i = 0; ok && i < UMB_MAX_LAYERS; i++) {
		s->layer[i].scratch     = s;
		s->layer[i].arena.wipes = true;
		s->layer[i].state       = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*s->layer[i].state));
		ok = s->layer[i].state != NULL;
	}
	if (!ok || st != UMB_OK) {
		umb_scratch_free(s);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory for a worker");
	}
	*out = s;
	return UMB_OK;
}

void umb_scratch_free(umb_scratch *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < UMB_MAX_LAYERS; i++) {
		umb_buf_wipe(&s->layer[i].buf);
		umb_buf_clear(&s->layer[i].member_path);
		umb_buf_clear(&s->layer[i].held);
		umb_buf_wipe(&s->layer[i].held_values);
		umb_arena_clear(&s->layer[i].arena);
		umb_free(s->layer[i].map);
		umb_free(s->layer[i].state);
	}
	umb_regex_scratch_free(s->regex);
	umb_free(s->literal_hits);
	umb_free(s->reach);
	umb_seen_free(s->seen);
	umb_buf_clear(&s->clean);
	umb_buf_clear(&s->pieces);
	umb_free(s->hits);
	umb_buf_wipe(&s->values);
	umb_arena_clear(&s->names);
	umb_free(s);
}

const umb_engine_stats *umb_scratch_stats(const umb_scratch *s)
{
	return &s->stats;
}

/* -- a unit that lies in memory as a whole ---------------------------------------------------------- */

typedef struct slice_reader {
	umb_slice left;
} slice_reader;

static umb_status read_slice(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	slice_reader *r = ctx;

	*n_read = UMB_MIN(cap, r->left.len);
	if (*n_read)
		memcpy(buf, r->left.ptr, *n_read);
	r->left = umb_slice_sub(r->left, *n_read, r->left.len);
	return UMB_OK;
}

static umb_status scan_whole(umb_scratch *s, umb_slice bytes)
{
	umb_layer   *root = &s->layer[0];
	slice_reader r    = { bytes };
	umb_reader   in   = { &r, read_slice };
	size_t       done = 0;
	umb_status   st   = umb_layer_unpack(root, &in, bytes);

	return st == UMB_OK ? umb_windows_run(root, bytes, false, &done) : st;
}

/* -- a unit that is pulled -------------------------------------------------------------------------- */

/* Gives the bytes of a stream to an unpacker and, on the way, to the raw layer. */
typedef struct tee {
	umb_layer  *root;
	umb_slice   head;
	umb_reader *rest;
	umb_status  ended; /* UMB_END, or why reading stopped */
} tee;

static umb_status read_tee(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	tee       *t  = ctx;
	umb_status st = UMB_OK;

	*n_read = 0;
	if (t->ended != UMB_OK)
		return UMB_OK;
	if (t->head.len) {
		*n_read = UMB_MIN(cap, t->head.len);
		memcpy(buf, t->head.ptr, *n_read);
		t->head = umb_slice_sub(t->head, *n_read, t->head.len);
	} else {
		st = t->rest->read(t->rest->ctx, buf, cap, n_read);
	}
	if (st == UMB_OK && *n_read == 0)
		t->ended = UMB_END;
	if (st == UMB_OK)
		st = umb_layer_append(t->root, buf, *n_read);
	if (st != UMB_OK) {
		t->ended = st;
		*n_read  = 0;
	}
	return UMB_OK;
}

static umb_status scan_stream(umb_scratch *s, const umb_unit *unit)
{
	/* The container stands on a level of its own, so that its members and the raw bytes do not share levels. */
	umb_layer *container = &s->layer[UMB_MAX_LAYERS / 2];
	tee        t  = { &s->layer[0], unit->bytes, unit->rest, UMB_OK };
	umb_reader in = { &t, read_tee };
	uint8_t   *buf = umb_alloc(65536);
	umb_status st;

	if (!buf)
		return UMB_E_NOMEM;
	umb_layer_begin(container, NULL, NULL);
	st = umb_layer_unpack(container, &in, unit->bytes);
	while (st == UMB_OK && t.ended == UMB_OK) {
		size_t n = 0;
		read_tee(&t, buf, 65536, &n);
	}
	umb_free(buf);
	if (st == UMB_OK && t.ended != UMB_END && t.ended != UMB_E_IO)
		st = t.ended;
	return st == UMB_OK ? umb_layer_flush(&s->layer[0], false) : st;
}

umb_status umb_engine_scan(umb_scratch *s, const umb_unit *unit, const umb_engine_visit *visit)
{
	umb_status st;

	s->visit          = visit;
	s->stopped        = UMB_OK;
	s->decoded_left   = s->limits.max_decoded_bytes;
	s->deadline_ms    = s->limits.unit_timeout_ms ? umb_clock_ms() + s->limits.unit_timeout_ms : 0;
	s->n_unit_hits    = 0;
	s->n_hits         = 0;
	s->has_told_limit = false;
	s->has_told_time  = false;
	/* A version that is longer than a window is looked at as a whole, and so are those after it. */
	if (unit->version && unit->version->keep)
		unit->version->keep->is_known = false;
	s->version = !unit->rest && unit->bytes.len <= s->limits.window ? unit->version : NULL;
	umb_carry_begin(s, unit->bytes);
	umb_layer_begin(&s->layer[0], NULL, NULL);
	st = unit->rest ? scan_stream(s, unit) : scan_whole(s, unit->bytes);
	umb_carry_end(s, st == UMB_OK);
	if (st == UMB_E_NOMEM || st == UMB_E_LIMIT) {
		visit->skip(visit->ctx, UMB_SKIP_MEMORY, NULL);
		st = UMB_OK;
	}
	s->n_hits = 0;
	if (s->values.len)
		umb_buf_wipe(&s->values);
	return st;
}
