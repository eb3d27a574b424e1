/*
 * from_bitwarden.c - the unencrypted JSON of Bitwarden, and that of its Secrets Manager.
 */
#include "base/err.h"
#include "base/json.h"
#include "base/text.h"
#include "known/readers.h"

#define HIDDEN 1 /* type of a field */

static bool begins_json(umb_slice text)
{
	umb_slice t = umb_text_trim(umb_slice_sub(text, 0, 4096));

	return t.len && t.ptr[0] == '{';
}

static bool is_bitwarden(umb_slice text, umb_slice file_name)
{
	umb_slice head = umb_slice_sub(text, 0, 4096);

	UMB_UNUSED(file_name);
	return begins_json(text) && (umb_text_find(head, umb_slice_str("\"encrypted\"")) != SIZE_MAX || umb_text_find(head, umb_slice_str("\"folders\"")) != SIZE_MAX ||
	                             umb_text_find(head, umb_slice_str("\"collections\"")) != SIZE_MAX || umb_text_find(head, umb_slice_str("\"projects\"")) != SIZE_MAX);
}

static umb_status take(const umb_secret_taker *to, const umb_json *item, const char *part, const umb_json *value)
{
	const char *name = umb_json_str(umb_json_get(item, "name")), *text = umb_json_str(value);
	char        label[320];

	if (!text || !text[0])
		return UMB_OK;
	snprintf(label, sizeof(label), "%.200s%s%.100s", name ? name : "item", part[0] ? ": " : "", part);
	return to->value(to->ctx, label, umb_slice_str(text));
}

static umb_status take_item(const umb_json *item, const umb_secret_taker *to)
{
	const umb_json *login = umb_json_get(item, "login"), *x;
	umb_status      st    = take(to, item, "", umb_json_get(login, "password"));

	if (st == UMB_OK)
		st = take(to, item, "totp", umb_json_get(login, "totp"));
	if (st == UMB_OK)
		st = take(to, item, "private key", umb_json_get(umb_json_get(item, "sshKey"), "privateKey"));
	for (x = umb_json_first(umb_json_get(item, "fields")); x && st == UMB_OK; x = umb_json_next(x)) {
		const char *part = umb_json_str(umb_json_get(x, "name"));
		uint64_t    type = 0;

		if (umb_json_u64(umb_json_get(x, "type"), &type) && type == HIDDEN)
			st = take(to, item, part ? part : "field", umb_json_get(x, "value"));
	}
	for (x = umb_json_first(umb_json_get(item, "passwordHistory")); x && st == UMB_OK; x = umb_json_next(x))
		st = take(to, item, "earlier", umb_json_get(x, "password"));
	return st;
}

static umb_status take_secret(const umb_json *secret, const umb_secret_taker *to)
{
	const char *name = umb_json_str(umb_json_get(secret, "key")), *text = umb_json_str(umb_json_get(secret, "value"));

	return text && text[0] ? to->value(to->ctx, name ? name : "secret", umb_slice_str(text)) : UMB_OK;
}

static umb_status read_bitwarden(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	umb_json       *j  = NULL;
	umb_status      st = umb_json_parse(&j, text, UMB_SECRET_FILE_MAX, NULL);
	const umb_json *items, *secrets;

	if (st != UMB_OK)
		return umb_err_set(err, st, "this is no JSON that can be read");
	items   = umb_json_get(j, "items");
	secrets = umb_json_get(j, "secrets");
	if (!umb_json_is_array(items) && !umb_json_is_array(secrets))
		st = umb_err_set(err, UMB_E_FORMAT, umb_json_get(j, "data") ? "the export is encrypted; export it as plain .json, through a pipe if you can"
		                                                            : "this is no export of Bitwarden: it has neither items nor secrets");
	for (const umb_json *x = umb_json_first(items); x && st == UMB_OK; x = umb_json_next(x))
		st = take_item(x, to);
	for (const umb_json *x = umb_json_first(secrets); x && st == UMB_OK; x = umb_json_next(x))
		st = take_secret(x, to);
	umb_json_free_wiped(j);
	return st;
}

const umb_secret_reader_ops umb_secret_reader_bitwarden = {
	.name    = "bitwarden",
	.summary = "Bitwarden's JSON export (not encrypted), and that of Secrets Manager",
	.is_it   = is_bitwarden,
	.read    = read_bitwarden,
};
