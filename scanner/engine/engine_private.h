/*
 * engine_private.h - private to engine/: the layer tree of one unit and the worker's memory.
 */
#ifndef UMB_ENGINE_PRIVATE_H
#define UMB_ENGINE_PRIVATE_H

#include "base/arena.h"
#include "engine/engine.h"
#include "match/automaton.h"

#define UMB_MAX_LAYERS UMB_ENGINE_LEVELS
#define UMB_LITERAL_HITS 8192
/* How much of the lines around a secret is looked at. */
#define UMB_LINE_REACH 4096
/* What judges see of the text around a match. */
#define UMB_JUDGE_BEFORE 8192u
#define UMB_JUDGE_AFTER 8192u
/* Bytes of a window kept before the part whose matches it owns: for \b, for the lines around a secret, and for judges. */
#define UMB_WINDOW_CONTEXT UMB_JUDGE_BEFORE
/* Bytes behind that part, so that a match, what judges see behind it, and a decoded run that holds one, ends inside the window. */
#define UMB_WINDOW_AHEAD (2 * UMB_REACH_MAX)
/* Decoded layers are scanned in pieces of this size, to bound memory per level. */
#define UMB_LAYER_WINDOW ((size_t)512 << 10)
/* What decoders write is opened as a container up to this size. */
#define UMB_LAYER_HELD ((size_t)8 << 20)
/*
 * sections.c: which heading of an INI file is the last in this text, which stands before a place, as a number that is another one for
 * another heading; 0: there is none.  is_begin: nothing stands before the text.
 */
uint64_t umb_section_of(umb_slice text, bool is_begin);
/* What resolvers see of the text around a match. */
#define UMB_AROUND_BEFORE 512u
#define UMB_AROUND_AFTER 1024u
#define UMB_MAX_ALSO 8
/* What umb_token_begins looks at before a place, and how far a literal or the run it begins reaches. */
#define UMB_LOOK_BACK 3u
#define UMB_LOOK_AHEAD (UMB_LITERAL_MAX_LEN > UMB_LITERAL_RUN ? UMB_LITERAL_MAX_LEN : UMB_LITERAL_RUN)
/*
 * Added to the number of a literal where it occurs and no gate lets it pass; or where nothing matches, and that was known from what stands
 * no farther behind the literal than UMB_QUIET_AHEAD, and no farther before it than the rules reach.
 */
#define UMB_LITERAL_DEAD 0x80000000u
#define UMB_LITERAL_QUIET 0x40000000u
#define UMB_LITERAL_NUMBER 0x3fffffffu
#define UMB_QUIET_AHEAD 160u
/* For the states of all automata of a worker, whatever a text asks for. */
#define UMB_AUTOMATON_BYTES ((size_t)12 << 20)

/* n_out bytes of a layer from out_from stand for in_len bytes of its parent from in_from, evenly spread. */
typedef struct umb_map_segment {
	uint64_t out_from, in_from;
	uint64_t n_out, in_len;
} umb_map_segment;

/* How far a rule has looked in a layer; valid when `epoch` is the layer's. */
typedef struct umb_rule_state {
	uint64_t epoch;
	uint64_t from; /* no match begins before this offset of the layer that is not reported yet */
	uint64_t rows_to; /* up to there, rows behind a match were looked at */
} umb_rule_state;

