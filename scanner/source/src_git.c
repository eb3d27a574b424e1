/*
 * src_git.c - every version of every file that a repository holds: all blobs of all packs, loose objects
 * and alternates, reachable or not, each once; the texts of commits and tags, with who wrote them; and the repository's
 * own files, which may hold the password of a remote.
 *
 * Which commit and path a blob belongs to is asked afterwards, and only for those with findings (git_story.c).
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "git/git_bundle.h"
#include "source/git_blobs.h"
#include "source/git_files.h"
#include "source/src_git.h"

struct umb_lane {
	umb_git_lane    *git;
	umb_source      *source;
	const umb_visit *visit;
	umb_git_seen     seen;
	uint8_t          bad[UMB_ID_MAX]; /* the last object that was told */
};

#define MAX_GAPS 1000000
#define MAX_TOLD 1000000

/* There is nobody to tell yet.  Where memory for it ends the run says that it did. */
static void on_gap(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	umb_source *s = ctx;

	if (s->n_gaps == s->cap_gaps) {
		size_t      cap  = s->cap_gaps ? s->cap_gaps * 2 : 16;
		umb_git_gap *more = s->n_gaps < MAX_GAPS ? umb_realloc(s->gap, cap * sizeof(*more)) : NULL;

		if (!more)
			return;
		s->gap      = more;
		s->cap_gaps = cap;
	}
	s->gap[s->n_gaps] = (umb_git_gap){ .has_id = id != NULL, .reason = reason, .words = words ? umb_strdup(words) : NULL };
	if (id)
		memcpy(s->gap[s->n_gaps].id, id, s->store.id_len);
	s->n_gaps++;
}

static bool should_stop_opening(void *ctx)
{
	const umb_source_opts *o = &((umb_source *)ctx)->opts;

	return o->is_cancelled && o->is_cancelled(o->cancel_ctx);
}

static void git_close(umb_source *s)
{
	if (!s)
		return;
	umb_git_history_free(s->commits);
	umb_git_history_free(s->history);
	umb_git_walk_close(s->walk);
	umb_git_known_free(s->known);
	umb_git_store_close(&s->store);
	umb_git_repo_close(&s->repo);
	umb_git_id_map_clear(&s->told);
	umb_git_modules_clear(&s->modules);
	umb_mutex_clear(&s->lock);
	for (size_t i = 0; i < s->n_gaps; i++)
		umb_free(s->gap[i].words);
	umb_free(s->gap);
	umb_free(s);
}

static umb_status open_store(umb_source *s, umb_err *err)
{
	umb_git_teller t    = { .bad = on_gap, .stop = should_stop_opening, .ctx = s };
	umb_buf        path = UMB_BUF_INIT;
	umb_status     st;

	umb_buf_printf(&path, "%s/objects", s->repo.common_dir);
	st = umb_git_store_open(&s->store, umb_buf_str(&path), s->repo.id_len, on_gap, s, err);
	umb_buf_clear(&path);
	if (st == UMB_OK && (st = umb_git_store_add_lone(&s->store, &t)) != UMB_OK)
		umb_err_set(err, st, "'%s': %s", s->repo.git_dir, umb_status_text(st));
	return st;
}

static umb_status open_repository(umb_source *s, const char *target, umb_err *err)
{
	umb_status st = umb_git_repo_open(&s->repo, target, err);
	size_t     n_gaps;

	if (st == UMB_OK)
		st = open_store(s, err);
	n_gaps = s->n_gaps;
	if (st == UMB_OK && (umb_git_modules_read(&s->modules, &s->repo, target, on_gap, s) != UMB_OK ||
	                     umb_git_modules_add_kept(&s->modules, &s->repo) != UMB_OK))
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->has_bad_index = s->n_gaps > n_gaps;
	return st;
}

/* What needs an index that was made here has no files by which it could be known. */
static bool may_know(const umb_source *s)
{
	bool may = s->repo.git_dir != NULL;

	for (size_t i = 0; i < s->store.n_packs; i++)
		may = may && !s->store.pack[i].made_idx.ptr;
	return may;
}

static umb_status open_walk(umb_source *s, umb_err *err)
{
	umb_git_walk_opts w = {
		.wanted     = UMB_GIT_WANT(UMB_GIT_BLOB) | UMB_GIT_WANT(UMB_GIT_COMMIT) | UMB_GIT_WANT(UMB_GIT_TAG),
		.max_object = s->opts.max_target_bytes,
		.n_threads  = s->opts.n_threads,
	};
	umb_status st = s->opts.keeps_known && may_know(s) ? umb_git_known_new(&s->known, &s->repo, &s->store, &s->opts, err) : UMB_OK;

	w.part = s->known ? umb_git_known_part(s->known) : NULL;
	for (size_t i = 0; i < s->store.n_packs && st == UMB_OK && !w.part; i++)
		umb_git_pack_spread(&s->store.pack[i]);
	if (st == UMB_OK)
		st = umb_git_walk_open(&s->walk, &s->store, &w, err);
	/* Without it commits are read twice. */
	s->commits         = w.part ? NULL : umb_git_history_new(s->repo.id_len);
	s->has_all_commits = s->commits != NULL;
	return st;
}

