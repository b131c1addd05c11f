/* SPDX-License-Identifier: ISC */
/*
 * What openssl, certtool (GnuTLS), pk12util and crlutil (NSS) write is read,
 * with the certificates, keys and lists that they put into it; and where
 * they print facts about it, those are ours too.
 */
#include "mint.h"

#include "certstore/bundle.h"

static char *folder;

/* In the folder; what fails is told by the shell on stderr. */
static void
sh(const char *command)
{
	char *all = xasprintf("cd '%s' && { %s ; } >log 2>&1 || "
	    "{ cat log >&2; false; }", folder, command);

	if (system(all) != 0)
		fail_msg("%s", command);
	free(all);
}

/* The first line it prints, without the line end. */
static void
ask(const char *command, char *out, size_t size)
{
	char *all = xasprintf("cd '%s' && %s 2>/dev/null", folder, command);
	FILE *f = popen(all, "r");

	assert_non_null(f);
	if (fgets(out, (int)size, f) == NULL)
		fail_msg("%s: printed nothing", command);
	out[strcspn(out, "\n")] = '\0';
	(void)pclose(f);
	free(all);
}

static const struct {
	const char *make, *file, *pass;
	int certs, keys, crls;
	const char *refused;	/* a part of the reason; NULL: read */
} files[] = {
	/* openssl: PKCS#12 */
	{ "openssl pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem "
	    "-name 'My key' -passout pass:secret -out f", "f", "secret",
	  2, 1, 0, NULL },
	{ "true", "f", "wrong", 0, 0, 0, "passphrase" },
	{ "true", "f", NULL, 0, 0, 0, "passphrase" },
	{ "openssl pkcs12 -export -legacy -in ee.pem -inkey ee.key -certpbe "
	    "PBE-SHA1-RC2-40 -keypbe PBE-SHA1-3DES -passout pass:secret "
	    "-out f", "f", "secret", 1, 1, 0, NULL },
	{ "openssl pkcs12 -export -in ee.pem -inkey ee.key -certpbe "
	    "AES-256-CBC -keypbe AES-256-CBC -macalg sha512 "
	    "-passout pass:secret -out f", "f", "secret", 1, 1, 0, NULL },
	{ "openssl pkcs12 -export -in ee.pem -inkey ee.key -passout pass: "
	    "-out f", "f", NULL, 1, 1, 0, NULL },
	{ "true", "f", "", 1, 1, 0, NULL },
	{ "openssl pkcs12 -export -in ee.pem -inkey ee.key -nomac -keypbe NONE "
	    "-certpbe NONE -passout pass: -out f", "f", NULL, 1, 1, 0, NULL },
	{ "openssl pkcs12 -export -in ee.pem -inkey ee.key -passout "
	    "pass:Gr\xc3\xbc\xc3\x9f""e\xe2\x82\xac -out f", "f",
	  "Gr\xc3\xbc\xc3\x9f""e\xe2\x82\xac", 1, 1, 0, NULL },
	{ "openssl pkcs12 -export -nokeys -in both.pem -passout pass:secret "
	    "-out f", "f", "secret", 2, 0, 0, NULL },
	{ "head -c 900 f >g", "g", "secret", 0, 0, 0, "truncated" },
	/* openssl: PEM, DER, PKCS#7 */
	{ "{ cat ee.pem; openssl pkcs8 -topk8 -in ee.key -passout "
	    "pass:secret; } >f", "f", "secret", 1, 1, 0, NULL },
	{ "true", "f", NULL, 0, 0, 0, "passphrase" },
	{ "{ openssl rsa -traditional -aes256 -in ee.key -passout pass:secret; "
	    "cat ee.pem; } >f", "f", "secret", 1, 1, 0, NULL },
	{ "{ echo Hello; echo; sed 's/$/\\r/' both.pem; echo; "
	    "echo -- ; echo Regards; } >f", "f", NULL, 2, 0, 0, NULL },
	{ "openssl x509 -in ee.pem -addtrust emailProtection -trustout >f",
	  "f", NULL, 1, 0, 0, NULL },
	{ "openssl x509 -in ee.pem -text >f", "f", NULL, 1, 0, 0, NULL },
	{ "openssl x509 -in ee.pem -outform DER -out f", "f", NULL,
	  1, 0, 0, NULL },
	{ "openssl crl2pkcs7 -in crl.pem -certfile both.pem -out f", "f", NULL,
	  2, 0, 1, NULL },
	{ "openssl crl2pkcs7 -in crl.pem -certfile both.pem -outform DER "
	    "-out f", "f", NULL, 2, 0, 1, NULL },
	{ "openssl crl -in crl.pem -outform DER -out f", "f", NULL,
	  0, 0, 1, NULL },
	{ "openssl req -new -key ee.key -subj /CN=x >f", "f", NULL, 0, 0, 0,
	  "certificate request" },
	/* GnuTLS */
	{ "certtool --to-p12 --load-certificate ee.pem --load-privkey ee.key "
	    "--p12-name mine --password secret --outder --outfile f", "f",
	  "secret", 1, 1, 0, NULL },
	{ "certtool --to-p12 --load-certificate ee.pem --load-privkey ee.key "
	    "--pkcs-cipher 3des-pkcs12 --p12-name mine --password secret "
	    "--outder --outfile f", "f", "secret", 1, 1, 0, NULL },
	{ "certtool --to-p12 --load-certificate ee.pem --load-privkey ee.key "
	    "--pkcs-cipher rc2-40 --p12-name mine --password secret "
	    "--outder --outfile f", "f", "secret", 1, 1, 0, NULL },
	{ "certtool --to-p8 --load-privkey ee.key --pkcs-cipher aes-256 "
	    "--password secret --outfile k && cat k ee.pem >f", "f", "secret",
	  1, 1, 0, NULL },
	{ "certtool --p7-generate --load-certificate both.pem --outder "
	    "--outfile f", "f", NULL, 2, 0, 0, NULL },
	/* NSS */
	{ "mkdir nss && certutil -N -d nss --empty-password && pk12util -i "
	    "in.p12 -d nss -W secret && pk12util -o f -n mine -d nss "
	    "-W secret", "f", "secret", 2, 1, 0, NULL },
	{ "pk12util -o f -n mine -d nss -W secret -c "
	    "'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC' -C "
	    "'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC'", "f", "secret",
	  2, 1, 0, NULL },
	{ "pk12util -o f -n mine -d nss -W secret -c AES-256-CBC -C NONE",
	  "f", "secret", 2, 1, 0, NULL },
	{ "certutil -L -n mine -d nss -a >f", "f", NULL, 1, 0, 0, NULL },
	{ "certutil -L -n mine -d nss -r >f", "f", NULL, 1, 0, 0, NULL },
};

