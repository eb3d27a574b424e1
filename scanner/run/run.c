/*
 * run.c - a scan from its making to its end.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/number.h"

/* -- making --------------------------------------------------------------------------------------- */

static void set_limits(struct umb_scan *s)
{
	const umb_scan_opts *o = &s->opts;
	umb_limits defaults = UMB_LIMITS_INIT;

	s->limits = defaults;
	s->limits.leaves_lonely = true;
	if (o->max_decode_depth)
		s->limits.max_decode_depth = o->max_decode_depth == UMB_NO_LAYERS ? 0 : UMB_MIN(o->max_decode_depth, 6u);
	if (o->max_archive_depth)
		s->limits.max_archive_depth = o->max_archive_depth == UMB_NO_LAYERS ? 0 : UMB_MIN(o->max_archive_depth, 6u);
	if (o->max_decoded_bytes)
		s->limits.max_decoded_bytes = o->max_decoded_bytes;
	if (o->unit_timeout_ms)
		s->limits.unit_timeout_ms = o->unit_timeout_ms;
}

umb_status umb_scan_new(umb_scan **out, const umb_ruleset *rules, const umb_scan_opts *opts, umb_err *err)
{
	umb_scan_opts defaults = UMB_SCAN_OPTS_INIT;
	umb_scan     *s;
	umb_status    st;

	if (opts && opts->version != UMB_SCAN_OPTS_VERSION)
		return umb_err_set(err, UMB_E_USAGE, "umb_scan_opts of version %u, expected %d", opts->version, UMB_SCAN_OPTS_VERSION);
	s = umb_alloc_zero(1, sizeof(*s));
	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	/* The compiled-regex slots of a ruleset change, atomically; the rules do not. */
	s->rules = (umb_ruleset *)(uintptr_t)rules;
	s->opts  = opts ? *opts : defaults;
	set_limits(s);
	s->arena.wipes = true;
	st = umb_outcome_read(s, err);
	if (st == UMB_OK && s->opts.today && !umb_clock_day(&s->today, umb_slice_str(s->opts.today)))
		st = umb_err_set(err, UMB_E_USAGE, "'%s' is no date as in 2026-01-31", s->opts.today);
	if (st == UMB_OK && s->opts.state && !s->opts.key)
		st = umb_err_set(err, UMB_E_USAGE, "--state wants --key-file: the key seals the file, and keeps ids the same from run to run (`openssl rand -hex 32` makes one)");
	if (st == UMB_OK)
		*out = s;
	else
		umb_scan_free(s);
	return st;
}

static umb_status add_target(umb_scan *s, const umb_target *t, const char *name, umb_err *err)
{
	umb_target *at;

	if (s->n_targets == s->cap_targets) {
		size_t      cap  = s->cap_targets ? s->cap_targets * 2 : 8;
		umb_target *more = s->n_targets < UMB_MAX_TARGETS ? umb_realloc(s->target, cap * sizeof(*more)) : NULL;

		if (!more)
			return umb_err_set(err, UMB_E_LIMIT, "too many targets");
		s->target      = more;
		s->cap_targets = cap;
	}
	at       = &s->target[s->n_targets];
	*at      = *t;
	at->name = umb_strdup(name);
	if (!at->name)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->n_targets++;
	return UMB_OK;
}

umb_status umb_scan_add_target(umb_scan *scan, const char *source, const char *target, umb_err *err)
{
	umb_target t = { .ops = umb_source_find(source) };

	if (!t.ops || strcmp(source, "memory") == 0)
		return umb_err_set(err, UMB_E_USAGE, "no source '%s'", source);
	return add_target(scan, &t, target ? target : "-", err);
}

umb_status umb_scan_add_memory(umb_scan *scan, const char *path, const void *bytes, size_t len, umb_err *err)
{
	umb_target t = { .ops = umb_source_find("memory"), .memory = bytes, .memory_len = len };

	return add_target(scan, &t, path, err);
}