typedef struct umb_layer {
	struct umb_layer *parent;
	umb_scratch      *scratch;
	struct umb_layer *child;      /* the level that is open for the decoder or unpacker at work on this one, or NULL */
	umb_emit          emit;       /* what that writes into: the child */
	const char       *name;       /* of the decoder or unpacker; NULL for the raw unit */
	const char       *member;     /* NULL unless unpacked; points into a member_path */
	umb_buf           member_path;
	bool              is_root;    /* lines are counted here */
	bool              is_member;   /* an unpacker writes here: its member call opens the layer, not begin */
	bool              has_lines;   /* of a member: its container has, and `map` leads there */
	bool              is_text;     /* judged from its first window */
	bool              is_content;  /* a member that is all its container holds (umb_unpacker_ops.is_stream) */
	bool              is_pulled;   /* the unpacker at work on it gets its bytes as they come */
	bool              is_asked_later; /* by rules about what stands beside a secret, if there is one (umb_limits.leaves_lonely) */
	const umb_unpacker_ops *opened_by; /* as a container, while that is at work */
	bool              is_held;     /* its first window looks like a container: kept until it can be opened as a whole */
	size_t            named_len;   /* of `member`: without what stands for no name */
	uint32_t          n_decoded, n_unpacked; /* decoders and containers above and including this one */
	umb_buf           buf;        /* the window, when the bytes are ours */
	umb_slice         window;     /* what is being scanned */
	umb_buf           head;       /* of a layer that is longer than a window: its first bytes (UMB_DECODER_HEAD) */
	uint64_t          window_id;  /* of no other one */
	uint64_t          base;       /* offset of window[0] in the layer */
	bool              is_cut_left, is_cut_right;
	uint64_t          accept_from, accept_to; /* matches that begin here belong to this window */
	uint64_t          lines_before, line_start; /* of window[0]: newlines before it, offset of its line */
	bool              is_told;      /* root: visit->passed knows of it, */
	uint64_t          told_to;      /* and of all before this offset */
	size_t            first_hit, first_value;   /* root: hits and values of this window begin here */
	umb_buf             held, held_values; /* root: umb_kept_hit that wait for the next window, and their values */
	uint64_t            held_from;   /* where the first of them begins */
	umb_map_segment  *map;
	size_t            n_map, cap_map;
	umb_rule_state   *state;      /* one per rule; made when the level is used first */
	uint64_t          epoch;
	umb_arena         arena;      /* scratch of the decoder that works on this layer */
} umb_layer;

/* A judged hit, placed in the root layer, before overlaps are resolved. */
typedef struct umb_kept_hit {
	uint32_t      rule;
	uint32_t      order;      /* of discovery, to keep sorting stable; 0: put off, before all others */
	umb_span      secret, match; /* offsets in the root layer */
	size_t        value_from, value_len; /* in scratch->values */
	uint32_t      n_before, n_after;     /* of a decoded layer: bytes of it that are kept there around the value */
	const char   *layer;      /* chain of decoder names, in scratch->names */
	umb_judgement judged;
	uint32_t      also[UMB_MAX_ALSO];
	uint8_t       n_also;
} umb_kept_hit;

/* What decides about a literal lies from `back` bytes before it on, and up to `ahead` behind its beginning; of a quiet one up to UMB_QUIET_AHEAD. */
typedef struct umb_literal_reach {
	uint32_t back, ahead;
} umb_literal_reach;

#define UMB_SEEN_HITS 2

/* The literals that begin in a piece; of a piece with more nothing is kept. */
typedef struct umb_seen_hits {
	struct {
		uint16_t at, literal; /* behind its beginning, with SEEN_DEAD or SEEN_QUIET; number plus one, 0: none */
	} hit[UMB_SEEN_HITS];
} umb_seen_hits;

/* Some lines of a version. */
typedef struct umb_piece {
	uint32_t      from, to;
	uint64_t      key;    /* 0: it cannot be kept: cut inside a line, too much in it, or a decoder could begin there */
	umb_seen_hits hits;
	uint8_t       n_hits;
	uint8_t       marks;  /* UMB_MARK_* that are worth a call of their decoder */
	bool          is_new; /* it was searched */
} umb_piece;

/* An occurrence of a literal whose rule is asked when all others were. */
typedef struct umb_later {
	uint32_t trigger, pos;
} umb_later;

typedef struct umb_seen umb_seen;
typedef struct umb_name_globs umb_name_globs;

/* The places of a version that need not be searched, in copy number `copy`. */
typedef struct umb_clean {
	umb_span part;
	size_t   copy;
} umb_clean;

