/* SPDX-License-Identifier: ISC */
#include "tui/screen.h"

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"

/* Last: it defines macros such as "columns". */
#include <term.h>

/* Above this no list is ever drawn: a broken terminal size is cut. */
enum { MAX_SIDE = 1000, ESCAPE_MS = 25 };

struct screen {
	SCREEN *term;
	FILE *in;	/* ours, where out was given */
	bool brackets;		/* a terminal: pasted text is marked */
	bool utf8;
	int row, column;	/* of the cursor */
	struct spot *spots;
	size_t nspots, spots_cap;
	attr_t attrs[STYLE_COUNT];
	short pairs[STYLE_COUNT];
};

/*
 * Without colour a style must still be told apart: by reverse, bold,
 * underline.  dim is avoided, many terminals do not show it.
 */
static const struct style_row {
	attr_t mono;
	attr_t attr;
	short fg, bg;	/* -1: the terminal's own; ncurses wants short */
} style_rows[STYLE_COUNT] = {
	[STYLE_NORMAL] = { A_NORMAL, A_NORMAL, -1, -1 },
	[STYLE_TITLE] = { A_REVERSE, A_BOLD, COLOR_WHITE, COLOR_BLUE },
	[STYLE_BAR] = { A_REVERSE, A_NORMAL, COLOR_BLACK, COLOR_CYAN },
	[STYLE_HEAD] = { A_BOLD, A_BOLD, -1, -1 },
	[STYLE_LINE] = { A_NORMAL, A_NORMAL, -1, -1 },
	[STYLE_SELECT] = { A_REVERSE, A_REVERSE, -1, -1 },
	[STYLE_MARK] = { A_BOLD, A_BOLD, -1, -1 },
	[STYLE_EDIT] = { A_UNDERLINE, A_UNDERLINE, -1, -1 },
	[STYLE_GREY] = { A_NORMAL, A_NORMAL, COLOR_CYAN, -1 },
	[STYLE_CHANGED] = { A_BOLD, A_BOLD, COLOR_YELLOW, -1 },
	[STYLE_ERROR] = { A_BOLD, A_BOLD, COLOR_RED, -1 },
	[STYLE_WARNING] = { A_NORMAL, A_NORMAL, COLOR_YELLOW, -1 },
	[STYLE_ADVICE] = { A_NORMAL, A_NORMAL, COLOR_GREEN, -1 },
};

static const struct {
	const char *utf8, *ascii;
} glyphs[GLYPH_COUNT] = {
	[GLYPH_VERTICAL] = { "\u2502", "|" },
	[GLYPH_HORIZONTAL] = { "\u2500", "-" },
	[GLYPH_UPPER_LEFT] = { "\u250c", "+" },
	[GLYPH_UPPER_RIGHT] = { "\u2510", "+" },
	[GLYPH_LOWER_LEFT] = { "\u2514", "+" },
	[GLYPH_LOWER_RIGHT] = { "\u2518", "+" },
	[GLYPH_MORE] = { "\u2026", "~" },
	[GLYPH_DOWN] = { "\u25be", "v" },
	[GLYPH_UP] = { "\u25b4", "^" },
};

/* ---- start and stop ----------------------------------------------------- */

static void
make_styles(struct screen *s)
{
	const char *no_color = getenv("NO_COLOR");
	bool colour = (no_color == NULL || *no_color == '\0') &&
	    has_colors() && start_color() == OK;
	bool own = colour && use_default_colors() == OK;
	const struct style_row *r;
	short fg, bg;
	int i;

	for (i = 0; i < STYLE_COUNT; i++) {
		r = &style_rows[i];
		s->attrs[i] = colour ? r->attr : r->mono;
		s->pairs[i] = 0;
		if (!colour || (r->fg < 0 && r->bg < 0))
			continue;
		fg = r->fg;
		bg = r->bg;
		if (fg < 0 && !own)
			fg = COLOR_WHITE;
		if (bg < 0 && !own)
			bg = COLOR_BLACK;
		s->pairs[i] = (short)(i + 1);
		init_pair(s->pairs[i], fg, bg);
	}
}

/*
 * Bracketed paste: pasted text comes between two marks (event.c), so that no
 * line end in it presses a button.  Terminals that do not know it ignore it.
 */
static void
ask_for_brackets(const struct screen *s, bool on)
{
	if (!s->brackets)
		return;
	/* Not through ncurses, whose putp() is flushed by nobody. */
	fputs(on ? "\033[?2004h" : "\033[?2004l", stdout);
	fflush(stdout);
}

