/*
 * judge/shown.h - private to judge/: what the line of a value says that it is for a test or for show.
 */
#ifndef UMB_JUDGE_SHOWN_H
#define UMB_JUDGE_SHOWN_H

#include "core/hit.h"

extern const char umb_named_for_show[]; /* the reason */

/* Words in front of it on its line, or on the line above where nothing but quotes is: "TEST_KEY = ...", "sample_key: |", "user1". */
bool umb_is_named_for_show(const umb_hit_view *hit);
/* What a test expects: assertEquals("value", x), expect(x).to eq "value", assert x == "value"; over several lines, too. */
bool umb_is_asserted(const umb_hit_view *hit);
/* In a fenced or indented block of a document below words that announce an example. */
bool umb_is_in_announced_block(const umb_hit_view *hit);
/* "Example:", "For example, in a shell:", "==== Examples", "Usage" */
bool umb_announces_example(umb_slice line);

#endif
