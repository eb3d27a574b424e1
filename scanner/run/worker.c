/*
 * worker.c - one thread: asks the sources for work, lets the engine look, keeps what it found.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"
#include "judge/judge.h"

bool umb_scan_is_cancelled(void *scan)
{
	struct umb_scan *s = scan;

	if (atomic_load_explicit(&s->cancelled, memory_order_relaxed))
		return true;
	if (s->deadline_ms && umb_clock_ms() > s->deadline_ms) {
		atomic_store(&s->has_timed_out, true);
		atomic_store(&s->cancelled, true);
		return true;
	}
	return false;
}

/* The engine counts as it goes on; told between windows, a long file moves, too. */
static void tell_bytes(umb_worker *w)
{
	uint64_t now = umb_scratch_stats(w->scratch)->n_raw_bytes;

	if (now == w->told_bytes)
		return;
	atomic_fetch_add_explicit(&w->live_bytes, now - w->told_bytes, memory_order_relaxed);
	w->told_bytes = now;
}

static bool is_cancelled(void *ctx)
{
	umb_worker *w = ctx;

	tell_bytes(w);
	return umb_scan_is_cancelled(w->scan);
}

/* -- from engine hits to results ------------------------------------------------------------------ */

static umb_status push_result(umb_worker *w, umb_result *r)
{
	if (w->n_results == w->cap) {
		size_t       cap  = w->cap ? w->cap * 2 : 64;
		umb_result **more = umb_realloc(w->result, cap * sizeof(umb_result *));

		if (!more)
			return UMB_E_NOMEM;
		w->result = more;
		w->cap    = cap;
	}
	w->result[w->n_results++] = r;
	return UMB_OK;
}

static umb_slice keep_slice(umb_worker *w, umb_slice s)
{
	char *copy = umb_arena_strndup(&w->arena, s.ptr, s.len);

	return copy ? umb_slice_of(copy, s.len) : umb_slice_of(NULL, 0);
}

/* Empty with a pointer for no path, without one when memory is out. */
static umb_slice full_path(umb_worker *w, const umb_engine_hit *hit)
{
	umb_slice path = w->unit->place->path;
	umb_buf   b    = UMB_BUF_INIT;
	umb_slice out;

	if (!hit->member)
		return keep_slice(w, path);
	umb_buf_append_slice(&b, path);
	umb_buf_printf(&b, "!%s", hit->member);
	out = b.failed == UMB_OK ? keep_slice(w, umb_buf_view(&b)) : umb_slice_of(NULL, 0);
	umb_buf_clear(&b);
	return out;
}

static umb_status keep_also(umb_worker *w, umb_finding *f, const umb_engine_hit *hit)
{
	const umb_rule_info **also = umb_arena_zero(&w->arena, hit->n_also + 1, sizeof(*also));

	if (!also)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < hit->n_also; i++)
		also[i] = &w->scan->rules->t.rules[hit->also[i]].info;
	f->also   = also;
	f->n_also = hit->n_also;
	return UMB_OK;
}

static void keep_positions(umb_finding *f, const umb_engine_hit *hit)
{
	f->start_line         = hit->start.line;
	f->start_column       = hit->start.column;
	f->end_line           = hit->end.line;
	f->end_column         = hit->end.column;
	f->match_start_line   = hit->match_start.line;
	f->match_start_column = hit->match_start.column;
	f->match_end_line     = hit->match_end.line;
	f->match_end_column   = hit->match_end.column;
	f->offset             = hit->offset;
	f->section            = hit->section;
	f->utf16_start_column = hit->utf16_start_column;
	f->utf16_end_column   = hit->utf16_end_column;
}

/* An id may be a credential and a fact about itself at once: what repeats the value is shown as the value is. */
static void mask_claims(umb_claims *c, const char *redacted, umb_slice value)
{
	umb_claims own = { .n_claims = 0 };

	/* The value as a claim spells it: cut, and without control bytes. */
	umb_claims_add(&own, "value", value, UMB_CLAIM_FORMAT);
	for (size_t i = 0; own.n_claims && i < c->n_claims; i++) {
		if (strstr(c->claim[i].value, own.claim[0].value))
			snprintf(c->claim[i].value, sizeof(c->claim[i].value), "%s", redacted);
	}
	umb_wipe(&own, sizeof(own));
}

