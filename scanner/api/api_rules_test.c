/*
 * api_rules_test.c - rules show, test and cost: what needs the engine.
 *
 * `test` compiles the packs under test alone, carries out the recipes of every test, and asks two
 * judges: the engine, and PCRE2 over the whole text with nothing in front of it.  They must agree.
 */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "core/source.h"
#include "base/path.h"
#include "engine/engine.h"
#include "rule/rule.h"
#include "umb/ruleset.h"

static void say(umb_line_fn line, void *ctx, const char *fmt, ...) UMB_PRINTF(3, 4);
static void say(umb_line_fn line, void *ctx, const char *fmt, ...)
{
	umb_buf b = UMB_BUF_INIT_MAX(1 << 16);
	va_list ap;

	va_start(ap, fmt);
	umb_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	line(ctx, umb_buf_str(&b));
	umb_buf_clear(&b);
}

/* -- show ------------------------------------------------------------------------------------------- */

static void show_literals(const umb_ruleset *rs, size_t rule, umb_line_fn line, void *ctx)
{
	size_t n = 0, n_gates = 0;

	for (size_t i = 0; i < rs->t.first_trigger[rs->t.n_literals]; i++) {
		if (rs->t.triggers[i].rule == rule) {
			n++;
			n_gates = UMB_MAX(n_gates, (size_t)rs->t.triggers[i].n_gates);
		}
	}
	say(line, ctx, "  derived    %zu literals, up to %zu gates, matches up to %u bytes%s", n, n_gates, rs->t.rules[rule].width_max,
	    rs->t.rules[rule].is_anchored ? ", one start per literal" : "");
}

static void show_form(const umb_rule *r, umb_line_fn line, void *ctx)
{
	char   most[32] = "";
	size_t n = 0;

	for (unsigned i = 0; i < 256; i++)
		n += umb_class_has(&r->form->first, (uint8_t)i);
	if (r->form->max_size)
		snprintf(most, sizeof(most), ", at most %u", r->form->max_size);
	say(line, ctx, "  file       of at least %u bytes%s; its first byte is one of %zu", UMB_MAX(r->form->min_size, 1u), most, n);
	say(line, ctx, "  tells      %s", r->info.is_file ? "the file, no value in it" : "the secret that it begins with");
}

umb_status umb_ruleset_show(const umb_ruleset *rs, size_t i, umb_line_fn line, void *ctx, umb_err *err)
{
	const umb_rule *r;

	if (i >= rs->t.n_rules)
		return umb_err_set(err, UMB_E_USAGE, "no such rule");
	r = &rs->t.rules[i];
	say(line, ctx, "%s", r->info.id);
	say(line, ctx, "  name       %s", r->info.name);
	say(line, ctx, "  about      %s", r->info.about);
	say(line, ctx, "  provider   %s", r->info.provider);
	say(line, ctx, "  identity   %s", umb_identity_kind_name(r->info.identity));
	say(line, ctx, "  severity   %s", umb_severity_name(r->info.severity));
	say(line, ctx, "  confidence %s", umb_confidence_name(r->info.confidence));
	say(line, ctx, "  %s    %s", r->form ? "begins " : "pattern", r->written);
	for (const char *const *p = r->info.literals; *p; p++)
		say(line, ctx, "  literal    %s (declared)", *p);
	for (size_t k = 0; k < r->n_checks; k++)
		say(line, ctx, "  validate   %s: %s", r->checks[k].ops->name, r->checks[k].ops->summary);
	if (r->info.part != UMB_PART_SECRET)
		say(line, ctx, "  part       %s, no secret%s", umb_part_name(r->info.part), r->info.part == UMB_PART_WITNESS ? "; never told" : r->info.is_alone ? "" : "; told beside its companions only");
	for (size_t k = 0; k < r->info.n_companions; k++)
		say(line, ctx, "  companion  %s within %u lines%s", r->info.companions[k].rule, r->info.companions[k].lines,
		    r->info.companions[k].required ? ", required" : "");
	for (const char *const *p = r->info.only_paths; *p; p++)
		say(line, ctx, "  only       %s", *p);
	for (const char *const *p = r->info.never_paths; *p; p++)
		say(line, ctx, "  never      %s", *p);
	for (const char *const *p = r->info.references; *p; p++)
		say(line, ctx, "  reference  %s", *p);
	for (const char *const *p = r->info.tags; *p; p++)
		say(line, ctx, "  tag        %s", *p);
	say(line, ctx, "  revoke     %s", r->info.revoke);
	if (r->form)
		show_form(r, line, ctx);
	else
		show_literals(rs, i, line, ctx);
	return UMB_OK;
}

