/*
 * rule_info.c - the words for grades and kinds, each list once.
 */
#include "core/bound.h"

const char *const umb_severity_names[] = { "info", "low", "medium", "high", "critical", NULL };
const char *const umb_level_names[] = { "strict", "default", "broad", NULL };
const char *const umb_confidence_names[] = { "low", "medium", "high", NULL };
const char *const umb_identity_kind_names[] = { "unknown", "human", "service", "workload", "ai-agent", "oauth-app", "bot", "device", NULL };
const char *const umb_part_names[] = { "secret", "account", "user", "host", "witness", NULL };

static bool parse(int *out, const char *const *names, const char *word)
{
	for (int i = 0; names[i]; i++) {
		if (strcmp(names[i], word) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

const char *umb_severity_name(umb_severity s)
{
	return umb_severity_names[s];
}

bool umb_severity_parse(umb_severity *out, const char *word)
{
	int  i  = 0;
	bool ok = parse(&i, umb_severity_names, word);

	*out = (umb_severity)i;
	return ok;
}

const char *umb_part_name(umb_part p)
{
	return umb_part_names[p];
}

const char *umb_confidence_name(umb_confidence c)
{
	return umb_confidence_names[c];
}

bool umb_confidence_parse(umb_confidence *out, const char *word)
{
	int  i  = 0;
	bool ok = parse(&i, umb_confidence_names, word);

	*out = (umb_confidence)i;
	return ok;
}

const char *umb_identity_kind_name(umb_identity_kind k)
{
	return umb_identity_kind_names[k];
}

bool umb_identity_kind_parse(umb_identity_kind *out, const char *word)
{
	int  i  = 0;
	bool ok = parse(&i, umb_identity_kind_names, word);

	*out = (umb_identity_kind)i;
	return ok;
}

bool umb_rule_info_is(const umb_rule_info *r, const char *what)
{
	if (strcmp(r->id, what) == 0)
		return true;
	if (strncmp(what, "tag:", 4) != 0)
		return false;
	for (const char *const *t = r->tags; *t; t++) {
		if (strcmp(*t, what + 4) == 0)
			return true;
	}
	return false;
}
