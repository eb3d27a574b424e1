/*
 * src_staged.c - what is staged for the next commit: the blobs of the index that no parent has at their path, not the files of
 * the work tree, which may hold something else.
 *
 * Without libgit2, whose loading alone takes longer than all of this.  Called by a hook, git says in the environment which
 * index it is about to commit (`git commit -a` and `git commit PATH` make one of their own), and where objects lie.
 */
#include <stdatomic.h>

#include "base/alloc.h"
#include "base/err.h"
#include "source/git_blobs.h"

struct umb_source {
	umb_git_repo    repo;
	umb_git_store   store;
	umb_git_index   index;
	umb_git_changes changes;
	umb_git_told    told; /* on opening; passed on by whoever works first */
	bool            whole_files;
	_Atomic size_t  next;
};

struct umb_lane {
	umb_git_blobs *blobs;
};

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

static umb_status staged_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	bool        obeys_environment = strcmp(target, ".") == 0;
	umb_source *s  = umb_alloc_zero(1, sizeof(*s));
	umb_status  st = s ? umb_git_repo_open_light(&s->repo, target, obeys_environment, err) : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st == UMB_OK) {
		s->whole_files = opts->whole_files;
		st = umb_git_blobs_store(&s->store, &s->repo, obeys_environment, &s->told, err);
	}
	if (st == UMB_OK)
		st = umb_git_blobs_index(&s->index, &s->repo, obeys_environment, err);
	if (st == UMB_OK)
		st = umb_git_staged(&s->changes, &s->repo, &s->store, &s->index, umb_git_told_add, &s->told, err);
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
	umb_git_blobs_free(lane->blobs);
	umb_free(lane);
}

static umb_status staged_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	if (lane)
		lane->blobs = umb_git_blobs_new(&s->store, &s->changes, s->whole_files);
	if (!lane || !lane->blobs) {
		staged_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = lane;
	return UMB_OK;
}

static umb_status staged_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	size_t i = atomic_fetch_add(&s->next, 1);

	UMB_UNUSED(err);
	if (visit->is_cancelled(visit->ctx))
		return UMB_END;
	if (i == 0)
		umb_git_told_pass_on(&s->told, visit, "staged");
	if (i >= s->changes.n)
		return UMB_END;
	return umb_git_blobs_scan(lane->blobs, &s->changes.at[i], "staged", false, visit);
}

static uint64_t staged_total(const umb_source *s)
{
	return s->changes.n;
}

static umb_status staged_file(umb_source *s, const char *path, size_t max, umb_buf *out)
{
	return umb_git_head_file(&s->repo, &s->store, path, max, out);
}

const umb_source_ops umb_source_staged = {
	.name         = "staged",
	.summary      = "what is staged for the next commit of a repository",
	.open         = staged_open,
	.lane_open    = staged_lane_open,
	.work         = staged_work,
	.file         = staged_file,
	.total        = staged_total,
	.may_be_empty = true,
	.lane_close   = staged_lane_close,
	.close        = staged_close,
};
