/* One unit in, hits out: places, overlaps, layers, limits and what callbacks answer. */
#include "engine/engine.h"
#include "harness/check.h"
#include "harness/make_base64.h"
#include "harness/make_rules.h"

#define MAX_SEEN 1024

typedef struct seen {
	size_t       n, n_skips[UMB_N_SKIPS];
	char         rule[MAX_SEEN][16], also[MAX_SEEN][16], layer[MAX_SEEN][32], member[MAX_SEEN][32], line[MAX_SEEN][64], previous[MAX_SEEN][64];
	umb_position start[MAX_SEEN], end[MAX_SEEN], match_start[MAX_SEEN];
	uint64_t     offset[MAX_SEEN], utf16_start[MAX_SEEN], utf16_end[MAX_SEEN];
	umb_status   answer;
	bool         is_cancelled, is_sure[MAX_SEEN];
	uint64_t     passed[MAX_SEEN], n_passed; /* bytes told to have passed by: before each hit, and in all */
	bool         has_gap;
	umb_slice    whole;
} seen;

static made_rules  rules;
static seen        s;
static const char *path = "t"; /* of what is scanned; "" as long as it is not known */

static void copy(char *out, size_t cap, umb_slice text)
{
	size_t n = UMB_MIN(cap - 1, text.len);

	if (n)
		memcpy(out, text.ptr, n);
	out[n] = 0;
}

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	seen  *v = ctx;
	size_t i = v->n++;

	assert_true(i < MAX_SEEN);
	copy(v->rule[i], 16, umb_slice_str(hit->rule->info.id));
	copy(v->also[i], 16, umb_slice_str(hit->n_also ? rules.rs->t.rules[hit->also[0]].info.id : ""));
	copy(v->layer[i], 32, umb_slice_str(hit->layer));
	copy(v->member[i], 32, umb_slice_str(hit->member ? hit->member : ""));
	copy(v->line[i], 64, hit->line);
	copy(v->previous[i], 64, hit->previous_line);
	v->start[i]       = hit->start;
	v->is_sure[i]     = hit->judged->is_sure;
	v->end[i]         = hit->end;
	v->match_start[i] = hit->match_start;
	v->offset[i]      = hit->offset;
	v->utf16_start[i] = hit->utf16_start_column;
	v->utf16_end[i]   = hit->utf16_end_column;
	v->passed[i]      = v->n_passed;
	return v->answer;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	seen *v = ctx;

	UMB_UNUSED(detail);
	v->n_skips[reason]++;
}

static bool on_ask(void *ctx)
{
	seen *v = ctx;

	return v->is_cancelled;
}

static void on_passed(void *ctx, uint32_t level, bool is_first, umb_slice text, size_t from, size_t to)
{
	seen *v = ctx;

	if (level > 0)
		return;
	if (is_first)
		v->n_passed = 0;
	/* What passes by is the text, one piece behind the other. */
	v->has_gap = v->has_gap || to < from || to > text.len || v->n_passed + (to - from) > v->whole.len ||
	             memcmp(v->whole.ptr + v->n_passed, text.ptr + from, to - from) != 0;
	v->n_passed += to - from;
}

static umb_status scan_with(umb_limits limits, umb_slice text)
{
	static uint8_t   padded[1 << 19];
	umb_engine_visit visit = { &s, on_hit, on_skip, on_ask, on_passed };
	umb_place        place = { .source = "memory", .path = umb_slice_str(path) };
	umb_unit         unit  = { .bytes = umb_slice_of(padded, text.len), .place = &place };
	umb_scratch     *scratch = NULL;
	umb_status       st;

	assert_true(text.len + UMB_TEXT_PAD <= sizeof(padded));
	if (text.len)
		memcpy(padded, text.ptr, text.len);
	s.n        = 0;
	s.n_passed = 0;
	s.has_gap  = false;
	s.whole    = text;
	memset(s.n_skips, 0, sizeof(s.n_skips));
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	st = umb_engine_scan(scratch, &unit, &visit);
	umb_scratch_free(scratch);
	return st;
}

static void scan(const char *text)
{
	umb_limits limits = UMB_LIMITS_INIT;

	assert_int_equal(scan_with(limits, umb_slice_str(text)), UMB_OK);
}

#define NAMED_RULE(id, only) \
	"  - id: p." id "\n    name: x\n    severity: low\n    pattern: '" id ": (?<secret>[a-z]{8})'\n    paths: { only: [" only "] }\n"

