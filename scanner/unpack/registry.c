/*
 * registry.c - the list of unpackers, made from unpackers.def.  Never changes when a unpacker is added.
 */
#include "core/decoder.h"

#define UMB_UNPACKER(id) extern const umb_unpacker_ops umb_unpacker_##id;
#include "unpack/unpackers.def"
#undef UMB_UNPACKER

static const umb_unpacker_ops *const unpackers[] = {
#define UMB_UNPACKER(id) &umb_unpacker_##id,
#include "unpack/unpackers.def"
#undef UMB_UNPACKER
};

size_t umb_unpacker_count(void)
{
	return UMB_COUNT(unpackers);
}

const umb_unpacker_ops *umb_unpacker_at(size_t i)
{
	return i < UMB_COUNT(unpackers) ? unpackers[i] : NULL;
}

const umb_unpacker_ops *umb_unpacker_find(const char *name)
{
	for (size_t i = 0; name && i < UMB_COUNT(unpackers); i++) {
		if (strcmp(unpackers[i]->name, name) == 0)
			return unpackers[i];
	}
	return NULL;
}
