# SPDX-License-Identifier: ISC
# The schema's steps NNN-name.sql as the manual page sealport-db(7): every
# table and view as all steps leave it.  A column's comment stands on the line
# that it begins in; one without is the field of that name.
function comment(line) {
	if (line !~ /--/)
		return ""
	sub(/.*--[ ]*/, "", line)
	gsub(/\\/, "\\e", line)
	return line
}
# "TEXT NOT NULL" of the column's first line.
function type_of(line) {
	sub(/[ \t]*--.*/, "", line)
	sub(/^\t?[^ ]+ /, "", line)
	sub(/[,;]$/, "", line)
	sub(/ CHECK .*/, "", line)
	sub(/ REFERENCES.*/, "", line)
	sub(/ AUTOINCREMENT/, "", line)
	return line
}
function bare(name) {
	gsub(/["();]/, "", name)
	return name
}
function start(kind, name, text) {
	if (!(name in title))
		order[++objects] = name
	title[name] = kind " " name
	about[name] = text
	columns[name] = ""
}
function column(table, name, line,	said) {
	said = comment(line)
	if (said == "" && name ~ /^(id|version|owner_id|position)$/)
		said = "See above."
	if (said == "")
		said = "The field of this name in\n.Xr sealport-fields 7 ."
	columns[table] = columns[table] ".It Va " name " Pq " \
	    type_of(line) "\n" said "\n"
}
BEGIN {
	print ".\\\" Made from config/schema by manual.awk."
	print ".Dd $Mdocdate$"
	print ".Dt SEALPORT-DB 7\n.Os\n.Sh NAME\n.Nm sealport-db"
	print ".Nd tables and views of the Sealport configuration database"
	print ".Sh DESCRIPTION"
	print "The configuration database is open to other programs."
	print "They may read every table and view; what they write bypasses"
	print "the history, which then says so, but not the constraints.\n.Pp"
}
FNR == 1 {
	intro = NR == 1
	text = ""
}
/^--/ {
	sub(/^--[ ]*/, "")
	if ($0 !~ /^SPDX|^$/)
		text = text $0 "\n"
	next
}
/^$/ {
	if (intro && text != "") {
		printf "%s", text
		intro = 0
	}
	text = ""
}
/^CREATE TABLE/ {
	table = bare($3)
	start("table", table, comment($0) == "" ? "" : comment($0) "\n")
	next
}
/^CREATE VIEW/ {
	name = bare($3)
	start("view", name, text == "" ? about[name] : text)
}
/^ALTER TABLE .* ADD COLUMN/ {
	line = $0
	sub(/.*ADD COLUMN /, "", line)
	column(bare($3), bare($6), line)
}
/^ALTER TABLE .* RENAME TO/ {
	name = bare($6)
	columns[name] = columns[bare($3)]
	delete title[bare($3)]
}
/^\);/ {
	table = ""
}
table != "" && /^\t[a-z_0-9]+ [A-Z]/ {
	column(table, $1, $0)
}
END {
	for (i = 1; i <= objects; i++) {
		name = order[i]
		if (!(name in title))
			continue
		printf ".Ss %s\n%s", title[name], about[name]
		if (columns[name] != "")
			printf ".Bl -tag -width Ds\n%s.El\n", columns[name]
	}
	print ".Sh SEE ALSO\n.Xr sealport 1 ,\n.Xr sealport-fields 7"
}
