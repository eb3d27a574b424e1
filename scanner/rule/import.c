/*
 * import.c - foreign rules as a pack: each is written as YAML and tried alone, so that what comes out compiles, and what does not is told.
 */
#include "rule/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/path.h"
#include "base/text.h"

extern const umb_importer_ops umb_importer_gitleaks;

#define MAX_FILES 4096
#define MIN_KEYWORD 4
#define MAX_KEYWORDS 60

/* -- notes -------------------------------------------------------------------------------------------- */

umb_status umb_import_note(umb_import *im, const char *id, const char *fmt, ...)
{
	umb_buf    words = UMB_BUF_INIT_MAX(4096), safe = UMB_BUF_INIT_MAX(16384);
	umb_status st;
	va_list    ap;

	if (id)
		umb_buf_printf(&words, "rule '%.120s': ", id);
	va_start(ap, fmt);
	umb_buf_vprintf(&words, fmt, ap);
	va_end(ap);
	st = umb_text_append_safe(&safe, umb_buf_view(&words));
	if (st == UMB_OK && im->line) {
		umb_buf_reset(&words);
		umb_buf_printf(&words, "%s: %s", im->file, umb_buf_str(&safe));
		im->line(im->ctx, umb_buf_str(&words));
	}
	if (st == UMB_OK)
		st = umb_buf_printf(&im->rules, "  # %s\n", umb_buf_str(&safe));
	umb_buf_clear(&words);
	umb_buf_clear(&safe);
	return st;
}

const char *umb_import_text(const umb_yaml_node *map, const char *key)
{
	const umb_yaml_node *n = map && map->kind == UMB_YAML_MAP ? umb_yaml_get(map, key) : NULL;

	return n && n->kind == UMB_YAML_SCALAR ? n->text : NULL;
}

umb_status umb_import_yaml(const umb_yaml_node **out, umb_import *im, umb_slice text, umb_err *err)
{
	umb_yaml_place at = { 1, 1 };
	umb_status     st = umb_yaml_parse(out, im->arena, text, &at, err);

	if (st != UMB_OK && st != UMB_E_NOMEM)
		umb_err_wrap(err, "%s:%u:%u", im->file, at.line, at.column);
	if (st == UMB_OK && (*out)->kind != UMB_YAML_MAP)
		st = umb_err_set(err, UMB_E_FORMAT, "%s: no map of rules", im->file);
	return st;
}

/* -- writing ------------------------------------------------------------------------------------------ */

/* In single quotes, on one line. */
static void put_quoted(umb_buf *b, umb_slice s)
{
	umb_buf safe = UMB_BUF_INIT_MAX(1 << 20);

	umb_buf_append_byte(b, '\'');
	if (umb_text_append_utf8(&safe, s) != UMB_OK)
		b->failed = UMB_E_NOMEM;
	for (size_t i = 0; i < safe.len; i++) {
		uint8_t c = safe.ptr[i] < 32 || safe.ptr[i] == 127 ? ' ' : safe.ptr[i];

		if (c == '\'')
			umb_buf_append_byte(b, c);
		umb_buf_append_byte(b, c);
	}
	umb_buf_append_byte(b, '\'');
	umb_buf_clear(&safe);
}

static void put_key(umb_buf *b, const char *key, const char *text)
{
	umb_buf_printf(b, "    %s: ", key);
	put_quoted(b, umb_slice_str(text));
	umb_buf_append_byte(b, '\n');
}

/* "<prefix>.<id>" out of letters, digits, dashes and dots; a number behind it when there is one such already. */
static void make_id(umb_import *im, char out[96], const char *id)
{
	size_t prefix = strlen(im->prefix), n;
	char   line[100];

	if (strncmp(id, im->prefix, prefix) == 0 && id[prefix] == '.')
		id += prefix + 1;
	n = (size_t)snprintf(out, 88, "%.30s.", im->prefix);
	for (; *id && n < 80; id++) {
		uint8_t c = umb_ascii_lower((uint8_t)*id);

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = (char)c;
		else if (out[n - 1] != '-' && out[n - 1] != '.')
			out[n++] = c == '.' ? '.' : '-';
	}
	while (n > 0 && (out[n - 1] == '-' || out[n - 1] == '.'))
		n--;
	out[n] = 0;
	for (unsigned k = 2;; k++) {
		snprintf(line, sizeof(line), "\n%s\n", out);
		if (umb_text_find(umb_buf_view(&im->ids), umb_slice_str(line)) == SIZE_MAX)
			return;
		snprintf(out + n, 96 - n, "-%u", k);
	}
}