static int set_up(void **state)
{
	const char *pack = MADE_PACK MADE_RULE("p.exact", "(?<secret>qzqz_[a-z]{8})", "")
		"  - id: p.generic\n    name: x\n    severity: low\n    confidence: low\n    pattern: 'password = (?<secret>[a-z_]{4,40})'\n"
		"  - id: p.lines\n    name: x\n    severity: low\n    pattern: 'twoline:[^\\n]{0,20}\\n {0,9}(?<secret>[a-z]{8})[;\\n]'\n"
		"  - id: p.text\n    name: x\n    severity: low\n    confidence: low\n    text-only: true\n    pattern: 'letters = (?<secret>[a-z]{8})'\n"
		"  - id: p.declared\n    name: x\n    severity: low\n    pattern: '[a-zA-Z]{0,30}=(?<secret>[0-9]{12,20})'\n    literals: [pincode]\n"
		"    validate:\n      - placeholder: { off: true }\n"
		"  - id: p.vendor\n    provider: Other\n    name: x\n    severity: low\n    near: [vendorly]\n    value: 'qzqz_[a-z]{8}'\n"
		"  - id: p.same\n    name: x\n    severity: low\n    near: [itself]\n    value: 'qzqz_[a-z]{8}'\n"
		NAMED_RULE("plainly", "'*.qz', x") NAMED_RULE("slashed", "sub/x.y") NAMED_RULE("starred", "'all**'");

	UMB_UNUSED(state);
	return set_up_rules(&rules, pack);
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return 0;
}

/* A pattern of which nothing can be derived, by what its author declared: before the match's end, wherever windows are cut. */
static void test_declared_literals(void **state)
{
	umb_limits limits = UMB_LIMITS_INIT;
	umb_buf    text   = UMB_BUF_INIT;

	UMB_UNUSED(state);
	scan("myPinCodeX=837465928374\nother=837465928375\n");
	CHECK_EQ_INT(s.n, 1, "with the literal, in either case");
	CHECK_EQ_INT(s.offset[0], 11, "where");
	limits.window = 4096;
	for (int i = 0; i < 3000; i++)
		umb_buf_printf(&text, "pincode=%d other=837465928375\n", 100000 + i);
	umb_buf_append_str(&text, "pincode=837465928374");
	assert_int_equal(scan_with(limits, umb_buf_view(&text)), UMB_OK);
	CHECK_EQ_INT(s.n, 1, "behind many windows");
	CHECK_EQ_INT(s.offset[0], text.len - 12, "the last");
	umb_buf_clear(&text);
}

static void test_places(void **state)
{
	UMB_UNUSED(state);
	scan("one\n# two\n  x = qzqz_kvhtrwpm;\n");
	CHECK_EQ_INT(s.n, 1, "one hit");
	CHECK(s.start[0].line == 3 && s.start[0].column == 7 && s.end[0].line == 3 && s.end[0].column == 19, "line and columns, end inclusive");
	CHECK_EQ_INT(s.offset[0], 16, "offset");
	CHECK_EQ_STR(s.line[0], "  x = qzqz_kvhtrwpm;", "its line");
	CHECK_EQ_STR(s.previous[0], "# two", "the line before");
	CHECK(s.utf16_start[0] == 7 && s.utf16_end[0] == 20, "UTF-16 columns, end exclusive");
	scan("\xc3\xa4\xf0\x9f\x98\x80 qzqz_kvhtrwpm");
	CHECK_EQ_INT(s.start[0].column, 8, "columns are bytes");
	CHECK_EQ_INT(s.utf16_start[0], 5, "one and two units");
	scan("qzqz_kvhtrwpm qzqz_kvhtrwpm\nqzqz_kvhtrwpm");
	CHECK_EQ_INT(s.n, 3, "again and again");
	CHECK(s.start[1].line == 1 && s.start[1].column == 15 && s.start[2].line == 2 && s.start[2].column == 1, "each in its place");
	scan("");
	CHECK_EQ_INT(s.n, 0, "nothing in nothing");
}

