/*
 * fuzz_yaml.c - a rule pack made of anything: parsed, bound, compiled.
 */
#include "base/alloc.h"
#include "rule/rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	umb_arena          arena = UMB_ARENA_INIT;
	umb_rule_list      list  = { 0 };
	umb_ruleset_tables t     = { 0 };
	umb_teller         tell  = { 0 };

	if (umb_pack_parse(&list, &arena, umb_slice_of(data, len), "fuzz", &tell, NULL) == UMB_OK)
		umb_rules_compile(&t, &arena, NULL, &list, &tell, NULL);
	umb_free(list.rule);
	umb_arena_clear(&arena);
	return 0;
}