/* -- test ------------------------------------------------------------------------------------------- */

typedef struct seen {
	const char        *rule;
	const char *const *layers; /* wanted chain, or NULL */
	int                severity; /* wanted, or -1 */
	bool               is_found;
	size_t             n_raw_hits; /* of that rule, or absorbed into another */
} seen;

static bool layers_match(const char *chain, const char *const *layers)
{
	for (; layers && *layers; layers++) {
		if (!strstr(chain, *layers))
			return false;
	}
	return true;
}

typedef struct test_ctx {
	const umb_ruleset *rs;
	seen              *s;
} test_ctx;

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	test_ctx *t = ctx;
	bool      is_it = strcmp(hit->rule->info.id, t->s->rule) == 0;

	/* Absorbed by a more specific rule of the same packs is found, too: both ids are reported. */
	for (size_t i = 0; i < hit->n_also; i++)
		is_it = is_it || strcmp(t->rs->t.rules[hit->also[i]].info.id, t->s->rule) == 0;
	is_it          = is_it && (t->s->severity < 0 || (int)hit->judged->severity == t->s->severity);
	t->s->is_found = t->s->is_found || (is_it && layers_match(hit->layer, t->s->layers));
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static bool path_excluded(const umb_rule_info *r, const char *path)
{
	bool is_in = !r->only_paths[0], is_out = false;

	for (const char *const *g = r->only_paths; *g; g++)
		is_in = is_in || (path && umb_glob_match(*g, umb_slice_str(path)));
	for (const char *const *g = r->never_paths; *g; g++)
		is_out = is_out || (path && umb_glob_match(*g, umb_slice_str(path)));
	return !is_in || is_out;
}

static umb_status run_test(umb_ruleset *rs, umb_scratch *scratch, const umb_rule_def *def, const umb_rule_test *t, bool *found)
{
	umb_buf          text  = UMB_BUF_INIT_MAX(1 << 20);
	umb_err          err   = UMB_ERR_INIT;
	seen             s     = { def->info.id, t->layers, t->severity, false, 0 };
	test_ctx         ctx   = { rs, &s };
	umb_engine_visit visit = { &ctx, on_hit, on_skip, NULL, NULL };
	umb_place        place = { .source = "memory", .path = umb_slice_str(t->path ? t->path : "test") };
	umb_unit         unit  = { .place = &place };
	/* By what is written: where else in the file something changes, the values stay what they were. */
	uint64_t         seed  = umb_hash64(umb_slice_str(def->info.id)) ^ umb_hash64(umb_slice_str(t->text));
	umb_status       st    = umb_recipe_expand(&text, t->text, seed, &err);

	if (st == UMB_OK)
		st = umb_buf_reserve(&text, UMB_TEXT_PAD);
	if (st == UMB_OK) {
		memset(text.ptr + text.len, 0, UMB_TEXT_PAD);
		unit.bytes = umb_buf_view(&text);
		st = umb_engine_scan(scratch, &unit, &visit);
	}
	*found = s.is_found && !path_excluded(&def->info, t->path);
	umb_buf_clear(&text);
	return st;
}

