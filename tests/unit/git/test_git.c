/*
 * test_git.c - repositories made by git itself, read by us: the same blobs, ids that fit, commits and paths, and what
 * happens to damaged packs.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/number.h"
#include "git/git_attribute.h"
#include "git/git_parse.h"
#include "git/git_walk.h"
#include "harness/check.h"
#include "harness/scratch.h"

/* -- what a walk gives ---------------------------------------------------------------------------------- */

typedef struct seen {
	umb_buf  ids; /* hex, one per line */
	size_t   n_objects, n_bad, n_wrong_ids;
	uint32_t id_len;
} seen;

static umb_status on_object(void *ctx, const umb_git_object *o)
{
	seen   *s = ctx;
	uint8_t id[UMB_ID_MAX];
	char    hex[2 * UMB_ID_MAX + 1];

	umb_git_object_id(id, s->id_len, o->type, o->data);
	s->n_wrong_ids += memcmp(id, o->id, s->id_len) != 0;
	s->n_objects++;
	umb_format_hex(hex, o->id, s->id_len);
	umb_buf_printf(&s->ids, "%s\n", hex);
	for (size_t i = 0; i < UMB_TEXT_PAD; i++)
		assert_int_equal(o->data.ptr[o->data.len + i], 0);
	return UMB_OK;
}

static void on_bad(void *ctx, const uint8_t *id, umb_skip reason, const char *words)
{
	UMB_UNUSED(id);
	UMB_UNUSED(reason);
	UMB_UNUSED(words);
	((seen *)ctx)->n_bad++;
}

static void walk(const char *repo, seen *s)
{
	umb_git_visit visit = { .ctx = s, .object = on_object, .bad = on_bad };
	umb_git_repo  r;
	umb_git_store store;
	umb_git_walk *w = NULL;
	umb_git_lane *l = NULL;
	umb_buf       path = UMB_BUF_INIT;
	umb_err       err  = UMB_ERR_INIT;
	umb_status    st;

	umb_buf_printf(&path, "%s/%s", folder, repo);
	if (umb_git_repo_open(&r, umb_buf_str(&path), &err) != UMB_OK)
		fail_msg("%s", err.text);
	s->id_len = r.id_len;
	umb_buf_reset(&path);
	umb_buf_printf(&path, "%s/objects", r.common_dir);
	assert_int_equal(umb_git_store_open(&store, umb_buf_str(&path), r.id_len, on_bad, s, &err), UMB_OK);
	assert_int_equal(umb_git_walk_open(&w, &store, &(umb_git_walk_opts){ .wanted = UMB_GIT_WANT(UMB_GIT_BLOB) }, &err), UMB_OK);
	assert_int_equal(umb_git_lane_open(&l, w, &err), UMB_OK);
	while ((st = umb_git_walk_next(w, l, &visit)) == UMB_OK)
		;
	assert_int_equal(st, UMB_END);
	umb_git_lane_close(l);
	umb_git_walk_close(w);
	umb_git_store_close(&store);
	umb_git_repo_close(&r);
	umb_buf_clear(&path);
}

/* The ids we hand out, sorted, against git's own list. */
static void check_same_blobs(const char *repo, const char *label)
{
	seen    s = { 0 };
	umb_buf ours = UMB_BUF_INIT, line = UMB_BUF_INIT;
	umb_file_out *f = NULL;

	walk(repo, &s);
	CHECK_EQ_INT(s.n_bad, 0, label);
	CHECK_EQ_INT(s.n_wrong_ids, 0, label);
	CHECK(s.n_objects > 0, label);
	umb_buf_printf(&ours, "%s/ours", folder);
	assert_int_equal(umb_file_out_open(&f, umb_buf_str(&ours), NULL), UMB_OK);
	assert_int_equal(umb_fd_write(umb_file_out_fd(f), s.ids.ptr, s.ids.len, NULL), UMB_OK);
	assert_int_equal(umb_file_out_finish(f, NULL), UMB_OK);
	umb_buf_printf(&line, "git -C %s cat-file --batch-all-objects --batch-check | grep ' blob ' | cut -d' ' -f1 | sort >theirs; "
	               "sort ours | diff - theirs", repo);
	run(umb_buf_str(&line));
	umb_buf_clear(&s.ids);
	umb_buf_clear(&ours);
	umb_buf_clear(&line);
}

