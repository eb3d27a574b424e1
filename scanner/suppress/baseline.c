/*
 * baseline.c - an earlier report as the list of what is known.
 *
 * Our own reports are matched by exposure id, with the key that the report carries.  Reports of gitleaks
 * and betterleaks hold file and value: both are kept as one keyed digest, so that no value stays in memory.  The same array
 * written by us holds no value: there the place in a commit, the rule and what is shown of the value decide.
 */
#include "suppress/suppress.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/number.h"

#define MAX_BYTES ((size_t)512 << 20)

typedef struct digest {
	uint8_t bytes[16];
} digest;

struct umb_baseline {
	digest       *entry; /* sorted */
	size_t        n, cap;
	bool          is_foreign;
	size_t        n_redacted; /* entries without a value */
	umb_ident_key own_key; /* for foreign entries */
};

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(digest));
}

static umb_status add(umb_baseline *b, const uint8_t *bytes)
{
	if (b->n == b->cap) {
		size_t  cap = b->cap ? b->cap * 2 : 256;
		digest *d   = umb_realloc(b->entry, cap * sizeof(*d));

		if (!d)
			return UMB_E_NOMEM;
		b->entry = d;
		b->cap   = cap;
	}
	memcpy(b->entry[b->n++].bytes, bytes, sizeof(digest));
	return UMB_OK;
}

static void foreign_digest(const umb_baseline *b, uint8_t out[UMB_MAC_LEN], umb_slice file, umb_slice value)
{
	umb_slice part[] = { file, value };

	umb_mac_parts(out, b->own_key.bytes, part, UMB_COUNT(part));
}

typedef struct place {
	const char *commit;
	umb_slice   file;
	const char *rule;
	uint64_t    line;
	const char *redacted;
} place;

static void place_digest(const umb_baseline *b, uint8_t out[UMB_MAC_LEN], const place *p)
{
	umb_slice part[] = { umb_slice_str(p->commit), p->file, umb_slice_str(p->rule), umb_slice_of(&p->line, sizeof(p->line)), umb_slice_str(p->redacted) };

	umb_mac_parts(out, b->own_key.bytes, part, UMB_COUNT(part));
}

static bool is_redacted(umb_slice value)
{
	size_t n = sizeof(UMB_REDACTION_MASK) - 1;

	return value.len >= n && umb_slice_eq_str(umb_slice_sub(value, value.len - n, value.len), UMB_REDACTION_MASK);
}

/* "e1:<32 hex>" */
static umb_status add_exposure(umb_baseline *b, const char *id)
{
	uint8_t bytes[16];

	if (!id || strncmp(id, "e1:", 3) != 0 || !umb_parse_hex(bytes, 16, umb_slice_str(id + 3)))
		return UMB_OK;
	return add(b, bytes);
}

static umb_status add_gitleaks(umb_baseline *b, const umb_json *item)
{
	const char *file = umb_json_str(umb_json_get(item, "File")), *value = umb_json_str(umb_json_get(item, "Secret"));
	const char *rule = umb_json_str(umb_json_get(item, "RuleID")), *commit = umb_json_str(umb_json_get(item, "Commit"));
	place       p    = { commit ? commit : "", umb_slice_str(file), rule, 0, value };
	uint8_t     mac[UMB_MAC_LEN];

	if (!file || !value)
		return UMB_OK;
	if (rule && is_redacted(umb_slice_str(value)) && umb_json_u64(umb_json_get(item, "StartLine"), &p.line)) {
		b->n_redacted++;
		/*
		 * Of a commit the content is fixed.  A file is not: there a new value in the old line would count as known.  And blobs
		 * that nothing names would all be one place.
		 */
		if (!*p.commit || !p.file.len)
			return UMB_OK;
		place_digest(b, mac, &p);
	} else {
		foreign_digest(b, mac, umb_slice_str(file), umb_slice_str(value));
	}
	return add(b, mac);
}

static void take_key(const umb_json *summary, umb_ident_key *key, bool *has_key)
{
	const char *hex = umb_json_str(umb_json_get(summary, "id_key"));

	if (hex && umb_parse_hex(key->bytes, UMB_KEY_LEN, umb_slice_str(hex)))
		*has_key = true;
}

