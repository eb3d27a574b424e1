/*
 * state_head.c - sections to bytes and back.
 *
 * Reading: every count is checked against the bytes that are left before memory is asked for, every number against what it may be.
 */
#include "store/state.h"

#include "base/alloc.h"

#define MAX_SECTIONS 65536
/* Bytes that each takes when nothing is in it, about: an object that nothing reaches has no commit and no path. */
#define LEAST_SECTION 100
#define LEAST_HIT 100
#define LEAST_ORIGIN 40

/* -- writing -------------------------------------------------------------------------------------------------- */

static void put(umb_buf *b, uint64_t n, size_t len)
{
	for (size_t i = 0; i < len; i++)
		umb_buf_append_byte(b, (uint8_t)(n >> (8 * i)));
}

static void put_slice(umb_buf *b, umb_slice s)
{
	put(b, s.len, 4);
	umb_buf_append_slice(b, s);
}

static void put_text(umb_buf *b, const char *text)
{
	put_slice(b, umb_slice_str(text));
}

/* One that may be NULL. */
static void put_optional(umb_buf *b, const char *text)
{
	put(b, text != NULL, 1);
	put_text(b, text);
}

/* Places of a finding, in one order. */
static uint64_t *const *numbers_of(umb_finding *f, uint64_t *list[12])
{
	uint64_t *const all[12] = { &f->start_line, &f->end_line, &f->start_column, &f->end_column, &f->match_start_line, &f->match_end_line,
	                            &f->match_start_column, &f->match_end_column, &f->offset, &f->utf16_start_column, &f->utf16_end_column, &f->section };

	memcpy(list, all, sizeof(all));
	return list;
}

static void put_hit(umb_buf *b, const umb_state_hit *h, uint32_t id_len)
{
	umb_finding f = h->f;
	uint64_t   *number[12];

	umb_buf_append(b, h->blob, id_len);
	put_text(b, f.rule->id);
	put(b, f.n_also, 4);
	for (size_t i = 0; i < f.n_also; i++)
		put_text(b, f.also[i]->id);
	put(b, f.severity, 1);
	put(b, (uint64_t)(uint32_t)f.score, 4);
	put(b, (uint64_t)f.is_proved | (uint64_t)f.is_weak << 1 | (uint64_t)f.is_sure << 2 | (uint64_t)f.is_weighed << 3 | (uint64_t)f.is_doubted << 4 |
	    (uint64_t)f.is_shown << 5 | (uint64_t)f.is_only_shown << 6 | (uint64_t)f.is_hinted << 7, 1);
	put(b, f.n_reasons, 1);
	for (size_t i = 0; i < f.n_reasons; i++) {
		put_text(b, f.reason[i].text);
		put(b, (uint32_t)f.reason[i].points, 4);
	}
	put_slice(b, f.path);
	put_text(b, f.layer);
	put_text(b, f.redacted);
	numbers_of(&f, number);
	for (size_t i = 0; i < UMB_COUNT(number); i++)
		put(b, *number[i], 8);
	put(b, f.n_claims, 1);
	for (size_t i = 0; i < f.n_claims; i++) {
		put_text(b, f.claim[i].field);
		put_text(b, f.claim[i].value);
		put(b, f.claim[i].method, 1);
	}
	put(b, f.identity, 1);
	put_optional(b, f.suppressed_by);
	put_optional(b, f.note);
	put(b, f.is_allowed_inline, 1);
	put_text(b, f.credential_id);
}

static void put_origin(umb_buf *b, const umb_state_origin *o, uint32_t id_len)
{
	const umb_commit_info *c = &o->commit;

	umb_buf_append(b, o->blob, id_len);
	put_slice(b, o->path);
	put_text(b, c->id);
	put_text(b, c->author);
	put_text(b, c->email);
	put(b, (uint64_t)c->date, 8);
	put(b, (uint32_t)c->tz_minutes, 4);
	put(b, (uint64_t)c->is_in_head | (uint64_t)c->is_head_unknown << 1 | (uint64_t)c->is_unreachable << 2 | (uint64_t)c->is_message << 3 |
	    (uint64_t)c->is_staged << 4, 1);
}

