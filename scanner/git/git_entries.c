/*
 * git_entries.c - see git_entries.h.
 */
#include "git/git_entries.h"

#include "git/git_parse.h"

/* The base's notes, and how far they go. */
typedef struct known {
	const umb_git_entry_note *note;
	size_t                    n, next; /* next: where the search for the place went last; copies mostly go forward */
	size_t                    end;
} known;

static bool add_note(umb_git_entries *e, size_t at, uint32_t what)
{
	return umb_buf_append(&e->notes, &(umb_git_entry_note){ (uint32_t)at, what }, sizeof(umb_git_entry_note)) == UMB_OK;
}

/* The number of the base's entry that begins at `at`, or k->n. */
static size_t entry_at(known *k, size_t at)
{
	size_t low = 0, high = k->n;

	if (k->next < k->n && k->note[k->next].at == at)
		return k->next;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (k->note[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < k->n && k->note[low].at == at ? low : k->n;
}

/* Takes over the entries that lie in the copy as a whole, from *at on, where one begins; moves *at behind them. */
static bool take_over(umb_git_entries *e, known *k, const umb_copy *c, size_t *at)
{
	size_t              first = entry_at(k, *at - c->at + c->from), to = (size_t)c->from + c->len, n = 0;
	umb_git_entry_note *out;

	while (first + n < k->n && (first + n + 1 < k->n ? k->note[first + n + 1].at : k->end) <= to)
		n++;
	k->next = first + n;
	if (n == 0)
		return true;
	if (umb_buf_reserve(&e->notes, n * sizeof(*out)) != UMB_OK)
		return false;
	out = (umb_git_entry_note *)(void *)(e->notes.ptr + e->notes.len);
	for (size_t i = 0; i < n; i++)
		out[i] = (umb_git_entry_note){ k->note[first + i].at - c->from + c->at, k->note[first + i].what };
	e->notes.len += n * sizeof(*out);
	*at = (k->next < k->n ? k->note[k->next].at : k->end) - c->from + c->at;
	return true;
}

static bool parse_one(umb_git_entries *e, const umb_git_object *o, const umb_git_id_map *wanted, size_t *at)
{
	uint32_t      what = UMB_GIT_NO_NUMBER, i = (uint32_t)umb_git_entries_count(e);
	size_t        from = *at;
	umb_git_entry entry;

	if (!umb_git_tree_next(o->data, wanted->id_len, at, &entry))
		return false;
	if (entry.mode == UMB_GIT_MODE_TREE) {
		if (umb_buf_append(&e->pending, &i, sizeof(i)) != UMB_OK)
			return false;
	} else if (entry.mode != UMB_GIT_MODE_SUBMODULE) {
		what = umb_git_id_find(wanted, entry.id);
		if (what != UMB_GIT_NO_NUMBER)
			what |= UMB_GIT_NOTE_WANTED;
		else if (e->store && (umb_buf_append(&e->asked, &entry.id, sizeof(entry.id)) != UMB_OK || umb_buf_append(&e->asking, &i, sizeof(i)) != UMB_OK))
			return false;
	}
	return add_note(e, from, what);
}

#define AT_ONCE 32

/* Marks what is not there. */
static bool look_for_blobs(umb_git_entries *e)
{
	const uint8_t *const *id   = (const uint8_t *const *)(const void *)e->asked.ptr;
	const uint32_t       *note = (const uint32_t *)(const void *)e->asking.ptr;
	size_t                n    = e->asked.len / sizeof(*id);

	for (size_t i = 0; i < n; i++) {
		if (i % AT_ONCE == 0)
			umb_git_store_expect(e->store, id + i, UMB_MIN(n - i, AT_ONCE));
		if (umb_git_store_has(e->store, id[i]))
			continue;
		umb_git_entries_at(e, note[i])->what = UMB_GIT_NOTE_LACKING;
		if (umb_buf_append(&e->pending, &note[i], sizeof(note[i])) != UMB_OK)
			return false;
	}
	return true;
}

umb_status umb_git_entries_read(umb_git_entries *e, const umb_git_object *o, const umb_git_id_map *wanted)
{
	const umb_version *v = o->version;
	const umb_carry   *b = v && v->base && v->base->is_known ? v->base : NULL;
	known  k  = { NULL, 0, 0, 0 };
	size_t at = 0, c = 0;
	bool   more = true;

	umb_buf_reset(&e->notes);
	umb_buf_reset(&e->pending);
	umb_buf_reset(&e->asked);
	umb_buf_reset(&e->asking);
	if (b)
		k = (known){ (const umb_git_entry_note *)(const void *)b->places.ptr, b->places.len / sizeof(umb_git_entry_note), 0, b->len };
	while (more && at < o->data.len) {
		size_t before = at;

		while (b && c < v->n_copies && (size_t)v->copies[c].at + v->copies[c].len <= at)
			c++;
		if (b && c < v->n_copies && v->copies[c].at <= at)
			more = take_over(e, &k, &v->copies[c], &at);
		if (more && at == before)
			more = parse_one(e, o, wanted, &at);
	}
	e->end = at;
	/* One of a pair of lists may be longer then. */
	if (e->notes.failed != UMB_OK || e->asked.failed != UMB_OK || e->asking.failed != UMB_OK)
		return UMB_E_NOMEM;
	/* What stands before the damage is looked for, too. */
	return look_for_blobs(e) ? e->pending.failed : UMB_E_NOMEM;
}

umb_status umb_git_entries_number(umb_git_entries *e, const umb_git_object *o, umb_git_id_map *trees)
{
	for (size_t i = 0; i < e->pending.len; i += sizeof(uint32_t)) {
		umb_git_entry_note *n;
		umb_git_entry       entry;
		uint32_t            number;
		size_t              at;

		memcpy(&number, e->pending.ptr + i, sizeof(number));
		n  = umb_git_entries_at(e, number);
		at = n->at;
		if (!umb_git_tree_next(o->data, trees->id_len, &at, &entry))
			return UMB_E_FORMAT;
		if (n->what == UMB_GIT_NOTE_LACKING) {
			number = umb_git_id_add(e->lacking, entry.id);
			n->what = number | (number == UMB_GIT_NO_NUMBER ? 0 : UMB_GIT_NOTE_LACKING);
		} else {
			n->what = umb_git_id_add(trees, entry.id);
		}
		if (n->what == UMB_GIT_NO_NUMBER)
			return UMB_E_NOMEM;
	}
	return UMB_OK;
}

void umb_git_entries_keep(umb_git_entries *e, const umb_git_object *o, uint32_t number)
{
	umb_carry *keep = o->version ? o->version->keep : NULL;
	umb_buf    swap = e->notes;

	if (!keep)
		return;
	e->notes       = keep->places;
	keep->places   = swap;
	keep->len      = (uint32_t)e->end;
	keep->number   = number;
	keep->is_known = true;
}

void umb_git_entries_clear(umb_git_entries *e)
{
	umb_buf_clear(&e->notes);
	umb_buf_clear(&e->pending);
	umb_buf_clear(&e->asked);
	umb_buf_clear(&e->asking);
}
