/*
 * core/rule_info.h - what everybody may know about a rule: words and grades, nothing of how it matches.
 *
 * Constant data: the built-in rules are in C tables, a user's rules live as long as their ruleset.
 */
#ifndef UMB_CORE_RULE_INFO_H
#define UMB_CORE_RULE_INFO_H

#include "base/types.h"

typedef enum umb_severity { UMB_SEV_INFO, UMB_SEV_LOW, UMB_SEV_MEDIUM, UMB_SEV_HIGH, UMB_SEV_CRITICAL, UMB_N_SEVERITIES } umb_severity;
typedef enum umb_confidence { UMB_CONF_LOW, UMB_CONF_MEDIUM, UMB_CONF_HIGH, UMB_N_CONFIDENCES } umb_confidence;
typedef enum umb_identity_kind {
	UMB_ID_UNKNOWN, UMB_ID_HUMAN, UMB_ID_SERVICE, UMB_ID_WORKLOAD, UMB_ID_AI_AGENT, UMB_ID_OAUTH_APP, UMB_ID_BOT, UMB_ID_DEVICE,
	UMB_N_IDENTITY_KINDS
} umb_identity_kind;

/* What of a login a value is.  All but the first are no secrets; the last is no part of one, either. */
typedef enum umb_part {
	UMB_PART_SECRET,
	UMB_PART_ACCOUNT, /* a key id, a client id, a tenant */
	UMB_PART_USER,
	UMB_PART_HOST,
	UMB_PART_WITNESS, /* never told: it says of a secret elsewhere what that is for */
	UMB_N_PARTS
} umb_part;

typedef struct umb_companion {
	const char *rule;  /* id of the rule whose finding belongs to this one, or "tag:" and a tag of it */
	uint32_t    lines; /* at most this many lines apart */
	bool        required;
} umb_companion;

typedef struct umb_rule_info {
	const char          *id;
	const char          *name;
	const char          *about;
	const char          *provider;
	const char          *revoke;
	umb_identity_kind    identity;
	umb_severity         severity;
	umb_confidence       confidence;
	const char *const   *references; /* NULL-terminated */
	const char *const   *tags;       /* NULL-terminated */
	const char *const   *only_paths; /* NULL-terminated globs; empty: everywhere */
	const char *const   *never_paths;
	const char *const   *literals;   /* NULL-terminated; declared for a pattern that promises none: a match holds one of them */
	const umb_companion *companions;
	size_t               n_companions;
	bool                 is_file; /* tells a file of some kind, and no value in it: what stands for a value is a digest of how the file begins */
	umb_part             part;
	bool                 is_alone; /* of another part than the secret: a finding by itself, too; else told with the secret that it stands beside, and only so */
	bool                 is_named; /* words beside the value have to match, and these name the vendor */
} umb_rule_info;

/* Whether it holds at some paths only, which may not be known before everything is found. */
static inline bool umb_rule_info_asks_path(const umb_rule_info *r)
{
	return r->only_paths[0] || r->never_paths[0];
}

/* Told with others, and no finding by itself. */
static inline bool umb_rule_info_is_beside(const umb_rule_info *r)
{
	return r->part != UMB_PART_SECRET && !r->is_alone;
}

/* Of no use where its unit holds no secret.  A witness speaks of secrets elsewhere. */
static inline bool umb_rule_info_needs_secret(const umb_rule_info *r)
{
	return umb_rule_info_is_beside(r) && r->part != UMB_PART_WITNESS;
}

/* Names as written in rules and reports; _parse answers false for an unknown word. */
const char *umb_severity_name(umb_severity s);
bool        umb_severity_parse(umb_severity *out, const char *word);
const char *umb_confidence_name(umb_confidence c);
bool        umb_confidence_parse(umb_confidence *out, const char *word);
const char *umb_identity_kind_name(umb_identity_kind k);
bool        umb_identity_kind_parse(umb_identity_kind *out, const char *word);
const char *umb_part_name(umb_part p);
/* By what users write: an id, or "tag:WORD". */
bool        umb_rule_info_is(const umb_rule_info *r, const char *what);
/* NULL-terminated lists of the words, for near misses. */
extern const char *const umb_severity_names[];
extern const char *const umb_confidence_names[];
extern const char *const umb_identity_kind_names[];
extern const char *const umb_part_names[];

#endif
