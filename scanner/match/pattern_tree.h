/*
 * pattern_tree.h - private to match/: the syntax tree of a pattern.
 *
 * Only what matters for the question "which texts can match" is kept: a literal is a class of one byte, a
 * case-insensitive letter a class of two, a group is its content, greedy and lazy are the same.  Every
 * node carries what is asked of it most: its widths and all bytes that can occur in it.
 */
#ifndef UMB_MATCH_PATTERN_TREE_H
#define UMB_MATCH_PATTERN_TREE_H

#include "match/pattern.h"

typedef enum umb_node_kind {
	UMB_NODE_EMPTY,
	UMB_NODE_CLASS,     /* one byte of `set` */
	UMB_NODE_CONCAT,    /* children one after the other */
	UMB_NODE_ALTERNATE, /* one of the children */
	UMB_NODE_REPEAT,    /* the only child, min..max times */
	UMB_NODE_EDGE,      /* a condition on the position; no width */
} umb_node_kind;

typedef enum umb_edge {
	UMB_EDGE_WORD,       /* \b */
	UMB_EDGE_NOT_WORD,   /* \B */
	UMB_EDGE_TEXT_START, /* \A, and ^ without (?m) */
	UMB_EDGE_LINE_START, /* ^ under (?m) */
	UMB_EDGE_TEXT_END,   /* \z */
	UMB_EDGE_LAST_LINE,  /* $ without (?m): the end, or before a newline that ends the text */
	UMB_EDGE_LINE_END,   /* $ under (?m) */
} umb_edge;

typedef struct umb_node umb_node;

struct umb_node {
	umb_node     *next;  /* sibling */
	umb_node     *child; /* first child */
	umb_class     set;   /* CLASS: the set; else every byte that can occur in a match of this node */
	umb_node_kind kind;
	umb_edge      edge;
	uint32_t      min, max;             /* REPEAT; max may be UMB_WIDTH_UNBOUNDED */
	uint32_t      width_min, width_max; /* in bytes; width_max may be UMB_WIDTH_UNBOUNDED */
	uint32_t      n_expanded;           /* nodes when every count is written out; saturates */
	uint32_t      code_len;             /* not below what PCRE2 needs for its program; saturates */
};

typedef struct umb_group_name {
	struct umb_group_name *next;
	const char            *name;
	uint32_t               group;
} umb_group_name;

struct umb_pattern {
	const umb_node       *root;
	const umb_group_name *names;
	uint32_t              n_groups;
};

/* Sums and products of widths: UMB_WIDTH_UNBOUNDED absorbs, overflow becomes it. */
uint32_t umb_width_add(uint32_t a, uint32_t b);
uint32_t umb_width_mul(uint32_t a, uint32_t b);

/* Constructors; NULL when the arena is out of memory.  `first` is a list linked by next. */
umb_node *umb_node_new(umb_arena *arena, umb_node_kind kind);
umb_node *umb_node_class(umb_arena *arena, const umb_class *set);
umb_node *umb_node_edge(umb_arena *arena, umb_edge edge);
umb_node *umb_node_list(umb_arena *arena, umb_node_kind kind, umb_node *first);
umb_node *umb_node_repeat(umb_arena *arena, umb_node *body, uint32_t min, uint32_t max);

static inline void umb_class_add(umb_class *c, uint8_t byte)
{
	c->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
}

void     umb_class_add_range(umb_class *c, uint8_t from, uint8_t to);
void     umb_class_add_set(umb_class *c, const umb_class *other);
void     umb_class_add_text(umb_class *c, const char *bytes);
void     umb_class_negate(umb_class *c);
void     umb_class_fold(umb_class *c); /* adds the other case of every ASCII letter in it */
uint32_t umb_class_count(const umb_class *c);

/* pattern_rarity.c: how often things stand in source code and configuration; guesses, good for ranking only. */
double umb_rarity_class(const umb_class *c);
double umb_rarity_text(const uint8_t *bytes, size_t len, bool nocase);

/*
 * pattern_walk.c: what can follow a place in the tree.  A continuation is a linked list of what is still to
 * be matched; NULL is the end of the pattern.
 */
typedef struct umb_rest umb_rest;

struct umb_rest {
	const umb_rest *next;
	const umb_node *node;      /* a list: this node and its later siblings; or a REPEAT with rounds left */
	bool            is_rounds; /* the second */
	uint32_t        min, max;  /* rounds left */
};

#define UMB_MAX_STEPS 256

typedef struct umb_step {
	const umb_class *set;
	const umb_rest  *rest;
} umb_step;

typedef struct umb_steps {
	umb_arena *arena; /* for the continuations */
	umb_step   step[UMB_MAX_STEPS];
	size_t     n_steps;
	uint32_t   n_visits;
	bool       can_end; /* a match may end here, or it was too much work to find out what follows */
	bool       failed;  /* out of memory */
} umb_steps;

/* All bytes that can come next, with what follows each. */
void umb_steps_find(umb_steps *s, const umb_rest *rest);

/* NULL when out of memory.  A list that is empty gives `next`. */
const umb_rest *umb_rest_list(umb_arena *arena, const umb_node *first, const umb_rest *next, bool *failed);
const umb_rest *umb_rest_rounds(umb_arena *arena, const umb_node *repeat, uint32_t min, uint32_t max,
                                const umb_rest *next, bool *failed);

/* pattern_grow.c: literals that begin at one place of the tree. */
#define UMB_MAX_GROWN 256

typedef struct umb_grown {
	uint8_t         bytes[UMB_LITERAL_MAX_LEN];
	uint8_t         len;
	bool            nocase;
	bool            in_run;    /* umb_grown_in_run */
	bool            is_frozen; /* cannot grow */
	uint32_t        n_next;    /* members that the next byte would need; 0: not known yet */
	double          cost;      /* 0: not known yet */
	bool            is_known;  /* looked for anyway */
	const umb_rest *rest;
} umb_grown;

/* Where a literal may begin. */
typedef struct umb_start {
	struct umb_start *next;
	const umb_node   *node; /* a CLASS */
	const umb_rest   *rest;
	uint32_t          off_min, off_max;
	bool              word_before;
} umb_start;

typedef struct umb_grower {
	const umb_known_literals *known; /* or NULL */
	umb_arena work; /* reset by every call of grow */
	const umb_start *start;
	umb_steps steps;
	umb_grown now[UMB_MAX_GROWN], best[UMB_MAX_GROWN];
	size_t    n_now, n_best;
	bool      is_wide;  /* a large class had to be written out to reach four bytes */
	double    cost;     /* of best: about how many bytes of text one costs in candidates; smaller is better */
	uint64_t  n_left;   /* bytes that may still be grown; bounds the time of one derivation */
} umb_grower;

bool umb_grown_in_run(const umb_grown *one, const umb_start *start);

/* False when no set of at most UMB_MAX_GROWN literals of 4 bytes or more begins here, or with steps.failed. */
bool umb_grow(umb_grower *g, const umb_start *start);

/* pattern_gates.c: fills a->gate from what follows the literal. */
void umb_gates_derive(umb_anchor *a, const umb_rest *rest);
/* How many token bytes every match has at the start of `rest`, counted up to UMB_LITERAL_RUN. */
uint32_t umb_rest_run(const umb_rest *rest);

#endif