/* Rows of one length, one behind the other. */
static void put_rows(umb_buf *b, const uint8_t *rows, uint32_t n, size_t stride)
{
	put(b, n, 4);
	if (n)
		umb_buf_append(b, rows, n * stride);
}

static void put_section(umb_buf *b, const umb_state_section *s, const umb_state_rows *rows)
{
	const umb_scanned *k = &s->known;

	put(b, k->id_len, 1);
	put(b, k->is_settled, 1);
	put(b, rows->at, 8);
	put(b, k->n_rows, 8);
	umb_buf_append(b, rows->mac, sizeof(rows->mac));
	put(b, k->total.n_units, 8);
	put(b, k->total.n_bytes, 8);
	put(b, k->total.n_layers, 8);
	put(b, k->total.n_layer_bytes, 8);
	umb_buf_append(b, k->refs, sizeof(k->refs));
	put_rows(b, k->packs, k->n_packs, UMB_SCANNED_PACK);
	put_rows(b, k->loose, k->n_loose, k->id_len + UMB_SCANNED_STAMP);
	put_rows(b, k->tips, k->n_tips, k->id_len);
	put_rows(b, k->found, k->n_found, k->id_len);
	put(b, s->n_hits, 8);
	for (size_t i = 0; i < s->n_hits; i++)
		put_hit(b, &s->hit[i], k->id_len);
	put(b, s->n_origins, 8);
	for (size_t i = 0; i < s->n_origins; i++)
		put_origin(b, &s->origin[i], k->id_len);
}

umb_status umb_state_head_put(umb_buf *out, const umb_state_key *key, const umb_state_section *section, const umb_state_rows *rows, size_t n)
{
	umb_buf_append(out, key->config, sizeof(key->config));
	put(out, n, 4);
	for (size_t i = 0; i < n; i++)
		put_section(out, &section[i], &rows[i]);
	return out->failed;
}

/* -- reading --------------------------------------------------------------------------------------------------- */

typedef struct reader {
	umb_slice         in;
	size_t            at;
	umb_arena        *arena;
	umb_state_rule_fn rule;
	void             *rule_ctx;
	umb_status        st; /* the first failure; everything read after it is zero */
} reader;

static bool fail(reader *r, umb_status st)
{
	if (r->st == UMB_OK)
		r->st = st;
	return false;
}

static const uint8_t *take(reader *r, uint64_t n)
{
	const uint8_t *p = r->in.ptr + r->at;

	if (r->st != UMB_OK || n > r->in.len - r->at) {
		fail(r, UMB_E_FORMAT);
		return NULL;
	}
	r->at += (size_t)n;
	return p;
}

static uint64_t get(reader *r, size_t len)
{
	const uint8_t *p = take(r, len);
	uint64_t       n = 0;

	for (size_t i = 0; p && i < len; i++)
		n |= (uint64_t)p[i] << (8 * i);
	return n;
}

/* A number that is at most `max`. */
static uint64_t get_upto(reader *r, size_t len, uint64_t max)
{
	uint64_t n = get(r, len);

	return n <= max ? n : (fail(r, UMB_E_FORMAT), (uint64_t)0);
}

static void *get_room(reader *r, uint64_t n, size_t size, size_t least)
{
	void *p;

	/* Each of them takes so many bytes at least, so that a count cannot ask for more memory than the file is long. */
	if (r->st != UMB_OK || n > (r->in.len - r->at) / least) {
		fail(r, UMB_E_FORMAT);
		return NULL;
	}
	p = umb_arena_zero(r->arena, (size_t)n + 1, size);
	if (!p)
		fail(r, UMB_E_NOMEM);
	return p;
}

static umb_slice get_slice(reader *r)
{
	uint64_t       n = get(r, 4);
	const uint8_t *p = take(r, n);
	char          *copy = p ? umb_arena_strndup(r->arena, p, (size_t)n) : NULL;

	if (p && !copy)
		fail(r, UMB_E_NOMEM);
	return umb_slice_of(copy ? copy : "", copy ? (size_t)n : 0);
}

