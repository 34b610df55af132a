#pragma once
// wcwidth is an extension of POSIX that wchar.h shows only when asked.
#ifndef _XOPEN_SOURCE
#define _XOPEN_SOURCE 700
#endif
// Without this, get_wch and every wide-character call vanish from the header.
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <term.h>
#include <wchar.h>

// Swift 6 refuses the library's global variables and does not import its macros; these functions
// stand for them. Only the thread that runs the screen may call them.

static inline SCREEN *curses_start(const char *terminal) {
  return newterm(terminal, stdout, stdin);
}

/// Puts one character with attributes and an extended colour pair; the cursor stays.
static inline void curses_put(
    int y, int x, wchar_t character, int bold, int dim, int reverse, int underline, int pair) {
  attr_t attributes = A_NORMAL;
  if (bold) attributes |= A_BOLD;
  if (dim) attributes |= A_DIM;
  if (reverse) attributes |= A_REVERSE;
  if (underline) attributes |= A_UNDERLINE;
  wchar_t text[2] = {character, 0};
  cchar_t cell;
  // The pair goes through the last argument: the short in front of it ends at 32,767.
  if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvadd_wchnstr(y, x, &cell, 1);
}

static inline void curses_prepare_window(void) {
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  intrflush(stdscr, FALSE);
  leaveok(stdscr, TRUE);
}

static inline void curses_show(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

static inline void curses_repaint_all(void) { clearok(curscr, TRUE); }
static inline void curses_erase(void) { werase(stdscr); }
static inline int curses_rows(void) { return LINES; }
static inline int curses_columns(void) { return COLS; }
static inline int curses_colors(void) { return COLORS; }
static inline int curses_pairs(void) { return COLOR_PAIRS; }

/// One key: 0 for none, 1 for a character, 2 for a key code.
static inline int curses_get_key(unsigned int *value) {
  wint_t key = 0;
  int kind = get_wch(&key);
  *value = key;
  return kind == KEY_CODE_YES ? 2 : kind == OK ? 1 : 0;
}

/// Columns and rows that the terminal says it has; 0 when it does not say.
static inline int curses_window_size(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return 0;
  *width = size.ws_col;
  *height = size.ws_row;
  return 1;
}

/// Columns of a character as the C library sees it in this locale; -1 for one that it does not know.
static inline int curses_width(wchar_t character) { return wcwidth(character); }

static inline const char *curses_codeset(void) { return nl_langinfo(CODESET); }

/// A string capability of the terminal; NULL when it has none.
static inline const char *curses_capability(const char *name) {
  char *value = tigetstr((char *)name);
  return value == (char *)-1 ? NULL : value;
}
