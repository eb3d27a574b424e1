/*
 * codeowners.c - see codeowners.h.
 */
#include "conf/codeowners.h"

#include "base/alloc.h"
#include "base/path.h"
#include "base/text.h"

#define MAX_RULES 200000
#define MAX_SECTIONS 1000

const char *const umb_codeowners_names[] = { ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", NULL };

typedef struct owner_rule {
	size_t    pattern; /* in `patterns`, ended by a NUL */
	umb_slice owners;
	uint32_t  line, section;
	uint16_t  literal; /* bytes that a path must begin with */
	bool      is_exclusion, has_contents; /* a folder of this name is meant with all that is in it */
} owner_rule;

typedef struct owner_section {
	umb_slice name, owners;
} owner_section;

struct umb_codeowners {
	bool           is_gitlab;
	owner_rule    *rule;
	size_t         n_rules, cap_rules;
	owner_section *section; /* number 0 has no name */
	size_t         n_sections, cap_sections;
	umb_buf        patterns;
};

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static umb_slice trim(umb_slice s)
{
	while (s.len && is_blank(s.ptr[0]))
		s = umb_slice_sub(s, 1, s.len);
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Up to a '#' at the beginning of a word. */
static umb_slice without_comment(umb_slice s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '#' && (i == 0 || is_blank(s.ptr[i - 1])))
			return trim(umb_slice_sub(s, 0, i));
	}
	return trim(s);
}

static umb_slice next_word(umb_slice *rest)
{
	umb_slice word;
	size_t    n = 0;

	*rest = trim(*rest);
	while (n < rest->len && !is_blank(rest->ptr[n]))
		n++;
	word  = umb_slice_sub(*rest, 0, n);
	*rest = umb_slice_sub(*rest, n, rest->len);
	return word;
}

static bool is_owner(umb_slice word)
{
	return word.len > 1 && memchr(word.ptr, '@', word.len) != NULL && word.ptr[word.len - 1] != '@';
}

umb_slice umb_owner_next(umb_slice *owners)
{
	umb_slice word;

	do
		word = next_word(owners);
	while (word.len && !is_owner(word));
	return word;
}

static bool are_owners(umb_slice words)
{
	for (umb_slice word = next_word(&words); word.len; word = next_word(&words)) {
		if (!is_owner(word))
			return false;
	}
	return true;
}

/* -- sections --------------------------------------------------------------------------------------------- */

/* "[Name]", "^[Name][2] @owner": where the name ends; 0 when it is none. */
static size_t section_end(umb_slice line, umb_slice *name)
{
	size_t from = line.len && line.ptr[0] == '^' ? 1 : 0;
	const uint8_t *close = line.len > from + 1 && line.ptr[from] == '[' ? memchr(line.ptr + from, ']', line.len - from) : NULL;

	if (!close || close == line.ptr + from + 1)
		return 0;
	*name = umb_slice_sub(line, from + 1, (size_t)(close - line.ptr));
	return (size_t)(close - line.ptr) + 1;
}

