/*
 * git_index_tree.c - the index's extension TREE: ids of the trees that its folders would be.
 *
 * It only saves work, so one that is wrong anywhere is left out.  What it says of entries is counted: a reader that steps
 * over n_entries of them steps over what is below that folder, and nothing else.
 */
#include "base/alloc.h"
#include "base/err.h"
#include "base/number.h"
#include "base/text.h"
#include "git/git_index_private.h"

#define MAX_DEPTH 2048 /* folders in a path of PATH_MAX bytes */

/* A node whose children are being read, and the entries below it: entry[from .. to), of whose paths `prefix` bytes are its own. */
typedef struct open_node {
	uint32_t number, n_left;
	size_t   from, to, prefix;
	size_t   behind; /* the child that was read last: git writes folders of one length as they are sorted */
} open_node;

/* "name\0entries children\n", then an id unless the number of entries is -1. */
static bool take_node(umb_slice *s, uint32_t id_len, umb_git_cached_tree *t)
{
	const uint8_t *nul = s->len > 0 ? memchr(s->ptr, 0, s->len) : NULL;
	size_t         at, blank, end;
	int64_t        n_entries;
	uint64_t       n_children;

	memset(t, 0, sizeof(*t));
	if (!nul)
		return false;
	at      = (size_t)(nul - s->ptr);
	t->name = umb_slice_of(s->ptr, at++);
	end     = umb_text_line_end(umb_slice_sub(*s, 0, at + 24), at); /* two numbers */
	if (end >= s->len || s->ptr[end] != '\n')
		return false;
	for (blank = at; blank < end && s->ptr[blank] != ' '; blank++)
		;
	if (!umb_parse_i64(&n_entries, umb_slice_sub(*s, at, blank), -1, UINT32_MAX) ||
	    !umb_parse_u64(&n_children, umb_slice_sub(*s, blank + 1, end), 0, UINT32_MAX - 1))
		return false;
	t->n_children = (uint32_t)n_children;
	at            = end + 1;
	if (n_entries >= 0) {
		if (s->len - at < id_len)
			return false;
		t->n_entries = (uint32_t)n_entries;
		t->id        = s->ptr + at;
		at += id_len;
	}
	*s = umb_slice_sub(*s, at, s->len);
	return true;
}

/* How many nodes there are; 0: they do not end where the extension does. */
static size_t count_nodes(umb_slice s, uint32_t id_len)
{
	umb_git_cached_tree t;
	uint64_t            n_wanted = 1;
	size_t              n        = 0;

	for (; n_wanted > 0; n_wanted--, n++) {
		if (!take_node(&s, id_len, &t))
			return 0;
		n_wanted += t.n_children;
	}
	return s.len == 0 && n < UINT32_MAX ? n : 0;
}

/* How an entry's path, from `prefix` on, stands to `name` and the byte behind it. */
static int compare_at(const umb_git_index_entry *e, size_t prefix, umb_slice name, uint8_t behind)
{
	const uint8_t *rest = e->path.ptr + prefix;
	size_t         len  = umb_git_index_path_len(e) - prefix;
	int            d    = memcmp(rest, name.ptr, UMB_MIN(len, name.len));

	if (d != 0)
		return d;
	return len <= name.len ? -1 : (int)rest[name.len] - behind;
}

/* The first of entry[from .. to) that does not come before `name` and the byte behind it. */
static size_t find(const umb_git_index *x, size_t from, size_t to, size_t prefix, umb_slice name, uint8_t behind)
{
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (compare_at(&x->entry[mid], prefix, name, behind) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static bool begins_with(const umb_git_index *x, size_t at, size_t prefix, umb_slice name)
{
	return compare_at(&x->entry[at], prefix, name, '/') == 0;
}

/* The first entry below `name`; most often it stands behind those of the child before, where no folder is half over. */
static size_t find_first(const umb_git_index *x, const open_node *p, umb_slice name)
{
	if (p->behind < p->to && begins_with(x, p->behind, p->prefix, name))
		return p->behind;
	return find(x, p->from, p->to, p->prefix, name, '/');
}

/* Where the entries of a child stand among those of its parent; false when it is none, or has others than it says. */
static bool find_child(const umb_git_index *x, const open_node *parent, const umb_git_cached_tree *t, open_node *child)
{
	size_t prefix = parent->prefix;

	if (t->name.len == 0 || memchr(t->name.ptr, '/', t->name.len))
		return false;
	child->prefix = prefix + t->name.len + 1;
	child->from   = find_first(x, parent, t->name);
	if (!t->id) {
		child->to = find(x, child->from, parent->to, prefix, t->name, '/' + 1);
		return true;
	}
	/* they are sorted: the last one is, and the one behind it is not */
	if (t->n_entries > parent->to - child->from)
		return false;
	child->to = child->from + t->n_entries;
	return (t->n_entries == 0 || begins_with(x, child->to - 1, prefix, t->name)) &&
	       (child->to == parent->to || !begins_with(x, child->to, prefix, t->name));
}

static bool read_nodes(const umb_git_index *x, umb_slice s, uint32_t id_len, open_node *stack, umb_git_cached_tree *tree, size_t n)
{
	size_t depth = 0;

	for (uint32_t i = 0; i < n; i++) {
		umb_git_cached_tree *t    = &tree[i];
		open_node            node = { .number = i, .to = x->n_entries };

		if (!take_node(&s, id_len, t) || depth == MAX_DEPTH)
			return false;
		if (i == 0 ? t->name.len > 0 || (t->id && t->n_entries != x->n_entries) : !find_child(x, &stack[depth - 1], t, &node))
			return false;
		node.n_left = t->n_children;
		node.behind = node.from;
		if (depth > 0)
			stack[depth - 1].behind = node.to;
		stack[depth++] = node;
		/* all that end with this node */
		while (depth > 0 && stack[depth - 1].n_left == 0) {
			tree[stack[--depth].number].next = i + 1;
			if (depth > 0)
				stack[depth - 1].n_left--;
		}
	}
	return true;
}

umb_status umb_git_index_trees(umb_git_index *x, umb_slice s, uint32_t id_len, umb_err *err)
{
	size_t               n = count_nodes(s, id_len);
	umb_git_cached_tree *tree;
	open_node           *stack;

	if (n == 0)
		return UMB_OK;
	tree  = umb_arena_alloc(&x->arena, n * sizeof(*tree));
	stack = umb_alloc(MAX_DEPTH * sizeof(*stack));
	if (tree && stack && read_nodes(x, s, id_len, stack, tree, n)) {
		x->tree    = tree;
		x->n_trees = n;
	}
	umb_free(stack);
	return tree && stack ? UMB_OK : umb_err_set(err, UMB_E_NOMEM, "out of memory");
}
