/*
 * judge/weights.h - private to judge/: the reasons that are weighed, and what they come to.
 *
 * A validator that weighs names every reason that holds; the points of each stand in weights.def and nowhere else.
 */
#ifndef UMB_JUDGE_WEIGHTS_H
#define UMB_JUDGE_WEIGHTS_H

#include "judge/judge.h"

typedef enum umb_weight {
#define UMB_WEIGHT(id, points, text) UMB_W_##id,
#include "judge/weights.def"
#undef UMB_WEIGHT
	UMB_N_WEIGHTS
} umb_weight;

/*
 * From here on a weighed finding is reported by --min-confidence broad, default, strict.  tools/fit_weights looks at what lies
 * below, too, with a program of its own that is built with a lower broad.
 */
#ifndef UMB_SCORE_BROAD
#define UMB_SCORE_BROAD 22
#endif
#define UMB_SCORE_DEFAULT 50
#define UMB_SCORE_STRICT 80

struct umb_weighing {
	umb_judgement *judgement;
	int            least; /* what comes to less is dropped, whatever else is weighed that speaks against it */
};

/* The same reason is named once by a hit. */
void umb_weigh(umb_weighing *w, umb_weight reason);
umb_reason umb_weight_reason(umb_weight reason);

#endif
