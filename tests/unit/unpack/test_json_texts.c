/* Notebooks, source maps, captures: which members they have, what these hold, and where that stands in the text. */
#include <stdlib.h>

#include "harness/check.h"
#include "harness/emit_double.h"

static emit_double d;

typedef struct source {
	umb_slice left;
} source;

static umb_status read_source(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	source *s = ctx;

	*n_read = UMB_MIN(cap, s->left.len);
	memcpy(buf, s->left.ptr, *n_read);
	s->left = umb_slice_sub(s->left, *n_read, s->left.len);
	return UMB_OK;
}

/* The unpacker that knows it, or NULL. */
static const umb_unpacker_ops *known(umb_slice text)
{
	static const char *const names[] = { "notebook", "source-map", "har" };

	for (size_t i = 0; i < UMB_COUNT(names); i++) {
		if (umb_unpacker_find(names[i])->probe(text))
			return umb_unpacker_find(names[i]);
	}
	return NULL;
}

/* What stands in the text and what is told to stand there are the same, where nothing is escaped. */
static bool is_placed(const char *text)
{
	for (size_t i = 0; i < d.n_writes; i++) {
		const double_write *w = &d.write[i];

		if (w->in_len == w->n && memcmp(d.out + w->out_from, text + w->in_from, w->n) != 0)
			return false;
	}
	return true;
}

static void test_members(void **state)
{
	static const struct {
		const char *text, *want; /* NULL: nobody knows it */
	} rows[] = {
		{ "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"a = 1\\n\",\"b\\\"\\u00e9\"],\"outputs\":[{\"output_type\":\"stream\",\"text\":[\"x\\n\",\"y\"]},"
		  "{\"data\":{\"image/png\":\"AAAA\",\"text/plain\":\"z\",\"application/json\":{\"k\":[\"v\",1]}}}]},{\"cell_type\":\"markdown\",\"source\":\"# t\"}],\"nbformat\":4}",
		  "[cell 1]a = 1\nb\"\xc3\xa9[cell 1 output]x\ny\nz\nk: \nv\n1\n[cell 2]# t" },
		{ "\xef\xbb\xbf { \"nbformat\" : 3, \"worksheets\" : [ { \"cells\" : [ { \"input\" : \"old\" } ] } ] }", "[cell 1]old" },
		{ "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"cut off in the mid", "[cell 1]cut off in the mid" },
		{ "{\"cells\":[],\"color\":1}", NULL },
		{ "{\"version\":3,\"sources\":[\"a\\/b.ts\",null],\"sourcesContent\":[\"one\\ntwo\",null,\"three\"],\"mappings\":\"AAAA\"}", "[a/b.ts]one\ntwo[source 3]three" },
		{ "{\"sourcesContent\":[\"x\"],\"version\":3,\"sources\":[\"late.js\"],\"mappings\":\"\"}", "[late.js]x" },
		{ "{\"version\":3,\"sections\":[{\"offset\":{},\"map\":{\"version\":3,\"sources\":[\"s.js\"],\"sourcesContent\":[\"x\"],\"sections\":[]}}]}", "[s.js]x" },
		{ "{\"version\":\"1.0.0\",\"name\":\"a package\",\"dependencies\":{}}", NULL },
		{ "{\"log\":{\"creator\":{},\"entries\":[{\"request\":{\"url\":\"/u\",\"headers\":[{\"value\":\"v\",\"name\":\"N\"}],\"cookies\":[{\"name\":\"c\",\"value\":\"d\"}],"
		  "\"postData\":{\"text\":\"{\\\"k\\\":1}\"}},\"response\":{\"content\":{\"encoding\":\"base64\",\"text\":\"aGVsbG8=\"}}}]}}",
		  "[entry 1 request]/u\nN: v\nc = d\n\n{\"k\":1}\n[entry 1 response body]hello" },
		{ "{\"log\":\"a line\",\"level\":\"info\"}", NULL },
		{ "[{\"cells\":[],\"nbformat\":4}]", NULL },
		{ "", NULL },
		{ "{", NULL },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		umb_slice               text = umb_slice_str(rows[i].text);
		const umb_unpacker_ops *u = known(text);
		source                  s = { text };
		umb_reader              in = { .ctx = &s, .read = read_source };

		CHECK_EQ_INT(u != NULL, rows[i].want != NULL, rows[i].text);
		if (!u)
			continue;
		double_reset(&d, SIZE_MAX, u->has_lines ? text.len : SIZE_MAX, true);
		d.jumps = true;
		CHECK_EQ_INT(u->unpack(&in, &d.emit), UMB_OK, rows[i].text);
		CHECK(!d.is_wrong && !d.is_open, rows[i].text);
		CHECK_EQ_STR((const char *)d.out, rows[i].want, rows[i].text);
		CHECK(is_placed(rows[i].text), rows[i].text);
	}
}

/* Whoever refuses more stops it at once. */
static void test_refused(void **state)
{
	static const char text[] = "{\"nbformat\":4,\"cells\":[{\"source\":\"0123456789\"},{\"source\":\"0123456789\"}]}";
	source            s = { umb_slice_str(text) };
	umb_reader        in = { .ctx = &s, .read = read_source };

	UMB_UNUSED(state);
	double_reset(&d, 15, sizeof(text) - 1, true);
	d.jumps = true;
	assert_int_equal(umb_unpacker_find("notebook")->unpack(&in, &d.emit), UMB_E_LIMIT);
	assert_int_equal(d.n_total, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
