/*
 * git_trace_fill.c - from numbers of commits, refs and paths to the words of a umb_provenance.
 */
#include "git/git_trace.h"

#include "base/alloc.h"
#include "base/number.h"
#include "git/git_parse.h"

#define MAX_PATHS 4096 /* of one group that are told apart */

/* Who made the commit at this position, and when; told when it cannot be read. */
static umb_status fill_commit(umb_git_trace_task *t, umb_commit_note *out, uint32_t position)
{
	const uint8_t *id;
	umb_git_type   type = UMB_GIT_NONE;
	umb_git_commit c;
	umb_status     st;

	out->author = out->email = "";
	if (position == UMB_GIT_NO_TREE)
		return UMB_OK;
	id = umb_git_id_of(&t->h->commits, t->h->ordered[position]);
	umb_format_hex(out->id, id, t->store->id_len);
	st = umb_git_store_read(t->store, t->inflater, id, &type, &t->scratch);
	if (st != UMB_OK)
		t->bad(t->ctx, id, st == UMB_E_NOMEM ? UMB_SKIP_MEMORY : st == UMB_E_NOTFOUND ? UMB_SKIP_MISSING_OBJECT : UMB_SKIP_CORRUPT_OBJECT,
		       "needed to say who brought or removed a finding");
	if (st != UMB_OK || type != UMB_GIT_COMMIT || !umb_git_commit_parse(&c, umb_buf_view(&t->scratch), t->store->id_len))
		return UMB_OK;
	out->author     = umb_arena_strndup(t->arena, c.author.name.ptr, c.author.name.len);
	out->email      = umb_arena_strndup(t->arena, c.author.email.ptr, c.author.email.len);
	out->date       = c.author.date;
	out->tz_minutes = c.author.tz_minutes;
	return out->author && out->email ? UMB_OK : UMB_E_NOMEM;
}

/* -- refs --------------------------------------------------------------------------------------------------------- */

/* One copy for all groups; the repository may be closed before the report is written. */
static const char *name_of(umb_git_trace_task *t, uint32_t ref)
{
	static const uint8_t before[] = { 11, 13, 10, 5 }; /* "refs/heads/", "refs/remotes/", "refs/tags/", "refs/" */
	const char          *name = t->repo->ref[ref].name;

	if (!t->ref_name[ref])
		t->ref_name[ref] = umb_arena_strdup(t->arena, strlen(name) > before[t->kind[ref]] ? name + before[t->kind[ref]] : name);
	return t->ref_name[ref];
}