static const char *get_text(reader *r)
{
	umb_slice s = get_slice(r);

	return memchr(s.ptr, 0, s.len) ? (fail(r, UMB_E_FORMAT), "") : (const char *)s.ptr;
}

static const char *get_optional(reader *r)
{
	bool        is_there = get_upto(r, 1, 1) != 0;
	const char *text     = get_text(r);

	if (!is_there && *text)
		fail(r, UMB_E_FORMAT);
	return is_there ? text : NULL;
}

static void get_fixed(reader *r, char *out, size_t size)
{
	const char *text = get_text(r);

	if (strlen(text) >= size)
		fail(r, UMB_E_FORMAT);
	else
		memcpy(out, text, strlen(text) + 1);
}

static const umb_rule_info *get_rule(reader *r)
{
	const char          *id   = get_text(r);
	const umb_rule_info *rule = r->st == UMB_OK ? r->rule(r->rule_ctx, id) : NULL;

	if (!rule)
		fail(r, UMB_E_RULES);
	return rule;
}

static void get_also(reader *r, umb_finding *f)
{
	uint64_t              n    = get(r, 4);
	const umb_rule_info **also = get_room(r, n, sizeof(*also), 4);

	for (size_t i = 0; also && i < n; i++)
		also[i] = get_rule(r);
	f->also   = also;
	f->n_also = also ? (size_t)n : 0;
}

static void get_claims(reader *r, umb_finding *f)
{
	uint64_t   n     = get_upto(r, 1, UMB_MAX_CLAIMS);
	umb_claim *claim = get_room(r, n, sizeof(*claim), 9);

	for (size_t i = 0; claim && i < n; i++) {
		claim[i].field = get_text(r);
		get_fixed(r, claim[i].value, sizeof(claim[i].value));
		claim[i].method = (umb_claim_method)get_upto(r, 1, UMB_CLAIM_INFERRED);
	}
	f->claim    = n ? claim : NULL;
	f->n_claims = claim ? (size_t)n : 0;
}

static void get_hit(reader *r, umb_state_hit *h, uint32_t id_len)
{
	const uint8_t *blob = take(r, id_len);
	umb_finding   *f    = &h->f;
	uint64_t      *number[12], flags;

	if (blob)
		memcpy(h->blob, blob, id_len);
	f->rule = get_rule(r);
	get_also(r, f);
	f->severity  = (umb_severity)get_upto(r, 1, UMB_N_SEVERITIES - 1);
	f->score     = (int)get_upto(r, 4, 100);
	flags        = get_upto(r, 1, 255);
	f->is_proved = flags & 1;
	f->is_weak   = flags >> 1 & 1;
	f->is_sure   = flags >> 2 & 1;
	f->is_weighed = flags >> 3 & 1;
	f->is_doubted = flags >> 4 & 1;
	f->is_shown   = flags >> 5 & 1;
	f->is_only_shown = flags >> 6 & 1;
	f->is_hinted     = flags >> 7 & 1;
	f->n_reasons = (size_t)get_upto(r, 1, UMB_MAX_REASONS);
	for (size_t i = 0; i < f->n_reasons; i++) {
		f->reason[i].text   = get_text(r);
		f->reason[i].points = (int)(int32_t)(uint32_t)get(r, 4);
	}
	f->path     = get_slice(r);
	f->layer    = get_text(r);
	f->redacted = get_text(r);
	numbers_of(f, number);
	for (size_t i = 0; i < UMB_COUNT(number); i++)
		*number[i] = get(r, 8);
	get_claims(r, f);
	f->identity          = (umb_identity_kind)get_upto(r, 1, UMB_N_IDENTITY_KINDS - 1);
	f->suppressed_by     = get_optional(r);
	f->note              = get_optional(r);
	f->is_allowed_inline = get_upto(r, 1, 1) != 0;
	get_fixed(r, f->credential_id, sizeof(f->credential_id));
	f->source = "git";
}

