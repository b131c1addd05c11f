#!/bin/sh
# SPDX-License-Identifier: ISC
#
# Messages of other implementations through decode, and those of encode
# through them: OpenSSL's command, gpgsm, NSS and, where it is at hand,
# BouncyCastle.  Two tables; a row more is a combination more.
. tests/lib/tap.sh
needs openssl perl
here=$PWD/tests/engine
jars=/usr/share/java
bouncy=$jars/bcprov.jar:$jars/bcpkix.jar:$jars/bcutil.jar
GNUPGHOME=$T/gpg
export GNUPGHOME

# ---- keys and certificates --------------------------------------------------

# mint NAME KEY-USAGE GENPKEY-OPTION ...
mint() {
	mint_name=$1
	mint_usage=$2
	shift 2
	openssl genpkey "$@" -out "$mint_name.key" 2>/dev/null
	openssl req -new -key "$mint_name.key" -out csr \
	    -subj "/O=Interop/CN=$mint_name"
	printf '%s\n' "keyUsage=critical,$mint_usage" \
	    extendedKeyUsage=emailProtection basicConstraints=CA:FALSE \
	    "subjectAltName=email:$mint_name@example.com" \
	    subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >ext
	openssl x509 -req -in csr -CA ca.pem -CAkey ca.key -days 30 \
	    -extfile ext -out "$mint_name.pem" 2>/dev/null
	cat "$mint_name.pem" "$mint_name.key" >"$mint_name.both"
}

mkdir "$T/x" && cd "$T/x" || exit 1
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 \
    -subj /O=Interop/CN=ca -addext keyUsage=critical,keyCertSign,cRLSign \
    2>/dev/null
mint rsa digitalSignature,keyEncipherment -algorithm RSA
mint ec digitalSignature,keyAgreement -algorithm EC \
    -pkeyopt ec_paramgen_curve:P-256
mint ec384 digitalSignature,keyAgreement -algorithm EC \
    -pkeyopt ec_paramgen_curve:P-384
mint pss digitalSignature -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048

thumbprint() {
	openssl x509 -in "$1.pem" -noout -fingerprint -sha1 | sed 's/.*=//'
}

perl -e 'print map { chr } 0 .. 255; print "\r\n\0\0.\r\nfrom\r\n"' >binary
printf '<order>\r\n  <line>7 = \304 \303\204</line>\r\n</order>\r\n' >8bit
printf '<order>\r\n  <line>7 = A</line>\r\n.\r\n</order>\r\n' >7bit
{
	printf 'Content-Type: application/xml\r\n'
	printf 'Content-Transfer-Encoding: base64\r\n\r\n'
	openssl base64 -in binary | sed 's/$/\r/'
} >part

# ---- the other programs -----------------------------------------------------

have_openssl() { true; }
have_smime() { true; }
have_cmsutil() { command -v cmsutil pk12util certutil >/dev/null; }
have_gpgsm() { command -v gpgsm gpg-agent >/dev/null; }
have_bouncy() {
	command -v java >/dev/null && [ -e $jars/bcpkix.jar ] &&
	    [ -e $jars/bcutil.jar ] &&
	    java --list-modules 2>/dev/null | grep -q jdk.compiler
}
programs=
for p in openssl smime cmsutil gpgsm bouncy; do
	have_$p && programs="$programs $p "
done

prepare_cmsutil() {
	mkdir nss
	certutil -N -d nss --empty-password
	certutil -A -d nss -n ca -t CT,C,C -a -i ca.pem
	for n in rsa ec ec384; do
		openssl pkcs12 -export -in $n.pem -inkey $n.key -name $n \
		    -passout pass:x -out p12
		pk12util -i p12 -d nss -W x
	done
}
# Version 2.2 has no keys but RSA's, and reads old PKCS#12 only.
prepare_gpgsm() {
	mkdir -m 700 "$GNUPGHOME"
	echo 's2k-count 65536' >"$GNUPGHOME/gpg-agent.conf"
	echo "$(thumbprint ca) S relax" >"$GNUPGHOME/trustlist.txt"
	printf '%s\n' disable-crl-checks disable-policy-checks batch yes \
	    'pinentry-mode loopback' 'passphrase-fd 0' \
	    >"$GNUPGHOME/gpgsm.conf"
	openssl pkcs12 -export -legacy -in rsa.pem -inkey rsa.key \
	    -passout pass:x -out p12
	for f in ca.pem ec.pem ec384.pem rsa.pem p12; do
		echo x | gpgsm --import $f
	done
}
bouncy() {
	java -XX:TieredStopAtLevel=1 -cp "$bouncy" "$here/Bouncy.java" \
	    >>log 2>&1
}
case $programs in *cmsutil*) prepare_cmsutil >log 2>&1 ;; esac
case $programs in *gpgsm*) prepare_gpgsm >>log 2>&1 ;; esac