static void
what_the_tools_write_is_read(void **state)
{
	struct bundle b;
	struct err err;
	char *path;
	size_t i, j;
	int keys;
	bool ok;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		sh(files[i].make);
		path = file_join(folder, files[i].file);
		memset(&err, 0, sizeof(err));
		ok = bundle_read(&b, path, files[i].pass, &err);
		for (keys = 0, j = 0; j < b.n; j++)
			keys += b.items[j].key != NULL;
		if (ok ? files[i].refused != NULL ||
		    b.n != (size_t)files[i].certs || keys != files[i].keys ||
		    b.crls.n != (size_t)files[i].crls || b.stray_keys != 0 :
		    files[i].refused == NULL ||
		    strstr(err.text, files[i].refused) == NULL)
			fail_msg("%s: %zu certificates, %d keys, %zu lists; "
			    "%s", files[i].make, b.n, keys, b.crls.n,
			    err.text);
		assert_queue_empty();
		bundle_clear(&b);
		free(path);
	}
}

/* Without colons and blanks, as every tool has its own way with them. */
static void
bare(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (*s != ':' && *s != ' ')
			*to++ = *s;
	*to = '\0';
}

static void
thumbprints_and_usages_are_theirs(void **state)
{
	char *path = file_join(folder, "ee.pem"), text[512];
	struct bundle b;
	struct buf words = { 0 };

	(void)state;
	assert_true(bundle_read(&b, path, NULL, NULL));
	ask("openssl x509 -in ee.pem -noout -fingerprint -sha1 | cut -d= -f2",
	    text, sizeof(text));
	bare(text);
	assert_string_equal(text, b.items[0].cert->thumbprint);
	ask("certtool --fingerprint --hash sha256 --infile ee.pem", text,
	    sizeof(text));
	bare(text);
	assert_int_equal(strcasecmp(text, b.items[0].cert->sha256), 0);
	ask("certutil -L -n mine -d nss | grep -A1 'Fingerprint (SHA1)' | "
	    "tail -1", text, sizeof(text));
	bare(text);
	assert_int_equal(strcasecmp(text, b.items[0].cert->thumbprint), 0);
	/* Key usage and extended key usage in each one's own words. */
	ask("openssl x509 -in ee.pem -noout -ext keyUsage | tail -1", text,
	    sizeof(text));
	bare(text);
	assert_string_equal(text, "DigitalSignature,KeyEncipherment");
	ask("certtool -i --infile ee.pem | grep -A2 'Key Usage (crit' | "
	    "tail -2 | tr -d '\\n\\t.'", text, sizeof(text));
	assert_string_equal(text, "Digital signatureKey encipherment");
	cert_key_usage_text(b.items[0].cert, &words);
	assert_string_equal((char *)words.data,
	    "digital signature, key encipherment");
	buf_clear(&words);
	ask("openssl x509 -in ee.pem -noout -ext extendedKeyUsage | tail -1",
	    text, sizeof(text));
	bare(text);
	assert_string_equal(text, "E-mailProtection,TLSWebClient"
	    "Authentication");
	cert_eku_text(b.items[0].cert, &words);
	assert_string_equal((char *)words.data, "secure mail, TLS client");
	buf_clear(&words);
	bundle_clear(&b);
	free(path);
}

static const char setup[] =
    "exec </dev/null;"
    "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem "
    "-subj '/CN=Tool CA' -days 900;"
    "openssl req -new -newkey rsa:2048 -nodes -keyout ee.key -out ee.csr "
    "-subj '/CN=Tool Partner';"
    "printf '%s\\n' 'keyUsage=critical,digitalSignature,keyEncipherment' "
    "'extendedKeyUsage=emailProtection,clientAuth' "
    "'basicConstraints=CA:FALSE' >ext;"
    "openssl x509 -req -in ee.csr -CA ca.pem -CAkey ca.key -set_serial 7 "
    "-days 800 -extfile ext -out ee.pem;"
    "cat ee.pem ca.pem >both.pem;"
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\n"
    "default_md=sha256\\n' >ca.cnf; : >index.txt;"
    "openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem "
    "-crldays 30 -out crl.pem;"
    "openssl pkcs12 -export -in ee.pem -inkey ee.key -certfile ca.pem "
    "-name mine -passout pass:secret -out in.p12";

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_tools_write_is_read),
		cmocka_unit_test(thumbprints_and_usages_are_theirs),
	};
	int failed;

	folder = temp_folder();
	sh(setup);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	remove_folder(folder);
	return failed;
}
