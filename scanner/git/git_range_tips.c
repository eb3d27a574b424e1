/*
 * git_range_tips.c - where a range begins and ends, in the words of git.
 */
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_pathspec.h"
#include "git/git_range_walk.h"

/* A ref may name a tag, or what is no commit at all: then it names no part of a history. */
static void add_ref(umb_git_range_walk *w, const umb_git_ref *ref, bool is_out)
{
	uint8_t id[UMB_ID_MAX];
	umb_err why = UMB_ERR_INIT;

	memcpy(id, ref->id, sizeof(id));
	if (strncmp(ref->name, "refs/tags/", 10) == 0 &&
	    umb_git_rev_find(w->r, w->s, w->inf, umb_slice_str(ref->name), id, &why) != UMB_OK)
		return;
	umb_git_range_tip(w, id, is_out);
}

/* As git: without a wildcard it is what lies below that name. */
static bool fits_glob(umb_slice name, umb_slice glob)
{
	if (umb_git_is_wild(glob))
		return umb_git_wild_match(glob, name);
	return name.len > glob.len && memcmp(name.ptr, glob.ptr, glob.len) == 0 && (glob.ptr[glob.len - 1] == '/' || name.ptr[glob.len] == '/');
}

static bool add_refs(umb_git_range_walk *w, umb_slice word, bool is_out)
{
	static const struct { const char *word, *prefix; } kinds[] = {
		{ "--all", "" }, { "--branches", "refs/heads/" }, { "--tags", "refs/tags/" }, { "--remotes", "refs/remotes/" },
	};
	umb_slice   glob   = { NULL, 0 };
	const char *prefix = NULL;

	for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
		size_t n = strlen(kinds[i].word);

		if (umb_slice_eq_str(umb_slice_sub(word, 0, UMB_MIN(n, word.len)), kinds[i].word) && (word.len == n || (i > 0 && word.len > n + 1 && word.ptr[n] == '='))) {
			prefix = kinds[i].prefix;
			glob   = umb_slice_sub(word, UMB_MIN(n + 1, word.len), word.len);
		}
	}
	for (size_t i = 0; prefix && i < w->r->n_refs && w->st == UMB_OK; i++) {
		const char *at = w->r->ref[i].name;
		size_t      n  = strlen(prefix);

		if (strncmp(at, prefix, n) == 0 && (glob.len == 0 || fits_glob(umb_slice_str(at + n), glob)))
			add_ref(w, &w->r->ref[i], is_out);
	}
	return prefix != NULL;
}

static void add_name(umb_git_range_walk *w, umb_slice name, bool is_out)
{
	uint8_t    id[UMB_ID_MAX] = { 0 };
	umb_status st = umb_git_rev_find(w->r, w->s, w->inf, name, id, w->err);

	if (st == UMB_OK)
		umb_git_range_tip(w, id, is_out);
	else
		umb_git_range_fail(w, st);
}

/* "A^!": this commit and none that is before it. */
static bool add_alone(umb_git_range_walk *w, umb_slice word)
{
	uint8_t  id[UMB_ID_MAX] = { 0 };
	uint32_t n;

	if (word.len < 2 || memcmp(word.ptr + word.len - 2, "^!", 2) != 0)
		return false;
	if (umb_git_rev_find(w->r, w->s, w->inf, umb_slice_sub(word, 0, word.len - 2), id, w->err) != UMB_OK) {
		umb_git_range_fail(w, UMB_E_USAGE);
		return true;
	}
	umb_git_range_tip(w, id, false);
	n = w->st == UMB_OK ? umb_git_id_find(&w->g->commits, id) : UMB_GIT_NO_NUMBER;
	for (uint32_t i = 0; n != UMB_GIT_NO_NUMBER && i < w->node[n].n_parents && w->st == UMB_OK; i++) {
		memcpy(id, umb_git_id_of(&w->g->commits, w->parent[w->node[n].first_parent + i]), w->s->id_len);
		umb_git_range_tip(w, id, true);
	}
	return true;
}

/* "A...B": what one of them has and the other has not. */
static void add_both(umb_git_range_walk *w, umb_slice left, umb_slice right)
{
	uint8_t    a[UMB_ID_MAX] = { 0 }, b[UMB_ID_MAX] = { 0 };
	umb_status st = umb_git_rev_find(w->r, w->s, w->inf, left.len ? left : umb_slice_str("HEAD"), a, w->err);

	if (st == UMB_OK)
		st = umb_git_rev_find(w->r, w->s, w->inf, right.len ? right : umb_slice_str("HEAD"), b, w->err);
	if (st != UMB_OK) {
		umb_git_range_fail(w, st);
		return;
	}
	umb_git_range_tip(w, a, false);
	umb_git_range_tip(w, b, false);
	umb_git_range_leave_out_common(w, a, b);
}

/* What the other side has and this one has not leaves nothing out. */
static bool is_unknown_here(const umb_git_range_walk *w, umb_slice word)
{
	uint8_t id[UMB_ID_MAX];

	return word.len == 2 * (size_t)w->s->id_len && umb_parse_hex(id, w->s->id_len, word) && !umb_git_store_has(w->s, id);
}

void umb_git_range_add(umb_git_range_walk *w, umb_slice word)
{
	bool   is_out = word.len > 0 && word.ptr[0] == '^';
	size_t dots;

	word = umb_slice_sub(word, is_out, word.len);
	dots = umb_text_find(word, umb_slice_str(".."));
	if (add_refs(w, word, is_out) || (is_out && is_unknown_here(w, word)) || (!is_out && add_alone(w, word)))
		return;
	if (dots == SIZE_MAX || is_out) {
		add_name(w, word, is_out);
	} else if (dots + 2 < word.len && word.ptr[dots + 2] == '.') {
		add_both(w, umb_slice_sub(word, 0, dots), umb_slice_sub(word, dots + 3, word.len));
	} else {
		add_name(w, dots ? umb_slice_sub(word, 0, dots) : umb_slice_str("HEAD"), true);
		add_name(w, dots + 2 < word.len ? umb_slice_sub(word, dots + 2, word.len) : umb_slice_str("HEAD"), false);
	}
}
