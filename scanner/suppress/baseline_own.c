/*
 * baseline_own.c - see own.h: from text to entries and back, and finding.
 */
#include "suppress/own.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"

#define FIRST_WORD "umbra-baseline"
#define ALGORITHM "hmac-sha256-128"
#define MAX_LINES ((size_t)1 << 24)
#define MAX_PATH 16384

/* -- words of a line ----------------------------------------------------------------------------------------------- */

static umb_slice next_word(umb_slice *s)
{
	size_t    from = 0, to;
	umb_slice word;

	while (from < s->len && (s->ptr[from] == ' ' || s->ptr[from] == '\t'))
		from++;
	for (to = from; to < s->len && s->ptr[to] != ' ' && s->ptr[to] != '\t'; to++)
		;
	word = umb_slice_sub(*s, from, to);
	*s   = umb_slice_sub(*s, to, s->len);
	return word;
}

/* Nothing more, or a comment. */
static bool is_end(umb_slice rest)
{
	umb_slice word = next_word(&rest);

	return word.len == 0 || word.ptr[0] == '#';
}

/* Only what is printable and no blank stands there as it is. */
static void put_path(umb_buf *b, umb_slice path)
{
	if (path.len == 0)
		umb_buf_append_byte(b, '-');
	for (size_t i = 0; i < path.len; i++) {
		uint8_t c = path.ptr[i];

		if (c <= ' ' || c >= 127 || c == '%' || c == '#' || (c == '-' && path.len == 1))
			umb_buf_printf(b, "%%%02X", c);
		else
			umb_buf_append_byte(b, c);
	}
}

static bool take_path(umb_own *o, umb_slice word, umb_slice *out)
{
	uint8_t *path = umb_arena_alloc(&o->arena, word.len + 1);
	size_t   n    = 0;

	if (!path)
		return false;
	*out = umb_slice_of(path, 0);
	if (umb_slice_eq_str(word, "-"))
		return true;
	for (size_t i = 0; i < word.len; i++) {
		if (word.ptr[i] != '%') {
			path[n++] = word.ptr[i];
		} else {
			if (!umb_parse_hex(&path[n++], 1, umb_slice_sub(word, i + 1, i + 3)))
				return false;
			i += 2;
		}
	}
	out->len = n;
	return n > 0;
}

void umb_own_print_entry(umb_buf *out, const umb_own_entry *e)
{
	char hex[2 * UMB_OWN_ID + 1];

	umb_format_hex(hex, e->id, UMB_OWN_ID);
	umb_buf_printf(out, "%s ", hex);
	put_path(out, e->path);
	umb_buf_append_byte(out, ' ');
	umb_buf_append_slice(out, e->rule);
}

/* -- tables ---------------------------------------------------------------------------------------------------------- */

static bool grow(void **items, size_t n, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 64;
	void  *p;

	if (n < *cap)
		return true;
	p = n < MAX_LINES ? umb_realloc(*items, more * size) : NULL;
	if (!p)
		return false;
	*items = p;
	*cap   = more;
	return true;
}

static bool add_line(umb_own *o, umb_slice text, size_t entry)
{
	const char *copy = umb_arena_strndup(&o->arena, text.ptr, text.len);

	if (!copy || !grow((void **)&o->line, o->n_lines, &o->cap_lines, sizeof(*o->line)))
		return false;
	o->line[o->n_lines++] = (umb_own_line){ umb_slice_of(copy, text.len), entry };
	return true;
}

static bool add_entry(umb_own *o, const umb_own_entry *e)
{
	if (!grow((void **)&o->entry, o->n_entries, &o->cap_entries, sizeof(*o->entry)))
		return false;
	o->entry[o->n_entries++] = *e;
	return true;
}

/* -- reading ----------------------------------------------------------------------------------------------------------- */

bool umb_own_is(umb_slice text)
{
	size_t n = sizeof(FIRST_WORD) - 1;

	return text.len > n && memcmp(text.ptr, FIRST_WORD " ", n + 1) == 0;
}

static void key_id(uint8_t out[8], const umb_ident_key *key)
{
	umb_slice part[] = { umb_slice_str("which key a baseline was made with") };
	uint8_t   mac[UMB_MAC_LEN];

	umb_mac_parts(mac, key->bytes, part, 1);
	memcpy(out, mac, 8);
}

typedef struct parsing {
	umb_own             *o;
	const umb_ident_key *key;
	bool                 has_algorithm, has_key;
	uint32_t             number;
	umb_err             *err;
} parsing;

static umb_status wrong(const parsing *p, umb_status st, const char *words)
{
	return umb_err_set(p->err, st, "line %u: %s", p->number, words);
}

