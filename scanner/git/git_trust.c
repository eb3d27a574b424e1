/*
 * git_trust.c - whether a repository may be opened: it belongs to whoever runs this, or the user's own configuration names it
 * (git's setup.c and its documentation of safe.directory).
 *
 * One rule for every way of opening.  Asked of the user's and the system's configuration and of the environment only: what a
 * repository says about itself counts for nothing here.
 */
#include "git/git_config.h"
#include "git/git_repo.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"

#define CONFIG_MAX (1 << 20)
#define MAX_INCLUDES 10 /* inside one another, as git */
#define MAX_GIVEN 1000  /* settings in the environment */

typedef struct question {
	const char *folder; /* absolute, without links; what safe.directory must name */
	bool        is_safe;
} question;

/* -- what is trusted --------------------------------------------------------------------------------------- */

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* "~/" is the home folder; no other abbreviation is known. */
static void expand(umb_buf *out, umb_slice path)
{
	bool is_home = path.len >= 2 && path.ptr[0] == '~' && path.ptr[1] == '/';

	umb_buf_reset(out);
	if (is_home)
		umb_buf_append_str(out, env("HOME") ? env("HOME") : "");
	umb_buf_append_slice(out, umb_slice_sub(path, is_home, path.len));
}

/* One safe.directory: it adds to what was said before; an empty one takes that back. */
static void judge(question *q, umb_slice words)
{
	umb_buf path = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	size_t  n    = strlen(q->folder);
	char   *real;

	expand(&path, words);
	while (path.len > 1 && path.ptr[path.len - 1] == '/')
		path.len--;
	if (words.len == 0) {
		q->is_safe = false;
	} else if (umb_slice_eq_str(words, "*")) {
		q->is_safe = true;
	} else if (path.len > 2 && memcmp(path.ptr + path.len - 2, "/*", 2) == 0) {
		q->is_safe = q->is_safe || (n >= path.len && memcmp(q->folder, path.ptr, path.len - 1) == 0);
	} else {
		real       = realpath(umb_buf_str(&path), NULL);
		q->is_safe = q->is_safe || umb_slice_eq_str(umb_buf_view(&path), q->folder) || (real && strcmp(real, q->folder) == 0);
		free(real);
	}
	umb_buf_clear(&path);
}

/* A file that is not there, or cannot be read, trusts nobody. */
static void ask_file(question *q, const char *path, int depth)
{
	umb_buf        text = UMB_BUF_INIT_MAX(CONFIG_MAX + 65536), other = UMB_BUF_INIT_MAX(PATH_MAX * 2);
	umb_git_config r    = UMB_GIT_CONFIG_INIT;

	if (umb_file_read(&text, path, CONFIG_MAX, NULL) == UMB_OK)
		r.text = umb_buf_view(&text);
	while (umb_git_config_next(&r)) {
		umb_slice key = umb_buf_view(&r.key), value = umb_buf_view(&r.value);

		if (umb_slice_eq_str(key, "safe.directory"))
			judge(q, value);
		if (!umb_slice_eq_str(key, "include.path") || value.len == 0 || depth >= MAX_INCLUDES)
			continue;
		expand(&other, value);
		if (other.len && other.ptr[0] != '/') {
			umb_slice folder = umb_slice_of(path, (size_t)(strrchr(path, '/') ? strrchr(path, '/') + 1 - path : 0));

			umb_buf_reset(&other);
			umb_buf_append_slice(&other, folder);
			umb_buf_append_slice(&other, value);
		}
		ask_file(q, umb_buf_str(&other), depth + 1);
	}
	umb_buf_clear(&text);
	umb_buf_clear(&other);
	umb_git_config_clear(&r);
}

static void ask_home(question *q, const char *folder, const char *name)
{
	umb_buf path = UMB_BUF_INIT_MAX(PATH_MAX * 2);

	if (folder) {
		umb_buf_printf(&path, "%s/%s", folder, name);
		ask_file(q, umb_buf_str(&path), 0);
	}
	umb_buf_clear(&path);
}

