/*
 * git_gone.c - see git_gone.h.
 *
 * git pairs files by how much of them is alike, and gives up where there are many.  Here a line of any file that is gone is an old
 * one, which needs no pairs: what could be read in this repository before is no news, wherever it lies now.
 */
#include "git/git_gone.h"

#include "base/alloc.h"
#include "base/text.h"
#include "git/git_id_map.h"
#include "git/git_parse.h"

#define MAX_ITEMS ((size_t)100000)    /* of one comparison */
#define MAX_ALL ((size_t)1000000)     /* of all that are kept */
#define MAX_FOLDERS ((size_t)100000)  /* read for one set */
#define MAX_FILES ((size_t)1000000)   /* of one set */
#define MAX_TEXT ((size_t)16 << 20)   /* whose lines are known */
#define MAX_LINES ((size_t)1 << 20)

/* -- while comparing ------------------------------------------------------------------------------------------- */

/* Where the items begin that are of no set yet. */
static size_t begin(const umb_git_gone_list *l)
{
	return l->n_sets ? l->set[l->n_sets - 1].from + l->set[l->n_sets - 1].n : 0;
}

void umb_git_gone_list_add(umb_git_gone_list *l, const uint8_t *id, uint32_t id_len, bool is_folder)
{
	umb_git_gone_item *more;
	size_t             cap = l->cap ? l->cap * 2 : 64;

	if (l->n >= MAX_ALL || l->n - begin(l) >= MAX_ITEMS)
		return;
	if (l->n == l->cap) {
		more = umb_realloc(l->item, cap * sizeof(*more));
		if (!more)
			return;
		l->item = more;
		l->cap  = cap;
	}
	memcpy(l->item[l->n].id, id, id_len);
	l->item[l->n++].is_folder = is_folder;
}

bool umb_git_gone_list_keep(umb_git_gone_list *l, size_t first_change, size_t n_changes)
{
	size_t            from = begin(l), cap = l->cap_sets ? l->cap_sets * 2 : 4;
	umb_git_gone_set *more;

	if (l->n == from)
		return false;
	if (l->n_sets == l->cap_sets) {
		more = umb_realloc(l->set, cap * sizeof(*more));
		if (!more) {
			l->n = from;
			return false;
		}
		l->set      = more;
		l->cap_sets = cap;
	}
	l->set[l->n_sets++] = (umb_git_gone_set){ from, l->n - from, first_change, n_changes };
	return true;
}

void umb_git_gone_list_drop(umb_git_gone_list *l)
{
	l->n = begin(l);
}

void umb_git_gone_list_clear(umb_git_gone_list *l)
{
	umb_free(l->item);
	umb_free(l->set);
	memset(l, 0, sizeof(*l));
}

/* -- asked for -------------------------------------------------------------------------------------------------- */

struct umb_git_gone {
	const umb_git_store *s;
	umb_git_inflater    *inf;
	umb_git_id_map       folders, files, whole;
	size_t               n_read; /* of the folders */
	umb_buf              one, text;
	umb_git_lines       *lines;
	bool                 has_lines; /* they were looked for */
};

umb_git_gone *umb_git_gone_new(const umb_git_store *s, umb_git_inflater *inf)
{
	umb_git_gone *g = umb_alloc_zero(1, sizeof(*g));

	if (!g)
		return NULL;
	g->s        = s;
	g->inf      = inf;
	g->one.max  = UMB_GIT_MAX_OBJECT + 4096;
	g->text.max = MAX_TEXT + 4096;
	umb_git_gone_reset(g);
	return g;
}

void umb_git_gone_reset(umb_git_gone *g)
{
	umb_git_id_map_clear(&g->folders);
	umb_git_id_map_clear(&g->files);
	umb_git_id_map_clear(&g->whole);
	g->folders = g->files = g->whole = (umb_git_id_map){ .id_len = g->s->id_len };
	umb_git_lines_free(g->lines);
	umb_buf_wipe(&g->text);
	g->lines     = NULL;
	g->has_lines = false;
	g->n_read    = 0;
}

