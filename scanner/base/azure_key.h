/*
 * base/azure_key.h - what keys that Azure makes say about themselves: the service, the role, and a checksum.
 *
 * Four forms.  Identifiable keys: base64 with four characters of the service before a Marvin checksum whose seed depends on
 * the role.  Annotated keys: 84 or 88 letters and digits with "JQQJ99" in them.  Client secrets of Entra: "8Q~" behind three
 * characters.  Personal access tokens of Azure DevOps as they were until 2024: 52 characters of base32 with a CRC-32 spread over them.
 */
#ifndef UMB_BASE_AZURE_KEY_H
#define UMB_BASE_AZURE_KEY_H

#include "base/types.h"

typedef enum umb_azure_sum {
	UMB_AZURE_SUM_NONE, /* this form has none, or how it is made is not public */
	UMB_AZURE_SUM_RIGHT,
	UMB_AZURE_SUM_WRONG
} umb_azure_sum;

/* Constant texts. */
typedef struct umb_azure_key {
	const char   *service; /* "Azure Storage" */
	const char   *role;    /* what the key may do, "read only"; NULL: it does not say */
	umb_azure_sum sum;
	bool          is_admin; /* by its role */
} umb_azure_key;

/* False when the value has none of these forms. */
bool umb_azure_key_read(umb_azure_key *out, umb_slice value);

#endif