static umb_status read_key(parsing *p, umb_slice word, bool is_salt)
{
	umb_own *o = p->o;
	uint8_t  mine[8];

	if (p->has_key)
		return wrong(p, UMB_E_FORMAT, "a second salt or key: two baselines were merged that have not the same; make one anew");
	p->has_key  = true;
	o->has_salt = is_salt;
	if (is_salt)
		return umb_parse_hex(o->key.bytes, UMB_KEY_LEN, word) ? UMB_OK : wrong(p, UMB_E_FORMAT, "the salt is 64 hex digits");
	if (!umb_parse_hex(o->key_id, sizeof(o->key_id), word))
		return wrong(p, UMB_E_FORMAT, "the key is told by 16 hex digits");
	if (!p->key)
		return wrong(p, UMB_E_USAGE, "it was made with --key-file, and wants the same");
	key_id(mine, p->key);
	o->key = *p->key;
	return umb_equal_ct(mine, o->key_id, sizeof(mine)) ? UMB_OK : wrong(p, UMB_E_USAGE, "it was made with another --key-file");
}

static bool is_conflict(umb_slice line)
{
	static const char *const marks[] = { "<<<<<<<", "=======", ">>>>>>>", "|||||||" };

	for (size_t i = 0; i < UMB_COUNT(marks); i++) {
		if (line.len >= 7 && memcmp(line.ptr, marks[i], 7) == 0)
			return true;
	}
	return false;
}

static umb_status read_entry(parsing *p, umb_slice id, umb_slice rest)
{
	umb_slice     path = next_word(&rest), rule = next_word(&rest);
	umb_own_entry e    = { .line = p->number };
	const char   *copy;

	if (!umb_parse_hex(e.id, UMB_OWN_ID, id) || path.len == 0 || path.len > MAX_PATH || rule.len == 0 || rule.ptr[0] == '#' || !is_end(rest))
		return wrong(p, UMB_E_FORMAT, "no entry: 32 hex digits, a path, a rule and perhaps a # reason");
	if (!take_path(p->o, path, &e.path))
		return wrong(p, UMB_E_FORMAT, "no path, with %XX for what is no printable ASCII");
	copy   = umb_arena_strndup(&p->o->arena, rule.ptr, rule.len);
	e.rule = umb_slice_of(copy, rule.len);
	return copy && add_entry(p->o, &e) ? UMB_OK : UMB_E_NOMEM;
}

/* *is_entry: it is one, the last of o->entry. */
static umb_status read_line(parsing *p, umb_slice line, bool *is_entry)
{
	umb_slice rest = line, word = next_word(&rest), value;

	*is_entry = false;
	if (p->number == 1)
		return umb_slice_eq_str(next_word(&rest), "1") && is_end(rest) ? UMB_OK : wrong(p, UMB_E_FORMAT, "of another version of umbra");
	if (word.len == 0 || word.ptr[0] == '#')
		return UMB_OK;
	if (is_conflict(line))
		return wrong(p, UMB_E_FORMAT, "a merge that is not finished: the entries of both sides are right, remove these marks");
	if (umb_slice_eq_str(word, "algorithm")) {
		p->has_algorithm = true;
		value            = next_word(&rest);
		return umb_slice_eq_str(value, ALGORITHM) && is_end(rest) ? UMB_OK : wrong(p, UMB_E_FORMAT, "an algorithm that is not known here");
	}
	if (umb_slice_eq_str(word, "salt") || umb_slice_eq_str(word, "key")) {
		value = next_word(&rest);
		return is_end(rest) ? read_key(p, value, umb_slice_eq_str(word, "salt")) : wrong(p, UMB_E_FORMAT, "one word more than a key has");
	}
	if (!p->has_algorithm || !p->has_key)
		return wrong(p, UMB_E_FORMAT, "an entry in front of what it was made with: algorithm, and salt or key");
	*is_entry = true;
	return read_entry(p, word, rest);
}

static umb_status read_all(parsing *p, umb_slice text)
{
	umb_status st = UMB_OK;

	while (text.len > 0 && st == UMB_OK) {
		size_t    end  = umb_text_line_end(text, 0);
		umb_slice line = umb_slice_sub(text, 0, end), whole = line;
		bool      is_entry = false;

		p->number++;
		/* What ends in the middle of a line may have ended in the middle of a path. */
		if (end == text.len)
			return wrong(p, UMB_E_FORMAT, "cut off: the last line has no end");
		text = umb_slice_sub(text, end + 1, text.len);
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		st = memchr(line.ptr, 0, line.len) ? wrong(p, UMB_E_FORMAT, "no text") : read_line(p, line, &is_entry);
		if (st == UMB_OK && !add_line(p->o, whole, is_entry ? p->o->n_entries - 1 : SIZE_MAX))
			st = UMB_E_NOMEM;
	}
	if (st == UMB_OK && (!p->has_algorithm || !p->has_key))
		st = wrong(p, UMB_E_FORMAT, "cut off: it does not say what it was made with");
	return st;
}