/* Of the list that resolvers fill, only what is there is kept: most findings have no claim. */
static bool keep_claims(umb_worker *w, umb_finding *f, const umb_engine_hit *hit)
{
	umb_claims   c     = { .n_claims = 0 };
	umb_hit_view view  = { &hit->rule->info, hit->around, { 0, hit->around.len }, { hit->at, hit->at + hit->value.len }, hit->value, false };
	const umb_claim *kind;

	f->identity = hit->rule->info.identity;
	if (hit->rule->info.is_file)
		return true;
	umb_resolve_all(&view, &c);
	kind = umb_claims_find(c.claim, c.n_claims, "kind");
	if (kind && kind->method != UMB_CLAIM_INFERRED)
		umb_identity_kind_parse(&f->identity, kind->value);
	if (!w->scan->opts.show_secrets && f->redacted)
		mask_claims(&c, f->redacted, hit->value);
	f->n_claims = c.n_claims;
	f->claim    = c.n_claims ? umb_arena_zero(&w->arena, c.n_claims, sizeof(*f->claim)) : NULL;
	if (f->claim)
		memcpy(f->claim, c.claim, c.n_claims * sizeof(*f->claim));
	umb_wipe(&c, sizeof(c));
	return f->claim || f->n_claims == 0;
}

/* Of the unit's own bytes; cheap as long as it is asked for places in order. */
static uint64_t line_at(umb_worker *w, uint64_t offset)
{
	if (offset < w->counted.offset)
		w->counted.offset = w->counted.line = 0;
	w->counted.line += umb_text_count_lines(umb_slice_sub(w->unit->bytes, (size_t)w->counted.offset, (size_t)offset));
	w->counted.offset = offset;
	return w->counted.line + 1;
}

/*
 * In lines that were there before.  Lines of what is inside a container are those of the file only where it is a text: of others all
 * must be as it was.  A file that is told is all of its lines.
 */
static bool is_unchanged(umb_worker *w, const umb_engine_hit *hit)
{
	const umb_unit *unit = w->unit;
	uint64_t        from = hit->start.line, to = hit->end.line;

	if (!unit->is_new)
		return false;
	if (hit->member) {
		if (hit->in_container.from >= hit->in_container.to || hit->container || unit->rest)
			return !unit->is_new(unit->is_new_ctx, 0, UINT64_MAX);
		from = line_at(w, hit->in_container.from);
		to   = line_at(w, hit->in_container.to - 1);
	} else if (hit->rule->info.is_file) {
		to = UINT64_MAX;
	}
	return !unit->is_new(unit->is_new_ctx, from, to);
}

/* With whole files nobody asks what is new. */
static bool is_uncommitted(const umb_worker *w, const umb_finding *f)
{
	return !w->scan->opts.whole_files && !f->suppressed_by && (strcmp(f->source, "staged") == 0 || strcmp(f->source, "worktree") == 0);
}

static bool keep_container(umb_worker *w, umb_result *r, const umb_engine_hit *hit)
{
	umb_slice path = w->unit->place->path;
	size_t    n    = hit->container ? strlen(hit->container) : 0;
	umb_buf   b    = UMB_BUF_INIT;

	r->end_offset   = hit->end_offset;
	r->in_container = hit->in_container;
	/* Mostly it is how the path begins; not where the name of a stream around an archive is left out. */
	r->container = umb_slice_sub(r->f.path, 0, path.len + (n ? n + 1 : 0));
	if (!hit->member || !n || (strncmp(hit->member, hit->container, n) == 0 && hit->member[n] == '!'))
		return true;
	umb_buf_append_slice(&b, path);
	umb_buf_printf(&b, "!%s", hit->container);
	r->container = b.failed == UMB_OK ? keep_slice(w, umb_buf_view(&b)) : umb_slice_of(NULL, 0);
	umb_buf_clear(&b);
	return r->container.ptr != NULL;
}