/* Forty versions of a growing file, a merge, a blob that no commit holds. */
static const char history[] =
	"git init -q -b main %s r; cd r; seq 1 500 >big; i=1; while [ $i -le 40 ]; do echo \"line $i\" >>big; echo $i >f$i; git add -A; "
	"GIT_AUTHOR_DATE=\"@$((1700000000 + i)) +0100\" GIT_COMMITTER_DATE=\"@$((1700000000 + i)) +0100\" git commit -q -m $i; i=$((i + 1)); done; "
	"git checkout -q -b side HEAD~5; echo side >s; git add s; GIT_AUTHOR_DATE='@1700000100 +0000' GIT_COMMITTER_DATE='@1700000100 +0000' git commit -q -m side; "
	"git checkout -q main; GIT_COMMITTER_DATE='@1700000200 +0000' git merge -q -m merge side; echo lost | git hash-object -w --stdin";

static void make_history(const char *options)
{
	umb_buf line = UMB_BUF_INIT;

	umb_buf_printf(&line, history, options);
	run("rm -rf r copy other");
	run(umb_buf_str(&line));
	umb_buf_clear(&line);
}

static void test_layouts(void **state)
{
	UMB_UNUSED(state);
	make_history("");
	check_same_blobs("r", "loose objects only");
	run("cd r; git repack -q -a -d -f --depth=50");
	check_same_blobs("r", "one pack with offset deltas, one object loose");
	run("cd r; git -c repack.useDeltaBaseOffset=false repack -q -a -d -f");
	check_same_blobs("r", "deltas by id");
	run("cd r; echo more >more; git add more; git commit -q -m more; git repack -q; echo again >>big; git commit -q -am again; git repack -q");
	check_same_blobs("r", "several packs");
	run("git clone -q --shared r copy; cd copy; echo own >own; git add own; git commit -q -m own");
	check_same_blobs("copy", "alternates");
	run("cp r/.git/objects/pack/* copy/.git/objects/pack/");
	check_same_blobs("copy", "objects that are there twice");
	run("cd r; git worktree add -q ../linked side");
	check_same_blobs("linked", "a linked work tree");
	run("git clone -q --bare r bare");
	check_same_blobs("bare", "a bare repository");
}

static void test_sha256(void **state)
{
	UMB_UNUSED(state);
	make_history("--object-format=sha256");
	check_same_blobs("r", "SHA-256, loose");
	run("cd r; git repack -q -a -d -f");
	check_same_blobs("r", "SHA-256, packed");
}

/* -- attribution ------------------------------------------------------------------------------------------- */

static void attribute(const char *spec, umb_git_found *f, umb_arena *arena)
{
	umb_git_repo  r;
	umb_git_store store;
	umb_buf       line = UMB_BUF_INIT, text = UMB_BUF_INIT, path = UMB_BUF_INIT;
	seen          s = { 0 };

	memset(f, 0, sizeof(*f));
	umb_buf_printf(&line, "cd r; %s >../id", spec);
	run(umb_buf_str(&line));
	umb_buf_printf(&path, "%s/id", folder);
	assert_int_equal(umb_file_read(&text, umb_buf_str(&path), 1000, NULL), UMB_OK);
	assert_true(umb_parse_hex(f->blob, 20, umb_slice_sub(umb_buf_view(&text), 0, 40)));
	umb_buf_reset(&path);
	umb_buf_printf(&path, "%s/r", folder);
	assert_int_equal(umb_git_repo_open(&r, umb_buf_str(&path), NULL), UMB_OK);
	umb_buf_reset(&path);
	umb_buf_printf(&path, "%s/objects", r.common_dir);
	assert_int_equal(umb_git_store_open(&store, umb_buf_str(&path), 20, on_bad, &s, NULL), UMB_OK);
	assert_int_equal(umb_git_attribute(NULL, &r, &store, NULL, f, 1, 2, arena, on_bad, NULL, &s, NULL), UMB_OK);
	umb_git_store_close(&store);
	umb_git_repo_close(&r);
	umb_buf_clear(&line);
	umb_buf_clear(&text);
	umb_buf_clear(&path);
}

