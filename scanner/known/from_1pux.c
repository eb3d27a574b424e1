/*
 * from_1pux.c - 1Password's export: a ZIP with `export.data`, or that JSON alone.
 */
#include "base/err.h"
#include "base/json.h"
#include "base/text.h"
#include "known/readers.h"

static bool is_zip(umb_slice text)
{
	return text.len > 4 && memcmp(text.ptr, "PK\3\4", 4) == 0;
}

static bool is_1pux(umb_slice text, umb_slice file_name)
{
	umb_slice head = umb_text_trim(umb_slice_sub(text, 0, 4096));

	UMB_UNUSED(file_name);
	return is_zip(text) || (head.len && head.ptr[0] == '{' && umb_text_find(head, umb_slice_str("\"accounts\"")) != SIZE_MAX);
}

typedef struct place {
	const umb_secret_taker *to;
	const char             *title;
} place;

static umb_status take(const place *p, const char *part, const char *text)
{
	char label[320];

	if (!text || !text[0])
		return UMB_OK;
	snprintf(label, sizeof(label), "%.200s%s%.100s", p->title, part && part[0] ? ": " : "", part ? part : "");
	return p->to->value(p->to->ctx, label, umb_slice_str(text));
}

static umb_status take_login(const place *p, const umb_json *details)
{
	umb_status st = take(p, "", umb_json_str(umb_json_get(details, "password")));

	for (const umb_json *x = umb_json_first(umb_json_get(details, "loginFields")); x && st == UMB_OK; x = umb_json_next(x)) {
		const char *type = umb_json_str(umb_json_get(x, "fieldType")), *use = umb_json_str(umb_json_get(x, "designation"));

		if ((use && strcmp(use, "password") == 0) || (type && strcmp(type, "P") == 0))
			st = take(p, "", umb_json_str(umb_json_get(x, "value")));
	}
	for (const umb_json *x = umb_json_first(umb_json_get(details, "passwordHistory")); x && st == UMB_OK; x = umb_json_next(x))
		st = take(p, "earlier", umb_json_str(umb_json_get(x, "value")));
	return st;
}

static umb_status take_section(const place *p, const umb_json *section)
{
	umb_status st = UMB_OK;

	for (const umb_json *x = umb_json_first(umb_json_get(section, "fields")); x && st == UMB_OK; x = umb_json_next(x)) {
		const umb_json *v    = umb_json_get(x, "value");
		const char     *part = umb_json_str(umb_json_get(x, "title"));

		/* The field of an API credential is the item. */
		if (part && strcmp(part, "credential") == 0)
			part = "";
		st = take(p, part, umb_json_str(umb_json_get(v, "concealed")));
		if (st == UMB_OK)
			st = take(p, "totp", umb_json_str(umb_json_get(v, "totp")));
		if (st == UMB_OK)
			st = take(p, part, umb_json_str(umb_json_get(umb_json_get(v, "sshKey"), "privateKey")));
	}
	return st;
}

static umb_status take_item(const umb_json *item, const umb_secret_taker *to)
{
	const umb_json *details = umb_json_get(item, "details");
	const char     *title   = umb_json_str(umb_json_get(umb_json_get(item, "overview"), "title"));
	place           p       = { to, title ? title : "item" };
	umb_status      st      = take_login(&p, details);

	for (const umb_json *x = umb_json_first(umb_json_get(details, "sections")); x && st == UMB_OK; x = umb_json_next(x))
		st = take_section(&p, x);
	return st;
}

static umb_status read_data(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	umb_json  *j  = NULL;
	umb_status st = umb_json_parse(&j, text, UMB_SECRET_FILE_MAX, NULL);

	if (st != UMB_OK)
		return umb_err_set(err, st, "its export.data is no JSON that can be read");
	if (!umb_json_is_array(umb_json_get(j, "accounts")))
		st = umb_err_set(err, UMB_E_FORMAT, "this is no export of 1Password: it has no accounts");
	for (const umb_json *a = umb_json_first(umb_json_get(j, "accounts")); a && st == UMB_OK; a = umb_json_next(a)) {
		for (const umb_json *v = umb_json_first(umb_json_get(a, "vaults")); v && st == UMB_OK; v = umb_json_next(v)) {
			for (const umb_json *x = umb_json_first(umb_json_get(v, "items")); x && st == UMB_OK; x = umb_json_next(x))
				st = take_item(x, to);
		}
	}
	umb_json_free_wiped(j);
	return st;
}

static umb_status read_1pux(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	umb_buf    data = UMB_BUF_INIT_MAX(UMB_SECRET_FILE_MAX);
	umb_status st;

	if (!is_zip(text))
		return read_data(text, to, err);
	st = umb_unzip_member(&data, text, "export.data", UMB_SECRET_FILE_MAX);
	if (st == UMB_OK)
		st = read_data(umb_buf_view(&data), to, err);
	else
		umb_err_set(err, st, st == UMB_E_NOTFOUND ? "the ZIP holds no export.data: it is no export of 1Password" : "the ZIP cannot be read");
	umb_buf_wipe(&data);
	return st;
}

const umb_secret_reader_ops umb_secret_reader_1pux = {
	.name    = "1pux",
	.summary = "1Password's export (.1pux), or the export.data in it",
	.is_it   = is_1pux,
	.read    = read_1pux,
};