/* newterm() exits the program where terminfo is missing; ask before. */
static bool
known_terminal(const char *term, struct err *err)
{
	int status = 0;

	if (term == NULL || *term == '\0')
		return err_set(err, ERR_FAILED,
		    "terminal: TERM is not set, so its kind is unknown");
	if (setupterm(term, STDOUT_FILENO, &status) == OK) {
		del_curterm(cur_term);
		return true;
	}
	return err_set(err, ERR_FAILED, status == 0 ?
	    "terminal: unknown or too simple (TERM=%s)" :
	    "terminal: no terminal database found (TERM=%s)", term);
}

/* False: ncurses cannot use it. */
static bool
open_terminal(struct screen *s, const struct screen_options *o,
    const char *term)
{
	/* Before newterm(): Esc has to act at once. */
	set_escdelay(ESCAPE_MS);
	if (o->out != NULL)
		s->in = fopen("/dev/null", "r");
	s->term = newterm(term, o->out != NULL ? o->out : stdout,
	    s->in != NULL ? s->in : stdin);
	if (s->term == NULL && s->in != NULL)
		fclose(s->in);
	return s->term != NULL;
}

struct screen *
screen_start(const struct screen_options *o, struct err *err)
{
	const char *term = o->term != NULL ? o->term : getenv("TERM");
	struct screen *s;

	setlocale(LC_CTYPE, "");
	if (!known_terminal(term, err))
		return NULL;
	s = xcalloc(1, sizeof(*s));
	s->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	if (!open_terminal(s, o, term)) {
		free(s);
		err_set(err, ERR_FAILED, "terminal: cannot be used (TERM=%s)",
		    term);
		return NULL;
	}
	raw();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	make_styles(s);
	s->brackets = o->out == NULL;
	ask_for_brackets(s, true);
	if (o->mouse) {
		/* Presses only: to wait for clicks would delay each. */
		mouseinterval(0);
		mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED |
		    BUTTON5_PRESSED, NULL);
	}
	if (o->height > 0)
		resizeterm(o->height, o->width);
	return s;
}

void
screen_stop(struct screen *s)
{
	if (s == NULL)
		return;
	ask_for_brackets(s, false);
	endwin();
	delscreen(s->term);
	if (s->in != NULL)
		fclose(s->in);
	free(s->spots);
	free(s);
}

