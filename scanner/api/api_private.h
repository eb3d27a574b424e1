/*
 * api_private.h - private to api/: what its files ask of each other.
 */
#ifndef UMB_API_PRIVATE_H
#define UMB_API_PRIVATE_H

#include "rule/rule.h"

/* api_known.c: opens the store, and has the ruleset look for what is in it. */
umb_status umb_ruleset_add_known(umb_ruleset *rs, const char *store, const char *hex, umb_err *err);

#endif
