/*
 * list.c - entries of one list, and those that must equal something of a finding: places, values, ids.
 *
 * Each becomes a keyed digest of what must be equal, so that a list of a million entries is one sorted array and no value
 * stays in memory.  What a finding offers is digested likewise and looked up.
 */
#include "suppress/list.h"

#include "base/alloc.h"
#include "base/log.h"
#include "base/number.h"
#include "base/path.h"
#include "base/text.h"

#define MAX_TOLD 5
#define MAX_PATHS 3

umb_status umb_list_new(umb_list **out, const umb_known *k, const umb_list_format *format, const char *path)
{
	umb_list *l = umb_alloc_zero(1, sizeof(*l));

	if (!l)
		return UMB_E_NOMEM;
	l->format      = format;
	l->known       = k;
	l->arena.wipes = true;
	l->path        = umb_strdup(path);
	if (!l->path) {
		umb_list_free(l);
		return UMB_E_NOMEM;
	}
	*out = l;
	return UMB_OK;
}

void umb_list_free(umb_list *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_patterns; i++)
		umb_regex_slot_clear(&l->pattern[i].slot);
	umb_arena_clear(&l->arena);
	umb_free(l->entry);
	umb_free(l->fact);
	umb_free(l->pattern);
	umb_free(l->checksum);
	umb_free(l->rule);
	umb_free(l->path);
	umb_own_free(l->own);
	umb_wipe(&l->key, sizeof(l->key));
	umb_free(l);
}

bool umb_list_grow(void **items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 64, bytes;
	void  *p;

	if (n < *cap)
		return true;
	p = umb_mul(more, size, &bytes) ? umb_realloc(*items, bytes) : NULL;
	if (!p)
		return false;
	*items = p;
	*cap   = more;
	return true;
}

umb_entry *umb_list_entry(umb_list *l, uint32_t number, uint32_t *at)
{
	if (l->n_entries == UINT32_MAX || !umb_list_grow((void **)&l->entry, l->n_entries, &l->cap_entries, sizeof(*l->entry)))
		return NULL;
	*at = (uint32_t)l->n_entries;
	l->entry[l->n_entries] = (umb_entry){ .number = number, .rule = "" };
	return &l->entry[l->n_entries++];
}

void umb_list_wrong(umb_list *l, uint32_t number, const char *words)
{
	if (l->n_wrong++ < MAX_TOLD)
		umb_log(UMB_LOG_WARN, l->format->counts_entries ? "'%s', entry %u: %s" : "'%s':%u: %s", l->path, number, words);
}

bool umb_list_next_line(umb_list_lines *at)
{
	size_t end = umb_text_line_end(at->left, 0);

	if (at->left.len == 0)
		return false;
	at->line = umb_text_trim(umb_slice_sub(at->left, 0, end));
	at->left = umb_slice_sub(at->left, end + 1, at->left.len);
	at->number++;
	return true;
}

umb_status umb_list_add_lines(umb_list *l, umb_slice text, umb_pattern_of of)
{
	umb_list_lines at = { .left = text };
	umb_status     st = UMB_OK;

	while (st == UMB_OK && umb_list_next_line(&at)) {
		if (at.line.len && at.line.ptr[0] != '#')
			st = umb_list_add_pattern(l, at.number, of, at.line, umb_slice_of(NULL, 0));
	}
	return st;
}

umb_status umb_list_yaml(const umb_yaml_node **root, umb_arena *arena, const umb_list_text *in, umb_err *err)
{
	umb_list_lines at = { .left = in->text };

	*root = NULL;
	while (umb_list_next_line(&at)) {
		if (at.line.len && at.line.ptr[0] != '#')
			return umb_yaml_parse(root, arena, in->text, NULL, err);
	}
	return UMB_OK;
}

umb_slice umb_list_yaml_text(const umb_yaml_node *node)
{
	return node && node->kind == UMB_YAML_SCALAR ? umb_slice_str(node->text) : umb_slice_of(NULL, 0);
}

/* -- facts ------------------------------------------------------------------------------------------------------ */

static umb_slice without_dot(umb_slice path)
{
	while (path.len > 2 && path.ptr[0] == '.' && path.ptr[1] == '/')
		path = umb_slice_sub(path, 2, path.len);
	return path;
}

static void digest(const umb_known *k, uint8_t out[16], const umb_slice *part, size_t n)
{
	uint8_t mac[UMB_MAC_LEN];

	umb_mac_parts(mac, k->key, part, n);
	memcpy(out, mac, 16);
}

static void place_fact(const umb_known *k, uint8_t out[16], umb_slice commit, umb_slice file, uint64_t line)
{
	umb_slice part[] = { umb_slice_str("place"), commit, without_dot(file), umb_slice_of(&line, sizeof(line)) };

	digest(k, out, part, UMB_COUNT(part));
}

