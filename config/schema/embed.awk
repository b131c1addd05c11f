# SPDX-License-Identifier: ISC
# The schema's steps NNN-name.sql as a C table of strings, one a file.
BEGIN {
	print "/* Made from config/schema by embed.awk. */"
	print "#include \"config/schema.h\"\n"
	print "const struct schema_step schema_steps[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	printf "\t{ .version = %d, .name = \"%s\", .sql =\n", name + 0, name
	steps++
}
{
	gsub(/\\/, "&&")
	gsub(/"/, "\\\"")
	print "\t\"" $0 "\\n\""
}
END {
	print "\t},\n};"
	print "const size_t schema_count = " steps ";"
}