static umb_status run_tests(umb_ruleset *rs, const umb_rule_list *list, umb_line_fn line, void *ctx, size_t *n, size_t *failed, umb_err *err)
{
	umb_limits   limits  = UMB_LIMITS_INIT;
	umb_scratch *scratch = NULL;
	umb_status   st      = umb_scratch_new(&scratch, rs, &limits, NULL, err);

	for (size_t i = 0; i < list->n_rules && st == UMB_OK; i++) {
		const umb_rule_def *def = &list->rule[i];

		for (size_t k = 0; k < def->n_tests && st == UMB_OK; k++) {
			const umb_rule_test *t = &def->tests[k];
			bool found = false;

			st = run_test(rs, scratch, def, t, &found);
			(*n)++;
			if (found == t->is_find)
				continue;
			(*failed)++;
			say(line, ctx, "%s:%u: rule '%s' %s: %s", def->file, t->line, def->info.id,
			    !t->is_find ? "finds what it should ignore" : t->severity < 0 ? "does not find what it should" : "does not find it with this severity",
			    t->text);
		}
	}
	umb_scratch_free(scratch);
	return st;
}

umb_status umb_rules_test(const char *const *paths, size_t n_paths, umb_line_fn line, void *ctx, size_t *n_tests,
                          size_t *n_failed, umb_err *err)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	umb_ruleset       *rs    = NULL;
	umb_teller         tell  = { .line = line, .ctx = ctx };
	size_t             n = 0, failed = 0;
	umb_status         st = UMB_OK;

	for (size_t i = 0; i < n_paths && st == UMB_OK; i++)
		st = umb_pack_load(&list, &arena, paths[i], &tell, err);
	if (st == UMB_OK)
		st = umb_rules_compile(&t, &arena, NULL, &list, &tell, err);
	if (st == UMB_OK)
		st = umb_rules_check(&list, &umb_builtin_tables, &tell, err);
	umb_teller_finish(&tell);
	if (st == UMB_OK && tell.n_errors)
		st = umb_err_set(err, UMB_E_RULES, "%zu errors in the rules", tell.n_errors);
	if (st == UMB_OK)
		st = umb_ruleset_new(&rs, &t, err);
	if (st == UMB_OK)
		st = run_tests(rs, &list, line, ctx, &n, &failed, err);
	if (st == UMB_OK && failed)
		st = umb_err_set(err, UMB_E_RULES, "%zu tests failed", failed);
	*n_tests  = n;
	*n_failed = failed;
	umb_ruleset_destroy(rs);
	umb_free(list.rule);
	umb_arena_clear(&arena);
	return st;
}

/* -- cost -------------------------------------------------------------------------------------------- */

typedef struct priced {
	size_t         rule;
	umb_rule_price of;
} priced;

static umb_status no_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(hit);
	return UMB_OK;
}

typedef struct corpus {
	umb_buf bytes; /* all files, one behind the other */
	size_t  n_files;
} corpus;

#define CORPUS_MAX ((size_t)64 << 20)

static umb_status keep_unit(void *ctx, const umb_unit *unit)
{
	corpus *c = ctx;

	if (c->bytes.len + unit->bytes.len + 1 > CORPUS_MAX)
		return UMB_E_LIMIT;
	umb_buf_append_slice(&c->bytes, unit->bytes);
	c->n_files++;
	return umb_buf_append_byte(&c->bytes, '\n');
}

static void ignore_skip(void *ctx, const umb_place *place, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	UMB_UNUSED(place);
	UMB_UNUSED(reason);
	UMB_UNUSED(detail);
}

static bool never(void *ctx)
{
	UMB_UNUSED(ctx);
	return false;
}

static umb_status read_corpus(corpus *c, const char *path, umb_err *err)
{
	const umb_source_ops *ops   = umb_source_find("dir");
	umb_source_opts       opts  = { .n_threads = 1 };
	umb_visit             visit = { c, keep_unit, ignore_skip, never };
	umb_source           *src   = NULL;
	umb_lane             *lane  = NULL;
	umb_status            st    = ops->open(&src, path, &opts, err);

	if (st == UMB_OK)
		st = ops->lane_open(&lane, src, err);
	while (st == UMB_OK)
		st = ops->work(src, lane, &visit, err);
	ops->lane_close(lane);
	ops->close(src);
	if (st == UMB_OK || st == UMB_END || st == UMB_E_LIMIT)
		st = umb_buf_reserve(&c->bytes, UMB_TEXT_PAD);
	if (st == UMB_OK)
		memset(c->bytes.ptr + c->bytes.len, 0, UMB_TEXT_PAD);
	return st;
}