static void test_overlaps(void **state)
{
	UMB_UNUSED(state);
	scan("password = qzqz_kvhtrwpm");
	CHECK_EQ_INT(s.n, 1, "the same bytes");
	CHECK_EQ_STR(s.rule[0], "p.exact", "the more specific rule wins");
	CHECK_EQ_STR(s.also[0], "p.generic", "the other is told");
	scan("password = kvhtrwpmzd");
	CHECK_EQ_STR(s.rule[0], "p.generic", "alone");
	CHECK_EQ_INT(s.match_start[0].column, 1, "of the whole match");
	CHECK_EQ_INT(s.start[0].column, 12, "of the secret");
	scan("VENDORLY_KEY=qzqz_kvhtrwpm");
	CHECK_EQ_INT(s.n, 1, "a form that two vendors have");
	CHECK_EQ_STR(s.rule[0], "p.vendor", "the one that is named has it");
	CHECK_EQ_STR(s.also[0], "p.exact", "and the other is told");
	CHECK(s.is_sure[0], "what the form of the other leaves no doubt about");
	scan("ITSELF_KEY=qzqz_kvhtrwpm");
	CHECK_EQ_STR(s.rule[0], "p.exact", "of one vendor the more specific form");
}

static void test_layers(void **state)
{
	static const char inner[] = "a text with more words: qzqz_kvhtrwpm and more";
	umb_limits limits = UMB_LIMITS_INIT;
	char       text[256] = "\nkey: ";

	UMB_UNUSED(state);
	make_base64(text + 6, umb_slice_str(inner), false);
	scan(text);
	CHECK_EQ_INT(s.n, 1, "decoded");
	CHECK_EQ_STR(s.layer[0], "base64", "the layer");
	CHECK(s.start[0].line == 2 && s.start[0].column == 6 + 32, "back in the raw text");
	limits.max_decode_depth = 0;
	scan_with(limits, umb_slice_str(text));
	CHECK_EQ_INT(s.n, 0, "no decoding");
	limits = (umb_limits)UMB_LIMITS_INIT;
	limits.max_decoded_bytes = 10;
	scan_with(limits, umb_slice_str(text));
	CHECK(s.n_skips[UMB_SKIP_DECODE_LIMIT] == 1 && s.n == 0, "the budget is told");
}

static void test_text_only(void **state)
{
	umb_limits        limits = UMB_LIMITS_INIT;
	static const char binary[] = "a\0b letters = kvhtrwpm and qzqz_kvhtrwpm";

	UMB_UNUSED(state);
	scan("letters = kvhtrwpm");
	CHECK_EQ_INT(s.n, 1, "in text");
	scan_with(limits, umb_slice_of(binary, sizeof(binary) - 1));
	CHECK_EQ_INT(s.n, 1, "not in a binary");
	CHECK_EQ_STR(s.rule[0], "p.exact", "the others do");
}

static void test_limits_and_answers(void **state)
{
	umb_limits limits = UMB_LIMITS_INIT;

	UMB_UNUSED(state);
	limits.max_unit_hits = 2;
	scan_with(limits, umb_slice_str("qzqz_kvhtrwpm qzqz_kvhtrwpm qzqz_kvhtrwpm qzqz_kvhtrwpm"));
	CHECK_EQ_INT(s.n, 2, "no more than the limit");
	CHECK_EQ_INT(s.n_skips[UMB_SKIP_DECODE_LIMIT], 1, "told once");
	s.answer = UMB_E_IO;
	CHECK_EQ_INT(scan_with(limits, umb_slice_str("qzqz_kvhtrwpm qzqz_kvhtrwpm")), UMB_E_IO, "an answer ends the unit");
	CHECK_EQ_INT(s.n, 1, "at once");
	s.answer       = UMB_OK;
	s.is_cancelled = true;
	CHECK_EQ_INT(scan_with(limits, umb_slice_str("qzqz_kvhtrwpm")), UMB_E_CANCELLED, "cancelled");
	s.is_cancelled = false;
}

/* Hits wherever a cut may be, with what stands around them. */
static void test_cuts(void **state)
{
	static const char note[] = "\n# note: this line is longer than a word before the match, and the whole of it is needed\npassword = qzqz_kvhtrwpm\n";
	static char text[300000];
	umb_limits  limits = UMB_LIMITS_INIT;
	size_t      n_wide;

	UMB_UNUSED(state);
	limits.window = 1;
	for (size_t shift = 0; shift < 500; shift += 11) {
		memset(text, '.', sizeof(text));
		for (size_t at = 30; at < sizeof(text); at += 30)
			text[at] = '\n';
		for (size_t at = shift; at < sizeof(text) - 200; at += 500)
			memcpy(text + at, note, sizeof(note) - 1);
		assert_int_equal(scan_with((umb_limits)UMB_LIMITS_INIT, umb_slice_of(text, sizeof(text))), UMB_OK);
		n_wide = s.n;
		assert_true(n_wide > 5);
		for (size_t pass = 0; pass < 2; pass++) {
			if (pass)
				assert_int_equal(scan_with(limits, umb_slice_of(text, sizeof(text))), UMB_OK);
			CHECK_EQ_INT(s.n, n_wide, "as many");
			for (size_t i = 0; i < s.n; i++) {
				CHECK_EQ_STR(s.rule[i], "p.exact", "the winner");
				CHECK(strncmp(s.previous[i], "# note", 6) == 0, "the line before");
				CHECK_EQ_INT(s.start[i].column, 12, "column");
			}
		}
	}
}

