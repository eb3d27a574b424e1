/*
 * judge/certificate_names.h - private to judge/: for whom a certificate was made, by the names in it.
 */
#ifndef UMB_JUDGE_CERTIFICATE_NAMES_H
#define UMB_JUDGE_CERTIFICATE_NAMES_H

#include "base/types.h"

typedef struct umb_certificate_names {
	bool is_for_show; /* localhost, a name that is kept for examples, "Test CA", or what a tool proposes */
	bool has_host;    /* the name of a host that may be somebody's */
} umb_certificate_names;

/* Of a certificate in DER; false when it is none.  The names of subject, issuer and the alternatives of the subject. */
bool umb_certificate_names_read(umb_certificate_names *out, umb_slice der);

#endif
