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

/* The word of s that begins at *at: letters, digits and bytes above ASCII.  *at goes behind it; empty at the end. */
static umb_slice next_word(umb_slice s, size_t *at)
{
	size_t from;

	while (*at < s.len && s.ptr[*at] < 0x80 && (!umb_byte_is_word(s.ptr[*at]) || s.ptr[*at] == '_'))
		(*at)++;
	from = *at;
	while (*at < s.len && (s.ptr[*at] >= 0x80 || (umb_byte_is_word(s.ptr[*at]) && s.ptr[*at] != '_')))
		(*at)++;
	return umb_slice_sub(s, from, *at);
}

static bool has_word(umb_slice s, umb_slice word)
{
	size_t    at = 0;
	umb_slice w;

	while ((w = next_word(s, &at)).len > 0) {
		if (umb_text_eq_nocase(w, word))
			return true;
	}
	return false;
}

/* Does s begin with the letters and digits of `text`, whatever stands between them?  "GoDaddy key" with "go-daddy". */
static bool begins_with_letters(umb_slice s, umb_slice text)
{
	size_t at = 0, n = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!umb_byte_is_word(text.ptr[i]) || text.ptr[i] == '_')
			continue;
		while (at < s.len && (!umb_byte_is_word(s.ptr[at]) || s.ptr[at] == '_'))
			at++;
		if (at == s.len || umb_ascii_lower(s.ptr[at++]) != umb_ascii_lower(text.ptr[i]))
			return false;
		n++;
	}
	return n > 0 && (at == s.len || !umb_byte_is_word(s.ptr[at]));
}

/* Words that tell variants of one credential apart stand last, so that the variants stand side by side in every list. */
static void lint_variant(const umb_rule_def *d, umb_slice what, umb_teller *t)
{
	static const char *const variant[] = { "live", "test", "legacy" };
	static const struct {
		const char *word, *better;
	} other[] = { { "production", "live" }, { "prod", "live" }, { "sandbox", "test" }, { "old", "legacy" } };
	size_t    at = 0;
	umb_slice w;
	char      words[96];

	while ((w = next_word(what, &at)).len > 0) {
		for (size_t i = 0; i < UMB_COUNT(variant); i++) {
			if (at < what.len && umb_slice_eq_str(w, variant[i])) {
				snprintf(words, sizeof(words), "'%s' should stand at the end of the id", variant[i]);
				warn(t, d, d->at, words);
			}
		}
		for (size_t i = 0; i < UMB_COUNT(other); i++) {
			if (umb_slice_eq_str(w, other[i].word)) {
				snprintf(words, sizeof(words), "ids say '%s' at their end, not '%s'", other[i].better, other[i].word);
				warn(t, d, d->at, words);
			}
		}
	}
}

static void lint_id(const umb_rule_def *d, umb_teller *t)
{
	umb_slice pack = pack_name(d->file);
	umb_slice id   = umb_slice_str(d->info.id), what;
	size_t    at   = 0;

	if (id.len <= pack.len || memcmp(id.ptr, pack.ptr, pack.len) != 0 || id.ptr[pack.len] != '.') {
		warn(t, d, d->at, "the id should be the file's name, a dot and what it is");
		return;
	}
	what = umb_slice_sub(id, pack.len + 1, id.len);
	if (has_word(pack, next_word(what, &at)) || begins_with_letters(what, pack))
		warn(t, d, d->at, "what stands behind the dot repeats the file's name");
	lint_variant(d, what, t);
}

/* Tags that people select and count by; a rule has one of them at least, and may have others. */
static bool is_common_tag(const char *tag)
{
	static const char *const common[] = { "cloud", "code-host", "ci", "registry", "ai", "payment", "chat", "mail", "database",
		"observability", "secret-manager", "private-key", "web", "identity", "saas", "generic" };

	for (size_t i = 0; i < UMB_COUNT(common); i++) {
		if (strcmp(tag, common[i]) == 0)
			return true;
	}
	return false;
}

static bool has_tag(const umb_rule_def *d, const char *tag)
{
	for (const char *const *p = d->info.tags; *p; p++) {
		if (strcmp(*p, tag) == 0)
			return true;
	}
	return false;
}

