/* Folders as wholes: made alike, made old, removed. None follows a symbolic link. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>

/*
 * Makes `target` what `source` is, down to each file's time of change. A file of the same size and
 * time is taken to be the same, so to restore a cluster that was used costs what was changed in
 * it. False at the first thing that cannot be done.
 */
bool tree_mirror(const char *source, const char *target);

/* Removes a file, or a folder with all that is in it. True when it is gone. */
bool tree_remove(const char *path);

/*
 * Gives every file in a folder a time of change long ago. No later change can have the same time,
 * however coarse the file system's clock is.
 */
bool tree_age(const char *path);

#endif
