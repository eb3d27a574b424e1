/*
 * git_trace.c - what leads to some versions, and which commit took them away, for many groups of them at a time.
 *
 * Forwards over all commits: what a commit holds, or one before it did.  Then every ref, and every entry of a reflog, is asked
 * at its commit.  Backwards from HEAD: what it lost goes to the first parent that had lost it, too, until there is none; see
 * umb_provenance for what that means at a merge.
 */
#include "git/git_trace.h"

#include "base/alloc.h"
#include "git/git_parse.h"

#define MIN_ROWS 100000

static const uint64_t *holds(const umb_git_trace_task *t, uint32_t position)
{
	return t->bits + (size_t)t->h->commit[t->h->ordered[position]].tree * t->n_words;
}

static uint64_t *row(const umb_git_trace_task *t, uint64_t *rows, uint32_t position)
{
	return rows + (size_t)position * t->n_words;
}

/* The position of the k-th parent, or UMB_GIT_NO_TREE: in no order, which only damage brings about. */
static uint32_t parent_at(const umb_git_trace_task *t, const umb_git_cnode *c, uint32_t k)
{
	return t->h->commit[t->h->parent[c->first_parent + k]].position;
}

/* -- one batch ------------------------------------------------------------------------------------------------- */

static void set_bit(uint64_t *words, size_t bit)
{
	words[bit / 64] |= (uint64_t)1 << (bit % 64);
}

static bool has_bit(const uint64_t *words, size_t bit)
{
	return words[bit / 64] >> (bit % 64) & 1;
}

static umb_status begin_group(umb_git_trace_task *t, uint32_t i)
{
	umb_git_history *h    = t->h;
	umb_git_told_of *told = &t->told[i];
	umb_status       st   = UMB_OK;

	told->first = told->removed = UMB_GIT_NO_TREE;
	told->is_message = true;
	for (size_t k = 0; k < t->group[i].n && st == UMB_OK; k++) {
		const uint8_t *id     = t->group[i].id[k];
		uint32_t       wanted = umb_git_id_find(&h->wanted, id), commit = umb_git_id_find(&h->commits, id);

		if (wanted != UMB_GIT_NO_NUMBER) {
			told->is_message = false;
			set_bit(t->wanted_bits + (size_t)wanted * t->n_words, i + 1);
			told->first = UMB_MIN(told->first, h->since[wanted]);
		} else if (commit != UMB_GIT_NO_NUMBER && h->commit[commit].position != UMB_GIT_NO_TREE) {
			set_bit(row(t, t->past, h->commit[commit].position), i + 1);
			told->first = UMB_MIN(told->first, h->commit[commit].position);
		} else {
			t->has_tags = true;
		}
		st = umb_git_id_add(&t->named, id) == UMB_GIT_NO_NUMBER ? UMB_E_NOMEM : UMB_OK;
	}
	return st;
}

/* t->past already has the commits whose own text it is. */
static umb_status sweep_forwards(umb_git_trace_task *t)
{
	for (uint32_t i = 0; i < t->h->n_ordered; i++) {
		const umb_git_cnode *c    = &t->h->commit[t->h->ordered[i]];
		uint64_t            *past = row(t, t->past, i);
		const uint64_t      *here = holds(t, i);

		if ((i & 8191) == 0 && t->stop && t->stop(t->ctx))
			return UMB_E_CANCELLED;
		for (uint32_t w = 0; w < t->n_words; w++)
			past[w] |= here[w];
		for (uint32_t k = 0; k < c->n_parents; k++) {
			uint32_t p = parent_at(t, c, k);

			for (uint32_t w = 0; p < i && w < t->n_words; w++)
				past[w] |= row(t, t->past, p)[w];
		}
	}
	return UMB_OK;
}

static uint64_t lost(const umb_git_trace_task *t, uint32_t position, uint32_t w)
{
	return row(t, t->past, position)[w] & ~holds(t, position)[w];
}

/* One commit on the way back: what goes on to parents, and what was taken away here. */
static void step_back(umb_git_trace_task *t, uint32_t position, uint32_t w)
{
	const umb_git_cnode *c = &t->h->commit[t->h->ordered[position]];
	uint64_t left = row(t, t->way, position)[w], held_before = 0;

	for (uint32_t k = 0; k < c->n_parents && left; k++) {
		uint32_t p = parent_at(t, c, k);
		uint64_t moves;

		if (p >= position)
			continue;
		moves = left & lost(t, p, w);
		row(t, t->way, p)[w] |= moves;
		left        &= ~moves;
		held_before |= holds(t, p)[w];
	}
	/* In what is not there it may still lie. */
	left &= has_bit(holds(t, position), 0) ? 0 : held_before;
	for (; left; left &= left - 1)
		t->told[w * 64 + (uint32_t)__builtin_ctzll(left) - 1].removed = position;
}

