/*
 * store/state.h - the file that tells the next run what this one has looked at and found.
 *
 * Holds no value: of a finding what a report says without one, ids made with the user's key, and which object it is in.  Rows
 * of known objects first, in one block per history, then all the rest, the head, then its place and its MAC:
 *
 *   "umbra-state\n", version (4)   |  rows ...  |  head  |  place (8), length (8), MAC (32), "umbra-end-1\n"
 *
 * Numbers are little-endian, texts have their length in front (4).  The MAC is keyed with what --key-file holds, covers the
 * head with its place, and the head holds the MAC of each block of rows; those are read, and checked, when something has changed.
 * Who has not the key can remove a state or put an older one in its place, which costs time and no finding.
 */
#ifndef UMB_STORE_STATE_H
#define UMB_STORE_STATE_H

#include "base/arena.h"
#include "base/keyed.h"
#include "core/finding.h"
#include "core/scanned.h"

#define UMB_STATE_VERSION 3

/* A finding as the engine left it: before its commit, its path, and what these say, are known. */
typedef struct umb_state_hit {
	uint8_t     blob[UMB_ID_MAX];
	umb_finding f; /* path: of a member only; credential_id: made with the key of the state */
} umb_state_hit;

/* Where an object with findings is from. */
typedef struct umb_state_origin {
	uint8_t         blob[UMB_ID_MAX];
	umb_slice       path;
	umb_commit_info commit;
} umb_state_origin;

/* One history. */
typedef struct umb_state_section {
	umb_scanned         known;
	umb_state_hit    *hit;    /* n_hits, by blob */
	size_t            n_hits;
	umb_state_origin *origin; /* n_origins, by blob; when known.is_settled, of every blob of hits */
	size_t            n_origins;
} umb_state_section;

typedef struct umb_state_key {
	uint8_t mac[UMB_KEY_LEN]; /* from the user's key */
	uint8_t config[32];       /* digest of the rules, the engine and the options that change what is found */
} umb_state_key;

typedef const umb_rule_info *(*umb_state_rule_fn)(void *ctx, const char *id); /* NULL: there is none */

typedef struct umb_state umb_state;
/*
 * UMB_E_NOTFOUND: there is none.  UMB_E_FORMAT and words: it is not to be used, and *is_state says whether it is such a file at all.
 * Keeps the file open; what it holds lives as long as it does.
 */
umb_status umb_state_open(umb_state **out, const char *path, const umb_state_key *key, umb_state_rule_fn rule, void *ctx, bool *is_state, umb_err *err);
void       umb_state_close(umb_state *st); /* accepts NULL */
const umb_state_section *umb_state_sections(const umb_state *st, size_t *n);
/* Rows were asked for and were not what was written: nothing of this section was used. */
bool       umb_state_has_bad_rows(const umb_state *st);

/* Private (0600), whole or not at all; in the place of what was there. */
umb_status umb_state_write(const char *path, const umb_state_key *key, const umb_state_section *section, size_t n, umb_err *err);

/* state_head.c: the head as bytes.  Reading believes nothing; for fuzzing without a MAC. */
typedef struct umb_state_rows {
	uint64_t at; /* in the file */
	uint8_t  mac[UMB_MAC_LEN];
} umb_state_rows;
umb_status umb_state_head_put(umb_buf *out, const umb_state_key *key, const umb_state_section *section, const umb_state_rows *rows, size_t n);
/* *config: what the head says it was made with; UMB_E_FORMAT when it makes no sense, UMB_E_RULES when it names a rule that is not there. */
umb_status umb_state_head_get(umb_slice head, umb_arena *arena, umb_state_rule_fn rule, void *ctx, uint8_t config[32], umb_state_section **section,
                              umb_state_rows **rows, size_t *n);

#endif
