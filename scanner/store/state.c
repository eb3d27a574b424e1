/*
 * state.c - a state as a file: opening, checking, writing.
 */
#include "store/state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"

#define BEGIN "umbra-state\n"
#define BEGIN_LEN 16 /* with the version */
#define END "umbra-end-1\n"
#define END_LEN (16 + UMB_MAC_LEN + 12)
#define MAX_HEAD ((uint64_t)1 << 30)

typedef struct open_rows {
	umb_state *state;
	size_t     section;
	uint8_t   *bytes;
} open_rows;

struct umb_state {
	int                fd;
	umb_state_key      key;
	umb_arena          arena;
	umb_buf            head;
	umb_state_section *section;
	umb_state_rows    *rows;
	open_rows         *open;
	size_t             n;
	uint64_t           rows_end; /* where the head begins */
	bool               has_bad_rows;
};

static void put64(uint8_t *p, uint64_t n)
{
	for (size_t i = 0; i < 8; i++)
		p[i] = (uint8_t)(n >> (8 * i));
}

static uint64_t get64(const uint8_t *p)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n |= (uint64_t)p[i] << (8 * i);
	return n;
}

static umb_status seal(uint8_t out[UMB_MAC_LEN], const umb_state_key *key, umb_slice head, const uint8_t place[16])
{
	umb_mac_long *m = umb_mac_long_new(key->mac);

	if (!m)
		return UMB_E_NOMEM;
	umb_mac_long_add(m, umb_slice_of(place, 16));
	umb_mac_long_add(m, head);
	umb_mac_long_end(out, m);
	return UMB_OK;
}

/* -- reading --------------------------------------------------------------------------------------------------- */

static bool read_at(int fd, uint8_t *to, uint64_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t got = pread(fd, to, UMB_MIN(n, (uint64_t)1 << 30), (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		at += (uint64_t)got;
		n -= (uint64_t)got;
	}
	return true;
}

/* Into memory of ours, where nobody changes them behind the check. */
static bool check_rows(const umb_scanned *k)
{
	open_rows     *o  = k->check_ctx;
	umb_state     *st = o->state;
	uint64_t       len = k->n_rows * umb_scanned_row(k->id_len), at = st->rows[o->section].at;
	umb_mac_long  *m;
	uint8_t        mac[UMB_MAC_LEN];
	bool           is_good = false;

	if (k->rows)
		return true;
	o->bytes = at <= st->rows_end && len <= st->rows_end - at ? umb_alloc((size_t)len + 1) : NULL;
	m        = o->bytes ? umb_mac_long_new(st->key.mac) : NULL;
	if (m && read_at(st->fd, o->bytes, len, at)) {
		umb_mac_long_add(m, umb_slice_of(o->bytes, (size_t)len));
		umb_mac_long_end(mac, m);
		m       = NULL;
		is_good = umb_equal_ct(mac, st->rows[o->section].mac, sizeof(mac));
	}
	umb_mac_long_end(NULL, m);
	st->has_bad_rows = st->has_bad_rows || !is_good;
	if (is_good)
		st->section[o->section].known.rows = o->bytes;
	return is_good;
}

static umb_status read_head(umb_state *st, const struct stat *sb, bool *is_state, umb_err *err)
{
	uint8_t  begin[BEGIN_LEN], end[END_LEN], mac[UMB_MAC_LEN];
	uint64_t size = (uint64_t)sb->st_size, at, len;

	*is_state = size == 0;
	if (size < BEGIN_LEN || !read_at(st->fd, begin, BEGIN_LEN, 0) || memcmp(begin, BEGIN, 12) != 0)
		return umb_err_set(err, UMB_E_FORMAT, size ? "it is no state file" : "it is empty");
	*is_state = true;
	if (begin[12] != UMB_STATE_VERSION || begin[13] || begin[14] || begin[15])
		return umb_err_set(err, UMB_E_FORMAT, "it is of another version of umbra");
	if (size < BEGIN_LEN + END_LEN || !read_at(st->fd, end, END_LEN, size - END_LEN) || memcmp(end + END_LEN - 12, END, 12) != 0)
		return umb_err_set(err, UMB_E_FORMAT, "it is cut off");
	at  = get64(end);
	len = get64(end + 8);
	if (at < BEGIN_LEN || at > size - END_LEN || len != size - END_LEN - at || len > MAX_HEAD)
		return umb_err_set(err, UMB_E_FORMAT, "it is damaged");
	st->rows_end = at;
	st->head.max = MAX_HEAD + 1;
	if (umb_buf_reserve(&st->head, (size_t)len + 1) != UMB_OK)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (!read_at(st->fd, st->head.ptr, len, at))
		return umb_err_set(err, UMB_E_FORMAT, "it is cut off");
	st->head.len = (size_t)len;
	if (seal(mac, &st->key, umb_buf_view(&st->head), end) != UMB_OK)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (!umb_equal_ct(mac, end + 16, sizeof(mac)))
		return umb_err_set(err, UMB_E_FORMAT, "it was made with another key, or changed since");
	return UMB_OK;
}

static umb_status understand(umb_state *st, umb_state_rule_fn rule, void *ctx, umb_err *err)
{
	uint8_t    config[32] = { 0 };
	umb_status got = umb_state_head_get(umb_buf_view(&st->head), &st->arena, rule, ctx, config, &st->section, &st->rows, &st->n);

	if (got == UMB_E_NOMEM)
		return umb_err_set(err, got, "out of memory");
	if (memcmp(config, st->key.config, sizeof(config)) != 0 || got == UMB_E_RULES)
		return umb_err_set(err, UMB_E_FORMAT, "it was made with other rules, other options or another umbra");
	if (got != UMB_OK)
		return umb_err_set(err, UMB_E_FORMAT, "it is damaged");
	st->open = umb_arena_zero(&st->arena, st->n + 1, sizeof(*st->open));
	if (!st->open)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < st->n; i++) {
		st->open[i]                    = (open_rows){ st, i, NULL };
		st->section[i].known.check     = check_rows;
		st->section[i].known.check_ctx = &st->open[i];
	}
	return UMB_OK;
}

