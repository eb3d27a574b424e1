/*
 * import_paths.c - regular expressions of paths as gitignore patterns, where the expression is as simple as most are: literals,
 * alternatives, "anything", and the ends.
 */
#include "base/alloc.h"
#include "rule/import.h"

#define MAX_GLOBS 64
#define MAX_LEN 256

/* What the expression may have become so far; each grows to its right. */
typedef struct set {
	char   text[MAX_GLOBS][MAX_LEN];
	size_t n;
} set;

typedef struct parser {
	const char *p;
	bool        is_bad;
	bool        any_case;
	unsigned    depth;
} parser;

static void add_text(parser *x, set *s, const char *text)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t n = strlen(s->text[i]);

		if (n + strlen(text) >= MAX_LEN)
			x->is_bad = true;
		else
			snprintf(s->text[i] + n, MAX_LEN - n, "%s", text);
	}
}

static void add_set(parser *x, set *to, const set *from)
{
	if (to->n + from->n > MAX_GLOBS) {
		x->is_bad = true;
		return;
	}
	for (size_t i = 0; i < from->n; i++)
		memcpy(to->text[to->n++], from->text[i], MAX_LEN);
}

static void alternatives(parser *x, set *s);

/* "[^/]", ".": what stands for any one character. */
static bool any_one(parser *x)
{
	if (x->p[0] == '.') {
		x->p++;
		return true;
	}
	if (strncmp(x->p, "[^/]", 4) == 0) {
		x->p += 4;
		return true;
	}
	if (strncmp(x->p, "[^\\/]", 5) == 0) {
		x->p += 5;
		return true;
	}
	return false;
}

/* One piece, on every text of `s`. */
static void piece(parser *x, set *s)
{
	char one[5] = { 0 };

	if (strncmp(x->p, "(?:", 3) == 0 || (x->p[0] == '(' && x->p[1] != '?')) {
		x->p += x->p[1] == '?' ? 3 : 1;
		alternatives(x, s);
		if (*x->p == ')')
			x->p++;
		else
			x->is_bad = true;
		return;
	}
	if (x->p[0] == '\\' && x->p[1] && strchr("./-_+$()[]{}|", x->p[1])) {
		one[0] = x->p[1];
		x->p += 2;
	} else if ((x->p[0] >= 'a' && x->p[0] <= 'z') || (x->p[0] >= 'A' && x->p[0] <= 'Z') || (x->p[0] >= '0' && x->p[0] <= '9') || (x->p[0] && strchr("/_-@~,= #%&", x->p[0]))) {
		one[0] = *x->p++;
	} else {
		x->is_bad = true;
		return;
	}
	if (x->any_case && ((one[0] >= 'a' && one[0] <= 'z') || (one[0] >= 'A' && one[0] <= 'Z'))) {
		char c = one[0];

		snprintf(one, sizeof(one), "[%c%c]", c | 32, c & ~32);
	} else if (strchr("*?[\\", one[0])) {
		one[1] = one[0];
		one[0] = '\\';
	}
	add_text(x, s, one);
}

/* Behind a piece: "?" makes it one that need not be there.  Other repeats only behind any character. */
static void repeated(parser *x, set *s)
{
	bool is_dot = x->p[0] == '.';
	set *before;

	if (any_one(x)) {
		bool is_many = *x->p == '*' || *x->p == '+';

		x->p += is_many;
		/* ".*" crosses folders; "*" does not, and stands between other things of one name. */
		add_text(x, s, is_many && is_dot ? "*\x01" : is_many ? "*" : "?");
		x->is_bad = x->is_bad || *x->p == '{' || *x->p == '?';
		return;
	}
	before = umb_alloc(sizeof(*before));
	if (!before) {
		x->is_bad = true;
		return;
	}
	*before = *s;
	piece(x, s);
	if (*x->p == '?') {
		x->p++;
		add_set(x, s, before);
	}
	x->is_bad = x->is_bad || *x->p == '*' || *x->p == '+' || *x->p == '{' || *x->p == '?';
	umb_free(before);
}

