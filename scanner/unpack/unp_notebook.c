/*
 * unp_notebook.c - Jupyter notebooks: a member for each cell's source and for what its runs have put out.
 *
 * A source is a list of strings, a line each; joined they are the program that was written.
 */
#include "unpack/json_text.h"

#define HEAD 65536u

static bool notebook_probe(umb_slice head)
{
	static const char *const keys[] = { "cells", "nbformat", "metadata", "worksheets" };

	return umb_json_begins(head, keys, UMB_COUNT(keys)) &&
	       (umb_json_head_has(head, HEAD, "\"cell_type\"") || umb_json_head_has(head, HEAD, "\"nbformat\""));
}

/* {"text/plain": [...], "image/png": "..."}: what is text. */
static void put_data(umb_member *m, umb_json_text *j)
{
	umb_slice key;

	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		bool is_picture = key.len >= 6 && memcmp(key.ptr, "image/", 6) == 0 && !umb_slice_eq_str(key, "image/svg+xml");

		if (is_picture)
			umb_json_pass(j);
		else if (umb_json_peek(j) == '{')
			umb_json_put_all(m, j);
		else
			umb_json_put_strings(m, j);
		umb_member_line(m);
	}
}

/* One output: streams have a text, results have data, errors a traceback. */
static void put_output(umb_member *m, umb_json_text *j)
{
	umb_slice key;

	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if (umb_slice_eq_str(key, "data"))
			put_data(m, j);
		else if (umb_slice_eq_str(key, "text") || umb_slice_eq_str(key, "traceback") || umb_slice_eq_str(key, "evalue"))
			umb_json_put_strings(m, j);
		else
			umb_json_pass(j);
		umb_member_line(m);
	}
}

static void put_outputs(umb_member *m, umb_json_text *j, size_t number)
{
	if (!umb_json_enter(j, '[')) {
		umb_json_pass(j);
		return;
	}
	umb_member_name(m, "cell %zu output", number);
	while (m->st == UMB_OK && umb_json_element(j))
		put_output(m, j);
	umb_member_end(m);
}

/* Its keys come in any order, and a member is open once at a time. */
static void put_cell(umb_member *m, umb_json_text *j, size_t number)
{
	umb_slice key;

	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if (umb_slice_eq_str(key, "source") || umb_slice_eq_str(key, "input")) {
			umb_member_name(m, "cell %zu", number);
			umb_json_put_strings(m, j);
			umb_member_end(m);
		} else if (umb_slice_eq_str(key, "outputs")) {
			put_outputs(m, j, number);
		} else {
			umb_json_pass(j);
		}
	}
}

static void put_cells(umb_member *m, umb_json_text *j, size_t *number)
{
	if (!umb_json_enter(j, '[')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_element(j))
		put_cell(m, j, ++*number);
}

/* Format 3 and before: the cells lie in worksheets. */
static void put_worksheets(umb_member *m, umb_json_text *j, size_t *number)
{
	umb_slice key;

	if (!umb_json_enter(j, '[')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_element(j)) {
		if (!umb_json_enter(j, '{')) {
			umb_json_pass(j);
			continue;
		}
		while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
			if (umb_slice_eq_str(key, "cells"))
				put_cells(m, j, number);
			else
				umb_json_pass(j);
		}
	}
}

static void put_notebook(umb_member *m, umb_slice text)
{
	umb_json_text j = umb_json_over(text);
	umb_slice     key;
	size_t        number = 0;

	if (!umb_json_enter(&j, '{'))
		return;
	while (m->st == UMB_OK && umb_json_key_next(&j, &key)) {
		if (umb_slice_eq_str(key, "cells"))
			put_cells(m, &j, &number);
		else if (umb_slice_eq_str(key, "worksheets"))
			put_worksheets(m, &j, &number);
		else
			umb_json_pass(&j);
	}
}

static umb_status notebook_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_json_unpack(in, emit, put_notebook, "more of a notebook than is held at once");
}

const umb_unpacker_ops umb_unpacker_notebook = {
	.name      = "notebook",
	.summary   = "Jupyter notebooks: cells and their outputs",
	.probe     = notebook_probe,
	.first     = UMB_JSON_FIRST,
	.unpack    = notebook_unpack,
	.has_lines = true,
};
