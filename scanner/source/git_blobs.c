/*
 * git_blobs.c - see git_blobs.h.
 */
#include "source/git_blobs.h"

#include <limits.h>

#include "base/alloc.h"
#include "base/number.h"
#include "git/git_added.h"
#include "git/git_big.h"

#define BIG_HEAD ((size_t)1 << 20)

struct umb_git_blobs {
	const umb_git_store   *store;
	const umb_git_changes *changes;
	umb_git_inflater      *inf;
	umb_git_gone          *gone;     /* what was taken away with the changes of one commit, */
	uint32_t               gone_set; /* whose number this is; 0: none was asked for */
	void                 (*fill)(void *ctx, umb_git_gone *gone);
	void                  *fill_ctx;
	bool                   whole_files;
	umb_buf                now, old[UMB_GIT_MAX_OLD], added;
	const umb_git_change  *change; /* at hand */
	umb_slice              text;   /* its new version, unless it is too large to be held */
	bool                   is_held, is_stored;
	bool                   is_compared, is_all_new, is_moved;
};

/* -- what could not be read ---------------------------------------------------------------------------------- */

void umb_git_tell(const umb_visit *visit, const char *source, uint32_t id_len, const uint8_t *id, umb_skip reason, const char *words)
{
	char      hex[2 * UMB_ID_MAX + 1] = "";
	umb_place place = { .source = source };

	if (id)
		umb_format_hex(hex, id, id_len);
	place.path = umb_slice_str(hex);
	visit->skip(visit->ctx, &place, reason, words);
}

void umb_git_told_add(void *told, const uint8_t *id, umb_skip reason, const char *words)
{
	umb_git_told *t = told;
	size_t        i = UMB_MIN(t->n, (size_t)UMB_GIT_MAX_TOLD - 1); /* the last place stands for all that did not fit */

	t->n            = i + 1;
	t->at[i].reason = reason;
	t->at[i].has_id = id != NULL;
	if (id)
		memcpy(t->at[i].id, id, t->id_len);
	snprintf(t->at[i].words, sizeof(t->at[i].words), "%s", words);
}

void umb_git_told_pass_on(umb_git_told *t, const umb_visit *visit, const char *source)
{
	for (size_t i = 0; i < t->n; i++)
		umb_git_tell(visit, source, t->id_len, t->at[i].has_id ? t->at[i].id : NULL, t->at[i].reason, t->at[i].words);
	t->n = 0;
}

/* -- the store ------------------------------------------------------------------------------------------------ */

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* A list with colons between. */
static umb_status add_alternates(umb_git_store *s, const char *list, umb_git_told *told)
{
	umb_status st = UMB_OK;

	while (list && *list && st == UMB_OK) {
		size_t  n    = strcspn(list, ":");
		umb_buf path = UMB_BUF_INIT_MAX(PATH_MAX * 2);

		umb_buf_append(&path, list, n);
		if (n > 0)
			st = path.failed == UMB_OK ? umb_git_store_add(s, umb_buf_str(&path), umb_git_told_add, told) : path.failed;
		umb_buf_clear(&path);
		list += n + (list[n] == ':');
	}
	return st;
}

umb_status umb_git_blobs_store(umb_git_store *s, const umb_git_repo *r, bool obeys_environment, umb_git_told *told, umb_err *err)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	told->id_len = r->id_len;
	if (obeys_environment && env("GIT_OBJECT_DIRECTORY"))
		umb_buf_append_str(&path, env("GIT_OBJECT_DIRECTORY"));
	else
		umb_buf_printf(&path, "%s/objects", r->common_dir);
	st = path.failed == UMB_OK ? umb_git_store_open(s, umb_buf_str(&path), r->id_len, umb_git_told_add, told, err) : path.failed;
	if (st == UMB_OK && obeys_environment)
		st = add_alternates(s, env("GIT_ALTERNATE_OBJECT_DIRECTORIES"), told);
	umb_buf_clear(&path);
	return st;
}

