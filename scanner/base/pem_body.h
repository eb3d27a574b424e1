/*
 * base/pem_body.h - the text of a PEM block, as it stands in files and in source code, to bytes.
 */
#ifndef UMB_JUDGE_PEM_BODY_H
#define UMB_JUDGE_PEM_BODY_H

#include "base/types.h"

#define UMB_PEM_MAX_DER (12 * 1024) /* an RSA key of 16,384 bits has 9.3 KB */

typedef struct umb_pem_body {
	umb_slice label;        /* "RSA PRIVATE KEY" */
	bool      is_encrypted; /* by the old header "Proc-Type: 4,ENCRYPTED" */
	size_t    n_chars;      /* base64 characters seen */
	size_t    n_foreign;    /* characters that belong neither to base64 nor to source code around it */
	size_t    len;
	uint8_t   der[UMB_PEM_MAX_DER];
} umb_pem_body;

/* False when no "-----BEGIN ...-----" stands in text. */
bool umb_pem_body_read(umb_pem_body *out, umb_slice text);

#endif
