/*
 * secrets_private.h - private to known/: the store in memory.
 */
#ifndef UMB_KNOWN_SECRETS_PRIVATE_H
#define UMB_KNOWN_SECRETS_PRIVATE_H

#include "base/arena.h"
#include "known/secrets.h"

/* Values of three sizes are come upon in three ways; see grams.c. */
#define UMB_GRAM_CLASSES 3

typedef struct umb_secret_keys {
	uint8_t  seal[UMB_KEY_LEN], mac[UMB_KEY_LEN];
	uint8_t  tag[UMB_SHORT_KEY_LEN];
	uint64_t gram[UMB_GRAM_CLASSES]; /* odd */
} umb_secret_keys;

/* Where the grams of one class lead. */
typedef struct umb_gram_ref {
	uint32_t gram;
	uint32_t secret;
	uint32_t at; /* of the gram in the value */
} umb_gram_ref;

typedef struct umb_gram_table {
	umb_gram_ref *ref;       /* by gram */
	size_t        n_refs;
	uint64_t     *bits;      /* by the upper `bit_count` bits of a gram */
	uint32_t      bit_count;
	uint32_t     *first;     /* by the upper `bucket_bits` bits of a gram; one more than there are */
	uint32_t      bucket_bits;
	uint32_t      at_max;
} umb_gram_table;

struct umb_secrets {
	umb_secret_keys key;
	umb_secret     *secret;    /* sorted by MAC once n_sorted is n */
	size_t          n, cap, n_sorted;
	char          **label;
	size_t          n_labels, cap_labels;
	umb_arena       arena;     /* labels, tables */
	umb_gram_table  table[UMB_GRAM_CLASSES];
};

/* secrets.c */
void umb_secret_mac(uint8_t out[UMB_MAC_LEN], const umb_secret_keys *k, umb_slice value);
umb_status umb_secrets_push(umb_secrets *s, const umb_secret *one);
/* The number of this label, which is added when it is new. */
umb_status umb_secrets_take_label(umb_secrets *s, umb_slice label, uint32_t *number);
/* grams.c */
void umb_grams_of(umb_secret *out, const umb_secret_keys *k, umb_slice value);
bool umb_grams_fit(const umb_secret *s); /* lengths and places agree */

#endif
