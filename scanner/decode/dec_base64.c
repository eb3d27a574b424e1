/*
 * dec_base64.c - base64 and base64url, on one line or wrapped over many.
 *
 * Paths, identifiers and digests are made of the same characters as base64, so a run is emitted only when
 * what its first characters stand for is plausible: text, UTF-16, a container or a DER key.  That look costs a few
 * nanoseconds; random bytes pass it about once in 40,000.  A run may begin with something else
 * ("glc_eyJ...", "/data/eyJ..."), therefore it is looked at again behind each separator.
 *
 * What must stay true: every character is looked at a bounded number of times, whatever the input.
 */
#include "core/decoder.h"
#include "decode/base64_runs.h"
#include "decode/base64_text.h"

#define MAX_TRIES 16         /* separators of one run behind which base64 may begin */
#define MIN_WRAPPED 40       /* shorter lines are not taken for wrapped base64 */
#define MAX_BETWEEN 80       /* bytes between two lines: the break, indentation, quotes */
#define CHUNK_GROUPS 1024
#define MAX_PART ((size_t)64 << 10) /* a run that goes on so far from a change is not followed */

typedef enum alphabet { ANY, STANDARD, URL } alphabet;

/* One run on its way out. */
typedef struct writer {
	umb_emit  *emit;
	umb_slice  in;
	uint8_t    group[4];   /* values of a group that is not whole yet */
	size_t     n_group;
	size_t     group_from; /* where its first character stands */
	alphabet   seen;
	umb_status st;
} writer;

static alphabet alphabet_of(uint8_t c)
{
	if (c == '+' || c == '/')
		return STANDARD;
	return c == '-' || c == '_' ? URL : ANY;
}

/* The end of the characters of one alphabet that begin at i; *seen is narrowed by what stands there. */
static size_t line_end(umb_slice in, size_t i, alphabet *seen)
{
	for (; i < in.len && umb_base64_is_char(in.ptr[i]); i++) {
		alphabet a = alphabet_of(in.ptr[i]);

		if (a == ANY || a == *seen)
			continue;
		if (*seen != ANY)
			break;
		*seen = a;
	}
	return i;
}

/* -- writing --------------------------------------------------------------------------------------- */

static void put_group(uint8_t out[3], const uint8_t v[4])
{
	out[0] = (uint8_t)(v[0] << 2 | v[1] >> 4);
	out[1] = (uint8_t)(v[1] << 4 | v[2] >> 2);
	out[2] = (uint8_t)(v[2] << 6 | v[3]);
}

static void write_out(writer *w, const uint8_t *out, size_t n, size_t from, size_t to)
{
	if (w->st == UMB_OK)
		w->st = w->emit->write(w->emit, out, n, from, to - from);
}

static void write_char(writer *w, size_t at)
{
	uint8_t out[3];

	if (w->n_group == 0)
		w->group_from = at;
	w->group[w->n_group++] = umb_base64_value[w->in.ptr[at]];
	if (w->n_group < 4)
		return;
	put_group(out, w->group);
	w->n_group = 0;
	write_out(w, out, 3, w->group_from, at + 1);
}

static void write_groups(writer *w, size_t from, size_t n_groups)
{
	uint8_t out[CHUNK_GROUPS * 3];

	while (n_groups > 0 && w->st == UMB_OK) {
		size_t n = UMB_MIN(n_groups, (size_t)CHUNK_GROUPS);

		for (size_t g = 0; g < n; g++) {
			const uint8_t *c = w->in.ptr + from + g * 4;
			uint8_t        v[4] = { umb_base64_value[c[0]], umb_base64_value[c[1]],
			                        umb_base64_value[c[2]], umb_base64_value[c[3]] };

			put_group(out + g * 3, v);
		}
		write_out(w, out, n * 3, from, from + n * 4);
		from += n * 4;
		n_groups -= n;
	}
}

static void write_line(writer *w, size_t from, size_t to)
{
	size_t whole;

	while (w->n_group > 0 && from < to && w->st == UMB_OK)
		write_char(w, from++);
	whole = (to - from) / 4;
	write_groups(w, from, whole);
	for (from += whole * 4; from < to && w->st == UMB_OK; from++)
		write_char(w, from);
}

/* The group that is left over: two characters are one byte, three are two; one is nothing. */
static void write_rest(writer *w, size_t to)
{
	uint8_t out[3];

	if (w->n_group < 2)
		return;
	for (size_t i = w->n_group; i < 4; i++)
		w->group[i] = 0;
	put_group(out, w->group);
	write_out(w, out, w->n_group - 1, w->group_from, to);
}