static void test_attribution(void **state)
{
	umb_arena     a = UMB_ARENA_INIT;
	umb_git_found f;

	UMB_UNUSED(state);
	make_history("");
	run("cd r; mkdir -p d/e; echo deep >d/e/x; git add d; GIT_COMMITTER_DATE='@1700000300 +0000' git commit -q -m deep; git rm -q f7; "
	    "GIT_COMMITTER_DATE='@1700000400 +0000' git commit -q -m gone; git repack -q -a -d");
	attribute("git rev-parse HEAD~3:f7", &f, &a);
	assert_true(f.is_found);
	assert_false(f.is_in_head);
	assert_string_equal(f.author, "A U Thor");
	assert_int_equal(f.date, 1700000007);
	assert_int_equal(f.tz_minutes, 60);
	assert_true(umb_slice_eq_str(f.path, "f7"));
	attribute("git rev-parse HEAD:d/e/x", &f, &a);
	assert_true(f.is_found && f.is_in_head);
	assert_true(umb_slice_eq_str(f.path, "d/e/x"));
	attribute("git rev-parse side:s", &f, &a);
	assert_true(f.is_found && f.is_in_head);
	assert_int_equal(f.date, 1700000100);
	attribute("echo lost | git hash-object --stdin", &f, &a);
	assert_false(f.is_found);
	umb_arena_clear(&a);
}

/* -- damage ------------------------------------------------------------------------------------------------- */

typedef struct pack_bytes {
	umb_buf idx, data;
} pack_bytes;

static void load_pack(pack_bytes *p)
{
	umb_buf path = UMB_BUF_INIT;

	run("cd r; git repack -q -a -d -f; cp .git/objects/pack/*.idx ../p.idx; cp .git/objects/pack/*.pack ../p.pack");
	umb_buf_printf(&path, "%s/p.idx", folder);
	assert_int_equal(umb_file_read(&p->idx, umb_buf_str(&path), 1 << 24, NULL), UMB_OK);
	umb_buf_reset(&path);
	umb_buf_printf(&path, "%s/p.pack", folder);
	assert_int_equal(umb_file_read(&p->data, umb_buf_str(&path), 1 << 24, NULL), UMB_OK);
	umb_buf_clear(&path);
}

static umb_status count_object(void *ctx, const umb_git_object *o)
{
	UMB_UNUSED(o);
	((seen *)ctx)->n_objects++;
	return UMB_OK;
}

static void walk_bytes(umb_slice idx, umb_slice data, seen *s)
{
	umb_git_visit visit = { .ctx = s, .object = count_object, .bad = on_bad };
	umb_git_pack  pack  = { 0 };
	umb_git_store store = { .pack = &pack, .n_packs = 1, .id_len = 20 };
	umb_git_walk *w = NULL;
	umb_git_lane *l = NULL;

	if (umb_git_pack_view(&pack, idx, data, 20, NULL) != UMB_OK) {
		s->n_bad++;
		return;
	}
	assert_int_equal(umb_git_walk_open(&w, &store, &(umb_git_walk_opts){ .wanted = ~0u, .max_object = 1 << 20 }, NULL), UMB_OK);
	assert_int_equal(umb_git_lane_open(&l, w, NULL), UMB_OK);
	while (umb_git_walk_next(w, l, &visit) == UMB_OK)
		;
	umb_git_lane_close(l);
	umb_git_walk_close(w);
}

