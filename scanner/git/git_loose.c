/*
 * git_loose.c - objects that are files of their own, folder by folder.
 */
#include "git/git_loose.h"

#include <dirent.h>
#include <errno.h>

#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "git/git_big.h"

static bool in_earlier_store(const umb_git_store *s, size_t store, const char *folder, const char *name)
{
	bool found = false;

	for (size_t i = 0; i < store && !found; i++) {
		umb_buf path = UMB_BUF_INIT_MAX(8192);
		FILE   *f;

		umb_buf_printf(&path, "%s/%s/%s", s->loose[i].path, folder, name);
		f = fopen(umb_buf_str(&path), "re");
		found = f != NULL;
		if (f)
			fclose(f);
		umb_buf_clear(&path);
	}
	return found;
}

/* What one folder is read with. */
typedef struct reading {
	const umb_git_store *store;
	unsigned             wanted;
	uint64_t             max_object, max_big; /* of what is held, and of what is handed out in pieces */
	umb_git_loose_room  *room;
	const umb_git_visit *visit;
} reading;

/* `max` bytes at most, as it is stored and in full. */
static umb_status read_loose(const reading *r, const char *path, uint64_t max, umb_git_type *type, umb_err *why)
{
	umb_status st;

	umb_buf_reset(&r->room->raw);
	umb_buf_reset(&r->room->bytes);
	st = umb_file_read(&r->room->raw, path, max, why);
	return st == UMB_OK ? umb_git_inflate_loose(umb_buf_view(&r->room->raw), type, &r->room->bytes, UMB_MIN(r->max_object, max)) : st;
}

static umb_status visit_loose(const reading *r, const char *path, const uint8_t *id)
{
	const umb_git_visit *visit = r->visit;
	umb_git_object o = { .id = id };
	umb_err        why = UMB_ERR_INIT;
	uint8_t        real[UMB_ID_MAX];
	umb_status     st;

	st = read_loose(r, path, UMB_GIT_MAX_WHOLE, &o.type, &why);
	if (st == UMB_E_LIMIT && umb_git_big_loose(path, r->wanted, r->max_big, id, r->store->id_len, visit, &st))
		return st;
	if (st == UMB_E_LIMIT)
		st = read_loose(r, path, UMB_GIT_MAX_OBJECT, &o.type, &why);
	if (st != UMB_OK) {
		visit->bad(visit->ctx, id, st == UMB_E_LIMIT ? UMB_SKIP_TOO_BIG : st == UMB_E_NOMEM ? UMB_SKIP_MEMORY : UMB_SKIP_CORRUPT_OBJECT,
		           why.text[0] ? why.text : "loose object");
		return UMB_OK;
	}
	o.data = umb_buf_view(&r->room->bytes);
	/* Packs are told apart by their checks; a loose file can be any object under any name. */
	umb_git_object_id(real, r->store->id_len, o.type, o.data);
	if ((r->wanted & UMB_GIT_WANT(UMB_GIT_BLOB)) && memcmp(real, id, r->store->id_len) != 0)
		visit->bad(visit->ctx, id, UMB_SKIP_CORRUPT_OBJECT, "its content has another id");
	if (r->wanted & UMB_GIT_WANT(o.type))
		return visit->object(visit->ctx, &o);
	if (visit->other)
		visit->other(visit->ctx, id);
	return UMB_OK;
}

umb_status umb_git_loose_walk(const umb_git_store *s, size_t store, unsigned folder, unsigned wanted, uint64_t max_object, uint64_t max_big,
                              umb_git_loose_room *room, const umb_git_visit *visit)
{
	reading        r = { s, wanted, max_object, max_big, room, visit };
	umb_buf        path = UMB_BUF_INIT_MAX(8192);
	char           hex[2 * UMB_ID_MAX + 1], name[3];
	uint8_t        id[UMB_ID_MAX];
	struct dirent *d;
	umb_status     st = UMB_OK;
	DIR           *dir;

	snprintf(name, sizeof(name), "%02x", folder);
	umb_buf_printf(&path, "%s/%s", s->loose[store].path, name);
	dir = opendir(umb_buf_str(&path));
	if (!dir && errno != ENOENT)
		visit->bad(visit->ctx, NULL, umb_git_unread(errno), "a folder of loose objects cannot be listed");
	while (dir && st == UMB_OK && (errno = 0, d = readdir(dir)) != NULL) {
		if (strlen(d->d_name) != 2 * s->id_len - 2)
			continue;
		snprintf(hex, sizeof(hex), "%s%.62s", name, d->d_name);
		if (!umb_parse_hex(id, s->id_len, umb_slice_str(hex)) || umb_git_store_in_packs(s, id, s->n_packs) ||
		    in_earlier_store(s, store, name, d->d_name))
			continue;
		umb_buf_reset(&path);
		umb_buf_printf(&path, "%s/%s/%s", s->loose[store].path, name, d->d_name);
		if (!visit->loose || visit->loose(visit->ctx, umb_buf_str(&path), id))
			st = visit_loose(&r, umb_buf_str(&path), id);
	}
	if (dir && st == UMB_OK && errno)
		visit->bad(visit->ctx, NULL, umb_git_unread(errno), "a folder of loose objects cannot be listed to its end");
	if (dir)
		closedir(dir);
	umb_buf_clear(&path);
	return st;
}
