/* SPDX-License-Identifier: ISC */
/* Where cert import gets its bytes from. */
#include "cli/cert_import.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/passphrase.h"

/* Wrong three times: the person should look for the passphrase. */
enum { TRIES = 3 };

/*
 * Where only a passphrase is missing and a person is there, ask.  A wrong one
 * is told from a damaged file by the part at fault.
 */
static bool
parse_asking(struct bundle *bundle, const struct buf *file, struct err *err)
{
	bool ok = bundle_parse(bundle, file->data, file->len, NULL, err);
	struct buf pass = { .secret = true };
	char *prompt;
	int i;

	for (i = 0; !ok && i < TRIES && strcmp(err->part, "passphrase") == 0;
	    i++) {
		bundle_clear(bundle);
		buf_reset(&pass);
		prompt = xasprintf(i == 0 ? "Passphrase: " :
		    "Wrong; passphrase (%d of %d): ", i + 1, TRIES);
		err_clear(err);
		ok = passphrase_ask(&pass, prompt, err);
		free(prompt);
		if (!ok)
			break;
		ok = bundle_parse(bundle, file->data, file->len,
		    (char *)pass.data, err);
	}
	buf_clear(&pass);
	return ok;
}

static bool
read_source(const struct invocation *c, struct buf *file, struct err *err)
{
	if (strcmp(c->args[0], "-") == 0 && isatty(STDIN_FILENO))
		return passphrase_pasted(file, MAX_BUNDLE_SIZE, err);
	return file_read(file, c->args[0], (size_t)MAX_BUNDLE_SIZE, err);
}

bool
cert_import_read(struct invocation *c, struct bundle *bundle,
    struct err *err)
{
	const char *from = c->options[OPTION_PASSPHRASE_FILE];
	struct buf file = { .secret = true }, pass = { .secret = true };
	bool ok;

	/* Read once: standard input cannot be read again. */
	ok = (from == NULL || passphrase_read(&pass, from, err)) &&
	    read_source(c, &file, err);
	if (ok) {
		ok = from != NULL ? bundle_parse(bundle, file.data, file.len,
		    (char *)pass.data, err) :
		    parse_asking(bundle, &file, err);
		if (!ok)
			err_prefix(err, "%s", strcmp(c->args[0], "-") == 0 ?
			    "standard input" : c->args[0]);
	}
	buf_clear(&pass);
	buf_clear(&file);
	return ok;
}
