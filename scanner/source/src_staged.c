/*
 * src_staged.c - what is staged for the next commit: the blobs of the index that no parent has at their path, not the files of
 * the work tree, which may hold something else.
 *
 * Without libgit2, whose loading alone takes longer than all of this.  Called by a hook, git says in the environment which
 * index it is about to commit (`git commit -a` and `git commit PATH` make one of their own), and where objects lie.
 */
#include <limits.h>
#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "core/source.h"
#include "git/git_added.h"
#include "git/git_staged.h"

#define MAX_TOLD 64

typedef struct told {
	uint8_t     id[UMB_ID_MAX];
	bool        has_id;
	umb_skip    reason;
	char        words[200];
} told;

struct umb_source {
	umb_git_repo    repo;
	umb_git_store   store;
	umb_git_index   index;
	umb_git_changes changes;
	bool            whole_files;
	told            told[MAX_TOLD]; /* on opening; by whoever works first */
	size_t          n_told;
	_Atomic size_t  next;
};

struct umb_lane {
	umb_git_inflater *inf;
	umb_buf           now, old[UMB_GIT_MAX_OLD], added;
};

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	umb_source *s = ctx;
	told       *t;

	/* The last place stands for all that did not fit. */
	t = &s->told[UMB_MIN(s->n_told, (size_t)MAX_TOLD - 1)];
	s->n_told = UMB_MIN(s->n_told + 1, (size_t)MAX_TOLD);
	memset(t, 0, sizeof(*t));
	t->reason = reason;
	t->has_id = id != NULL;
	if (id)
		memcpy(t->id, id, s->repo.id_len);
	snprintf(t->words, sizeof(t->words), "%s", words);
}

static void staged_close(umb_source *s)
{
	if (!s)
		return;
	umb_git_changes_clear(&s->changes);
	umb_git_index_close(&s->index);
	umb_git_store_close(&s->store);
	umb_git_repo_close(&s->repo);
	umb_free(s);
}

static umb_status open_store(umb_source *s, bool obeys_environment, umb_err *err)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	if (obeys_environment && env("GIT_OBJECT_DIRECTORY"))
		umb_buf_append_str(&path, env("GIT_OBJECT_DIRECTORY"));
	else
		umb_buf_printf(&path, "%s/objects", s->repo.common_dir);
	st = path.failed == UMB_OK ? umb_git_store_open(&s->store, umb_buf_str(&path), s->repo.id_len, on_bad, s, err) : path.failed;
	umb_buf_clear(&path);
	return st;
}

static umb_status open_index(umb_source *s, bool obeys_environment, umb_err *err)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	if (obeys_environment && env("GIT_INDEX_FILE"))
		umb_buf_append_str(&path, env("GIT_INDEX_FILE"));
	else
		umb_buf_printf(&path, "%s/index", s->repo.git_dir);
	st = path.failed == UMB_OK ? umb_git_index_open(&s->index, umb_buf_str(&path), s->repo.git_dir, s->repo.id_len, err) : path.failed;
	umb_buf_clear(&path);
	return st;
}

static umb_status staged_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	bool        obeys_environment = strcmp(target, ".") == 0;
	umb_source *s  = umb_alloc_zero(1, sizeof(*s));
	umb_status  st = s ? umb_git_repo_open_light(&s->repo, target, obeys_environment, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st == UMB_OK) {
		s->whole_files = opts->whole_files;
		st = open_store(s, obeys_environment, err);
	}
	if (st == UMB_OK)
		st = open_index(s, obeys_environment, err);
	if (st == UMB_OK)
		st = umb_git_staged(&s->changes, &s->repo, &s->store, &s->index, on_bad, s, err);
	if (st != UMB_OK) {
		staged_close(s);
		return st;
	}
	*out = s;
	return UMB_OK;
}

static void staged_lane_close(umb_lane *lane)
{
	if (!lane)
		return;
	umb_git_inflater_free(lane->inf);
	umb_buf_wipe(&lane->now);
	for (size_t i = 0; i < UMB_GIT_MAX_OLD; i++)
		umb_buf_wipe(&lane->old[i]);
	umb_buf_clear(&lane->added);
	umb_free(lane);
}

