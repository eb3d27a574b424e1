/*
 * resolve/key_facts.h - private to resolve/: what a private key says without being used: its kind, its length, its public half.
 */
#ifndef UMB_RESOLVE_KEY_FACTS_H
#define UMB_RESOLVE_KEY_FACTS_H

#include "base/types.h"

#define UMB_KEY_BLOB_MAX 4400 /* of an RSA key of 16,384 bits, with an exponent as long */

typedef struct umb_key_facts {
	const char *type;     /* "RSA", "Ed25519"; NULL: not read */
	uint32_t    bits;     /* 0: not known, or none that would say anything */
	bool        is_locked; /* by a pass-phrase */
	char        cipher[48]; /* "aes256-ctr"; "" when not locked or not known */
	uint32_t    rounds;   /* of the derivation of its key; 0: not known */
	umb_slice   comment;  /* points into what was read, or is empty */
	size_t      n_blob;   /* the public half as SSH writes it; 0: not known */
	uint8_t     blob[UMB_KEY_BLOB_MAX];
} umb_key_facts;

/* Each is false when the bytes are no such thing; they may point into `in`. */
bool umb_key_from_der(umb_key_facts *out, umb_slice in);     /* PKCS#1, SEC1, DSA, PKCS#8, encrypted PKCS#8, PKCS#12 */
bool umb_key_from_certificate(umb_key_facts *out, umb_slice in); /* X.509: the key that it is about */
bool umb_key_from_openssh(umb_key_facts *out, umb_slice in); /* the bytes of an OpenSSH block */
/* Sets type and bits by a public half as SSH writes it, and keeps it. */
bool umb_key_from_blob(umb_key_facts *out, umb_slice blob);

#endif
