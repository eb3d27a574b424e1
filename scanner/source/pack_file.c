/*
 * pack_file.c - see pack_file.h.
 */
#include "source/pack_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/number.h"
#include "git/git_packed.h"
#include "source/fs_file.h"

#define MAX_LEN ((size_t)1 << 30)

typedef struct scan {
	const umb_place *place; /* of the file */
	const umb_visit *visit;
	umb_buf          path;  /* of the object at hand */
	umb_git_packed   at;
} scan;

/* "folder/file.bundle!id" */
static umb_place place_of(scan *s, const uint8_t *id)
{
	umb_place place = *s->place;
	char      hex[2 * UMB_ID_MAX + 1];

	if (id) {
		umb_format_hex(hex, id, s->at.store.id_len);
		umb_buf_reset(&s->path);
		umb_buf_append_slice(&s->path, s->place->path);
		umb_buf_printf(&s->path, "!%s", hex);
		place.path = umb_buf_view(&s->path);
	}
	return place;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	scan     *s     = ctx;
	umb_place place = place_of(s, id);

	s->visit->skip(s->visit->ctx, &place, reason, words);
}

static bool should_stop(void *ctx)
{
	scan *s = ctx;

	return s->visit->is_cancelled(s->visit->ctx);
}

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	scan     *s     = ctx;
	umb_place place = place_of(s, o->id);
	umb_unit  unit  = { .bytes = o->data, .place = &place, .version = o->version, .rest = o->rest };

	if (s->path.failed != UMB_OK)
		return UMB_E_NOMEM;
	return should_stop(s) ? UMB_E_CANCELLED : s->visit->unit(s->visit->ctx, &unit);
}

static umb_status scan_bytes(scan *s, umb_slice bytes, const umb_source_opts *opts)
{
	umb_git_teller t = { .bad = on_bad, .stop = should_stop, .ctx = s };
	umb_git_visit  v = { .ctx = s, .object = on_object, .bad = on_bad };
	umb_err        why = UMB_ERR_INIT;
	umb_status     st  = umb_git_packed_open(&s->at, bytes, &t, &why);

	if (st == UMB_OK)
		st = umb_git_packed_walk(&s->at, opts->max_target_bytes, &v);
	else if (st != UMB_E_CANCELLED && st != UMB_E_NOMEM)
		on_bad(s, NULL, st == UMB_E_UNSUPPORTED ? UMB_SKIP_ENCRYPTED : UMB_SKIP_DAMAGED, why.text);
	umb_git_packed_close(&s->at);
	return st;
}

static umb_status read_whole(int fd, umb_buf *out)
{
	ssize_t n = 1;

	while (n > 0) {
		if (umb_buf_reserve(out, UMB_MIN(out->len + 65536, (size_t)16 << 20)) != UMB_OK)
			return out->failed;
		do
			n = pread(fd, out->ptr + out->len, out->cap - out->len, (off_t)out->len);
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return UMB_E_IO;
		out->len += (size_t)n;
	}
	return UMB_OK;
}

static umb_status scan_inside(int fd, const umb_place *place, const umb_source_opts *opts, const umb_visit *visit)
{
	scan        s     = { .place = place, .visit = visit, .path = UMB_BUF_INIT_MAX(1 << 20) };
	umb_buf     bytes = UMB_BUF_INIT_MAX(MAX_LEN);
	struct stat sb;
	umb_status  st = UMB_OK;

	if (fstat(fd, &sb) == 0 && (uint64_t)sb.st_size >= MAX_LEN)
		st = UMB_E_LIMIT;
	if (st == UMB_OK)
		st = read_whole(fd, &bytes);
	if (st == UMB_OK)
		st = scan_bytes(&s, umb_buf_view(&bytes), opts);
	if (st == UMB_E_IO)
		umb_fs_skip_errno(place, visit, errno);
	else if (st == UMB_E_LIMIT)
		visit->skip(visit->ctx, place, UMB_SKIP_TOO_BIG, "what it packs; a bundle can be named to `umbra git`");
	else if (st == UMB_E_NOMEM)
		visit->skip(visit->ctx, place, UMB_SKIP_MEMORY, "what it packs");
	umb_buf_clear(&bytes);
	umb_buf_clear(&s.path);
	return st == UMB_E_CANCELLED ? st : UMB_OK;
}

umb_status umb_pack_file_scan(int fd, uint8_t *bytes, const umb_place *place, const umb_source_opts *opts, const umb_visit *visit)
{
	umb_status st;

	memset(bytes, 0, UMB_GIT_PACKED_HEAD); /* of the file before, if this one is shorter */
	st = umb_fs_file_scan(fd, bytes, umb_git_packed_probe, place, visit);
	return st == UMB_OK && umb_git_packed_probe(umb_slice_of(bytes, UMB_GIT_PACKED_HEAD)) ? scan_inside(fd, place, opts, visit) : st;
}
