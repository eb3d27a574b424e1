/*
 * codec.c - see codec.h.
 *
 * Bytes behind a whole frame that are not the start of another one (padding, signatures) are no damage.
 */
#include "unpack/codec.h"

#include "base/alloc.h"
#include "base/keyed.h"

#define IN_BYTES ((size_t)32 << 10)
#define FIRST_BYTES ((size_t)4 << 10)

typedef struct stream {
	const umb_codec *codec;
	void            *state;
	umb_reader      *in;
	umb_slice        left;      /* of in_buf */
	bool             is_at_end; /* the reader has nothing more */
	bool             is_open;   /* in a frame */
	bool             is_over;   /* the member ends here */
	umb_status       ended;     /* why, behind the last bytes */
	size_t           n_first, at_first;
	uint8_t          first[FIRST_BYTES]; /* its first bytes: a name is known only with them */
	uint8_t          in_buf[IN_BYTES];
} stream;

/* Keeps what is unread and appends more, so that at least `want` bytes are there unless the input ends. */
static umb_status fill(stream *s, size_t want)
{
	size_t len = s->left.len;

	if (len >= want || s->is_at_end)
		return UMB_OK;
	if (len > 0)
		memmove(s->in_buf, s->left.ptr, len);
	while (len < want && !s->is_at_end) {
		size_t     n  = 0;
		umb_status st = s->in->read(s->in->ctx, s->in_buf + len, IN_BYTES - len, &n);

		if (st != UMB_OK)
			return st;
		s->is_at_end = n == 0;
		len += n;
	}
	s->left = umb_slice_of(s->in_buf, len);
	return UMB_OK;
}

/* The next frame; none: the member is over. */
static umb_status open_frame(stream *s)
{
	umb_status st = fill(s, UMB_STREAM_HEAD);

	if (st != UMB_OK)
		return st;
	s->is_over = !s->codec->is_next || !s->codec->is_next(s->left);
	s->is_open = !s->is_over;
	return s->is_open ? s->codec->begin(s->state) : UMB_OK;
}

static umb_status step(stream *s, uint8_t *buf, size_t cap, size_t *n_out)
{
	umb_status st = fill(s, 1);
	size_t     before;

	if (st != UMB_OK)
		return st;
	before = s->left.len;
	st = s->codec->step(s->state, &s->left, s->is_at_end, buf, cap, n_out);
	if (st == UMB_END) {
		s->is_open = false;
		s->is_over = s->codec->name != NULL;
		return UMB_OK;
	}
	/* No progress: the stream is cut. */
	return st == UMB_OK && *n_out == 0 && s->left.len == before && (s->is_at_end || before > 0) ? UMB_E_FORMAT : st;
}

/* What was unpacked before it broke comes first. */
static umb_status read_on(stream *s, uint8_t *buf, size_t cap, size_t *n_read)
{
	*n_read = 0;
	while (*n_read == 0 && !s->is_over && s->ended == UMB_OK) {
		umb_status st = s->is_open ? UMB_OK : open_frame(s);

		if (st == UMB_OK && s->is_open)
			st = step(s, buf, cap, n_read);
		s->ended = st;
	}
	return *n_read ? UMB_OK : s->ended;
}

static umb_status read_content(void *ctx, uint8_t *buf, size_t cap, size_t *n_read)
{
	stream *s = ctx;

	if (s->at_first == s->n_first)
		return read_on(s, buf, cap, n_read);
	*n_read = UMB_MIN(cap, s->n_first - s->at_first);
	memcpy(buf, s->first + s->at_first, *n_read);
	s->at_first += *n_read;
	return UMB_OK;
}

static umb_status run_member(stream *s, umb_emit *emit)
{
	umb_reader  content = { .ctx = s, .read = read_content };
	const char *name;
	umb_status  st;

	s->is_over  = false;
	s->is_open  = true;
	s->at_first = 0;
	st = s->codec->begin(s->state);
	if (st == UMB_OK)
		st = read_on(s, s->first, FIRST_BYTES, &s->n_first);
	if (st != UMB_OK || s->n_first == 0)
		return st;
	name = s->codec->name ? s->codec->name(s->state) : NULL;
	return emit->pull(emit, name, &content);
}

static umb_status run(stream *s, umb_emit *emit)
{
	umb_status st = fill(s, UMB_STREAM_HEAD);
	bool       is_first = true;

	while (st == UMB_OK && (is_first || (s->codec->name && s->codec->is_next(s->left)))) {
		is_first = false;
		st = run_member(s, emit);
		if (st == UMB_OK)
			st = fill(s, UMB_STREAM_HEAD);
	}
	if (st != UMB_E_UNSUPPORTED)
		return st;
	emit->skip_member(emit, NULL, UMB_SKIP_ENCRYPTED, s->codec->unsupported);
	return UMB_OK;
}

umb_status umb_stream_unpack(const umb_codec *c, umb_reader *in, umb_emit *emit)
{
	stream    *s;
	umb_status st = UMB_E_NOMEM;

	if (c->library && !umb_library_load(c->library)) {
		emit->skip_member(emit, NULL, UMB_SKIP_ENCRYPTED, c->library->missing);
		return UMB_OK;
	}
	s = umb_alloc_zero(1, sizeof(*s));
	if (s)
		s->state = umb_alloc_zero(1, c->state_len);
	if (s && s->state) {
		s->codec = c;
		s->in    = in;
		st = run(s, emit);
		c->end(s->state);
	}
	if (s) {
		umb_free(s->state);
		umb_wipe(s, sizeof(*s));
	}
	umb_free(s);
	return st;
}
