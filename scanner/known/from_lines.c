/*
 * from_lines.c - values and nothing else: one a line, or each ended by NUL where they hold line feeds.
 */
#include "known/readers.h"

/* What comes through a pipe without saying what it is. */
static bool is_lines(umb_slice text, umb_slice file_name)
{
	UMB_UNUSED(text);
	return file_name.len == 0;
}

static umb_status read_lines(umb_slice text, const umb_secret_taker *to, umb_err *err)
{
	uint8_t    end = to->separates_by_nul ? 0 : '\n';
	umb_status st  = UMB_OK;

	UMB_UNUSED(err);
	while (text.len > 0 && st == UMB_OK) {
		const uint8_t *at   = memchr(text.ptr, end, text.len);
		size_t         len  = at ? (size_t)(at - text.ptr) : text.len;
		umb_slice      line = umb_slice_sub(text, 0, len);

		if (end && line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		if (line.len)
			st = to->value(to->ctx, NULL, line);
		text = umb_slice_sub(text, len + 1, text.len);
	}
	return st;
}

const umb_secret_reader_ops umb_secret_reader_lines = {
	.name    = "lines",
	.summary = "one value a line (with --null: each ended by a zero byte)",
	.is_it   = is_lines,
	.read    = read_lines,
};
