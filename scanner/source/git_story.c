/*
 * git_story.c - where what was found in a repository comes from, and what its history tells of it: asked once, after the last object.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "source/git_blobs.h"
#include "source/git_where.h"
#include "source/src_git.h"

typedef struct attribution {
	const umb_visit *visit;
	umb_source      *source;
} attribution;

static bool should_stop(void *ctx)
{
	attribution *a = ctx;

	return a->visit->is_cancelled(a->visit->ctx);
}

static void on_bad_history(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	attribution *a = ctx;

	a->source->has_missing = true;
	/* The folders of loose objects are listed a second time here. */
	if (id ? !umb_git_is_told(a->source, id) : !a->source->has_told_folders)
		umb_git_tell(a->visit, "git", a->source->repo.id_len, id, reason, words);
}

static bool has_lost(const umb_wanted *wanted, const umb_git_found *found, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!found[i].is_found && !wanted[i].commit.is_message)
			return true;
	}
	return false;
}

/* Fills found[], and leaves the tables of the history in s->history. */
static umb_status read_history(umb_source *s, umb_wanted *wanted, umb_git_found *found, size_t n, umb_arena *arena, umb_git_bad_fn bad, attribution *a,
                               umb_err *err)
{
	const umb_git_walk *like = s->known && umb_git_known_part(s->known) ? NULL : s->walk;
	umb_git_history    *h    = s->has_all_commits ? s->commits : NULL;
	umb_status          st;

	umb_git_walk_end(s->walk);
	if (!h)
		umb_git_history_free(s->commits);
	umb_alloc_trim(); /* the tables of trees are the peak of it all */
	s->commits         = NULL;
	s->has_all_commits = false;
	st = umb_git_where_messages(&s->store, wanted, found, n, arena);
	if (st == UMB_OK)
		st = umb_git_attribute(&h, &s->repo, &s->store, like, found, n, s->opts.n_threads, arena, bad, should_stop, a, err);
	else
		umb_git_history_free(h);
	s->history = st == UMB_OK ? h : NULL;
	return st;
}

umb_status umb_git_story_attribute(umb_source *s, umb_wanted *wanted, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err)
{
	attribution    a     = { visit, s };
	umb_git_found *found = umb_alloc_zero(n + 1, sizeof(*found));
	umb_status     st    = found ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	/* With nothing found, too: what commits name and the repository does not have is a gap that nobody else would notice. */
	if (st == UMB_OK)
		st = read_history(s, wanted, found, n, arena, on_bad_history, &a, err);
	if (st == UMB_E_NOMEM && n == 0) {
		visit->skip(visit->ctx, NULL, UMB_SKIP_MEMORY, "whether all objects are there was not looked up");
		st = UMB_E_CANCELLED;
	}
	/* Out of time: the findings stand, nothing is said about where they come from. */
	if (st == UMB_E_CANCELLED) {
		s->has_missing = true;
		umb_free(found);
		return UMB_OK;
	}
	if (st == UMB_OK && has_lost(wanted, found, n)) {
		s->has_missing = true; /* the index changes without the history: ask again next time */
		st             = s->has_bad_index || !s->repo.git_dir ? UMB_OK : umb_git_where_staged(&s->repo, wanted, found, n, arena, visit);
	}
	for (size_t i = 0; i < n && st == UMB_OK; i++) {
		umb_commit_info *c = &wanted[i].commit;

		if (c->is_message)
			continue;
		c->is_unreachable = !found[i].is_found && !c->is_staged;
		c->is_in_head = found[i].is_in_head;
		c->is_head_unknown = found[i].is_head_unknown;
		if (!found[i].has_commit)
			continue;
		wanted[i].path = found[i].path;
		umb_format_hex(c->id, found[i].commit, s->repo.id_len);
		c->author     = found[i].author ? found[i].author : "";
		c->email      = found[i].email ? found[i].email : "";
		c->date       = found[i].date;
		c->tz_minutes = found[i].tz_minutes;
	}
	umb_free(found);
	return st;
}

/* With a state, where each blob comes from was known and attribute not called. */
static umb_status read_history_of(umb_source *s, const umb_versions *v, size_t n, umb_arena *arena, attribution *a, umb_err *err)
{
	umb_wanted    *wanted;
	umb_git_found *found;
	umb_status     st = UMB_E_NOMEM;
	size_t         n_ids = 0;

	for (size_t i = 0; i < n; i++)
		n_ids += v[i].n;
	wanted = umb_alloc_zero(n_ids + 1, sizeof(*wanted));
	found  = umb_alloc_zero(n_ids + 1, sizeof(*found));
	n_ids  = 0;
	for (size_t i = 0; i < n && wanted; i++) {
		for (size_t k = 0; k < v[i].n; k++)
			memcpy(wanted[n_ids++].blob, v[i].id[k], s->repo.id_len);
	}
	if (wanted && found)
		st = read_history(s, wanted, found, n_ids, arena, on_bad_history, a, err);
	umb_free(wanted);
	umb_free(found);
	return st;
}

umb_status umb_git_story_trace(umb_source *s, umb_versions *versions, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err)
{
	attribution a  = { visit, s };
	umb_status  st = s->history ? UMB_OK : read_history_of(s, versions, n, arena, &a, err);

	if (st == UMB_OK)
		st = umb_git_trace(s->history, &s->repo, &s->store, versions, n, arena, on_bad_history, should_stop, &a);
	return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory while looking up commits") : st;
}

umb_status umb_git_story_file(umb_source *s, const char *path, size_t max, umb_buf *out)
{
	return umb_git_head_file(&s->repo, &s->store, path, max, out);
}
