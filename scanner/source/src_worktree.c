/*
 * src_worktree.c - what lies in a work tree and is not staged: files that differ from the index, and files that it does not
 * have, ignored ones, too, because what must not be committed is what is ignored.
 *
 * Files that are the ones the index was made from, by what lstat says, are not read.  Of the others those with the same content
 * are passed over, and of the rest new lines count, as in what is staged: what a file of the index held that lies here no more
 * is nothing new in one that the index does not have.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/path.h"
#include "base/thread.h"
#include "git/git_modules.h"
#include "git/git_parse.h"
#include "source/fs_file.h"
#include "source/fs_tree.h"
#include "source/git_blobs.h"
#include "source/pack_file.h"

struct umb_source {
	umb_git_repo    repo;
	umb_git_store   store;
	umb_git_index   index;
	umb_git_modules modules;
	umb_fs_tree     tree;
	umb_source_opts opts;
	umb_mutex       lock; /* guards what follows */
	umb_git_told    told; /* on opening; passed on by whoever works first */
	umb_git_gone_list gone; /* files of the index that do not lie here */
	bool            has_gone; /* they were looked for */
};

struct umb_lane {
	umb_source      *source;
	const umb_visit *visit;
	umb_fs_tree_lane tree;
	umb_git_blobs   *blobs;
	uint8_t         *bytes; /* of files that are new as a whole: UMB_FS_READ_CAP + UMB_TEXT_PAD */
	umb_buf          now;   /* of files that have older versions */
	umb_buf          path;  /* of the file at hand, in the work tree */
};

/* -- opening ------------------------------------------------------------------------------------------------- */

static void worktree_close(umb_source *s)
{
	if (!s)
		return;
	umb_fs_tree_close(&s->tree);
	umb_git_modules_clear(&s->modules);
	umb_git_index_close(&s->index);
	umb_git_store_close(&s->store);
	umb_git_repo_close(&s->repo);
	umb_git_gone_list_clear(&s->gone);
	umb_mutex_clear(&s->lock);
	umb_free(s);
}

static umb_status worktree_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	bool        obeys_environment = strcmp(target, ".") == 0;
	umb_source *s = umb_alloc_zero(1, sizeof(*s));
	umb_status  st;

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	umb_mutex_init(&s->lock);
	s->opts = *opts;
	st      = umb_git_repo_open_light(&s->repo, target, obeys_environment, err);
	if (st == UMB_OK && !s->repo.work_dir)
		st = umb_err_set(err, UMB_E_USAGE, "'%s' is bare: there is no work tree", target);
	if (st == UMB_OK)
		st = umb_git_blobs_store(&s->store, &s->repo, obeys_environment, &s->told, err);
	if (st == UMB_OK)
		st = umb_git_blobs_index(&s->index, &s->repo, obeys_environment, err);
	if (st == UMB_OK && umb_git_modules_of(&s->modules, &s->repo, &s->index, target) != UMB_OK)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK)
		st = umb_fs_tree_open(&s->tree, s->repo.work_dir, opts->cross_mounts, err);
	if (st != UMB_OK) {
		worktree_close(s);
		return st;
	}
	*out = s;
	return UMB_OK;
}

/* -- what lies here no more ---------------------------------------------------------------------------------- */

