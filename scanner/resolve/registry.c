/*
 * registry.c - the list of resolvers, made from resolvers.def.  Never changes when a resolver is added.
 */
#include "core/resolver.h"

#define UMB_RESOLVER(id) extern const umb_resolver_ops umb_resolver_##id;
#include "resolve/resolvers.def"
#undef UMB_RESOLVER

static const umb_resolver_ops *const resolvers[] = {
#define UMB_RESOLVER(id) &umb_resolver_##id,
#include "resolve/resolvers.def"
#undef UMB_RESOLVER
};

size_t umb_resolver_count(void)
{
	return UMB_COUNT(resolvers);
}

const umb_resolver_ops *umb_resolver_at(size_t i)
{
	return i < UMB_COUNT(resolvers) ? resolvers[i] : NULL;
}

void umb_resolve_all(const umb_hit_view *hit, umb_claims *out)
{
	for (size_t i = 0; i < UMB_COUNT(resolvers); i++)
		resolvers[i]->resolve(hit, out);
}
