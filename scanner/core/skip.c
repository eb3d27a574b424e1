/*
 * skip.c - the table of skip reasons, expanded from its list.
 */
#include "core/skip.h"

static const struct {
	const char *name;
	const char *words;
	bool        is_incomplete;
} table[] = {
#define UMB_SKIP(id, name, incomplete, words) { name, words, incomplete },
	UMB_SKIP_LIST(UMB_SKIP)
#undef UMB_SKIP
};

const char *umb_skip_name(umb_skip s)
{
	return table[s].name;
}

const char *umb_skip_words(umb_skip s)
{
	return table[s].words;
}

bool umb_skip_is_incomplete(umb_skip s)
{
	return table[s].is_incomplete;
}
