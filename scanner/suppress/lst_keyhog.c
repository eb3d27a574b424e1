/*
 * lst_keyhog.c - a baseline of keyhog: file and SHA-256 of the value.
 */
#include "suppress/list.h"

#include "base/number.h"

static const umb_json *hash_of(const umb_json *entry)
{
	return umb_json_get(entry, "credential_hash");
}

static bool is_baseline(const umb_list_text *in)
{
	const umb_json *entries = umb_json_get(in->json, "entries");

	return umb_json_is_array(entries) && (!umb_json_first(entries) || hash_of(umb_json_first(entries)));
}

static umb_status read_baseline(umb_list *to, const umb_list_text *in, umb_err *err)
{
	uint32_t   number = 0;
	umb_status st = UMB_OK;

	UMB_UNUSED(err);
	for (const umb_json *i = umb_json_first(umb_json_get(in->json, "entries")); i && st == UMB_OK; i = umb_json_next(i)) {
		const char    *hash = umb_json_str(hash_of(i));
		uint8_t        sha[32];
		umb_list_value v = { .number = ++number, .form = UMB_VALUE_SHA256, .bytes = umb_slice_of(sha, 32) };

		v.file = umb_slice_str(umb_json_str(umb_json_get(i, "file_path")));
		if (hash && strncmp(hash, "sha256:", 7) == 0)
			hash += 7;
		if (v.file.len && umb_parse_hex(sha, 32, umb_slice_str(hash)))
			st = umb_list_add_value(to, &v);
		else
			umb_list_wrong(to, number, "no file_path, or no SHA-256");
	}
	return st;
}

const umb_list_format umb_list_keyhog = {
	.name    = "keyhog",
	.summary = "a baseline of keyhog (JSON)",
	.use     = UMB_LIST_BASELINE,
	.counts_entries = true,
	.is      = is_baseline,
	.read    = read_baseline,
};