static void alternatives(parser *x, set *s)
{
	set *start = umb_alloc(sizeof(*start)), *all = umb_alloc(sizeof(*all));

	if (!start || !all || ++x->depth > 8) {
		x->is_bad = true;
	} else {
		*start = *s;
		all->n = 0;
		for (;;) {
			*s = *start;
			while (*x->p && *x->p != '|' && *x->p != ')' && *x->p != '$' && !x->is_bad)
				repeated(x, s);
			add_set(x, all, s);
			if (*x->p != '|' || x->is_bad)
				break;
			x->p++;
		}
		*s = *all;
		x->depth--;
	}
	umb_free(start);
	umb_free(all);
}

/* Both ends, and what crosses folders: "\1" behind a "*" stands for "and any folders". */
static void finish(parser *x, set *s, const char *begin, bool is_open)
{
	set *out = umb_alloc(sizeof(*out));

	if (!out) {
		x->is_bad = true;
		return;
	}
	out->n = 0;
	for (size_t i = 0; i < s->n && !x->is_bad; i++) {
		char *mark = strchr(s->text[i], 1);
		char  text[MAX_LEN];

		/* At the end it is the end being open; elsewhere only "/.*" with a slash behind it has a pattern of its own. */
		if (mark && !mark[1]) {
			mark[-1] = 0;
			is_open  = true;
		} else if (mark) {
			x->is_bad = true;
			break;
		}
		if (snprintf(text, sizeof(text), "%s%s", begin, s->text[i]) >= (int)sizeof(text) - 8 || out->n + 2 > MAX_GLOBS) {
			x->is_bad = true;
			break;
		}
		if (!is_open) {
			memcpy(out->text[out->n++], text, MAX_LEN);
		} else if (text[strlen(text) - 1] == '/') {
			snprintf(out->text[out->n++], MAX_LEN, "%.240s**", text);
		} else {
			snprintf(out->text[out->n++], MAX_LEN, "%.240s*", text);
			snprintf(out->text[out->n++], MAX_LEN, "%.240s*/**", text);
		}
	}
	*s = *out;
	umb_free(out);
}

static const char *const *as_list(umb_arena *arena, const set *s)
{
	const char **list = umb_arena_zero(arena, s->n + 1, sizeof(*list));

	for (size_t i = 0; list && i < s->n; i++)
		list[i] = umb_arena_strdup(arena, s->text[i]);
	return list;
}

const char *const *umb_import_globs(umb_arena *arena, const char *regex)
{
	static const char *const starts[] = { "(?:^|/)", "(^|/)", "(?:^|\\/)", "(^|\\/)", "(?:/|^)", "(/|^)" };
	parser             x     = { .p = regex };
	const char        *begin = "**/*";
	set               *s     = umb_alloc(sizeof(*s));
	const char *const *list  = NULL;

	if (!s)
		return NULL;
	if (strncmp(x.p, "(?i)", 4) == 0) {
		x.any_case = true;
		x.p += 4;
	}
	for (size_t i = 0; i < UMB_COUNT(starts); i++) {
		if (strncmp(x.p, starts[i], strlen(starts[i])) == 0) {
			begin = "**/";
			x.p += strlen(starts[i]);
			break;
		}
	}
	if (*x.p == '^') {
		begin = "/";
		x.p++;
	}
	if (strncmp(x.p, ".*", 2) == 0) {
		begin = "**/*";
		x.p += 2;
	}
	s->n          = 1;
	s->text[0][0] = 0;
	alternatives(&x, s);
	if (!x.is_bad && (*x.p == 0 || (*x.p == '$' && x.p[1] == 0)))
		finish(&x, s, begin, *x.p == 0);
	else
		x.is_bad = true;
	if (!x.is_bad)
		list = as_list(arena, s);
	umb_free(s);
	return list;
}
