/*
 * git_index_stat.c - which entry of an index a file of the work tree belongs to, and whether it is still the same file.
 */
#include "git/git_index_private.h"

/* As git sorts; a folder's slash stands behind what its path says. */
static int compare(const umb_git_index_entry *e, umb_slice path)
{
	size_t len = umb_git_index_path_len(e);
	int    d   = memcmp(e->path.ptr, path.ptr, UMB_MIN(len, path.len));

	return d ? d : (len > path.len) - (len < path.len);
}

const umb_git_index_entry *umb_git_index_find(const umb_git_index *x, umb_slice path, size_t *n)
{
	size_t low = 0, high = x->n_entries;

	*n = 0;
	while (path.len && low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare(&x->entry[mid], path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	while (path.len && low + *n < x->n_entries && compare(&x->entry[low + *n], path) == 0)
		++*n;
	return *n ? &x->entry[low] : NULL;
}

/* What stands before the id, 32 bits each, of numbers that are longer the lower ones (git's Documentation/gitformat-index). */
enum { CTIME, CTIME_NS, MTIME, MTIME_NS, DEVICE, INODE, MODE, USER, GROUP, SIZE };

static uint32_t field(const umb_git_index_entry *e, unsigned which)
{
	return umb_git_be32(e->id - UMB_GIT_INDEX_STAT_LEN + 4 * (size_t)which);
}

/* Some programs write no nanoseconds; then the seconds must do, as they do for git. */
static bool is_time(uint32_t s, uint32_t ns, const struct timespec *now)
{
	return s == (uint32_t)now->tv_sec && (ns == 0 || ns == (uint32_t)now->tv_nsec);
}

static bool is_older_than_index(const umb_git_index *x, uint32_t s, uint32_t ns)
{
	if (s != (uint32_t)x->written_s)
		return s < x->written_s;
	return ns != 0 && ns < x->written_ns;
}

bool umb_git_index_is_same(const umb_git_index *x, const umb_git_index_entry *e, const struct stat *now)
{
	uint32_t kind = S_ISLNK(now->st_mode) ? 0120000 : 0100000;

	if (e->stage != 0 || e->is_intent_to_add || (e->mode & ~(uint32_t)0777) != kind)
		return false;
	if (!is_time(field(e, MTIME), field(e, MTIME_NS), &now->st_mtim) || !is_time(field(e, CTIME), field(e, CTIME_NS), &now->st_ctim))
		return false;
	if (field(e, SIZE) != (uint32_t)now->st_size || field(e, INODE) != (uint32_t)now->st_ino || field(e, USER) != (uint32_t)now->st_uid ||
	    field(e, GROUP) != (uint32_t)now->st_gid)
		return false;
	return is_older_than_index(x, field(e, MTIME), field(e, MTIME_NS));
}
