/*
 * fuzz_rules.c - any bytes as a rule's pattern and a text to scan with it.
 *
 * Input: where the text meets the cuts, the fillers; the pattern up to the first NUL; the text.  Samples of the pattern are
 * put before and behind the text.  What the engine finds, whole or in windows, with any literal stage, is what PCRE2
 * finds alone.
 */
#include "fuzz/engine_input.h"

#define MAX_TEXT 2048

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

typedef struct pack {
	umb_arena          arena;
	umb_ruleset_tables t;
	umb_ruleset       *rs;
} pack;

/* False when the pattern is none, or none that can be a rule. */
static bool make_pack(pack *p, umb_slice pattern)
{
	static const char *const none[] = { NULL };
	umb_rule_def  def  = { .file = "fuzz", .at = { 1, 1 } };
	umb_rule_list list = { .rule = &def, .n_rules = 1, .cap = 1 };
	umb_teller    tell = { 0 };

	memset(p, 0, sizeof(*p));
	def.info = (umb_rule_info){ .id = "fuzz.rule", .name = "a rule", .about = "", .provider = "fuzz", .revoke = "",
	                            .references = none, .tags = none, .only_paths = none, .never_paths = none, .literals = none };
	def.pattern = umb_arena_strndup(&p->arena, pattern.ptr, pattern.len);
	if (!def.pattern || umb_rules_compile(&p->t, &p->arena, NULL, &list, &tell, NULL) != UMB_OK || tell.n_errors || p->t.n_rules != 1)
		return false;
	/* Of a pattern without an end the engine looks at a stretch, as lint tells. */
	if (p->t.rules[0].width_max >= UMB_REACH_UNBOUNDED)
		return false;
	return umb_ruleset_new(&p->rs, &p->t, NULL) == UMB_OK;
}

static void clear_pack(pack *p)
{
	if (p->rs)
		umb_ruleset_destroy(p->rs);
	umb_arena_clear(&p->arena);
}

/* False when PCRE2 gave up. */
static bool by_pcre2(const umb_rule *r, umb_slice text, umb_span *out, size_t *n)
{
	umb_regex_slot     slot = { NULL };
	umb_regex_scratch *s    = NULL;
	const umb_regex   *re   = NULL;
	umb_span           g[UMB_REGEX_MAX_GROUPS];
	umb_status         st = umb_regex_get(&re, &slot, r->pattern, 0, NULL);

	if (st != UMB_OK || umb_regex_scratch_new(&s, NULL) != UMB_OK)
		abort();
	*n = 0;
	for (size_t from = 0; from <= text.len && *n < INPUT_MAX_HITS;) {
		umb_span secret;

		st = umb_regex_match(re, s, text, from, text.len, g, r->n_groups);
		if (st != UMB_OK)
			break;
		secret = g[r->secret_group];
		if (secret.from == UINT64_MAX || secret.to <= secret.from)
			secret = g[0];
		if (secret.to > secret.from)
			out[(*n)++] = secret;
		from = (size_t)UMB_MAX(g[0].to, g[0].from + 1);
	}
	umb_regex_scratch_free(s);
	umb_regex_slot_clear(&slot);
	return st == UMB_END && *n < INPUT_MAX_HITS;
}

static int by_span(const void *x, const void *y)
{
	const umb_span *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to < b->to ? -1 : a->to > b->to;
}

/* Secrets of one rule do not overlap, unless one is behind a look-around: then overlaps are settled, and counts may differ. */
static bool overlap(const umb_span *span, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (span[i].from < span[i - 1].to)
			return true;
	}
	return false;
}

static void compare(pack *p, umb_slice text, size_t window, const umb_literal_stage_ops *stage, const umb_span *want, size_t n)
{
	static input_hits h;
	static umb_span   got[INPUT_MAX_HITS];
	umb_limits        limits = UMB_LIMITS_INIT;
	umb_scratch      *s      = NULL;

	limits.max_decode_depth  = 0;
	limits.max_archive_depth = 0;
	limits.window            = window;
	if (umb_scratch_new(&s, p->rs, &limits, stage, NULL) != UMB_OK)
		abort();
	input_scan(s, text, 0, &h);
	umb_scratch_free(s);
	if (h.skips[UMB_SKIP_REGEX_LIMIT])
		return;
	for (size_t i = 0; i < h.n; i++)
		got[i] = (umb_span){ h.hit[i].offset, h.hit[i].offset + h.hit[i].value_len };
	qsort(got, h.n, sizeof(got[0]), by_span);
	if (h.n == n && memcmp(got, want, n * sizeof(got[0])) == 0)
		return;
	fprintf(stderr, "pattern %s\nwindow %zu, stage %s: %zu hits, PCRE2 alone has %zu\n", p->t.rules[0].written, window, stage->name, h.n, n);
	for (size_t i = 0; i < UMB_MIN(n, (size_t)6); i++)
		fprintf(stderr, "PCRE2 %llu..%llu\n", (unsigned long long)want[i].from, (unsigned long long)want[i].to);
	for (size_t i = 0; i < UMB_MIN(h.n, (size_t)6); i++)
		fprintf(stderr, "umbra %llu..%llu\n", (unsigned long long)got[i].from, (unsigned long long)got[i].to);
	abort();
}

static void put_samples(umb_buf *b, pack *p, umb_slice text)
{
	umb_arena    a = UMB_ARENA_INIT;
	umb_pattern *parsed = NULL;
	uint64_t     seed = text.len + 1;

	if (umb_pattern_parse(&parsed, &a, p->t.rules[0].written, NULL) == UMB_OK)
		umb_pattern_sample(b, parsed, &seed);
	umb_buf_append_slice(b, text);
	if (parsed && b->len < 4 * MAX_TEXT)
		umb_pattern_sample(b, parsed, &seed);
	umb_arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static umb_span want[INPUT_MAX_HITS];
	const uint8_t  *end = len > 2 ? memchr(data + 2, 0, len - 2) : NULL;
	umb_buf         text = UMB_BUF_INIT, unit = UMB_BUF_INIT;
	pack            p;
	size_t          n;

	if (!end)
		return 0;
	if (make_pack(&p, umb_slice_of(data + 2, (size_t)(end - data) - 2))) {
		put_samples(&text, &p, umb_slice_of(end + 1, UMB_MIN((size_t)(data + len - end) - 1, (size_t)MAX_TEXT)));
		if ((data[1] & 64) && text.len < 16384)
			input_lay_out(&unit, umb_buf_view(&text), data[0], data[1]);
		else
			umb_buf_append_slice(&unit, umb_buf_view(&text));
		input_pad(&unit);
		if (by_pcre2(&p.t.rules[0], umb_buf_view(&unit), want, &n) && !overlap(want, n)) {
			for (size_t i = 0; i < umb_literal_stage_count(); i++) {
				const umb_literal_stage_ops *stage = umb_literal_stage_at(i);

				if (stage->usable() && (unit.len < 10000 || strcmp(stage->name, "plain") != 0))
					compare(&p, umb_buf_view(&unit), i % 2 ? 1 : (size_t)4 << 20, stage, want, n);
			}
			compare(&p, umb_buf_view(&unit), 1, umb_literal_stage_best(), want, n);
		}
	}
	clear_pack(&p);
	umb_buf_clear(&text);
	umb_buf_clear(&unit);
	return 0;
}
