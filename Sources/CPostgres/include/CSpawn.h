/*
 * Starting programs as another user, and a server that dies with us.
 *
 * A scratch server must go when this process goes, also after `kill -9`. So a watcher stands
 * between the two: a forked child that starts the server, then waits on a pipe whose other end only
 * we hold. When that pipe closes, for whatever reason, the watcher stops the server and clears up:
 * it parks the cluster for the next start, or removes it.
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

/* Makes the folder `target` what `source` is. 0 when done. */
int spawn_mirror(const struct spawn_user *user, const char *source, const char *target);

/* Removes folders with all that is in them; the list ends with NULL. 0 when they are gone. */
int spawn_remove(const struct spawn_user *user, const char *const *paths);

/* Gives every file in a folder a time of change long ago. 0 when done. */
int spawn_age(const struct spawn_user *user, const char *path);

/* The bytes that are free in a file system in memory, or -1 when the folder is in no such. */
long long memory_for_files(const char *folder);

struct spawn_server {
  struct spawn_user user;
  const char *directory;        /* where the server runs */
  const char *socket_folder;    /* removed behind the server; may be `directory` */
  const char *log;              /* its standard output and standard error */
  const char *const *arguments; /* the server's program and arguments */
  int lock;                     /* a file descriptor that the watcher keeps open */
  const char *original;         /* what `directory` is made again when the server has ended */
  const char *const *places;    /* where it is then moved to, the first that is free; NULL ends */
  const char *lock_path;        /* removed last */
};

/*
 * Starts a server and its watcher. On success gives 0 and two file descriptors: closing
 * `*lifeline` (or dying) ends the server; `*alive` reads as ended when the server has ended.
 * The watcher is no child of ours: nothing is to be waited for.
 */
int spawn_watched(const struct spawn_server *server, int *lifeline, int *alive);

#endif
