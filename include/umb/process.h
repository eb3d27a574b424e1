/*
 * umb/process.h - what a program that handles secrets does to itself first, and files it writes.
 */
#ifndef UMB_PROCESS_H
#define UMB_PROCESS_H

#include "umb/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * No core dumps, not traceable by others, umask 077, key material ready; large blocks of the heap go back to the system when they
 * are freed.  Call first in main.
 */
UMB_API umb_status umb_process_harden(umb_err *err);
/* Ceiling in bytes for libumbra's heap; a unit that does not fit is skipped and counted.  0: none. */
UMB_API void umb_process_max_memory(uint64_t bytes);

/*
 * Text of somebody else for a terminal: copies what fits, with control bytes (but tabs), broken UTF-8 and overrides of the
 * direction spelt out.  Returns how many bytes of `text` that was; call again behind them until it is 0.  `size`: at least 32.
 */
UMB_API size_t umb_safe_text(char *out, size_t size, const char *text);

/* The one of `names` that somebody who wrote `word` may have meant, or NULL. */
UMB_API const char *umb_near_miss(const char *word, const char *const *names, size_t n_names);

/* A report file: private (0600), written beside its name and renamed by _finish; _abort removes it. */
typedef struct umb_report_file umb_report_file;
UMB_API umb_status umb_report_file_open(umb_report_file **out, const char *path, umb_err *err);
/* A umb_write_fn with the file as its ctx. */
UMB_API int        umb_report_file_write(void *file, const void *bytes, size_t len, umb_err *err);
UMB_API umb_status umb_report_file_finish(umb_report_file *own_file, umb_err *err);
UMB_API void       umb_report_file_abort(umb_report_file *own_file);
/* A umb_write_fn for a descriptor: ctx points to an int. */
UMB_API int        umb_fd_report_write(void *fd, const void *bytes, size_t len, umb_err *err);
/* For signal handlers: removes every unfinished report file. */
UMB_API void       umb_report_files_unlink(void);

#ifdef __cplusplus
}
#endif
#endif
