/*
 * git_known.c - see git_known.h.
 */
#include "source/git_known.h"

#include <sys/stat.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/keyed.h"
#include "git/git_id_map.h"
#include "source/git_known_list.h"

struct umb_git_known {
	const umb_git_repo  *repo;
	const umb_git_store *store;
	const umb_scanned     *old;       /* NULL: nothing is known */
	bool                 is_again;  /* objects with findings are looked at once more */
	uint8_t             *packs;     /* of this run, by the store's numbers: marks, the last byte unused yet */
	bool                *is_same;   /* by pack: the same as then, and complete */
	uint8_t             *loose;     /* n_loose of the store that the old ones hold, too; sorted */
	size_t               n_loose;
	uint8_t             *present;   /* bits for the old rows; NULL: all */
	uint8_t              refs[32];
	bool                 is_unchanged;
	umb_scanned_total      total;     /* of what is known and not looked at again */
	umb_git_part         part;
	umb_git_seen         seen;      /* of all lanes */
	umb_git_id_map       missed;
	bool                 has_bad;
	uint8_t             *tips;
	uint32_t             n_tips;
};

/* -- comparing ------------------------------------------------------------------------------------------- */

static void mark_pack(uint8_t *out, const umb_git_pack *p)
{
	uint8_t        part[2 * sizeof(umb_git_stamp) + 3 * UMB_ID_MAX + 4] = { 0 };
	uint8_t       *at = part;
	const uint8_t *idx_end = p->idx + p->idx_len - 2 * (size_t)p->id_len;

	memcpy(at, &p->idx_stamp, sizeof(p->idx_stamp));
	memcpy(at += sizeof(p->idx_stamp), &p->data_stamp, sizeof(p->data_stamp));
	memcpy(at += sizeof(p->data_stamp), idx_end, 2 * (size_t)p->id_len);
	memcpy(at += 2 * (size_t)p->id_len, p->data + p->data_len - p->id_len, p->id_len);
	umb_sha256(out, umb_slice_of(part, sizeof(part)));
}

/* *is_whole: all old packs are there, and this run's are all among them. */
static umb_status compare_packs(umb_git_known *k, bool *has_new, bool *has_lost)
{
	size_t n = k->store->n_packs, n_same = 0;

	k->packs   = umb_alloc_zero(n + 1, UMB_SCANNED_PACK);
	k->is_same = umb_alloc_zero(n + 1, sizeof(*k->is_same));
	if (!k->packs || !k->is_same)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < n; i++) {
		uint8_t *mark = k->packs + i * UMB_SCANNED_PACK;
		size_t   at;

		mark_pack(mark, &k->store->pack[i]);
		at = k->old ? umb_scanned_find(k->old->packs, k->old->n_packs, UMB_SCANNED_PACK, UMB_SCANNED_MARK, mark) : SIZE_MAX;
		n_same += at != SIZE_MAX;
		k->is_same[i] = at != SIZE_MAX && k->old->packs[at * UMB_SCANNED_PACK + UMB_SCANNED_MARK] == 1;
		*has_new      = *has_new || !k->is_same[i];
	}
	*has_lost = k->old && n_same < k->old->n_packs;
	return UMB_OK;
}

static umb_status digest_refs(umb_git_known *k)
{
	const umb_git_repo *r = k->repo;
	umb_buf    all = UMB_BUF_INIT, path = UMB_BUF_INIT_MAX(8192), text = UMB_BUF_INIT_MAX(64u << 20);
	umb_status st;

	umb_buf_printf(&all, "%d %d %d %d %d %u\n", r->is_shallow, r->is_partial, r->has_head, r->is_head_symbolic, r->is_head_bad, r->id_len);
	for (size_t i = 0; i < r->n_refs; i++) {
		umb_buf_append_str(&all, r->ref[i].name);
		umb_buf_append_byte(&all, 0);
		umb_buf_append(&all, r->ref[i].id, r->id_len);
	}
	for (size_t i = 0; i < r->n_bad; i++)
		umb_buf_printf(&all, "%s %d\n", r->bad[i].name, r->bad[i].reason);
	umb_buf_printf(&path, "%s/shallow", r->common_dir);
	if (r->is_shallow && umb_file_read(&text, umb_buf_str(&path), 64u << 20, NULL) == UMB_OK)
		umb_buf_append_slice(&all, umb_buf_view(&text));
	umb_sha256(k->refs, umb_buf_view(&all));
	st = all.failed;
	umb_buf_clear(&all);
	umb_buf_clear(&path);
	umb_buf_clear(&text);
	return st;
}

