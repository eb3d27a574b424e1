/*
 * seen.c - lines of which it is known what they hold.
 *
 * What a version inserts was mostly inserted before, into its siblings in the delta tree: of the bytes that carry.c leaves to be
 * searched, half to four fifths stand in lines that the same worker has just looked at.  Which literals begin in a piece of a
 * few whole lines, and whether a decoder would begin anything there, depends on its bytes and a few around it and on nothing
 * else, so that it is the same wherever the piece stands again.  That is kept, with a hash of the piece, of the newest piece of
 * each slot; what is in none is searched.  Gates and everything behind them run on the version itself.
 *
 * The secret of the hash is random: whoever makes a repository cannot make two pieces with one hash, and by accident 64 bits do
 * not meet.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/keyed.h"

/* Pieces end with the first line that ends so far on: shorter ones would cost more to look up than to search. */
#define PIECE_MIN 192u
#define PIECE_MAX 16383u
/* Added to the place of a literal in a piece: as UMB_LITERAL_DEAD and UMB_LITERAL_QUIET, where that follows from the piece alone. */
#define SEEN_DEAD 0x8000u
#define SEEN_QUIET 0x4000u
#define SLOT_BITS 17

typedef struct slot {
	uint64_t      key; /* 0: none */
	umb_seen_hits hits;
} slot;

struct umb_seen {
	uint8_t secret[UMB_HASH_SECRET_LEN];
	slot    slot[1u << SLOT_BITS];
};

umb_status umb_seen_begin(umb_scratch *s)
{
	umb_buf_reset(&s->pieces);
	umb_buf_reset(&s->copied_marks);
	s->n_searched = 0;
	s->piece_at   = 0;
	s->may_begin  = 0;
	if (s->seen)
		return UMB_OK;
	s->seen = umb_alloc_zero(1, sizeof(*s->seen));
	if (!s->seen)
		return UMB_E_NOMEM;
	umb_random(s->seen->secret, sizeof(s->seen->secret));
	return UMB_OK;
}

void umb_seen_free(umb_seen *s)
{
	umb_free(s);
}

static umb_piece *pieces(const umb_scratch *s, size_t *n)
{
	*n = s->pieces.len / sizeof(umb_piece);
	return (umb_piece *)(void *)s->pieces.ptr;
}

static slot *slot_of(umb_scratch *s, uint64_t key)
{
	return &s->seen->slot[key >> (64 - SLOT_BITS)];
}

/* Of the piece and what a literal that begins in it may reach; 0 when it is not made of whole lines. */
static uint64_t key_of(const umb_scratch *s, umb_slice text, size_t from, size_t to)
{
	size_t   low = from - UMB_MIN(from, (size_t)UMB_LOOK_BACK), high = UMB_MIN(to + UMB_LOOK_AHEAD, text.len);
	uint64_t key;

	if (to - from > PIECE_MAX || (from > 0 && text.ptr[from - 1] != '\n') || (to < text.len && text.ptr[to - 1] != '\n'))
		return 0;
	key = umb_hash64_keyed(s->seen->secret, umb_slice_sub(text, low, high));
	/* The same bytes are another piece where the text begins or ends with them. */
	return (key ^ ((from - low) << 8 | (high - to) << 1)) | 1;
}

static size_t piece_end(umb_slice text, size_t from, size_t to)
{
	const uint8_t *lf = to - from > PIECE_MIN ? memchr(text.ptr + from + PIECE_MIN, '\n', to - from - PIECE_MIN) : NULL;

	return lf ? (size_t)(lf - text.ptr) + 1 : to;
}

umb_status umb_seen_cut(umb_layer *l, size_t from, size_t to)
{
	umb_scratch *s  = l->scratch;
	umb_status   st = UMB_OK;

	while (from < to && st == UMB_OK) {
		size_t    end = piece_end(l->window, from, to);
		umb_piece p   = { .from = (uint32_t)from, .to = (uint32_t)end, .key = key_of(s, l->window, from, end) };

		/* By the time it is asked for it is here. */
		__builtin_prefetch(slot_of(s, p.key));
		st   = umb_buf_append(&s->pieces, &p, sizeof(p));
		from = end;
	}
	return st;
}