/* Sections of one name, whatever its letters' case, are one. */
static umb_status enter_section(umb_codeowners *c, umb_slice name, umb_slice owners, uint32_t *number)
{
	for (size_t i = 1; i < c->n_sections; i++) {
		if (umb_text_eq_nocase(c->section[i].name, name)) {
			if (owners.len)
				c->section[i].owners = owners;
			*number = (uint32_t)i;
			return UMB_OK;
		}
	}
	if (c->n_sections == MAX_SECTIONS)
		return UMB_E_LIMIT;
	if (c->n_sections == c->cap_sections) {
		size_t         cap  = c->cap_sections * 2 + 8;
		owner_section *more = umb_realloc(c->section, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		c->section      = more;
		c->cap_sections = cap;
	}
	*number = (uint32_t)c->n_sections;
	c->section[c->n_sections++] = (owner_section){ name, owners };
	return UMB_OK;
}

static umb_status take_section(umb_codeowners *c, umb_slice line, size_t end, umb_slice name, uint32_t *number)
{
	umb_slice rest = umb_slice_sub(line, end, line.len);

	if (rest.len && rest.ptr[0] == '[') {
		const uint8_t *close = memchr(rest.ptr, ']', rest.len);

		rest = close ? umb_slice_sub(rest, (size_t)(close - rest.ptr) + 1, rest.len) : rest;
	}
	return enter_section(c, name, without_comment(rest), number);
}

/* -- lines -------------------------------------------------------------------------------------------------- */

/* A pattern ends at the first blank without a '\' before it. */
static size_t pattern_end(umb_slice line)
{
	size_t i = 0;

	while (i < line.len && !is_blank(line.ptr[i]))
		i += line.ptr[i] == '\\' && i + 1 < line.len ? 2 : 1;
	return UMB_MIN(i, line.len);
}

/* What GitHub calls a mistake. */
static bool is_wrong(umb_slice pattern, umb_slice owners)
{
	return pattern.ptr[0] == '!' || memchr(pattern.ptr, '[', pattern.len) != NULL ||
	       (pattern.len > 1 && pattern.ptr[0] == '\\' && pattern.ptr[1] == '#') || !are_owners(owners);
}

static size_t literal_len(umb_slice p, bool is_anchored)
{
	size_t n = 0;

	while (is_anchored && n < p.len && n < UINT16_MAX && !strchr("*?[\\", p.ptr[n]))
		n++;
	return n;
}

static umb_status add_rule(umb_codeowners *c, const owner_rule *r)
{
	if (c->n_rules == MAX_RULES)
		return UMB_E_LIMIT;
	if (c->n_rules == c->cap_rules) {
		size_t      cap  = c->cap_rules * 2 + 64;
		owner_rule *more = umb_realloc(c->rule, cap * sizeof(*more));

		if (!more)
			return UMB_E_NOMEM;
		c->rule      = more;
		c->cap_rules = cap;
	}
	c->rule[c->n_rules++] = *r;
	return UMB_OK;
}

static umb_status take_rule(umb_codeowners *c, umb_slice line, uint32_t number, uint32_t section)
{
	size_t     end     = pattern_end(line);
	umb_slice  pattern = umb_slice_sub(line, 0, end);
	owner_rule r       = { c->patterns.len, without_comment(umb_slice_sub(line, end, line.len)), number, section, 0, false, false };
	const uint8_t *slash;

	if (memchr(pattern.ptr, 0, pattern.len) || (!c->is_gitlab && is_wrong(pattern, r.owners)))
		return UMB_OK;
	if (c->is_gitlab && pattern.ptr[0] == '!') {
		r.is_exclusion = true;
		pattern        = umb_slice_sub(pattern, 1, pattern.len);
	}
	if (!pattern.len || umb_slice_eq_str(pattern, "/"))
		return UMB_OK;
	if (!r.owners.len)
		r.owners = c->section[section].owners;
	slash = memchr(pattern.ptr, '/', pattern.len - 1);
	/* A '*' alone behind a slash is all files there, and none below. */
	r.has_contents = !c->is_gitlab && pattern.ptr[pattern.len - 1] != '/' && !(pattern.len > 1 && memcmp(pattern.ptr + pattern.len - 2, "/*", 2) == 0);
	if (c->is_gitlab && slash && pattern.ptr[0] != '/')
		umb_buf_append_str(&c->patterns, "**/");
	else if (slash)
		r.literal = (uint16_t)literal_len(umb_slice_sub(pattern, pattern.ptr[0] == '/', pattern.len), true);
	umb_buf_append_slice(&c->patterns, pattern);
	if (umb_buf_append_byte(&c->patterns, 0) != UMB_OK)
		return c->patterns.failed;
	return add_rule(c, &r);
}

/* -- the whole ------------------------------------------------------------------------------------------------ */

static bool has_section(umb_slice text)
{
	for (size_t at = 0, end; at < text.len; at = end + 1) {
		umb_slice name;

		end = umb_text_line_end(text, at);
		if (section_end(trim(umb_slice_sub(text, at, end)), &name))
			return true;
	}
	return false;
}

umb_status umb_codeowners_parse(umb_codeowners **out, umb_slice text, const char *name)
{
	umb_codeowners *c  = umb_alloc_zero(1, sizeof(*c));
	umb_status      st = !c ? UMB_E_NOMEM : text.len > UMB_CODEOWNERS_MAX ? UMB_E_LIMIT : UMB_OK;
	uint32_t        number = 0, section = 0;

	if (text.len >= 3 && memcmp(text.ptr, "\357\273\277", 3) == 0)
		text = umb_slice_sub(text, 3, text.len);
	if (st == UMB_OK) {
		c->patterns.max = 4 * UMB_CODEOWNERS_MAX;
		c->is_gitlab    = strncmp(name, ".gitlab/", 8) == 0 || has_section(text);
		c->section      = umb_alloc_zero(8, sizeof(*c->section));
		c->cap_sections = 8;
		c->n_sections   = 1;
		st = c->section ? UMB_OK : UMB_E_NOMEM;
	}
	for (size_t at = 0, end; at < text.len && st == UMB_OK; at = end + 1) {
		umb_slice line, title;
		size_t    behind;

		end  = umb_text_line_end(text, at);
		line = trim(umb_slice_sub(text, at, end));
		number++;
		if (!line.len || line.ptr[0] == '#')
			continue;
		behind = c->is_gitlab ? section_end(line, &title) : 0;
		st     = behind ? take_section(c, line, behind, title, &section) : take_rule(c, line, number, section);
	}
	if (st == UMB_OK)
		*out = c;
	else
		umb_codeowners_free(c);
	return st;
}

void umb_codeowners_free(umb_codeowners *c)
{
	if (!c)
		return;
	umb_free(c->rule);
	umb_free(c->section);
	umb_buf_clear(&c->patterns);
	umb_free(c);
}

/* -- asking ------------------------------------------------------------------------------------------------------ */

static bool matches_below(const char *pattern, size_t len, umb_slice path)
{
	char folder[1024];

	if (len + 2 > sizeof(folder))
		return false;
	memcpy(folder, pattern, len);
	memcpy(folder + len, "/", 2);
	return umb_glob_match(folder, path);
}

static bool matches(const umb_codeowners *c, const owner_rule *r, umb_slice path, uint64_t *budget)
{
	const char *pattern = (const char *)c->patterns.ptr + r->pattern, *literal = pattern + (*pattern == '/');
	size_t      len = strlen(pattern);
	uint64_t    cost = 1;
	bool        may = path.len >= r->literal && memcmp(path.ptr, literal, r->literal) == 0;

	if (may)
		cost += (uint64_t)(len + 1) * (path.len + 1);
	if (cost > *budget) {
		*budget = 0;
		return false;
	}
	*budget -= cost;
	return may && (umb_glob_match(pattern, path) || (r->has_contents && matches_below(pattern, len, path)));
}

size_t umb_codeowners_find(const umb_codeowners *c, umb_slice path, umb_owner_line out[UMB_MAX_OWNER_LINES], uint64_t *budget)
{
	const owner_rule *last[MAX_SECTIONS] = { NULL };
	bool              is_excluded[MAX_SECTIONS] = { false };
	size_t            n = 0, n_open = c->n_sections;

	/* From the end: the first that matches is the last of its section; only exclusions are looked for further up. */
	for (size_t i = c->n_rules; i-- > 0 && *budget && (n_open || c->is_gitlab);) {
		const owner_rule *r = &c->rule[i];

		if (is_excluded[r->section] || (last[r->section] && !r->is_exclusion) || !matches(c, r, path, budget))
			continue;
		n_open -= !last[r->section];
		if (r->is_exclusion)
			is_excluded[r->section] = true;
		last[r->section] = r;
	}
	for (size_t i = 0; i < c->n_sections && *budget && n < UMB_MAX_OWNER_LINES; i++) {
		if (last[i] && !is_excluded[i])
			out[n++] = (umb_owner_line){ last[i]->owners, last[i]->line };
	}
	return n;
}