static umb_status fill_refs(umb_git_trace_task *t, umb_ref_notes *out, const umb_git_ref_list *list, size_t max)
{
	size_t at_tip = (size_t)UMB_MIN(list->n_at_tip, (uint64_t)max);
	size_t other  = (size_t)UMB_MIN(list->n_other, (uint64_t)(max - at_tip));

	out->total        = list->n_at_tip + list->n_other;
	out->total_at_tip = list->n_at_tip;
	out->at           = out->total ? umb_arena_zero(t->arena, at_tip + other, sizeof(*out->at)) : NULL;
	if (out->total && !out->at)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < at_tip + other; i++) {
		umb_ref_note *n = &out->at[out->n++];

		n->is_at_tip = i < at_tip;
		n->name      = name_of(t, i < at_tip ? list->at_tip[i] : list->other[i - at_tip]);
		if (!n->name)
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

/* -- paths --------------------------------------------------------------------------------------------------------- */

typedef struct lain {
	uint32_t folder, name, since, held;
	bool     is_in_head;
	umb_buf  path;
} lain;

static int by_place(const void *x, const void *y)
{
	const lain *a = x, *b = y;

	if (a->folder != b->folder)
		return a->folder < b->folder ? -1 : 1;
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	return a->since < b->since ? -1 : a->since > b->since;
}

static int by_age(const void *x, const void *y)
{
	const lain *a = x, *b = y;
	int         d;

	if (a->since != b->since)
		return a->since < b->since ? -1 : 1;
	d = a->path.len && b->path.len ? memcmp(a->path.ptr, b->path.ptr, UMB_MIN(a->path.len, b->path.len)) : 0;
	return d ? d : (a->path.len > b->path.len) - (a->path.len < b->path.len);
}

/* All stays of the versions of the group, each path once. */
static size_t gather(umb_git_trace_task *t, const umb_versions *g, umb_buf *out, bool *has_more)
{
	const umb_git_history *h = t->h;
	lain  *l;
	size_t n = 0, kept = 0;

	for (size_t k = 0; k < g->n && !*has_more; k++) {
		uint32_t wanted = umb_git_id_find(&h->wanted, g->id[k]);

		for (uint32_t s = wanted == UMB_GIT_NO_NUMBER ? UMB_GIT_NO_TREE : h->first_stay[wanted]; s != UMB_GIT_NO_TREE && !*has_more; s = h->stay[s].next) {
			lain one = { h->held.at[s].b, h->held.at[s].c, h->stay[s].since, s, h->stay[s].is_in_head, UMB_BUF_INIT_MAX(1 << 20) };

			*has_more = *has_more || n == MAX_PATHS;
			if (n < MAX_PATHS && umb_buf_append(out, &one, sizeof(one)) == UMB_OK)
				n++;
		}
	}
	l = (lain *)(void *)out->ptr;
	if (n)
		qsort(l, n, sizeof(*l), by_place);
	for (size_t i = 0; i < n; i++) {
		if (kept && l[kept - 1].folder == l[i].folder && l[kept - 1].name == l[i].name)
			l[kept - 1].is_in_head = l[kept - 1].is_in_head || l[i].is_in_head;
		else
			l[kept++] = l[i];
	}
	return kept;
}

static umb_status fill_path(umb_git_trace_task *t, umb_path_note *out, const lain *l)
{
	char *copy = umb_arena_strndup(t->arena, l->path.ptr, l->path.len);

	out->path       = umb_slice_of(copy, l->path.len);
	out->is_in_head = l->is_in_head;
	umb_format_hex(out->since, umb_git_id_of(&t->h->commits, t->h->ordered[l->since]), t->store->id_len);
	return copy ? UMB_OK : UMB_E_NOMEM;
}

static umb_status fill_paths(umb_git_trace_task *t, umb_provenance *p, const umb_versions *g)
{
	umb_buf    all = UMB_BUF_INIT;
	size_t     n   = gather(t, g, &all, &p->has_more_paths);
	lain      *l   = (lain *)(void *)all.ptr;
	umb_status st  = all.failed;

	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		if (!umb_git_paths_append(t->h, l[i].held, &l[i].path))
			st = l[i].path.failed == UMB_E_NOMEM ? UMB_E_NOMEM : UMB_OK;
	}
	if (n)
		qsort(l, n, sizeof(*l), by_age);
	p->total_paths    = n;
	p->has_more_paths = p->has_more_paths || t->h->has_more_paths;
	p->path           = n ? umb_arena_zero(t->arena, UMB_MIN(n, (size_t)UMB_MAX_LISTED), sizeof(*p->path)) : NULL;
	if (n && !p->path)
		st = UMB_E_NOMEM;
	for (size_t i = 0; i < n && i < UMB_MAX_LISTED && st == UMB_OK; i++)
		st = fill_path(t, &p->path[p->n_paths++], &l[i]);
	for (size_t i = 0; i < n; i++)
		umb_buf_clear(&l[i].path);
	umb_buf_clear(&all);
	return st;
}

/* -- all of it ------------------------------------------------------------------------------------------------------ */

static umb_reach reach_of(const umb_git_told_of *told, const umb_provenance *p)
{
	if (told->in_head)
		return told->in_head_tree && !told->is_message ? UMB_REACH_HEAD_TREE : UMB_REACH_HEAD;
	return p->branches.total ? UMB_REACH_BRANCH : p->remotes.total ? UMB_REACH_REMOTE : p->tags.total ? UMB_REACH_TAG : told->in_stash ? UMB_REACH_STASH
	       : told->in_other ? UMB_REACH_OTHER_REF : told->in_log ? UMB_REACH_REFLOG : UMB_REACH_NOTHING;
}

umb_status umb_git_trace_fill(umb_git_trace_task *t, size_t i)
{
	const umb_git_told_of *told = &t->told[i];
	umb_provenance        *p    = t->group[i].out;
	umb_status             st   = fill_commit(t, &p->first, told->first);

	p->is_head_unknown = t->h->is_head_unknown && !told->is_message && !told->in_head_tree;
	p->n_versions      = told->is_message ? 0 : (uint32_t)t->group[i].n;
	if (st == UMB_OK)
		st = fill_commit(t, &p->removed, told->removed);
	if (st == UMB_OK)
		st = fill_refs(t, &p->branches, &told->list[UMB_GIT_BRANCH], UMB_MAX_LISTED);
	if (st == UMB_OK)
		st = fill_refs(t, &p->remotes, &told->list[UMB_GIT_REMOTE], UMB_MAX_LISTED_REFS);
	if (st == UMB_OK)
		st = fill_refs(t, &p->tags, &told->list[UMB_GIT_TAG_REF], UMB_MAX_LISTED_REFS);
	if (st == UMB_OK)
		st = fill_refs(t, &p->others, &told->list[UMB_GIT_OTHER], UMB_MAX_LISTED_REFS);
	if (st == UMB_OK)
		st = fill_paths(t, p, &t->group[i]);
	p->reach = reach_of(told, p);
	return st;
}