/* Whether another day would give another answer. */
static bool is_dated(umb_comments c, const umb_rule_info *rule)
{
	umb_allowed early, late;

	c.today = INT64_MIN;
	umb_inline_allows(&early, &c, rule);
	c.today = INT64_MAX;
	umb_inline_allows(&late, &c, rule);
	return early.by != late.by || strcmp(early.note, late.note) != 0;
}

static void ask_comments(umb_worker *w, umb_finding *f, const umb_engine_hit *hit)
{
	umb_comments c = { hit->line, hit->previous_line, &w->region[hit->level], w->scan->today };
	umb_allowed  allowed;

	umb_inline_allows(&allowed, &c, &hit->rule->info);
	f->suppressed_by     = allowed.by;
	f->is_allowed_inline = allowed.by != NULL;
	if (!allowed.by && allowed.note[0])
		f->note = umb_arena_strdup(&w->arena, allowed.note);
	if (w->unit->looked)
		w->unit->looked->is_dated = w->unit->looked->is_dated || is_dated(c, &hit->rule->info);
}

/* Text passes by; what it says of findings behind it is kept. */
static void on_passed(void *ctx, uint32_t level, bool is_first, umb_slice text, size_t from, size_t to)
{
	umb_region *r = &((umb_worker *)ctx)->region[level];

	if (is_first)
		*r = (umb_region){ .n = 0 };
	umb_region_pass(r, text, from, to);
}

static const char *redact(umb_worker *w, const umb_engine_hit *hit)
{
	const umb_rule_info *rule = &hit->rule->info;
	char                 shown[128];

	if (rule->is_file)
		return UMB_REDACTED_FILE;
	if (hit->rule->is_exact)
		return UMB_REDACTION_MASK; /* of its form nothing is known */
	if (rule->part == UMB_PART_SECRET)
		umb_redact(shown, hit->value, rule->confidence == UMB_CONF_HIGH);
	else if (rule->is_alone)
		umb_redact_part(shown, hit->value);
	else
		umb_show_part(shown, hit->value);
	return umb_arena_strdup(&w->arena, shown);
}

/* What is no secret, for a vault. */
static const char *keep_account(umb_worker *w, const umb_engine_hit *hit)
{
	char shown[128];

	if (!w->scan->opts.keep_secrets || hit->rule->info.part == UMB_PART_SECRET)
		return "";
	umb_show_part(shown, hit->value);
	return umb_arena_strdup(&w->arena, shown);
}

