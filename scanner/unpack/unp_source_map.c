/*
 * unp_source_map.c - source maps: the files that a bundle was made of, by the names that the map gives them.
 *
 * `sources` and `sourcesContent` are lists side by side, in either order; the names are looked up first.
 */
#include "unpack/json_text.h"

#include "base/buf.h"

#define HEAD 65536u
#define MAX_NAMES ((size_t)1 << 20)

static bool source_map_probe(umb_slice head)
{
	static const char *const keys[] = { "version", "sources", "sourcesContent", "mappings", "sections", "file", "names", "sourceRoot" };

	return umb_json_begins(head, keys, UMB_COUNT(keys)) && umb_json_head_has(head, HEAD, "\"version\"") &&
	       (umb_json_head_has(head, HEAD, "\"sources\"") || umb_json_head_has(head, HEAD, "\"mappings\"") ||
	        umb_json_head_has(head, HEAD, "\"sections\""));
}

/* The names of the object at the cursor, which is left where it is. */
static void read_names(umb_buf *names, umb_json_text j)
{
	umb_slice key, s;

	umb_buf_reset(names);
	if (!umb_json_enter(&j, '{'))
		return;
	while (umb_json_key_next(&j, &key)) {
		if (!umb_slice_eq_str(key, "sources") || !umb_json_enter(&j, '[')) {
			umb_json_pass(&j);
			continue;
		}
		while (umb_json_element(&j) && names->failed == UMB_OK) {
			s = umb_slice_of(j.text.ptr, 0);
			if (!umb_json_string(&j, &s))
				umb_json_pass(&j);
			umb_buf_append(names, &s, sizeof(s));
		}
		return;
	}
}

static void name_member(umb_member *m, const umb_buf *names, size_t i)
{
	const umb_slice *n = (const umb_slice *)(const void *)names->ptr;
	umb_buf          text = UMB_BUF_INIT_MAX(1024);

	if (i < names->len / sizeof(*n))
		umb_json_unescape(&text, n[i]);
	if (text.len > 0)
		umb_member_name(m, "%.*s", UMB_MEMBER_PART(umb_buf_view(&text)));
	else
		umb_member_name(m, "source %zu", i + 1);
	umb_buf_clear(&text);
}

static void put_contents(umb_member *m, umb_json_text *j, const umb_buf *names)
{
	umb_slice s;

	if (!umb_json_enter(j, '[')) {
		umb_json_pass(j);
		return;
	}
	for (size_t i = 0; m->st == UMB_OK && umb_json_element(j); i++) {
		if (!umb_json_string(j, &s)) {
			umb_json_pass(j);
			continue;
		}
		name_member(m, names, i);
		umb_json_put(m, j, s);
		umb_member_end(m);
	}
}

static void put_map(umb_member *m, umb_json_text *j, umb_buf *names, bool is_section);

/* [{"offset": ..., "map": {...}}]: a map each, which may have no sections. */
static void put_sections(umb_member *m, umb_json_text *j, umb_buf *names)
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
			if (umb_slice_eq_str(key, "map"))
				put_map(m, j, names, true);
			else
				umb_json_pass(j);
		}
	}
}

static void put_map(umb_member *m, umb_json_text *j, umb_buf *names, bool is_section)
{
	umb_slice key;

	read_names(names, *j);
	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if (umb_slice_eq_str(key, "sourcesContent"))
			put_contents(m, j, names);
		else if (umb_slice_eq_str(key, "sections") && !is_section)
			put_sections(m, j, names);
		else
			umb_json_pass(j);
	}
}

static void put_all(umb_member *m, umb_slice text)
{
	umb_json_text j = umb_json_over(text);
	umb_buf       names = UMB_BUF_INIT_MAX(MAX_NAMES * sizeof(umb_slice));

	put_map(m, &j, &names, false);
	umb_buf_clear(&names);
}

static umb_status source_map_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_json_unpack(in, emit, put_all, "more of a source map than is held at once");
}

/* Hardly anybody reads a map: it is one line, and the files in it have their own. */
const umb_unpacker_ops umb_unpacker_source_map = {
	.name    = "source-map",
	.summary = "source maps: the files in sourcesContent",
	.probe   = source_map_probe,
	.first   = UMB_JSON_FIRST,
	.unpack  = source_map_unpack,
};