/* -- lines ------------------------------------------------------------------------------------------- */

/* "\n" and "\r" spelled with a backslash (one or more of them); 0 when none begins at i. */
static size_t escape_len(umb_slice in, size_t i)
{
	size_t n = 0;

	while (n < 4 && i + n < in.len && in.ptr[i + n] == '\\')
		n++;
	if (n == 0 || i + n >= in.len || (in.ptr[i + n] != 'n' && in.ptr[i + n] != 'r'))
		return 0;
	return n + 1;
}

/* Where the next line of a wrapped run may begin when one ends at i; in.len when this is no line break. */
static size_t next_line(umb_slice in, size_t i)
{
	size_t from = i;
	bool   has_break = false, is_quoted = false;

	while (i < in.len && i - from <= MAX_BETWEEN) {
		uint8_t c = in.ptr[i];
		size_t  n = escape_len(in, i);

		if (n || c == '\n' || c == '\r')
			has_break = true;
		else if (c == '"' || c == '\'' || c == ',' || c == '\\')
			is_quoted = true;
		else if (c != ' ' && c != '\t' && !(c == '+' && is_quoted))
			return has_break ? i : in.len;
		i += n ? n : 1;
	}
	return in.len;
}

/* A short last line must look like one, or the first word of the text behind would be taken for it. */
static bool is_last_line(umb_slice in, size_t from, size_t to)
{
	static const char stops[] = "\n\r\"'=\\,;)]}<`";

	if (to - from >= 2 && in.ptr[from] == '-' && in.ptr[from + 1] == '-')
		return false;
	return to >= in.len || memchr(stops, in.ptr[to], sizeof(stops) - 1) != NULL;
}

/* Writes the lines behind the first one, which is [from, to); returns where the last of them ends. */
static size_t write_wrapped(writer *w, size_t from, size_t to, bool is_first_cut)
{
	size_t width = to - from;

	while (w->st == UMB_OK && width >= MIN_WRAPPED) {
		alphabet seen = w->seen;
		size_t   next = next_line(w->in, to);
		size_t   end  = line_end(w->in, next, &seen);
		size_t   n    = end - next;

		if (is_first_cut && n > width)
			width = n;
		is_first_cut = false;
		if (n == 0 || n > width || (n < width && !is_last_line(w->in, next, end)))
			break;
		w->seen = seen;
		write_line(w, next, end);
		to = end;
		if (n < width)
			break;
	}
	return to;
}

/* -- one run ------------------------------------------------------------------------------------------- */

/* Whether what begins at `from` is worth decoding; is_inside: it may begin in the middle of a character. */
static bool is_plausible_at(umb_slice in, size_t from, size_t to, bool is_inside)
{
	uint8_t out[UMB_BASE64_LOOK + 3];
	uint8_t first = umb_base64_value[in.ptr[from]], second = umb_base64_value[in.ptr[from + 1]];
	size_t  n = 0;

	/* Text does not begin inside a UTF-8 sequence (but a window may), and a lead byte wants one that follows. */
	if ((first >= 32 && first < 48 && !is_inside) || (first >= 48 && first < 62 && (second & 0x0c) != 8))
		return false;
	for (size_t i = from; to - i >= 4 && n < UMB_BASE64_LOOK; i += 4) {
		uint8_t v[4] = { umb_base64_value[in.ptr[i]], umb_base64_value[in.ptr[i + 1]],
		                 umb_base64_value[in.ptr[i + 2]], umb_base64_value[in.ptr[i + 3]] };

		put_group(out + n, v);
		n += 3;
		if (n == 9 && !umb_base64_may_begin(out))
			return false;
	}
	return umb_base64_is_plausible(umb_slice_of(out, n));
}

static size_t padding_end(umb_slice in, size_t i)
{
	size_t n = 0;

	while (n < 2 && i + n < in.len && in.ptr[i + n] == '=')
		n++;
	return i + n;
}

static umb_status emit_run(umb_slice in, size_t from, bool is_first_cut, umb_emit *emit, size_t *end)
{
	writer     w = { .emit = emit, .in = in, .st = UMB_OK };
	size_t     to = line_end(in, from, &w.seen);
	umb_status st;

	w.st = emit->begin(emit, from);
	if (w.st != UMB_OK)
		return w.st;
	write_line(&w, from, to);
	if (padding_end(in, to) == to)
		to = write_wrapped(&w, from, to, is_first_cut);
	write_rest(&w, to);
	*end = padding_end(in, to);
	st   = emit->end(emit, *end);
	return w.st != UMB_OK ? w.st : st;
}