/* The one about this history: a tip of it is an object here.  In a clone, too; content under an id is the same everywhere. */
static const umb_scanned *choose(const umb_git_repo *r, const umb_git_store *s, const umb_scanned *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (uint32_t t = 0; list[i]->id_len == r->id_len && t < list[i]->n_tips; t++) {
			if (umb_git_store_has(s, list[i]->tips + (size_t)t * r->id_len))
				return list[i];
		}
	}
	return NULL;
}

/* -- rows against indexes: both are sorted -------------------------------------------------------------------- */

static bool is_hot(const umb_git_known *k, const uint8_t *id)
{
	return k->is_again && umb_scanned_find(k->old->found, k->old->n_found, k->old->id_len, k->old->id_len, id) != SIZE_MAX;
}

/* Either which rows are in this pack (wanted NULL), or which of its objects are in no row. */
static void join_pack(umb_git_known *k, const umb_git_pack *p, uint8_t *wanted)
{
	const umb_scanned *old = k->old;
	size_t           len = p->id_len, stride = umb_scanned_row(p->id_len);
	uint64_t         j = 0;

	for (uint32_t i = 0; i < p->n_objects; i++) {
		const uint8_t *id = p->ids + (size_t)i * len;
		int            d  = 1;

		while (j < old->n_rows && (d = memcmp(old->rows + j * stride, id, len)) < 0)
			j++;
		if (j == old->n_rows)
			d = 1;
		if (!wanted && d == 0)
			k->present[j / 8] |= (uint8_t)(1 << (j % 8));
		if (wanted)
			wanted[i] = d != 0 || is_hot(k, id);
	}
}

static umb_status find_present(umb_git_known *k)
{
	const umb_scanned *old = k->old;

	k->present = umb_alloc_zero((size_t)(old->n_rows / 8) + 1, 1);
	if (!k->present)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < k->store->n_packs; i++)
		join_pack(k, &k->store->pack[i], NULL);
	for (size_t i = 0; i < k->n_loose; i++) {
		size_t at = umb_scanned_find(old->rows, (size_t)old->n_rows, umb_scanned_row(old->id_len), old->id_len, k->loose + i * (old->id_len + UMB_SCANNED_STAMP));

		if (at != SIZE_MAX)
			k->present[at / 8] |= (uint8_t)(1 << (at % 8));
	}
	return UMB_OK;
}

static void count_known(umb_git_known *k)
{
	const umb_scanned *old = k->old;
	size_t           stride = umb_scanned_row(old->id_len);

	if (!k->present && !k->is_again) {
		k->total = old->total;
		return;
	}
	for (uint64_t i = 0; i < old->n_rows; i++) {
		const uint8_t *row = old->rows + i * stride;

		if ((!k->present || (k->present[i / 8] >> (i % 8) & 1)) && !is_hot(k, row))
			umb_scanned_total_add(&k->total, row, old->id_len);
	}
}

static bool wants_pack(void *ctx, size_t pack)
{
	umb_git_known *k = ctx;
	uint32_t       position;

	for (uint32_t i = 0; k->is_again && k->is_same[pack] && i < k->old->n_found; i++) {
		if (umb_git_pack_find(&k->store->pack[pack], k->old->found + (size_t)i * k->old->id_len, &position))
			return true;
	}
	return !k->is_same[pack];
}

static void mark_wanted(void *ctx, size_t pack, uint8_t *wanted)
{
	umb_git_known *k = ctx;

	join_pack(k, &k->store->pack[pack], wanted);
}

static umb_status compare(umb_git_known *k)
{
	bool       has_new = false, has_lost = false;
	umb_status st = compare_packs(k, &has_new, &has_lost);

	if (st == UMB_OK)
		st = digest_refs(k);
	if (st != UMB_OK || !k->old)
		return st;
	st = umb_git_loose_compare(k->store, k->old, &k->loose, &k->n_loose, &has_new, &has_lost);
	if (st != UMB_OK)
		return st;
	umb_scanned_sort(k->loose, k->n_loose, k->old->id_len + UMB_SCANNED_STAMP, k->old->id_len + UMB_SCANNED_STAMP);
	k->is_unchanged = !has_new && !has_lost;
	/* From here on the rows are read. */
	if ((!k->is_unchanged || k->is_again) && k->old->check && !k->old->check(k->old)) {
		k->old          = NULL;
		k->is_unchanged = false;
		k->n_loose      = 0;
		return UMB_OK;
	}
	if (has_lost)
		st = find_present(k);
	if (st == UMB_OK)
		count_known(k);
	k->part = (umb_git_part){ k, wants_pack, mark_wanted };
	return st;
}

