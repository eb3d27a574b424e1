/*
 * ident/ident.h - names for credentials and exposures that can be published.
 *
 * HMAC-SHA-256 with a key, cut to 128 bits.  The key keeps a weak password from being guessed out of a
 * committed baseline by a plain dictionary of hashes.  An exposure id holds no line, offset, commit or
 * date, so that edits, moves within the file and rebases leave it as it is.
 */
#ifndef UMB_IDENT_IDENT_H
#define UMB_IDENT_IDENT_H

#include "base/keyed.h"
#include "core/finding.h"

typedef struct umb_ident_key {
	uint8_t bytes[UMB_KEY_LEN];
} umb_ident_key;

/* "c1:" and 32 hex digits: the same for the same value, wherever and by whichever rule it was found. */
void umb_credential_id(char out[UMB_PRINT_ID_LEN], const umb_ident_key *key, umb_slice value);
/* "e1:" and 32 hex digits: this credential in this file (path relative to the target). */
void umb_exposure_id(char out[UMB_PRINT_ID_LEN], const umb_ident_key *key, const char *credential_id, umb_slice path);

/*
 * What may be shown of a value: a mask of fixed width, behind the first characters when the value is long
 * enough that they tell its kind and not its content.  `is_distinctive`: the rule knows the form.
 */
void umb_redact(char out[64], umb_slice value, bool is_distinctive);
/* Of what is no secret: all of it, safe to print, its end left out where it is long. */
void umb_show_part(char out[128], umb_slice value);
/* Of what is no secret and a finding all the same: enough to know it again, and too little to be found in the report. */
void umb_redact_part(char out[64], umb_slice value);
#define UMB_REDACTION_MASK "********"
/* What stands there for a file of which no value is known: see umb_rule_info.is_file. */
#define UMB_REDACTED_FILE "a file of this kind"

#endif
