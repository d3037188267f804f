/*
 * libpq, found when the first connection is made.
 *
 * Linking libpq makes the dynamic loader read some thirty libraries (SSL, Kerberos, LDAP) at every
 * start of the program, also when no database is asked for. So the functions are declared here,
 * looked up by name in `pq_load`, and called through a table. libpq's ABI has been stable since
 * version 5 of the library; its header is not needed to build.
 */
#ifndef CPOSTGRES_H
#define CPOSTGRES_H

#include <stdbool.h>
#include <stddef.h>

#include "CSpawn.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct pg_cancel PGcancel;
typedef void (*PQnoticeReceiver)(void *context, const PGresult *result);

/* One column of a result that we make ourselves. */
typedef struct {
  char *name;
  unsigned table;
  int column;
  int format;
  unsigned type;
  int length;
  int modifier;
} PGresAttDesc;

/* ConnStatusType, ExecStatusType, PGTransactionStatusType: the values that we ask for. */
enum { PQ_CONNECTION_OK = 0 };
enum {
  PQ_EMPTY_QUERY = 0,
  PQ_COMMAND_OK = 1,
  PQ_TUPLES_OK = 2,
  PQ_COPY_OUT = 3,
  PQ_COPY_IN = 4,
  PQ_BAD_RESPONSE = 5,
  PQ_NONFATAL_ERROR = 6,
  PQ_FATAL_ERROR = 7,
  PQ_COPY_BOTH = 8,
  PQ_SINGLE_TUPLE = 9,
  PQ_PIPELINE_SYNC = 10,
  PQ_PIPELINE_ABORTED = 11,
  PQ_TUPLES_CHUNK = 12
};

/* X(return type, name, parameters, arguments): what libpq 14 and later have. */
#define PQ_FUNCTIONS(X)                                                                            \
  X(PGconn *, connectdbParams,                                                                     \
    (const char *const *keywords, const char *const *values, int expand),                          \
    (keywords, values, expand))                                                                    \
  X(void, finish, (PGconn *connection), (connection))                                              \
  X(int, status, (const PGconn *connection), (connection))                                         \
  X(int, transactionStatus, (const PGconn *connection), (connection))                              \
  X(char *, errorMessage, (const PGconn *connection), (connection))                                \
  X(char *, db, (const PGconn *connection), (connection))                                          \
  X(char *, user, (const PGconn *connection), (connection))                                        \
  X(char *, host, (const PGconn *connection), (connection))                                        \
  X(char *, port, (const PGconn *connection), (connection))                                        \
  X(int, serverVersion, (const PGconn *connection), (connection))                                  \
  X(int, backendPID, (const PGconn *connection), (connection))                                     \
  X(const char *, parameterStatus,                                                                 \
    (const PGconn *connection, const char *name),                                                  \
    (connection, name))                                                                            \
  X(PQnoticeReceiver, setNoticeReceiver,                                                           \
    (PGconn *connection, PQnoticeReceiver receiver, void *context),                                \
    (connection, receiver, context))                                                               \
  X(int, sendQuery, (PGconn *connection, const char *query), (connection, query))                  \
  X(int, sendQueryParams,                                                                          \
    (PGconn *connection, const char *query, int count, const unsigned *types, const char           \
     *const *values, const int *lengths, const int *formats, int resultFormat),                    \
    (connection, query, count, types, values, lengths, formats, resultFormat))                     \
  X(PGresult *, getResult, (PGconn *connection), (connection))                                     \
  X(int, socket, (const PGconn *connection), (connection))                                         \
  X(int, consumeInput, (PGconn *connection), (connection))                                         \
  X(int, isBusy, (PGconn *connection), (connection))                                               \
  X(int, setSingleRowMode, (PGconn *connection), (connection))                                     \
  X(int, enterPipelineMode, (PGconn *connection), (connection))                                    \
  X(int, exitPipelineMode, (PGconn *connection), (connection))                                     \
  X(int, pipelineSync, (PGconn *connection), (connection))                                         \
  X(int, sendFlushRequest, (PGconn *connection), (connection))                                     \
  X(int, putCopyData,                                                                              \
    (PGconn *connection, const char *bytes, int count),                                            \
    (connection, bytes, count))                                                                    \
  X(int, putCopyEnd, (PGconn *connection, const char *error), (connection, error))                 \
  X(int, getCopyData,                                                                              \
    (PGconn *connection, char **bytes, int asynchronous),                                          \
    (connection, bytes, asynchronous))                                                             \
  X(char *, encryptPasswordConn,                                                                   \
    (PGconn *connection, const char *password, const char *user, const char *algorithm),           \
    (connection, password, user, algorithm))                                                       \
  X(void, freemem, (void *pointer), (pointer))                                                     \
  X(PGcancel *, getCancel, (PGconn *connection), (connection))                                     \
  X(int, cancel, (PGcancel *cancel, char *error, int capacity), (cancel, error, capacity))         \
  X(void, freeCancel, (PGcancel *cancel), (cancel))                                                \
  X(void, clear, (PGresult *result), (result))                                                     \
  X(int, resultStatus, (const PGresult *result), (result))                                         \
  X(char *, resultErrorMessage, (const PGresult *result), (result))                                \
  X(char *, resultErrorField, (const PGresult *result, int field), (result, field))                \
  X(int, ntuples, (const PGresult *result), (result))                                              \
  X(int, nfields, (const PGresult *result), (result))                                              \
  X(char *, fname, (const PGresult *result, int column), (result, column))                         \
  X(unsigned, ftype, (const PGresult *result, int column), (result, column))                       \
  X(char *, getvalue, (const PGresult *result, int row, int column), (result, row, column))        \
  X(int, getlength, (const PGresult *result, int row, int column), (result, row, column))          \
  X(int, getisnull, (const PGresult *result, int row, int column), (result, row, column))          \
  X(PGresult *, makeEmptyPGresult, (PGconn *connection, int status), (connection, status))         \
  X(int, setResultAttrs,                                                                           \
    (PGresult *result, int count, PGresAttDesc *columns),                                          \
    (result, count, columns))                                                                      \
  X(int, setvalue,                                                                                 \
    (PGresult *result, int row, int column, char *value, int length),                              \
    (result, row, column, value, length))                                                          \
  X(char *, cmdStatus, (PGresult *result), (result))                                               \
  X(char *, cmdTuples, (PGresult *result), (result))

/* The table. Filled by `pq_load`; not to be touched before that returned NULL. */
struct pq_table {
#define X(type, name, parameters, arguments) type(*name) parameters;
  PQ_FUNCTIONS(X)
#undef X
  /* libpq 17 and later, else NULL. */
  int (*setChunkedRowsMode)(PGconn *connection, int rows);
};
extern struct pq_table pq_table;

/* Loads libpq once per process, from any thread. NULL, or what went wrong (static memory). */
const char *pq_load(void);

/* The functions as Swift calls them: pq_getvalue(result, row, column). */
#define X(type, name, parameters, arguments)                                                       \
  static inline type pq_##name parameters { return pq_table.name arguments; }
PQ_FUNCTIONS(X)
#undef X

/* Asks for rows in chunks where libpq can (17), else one by one; either way in constant memory. */
static inline int pq_setStreaming(PGconn *connection, int rows) {
  return pq_table.setChunkedRowsMode != NULL ? pq_table.setChunkedRowsMode(connection, rows)
                                             : pq_table.setSingleRowMode(connection);
}

#endif