/* Of a piece that was seen before. */
static umb_status try_again(umb_layer *l, const umb_piece *p, const umb_seen_hits *seen)
{
	umb_literal_hit hit[UMB_SEEN_HITS];
	size_t          n = 0;

	for (; n < UMB_SEEN_HITS && seen->hit[n].literal; n++) {
		uint32_t at = seen->hit[n].at;

		hit[n] = (umb_literal_hit){ p->from + (at & PIECE_MAX), seen->hit[n].literal - 1u };
		hit[n].literal |= at & SEEN_DEAD ? UMB_LITERAL_DEAD : at & SEEN_QUIET ? UMB_LITERAL_QUIET : 0;
	}
	return n ? umb_window_try(l, hit, n) : UMB_OK;
}

umb_status umb_seen_search(umb_layer *l, size_t to)
{
	umb_scratch *s    = l->scratch;
	size_t       from = SIZE_MAX, n; /* of what is to be searched, up to the piece at hand */
	umb_piece   *p    = pieces(s, &n);
	umb_status   st   = UMB_OK;

	for (; s->n_searched < n && p[s->n_searched].to <= to && st == UMB_OK; s->n_searched++) {
		umb_piece  *at   = &p[s->n_searched];
		const slot *seen = slot_of(s, at->key);

		at->is_new = !at->key || seen->key != at->key;
		if (at->is_new) {
			from = UMB_MIN(from, (size_t)at->from);
			continue;
		}
		s->stats.n_seen_bytes += at->to - at->from;
		if (from < at->from)
			st = umb_window_search(l, from, at->from);
		if (st == UMB_OK)
			st = try_again(l, at, &seen->hits);
		from = SIZE_MAX;
	}
	return st == UMB_OK && from < to ? umb_window_search(l, from, to) : st;
}

void umb_seen_note(umb_scratch *s, const umb_literal_hit *hits, size_t n_hits)
{
	size_t     n;
	umb_piece *p = pieces(s, &n);

	for (size_t i = 0; i < n_hits; i++) {
		uint32_t   literal = hits[i].literal & UMB_LITERAL_NUMBER, mark = 0;
		umb_piece *at;

		while (p[s->piece_at].to <= hits[i].pos)
			s->piece_at++;
		at = &p[s->piece_at];
		if (!at->is_new)
			continue;
		if (at->n_hits == UMB_SEEN_HITS || literal >= UINT16_MAX) {
			at->key = 0;
			continue;
		}
		if (umb_carry_holds(s, hits[i].literal, hits[i].pos, at->from, at->to))
			mark = hits[i].literal & UMB_LITERAL_DEAD ? SEEN_DEAD : SEEN_QUIET;
		at->hits.hit[at->n_hits].at        = (uint16_t)((hits[i].pos - at->from) | mark);
		at->hits.hit[at->n_hits++].literal = (uint16_t)(literal + 1);
	}
}

_Static_assert(UMB_MARK_AHEAD <= UMB_LOOK_AHEAD, "what is said of a mark in a piece is the same wherever the piece stands");

/* Behind a piece that ends inside a line, a mark may look back into it. */
size_t umb_piece_marks_end(const umb_layer *l, const umb_piece *p)
{
	bool is_line = p->to > 0 && l->window.ptr[p->to - 1] == '\n';

	return is_line ? p->to : UMB_MIN((size_t)p->to + UMB_MARK_BEHIND, l->window.len);
}

/* Asks the decoders that live on marks about all new pieces. */
static void ask_of_marks(umb_layer *l, umb_piece *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!p[i].is_new)
			continue;
		p[i].marks = (uint8_t)umb_decoders_begin(l->window, p[i].from, umb_piece_marks_end(l, &p[i]), UMB_MARK_ALL);
		if (p[i].marks)
			p[i].key = 0;
	}
}

umb_status umb_seen_end(umb_layer *l)
{
	umb_scratch *s = l->scratch;
	size_t       n;
	umb_piece   *p = pieces(s, &n);

	ask_of_marks(l, p, n);
	for (size_t k = 0; k < umb_decoder_count(); k++) {
		const umb_decoder_ops *d   = umb_decoder_at(k);
		uint32_t               bit = UINT32_C(1) << k;

		for (size_t i = 0; i < n && d->probe_part; i++) {
			bool is_known = !p[i].is_new || (!p[i].key && (s->may_begin & bit));

			if (is_known || !d->probe_part(l->window, p[i].from, p[i].to))
				continue;
			p[i].key = 0;
			s->may_begin |= bit;
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (p[i].is_new && p[i].key)
			*slot_of(s, p[i].key) = (slot){ p[i].key, p[i].hits };
	}
	return umb_marked_end(l, p, n);
}