# A name of the tables as an option: "rsa+pss" is the key rsa used so.
sign_options() {
	case $1 in *+pss) echo -keyopt rsa_padding_mode:pss ;; esac
}
recipient_options() {
	case $1 in
	*+oaep) echo -keyopt rsa_padding_mode:oaep ;;
	*+oaep256) echo -keyopt rsa_padding_mode:oaep \
	    -keyopt rsa_oaep_md:sha256 ;;
	*+kdf*) echo -keyopt "ecdh_kdf_md:sha${1#*+kdf}" ;;
	esac
}

# ---- they make --------------------------------------------------------------

# sign_PROGRAM SHAPE SIGNER DIGEST IN OUT, encrypt_PROGRAM RECIPIENT CIPHER
# IN OUT; what is no MIME by itself is wrapped.
sign_openssl() {
	[ "$1" = opaque ] && opaque=-nodetach || opaque=
	openssl cms -sign -binary $opaque -md "$3" -signer "${2%+*}.pem" \
	    -inkey "${2%+*}.key" $(sign_options "$2") -in "$4" -out "$5"
}
sign_smime() {
	[ "$1" = opaque ] && opaque=-nodetach || opaque=
	openssl smime -sign -binary $opaque -md "$3" -signer "$2.pem" \
	    -inkey "$2.key" -in "$4" -out "$5"
}
sign_cmsutil() {
	[ "$1" = opaque ] && opaque= || opaque=-T
	cmsutil -S -d nss -N "$2" -H "$3" $opaque -G -i "$4" -o der &&
	    wrap "$1" "$4" "$5"
}
sign_gpgsm() {
	[ "$1" = opaque ] && opaque=--sign || opaque=--detach-sign
	echo x | gpgsm -u "$2@example.com" --digest-algo "$3" -o der \
	    $opaque "$4" && wrap "$1" "$4" "$5"
}
encrypt_openssl() {
	openssl cms -encrypt -binary "-$2" -in "$3" -out "$4" \
	    -recip "${1%+*}.pem" $(recipient_options "$1")
}
encrypt_smime() {
	openssl smime -encrypt -binary "-$2" -in "$3" -out "$4" "$1.pem"
}
# The cipher is NSS's choice: that of the row.
encrypt_cmsutil() {
	cmsutil -E -d nss -r "$1@example.com" -i "$3" -o der &&
	    openssl asn1parse -inform DER -in der | grep -qi ":$2" &&
	    wrap enveloped - "$4"
}
encrypt_gpgsm() {
	gpgsm -r "$1@example.com" --cipher-algo "$2" -o der -e "$3" \
	    </dev/null && wrap enveloped - "$4"
}
# Made beforehand, by one start of Java for all.
sign_bouncy() { job "sign ${2%+*} $3 $1 $4"; }
encrypt_bouncy() { job "encrypt ${1%+*} $2 $(bouncy_way "$1") $3"; }
bouncy_way() {
	case $1 in
	ec*) echo ecdh ;;
	*+oaep256) echo oaep ;;
	*) echo v15 ;;
	esac
}

