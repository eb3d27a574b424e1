/* What judges see of the text around a match: so much, and the same wherever the text is cut. */
#include "engine/engine_private.h"
#include "harness/check.h"
#include "harness/make_base64.h"
#include "harness/make_rules.h"

#define MAX_SEEN 512

typedef enum verdict { DROPPED, SHOWN, PLAIN } verdict;

static made_rules rules;
static size_t     n_seen;
static uint64_t   offset[MAX_SEEN];
static bool       is_shown[MAX_SEEN];

static umb_status on_hit(void *ctx, const umb_engine_hit *hit)
{
	UMB_UNUSED(ctx);
	assert_true(n_seen < MAX_SEEN);
	offset[n_seen]     = hit->offset;
	is_shown[n_seen++] = hit->judged->is_shown;
	return UMB_OK;
}

static void on_skip(void *ctx, umb_skip reason, const char *detail)
{
	UMB_UNUSED(ctx);
	fail_msg("skipped: %d %s", (int)reason, detail ? detail : "");
}

static bool on_ask(void *ctx)
{
	UMB_UNUSED(ctx);
	return false;
}

static void scan(umb_slice text, size_t window)
{
	umb_limits       limits  = UMB_LIMITS_INIT;
	umb_engine_visit visit   = { NULL, on_hit, on_skip, on_ask, NULL };
	umb_place        place   = { .source = "memory", .path = umb_slice_str("t") };
	uint8_t         *padded  = umb_alloc_zero(text.len + UMB_TEXT_PAD, 1);
	umb_unit         unit    = { .bytes = umb_slice_of(padded, text.len), .place = &place };
	umb_scratch     *scratch = NULL;

	assert_non_null(padded);
	memcpy(padded, text.ptr, text.len);
	limits.window = window;
	n_seen        = 0;
	assert_int_equal(umb_scratch_new(&scratch, rules.rs, &limits, NULL, NULL), UMB_OK);
	assert_int_equal(umb_engine_scan(scratch, &unit, &visit), UMB_OK);
	umb_scratch_free(scratch);
	umb_free(padded);
}

static verdict verdict_at(uint64_t at)
{
	for (size_t i = 0; i < n_seen; i++) {
		if (offset[i] == at)
			return is_shown[i] ? SHOWN : PLAIN;
	}
	return DROPPED;
}

#define VALUE "kvhtrwpm"
#define KEY "key = "
#define HIT KEY VALUE "\n"

/* What speaks of the value stands before it or behind it, with so many bytes of lines between them. */
typedef struct kind {
	const char *label, *before, *line, *hit, *behind;
	bool        is_behind; /* the lines come behind the hit */
	verdict     near;      /* where it is seen */
} kind;

static const kind kinds[] = {
	{ "a documentation string", "def f():\n    \"\"\"It is.\n\n", "        word\n", "        " HIT, "    \"\"\"\n", false, DROPPED },
	{ "a fenced block", "For example, so:\n\n```sh\n", "word\n", HIT, "```\n", false, SHOWN },
	{ "an indented block", "For example, so:\n\n",
	  "    one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four five six seven eight nine ten\n",
	  "    " HIT, "word\n", false, SHOWN },
	{ "a service of a job", "on: x\njobs:\n  t:\n    steps:\n      - run: ", "      - run: x\n", HIT, "    services:\n      pg:\n        env:\n          X: " VALUE "\nnext:\n", true, DROPPED },
};

static void append_lines(umb_buf *b, const char *line, size_t n)
{
	for (size_t len = strlen(line); n >= len; n -= len)
		umb_buf_append_str(b, line);
}

/* Appends a block and returns where its value stands. */
static uint64_t append_block(umb_buf *b, const kind *k, size_t distance)
{
	uint64_t at;

	umb_buf_append_str(b, k->before);
	if (!k->is_behind)
		append_lines(b, k->line, distance);
	umb_buf_append_str(b, k->hit);
	at = b->len - strlen(VALUE) - 1;
	if (k->is_behind)
		append_lines(b, k->line, distance);
	umb_buf_append_str(b, k->behind);
	return at;
}

static const struct {
	size_t distance;
	bool   is_seen;
} distances[] = { { 100, true }, { 5000, true }, { 7800, true }, { 8400, false }, { 9000, false }, { 20000, false } };

static const size_t windows[] = { 1, 4096, 20000, 65536, (size_t)4 << 20 };

/* Many blocks in one text, which is cut in many ways. */
static void test_distances(void **state)
{
	UMB_UNUSED(state);
	for (size_t k = 0; k < UMB_COUNT(kinds); k++) {
		for (size_t d = 0; d < UMB_COUNT(distances); d++) {
			umb_buf  text = UMB_BUF_INIT;
			uint64_t at[64];
			size_t   n = 0;

			while (text.len < 120000 && n < UMB_COUNT(at)) {
				append_lines(&text, "word\n", 9000 + 977 * n);
				at[n++] = append_block(&text, &kinds[k], distances[d].distance);
			}
			for (size_t w = 0; w < UMB_COUNT(windows); w++) {
				scan(umb_buf_view(&text), windows[w]);
				for (size_t i = 0; i < n; i++) {
					verdict got = verdict_at(at[i]), want = distances[d].is_seen ? kinds[k].near : PLAIN;

					if (got != want)
						fail_msg("%s, %zu bytes away, window %zu, block %zu at %llu: %d, not %d", kinds[k].label, distances[d].distance, windows[w], i,
						         (unsigned long long)at[i], (int)got, (int)want);
				}
			}
			umb_buf_clear(&text);
		}
	}
}

