/*
 * recipe_parts.h - private to rule/: what the recipe*.c share.
 */
#ifndef UMB_RULE_RECIPE_PARTS_H
#define UMB_RULE_RECIPE_PARTS_H

#include "base/buf.h"
#include "base/text.h"
#include "rule/rule.h"

typedef struct umb_recipe {
	umb_buf *out;
	uint64_t seed;
	size_t   last_from, last_to; /* of the last piece, in out */
	umb_err *err;
} umb_recipe;

#define UMB_RECIPE_BASE62 "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define UMB_RECIPE_MAX 20000 /* bytes of one piece */

uint64_t umb_recipe_random(umb_recipe *r);
void     umb_recipe_chars(umb_recipe *r, const char *alphabet, size_t n);
void     umb_recipe_base64(umb_recipe *r, umb_slice in, bool is_url);
bool     umb_recipe_run(umb_recipe *r, umb_slice text, int depth);
/* Sets the error of this recipe and is false. */
bool     umb_recipe_wrong(umb_recipe *r, umb_slice inside, const char *words);
bool     umb_recipe_is_sum(umb_slice name); /* umb_recipe_sum makes it */
bool     umb_recipe_sum(umb_recipe *r, umb_slice inside, umb_slice name, umb_slice args, int depth);
bool     umb_recipe_azure(umb_recipe *r, umb_slice inside, umb_slice args, int depth);
bool     umb_recipe_pem(umb_recipe *r, umb_slice kind, bool is_bare); /* false: no such kind */
/* NULL behind the last; for near misses. */
const char *umb_recipe_pem_kind(size_t i);

#endif
