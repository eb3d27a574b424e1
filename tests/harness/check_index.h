/*
 * harness/check_index.h - what holds for every index that was read, whatever stood in the file.
 */
#ifndef UMB_TEST_CHECK_INDEX_H
#define UMB_TEST_CHECK_INDEX_H

#include "git/git_index.h"
#include "git/git_parse.h"

/* Bytes of a path as it is sorted; a folder's slash stands behind it. */
static inline umb_slice sorted_path(const umb_git_index_entry *e)
{
	return umb_slice_of(e->path.ptr, e->path.len + (e->mode == UMB_GIT_MODE_TREE));
}

/* So that every byte of every id is read. */
static volatile uint8_t index_sum;

static inline const char *index_entry_fault(const umb_git_index_entry *e, uint32_t id_len)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < id_len; i++)
		sum = (uint8_t)(sum + e->id[i]);
	index_sum = sum;
	if (e->stage > 3)
		return "a stage that is none";
	if (e->path.len == 0 || e->path.ptr[0] == '/' || e->path.ptr[e->path.len - 1] == '/' || memchr(e->path.ptr, 0, e->path.len))
		return "a path that is none";
	if (e->mode == UMB_GIT_MODE_TREE && e->path.ptr[e->path.len] != '/')
		return "a folder without its slash";
	return NULL;
}

static inline const char *index_order_fault(const umb_git_index_entry *a, const umb_git_index_entry *b)
{
	umb_slice p = sorted_path(a), q = sorted_path(b);
	int       d = memcmp(p.ptr, q.ptr, UMB_MIN(p.len, q.len));

	if (d > 0 || (d == 0 && p.len > q.len))
		return "paths out of order";
	if (umb_slice_eq(p, q) && (a->stage == 0 || a->stage > b->stage))
		return "stages out of order";
	return NULL;
}

/* Of every valid node below another one: some run of n_entries entries has its name there, and the rest has not. */
static inline const char *index_tree_fault(const umb_git_index *x, size_t number, umb_slice *path, size_t depth)
{
	const umb_git_cached_tree *t     = &x->tree[number];
	size_t                     child = number + 1, n = 0, count = 0;
	uint8_t                    longer[4096];

	if (t->next <= number || t->next > x->n_trees)
		return "a subtree that does not end in the list";
	for (size_t i = 0; t->id && i < x->n_entries; i++) {
		umb_slice p = sorted_path(&x->entry[i]);
		count += p.len >= path->len && umb_slice_eq(umb_slice_sub(p, 0, path->len), *path);
	}
	if (t->id ? count != t->n_entries : t->n_entries != 0)
		return "a count of entries that is not theirs";
	for (; child < t->next; child = x->tree[child].next, n++) {
		umb_slice   name = x->tree[child].name, whole = umb_slice_of(longer, path->len + name.len + 1);
		const char *words;

		if (whole.len > sizeof(longer) || depth > 64)
			return NULL; /* enough was looked at */
		if (path->len > 0)
			memcpy(longer, path->ptr, path->len);
		memcpy(longer + path->len, name.ptr, name.len);
		longer[whole.len - 1] = '/';
		words = index_tree_fault(x, child, &whole, depth + 1);
		if (words)
			return words;
	}
	return child == t->next && n == t->n_children ? NULL : "children that are not there";
}

/* NULL, or what is wrong. */
static inline const char *index_fault(const umb_git_index *x, uint32_t id_len)
{
	const char *words = NULL;
	umb_slice   root  = UMB_SLICE_INIT;

	for (size_t i = 0; i < x->n_entries && !words; i++) {
		words = index_entry_fault(&x->entry[i], id_len);
		if (!words && i > 0)
			words = index_order_fault(&x->entry[i - 1], &x->entry[i]);
	}
	if (!words && (x->tree != NULL) != (x->n_trees > 0))
		words = "trees without a count";
	return !words && x->tree ? index_tree_fault(x, 0, &root, 0) : words;
}

#endif
