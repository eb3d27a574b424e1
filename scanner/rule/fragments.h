/*
 * rule/fragments.h - private to rule/: parts of patterns that the rules of a pack share.
 */
#ifndef UMB_RULE_FRAGMENTS_H
#define UMB_RULE_FRAGMENTS_H

#include "conf/bind.h"

/* The key `fragments` of a pack; target: const umb_yaml_node *, set when it is in order. */
void umb_fragments_bind(umb_binder *b, const umb_yaml_node *node, void *target);
/* `text` with its fragments in their places; errors are told at `at`.  Lives in the binder's arena, or is `text`. */
const char *umb_fragments_expand(umb_binder *b, const umb_yaml_node *fragments, const umb_yaml_node *at, const char *text);

#endif