# wrap SHAPE CONTENT OUT: the structure in the file der as MIME
wrap() {
	{
		printf 'MIME-Version: 1.0\r\n'
		if [ "$1" = clear ]; then
			printf 'Content-Type: multipart/signed; boundary=BB; '
			printf 'protocol="application/pkcs7-signature"\r\n\r\n'
			printf -- '--BB\r\n'
			cat "$2"
			printf '\r\n--BB\r\n'
			printf 'Content-Type: application/pkcs7-signature\r\n'
		else
			printf 'Content-Type: application/x-pkcs7-mime\r\n'
		fi
		printf 'Content-Transfer-Encoding: base64\r\n\r\n'
		openssl base64 -in der
		[ "$1" != clear ] || printf '\r\n--BB--\r\n'
	} >"$3"
}

# PROGRAM SHAPE SIGNER DIGEST RECIPIENT CIPHER MARKS; - is not signed, not
# encrypted, no marks.  Rows stand together by the recipient's key.
theirs() {
	cat <<'EOT'
openssl opaque rsa sha1 - - legacy-digest
openssl opaque rsa sha256 - - -
openssl opaque rsa sha384 - - -
openssl opaque rsa sha512 - - -
openssl opaque rsa+pss sha256 - - -
openssl opaque rsa+pss sha512 - - -
openssl opaque pss+pss sha256 - - -
openssl opaque pss+pss sha384 - - -
openssl opaque ec sha1 - - legacy-digest
openssl opaque ec sha256 - - -
openssl opaque ec sha512 - - -
openssl opaque ec384 sha384 - - -
openssl clear rsa sha1 - - legacy-digest
openssl clear rsa sha256 - - -
openssl clear rsa+pss sha384 - - -
openssl clear ec sha256 - - -
openssl clear ec384 sha512 - - -
smime opaque rsa sha1 - - legacy-digest
smime opaque rsa sha256 - - -
smime clear rsa sha512 - - -
smime clear ec sha256 - - -
cmsutil opaque rsa SHA1 - - legacy-digest
cmsutil opaque rsa SHA256 - - -
cmsutil opaque rsa SHA384 - - -
cmsutil opaque rsa SHA512 - - -
cmsutil opaque ec SHA256 - - -
cmsutil opaque ec384 SHA384 - - -
cmsutil clear rsa SHA256 - - -
cmsutil clear ec SHA512 - - -
gpgsm opaque rsa SHA1 - - legacy-digest
gpgsm opaque rsa SHA256 - - -
gpgsm opaque rsa SHA384 - - -
gpgsm opaque rsa SHA512 - - -
gpgsm clear rsa SHA256 - - -
gpgsm clear rsa SHA512 - - -
bouncy opaque rsa SHA1withRSA - - legacy-digest
bouncy opaque rsa SHA256withRSA - - -
bouncy opaque rsa SHA512withRSA - - -
bouncy opaque rsa SHA256withRSAandMGF1 - - -
bouncy opaque ec SHA256withECDSA - - -
bouncy opaque ec384 SHA384withECDSA - - -
bouncy clear rsa SHA256withRSA - - -
bouncy clear rsa SHA384withRSAandMGF1 - - -
bouncy clear ec SHA512withECDSA - - -
openssl - - - rsa des3 legacy-cipher,no-integrity
openssl - - - rsa aes-128-cbc no-integrity
openssl - - - rsa aes-192-cbc no-integrity
openssl - - - rsa aes-256-cbc no-integrity
openssl - - - rsa aes-128-gcm -
openssl - - - rsa aes-192-gcm -
openssl - - - rsa aes-256-gcm -
openssl - - - rsa+oaep aes-128-cbc no-integrity
openssl - - - rsa+oaep256 aes-256-gcm -
smime - - - rsa des3 legacy-cipher,no-integrity
smime - - - rsa aes-256-cbc no-integrity
cmsutil - - - rsa aes-128-cbc no-integrity
gpgsm - - - rsa 3DES legacy-cipher,no-integrity
gpgsm - - - rsa AES no-integrity
gpgsm - - - rsa AES192 no-integrity
gpgsm - - - rsa AES256 no-integrity
bouncy - - - rsa des3 legacy-cipher,no-integrity
bouncy - - - rsa aes-128-cbc no-integrity
bouncy - - - rsa aes-192-cbc no-integrity
bouncy - - - rsa aes-256-gcm -
bouncy - - - rsa+oaep256 aes-256-cbc no-integrity
openssl opaque rsa sha256 rsa aes-256-cbc -
openssl opaque ec sha256 rsa aes-256-gcm -
openssl opaque rsa sha1 rsa des3 legacy-cipher,legacy-digest
openssl clear rsa+pss sha256 rsa+oaep aes-128-gcm -
smime clear rsa sha256 rsa aes-128-cbc -
cmsutil opaque rsa SHA256 rsa aes-128-cbc -
gpgsm clear rsa SHA256 rsa AES256 -
openssl - - - ec aes-128-cbc no-integrity
openssl - - - ec+kdf256 aes-192-cbc no-integrity
openssl - - - ec+kdf384 aes-256-cbc no-integrity
openssl - - - ec+kdf256 aes-128-gcm -
openssl - - - ec+kdf512 aes-256-gcm -
bouncy - - - ec aes-128-cbc no-integrity
bouncy - - - ec aes-256-gcm -
openssl opaque ec sha384 ec+kdf256 aes-256-gcm -
openssl clear rsa sha256 ec+kdf256 aes-256-cbc -
openssl - - - ec384+kdf384 aes-256-gcm -
openssl clear ec384 sha384 ec384+kdf256 aes-128-cbc -
EOT
}

