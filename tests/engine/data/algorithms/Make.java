/* SPDX-License-Identifier: ISC */
/*
 * Writes the messages of this folder, for the keys in it, with Bouncy
 * Castle's primitives and ASN.1 (1.72 of Debian), as the RFCs have them: its
 * CMS does not know X25519, HKDF and ChaCha20-Poly1305 itself.
 *
 *	java -cp /usr/share/java/bcprov.jar:/usr/share/java/bcpkix.jar:\
 *	    /usr/share/java/bcutil.jar Make.java
 */
import java.io.FileReader;
import java.nio.file.*;
import java.security.*;
import java.security.cert.X509Certificate;
import java.security.spec.*;
import javax.crypto.*;
import javax.crypto.spec.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.DerivationFunction;
import org.bouncycastle.crypto.digests.*;
import org.bouncycastle.crypto.generators.*;
import org.bouncycastle.crypto.params.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.*;

public class Make {
	static final byte[] TEXT = ("Content-Type: text/xml\r\n\r\n" +
	    "<order>a\0b</order>\r\n").getBytes();
	static final String HKDF = "1.2.840.113549.1.9.16.3.",
	    X963 = "1.3.132.1.11.",
	    CHACHA = "1.2.840.113549.1.9.16.3.18";

	static X509CertificateHolder holder(String name) throws Exception {
		return (X509CertificateHolder)new PEMParser(
		    new FileReader(name + ".pem")).readObject();
	}

	static X509Certificate cert(String name) throws Exception {
		return new JcaX509CertificateConverter().setProvider("BC")
		    .getCertificate(holder(name));
	}

	static PrivateKey key(String name) throws Exception {
		PEMParser p = new PEMParser(new FileReader(name + ".pem"));

		for (Object o; (o = p.readObject()) != null; )
			if (o instanceof PrivateKeyInfo)
				return new JcaPEMKeyConverter()
				    .setProvider("BC")
				    .getPrivateKey((PrivateKeyInfo)o);
		throw new Exception(name);
	}

