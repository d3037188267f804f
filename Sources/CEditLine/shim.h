/* What Swift cannot say to libedit: el_set, el_get and history are variadic, stdin and stdout are
   mutable globals. Each wrapper below is one such call; nothing here holds logic. */
#ifndef SCHEMASHELL_CEDITLINE_SHIM_H
#define SCHEMASHELL_CEDITLINE_SHIM_H

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

typedef unsigned char (*ss_edit_function)(EditLine *, int);
typedef char *(*ss_prompt_function)(EditLine *);
typedef int (*ss_read_function)(EditLine *, wchar_t *);

static inline EditLine *ss_edit_open(const char *program) {
  return el_init(program, stdin, stdout, stderr);
}

static inline int ss_edit_set_client(EditLine *edit, void *data) {
  return el_set(edit, EL_CLIENTDATA, data);
}

static inline void *ss_edit_client(EditLine *edit) {
  void *data = NULL;
  return el_get(edit, EL_CLIENTDATA, &data) == 0 ? data : NULL;
}

/* EL_SIGNAL 1 sends the signals it catches on to the whole process group: never. */
static inline int ss_edit_leave_signals_alone(EditLine *edit) {
  return el_set(edit, EL_SIGNAL, 0);
}

static inline int ss_edit_use_emacs_keys(EditLine *edit) {
  return el_set(edit, EL_EDITOR, "emacs");
}

/* What stands between two \1 takes no room on the screen. */
static inline int ss_edit_set_prompt(EditLine *edit, ss_prompt_function prompt) {
  return el_set(edit, EL_PROMPT_ESC, prompt, '\1');
}

static inline int ss_edit_set_reader(EditLine *edit, ss_read_function read) {
  return el_set(edit, EL_GETCFN, read);
}

static inline int ss_edit_add_function(EditLine *edit, const char *name, const char *help,
                                       ss_edit_function function) {
  return el_set(edit, EL_ADDFN, name, help, function);
}

static inline int ss_edit_bind(EditLine *edit, const char *key, const char *function) {
  return el_set(edit, EL_BIND, key, function, NULL);
}

static inline int ss_edit_prepare_terminal(EditLine *edit, int raw) {
  return el_set(edit, EL_PREP_TERM, raw);
}

static inline int ss_edit_refresh(EditLine *edit) { return el_set(edit, EL_REFRESH, 0); }

static inline int ss_edit_use_history(EditLine *edit, HistoryW *history) {
  return el_wset(edit, EL_HIST, history_w, history);
}

static inline int ss_history_limit(HistoryW *history, int entries) {
  HistEventW event;
  return history_w(history, &event, H_SETSIZE, entries);
}

static inline int ss_history_enter(HistoryW *history, const wchar_t *entry) {
  HistEventW event;
  return history_w(history, &event, H_ENTER, entry);
}

#endif