/* Those that can be declared; 0 when one is too short, so that not all matches would be looked for. */
static size_t put_keywords(umb_buf *b, const umb_yaml_node *list)
{
	size_t n = 0, start = b->len;

	for (const umb_yaml_item *i = list && list->kind == UMB_YAML_LIST ? list->first : NULL; i; i = i->next) {
		size_t len = i->value->kind == UMB_YAML_SCALAR ? strlen(i->value->text) : 0;

		if (len < MIN_KEYWORD || n == MAX_KEYWORDS) {
			b->len = start;
			return 0;
		}
		umb_buf_append_str(b, n++ ? ", " : "    literals: [");
		put_quoted(b, umb_slice_sub(umb_slice_str(i->value->text), 0, UMB_LITERAL_MAX_LEN));
	}
	if (n)
		umb_buf_append_str(b, "]\n");
	return n;
}

static void put_globs(umb_buf *b, const char *key, const char *const *globs, size_t *n)
{
	for (; *globs; globs++) {
		umb_buf_printf(b, "%s", (*n)++ ? ", " : key);
		put_quoted(b, umb_slice_str(*globs));
	}
}

/* Paths that are left out, of the rule or of all; what cannot be said as a pattern is told. */
static void put_never(umb_import *im, umb_buf *b, const umb_foreign_rule *r, size_t *n, size_t *n_lost)
{
	const umb_yaml_node *lists[] = { r->never, im->never };

	for (size_t k = 0; k < 2; k++) {
		for (const umb_yaml_item *i = lists[k] && lists[k]->kind == UMB_YAML_LIST ? lists[k]->first : NULL; i; i = i->next) {
			const char *const *globs = i->value->kind == UMB_YAML_SCALAR ? umb_import_globs(im->arena, i->value->text) : NULL;

			if (globs)
				put_globs(b, "      never: [", globs, n);
			else if (k == 0)
				umb_import_note(im, r->id, "an allowed path is no gitignore pattern: %s", i->value->kind == UMB_YAML_SCALAR ? i->value->text : "?");
			*n_lost += !globs && k == 0;
		}
	}
	if (*n)
		umb_buf_append_str(b, "]\n");
}

static void put_paths(umb_import *im, umb_buf *b, const umb_foreign_rule *r, size_t *n_lost)
{
	const char *const *only    = r->path ? umb_import_globs(im->arena, r->path) : NULL;
	size_t             n_only  = 0, n_never = 0, at = b->len;

	umb_buf_append_str(b, "    paths:\n");
	if (only) {
		put_globs(b, "      only: [", only, &n_only);
		umb_buf_append_str(b, "]\n");
	}
	put_never(im, b, r, &n_never, n_lost);
	if (n_only + n_never == 0)
		b->len = at;
}

/* The rule as a map of the pack. */
static void put_rule(umb_import *im, umb_buf *b, const umb_foreign_rule *r, const char *id, bool declares, size_t *n_lost)
{
	const char *pattern = r->pattern ? umb_import_pattern(im->arena, r->pattern) : NULL;

	umb_buf_printf(b, "  - id: %s\n", id);
	put_key(b, "name", r->name && r->name[0] ? r->name : r->id);
	put_key(b, "about", r->about && r->about[0] ? r->about : "What a rule of another scanner finds.");
	umb_buf_printf(b, "    identity: unknown\n    severity: %s\n    confidence: %s\n", r->severity ? r->severity : "high", r->confidence ? r->confidence : "medium");
	if (r->pattern)
		put_key(b, "pattern", pattern ? pattern : "");
	else
		umb_buf_append_str(b, "    file: { begins: '[\\x00-\\xff]{4}' }\n");
	if (declares)
		put_keywords(b, r->keywords);
	if (r->pattern && r->secret)
		put_key(b, "secret", r->secret);
	if (r->pattern && r->entropy > 0)
		umb_buf_printf(b, "    validate:\n      - entropy: { min: %.3g }\n", UMB_MIN(r->entropy, 8.0));
	put_paths(im, b, r, n_lost);
	umb_buf_append_str(b, "    revoke: 'Where the credential is from.'\n    tags: [imported]\n");
	if (!pattern && r->pattern)
		b->failed = UMB_E_NOMEM;
}