umb_status umb_git_blobs_index(umb_git_index *x, const umb_git_repo *r, bool obeys_environment, umb_err *err)
{
	const char *named = obeys_environment ? env("GIT_INDEX_FILE") : NULL;
	umb_buf     path  = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status  st;

	if (named)
		umb_buf_append_str(&path, named);
	else
		umb_buf_printf(&path, "%s/index", r->git_dir);
	st = path.failed == UMB_OK ? umb_git_index_open(x, umb_buf_str(&path), r->git_dir, r->id_len, err) : path.failed;
	umb_buf_clear(&path);
	return st;
}

/* -- one change ------------------------------------------------------------------------------------------------ */

umb_git_blobs *umb_git_blobs_new(const umb_git_store *s, const umb_git_changes *changes, bool whole_files)
{
	umb_git_blobs *b = umb_alloc_zero(1, sizeof(*b));

	if (!b)
		return NULL;
	b->store       = s;
	b->changes     = changes;
	b->whole_files = whole_files;
	b->inf         = umb_git_inflater_new();
	b->now.max     = UMB_GIT_MAX_OBJECT + 4096;
	for (size_t i = 0; i < UMB_GIT_MAX_OLD; i++)
		b->old[i].max = UMB_GIT_MAX_OBJECT + 4096;
	b->gone = b->inf ? umb_git_gone_new(s, b->inf) : NULL;
	if (!b->gone) {
		umb_git_blobs_free(b);
		return NULL;
	}
	return b;
}

void umb_git_blobs_on_gone(umb_git_blobs *b, void (*fill)(void *ctx, umb_git_gone *gone), void *ctx)
{
	b->fill     = fill;
	b->fill_ctx = ctx;
}

void umb_git_blobs_free(umb_git_blobs *b)
{
	if (!b)
		return;
	umb_git_gone_free(b->gone);
	umb_git_inflater_free(b->inf);
	umb_buf_wipe(&b->now);
	for (size_t i = 0; i < UMB_GIT_MAX_OLD; i++)
		umb_buf_wipe(&b->old[i]);
	umb_buf_clear(&b->added);
	umb_free(b);
}

