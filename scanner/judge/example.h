/*
 * judge/example.h - private to judge/: whether a value is the example that a schema gives.
 */
#ifndef UMB_JUDGE_EXAMPLE_H
#define UMB_JUDGE_EXAMPLE_H

#include "core/hit.h"

/* It stands under a key `example` or `examples`, in YAML or in JSON that is indented.  Looks back a few kilobytes at most. */
bool umb_is_schema_example(const umb_hit_view *hit);

#endif