umb_status umb_state_open(umb_state **out, const char *path, const umb_state_key *key, umb_state_rule_fn rule, void *ctx, bool *is_state, umb_err *err)
{
	umb_state  *st  = umb_alloc_zero(1, sizeof(*st));
	umb_status  got = st ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");
	struct stat sb;

	*is_state = false;
	if (st) {
		st->key = *key;
		st->fd  = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		if (st->fd < 0)
			got = umb_err_errno(err, errno, "it cannot be opened");
		else if (fstat(st->fd, &sb) != 0 || !S_ISREG(sb.st_mode))
			got = umb_err_set(err, UMB_E_FORMAT, "it is no regular file");
	}
	if (got == UMB_OK)
		got = read_head(st, &sb, is_state, err);
	if (got == UMB_OK)
		got = understand(st, rule, ctx, err);
	if (got != UMB_OK) {
		umb_state_close(st);
		return got;
	}
	*out = st;
	return UMB_OK;
}

void umb_state_close(umb_state *st)
{
	if (!st)
		return;
	for (size_t i = 0; st->open && i < st->n; i++)
		umb_free(st->open[i].bytes);
	if (st->fd >= 0)
		close(st->fd);
	umb_buf_clear(&st->head);
	umb_arena_clear(&st->arena);
	umb_wipe(&st->key, sizeof(st->key));
	umb_free(st);
}

const umb_state_section *umb_state_sections(const umb_state *st, size_t *n)
{
	*n = st->n;
	return st->section;
}

bool umb_state_has_bad_rows(const umb_state *st)
{
	return st->has_bad_rows;
}

/* -- writing ---------------------------------------------------------------------------------------------------- */

/* Rows on their way: counted, sealed, and written by the block. */
typedef struct writing {
	int              fd;
	umb_scanned        k;
	umb_mac_long    *m;
	umb_buf          block;
	uint64_t         at;
	umb_err         *err;
} writing;