	static AlgorithmIdentifier id(String oid) {
		return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid));
	}

	static AlgorithmIdentifier id(String oid, ASN1Encodable parameter) {
		return new AlgorithmIdentifier(new ASN1ObjectIdentifier(oid),
		    parameter);
	}

	/* ---- key transport ------------------------------------------------ */

	/* Without parameters: PKCS #1 v1.5. */
	static RecipientInfo transport(byte[] cek, OAEPParameterSpec oaep,
	    AlgorithmIdentifier id) throws Exception {
		Cipher c = Cipher.getInstance(oaep != null ?
		    "RSA/NONE/OAEPPadding" : "RSA/NONE/PKCS1Padding", "BC");

		c.init(Cipher.ENCRYPT_MODE, cert("rsa").getPublicKey(), oaep);
		return new RecipientInfo(new KeyTransRecipientInfo(
		    new RecipientIdentifier(new IssuerAndSerialNumber(
		    holder("rsa").getIssuer(),
		    holder("rsa").getSerialNumber())), id,
		    new DEROctetString(c.doFinal(cek))));
	}

	static RecipientInfo oaep(byte[] cek) throws Exception {
		byte[] label = "label".getBytes();

		return transport(cek, new OAEPParameterSpec("SHA-512", "MGF1",
		    MGF1ParameterSpec.SHA256, new PSource.PSpecified(label)),
		    new AlgorithmIdentifier(
		    PKCSObjectIdentifiers.id_RSAES_OAEP,
		    new RSAESOAEPparams(
		    new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512),
		    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1,
		    new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256)),
		    new AlgorithmIdentifier(
		    PKCSObjectIdentifiers.id_pSpecified,
		    new DEROctetString(label)))));
	}

	/* ---- key agreement ------------------------------------------------ */

	static KeyPair ephemeral(String kind) throws Exception {
		KeyPairGenerator g = KeyPairGenerator.getInstance(
		    kind.equals("p256") ? "EC" : kind, "BC");

		if (kind.equals("p256"))
			g.initialize(new ECGenParameterSpec("P-256"));
		return g.generateKeyPair();
	}

	/* The numbers of the digests in the two families of OIDs. */
	static Digest digest(String scheme) {
		if (scheme.endsWith("11.1") || scheme.endsWith("3.19"))
			return new SHA256Digest();
		if (scheme.endsWith("11.2") || scheme.endsWith("3.20"))
			return new SHA384Digest();
		return new SHA512Digest();
	}

	/* RFC 5753 7.2, RFC 8418 2 */
	static byte[] kek(byte[] secret, String scheme,
	    AlgorithmIdentifier wrap, int n, byte[] ukm) throws Exception {
		byte[] kek = new byte[n], info = new ECCCMSSharedInfo(wrap,
		    ukm, new byte[] { 0, 0, (byte)(n * 8 >> 8),
		    (byte)(n * 8) }).getEncoded("DER");
		DerivationFunction f;

		if (scheme.startsWith(HKDF)) {
			f = new HKDFBytesGenerator(digest(scheme));
			f.init(new HKDFParameters(secret, ukm, info));
		} else {
			f = new KDF2BytesGenerator(digest(scheme));
			f.init(new KDFParameters(secret, info));
		}
		f.generateBytes(kek, 0, n);
		return kek;
	}

	static RecipientInfo agree(byte[] cek, String to, String scheme,
	    int bits, String text) throws Exception {
		byte[] ukm = text != null ? text.getBytes() : null;
		AlgorithmIdentifier wrap = id("2.16.840.1.101.3.4.1." +
		    (bits == 128 ? 5 : bits == 192 ? 25 : 45));
		KeyPair pair = ephemeral(to);
		KeyAgreement a = KeyAgreement.getInstance(to.equals("p256") ?
		    "ECDH" : to, "BC");
		Cipher c = Cipher.getInstance("AESWrap", "BC");
		SubjectPublicKeyInfo pub = SubjectPublicKeyInfo.getInstance(
		    pair.getPublic().getEncoded());
		X509CertificateHolder h = holder(to);

		a.init(pair.getPrivate());
		a.doPhase(cert(to).getPublicKey(), true);
		c.init(Cipher.WRAP_MODE, new SecretKeySpec(kek(
		    a.generateSecret(), scheme, wrap, bits / 8, ukm), "AES"));
		return new RecipientInfo(new KeyAgreeRecipientInfo(
		    new OriginatorIdentifierOrKey(new OriginatorPublicKey(
		    pub.getAlgorithm(), pub.getPublicKeyData().getBytes())),
		    ukm != null ? new DEROctetString(ukm) : null,
		    id(scheme, wrap), new DERSequence(
		    new RecipientEncryptedKey(new KeyAgreeRecipientIdentifier(
		    new IssuerAndSerialNumber(h.getIssuer(),
		    h.getSerialNumber())), new DEROctetString(
		    c.wrap(new SecretKeySpec(cek, "AES")))))));
	}

	/* ---- the content -------------------------------------------------- */

	static byte[] random(int n) {
		byte[] b = new byte[n];

		new SecureRandom().nextBytes(b);
		return b;
	}

	static void write(String file, ASN1ObjectIdentifier type,
	    ASN1Encodable content) throws Exception {
		Files.write(Paths.get(file + ".der"),
		    new ContentInfo(type, content).getEncoded("DER"));
	}

	static void cbc(String file, byte[] cek, RecipientInfo to)
	    throws Exception {
		byte[] iv = random(16);
		Cipher c = Cipher.getInstance("AES/CBC/PKCS7Padding", "BC");

		c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, "AES"),
		    new IvParameterSpec(iv));
		write(file, CMSObjectIdentifiers.envelopedData,
		    new EnvelopedData(null, new DERSet(to),
		    new EncryptedContentInfo(CMSObjectIdentifiers.data,
		    id("2.16.840.1.101.3.4.1." + (cek.length == 16 ? 2 : 42),
		    new DEROctetString(iv)),
		    new DEROctetString(c.doFinal(TEXT))), (ASN1Set)null));
	}

	/* RFC 5084 3.2, RFC 8103 2; with authenticated attributes. */
	static void aead(String file, byte[] cek, RecipientInfo to,
	    boolean chacha) throws Exception {
		byte[] nonce = random(12), all;
		Cipher c = Cipher.getInstance(chacha ? "ChaCha20-Poly1305" :
		    "AES/GCM/NoPadding", "BC");
		ASN1Set attributes = new DERSet(new Attribute(
		    CMSAttributes.signingTime, new DERSet(
		    new Time(new java.util.Date()))));
		int n = TEXT.length;

		c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(cek, chacha ?
		    "ChaCha20" : "AES"), chacha ? new IvParameterSpec(nonce) :
		    new GCMParameterSpec(128, nonce));
		c.updateAAD(attributes.getEncoded("DER"));
		all = c.doFinal(TEXT);
		write(file, CMSObjectIdentifiers.authEnvelopedData,
		    new AuthEnvelopedData(null, new DERSet(to),
		    new EncryptedContentInfo(CMSObjectIdentifiers.data,
		    chacha ? id(CHACHA, new DEROctetString(nonce)) :
		    id("2.16.840.1.101.3.4.1." + (cek.length == 16 ? 6 : 46),
		    new DERSequence(new ASN1Encodable[] {
		    new DEROctetString(nonce), new ASN1Integer(16) })),
		    new DEROctetString(java.util.Arrays.copyOf(all, n))),
		    attributes, new DEROctetString(
		    java.util.Arrays.copyOfRange(all, n, n + 16)), null));
	}

	/* ---- signatures: these its CMS can --------------------------------- */

	static void sign(String by, boolean attributes) throws Exception {
		CMSSignedDataGenerator g = new CMSSignedDataGenerator();
		ContentSigner s = new JcaContentSignerBuilder(by)
		    .setProvider("BC").build(key(by));

		g.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
		    new JcaDigestCalculatorProviderBuilder().setProvider("BC")
		    .build()).setDirectSignature(!attributes)
		    .build(s, cert(by)));
		g.addCertificate(holder(by));
		Files.write(Paths.get(by + (attributes ? "" : "-direct") +
		    ".der"), g.generate(new CMSProcessableByteArray(TEXT),
		    true).getEncoded());
	}

	public static void main(String[] args) throws Exception {
		AlgorithmIdentifier v15 = id("1.2.840.113549.1.1.1",
		    DERNull.INSTANCE);
		byte[] k = random(32);

		Security.addProvider(new BouncyCastleProvider());
		aead("rsa-chacha", k, transport(k, null, v15), true);
		aead("oaep-chacha", k = random(32), oaep(k), true);
		cbc("oaep-cbc", k = random(32), oaep(k));
		for (String to : new String[] { "p256", "x25519", "x448" }) {
			cbc(to + "-sha256kdf-cbc", k = random(16),
			    agree(k, to, X963 + 1, 128, null));
			cbc(to + "-hkdf256-cbc", k = random(32),
			    agree(k, to, HKDF + 19, 256, null));
			aead(to + "-sha512kdf-ukm-gcm", k = random(32),
			    agree(k, to, X963 + 3, 256, "keying"), false);
			aead(to + "-hkdf384-ukm-gcm", k = random(16),
			    agree(k, to, HKDF + 20, 192, "keying"), false);
			aead(to + "-hkdf512-chacha", k = random(32),
			    agree(k, to, HKDF + 21, 256, null), true);
		}
		for (String by : new String[] { "ed25519", "ed448" }) {
			sign(by, true);
			sign(by, false);
		}
	}
}