# Bouncy's rows are its jobs; NUMBER of the row names the file.
job() {
	echo "$1 b.$number" >>jobs
}
bouncy_jobs() {
	number=0
	theirs >rows
	while read -r program shape signer digest recipient cipher marks; do
		number=$((number + 1))
		[ "$program" = bouncy ] || continue
		[ "$shape" = - ] ||
		    sign_bouncy "$shape" "$signer" "$digest" part
		[ "$recipient" = - ] ||
		    encrypt_bouncy "$recipient" "$cipher" part
	done <rows
	bouncy <jobs
}

# The row's message into the file wire.
make_message() {
	if [ "$program" = bouncy ]; then
		rm -f der
		mv "b.$number" der && wrap "$shape" part wire
		return
	fi
	cp part wire
	[ "$shape" = - ] || { "sign_$program" "$shape" "$signer" "$digest" \
	    wire inner && mv inner wire; } || return
	[ "$recipient" = - ] || { "encrypt_$program" "$recipient" "$cipher" \
	    wire outer && mv outer wire; }
}

# host_for RECIPIENT: whose certificate the host decrypts with
decrypts=
host_for() {
	[ "$1" = - ] || [ "${1%+*}" = "$decrypts" ] && return
	decrypts=${1%+*}
	run set host EdiReceive \
	    decryption_certificate="$(thumbprint "$decrypts")"
}

# ---- the group --------------------------------------------------------------

sample g
run cert import --store root ca.pem
for n in rsa ec ec384 pss; do
	run cert import --store other-people $n.pem
	run cert import --store personal $n.both
done
run new receive-port Interop authentication=none
run new receive-location Interop receive_port=Interop adapter=FILE \
    handler=FILE-receive@EdiReceive receive_pipeline=SMIMEReceive \
    file.receive_folder=/tmp/in decoder.check_revocation=false
run new send-port Interop adapter=FILE handler=FILE-send@EdiSend \
    send_pipeline=SMIMETransmit file.destination_folder=/tmp/out \
    encoder.check_revocation=false
is "$status" 0 "a port, a location and our keys"

# ---- they make, we decode ---------------------------------------------------

case $programs in *bouncy*) bouncy_jobs ;; esac
number=0
theirs >rows
while read -r program shape signer digest recipient cipher marks <&3; do
	number=$((number + 1))
	row="$program $shape $signer $digest $recipient $cipher"
	case $programs in
	*" $program "*) ;;
	*)
		skip "$row: no $program"
		continue
		;;
	esac
	host_for "$recipient"
	make_message >>log 2>&1 || {
		ok 1 "$row: could not be made"
		tail -n 3 log | sed 's/^/# /'
		continue
	}
	run decode --json --location Interop wire
	told=$(json "$T/err" 'join " ", $j->{outcome}, map {
	    $j->{context}{"SMIME.$_"} // "" } qw(IsSigned IsEncrypted
	    Warnings)' 2>&1)
	cmp -s "$T/out" binary || told="$told, another body"
	[ "$shape" = - ] && want="processed false" || want="processed true"
	[ "$recipient" = - ] && want="$want false" || want="$want true"
	[ "$marks" = - ] && want="$want " || want="$want $marks"
	is "$told" "$want" "$row: decoded"