struct umb_scratch {
	umb_ruleset                 *rs;
	umb_limits                   limits;
	const umb_literal_stage_ops *stage;
	umb_regex_scratch           *regex;
	umb_automaton              **automaton; /* of each rule; made when it is asked first */
	size_t                       automaton_left; /* bytes for their states */
	uint64_t                     n_windows;      /* so far */
	umb_rule_price              *price;          /* of each rule, or NULL: nobody asks */
	umb_literal_hit             *literal_hits;
	uint32_t                     unpackers[256]; /* by the first byte: a bit for each that is asked */
	uint64_t                    *files;   /* by the first byte: a bit for each rule with a form that may begin so, in words of 64 */
	uint32_t                     file_size; /* of a longer file the length decides nothing */
	umb_name_globs             **name_globs;  /* of each rule, as far as they are about names; NULL: not asked so far */
	umb_name_globs              *names_known; /* all of them */
	umb_arena                    name_arena; /* of these */
	umb_slice                    name;       /* of the file at hand; empty: not known */
	uint64_t                     name_bytes; /* that stand in it */
	uint64_t                     n_named;    /* files so far */
	umb_literal_reach           *reach;   /* of each literal; made for the first version */
	umb_layer                    layer[UMB_MAX_LAYERS]; /* n_levels of them in use, like a stack: 0 is the raw unit */
	size_t                       n_levels;
	umb_kept_hit                *hits;
	size_t                       n_hits, cap_hits; /* of all open root layers, the innermost last */
	size_t                       n_held;           /* by all layers */
	umb_buf                      values; /* bytes of secrets: wiped after every window */
	umb_arena                    names;
	const umb_engine_visit      *visit;
	const umb_place             *place; /* of the unit, or NULL */
	const umb_version           *version; /* of the unit, when its base may help or it is to be kept */
	umb_seen                    *seen;    /* made for the first version */
	umb_buf                      clean, pieces; /* umb_clean; umb_piece: of all that lies between */
	umb_buf                      copied_marks, marked; /* umb_marked: of what was copied; of the version */
	bool                         is_marked; /* `marked` is that of the version at hand */
	size_t                       n_searched, piece_at; /* pieces that were searched; that of the last literal */
	umb_buf                      later; /* umb_later, of layer[0] */
	uint32_t                     may_begin; /* a bit for each decoder without marks that could begin something in a piece */
	umb_status                   stopped; /* first status that ends the unit */
	uint64_t                     decoded_left, n_spent, deadline_ms;
	uint64_t                     next_step[2]; /* raw bytes at which there is more to spend: bytes, time */
	const char                  *told_member;  /* umb_scratch_member */
	umb_buf                      told_path;
	uint64_t                     n_unit_hits;
	bool                         has_told_limit, has_told_time;
	umb_engine_stats             stats;
};

/* scan_window.c: the prefilter over places [from, to) of layer->window, then gates, regex and judging. */
umb_status umb_window_scan(umb_layer *l);
umb_status umb_window_search(umb_layer *l, size_t from, size_t to);
umb_status umb_window_try(umb_layer *l, umb_literal_hit *hits, size_t n); /* gates and what is behind them */
/* lane.c: what is looked for beside the rules. */
umb_status umb_lane_scan(umb_layer *l);
/* carry.c: the same, for a version of a file; whether a decoder must look at it; and what is kept of it. */
umb_status umb_carry_search(umb_layer *l);
bool       umb_carry_may_decode(umb_layer *l, size_t decoder);
void       umb_carry_begin(umb_scratch *s, umb_slice bytes);
/* Whether what its mark says of a literal at `pos` follows from the bytes [from, to) alone. */
bool       umb_carry_holds(const umb_scratch *s, uint32_t literal, uint64_t pos, uint64_t from, uint64_t to);
void       umb_carry_keep(umb_scratch *s, const umb_literal_hit *hits, size_t n);
void       umb_carry_decoded(umb_layer *l, size_t decoder);
void       umb_carry_end(umb_scratch *s, bool is_whole);
/* seen.c: the same, but for lines that were seen before; between begin and end of a version. */
umb_status umb_seen_begin(umb_scratch *s);
umb_status umb_seen_cut(umb_layer *l, size_t from, size_t to); /* all that must be looked at, in order, before the first search */
umb_status umb_seen_search(umb_layer *l, size_t to); /* the pieces up to there */
void       umb_seen_note(umb_scratch *s, const umb_literal_hit *hits, size_t n_hits); /* what a search found */
umb_status umb_seen_end(umb_layer *l); /* asks the decoders, and keeps what is known now */
void       umb_seen_free(umb_seen *s);
/* The end of the places where a mark is asked about that may hang on what stands in the piece. */
size_t     umb_piece_marks_end(const umb_layer *l, const umb_piece *p);
/* marked.c: where there may be marks in a version: in the part of a copy; in all of it, when its pieces were asked about. */
umb_status umb_marked_take_over(umb_scratch *s, const umb_copy *c, umb_span part);
umb_status umb_marked_end(umb_layer *l, const umb_piece *pieces, size_t n);
/* A layer as decoders get it, and the kinds of marks of which some may be worth a call. */
umb_decoder_input umb_marked_input(const umb_layer *l, umb_survey_found *found);
/* files.c: rules about files, at the beginning of one. */
umb_status umb_files_by_byte(umb_scratch *s);
umb_status umb_files_find(umb_layer *root);
/* names.c: what is known of paths by the name alone, of all rules; of the unit at hand. */
umb_status umb_names_know(umb_scratch *s);
void       umb_names_free(umb_scratch *s);
void       umb_names_begin(umb_scratch *s);
/* False: the rule holds at some paths only, and a file of this name lies at none of them; or it never holds at one. */
bool       umb_name_may_be(umb_layer *l, uint32_t rule);
/*
 * candidates.c: the leftmost match of a rule in `text` that begins in [from, to], as umb_regex_match has it.  at_from: the regex is compiled for
 * matches at a given place, always or never for the same rule.  *looked as in umb_automaton_find.
 */