static void sweep_backwards(umb_git_trace_task *t)
{
	uint32_t head = t->h->head == UMB_GIT_NO_TREE ? UMB_GIT_NO_TREE : t->h->commit[t->h->head].position;

	if (head == UMB_GIT_NO_TREE || t->h->is_head_unknown)
		return;
	memset(t->way, 0, (size_t)(head + 1) * t->n_words * sizeof(*t->way));
	for (size_t i = 0; i < t->n_groups; i++) {
		if (!t->told[i].is_message && has_bit(row(t, t->past, head), i + 1) && !has_bit(holds(t, head), i + 1))
			set_bit(row(t, t->way, head), i + 1);
	}
	for (uint32_t i = head + 1; i-- > 0;) {
		for (uint32_t w = 0; w < t->n_words; w++) {
			if (row(t, t->way, i)[w])
				step_back(t, i, w);
		}
	}
}

/* -- who leads to it --------------------------------------------------------------------------------------------- */

static uint8_t kind_of(const umb_git_repo *r, size_t ref)
{
	const char *name = r->ref[ref].name;

	if (ref == 0 && r->has_head)
		return UMB_GIT_HEAD_REF;
	return strncmp(name, "refs/heads/", 11) == 0 ? UMB_GIT_BRANCH : strncmp(name, "refs/remotes/", 13) == 0 ? UMB_GIT_REMOTE
	       : strncmp(name, "refs/tags/", 10) == 0 ? UMB_GIT_TAG_REF : UMB_GIT_OTHER;
}

static void note_ref(umb_git_trace_task *t, size_t i, uint32_t ref, bool is_at_tip)
{
	umb_git_told_of  *told = &t->told[i];
	umb_git_ref_list *list;

	if (t->kind[ref] == UMB_GIT_HEAD_REF) {
		told->in_head      = true;
		told->in_head_tree = is_at_tip;
		return;
	}
	if (t->kind[ref] == UMB_GIT_OTHER) {
		bool is_stash = ref == t->stash;

		told->in_stash = told->in_stash || is_stash;
		told->in_other = told->in_other || !is_stash;
	}
	list = &told->list[t->kind[ref]];
	if (is_at_tip && list->n_at_tip++ < UMB_MAX_LISTED)
		list->at_tip[list->n_at_tip - 1] = ref;
	else if (!is_at_tip && list->n_other++ < UMB_MAX_LISTED)
		list->other[list->n_other - 1] = ref;
}

/* Two values can lie in one text. */
static void note_named(umb_git_trace_task *t, const uint8_t *id, uint32_t ref)
{
	for (size_t i = 0; i < t->n_groups; i++) {
		size_t k = 0;

		while (k < t->group[i].n && memcmp(t->group[i].id[k], id, t->store->id_len) != 0)
			k++;
		if (k < t->group[i].n)
			note_ref(t, i, ref, true);
	}
}

/* A ref that names a tag, whose text it may be, or a blob. */
static void ask_object(umb_git_trace_task *t, uint32_t ref)
{
	uint8_t id[UMB_ID_MAX];

	memcpy(id, t->repo->ref[ref].id, sizeof(id));
	for (int depth = 0; depth < 8; depth++) {
		umb_git_type type = UMB_GIT_NONE;

		/* A commit is asked for what it reaches. */
		if (umb_git_id_find(&t->h->commits, id) != UMB_GIT_NO_NUMBER)
			return;
		if (umb_git_id_find(&t->named, id) != UMB_GIT_NO_NUMBER)
			note_named(t, id, ref);
		if (umb_git_store_read(t->store, t->inflater, id, &type, &t->scratch) != UMB_OK || type != UMB_GIT_TAG ||
		    !umb_git_tag_target(umb_buf_view(&t->scratch), t->store->id_len, id, &type))
			return;
	}
}

static umb_status ask_refs(umb_git_trace_task *t)
{
	for (uint32_t ref = 0; ref < t->repo->n_refs; ref++) {
		uint32_t        tip = t->h->tip[ref], at = tip == UMB_GIT_NO_TREE ? tip : t->h->commit[tip].position;
		const uint64_t *past, *here;

		if ((ref & 1023) == 0 && t->stop && t->stop(t->ctx))
			return UMB_E_CANCELLED;
		if (t->has_tags || at == UMB_GIT_NO_TREE)
			ask_object(t, ref);
		if (at == UMB_GIT_NO_TREE)
			continue;
		past = row(t, t->past, at);
		here = holds(t, at);
		for (uint32_t w = 0; w < t->n_words; w++) {
			for (uint64_t b = w ? past[w] : past[w] & ~(uint64_t)1; b; b &= b - 1) {
				uint32_t bit = w * 64 + (uint32_t)__builtin_ctzll(b);

				note_ref(t, bit - 1, ref, has_bit(here, bit));
			}
		}
	}
	return UMB_OK;
}