done 3<rows

# ---- we encode, they read ---------------------------------------------------

# read_PROGRAM SIGNED|RECIPIENT ENTITY OUT: verify or decrypt one layer; der
# and content have been taken out of the entity already.
verify_openssl() {
	case $encoding in
	binary) openssl cms -verify -binary -CAfile ca.pem -inform DER -in der \
	    $([ "$form" = blob ] || echo -content content) -out "$2" ;;
	*) openssl cms -verify -CAfile ca.pem -in "$1" -out "$2" ;;
	esac
}
verify_smime() {
	openssl smime -verify -CAfile ca.pem -in "$1" -out "$2"
}
verify_cmsutil() {
	cmsutil -D -d nss -i der -o "$2" \
	    $([ "$form" = blob ] || echo -c content) &&
	    cmsutil -D -d nss -n -h 1 -i der \
	    $([ "$form" = blob ] || echo -c content) |
	    grep -q 'status=GoodSignature'
	verified=$?
	[ "$form" = blob ] || cp content "$2"
	return $verified
}
verify_gpgsm() {
	if [ "$form" = blob ]; then
		echo x | gpgsm -o "$2" --verify der
	else
		echo x | gpgsm --verify der content && cp content "$2"
	fi
}
decrypt_openssl() {
	case $encoding in
	binary) openssl cms -decrypt -inform DER -in der -recip "$1.pem" \
	    -inkey "$1.key" -out "$3" ;;
	*) openssl cms -decrypt -in "$2" -recip "$1.pem" -inkey "$1.key" \
	    -out "$3" ;;
	esac
}
decrypt_smime() {
	openssl smime -decrypt -in "$2" -recip "$1.pem" -inkey "$1.key" \
	    -out "$3"
}
decrypt_cmsutil() {
	cmsutil -D -d nss -i der -o "$3"
}
decrypt_gpgsm() {
	echo x | gpgsm -o "$3" -d der
}

# SHAPE SIGNER RECIPIENT CIPHER ENCODING PROGRAM ...: each of them reads it.
# Not among them: gpgsm for ec384, where it asks for SHA-384; NSS and gpgsm for
# GCM and ECDH; BouncyCastle 1.72 for GCM over ECDH.
ours() {
	cat <<'EOT'
clear rsa - - base64 openssl smime cmsutil gpgsm bouncy
clear rsa - - quoted-printable openssl smime cmsutil gpgsm
clear rsa - - 7bit openssl smime cmsutil gpgsm
clear rsa - - 8bit openssl smime cmsutil gpgsm
clear rsa - - binary openssl cmsutil gpgsm
clear rsa - - uuencode openssl smime cmsutil gpgsm
blob rsa - - base64 openssl smime cmsutil gpgsm bouncy
blob rsa - - quoted-printable openssl smime cmsutil gpgsm
blob rsa - - 7bit openssl smime cmsutil gpgsm
blob rsa - - 8bit openssl smime cmsutil gpgsm
blob rsa - - binary openssl cmsutil gpgsm
blob rsa - - uuencode openssl smime cmsutil gpgsm
none - rsa aes-128-cbc base64 openssl smime cmsutil gpgsm bouncy
none - rsa aes-192-cbc base64 openssl smime cmsutil gpgsm
none - rsa aes-256-cbc base64 openssl smime cmsutil gpgsm
none - rsa aes-128-cbc binary openssl cmsutil gpgsm
none - rsa aes-256-cbc quoted-printable openssl smime cmsutil gpgsm
none - rsa aes-128-gcm base64 openssl bouncy
none - rsa aes-256-gcm base64 openssl
none - rsa aes-256-gcm binary openssl
none - ec aes-128-cbc base64 openssl bouncy
none - ec aes-192-cbc base64 openssl
none - ec aes-256-cbc base64 openssl
none - ec aes-256-gcm base64 openssl
none - ec384 aes-128-gcm base64 openssl
none - ec384 aes-256-cbc base64 openssl
blob rsa rsa aes-256-cbc base64 openssl smime cmsutil gpgsm
blob rsa rsa aes-128-gcm base64 openssl
blob rsa rsa aes-128-cbc binary openssl cmsutil gpgsm
blob rsa ec aes-256-gcm base64 openssl
blob ec - - base64 openssl smime cmsutil gpgsm bouncy
clear ec - - base64 openssl smime cmsutil gpgsm bouncy
blob ec ec aes-128-gcm base64 openssl
blob ec384 - - base64 openssl cmsutil
blob pss - - base64 openssl
clear pss - - base64 openssl bouncy
clear ec384 - - binary openssl cmsutil
blob ec384 ec384 aes-256-cbc uuencode openssl
EOT
}

