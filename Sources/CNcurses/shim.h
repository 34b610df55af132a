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

/// Asks the terminal for reports of its mouse, each as it comes, or for none.
static inline void curses_mouse(int on) {
  mouseinterval(0);
  mousemask(on ? ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION : 0, NULL);
}

/// The report that KEY_MOUSE announced: column, row, and what was done: 'p' press, 'r' release,
/// 'd' drag, 'u' and 'v' the wheel up and down; button 1 to 3. 0 when it is of no interest.
static inline int curses_get_mouse(int *x, int *y, int *button) {
  MEVENT event;
  if (getmouse(&event) != OK) return 0;
  *x = event.x;
  *y = event.y;
  *button = 1;
  if (event.bstate & BUTTON4_PRESSED) return 'u';
  if (event.bstate & BUTTON5_PRESSED) return 'v';
  for (int number = 1; number <= 3; number++) {
    *button = number;
    if (BUTTON_PRESS(event.bstate, number)) return 'p';
    if (BUTTON_RELEASE(event.bstate, number)) return 'r';
  }
  *button = 1;
  return event.bstate & REPORT_MOUSE_POSITION ? 'd' : 0;
}

/// Reads what terminfo knows of a terminal, without taking the terminal over; 0 where it knows none.
static inline int curses_load_description(const char *terminal) {
  int problem = 0;
  return setupterm((char *)terminal, 1, &problem) == OK;
}
static inline void curses_forget_description(void) { del_curterm(cur_term); }

/// Names of terminfo's own capabilities, by place; NULL after the last.
static inline const char *curses_flag_name(int place) { return boolnames[place]; }
static inline const char *curses_number_name(int place) { return numnames[place]; }
static inline const char *curses_string_name(int place) { return strnames[place]; }
static inline int curses_flag(const char *name) { return tigetflag((char *)name); }
static inline int curses_number(const char *name) { return tigetnum((char *)name); }

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
