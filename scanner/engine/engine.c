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
		s->literal_hits = umb_alloc(UMB_LITERAL_HITS * sizeof(*s->literal_hits));
		s->names        = (umb_arena)UMB_ARENA_INIT;
		s->name_arena   = (umb_arena)UMB_ARENA_INIT;
		s->automaton_left = UMB_AUTOMATON_BYTES;
		umb_unpackers_by_byte(s->unpackers);
		ok              = s->literal_hits != NULL && umb_files_by_byte(s) == UMB_OK && umb_names_know(s) == UMB_OK;
		st              = umb_regex_scratch_new(&s->regex, err);
	}
	for (size_t i = 0; ok && i < UMB_MAX_LAYERS; i++) {
		s->layer[i].scratch     = s;
		s->layer[i].arena.wipes = true;
	}
	if (ok)
		s->automaton = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*s->automaton));
	if (ok)
		s->layer[0].state = umb_alloc_zero(rs->t.n_rules + 1, sizeof(*s->layer[0].state));
	ok = ok && s->automaton && s->layer[0].state;
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
		umb_buf_wipe(&s->layer[i].head);
		umb_buf_clear(&s->layer[i].member_path);
		umb_buf_clear(&s->layer[i].held);
		umb_buf_wipe(&s->layer[i].held_values);
		umb_arena_clear(&s->layer[i].arena);
		umb_free(s->layer[i].map);
		umb_free(s->layer[i].state);
	}
	for (size_t i = 0; s->automaton && i < s->rs->t.n_rules; i++)
		umb_automaton_free(s->automaton[i]);
	umb_free(s->automaton);
	umb_regex_scratch_free(s->regex);
	umb_free(s->literal_hits);
	umb_free(s->files);
	umb_names_free(s);
	umb_free(s->reach);
	umb_seen_free(s->seen);
	umb_buf_clear(&s->clean);
	umb_buf_clear(&s->pieces);
	umb_buf_clear(&s->later);
	umb_buf_clear(&s->copied_marks);
	umb_buf_clear(&s->marked);
	umb_free(s->hits);
	umb_buf_wipe(&s->values);
	umb_arena_clear(&s->names);
	umb_buf_clear(&s->told_path);
	umb_free(s);
}

void umb_scratch_price(umb_scratch *s, umb_rule_price *price)
{
	s->price = price;
}

const umb_engine_stats *umb_scratch_stats(const umb_scratch *s)
{
	return &s->stats;
}

const char *umb_scratch_member(const umb_scratch *s)
{
	return s->told_member;
}

umb_status umb_engine_scan(umb_scratch *s, const umb_unit *unit, const umb_engine_visit *visit)
{
	umb_status st;

	s->visit          = visit;
	s->place          = unit->place;
	umb_names_begin(s);
	s->stopped        = UMB_OK;
	s->decoded_left   = s->limits.max_decoded_bytes;
	s->deadline_ms    = s->limits.unit_timeout_ms ? umb_clock_ms() + s->limits.unit_timeout_ms : 0;
	s->next_step[0]   = UMB_DECODED_STEP;
	s->next_step[1]   = UMB_TIMEOUT_STEP;
	s->n_levels       = 1;
	s->layer[0].child = NULL;
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
	st = unit->rest ? umb_unit_scan_stream(s, unit) : umb_unit_scan_whole(s, unit);
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
