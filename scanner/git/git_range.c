/*
 * git_range.c - see git_range.h.
 *
 * Commits are taken newest first, those that a range leaves out along with the others; what is known to be left out passes that on
 * to its parents.  As in git, the walk ends a little after nothing else is waiting.  Clocks that are wrong can make it end too
 * early: then a commit too many is scanned, never one too few.
 */
#include "git/git_range.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/keyed.h"
#include "base/number.h"
#include "base/text.h"

#define SLOP 8             /* commits looked at after nothing that counts is waiting */
#define MAX_COMMITS 20000000

typedef struct node {
	int64_t  date;
	uint32_t first_parent, n_parents; /* in parents[] */
	bool     is_met, is_read, is_waiting, is_out;
} node;

typedef struct walk {
	umb_git_range            *g;
	const umb_git_repo       *r;
	const umb_git_store      *s;
	const umb_git_range_opts *o;
	umb_git_inflater         *inf;
	umb_git_bad_fn            bad;
	umb_git_stop_fn           stop;
	void                     *ctx;
	umb_err                  *err;
	node                     *node;
	size_t                    cap_nodes;
	uint32_t                 *parent, *heap, *shown;
	size_t                    n_parents, cap_parents, n_heap, cap_heap, n_shown, cap_shown;
	size_t                    n_waiting; /* in the heap, and not out */
	umb_git_commit           *commit;    /* the one read last */
	umb_git_id_map            seen;      /* changes */
	uint32_t                  at;        /* the commit whose changes come */
	umb_status                st;
} walk;

static bool fail(walk *w, umb_status st)
{
	if (w->st == UMB_OK)
		w->st = st;
	return false;
}

static bool push(walk *w, uint32_t **list, size_t *n, size_t *cap, uint32_t value)
{
	if (*n == *cap) {
		size_t    more = *cap ? *cap * 2 : 256;
		uint32_t *at   = umb_realloc(*list, more * sizeof(*at));

		if (!at)
			return fail(w, UMB_E_NOMEM);
		*list = at;
		*cap  = more;
	}
	(*list)[(*n)++] = value;
	return true;
}

/* -- commits ------------------------------------------------------------------------------------------------- */

static uint32_t number_of(walk *w, const uint8_t *id)
{
	uint32_t n = umb_git_id_add(&w->g->commits, id);

	if (n == UMB_GIT_NO_NUMBER || n >= MAX_COMMITS) {
		fail(w, n == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : UMB_E_LIMIT);
		return UMB_GIT_NO_NUMBER;
	}
	if (n >= w->cap_nodes) {
		size_t cap  = w->cap_nodes ? w->cap_nodes * 2 : 1024;
		node  *more = umb_realloc(w->node, cap * sizeof(*more));

		if (!more) {
			fail(w, UMB_E_NOMEM);
			return UMB_GIT_NO_NUMBER;
		}
		memset(more + w->cap_nodes, 0, (cap - w->cap_nodes) * sizeof(*more));
		w->node      = more;
		w->cap_nodes = cap;
	}
	return n;
}

/* Into w->commit; false where it is not here: a gap, unless it would only say what to leave out. */
static bool read_commit(walk *w, const uint8_t *id, bool is_gap)
{
	umb_buf      text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = umb_git_store_read(w->s, w->inf, id, &type, &text);
	bool         ok   = st == UMB_OK && type == UMB_GIT_COMMIT && umb_git_commit_parse(w->commit, umb_buf_view(&text), w->s->id_len);

	umb_buf_clear(&text);
	if (ok)
		return true;
	if (st == UMB_E_NOMEM)
		return fail(w, st);
	if (is_gap && st == UMB_E_NOTFOUND && w->r->is_shallow)
		w->bad(w->ctx, id, UMB_SKIP_SHALLOW, "a commit of the range; fetch the rest: git fetch --unshallow");
	else if (is_gap)
		w->bad(w->ctx, id, st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT, "a commit of the range");
	return false;
}

/* -- the newest first ---------------------------------------------------------------------------------------- */

static bool is_newer(const walk *w, uint32_t a, uint32_t b)
{
	return w->node[a].date != w->node[b].date ? w->node[a].date > w->node[b].date : a < b;
}

static void heap_push(walk *w, uint32_t n)
{
	size_t i;

	if (!push(w, &w->heap, &w->n_heap, &w->cap_heap, n))
		return;
	w->node[n].is_waiting = true;
	w->n_waiting += !w->node[n].is_out;
	for (i = w->n_heap - 1; i > 0 && is_newer(w, n, w->heap[(i - 1) / 2]); i = (i - 1) / 2)
		w->heap[i] = w->heap[(i - 1) / 2];
	w->heap[i] = n;
}

