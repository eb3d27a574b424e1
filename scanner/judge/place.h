/*
 * judge/place.h - what the path of a finding says of it, once it is known.
 */
#ifndef UMB_JUDGE_PLACE_H
#define UMB_JUDGE_PLACE_H

#include "core/finding.h"

typedef struct umb_path_view {
	bool in_folder_for_show; /* of tests, examples, documentation */
	bool is_file_for_show;   /* the name of the file says so */
	bool is_of_others;       /* code of others that is carried along: vendor, node_modules */
} umb_path_view;

umb_path_view umb_path_read(umb_slice path);

/* Takes from severity and score of f what its rel_path says, once.  f.is_weak may be set then; false: no mode reports it. */
bool umb_judge_place(umb_finding *f);

#endif