static umb_status read_object(umb_git_blobs *b, const uint8_t *id, umb_git_type want, umb_buf *out)
{
	umb_git_type type = UMB_GIT_NONE;
	umb_status   st   = umb_git_store_read(b->store, b->inf, id, &type, out);

	if (st == UMB_OK && type != want)
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

/* What was taken away when the change at hand was made; NULL: nothing. */
static umb_git_gone *gone_of(umb_git_blobs *b)
{
	const umb_git_gone_set *set;
	uint32_t                number = b->change->gone;

	if (number == 0 || number == b->gone_set)
		return number ? b->gone : NULL;
	umb_git_gone_reset(b->gone);
	b->gone_set = number;
	if (b->fill) {
		b->fill(b->fill_ctx, b->gone);
		return b->gone;
	}
	set = &b->changes->gone.set[number - 1];
	for (size_t i = set->from; i < set->from + set->n; i++)
		umb_git_gone_add(b->gone, b->changes->gone.item[i].id, b->changes->gone.item[i].is_folder);
	for (size_t i = set->first_change; i < set->first_change + set->n_changes; i++)
		umb_git_gone_is_whole(b->gone, b->changes->at[i].id);
	return b->gone;
}

/* Whether the very same content was taken away elsewhere. */
static bool is_moved(umb_git_blobs *b, umb_git_gone *gone)
{
	uint8_t id[UMB_ID_MAX];

	if (!gone)
		return false;
	if (!b->is_stored)
		umb_git_object_id(id, b->store->id_len, UMB_GIT_BLOB, b->text);
	return umb_git_gone_has(gone, b->is_stored ? b->change->id : id);
}

/* Where an older version cannot be read all lines count as new: more is reported then, not less. */
static bool find_added(umb_git_blobs *b)
{
	umb_git_gone *gone = gone_of(b);
	umb_slice     old[UMB_GIT_MAX_OLD];

	umb_buf_reset(&b->added);
	b->is_moved = is_moved(b, gone);
	if (b->is_moved || !b->is_held)
		return b->is_moved;
	for (size_t i = 0; i < b->change->n_old; i++) {
		if (read_object(b, b->change->old[i], UMB_GIT_BLOB, &b->old[i]) != UMB_OK)
			return false;
		old[i] = umb_buf_view(&b->old[i]);
	}
	return umb_git_added_lines(&b->added, b->text, old, b->change->n_old, gone ? umb_git_gone_lines(gone) : NULL) == UMB_OK;
}

/* Few versions hold anything: the older ones are read, and compared, only then. */
static bool is_new(void *ctx, uint64_t from, uint64_t to)
{
	umb_git_blobs        *b = ctx;
	const umb_line_range *r;

	if (!b->is_compared) {
		b->is_compared = true;
		b->is_all_new  = !find_added(b);
	}
	if (from == 0)
		return !b->is_moved;
	r = (const umb_line_range *)(const void *)b->added.ptr;
	for (size_t i = 0; !b->is_all_new && i < b->added.len / sizeof(*r); i++) {
		if (from <= r[i].to && r[i].from <= to)
			return true;
	}
	return b->is_all_new;
}

static umb_status hand_on(umb_git_blobs *b, const umb_git_change *c, umb_unit *unit, bool is_stored, const umb_visit *visit)
{
	if (!b->whole_files && (c->n_old > 0 || c->gone)) {
		b->change        = c;
		b->text          = unit->bytes;
		b->is_held       = !unit->rest;
		b->is_stored     = is_stored;
		b->is_compared   = b->is_moved = false;
		unit->is_new     = is_new;
		unit->is_new_ctx = b;
	}
	return visit->unit(visit->ctx, unit);
}

/* Too large to be held, and so to be compared: all lines count as new, unless it is a file that was moved. */
static umb_status scan_big(umb_git_blobs *b, const umb_git_change *c, const umb_place *place, const umb_visit *visit)
{
	umb_git_stream *s    = umb_git_store_stream(b->store, c->id);
	umb_reader      rest = { .ctx = s, .read = umb_git_stream_read };
	umb_unit        unit = { .place = place, .rest = &rest };
	uint8_t         real[UMB_ID_MAX];
	size_t          n    = 1, len = 0;
	umb_status      st   = s ? umb_buf_reserve(&b->now, BIG_HEAD + UMB_TEXT_PAD) : UMB_E_LIMIT;

	if (st == UMB_OK) {
		for (; len < BIG_HEAD && n > 0; len += n)
			umb_git_stream_read(s, b->now.ptr + len, BIG_HEAD - len, &n);
		memset(b->now.ptr + len, 0, UMB_TEXT_PAD);
		unit.bytes = umb_slice_of(b->now.ptr, len);
		st = hand_on(b, c, &unit, true, visit);
		if (st == UMB_OK && !(umb_git_stream_end(s, real) && memcmp(real, c->id, b->store->id_len) == 0))
			visit->skip(visit->ctx, place, UMB_SKIP_CORRUPT_OBJECT, "its content cannot be read to its end");
	} else {
		visit->skip(visit->ctx, place, reason_of(st), "its content cannot be read");
		st = UMB_OK;
	}
	umb_git_stream_close(s);
	return st;
}

umb_status umb_git_blobs_scan(umb_git_blobs *b, const umb_git_change *c, const char *source, bool by_id, const umb_visit *visit)
{
	umb_place  place = { .source = source, .path = c->path };
	umb_unit   unit  = { .place = &place };
	umb_status st    = read_object(b, c->id, UMB_GIT_BLOB, &b->now);

	if (st != UMB_OK && st != UMB_E_LIMIT) {
		visit->skip(visit->ctx, &place, reason_of(st), "its content cannot be read");
		return UMB_OK;
	}
	if (by_id) {
		place.blob_len = (uint8_t)b->store->id_len;
		memcpy(place.blob, c->id, place.blob_len);
	}
	unit.bytes = umb_buf_view(&b->now);
	return st == UMB_OK ? hand_on(b, c, &unit, true, visit) : scan_big(b, c, &place, visit);
}

umb_status umb_git_blobs_scan_bytes(umb_git_blobs *b, const umb_git_change *c, umb_slice bytes, const char *source, const umb_visit *visit)
{
	umb_place place = { .source = source, .path = c->path };
	umb_unit  unit  = { .place = &place, .bytes = bytes };

	return hand_on(b, c, &unit, false, visit);
}

umb_status umb_git_blobs_scan_unit(umb_git_blobs *b, const umb_git_change *c, const umb_unit *unit, const umb_visit *visit)
{
	umb_unit own = *unit;

	return hand_on(b, c, &own, false, visit);
}

umb_status umb_git_blobs_scan_commit(umb_git_blobs *b, const uint8_t *id, const char *source, const umb_visit *visit)
{
	umb_place place = { .source = source, .name = umb_git_message_name(UMB_GIT_COMMIT), .blob_len = (uint8_t)b->store->id_len };
	umb_unit  unit  = { .place = &place };
	umb_status st;

	memcpy(place.blob, id, place.blob_len);
	/* It was read when the range was found: what cannot be read now was not told then. */
	st = read_object(b, id, UMB_GIT_COMMIT, &b->now);
	if (st != UMB_OK) {
		visit->skip(visit->ctx, &place, reason_of(st), "its content cannot be read");
		return UMB_OK;
	}
	unit.bytes = umb_buf_view(&b->now);
	return visit->unit(visit->ctx, &unit);
}

/* -- commits and tags ------------------------------------------------------------------------------------------ */

static umb_status set_author(umb_commit_info *c, const umb_git_person *p, umb_arena *arena)
{
	c->author     = umb_arena_strndup(arena, p->name.ptr, p->name.len);
	c->email      = umb_arena_strndup(arena, p->email.ptr, p->email.len);
	c->date       = p->date;
	c->tz_minutes = p->tz_minutes;
	return c->author && c->email ? UMB_OK : UMB_E_NOMEM;
}

umb_slice umb_git_message_name(umb_git_type type)
{
	return umb_slice_str(type == UMB_GIT_COMMIT ? "commit message" : type == UMB_GIT_TAG ? "tag message" : "");
}

bool umb_git_message_attribute(const umb_git_store *s, umb_git_inflater *inf, umb_wanted *w, umb_arena *arena, umb_status *st)
{
	umb_buf         text = UMB_BUF_INIT_MAX(UMB_GIT_MAX_OBJECT + 4096);
	umb_git_type    type = umb_git_store_type(s, w->blob), target;
	umb_git_commit *c    = umb_alloc(sizeof(*c));
	uint8_t         id[UMB_ID_MAX];
	bool            is_read = c && type != UMB_GIT_BLOB && umb_git_store_read(s, inf, w->blob, &type, &text) == UMB_OK;

	*st = c ? UMB_OK : UMB_E_NOMEM;
	if (is_read && type == UMB_GIT_COMMIT && umb_git_commit_parse(c, umb_buf_view(&text), s->id_len)) {
		w->path = umb_git_message_name(type);
		umb_format_hex(w->commit.id, w->blob, s->id_len);
		*st = set_author(&w->commit, &c->author, arena);
	} else if (is_read && type == UMB_GIT_TAG && umb_git_tag_target(umb_buf_view(&text), s->id_len, id, &target)) {
		w->path = umb_git_message_name(type);
		umb_format_hex(w->commit.id, id, s->id_len);
	} else {
		is_read = false;
	}
	w->commit.is_message = is_read;
	umb_free(c);
	umb_buf_clear(&text);
	return is_read;
}
