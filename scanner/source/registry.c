/*
 * registry.c - the list of sources, expanded twice; never changes when one is added.
 */
#include "core/source.h"

#define UMB_SOURCE(id) extern const umb_source_ops umb_source_##id;
#include "source/sources.def"
#undef UMB_SOURCE

static const umb_source_ops *const sources[] = {
#define UMB_SOURCE(id) &umb_source_##id,
#include "source/sources.def"
#undef UMB_SOURCE
};

const umb_source_ops *umb_source_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(sources); i++) {
		if (strcmp(sources[i]->name, name) == 0)
			return sources[i];
	}
	return NULL;
}

size_t umb_source_count(void)
{
	return UMB_COUNT(sources);
}

const umb_source_ops *umb_source_at(size_t i)
{
	return sources[i];
}
