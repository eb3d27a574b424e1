/*
 * git_known_list.c - listing loose objects without reading them.
 */
#include "source/git_known_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/keyed.h"
#include "base/number.h"

static void digest(uint8_t stamp[UMB_SCANNED_STAMP], const struct stat *sb)
{
	umb_git_stamp s = umb_git_stamp_of(sb);
	uint8_t       full[32];

	umb_sha256(full, umb_slice_of(&s, sizeof(s)));
	memcpy(stamp, full, UMB_SCANNED_STAMP);
}

bool umb_git_loose_stamp(const char *path, uint8_t stamp[UMB_SCANNED_STAMP])
{
	struct stat sb;

	if (lstat(path, &sb) != 0 || !S_ISREG(sb.st_mode))
		return false;
	digest(stamp, &sb);
	return true;
}

typedef struct listing {
	const umb_git_store *store;
	const umb_scanned     *old;
	uint8_t             *same;
	size_t               n_same;
	bool                 has_new;
} listing;

static void look_at(listing *l, DIR *dir, const char *folder, const char *name)
{
	size_t      len = l->old->id_len, stride = len + UMB_SCANNED_STAMP;
	uint8_t     row[UMB_ID_MAX + UMB_SCANNED_STAMP];
	char        hex[2 * UMB_ID_MAX + 1];
	struct stat sb;

	if (strlen(name) != 2 * len - 2)
		return;
	snprintf(hex, sizeof(hex), "%.2s%.62s", folder, name);
	if (!umb_parse_hex(row, len, umb_slice_str(hex)) || umb_git_store_in_packs(l->store, row, l->store->n_packs))
		return;
	if (fstatat(dirfd(dir), name, &sb, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(sb.st_mode)) {
		l->has_new = true;
		return;
	}
	digest(row + len, &sb);
	if (umb_scanned_find(l->old->loose, l->old->n_loose, stride, stride, row) == SIZE_MAX)
		l->has_new = true;
	else if (l->n_same < l->old->n_loose)
		memcpy(l->same + l->n_same++ * stride, row, stride);
}

static void list_folder(listing *l, size_t store, unsigned number)
{
	umb_buf        path = UMB_BUF_INIT_MAX(8192);
	char           folder[3];
	struct dirent *d;
	DIR           *dir;

	snprintf(folder, sizeof(folder), "%02x", number & 255);
	umb_buf_printf(&path, "%s/%s", l->store->loose[store].path, folder);
	dir = opendir(umb_buf_str(&path));
	/* One that cannot be listed is for the walk to tell. */
	if (!dir && errno != ENOENT)
		l->has_new = true;
	while (dir && (errno = 0, d = readdir(dir)) != NULL)
		look_at(l, dir, folder, d->d_name);
	if (dir && errno)
		l->has_new = true;
	if (dir)
		closedir(dir);
	umb_buf_clear(&path);
}

umb_status umb_git_loose_compare(const umb_git_store *s, const umb_scanned *old, uint8_t **same, size_t *n_same, bool *has_new, bool *has_lost)
{
	size_t  stride = old->id_len + UMB_SCANNED_STAMP;
	listing l      = { s, old, umb_alloc_zero(old->n_loose + (size_t)1, stride), 0, false };

	*same = l.same;
	if (!l.same)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->n_loose * 256; i++)
		list_folder(&l, i / 256, (unsigned)(i % 256));
	*n_same   = l.n_same;
	*has_new  = *has_new || l.has_new;
	*has_lost = *has_lost || l.n_same < old->n_loose;
	return UMB_OK;
}
