/*
 * unp_har.c - HAR captures of browsers and proxies: what was sent and what came back, a member each, as it went over the line.
 *
 * Headers are lines, cookies and parameters are assignments, bodies follow behind an empty line; a body in base64 is a member of
 * its own, unless it is a container: that is opened where base64 is decoded anyway.
 */
#include "unpack/json_text.h"

#include "base/base64.h"

#define HEAD 4096u
#define MAX_BODY ((size_t)32 << 20)

static bool har_probe(umb_slice head)
{
	static const char *const keys[] = { "log" };

	return umb_json_begins(head, keys, UMB_COUNT(keys)) &&
	       (umb_json_head_has(head, HEAD, "\"entries\"") || umb_json_head_has(head, HEAD, "\"creator\"") || umb_json_head_has(head, HEAD, "\"pages\""));
}

/* A value is looked up before its name may have come: where a key of this object stands, or nowhere. */
static bool find_string(umb_json_text j, const char *key, umb_slice *out)
{
	umb_slice k;

	if (!umb_json_enter(&j, '{'))
		return false;
	while (umb_json_key_next(&j, &k)) {
		if (umb_slice_eq_str(k, key))
			return umb_json_string(&j, out);
		umb_json_pass(&j);
	}
	return false;
}

/* [{"name": ..., "value": ...}]: a line each. */
static void put_pairs(umb_member *m, umb_json_text *j, const char *between)
{
	umb_slice s;

	if (!umb_json_enter(j, '[')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_element(j)) {
		if (find_string(*j, "name", &s)) {
			umb_json_put(m, j, s);
			umb_member_say(m, umb_slice_str(between));
		}
		if (find_string(*j, "value", &s))
			umb_json_put(m, j, s);
		umb_member_line(m);
		umb_json_pass(j);
	}
}

static bool is_container(umb_slice bytes)
{
	for (size_t i = 0; i < umb_unpacker_count(); i++) {
		const umb_unpacker_ops *u = umb_unpacker_at(i);

		if (!u->ending && !u->has_lines && u->probe(bytes))
			return true;
	}
	return false;
}

/* Bytes that base64 stands for: a member that stands nowhere as it is. */
static void put_base64(umb_member *m, const umb_json_text *j, umb_slice text)
{
	umb_buf    plain = UMB_BUF_INIT_MAX(MAX_BODY), bytes = UMB_BUF_INIT_MAX(MAX_BODY);
	size_t     n = 0;

	umb_json_unescape(&plain, text);
	if (plain.failed == UMB_E_LIMIT) {
		m->emit->skip_member(m->emit, umb_buf_str(&m->name), UMB_SKIP_DECODE_LIMIT, "a body in base64, longer than is decoded");
	} else if (plain.failed == UMB_OK && umb_buf_reserve(&bytes, umb_base64_max(plain.len)) == UMB_OK) {
		bool is_base64 = umb_base64_decode(bytes.ptr, umb_base64_max(plain.len), &n, umb_buf_view(&plain));

		if (is_base64 && is_container(umb_slice_of(bytes.ptr, n)) && umb_slice_eq(text, umb_buf_view(&plain)))
			n = 0;
		if (is_base64)
			umb_member_put(m, umb_slice_of(bytes.ptr, n), (size_t)(text.ptr - j->text.ptr), text.len);
		else
			umb_json_put(m, j, text);
	} else if (m->st == UMB_OK) {
		m->st = UMB_E_NOMEM;
	}
	umb_buf_wipe(&plain);
	umb_buf_wipe(&bytes);
}

/* {"mimeType": ..., "text": ..., "encoding": "base64", "params": [...]} */
static void put_body(umb_member *m, umb_json_text *j, umb_slice *base64)
{
	umb_slice key, s, encoding;
	bool      is_base64;

	is_base64 = find_string(*j, "encoding", &encoding) && umb_slice_eq_str(encoding, "base64");
	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if (umb_slice_eq_str(key, "text") && umb_json_string(j, &s)) {
			if (is_base64) {
				*base64 = s;
				continue;
			}
			umb_member_say(m, umb_slice_str("\n"));
			umb_json_put(m, j, s);
			umb_member_line(m);
		} else if (umb_slice_eq_str(key, "params")) {
			put_pairs(m, j, " = ");
		} else {
			umb_json_pass(j);
		}
	}
}

/* A request or a response; both have headers, cookies and a body, under names of their own. */
static void put_message(umb_member *m, umb_json_text *j, size_t number, const char *what)
{
	umb_slice key, s, base64 = { NULL, 0 };

	umb_member_name(m, "entry %zu %s", number, what);
	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if ((umb_slice_eq_str(key, "url") || umb_slice_eq_str(key, "redirectURL")) && umb_json_string(j, &s)) {
			umb_json_put(m, j, s);
			umb_member_line(m);
		} else if (umb_slice_eq_str(key, "headers")) {
			put_pairs(m, j, ": ");
		} else if (umb_slice_eq_str(key, "cookies") || umb_slice_eq_str(key, "queryString")) {
			put_pairs(m, j, " = ");
		} else if (umb_slice_eq_str(key, "postData") || umb_slice_eq_str(key, "content")) {
			put_body(m, j, &base64);
		} else {
			umb_json_pass(j);
		}
	}
	umb_member_end(m);
	if (base64.len > 0 && m->st == UMB_OK) {
		umb_member_name(m, "entry %zu %s body", number, what);
		put_base64(m, j, base64);
		umb_member_end(m);
	}
}

/* Requests, responses, and the messages of a web socket that some browsers add. */
static void put_entry(umb_member *m, umb_json_text *j, size_t number)
{
	umb_slice key;

	if (!umb_json_enter(j, '{')) {
		umb_json_pass(j);
		return;
	}
	while (m->st == UMB_OK && umb_json_key_next(j, &key)) {
		if (umb_slice_eq_str(key, "request")) {
			put_message(m, j, number, "request");
		} else if (umb_slice_eq_str(key, "response")) {
			put_message(m, j, number, "response");
		} else if (umb_slice_eq_str(key, "_webSocketMessages")) {
			umb_member_name(m, "entry %zu messages", number);
			umb_json_put_all(m, j);
			umb_member_end(m);
		} else {
			umb_json_pass(j);
		}
	}
}

static void put_capture(umb_member *m, umb_slice text)
{
	umb_json_text j = umb_json_over(text);
	umb_slice     key;
	size_t        number = 0;

	if (!umb_json_enter(&j, '{') || !umb_json_key_next(&j, &key) || !umb_slice_eq_str(key, "log") || !umb_json_enter(&j, '{'))
		return;
	while (m->st == UMB_OK && umb_json_key_next(&j, &key)) {
		if (!umb_slice_eq_str(key, "entries") || !umb_json_enter(&j, '[')) {
			umb_json_pass(&j);
			continue;
		}
		while (m->st == UMB_OK && umb_json_element(&j))
			put_entry(m, &j, ++number);
	}
}

static umb_status har_unpack(umb_reader *in, umb_emit *emit)
{
	return umb_json_unpack(in, emit, put_capture, "more of a capture than is held at once");
}

const umb_unpacker_ops umb_unpacker_har = {
	.name      = "har",
	.summary   = "HAR captures: requests and responses",
	.probe     = har_probe,
	.first     = UMB_JSON_FIRST,
	.unpack    = har_unpack,
	.has_lines = true,
};