umb_status umb_own_parse(umb_own **out, umb_slice text, const umb_ident_key *key, umb_err *err)
{
	parsing    p  = { .o = umb_alloc_zero(1, sizeof(umb_own)), .key = key, .err = err };
	umb_status st = !p.o ? UMB_E_NOMEM : umb_own_is(text) ? UMB_OK : umb_err_set(err, UMB_E_FORMAT, "it is no baseline of umbra");

	if (st == UMB_OK)
		st = read_all(&p, text);
	if (st == UMB_OK)
		st = umb_own_seal(p.o);
	if (st != UMB_OK) {
		umb_own_free(p.o);
		return st == UMB_E_NOMEM ? umb_err_set(err, st, "out of memory") : st;
	}
	*out = p.o;
	return UMB_OK;
}

void umb_own_free(umb_own *o)
{
	if (!o)
		return;
	umb_wipe(&o->key, sizeof(o->key));
	umb_arena_clear(&o->arena);
	umb_free(o->line);
	umb_free(o->entry);
	umb_free(o->order);
	umb_free(o);
}

/* -- writing -------------------------------------------------------------------------------------------------------------- */

umb_status umb_own_new(umb_own **out, const umb_ident_key *key, const umb_ident_key *salt)
{
	static const char *const notes[] = {
		"# What umbra knows and does not report: which value (no value can be read from it), in which file, by which rule.",
		"# Behind an entry there is room for a reason: # like this.  After a merge keep the entries of both sides.",
	};
	umb_own *o = umb_alloc_zero(1, sizeof(*o));
	char     head[3][100], hex[2 * UMB_KEY_LEN + 1];
	bool     ok = o != NULL;

	if (!ok)
		return UMB_E_NOMEM;
	o->has_salt = key == NULL;
	o->key      = key ? *key : *salt;
	key_id(o->key_id, &o->key);
	umb_format_hex(hex, key ? o->key_id : o->key.bytes, key ? sizeof(o->key_id) : UMB_KEY_LEN);
	snprintf(head[0], sizeof(head[0]), "%s %d", FIRST_WORD, UMB_OWN_VERSION);
	snprintf(head[1], sizeof(head[1]), "algorithm %s", ALGORITHM);
	snprintf(head[2], sizeof(head[2]), "%s %s", key ? "key" : "salt", hex);
	for (size_t i = 0; i < UMB_COUNT(head); i++)
		ok = ok && add_line(o, umb_slice_str(head[i]), SIZE_MAX);
	for (size_t i = 0; i < UMB_COUNT(notes); i++)
		ok = ok && add_line(o, umb_slice_str(notes[i]), SIZE_MAX);
	umb_wipe(hex, sizeof(hex));
	umb_wipe(head, sizeof(head));
	if (!ok) {
		umb_own_free(o);
		return UMB_E_NOMEM;
	}
	*out = o;
	return UMB_OK;
}

static int compare_slices(umb_slice a, umb_slice b)
{
	int d = a.len && b.len ? memcmp(a.ptr, b.ptr, UMB_MIN(a.len, b.len)) : 0;

	return d ? d : (a.len > b.len) - (a.len < b.len);
}

/* The order in the file. */
static int by_place(const void *x, const void *y)
{
	const umb_own_entry *a = *(const umb_own_entry *const *)x, *b = *(const umb_own_entry *const *)y;
	int                  d = compare_slices(a->path, b->path);

	if (d == 0)
		d = compare_slices(a->rule, b->rule);
	return d ? d : memcmp(a->id, b->id, UMB_OWN_ID);
}

typedef struct printing {
	const umb_own_entry **added; /* by place */
	size_t                n, at;
	umb_buf               held;  /* comments that may belong to the entry behind them */
	umb_buf              *out;
} printing;

/* What was added and stands before this entry (NULL: all of it), then what stood in front of that. */
static void put_added(printing *p, const umb_own_entry *before)
{
	while (p->at < p->n && (!before || by_place(&p->added[p->at], &before) < 0)) {
		umb_own_print_entry(p->out, p->added[p->at++]);
		umb_buf_append_byte(p->out, '\n');
	}
	umb_buf_append_slice(p->out, umb_buf_view(&p->held));
	umb_buf_reset(&p->held);
}

