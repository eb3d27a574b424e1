/*
 * story.c - a umb_provenance in sentences, for a person who has to decide what to do.
 */
#include "run/run_private.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/text.h"

#define MAX_NAMED 3 /* refs of one kind, and paths; the report has more of them */

static void append_commit(umb_buf *b, const umb_commit_note *c)
{
	char date[40];

	umb_buf_printf(b, "%.12s by ", c->id);
	umb_text_append_safe(b, umb_slice_str(c->author && c->author[0] ? c->author : "somebody"));
	umb_buf_printf(b, " on %.10s", umb_clock_iso(date, c->date, c->tz_minutes));
}

/* "came in with ... as a.env, was in 14 versions, also lay at b.env" */
static void tell_arrival(umb_buf *b, const umb_finding *f, const umb_provenance *p)
{
	const char *before = ", also lay at ";
	char        n[32];
	size_t      told = 0;

	if (f->commit.is_message && !p->first.id[0]) {
		umb_buf_append_str(b, "It stands in the text of a tag.");
		return;
	}
	if (!p->first.id[0]) {
		umb_buf_append_str(b, "No commit that is there holds it.");
		return;
	}
	umb_buf_append_str(b, f->commit.is_message ? "It stands in the text of commit " : "It came in with commit ");
	append_commit(b, &p->first);
	if (p->n_paths) {
		umb_buf_append_str(b, " as ");
		umb_text_append_safe(b, p->path[0].path);
	}
	if (p->n_versions > 1)
		umb_buf_printf(b, ", was in %s versions", umb_format_count(n, p->n_versions));
	for (size_t i = 1; i < p->n_paths && told < MAX_NAMED; i++, told++) {
		umb_buf_append_str(b, before);
		umb_text_append_safe(b, p->path[i].path);
		umb_buf_printf(b, " (since %.12s)", p->path[i].since);
		before = ", ";
	}
	if (p->total_paths > told + 1)
		umb_buf_printf(b, " and %s more path%s", umb_format_count(n, p->total_paths - told - 1), p->total_paths - told == 2 ? "" : "s");
	umb_buf_append_byte(b, '.');
}

static void tell_removal(umb_buf *b, const umb_provenance *p)
{
	if (!p->removed.id[0])
		return;
	umb_buf_append_str(b, "Commit ");
	append_commit(b, &p->removed);
	umb_buf_append_str(b, " took it out of HEAD's files.");
}

/* "branch dev", "3 tags (v1, v2, ...)"; those whose tip holds it, or the others. */
static void append_refs(umb_buf *b, const umb_ref_notes *r, bool at_tip, const char *one, const char *many, size_t *n_kinds)
{
	uint64_t total = at_tip ? r->total_at_tip : r->total - r->total_at_tip;
	size_t   told  = 0;
	char     n[32];

	if (!total)
		return;
	umb_buf_append_str(b, (*n_kinds)++ ? ", " : "");
	if (total == 1)
		umb_buf_printf(b, "%s ", one);
	else
		umb_buf_printf(b, "%s %s (", umb_format_count(n, total), many);
	for (size_t i = 0; i < r->n && told < MAX_NAMED; i++) {
		if (r->at[i].is_at_tip != at_tip)
			continue;
		umb_buf_append_str(b, told++ ? ", " : "");
		umb_text_append_safe(b, umb_slice_str(r->at[i].name));
	}
	umb_buf_append_str(b, total == 1 ? "" : total > told ? ", ...)" : ")");
}

static void tell_refs(umb_buf *b, const umb_provenance *p, bool at_tip, bool is_message)
{
	size_t from = b->len, n = 0;

	umb_buf_append_str(b, !at_tip ? "It is in the history of " : is_message ? "It is named by " : "The newest version still holds it in ");
	append_refs(b, &p->branches, at_tip, "branch", "branches", &n);
	append_refs(b, &p->remotes, at_tip, "remote branch", "remote branches", &n);
	append_refs(b, &p->tags, at_tip, "tag", "tags", &n);
	append_refs(b, &p->others, at_tip, "ref", "other refs", &n);
	if (n)
		umb_buf_append_byte(b, '.');
	else
		b->len = from;
}

static const char *verdict(const umb_finding *f, const umb_provenance *p)
{
	static const char *const words[UMB_N_REACHES] = {
		"HEAD's files hold it: rotate it, and take it out.",
		"HEAD's files do not hold it, its history does, and so does every clone: taking the line out did not help, rotate it.",
		"HEAD's history does not hold it, a branch does, and so does every clone: rotate it.",
		"HEAD's history does not hold it, a remote's branch does: rotate it.",
		"HEAD's history does not hold it, a tag does, and so does every clone: rotate it.",
		"Only a stash holds it; nobody who clones gets it, whoever reads this folder does.",
		"No branch and no tag holds it, another ref does: rotate it, unless that ref never left this machine.",
		"Only a reflog still leads to it: it goes when that expires.  If it was ever pushed, the server may have it: rotate it.",
		"No ref and no reflog leads to it: it lies here until git prunes it.  If it was ever pushed, the server may have it: rotate it.",
	};

	if (p->is_head_unknown)
		return "HEAD cannot be read as a whole, so it may hold it, too: rotate it.";
	if (f->commit.is_message && p->reach == UMB_REACH_HEAD)
		return "HEAD's history has this text, and so does every clone: rotate it.";
	return words[p->reach];
}

static void flush(umb_buf *b, const char *label, umb_line_fn line, void *ctx)
{
	umb_buf out = UMB_BUF_INIT_MAX(1 << 20);

	if (b->len) {
		umb_buf_printf(&out, "  %-10s ", label);
		umb_buf_append_slice(&out, umb_buf_view(b));
		line(ctx, umb_buf_str(&out));
	}
	umb_buf_reset(b);
	umb_buf_clear(&out);
}

static void tell_owners(umb_buf *b, const umb_owners *o)
{
	if (!o->n_sources) {
		umb_buf_append_str(b, "CODEOWNERS says nothing about this path");
		return;
	}
	umb_buf_append_str(b, o->n_names ? "" : "nobody");
	for (size_t i = 0; i < o->n_names; i++) {
		umb_buf_append_str(b, i ? ", " : "");
		umb_text_append_safe(b, umb_slice_str(o->name[i]));
	}
	umb_buf_append_str(b, ", by ");
	for (size_t i = 0; i < o->n_sources; i++)
		umb_buf_printf(b, "%s%s", i ? " and " : "", o->source[i]);
}

void umb_story_tell(const umb_finding *f, const umb_finding *before, umb_line_fn line, void *ctx)
{
	const umb_provenance *p = f->provenance;
	umb_buf               b = UMB_BUF_INIT_MAX(1 << 20);

	if (p && before && before->provenance == p) {
		umb_buf_append_str(&b, "as above: another version of the same file");
		flush(&b, "story", line, ctx);
	} else if (p) {
		tell_arrival(&b, f, p);
		flush(&b, "story", line, ctx);
		tell_removal(&b, p);
		flush(&b, "", line, ctx);
		tell_refs(&b, p, true, f->commit.is_message);
		flush(&b, "", line, ctx);
		tell_refs(&b, p, false, f->commit.is_message);
		flush(&b, "", line, ctx);
		umb_buf_append_str(&b, verdict(f, p));
		flush(&b, "", line, ctx);
	}
	if (f->owners) {
		tell_owners(&b, f->owners);
		flush(&b, "owner", line, ctx);
	}
	umb_buf_clear(&b);
}