static void shown_fact(const umb_known *k, uint8_t out[16], const umb_list_place *p)
{
	umb_slice part[] = { umb_slice_str("shown"), p->commit, without_dot(p->file), umb_slice_of(&p->line, sizeof(p->line)), p->rule, p->shown };

	digest(k, out, part, UMB_COUNT(part));
}

static void value_fact(const umb_known *k, uint8_t out[16], const umb_list_value *v)
{
	uint8_t   form   = (uint8_t)v->form;
	umb_slice part[] = { umb_slice_str("value"), umb_slice_of(&form, 1), without_dot(v->file), umb_slice_of(&v->line, sizeof(v->line)), v->bytes };

	digest(k, out, part, UMB_COUNT(part));
}

static void exposure_fact(const umb_known *k, uint8_t out[16], umb_slice id)
{
	umb_slice part[] = { umb_slice_str("exposure"), id };

	digest(k, out, part, UMB_COUNT(part));
}

static umb_status add_fact(umb_list *l, const uint8_t bytes[16], uint32_t entry)
{
	if (!umb_list_grow((void **)&l->fact, l->n_facts, &l->cap_facts, sizeof(*l->fact)))
		return UMB_E_NOMEM;
	memcpy(l->fact[l->n_facts].bytes, bytes, 16);
	l->fact[l->n_facts++].entry = entry;
	return UMB_OK;
}

umb_status umb_list_add_place(umb_list *l, const umb_list_place *p)
{
	uint32_t   at = 0;
	umb_entry *e  = umb_list_entry(l, p->number, &at);
	char       hex[2 * UMB_ID_MAX + 1] = "";
	uint8_t    bytes[16];

	if (!e)
		return UMB_E_NOMEM;
	e->is_since = p->is_since;
	e->test     = p->rule.len ? p->test : UMB_RULE_ANY;
	e->rule     = umb_arena_strndup(&l->arena, p->rule.ptr, p->rule.len);
	if (!e->rule)
		return UMB_E_NOMEM;
	if (p->shown.len) {
		l->has_shown = true;
		shown_fact(l->known, bytes, p);
		return add_fact(l, bytes, at);
	}
	for (size_t i = 0; i < p->commit.len && i + 1 < sizeof(hex); i++)
		hex[i] = (char)umb_ascii_lower(p->commit.ptr[i]);
	l->has_places  = true;
	l->has_commits = l->has_commits || hex[0];
	place_fact(l->known, bytes, umb_slice_str(hex), p->file, p->line);
	return add_fact(l, bytes, at);
}

umb_status umb_list_add_value(umb_list *l, const umb_list_value *v)
{
	umb_list_value here = *v;
	char           hex[65];
	uint32_t       at = 0;
	uint8_t        bytes[16];

	if (!umb_list_entry(l, v->number, &at))
		return UMB_E_NOMEM;
	if (v->file.len)
		l->has_form[v->form] = true;
	else
		l->has_anywhere[v->form] = true;
	value_fact(l->known, bytes, v);
	if (add_fact(l, bytes, at) != UMB_OK)
		return UMB_E_NOMEM;
	/* Where the list is scanned, too, what it lists stands in it; a digest may look like a secret. */
	if (v->form != UMB_VALUE_PLAIN && v->bytes.len <= 32) {
		umb_format_hex(hex, v->bytes.ptr, v->bytes.len);
		here.bytes = umb_slice_str(hex);
	}
	here = (umb_list_value){ .file = umb_slice_str(l->path), .form = UMB_VALUE_PLAIN, .bytes = here.bytes };
	l->has_form[UMB_VALUE_PLAIN] = true;
	value_fact(l->known, bytes, &here);
	return add_fact(l, bytes, at);
}

umb_status umb_list_add_exposure(umb_list *l, uint32_t number, const char *id)
{
	uint8_t  raw[16], bytes[16];
	uint32_t at = 0;

	if (!id || strncmp(id, "e1:", 3) != 0 || !umb_parse_hex(raw, 16, umb_slice_str(id + 3)))
		return UMB_OK;
	if (!umb_list_entry(l, number, &at))
		return UMB_E_NOMEM;
	l->has_exposures = true;
	exposure_fact(l->known, bytes, umb_slice_of(raw, 16));
	return add_fact(l, bytes, at);
}

void umb_list_set_key(umb_list *l, const char *hex)
{
	if (hex && umb_parse_hex(l->key.bytes, UMB_KEY_LEN, umb_slice_str(hex)))
		l->has_key = true;
}