umb_status umb_own_print(const umb_own *o, umb_buf *out)
{
	printing p = { .added = umb_alloc_zero(o->n_entries + 1, sizeof(*p.added)), .out = out };
	bool     is_head = true; /* comments there stay there */

	if (!p.added)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < o->n_entries; i++) {
		if (o->entry[i].line == 0 && !o->entry[i].is_dropped)
			p.added[p.n++] = &o->entry[i];
	}
	if (p.n)
		qsort(p.added, p.n, sizeof(*p.added), by_place);
	for (size_t i = 0; i < o->n_lines; i++) {
		const umb_own_line *l = &o->line[i];

		if (l->entry != SIZE_MAX) {
			put_added(&p, &o->entry[l->entry]);
			is_head = false;
		}
		if (l->entry != SIZE_MAX && o->entry[l->entry].is_dropped)
			continue;
		umb_buf_append_slice(is_head || l->entry != SIZE_MAX ? out : &p.held, l->text);
		umb_buf_append_byte(is_head || l->entry != SIZE_MAX ? out : &p.held, '\n');
	}
	put_added(&p, NULL);
	umb_free(p.added);
	if (p.held.failed != UMB_OK)
		out->failed = p.held.failed;
	umb_buf_clear(&p.held);
	return out->failed;
}

/* -- finding --------------------------------------------------------------------------------------------------------------- */

umb_slice umb_own_family(const char *rule_id)
{
	return umb_slice_of(rule_id, strcspn(rule_id, "."));
}

void umb_own_id(uint8_t out[UMB_OWN_ID], const umb_ident_key *key, umb_slice family, const char *credential_id)
{
	umb_slice part[] = { umb_slice_str("baseline"), family, umb_slice_str(credential_id) };
	uint8_t   mac[UMB_MAC_LEN];

	umb_mac_parts(mac, key->bytes, part, UMB_COUNT(part));
	memcpy(out, mac, UMB_OWN_ID);
}

static int by_id(const void *x, const void *y)
{
	const umb_own_entry *a = *(umb_own_entry *const *)x, *b = *(umb_own_entry *const *)y;
	int                  d = memcmp(a->id, b->id, UMB_OWN_ID);

	return d ? d : compare_slices(a->path, b->path);
}

/* And what came first first: they lie in one table. */
static int by_id_in_order(const void *x, const void *y)
{
	const umb_own_entry *a = *(umb_own_entry *const *)x, *b = *(umb_own_entry *const *)y;
	int                  d = by_id(x, y);

	return d ? d : (a > b) - (a < b);
}

umb_status umb_own_seal(umb_own *o)
{
	umb_own_entry **order = umb_alloc_zero(o->n_entries + 1, sizeof(*order));

	if (!order)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < o->n_entries; i++)
		order[i] = &o->entry[i];
	if (o->n_entries)
		qsort(order, o->n_entries, sizeof(*order), by_id_in_order);
	umb_free(o->order);
	o->order   = order;
	o->n_order = o->n_entries;
	return UMB_OK;
}

/* The first with this id, and behind `path` or at it. */
static umb_own_entry *find(const umb_own *o, const uint8_t *id, umb_slice path, bool here)
{
	umb_own_entry  key = { .path = here ? path : umb_slice_of(NULL, 0) }, *wanted = &key, *e;
	size_t         low = 0, high = o->n_order;

	memcpy(key.id, id, UMB_OWN_ID);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (by_id(&o->order[mid], &wanted) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	e = low < o->n_order ? o->order[low] : NULL;
	return e && memcmp(e->id, id, UMB_OWN_ID) == 0 && (!here || umb_slice_eq(e->path, path)) ? e : NULL;
}

umb_own_entry *umb_own_find(const umb_own *o, const umb_finding *f, const char *credential_id, bool here)
{
	uint8_t        id[UMB_OWN_ID];
	umb_own_entry *e;

	umb_own_id(id, &o->key, umb_own_family(f->rule->id), credential_id);
	e = find(o, id, f->rel_path, here);
	/* A rule of today may be more specific than that of then. */
	for (size_t i = 0; i < f->n_also && !e; i++) {
		umb_own_id(id, &o->key, umb_own_family(f->also[i]->id), credential_id);
		e = find(o, id, f->rel_path, here);
	}
	return e;
}

umb_status umb_own_add(umb_own *o, const umb_finding *f, const char *credential_id)
{
	umb_own_entry e    = { .line = 0 };
	const char   *rule = umb_arena_strdup(&o->arena, f->rule->id), *path = umb_arena_strndup(&o->arena, f->rel_path.ptr, f->rel_path.len);

	if (!rule || !path)
		return UMB_E_NOMEM;
	e.rule = umb_slice_str(rule);
	e.path = umb_slice_of(path, f->rel_path.len);
	umb_own_id(e.id, &o->key, umb_own_family(f->rule->id), credential_id);
	return add_entry(o, &e) ? UMB_OK : UMB_E_NOMEM;
}

umb_status umb_own_settle(umb_own *o)
{
	umb_status st = umb_own_seal(o);

	for (size_t i = 1; st == UMB_OK && i < o->n_order; i++)
		o->order[i]->is_dropped = o->order[i]->is_dropped || (o->order[i]->line == 0 && by_id(&o->order[i - 1], &o->order[i]) == 0);
	return st;
}
