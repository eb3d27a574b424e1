/*
 * registry.c - the list of vault formats, expanded twice; never changes when one is added.
 */
#include "vault/vault.h"

#define UMB_EMITTER(id) extern const umb_emitter_ops umb_emitter_##id;
#include "vault/emitters.def"
#undef UMB_EMITTER

static const umb_emitter_ops *const emitters[] = {
#define UMB_EMITTER(id) &umb_emitter_##id,
#include "vault/emitters.def"
#undef UMB_EMITTER
};

const umb_emitter_ops *umb_emitter_find(const char *name)
{
	for (size_t i = 0; i < UMB_COUNT(emitters); i++) {
		if (strcmp(emitters[i]->name, name) == 0)
			return emitters[i];
	}
	return NULL;
}

size_t umb_emitter_count(void)
{
	return UMB_COUNT(emitters);
}

const umb_emitter_ops *umb_emitter_at(size_t i)
{
	return emitters[i];
}
