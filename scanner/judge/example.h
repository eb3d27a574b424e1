/*
 * judge/example.h - private to judge/: what the keys say that a value stands under.
 */
#ifndef UMB_JUDGE_EXAMPLE_H
#define UMB_JUDGE_EXAMPLE_H

#include "core/hit.h"

/* It stands under a key `example` or `examples`, in YAML or in JSON that is indented, or in the text of a `description`.  Looks back a few kilobytes at most. */
bool umb_is_schema_example(const umb_hit_view *hit);
/* In a workflow, of a database or the like that lives as long as the job: it is set there, and may be repeated in a step. */
bool umb_is_ci_service(const umb_hit_view *hit);

#endif
