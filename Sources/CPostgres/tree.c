#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "tree.h"

#include "CSpawn.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

enum { LONGEST = 4096 };

#ifdef __APPLE__
#define CHANGED st_mtimespec
#else
#define CHANGED st_mtim
#endif

static bool join(char *path, const char *folder, const char *name) {
  int length = snprintf(path, LONGEST, "%s/%s", folder, name);
  return length > 0 && length < LONGEST;
}

/* The next name in a folder, or NULL. */
static const char *next(DIR *folder) {
  struct dirent *entry;
  while ((entry = readdir(folder)) != NULL) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      return entry->d_name;
    }
  }
  return NULL;
}

bool tree_remove(const char *path) {
  if (unlink(path) == 0 || errno == ENOENT) {
    return true;
  }
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return false;
  }
  bool done = true;
  char inner[LONGEST];
  for (const char *name; (name = next(folder)) != NULL;) {
    done = join(inner, path, name) && tree_remove(inner) && done;
  }
  closedir(folder);
  return rmdir(path) == 0 && done;
}

bool tree_age(const char *path) {
  struct stat found;
  if (lstat(path, &found) != 0) {
    return false;
  }
  if (S_ISREG(found.st_mode)) {
    /* The first second of the year 2000. */
    const struct timespec times[2] = {{946684800, 0}, {946684800, 0}};
    return utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0;
  }
  if (!S_ISDIR(found.st_mode)) {
    return true;
  }
  DIR *folder = opendir(path);
  if (folder == NULL) {
    return false;
  }
  bool done = true;
  char inner[LONGEST];
  for (const char *name; (name = next(folder)) != NULL;) {
    done = join(inner, path, name) && tree_age(inner) && done;
  }
  closedir(folder);
  return done;
}

static bool write_all(int target, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(target, bytes, count);
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    bytes += written;
    count -= (size_t)written;
  }
  return true;
}

static bool copy_content(int source, int target) {
#ifdef __linux__
  /* Within the kernel, and without a copy at all where the file system can share blocks. */
  ssize_t moved;
  while ((moved = copy_file_range(source, NULL, target, NULL, 1 << 30, 0)) > 0) {
  }
  if (moved == 0) {
    return true;
  }
  /* It does not work here: from the start, by hand. */
  if (lseek(source, 0, SEEK_SET) != 0 || lseek(target, 0, SEEK_SET) != 0) {
    return false;
  }
#endif
  char bytes[1 << 16];
  for (;;) {
    ssize_t count = read(source, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return count == 0;
    }
    if (!write_all(target, bytes, (size_t)count)) {
      return false;
    }
  }
}

static bool copy_file(const char *source, const char *target, const struct stat *wanted) {
  int from = open(source, O_RDONLY | O_CLOEXEC);
  if (from < 0) {
    return false;
  }
  /* Written over, not replaced: new files are what costs. */
  int to = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                wanted->st_mode & 0777);
  bool done = to >= 0 && (wanted->st_size == 0 || copy_content(from, to));
  if (done) {
    const struct timespec times[2] = {{0, UTIME_OMIT}, wanted->CHANGED};
    done = futimens(to, times) == 0;
  }
  close(from);
  return (to < 0 || close(to) == 0) && done;
}

static bool mirror_file(const char *source, const char *target, const struct stat *wanted) {
  struct stat found;
  if (lstat(target, &found) == 0) {
    if (S_ISREG(found.st_mode) && found.st_size == wanted->st_size &&
        found.CHANGED.tv_sec == wanted->CHANGED.tv_sec &&
        found.CHANGED.tv_nsec == wanted->CHANGED.tv_nsec) {
      return true;
    }
    if (!S_ISREG(found.st_mode) && !tree_remove(target)) {
      return false;
    }
  }
  return copy_file(source, target, wanted);
}

/* Removes what `target` has and `source` has not. */
static bool prune(const char *source, const char *target) {
  DIR *folder = opendir(target);
  if (folder == NULL) {
    return false;
  }
  bool done = true;
  char inner[LONGEST], original[LONGEST];
  struct stat found;
  for (const char *name; (name = next(folder)) != NULL;) {
    bool named = join(inner, target, name) && join(original, source, name);
    done = named && (lstat(original, &found) == 0 || tree_remove(inner)) && done;
  }
  closedir(folder);
  return done;
}

static bool mirror_folder(const char *source, const char *target) {
  struct stat found;
  if (mkdir(target, 0700) != 0) {
    if (lstat(target, &found) != 0) {
      return false;
    }
    if (!S_ISDIR(found.st_mode) && (!tree_remove(target) || mkdir(target, 0700) != 0)) {
      return false;
    }
    if (!prune(source, target)) {
      return false;
    }
  }
  DIR *folder = opendir(source);
  if (folder == NULL) {
    return false;
  }
  bool done = true;
  char from[LONGEST], to[LONGEST];
  for (const char *name; done && (name = next(folder)) != NULL;) {
    done = join(from, source, name) && join(to, target, name) && tree_mirror(from, to);
  }
  closedir(folder);
  return done;
}

bool tree_mirror(const char *source, const char *target) {
  struct stat wanted;
  if (lstat(source, &wanted) != 0) {
    return false;
  }
  if (S_ISDIR(wanted.st_mode)) {
    return mirror_folder(source, target);
  }
  /* A cluster fresh from initdb holds nothing else. */
  return !S_ISREG(wanted.st_mode) || mirror_file(source, target, &wanted);
}

long long memory_for_files(const char *folder) {
#ifdef __linux__
  struct statfs status;
  if (statfs(folder, &status) == 0 && status.f_type == TMPFS_MAGIC) {
    return (long long)status.f_bavail * status.f_bsize;
  }
#endif
  (void)folder;
  return -1;
}