umb_status umb_scan_add_report(umb_scan *scan, const char *format, umb_write_fn write, void *ctx, uint32_t flags, umb_err *err)
{
	const umb_sink_ops *ops = umb_sink_find(format);

	if (!ops)
		return umb_err_set(err, UMB_E_USAGE, "no report format '%s'", format);
	if (scan->opts.show_secrets && !(ops->flags & UMB_SINK_SECRETS))
		return umb_err_set(err, UMB_E_REFUSED, "the format '%s' never carries secrets; use text, json or jsonl", format);
	if (scan->n_reports == UMB_MAX_REPORTS)
		return umb_err_set(err, UMB_E_LIMIT, "more than %d reports", UMB_MAX_REPORTS);
	scan->report[scan->n_reports++] = (umb_report){ ops, NULL, write, ctx, flags };
	return UMB_OK;
}

void umb_scan_on_progress(umb_scan *scan, umb_progress_fn fn, void *ctx)
{
	scan->on_progress  = fn;
	scan->progress_ctx = ctx;
}

void umb_scan_cancel(umb_scan *scan)
{
	atomic_store(&scan->cancelled, true);
}

/* -- running -------------------------------------------------------------------------------------- */

static umb_status choose_key(umb_scan *s, umb_err *err)
{
	bool       has_key = false;
	umb_status st;

	if (s->opts.key) {
		has_key = umb_parse_hex(s->key.bytes, UMB_KEY_LEN, umb_slice_str(s->opts.key));
		if (!has_key)
			return umb_err_set(err, UMB_E_USAGE, "the key of ids is 64 hex digits");
	}
	st = umb_ignored_read(s, &s->key, &has_key, err);
	s->has_own_key = has_key;
	if (st == UMB_OK && !has_key)
		umb_random(s->key.bytes, sizeof(s->key.bytes));
	return st == UMB_OK && s->opts.state ? umb_resume_begin(s, err) : st;
}

/* Repositories inside a repository come behind all that were named. */
static umb_status add_inner(umb_scan *s, size_t i, umb_err *err)
{
	size_t             n    = 0;
	const char *const *name = s->target[i].ops->inner(s->target[i].source, &n);
	umb_target         t    = { .ops = s->target[i].ops };
	umb_status         st   = UMB_OK;

	for (size_t k = 0; k < n && st == UMB_OK; k++)
		st = add_target(s, &t, name[k], err);
	if (st != UMB_OK)
		s->summary.has_failed_target = true;
	return st;
}

/* One target that cannot be opened does not keep the others from being scanned. */
static void open_targets(umb_scan *s)
{
	for (size_t i = 0; i < s->n_targets && !umb_scan_is_cancelled(s); i++) {
		umb_target     *t = &s->target[i];
		umb_err         why = UMB_ERR_INIT;
		umb_source_opts o = {
			.excludes = s->opts.excludes, .n_excludes = s->opts.n_excludes, .max_target_bytes = s->opts.max_target_bytes,
			.cross_mounts = s->opts.cross_mounts != 0, .whole_versions = s->opts.whole_versions != 0, .whole_files = s->opts.whole_files != 0,
			.revs = s->opts.revs, .n_revs = s->opts.n_revs, .paths = s->opts.paths, .n_paths = s->opts.n_paths, .max_commits = s->opts.max_commits,
			.since = s->opts.has_since ? s->opts.since : INT64_MIN, .n_threads = s->n_workers, .memory = t->memory, .memory_len = t->memory_len,
			.until = s->opts.has_until ? s->opts.until : INT64_MAX, .first_parent = s->opts.first_parent != 0, .no_merges = s->opts.no_merges != 0,
			.is_cancelled = umb_scan_is_cancelled, .cancel_ctx = s,
		};

		if (umb_resume_open(s, &o, &why) == UMB_OK && t->ops->open(&t->source, t->name, &o, &why) == UMB_OK) {
			umb_resume_opened(s, t);
			if (t->ops->inner && add_inner(s, i, &why) != UMB_OK)
				umb_log(UMB_LOG_ERROR, "%s", why.text);
			continue;
		}
		if (umb_scan_is_cancelled(s))
			break;
		t->has_failed = true;
		s->summary.has_failed_target = true;
		umb_log(UMB_LOG_ERROR, "%s", why.text);
	}
}

/* Of all targets; UINT64_MAX: one of them does not know. */
static uint64_t total_units(const umb_scan *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->n_targets; i++) {
		const umb_target *t = &s->target[i];
		uint64_t          n = !t->source ? 0 : t->ops->total ? t->ops->total(t->source) : UINT64_MAX;

		if (n == UINT64_MAX)
			return n;
		sum += n;
	}
	return sum;
}

