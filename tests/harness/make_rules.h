/*
 * harness/make_rules.h - packs as text to rulesets, with every line that is told kept.
 */
#ifndef UMB_TEST_MAKE_RULES_H
#define UMB_TEST_MAKE_RULES_H

#include "base/alloc.h"
#include "rule/rule.h"

typedef struct made_rules {
	umb_arena          arena;
	umb_rule_list      list;
	umb_ruleset_tables t;
	umb_ruleset       *rs;   /* NULL when there was an error */
	umb_teller         tell;
	umb_buf            told; /* lines */
} made_rules;

static inline void made_line(void *ctx, const char *line)
{
	umb_buf_printf(ctx, "%s\n", line);
}

/* Each text is a pack named "p.yml". */
static inline void make_rules(made_rules *m, const char *const *packs, size_t n)
{
	umb_status st = UMB_OK;

	memset(m, 0, sizeof(*m));
	m->tell = (umb_teller){ .line = made_line, .ctx = &m->told };
	for (size_t i = 0; i < n && st == UMB_OK; i++)
		st = umb_pack_parse(&m->list, &m->arena, umb_slice_str(packs[i]), "p.yml", &m->tell, NULL);
	if (st == UMB_OK)
		st = umb_rules_compile(&m->t, &m->arena, NULL, &m->list, &m->tell, NULL);
	if (st == UMB_OK)
		st = umb_rules_check(&m->list, NULL, &m->tell, NULL);
	umb_teller_finish(&m->tell);
	if (st == UMB_OK && m->tell.n_errors == 0)
		umb_ruleset_new(&m->rs, &m->t, NULL);
}

static inline const char *made_told(made_rules *m)
{
	return umb_buf_str(&m->told);
}

/* For the set-up of a group: the rules of one pack; 0, or -1 with what was told printed. */
static inline int set_up_rules(made_rules *m, const char *pack)
{
	make_rules(m, &pack, 1);
	if (!m->rs)
		print_message("%s\n", made_told(m));
	return m->rs ? 0 : -1;
}

static inline void clear_rules(made_rules *m)
{
	umb_teller_finish(&m->tell);
	if (m->rs)
		umb_ruleset_destroy(m->rs);
	umb_free(m->list.rule);
	umb_arena_clear(&m->arena);
	umb_buf_clear(&m->told);
}

/* One rule in a pack; `more` are further lines, indented by four. */
#define MADE_RULE(id, pattern, more) \
	"  - id: " id "\n    name: 'A rule'\n    about: 'What it opens.'\n    identity: service\n    severity: high\n    confidence: high\n" \
	"    revoke: 'somewhere'\n    tags: [made]\n    pattern: '" pattern "'\n" more \
	"    tests:\n      find:\n        - 'qzqz_{alnum:8}'\n      ignore:\n        - text: 'x'\n          because: other\n"
#define MADE_PACK "format: 1\nprovider: 'Made'\nrules:\n"

#endif
