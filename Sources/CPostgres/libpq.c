#include "CPostgres.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pq_table pq_table;
static char failure[1024];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static const char *const candidates[] = {
#ifdef __APPLE__
    "libpq.5.dylib",
    "/opt/homebrew/opt/libpq/lib/libpq.5.dylib",
    "/usr/local/opt/libpq/lib/libpq.5.dylib",
    "/opt/homebrew/lib/libpq.5.dylib",
    "/opt/homebrew/lib/postgresql/libpq.5.dylib",
    "/usr/local/lib/libpq.5.dylib",
    "/Applications/Postgres.app/Contents/Versions/latest/lib/libpq.5.dylib",
    "libpq.dylib",
#else
    "libpq.so.5",
    "libpq.so",
    "/usr/local/pgsql/lib/libpq.so.5",
    "/home/linuxbrew/.linuxbrew/lib/libpq.so.5",
#endif
};

#ifdef __APPLE__
#define HOW_TO_INSTALL "install it with: brew install libpq"
#else
#define HOW_TO_INSTALL "install it with: apt-get install libpq5 (or your system's PostgreSQL client library)"
#endif

static void *open_library(void) {
  const char *chosen = getenv("SCHEMASHELL_LIBPQ");
  if (chosen != NULL && *chosen != '\0') {
    return dlopen(chosen, RTLD_NOW | RTLD_LOCAL);
  }
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    void *library = dlopen(candidates[i], RTLD_NOW | RTLD_LOCAL);
    if (library != NULL) {
      return library;
    }
  }
  return NULL;
}

static void load(void) {
  void *library = open_library();
  if (library == NULL) {
    snprintf(failure, sizeof failure,
             "libpq, PostgreSQL's client library, was not found; " HOW_TO_INSTALL);
    return;
  }
#define X(type, name, parameters, arguments)                                                       \
  *(void **)&pq_table.name = dlsym(library, "PQ" #name);                                           \
  if (pq_table.name == NULL) {                                                                     \
    snprintf(failure, sizeof failure,                                                              \
             "libpq was found, but it lacks PQ" #name                                              \
             ": version 14 or later is needed; " HOW_TO_INSTALL);                                  \
    return;                                                                                        \
  }
  PQ_FUNCTIONS(X)
#undef X
  *(void **)&pq_table.setChunkedRowsMode = dlsym(library, "PQsetChunkedRowsMode");
}

const char *pq_load(void) {
  pthread_once(&once, load);
  return failure[0] == '\0' ? NULL : failure;
}
