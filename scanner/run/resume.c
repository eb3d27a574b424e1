/*
 * resume.c - what an earlier run looked at and found: read, compared, and put among this run's results.
 *
 * What was found comes back as the engine left it, so that paths, commits, companions, baselines and names are those of today;
 * only the value is not there.  Where a value is wanted, objects with findings are looked at once more.
 */
#include "run/run_private.h"

#include "base/alloc.h"
#include "base/err.h"
#include "base/log.h"
#include "base/number.h"

/* -- whether it may be used ------------------------------------------------------------------------------------- */

_Static_assert(sizeof(umb_limits) == offsetof(umb_limits, keeps_weak) + sizeof(size_t), "a new limit, if it decides what is found, belongs into this digest");

static umb_status digest_config(struct umb_scan *s, umb_err *err)
{
	const umb_limits *l = &s->limits;
	const uint64_t    number[] = { l->max_decode_depth, l->max_archive_depth, l->max_decoded_bytes, l->unit_timeout_ms, l->max_unit_hits, l->window, l->keeps_weak,
	                               s->opts.max_target_bytes, s->opts.no_ignore != 0, s->opts.whole_versions != 0 };
	uint8_t           rules[32];
	umb_slice         part[] = { umb_slice_str("state"), umb_slice_str(UMB_VERSION), umb_slice_str(umb_engine_digest), umb_slice_of(rules, sizeof(rules)),
	                             umb_slice_of(number, sizeof(number)) };

	if (umb_ruleset_digest(s->rules, rules) != UMB_OK)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	umb_mac_parts(s->state_key.config, s->state_key.mac, part, UMB_COUNT(part));
	return UMB_OK;
}

static const umb_rule_info *find_rule(void *ctx, const char *id)
{
	struct umb_scan *s  = ctx;
	size_t           at = umb_ruleset_position(&s->rules->t, id);

	return at == SIZE_MAX ? NULL : &s->rules->t.rules[at].info;
}

/* Values are needed by who shows or hands them over, and by lists that hold values of their own. */
static bool wants_values(const struct umb_scan *s)
{
	return s->opts.show_secrets || s->opts.keep_secrets || umb_known_wants_values(s->known, &s->file_key) ||
	       !umb_equal_ct(s->key.bytes, s->file_key.bytes, sizeof(s->key.bytes));
}

umb_status umb_resume_begin(struct umb_scan *s, umb_err *err)
{
	umb_slice  part[] = { umb_slice_str("state file") };
	umb_err    why = UMB_ERR_INIT;
	umb_status st;

	/* Checked when the scan was made: there is one, of 64 digits. */
	umb_parse_hex(s->file_key.bytes, UMB_KEY_LEN, umb_slice_str(s->opts.key));
	umb_mac_parts(s->state_key.mac, s->file_key.bytes, part, UMB_COUNT(part));
	st = digest_config(s, err);
	if (st != UMB_OK)
		return st;
	s->keeps_state       = true;
	s->looks_again       = wants_values(s);
	s->summary.has_state = true;
	st = umb_state_open(&s->state, s->opts.state, &s->state_key, find_rule, s, &s->is_state, &why);
	if (st == UMB_E_NOMEM)
		return umb_err_set(err, st, "%s", why.text);
	if (st == UMB_E_NOTFOUND)
		s->is_state = true;
	else if (st != UMB_OK)
		umb_log(UMB_LOG_WARN, "state '%s': %s; everything is scanned", s->opts.state, umb_err_words(&why, s->opts.state));
	return UMB_OK;
}

/* -- sources ------------------------------------------------------------------------------------------------------ */

umb_status umb_resume_open(struct umb_scan *s, umb_source_opts *o, umb_err *err)
{
	size_t                   n = 0;
	const umb_state_section *section = s->state ? umb_state_sections(s->state, &n) : NULL;
	const umb_scanned        **known;

	o->keeps_known = s->keeps_state;
	if (n == 0)
		return UMB_OK;
	known = umb_arena_zero(&s->arena, n, sizeof(*known));
	if (!known)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		known[i] = &section[i].known;
	o->known       = known;
	o->n_known     = n;
	o->looks_again = s->looks_again;
	return UMB_OK;
}

void umb_resume_opened(struct umb_scan *s, umb_target *t)
{
	size_t                   n = 0;
	const umb_state_section *section = s->state ? umb_state_sections(s->state, &n) : NULL;
	const umb_scanned         *known   = t->ops->known ? t->ops->known(t->source, &t->use) : NULL;

	for (size_t i = 0; i < n && known; i++) {
		if (&section[i].known == known)
			t->section = &section[i];
	}
	if (t->section)
		s->summary.n_known += t->use.total.n_units;
	if (s->state && !t->section)
		umb_log(UMB_LOG_WARN, "state '%s': %s '%s'; everything is scanned", s->opts.state,
		        umb_state_has_bad_rows(s->state) ? "it was changed since it was written, in what it says of" : "it is about another history than that of", t->name);
}

