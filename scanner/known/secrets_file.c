/*
 * secrets_file.c - the store as a file.
 *
 *     "umbra known secrets 1\n"                     22 bytes
 *     nonce                                         24
 *     XSalsa20-Poly1305 (MAC of 16 in front) of:
 *         number of labels                          4, little-endian, as all numbers
 *         each: length 1, bytes
 *         number of values                          4
 *         each: HMAC-SHA-256 32, label 4, SipHash 4, four hashes of pieces 4 * 4, length 2, place of the first piece 2
 *
 * Values stand by their MACs, so that their order tells nothing; labels that no value has any more are left out.  README.md has
 * how the keys are derived.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/text.h"
#include "known/secrets_private.h"

static const char magic[] = "umbra known secrets 1\n";
#define MAGIC_LEN (sizeof(magic) - 1)
#define RECORD_LEN (UMB_MAC_LEN + 4 + 4 + 4 * UMB_SECRET_GRAMS + 2 + 2)
#define FILE_MAX ((size_t)16 << 20)

/* -- writing ------------------------------------------------------------------------------------------ */

static void put(umb_buf *b, uint32_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		umb_buf_append_byte(b, (uint8_t)(v >> (8 * i)));
}

/* The number that each label has in the file; *n: how many are used. */
static uint32_t *renumber(const umb_secrets *s, size_t *n)
{
	uint32_t *number = umb_alloc_zero(s->n_labels + 1, sizeof(*number));

	*n = 0;
	for (size_t i = 0; number && i < s->n; i++)
		number[s->secret[i].label] = 1;
	for (size_t i = 0; number && i < s->n_labels; i++)
		number[i] = number[i] ? (uint32_t)(*n)++ : UINT32_MAX;
	return number;
}

static umb_status put_body(const umb_secrets *s, umb_buf *b)
{
	size_t    n_labels;
	uint32_t *number = renumber(s, &n_labels);

	if (!number)
		return UMB_E_NOMEM;
	put(b, (uint32_t)n_labels, 4);
	for (size_t i = 0; i < s->n_labels; i++) {
		if (number[i] == UINT32_MAX)
			continue;
		umb_buf_append_byte(b, (uint8_t)strlen(s->label[i]));
		umb_buf_append_str(b, s->label[i]);
	}
	put(b, (uint32_t)s->n, 4);
	for (size_t i = 0; i < s->n; i++) {
		const umb_secret *one = &s->secret[i];

		umb_buf_append(b, one->mac, UMB_MAC_LEN);
		put(b, number[one->label], 4);
		put(b, one->tag, 4);
		for (size_t k = 0; k < UMB_SECRET_GRAMS; k++)
			put(b, one->gram[k], 4);
		put(b, one->len, 2);
		put(b, one->anchor, 2);
	}
	umb_free(number);
	return b->failed;
}

umb_status umb_secrets_print(const umb_secrets *s, umb_buf *out)
{
	umb_buf    body = UMB_BUF_INIT_MAX(FILE_MAX);
	umb_status st;

	umb_secrets_list(s, NULL);
	st = put_body(s, &body);
	if (st == UMB_OK)
		st = umb_buf_append(out, magic, MAGIC_LEN);
	if (st == UMB_OK)
		st = umb_buf_reserve(out, body.len + UMB_SEAL_EXTRA);
	if (st == UMB_OK) {
		umb_seal(out->ptr + out->len, s->key.seal, umb_buf_view(&body));
		out->len += body.len + UMB_SEAL_EXTRA;
	}
	umb_buf_wipe(&body);
	return st;
}

umb_status umb_secrets_save(const umb_secrets *s, const char *path, umb_err *err)
{
	umb_buf       b    = UMB_BUF_INIT_MAX(FILE_MAX);
	umb_file_out *file = NULL;
	umb_status    st   = umb_secrets_print(s, &b);

	if (st != UMB_OK)
		st = umb_err_set(err, st, "out of memory for known secrets");
	if (st == UMB_OK)
		st = umb_file_out_open(&file, path, err);
	if (st == UMB_OK)
		st = umb_file_out_write(file, b.ptr, b.len, err);
	if (st == UMB_OK)
		st = umb_file_out_finish(file, err);
	else
		umb_file_out_abort(file);
	umb_buf_clear(&b);
	return st;
}

/* -- reading ------------------------------------------------------------------------------------------ */

typedef struct reader {
	umb_slice left;
	bool      is_short;
} reader;

static umb_slice take(reader *r, size_t n)
{
	umb_slice s = umb_slice_sub(r->left, 0, n);

	r->is_short = r->is_short || r->left.len < n;
	r->left     = umb_slice_sub(r->left, n, r->left.len);
	return s;
}