/* Told to who counts what is found. */
static void count_hit(umb_worker *w, const umb_engine_hit *hit)
{
	if (umb_rule_info_is_beside(&hit->rule->info))
		return;
	atomic_fetch_add_explicit(&w->live_hits, 1, memory_order_relaxed);
	if (w->unit->n_hits)
		(*w->unit->n_hits)++;
}

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	umb_worker      *w = ctx;
	const umb_place *place = w->unit->place;
	umb_result      *r = umb_arena_zero(&w->arena, 1, sizeof(*r));

	if (!r)
		return UMB_E_NOMEM;
	r->f.rule      = &hit->rule->info;
	r->f.severity  = hit->judged->severity;
	r->f.score     = hit->judged->score;
	r->f.is_proved = hit->judged->is_proved;
	r->f.is_weak   = hit->judged->is_weak;
	r->f.is_sure   = hit->judged->is_sure;
	r->f.is_weighed = hit->judged->is_weighed;
	r->f.is_doubted = hit->judged->is_doubted;
	r->f.is_shown   = hit->judged->is_shown;
	r->f.is_hinted  = hit->judged->is_hinted;
	r->f.is_only_shown = hit->judged->is_only_shown;
	r->is_weak_hit = hit->judged->is_weak;
	r->f.n_reasons = hit->judged->n_reasons;
	memcpy(r->f.reason, hit->judged->reason, sizeof(r->f.reason));
	r->f.source    = place->source;
	r->f.path      = full_path(w, hit);
	r->f.layer     = umb_arena_strdup(&w->arena, hit->layer);
	r->value       = keep_slice(w, hit->value);
	r->member_len  = hit->member ? strlen(hit->member) + 1 : 0;
	r->target      = w->target;
	r->unit        = w->n_units_seen;
	r->worker      = w->number;
	r->blob_len    = place->blob_len;
	memcpy(r->blob, place->blob, sizeof(r->blob));
	r->f.redacted  = redact(w, hit);
	r->account     = keep_account(w, hit);
	keep_positions(&r->f, hit);
	if (!keep_container(w, r, hit) || !keep_claims(w, &r->f, hit))
		return UMB_E_NOMEM;
	if (is_unchanged(w, hit))
		r->f.suppressed_by = UMB_UNCHANGED_LINE;
	r->f.is_uncommitted = is_uncommitted(w, &r->f);
	if (!r->f.suppressed_by && !w->scan->opts.no_ignore)
		ask_comments(w, &r->f, hit);
	if (w->scan->wants_lines) {
		r->line    = keep_slice(w, umb_slice_sub(hit->line, 0, umb_text_line_end(hit->line, (size_t)hit->in_line.from)));
		r->in_line = hit->in_line;
	}
	if (!r->f.redacted || !r->account || !r->f.layer || !r->f.path.ptr || (hit->value.len && !r->value.ptr))
		return UMB_E_NOMEM;
	count_hit(w, hit);
	return keep_also(w, &r->f, hit) == UMB_OK ? push_result(w, r) : UMB_E_NOMEM;
}

/* -- what sources call -------------------------------------------------------------------------------- */

static void skip_at(umb_worker *w, umb_slice path, umb_skip reason, const char *detail)
{
	if (!umb_skips_add(&w->skip[reason], path, detail, 1))
		w->skip[UMB_SKIP_MEMORY].count++;
}

static void on_skip(void *ctx, const umb_place *place, umb_skip reason, const char *detail)
{
	skip_at(ctx, place ? place->path : umb_slice_of(NULL, 0), reason, detail);
}

/* "folder/file", of a blob without a path its id, and "!member" behind it. */
static void on_engine_skip(void *ctx, umb_skip reason, const char *detail)
{
	umb_worker      *w      = ctx;
	const umb_place *place  = w->unit->place;
	const char      *member = umb_scratch_member(w->scratch);
	char             hex[2 * UMB_ID_MAX + 1] = "";
	umb_buf          path   = UMB_BUF_INIT_MAX(16384);

	if (w->unit->looked)
		w->unit->looked->n_skips++;
	umb_format_hex(hex, place->blob, place->blob_len);
	umb_buf_append_slice(&path, place->path.len ? place->path : umb_slice_str(hex));
	if (member)
		umb_buf_printf(&path, "!%s", member);
	skip_at(w, path.failed == UMB_OK ? umb_buf_view(&path) : place->path, reason, detail);
	umb_buf_clear(&path);
}

/* Git LFS, docs/spec.md: this line first, and less than 1,024 bytes in all. */
static bool is_lfs_pointer(umb_slice s)
{
	static const char first[] = "version https://git-lfs.github.com/spec/v1\n";

	return s.len < 1024 && s.len > sizeof(first) && memcmp(s.ptr, first, sizeof(first) - 1) == 0;
}

static void tell_lfs(umb_worker *w, const umb_place *place)
{
	char hex[2 * UMB_ID_MAX + 1] = "";

	umb_format_hex(hex, place->blob, place->blob_len);
	if (w->unit->looked)
		w->unit->looked->n_skips++;
	skip_at(w, place->path.len ? place->path : umb_slice_str(hex), UMB_SKIP_LFS, NULL);
}

/* What the file holds, for those that were found in it.  Of one that is not at hand as a whole it is not known. */
static umb_status keep_content(umb_worker *w, const umb_unit *unit, size_t first)
{
	uint8_t *sha = unit->rest ? NULL : umb_arena_alloc(&w->arena, 32);

	if (!sha)
		return unit->rest ? UMB_OK : UMB_E_NOMEM;
	umb_sha256(sha, unit->bytes);
	for (size_t i = first; i < w->n_results; i++)
		w->result[i]->content = sha;
	return UMB_OK;
}

