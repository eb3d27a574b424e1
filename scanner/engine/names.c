/*
 * names.c - rules that hold at some paths only, or at some never, where the name of the file alone says that it is none of theirs.
 *
 * Hundreds of globs, and every file is asked by some. Nearly always a byte that the glob demands is not in the name, or another one
 * is the first or the last of it: that is known with a few comparisons, from what is worked out here when a rule is asked first.
 * Many rules have the same globs: what these say of a file is asked once.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/hash.h"
#include "base/path.h"

/* What a name must be made of to match; 0: nothing is known of its first or last byte. */
typedef struct name_glob {
	const char *glob;
	uint64_t    bytes; /* bit_of each byte that must stand in it */
	uint8_t     first, last;
} name_glob;

/* The globs of some rules. */
struct umb_name_globs {
	const char *const     *only_paths, *const *never_paths; /* of one of these rules */
	const name_glob       *only, *never; /* ended by one without a glob; NULL: any name may be one of theirs, no name is for sure */
	uint64_t               hash, asked;  /* the file that was asked about last */
	bool                   may_be;       /* and the answer */
	struct umb_name_globs *next;
};

/* Some bytes share a bit: no harm, the glob is matched in the end. */
static uint64_t bit_of(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		return UINT64_C(1) << (c - 'a');
	if (c >= 'A' && c <= 'Z')
		return UINT64_C(1) << (26 + c - 'A');
	return UINT64_C(1) << (52 + (c ^ c >> 4) % 12);
}

static name_glob read_glob(const char *glob)
{
	name_glob g  = { .glob = glob };
	bool          is_first = true;

	for (const char *p = glob; *p; p++) {
		size_t len = *p == '[' ? umb_glob_class_len(p) : 0;

		g.last = 0;
		if (len > 0) {
			p += len - 1;
		} else if (*p != '*' && *p != '?') {
			p += *p == '\\' && p[1];
			g.last = (uint8_t)*p;
			g.bytes |= bit_of(g.last);
			g.first = is_first ? g.last : g.first;
		}
		is_first = false;
	}
	return g;
}

/* What a glob says of the name alone: what stands behind its last '/'.  NULL: nothing, or nothing that is told easily. */
static const char *name_part(const char *glob)
{
	const char *slash = strrchr(glob, '/'), *name = slash ? slash + 1 : glob;

	if (!slash)
		return strstr(glob, "**") ? NULL : glob;
	/* "a**" and a slash may end within a name, and a slash may stand in brackets. */
	for (const char *p = strstr(glob, "**"); p; p = strstr(p + 1, "**")) {
		if (p > glob && p[-1] != '/')
			return NULL;
	}
	return *name == 0 || strstr(name, "**") || strchr(glob, '[') ? NULL : name;
}

static bool tells_names(const char *const *globs)
{
	for (; *globs; globs++) {
		if (!name_part(*globs))
			return false;
	}
	return true;
}

/* NULL: there are none, they say nothing of names, or memory is out. */
static const name_glob *read_only(umb_arena *arena, const char *const *globs)
{
	name_glob *out;
	size_t     n = 0;

	while (globs[n])
		n++;
	out = n > 0 && tells_names(globs) ? umb_arena_zero(arena, n + 1, sizeof(*out)) : NULL;
	for (size_t i = 0; out && i < n; i++)
		out[i] = read_glob(name_part(globs[i]));
	return out;
}

/* Of those that say where a rule holds never, one about names is enough; those about folders say nothing here. */
static const name_glob *read_never(umb_arena *arena, const char *const *globs)
{
	name_glob *out;
	size_t     n = 0;

	for (size_t i = 0; globs[i]; i++)
		n += !strchr(globs[i], '/') && !strstr(globs[i], "**");
	out = n > 0 ? umb_arena_zero(arena, n + 1, sizeof(*out)) : NULL;
	n   = 0;
	for (size_t i = 0; out && globs[i]; i++) {
		if (!strchr(globs[i], '/') && !strstr(globs[i], "**"))
			out[n++] = read_glob(globs[i]);
	}
	return out;
}

/* Of the last one and how many they are: lists that are equal in that are compared. */
static uint64_t hash_of(const char *const *globs, uint64_t seed)
{
	size_t n = 0;

	while (globs[n])
		n++;
	return (seed + n) * UINT64_C(0x9e3779b97f4a7c15) + (n > 0 ? umb_hash64(umb_slice_str(globs[n - 1])) : 0);
}

static bool are_equal(const char *const *a, const char *const *b)
{
	for (; *a && *b; a++, b++) {
		if (*a != *b && strcmp(*a, *b) != 0)
			return false;
	}
	return *a == *b;
}

/* NULL: memory is out. */
static umb_name_globs *globs_of(umb_scratch *s, const umb_rule_info *r)
{
	uint64_t        hash = hash_of(r->never_paths, hash_of(r->only_paths, 1) + 1);
	umb_name_globs *g;

	for (g = s->names_known; g; g = g->next) {
		if (g->hash == hash && are_equal(g->only_paths, r->only_paths) && are_equal(g->never_paths, r->never_paths))
			return g;
	}
	g = umb_arena_zero(&s->name_arena, 1, sizeof(*g));
	if (!g)
		return NULL;
	*g = (umb_name_globs){ .only_paths = r->only_paths, .never_paths = r->never_paths, .hash = hash, .next = s->names_known };
	g->only        = read_only(&s->name_arena, r->only_paths);
	g->never       = read_never(&s->name_arena, r->never_paths);
	s->names_known = g;
	return g;
}

umb_status umb_names_know(umb_scratch *s)
{
	s->name_globs = umb_alloc_zero(s->rs->t.n_rules + 1, sizeof(*s->name_globs));
	return s->name_globs ? UMB_OK : UMB_E_NOMEM;
}

void umb_names_free(umb_scratch *s)
{
	umb_free(s->name_globs);
	umb_arena_clear(&s->name_arena);
}

/* A name is the last component, whatever folder a path begins at. */
void umb_names_begin(umb_scratch *s)
{
	s->name       = !s->place ? umb_slice_of(NULL, 0) : s->place->path.len ? umb_path_base(s->place->path) : s->place->name;
	s->name_bytes = 0;
	s->n_named++;
	for (size_t i = 0; i < s->name.len; i++)
		s->name_bytes |= bit_of(s->name.ptr[i]);
}

static bool matches_any(const umb_scratch *s, const name_glob *g)
{
	uint8_t first = s->name.ptr[0], last = s->name.ptr[s->name.len - 1];

	for (; g->glob; g++) {
		if ((g->bytes & ~s->name_bytes) == 0 && (!g->first || g->first == first) && (!g->last || g->last == last) && umb_glob_match(g->glob, s->name))
			return true;
	}
	return false;
}

bool umb_name_may_be(umb_layer *l, uint32_t rule)
{
	umb_scratch    *s = l->scratch;
	umb_name_globs *g = s->name_globs[rule];

	if (!g)
		g = s->name_globs[rule] = globs_of(s, &s->rs->t.rules[rule].info);
	/* Of a member there is more to the name. */
	if (!g || (!g->only && !g->never) || s->name.len == 0 || umb_layer_root(l)->member)
		return true;
	if (g->asked != s->n_named) {
		g->asked  = s->n_named;
		g->may_be = (!g->only || matches_any(s, g->only)) && !(g->never && matches_any(s, g->never));
	}
	return g->may_be;
}