void
screen_suspend(struct screen *s)
{
	void (*before)(int);

	ask_for_brackets(s, false);
	endwin();
	/*
	 * Without a shell above that could go on with it, as under a forced
	 * command of SSH, this is ignored; SIGSTOP would stop it for good.
	 */
	before = signal(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	signal(SIGTSTP, before);
	ask_for_brackets(s, true);
	screen_repaint(s);
}

void
screen_resize(struct screen *s, int height, int width)
{
	(void)s;
	if (height > 0 && width > 0)
		resizeterm(height, width);
}

struct rect
screen_area(const struct screen *s)
{
	struct rect r = { 0, 0, LINES, COLS };

	(void)s;
	if (r.height > MAX_SIDE)
		r.height = MAX_SIDE;
	if (r.width > MAX_SIDE)
		r.width = MAX_SIDE;
	return r;
}

void
screen_repaint(struct screen *s)
{
	(void)s;
	clearok(curscr, TRUE);
}

/* ---- drawing ------------------------------------------------------------ */

void
screen_begin(struct screen *s)
{
	erase();
	s->row = s->column = 0;
	screen_spots_forget(s);
}

void
screen_end(struct screen *s)
{
	move(s->row, s->column);
	refresh();
}

static void
put(struct screen *s, int row, int column, enum style style,
    const char *text, size_t len)
{
	attr_set(s->attrs[style], s->pairs[style], NULL);
	mvaddnstr(row, column, text, (int)len);
	attr_set(A_NORMAL, 0, NULL);
}

char *
screen_safe(const struct screen *s, const char *text)
{
	char *safe = text_safe(text), *from, *to;

	if (s->utf8)
		return safe;
	for (from = to = safe; *from != '\0'; from++) {
		if ((*from & 0x80) == 0)
			*to++ = *from;
		else if ((*from & 0xc0) == 0xc0)
			*to++ = '?';
	}
	*to = '\0';
	return safe;
}

bool
screen_utf8(const struct screen *s)
{
	return s->utf8;
}

/* False where nothing of it is on the sheet; cuts the width at the edge. */
static bool
visible(int row, int column, int *width)
{
	if (row < 0 || row >= LINES || column < 0 || column >= COLS)
		return false;
	if (*width > COLS - column)
		*width = COLS - column;
	return *width > 0;
}

int
screen_text(struct screen *s, int row, int column, int width,
    enum style style, const char *text)
{
	char *safe;
	size_t len;
	int used = 0;

	if (!visible(row, column, &width))
		return 0;
	safe = screen_safe(s, text);
	len = text_fit(safe, width, &used);
	put(s, row, column, style, safe, len);
	free(safe);
	return used;
}

void
screen_field(struct screen *s, int row, int column, int width,
    enum style style, const char *text)
{
	struct rect rest = { row, column, 1, width };
	char *safe;
	int used = 0;

	if (!visible(row, column, &width))
		return;
	screen_fill(s, &rest, style);
	safe = screen_safe(s, text);
	if (text_width(safe) > width) {
		used = screen_text(s, row, column, width - 1, style, safe);
		screen_glyph(s, row, column + used, style, GLYPH_MORE);
	} else {
		screen_text(s, row, column, width, style, safe);
	}
	free(safe);
}

void
screen_fill(struct screen *s, const struct rect *r, enum style style)
{
	int i, width = r->width;

	attr_set(s->attrs[style], s->pairs[style], NULL);
	for (i = 0; i < r->height; i++)
		if (visible(r->row + i, r->column, &width))
			mvhline(r->row + i, r->column, ' ' |
			    s->attrs[style] |
			    (chtype)COLOR_PAIR(s->pairs[style]), width);
	attr_set(A_NORMAL, 0, NULL);
}

void
screen_glyph(struct screen *s, int row, int column, enum style style,
    enum glyph g)
{
	const char *text = s->utf8 ? glyphs[g].utf8 : glyphs[g].ascii;
	int width = 1;

	if (visible(row, column, &width))
		put(s, row, column, style, text, strlen(text));
}

void
screen_horizontal(struct screen *s, const struct rect *r, int row)
{
	int i;

	for (i = 0; i < r->width; i++)
		screen_glyph(s, row, r->column + i, STYLE_LINE,
		    GLYPH_HORIZONTAL);
}

void
screen_vertical(struct screen *s, const struct rect *r, int column)
{
	int i;

	for (i = 0; i < r->height; i++)
		screen_glyph(s, r->row + i, column, STYLE_LINE,
		    GLYPH_VERTICAL);
}

void
screen_box(struct screen *s, const struct rect *r, const char *title)
{
	int bottom = r->row + r->height - 1, right = r->column + r->width - 1;
	char *text;

	screen_fill(s, r, STYLE_NORMAL);
	screen_horizontal(s, r, r->row);
	screen_horizontal(s, r, bottom);
	screen_vertical(s, r, r->column);
	screen_vertical(s, r, right);
	screen_glyph(s, r->row, r->column, STYLE_LINE, GLYPH_UPPER_LEFT);
	screen_glyph(s, r->row, right, STYLE_LINE, GLYPH_UPPER_RIGHT);
	screen_glyph(s, bottom, r->column, STYLE_LINE, GLYPH_LOWER_LEFT);
	screen_glyph(s, bottom, right, STYLE_LINE, GLYPH_LOWER_RIGHT);
	text = xasprintf(" %s ", title);
	if (r->width > 6)
		screen_text(s, r->row, r->column + 2, r->width - 4,
		    STYLE_HEAD, text);
	free(text);
}

void
screen_cursor(struct screen *s, int row, int column)
{
	if (row >= 0 && row < LINES)
		s->row = row;
	if (column >= 0)
		s->column = column < COLS ? column : COLS - 1;
}

/* ---- what can be clicked ------------------------------------------------ */

void
screen_spot(struct screen *s, const struct spot *spot)
{
	s->spots = grow(s->spots, s->nspots, &s->spots_cap,
	    sizeof(*s->spots));
	s->spots[s->nspots++] = *spot;
}

void
screen_spots_forget(struct screen *s)
{
	s->nspots = 0;
}

size_t
screen_spots_at(const struct screen *s, int row, int column,
    struct spot out[static MAX_SPOTS_AT])
{
	const struct rect *r;
	size_t i, n = 0;

	for (i = 0; i < s->nspots && n < MAX_SPOTS_AT; i++) {
		r = &s->spots[i].area;
		if (row >= r->row && row < r->row + r->height &&
		    column >= r->column && column < r->column + r->width)
			out[n++] = s->spots[i];
	}
	return n;
}

/* ---- for the tests ------------------------------------------------------ */

static void
dump_row(int row, struct buf *b)
{
	/* Room for a base character with its combining marks in each cell. */
	size_t size = (size_t)COLS * 16 + 1, len;
	char *line = xcalloc(1, size);

	mvinnstr(row, 0, line, (int)size - 1);
	for (len = strlen(line); len > 0 && line[len - 1] == ' '; len--)
		;
	buf_add(b, line, len);
	buf_addc(b, '\n');
	free(line);
}

void
screen_dump(const struct screen *s, struct buf *b)
{
	int row;

	for (row = 0; row < LINES; row++)
		dump_row(row, b);
	move(s->row, s->column);
	buf_addf(b, "[cursor %d,%d]\n", s->row, s->column);
}

void
screen_where(const struct screen *s, int *row, int *column)
{
	*row = s->row;
	*column = s->column;
}
