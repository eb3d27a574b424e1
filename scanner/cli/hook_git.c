/*
 * hook_git.c - asks the git program, which alone knows where the hooks of a repository lie.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/hook.h"

extern char **environ;

#define MAX_ARGS 8

/* Standard output goes into the pipe, nothing comes in, and a reader that went away ends it as usual. */
static int start(pid_t *pid, int to, const char *const *args)
{
	char                      *argv[MAX_ARGS + 2];
	static char                git[] = "git";
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t          attr;
	sigset_t                   usual;
	size_t                     n = 0;
	int                        code;

	argv[n++] = git;
	/* execve's prototype is older than const; it changes nothing. */
	while (*args && n <= MAX_ARGS)
		memcpy(&argv[n++], args++, sizeof(*argv));
	argv[n] = NULL;
	code = posix_spawn_file_actions_init(&actions);
	if (code)
		return code;
	code = posix_spawnattr_init(&attr);
	if (code) {
		posix_spawn_file_actions_destroy(&actions);
		return code;
	}
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &usual);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	code = posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
	if (!code)
		code = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!code)
		code = posix_spawnp(pid, "git", &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

/* All of it is taken, so that the writer ends; what does not fit is counted only. */
static size_t read_all(int fd, char *out, size_t size)
{
	char    rest[512];
	size_t  n_all = 0;
	ssize_t n;

	do {
		bool fits = n_all < size;

		n = fits ? read(fd, out + n_all, size - n_all) : read(fd, rest, sizeof(rest));
		if (n > 0)
			n_all += (size_t)n;
	} while (n > 0 || (n < 0 && errno == EINTR));
	return n_all;
}

int hook_git(char *out, size_t size, const char *const *args)
{
	int    pipes[2], code, status = 0;
	size_t n;
	pid_t  pid = -1, ended;

	if (pipe2(pipes, O_CLOEXEC) != 0) {
		umb_cli_complain("cannot make a pipe to git: %s", strerror(errno));
		return -1;
	}
	code = start(&pid, pipes[1], args);
	close(pipes[1]);
	if (code) {
		close(pipes[0]);
		umb_cli_complain(code == ENOENT ? "the program git, which hooks are for, is not there: %s" : "cannot run git: %s", strerror(code));
		return -1;
	}
	n = read_all(pipes[0], out, size);
	close(pipes[0]);
	do
		ended = waitpid(pid, &status, 0);
	while (ended < 0 && errno == EINTR);
	if (ended != pid || !WIFEXITED(status) || n >= size || memchr(out, 0, n)) {
		umb_cli_complain(n >= size ? "git says more than can be a path" : "git ended before it had answered");
		return -1;
	}
	if (n && out[n - 1] == '\n')
		n--;
	out[n] = 0;
	return WEXITSTATUS(status);
}