/* -- trying ------------------------------------------------------------------------------------------- */

typedef struct first_words {
	char text[600];
} first_words;

static void keep_first(void *ctx, const char *line)
{
	first_words *f    = ctx;
	const char  *at   = strstr(line, ": ");
	const char  *rule = at ? strstr(at, "': ") : NULL;

	if (!f->text[0])
		snprintf(f->text, sizeof(f->text), "%s", rule ? rule + 3 : at ? at + 2 : line);
}

/* UMB_E_RULES with what is wrong with it. */
static umb_status try_rule(umb_slice rule, first_words *why)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	umb_teller         tell  = { .line = keep_first, .ctx = why };
	umb_buf            pack  = UMB_BUF_INIT;
	umb_status         st;

	why->text[0] = 0;
	umb_buf_append_str(&pack, "format: 1\nrules:\n");
	umb_buf_append_slice(&pack, rule);
	st = pack.failed;
	if (st == UMB_OK)
		st = umb_pack_parse(&list, &arena, umb_buf_view(&pack), "rule", &tell, NULL);
	if (st == UMB_OK)
		st = umb_rules_compile(&t, &arena, NULL, &list, &tell, NULL);
	umb_teller_finish(&tell);
	if (st == UMB_OK && tell.n_errors)
		st = UMB_E_RULES;
	umb_free(list.rule);
	umb_arena_clear(&arena);
	umb_buf_clear(&pack);
	return st;
}

static umb_status leave_out(umb_import *im, const umb_foreign_rule *r, const char *why)
{
	im->n_left_out++;
	return umb_import_note(im, r->id, "left out: %s", why);
}

umb_status umb_import_rule(umb_import *im, const umb_foreign_rule *r)
{
	umb_buf     b = UMB_BUF_INIT_MAX(1 << 20);
	char        id[96];
	first_words why;
	size_t      n_lost = 0;
	umb_status  st;

	if (!r->pattern && (!r->path || !umb_import_globs(im->arena, r->path)))
		return leave_out(im, r, r->path ? "it is about paths, and its expression is no gitignore pattern" : "it has neither a pattern nor a path");
	make_id(im, id, r->id);
	put_rule(im, &b, r, id, false, &n_lost);
	st = b.failed == UMB_OK ? try_rule(umb_buf_view(&b), &why) : b.failed;
	if (st == UMB_E_RULES && strncmp(why.text, "no literal", 10) == 0 && r->keywords) {
		size_t again = 0;

		umb_buf_reset(&b);
		put_rule(im, &b, r, id, true, &again);
		st = b.failed == UMB_OK ? try_rule(umb_buf_view(&b), &why) : b.failed;
		if (st == UMB_OK) {
			st = umb_import_note(im, r->id, "found where a keyword is a part of the match; elsewhere in the file it does not count");
			n_lost++;
		}
	}
	if (st == UMB_OK && r->path && r->pattern && !umb_import_globs(im->arena, r->path)) {
		st = umb_import_note(im, r->id, "looked for in all files: its path is no gitignore pattern: %s", r->path);
		n_lost++;
	}
	if (st == UMB_OK)
		st = umb_buf_append_slice(&im->rules, umb_buf_view(&b));
	if (st == UMB_OK) {
		st = umb_buf_printf(&im->ids, "\n%s\n", id);
		im->n_rules++;
		im->n_partly += n_lost || (im->noted && strcmp(im->noted, r->id) == 0);
	}
	umb_buf_clear(&b);
	return st == UMB_E_RULES ? leave_out(im, r, why.text) : st;
}

/* -- files -------------------------------------------------------------------------------------------- */