umb_status umb_git_known_new(umb_git_known **out, const umb_git_repo *r, const umb_git_store *s, const umb_source_opts *opts, umb_err *err)
{
	umb_git_known *k  = umb_alloc_zero(1, sizeof(*k));
	umb_status     st = k ? UMB_OK : UMB_E_NOMEM;

	if (k) {
		k->repo          = r;
		k->store         = s;
		k->seen.id_len   = r->id_len;
		k->missed.id_len = r->id_len;
		k->is_again      = opts->looks_again;
		k->old           = choose(r, s, opts->known, opts->n_known);
		st               = compare(k);
	}
	if (st != UMB_OK) {
		umb_git_known_free(k);
		return umb_err_set(err, st, "out of memory for what is known of the repository");
	}
	*out = k;
	return UMB_OK;
}

void umb_git_known_free(umb_git_known *k)
{
	if (!k)
		return;
	umb_git_seen_clear(&k->seen);
	umb_git_id_map_clear(&k->missed);
	umb_free(k->packs);
	umb_free(k->is_same);
	umb_free(k->loose);
	umb_free(k->present);
	umb_free(k->tips);
	umb_free(k);
}

/* -- asking ---------------------------------------------------------------------------------------------------- */

const umb_scanned *umb_git_known_use(const umb_git_known *k, umb_scanned_use *use)
{
	*use = (umb_scanned_use){ .total = k->total, .is_unchanged = k->is_unchanged };
	use->is_settled = k->old && k->is_unchanged && k->old->is_settled && memcmp(k->refs, k->old->refs, sizeof(k->refs)) == 0;
	return k->old;
}

bool umb_git_known_is_all(const umb_git_known *k)
{
	return k->is_unchanged && !(k->is_again && k->old->n_found);
}

const umb_git_part *umb_git_known_part(const umb_git_known *k)
{
	return k->old ? &k->part : NULL;
}

bool umb_git_known_has(const umb_git_known *k, const uint8_t *id)
{
	size_t at;

	if (!k->old || k->is_again)
		return false;
	if (!k->present)
		return true;
	at = umb_scanned_find(k->old->rows, (size_t)k->old->n_rows, umb_scanned_row(k->old->id_len), k->old->id_len, id);
	return at != SIZE_MAX && (k->present[at / 8] >> (at % 8) & 1);
}

bool umb_git_known_wants(const umb_git_known *k, umb_git_seen *seen, const char *path, const uint8_t *id)
{
	size_t len = seen->id_len;

	memcpy(seen->asked, id, len);
	seen->has_asked = umb_git_loose_stamp(path, seen->asked + len);
	/* Known is what was seen when the run began, and counted: not what the old list has and somebody put there since. */
	return !k->old || !seen->has_asked || is_hot(k, id) ||
	       umb_scanned_find(k->loose, k->n_loose, len + UMB_SCANNED_STAMP, len + UMB_SCANNED_STAMP, seen->asked) == SIZE_MAX;
}

/* -- what this run adds ------------------------------------------------------------------------------------------ */

/* Room for one more row; they grow by little, since large tables move by their pages. */
static uint8_t *next_row(umb_git_seen *seen, uint8_t **rows, size_t *n, size_t *cap, size_t stride)
{
	size_t   more = *cap + *cap / 8 + 256;
	uint8_t *p    = *n < *cap ? *rows : umb_realloc(*rows, more * stride);

	if (!p) {
		seen->failed = true;
		return NULL;
	}
	*rows = p;
	*cap  = *n < *cap ? *cap : more;
	return p + (*n)++ * stride;
}

void umb_git_seen_other(umb_git_seen *seen, const uint8_t *id)
{
	size_t   stride = seen->id_len + UMB_SCANNED_STAMP;
	uint8_t *row;

	if (!seen->has_asked || memcmp(seen->asked, id, seen->id_len) != 0)
		return;
	row = next_row(seen, &seen->loose, &seen->n_loose, &seen->cap_loose, stride);
	if (row)
		memcpy(row, seen->asked, stride);
	seen->has_asked = false;
}

