/*
 * patterns.c - entries of one list that are looked for in something: globs, regular expressions, rules, checksums.
 *
 * Who wrote them may be a stranger, so their number is bounded, regular expressions are of the subset that rules are written in,
 * and one that reaches the limits of matching again and again is turned off, which suppresses less.
 */
#include "suppress/list.h"

#include "base/alloc.h"
#include "base/log.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"
#include "match/pattern.h"

#define MAX_PATTERNS 4096
#define MAX_SLOW 8
#define MAX_PATHS 6

/* -- adding ------------------------------------------------------------------------------------------------------- */

static bool is_regex(umb_pattern_of of)
{
	return of != UMB_OF_PATH && of != UMB_OF_IGNORED;
}

/* False when the text is no pattern, which is told. */
static bool is_sound(umb_list *l, uint32_t number, umb_pattern_of of, const char *text)
{
	umb_arena    tmp = UMB_ARENA_INIT;
	umb_pattern *p;
	umb_err      err = UMB_ERR_INIT;
	umb_status   st  = UMB_OK;

	if (is_regex(of)) {
		tmp.wipes = true;
		st = umb_pattern_parse(&p, &tmp, text, &err);
		umb_arena_clear(&tmp);
		if (st != UMB_OK)
			umb_list_wrong(l, number, err.text);
		return st == UMB_OK;
	}
	text = umb_glob_fault(text);
	if (text)
		umb_list_wrong(l, number, text);
	return text == NULL;
}

umb_status umb_list_add_pattern(umb_list *l, uint32_t number, umb_pattern_of of, umb_slice pattern, umb_slice file)
{
	umb_pattern_entry p = { .of = of };
	const char       *text;

	if (of == UMB_OF_IGNORED && pattern.len && pattern.ptr[0] == '!') {
		p.is_negated = true;
		pattern      = umb_slice_sub(pattern, 1, pattern.len);
	}
	if (pattern.len == 0 || memchr(pattern.ptr, 0, pattern.len)) {
		umb_list_wrong(l, number, "no pattern");
		return UMB_OK;
	}
	text = p.text = umb_arena_strndup(&l->arena, pattern.ptr, pattern.len);
	if (text && !is_sound(l, number, of, text))
		return UMB_OK;
	p.file = file.len ? umb_arena_strndup(&l->arena, file.ptr, file.len) : NULL;
	if (l->n_patterns == MAX_PATTERNS)
		return UMB_E_LIMIT;
	if (!text || (file.len && !p.file) || !umb_list_entry(l, number, &p.entry) ||
	    !umb_list_grow((void **)&l->pattern, l->n_patterns, &l->cap_patterns, sizeof(*l->pattern)))
		return UMB_E_NOMEM;
	l->pattern[l->n_patterns++] = p;
	return UMB_OK;
}

umb_status umb_list_add_rule(umb_list *l, uint32_t number, umb_slice name)
{
	bool       is_known = false;
	uint32_t   at = 0;
	umb_entry *e;

	for (size_t i = 0; i < l->known->n_rules && !is_known; i++)
		is_known = umb_rule_is_named(l->known->rules[i], name);
	if (!is_known) {
		umb_list_wrong(l, number, "no rule here is called that");
		return UMB_OK;
	}
	if (l->n_rules == MAX_PATTERNS)
		return UMB_E_LIMIT;
	e = umb_list_entry(l, number, &at);
	if (!e || !umb_list_grow((void **)&l->rule, l->n_rules, &l->cap_rules, sizeof(*l->rule)))
		return UMB_E_NOMEM;
	e->rule = umb_arena_strndup(&l->arena, name.ptr, name.len);
	l->rule[l->n_rules++] = at;
	return e->rule ? UMB_OK : UMB_E_NOMEM;
}

