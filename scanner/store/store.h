/*
 * store/store.h - joins findings into credentials, whatever file, commit or encoding they came through.
 *
 * Filled and read by the collector's thread only.  Keeps pointers: findings live as long as the run.
 */
#ifndef UMB_STORE_STORE_H
#define UMB_STORE_STORE_H

#include "base/arena.h"
#include "core/finding.h"

typedef struct umb_store {
	umb_arena                *arena;
	const umb_finding       **finding; /* in order of place */
	size_t                    n_findings, cap;
	umb_credential           *credential; /* in order of their first place; after umb_store_join */
	size_t                    n_credentials;
} umb_store;

umb_status umb_store_add(umb_store *s, const umb_finding *f);
/* Sorts by target, path, offset, rule, blob, and groups by credential id. */
umb_status umb_store_join(umb_store *s);
void       umb_store_clear(umb_store *s);

/* The one order of everything. */
int umb_finding_compare(const umb_finding *a, const umb_finding *b);

#endif