/* Nanoseconds of one pass.  The one before it, which compiles what is asked for the first time, does not count. */
static umb_status price_all(umb_ruleset *rs, const corpus *c, umb_rule_price *price, uint64_t *ns, umb_err *err)
{
	umb_limits       limits  = UMB_LIMITS_INIT;
	umb_engine_visit visit   = { NULL, no_hit, on_skip, NULL, NULL };
	umb_unit         unit    = { .bytes = umb_buf_view(&c->bytes) }; /* of no name, so that rules for files of some names are asked, too */
	umb_scratch     *scratch = NULL;
	umb_status       st;

	limits.max_decode_depth  = 0;
	limits.max_archive_depth = 0;
	st = umb_scratch_new(&scratch, rs, &limits, NULL, err);
	if (st == UMB_OK)
		st = umb_engine_scan(scratch, &unit, &visit);
	if (st == UMB_OK) {
		umb_scratch_price(scratch, price);
		*ns = umb_clock_ns();
		st  = umb_engine_scan(scratch, &unit, &visit);
		*ns = umb_clock_ns() - *ns;
	}
	umb_scratch_free(scratch);
	return st;
}

static int dearest(const void *x, const void *y)
{
	const priced *a = x, *b = y;

	return a->of.ns == b->of.ns ? (a->rule > b->rule) - (a->rule < b->rule) : a->of.ns < b->of.ns ? 1 : -1;
}

static void tell_prices(const umb_ruleset *rs, const corpus *c, priced *rule, size_t n, uint64_t ns, umb_line_fn line, void *ctx)
{
	double   kb  = (double)c->bytes.len / 1000;
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += rule[i].of.ns;
	qsort(rule, n, sizeof(*rule), dearest);
	say(line, ctx, "ns/KB\tregex runs/MB\tmatches\trule (%zu files, %.1f MB; literals and gates of all: %.1f ns/KB)", c->n_files, kb / 1000,
	    (double)(ns - UMB_MIN(sum, ns)) / kb);
	for (size_t i = 0; i < n; i++)
		say(line, ctx, "%.2f\t%.2f\t%llu\t%s", (double)rule[i].of.ns / kb, (double)rule[i].of.n_candidates / kb * 1000,
		    (unsigned long long)rule[i].of.n_matches, rs->t.rules[rule[i].rule].info.id);
}

/* All rules in one pass, with a clock at each: what a rule takes behind the literals and gates that all share. */
umb_status umb_ruleset_cost(const umb_ruleset *crs, const char *path, umb_line_fn line, void *ctx, umb_err *err)
{
	umb_ruleset    *rs    = NULL;
	corpus          c     = { UMB_BUF_INIT_MAX(CORPUS_MAX + 4096), 0 };
	priced         *rule  = umb_alloc_zero(crs->t.n_rules + 1, sizeof(*rule));
	umb_rule_price *price = umb_alloc_zero(crs->t.n_rules + 1, sizeof(*price));
	uint64_t        ns    = 0;
	size_t          n     = 0;
	umb_status      st    = rule && price ? umb_ruleset_new(&rs, &crs->t, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st == UMB_OK)
		st = read_corpus(&c, path, err);
	if (st == UMB_OK && c.bytes.len == 0)
		st = umb_err_set(err, UMB_E_USAGE, "'%s' holds nothing to measure on", path);
	if (st == UMB_OK) {
		rs->is_off = umb_alloc_zero(rs->t.n_rules + 1, sizeof(bool));
		st = rs->is_off ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	for (size_t i = 0; st == UMB_OK && i < rs->t.n_rules; i++)
		rs->is_off[i] = !umb_ruleset_is_on(crs, i);
	if (st == UMB_OK)
		st = price_all(rs, &c, price, &ns, err);
	for (size_t i = 0; st == UMB_OK && i < rs->t.n_rules; i++) {
		if (!rs->is_off[i])
			rule[n++] = (priced){ i, price[i] };
	}
	if (st == UMB_OK)
		tell_prices(rs, &c, rule, n, ns, line, ctx);
	umb_buf_clear(&c.bytes);
	umb_ruleset_destroy(rs);
	umb_free(price);
	umb_free(rule);
	return st;
}
