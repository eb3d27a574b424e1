/*
 * test_cost.c - no built-in rule is looked at more often than its budget, and no literal stands more densely in text than its own.
 *
 * Counted, not timed, so that a busy machine changes nothing: how often each literal occurs in text, and how often what stands
 * around it lets it through to the rule's regular expression.  The text is the source of this repository without the packs, and
 * assignments made of the words that programs are full of.  `umbra rules cost` says the same of your own text, in nanoseconds.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/file.h"
#include "harness/check.h"
#include "match/literal_tables.h"
#include "match/pattern.h"
#include "match/text_pairs.h"
#include "rule/rule.h"

/* Per megabyte of text.  Generic rules and connection strings are about assignments, which are dense in what is made below. */
#define LITERAL_BUDGET 3000
#define RULE_BUDGET    100
#define GENERIC_BUDGET 2000
#define WINDOW_BUDGET  1000
#define MADE_BYTES     (2u << 20)

typedef struct counts {
	size_t *literal, *rule; /* occurrences; times that a regular expression has to look */
	size_t  n_bytes;
} counts;

static counts      total;
static const char *kinds[] = { "generic.", "login-", "http.", "url.", "jwt.", "mssql.connection-string" };

static void count_text(counts *c, umb_buf *text)
{
	const umb_ruleset_tables    *t     = &umb_builtin_tables;
	const umb_literal_stage_ops *stage = umb_literal_stage_best();
	static umb_literal_hit       hits[8192];
	umb_slice                    s;

	assert_int_equal(umb_buf_reserve(text, UMB_TEXT_PAD), UMB_OK);
	memset(text->ptr + text->len, 0, UMB_TEXT_PAD);
	s = umb_buf_view(text);
	c->n_bytes += s.len;
	for (size_t from = 0; from < s.len;) {
		size_t n = stage->find(t->literals, s, from, s.len, hits, UMB_COUNT(hits), &from);

		for (size_t i = 0; i < n; i++) {
			c->literal[hits[i].literal]++;
			for (uint32_t k = t->first_trigger[hits[i].literal]; k < t->first_trigger[hits[i].literal + 1]; k++) {
				const umb_trigger *tr = &t->triggers[k];
				bool               ok = !tr->word_before || umb_token_begins(s, hits[i].pos);

				for (size_t g = 0; ok && g < tr->n_gates; g++)
					ok = umb_gate_pass(&t->gates[tr->gate + g], s, hits[i].pos + tr->literal_len);
				c->rule[tr->rule] += ok;
			}
		}
	}
}

static void append_sources(umb_buf *b)
{
	FILE *list = fopen(UMB_FILE_LIST, "re");
	char  line[512];

	assert_non_null(list);
	while (fgets(line, sizeof(line), list)) {
		umb_buf file = UMB_BUF_INIT;

		line[strcspn(line, "\n")] = 0;
		if (!strstr(line, ".yml") && umb_file_read(&file, line, 4 << 20, NULL) == UMB_OK)
			umb_buf_append_slice(b, umb_buf_view(&file));
		umb_buf_clear(&file);
	}
	fclose(list);
}

static uint32_t chance(uint32_t n)
{
	static uint64_t seed = 1;

	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(seed >> 33) % n;
}

/* "user_token_id = 4711;", `"authKeyName": "value"`, `export default function sendMessage(client, config)` ... */
static void append_made(umb_buf *b)
{
	static const char *const word[] = { "user", "name", "key", "token", "secret", "password", "auth", "access", "api", "client", "id", "type", "value", "data",
		"config", "service", "server", "host", "port", "url", "path", "file", "account", "project", "group", "admin", "public", "private", "default", "test",
		"create", "update", "delete", "send", "message", "mail", "cloud", "storage", "bucket", "region", "session", "cookie", "header", "request", "response",
		"error", "status", "version", "build", "deploy", "image", "container", "cluster", "node", "database", "connection", "string", "table", "column",
		"index", "list", "array", "object", "function", "return", "class", "static", "const", "import", "export", "module", "package", "install", "script",
		"style", "color", "width", "height", "border", "margin", "padding", "display", "position", "content", "button", "input", "label", "title", "text",
		"page", "link", "email", "phone", "address", "city", "country", "order", "payment", "product", "price", "total", "count", "number", "date", "time" };
	static const char *const value[] = { "\"%s\"", "'%s'", "%s", "%s()", "get_%s()", "${%s}", "%s.value", "<%s>", "true", "0", "[%s]", "\"http://localhost/%s\"" };

	while (b->len < MADE_BYTES) {
		const char *operator[] = { " = ", ": ", "=", " => ", " := ", "\": \"", "(", " == ", " " };
		char        text[64];

		for (uint32_t n = 1 + chance(4), style = chance(4), i = 0; i < n; i++) {
			const char *w = word[chance(UMB_COUNT(word))];

			if (i > 0 && style < 3)
				umb_buf_append_byte(b, (uint8_t)"_-."[style]);
			umb_buf_append_byte(b, (uint8_t)(i > 0 && style == 3 ? w[0] - 'a' + 'A' : w[0]));
			umb_buf_append_str(b, w + 1);
		}
		umb_buf_append_str(b, operator[chance(UMB_COUNT(operator))]);
		snprintf(text, sizeof(text), value[chance(UMB_COUNT(value))], word[chance(UMB_COUNT(word))]);
		umb_buf_append_str(b, text);
		umb_buf_append_str(b, chance(3) ? "\n" : ", ");
	}
}

