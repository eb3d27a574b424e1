/*
 * known.c - the lists of one run: found, read, and asked one after the other.
 *
 * Which files are read is the user's word alone: nothing that is scanned is looked at for what should not be reported.  A folder
 * is such a word, too; but a link in it might lead anywhere, so none is followed.
 */
#include <sys/stat.h>

#include "suppress/list.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"

umb_status umb_known_new(umb_known **out, const umb_rule_info *const *rules, size_t n_rules, umb_err *err)
{
	umb_known *k = umb_alloc_zero(1, sizeof(*k));

	if (!k)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	umb_random(k->key, sizeof(k->key));
	k->rules   = rules;
	k->n_rules = n_rules;
	*out       = k;
	return UMB_OK;
}

void umb_known_free(umb_known *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->n_lists; i++)
		umb_list_free(k->list[i]);
	umb_regex_scratch_free(k->scratch);
	umb_free(k->list);
	umb_wipe(k->key, sizeof(k->key));
	umb_wipe(&k->user_key, sizeof(k->user_key));
	umb_free(k);
}

const char *umb_known_kind(size_t i, const char **summary)
{
	const umb_list_format *f = umb_list_format_at(i);

	*summary = f ? f->summary : NULL;
	return f ? f->name : NULL;
}

const char *umb_known_file(size_t i, umb_list_use *use)
{
	const umb_list_format *f;

	for (size_t k = 0; (f = umb_list_format_at(k)) != NULL; k++) {
		for (size_t n = 0; n < UMB_LIST_NAMES && f->files[n]; n++) {
			*use = f->use;
			if (i-- == 0)
				return f->files[n];
		}
	}
	return NULL;
}

/* -- reading ------------------------------------------------------------------------------------------------------------ */

static const char *use_words(umb_list_use use)
{
	return use == UMB_LIST_IGNORE ? "an ignore file: --ignore-file reads it" : "a baseline: --baseline-path reads it";
}

/* `format` NULL: by name or content. */
static umb_status read_text(umb_known *k, umb_list_use use, const umb_list_format *format, const char *path, umb_slice text, umb_err *err)
{
	umb_list_text in   = { text, NULL };
	umb_list     *l    = NULL;
	umb_json     *json = NULL;
	umb_err       none = UMB_ERR_INIT;
	umb_status    st   = UMB_OK;
	size_t        at   = strspn(text.len ? (const char *)text.ptr : "", " \t\r\n");

	if (at < text.len && (text.ptr[at] == '{' || text.ptr[at] == '['))
		st = umb_json_parse(&json, text, UMB_LIST_MAX_BYTES, &none);
	in.json = json;
	st      = st == UMB_E_NOMEM ? st : UMB_OK;
	if (!format)
		format = umb_list_format_of(path, &in, use);
	/* Whatever such a file is called. */
	if (!format && use == UMB_LIST_IGNORE)
		format = umb_list_format_named(umb_slice_str("gitleaks-ignore"));
	if (st == UMB_OK && !format)
		st = umb_err_set(err, UMB_E_FORMAT, "no report or baseline of a kind known here");
	if (st == UMB_OK && format->use != use)
		st = umb_err_set(err, UMB_E_USAGE, "it is %s", use_words(format->use));
	if (st == UMB_OK)
		st = umb_list_new(&l, k, format, path);
	if (st == UMB_OK)
		st = format->read(l, &in, err);
	umb_json_free_wiped(json);
	if (st == UMB_OK && !umb_list_grow((void **)&k->list, k->n_lists, &k->cap_lists, sizeof(umb_list *)))
		st = UMB_E_NOMEM;
	if (st != UMB_OK) {
		umb_list_free(l);
		return st;
	}
	umb_list_seal(l);
	k->list[k->n_lists++] = l;
	return UMB_OK;
}

/* `is_scanned`: it lies in a folder that may be somebody else's. */
static umb_status read_file(umb_known *k, umb_list_use use, const umb_list_format *format, const char *path, bool is_scanned, umb_err *err)
{
	umb_buf    text = UMB_BUF_INIT_MAX(UMB_LIST_MAX_BYTES + 1);
	umb_err    why  = UMB_ERR_INIT;
	umb_status st   = is_scanned ? umb_file_read_scanned(&text, path, UMB_LIST_MAX_BYTES, &why) : umb_file_read(&text, path, UMB_LIST_MAX_BYTES, &why);

	if (st == UMB_OK) {
		umb_buf_str(&text); /* a NUL behind it */
		st = text.failed != UMB_OK ? text.failed : read_text(k, use, format, path, umb_buf_view(&text), &why);
	}
	umb_buf_wipe(&text);
	if (st != UMB_OK)
		umb_err_set(err, st, "%s '%s': %s", use == UMB_LIST_IGNORE ? "ignore file" : "baseline", path,
		            why.text[0] ? umb_err_words(&why, path) : st == UMB_E_LIMIT ? "too many entries" : umb_status_text(st));
	return st;
}

