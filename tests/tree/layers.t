#!/usr/bin/perl
# SPDX-License-Identifier: ISC
#
# The house: who may include whom, which library is named where, and the
# shape of the files (80 columns, 600 lines, SPDX line, tabs).
use strict;
use warnings;
use Test::More;

# Rooms that each room may include, besides itself.
my %below = (
	base => [],
	config => [qw(base)],
	certstore => [qw(base)],
	model => [qw(base config certstore)],
	engine => [qw(base config certstore model)],
	cli => [qw(base config certstore model engine tui)],
	tui => [qw(base config certstore model engine)],
);

# The only places that may name a library's headers.
my %only = (
	'ncurses|curses|term' => qr{^tui/},
	'sqlite3|libpq-fe' => qr{^config/},
	'openssl/.*' => qr{^(certstore|engine)/|^base/(digest|seal)\.c$},
	'libxml/.*' => qr{^model/bindings/},
	'curl/.*' => qr{^(certstore|engine)/},
	'libconfig' => qr{^config/},
	'jansson' => qr{^(cli|model)/},
);

my @files = map { chomp; $_ } qx(find @{[sort keys %below]} -name '*.[ch]');
ok(@files > 50, scalar(@files) . ' source files');

# What is wrong with the look of a line.
sub wrong_line {
	my ($wide, $where) = @_;
	return "$where: trailing blank" if $wide =~ /\s$/;
	1 while $wide =~ s/^(.*?)\t/$1 . ' ' x (8 - length($1) % 8)/e;
	utf8::decode($wide);
	return length $wide > 80 ? "$where: wider than 80" : ();
}

my (@arrows, @libraries, @shape);
for my $file (sort @files) {
	my ($room) = $file =~ m{^(\w+)/};
	open my $fh, '<', $file or die "$file: $!";
	my @lines = <$fh>;
	push @shape, "$file: no SPDX line" if $lines[0] !~ /SPDX.*ISC/;
	push @shape, "$file: " . @lines . ' lines' if @lines > 600;
	for my $i (0 .. $#lines) {
		my $line = $lines[$i];
		chomp $line;
		my $where = "$file:" . ($i + 1);
		if ($line =~ m{^#include "(\w+)/}) {
			push @arrows, "$where: $line"
			    unless grep { $_ eq $1 } $room,
			    @{$below{$room}};
		}
		if ($line =~ m{^#include <(.*)\.h>}) {
			my $header = $1;
			for my $lib (keys %only) {
				push @libraries, "$where: $line"
				    if $header =~ /^(?:$lib)$/ &&
				    $file !~ $only{$lib};
			}
		}
		push @shape, wrong_line($line, $where);
	}
}

# Tests are read as often.
for my $file (sort map { chomp; $_ } qx(find tests -name '*.[ch]')) {
	open my $fh, '<', $file or die "$file: $!";
	while (my $line = <$fh>) {
		chomp $line;
		push @shape, "$file: no SPDX line" if $. == 1 &&
		    $line !~ /SPDX.*ISC/;
		push @shape, wrong_line($line, "$file:$.");
	}
}

is_deeply(\@arrows, [], 'no include points up the house');
is_deeply(\@libraries, [], 'libraries are named only in their rooms');
is_deeply(\@shape, [], 'every file has the shape of the house');

# SQL outside config/ would be a second place that knows the schema.
my @sql = grep { !m{^config/} } map { /^([^:]+):/ ? $1 : () }
    qx(grep -nE '"(SELECT|INSERT INTO|UPDATE|DELETE FROM|PRAGMA) ' @files);
is_deeply(\@sql, [], 'SQL only in config/');

# Under SSH it may be all that somebody is let into: there is no way out of it
# to another program, and no word of the environment names one.  A library is
# loaded late in one place, by a name that nobody can choose.
my $escape = qr{\b(?:system|popen|exec(?:l|lp|le|v|vp|vpe|ve)|v?fork|wordexp|
    posix_spawnp?|dlopen)\s*\(|"(?:EDITOR|VISUAL|PAGER|SHELL|BROWSER)"}x;
my $late = qr{^certstore/curl\.c:.*= dlopen\("libcurl\.so\.4", };
my @escape;
for my $file (@files) {
	open my $fh, '<', $file or die "$file: $!";
	while (my $line = <$fh>) {
		push @escape, "$file:$.: $line" if $line =~ $escape &&
		    "$file:$line" !~ $late;
	}
}
is_deeply(\@escape, [], 'no way to another program');

# Nor does the console write files for whoever sits at it: only the draft of
# a dialog, in a folder of its own, and an administrator's export.
my @writers = grep {
	open my $fh, '<', $_ or die "$_: $!";
	m{^tui/} && grep { /\bfile_(?:write|create)\s*\(/ } <$fh>;
} @files;
is_deeply([sort @writers], ['tui/draft.c'], 'the console writes no file');

# Every header compiles alone.
my @alone;
my $cc = $ENV{CC} || 'gcc';
for my $header (grep { /\.h$/ } @files) {
	system("$cc -std=c11 -D_GNU_SOURCE -I. -fsyntax-only -x c $header " .
	    '2>/dev/null') == 0 or push @alone, $header;
}
is_deeply(\@alone, [], 'headers compile alone');

done_testing();
