/*
 * fuzz_state.c - the first byte says what follows: a state file as a whole, the head of one, or rows to sort and join.
 *
 * A head that is understood says the same when it is written again; without a MAC, which would keep everything out.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/alloc.h"
#include "store/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static umb_arena arena;

static const umb_rule_info *find_rule(void *ctx, const char *id)
{
	umb_rule_info *rule = umb_arena_zero(&arena, 1, sizeof(*rule));

	UMB_UNUSED(ctx);
	if (!rule || !*id || strcmp(id, "none") == 0)
		return NULL;
	rule->id = id;
	return rule;
}

static void try_file(umb_slice in)
{
	static int          file = -1;
	static char         path[64];
	const umb_state_key key  = { { 1 }, { 0 } };
	umb_state          *st   = NULL;
	bool                is_state;

	if (file < 0) {
		file = memfd_create("fuzz_state", MFD_CLOEXEC);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	}
	if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, in.ptr, in.len, 0) != (ssize_t)in.len)
		abort();
	/* Nobody can make one without the key. */
	if (umb_state_open(&st, path, &key, find_rule, NULL, &is_state, NULL) == UMB_OK)
		abort();
	if (is_state && in.len > 0 && (in.len < 12 || memcmp(in.ptr, "umbra-state\n", 12) != 0))
		abort();
}

static void try_head(umb_slice in)
{
	umb_state_key      key     = { { 1 }, { 0 } };
	umb_state_section *section = NULL;
	umb_state_rows    *rows    = NULL;
	umb_buf            again   = UMB_BUF_INIT;
	size_t             n       = 0;

	if (umb_state_head_get(in, &arena, find_rule, NULL, key.config, &section, &rows, &n) == UMB_OK &&
	    (umb_state_head_put(&again, &key, section, rows, n) != UMB_OK || !umb_slice_eq(umb_buf_view(&again), in)))
		abort();
	umb_buf_clear(&again);
}

static umb_status in_order(void *ctx, const uint8_t *row)
{
	const uint8_t **last = ctx;

	if (*last && memcmp(*last, row, 20) >= 0)
		abort();
	*last = row;
	return UMB_OK;
}

static void try_rows(umb_slice in)
{
	size_t         stride = umb_scanned_row(20), n = in.len / stride, n_old = n / 3;
	uint8_t       *rows   = umb_alloc(in.len + 1), *present = umb_alloc_zero(n / 8 + 1, 1);
	const uint8_t *last   = NULL;
	umb_scanned      old    = { .id_len = 20 }, now = { .id_len = 20, .before = &old, .present = present };

	if (!rows || !present)
		abort();
	memcpy(rows, in.ptr ? in.ptr : rows, in.len);
	/* Few ids, so that many are the same. */
	for (size_t i = 0; i < n; i++)
		memset(rows + i * stride, rows[i * stride] & 15, 19);
	umb_scanned_sort(rows, n_old, stride, stride);
	umb_scanned_sort(rows + n_old * stride, n - n_old, stride, 20);
	for (size_t i = 0; i < n_old; i++) {
		if (i == 0 || memcmp(rows + i * stride, rows + (i - 1) * stride, 20) != 0)
			present[i / 8] |= (uint8_t)(1 << (i % 8));
	}
	old.rows   = rows;
	old.n_rows = n_old;
	now.rows   = rows + n_old * stride;
	now.n_rows = n - n_old;
	umb_scanned_each(&now, in_order, &last);
	for (size_t i = 0; i < n_old; i++) {
		if (umb_scanned_find(old.rows, n_old, stride, 20, rows + i * stride) == SIZE_MAX)
			abort();
	}
	umb_free(rows);
	umb_free(present);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_slice in = umb_slice_of(data, len);

	if (len == 0)
		return 0;
	in = umb_slice_sub(in, 1, len);
	if (data[0] % 3 == 0)
		try_file(in);
	else if (data[0] % 3 == 1)
		try_head(in);
	else
		try_rows(in);
	umb_arena_clear(&arena);
	return 0;
}
