# SPDX-License-Identifier: ISC
#
# perl unmime.pl ENTITY BODY CONTENT: the body of a MIME entity, decoded, goes
# to BODY; of a multipart/signed the signature, and its first part, byte for
# byte, to CONTENT.  Prints "clear" for that, else "blob".
use strict;
use warnings;
use MIME::Base64 qw(decode_base64);

sub put {
	my ($path, $bytes) = @_;
	open my $f, '>:raw', $path or die "$path: $!";
	print $f $bytes or die;
	close $f or die;
}

sub entity {
	my ($all) = @_;
	my ($head, $body) = $all =~ /\A(.*?\r?\n)\r?\n(.*)\z/s or die 'header';
	$head =~ s/\r?\n[ \t]+/ /g;
	my ($type) = $head =~ /^Content-Type:\s*(.*?)\r?$/mi;
	my ($cte) = $head =~ /^Content-Transfer-Encoding:\s*(\S+)/mi;
	return ($type // '', lc($cte // '7bit'), $body);
}

sub decoded {
	my (undef, $cte, $body) = entity($_[0]);
	return decode_base64($body) if $cte eq 'base64';
	return $body =~ s/=\r?\n//gr =~ s/=([0-9A-F]{2})/chr hex $1/ger
	    if $cte eq 'quoted-printable';
	return $body if $cte !~ /uu/;
	$body =~ s/\A.*?^begin [^\n]*\n(.*?)^end.*\z/$1/ms or die 'begin';
	return unpack 'u', $body =~ s/\r//gr;
}

my ($from, $to, $content) = @ARGV;
open my $f, '<:raw', $from or die "$from: $!";
my $all = do { local $/; <$f> };
my ($type) = entity($all);
if ($type =~ m{^multipart/signed}i) {
	my ($b) = $type =~ /boundary="?([^";]+)/i or die 'boundary';
	my ($first, $second) = $all =~
	    /^--\Q$b\E\r?\n(.*?)\r?\n--\Q$b\E\r?\n(.*?)\r?\n--\Q$b\E--/ms
	    or die 'parts';
	put($content, $first);
	put($to, decoded($second));
	print 'clear';
} else {
	put($to, decoded($all));
	print 'blob';
}
