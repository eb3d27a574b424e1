/*
 * core/decoder.h - a decoder turns runs inside a layer into the bytes they stand for; an unpacker opens a container.
 *
 * Both are stateless and may be called from many threads at once.  Output goes only through the emitter,
 * which charges the unit's budget and refuses with UMB_E_LIMIT once that is spent: return that at once.
 * Malformed input is not an error: stop emitting, end what was begun, return UMB_OK.
 */
#ifndef UMB_CORE_DECODER_H
#define UMB_CORE_DECODER_H

#include "base/types.h"
#include "core/skip.h"

/* Pulls bytes.  n_read 0 with UMB_OK is the end. */
typedef struct umb_reader {
	void *ctx;
	umb_status (*read)(void *ctx, uint8_t *buf, size_t cap, size_t *n_read);
	/* NULL where only the next bytes can be had; else those from `at` on, without moving on, of `size` in all. */
	umb_status (*read_at)(void *ctx, uint64_t at, uint8_t *buf, size_t cap, size_t *n_read);
	uint64_t   size;
} umb_reader;

typedef struct umb_emit umb_emit; /* the engine's; a test double in unit tests implements the same struct */

/*
 * The emitter.  begin opens one decoded run (a layer of its own) that stands for in[from, to) of the parent;
 * `write` appends bytes and says which parent bytes they came from, so that spans lead back to the raw file:
 * n output bytes stand for parent bytes [in_from, in_from + in_len), evenly spread.
 */
struct umb_emit {
	void *ctx;
	umb_status (*begin)(umb_emit *e, size_t in_from);
	umb_status (*write)(umb_emit *e, const uint8_t *out, size_t n, size_t in_from, size_t in_len);
	umb_status (*end)(umb_emit *e, size_t in_to);
	/* Unpackers only: a named member begins (name may be NULL when the container has none); spans inside are the member's own. */
	umb_status (*member)(umb_emit *e, const char *name);
	void *(*scratch)(umb_emit *e, size_t len); /* memory until the decode call returns, charged; NULL when refused */
	/*
	 * Unpackers only, in place of member, begin, write, end: a member whose bytes the engine takes as it can use them.  One that is
	 * itself a container is opened whatever its size, where of written ones only those that fit a window are.  Answers what
	 * `content` answered last, when that was not UMB_OK (what came before was scanned), or why the unit ends.
	 */
	umb_status (*pull)(umb_emit *e, const char *name, umb_reader *content);
	/* Unpackers only: this member (NULL: something of the container) was not looked at.  words: constant text, may be NULL. */
	void (*skip_member)(umb_emit *e, const char *name, umb_skip reason, const char *words);
};

/*
 * Places that a coding of text cannot do without.  One pass over a layer finds those of all decoders (decode/marks.c), where
 * each one's own search would cost as much as a tenth of the scan.  A mark belongs to one decoder.
 */
enum {
	UMB_MARK_ESCAPE  = 1 << 0, /* \x \u \U \n \/ \" \101 */
	UMB_MARK_PERCENT = 1 << 1, /* %3D */
	UMB_MARK_ENTITY  = 1 << 2, /* &quot; &#34; */
	UMB_MARK_JOINT   = 1 << 3, /* a quote behind which a string may go on in another one; \ at the end of a line */
	UMB_MARK_EQUALS  = 1 << 4, /* =3D, and = at the end of a line */
	UMB_MARK_HEX     = 1 << 5, /* some hexadecimal digits: the first mark of a run of 31 is at most 15 digits behind its beginning */
	UMB_MARK_ALL     = (1 << 6) - 1,
	UMB_MARK_RUN     = 1 << 6, /* characters of base64 in a row: only the survey of a whole layer answers for these */
};

/* What is said of a mark depends on its line up to so many bytes before it, and on so many from it on. */
#define UMB_MARK_BEHIND 128u
#define UMB_MARK_AHEAD 32u

/* Marks of these kinds may stand in [from, to) of a layer. */
typedef struct umb_marked {
	uint32_t from, to, marks;
} umb_marked;

#define UMB_DECODER_HEAD 8192u

/* What a decoder works on. */
typedef struct umb_decoder_input {
	umb_slice         text;
	/* `text` is a window of a longer layer and bytes stand before it, so that a run may begin in the middle of a group. */
	bool              is_cut_left;
	/* The first UMB_DECODER_HEAD bytes of that layer, when it is cut left. */
	umb_slice         head;
	/* NULL: marks may stand anywhere; else only where one of these, in order and apart from each other, says so. */
	const umb_marked *marked;
	size_t            n_marked;
} umb_decoder_input;