static uint32_t heap_pop(walk *w)
{
	uint32_t top = w->heap[0], last = w->heap[--w->n_heap];
	size_t   i   = 0;

	for (size_t c; (c = 2 * i + 1) < w->n_heap; i = c) {
		if (c + 1 < w->n_heap && is_newer(w, w->heap[c + 1], w->heap[c]))
			c++;
		if (!is_newer(w, w->heap[c], last))
			break;
		w->heap[i] = w->heap[c];
	}
	if (w->n_heap)
		w->heap[i] = last;
	w->node[top].is_waiting = false;
	w->n_waiting -= !w->node[top].is_out;
	return top;
}

/* Reads a commit the first time that it is come across, and lets it wait for its turn. */
static void meet(walk *w, uint32_t n)
{
	if (w->st != UMB_OK || w->node[n].is_met)
		return;
	w->node[n].is_met = true;
	if (!read_commit(w, umb_git_id_of(&w->g->commits, n), !w->node[n].is_out))
		return;
	w->node[n].is_read      = true;
	w->node[n].date         = w->commit->committer.date;
	w->node[n].first_parent = (uint32_t)w->n_parents;
	for (size_t i = 0; i < w->commit->n_parents; i++) {
		uint32_t parent = number_of(w, w->commit->parent[i]);

		if (parent == UMB_GIT_NO_NUMBER || !push(w, &w->parent, &w->n_parents, &w->cap_parents, parent))
			return;
		w->node[n].n_parents++;
	}
	heap_push(w, n);
}

/* A commit is out, and so is all that is known to be before it. */
static void take_out(walk *w, uint32_t n)
{
	uint32_t *todo = NULL;
	size_t    n_todo = 0, cap = 0;

	push(w, &todo, &n_todo, &cap, n);
	while (n_todo > 0 && w->st == UMB_OK) {
		node *at = &w->node[todo[--n_todo]];

		if (at->is_out)
			continue;
		at->is_out = true;
		w->n_waiting -= at->is_waiting;
		for (uint32_t i = 0; at->is_read && i < at->n_parents; i++)
			push(w, &todo, &n_todo, &cap, w->parent[at->first_parent + i]);
	}
	umb_free(todo);
}

static bool is_wanted(const walk *w, const node *n)
{
	return n->date >= w->o->since && (w->o->max_commits == 0 || w->n_shown < w->o->max_commits);
}

static void find_commits(walk *w)
{
	int    slop = SLOP;
	size_t n = 0;

	while (w->n_heap > 0 && w->st == UMB_OK && !w->stop(w->ctx)) {
		uint32_t at = heap_pop(w);
		bool     is_out = w->node[at].is_out, goes_on = is_out || is_wanted(w, &w->node[at]);

		if (is_out && w->n_waiting == 0 && slop-- == 0)
			break;
		if (!is_out && goes_on)
			push(w, &w->shown, &w->n_shown, &w->cap_shown, at);
		for (uint32_t i = 0; goes_on && i < w->node[at].n_parents && w->st == UMB_OK; i++) {
			uint32_t parent = w->parent[w->node[at].first_parent + i];

			if (is_out)
				take_out(w, parent);
			meet(w, parent);
		}
	}
	/* Some were found to be out when they had had their turn. */
	for (size_t i = 0; i < w->n_shown; i++) {
		if (!w->node[w->shown[i]].is_out)
			w->shown[n++] = w->shown[i];
	}
	w->n_shown      = n;
	w->g->n_commits = n;
}

/* -- where it begins ------------------------------------------------------------------------------------------ */

static void add_tip(walk *w, const uint8_t *id, bool is_out)
{
	uint32_t n = number_of(w, id);

	if (n == UMB_GIT_NO_NUMBER)
		return;
	if (is_out)
		take_out(w, n);
	meet(w, n);
}

/* A ref may name a tag, or what is no commit at all: then it names no part of a history. */
static void add_ref(walk *w, const umb_git_ref *ref, bool is_out)
{
	uint8_t id[UMB_ID_MAX];
	umb_err why = UMB_ERR_INIT;

	memcpy(id, ref->id, sizeof(id));
	if (strncmp(ref->name, "refs/tags/", 10) == 0 &&
	    umb_git_rev_find(w->r, w->s, w->inf, umb_slice_str(ref->name), id, &why) != UMB_OK)
		return;
	add_tip(w, id, is_out);
}

