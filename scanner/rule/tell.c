/*
 * tell.c - what is wrong with packs, for a person: kept until all of it is known, then in the order of files and lines.
 *
 * The binder, the compiler and lint each pass over all rules, so that what belongs to one rule comes up at different times;
 * who mends a file goes through it once, from the top.
 */
#include "rule/rule.h"

#include <stdarg.h>

#include "base/alloc.h"

/* Further ones are counted and told where they come up. */
#define MAX_NOTES 100000

struct umb_note {
	char    *text; /* "file:line:column: words" */
	size_t   file_len;
	uint32_t line, column;
	bool     is_warning;
};

static bool make_room(umb_teller *t)
{
	size_t    cap = t->cap ? t->cap * 2 : 64;
	umb_note *note;

	if (t->n_notes < t->cap)
		return true;
	note = t->n_notes < MAX_NOTES ? umb_realloc(t->note, cap * sizeof(*note)) : NULL;
	if (!note)
		return false;
	t->note = note;
	t->cap  = cap;
	return true;
}

static void keep(umb_teller *t, const char *file, umb_yaml_place at, bool is_warning, const char *text)
{
	char *copy = make_room(t) ? umb_strdup(text) : NULL;

	if (!copy) {
		t->line(t->ctx, text);
		return;
	}
	t->note[t->n_notes] = (umb_note){ copy, strlen(file), at.line, at.column, is_warning };
	t->n_notes++;
}

void umb_tell(umb_teller *t, bool is_warning, const char *file, umb_yaml_place at, const char *fmt, ...)
{
	umb_buf text = UMB_BUF_INIT_MAX(8192);
	va_list ap;

	if (is_warning)
		t->n_warnings++;
	else
		t->n_errors++;
	if (!t->line)
		return;
	umb_buf_printf(&text, "%s:%u:%u: %s", file, at.line, at.column, is_warning ? "warning: " : "");
	va_start(ap, fmt);
	umb_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	keep(t, file, at, is_warning, umb_buf_str(&text));
	umb_buf_clear(&text);
}

static int by_place(const void *x, const void *y)
{
	const umb_note *a = x, *b = y;
	int d = memcmp(a->text, b->text, UMB_MIN(a->file_len, b->file_len));

	if (d == 0)
		d = (a->file_len > b->file_len) - (a->file_len < b->file_len);
	if (d == 0)
		d = (a->line > b->line) - (a->line < b->line);
	if (d == 0)
		d = (a->column > b->column) - (a->column < b->column);
	return d ? d : strcmp(a->text, b->text);
}

void umb_teller_finish(umb_teller *t)
{
	if (t->n_notes)
		qsort(t->note, t->n_notes, sizeof(*t->note), by_place);
	for (size_t i = 0; i < t->n_notes; i++) {
		/* A file that was named twice has every mistake twice. */
		if (i == 0 || strcmp(t->note[i - 1].text, t->note[i].text) != 0)
			t->line(t->ctx, t->note[i].text);
		else if (t->note[i].is_warning)
			t->n_warnings--;
		else
			t->n_errors--;
	}
	for (size_t i = 0; i < t->n_notes; i++)
		umb_free(t->note[i].text);
	umb_free(t->note);
	t->note    = NULL;
	t->n_notes = t->cap = 0;
}
