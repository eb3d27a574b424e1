/*
 * from_csv.c - tables with a line of names: what browsers and vaults export.  The columns that hold secrets are known by their names.
 */
#include "base/err.h"
#include "base/keyed.h"
#include "base/text.h"
#include "known/readers.h"

#define MAX_COLUMNS 256

static const char *const secret_columns[] = { "password", "login_password", "login_totp", "otpauth", "totp", "otp", "secret", "value", "token", "api_key", "apikey",
                                              "api key", "key_value", "credential", "private_key", "secret_value", "pass", "passphrase", "secret access key",
                                              "secret_access_key", "client_secret" };
static const char *const name_columns[]   = { "name", "title", "item", "account", "key", "label", "id", "url", "access key id" };

static bool is_csv(umb_slice text, umb_slice file_name)
{
	UMB_UNUSED(text);
	return file_name.len > 4 && umb_text_eq_nocase(umb_slice_sub(file_name, file_name.len - 4, file_name.len), umb_slice_str(".csv"));
}

typedef struct table {
	umb_slice left;
	uint8_t   separator;
	umb_buf   fields; /* of the row at hand, one behind the other */
	size_t    end[MAX_COLUMNS];
	size_t    n;
} table;

/* The next row (RFC 4180; a quote inside quotes is doubled); UMB_END behind the last. */
static umb_status next_row(table *t)
{
	const uint8_t *p = t->left.ptr, *end = p + t->left.len;
	bool           in_quotes = false, is_done = false;

	if (t->left.len == 0)
		return UMB_END;
	umb_buf_reset(&t->fields);
	t->n = 0;
	for (; p < end && !is_done; p++) {
		bool is_end = !in_quotes && (*p == t->separator || *p == '\n');

		if (*p == '"' && in_quotes && p + 1 < end && p[1] == '"')
			umb_buf_append_byte(&t->fields, *++p);
		else if (*p == '"' && (in_quotes || t->fields.len == (t->n ? t->end[t->n - 1] : 0)))
			in_quotes = !in_quotes;
		else if (!is_end && !(*p == '\r' && !in_quotes && p + 1 < end && p[1] == '\n'))
			umb_buf_append_byte(&t->fields, *p);
		is_done = is_end && *p == '\n';
		if (!is_end)
			continue;
		if (t->n == MAX_COLUMNS - 1)
			return UMB_E_FORMAT;
		t->end[t->n++] = t->fields.len;
	}
	if (!is_done)
		t->end[t->n++] = t->fields.len;
	t->left = umb_slice_of(p, (size_t)(end - p));
	return in_quotes ? UMB_E_FORMAT : t->fields.failed;
}

static umb_slice field(const table *t, size_t i)
{
	return i < t->n ? umb_slice_sub(umb_buf_view(&t->fields), i ? t->end[i - 1] : 0, t->end[i]) : umb_slice_of(NULL, 0);
}

static bool is_one_of(umb_slice name, const char *const *names, size_t n)
{
	name = umb_text_trim(name);
	for (size_t i = 0; i < n; i++) {
		if (umb_text_eq_nocase(name, umb_slice_str(names[i])))
			return true;
	}
	return false;
}

typedef struct columns {
	bool   is_secret[MAX_COLUMNS];
	char   word[MAX_COLUMNS][24]; /* of those */
	size_t name;
	size_t n_secret;
} columns;

static void look_at_head(columns *c, const table *t)
{
	c->name = SIZE_MAX;
	for (size_t i = 0; i < t->n; i++) {
		umb_slice f = field(t, i);

		c->is_secret[i] = is_one_of(f, secret_columns, UMB_COUNT(secret_columns));
		c->n_secret += c->is_secret[i];
		snprintf(c->word[i], sizeof(c->word[i]), "%.*s", (int)UMB_MIN(f.len, (size_t)23), (const char *)f.ptr);
	}
	for (size_t k = 0; k < UMB_COUNT(name_columns) && c->name == SIZE_MAX; k++) {
		for (size_t i = 0; i < t->n && c->name == SIZE_MAX; i++) {
			if (!c->is_secret[i] && is_one_of(field(t, i), &name_columns[k], 1))
				c->name = i;
		}
	}
}

static umb_status take_row(const columns *c, const table *t, const umb_secret_taker *to)
{
	umb_slice  name = umb_slice_sub(field(t, c->name), 0, 256);
	umb_status st   = UMB_OK;

	for (size_t i = 0; i < t->n && st == UMB_OK; i++) {
		umb_slice v = field(t, i);
		char      label[320];

		if (!c->is_secret[i] || v.len == 0)
			continue;
		/* The name of the column tells nothing where there is one. */
		snprintf(label, sizeof(label), "%.*s%s%s", (int)name.len, name.len ? (const char *)name.ptr : "", name.len && c->n_secret > 1 ? ": " : "",
		         c->n_secret > 1 || name.len == 0 ? c->word[i] : "");
		st = to->value(to->ctx, label, v);
		umb_wipe(label, sizeof(label));
	}
	return st;
}

static umb_status read_csv(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	table      t  = { .left = umb_slice_sub(text, umb_text_mark_len(text), text.len), .separator = ',', .fields = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX) };
	columns    c  = { .n_secret = 0 };
	umb_slice  first = umb_slice_sub(text, 0, umb_text_line_end(text, 0));
	umb_status st;

	if (!memchr(first.ptr ? first.ptr : (const uint8_t *)"", ',', first.len) && first.len && memchr(first.ptr, ';', first.len))
		t.separator = ';';
	st = next_row(&t);
	if (st == UMB_OK)
		look_at_head(&c, &t);
	if (st == UMB_OK && c.n_secret == 0)
		st = umb_err_set(err, UMB_E_FORMAT, "the first line does not name a column of secrets (password, secret, value, token, ...)");
	while (st == UMB_OK) {
		st = next_row(&t);
		if (st == UMB_OK)
			st = take_row(&c, &t, to);
	}
	umb_buf_wipe(&t.fields);
	if (st == UMB_E_FORMAT && c.n_secret)
		return umb_err_set(err, st, "a row cannot be read: quotes that do not end, or more than %d columns", MAX_COLUMNS - 1);
	return st == UMB_END ? UMB_OK : st;
}

const umb_secret_reader_ops umb_secret_reader_csv = {
	.name    = "csv",
	.summary = "a table whose first line names its columns (password, secret, value, token, ...), as vaults and browsers export",
	.is_it   = is_csv,
	.read    = read_csv,
};