umb_status umb_rule_match(umb_layer *l, uint32_t rule, umb_slice text, size_t from, size_t to, bool at_from, umb_span *group, size_t *looked);
/* One literal occurrence, unless it says that nothing comes of it; says so if that is now known. */
umb_status umb_candidates_try(umb_layer *l, umb_literal_hit *hit);
/* What was put off in the window, if the unit holds a secret by now. */
umb_status umb_candidates_later(umb_layer *l);
umb_literal_reach umb_candidates_reach(const umb_ruleset_tables *t, uint32_t literal);
/* hits.c */
umb_status umb_hit_keep(umb_layer *l, uint32_t rule, const umb_span *groups);
/* What stands in the rows behind the match, as far as a match may reach.  *seen: offset in the layer up to which that was done before. */
umb_status umb_hit_keep_rows(umb_layer *l, uint32_t rule, const umb_span *groups, uint64_t *seen);
/* What a match is about; never empty. */
umb_span umb_hit_secret(const umb_rule *r, const umb_span *group);
/* The same, judged already; spans are places of the window. */
umb_status umb_hit_place(umb_layer *l, uint32_t rule, const umb_judgement *judged, umb_span match, umb_span secret);
umb_status umb_hits_deliver(umb_layer *root);
umb_kept_hit *umb_hit_new(umb_scratch *s); /* the place behind the last one; NULL when memory is out */
/* held.c: the sorted hits of this window from the first one on that what the next window finds may overlap. */
umb_status umb_hits_hold(umb_layer *root);
umb_status umb_hits_take_held(umb_layer *root);
void       umb_hits_drop_held(umb_layer *root);
/* stream.c: runs windows over bytes in place.  `more`: bytes follow that are not here yet; *done is then the
 * offset in `all` up to which everything was scanned. */
umb_status umb_windows_run(umb_layer *l, umb_slice all, bool more, size_t *done);
/* layers.c */
void       umb_layer_begin(umb_layer *l, umb_layer *parent, const char *name);
umb_status umb_layer_append(umb_layer *l, const uint8_t *bytes, size_t n);
umb_status umb_layer_finish(umb_layer *l);
umb_status umb_layer_flush(umb_layer *l, bool more); /* scans what is in buf */
umb_status umb_layers_grow(umb_layer *l);
/* The next free level as l's child, for what `name` makes of it.  UMB_E_LIMIT: there is none. */
umb_status umb_layer_open(umb_layer *l, const char *name);
void       umb_layer_close(umb_layer *l); /* gives the child back */
/* The one budget of a unit: n more decoded bytes. */
umb_status umb_layer_charge(umb_scratch *s, size_t n);
umb_status umb_layer_spend(umb_scratch *s, size_t n); /* as much as for n of them, which there are not */
/* Ends the unit with this status, unless it is a limit, which ends only what hit it.  Returns it. */
umb_status umb_layer_settle(umb_scratch *s, umb_status st);
/* containers.c */
umb_status umb_unit_scan_whole(umb_scratch *s, const umb_unit *unit);
umb_status umb_unit_scan_stream(umb_scratch *s, const umb_unit *unit);
umb_status umb_layer_unpack_whole(umb_layer *l, umb_slice whole);
void umb_unpackers_by_byte(uint32_t out[256]);
bool       umb_layer_is_container(const umb_layer *l, umb_slice head);
umb_status umb_member_begin(umb_emit *e, const char *name);
umb_status umb_member_pull(umb_emit *e, const char *name, umb_reader *content);
void       umb_member_skip(umb_emit *e, const char *name, umb_skip reason, const char *words);
/* visit->skip for something in this layer. */
void       umb_layer_skip(const umb_layer *l, umb_skip reason, const char *words);
/* An offset of a layer as offset of its parent; `is_end` rounds up. */
uint64_t   umb_layer_map(const umb_layer *l, uint64_t offset, bool is_end);
umb_layer *umb_layer_root(umb_layer *l);
bool       umb_scratch_should_stop(umb_scratch *s);
/* Root: tells visit->passed of everything before this offset, which lies in the window. */
void       umb_layer_tell(umb_layer *l, uint64_t to);

#endif
