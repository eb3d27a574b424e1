/*
 * compile_parts.h - private to rule/: what compile.c and join.c share.
 */
#ifndef UMB_RULE_COMPILE_PARTS_H
#define UMB_RULE_COMPILE_PARTS_H

#include "rule/rule.h"

typedef struct umb_compiler {
	umb_arena                *arena;   /* what stays */
	umb_arena                 work;    /* trees and derivations */
	const umb_ruleset_tables *base;    /* taken over, or NULL */
	uint32_t                 *moved;   /* the new number of each rule of base; UINT32_MAX: replaced */
	umb_teller               *tell;
	umb_rule                 *rules;   /* sorted by id */
	umb_derived              *derived; /* one per rule; without anchors for those of base */
	const umb_pattern       **tree;    /* of what was derived; NULL where nothing was, or its author said it */
	size_t                    n_rules;
	umb_err                  *err;
} umb_compiler;

/* compile.c: what the anchors say of the rule. */
void umb_rule_measure(umb_rule *r, const umb_derived *d);

/* share.c: derives again what every rule looks for, knowing what the others do. */
umb_status umb_rules_share(umb_compiler *c);

/* join.c: tables of all rules together. */
umb_status umb_rules_join(umb_compiler *c, umb_ruleset_tables *out);

#endif