/* Names of users and hosts stand everywhere, and are told beside a secret only: where there is none they are given back at once. */
static void drop_lonely(umb_worker *w, size_t first, umb_arena_mark mark)
{
	for (size_t i = first; i < w->n_results; i++) {
		if (!umb_rule_info_needs_secret(w->result[i]->f.rule))
			return;
	}
	if (w->n_results > first)
		umb_arena_rewind(&w->arena, mark);
	w->n_results = first;
}

static umb_status on_unit(void *ctx, const umb_unit *unit)
{
	umb_worker      *w     = ctx;
	umb_engine_visit visit = { w, on_hit, on_engine_skip, is_cancelled, w->scan->opts.no_ignore ? NULL : on_passed };
	umb_engine_stats stats = *umb_scratch_stats(w->scratch);
	size_t           before = w->n_results;
	umb_arena_mark   mark   = umb_arena_at(&w->arena);
	umb_status       st;

	w->unit = unit;
	w->counted.offset = w->counted.line = 0;
	if (is_lfs_pointer(unit->bytes))
		tell_lfs(w, unit->place);
	st = umb_engine_scan(w->scratch, unit, &visit);
	drop_lonely(w, before, mark);
	if (st == UMB_OK)
		st = umb_twins_join(w, before);
	if (st == UMB_OK && w->scan->wants_content && w->n_results > before)
		st = keep_content(w, unit, before);
	if (unit->looked) {
		unit->looked->n_layers += umb_scratch_stats(w->scratch)->n_layers - stats.n_layers;
		unit->looked->n_layer_bytes += umb_scratch_stats(w->scratch)->n_layer_bytes - stats.n_layer_bytes;
	}
	w->n_units_seen++;
	atomic_fetch_add_explicit(&w->live_units, 1, memory_order_relaxed);
	tell_bytes(w);
	return st;
}

/* -- the thread --------------------------------------------------------------------------------------- */

umb_status umb_worker_prepare(umb_worker *w, umb_err *err)
{
	w->arena       = (umb_arena)UMB_ARENA_INIT;
	w->arena.wipes = true;
	return umb_scratch_new(&w->scratch, w->scan->rules, &w->scan->limits, NULL, err);
}

static umb_status work_target(umb_worker *w, umb_target *t)
{
	umb_visit  visit = { w, on_unit, on_skip, is_cancelled };
	umb_status st = t->ops->lane_open(&w->lane, t->source, &w->err);

	while (st == UMB_OK)
		st = t->ops->work(t->source, w->lane, &visit, &w->err);
	t->ops->lane_close(w->lane);
	w->lane = NULL;
	return st == UMB_END || st == UMB_E_CANCELLED ? UMB_OK : st;
}

void *umb_worker_body(void *worker)
{
	umb_worker *w = worker;

	for (size_t i = 0; i < w->scan->n_targets && w->st == UMB_OK; i++) {
		w->target = (uint32_t)i;
		if (w->scan->target[i].source && !umb_scan_is_cancelled(w->scan))
			w->st = work_target(w, &w->scan->target[i]);
	}
	/* One worker that cannot go on ends the run: the others would give a report that looks whole. */
	if (w->st != UMB_OK)
		atomic_store(&w->scan->cancelled, true);
	/* Attribution needs the memory next. */
	w->stats = *umb_scratch_stats(w->scratch);
	umb_scratch_free(w->scratch);
	w->scratch = NULL;
	atomic_store(&w->is_done, true);
	return NULL;
}

void umb_worker_clear(umb_worker *w)
{
	umb_scratch_free(w->scratch);
	umb_arena_clear(&w->arena);
	umb_free(w->result);
	for (size_t i = 0; i < UMB_N_SKIPS; i++)
		umb_skips_clear(&w->skip[i]);
}