static int compare(const void *x, const void *y)
{
	const umb_fact *a = x, *b = y;
	int             d = memcmp(a->bytes, b->bytes, 16);

	return d ? d : (a->entry > b->entry) - (a->entry < b->entry);
}

void umb_list_seal(umb_list *l)
{
	if (l->n_facts)
		qsort(l->fact, l->n_facts, sizeof(*l->fact), compare);
	if (l->n_wrong > MAX_TOLD)
		umb_log(UMB_LOG_WARN, "'%s': %zu such entries, which suppress nothing", l->path, l->n_wrong);
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

static bool is_rule(const umb_rule_info *rule, const umb_entry *e)
{
	umb_slice name = umb_slice_str(e->rule);

	if (e->test == UMB_RULE_VENDOR)
		return umb_rule_is_vendor(rule, name);
	return e->test == UMB_RULE_ANY || !strchr(e->rule, '.') || strcmp(rule->id, e->rule) == 0;
}

static bool fits(const umb_finding *f, const umb_entry *e)
{
	bool has = is_rule(f->rule, e);

	for (size_t i = 0; i < f->n_also && !has; i++)
		has = is_rule(f->also[i], e);
	return has;
}

static umb_entry *look_up(umb_list *l, const uint8_t bytes[16], const umb_finding *f)
{
	size_t low = 0, high = l->n_facts;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (memcmp(l->fact[mid].bytes, bytes, 16) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < l->n_facts && memcmp(l->fact[low].bytes, bytes, 16) == 0; low++) {
		umb_entry *e = &l->entry[l->fact[low].entry];

		if (fits(f, e))
			return e;
	}
	return NULL;
}

/* Lists name paths below what was scanned, or from where the scanner was called; ours are those ids are made of, too. */
static size_t paths_of(const umb_finding *f, umb_slice path[MAX_PATHS])
{
	umb_slice all[MAX_PATHS] = { f->rel_path, f->path, umb_path_below(f->path, f->target) };
	size_t    n = 0;

	for (size_t i = 0; i < MAX_PATHS; i++) {
		bool is_new = all[i].len > 0;

		all[i] = without_dot(all[i]);
		for (size_t k = 0; k < n; k++)
			is_new = is_new && !umb_slice_eq(path[k], all[i]);
		if (is_new)
			path[n++] = all[i];
	}
	return n;
}

static umb_entry *find_place(umb_list *l, const umb_finding *f, umb_slice path)
{
	uint64_t   line[] = { f->match_start_line, f->start_line };
	size_t     n = line[0] == line[1] ? 1 : 2;
	uint8_t    bytes[16];
	umb_entry *e = NULL, *since = NULL;

	for (size_t i = 0; i < n && !e; i++) {
		place_fact(l->known, bytes, umb_slice_of("", 0), path, line[i]);
		e = look_up(l, bytes, f);
		if (e || since || !l->has_commits || !f->commit.id[0])
			continue;
		place_fact(l->known, bytes, umb_slice_str(f->commit.id), path, line[i]);
		since = look_up(l, bytes, f);
	}
	return e ? e : since;
}

/* A report without values: the place in a commit, the rule, and what is shown of the value. */
static umb_entry *find_shown(umb_list *l, const umb_finding *f)
{
	umb_list_place p = {
		.commit = umb_slice_str(f->commit.id), .file = f->rel_path, .line = f->match_start_line,
		.rule = umb_slice_str(f->rule->id), .shown = umb_slice_str(f->redacted),
	};
	uint8_t bytes[16];

	if (!p.commit.len || !f->path.len)
		return NULL;
	shown_fact(l->known, bytes, &p);
	return look_up(l, bytes, f);
}

/* "BEGIN RSA PRIVATE KEY" of a key block, "ghp" of a token of GitHub, or nothing. */
static umb_slice label_of(umb_slice value)
{
	umb_slice dashes = umb_slice_str("-----");
	size_t    from = umb_text_find(umb_slice_sub(value, 0, 80), umb_slice_str("-----BEGIN ")), n;

	if (from == SIZE_MAX && value.len > 3 && memcmp(value.ptr, "gh", 2) == 0 && value.ptr[3] == '_')
		return umb_slice_sub(value, 0, 3);
	if (from == SIZE_MAX)
		return umb_slice_of(NULL, 0);
	value = umb_slice_sub(value, from + 5, UMB_MIN(value.len, from + 100));
	n     = umb_text_find(value, dashes);
	return n == SIZE_MAX ? umb_slice_of(NULL, 0) : umb_slice_sub(value, 0, n);
}

/* What a list of this form holds of the value; the i-th way, false behind the last. */
static bool value_as(umb_value_form form, size_t i, umb_slice value, uint8_t room[32], umb_slice *out)
{
	/* The words of ggshield for what a match is. */
	static const char *const types[] = { ",apikey", ",token", ",password", ",client_secret", ",connection_uri", ",private_key" };
	umb_buf b = UMB_BUF_INIT;

	*out = umb_slice_of(room, form == UMB_VALUE_SHA1 || form == UMB_VALUE_LABEL_SHA1 ? 20 : 32);
	if (form == UMB_VALUE_SHA256_TYPED && i < UMB_COUNT(types)) {
		umb_buf_append_slice(&b, value);
		umb_buf_append_str(&b, types[i]);
		umb_sha256(room, umb_buf_view(&b));
		i = b.failed == UMB_OK ? 0 : 1;
		umb_buf_wipe(&b);
		return i == 0;
	}
	if (i > 0 || form == UMB_VALUE_SHA256_TYPED)
		return false;
	if (form == UMB_VALUE_PLAIN)
		*out = value;
	else if (form == UMB_VALUE_SHA256)
		umb_sha256(room, value);
	else
		umb_sha1(room, form == UMB_VALUE_SHA1 ? value : label_of(value));
	return form != UMB_VALUE_LABEL_SHA1 || label_of(value).len > 0;
}

/* `path` empty: wherever it is. */
static umb_entry *find_value(umb_list *l, const umb_asked *a, umb_slice path, umb_value_form form)
{
	uint64_t   line[] = { a->f->start_line, a->f->match_start_line };
	size_t     n_lines = form == UMB_VALUE_LABEL_SHA1 ? 2 : 1;
	uint8_t    room[32], bytes[16];
	umb_entry *e = NULL;

	for (size_t i = 0; i < n_lines * 8 && !e; i++) {
		umb_list_value v = { .file = path, .form = form, .line = form == UMB_VALUE_LABEL_SHA1 ? line[i / 8] : 0 };

		if (!value_as(form, i % 8, a->value, room, &v.bytes))
			continue;
		value_fact(l->known, bytes, &v);
		e = look_up(l, bytes, a->f);
	}
	umb_wipe(room, sizeof(room));
	return e;
}

static umb_entry *find_exposure(umb_list *l, const umb_asked *a)
{
	char    credential[UMB_PRINT_ID_LEN], exposure[UMB_PRINT_ID_LEN];
	uint8_t raw[16], bytes[16];

	memcpy(exposure, a->f->exposure_id, sizeof(exposure));
	/* Of what an earlier run found there is no value; its ids are of this list's key then (umb_known_wants_values). */
	if (l->has_key && a->value.ptr) {
		/* Two baselines may have been made with two keys. */
		umb_credential_id(credential, &l->key, a->value);
		umb_exposure_id(exposure, &l->key, credential, a->f->rel_path);
	}
	if (strlen(exposure) < 3 || !umb_parse_hex(raw, 16, umb_slice_str(exposure + 3)))
		return NULL;
	exposure_fact(l->known, bytes, umb_slice_of(raw, 16));
	return look_up(l, bytes, a->f);
}

static umb_entry *find_own(umb_list *l, const umb_asked *a, bool here)
{
	char                 credential[UMB_PRINT_ID_LEN];
	const umb_own_entry *e;

	memcpy(credential, a->f->credential_id, sizeof(credential));
	if (a->value.ptr)
		umb_credential_id(credential, &l->key, a->value);
	e = umb_own_find(l->own, a->f, credential, here);
	return e ? &l->entry[e - l->own->entry] : NULL;
}

umb_entry *umb_list_find_elsewhere(umb_list *l, const umb_asked *a)
{
	return l->own ? find_own(l, a, false) : NULL;
}

umb_entry *umb_list_find(umb_list *l, const umb_asked *a)
{
	umb_slice  path[MAX_PATHS];
	size_t     n_paths = paths_of(a->f, path);
	umb_entry *e = l->has_exposures ? find_exposure(l, a) : l->own ? find_own(l, a, true) : NULL, *since = NULL;

	for (size_t i = 0; i < n_paths && !e; i++) {
		e = l->has_places ? find_place(l, a->f, path[i]) : NULL;
		if (e && e->is_since) {
			since = e;
			e     = NULL;
		}
		for (umb_value_form form = 0; form < UMB_N_VALUE_FORMS && !e; form++)
			e = l->has_form[form] ? find_value(l, a, path[i], form) : NULL;
	}
	for (umb_value_form form = 0; form < UMB_N_VALUE_FORMS && !e; form++)
		e = l->has_anywhere[form] ? find_value(l, a, umb_slice_of("", 0), form) : NULL;
	if (!e && l->has_shown)
		e = find_shown(l, a->f);
	return e ? e : since;
}
