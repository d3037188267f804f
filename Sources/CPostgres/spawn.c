#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CSpawn.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Between fork and exec only async-signal-safe functions are used: other threads of the parent may
 * have held any lock. Exceptions: setgroups, a bare system call in a process of one thread, and
 * opendir in the children that go through folders: it allocates memory, which both glibc's and
 * Darwin's fork leave in order. */

static bool become(const struct spawn_user *user) {
  if (!user->changes) {
    return true;
  }
  return setgroups(0, NULL) == 0 && setgid(user->group) == 0 && setuid(user->user) == 0;
}

static void reset_signals(void) {
  for (int signal_number = 1; signal_number < NSIG; signal_number++) {
    signal(signal_number, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_between(int first, int last) {
#ifdef SYS_close_range
  if (last < first || syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0) == 0) {
    return;
  }
#endif
  for (int descriptor = first; descriptor <= last; descriptor++) {
    close(descriptor);
  }
}

/* Closes all from 3 on but `kept`, which is put in order. */
static void close_others(int *kept, int count) {
  int limit = (int)sysconf(_SC_OPEN_MAX);
  /* A limit of a million and more is common in containers; nobody here has so many files open. */
  if (limit < 0 || limit > 4096) {
    limit = 4096;
  }
  int first = 3;
  for (int i = 0; i < count; i++) {
    for (int j = i + 1; j < count; j++) {
      if (kept[j] < kept[i]) {
        int smaller = kept[j];
        kept[j] = kept[i];
        kept[i] = smaller;
      }
    }
    close_between(first, kept[i] - 1);
    first = kept[i] + 1;
  }
  close_between(first, limit);
}

/* Standard input from `input` or nowhere; output to `log`, to `pipe`, or to nowhere. */
static void redirect(const char *input, const char *log, int pipe) {
  int nowhere = open("/dev/null", O_RDWR);
  int source = input != NULL ? open(input, O_RDONLY) : nowhere;
  int output = nowhere;
  if (log != NULL) {
    output = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (output < 0) {
      output = nowhere;
    }
  }
  dup2(source < 0 ? nowhere : source, 0);
  dup2(pipe >= 0 ? pipe : output, 1);
  dup2(output, 2);
}

static int wait_for(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return -1;
    }
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool make_pipe(int ends[2]) {
#ifdef __linux__
  /* In one step, so that no other thread's child gets the pipe in between. */
  return pipe2(ends, O_CLOEXEC) == 0;
#else
  if (pipe(ends) != 0) {
    return false;
  }
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return true;
#endif
}

static size_t read_all(int descriptor, char *output, size_t capacity) {
  size_t length = 0;
  char rest[512];
  for (;;) {
    bool full = length + 1 >= capacity;
    ssize_t count = full ? read(descriptor, rest, sizeof rest)
                         : read(descriptor, output + length, capacity - 1 - length);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      break;
    }
    length += full ? 0 : (size_t)count;
  }
  output[length] = '\0';
  return length;
}

int spawn_run(const struct spawn_user *user, const char *input, const char *log,
              const char *const *arguments, char *output, size_t capacity) {
  int ends[2] = {-1, -1};
  if (output != NULL && !make_pipe(ends)) {
    return -1;
  }
  pid_t child = fork();
  if (child == 0) {
    reset_signals();
    /* A group of its own: ^C in the terminal is for the shell. */
    setpgid(0, 0);
    umask(077);
    if (!become(user) || chdir("/") != 0) {
      _exit(126);
    }
    redirect(input, log, ends[1]);
    close_others(NULL, 0);
    execv(arguments[0], (char *const *)arguments);
    _exit(127);
  }
  if (output != NULL) {
    close(ends[1]);
    if (child > 0) {
      read_all(ends[0], output, capacity);
    }
    close(ends[0]);
  }
  return child < 0 ? -1 : wait_for(child);
}

/* Runs `work` in a child that is the user. */
static int run_as(const struct spawn_user *user, bool (*work)(const char *const *),
                  const char *const *arguments) {
  pid_t child = fork();
  if (child == 0) {
    reset_signals();
    setpgid(0, 0);
    umask(077);
    _exit(become(user) && work(arguments) ? 0 : 1);
  }
  return child < 0 ? -1 : wait_for(child);
}

static bool mirror(const char *const *paths) { return tree_mirror(paths[0], paths[1]); }

static bool age(const char *const *paths) { return tree_age(paths[0]); }

static bool remove_all(const char *const *paths) {
  bool done = true;
  for (int i = 0; paths[i] != NULL; i++) {
    done = tree_remove(paths[i]) && done;
  }
  return done;
}

int spawn_mirror(const struct spawn_user *user, const char *source, const char *target) {
  const char *const paths[] = {source, target, NULL};
  return run_as(user, mirror, paths);
}

int spawn_remove(const struct spawn_user *user, const char *const *paths) {
  return run_as(user, remove_all, paths);
}

int spawn_age(const struct spawn_user *user, const char *path) {
  const char *const paths[] = {path, NULL};
  return run_as(user, age, paths);
}

/* True when the child has ended within the time. */
static bool ended_within(pid_t child, int milliseconds) {
  struct timespec pause = {0, 1000000};
  for (int waited = 0; waited < milliseconds; waited++) {
    if (waitpid(child, NULL, WNOHANG) != 0) {
      return true;
    }
    nanosleep(&pause, NULL);
  }
  return false;
}

static void stop_server(pid_t server) {
  /* An immediate shutdown: nothing of it is wanted any more. */
  kill(server, SIGQUIT);
  if (!ended_within(server, 10000)) {
    kill(server, SIGKILL);
    wait_for(server);
  }
}

static bool is_free(const char *const *places) {
  struct stat found;
  for (int i = 0; places[i] != NULL; i++) {
    if (lstat(places[i], &found) != 0) {
      return true;
    }
  }
  return false;
}

/* Parks the cluster, as good as new, where the next start finds it; else removes it. Restoring beats
 * removing and copying anew by far: a used cluster differs in some hundred files of 1,500, and some
 * file systems (ext4) are slow to make files just after others were removed. */
static void park_or_remove(const struct spawn_server *server) {
  if (is_free(server->places) && tree_mirror(server->original, server->directory)) {
    for (int i = 0; server->places[i] != NULL; i++) {
      /* Another watcher may have been faster; a filled place cannot be renamed over. */
      if (rename(server->directory, server->places[i]) == 0) {
        return;
      }
    }
  }
  tree_remove(server->directory);
}

static volatile sig_atomic_t is_told_to_end = 0;

static void note_end(int signal_number) {
  (void)signal_number;
  is_told_to_end = 1;
}

/* Waits for the end of the parent, not of the server: if that dies by itself, its log stays until the
 * parent has read it. */
static void watch(const struct spawn_server *server, pid_t process, int lifeline) {
  struct pollfd wait = {lifeline, POLLIN, 0};
  while (!is_told_to_end) {
    int count = poll(&wait, 1, -1);
    if (count > 0 || (count < 0 && errno != EINTR)) {
      break;
    }
  }
  stop_server(process);
  park_or_remove(server);
  tree_remove(server->socket_folder);
  unlink(server->lock_path);
}

static void exec_server(const struct spawn_server *server, int alive) {
  fcntl(alive, F_SETFD, 0);
  redirect(NULL, server->log, -1);
  if (chdir(server->directory) == 0) {
    execv(server->arguments[0], (char *const *)server->arguments);
  }
  static const char failure[] = "the server's program could not be started\n";
  (void)!write(2, failure, sizeof failure - 1);
  _exit(127);
}

/* The watcher: `lifeline` to wait on, `alive` for the server to hold. */
static void be_watcher(const struct spawn_server *server, int lifeline, int alive) {
  int kept[] = {lifeline, alive, server->lock};
  reset_signals();
  setsid();
  umask(077);
  close_others(kept, 3);
  if (!become(&server->user)) {
    _exit(126);
  }
  redirect(NULL, NULL, -1);
  pid_t process = fork();
  if (process == 0) {
    close(lifeline);
    exec_server(server, alive);
  }
  close(alive);
  /* Told to end (a shutdown of the machine, say), it clears up as when the pipe closes. */
  struct sigaction end = {.sa_handler = note_end};
  sigaction(SIGTERM, &end, NULL);
  sigaction(SIGINT, &end, NULL);
  sigaction(SIGHUP, &end, NULL);
  if (process > 0) {
    watch(server, process, lifeline);
  }
  _exit(0);
}

int spawn_watched(const struct spawn_server *server, int *lifeline, int *alive) {
  int life[2], live[2];
  if (!make_pipe(life)) {
    return -1;
  }
  if (!make_pipe(live)) {
    close(life[0]);
    close(life[1]);
    return -1;
  }
  pid_t child = fork();
  if (child == 0) {
    /* Forked twice, the watcher belongs to init: a shell that lives long collects no zombies. */
    pid_t watcher = fork();
    if (watcher == 0) {
      close(life[1]);
      be_watcher(server, life[0], live[1]);
    }
    _exit(watcher < 0 ? 1 : 0);
  }
  close(life[0]);
  close(live[1]);
  if (child < 0 || wait_for(child) != 0) {
    close(life[1]);
    close(live[0]);
    return -1;
  }
  *lifeline = life[1];
  *alive = live[0];
  return 0;
}