static umb_status staged_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	UMB_UNUSED(s);
	if (lane) {
		lane->inf     = umb_git_inflater_new();
		lane->now.max = UMB_GIT_MAX_OBJECT + 4096;
		for (size_t i = 0; i < UMB_GIT_MAX_OLD; i++)
			lane->old[i].max = UMB_GIT_MAX_OBJECT + 4096;
	}
	if (!lane || !lane->inf) {
		staged_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = lane;
	return UMB_OK;
}

/* -- units -------------------------------------------------------------------------------------------------- */

static void tell_opening(umb_source *s, const umb_visit *visit)
{
	for (size_t i = 0; i < s->n_told; i++) {
		char      hex[2 * UMB_ID_MAX + 1] = "";
		umb_place place = { .source = "staged" };

		if (s->told[i].has_id)
			umb_format_hex(hex, s->told[i].id, s->repo.id_len);
		place.path = umb_slice_str(hex);
		visit->skip(visit->ctx, &place, s->told[i].reason, s->told[i].words);
	}
}

static umb_status read_blob(umb_source *s, umb_lane *lane, const uint8_t *id, umb_buf *out)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = umb_git_store_read(&s->store, lane->inf, id, &type, out);

	if (st == UMB_OK && type != UMB_GIT_BLOB)
		st = UMB_E_FORMAT;
	if (st == UMB_OK)
		st = umb_buf_reserve(out, UMB_TEXT_PAD);
	if (st == UMB_OK)
		memset(out->ptr + out->len, 0, UMB_TEXT_PAD);
	return st;
}

static umb_skip reason_of(umb_status st)
{
	switch (st) {
	case UMB_E_NOTFOUND:
		return UMB_SKIP_MISSING_OBJECT;
	case UMB_E_LIMIT:
		return UMB_SKIP_TOO_BIG;
	case UMB_E_NOMEM:
		return UMB_SKIP_MEMORY;
	default:
		return UMB_SKIP_CORRUPT_OBJECT;
	}
}

/* Where an older version cannot be read all lines count as new: more is reported then, not less. */
static bool find_added(umb_source *s, umb_lane *lane, const umb_git_change *c)
{
	umb_slice old[UMB_GIT_MAX_OLD];

	umb_buf_reset(&lane->added);
	for (size_t i = 0; i < c->n_old; i++) {
		if (read_blob(s, lane, c->old[i], &lane->old[i]) != UMB_OK)
			return false;
		old[i] = umb_buf_view(&lane->old[i]);
	}
	return c->n_old > 0 && umb_git_added_lines(&lane->added, umb_buf_view(&lane->now), old, c->n_old) == UMB_OK;
}

static umb_status scan_change(umb_source *s, umb_lane *lane, const umb_git_change *c, const umb_visit *visit)
{
	static const umb_line_range none = { 0, 0 };
	umb_place  place = { .source = "staged", .path = c->path };
	umb_unit   unit  = { .place = &place };
	umb_status st    = read_blob(s, lane, c->id, &lane->now);

	if (st != UMB_OK) {
		visit->skip(visit->ctx, &place, reason_of(st), "staged, and its content cannot be read");
		return UMB_OK;
	}
	unit.bytes = umb_buf_view(&lane->now);
	if (!s->whole_files && find_added(s, lane, c)) {
		unit.added   = lane->added.len ? (const umb_line_range *)(const void *)lane->added.ptr : &none;
		unit.n_added = lane->added.len / sizeof(umb_line_range);
	}
	return visit->unit(visit->ctx, &unit);
}

static umb_status staged_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	size_t i = atomic_fetch_add(&s->next, 1);

	UMB_UNUSED(err);
	if (visit->is_cancelled(visit->ctx))
		return UMB_END;
	if (i == 0)
		tell_opening(s, visit);
	if (i >= s->changes.n)
		return UMB_END;
	return scan_change(s, lane, &s->changes.at[i], visit);
}

static uint64_t staged_total(const umb_source *s)
{
	return s->changes.n;
}

const umb_source_ops umb_source_staged = {
	.name       = "staged",
	.summary    = "what is staged for the next commit of a repository",
	.open       = staged_open,
	.lane_open  = staged_lane_open,
	.work       = staged_work,
	.total      = staged_total,
	.may_be_empty = true,
	.lane_close = staged_lane_close,
	.close      = staged_close,
};