void umb_git_seen_object(umb_git_seen *seen, const uint8_t *id, uint64_t n_bytes, const umb_looked *looked)
{
	uint8_t *row = next_row(seen, &seen->rows, &seen->n_rows, &seen->cap_rows, umb_scanned_row(seen->id_len));

	if (row)
		umb_scanned_row_put(row, id, seen->id_len, n_bytes, looked->n_layers, looked->n_layer_bytes);
	umb_git_seen_other(seen, id);
}

void umb_git_seen_clear(umb_git_seen *seen)
{
	umb_free(seen->rows);
	umb_free(seen->loose);
	*seen = (umb_git_seen){ .id_len = seen->id_len };
}

static bool append_all(uint8_t **to, size_t *n, size_t *cap, const uint8_t *from, size_t n_from, size_t stride)
{
	uint8_t *p = n_from ? umb_realloc(*to, (*n + n_from) * stride) : *to;

	if (n_from == 0)
		return true;
	if (!p)
		return false;
	memcpy(p + *n * stride, from, n_from * stride);
	*to = p;
	*n += n_from;
	*cap = *n;
	return true;
}

void umb_git_known_take(umb_git_known *k, umb_git_seen *seen)
{
	umb_git_seen *all = &k->seen;

	if (!append_all(&all->rows, &all->n_rows, &all->cap_rows, seen->rows, seen->n_rows, umb_scanned_row(seen->id_len)) ||
	    !append_all(&all->loose, &all->n_loose, &all->cap_loose, seen->loose, seen->n_loose, seen->id_len + UMB_SCANNED_STAMP))
		all->failed = true;
	all->failed = all->failed || seen->failed;
	umb_git_seen_clear(seen);
}

void umb_git_known_miss(umb_git_known *k, const uint8_t *id, bool is_bad)
{
	if (is_bad)
		k->has_bad = k->has_bad || umb_git_store_in_packs(k->store, id, k->store->n_packs);
	else if (umb_git_id_add(&k->missed, id) == UMB_GIT_NO_NUMBER)
		k->has_bad = true;
}

static void settle_packs(umb_git_known *k)
{
	for (size_t i = 0; i < k->store->n_packs; i++) {
		bool     is_whole = !k->has_bad;
		uint32_t position;

		for (size_t m = 0; m < k->missed.n && is_whole; m++)
			is_whole = !umb_git_pack_find(&k->store->pack[i], umb_git_id_of(&k->missed, (uint32_t)m), &position);
		k->packs[i * UMB_SCANNED_PACK + UMB_SCANNED_MARK] = is_whole;
	}
	umb_scanned_sort(k->packs, k->store->n_packs, UMB_SCANNED_PACK, UMB_SCANNED_MARK);
}

umb_status umb_git_known_result(umb_git_known *k, umb_scanned *out)
{
	size_t        len = k->repo->id_len, stride = len + UMB_SCANNED_STAMP;
	umb_git_seen *all = &k->seen;

	k->tips = umb_alloc_zero(UMB_MIN(k->repo->n_refs, (size_t)UMB_SCANNED_MAX_TIPS) + 1, len);
	/* Nothing was new, and so nobody has read them yet. */
	if (k->old && k->old->check && !k->old->check(k->old))
		return UMB_E_FORMAT;
	if (!k->tips || !append_all(&all->loose, &all->n_loose, &all->cap_loose, k->loose, k->n_loose, stride) || all->failed)
		return UMB_E_NOMEM;
	for (k->n_tips = 0; k->n_tips < k->repo->n_refs && k->n_tips < UMB_SCANNED_MAX_TIPS; k->n_tips++)
		memcpy(k->tips + k->n_tips * len, k->repo->ref[k->n_tips].id, len);
	settle_packs(k);
	umb_scanned_sort(all->rows, all->n_rows, umb_scanned_row((uint32_t)len), len);
	umb_scanned_sort(all->loose, all->n_loose, stride, stride);
	*out = (umb_scanned){ .id_len = (uint32_t)len, .rows = all->rows, .n_rows = all->n_rows, .packs = k->packs, .n_packs = (uint32_t)k->store->n_packs,
	                    .loose = all->loose, .n_loose = (uint32_t)all->n_loose, .tips = k->tips, .n_tips = k->n_tips, .before = k->old, .present = k->present };
	memcpy(out->refs, k->refs, sizeof(out->refs));
	return UMB_OK;
}
