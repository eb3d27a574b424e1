/*
 * suppress/own.h - the baseline of our own: a text to be committed, one line for each value in a file.
 *
 *   umbra-baseline 1
 *   algorithm hmac-sha256-128
 *   salt <64 hex digits>                    or: key <16 hex digits>, which say what --key-file holds
 *   # comments, and empty lines
 *   <32 hex digits> <path> <rule>           and, if somebody wants to say why: # a reason
 *
 * The digits are HMAC(key, family of the rule, credential id), and the credential id is HMAC(key, value without blanks at its end): no
 * value can be had from them but by trying values with the key, and they say nothing of lines, offsets or commits.  A path is relative
 * to the root of the repository, with %XX for what is no printable ASCII, for blanks, '%' and '#'; "-" is none.  The order of lines
 * does not matter, so that the two sides of a merge are simply both right; written they are sorted by path, rule and digits.
 *
 * Whoever can read a salt can try values against it, one HMAC each: it keeps tables made in advance from being of use.  With a
 * key that is not in the file nothing can be tried, and nobody without it can add a line.
 */
#ifndef UMB_SUPPRESS_OWN_H
#define UMB_SUPPRESS_OWN_H

#include "base/arena.h"
#include "base/buf.h"
#include "ident/ident.h"

#define UMB_OWN_VERSION 1
#define UMB_OWN_ID 16

typedef struct umb_own_entry {
	uint8_t   id[UMB_OWN_ID];
	umb_slice path; /* raw bytes */
	umb_slice rule;
	uint32_t  line; /* in the text, from 1; 0: added since */
	bool      is_dropped;
} umb_own_entry;

typedef struct umb_own_line {
	umb_slice text;  /* without its end */
	size_t    entry; /* SIZE_MAX: a comment, an empty line, the head */
} umb_own_line;

typedef struct umb_own {
	umb_arena      arena;
	umb_ident_key  key;
	bool           has_salt;  /* the key stands in it; else it is the user's */
	uint8_t        key_id[8]; /* of the user's */
	umb_own_line  *line;
	size_t         n_lines, cap_lines;
	umb_own_entry *entry;
	size_t         n_entries, cap_entries;
	umb_own_entry **order; /* n_order, by id and path; after umb_own_seal */
	size_t         n_order;
} umb_own;

bool       umb_own_is(umb_slice text);
/*
 * `key`: what --key-file holds, or NULL.  UMB_E_FORMAT with the line when a line is not understood (nothing of such a file is
 * believed: a line that is cut off, or a merge that is not finished, would otherwise go unseen), UMB_E_USAGE when it wants another key.
 */
umb_status umb_own_parse(umb_own **out, umb_slice text, const umb_ident_key *key, umb_err *err);
/* A new one, with its head.  `key` as above, else with this salt. */
umb_status umb_own_new(umb_own **out, const umb_ident_key *key, const umb_ident_key *salt);
void       umb_own_free(umb_own *o); /* accepts NULL */
/* The text with what was added and without what was dropped; everything else as it was. */
umb_status umb_own_print(const umb_own *o, umb_buf *out);
/* One line without its end, for people and for the file. */
void       umb_own_print_entry(umb_buf *out, const umb_own_entry *e);

/* Of "github.pat-classic" this is "github": a rule may be split or renamed within it. */
umb_slice  umb_own_family(const char *rule_id);
void       umb_own_id(uint8_t out[UMB_OWN_ID], const umb_ident_key *key, umb_slice family, const char *credential_id);
/* Sorts what is there for finding; after an entry was added nothing may be looked for until it is called again. */
umb_status umb_own_seal(umb_own *o);
/* The entry of this finding, whose credential id was made with the key of `o`; `here`: in this file, else in any.  NULL: none. */
umb_own_entry *umb_own_find(const umb_own *o, const umb_finding *f, const char *credential_id, bool here);
umb_status umb_own_add(umb_own *o, const umb_finding *f, const char *credential_id);
/* Drops what was added more than once; sorts, too. */
umb_status umb_own_settle(umb_own *o);

#endif