typedef struct umb_decoder_ops {
	const char *name;    /* appears in the report: "base64" */
	const char *summary;
	bool      (*probe)(umb_slice in);  /* cheap (a few percent of the scan); a wrong yes is fine, a wrong no is a bug */
	umb_status (*decode)(const umb_decoder_input *in, umb_emit *emit);
	/*
	 * False when `decode` of an uncut `in` would begin no run that touches [from, to).  What was copied from a text in which
	 * nothing was begun need not be looked at then.  False of whole lines, it is so wherever these lines stand.  NULL: what
	 * `probe` says of the whole holds.
	 */
	bool      (*probe_part)(umb_slice in, size_t from, size_t to);
	/*
	 * What it finds may begin anywhere and reach across any change; then `probe_part` says only whether `probe` might turn
	 * true by [from, to), and is asked where `probe` of the base was false.
	 */
	bool      is_far_reaching;
	/* How a layer begins says what it is: of a window that is cut left `probe` is asked about the head. */
	bool      is_by_head;
	/*
	 * A decoder that lives on marks: the kind of them, and whether one is worth a call of `decode`, by what stands around it (see
	 * UMB_MARK_BEHIND).  Where that is true of no mark, `decode` would begin nothing; neither probe nor probe_part is asked then.
	 */
	uint32_t  mark;
	bool      (*begins)(umb_slice in, size_t at);
	/*
	 * A decoder that lives on runs of base64: whether `decode` would begin one for these characters, UMB_BASE64_MIN_RUN or more, with none
	 * before or behind.  Where that is true of none, `decode` begins nothing in a text that is not cut left.
	 */
	bool      (*run_begins)(umb_slice in, size_t from, size_t to);
} umb_decoder_ops;

/* decode/registry.c, in the order of decoders.def */
const umb_decoder_ops *umb_decoder_find(const char *name);
size_t umb_decoder_count(void);
const umb_decoder_ops *umb_decoder_at(size_t i);

/* decode/marks.c: those of the `wanted` kinds of which a mark in [from, to) is worth a call. */
uint32_t umb_decoders_begin(umb_slice in, size_t from, size_t to, uint32_t wanted);

#define UMB_SURVEY_PLACES 32u

/* What a survey of a layer found. */
typedef struct umb_survey_found {
	uint32_t   kinds;
	size_t     n_places; /* 0: marks may stand anywhere */
	umb_marked place[UMB_SURVEY_PLACES];
} umb_survey_found;

/*
 * decode/survey.c: the same for all of a layer, with UMB_MARK_RUN for the decoder of runs, and where marks stand.  Of a mark that would be worth
 * a call as far as can be seen from it, and of which `decode` makes nothing, it may not tell.
 */
void umb_decoders_survey(umb_survey_found *out, umb_slice in);
void umb_decoders_survey_plain(umb_survey_found *out, umb_slice in); /* without vector instructions; for tests */

typedef struct umb_unpacker_ops {
	const char *name;    /* "gzip" */
	const char *summary;
	bool      (*probe)(umb_slice head); /* by magic bytes, from the first bytes of the layer: 64 KB of them unless it is shorter */
	const char *first;   /* NULL, or the bytes with one of which it begins: most files are told by their first byte to be none */
	const char *ending;  /* NULL, or ".br": only what is named so is probed, because the form has no magic bytes of its own */
	bool        is_stream; /* it holds one thing, compressed; an archive in there is not one level deeper than the stream */
	/*
	 * Streams: reads from `in` (which starts at the first byte of the container), writes members with constant memory.
	 * UMB_E_FORMAT when the container is damaged after the first member began (what was decoded has been scanned, and
	 * the engine counts the unit as partly unreadable); UMB_E_UNSUPPORTED for encrypted or unknown variants.
	 */
	umb_status (*unpack)(umb_reader *in, umb_emit *emit);
	/*
	 * The container is a text in whose lines people look.  What members hold stands there as it is, or escaped, and in_from and
	 * in_len of `write` are its place there, in any order (in_len 0: it stands nowhere).  See run/twins.c for where it is told.
	 */
	bool       has_lines;
} umb_unpacker_ops;

/* unpack/registry.c */
const umb_unpacker_ops *umb_unpacker_find(const char *name);
size_t umb_unpacker_count(void);
const umb_unpacker_ops *umb_unpacker_at(size_t i);

#endif
