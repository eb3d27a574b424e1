/*
 * src_stdin.c - standard input, and bytes of a caller: one unit each, pulled in pieces.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/thread.h"
#include "core/source.h"

#define HEAD_CAP ((size_t)1 << 20)

struct umb_source {
	const char *target;
	umb_slice   memory;    /* the "memory" source */
	bool        is_memory;
	umb_mutex   lock;      /* guards is_taken */
	bool        is_taken;
	int         code;      /* errno that ended reading */
	const umb_visit *visit; /* of the worker that reads */
};

/* A pipe may be silent for ever: waits in short steps, and says false when the scan is to end. */
static bool wait_for_input(umb_source *s)
{
	struct pollfd p = { STDIN_FILENO, POLLIN, 0 };

	while (!s->visit->is_cancelled(s->visit->ctx)) {
		/* anything but "nothing yet", errors included, is for read() to say */
		int n = poll(&p, 1, 100);

		if (n > 0 || (n < 0 && errno != EINTR))
			return true;
	}
	return false;
}

static umb_status pull(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	umb_source *s = ctx;
	ssize_t     n;

	if (s->is_memory) {
		*n_read = UMB_MIN(cap, s->memory.len);
		if (*n_read)
			memcpy(buf, s->memory.ptr, *n_read);
		s->memory = umb_slice_sub(s->memory, *n_read, s->memory.len);
		return UMB_OK;
	}
	/* What was read before the end of time is still looked at: to the engine this is the end of the input. */
	if (!wait_for_input(s)) {
		*n_read = 0;
		return UMB_OK;
	}
	do
		n = read(STDIN_FILENO, buf, cap);
	while (n < 0 && errno == EINTR);
	*n_read = n > 0 ? (size_t)n : 0;
	if (n >= 0)
		return UMB_OK;
	s->code = errno;
	return UMB_E_IO;
}

static umb_status open_one(umb_source **out, const char *target, bool is_memory, const umb_source_opts *opts, umb_err *err)
{
	umb_source *s = umb_alloc_zero(1, sizeof(*s));

	if (!s)
		return umb_err_set(err, UMB_E_NOMEM, "out of memory");
	s->target    = target;
	s->is_memory = is_memory;
	s->memory    = umb_slice_of(opts->memory, opts->memory_len);
	umb_mutex_init(&s->lock);
	*out = s;
	return UMB_OK;
}

static umb_status stdin_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	UMB_UNUSED(target);
	return open_one(out, "(standard input)", false, opts, err);
}

static umb_status memory_open(umb_source **out, const char *target, const umb_source_opts *opts, umb_err *err)
{
	return open_one(out, target, true, opts, err);
}

static umb_status lane_open(umb_lane **out, umb_source *s, umb_err *err)
{
	UMB_UNUSED(s);
	UMB_UNUSED(err);
	*out = NULL;
	return UMB_OK;
}

static void lane_close(umb_lane *lane)
{
	UMB_UNUSED(lane);
}

static umb_status fill(umb_source *s, uint8_t *buf, size_t *len)
{
	umb_status st = UMB_OK;
	size_t     n;

	for (*len = 0; *len < HEAD_CAP; *len += n) {
		st = pull(s, buf + *len, HEAD_CAP - *len, &n);
		if (st != UMB_OK || n == 0)
			break;
	}
	return st;
}

static umb_status scan(umb_source *s, const umb_visit *visit)
{
	umb_place  place = { .source = s->is_memory ? "memory" : "stdin", .path = umb_slice_str(s->target) };
	umb_reader rest  = { .ctx = s, .read = pull };
	umb_unit   unit  = { .place = &place };
	uint8_t   *buf   = umb_alloc(HEAD_CAP + UMB_TEXT_PAD);
	char       words[128];
	size_t     len;
	umb_status st;

	if (!buf)
		return UMB_E_NOMEM;
	s->visit = visit;
	st = fill(s, buf, &len);
	memset(buf + len, 0, UMB_TEXT_PAD);
	unit.bytes = umb_slice_of(buf, len);
	unit.rest  = st == UMB_OK && len == HEAD_CAP ? &rest : NULL;
	st = visit->unit(visit->ctx, &unit);
	if (s->code)
		visit->skip(visit->ctx, &place, UMB_SKIP_UNREADABLE, strerror_r(s->code, words, sizeof(words)));
	umb_free(buf);
	return st == UMB_OK ? UMB_END : st;
}

static umb_status work(umb_source *s, umb_lane *lane, const umb_visit *visit, umb_err *err)
{
	bool is_mine;

	UMB_UNUSED(lane);
	UMB_UNUSED(err);
	umb_mutex_lock(&s->lock);
	is_mine     = !s->is_taken;
	s->is_taken = true;
	umb_mutex_unlock(&s->lock);
	return is_mine ? scan(s, visit) : UMB_END;
}

static void close_one(umb_source *s)
{
	if (s)
		umb_mutex_clear(&s->lock);
	umb_free(s);
}

const umb_source_ops umb_source_stdin = {
	.name = "stdin", .summary = "standard input",
	.open = stdin_open, .lane_open = lane_open, .work = work, .lane_close = lane_close, .close = close_one,
};

const umb_source_ops umb_source_memory = {
	.name = "memory", .summary = "bytes of the calling program",
	.open = memory_open, .lane_open = lane_open, .work = work, .lane_close = lane_close, .close = close_one,
};