/* Everything with a name that is known here; a scanner that is no longer used may have left its file, too. */
static umb_status read_folder(umb_known *k, umb_list_use use, const char *folder, umb_err *err)
{
	const umb_list_format *f;
	umb_status             st = UMB_OK;
	size_t                 n_there = 0;
	struct stat            sb;

	for (size_t i = 0; (f = umb_list_format_at(i)) != NULL && st == UMB_OK; i++) {
		for (size_t n = 0; f->use == use && n < UMB_LIST_NAMES && f->files[n] && st == UMB_OK; n++) {
			umb_buf path = UMB_BUF_INIT_MAX(8192);

			umb_buf_printf(&path, strcmp(folder, ".") == 0 ? "%.0s%s" : "%s/%s", folder, f->files[n]);
			if (path.failed == UMB_OK && lstat(umb_buf_str(&path), &sb) == 0) {
				n_there++;
				st = read_file(k, use, f, umb_buf_str(&path), true, err);
			}
			umb_buf_clear(&path);
		}
	}
	if (st == UMB_OK && n_there == 0)
		st = umb_err_set(err, UMB_E_NOTFOUND, "the folder '%s' holds no %s of a name known here", folder, use == UMB_LIST_IGNORE ? "ignore file" : "baseline");
	return st;
}

umb_status umb_known_add(umb_known *k, umb_list_use use, const char *name, umb_err *err)
{
	const char            *colon  = strchr(name, ':');
	const umb_list_format *format = colon ? umb_list_format_named(umb_slice_of(name, (size_t)(colon - name))) : NULL;
	umb_regex_scratch     *s      = NULL;
	umb_status             st;
	struct stat            sb;

	if (format)
		name = colon + 1;
	if (!format && stat(name, &sb) == 0 && S_ISDIR(sb.st_mode))
		st = read_folder(k, use, name, err);
	else
		st = read_file(k, use, format, name, false, err);
	for (size_t i = 0; i < k->n_lists && st == UMB_OK && !k->scratch; i++) {
		if (k->list[i]->n_patterns == 0)
			continue;
		st         = umb_regex_scratch_new(&s, err);
		k->scratch = s;
	}
	return st;
}

/* -- asking --------------------------------------------------------------------------------------------------------------- */

void umb_known_set_key(umb_known *k, const umb_ident_key *key)
{
	k->user_key     = *key;
	k->has_user_key = true;
}

bool umb_known_key(const umb_known *k, umb_ident_key *key)
{
	for (size_t i = 0; i < k->n_lists; i++) {
		if (!k->list[i]->has_key)
			continue;
		*key = k->list[i]->key;
		return true;
	}
	return false;
}

bool umb_known_wants_lines(const umb_known *k)
{
	for (size_t i = 0; k && i < k->n_lists; i++) {
		for (size_t n = 0; n < k->list[i]->n_patterns; n++) {
			umb_pattern_of of = k->list[i]->pattern[n].of;

			if (of == UMB_OF_LINE_RE || of == UMB_OF_GREP_RE || of == UMB_OF_MATCH_RE)
				return true;
		}
	}
	return false;
}

bool umb_known_wants_content(const umb_known *k)
{
	for (size_t i = 0; k && i < k->n_lists; i++) {
		if (k->list[i]->n_checksums)
			return true;
	}
	return false;
}

bool umb_known_wants_values(const umb_known *k, const umb_ident_key *key)
{
	for (size_t i = 0; k && i < k->n_lists; i++) {
		const umb_list *l = k->list[i];

		if (l->has_key && !umb_equal_ct(l->key.bytes, key->bytes, sizeof(key->bytes)))
			return true;
		for (size_t f = 0; f < UMB_N_VALUE_FORMS; f++) {
			if (l->has_form[f] || l->has_anywhere[f])
				return true;
		}
		for (size_t n = 0; n < l->n_patterns; n++) {
			if (l->pattern[n].of == UMB_OF_VALUE_RE)
				return true;
		}
	}
	return umb_known_wants_lines(k) || umb_known_wants_content(k);
}

/* "baseline old.json, entry 3", ".gitleaksignore:2"; NULL when memory is out. */
static const char *words_of(umb_list *l, umb_entry *e)
{
	umb_buf b = UMB_BUF_INIT_MAX(16384);

	if (e->by)
		return e->by;
	umb_buf_printf(&b, l->format->counts_entries ? "%s%s, entry %u" : "%s%s:%u", l->format->use == UMB_LIST_BASELINE ? "baseline " : "", l->path, e->number);
	e->by = b.failed == UMB_OK ? umb_arena_strdup(&l->arena, umb_buf_str(&b)) : NULL;
	umb_buf_clear(&b);
	return e->by;
}

umb_ignoring umb_known_ask(umb_known *k, const umb_asked *a, const char **by)
{
	umb_ignoring answer = UMB_NOT_IGNORED;

	for (size_t i = 0; i < k->n_lists; i++) {
		umb_list   *l = k->list[i];
		umb_entry  *e = umb_list_find(l, a);
		const char *words;

		if (!e || e->is_since) {
			umb_entry *m = umb_list_match(l, k->scratch, a);

			e = m ? m : e;
		}
		if (!e && answer == UMB_NOT_IGNORED && (e = umb_list_find_elsewhere(l, a)) != NULL) {
			words  = words_of(l, e);
			answer = words ? UMB_VALUE_KNOWN : answer;
			*by    = words ? words : *by;
			continue;
		}
		words = e ? words_of(l, e) : NULL;
		/* Without memory for the words nothing is suppressed, and the run says that memory was out. */
		if (!words || (e->is_since && answer == UMB_IGNORED_SINCE))
			continue;
		*by    = words;
		answer = e->is_since ? UMB_IGNORED_SINCE : UMB_IGNORED_HERE;
		if (answer == UMB_IGNORED_HERE)
			return answer;
	}
	return answer;
}
