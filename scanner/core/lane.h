/*
 * core/lane.h - a second way to hits beside literals and regexes: values that are looked for as they are.
 *
 * The engine asks a lane about every window of every layer, so that it need not know what was decoded from what.  Constant
 * while a scan runs; may be asked by many threads at once.
 */
#ifndef UMB_CORE_LANE_H
#define UMB_CORE_LANE_H

#include "base/types.h"

/* The longest value that a lane may look for: windows overlap by more than this. */
#define UMB_LANE_MAX_LEN 8192

/* A value of the given kind (0 to n_kinds - 1) stands in text[at].  Anything but UMB_OK ends the search with that status. */
typedef umb_status (*umb_lane_found)(void *ctx, uint32_t kind, umb_span at);

typedef struct umb_lane_ops {
	const char *name;
	const char *reason; /* why what it finds is a finding */
	/* Every value that begins in [from, to) and lies in `text`, each place once; of a value that overlaps itself, in no set order. */
	umb_status (*search)(const void *set, umb_slice text, size_t from, size_t to, umb_lane_found found, void *ctx);
	/* Equal when the same values are looked for. */
	void       (*digest)(const void *set, uint8_t out[32]);
	void       (*free)(void *own_set);
} umb_lane_ops;

typedef struct umb_lane {
	const umb_lane_ops *ops; /* NULL: there is none */
	void               *set; /* owned */
	const uint32_t     *rule; /* for each kind, the number of the rule that its finds are reported under */
} umb_lane;

#endif