/* The window begins inside a run: its groups may begin at any of the first four characters. */
static size_t find_phase(umb_slice in, size_t to)
{
	for (size_t i = 0; i < 4 && to >= i + UMB_BASE64_MIN_RUN - 4; i++) {
		if (is_plausible_at(in, i, to, true))
			return i;
	}
	return to;
}

/*
 * The first place in the run [from, to) where decoding makes sense, or `to`: its beginning, or behind one of
 * its first separators.
 */
static size_t find_start(umb_slice in, size_t from, size_t to)
{
	size_t  tries = 0;
	uint8_t copy[64];

	for (size_t at = from; to - at >= UMB_BASE64_MIN_RUN && tries < MAX_TRIES; at += UMB_BASE64_PLACES) {
		const uint8_t     *block = in.ptr + at;
		size_t             n_places = UMB_MIN(to - at - UMB_BASE64_MIN_RUN + 1, (size_t)UMB_BASE64_PLACES);
		umb_base64_classes c;
		uint64_t           starts;

		if (in.len - at < 64) {
			memset(copy, 0, sizeof(copy));
			block = memcpy(copy, block, in.len - at);
		}
		c      = umb_base64_classify(block);
		starts = c.separator << 1 | (at == from || alphabet_of(in.ptr[at - 1]) != ANY);
		starts = umb_base64_likely(starts & ((UINT64_C(1) << n_places) - 1), &c) | (at == from && umb_base64_is_magic(block));
		for (; starts && tries < MAX_TRIES; starts &= starts - 1, tries++) {
			size_t start = at + (size_t)__builtin_ctzll(starts);

			if (is_plausible_at(in, start, to, false))
				return start;
		}
		if (to - at < UMB_BASE64_PLACES)
			break;
	}
	return to;
}

/* A run that follows a backslash begins with the letter of the escape. */
static size_t behind_escape(umb_slice in, size_t at)
{
	uint8_t c = in.ptr[at];

	return at > 0 && in.ptr[at - 1] == '\\' && (c == 'n' || c == 'r' || c == 't') ? at + 1 : at;
}

static bool base64_run_begins(umb_slice in, size_t from, size_t to)
{
	return find_start(in, behind_escape(in, from), to) < to;
}

/* Whether something would be emitted for a run that touches [from, to): decided by the run and the byte before it. */
static bool base64_probe_part(umb_slice in, size_t from, size_t to)
{
	size_t low = from, high = to, end;

	/* The byte behind a change may begin a run that was shorter, and one before it an escape. */
	low  = low > 1 ? low - 2 : 0;
	high = UMB_MIN(high + 2, in.len);
	while (low > 0 && umb_base64_is_char(in.ptr[low - 1])) {
		if (from - low > MAX_PART)
			return true;
		low--;
	}
	while (high < in.len && umb_base64_is_char(in.ptr[high])) {
		if (high - to > MAX_PART)
			return true;
		high++;
	}
	in.len = high;
	for (;;) {
		low = umb_base64_next_run(in, low, &end);
		if (low == in.len)
			return false;
		if (find_start(in, behind_escape(in, low), end) < end)
			return true;
		low = end;
	}
}

/* -- the decoder ----------------------------------------------------------------------------------------- */

static bool base64_probe(umb_slice in)
{
	return in.len >= UMB_BASE64_MIN_RUN; /* finding the first run is half the work already */
}

static umb_status base64_decode(const umb_decoder_input *input, umb_emit *emit)
{
	umb_slice  in = input->text;
	umb_status st = UMB_OK;
	alphabet   seen = ANY;
	size_t     to   = 0, start;

	if (input->is_cut_left) {
		size_t end = line_end(in, 0, &seen);

		start = find_phase(in, end);
		if (start < end)
			st = emit_run(in, start, true, emit, &to);
	}
	while (st == UMB_OK) {
		size_t from = umb_base64_next_run(in, to, &to);

		if (from == in.len)
			break;
		start = find_start(in, behind_escape(in, from), to);
		if (start < to)
			st = emit_run(in, start, false, emit, &to);
	}
	return st;
}

const umb_decoder_ops umb_decoder_base64 = {
	.name    = "base64",
	.summary = "base64 and base64url, also wrapped over lines",
	.probe   = base64_probe,
	.decode  = base64_decode,
	.probe_part = base64_probe_part,
	.run_begins = base64_run_begins,
};
