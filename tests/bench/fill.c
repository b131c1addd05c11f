/* SPDX-License-Identifier: ISC */
/*
 * A group of ten thousand parties, send ports, receive locations and
 * certificates, for measuring: copies of the sample's, by SQLite itself.
 *
 *	fill DATABASE
 */
#include <stdio.h>

#include <sqlite3.h>

/*
 * Each copy takes the columns of one row and another name; the certificate
 * is the same DER under other thumbprints, which only these lists believe.
 */
static const char script[] =
"BEGIN;"
"CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);"
"WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c"
"    WHERE i < 10000) INSERT INTO n SELECT i FROM c;"
"INSERT INTO certificate (name, common_name, subject, issuer, serial,"
"    not_before, not_after, key_usage, sha256, pem)"
"    SELECT printf('%040X', i), printf('Partner %05d Signature', i),"
"    subject, issuer, serial, not_before, not_after + i, key_usage, sha256,"
"    pem FROM n, (SELECT * FROM certificate LIMIT 1);"
"INSERT INTO party (name, signature_certificate,"
"    signature_certificate_name)"
"    SELECT printf('Partner %05d', i), printf('%040X', i),"
"    printf('Partner %05d Signature', i) FROM n;"
"INSERT INTO send_port (name, adapter, uri, handler, send_pipeline, state,"
"    encryption_certificate, encryption_certificate_name)"
"    SELECT printf('Invoices to %05d', i), adapter,"
"    printf('/srv/edi/out/%05d/%%MessageID%%.xml', i), handler,"
"    send_pipeline, state, printf('%040X', i),"
"    printf('Partner %05d Signature', i)"
"    FROM n, (SELECT * FROM send_port WHERE handler IS NOT NULL LIMIT 1);"
"INSERT INTO receive_location (name, receive_port, adapter, uri, handler,"
"    receive_pipeline, application)"
"    SELECT printf('Orders from %05d', i), receive_port, adapter,"
"    printf('/srv/edi/in/%05d/*.xml', i), handler, receive_pipeline,"
"    application"
"    FROM n, (SELECT * FROM receive_location LIMIT 1);"
"COMMIT; ANALYZE;";

int
main(int argc, char **argv)
{
	sqlite3 *db = NULL;
	int failed;

	if (argc != 2)
		return 2;
	failed = sqlite3_open(argv[1], &db) != SQLITE_OK ||
	    sqlite3_exec(db, script, NULL, NULL, NULL) != SQLITE_OK;
	if (failed)
		fprintf(stderr, "fill: %s\n", sqlite3_errmsg(db));
	sqlite3_close(db);
	return failed;
}
