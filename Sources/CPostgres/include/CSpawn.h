/*
 * Starting programs as another user, and a server that dies with us.
 *
 * A scratch server must go when this process goes, also after `kill -9`. So a watcher stands
 * between the two: a forked child that starts the server, then waits on a pipe whose other end only
 * we hold. When that pipe closes, for whatever reason, the watcher stops the server and clears up.
 * PostgreSQL refuses to run as root, so watcher and server become another user first; posix_spawn
 * cannot do that, hence this file.
 */
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdbool.h>
#include <sys/types.h>

/* Whom the started program runs as. */
struct spawn_user {
  bool changes; /* false: as we are */
  uid_t user;
  gid_t group;
};

/*
 * Runs a program to its end, in the root folder, with standard input from `input` (or from nowhere
 * when NULL), and standard output and standard error appended to `log` (or dropped when NULL). Gives the exit status, 128 + n for a signal n, -1 and
 * errno when it could not be started. With `output` not NULL, standard output goes there instead:
 * up to `capacity` - 1 bytes and a NUL.
 */
int spawn_run(const struct spawn_user *user, const char *input, const char *log,
              const char *const *arguments, char *output, size_t capacity);

struct spawn_server {
  struct spawn_user user;
  const char *directory;         /* where the server runs */
  const char *log;               /* its standard output and standard error */
  const char *const *arguments;  /* the server's program and arguments */
  int lock;                      /* a file descriptor that the watcher keeps open */
  const char *const *removal;    /* run when the server has ended: removes what it used */
  const char *const *refill;     /* run after that, or NULL: makes `refilled` */
  const char *refilled;          /* the directory that `refill` made … */
  const char *const *places;     /* … and the places it may be moved to, ended by NULL */
  const char *lock_path;         /* removed last */
};

/*
 * Starts a server and its watcher. On success gives 0 and two file descriptors: closing
 * `*lifeline` (or dying) ends the server; `*alive` reads as ended when the server has ended.
 * The watcher is no child of ours: nothing is to be waited for.
 */
int spawn_watched(const struct spawn_server *server, int *lifeline, int *alive);

#endif