static umb_status ask_roots(umb_git_trace_task *t)
{
	uint64_t any[3][UMB_GIT_TRACE_WORDS] = { { 0 } };

	for (size_t i = 0; i < t->h->n_root; i++) {
		uint32_t at = t->h->commit[t->h->root[i].commit].position;

		for (uint32_t w = 0; at != UMB_GIT_NO_TREE && w < t->n_words; w++)
			any[t->h->root[i].kind][w] |= row(t, t->past, at)[w];
	}
	for (size_t i = 0; i < t->n_groups; i++) {
		t->told[i].in_log   = has_bit(any[UMB_GIT_ROOT_LOG], i + 1);
		t->told[i].in_stash = t->told[i].in_stash || has_bit(any[UMB_GIT_ROOT_STASH], i + 1);
		t->told[i].in_other = t->told[i].in_other || has_bit(any[UMB_GIT_ROOT_HEAD], i + 1);
	}
	return UMB_OK;
}

/* -- all of it ---------------------------------------------------------------------------------------------------- */

static umb_status trace_batch(umb_git_trace_task *t)
{
	umb_status st = UMB_OK;

	memset(t->told, 0, t->n_groups * sizeof(*t->told));
	memset(t->wanted_bits, 0, (t->h->wanted.n + 1) * t->n_words * sizeof(*t->wanted_bits));
	memset(t->past, 0, ((size_t)t->h->n_ordered + 1) * t->n_words * sizeof(*t->past));
	umb_git_id_map_clear(&t->named);
	t->named    = (umb_git_id_map){ .id_len = t->store->id_len };
	t->has_tags = false;
	for (uint32_t i = 0; i < t->n_groups && st == UMB_OK; i++)
		st = begin_group(t, i);
	if (st != UMB_OK)
		return st;
	umb_git_shapes_fill(t->h, t->wanted_bits, t->n_words, t->bits);
	st = sweep_forwards(t);
	if (st == UMB_OK)
		st = ask_refs(t);
	if (st == UMB_OK)
		st = ask_roots(t);
	if (st == UMB_OK)
		sweep_backwards(t);
	for (size_t i = 0; i < t->n_groups && st == UMB_OK; i++)
		st = umb_git_trace_fill(t, i);
	return st;
}

/* Rows for as many groups at a time as there are, or fit into eight bytes for each tree and commit; `kind` and `ref_name` for all refs. */
static umb_status make_room(umb_git_trace_task *t, size_t n_groups)
{
	size_t rows = t->h->shapes.n + 2 * ((size_t)t->h->n_ordered + 1) + t->h->wanted.n + 1, fit = MIN_ROWS + t->h->trees.n + t->h->commits.n;

	t->n_words     = (uint32_t)UMB_MAX((size_t)1, UMB_MIN(UMB_MIN(n_groups / 64 + 1, (size_t)UMB_GIT_TRACE_WORDS), fit / rows));
	t->bits        = umb_alloc_zero(t->h->shapes.n, t->n_words * sizeof(*t->bits));
	t->wanted_bits = umb_alloc_zero(t->h->wanted.n + 1, t->n_words * sizeof(*t->wanted_bits));
	t->past        = umb_alloc_zero((size_t)t->h->n_ordered + 1, t->n_words * sizeof(*t->past));
	t->way         = umb_alloc_zero((size_t)t->h->n_ordered + 1, t->n_words * sizeof(*t->way));
	t->told        = umb_alloc_zero(t->n_words * 64, sizeof(*t->told));
	t->kind        = umb_alloc_zero(t->repo->n_refs + 1, sizeof(*t->kind));
	t->ref_name    = umb_alloc_zero(t->repo->n_refs + 1, sizeof(*t->ref_name));
	if (!t->bits || !t->wanted_bits || !t->past || !t->way || !t->told || !t->kind || !t->ref_name)
		return UMB_E_NOMEM;
	t->stash = UMB_GIT_NO_TREE;
	for (size_t i = 0; i < t->repo->n_refs; i++) {
		t->kind[i] = kind_of(t->repo, i);
		if (strcmp(t->repo->ref[i].name, "refs/stash") == 0)
			t->stash = (uint32_t)i;
	}
	return UMB_OK;
}

umb_status umb_git_trace(umb_git_history *h, const umb_git_repo *r, const umb_git_store *s, umb_versions *group, size_t n_groups, umb_arena *arena,
                         umb_git_bad_fn bad, umb_git_stop_fn stop, void *ctx)
{
	umb_git_trace_task t = { .h = h, .repo = r, .store = s, .inflater = umb_git_inflater_new(), .arena = arena, .bad = bad, .stop = stop,
	                         .ctx = ctx };
	umb_status         st = t.inflater ? make_room(&t, n_groups) : UMB_E_NOMEM;
	size_t             batch;

	t.scratch.max = UMB_GIT_MAX_OBJECT + 4096;
	batch = (size_t)t.n_words * 64 - 1;
	for (size_t i = 0; i < n_groups && st == UMB_OK; i += batch) {
		t.group    = group + i;
		t.n_groups = UMB_MIN(batch, n_groups - i);
		st         = trace_batch(&t);
	}
	umb_git_id_map_clear(&t.named);
	umb_git_inflater_free(t.inflater);
	umb_free(t.bits);
	umb_free(t.wanted_bits);
	umb_free(t.past);
	umb_free(t.way);
	umb_free(t.told);
	umb_free(t.kind);
	umb_free(t.ref_name);
	umb_buf_clear(&t.scratch);
	return st;
}