static void tell_progress(umb_scan *s)
{
	umb_progress p = { .elapsed_ms = umb_clock_ms() - s->started_ms };

	for (size_t i = 0; i < s->n_workers; i++) {
		p.n_units += atomic_load_explicit(&s->worker[i].live_units, memory_order_relaxed);
		p.n_bytes += atomic_load_explicit(&s->worker[i].live_bytes, memory_order_relaxed);
		p.n_hits += atomic_load_explicit(&s->worker[i].live_hits, memory_order_relaxed);
	}
	p.total_units = total_units(s);
	if (p.total_units == UINT64_MAX)
		p.total_units = 0;
	s->on_progress(s->progress_ctx, &p);
}

static void wait_for_workers(umb_scan *s)
{
	uint64_t        told  = 0;
	struct timespec pause = { 0, 50000 }; /* longer each time: what is small is not waited for */

	for (size_t i = 0; i < s->n_workers; i++) {
		umb_worker *w = &s->worker[i];

		while (s->on_progress && w->is_started && !atomic_load(&w->is_done)) {
			nanosleep(&pause, NULL);
			pause.tv_nsec = UMB_MIN(2 * pause.tv_nsec, 5000000L);
			if (umb_clock_ms() - s->started_ms - told >= 100) {
				told = umb_clock_ms() - s->started_ms;
				tell_progress(s);
			}
		}
		if (w->is_started)
			umb_thread_join(w->thread);
	}
}

/* To start a thread costs what a few files do; so many as were asked for are started all the same. */
#define UNITS_EACH 4

/* What workers held is of use to attribution; of a few files it is less than the asking costs. */
static bool has_read_much(const umb_scan *s)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < s->n_workers; i++)
		n += s->worker[i].stats.n_raw_bytes;
	return n > 4 << 20;
}

static umb_status run_workers(umb_scan *s, umb_err *err)
{
	umb_status st = UMB_OK;
	uint64_t   n_units = total_units(s);

	if (!s->opts.n_threads && n_units / UNITS_EACH < s->n_workers)
		s->n_workers = (uint32_t)UMB_MAX(UINT64_C(1), (n_units + UNITS_EACH - 1) / UNITS_EACH);
	for (uint32_t i = 0; i < s->n_workers && st == UMB_OK; i++) {
		s->worker[i].scan   = s;
		s->worker[i].number = i;
		st = umb_worker_prepare(&s->worker[i], err);
	}
	if (st != UMB_OK)
		return st;
	/* With one worker and nobody to tell, no thread is needed: cheaper for small scans. */
	if (s->n_workers == 1 && !s->on_progress) {
		umb_worker_body(&s->worker[0]);
	} else {
		uint32_t n = 0;

		while (n < s->n_workers && umb_thread_start(&s->worker[n].thread, umb_worker_body, &s->worker[n], NULL) == UMB_OK)
			s->worker[n++].is_started = true;
		/* Where the system allows fewer threads, fewer do the work; every one of them can do all of it. */
		if (n < s->n_workers)
			umb_log(UMB_LOG_INFO, "only %u of %u threads could be started", n, s->n_workers);
		if (n == 0)
			umb_worker_body(&s->worker[0]);
		wait_for_workers(s);
	}
	for (uint32_t i = 0; i < s->n_workers && st == UMB_OK; i++) {
		st = s->worker[i].st;
		if (st != UMB_OK)
			umb_err_set(err, st, "%s", s->worker[i].err.text[0] ? s->worker[i].err.text : umb_status_text(st));
	}
	return st;
}

static uint32_t count_workers(const umb_scan *s)
{
	uint32_t n = s->opts.n_threads ? s->opts.n_threads : umb_thread_cores();

	return UMB_MAX(1u, UMB_MIN(n, 256u));
}

/*
 * Memory that was out anywhere since the run began: what then went without it (a validator, a name, a ref) cannot always say
 * so itself, and a report must not look whole.
 */
static void tell_memory(umb_scan *s)
{
	umb_skip_tally *t = &s->summary.skip[UMB_SKIP_MEMORY];

	if (umb_alloc_refused() != s->refused_before && t->count == 0)
		t->count = 1;
}

