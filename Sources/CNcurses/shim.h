#pragma once
// Without this, get_wch and every wide-character call vanish from the header.
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