static bool add_refs(walk *w, umb_slice word, bool is_out)
{
	static const struct { const char *word, *prefix; } kinds[] = {
		{ "--all", "" }, { "--branches", "refs/heads/" }, { "--tags", "refs/tags/" }, { "--remotes", "refs/remotes/" },
	};
	const char *remotes = "--remotes=";
	umb_slice   name    = { NULL, 0 };
	const char *prefix  = NULL;

	for (size_t i = 0; i < UMB_COUNT(kinds); i++) {
		if (umb_slice_eq_str(word, kinds[i].word))
			prefix = kinds[i].prefix;
	}
	if (word.len > strlen(remotes) && memcmp(word.ptr, remotes, strlen(remotes)) == 0) {
		prefix = "refs/remotes/";
		name   = umb_slice_sub(word, strlen(remotes), word.len);
	}
	for (size_t i = 0; prefix && i < w->r->n_refs && w->st == UMB_OK; i++) {
		const char *at   = w->r->ref[i].name;
		size_t      n    = strlen(prefix);
		bool        fits = strncmp(at, prefix, n) == 0;

		if (name.len)
			fits = fits && strncmp(at + n, (const char *)name.ptr, name.len) == 0 && at[n + name.len] == '/';
		if (fits)
			add_ref(w, &w->r->ref[i], is_out);
	}
	return prefix != NULL;
}

static void add_name(walk *w, umb_slice name, bool is_out)
{
	uint8_t    id[UMB_ID_MAX] = { 0 };
	umb_status st = umb_git_rev_find(w->r, w->s, w->inf, name, id, w->err);

	if (st == UMB_OK)
		add_tip(w, id, is_out);
	else
		fail(w, st);
}

/* What the other side has and this one has not leaves nothing out. */
static bool is_unknown_here(const walk *w, umb_slice word)
{
	uint8_t id[UMB_ID_MAX];

	return word.len == 2 * (size_t)w->s->id_len && umb_parse_hex(id, w->s->id_len, word) && !umb_git_store_has(w->s, id);
}

/* "A", "^A", "A..B" (from HEAD or to HEAD where one is left out), "--all" and so on. */
static void add_rev(walk *w, umb_slice word)
{
	bool   is_out = word.len > 0 && word.ptr[0] == '^';
	size_t dots;

	word = umb_slice_sub(word, is_out, word.len);
	dots = umb_text_find(word, umb_slice_str(".."));
	if (add_refs(w, word, is_out) || (is_out && is_unknown_here(w, word)))
		return;
	if (dots == SIZE_MAX || is_out) {
		add_name(w, word, is_out);
	} else if (dots + 2 < word.len && word.ptr[dots + 2] == '.') {
		umb_err_set(w->err, UMB_E_USAGE, "'%.*s': write A..B, the commits of B that A has not", (int)UMB_MIN(word.len, (size_t)200), (const char *)word.ptr);
		fail(w, UMB_E_USAGE);
	} else {
		add_name(w, dots ? umb_slice_sub(word, 0, dots) : umb_slice_str("HEAD"), true);
		add_name(w, dots + 2 < word.len ? umb_slice_sub(word, dots + 2, word.len) : umb_slice_str("HEAD"), false);
	}
}

/* -- what each brings ------------------------------------------------------------------------------------------ */

static bool is_asked_for(const umb_git_range_opts *o, umb_slice path)
{
	for (size_t i = 0; i < o->n_paths; i++) {
		size_t n = strlen(o->paths[i]);

		if (n == 0 || (path.len >= n && memcmp(path.ptr, o->paths[i], n) == 0 && (path.len == n || path.ptr[n] == '/')))
			return true;
	}
	return o->n_paths == 0;
}

/* The same content at the same path, new beside the same older ones: it would be told twice. */
static bool is_seen(walk *w, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	umb_buf b = UMB_BUF_INIT;
	uint8_t key[UMB_ID_MAX];
	size_t  before = w->seen.n;

	umb_buf_append(&b, id, w->s->id_len);
	for (size_t i = 0; i < old->n; i++)
		umb_buf_append(&b, old->id[i], w->s->id_len);
	umb_buf_append_slice(&b, path);
	if (b.failed == UMB_OK) {
		umb_sha256(key, umb_buf_view(&b));
		umb_git_id_add(&w->seen, key);
	}
	umb_buf_clear(&b);
	return w->seen.n == before && b.failed == UMB_OK && w->seen.n > 0 && umb_git_id_find(&w->seen, key) != UMB_GIT_NO_NUMBER;
}