static umb_status read_one(umb_baseline *b, umb_slice text, umb_ident_key *key, bool *has_key, umb_err *err)
{
	umb_json  *root = NULL;
	umb_status st   = umb_json_parse(&root, text, MAX_BYTES, err);

	if (st != UMB_OK)
		return st;
	if (umb_json_is_array(root)) {
		b->is_foreign = true;
		for (const umb_json *i = umb_json_first(root); i && st == UMB_OK; i = umb_json_next(i))
			st = add_gitleaks(b, i);
	} else if (umb_json_is_array(umb_json_get(root, "findings"))) {
		take_key(umb_json_get(root, "summary"), key, has_key);
		for (const umb_json *i = umb_json_first(umb_json_get(root, "findings")); i && st == UMB_OK; i = umb_json_next(i))
			st = add_exposure(b, umb_json_str(umb_json_get(i, "exposure_id")));
	} else {
		take_key(root, key, has_key);
		st = add_exposure(b, umb_json_str(umb_json_get(root, "exposure_id")));
	}
	umb_json_free_wiped(root);
	return st;
}

/* A whole document, else one record per line. */
static umb_status read_all(umb_baseline *b, umb_slice text, umb_ident_key *key, bool *has_key, umb_err *err)
{
	umb_err    ignored = UMB_ERR_INIT;
	umb_status st      = read_one(b, text, key, has_key, &ignored);
	size_t     line    = 1;

	if (st == UMB_OK || st == UMB_E_NOMEM)
		return st;
	for (size_t at = 0; at < text.len; line++) {
		const uint8_t *nl  = memchr(text.ptr + at, '\n', text.len - at);
		size_t         end = nl ? (size_t)(nl - text.ptr) : text.len;

		if (end > at) {
			st = read_one(b, umb_slice_sub(text, at, end), key, has_key, err);
			if (st != UMB_OK) {
				umb_err_wrap(err, "line %zu", line);
				return st;
			}
		}
		at = end + 1;
	}
	return UMB_OK;
}

umb_status umb_baseline_load(umb_baseline **out, const char *path, umb_ident_key *key, bool *has_key, umb_err *err)
{
	umb_baseline *b    = umb_alloc_zero(1, sizeof(*b));
	umb_buf       text = UMB_BUF_INIT_MAX(MAX_BYTES);
	umb_status    st   = b ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");

	if (st == UMB_OK) {
		umb_random(b->own_key.bytes, sizeof(b->own_key.bytes));
		st = umb_file_read(&text, path, MAX_BYTES, err);
	}
	if (st == UMB_OK)
		st = read_all(b, umb_buf_view(&text), key, has_key, err);
	if (st == UMB_OK && !b->is_foreign && b->n > 0 && !*has_key)
		st = umb_err_set(err, UMB_E_FORMAT, "it has findings and no summary with the key of their ids");
	umb_buf_wipe(&text);
	if (st != UMB_OK) {
		umb_err_wrap(err, "baseline '%s'", path);
		umb_baseline_free(b);
		return st;
	}
	if (b->n_redacted)
		umb_log(UMB_LOG_WARN, "baseline '%s': without values: known is what a commit holds in a line, nothing of plain files (json and jsonl know the value)", path);
	if (b->n)
		qsort(b->entry, b->n, sizeof(*b->entry), compare);
	*out = b;
	return UMB_OK;
}

void umb_baseline_free(umb_baseline *b)
{
	if (!b)
		return;
	umb_free(b->entry);
	umb_free(b);
}

static bool has(const umb_baseline *b, const uint8_t *mac)
{
	return bsearch(mac, b->entry, b->n, sizeof(*b->entry), compare) != NULL;
}

static bool has_foreign(const umb_baseline *b, const umb_finding *f, umb_slice value)
{
	uint8_t mac[UMB_MAC_LEN];
	place   p;

	foreign_digest(b, mac, f->path, value);
	if (has(b, mac))
		return true;
	if (!b->n_redacted || !*f->commit.id || !f->path.len)
		return false;
	p = (place){ f->commit.id, f->rel_path, f->rule->id, f->match_start_line, f->redacted };
	place_digest(b, mac, &p);
	return has(b, mac);
}

bool umb_baseline_has(const umb_baseline *b, const umb_finding *f, umb_slice value)
{
	uint8_t mac[UMB_MAC_LEN];

	if (!b || b->n == 0)
		return false;
	if (b->is_foreign)
		return has_foreign(b, f, value);
	if (!umb_parse_hex(mac, 16, umb_slice_str(f->exposure_id + 3)))
		return false;
	return has(b, mac);
}
