/*
 * api_process.c - umb/process.h and umb/log.h: what a program does around a scan.
 */
#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/keyed.h"
#include "base/log.h"
#include "base/text.h"
#include "umb/log.h"
#include "umb/process.h"
#include "core/sink.h"
#include "suppress/suppress.h"
#include "umb/scan.h"

umb_status umb_process_harden(umb_err *err)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		return umb_err_errno(err, errno, "cannot turn off core dumps");
#ifdef PR_SET_DUMPABLE
	/* Sanitizers and debuggers attach by ptrace; the debug builds are not for real secrets. */
#ifndef UMB_SANITIZED
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
#endif
	umb_alloc_return_large();
	return umb_keyed_init(err);
}

void umb_process_max_memory(uint64_t bytes)
{
	umb_alloc_ceiling(bytes);
}

/* One byte becomes at most four. */
size_t umb_safe_text(char *out, size_t size, const char *text)
{
	umb_buf b = UMB_BUF_INIT_MAX(1 << 20);
	size_t  n = strcspn(text, "\t"), most = size / 4 - 1;

	if (n == 0) {
		snprintf(out, size, "%s", text[0] ? "\t" : "");
		return text[0] != 0;
	}
	if (n > most) {
		/* not in the middle of a character */
		for (n = most; n > most - 3 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
			;
	}
	umb_text_append_safe(&b, umb_slice_of(text, n));
	snprintf(out, size, "%s", umb_buf_str(&b));
	umb_buf_clear(&b);
	return n;
}

const char *umb_near_miss(const char *word, const char *const *names, size_t n_names)
{
	return umb_text_near_miss(word, names, n_names);
}

struct umb_report_file {
	umb_file_out *file;
};

umb_status umb_report_file_open(umb_report_file **out, const char *path, umb_err *err)
{
	umb_report_file *f = umb_alloc_zero(1, sizeof(*f));
	umb_status       st;

	if (!f)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	st = umb_file_out_open(&f->file, path, err);
	if (st != UMB_OK)
		umb_free(f);
	else
		*out = f;
	return st;
}

int umb_report_file_write(void *file, const void *bytes, size_t len, umb_err *err)
{
	umb_report_file *f = file;

	return umb_file_out_write(f->file, bytes, len, err) == UMB_OK ? 0 : -1;
}

umb_status umb_report_file_finish(umb_report_file *own_file, umb_err *err)
{
	umb_status st = umb_file_out_finish(own_file->file, err);

	umb_free(own_file);
	return st;
}

void umb_report_file_abort(umb_report_file *own_file)
{
	if (!own_file)
		return;
	umb_file_out_abort(own_file->file);
	umb_free(own_file);
}

int umb_fd_report_write(void *fd, const void *bytes, size_t len, umb_err *err)
{
	if (umb_fd_write(*(int *)fd, bytes, len, err) == UMB_OK)
		return 0;
	umb_err_wrap(err, "report");
	return -1;
}

void umb_report_files_unlink(void)
{
	umb_file_out_unlink_all();
}

/* -- log ------------------------------------------------------------------------------------------- */

static umb_log_callback receiver;

static void forward(void *ctx, umb_log_level level, const char *line)
{
	receiver(ctx, (int)level, line);
}

void umb_log_receive(umb_log_callback fn, void *ctx, int max_level)
{
	receiver = fn;
	umb_log_set(fn ? forward : NULL, ctx, (umb_log_level)max_level);
}

const char *umb_report_name(size_t i)
{
	return i < umb_sink_count() ? umb_sink_at(i)->name : NULL;
}

const char *umb_report_summary(size_t i)
{
	return i < umb_sink_count() ? umb_sink_at(i)->summary : NULL;
}

const char *umb_list_name(size_t i)
{
	const char *summary;

	return umb_known_kind(i, &summary);
}

const char *umb_list_summary(size_t i)
{
	const char *summary;

	umb_known_kind(i, &summary);
	return summary;
}

const char *umb_list_file(size_t i, int *is_baseline)
{
	umb_list_use use  = UMB_LIST_IGNORE;
	const char  *name = umb_known_file(i, &use);

	*is_baseline = use == UMB_LIST_BASELINE;
	return name;
}