void umb_git_gone_free(umb_git_gone *g)
{
	if (!g)
		return;
	umb_git_gone_reset(g);
	umb_git_id_map_clear(&g->folders);
	umb_git_id_map_clear(&g->files);
	umb_git_id_map_clear(&g->whole);
	umb_buf_wipe(&g->one);
	umb_free(g);
}

void umb_git_gone_add(umb_git_gone *g, const uint8_t *id, bool is_folder)
{
	umb_git_id_map *m = is_folder ? &g->folders : &g->files;

	if (m->n < (is_folder ? MAX_FOLDERS : MAX_FILES))
		umb_git_id_add(m, id);
}

/* Each folder once, however often it is named; those that cannot be read were told where they matter. */
static void read_folders(umb_git_gone *g)
{
	for (; g->n_read < g->folders.n; g->n_read++) {
		umb_git_type  type = UMB_GIT_NONE;
		umb_git_entry e;
		uint8_t       id[UMB_ID_MAX];

		memcpy(id, umb_git_id_of(&g->folders, (uint32_t)g->n_read), g->s->id_len);
		if (umb_git_store_read(g->s, g->inf, id, &type, &g->one) != UMB_OK || type != UMB_GIT_TREE)
			continue;
		for (size_t at = 0; umb_git_tree_next(umb_buf_view(&g->one), g->s->id_len, &at, &e);) {
			if (e.mode != UMB_GIT_MODE_SUBMODULE)
				umb_git_gone_add(g, e.id, e.mode == UMB_GIT_MODE_TREE);
		}
	}
}

bool umb_git_gone_has(umb_git_gone *g, const uint8_t *id)
{
	read_folders(g);
	return g->files.n && umb_git_id_find(&g->files, id) != UMB_GIT_NO_NUMBER;
}

void umb_git_gone_is_whole(umb_git_gone *g, const uint8_t *id)
{
	if (umb_git_gone_has(g, id))
		umb_git_id_add(&g->whole, id);
}

/* One that does not fit leaves room for the next. */
static void read_file(umb_git_gone *g, const uint8_t *id, size_t *n_lines)
{
	umb_git_type type = UMB_GIT_NONE;
	size_t       n;

	g->one.max = MAX_TEXT - g->text.len + 4096;
	if (umb_git_store_read(g->s, g->inf, id, &type, &g->one) != UMB_OK || type != UMB_GIT_BLOB || g->one.len > MAX_TEXT - g->text.len)
		return;
	n = umb_text_count_lines(umb_buf_view(&g->one)) + 1;
	if (n > MAX_LINES - *n_lines)
		return;
	*n_lines += n;
	umb_buf_append_slice(&g->text, umb_buf_view(&g->one));
	umb_buf_append_byte(&g->text, '\n');
}

/* Where there is no room for all, those that lie elsewhere as they were matter less than those that were changed on the way. */
static void read_files(umb_git_gone *g)
{
	size_t n_lines = 0;

	for (int round = 0; round < 2; round++) {
		for (uint32_t i = 0; i < g->files.n && g->text.len < MAX_TEXT; i++) {
			const uint8_t *id       = umb_git_id_of(&g->files, i);
			bool           is_whole = g->whole.n && umb_git_id_find(&g->whole, id) != UMB_GIT_NO_NUMBER;

			if (is_whole == (round == 1))
				read_file(g, id, &n_lines);
		}
	}
	g->one.max = UMB_GIT_MAX_OBJECT + 4096;
}

const umb_git_lines *umb_git_gone_lines(umb_git_gone *g)
{
	if (!g->has_lines) {
		g->has_lines = true;
		read_folders(g);
		read_files(g);
		if (g->text.len && g->text.failed == UMB_OK)
			g->lines = umb_git_lines_new(umb_buf_view(&g->text));
	}
	return g->lines;
}
