/* SPDX-License-Identifier: ISC */
/*
 * The tables of commands, keys and nodes: complete, and without two commands
 * on one key.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "tui/command.h"
#include "tui/event.h"
#include "tui/line.h"
#include "tui/node.h"
#include "base/wrap.h"

typedef void check_command(const struct command_context *,
    const struct command *);

static void
each_command(check_command *check)
{
	const struct command_context *const *c;
	const struct command_table *const *t;
	size_t i;

	for (c = command_contexts; *c != NULL; c++)
		for (t = (*c)->tables; *t != NULL; t++)
			for (i = 0; i < (*t)->n; i++)
				check(*c, &(*t)->v[i]);
}

/* Calls back for each key of the row. */
static size_t
split_keys(const struct command *c, char keys[8][K_LABEL])
{
	char *copy = xstrdup(c->keys), *rest = copy, *word;
	size_t n = 0;

	while ((word = strsep(&rest, " ")) != NULL) {
		assert_true(n < 8 && strlen(word) < K_LABEL);
		strcpy(keys[n++], word);
	}
	free(copy);
	return n;
}

static void
is_complete(const struct command_context *context, const struct command *c)
{
	(void)context;
	assert_non_null(c->keys);
	assert_non_null(c->name);
	assert_non_null(c->help);
	assert_non_null(c->run);
	assert_true(*c->keys != '\0' && *c->name != '\0');
	if (c->help[strlen(c->help) - 1] != '.')
		fail_msg("%s: help is no sentence", c->name);
	if (c->label != NULL && strlen(c->label) > 8)
		fail_msg("%s: label too long for the bar", c->name);
}

static void
has_real_keys(const struct command_context *context, const struct command *c)
{
	char keys[8][K_LABEL];
	size_t i, n = split_keys(c, keys);

	for (i = 0; i < n; i++) {
		if (key_parse(keys[i]) < 0)
			fail_msg("%s %s: no such key (%s)", context->name,
			    c->name, keys[i]);
		if (command_find_key(context, key_parse(keys[i])) != c)
			fail_msg("%s %s: key is bound twice (%s)",
			    context->name, c->name, keys[i]);
	}
}

/* SSH, tmux and terminals eat F-keys: a letter, alone or with Ctrl. */
static void
has_letter_twin(const struct command_context *context,
    const struct command *c)
{
	char keys[8][K_LABEL];
	size_t i, n = split_keys(c, keys);
	bool function = false, letter = false;

	for (i = 0; i < n; i++) {
		function = function || (keys[i][0] == 'F' &&
		    isdigit((unsigned char)keys[i][1]));
		letter = letter || strlen(keys[i]) == 1 ||
		    strncmp(keys[i], "Ctrl-", 5) == 0;
	}
	if (function && !letter)
		fail_msg("%s %s: no letter twin", context->name, c->name);
}

static void
test_complete(void **state)
{
	(void)state;
	each_command(is_complete);
}

static void
test_keys(void **state)
{
	(void)state;
	each_command(has_real_keys);
}

static void
test_twins(void **state)
{
	(void)state;
	each_command(has_letter_twin);
}

static void
test_key_names(void **state)
{
	static const int keys[] = { 'a', ' ', K_UP, K_F0 + 1, K_F0 + 12,
	    K_ENTER, K_ESC, K_TAB, 'L' - '@', K_ALT + 'a', 0xe4, 0x20ac,
	    0x1f511 };
	static const char *const none[] = { "", "?a", "ab", "F0", "F-1",
	    "F13", "F1x", "F4294967297", "Alt-", "Alt-ab", "Ctrl-", "Ctrl-aa",
	    "\xff", "\xe2\x82", "\xf4\x90\x80\x80", "a\x80" };
	char label[K_LABEL];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		assert_int_equal(key_parse(key_label(keys[i], label)),
		    keys[i]);
	for (i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(key_parse(none[i]), -1);
}

static void
test_nodes(void **state)
{
	const struct node *n;

	(void)state;
	for (n = nodes; n < nodes + nodes_count; n++) {
		assert_non_null(n->name);
		assert_non_null(n->label);
		assert_non_null(n->help);
		assert_non_null(n->open);
		assert_non_null(n->enter);
		if (n->kind != NULL)
			assert_non_null(node_kind(n));
		/* A level is never skipped. */
		assert_true(n == nodes || n->depth <= n[-1].depth + 1);
		/* Behind the mark and as far in as it is deep. */
		if (1 + n->depth + text_width(n->label) > TREE_WIDTH)
			fail_msg("%s: is cut in the tree", n->label);
	}
}

static void
press(struct line *l, const char *keys)
{
	char *copy = xstrdup(keys), *rest = copy, *word;

	while ((word = strsep(&rest, " ")) != NULL)
		assert_true(line_key(l, key_parse(word)));
	free(copy);
}

static void
test_line(void **state)
{
	struct line l = { .cursor = 0 };

	(void)state;
	press(&l, "a \xc3\xa4 b");
	assert_string_equal(line_text(&l), "a\xc3\xa4" "b");
	press(&l, "Left Backspace");
	assert_string_equal(line_text(&l), "ab");
	press(&l, "Home Delete \xe2\x82\xac");
	assert_string_equal(line_text(&l), "\xe2\x82\xac" "b");
	press(&l, "End Backspace Backspace Backspace");
	assert_string_equal(line_text(&l), "");
	line_set(&l, "one two  ");
	press(&l, "Ctrl-W");
	assert_string_equal(line_text(&l), "one ");
	press(&l, "Left Left Ctrl-K");
	assert_string_equal(line_text(&l), "on");
	press(&l, "Ctrl-U x");
	assert_string_equal(line_text(&l), "x");
	assert_false(line_key(&l, K_UP));
	assert_false(line_key(&l, K_ENTER));
	line_clear(&l);
}

static void
test_wrap(void **state)
{
	const char *text = "one two three\n\nlongerthanten x";
	static const char *const want[] = { "one two", "three", "",
	    "longerthan", "ten x" };
	char *line;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		line = wrap_next(&text, 10);
		assert_non_null(line);
		assert_string_equal(line, want[i]);
		free(line);
	}
	assert_null(wrap_next(&text, 10));
}

/* What is to be copied from the terminal stands on one line. */
static void
test_wrap_thumbprint(void **state)
{
	static const char thumbprint[] = "[0C76 E8FD 78F7 E9D7 1743 E18B "
	    "54EE AA23 0BC6 AEE3]";
	char *text = xasprintf("The one %s is old.", thumbprint), *line;
	const char *rest = text;

	(void)state;
	assert_int_equal(wrap_fit(text, 40), strlen("The one"));
	free(wrap_next(&rest, 53));
	line = wrap_next(&rest, 53);
	assert_string_equal(line, thumbprint);
	free(line);
	/* No room for it at all: then between its groups. */
	assert_int_equal(wrap_fit(thumbprint, 12), strlen("[0C76 E8FD"));
	free(text);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_twins),
		cmocka_unit_test(test_key_names),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_wrap_thumbprint),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("commands", tests, NULL, NULL);
}