/* The vendor stands first in a name.  What no vendor issues has none: forms of files, keys, hashes and headers. */
static void lint_name(const umb_rule_def *d, umb_teller *t)
{
	umb_slice name = umb_slice_str(d->info.name), vendor = umb_slice_str(d->info.provider), pack = pack_name(d->file);
	size_t    at   = 0;
	umb_slice first = next_word(name, &at);

	if (has_tag(d, "generic") || has_tag(d, "hash") || has_tag(d, "private-key") || has_tag(d, "web"))
		return;
	if (!has_word(vendor, first) && !has_word(pack, first) && !begins_with_letters(name, vendor) && !begins_with_letters(name, pack))
		warn(t, d, d->at, "the name should begin with the vendor");
}

static void lint_sentence(const umb_rule_def *d, const char *key, const char *text, umb_teller *t)
{
	size_t n = strlen(text);
	char   words[64];

	if (n == 0 || (text[n - 1] == '.' && strchr(text, ' ')))
		return;
	snprintf(words, sizeof(words), "'%s' should be a sentence, with a full stop", key);
	warn(t, d, d->at, words);
}

static void lint_lists(const umb_rule_def *d, umb_teller *t)
{
	bool is_common = false;

	for (const char *const *p = d->info.tags; *p; p++)
		is_common = is_common || is_common_tag(*p);
	if (d->info.tags[0] && !is_common)
		warn(t, d, d->at, "none of the common 'tags' (see rules/README.md)");
	if (!d->info.references[0])
		warn(t, d, d->at, "no 'references': where is the form documented?");
	for (const char *const *p = d->info.references; *p; p++) {
		if (strncmp(*p, "https://", 8) != 0)
			warn(t, d, d->at, "a reference should begin with https://");
	}
}

static void lint_words(const umb_rule_def *d, umb_teller *t)
{
	if (!d->info.about[0])
		warn(t, d, d->at, "no 'about': what does this credential open?");
	if (!d->info.revoke[0] && !umb_rule_info_is_beside(&d->info))
		warn(t, d, d->at, "no 'revoke': where is it made worthless?");
	if (!d->info.provider[0])
		warn(t, d, d->at, "no 'provider', here or at the top of the file");
	if (d->info.part != UMB_PART_SECRET && d->info.part != UMB_PART_WITNESS && d->info.n_companions == 0)
		warn(t, d, d->at, "no 'companions': whose account, user or host is it?");
	if (d->info.is_alone && (d->info.part == UMB_PART_SECRET || d->info.part == UMB_PART_WITNESS))
		warn(t, d, d->at, "'alone' is said of an account, a user or a host; a secret always is, a witness never");
	if (!d->info.tags[0])
		warn(t, d, d->at, "no 'tags'");
	lint_sentence(d, "about", d->info.about, t);
	lint_sentence(d, "revoke", d->info.revoke, t);
	lint_lists(d, t);
	if (d->info.provider[0])
		lint_name(d, t);
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

	if (umb_pattern_parse(&p, &work, d->pattern, &err) == UMB_OK && umb_pattern_derive(&out, &work, p, NULL, &err) == UMB_OK) {
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

/* Two rules of one name cannot be told apart in a report. */
static void lint_same_name(const umb_rule_list *list, size_t i, umb_teller *t)
{
	const umb_rule_def *d = &list->rule[i];

	for (size_t k = 0; k < i; k++) {
		if (strcmp(list->rule[k].info.name, d->info.name) == 0 && strcmp(list->rule[k].info.id, d->info.id) != 0)
			umb_tell(t, true, d->file, d->at, "rule '%s': has the name of '%s'", d->info.id, list->rule[k].info.id);
	}
}

void umb_rules_lint_list(const umb_rule_list *list, umb_teller *tell)
{
	for (size_t i = 0; i < list->n_rules; i++) {
		const umb_rule_def *d = &list->rule[i];

		lint_id(d, tell);
		lint_words(d, tell);
		lint_tests(d, tell);
		lint_pattern(d, tell);
		lint_same_name(list, i, tell);
	}
}