/* Whoever follows the text sees all of it that stands before a hit, once, wherever windows are cut and whatever its lines are. */
static void test_passing_by(void **state)
{
	umb_limits limits = UMB_LIMITS_INIT;
	umb_buf    text   = UMB_BUF_INIT;

	UMB_UNUSED(state);
	scan("nothing");
	CHECK_EQ_INT(s.n_passed, 0, "nobody has to know");
	scan("a\nqzqz_kvhtrwpm b qzqz_mpwrthvk");
	CHECK(s.n == 2 && s.passed[0] == 2 && s.passed[1] == 18, "up to each");
	for (limits.window = 4096; limits.window < 300000; limits.window += 31013) {
		umb_buf_reset(&text);
		for (int i = 0; i < 600; i++)
			umb_buf_printf(&text, "%*s%c%sqzqz_kvhtr%c%c%c", i * 7 % 1500, "", i % 3 ? ' ' : '\n', i % 2 ? "" : "password = ", 'a' + i % 17, 'b' + i % 13, 'c' + i % 11);
		assert_int_equal(scan_with(limits, umb_buf_view(&text)), UMB_OK);
		CHECK(s.n > 200 && !s.has_gap, "the text, without gaps");
		for (size_t i = 0; i < s.n; i++)
			CHECK(s.passed[i] <= s.offset[i] && s.passed[i] + 12 >= s.offset[i], "all before a hit, and nothing of it");
	}
	/* Windows without a hit pass by, too. */
	limits.window = 4096;
	umb_buf_reset(&text);
	umb_buf_append_str(&text, "qzqz_kvhtrwpm\n");
	for (int i = 0; i < 30000; i++)
		umb_buf_append_str(&text, "nothing here\n");
	umb_buf_append_str(&text, "qzqz_mpwrthvk");
	assert_int_equal(scan_with(limits, umb_buf_view(&text)), UMB_OK);
	CHECK(s.n == 2 && !s.has_gap && s.passed[1] == text.len - 13, "windows between two hits");
	umb_buf_clear(&text);
}

/* Comments may stand on any line of what a rule matched, and on the one before; a match that takes the end of its line with it ends there. */
static void test_lines_of_a_match(void **state)
{
	UMB_UNUSED(state);
	scan("before\ntwoline: # why\n  kvhtrwpm; # here\nbehind\n");
	CHECK(s.n == 1 && strcmp(s.line[0], "twoline: # why\n  kvhtrwpm; # here") == 0, "the lines of the match");
	CHECK(strcmp(s.previous[0], "before") == 0, "the line before them");
	scan("twoline: # why\n  kvhtrwpm\nbehind\n");
	CHECK(s.n == 1 && strcmp(s.line[0], "twoline: # why\n  kvhtrwpm") == 0, "without the line behind");
}

/* Where the name alone says that a rule does not hold, it is not run; all else about paths is the collector's. */
static void test_names(void **state)
{
	static const struct {
		const char *text, *path;
		size_t      n;
	} rows[] = {
		{ "plainly: kvhtrwpm", "a/b.qz", 1 }, { "plainly: kvhtrwpm", "a.qz/b", 0 }, { "plainly: kvhtrwpm", "", 1 },
		{ "slashed: kvhtrwpm", "x.y", 1 },    { "starred: kvhtrwpm", "all/y", 1 },
	};

	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(rows); i++) {
		path = rows[i].path;
		scan(rows[i].text);
		CHECK_EQ_INT(s.n, rows[i].n, rows[i].path);
	}
	path = "t";
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_declared_literals), cmocka_unit_test(test_names), cmocka_unit_test(test_places), cmocka_unit_test(test_overlaps), cmocka_unit_test(test_layers), cmocka_unit_test(test_text_only),
		cmocka_unit_test(test_limits_and_answers), cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_passing_by), cmocka_unit_test(test_lines_of_a_match),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