static umb_status git_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	umb_source    *s = umb_alloc_zero(1, sizeof(*s));
	umb_git_teller t = { .bad = on_gap, .stop = should_stop_opening, .ctx = s };
	umb_status     st;

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	umb_mutex_init(&s->lock);
	s->opts = *opts;
	st = umb_git_bundle_open(&s->repo, &s->store, target, &t, err);
	if (st == UMB_E_NOTFOUND)
		st = open_repository(s, target, err);
	if (st == UMB_OK)
		st = open_walk(s, err);
	if (st != UMB_OK) {
		git_close(s);
		return st;
	}
	*out = s;
	return UMB_OK;
}

static void git_lane_close(umb_lane *lane)
{
	if (!lane)
		return;
	umb_git_lane_close(lane->git);
	if (lane->source && lane->source->known) {
		umb_mutex_lock(&lane->source->lock);
		umb_git_known_take(lane->source->known, &lane->seen);
		umb_mutex_unlock(&lane->source->lock);
	}
	umb_free(lane);
}

static umb_status git_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane  *lane = umb_alloc_zero(1, sizeof(*lane));
	umb_status st = lane ? umb_git_lane_open(&lane->git, s->walk, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st != UMB_OK) {
		git_lane_close(lane);
		return st;
	}
	lane->source      = s;
	lane->seen.id_len = s->repo.id_len;
	*out = lane;
	return UMB_OK;
}

/* -- units -------------------------------------------------------------------------------------------- */

static void tell(const umb_visit *visit, uint32_t id_len, const uint8_t *id, umb_skip reason, const char *words)
{
	char      hex[2 * UMB_ID_MAX + 1] = "";
	umb_place place = { .source = "git" };

	if (id)
		umb_format_hex(hex, id, id_len);
	place.path = umb_slice_str(hex);
	visit->skip(visit->ctx, &place, reason, words);
}

/* Whether this object was told before.  Where memory for that ends it counts again rather than not at all. */
bool umb_git_is_told(umb_source *s, const uint8_t *id)
{
	bool is_old;

	umb_mutex_lock(&s->lock);
	s->told.id_len = s->repo.id_len;
	is_old = s->told.n && umb_git_id_find(&s->told, id) != UMB_GIT_NO_NUMBER;
	if (!is_old && s->told.n < MAX_TOLD)
		umb_git_id_add(&s->told, id);
	umb_mutex_unlock(&s->lock);
	return is_old;
}

/* What could not be read may be a commit. */
static void lose_commits(umb_source *s)
{
	umb_mutex_lock(&s->lock);
	s->has_all_commits = false;
	umb_mutex_unlock(&s->lock);
}

static void miss(umb_source *s, const uint8_t *id, bool is_bad)
{
	if (!s->known)
		return;
	umb_mutex_lock(&s->lock);
	umb_git_known_miss(s->known, id, is_bad);
	umb_mutex_unlock(&s->lock);
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	umb_lane   *lane = ctx;
	umb_source *s    = lane->source;

	lose_commits(s);
	if (!id) {
		umb_mutex_lock(&s->lock);
		s->has_told_folders = true;
		umb_mutex_unlock(&s->lock);
	}
	if (id) {
		memcpy(lane->bad, id, s->repo.id_len);
		miss(s, id, true);
	}
	if (!id || !umb_git_is_told(s, id))
		tell(lane->visit, s->repo.id_len, id, reason, words);
}

static bool wants_loose(void *ctx, const char *path, const uint8_t *id)
{
	umb_lane *lane = ctx;

	return !lane->source->known || umb_git_known_wants(lane->source->known, &lane->seen, path, id);
}

static void on_other(void *ctx, const uint8_t *id)
{
	umb_lane *lane = ctx;

	if (lane->source->known)
		umb_git_seen_other(&lane->seen, id);
}

/* Once for each unit: what was not looked at as a whole is not known. */
static void note(umb_lane *lane, const umb_git_object *o, const umb_looked *looked)
{
	/* A loose file under another object's name is told, and scanned all the same. */
	if (!lane->source->known || lane->visit->is_cancelled(lane->visit->ctx) || memcmp(lane->bad, o->id, lane->source->repo.id_len) == 0)
		return;
	if (looked->n_skips || looked->is_dated)
		miss(lane->source, o->id, false);
	else
		umb_git_seen_object(&lane->seen, o->id, o->data.len, looked);
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	umb_lane  *lane   = ctx;
	uint32_t   n_hits = 0;
	umb_looked looked = { 0 };
	uint8_t    real[UMB_ID_MAX];
	umb_status st;
	umb_place place = { .source = "git", .name = umb_git_message_name(o->type), .blob_len = (uint8_t)lane->source->repo.id_len };
	umb_unit  unit  = { .bytes = o->data, .place = &place, .n_hits = &n_hits, .version = lane->source->opts.whole_versions ? NULL : o->version,
	                    .rest = o->rest, .looked = &looked };

	memcpy(place.blob, o->id, place.blob_len);
	if (lane->visit->is_cancelled(lane->visit->ctx))
		return UMB_E_CANCELLED;
	if (o->type == UMB_GIT_COMMIT && lane->source->commits && umb_git_history_commit(lane->source->commits, o) != UMB_OK)
		lose_commits(lane->source);
	st = lane->visit->unit(lane->visit->ctx, &unit);
	/* What is read in pieces is checked by who reads it, and is not known until then: it is looked at again. */
	if (st == UMB_OK && o->rest)
		miss(lane->source, o->id, false);
	else if (st == UMB_OK && n_hits == 0)
		note(lane, o, &looked);
	if (n_hits == 0 || o->rest)
		return st;
	/* A finding names the blob; content under another's id would be told of the wrong one. */
	umb_git_object_id(real, place.blob_len, o->type, o->data);
	if (memcmp(real, o->id, place.blob_len) != 0)
		on_bad(lane, o->id, UMB_SKIP_CORRUPT_OBJECT, "its content has another id");
	else if (st == UMB_OK)
		note(lane, o, &looked);
	return st;
}

