/*
 * lint.c - what compiles and is suspicious all the same: a rule that will cost too much, say too little,
 * or cannot be checked.
 */
#include "rule/rule.h"

#include "base/alloc.h"
#include "base/path.h"
#include "base/text.h"

static void warn(umb_teller *t, const umb_rule_def *d, umb_yaml_place at, const char *words)
{
	umb_tell(t, true, d->file, at.line ? at : d->at, "rule '%s': %s", d->info.id, words);
}

/* "github" from "rules/github.yml". */
static umb_slice pack_name(const char *file)
{
	umb_slice base = umb_path_base(umb_slice_str(file));
	umb_slice ext  = umb_path_ext(base);

	return umb_slice_sub(base, 0, base.len - (ext.len ? ext.len + 1 : 0));
}

static void lint_id(const umb_rule_def *d, umb_teller *t)
{
	umb_slice pack = pack_name(d->file);
	umb_slice id   = umb_slice_str(d->info.id);

	if (id.len <= pack.len || memcmp(id.ptr, pack.ptr, pack.len) != 0 || id.ptr[pack.len] != '.')
		warn(t, d, d->at, "the id should be the file's name, a dot and what it is");
}

static void lint_words(const umb_rule_def *d, umb_teller *t)
{
	if (!d->info.about[0])
		warn(t, d, d->at, "no 'about': what does this credential open?");
	if (!d->info.revoke[0])
		warn(t, d, d->at, "no 'revoke': where is it made worthless?");
	if (!d->info.provider[0])
		warn(t, d, d->at, "no 'provider', here or at the top of the file");
	if (!d->info.tags[0])
		warn(t, d, d->at, "no 'tags'");
	for (const char *const *near = d->near; near && *near; near++) {
		if (strlen(*near) < 4)
			warn(t, d, d->pattern_at, "a 'near' word of less than four letters is everywhere");
	}
}

static void lint_tests(const umb_rule_def *d, umb_teller *t)
{
	size_t n_find = 0;

	for (size_t i = 0; i < d->n_tests; i++)
		n_find += d->tests[i].is_find;
	if (n_find == 0)
		warn(t, d, d->at, "no test to find");
	if (n_find == d->n_tests)
		warn(t, d, d->at, "no test to ignore");
}

/* Literals that stand in every second file; a rule that hangs on one of them alone is tried everywhere. */
static bool is_common(const umb_literal *l)
{
	static const char *const common[] = { "http", "https", "://", "name", "type", "user", "data", "file", "test", "true", "null", "self", "this", "code", "value" };

	for (size_t i = 0; i < UMB_COUNT(common); i++) {
		if (umb_text_eq_nocase(umb_slice_of(l->bytes, l->len), umb_slice_str(common[i])))
			return true;
	}
	return false;
}

/* The shortest literal outside runs of token bytes decides how densely all text is looked at: see match/literal_tables.h. */
static void lint_literals(const umb_rule_def *d, const umb_derived *out, umb_teller *t)
{
	const umb_literal *shortest = NULL;
	size_t             n_words  = 0;

	for (size_t i = 0; i < out->n_anchors; i++) {
		const umb_literal *l = &out->anchor[i].literal;

		if (is_common(l) && out->anchor[i].n_gates == 0) {
			warn(t, d, d->pattern_at, "hangs on a common word and nothing can be checked behind it");
			break;
		}
		if (l->in_run)
			continue;
		n_words++;
		if (!shortest || l->len < shortest->len)
			shortest = l;
	}
	if (shortest && shortest->len < UMB_LITERAL_GOOD_LEN)
		warn(t, d, d->pattern_at, "needs a literal of fewer than five bytes outside a run of 16 token bytes: that slows the whole scan down");
	if (n_words > 300)
		warn(t, d, d->pattern_at, "needs more than 300 literals; a longer fixed part would make it cheaper");
}

/* Tried with every file that begins like this. */
static void lint_form(const umb_rule_def *d, const umb_pattern *p, umb_arena *work, umb_teller *t)
{
	umb_class first;
	size_t    n = 0;

	if (umb_pattern_first(&first, work, p, NULL) != UMB_OK)
		return;
	for (unsigned i = 0; i < 256; i++)
		n += umb_class_has(&first, (uint8_t)i);
	if (n == 256 && !d->info.only_paths[0])
		warn(t, d, d->pattern_at, "any file could begin like this, wherever it lies; name its paths");
}

static void lint_pattern(const umb_rule_def *d, umb_teller *t)
{
	umb_arena    work = UMB_ARENA_INIT;
	umb_pattern *p    = NULL;
	umb_derived  out;
	umb_err      err  = UMB_ERR_INIT;

	if (umb_pattern_parse(&p, &work, d->pattern, &err) == UMB_OK && umb_pattern_derive(&out, &work, p, &err) == UMB_OK) {
		if (out.width_max == UMB_WIDTH_UNBOUNDED)
			warn(t, d, d->pattern_at, "a repeat without an upper bound: matches longer than 4,096 bytes are not found");
		if (d->info.literals[0] && out.n_anchors == 0)
			warn(t, d, d->literals_at, "its literals are declared, not derived: what matches without one of them is not found");
		if (d->form)
			lint_form(d, p, &work, t);
		else
			lint_literals(d, &out, t);
	}
	umb_arena_clear(&work);
}

void umb_rules_lint_list(const umb_rule_list *list, umb_teller *tell)
{
	for (size_t i = 0; i < list->n_rules; i++) {
		const umb_rule_def *d = &list->rule[i];

		lint_id(d, tell);
		lint_words(d, tell);
		lint_tests(d, tell);
		lint_pattern(d, tell);
	}
}
