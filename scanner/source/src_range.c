/*
 * src_range.c - what some commits of a repository introduce: for whoever pushes, or checks what was pushed.
 *
 * A commit's files that none of its parents has at their paths, and of them the lines that no parent's version has; a merge
 * brings what its resolution adds.  And what the commits say.  The first worker finds the commits, the others wait for it.
 */
#include <limits.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/number.h"
#include "base/thread.h"
#include "core/source.h"
#include "git/git_range.h"
#include "source/git_blobs.h"

struct umb_source {
	umb_git_repo       repo;
	umb_git_store      store;
	umb_git_range      range;
	umb_git_range_opts opts;
	umb_git_told       told;
	bool               whole_files, is_found;
	umb_status         st;   /* of finding */
	umb_err            why;
	umb_mutex          lock; /* guards the four above */
	_Atomic size_t     next;
	uint8_t            head_tree[UMB_ID_MAX]; /* for attribution */
};

struct umb_lane {
	umb_git_blobs *blobs;
};

static void range_close(umb_source *s)
{
	if (!s)
		return;
	umb_git_range_clear(&s->range);
	umb_git_store_close(&s->store);
	umb_git_repo_close(&s->repo);
	umb_mutex_clear(&s->lock);
	umb_free(s);
}

static bool names_refs(const umb_source_opts *o)
{
	for (size_t i = 0; i < o->n_revs; i++) {
		if (strstr(o->revs[i], "--"))
			return true;
	}
	return false;
}

static umb_status range_open(umb_source **out, const char *target, const umb_source_opts *o, umb_err *err)
{
	bool        obeys_environment = strcmp(target, ".") == 0;
	umb_source *s  = umb_alloc_zero(1, sizeof(*s));
	umb_status  st = s ? umb_git_repo_open_light(&s->repo, target, obeys_environment, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (s)
		umb_mutex_init(&s->lock);
	if (st == UMB_OK && names_refs(o))
		st = umb_git_refs_read(&s->repo);
	if (st == UMB_OK)
		st = umb_git_blobs_store(&s->store, &s->repo, obeys_environment, &s->told, err);
	if (st != UMB_OK) {
		range_close(s);
		return st;
	}
	s->whole_files = o->whole_files;
	s->opts = (umb_git_range_opts){
		.revs = o->revs, .n_revs = o->n_revs, .paths = o->paths, .n_paths = o->n_paths, .since = o->since, .max_commits = o->max_commits,
		.until = o->until, .first_parent = o->first_parent, .no_merges = o->no_merges,
	};
	*out = s;
	return UMB_OK;
}

static void range_lane_close(umb_lane *lane)
{
	if (!lane)
		return;
	umb_git_blobs_free(lane->blobs);
	umb_free(lane);
}

static umb_status range_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	if (lane)
		lane->blobs = umb_git_blobs_new(&s->store, &s->range.changes, s->whole_files);
	if (!lane || !lane->blobs) {
		range_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = lane;
	return UMB_OK;
}

/* -- the commits ---------------------------------------------------------------------------------------------- */

typedef struct finding_commits {
	umb_source      *source;
	const umb_visit *visit;
} finding_commits;

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	finding_commits *f = ctx;

	umb_git_tell(f->visit, "range", f->source->repo.id_len, id, reason, words);
}

static bool should_stop(void *ctx)
{
	finding_commits *f = ctx;

	return f->visit->is_cancelled(f->visit->ctx);
}

static umb_status find_once(umb_source *s, const umb_visit *visit)
{
	finding_commits f = { s, visit };
	umb_status      st;

	umb_mutex_lock(&s->lock);
	if (!s->is_found) {
		s->is_found = true;
		umb_git_told_pass_on(&s->told, visit, "range");
		s->st = umb_git_range_find(&s->range, &s->repo, &s->store, &s->opts, on_bad, should_stop, &f, &s->why);
	}
	st = s->st;
	umb_mutex_unlock(&s->lock);
	return st;
}

static umb_status range_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	umb_status st = find_once(s, visit);
	size_t     i;

	if (st != UMB_OK)
		return umb_err_set(err, st, "%s", s->why.text);
	i = atomic_fetch_add(&s->next, 1);
	if (visit->is_cancelled(visit->ctx) || i >= s->range.changes.n + s->range.n_commits)
		return UMB_END;
	if (i < s->range.changes.n)
		return umb_git_blobs_scan(lane->blobs, &s->range.changes.at[i], "range", true, visit);
	i -= s->range.changes.n;
	return umb_git_blobs_scan_commit(lane->blobs, umb_git_id_of(&s->range.commits, s->range.in_range[i]), "range", visit);
}

static uint64_t range_total(const umb_source *s)
{
	return s->is_found ? s->range.changes.n + s->range.n_commits : UINT64_MAX;
}

/* -- attribution ------------------------------------------------------------------------------------------------ */

/* Whether HEAD's tree has this content at this path; a tree that cannot be read says nothing. */
static void find_in_head(umb_source *s, umb_git_inflater *inf, const umb_git_change *c, umb_commit_info *info)
{
	uint8_t    id[UMB_ID_MAX];
	uint32_t   mode;
	umb_status st = umb_git_tree_find(&s->store, inf, s->head_tree, c->path, id, &mode);

	info->is_head_unknown = st != UMB_OK && st != UMB_E_NOTFOUND;
	info->is_in_head      = st == UMB_OK && memcmp(id, c->id, s->repo.id_len) == 0;
}

