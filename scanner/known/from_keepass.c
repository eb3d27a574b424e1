/*
 * from_keepass.c - the XML that KeePass and KeePassXC export: passwords, and every other text that is marked as protected.
 */
#include "base/err.h"
#include "base/keyed.h"
#include "base/text.h"
#include "known/readers.h"

#define MAX_VALUES 256 /* of one entry, with its history */

static bool is_keepass(umb_slice text, umb_slice file_name)
{
	UMB_UNUSED(file_name);
	return umb_text_find(umb_slice_sub(text, 0, 4096), umb_slice_str("<KeePassFile")) != SIZE_MAX;
}

typedef struct value {
	size_t from, len;     /* in `bytes` */
	char   part[64];
	bool   is_earlier;
} value;

/* Values wait for the title, which may stand behind them. */
typedef struct state {
	const umb_secret_taker *to;
	umb_buf  bytes;
	value    value[MAX_VALUES];
	size_t   n;
	char     title[256];
	char     key[64];
	umb_buf  text;         /* of the Value at hand */
	bool     is_protected;
	unsigned n_entries;    /* inside each other: those of the history lie in the entry */
} state;

static void copy(char *out, size_t size, umb_slice s)
{
	snprintf(out, size, "%.*s", (int)UMB_MIN(s.len, size - 1), s.len ? (const char *)s.ptr : "");
}

static umb_status on_open(void *ctx, umb_slice name, umb_slice attributes)
{
	state *s = ctx;

	if (umb_slice_eq_str(name, "Entry")) {
		if (s->n_entries++ == 0) {
			s->n        = 0;
			s->title[0] = 0;
			umb_buf_reset(&s->bytes);
		}
	} else if (umb_slice_eq_str(name, "String")) {
		s->key[0]       = 0;
		s->is_protected = false;
		umb_buf_reset(&s->text);
	} else if (umb_slice_eq_str(name, "Value")) {
		s->is_protected = umb_text_find_nocase(attributes, umb_slice_str("protectinmemory=\"true\"")) != SIZE_MAX ||
		                  umb_text_find_nocase(attributes, umb_slice_str("protected=\"true\"")) != SIZE_MAX;
	}
	return UMB_OK;
}

static umb_status end_string(state *s)
{
	bool   is_earlier = s->n_entries > 1, is_password = strcmp(s->key, "Password") == 0;
	value *v;

	if (s->n_entries == 0 || s->text.len == 0)
		return UMB_OK;
	if (strcmp(s->key, "Title") == 0 && !is_earlier)
		copy(s->title, sizeof(s->title), umb_buf_view(&s->text));
	if (!is_password && (!s->is_protected || strcmp(s->key, "Title") == 0 || strcmp(s->key, "UserName") == 0 || strcmp(s->key, "URL") == 0 || strcmp(s->key, "Notes") == 0))
		return UMB_OK;
	if (s->n == MAX_VALUES)
		return UMB_E_LIMIT;
	v             = &s->value[s->n++];
	v->from       = s->bytes.len;
	v->len        = s->text.len;
	v->is_earlier = is_earlier;
	copy(v->part, sizeof(v->part), is_password ? umb_slice_of(NULL, 0) : umb_slice_str(s->key));
	return umb_buf_append_slice(&s->bytes, umb_buf_view(&s->text));
}

static umb_status end_entry(state *s)
{
	umb_status st = UMB_OK;

	for (size_t i = 0; i < s->n && st == UMB_OK; i++) {
		const value *v    = &s->value[i];
		const char  *part = v->part[0] ? v->part : v->is_earlier ? "earlier" : "";
		char         label[400];

		snprintf(label, sizeof(label), "%s%s%s", s->title[0] ? s->title : "entry", part[0] ? ": " : "", part);
		st = s->to->value(s->to->ctx, label, umb_slice_sub(umb_buf_view(&s->bytes), v->from, v->from + v->len));
	}
	return st;
}

static umb_status on_close(void *ctx, umb_slice name, umb_slice text)
{
	state *s = ctx;

	if (umb_slice_eq_str(name, "Key")) {
		copy(s->key, sizeof(s->key), text);
	} else if (umb_slice_eq_str(name, "Value")) {
		umb_buf_reset(&s->text);
		return umb_buf_append_slice(&s->text, text);
	} else if (umb_slice_eq_str(name, "String")) {
		return end_string(s);
	} else if (umb_slice_eq_str(name, "Entry")) {
		return s->n_entries == 0 || --s->n_entries ? UMB_OK : end_entry(s);
	}
	return UMB_OK;
}

static umb_status read_keepass(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	state         s = { .to = to, .bytes = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX), .text = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX) };
	umb_xml_visit v = { &s, on_open, on_close };
	umb_status    st = umb_xml_read(text, &v);

	umb_buf_wipe(&s.bytes);
	umb_buf_wipe(&s.text);
	umb_wipe(&s, sizeof(s));
	if (st == UMB_E_FORMAT)
		return umb_err_set(err, st, "this is no XML that can be read");
	return st == UMB_E_LIMIT ? umb_err_set(err, st, "an entry with more than %d values, or elements too deep", MAX_VALUES) : st;
}

const umb_secret_reader_ops umb_secret_reader_keepass = {
	.name    = "keepass",
	.summary = "the XML export of KeePass and KeePassXC",
	.is_it   = is_keepass,
	.read    = read_keepass,
};
