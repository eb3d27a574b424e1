/*
 * scanned.c - rows of fixed length: sorting, finding and joining them.
 */
#include "core/scanned.h"

#define MAX_ROW 64

static void put32(uint8_t *p, uint64_t n)
{
	uint32_t v = (uint32_t)UMB_MIN(n, (uint64_t)UINT32_MAX);

	for (size_t i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static uint64_t get32(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24;
}

void umb_scanned_row_put(uint8_t *row, const uint8_t *id, uint32_t id_len, uint64_t n_bytes, uint64_t n_layers, uint64_t n_layer_bytes)
{
	memcpy(row, id, id_len);
	put32(row + id_len, n_bytes);
	put32(row + id_len + 4, n_layers);
	put32(row + id_len + 8, n_layer_bytes);
}

void umb_scanned_total_add(umb_scanned_total *t, const uint8_t *row, uint32_t id_len)
{
	t->n_units++;
	t->n_bytes += get32(row + id_len);
	t->n_layers += get32(row + id_len + 4);
	t->n_layer_bytes += get32(row + id_len + 8);
}

static void swap(uint8_t *a, uint8_t *b, size_t stride)
{
	uint8_t t[MAX_ROW];

	memcpy(t, a, stride);
	memcpy(a, b, stride);
	memcpy(b, t, stride);
}

static void insert_each(uint8_t *rows, size_t n, size_t stride, size_t key_len)
{
	uint8_t t[MAX_ROW];

	for (size_t i = 1; i < n; i++) {
		size_t k = i;

		memcpy(t, rows + i * stride, stride);
		while (k > 0 && memcmp(rows + (k - 1) * stride, t, key_len) > 0)
			k--;
		memmove(rows + (k + 1) * stride, rows + k * stride, (i - k) * stride);
		memcpy(rows + k * stride, t, stride);
	}
}

/* By one byte of the key and then within each of its values: ids are even, so a few bytes leave little to sort.  In place: there may be millions. */
static void sort_from(uint8_t *rows, size_t n, size_t stride, size_t key_len, size_t byte)
{
	size_t count[256] = { 0 }, next[256], end[256], sum = 0;

	if (n < 32 || byte == key_len) {
		insert_each(rows, n, stride, key_len);
		return;
	}
	for (size_t i = 0; i < n; i++)
		count[rows[i * stride + byte]]++;
	for (size_t v = 0; v < 256; v++) {
		next[v] = sum;
		end[v]  = sum += count[v];
	}
	for (size_t v = 0; v < 256; v++) {
		while (next[v] < end[v]) {
			uint8_t at = rows[next[v] * stride + byte];

			if (at == v)
				next[v]++;
			else
				swap(rows + next[v] * stride, rows + next[at]++ * stride, stride);
		}
	}
	for (size_t v = 0; v < 256; v++)
		sort_from(rows + (end[v] - count[v]) * stride, count[v], stride, key_len, byte + 1);
}

void umb_scanned_sort(uint8_t *rows, size_t n, size_t stride, size_t key_len)
{
	UMB_ASSERT(stride <= MAX_ROW);
	if (n > 1)
		sort_from(rows, n, stride, key_len, 0);
}

size_t umb_scanned_find(const uint8_t *rows, size_t n, size_t stride, size_t key_len, const uint8_t *key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int    d   = memcmp(rows + mid * stride, key, key_len);

		if (d == 0)
			return mid;
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return SIZE_MAX;
}

umb_status umb_scanned_each(const umb_scanned *k, umb_scanned_row_fn row, void *ctx)
{
	const umb_scanned *b = k->before;
	size_t           stride = umb_scanned_row(k->id_len);
	uint64_t         i = 0, j = 0, n_before = b ? b->n_rows : 0;
	umb_status       st = UMB_OK;

	while (st == UMB_OK && (i < k->n_rows || j < n_before)) {
		const uint8_t *mine = i < k->n_rows ? k->rows + i * stride : NULL, *old = j < n_before ? b->rows + j * stride : NULL;
		int            d;

		if (j < n_before && k->present && !(k->present[j / 8] >> (j % 8) & 1)) {
			j++;
			continue;
		}
		d = !mine ? 1 : !old ? -1 : memcmp(mine, old, k->id_len);
		/* Looked at once more: the new row says how it is now. */
		st = row(ctx, d <= 0 ? mine : old);
		j += d >= 0;
		/* A row may be there twice, when two threads came across one loose object. */
		for (i += d <= 0; d <= 0 && i < k->n_rows && memcmp(k->rows + i * stride, mine, k->id_len) == 0; i++)
			;
	}
	return st;
}

bool umb_scanned_has(const umb_scanned *k, const uint8_t *id)
{
	size_t stride = umb_scanned_row(k->id_len), at;

	if (umb_scanned_find(k->rows, (size_t)k->n_rows, stride, k->id_len, id) != SIZE_MAX)
		return true;
	at = k->before ? umb_scanned_find(k->before->rows, (size_t)k->before->n_rows, stride, k->id_len, id) : SIZE_MAX;
	return at != SIZE_MAX && (!k->present || (k->present[at / 8] >> (at % 8) & 1));
}