static bool read_commit(umb_source *s, umb_git_inflater *inf, const uint8_t *id, umb_buf *text, umb_git_commit *c)
{
	umb_git_type type = UMB_GIT_NONE;

	return umb_git_store_read(&s->store, inf, id, &type, text) == UMB_OK && type == UMB_GIT_COMMIT &&
	       umb_git_commit_parse(c, umb_buf_view(text), s->repo.id_len);
}

static umb_status fill_in(umb_source *s, umb_git_inflater *inf, umb_git_commit *c, umb_wanted *w, size_t change, bool has_head, umb_arena *arena,
                          const umb_visit *visit)
{
	umb_buf        text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	const uint8_t *id   = umb_git_id_of(&s->range.commits, s->range.commit_of[change]);

	w->path = s->range.changes.at[change].path;
	umb_format_hex(w->commit.id, id, s->repo.id_len);
	w->commit.is_head_unknown = true;
	if (has_head)
		find_in_head(s, inf, &s->range.changes.at[change], &w->commit);
	if (read_commit(s, inf, id, &text, c)) {
		w->commit.author     = umb_arena_strndup(arena, c->author.name.ptr, c->author.name.len);
		w->commit.email      = umb_arena_strndup(arena, c->author.email.ptr, c->author.email.len);
		w->commit.date       = c->author.date;
		w->commit.tz_minutes = c->author.tz_minutes;
	} else {
		umb_git_tell(visit, "range", s->repo.id_len, id, UMB_SKIP_CORRUPT_OBJECT, "the commit of a finding cannot be read");
	}
	umb_buf_clear(&text);
	return w->commit.author && w->commit.email ? UMB_OK : UMB_E_NOMEM;
}

static umb_key128 key_of(const umb_source *s, const uint8_t *id, umb_slice path, umb_buf *both)
{
	umb_buf_reset(both);
	umb_buf_append(both, id, s->repo.id_len);
	umb_buf_append_slice(both, path);
	return umb_hash128(umb_buf_view(both));
}

/* All changes by what they brought and where; *first: of each number that `m` gives, the first of them. */
static umb_status index_changes(const umb_source *s, umb_git_id_map *m, uint32_t **first, umb_buf *both)
{
	*m     = (umb_git_id_map){ .id_len = sizeof(umb_key128) };
	*first = umb_alloc((s->range.changes.n + 1) * sizeof(**first));
	for (size_t i = 0; *first && i < s->range.changes.n; i++) {
		umb_key128 key = key_of(s, s->range.changes.at[i].id, s->range.changes.at[i].path, both);
		size_t     n   = m->n;
		uint32_t   k   = umb_git_id_add(m, (const uint8_t *)&key);

		if (k == UMB_GIT_NO_NUMBER || both->failed != UMB_OK)
			return UMB_E_NOMEM;
		if (m->n > n)
			(*first)[k] = (uint32_t)i;
	}
	return *first ? UMB_OK : UMB_E_NOMEM;
}

/* The oldest commit of the range that brings a blob to a path is the one that is told. */
static umb_status range_attribute(umb_source *s, umb_wanted *wanted, size_t n, umb_arena *arena, const umb_visit *visit, umb_err *err)
{
	umb_git_inflater *inf  = n ? umb_git_inflater_new() : NULL;
	umb_git_commit   *c    = n ? umb_alloc(sizeof(*c)) : NULL;
	umb_buf           text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096), both = UMB_BUF_INIT;
	umb_git_id_map    at    = { 0 };
	uint32_t         *first = NULL;
	uint8_t           head[UMB_ID_MAX];
	umb_status        st = inf && c ? UMB_OK : UMB_E_NOMEM;
	bool              has_head = st == UMB_OK && umb_git_ref_lookup(&s->repo, "HEAD", head) == UMB_OK && read_commit(s, inf, head, &text, c);

	if (n == 0)
		return UMB_OK;
	if (has_head)
		memcpy(s->head_tree, c->tree, sizeof(s->head_tree));
	if (st == UMB_OK)
		st = index_changes(s, &at, &first, &both);
	for (size_t i = 0; i < n && st == UMB_OK && !visit->is_cancelled(visit->ctx); i++) {
		umb_key128 key = key_of(s, wanted[i].blob, wanted[i].path, &both);
		uint32_t   k   = umb_git_id_find(&at, (const uint8_t *)&key);

		if (k == UMB_GIT_NO_NUMBER)
			umb_git_message_attribute(&s->store, inf, &wanted[i], arena, &st);
		else
			st = fill_in(s, inf, c, &wanted[i], first[k], has_head, arena, visit);
	}
	umb_git_id_map_clear(&at);
	umb_free(first);
	umb_buf_clear(&both);
	umb_git_inflater_free(inf);
	umb_free(c);
	umb_buf_clear(&text);
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while looking up commits");
}

static umb_status range_file(umb_source *s, const char *path, size_t max, umb_buf *out)
{
	return umb_git_head_file(&s->repo, &s->store, path, max, out);
}

const umb_source_ops umb_source_range = {
	.name         = "range",
	.summary      = "what some commits of a repository introduce",
	.open         = range_open,
	.lane_open    = range_lane_open,
	.work         = range_work,
	.attribute    = range_attribute,
	.file         = range_file,
	.total        = range_total,
	.may_be_empty = true,
	.lane_close   = range_lane_close,
	.close        = range_close,
};