/* Whether this is a folder, and all folders on its path are; no link is followed. */
static bool is_folder(int root_fd, umb_slice path, umb_buf *part)
{
	struct stat sb;

	for (size_t n = 0; n <= path.len; n++) {
		if (n < path.len && path.ptr[n] != '/')
			continue;
		umb_buf_reset(part);
		umb_buf_append(part, path.ptr, n);
		if (n > 0 && (part->failed != UMB_OK || fstatat(root_fd, umb_buf_str(part), &sb, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(sb.st_mode)))
			return false;
	}
	return true;
}

static size_t folder_len(umb_slice path)
{
	size_t n = path.len;

	while (n > 0 && path.ptr[n - 1] != '/')
		n--;
	return n ? n - 1 : 0;
}

/* An lstat for each entry, once, and only when a file that the index does not have holds something. */
static void find_gone(umb_source *s)
{
	umb_buf     part = UMB_BUF_INIT_MAX(PATH_MAX), folder = UMB_BUF_INIT_MAX(PATH_MAX);
	bool        has_folder = true; /* the one at hand, which is the root to begin */
	struct stat sb;

	for (size_t i = 0; i < s->index.n_entries; i++) {
		const umb_git_index_entry *e = &s->index.entry[i];
		umb_slice                  in = umb_slice_sub(e->path, 0, folder_len(e->path));

		if (!umb_git_has_content(e->mode) || e->is_intent_to_add || e->is_left_out || e->path.len >= PATH_MAX)
			continue;
		if (!umb_slice_eq(in, umb_buf_view(&folder))) {
			umb_buf_reset(&folder);
			umb_buf_append_slice(&folder, in);
			has_folder = is_folder(s->tree.root_fd, in, &part);
		}
		umb_buf_reset(&part);
		umb_buf_append_slice(&part, e->path);
		if (part.failed != UMB_OK || folder.failed != UMB_OK)
			break;
		if (!has_folder || (fstatat(s->tree.root_fd, umb_buf_str(&part), &sb, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT))
			umb_git_gone_list_add(&s->gone, e->id, s->repo.id_len, false);
	}
	umb_buf_clear(&part);
	umb_buf_clear(&folder);
}

static void fill_gone(void *ctx, umb_git_gone *gone)
{
	umb_source *s = ctx;

	umb_mutex_lock(&s->lock);
	if (!s->has_gone)
		find_gone(s);
	s->has_gone = true;
	umb_mutex_unlock(&s->lock);
	for (size_t i = 0; i < s->gone.n; i++)
		umb_git_gone_add(gone, s->gone.item[i].id, s->gone.item[i].is_folder);
}

static void worktree_lane_close(umb_lane *lane)
{
	if (!lane)
		return;
	umb_fs_tree_lane_close(&lane->tree);
	umb_git_blobs_free(lane->blobs);
	umb_buf_wipe(&lane->now);
	umb_buf_clear(&lane->path);
	umb_free(lane->bytes);
	umb_free(lane);
}

static umb_status worktree_lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	umb_lane *lane = umb_alloc_zero(1, sizeof(*lane));

	if (lane) {
		lane->source  = s;
		lane->now.max = UMB_GIT_MAX_OBJECT + 4096;
		lane->blobs   = umb_git_blobs_new(&s->store, NULL, s->opts.whole_files);
		if (lane->blobs)
			umb_git_blobs_on_gone(lane->blobs, fill_gone, s);
		lane->bytes   = umb_alloc(UMB_FS_READ_CAP + UMB_TEXT_PAD);
	}
	if (!lane || !lane->blobs || !lane->bytes || umb_fs_tree_lane_open(&lane->tree) != UMB_OK) {
		worktree_lane_close(lane);
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	}
	*out = lane;
	return UMB_OK;
}

/* -- places -------------------------------------------------------------------------------------------------- */

static umb_place set_path(umb_lane *lane, const char *dir, const char *name)
{
	umb_buf_reset(&lane->path);
	umb_path_join(&lane->path, umb_slice_str(dir), umb_slice_str(name));
	return (umb_place){ .source = "worktree", .path = umb_buf_view(&lane->path) };
}

static void on_skip(void *ctx, const char *dir, const char *name, umb_skip reason, int code)
{
	umb_lane *lane  = ctx;
	umb_place place = set_path(lane, dir, name);

	if (code)
		umb_fs_skip_errno(&place, lane->visit, code);
	else
		lane->visit->skip(lane->visit->ctx, &place, reason, NULL);
}

/* Told, when it is so. */
static bool is_left_out(umb_lane *lane, const umb_place *place, const char *name)
{
	const umb_source_opts *o = &lane->source->opts;
	umb_skip               reason = UMB_N_SKIPS;

	if (lane->path.failed != UMB_OK)
		reason = UMB_SKIP_MEMORY;
	else if (strcmp(name, ".git") == 0)
		reason = UMB_SKIP_GIT_OBJECTS;
	for (size_t i = 0; i < o->n_excludes && reason == UMB_N_SKIPS; i++) {
		if (umb_glob_match(o->excludes[i], place->path))
			reason = UMB_SKIP_EXCLUDED;
	}
	if (reason != UMB_N_SKIPS)
		lane->visit->skip(lane->visit->ctx, place, reason, NULL);
	return reason != UMB_N_SKIPS;
}

/* A submodule that is here is a target of its own. */
static bool on_folder(void *ctx, int dir_fd, const char *dir, const char *name)
{
	umb_lane    *lane  = ctx;
	umb_place    place = set_path(lane, dir, name);
	umb_buf      git   = UMB_BUF_INIT_MAX(PATH_MAX);
	const umb_git_index_entry *e;
	struct stat  sb;
	size_t       n;
	bool         is_module;

	if (is_left_out(lane, &place, name))
		return false;
	e = umb_git_index_find(&lane->source->index, place.path, &n);
	umb_buf_printf(&git, "%s/.git", name);
	is_module = e && e->mode == UMB_GIT_MODE_SUBMODULE && fstatat(dir_fd, umb_buf_str(&git), &sb, AT_SYMLINK_NOFOLLOW) == 0;
	umb_buf_clear(&git);
	return !is_module;
}

/* -- content ------------------------------------------------------------------------------------------------- */

/* What the index has at the path, of whatever stage: a file may hold all sides of a conflict. */
static umb_git_change change_of(const umb_source *s, umb_slice path, const umb_git_index_entry *e, size_t n)
{
	umb_git_change c = { .path = path };

	for (size_t i = 0; i < n && c.n_old < UMB_GIT_MAX_OLD; i++) {
		if (umb_git_has_content(e[i].mode) && !e[i].is_intent_to_add)
			memcpy(c.old[c.n_old++], e[i].id, s->repo.id_len);
	}
	c.gone = c.n_old == 0;
	return c;
}

/* Of versions that differ; that of an unresolved merge differs from all. */
static umb_status scan_version(umb_lane *lane, const umb_git_change *c, umb_slice bytes)
{
	uint8_t id[UMB_ID_MAX];

	if (c->n_old == 1) {
		umb_git_object_id(id, lane->source->repo.id_len, UMB_GIT_BLOB, bytes);
		if (memcmp(id, c->old[0], lane->source->repo.id_len) == 0)
			return UMB_OK;
	}
	return umb_git_blobs_scan_bytes(lane->blobs, c, bytes, "worktree", lane->visit);
}

/* A file that the index does not have, on its way. */
typedef struct untracked {
	umb_lane             *lane;
	const umb_git_change *change;
} untracked;

/* Of a large file, which is read in pieces, and of what packs in it hold, all is new. */
static umb_status on_unit(void *ctx, const umb_unit *unit)
{
	untracked *u = ctx;

	if (unit->rest || unit->is_opened || unit->version || !umb_slice_eq(unit->place->path, u->change->path))
		return u->lane->visit->unit(u->lane->visit->ctx, unit);
	return umb_git_blobs_scan_unit(u->lane->blobs, u->change, unit, u->lane->visit);
}

static void on_unit_skip(void *ctx, const umb_place *place, umb_skip reason, const char *detail)
{
	const umb_visit *v = ((untracked *)ctx)->lane->visit;

	v->skip(v->ctx, place, reason, detail);
}

static bool is_unit_cancelled(void *ctx)
{
	const umb_visit *v = ((untracked *)ctx)->lane->visit;

	return v->is_cancelled(v->ctx);
}

static umb_status scan_untracked(umb_lane *lane, int fd, const umb_place *place, const umb_git_change *c)
{
	untracked u = { lane, c };
	umb_visit v = { &u, on_unit, on_unit_skip, is_unit_cancelled };

	return umb_pack_file_scan(fd, lane->bytes, place, &lane->source->opts, &v);
}

/* errno, or 0; what is behind the size that it had when it was opened is not read. */
static int read_all(int fd, size_t size, umb_buf *out)
{
	umb_buf_reset(out);
	if (umb_buf_reserve(out, size + UMB_TEXT_PAD) != UMB_OK)
		return ENOMEM;
	while (out->len < size) {
		ssize_t n = read(fd, out->ptr + out->len, size - out->len);

		if (n < 0 && errno != EINTR)
			return errno;
		if (n == 0)
			break;
		out->len += n > 0 ? (size_t)n : 0;
	}
	memset(out->ptr + out->len, 0, UMB_TEXT_PAD);
	return 0;
}

static bool is_written_to(int fd, const struct stat *before, size_t n_read)
{
	struct stat now;

	return n_read != (size_t)before->st_size || fstat(fd, &now) != 0 || now.st_size != before->st_size ||
	       now.st_mtim.tv_sec != before->st_mtim.tv_sec || now.st_mtim.tv_nsec != before->st_mtim.tv_nsec;
}

/* A file that has older versions is held whole, to be compared; where that is too much, all of it counts as new. */
static umb_status scan_file(umb_lane *lane, int fd, const umb_place *place, const umb_git_index_entry *e, size_t n)
{
	umb_git_change c = change_of(lane->source, place->path, e, n);
	struct stat    sb;
	umb_status     st;
	int            code;

	if (fstat(fd, &sb) != 0 || !S_ISREG(sb.st_mode)) {
		lane->visit->skip(lane->visit->ctx, place, UMB_SKIP_VANISHED, "a special file stands in its place");
		return UMB_OK;
	}
	if (lane->source->opts.max_target_bytes && (uint64_t)sb.st_size > lane->source->opts.max_target_bytes) {
		lane->visit->skip(lane->visit->ctx, place, UMB_SKIP_TOO_BIG, NULL);
		return UMB_OK;
	}
	if (c.n_old == 0 || (uint64_t)sb.st_size > UMB_GIT_MAX_OBJECT)
		return scan_untracked(lane, fd, place, &c);
	code = read_all(fd, (size_t)sb.st_size, &lane->now);
	if (code == ENOMEM)
		return lseek(fd, 0, SEEK_SET) == 0 ? scan_untracked(lane, fd, place, &c) : UMB_E_IO;
	if (code) {
		umb_fs_skip_errno(place, lane->visit, code);
		return UMB_OK;
	}
	st = scan_version(lane, &c, umb_buf_view(&lane->now));
	if (is_written_to(fd, &sb, lane->now.len))
		lane->visit->skip(lane->visit->ctx, place, UMB_SKIP_CHANGED, "was written to");
	return st;
}

/* Whether the index was made from this very file. */
static bool is_same(const umb_lane *lane, int dir_fd, const char *name, const umb_git_index_entry *e)
{
	struct stat sb;

	return e && fstatat(dir_fd, name, &sb, AT_SYMLINK_NOFOLLOW) == 0 && umb_git_index_is_same(&lane->source->index, e, &sb);
}

/* Neither left out nor as the index has it, whose n entries of that path begin at *e; NULL: there are none. */
static bool is_changed(umb_lane *lane, const umb_place *place, int dir_fd, const char *name, const umb_git_index_entry **e, size_t *n)
{
	if (is_left_out(lane, place, name))
		return false;
	*e = umb_git_index_find(&lane->source->index, place->path, n);
	return !is_same(lane, dir_fd, name, *e);
}

static umb_status on_file(void *ctx, int dir_fd, const char *dir, const char *name)
{
	umb_lane  *lane  = ctx;
	umb_place  place = set_path(lane, dir, name);
	size_t     n;
	const umb_git_index_entry *e;
	umb_status st;
	int        fd;

	if (!is_changed(lane, &place, dir_fd, name, &e, &n))
		return UMB_OK;
	fd = openat(dir_fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW);
	if (fd < 0) {
		umb_fs_skip_errno(&place, lane->visit, errno);
		return UMB_OK;
	}
	st = scan_file(lane, fd, &place, e, n);
	close(fd);
	return st;
}

/* git stores what a link says; where it leads is not looked at. */
static umb_status on_link(void *ctx, int dir_fd, const char *dir, const char *name)
{
	umb_lane      *lane  = ctx;
	umb_place      place = set_path(lane, dir, name);
	size_t         n;
	const umb_git_index_entry *e;
	umb_git_change c;
	ssize_t        len;

	if (!is_changed(lane, &place, dir_fd, name, &e, &n))
		return UMB_OK;
	len = readlinkat(dir_fd, name, (char *)lane->bytes, PATH_MAX);
	if (len < 0) {
		umb_fs_skip_errno(&place, lane->visit, errno);
		return UMB_OK;
	}
	lane->visit->skip(lane->visit->ctx, &place, UMB_SKIP_SYMLINK, NULL);
	memset(lane->bytes + len, 0, UMB_TEXT_PAD);
	c = change_of(lane->source, place.path, e, n);
	return scan_version(lane, &c, umb_slice_of(lane->bytes, (size_t)len));
}

static bool is_cancelled(void *ctx)
{
	umb_lane *lane = ctx;

	return lane->visit->is_cancelled(lane->visit->ctx);
}

static umb_status worktree_work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	umb_fs_tree_visit v = { lane, on_file, on_folder, on_link, on_skip, is_cancelled };

	UMB_UNUSED(err);
	lane->visit = visit;
	umb_mutex_lock(&s->lock);
	umb_git_told_pass_on(&s->told, visit, "worktree");
	umb_mutex_unlock(&s->lock);
	return umb_fs_tree_work(&s->tree, &lane->tree, &v);
}

static const char *const *worktree_inner(const umb_source *s, size_t *n)
{
	*n = s->modules.n_here;
	return (const char *const *)s->modules.here;
}

const umb_source_ops umb_source_worktree = {
	.name         = "worktree",
	.summary      = "what lies in a work tree and is not staged, ignored files too",
	.open         = worktree_open,
	.lane_open    = worktree_lane_open,
	.work         = worktree_work,
	.inner        = worktree_inner,
	.may_be_empty = true,
	.lane_close   = worktree_lane_close,
	.close        = worktree_close,
};