static void on_bad_ref(void *ctx, const char *name, umb_skip reason, const char *words)
{
	const umb_visit *visit = ctx;
	umb_place        place = { .source = "git", .path = umb_slice_str(name) };

	visit->skip(visit->ctx, &place, reason, words);
}

/* What the repository itself says is not here, and its files that are no objects; once, by whoever comes first. */
static umb_status begin(umb_source *s, const umb_visit *visit)
{
	umb_visit refs = *visit;
	bool is_mine;

	umb_mutex_lock(&s->lock);
	is_mine          = !s->has_told_gaps;
	s->has_told_gaps = true;
	umb_mutex_unlock(&s->lock);
	if (!is_mine)
		return UMB_OK;
	if (s->repo.is_shallow)
		tell(visit, 0, NULL, UMB_SKIP_SHALLOW, s->repo.git_dir ? "fetch the rest: git fetch --unshallow" : "a bundle that builds on commits which are not in it");
	if (s->repo.is_partial)
		tell(visit, 0, NULL, UMB_SKIP_PARTIAL, "objects were left at the remote");
	if (!s->repo.has_head && s->repo.n_refs == 0 && s->repo.n_bad == 0)
		tell(visit, 0, NULL, UMB_SKIP_UNBORN, s->repo.git_dir);
	umb_git_refs_check(&s->repo, &s->store, on_bad_ref, &refs);
	for (size_t i = 0; i < s->n_gaps; i++)
		tell(visit, s->repo.id_len, s->gap[i].has_id ? s->gap[i].id : NULL, s->gap[i].reason, s->gap[i].words);
	for (size_t i = 0; i < s->modules.n_missing; i++) {
		umb_place place = { .source = "git", .path = umb_slice_str(s->modules.missing[i]) };

		visit->skip(visit->ctx, &place, UMB_SKIP_SUBMODULE, NULL);
	}
	return s->repo.git_dir ? umb_git_files_scan(&s->repo, visit) : umb_git_files_scan_bundle(&s->store.pack[0], visit);
}

static umb_status git_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	umb_git_visit v = { lane, on_object, on_bad, wants_loose, on_other };
	umb_status    st;

	UMB_UNUSED(err);
	if (visit->is_cancelled(visit->ctx)) {
		lose_commits(s);
		return UMB_END;
	}
	lane->visit = visit;
	st = begin(s, visit);
	if (st == UMB_OK && s->known && umb_git_known_is_all(s->known))
		return UMB_END;
	if (st == UMB_OK)
		st = umb_git_walk_next(s->walk, lane->git, &v);
	if (st != UMB_OK && st != UMB_END)
		lose_commits(s);
	return st;
}

static const char *const *git_inner(const umb_source *s, size_t *n)
{
	*n = s->modules.n_here;
	return (const char *const *)s->modules.here;
}

static uint64_t git_total(const umb_source *s)
{
	return umb_git_walk_total(s->walk);
}

/* -- what is known ------------------------------------------------------------------------------------------------ */

static const umb_scanned *git_known(const umb_source *s, umb_scanned_use *use)
{
	return s->known ? umb_git_known_use(s->known, use) : NULL;
}

static bool git_knows(const umb_source *s, const uint8_t *id)
{
	return s->known && umb_git_known_has(s->known, id);
}

static umb_status git_remember(umb_source *s, umb_scanned *out)
{
	umb_status st = s->known ? umb_git_known_result(s->known, out) : UMB_E_NOTFOUND;

	out->is_settled = st == UMB_OK && !s->has_missing;
	return st;
}

const umb_source_ops umb_source_git = {
	.name       = "git",
	.summary    = "all versions of all files of a repository",
	.open       = git_open,
	.lane_open  = git_lane_open,
	.work       = git_work,
	.attribute  = umb_git_story_attribute,
	.trace      = umb_git_story_trace,
	.file       = umb_git_story_file,
	.total      = git_total,
	.inner      = git_inner,
	.known      = git_known,
	.knows      = git_knows,
	.remember   = git_remember,
	.lane_close = git_lane_close,
	.close      = git_close,
};
