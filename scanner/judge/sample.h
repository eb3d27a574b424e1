/*
 * judge/sample.h - private to judge/: whether a value stands in a sample of code that documentation shows.
 */
#ifndef UMB_JUDGE_SAMPLE_H
#define UMB_JUDGE_SAMPLE_H

#include "core/hit.h"

/*
 * In the sample of a documentation comment (Javadoc, RDoc, Doxygen, XML comments), in a documentation string or in POD; not in
 * code that somebody commented out.
 */
bool umb_is_documentation_sample(const umb_hit_view *hit);

#endif