# Read at the end, by one start of Java for all: one layer at most.
later() {
	number=$((number + 1))
	unpack wire
	mv der "d.$number"
	[ "$form" = blob ] && job_content=- || {
		job_content=c.$number
		mv content "$job_content"
	}
	if [ "$recipient" = - ]; then
		job_line="verify $job_content"
	else
		job_line="decrypt $recipient"
	fi
	echo "$job_line d.$number e.$number" >>jobs
	echo "e.$number $(body_for) $row" >>late
}
read_late() {
	bouncy <jobs
	while read -r entity whole row <&3; do
		rm -f body
		perl "$here/unmime.pl" "$entity" body content >>log 2>&1
		is "$?:$(cksum <body)" "0:$(cksum <"$whole")" \
		    "$row: read by bouncy"
	done 3<late
}

# unpack ENTITY: its structure in der, of a clear one the rest in content
unpack() {
	form=$(perl "$here/unmime.pl" "$1" der content)
}

# One program reads what we made: into the file body.
read_message() {
	cp wire entity
	[ "$recipient" = - ] || { unpack entity &&
	    "decrypt_$program" "$recipient" entity inside &&
	    mv inside entity; } || return
	[ "$shape" = none ] || { unpack entity &&
	    "verify_$program" entity inside && mv inside entity; } || return
	perl "$here/unmime.pl" entity body content >/dev/null
}

body_for() {
	case $encoding in
	7bit | 8bit) echo "$encoding" ;;
	*) echo binary ;;
	esac
}

encode_row() {
	set -- encoder.signature_type="$shape" \
	    encoder.transfer_encoding="$encoding"
	if [ "$recipient" != - ]; then
		set -- "$@" encoder.enable_encryption=true \
		    encoder.encryption_algorithm="$cipher" \
		    encryption_certificate="$(thumbprint "$recipient")"
	else
		set -- "$@" encoder.enable_encryption=false
	fi
	run set send-port Interop "$@" || return
	[ "$signer" = - ] || [ "$signer" = "$signs" ] || {
		signs=$signer
		run set group signature_certificate="$(thumbprint "$signer")"
	}
	run encode --port Interop --content-type application/xml "$(body_for)"
	cp "$T/out" wire
	return "$status"
}

signs=
number=0
rm -f jobs
ours >rows
while read -r shape signer recipient cipher encoding readers <&3; do
	row="$shape $signer $recipient $cipher $encoding"
	encode_row
	ok $? "$row: encoded"
	for program in $readers; do
		case $programs in
		*" $program "*) ;;
		*)
			skip "$row: no $program"
			continue
			;;
		esac
		rm -f entity inside der content body
		if [ "$program" = bouncy ]; then
			later
			continue
		fi
		read_message >>log 2>&1
		is "$?:$(cksum <body)" "0:$(cksum <"$(body_for)")" \
		    "$row: read by $program"
	done
done 3<rows
[ ! -e late ] || read_late

case $programs in *gpgsm*) gpgconf --kill all 2>/dev/null ;; esac
cd / || exit 1
finish