/* -- results ------------------------------------------------------------------------------------------------------- */

size_t umb_resume_count(const struct umb_scan *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_targets; i++)
		n += s->target[i].section ? s->target[i].section->n_hits : 0;
	return n;
}

static umb_status keep_result(struct umb_scan *s, size_t target, const umb_state_hit *h, uint32_t unit)
{
	umb_result *r = umb_arena_zero(&s->arena, 1, sizeof(*r));

	if (!r)
		return UMB_E_NOMEM;
	r->f        = h->f;
	r->f.target = umb_slice_str(s->target[target].name);
	r->as_found = &h->f;
	r->target   = (uint32_t)target;
	r->unit     = unit;
	r->worker   = UINT32_MAX;
	r->blob_len = (uint8_t)s->target[target].section->known.id_len;
	r->is_kept  = true;
	/* All there is of a path as yet. */
	r->member_len = h->f.path.len;
	memcpy(r->blob, h->blob, sizeof(r->blob));
	r->is_weak_hit = h->f.is_weak;
	s->result[s->n_results++] = r;
	return UMB_OK;
}

static umb_status keep_results(struct umb_scan *s, size_t target, uint32_t *unit)
{
	const umb_target        *t = &s->target[target];
	const umb_state_section *x = t->section;
	umb_status               st = UMB_OK;
	size_t                   n_gone = 0;

	for (size_t i = 0; i < x->n_hits && st == UMB_OK; i++) {
		*unit += i > 0 && memcmp(x->hit[i].blob, x->hit[i - 1].blob, UMB_ID_MAX) != 0;
		if (t->ops->knows(t->source, x->hit[i].blob))
			st = keep_result(s, target, &x->hit[i], *unit);
		else
			n_gone++;
	}
	(*unit)++;
	if (n_gone && !s->looks_again)
		umb_log(UMB_LOG_INFO, "state '%s': %zu findings of earlier runs are in objects that '%s' no longer has, or that are looked at again", s->opts.state,
		        n_gone, t->name);
	s->summary.n_units += t->use.total.n_units;
	s->summary.n_bytes += t->use.total.n_bytes;
	s->summary.n_layers += t->use.total.n_layers;
	s->summary.n_layer_bytes += t->use.total.n_layer_bytes;
	return st;
}

/* What the next run is told of a finding is what it was before its path and its neighbours were known. */
static umb_status keep_as_found(struct umb_scan *s, umb_result *r)
{
	umb_finding *f = umb_arena_zero(&s->arena, 1, sizeof(*f));

	if (!f)
		return UMB_E_NOMEM;
	*f = r->f;
	umb_credential_id(f->credential_id, &s->file_key, r->value);
	r->as_found = f;
	return UMB_OK;
}

umb_status umb_resume_gather(struct umb_scan *s, umb_err *err)
{
	umb_status st   = UMB_OK;
	uint32_t   unit = 0;

	for (size_t i = 0; s->keeps_state && i < s->n_results && st == UMB_OK; i++) {
		if (s->result[i]->blob_len)
			st = keep_as_found(s, s->result[i]);
	}
	for (size_t i = 0; i < s->n_targets && st == UMB_OK; i++) {
		if (s->target[i].section)
			st = keep_results(s, i, &unit);
	}
	return st == UMB_OK ? st : umb_err_set(err, st, "out of memory while collecting findings");
}

/* -- where they are from -------------------------------------------------------------------------------------------- */

static int by_blob(const void *blob, const void *origin)
{
	return memcmp(blob, ((const umb_state_origin *)origin)->blob, UMB_ID_MAX);
}

bool umb_resume_attribute(umb_target *t, umb_wanted *wanted, size_t n)
{
	const umb_state_section *x = t->section && t->use.is_settled ? t->section : NULL;

	for (size_t pass = 0; x && pass < 2; pass++) {
		for (size_t i = 0; i < n; i++) {
			const umb_state_origin *o = x->n_origins ? bsearch(wanted[i].blob, x->origin, x->n_origins, sizeof(*o), by_blob) : NULL;

			if (!o)
				return false;
			if (pass == 0)
				continue;
			wanted[i].path   = o->path;
			wanted[i].commit = o->commit;
		}
	}
	return x != NULL;
}

umb_status umb_resume_attributed(struct umb_scan *s, umb_target *t, const umb_wanted *wanted, size_t n, umb_err *err)
{
	if (!s->keeps_state || n == 0)
		return UMB_OK;
	t->origin = umb_arena_zero(&s->arena, n, sizeof(*t->origin));
	if (!t->origin)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++) {
		memcpy(t->origin[i].blob, wanted[i].blob, UMB_ID_MAX);
		t->origin[i].path   = wanted[i].path;
		t->origin[i].commit = wanted[i].commit;
	}
	t->n_origins = n;
	return UMB_OK;
}
