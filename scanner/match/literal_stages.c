/*
 * literal_stages.c - the list of literal stages, expanded twice; never changes when one is added.
 */
#include "match/literals.h"

#define UMB_LITERAL_STAGE(id) extern const umb_literal_stage_ops umb_literal_stage_##id;
#include "match/literal_stages.def"
#undef UMB_LITERAL_STAGE

static const umb_literal_stage_ops *const stages[] = {
#define UMB_LITERAL_STAGE(id) &umb_literal_stage_##id,
#include "match/literal_stages.def"
#undef UMB_LITERAL_STAGE
};

const umb_literal_stage_ops *umb_literal_stage_best(void)
{
	size_t i = 0;

	while (!stages[i]->usable())
		i++;
	return stages[i];
}

const umb_literal_stage_ops *umb_literal_stage_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(stages); i++) {
		if (strcmp(stages[i]->name, name) == 0)
			return stages[i];
	}
	return NULL;
}

size_t umb_literal_stage_count(void)
{
	return UMB_COUNT(stages);
}

const umb_literal_stage_ops *umb_literal_stage_at(size_t i)
{
	return stages[i];
}
