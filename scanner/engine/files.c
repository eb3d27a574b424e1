/*
 * files.c - files that are known by how they begin, how long they are, and where they lie.
 *
 * Asked once for each file and each unpacked member, with its first UMB_FILE_HEAD bytes.  Where it lies is a condition on the
 * path as any rule has it, and settled by the collector: of a blob the path is not known yet.  Where the name of the file alone
 * tells, a rule is not asked (names.c).
 *
 * A rule that names a secret in such a beginning makes a hit like any other.  One that names none tells the file: nothing of it
 * is shown or kept, a digest of the beginning stands for the value, and no other hit gains or loses by it.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/keyed.h"

static bool may_be(const umb_layer *l, const umb_file_form *form)
{
	size_t len = l->window.len; /* of the file, where the window holds it as a whole; else it is longer than any bound */

	return len >= form->min_size && (!form->max_size || (!l->is_cut_right && len <= form->max_size));
}

static umb_status tell_file(umb_layer *root, const umb_rule *r, umb_slice head)
{
	umb_scratch    *s = root->scratch;
	umb_judgement   judged;
	umb_hit_view    v   = { .rule = &r->info, .text = head };
	umb_position    one = { 1, 1 };
	uint8_t         digest[32];
	umb_engine_hit  out = {
		.rule   = r,
		.judged = &judged,
		.layer  = "",
		.member = root->member,
		.level  = (uint32_t)(root - s->layer),
		.value  = umb_slice_of(digest, sizeof(digest)),
		.start = one, .end = one, .match_start = one, .match_end = one,
	};

	umb_judge(&judged, &v, NULL, 0, s->limits.keeps_weak);
	umb_sha256(digest, head);
	umb_layer_tell(root, 0);
	s->n_unit_hits++;
	return s->visit->hit(s->visit->ctx, &out);
}

static umb_status try_rule(umb_layer *root, uint32_t rule, umb_slice head, size_t *looked)
{
	umb_scratch     *s  = root->scratch;
	const umb_rule  *r  = &s->rs->t.rules[rule];
	umb_span         group[UMB_REGEX_MAX_GROUPS];
	umb_status       st = umb_rule_match(root, rule, head, 0, 0, true, group, looked);

	if (st == UMB_OK)
		st = r->info.is_file ? tell_file(root, r, head) : umb_hit_keep(root, rule, group);
	if (st == UMB_E_LIMIT || st == UMB_E_FORMAT) {
		umb_layer_skip(root, UMB_SKIP_REGEX_LIMIT, r->info.id);
		return UMB_OK;
	}
	return st == UMB_END ? UMB_OK : st;
}

static size_t words_of(const umb_ruleset *rs)
{
	return (rs->t.n_files + 63) / 64;
}

umb_status umb_files_by_byte(umb_scratch *s)
{
	size_t n_words = words_of(s->rs);

	s->files = umb_alloc_zero(256 * n_words + 1, sizeof(*s->files));
	if (!s->files)
		return UMB_E_NOMEM;
	for (size_t i = 0; i < s->rs->t.n_files; i++) {
		const umb_file_form *form = s->rs->t.rules[s->rs->t.files[i]].form;

		s->file_size = UMB_MAX(s->file_size, UMB_MAX(form->min_size, form->max_size));
		for (unsigned w = 0; w < 4; w++) {
			for (uint64_t left = form->first.bits[w]; left; left &= left - 1)
				s->files[(w * 64 + (unsigned)__builtin_ctzll(left)) * n_words + i / 64] |= UINT64_C(1) << (i % 64);
		}
	}
	return UMB_OK;
}

static umb_status try_file(umb_layer *root, uint32_t rule, umb_slice head, size_t *looked)
{
	const umb_ruleset *rs = root->scratch->rs;
	const umb_rule    *r  = &rs->t.rules[rule];

	if ((rs->is_off && rs->is_off[rule]) || (r->is_text_only && !root->is_text) || !may_be(root, r->form) || !umb_name_may_be(root, rule))
		return UMB_OK;
	return try_rule(root, rule, head, looked);
}

/* What a version begins with is what its base does, in which no rule held. */
static bool is_known(const umb_layer *root)
{
	const umb_scratch *s = root->scratch;
	const umb_version *v = root == s->layer ? s->version : NULL;
	const umb_carry   *b = v && v->base && v->base->is_known ? v->base : NULL;

	return b && b->n_begin > 0 && v->n_copies > 0 && v->copies[0].at == 0 && v->copies[0].from == 0 && v->copies[0].len >= b->n_begin &&
	       b->len > s->file_size && root->window.len > s->file_size && (b->is_text || !root->is_text);
}

static void note_beginning(const umb_layer *root, size_t n, bool is_text)
{
	const umb_version *v = root == root->scratch->layer ? root->scratch->version : NULL;

	if (!v || !v->keep || n > UMB_FILE_HEAD)
		return;
	v->keep->n_begin = (uint32_t)n;
	v->keep->is_text = is_text;
}

umb_status umb_files_find(umb_layer *root)
{
	const umb_ruleset *rs     = root->scratch->rs;
	umb_slice          head   = umb_slice_sub(root->window, 0, UMB_MIN(root->window.len, (size_t)UMB_FILE_HEAD));
	size_t             n      = words_of(rs), looked = 1;
	umb_status         st     = UMB_OK;

	if (is_known(root)) {
		note_beginning(root, root->scratch->version->base->n_begin, root->scratch->version->base->is_text);
		return UMB_OK;
	}
	for (size_t k = 0; head.len && k < n; k++) {
		for (uint64_t left = root->scratch->files[head.ptr[0] * n + k]; left && st == UMB_OK; left &= left - 1)
			st = try_file(root, rs->t.files[k * 64 + (size_t)__builtin_ctzll(left)], head, &looked);
	}
	if (head.len)
		note_beginning(root, looked, root->is_text);
	return st;
}