static umb_status flush_rows(writing *w)
{
	umb_status st = w->block.failed;

	if (st == UMB_OK)
		st = umb_fd_write(w->fd, w->block.ptr, w->block.len, w->err);
	umb_mac_long_add(w->m, umb_buf_view(&w->block));
	w->at += w->block.len;
	umb_buf_reset(&w->block);
	return st;
}

static umb_status write_row(void *ctx, const uint8_t *row)
{
	writing *w = ctx;

	umb_buf_append(&w->block, row, umb_scanned_row(w->k.id_len));
	umb_scanned_total_add(&w->k.total, row, w->k.id_len);
	return w->block.len >= 1 << 20 ? flush_rows(w) : UMB_OK;
}

/* One block of rows; the section then says how many they are. */
static umb_status write_rows(writing *w, const umb_state_key *key, umb_state_section *s, umb_state_rows *rows)
{
	umb_status st;

	w->k       = s->known;
	w->k.total = (umb_scanned_total){ 0 };
	w->m       = umb_mac_long_new(key->mac);
	rows->at   = w->at;
	if (!w->m)
		return umb_err_set(w->err, UMB_E_NOMEM, "out of memory");
	st = umb_scanned_each(&s->known, write_row, w);
	if (st == UMB_OK)
		st = flush_rows(w);
	umb_mac_long_end(rows->mac, w->m);
	s->known.total  = w->k.total;
	s->known.n_rows = w->k.total.n_units;
	return st == UMB_E_NOMEM ? umb_err_set(w->err, st, "out of memory") : st;
}

static umb_status write_all(writing *w, const umb_state_key *key, umb_state_section *section, umb_state_rows *rows, size_t n)
{
	uint8_t    begin[BEGIN_LEN] = BEGIN;
	umb_buf    head = UMB_BUF_INIT_MAX(MAX_HEAD);
	uint8_t    end[END_LEN];
	umb_status st;

	begin[12] = UMB_STATE_VERSION;
	st        = umb_fd_write(w->fd, begin, sizeof(begin), w->err);
	w->at = sizeof(begin);
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = write_rows(w, key, &section[i], &rows[i]);
	if (st == UMB_OK && umb_state_head_put(&head, key, section, rows, n) != UMB_OK)
		st = umb_err_set(w->err, head.failed, head.failed == UMB_E_NOMEM ? "out of memory" : "more findings than a state can hold");
	put64(end, w->at);
	put64(end + 8, head.len);
	memcpy(end + END_LEN - 12, END, 12);
	if (st == UMB_OK && seal(end + 16, key, umb_buf_view(&head), end) != UMB_OK)
		st = umb_err_set(w->err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK)
		st = umb_fd_write(w->fd, head.ptr, head.len, w->err);
	if (st == UMB_OK)
		st = umb_fd_write(w->fd, end, sizeof(end), w->err);
	umb_buf_clear(&head);
	return st;
}

umb_status umb_state_write(const char *path, const umb_state_key *key, const umb_state_section *section, size_t n, umb_err *err)
{
	umb_state_section *copy = umb_alloc_zero(n + 1, sizeof(*copy));
	umb_state_rows    *rows = umb_alloc_zero(n + 1, sizeof(*rows));
	umb_file_out      *file = NULL;
	umb_status         st = copy && rows ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st == UMB_OK)
		st = umb_file_out_open(&file, path, err);
	if (st == UMB_OK) {
		writing w = { .fd = umb_file_out_fd(file), .block = UMB_BUF_INIT_MAX(2 << 20), .err = err };

		memcpy(copy, section, n * sizeof(*copy));
		st = write_all(&w, key, copy, rows, n);
		if (st != UMB_OK)
			umb_err_wrap(err, "'%s'", path);
		umb_buf_clear(&w.block);
	}
	if (st == UMB_OK)
		st = umb_file_out_finish(file, err);
	else
		umb_file_out_abort(file);
	umb_free(copy);
	umb_free(rows);
	return st;
}
