/*
 * mkfixture.c - recipes to texts, so that no file of this repository looks like a secret.
 *
 * usage: mkfixture expand SEED TEXT        one text on standard output
 *        mkfixture file SEED FILE          a file with recipes, carried out, on standard output
 *        mkfixture sample FOLDER           FOLDER/tree and FOLDER/repository, for tools/quickstart
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/number.h"
#include "rule/rule.h"

static int fail(const umb_err *err)
{
	fprintf(stderr, "mkfixture: %s\n", err->text);
	return 1;
}

static int expand(const char *seed, const char *text)
{
	umb_buf  out = UMB_BUF_INIT;
	umb_err  err = UMB_ERR_INIT;
	uint64_t n   = 0;

	if (!umb_parse_u64(&n, umb_slice_str(seed), 0, UINT64_MAX)) {
		fprintf(stderr, "mkfixture: the seed is a number\n");
		return 2;
	}
	if (umb_recipe_expand(&out, text, n, &err) != UMB_OK)
		return fail(&err);
	fwrite(out.ptr, 1, out.len, stdout);
	umb_buf_clear(&out);
	return 0;
}

static int expand_file(const char *seed, const char *path)
{
	umb_buf text = UMB_BUF_INIT;
	umb_err err  = UMB_ERR_INIT;
	int     code;

	if (umb_file_read(&text, path, 1 << 20, &err) != UMB_OK)
		return fail(&err);
	code = expand(seed, umb_buf_str(&text));
	umb_buf_clear(&text);
	return code;
}

/* -- the sample ---------------------------------------------------------------------------------------- */

static const struct {
	const char *path, *text;
} sample[] = {
	{ "README.md", "# A service\n\nSet GITHUB_TOKEN to your own token.\n" },
	{ "deploy/.env", "GITHUB_TOKEN=ghp_{base62:30}{crc32-base62:6}\nAWS_ACCESS_KEY_ID=AKIA{base32:16}\nAWS_SECRET_ACCESS_KEY={base64:40}\n"
	                 "DATABASE_URL=postgres://app:{base62:20}@db.internal:5432/app\n" },
	{ "src/client.py", "import os\n\nTOKEN = os.environ[\"API_TOKEN\"]\nSTRIPE = \"{repeat:sk_live:1}_{base62:24}\"\n" },
	{ "k8s/secret.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  npmrc: {base64-of://registry.invalid/:_authToken=npm_{base62:30}{crc32-base62:6}}\n" },
	{ "keys/id_ed25519", "{pem:openssh}" },
	{ "config.example", "GITHUB_TOKEN=ghp_{repeat:x:36}\npassword = changeme\n" },
};

static int write_text(const char *folder, const char *path, const char *text, uint64_t seed)
{
	umb_buf       name = UMB_BUF_INIT, body = UMB_BUF_INIT;
	umb_err       err  = UMB_ERR_INIT;
	umb_file_out *f    = NULL;
	umb_status    st;

	umb_buf_printf(&name, "%s/%s", folder, path);
	for (size_t i = strlen(folder) + 1; i < name.len; i++) {
		if (name.ptr[i] == '/') {
			name.ptr[i] = 0;
			mkdir((const char *)name.ptr, 0755);
			name.ptr[i] = '/';
		}
	}
	st = umb_recipe_expand(&body, text, seed, &err);
	if (st == UMB_OK)
		st = umb_file_out_open(&f, umb_buf_str(&name), &err);
	if (st == UMB_OK)
		st = umb_fd_write(umb_file_out_fd(f), body.ptr, body.len, &err);
	if (st == UMB_OK)
		st = umb_file_out_finish(f, &err);
	umb_buf_clear(&name);
	umb_buf_clear(&body);
	return st == UMB_OK ? 0 : fail(&err);
}

static int write_tree(const char *folder, size_t from)
{
	mkdir(folder, 0755);
	for (size_t i = from; i < UMB_COUNT(sample); i++) {
		if (write_text(folder, sample[i].path, sample[i].text, 100 + i) != 0)
			return 1;
	}
	return 0;
}

/* git with a fixed name and no configuration from outside. */
static int git(const char *folder, const char *const *args)
{
	const char *argv[24] = { "git", "-C", folder, "-c", "user.name=sample", "-c", "user.email=sample@example.invalid", "-c", "init.defaultBranch=main" };
	size_t      n = 9;
	int         status = 1;
	pid_t       pid;

	for (; *args && n < 23; args++)
		argv[n++] = *args;
	pid = fork();
	if (pid == 0) {
		setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
		setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
		execvp("git", (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int write_repository(const char *folder)
{
	static const char *const init[]   = { "init", "-q", NULL };
	static const char *const add[]    = { "add", "-A", NULL };
	static const char *const first[]  = { "commit", "-q", "-m", "add the service", NULL };
	static const char *const remove[] = { "rm", "-q", "deploy/.env", NULL };
	static const char *const second[] = { "commit", "-q", "-m", "remove the secrets", NULL };

	if (write_tree(folder, 0) != 0)
		return 1;
	return git(folder, init) || git(folder, add) || git(folder, first) || git(folder, remove) || git(folder, second);
}

static int make_sample(const char *folder)
{
	umb_buf tree = UMB_BUF_INIT, repository = UMB_BUF_INIT;
	int     code;

	umb_buf_printf(&tree, "%s/tree", folder);
	umb_buf_printf(&repository, "%s/repository", folder);
	code = write_tree(umb_buf_str(&tree), 0) || write_repository(umb_buf_str(&repository));
	umb_buf_clear(&tree);
	umb_buf_clear(&repository);
	return code;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "expand") == 0)
		return expand(argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "file") == 0)
		return expand_file(argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "sample") == 0)
		return make_sample(argv[2]);
	fprintf(stderr, "usage: mkfixture expand SEED TEXT | file SEED FILE | sample FOLDER\n");
	return 2;
}