/* GIT_CONFIG_COUNT, GIT_CONFIG_KEY_0, GIT_CONFIG_VALUE_0 and so on. */
static void ask_environment(question *q)
{
	uint64_t n = 0;
	char     name[40];

	umb_parse_u64(&n, umb_slice_str(env("GIT_CONFIG_COUNT")), 0, MAX_GIVEN);
	for (unsigned i = 0; i < (unsigned)n; i++) {
		snprintf(name, sizeof(name), "GIT_CONFIG_KEY_%u", i);
		if (!umb_text_eq_nocase(umb_slice_str(env(name)), umb_slice_str("safe.directory")))
			continue;
		snprintf(name, sizeof(name), "GIT_CONFIG_VALUE_%u", i);
		judge(q, umb_slice_str(env(name)));
	}
}

static bool is_trusted(const char *folder)
{
	question q = { folder, false };

	if (!env("GIT_CONFIG_NOSYSTEM") || strcmp(env("GIT_CONFIG_NOSYSTEM"), "0") == 0 || strcmp(env("GIT_CONFIG_NOSYSTEM"), "false") == 0)
		ask_file(&q, env("GIT_CONFIG_SYSTEM") ? env("GIT_CONFIG_SYSTEM") : "/etc/gitconfig", 0);
	if (env("GIT_CONFIG_GLOBAL")) {
		ask_file(&q, env("GIT_CONFIG_GLOBAL"), 0);
	} else {
		if (env("XDG_CONFIG_HOME"))
			ask_home(&q, env("XDG_CONFIG_HOME"), "git/config");
		else
			ask_home(&q, env("HOME"), ".config/git/config");
		ask_home(&q, env("HOME"), ".gitconfig");
	}
	ask_environment(&q);
	return q.is_safe;
}

/* -- who owns it ------------------------------------------------------------------------------------------- */

/* Root owns what root owns, and under sudo what belongs to whoever called it. */
static bool is_own(const char *path, uid_t *owner)
{
	struct stat sb;
	uid_t       self = geteuid();
	uint64_t    sudo;

	if (lstat(path, &sb) != 0)
		return false;
	*owner = sb.st_uid;
	if (self == 0 && sb.st_uid != 0 && umb_parse_u64(&sudo, umb_slice_str(env("SUDO_UID")), 0, UINT32_MAX))
		self = (uid_t)sudo;
	return sb.st_uid == self;
}

/* For a shell: a name may hold anything. */
static void append_quoted(umb_buf *b, const char *text)
{
	umb_buf_append_byte(b, '\'');
	for (; *text; text++) {
		if (*text == '\'')
			umb_buf_append_str(b, "'\\''");
		else
			umb_buf_append_byte(b, (uint8_t)*text);
	}
	umb_buf_append_byte(b, '\'');
}

umb_status umb_git_trust(const umb_git_repo *r, const char *path, umb_err *err)
{
	umb_buf     link = UMB_BUF_INIT_MAX(PATH_MAX * 2), words = UMB_BUF_INIT_MAX(PATH_MAX * 4);
	char       *folder = realpath(r->work_dir ? r->work_dir : r->git_dir, NULL);
	const char *whose  = r->git_dir;
	uid_t       owner  = 0;
	bool        is_ok  = is_own(r->git_dir, &owner);
	umb_status  st     = UMB_OK;

	if (is_ok && r->work_dir) {
		whose = r->work_dir;
		is_ok = is_own(r->work_dir, &owner);
		umb_buf_printf(&link, "%s/.git", r->work_dir);
		if (link.failed != UMB_OK) {
			st = umb_err_set(err, link.failed, "'%s': out of memory, or its path is too long", path);
		} else if (is_ok && access(umb_buf_str(&link), F_OK) == 0) {
			whose = umb_buf_str(&link);
			is_ok = is_own(whose, &owner);
		}
	}
	if (st == UMB_OK && !is_ok && (!folder || !is_trusted(folder))) {
		append_quoted(&words, folder ? folder : path);
		st = umb_err_set(err, UMB_E_REFUSED, "'%s': dubious ownership: '%s' belongs to user %lu; if you trust it: git config --global --add safe.directory %s",
		                 path, whose, (unsigned long)owner, umb_buf_str(&words));
	}
	free(folder);
	umb_buf_clear(&link);
	umb_buf_clear(&words);
	return st;
}