static bool may_be_empty(const umb_scan *s)
{
	for (size_t i = 0; i < s->n_targets; i++) {
		if (s->target[i].ops->may_be_empty)
			return true;
	}
	return false;
}

static void conclude(umb_scan *s)
{
	umb_summary *sum = &s->summary;

	sum->elapsed_ms     = umb_clock_ms() - s->started_ms;
	sum->n_threads      = s->n_workers;
	for (size_t i = 0; i < s->rules->t.n_rules; i++)
		sum->n_rules += umb_scan_uses(s, i);
	sum->is_interrupted = atomic_load(&s->cancelled) && !atomic_load(&s->has_timed_out);
	if (atomic_load(&s->has_timed_out))
		umb_skips_add(&sum->skip[UMB_SKIP_TIMEOUT], umb_slice_of(NULL, 0), "the rest of the targets", 1);
	if (sum->n_units == 0 && !may_be_empty(s) && !sum->has_failed_target && !atomic_load(&s->cancelled))
		umb_skips_add(&sum->skip[UMB_SKIP_NOTHING], umb_slice_str(s->n_targets ? s->target[0].name : ""), NULL, 1);
	tell_memory(s);
	umb_outcome_decide(s);
}

static void fill_result(const umb_scan *s, umb_scan_result *r)
{
	r->exit_code      = s->summary.exit_code;
	r->n_findings     = s->summary.n_findings;
	r->n_credentials  = s->summary.n_credentials;
	r->n_suppressed   = s->summary.n_suppressed;
	r->n_units        = s->summary.n_units;
	r->n_bytes        = s->summary.n_bytes;
	r->is_complete    = s->summary.is_complete;
	r->is_interrupted = s->summary.is_interrupted;
}

umb_status umb_scan_run(umb_scan *s, umb_scan_result *result, umb_err *err)
{
	umb_status st;

	if (s->has_run)
		return umb_err_set(err, UMB_E_USAGE, "a scan runs once");
	s->has_run      = true;
	s->refused_before = umb_alloc_refused();
	s->started_ms   = umb_clock_ms();
	s->started_wall = umb_clock_wall();
	if (!s->opts.today)
		s->today = s->started_wall / 86400;
	s->deadline_ms  = s->opts.timeout_ms ? s->started_ms + s->opts.timeout_ms : 0;
	s->n_workers    = count_workers(s);
	s->worker       = umb_alloc_zero(s->n_workers, sizeof(*s->worker));
	st = s->worker ? umb_keyed_init(err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK)
		st = choose_key(s, err);
	if (st == UMB_OK) {
		open_targets(s);
		st = run_workers(s, err);
		if (has_read_much(s))
			umb_alloc_trim();
	}
	if (st == UMB_OK)
		st = umb_collect(s, err);
	if (st == UMB_OK && !s->opts.show_secrets)
		st = umb_claims_mask(s, err);
	if (st == UMB_OK)
		umb_remember(s);
	if (st == UMB_OK) {
		conclude(s);
		st = umb_reports_write(s, err);
	}
	for (size_t i = 0; i < s->n_targets; i++) {
		if (s->target[i].source)
			s->target[i].ops->close(s->target[i].source);
		s->target[i].source = NULL;
	}
	if (result)
		fill_result(s, result);
	return st;
}

void umb_scan_free(umb_scan *s)
{
	if (!s)
		return;
	for (uint32_t i = 0; s->worker && i < s->n_workers; i++)
		umb_worker_clear(&s->worker[i]);
	for (size_t i = 0; i < s->n_targets; i++) {
		umb_free(s->target[i].name);
		umb_free(s->target[i].rel_base);
		umb_free(s->target[i].root);
	}
	for (size_t i = 0; i < UMB_N_SKIPS; i++)
		umb_skips_clear(&s->summary.skip[i]);
	umb_state_close(s->state);
	umb_wipe(&s->state_key, sizeof(s->state_key));
	umb_wipe(&s->file_key, sizeof(s->file_key));
	umb_store_clear(&s->store);
	umb_known_free(s->known);
	umb_free(s->rule_infos);
	umb_arena_clear(&s->arena);
	umb_free(s->result);
	umb_free(s->worker);
	umb_free(s->target);
	umb_wipe(&s->key, sizeof(s->key));
	umb_free(s);
}
