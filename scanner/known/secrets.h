/*
 * known/secrets.h - a store of secrets that the user has already: keyed hashes of them, never the values; and finding them in text.
 *
 * The file is sealed with a key derived from the user's: without that key it tells its size and nothing else, so that nobody can try
 * guesses on it.  With the key, each value is one HMAC-SHA-256, its length, 32 bits of SipHash, and the hashes (24 bits) of the
 * few bytes by which a scan comes upon it: README.md says what that is worth to whoever has both.
 */
#ifndef UMB_KNOWN_SECRETS_H
#define UMB_KNOWN_SECRETS_H

#include "base/buf.h"
#include "base/keyed.h"
#include "core/lane.h"

#define UMB_SECRET_MIN 8        /* bytes; shorter ones stand everywhere by accident */
#define UMB_SECRET_MIN_FORCED 4
#define UMB_SECRET_MAX UMB_LANE_MAX_LEN
#define UMB_SECRETS_MAX 65536
#define UMB_SECRET_LABEL_MAX 96
#define UMB_SECRET_GRAMS 4

/* One value. */
typedef struct umb_secret {
	uint8_t  mac[UMB_MAC_LEN];
	uint32_t label;  /* which of the labels */
	uint32_t tag;    /* SipHash of the value, cut */
	uint32_t gram[UMB_SECRET_GRAMS]; /* of the bytes from `anchor`, anchor + 1, ... on; see grams.c */
	uint16_t len;
	uint16_t anchor;
} umb_secret;

typedef struct umb_secrets umb_secrets;

/* What became of a value that was to be added. */
typedef enum umb_secret_fate {
	UMB_SECRET_ADDED,
	UMB_SECRET_THERE,    /* it was there, under whatever label */
	UMB_SECRET_SHORT,    /* less than UMB_SECRET_MIN (or with is_forced UMB_SECRET_MIN_FORCED) bytes */
	UMB_SECRET_LONG,
	UMB_SECRET_REGULAR,  /* one to three characters again and again: no text is without it */
	UMB_SECRET_UNLIKELY, /* of a configuration, and not forced: a word, a path, an address, a placeholder */
	UMB_N_SECRET_FATES
} umb_secret_fate;

typedef struct umb_secret_input {
	const char *label;
	umb_slice   value;
	bool        is_forced;
	bool        is_config;  /* from a file where most values are no secrets */
} umb_secret_input;

/* `key`: the user's.  All three own nothing of what they are given. */
umb_status umb_secrets_new(umb_secrets **out, const uint8_t key[UMB_KEY_LEN], umb_err *err);
/* UMB_E_NOTFOUND: there is no such file; UMB_E_USAGE: it is no store, is damaged, or belongs to another key. */
umb_status umb_secrets_load(umb_secrets **out, const char *path, const uint8_t key[UMB_KEY_LEN], umb_err *err);
umb_status umb_secrets_parse(umb_secrets **out, umb_slice file, const uint8_t key[UMB_KEY_LEN], umb_err *err);
void       umb_secrets_free(umb_secrets *s); /* accepts NULL */

/* *is_weak: added, but it is a word, a path, ... and may stand in places where it is none. */
umb_status umb_secrets_add(umb_secrets *s, const umb_secret_input *in, umb_secret_fate *fate, bool *is_weak);
/* By its id, a label, or the id of the rule of a label; counts what it removed. */
size_t     umb_secrets_remove(umb_secrets *s, const char *what);
/* As the bytes of a file. */
umb_status umb_secrets_print(const umb_secrets *s, umb_buf *out);
/* 0600, beside its name first. */
umb_status umb_secrets_save(const umb_secrets *s, const char *path, umb_err *err);

/* By their MACs; valid until something is added. */
const umb_secret *umb_secrets_list(const umb_secrets *s, size_t *n);
const char *umb_secrets_label(const umb_secrets *s, size_t i); /* NULL behind the last */
/* "known." and what of the label can stand in the id of a rule. */
#define UMB_SECRET_RULE_ID_MAX 64
void        umb_secret_rule_id(char out[UMB_SECRET_RULE_ID_MAX], const char *label);
#define UMB_SECRET_ID_LEN 20 /* "k1:" + 16 hex + NUL */
void        umb_secret_id(char out[UMB_SECRET_ID_LEN], const umb_secret *s);

/*
 * Makes it ready to be searched for: kinds[] of the lane are labels.  Nothing may be added or removed then.  umb_secrets_lane takes what
 * was prepared as its set, and frees it.
 */
umb_status umb_secrets_prepare(umb_secrets *s, umb_err *err);
extern const umb_lane_ops umb_secrets_lane;

#endif
