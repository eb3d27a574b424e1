/*
 * names.c - rules that hold at some paths only, where the name of the file alone says that it is none of them.
 *
 * Hundreds of globs, and every file is asked by some. Nearly always a byte that the glob demands is not in the name, or another one
 * is the first or the last of it: that is known with a few comparisons, from what is worked out here when a rule is asked first.
 */
#include "engine/engine_private.h"

#include "base/alloc.h"
#include "base/path.h"

/* What a name must be made of to match; 0: nothing is known of its first or last byte. */
struct umb_name_glob {
	const char *glob;
	uint64_t    bytes; /* bit_of each byte that must stand in it */
	uint8_t     first, last;
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

static umb_name_glob read_glob(const char *glob)
{
	umb_name_glob g  = { .glob = glob };
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

/* What is not worth asking: of a rule that holds at any name, or when memory is out. */
static const umb_name_glob any_name[1];

static const umb_name_glob *read_globs(umb_arena *arena, const char *const *globs)
{
	umb_name_glob *out;
	size_t         n = 0;

	while (globs[n])
		n++;
	out = n > 0 && tells_names(globs) ? umb_arena_zero(arena, n + 1, sizeof(*out)) : NULL;
	for (size_t i = 0; out && i < n; i++)
		out[i] = read_glob(name_part(globs[i]));
	return out ? out : any_name;
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
	for (size_t i = 0; i < s->name.len; i++)
		s->name_bytes |= bit_of(s->name.ptr[i]);
}

bool umb_name_may_be(umb_layer *l, uint32_t rule)
{
	umb_scratch         *s = l->scratch;
	const umb_name_glob *g = s->name_globs[rule];
	uint8_t              first, last;

	if (!g)
		g = s->name_globs[rule] = read_globs(&s->name_arena, s->rs->t.rules[rule].info.only_paths);
	/* Of a member there is more to the name. */
	if (!g->glob || s->name.len == 0 || umb_layer_root(l)->member)
		return true;
	first = s->name.ptr[0];
	last  = s->name.ptr[s->name.len - 1];
	for (; g->glob; g++) {
		if ((g->bytes & ~s->name_bytes) == 0 && (!g->first || g->first == first) && (!g->last || g->last == last) && umb_glob_match(g->glob, s->name))
			return true;
	}
	return false;
}