static void get_origin(reader *r, umb_state_origin *o, uint32_t id_len)
{
	const uint8_t   *blob = take(r, id_len);
	umb_commit_info *c    = &o->commit;
	uint64_t         flags;

	if (blob)
		memcpy(o->blob, blob, id_len);
	o->path = get_slice(r);
	get_fixed(r, c->id, sizeof(c->id));
	c->author          = get_text(r);
	c->email           = get_text(r);
	c->date            = (int64_t)get(r, 8);
	c->tz_minutes      = (int)(int32_t)(uint32_t)get(r, 4);
	flags              = get_upto(r, 1, 31);
	c->is_in_head      = flags & 1;
	c->is_head_unknown = flags >> 1 & 1;
	c->is_unreachable  = flags >> 2 & 1;
	c->is_message      = flags >> 3 & 1;
	c->is_staged       = flags >> 4 & 1;
}

static const uint8_t *get_rows(reader *r, uint32_t *n, size_t stride)
{
	*n = (uint32_t)get(r, 4);
	return take(r, (uint64_t)*n * stride);
}

static void get_section(reader *r, umb_state_section *s, umb_state_rows *rows)
{
	umb_scanned     *k = &s->known;
	const uint8_t *p;

	k->id_len = (uint32_t)get(r, 1);
	if (k->id_len != 20 && k->id_len != 32)
		fail(r, UMB_E_FORMAT);
	k->is_settled = get_upto(r, 1, 1) != 0;
	rows->at  = get(r, 8);
	k->n_rows = get_upto(r, 8, UINT32_MAX);
	p = take(r, sizeof(rows->mac));
	if (p)
		memcpy(rows->mac, p, sizeof(rows->mac));
	k->total.n_units       = get(r, 8);
	k->total.n_bytes       = get(r, 8);
	k->total.n_layers      = get(r, 8);
	k->total.n_layer_bytes = get(r, 8);
	p = take(r, sizeof(k->refs));
	if (p)
		memcpy(k->refs, p, sizeof(k->refs));
	k->packs = get_rows(r, &k->n_packs, UMB_SCANNED_PACK);
	k->loose = get_rows(r, &k->n_loose, k->id_len + UMB_SCANNED_STAMP);
	k->tips  = get_rows(r, &k->n_tips, k->id_len);
	k->found = get_rows(r, &k->n_found, k->id_len);
	s->n_hits = (size_t)get(r, 8);
	s->hit    = get_room(r, s->n_hits, sizeof(*s->hit), LEAST_HIT);
	for (size_t i = 0; r->st == UMB_OK && i < s->n_hits; i++)
		get_hit(r, &s->hit[i], k->id_len);
	s->n_origins = (size_t)get(r, 8);
	s->origin    = get_room(r, s->n_origins, sizeof(*s->origin), LEAST_ORIGIN);
	for (size_t i = 0; r->st == UMB_OK && i < s->n_origins; i++)
		get_origin(r, &s->origin[i], k->id_len);
}

umb_status umb_state_head_get(umb_slice head, umb_arena *arena, umb_state_rule_fn rule, void *ctx, uint8_t config[32], umb_state_section **section,
                              umb_state_rows **rows, size_t *n)
{
	reader         r = { head, 0, arena, rule, ctx, UMB_OK };
	const uint8_t *p = take(&r, 32);

	if (p)
		memcpy(config, p, 32);
	*n       = (size_t)get_upto(&r, 4, MAX_SECTIONS);
	*section = get_room(&r, *n, sizeof(**section), LEAST_SECTION);
	*rows    = get_room(&r, *n, sizeof(**rows), LEAST_SECTION);
	for (size_t i = 0; r.st == UMB_OK && i < *n; i++)
		get_section(&r, &(*section)[i], &(*rows)[i]);
	if (r.st == UMB_OK && r.at != head.len)
		fail(&r, UMB_E_FORMAT);
	return r.st;
}
