/*
 * provenance.c - names of what keeps something; part of the report formats.
 */
#include "core/provenance.h"

const char *umb_reach_name(umb_reach r)
{
	static const char *const name[UMB_N_REACHES] = { "head-tree", "head", "branch", "remote", "tag", "stash", "other-ref", "reflog", "nothing" };

	return name[r];
}