static size_t per_mb(size_t n)
{
	return n * 1000 * 1000 / total.n_bytes;
}

static int set_up(void **state)
{
	umb_buf sources = UMB_BUF_INIT, made = UMB_BUF_INIT;

	UMB_UNUSED(state);
	total.literal = umb_alloc_zero(umb_builtin_tables.n_literals + 1, sizeof(size_t));
	total.rule    = umb_alloc_zero(umb_builtin_tables.n_rules + 1, sizeof(size_t));
	assert_non_null(total.literal);
	assert_non_null(total.rule);
	append_sources(&sources);
	append_made(&made);
	assert_true(sources.len > 500000);
	count_text(&total, &sources);
	count_text(&total, &made);
	umb_buf_clear(&sources);
	umb_buf_clear(&made);
	return 0;
}

static int tear_down(void **state)
{
	UMB_UNUSED(state);
	umb_free(total.literal);
	umb_free(total.rule);
	return 0;
}

static void test_rules(void **state)
{
	size_t n_bad = 0, n_looks = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < umb_builtin_tables.n_rules; i++) {
		const char *id     = umb_builtin_tables.rules[i].info.id;
		size_t      budget = RULE_BUDGET, n = per_mb(total.rule[i]);

		for (size_t k = 0; k < UMB_COUNT(kinds); k++) {
			if (strncmp(id, kinds[k], strlen(kinds[k])) == 0)
				budget = GENERIC_BUDGET;
		}
		n_looks += n;
		if (n > budget) {
			print_error("rule '%s': its regular expression looks %zu times per MB, its budget is %zu\n", id, n, budget);
			n_bad++;
		}
	}
	print_message("%zu rules, %zu bytes: %zu looks per MB\n", umb_builtin_tables.n_rules, total.n_bytes, n_looks);
	assert_int_equal(n_bad, 0);
}

/* The first rule that hangs on the literal is named. */
static void test_literals(void **state)
{
	const umb_ruleset_tables *t = &umb_builtin_tables;
	size_t n_bad = 0, n_hits = 0;

	UMB_UNUSED(state);
	for (size_t i = 0; i < t->n_literals; i++) {
		const umb_literal *l = umb_literal_set_at(t->literals, i);
		size_t             n = per_mb(total.literal[i]);

		n_hits += n;
		if (n > LITERAL_BUDGET) {
			print_error("literal '%.*s' of rule '%s': stands %zu times in a MB, its budget is %d\n", (int)l->len, (const char *)l->bytes,
			            t->rules[t->triggers[t->first_trigger[i]].rule].info.id, n, LITERAL_BUDGET);
			n_bad++;
		}
	}
	print_message("%zu literals: %zu occurrences per MB\n", t->n_literals, n_hits);
	assert_int_equal(n_bad, 0);
}

/*
 * Of a literal four bytes are looked for, and of a short one there is no choice: ":    " let every indented line through, and stood itself
 * nearly nowhere.  How frequent they are in source code is in text_fours.c.
 */
static void test_windows(void **state)
{
	const umb_ruleset_tables *t = &umb_builtin_tables;
	const umb_lit_table      *w = &t->literals->word;
	size_t n_bad = 0, most = 0;

	UMB_UNUSED(state);
	for (uint32_t i = 0; i < w->n_windows; i++) {
		const umb_literal *l = umb_literal_set_at(t->literals, w->window[i].literal);
		size_t             n = (size_t)(1e6 * umb_text_share(umb_text_bits(l->bytes + w->window[i].offset, 4)));

		most = UMB_MAX(most, n);
		if (n > WINDOW_BUDGET) {
			print_error("literal '%.*s' of rule '%s': its bytes from %u on stand %zu times in a MB of source code, their budget is %d\n", (int)l->len, (const char *)l->bytes,
			            t->rules[t->triggers[t->first_trigger[w->window[i].literal]].rule].info.id, w->window[i].offset, n, WINDOW_BUDGET);
			n_bad++;
		}
	}
	print_message("%u windows: the most frequent stands %zu times in a MB\n", w->n_windows, most);
	assert_int_equal(n_bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rules), cmocka_unit_test(test_literals), cmocka_unit_test(test_windows) };

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