umb_status umb_list_add_checksum(umb_list *l, uint32_t number, umb_slice glob, umb_slice checksum)
{
	umb_checksum c = { .glob = umb_arena_strndup(&l->arena, glob.ptr, glob.len), .checksum = umb_arena_strndup(&l->arena, checksum.ptr, checksum.len) };

	if (l->n_checksums == MAX_PATTERNS)
		return UMB_E_LIMIT;
	if (!c.glob || !c.checksum || !umb_list_entry(l, number, &c.entry) ||
	    !umb_list_grow((void **)&l->checksum, l->n_checksums, &l->cap_checksums, sizeof(*l->checksum)))
		return UMB_E_NOMEM;
	l->checksum[l->n_checksums++] = c;
	return UMB_OK;
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

/* What the file may be called: as in list.c, and without the place inside it. */
static size_t paths_of(const umb_asked *a, umb_slice path[MAX_PATHS])
{
	const umb_finding *f = a->f;
	umb_slice          all[MAX_PATHS] = { f->rel_path, f->path, umb_path_below(f->path, f->target) };
	size_t             n = 0;

	for (size_t i = 0; i < 3; i++)
		all[i + 3] = umb_slice_sub(all[i], 0, all[i].len - UMB_MIN(a->member_len, all[i].len));
	for (size_t i = 0; i < MAX_PATHS; i++) {
		bool is_new = all[i].len > 0;

		while (all[i].len > 2 && all[i].ptr[0] == '.' && all[i].ptr[1] == '/')
			all[i] = umb_slice_sub(all[i], 2, all[i].len);
		for (size_t k = 0; k < n; k++)
			is_new = is_new && !umb_slice_eq(path[k], all[i]);
		if (is_new)
			path[n++] = all[i];
	}
	return n;
}

/* The path or one of its folders; a pattern that ends in '/' is for folders only. */
static bool is_ignored(const char *pattern, umb_slice path)
{
	size_t len = strlen(pattern);
	char   copy[1024];

	if (len == 0 || len >= sizeof(copy))
		return false;
	memcpy(copy, pattern, len + 1);
	bool is_folder = copy[len - 1] == '/';
	if (is_folder)
		copy[len - 1] = 0;
	for (size_t i = 1; i <= path.len; i++) {
		bool is_end = i == path.len;

		if ((is_end ? !is_folder : path.ptr[i] == '/') && umb_glob_match(copy, umb_slice_sub(path, 0, i)))
			return true;
	}
	return false;
}

/* UMB_OK with the place of the match, else UMB_END. */
static umb_status run(umb_list *l, umb_pattern_entry *p, umb_regex_scratch *s, umb_slice in, size_t from, umb_span *at)
{
	const umb_regex *re = NULL;
	umb_status       st = p->is_off || !s ? UMB_END : umb_regex_get(&re, &p->slot, p->text, 0, NULL);

	if (st == UMB_OK)
		st = umb_regex_match(re, s, in, from, in.len, at, 1);
	if (st == UMB_E_LIMIT && ++p->n_slow == MAX_SLOW) {
		p->is_off = true;
		umb_list_wrong(l, l->entry[p->entry].number, "takes too long and is not looked for any more");
	}
	return st == UMB_OK ? UMB_OK : UMB_END;
}

/* As `git grep -n` prints it, which is what git-secrets looks at. */
static bool matches_grep(umb_list *l, umb_pattern_entry *p, umb_regex_scratch *s, const umb_asked *a, umb_slice path)
{
	umb_buf  b  = UMB_BUF_INIT;
	umb_span at = { 0, 0 };
	bool     is;

	umb_buf_append_slice(&b, path);
	umb_buf_printf(&b, ":%llu:", (unsigned long long)a->f->match_start_line);
	umb_buf_append_slice(&b, a->line);
	is = b.failed == UMB_OK && run(l, p, s, umb_buf_view(&b), 0, &at) == UMB_OK;
	umb_buf_wipe(&b);
	return is;
}

/* Talisman takes what matches out of the text and looks at the rest: a rule that needs some of it finds nothing. */
static bool covers_match(umb_list *l, umb_pattern_entry *p, umb_regex_scratch *s, const umb_asked *a)
{
	umb_span at = { 0, 0 };

	for (size_t from = 0; from < a->line.len && run(l, p, s, a->line, from, &at) == UMB_OK; from = (size_t)UMB_MAX(at.to, at.from + 1)) {
		if (at.to > at.from && at.from < a->match.to && at.to > a->match.from)
			return true;
		if (at.from >= a->match.to)
			break;
	}
	return false;
}

static bool matches(umb_list *l, umb_pattern_entry *p, umb_regex_scratch *s, const umb_asked *a, const umb_slice *path, size_t n_paths)
{
	umb_span at = { 0, 0 };
	bool     is = !p->file;

	for (size_t i = 0; i < n_paths && !is; i++)
		is = umb_glob_match(p->file, path[i]);
	if (!is)
		return false;
	if (p->of == UMB_OF_VALUE_RE)
		return run(l, p, s, a->value, 0, &at) == UMB_OK;
	if (p->of == UMB_OF_LINE_RE)
		return a->line.len && run(l, p, s, a->line, 0, &at) == UMB_OK;
	if (p->of == UMB_OF_MATCH_RE)
		return covers_match(l, p, s, a);
	for (size_t i = 0; i < n_paths; i++) {
		if (p->of == UMB_OF_PATH ? umb_glob_match(p->text, path[i]) : p->of == UMB_OF_IGNORED ? is_ignored(p->text, path[i]) :
		    p->of == UMB_OF_GREP_RE ? matches_grep(l, p, s, a, path[i]) : run(l, p, s, path[i], 0, &at) == UMB_OK)
			return true;
	}
	return false;
}

static void hash_hex(char out[65], umb_slice s)
{
	uint8_t sha[32];

	umb_sha256(sha, s);
	umb_format_hex(out, sha, sizeof(sha));
}

/* Talisman's checksum of one file: SHA-256 of the hex digests of nothing, of the content, and of the path. */
static bool has_checksum(const umb_checksum *c, const uint8_t *content, umb_slice path)
{
	char all[3 * 64 + 1], sum[65];

	if (!umb_glob_match(c->glob, path))
		return false;
	if (!c->checksum[0])
		return true;
	if (!content)
		return false;
	hash_hex(all, umb_slice_of("", 0));
	umb_format_hex(all + 64, content, 32);
	hash_hex(all + 128, path);
	hash_hex(sum, umb_slice_of(all, 192));
	return umb_text_eq_nocase(umb_slice_str(sum), umb_slice_str(c->checksum));
}

static umb_entry *match_patterns(umb_list *l, umb_regex_scratch *s, const umb_asked *a, const umb_slice *path, size_t n_paths)
{
	umb_entry *ignored = NULL;

	for (size_t i = 0; i < l->n_patterns; i++) {
		umb_pattern_entry *p = &l->pattern[i];

		/* The last line of a .gitignore that speaks of a path decides. */
		if (p->of == UMB_OF_IGNORED && p->is_negated != (ignored != NULL))
			continue;
		if (!matches(l, p, s, a, path, n_paths))
			continue;
		if (p->of != UMB_OF_IGNORED)
			return &l->entry[p->entry];
		ignored = p->is_negated ? NULL : &l->entry[p->entry];
	}
	return ignored;
}

umb_entry *umb_list_match(umb_list *l, umb_regex_scratch *s, const umb_asked *a)
{
	umb_slice  path[MAX_PATHS];
	size_t     n_paths = paths_of(a, path);
	umb_entry *e = l->n_patterns ? match_patterns(l, s, a, path, n_paths) : NULL;

	for (size_t i = 0; i < l->n_checksums && !e; i++) {
		for (size_t k = 0; k < n_paths && !e; k++)
			e = has_checksum(&l->checksum[i], a->content, path[k]) ? &l->entry[l->checksum[i].entry] : NULL;
	}
	for (size_t i = 0; i < l->n_rules && !e; i++) {
		umb_entry *of = &l->entry[l->rule[i]];

		e = umb_rule_is_named(a->f->rule, umb_slice_str(of->rule)) ? of : NULL;
	}
	return e;
}
