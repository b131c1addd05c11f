# SPDX-License-Identifier: ISC
# The schema's steps NNN-name.sql as the manual page sealport-db(7): what the
# files say of each table, view and column, as comments.  A column's comment
# stands on the line it begins in, a view's in the lines before it.
BEGIN {
	print ".\\\" Made from config/schema by manual.awk."
	print ".Dd $Mdocdate$"
	print ".Dt SEALPORT-DB 7\n.Os\n.Sh NAME\n.Nm sealport-db"
	print ".Nd tables and views of the Sealport configuration database"
	print ".Sh DESCRIPTION"
	print "The configuration database is open to other programs."
	print "They may read every table and view; they write at the risk of"
	print "bypassing the history, though not the constraints."
}
function comment(line) {
	if (line !~ /--/)
		return ""
	sub(/.*--[ ]*/, "", line)
	gsub(/\\/, "\\e", line)
	return line
}
# "TEXT NOT NULL REFERENCES host (name)" of the column's first line.
function type_of(line) {
	sub(/[ \t]*--.*/, "", line)
	sub(/^\t?[^ ]+ /, "", line)
	sub(/,$/, "", line)
	sub(/ CHECK .*/, "", line)
	sub(/ REFERENCES.*/, "", line)
	sub(/ AUTOINCREMENT/, "", line)
	return line
}
function object(kind, name) {
	gsub(/"/, "", name)
	if (open)
		print ".El"
	open = 0
	printf ".Ss %s %s\n", kind, name
}
function column(name, line) {
	if (!open)
		print ".Bl -tag -width Ds"
	open = 1
	printf ".It Va %s Pq %s\n", name, type_of(line)
	print comment(line) != "" ? comment(line) : "See above."
}
FNR == 1 {
	intro = 1
	text = ""
}
/^--/ {
	line = $0
	sub(/^--[ ]*/, "", line)
	if (line !~ /^SPDX/)
		text = text line "\n"
	next
}
/^$/ {
	if (intro && text != "") {
		sub(/^\n*/, "", text)
		printf ".Pp\n%s", text
		intro = 0
	}
	text = ""
	next
}
/^CREATE TABLE/ {
	object("table", $3)
	if (comment($0) != "")
		print comment($0)
	inside = 1
}
/^CREATE VIEW/ {
	object("view", $3)
	printf "%s", text
	text = ""
}
/^ALTER TABLE [^ ]+ ADD COLUMN/ {
	name = $3
	object("table", name " (added)")
	line = $0
	sub(/.*ADD COLUMN /, "", line)
	column($6, line)
}
/^\);/ {
	inside = 0
}
inside && /^\t[a-z_]+ [A-Z]/ {
	column($1, $0)
}
END {
	if (open)
		print ".El"
	print ".Sh SEE ALSO\n.Xr sealport 1 ,\n.Xr sealport-fields 7"
}