/* One byte wrong, everywhere: never a crash, a hang or memory without bound, and nothing lost without being told. */
static void test_flipped_bytes(void **state)
{
	pack_bytes p = { UMB_BUF_INIT, UMB_BUF_INIT };
	seen       whole = { 0 };

	UMB_UNUSED(state);
	make_history("");
	load_pack(&p);
	walk_bytes(umb_buf_view(&p.idx), umb_buf_view(&p.data), &whole);
	assert_int_equal(whole.n_bad, 0);
	for (size_t i = 0; i < p.data.len + p.idx.len; i += i < p.data.len ? 7 : 3) {
		uint8_t *at = i < p.data.len ? p.data.ptr + i : p.idx.ptr + (i - p.data.len);
		seen     s  = { 0 };

		*at ^= (uint8_t)(1u << i % 8);
		walk_bytes(umb_buf_view(&p.idx), umb_buf_view(&p.data), &s);
		assert_true(s.n_objects + s.n_bad >= whole.n_objects || s.n_bad > 0);
		*at ^= (uint8_t)(1u << i % 8);
	}
	for (size_t len = 0; len < p.data.len; len += 97) {
		seen s = { 0 };

		walk_bytes(umb_buf_view(&p.idx), umb_slice_of(p.data.ptr, len), &s);
		assert_true(s.n_bad > 0);
	}
	umb_buf_clear(&p.idx);
	umb_buf_clear(&p.data);
}

static const struct {
	const char *label;
	uint8_t     delta[12];
	size_t      len;
	bool        ok;
} deltas[] = {
	{ "copy all", { 4, 4, 0x90, 4 }, 4, true },
	{ "insert", { 4, 4, 4, 'a', 'b', 'c', 'd' }, 7, true },
	{ "copy behind the base", { 4, 4, 0x91, 1, 4 }, 5, false },
	{ "copy of 64 KB from 4 bytes", { 4, 4, 0x80 }, 3, false },
	{ "longer than it says", { 4, 2, 0x90, 4 }, 4, false },
	{ "shorter than it says", { 4, 4, 0x90, 3 }, 4, false },
	{ "another base", { 5, 4, 0x90, 4 }, 4, false },
	{ "reserved instruction", { 4, 4, 0 }, 3, false },
	{ "insert cut off", { 4, 4, 4, 'a' }, 4, false },
	{ "copy cut off", { 4, 4, 0x9f, 0 }, 4, false },
};

static void test_deltas(void **state)
{
	UMB_UNUSED(state);
	for (size_t i = 0; i < UMB_COUNT(deltas); i++) {
		uint64_t base_len = 0, out_len = 0;
		uint8_t  out[8];
		umb_slice d = umb_slice_of(deltas[i].delta, deltas[i].len);
		bool     ok = umb_git_delta_sizes(d, &base_len, &out_len) && out_len <= sizeof(out) &&
		          umb_git_delta_apply(d, umb_slice_str("wxyz"), out, (size_t)out_len, NULL) == UMB_OK;

		CHECK_EQ_INT(ok, deltas[i].ok, deltas[i].label);
	}
}

static void test_not_a_repository(void **state)
{
	umb_git_repo r;
	umb_err      err = UMB_ERR_INIT;

	UMB_UNUSED(state);
	assert_int_equal(umb_git_repo_open(&r, "/proc/self/fdinfo", &err), UMB_E_NOTFOUND);
	assert_non_null(strstr(err.text, "no git repository"));
	run("git init -q empty");
	char path[80];
	snprintf(path, sizeof(path), "%s/empty", folder);
	assert_int_equal(umb_git_repo_open(&r, path, &err), UMB_OK);
	assert_int_equal(r.n_refs, 0);
	assert_false(r.has_head);
	umb_git_repo_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts), cmocka_unit_test(test_sha256), cmocka_unit_test(test_attribution),
		cmocka_unit_test(test_flipped_bytes), cmocka_unit_test(test_deltas), cmocka_unit_test(test_not_a_repository),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
