/*
 * git_repo.c - the only user of libgit2, which is loaded when a repository is opened and not before:
 * linking it costs every start two milliseconds, initialising it five more.
 *
 * libgit2 decides where the repository is.  Repositories with SHA-256 are too new for the version in Debian 12, and a broken
 * configuration stops it; for those the question is answered in git_find.c.  Whether a repository may be trusted is decided in
 * git_trust.c for all of them: libgit2 1.5 takes "no configuration" for "no repository".
 */
#include <git2.h> /* before our own headers: it has a field of a name that they ban */

#include "git/git_repo.h"

#include <dlfcn.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/text.h"

#define CONFIG_MAX (1 << 20)

/* -- libgit2, by name --------------------------------------------------------------------------------- */

typedef struct git2_api {
	void *handle;
	int (*init)(void);
	int (*shutdown)(void);
	int (*opts)(int, ...);
	int (*open_ext)(git_repository **, const char *, unsigned, const char *);
	const char *(*path)(const git_repository *);
	const char *(*commondir)(const git_repository *);
	const char *(*workdir)(const git_repository *);
	void (*free)(git_repository *);
	const git_error *(*error_last)(void);
} git2_api;

static bool load(git2_api *api)
{
	memset(api, 0, sizeof(*api));
	api->handle = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
	if (!api->handle)
		return false;
	*(void **)&api->init       = dlsym(api->handle, "git_libgit2_init");
	*(void **)&api->shutdown   = dlsym(api->handle, "git_libgit2_shutdown");
	*(void **)&api->opts       = dlsym(api->handle, "git_libgit2_opts");
	*(void **)&api->open_ext   = dlsym(api->handle, "git_repository_open_ext");
	*(void **)&api->path       = dlsym(api->handle, "git_repository_path");
	*(void **)&api->commondir  = dlsym(api->handle, "git_repository_commondir");
	*(void **)&api->workdir    = dlsym(api->handle, "git_repository_workdir");
	*(void **)&api->free       = dlsym(api->handle, "git_repository_free");
	*(void **)&api->error_last = dlsym(api->handle, "git_error_last");
	return api->init && api->shutdown && api->opts && api->open_ext && api->path && api->commondir && api->workdir && api->free &&
	       api->error_last;
}

/* "/a/b/.git/" without the slash. */
static char *folder(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return umb_strndup(path, n);
}

static umb_status explain(const git2_api *api, const char *path, int code, umb_err *err)
{
	const git_error *e = api->error_last();
	const char      *words = e && e->message ? e->message : "unknown reason";

	if (code == GIT_ENOTFOUND)
		return umb_git_none(path, err);
	return umb_err_set(err, UMB_E_FORMAT, "'%s': %s", path, words);
}

static umb_status open_by_libgit2(umb_git_repo *r, const char *path, umb_err *err)
{
	git_repository *repo = NULL;
	git2_api        api;
	umb_status      st = UMB_OK;
	int             code;

	if (!load(&api))
		return umb_err_set(err, UMB_E_UNSUPPORTED, "libgit2 (libgit2.so." LIBGIT2_SOVERSION ") is not installed");
	api.init();
	api.opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	code = api.open_ext(&repo, path, 0, NULL);
	if (code != 0) {
		st = explain(&api, path, code, err);
	} else {
		r->git_dir    = folder(api.path(repo));
		r->common_dir = folder(api.commondir(repo));
		if (api.workdir(repo))
			r->work_dir = folder(api.workdir(repo));
		if (!r->git_dir || !r->common_dir || (api.workdir(repo) && !r->work_dir))
			st = umb_err_set(err, UMB_E_NOMEM, "out of memory");
		api.free(repo);
	}
	api.shutdown();
	/* Kept loaded: some of its libraries do not survive being unloaded. */
	return st;
}

/* -- configuration -------------------------------------------------------------------------------------- */

static umb_status read_config(const char *dir, umb_buf *out)
{
	umb_buf    path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_status st;

	umb_buf_printf(&path, "%s/config", dir);
	st = umb_file_read(out, umb_buf_str(&path), CONFIG_MAX, NULL);
	umb_buf_clear(&path);
	return st;
}

static bool config_says(umb_slice config, const char *word)
{
	return umb_text_find_nocase(config, umb_slice_str(word)) != SIZE_MAX;
}

static bool wants_sha256(umb_slice config)
{
	size_t at = umb_text_find_nocase(config, umb_slice_str("objectformat"));

	return at != SIZE_MAX && config_says(umb_slice_sub(config, at, umb_text_line_end(config, at)), "sha256");
}

static umb_status read_properties(umb_git_repo *r)
{
	umb_buf     config = UMB_BUF_INIT_MAX(CONFIG_MAX + 65536), path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	struct stat sb;
	umb_status  st = read_config(r->common_dir, &config);

	r->id_len = 20;
	if (st == UMB_OK) {
		r->id_len     = wants_sha256(umb_buf_view(&config)) ? 32 : 20;
		r->is_partial = config_says(umb_buf_view(&config), "promisor") || config_says(umb_buf_view(&config), "partialclone");
	}
	umb_buf_printf(&path, "%s/shallow", r->common_dir);
	r->is_shallow = stat(umb_buf_str(&path), &sb) == 0 && sb.st_size > 0;
	umb_buf_clear(&config);
	umb_buf_clear(&path);
	return st == UMB_E_NOTFOUND ? UMB_OK : st;
}

/* -- the whole ------------------------------------------------------------------------------------------ */

static umb_status settle(umb_git_repo *r, const char *path, umb_status st, umb_err *err)
{
	if (st == UMB_OK)
		st = umb_git_trust(r, path, err);
	if (st == UMB_OK) {
		st = read_properties(r);
		if (st != UMB_OK)
			umb_err_set(err, st, "'%s': the configuration of the repository cannot be read", path);
	}
	return st;
}

umb_status umb_git_repo_open_light(umb_git_repo *r, const char *path, bool obeys_environment, umb_err *err)
{
	umb_status st;

	memset(r, 0, sizeof(*r));
	st = settle(r, path, umb_git_find(r, path, obeys_environment, err), err);
	if (st != UMB_OK)
		umb_git_repo_close(r);
	return st;
}

umb_status umb_git_repo_open(umb_git_repo *r, const char *path, umb_err *err)
{
	umb_err    why = UMB_ERR_INIT;
	umb_status st;

	memset(r, 0, sizeof(*r));
	st = open_by_libgit2(r, path, err);
	if (st == UMB_E_FORMAT || st == UMB_E_UNSUPPORTED) {
		if (umb_git_find(r, path, false, &why) == UMB_OK)
			st = UMB_OK;
	}
	st = settle(r, path, st, err);
	if (st == UMB_OK) {
		st = umb_git_refs_read(r);
		if (st != UMB_OK)
			umb_err_set(err, st, "'%s': the refs cannot be read", path);
	}
	if (st != UMB_OK)
		umb_git_repo_close(r);
	return st;
}

void umb_git_repo_close(umb_git_repo *r)
{
	for (size_t i = 0; i < r->n_refs; i++)
		umb_free(r->ref[i].name);
	for (size_t i = 0; i < r->n_bad; i++)
		umb_free(r->bad[i].name);
	umb_free(r->ref);
	umb_free(r->bad);
	umb_free(r->git_dir);
	umb_free(r->work_dir);
	umb_free(r->common_dir);
	memset(r, 0, sizeof(*r));
}
