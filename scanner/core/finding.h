/*
 * core/finding.h - a hit that survived judging, with everything a report may say about it.
 *
 * Holds no byte of the secret: a sink that prints all of it cannot leak.  The one exception is `shown`,
 * which the collector fills only under --show-secrets and only for sinks that declare UMB_SINK_SECRETS.
 */
#ifndef UMB_CORE_FINDING_H
#define UMB_CORE_FINDING_H

#include "core/bound.h"
#include "core/hit.h"
#include "core/provenance.h"
#include "core/resolver.h"
#include "core/unit.h"

#define UMB_PRINT_ID_LEN 40 /* "c1:" + 32 hex + NUL fits */

/* Where git first saw the content.  Empty strings when not from git, or no commit holds it. */
typedef struct umb_commit_info {
	char        id[2 * UMB_ID_MAX + 1]; /* hex; "" when no commit that is there holds the object */
	const char *author;                 /* "" when unknown */
	const char *email;
	int64_t     date;       /* author date, seconds since 1970 */
	int         tz_minutes;
	bool        is_in_head; /* HEAD's tree still holds the blob */
	bool        is_head_unknown; /* not looked up, or HEAD cannot be read as a whole: is_in_head says nothing */
	bool        is_unreachable; /* no ref reaches it; what else does is in the provenance */
	bool        is_staged; /* no ref reaches it, and the index holds it, for the next commit */
	bool        is_message; /* it is the commit's own text, or that of a tag that names it, that holds this: HEAD has no say */
} umb_commit_info;

/* What a staged file held before: see umb_unit. */
#define UMB_UNCHANGED_LINE "a line that was there before"

/* Under --min-confidence strict. */
#define UMB_BELOW_STRICT "confidence below strict"

/* Who answers for the path of a finding, by the CODEOWNERS of its target. */
typedef struct umb_owners {
	const char *const *name;   /* "@group/name", "name@example.org"; none: nobody does */
	size_t             n_names;
	const char *const *source; /* ".github/CODEOWNERS:12"; none: no line there is about this path */
	size_t             n_sources;
} umb_owners;

/* What stands beside a finding and belongs to it. */
typedef struct umb_beside {
	const umb_rule_info *rule;
	const char          *shown; /* the whole of what is no secret and no finding by itself, else its redacted form */
	const char          *account; /* for a hand-over: the whole of what is no secret */
	const char          *credential_id;
	uint64_t             line;
} umb_beside;

#define UMB_MAX_BESIDE 8

typedef struct umb_finding {
	const umb_rule_info        *rule;
	const umb_rule_info *const *also;  /* less specific rules that matched the same bytes */
	size_t                      n_also;
	umb_severity                severity;
	int                         score; /* 0..100 */
	bool                        is_proved; /* a check recomputed it */
	bool                        is_sure;   /* what was weighed comes to so much that it is */
	bool                        is_weighed; /* the score decides which modes report it */
	bool                        is_doubted; /* something but the weighing speaks against it */
	bool                        is_shown;  /* it is for show: never sure */
	bool                        is_uncommitted; /* a new line of what is staged, or lies in a work tree */
	bool                        is_hinted; /* in a place of tests or documents it is for show */
	bool                        is_only_shown; /* by two checks: with nothing in its path, too, it is weak */
	bool                        is_weak;   /* below the default: a check calls it unlikely, or the companion that its rule demands is missing */
	umb_reason                  reason[UMB_MAX_REASONS];
	size_t                      n_reasons;
	const char                 *source;  /* as umb_place */
	umb_slice                   target;  /* what the user named */
	umb_slice                   path;    /* as named, with "!member" for unpacked members */
	umb_slice                   rel_path; /* the same below the repository's root, else the working directory, else the target */
	char                        blob[2 * UMB_ID_MAX + 1];
	umb_commit_info             commit;
	/* Of the secret, in the raw file (or the unpacked member): 1-based, bytes, end inclusive. */
	uint64_t                    start_line, end_line, start_column, end_column;
	/* Of the whole match, likewise. */
	uint64_t                    match_start_line, match_end_line, match_start_column, match_end_column;
	uint64_t                    offset;  /* of the secret in the raw file or member, for ordering */
	uint64_t                    section; /* the heading of an INI file above it, as a number; 0: none near */
	const char                 *layer;   /* "" or "base64>utf16" */
	const char                 *redacted;
	/* UTF-16 columns of the secret for SARIF, 1-based, end exclusive; 0 when not computed. */
	uint64_t                    utf16_start_column, utf16_end_column;
	char                        credential_id[UMB_PRINT_ID_LEN];
	char                        exposure_id[UMB_PRINT_ID_LEN];
	umb_claim                  *claim; /* n_claims; NULL: none */
	size_t                      n_claims;
	umb_identity_kind           identity; /* from the claims, else the rule's */
	const char                 *suppressed_by; /* NULL, or words: which comment or which entry of which file, or UMB_UNCHANGED_LINE or UMB_BELOW_STRICT */
	umb_slice                   shown;    /* the value; see above */
	bool                        is_allowed_inline; /* suppressed by a comment in the text */
	const char                 *known_value; /* NULL, or which entry of a baseline knows the value in another place; it is reported all the same */
	const char                 *note;     /* NULL, or why a comment that is there does not suppress it */
	const umb_bound            *bound;    /* what decided whether it fails; NULL: --fail-on */
	bool                        fails;    /* shows in the exit code */
	const umb_owners           *owners; /* NULL: there is no CODEOWNERS, or it cannot be read */
	const umb_provenance       *provenance; /* of the value at this path; NULL: not from a history, or there was no time to look it up */
	const umb_beside           *beside; /* n_beside: its companions, the nearest of each rule, by line */
	size_t                      n_beside;
	const char                 *joined_id; /* the credential it is a part of: its own, or that of the secret that an account, user or host belongs to */
} umb_finding;

/*
 * Nothing else looks like this (the rule's word for it) and no check doubts it, a check proved it, or the weighed reasons leave no
 * doubt; and it is not for show.  Not the score of what is not weighed: supports and companions move that for reasons that say nothing of the form.
 */
static inline bool umb_finding_is_sure(const umb_finding *f)
{
	return !f->is_shown && ((f->rule->confidence == UMB_CONF_HIGH && !f->is_doubted) || f->is_proved || f->is_sure);
}

/* The narrowest --min-confidence that reports it. */
static inline umb_level umb_finding_level(const umb_finding *f)
{
	return f->is_weak ? UMB_LEVEL_BROAD : umb_finding_is_sure(f) ? UMB_LEVEL_STRICT : UMB_LEVEL_DEFAULT;
}

/* What is not committed yet did not leave by a commit: what helps before it is revoked; NULL: it may have. */
#define UMB_ADVICE_STAGED "it is not committed yet: take the value out and `git add` the file, or leave the file out: `git reset -- FILE`"
#define UMB_ADVICE_UNSTAGED "it is not committed yet: keep it out of what you stage"
#define UMB_ADVICE_REVOKE "if it was shared, or committed before: "

static inline const char *umb_finding_first_step(const umb_finding *f)
{
	if (f->commit.is_staged)
		return UMB_ADVICE_STAGED;
	return !f->is_uncommitted ? NULL : strcmp(f->source, "staged") == 0 ? UMB_ADVICE_STAGED : UMB_ADVICE_UNSTAGED;
}

/* All findings of one value and kind, in place order, and behind them those of accounts, users and hosts that belong to it. */
typedef struct umb_credential {
	const char              *id;
	const umb_finding *const *finding;
	size_t                   n_findings;
} umb_credential;

#endif