/* The first place that the second window owns. */
static size_t border_of(size_t window)
{
	return UMB_MAX(window, (size_t)2 * (UMB_WINDOW_AHEAD + UMB_WINDOW_CONTEXT)) - UMB_WINDOW_AHEAD;
}

/* Appends lines and a block so that its match begins at `at`. */
static uint64_t append_block_at(umb_buf *b, const kind *k, size_t distance, size_t at)
{
	umb_buf block = UMB_BUF_INIT;
	size_t  ahead = (size_t)append_block(&block, k, distance) - strlen(KEY);

	assert_true(b->len + ahead + 100 < at);
	append_lines(b, "word\n", at - ahead - b->len - 50);
	while (b->len + ahead < at)
		umb_buf_append_byte(b, '\n');
	umb_buf_append_slice(b, umb_buf_view(&block));
	umb_buf_clear(&block);
	return at + strlen(KEY);
}

/* A match around the place where the second window begins to own what it finds. */
static void test_borders(void **state)
{
	const umb_limits limits  = UMB_LIMITS_INIT;
	static const int moved[] = { -8193, -100, -1, 0, 1, 100, 3000, 5000, 8191, 8192, 8193 };
	const size_t     sizes[] = { 1, 200000, limits.window };

	UMB_UNUSED(state);
	for (size_t k = 0; k < UMB_COUNT(kinds); k++) {
		for (size_t d = 0; d < UMB_COUNT(distances); d++) {
			for (size_t m = 0; m < UMB_COUNT(moved) * UMB_COUNT(sizes); m++) {
				size_t   window = sizes[m % UMB_COUNT(sizes)];
				umb_buf  text   = UMB_BUF_INIT;
				uint64_t at;

				/* The ordinary size takes its time. */
				if (window == limits.window && (d % 4 != 0 || m % 5 != 0))
					continue;
				at = append_block_at(&text, &kinds[k], distances[d].distance, border_of(window) + (size_t)moved[m / UMB_COUNT(sizes)]);
				append_lines(&text, "word\n", 50000);
				scan(umb_buf_view(&text), window);
				if (verdict_at(at) != (distances[d].is_seen ? kinds[k].near : PLAIN))
					fail_msg("%s, %zu bytes away, window %zu, moved by %d: %d", kinds[k].label, distances[d].distance, window, moved[m / UMB_COUNT(sizes)], (int)verdict_at(at));
				umb_buf_clear(&text);
			}
		}
	}
}

/* Whether a bare fence opens or closes is known only where the beginning of the text is seen, not where that of a window is. */
static void test_beginning(void **state)
{
	static const kind bare = { "", "For example, so:\n\n```\n", "word\n", HIT, "```\n", false, SHOWN };

	UMB_UNUSED(state);
	for (size_t distance = 1000; distance < 8000; distance += 500) {
		umb_buf  text = UMB_BUF_INIT;
		uint64_t at[9];

		at[0] = append_block(&text, &bare, 7000);
		for (size_t i = 1; i < UMB_COUNT(at); i++)
			at[i] = append_block_at(&text, &bare, distance, border_of(1) + 20000 * (i - 1));
		/* The first byte that the second window owns, and the one behind it. */
		for (size_t w = 0; w < 3; w++) {
			scan(umb_buf_view(&text), w == 2 ? 300000 : border_of(1) + UMB_WINDOW_AHEAD + w);
			for (size_t i = 0; i < UMB_COUNT(at); i++)
				CHECK_EQ_INT(verdict_at(at[i]), i == 0 ? SHOWN : PLAIN, "a bare fence");
		}
		umb_buf_clear(&text);
	}
}

/* The same in what is decoded, which is looked at in pieces of its own. */
static void test_layers(void **state)
{
	UMB_UNUSED(state);
	for (size_t k = 0; k < UMB_COUNT(kinds); k++) {
		for (size_t d = 0; d < UMB_COUNT(distances); d += 4) {
			umb_buf text = UMB_BUF_INIT;
			char   *code;
			size_t  n = 0, len;

			while (text.len < 620000) {
				append_lines(&text, "word\n", 9000 + 331 * n++);
				append_block(&text, &kinds[k], distances[d].distance);
			}
			code = umb_alloc(text.len * 4 / 3 + 8);
			assert_non_null(code);
			len = make_base64(code, umb_buf_view(&text), false);
			scan(umb_slice_of(code, len), (size_t)4 << 20);
			CHECK_EQ_INT(n_seen, distances[d].is_seen && kinds[k].near == DROPPED ? 0 : n, kinds[k].label);
			for (size_t i = 0; i < n_seen; i++)
				CHECK_EQ_INT(is_shown[i], distances[d].is_seen, kinds[k].label);
			umb_free(code);
			umb_buf_clear(&text);
		}
	}
}

static int set_up(void **state)
{
	const char *pack = MADE_PACK "  - id: p.key\n    name: x\n    severity: high\n    confidence: medium\n    pattern: 'key = (?<secret>[a-z]{8})'\n";

	UMB_UNUSED(state);
	return set_up_rules(&rules, pack);
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	clear_rules(&rules);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distances), cmocka_unit_test(test_borders), cmocka_unit_test(test_beginning), cmocka_unit_test(test_layers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