static void on_change(void *ctx, umb_slice path, const uint8_t *id, const umb_git_olds *old)
{
	walk            *w = ctx;
	umb_git_changes *c = &w->g->changes;
	const char      *kept;
	umb_git_change  *at;

	if (!is_asked_for(w->o, path) || is_seen(w, path, id, old))
		return;
	if (c->n == c->cap) {
		size_t          cap  = c->cap ? c->cap * 2 : 256;
		umb_git_change *more = umb_realloc(c->at, cap * sizeof(*more));
		uint32_t       *of   = umb_realloc(w->g->commit_of, cap * sizeof(*of));

		c->at           = more ? more : c->at;
		w->g->commit_of = of ? of : w->g->commit_of;
		if (!more || !of) {
			fail(w, UMB_E_NOMEM);
			return;
		}
		c->cap = cap;
	}
	kept = umb_arena_strndup(&c->arena, path.ptr, path.len);
	if (!kept) {
		fail(w, UMB_E_NOMEM);
		return;
	}
	at = &c->at[c->n];
	memset(at, 0, sizeof(*at));
	at->path = umb_slice_of(kept, path.len);
	memcpy(at->id, id, w->s->id_len);
	for (; at->n_old < old->n; at->n_old++)
		memcpy(at->old[at->n_old], old->id[at->n_old], w->s->id_len);
	w->g->commit_of[c->n++] = w->at;
}

static void on_bad_tree(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	walk *w = ctx;

	w->bad(w->ctx, id, reason, words);
}

/* A small tree can say that it holds more than anybody has time for. */
static bool should_stop_diff(void *ctx)
{
	const walk *w = ctx;

	return w->st != UMB_OK || w->stop(w->ctx);
}

static void diff_commit(walk *w, umb_git_differ *d, uint32_t n)
{
	uint8_t      tree[1 + UMB_GIT_MAX_OLD][UMB_ID_MAX];
	umb_git_olds old = { .n = 0 };

	w->at = n;
	if (!read_commit(w, umb_git_id_of(&w->g->commits, n), true))
		return;
	memcpy(tree[0], w->commit->tree, sizeof(tree[0]));
	for (uint32_t i = 0; i < w->node[n].n_parents && old.n < UMB_GIT_MAX_OLD; i++) {
		if (!read_commit(w, umb_git_id_of(&w->g->commits, w->parent[w->node[n].first_parent + i]), false))
			continue; /* told already; without it more counts as new */
		memcpy(tree[1 + old.n], w->commit->tree, sizeof(tree[0]));
		old.id[old.n] = tree[1 + old.n];
		if (memcmp(tree[0], tree[1 + old.n], w->s->id_len) == 0)
			return;
		old.n++;
	}
	umb_git_diff_trees(d, umb_slice_of(NULL, 0), tree[0], &old);
	if (d->st != UMB_OK && d->st != UMB_E_CANCELLED)
		fail(w, d->st);
}

umb_status umb_git_range_find(umb_git_range *out, const umb_git_repo *r, const umb_git_store *s, const umb_git_range_opts *o, umb_git_bad_fn bad,
                              umb_git_stop_fn stop, void *ctx, umb_err *err)
{
	umb_err        why = UMB_ERR_INIT;
	walk           w   = { .g = out, .r = r, .s = s, .o = o, .bad = bad, .stop = stop, .ctx = ctx, .err = &why };
	umb_git_differ d   = { .s = s, .change = on_change, .bad = on_bad_tree, .ctx = &w, .stop = should_stop_diff };

	memset(out, 0, sizeof(*out));
	out->commits.id_len = s->id_len;
	out->changes.arena  = (umb_arena)UMB_ARENA_INIT;
	w.seen.id_len       = UMB_ID_MAX;
	w.inf = d.inf = umb_git_inflater_new();
	w.commit      = umb_alloc(sizeof(*w.commit));
	if (!w.inf || !w.commit)
		fail(&w, UMB_E_NOMEM);
	for (size_t i = 0; i < o->n_revs && w.st == UMB_OK; i++)
		add_rev(&w, umb_slice_str(o->revs[i]));
	find_commits(&w);
	for (size_t i = w.n_shown; i-- > 0 && w.st == UMB_OK && !stop(ctx);)
		diff_commit(&w, &d, w.shown[i]);
	umb_git_inflater_free(w.inf);
	umb_free(w.commit);
	umb_free(w.node);
	umb_free(w.parent);
	umb_free(w.heap);
	out->in_range = w.shown;
	/* Who names files asks for nothing else. */
	if (o->n_paths)
		out->n_commits = 0;
	umb_git_id_map_clear(&w.seen);
	if (w.st != UMB_OK) {
		umb_git_range_clear(out);
		umb_err_set(err, w.st, "%s", why.text[0] ? why.text : umb_status_text(w.st));
	}
	return w.st;
}

void umb_git_range_clear(umb_git_range *g)
{
	umb_git_changes_clear(&g->changes);
	umb_git_id_map_clear(&g->commits);
	umb_free(g->commit_of);
	umb_free(g->in_range);
	memset(g, 0, sizeof(*g));
}