static uint32_t number(reader *r, size_t n)
{
	umb_slice s = take(r, n);
	uint32_t  v = 0;

	for (size_t i = 0; i < s.len; i++)
		v |= (uint32_t)s.ptr[i] << (8 * i);
	return v;
}

static umb_status read_labels(umb_secrets *s, reader *r)
{
	uint32_t   n  = number(r, 4), at;
	umb_status st = UMB_OK;

	for (uint32_t i = 0; i < n && st == UMB_OK; i++) {
		umb_slice label = take(r, number(r, 1));

		if (r->is_short || label.len == 0 || label.len > UMB_SECRET_LABEL_MAX || memchr(label.ptr, 0, label.len) || !umb_text_is_utf8(label))
			return UMB_E_FORMAT;
		st = umb_secrets_take_label(s, label, &at);
		if (st == UMB_OK && at != i)
			st = UMB_E_FORMAT;
	}
	return st;
}

static umb_status read_secrets(umb_secrets *s, reader *r)
{
	uint32_t   n  = number(r, 4);
	umb_status st = n > UMB_SECRETS_MAX ? UMB_E_FORMAT : UMB_OK;

	for (uint32_t i = 0; i < n && st == UMB_OK; i++) {
		umb_secret one = { .label = 0 };
		umb_slice  mac = take(r, UMB_MAC_LEN);

		one.label = number(r, 4);
		one.tag   = number(r, 4);
		for (size_t k = 0; k < UMB_SECRET_GRAMS; k++)
			one.gram[k] = number(r, 4);
		one.len    = (uint16_t)number(r, 2);
		one.anchor = (uint16_t)number(r, 2);
		if (r->is_short || one.label >= s->n_labels || !umb_grams_fit(&one) || (s->n && memcmp(s->secret[s->n - 1].mac, mac.ptr, mac.len) >= 0))
			return UMB_E_FORMAT;
		memcpy(one.mac, mac.ptr, mac.len);
		st = umb_secrets_push(s, &one);
	}
	s->n_sorted = s->n;
	return st;
}

static umb_status read_body(umb_secrets *s, umb_slice body)
{
	reader     r  = { body, false };
	umb_status st = read_labels(s, &r);

	if (st == UMB_OK)
		st = read_secrets(s, &r);
	return st == UMB_OK && (r.is_short || r.left.len) ? UMB_E_FORMAT : st;
}

umb_status umb_secrets_parse(umb_secrets **out, umb_slice file, const uint8_t key[UMB_KEY_LEN], umb_err *err)
{
	umb_slice    sealed = umb_slice_sub(file, MAGIC_LEN, file.len);
	size_t       len    = sealed.len - UMB_MIN(sealed.len, (size_t)UMB_SEAL_EXTRA);
	umb_secrets *s      = NULL;
	uint8_t     *body;
	umb_status   st;

	if (file.len < MAGIC_LEN || memcmp(file.ptr, magic, MAGIC_LEN - 2) != 0)
		return umb_err_set(err, UMB_E_USAGE, "this is no store of known secrets (`umbra known add` makes one)");
	if (memcmp(file.ptr, magic, MAGIC_LEN) != 0)
		return umb_err_set(err, UMB_E_USAGE, "a store of known secrets in a format that this version does not know");
	st   = umb_secrets_new(&s, key, err);
	body = st == UMB_OK ? umb_alloc(len + 1) : NULL;
	if (st == UMB_OK && !body)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory for known secrets");
	if (st == UMB_OK && !umb_unseal(body, s->key.seal, sealed))
		st = umb_err_set(err, UMB_E_USAGE, "it was made with another key, or is damaged: it cannot be opened");
	if (st == UMB_OK) {
		st = read_body(s, umb_slice_of(body, len));
		if (st == UMB_E_FORMAT)
			st = umb_err_set(err, UMB_E_USAGE, "what is in it is no list of known secrets");
		else if (st != UMB_OK)
			umb_err_set(err, st, "out of memory for known secrets");
	}
	if (body)
		umb_wipe(body, len);
	umb_free(body);
	if (st == UMB_OK)
		*out = s;
	else
		umb_secrets_free(s);
	return st;
}

umb_status umb_secrets_load(umb_secrets **out, const char *path, const uint8_t key[UMB_KEY_LEN], umb_err *err)
{
	umb_buf    b  = UMB_BUF_INIT;
	umb_status st = umb_file_read(&b, path, FILE_MAX, err);

	if (st == UMB_OK) {
		st = umb_secrets_parse(out, umb_buf_view(&b), key, err);
		if (st != UMB_OK)
			umb_err_wrap(err, "known secrets '%s'", path);
	}
	umb_buf_clear(&b);
	return st;
}
