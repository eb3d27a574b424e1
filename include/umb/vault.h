/*
 * umb/vault.h - handing the found credentials to a vault.  The only way by which values leave libumbra.
 */
#ifndef UMB_VAULT_H
#define UMB_VAULT_H

#include "umb/scan.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Where values may go.  A terminal and a plain file are refused (UMB_E_REFUSED) unless `plaintext_file` names the
 * file; a path inside a scanned tree is refused always.
 */
typedef struct umb_handover_opts {
	uint32_t    version;        /* UMB_HANDOVER_OPTS_VERSION */
	const char *format;         /* "1pux" */
	int         fd;             /* an open descriptor: pipe, FIFO or socket; ignored when plaintext_file is set */
	const char *plaintext_file; /* created 0600, must not exist */
} umb_handover_opts;

#define UMB_HANDOVER_OPTS_VERSION 1
#define UMB_HANDOVER_OPTS_INIT { UMB_HANDOVER_OPTS_VERSION, "1pux", 1, NULL }

/* Checks the destination before the scan runs, so that nobody waits for a refusal. */
UMB_API umb_status umb_handover_check(const umb_scan *scan, const umb_handover_opts *opts, umb_err *err);
/* After umb_scan_run with keep_secrets: writes one item per credential.  *n_items may be NULL. */
UMB_API umb_status umb_handover_write(umb_scan *scan, const umb_handover_opts *opts, size_t *n_items, umb_err *err);
UMB_API const char *umb_handover_name(size_t i); /* formats, NULL behind the last */

#ifdef __cplusplus
}
#endif
#endif