static umb_status read_file(umb_import *im, const char *path, const umb_importer_ops *kind, umb_err *err)
{
	umb_buf    text = UMB_BUF_INIT;
	umb_status st   = umb_file_read(&text, path, UMB_YAML_MAX_BYTES, err);

	im->file = umb_arena_strdup(im->arena, path);
	if (!im->file)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
	if (st == UMB_OK && !kind)
		kind = umb_importer_guess(umb_buf_view(&text), umb_path_base(umb_slice_str(path)));
	if (st == UMB_OK && !kind)
		st = umb_err_set(err, UMB_E_USAGE, "'%s' looks like rules of no scanner that is known; say whose they are with --from", path);
	if (st == UMB_OK) {
		st = kind->read(im, umb_buf_view(&text), err);
		if (st == UMB_E_FORMAT)
			st = UMB_E_USAGE;
	}
	umb_buf_clear(&text);
	return st;
}

static int is_rules(const struct dirent *d)
{
	umb_slice ext = umb_path_ext(umb_slice_str(d->d_name));

	return umb_slice_eq_str(ext, "yml") || umb_slice_eq_str(ext, "yaml") || umb_slice_eq_str(ext, "toml");
}

static umb_status read_folder(umb_import *im, const char *path, const umb_importer_ops *kind, umb_err *err)
{
	struct dirent **entry = NULL;
	int             n     = scandir(path, &entry, is_rules, alphasort);
	umb_status      st    = UMB_OK;

	if (n < 0)
		return umb_err_errno(err, errno, "'%s'", path);
	if (n == 0)
		st = umb_err_set(err, UMB_E_USAGE, "'%s': no *.toml, *.yml or *.yaml in this folder", path);
	for (int i = 0; i < n; i++) {
		umb_buf name = UMB_BUF_INIT;

		if (st == UMB_OK && i < MAX_FILES) {
			umb_path_join(&name, umb_slice_str(path), umb_slice_str(entry[i]->d_name));
			st = read_file(im, umb_buf_str(&name), kind, err);
		}
		umb_buf_clear(&name);
		free(entry[i]);
	}
	free(entry);
	return st;
}

umb_status umb_import_read(umb_import *im, const char *path, const umb_importer_ops *kind, umb_err *err)
{
	struct stat sb;

	im->rules.max = UMB_YAML_MAX_BYTES * 4;
	if (strcmp(path, "-") != 0 && stat(path, &sb) != 0)
		return umb_err_errno(err, errno, "'%s'", path);
	return strcmp(path, "-") != 0 && S_ISDIR(sb.st_mode) ? read_folder(im, path, kind, err) : read_file(im, path, kind, err);
}

umb_status umb_import_print(umb_import *im, umb_buf *out)
{
	umb_buf_printf(out, "# Rules of another scanner: %zu taken, %zu of them not with all they say; %zu left out.  What is missing stands where it would be.\n",
	               im->n_rules, im->n_partly, im->n_left_out);
	umb_buf_append_str(out, "format: 1\nrules:\n");
	if (im->n_rules == 0)
		umb_buf_append_str(out, "  []\n");
	umb_buf_append_slice(out, umb_buf_view(&im->rules));
	return out->failed != UMB_OK ? out->failed : im->rules.failed;
}

void umb_import_clear(umb_import *im)
{
	umb_buf_clear(&im->rules);
	umb_buf_clear(&im->ids);
}

/* Notes of one file: line by line to where the mistakes of packs go. */
static void pass_on(void *ctx, const char *line)
{
	const umb_teller *t = ctx;

	if (t->line)
		t->line(t->ctx, line);
}

umb_status umb_import_load(umb_rule_list *list, umb_arena *arena, const char *path, bool *uses_default, umb_teller *tell, umb_err *err)
{
	umb_import im   = { .arena = arena, .prefix = "gitleaks", .line = pass_on, .ctx = tell };
	umb_buf    pack = UMB_BUF_INIT;
	umb_status st   = umb_import_read(&im, path, &umb_importer_gitleaks, err);

	*uses_default = im.uses_default;
	if (st == UMB_OK && umb_import_print(&im, &pack) != UMB_OK)
		st = umb_err_set(err, UMB_E_NOMEM, "out of memory for the rules");
	if (st == UMB_OK)
		st = umb_pack_parse(list, arena, umb_buf_view(&pack), path, tell, err);
	umb_buf_clear(&pack);
	umb_import_clear(&im);
	return st;
}
