// SPDX-License-Identifier: ISC
//
// BouncyCastle as the other side of interop.t.  Standard input has a job a
// line, so that one start of Java does for all of them:
//
//   sign NAME ALGORITHM opaque|detached IN OUT
//   encrypt NAME CIPHER v15|oaep|ecdh IN OUT
//   verify CONTENT|- IN OUT
//   decrypt NAME IN OUT
//
// NAME.pem and NAME.key are in the current folder, ca.pem as well.  A job that
// fails is told on standard error and leaves no OUT.
import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.util.*;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.pkcs.*;
import org.bouncycastle.cert.*;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.*;
import org.bouncycastle.openssl.jcajce.*;
import org.bouncycastle.operator.*;
import org.bouncycastle.operator.jcajce.*;

public class Bouncy {
	static final Map<String, ASN1ObjectIdentifier> CIPHERS = Map.of(
	    "aes-128-cbc", CMSAlgorithm.AES128_CBC,
	    "aes-192-cbc", CMSAlgorithm.AES192_CBC,
	    "aes-256-cbc", CMSAlgorithm.AES256_CBC,
	    "aes-128-gcm", CMSAlgorithm.AES128_GCM,
	    "aes-256-gcm", CMSAlgorithm.AES256_GCM,
	    "des3", CMSAlgorithm.DES_EDE3_CBC);

	// An attribute for what is authenticated beside the content.
	static final Attribute ATTRIBUTE = new Attribute(
	    new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"),
	    new DERSet(new DERUTF8String("hello")));

	static byte[] read(String name) throws Exception {
		return Files.readAllBytes(Paths.get(name));
	}

	static Object pem(String name) throws Exception {
		try (PEMParser p = new PEMParser(new FileReader(name))) {
			return p.readObject();
		}
	}

	static X509Certificate cert(String name) throws Exception {
		return new JcaX509CertificateConverter().getCertificate(
		    (X509CertificateHolder)pem(name + ".pem"));
	}

	static PrivateKey key(String name) throws Exception {
		return new JcaPEMKeyConverter().getPrivateKey(
		    (PrivateKeyInfo)pem(name + ".key"));
	}

	static byte[] sign(String name, String algorithm, boolean opaque,
	    byte[] in) throws Exception {
		CMSSignedDataGenerator g = new CMSSignedDataGenerator();
		ContentSigner by = new JcaContentSignerBuilder(algorithm)
		    .setProvider("BC").build(key(name));

		g.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
		    new JcaDigestCalculatorProviderBuilder().setProvider("BC")
		    .build()).build(by, cert(name)));
		g.addCertificate(new JcaX509CertificateHolder(cert(name)));
		return g.generate(new CMSProcessableByteArray(in), opaque)
		    .getEncoded();
	}

	static RecipientInfoGenerator recipient(String name, String how)
	    throws Exception {
		X509Certificate c = cert(name);

		if (how.equals("ecdh")) {
			KeyPairGenerator g = KeyPairGenerator.getInstance("EC",
			    "BC");
			g.initialize(((java.security.interfaces.ECPublicKey)
			    c.getPublicKey()).getParams());
			KeyPair own = g.generateKeyPair();
			return new JceKeyAgreeRecipientInfoGenerator(
			    CMSAlgorithm.ECDH_SHA256KDF, own.getPrivate(),
			    own.getPublic(), CMSAlgorithm.AES256_WRAP)
			    .addRecipient(c).setProvider("BC");
		}
		if (how.equals("v15"))
			return new JceKeyTransRecipientInfoGenerator(c)
			    .setProvider("BC");
		return new JceKeyTransRecipientInfoGenerator(c,
		    new JcaAlgorithmParametersConverter()
		    .getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP,
		    new OAEPParameterSpec("SHA-256", "MGF1",
		    MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT)))
		    .setProvider("BC");
	}

	static byte[] encrypt(String name, String cipher, String how, byte[] in)
	    throws Exception {
		OutputEncryptor out = new JceCMSContentEncryptorBuilder(
		    CIPHERS.get(cipher)).setProvider("BC").build();
		CMSTypedData data = new CMSProcessableByteArray(in);

		if (cipher.endsWith("gcm")) {
			CMSAuthEnvelopedDataGenerator g =
			    new CMSAuthEnvelopedDataGenerator();
			g.setAuthenticatedAttributeGenerator(
			    new SimpleAttributeTableGenerator(
			    new AttributeTable(ATTRIBUTE)));
			g.addRecipientInfoGenerator(recipient(name, how));
			return g.generate(data, (OutputAEADEncryptor)out)
			    .getEncoded();
		}
		CMSEnvelopedDataGenerator g = new CMSEnvelopedDataGenerator();
		g.addRecipientInfoGenerator(recipient(name, how));
		return g.generate(data, out).getEncoded();
	}

	static byte[] verify(String content, byte[] in) throws Exception {
		CMSSignedData s = content.equals("-") ? new CMSSignedData(in) :
		    new CMSSignedData(new CMSProcessableByteArray(
		    read(content)), in);

		for (SignerInformation si : s.getSignerInfos()) {
			X509CertificateHolder c = (X509CertificateHolder)
			    s.getCertificates().getMatches(si.getSID())
			    .iterator().next();
			if (!c.isSignatureValid(
			    new JcaContentVerifierProviderBuilder()
			    .setProvider("BC").build(cert("ca"))))
				throw new Exception("issuer");
			if (!si.verify(new JcaSimpleSignerInfoVerifierBuilder()
			    .setProvider("BC").build(c)))
				throw new Exception("signature");
		}
		if (s.getSignerInfos().size() == 0)
			throw new Exception("no signer");
		return (byte[])s.getSignedContent().getContent();
	}

	static byte[] decrypt(String name, byte[] in) throws Exception {
		boolean auth = ContentInfo.getInstance(in).getContentType()
		    .equals(CMSObjectIdentifiers.authEnvelopedData);
		RecipientInformation ri = (auth ?
		    new CMSAuthEnvelopedData(in).getRecipientInfos() :
		    new CMSEnvelopedData(in).getRecipientInfos())
		    .getRecipients().iterator().next();
		return ri.getContent(auth ?
		    new JceKeyTransAuthEnvelopedRecipient(key(name))
		    .setProvider("BC") :
		    ri instanceof KeyAgreeRecipientInformation ?
		    new JceKeyAgreeEnvelopedRecipient(key(name))
		    .setProvider("BC") :
		    new JceKeyTransEnvelopedRecipient(key(name))
		    .setProvider("BC"));
	}

	static byte[] run(String[] a) throws Exception {
		byte[] in = read(a[a.length - 2]);

		switch (a[0]) {
		case "sign":
			return sign(a[1], a[2], a[3].equals("opaque"), in);
		case "encrypt":
			return encrypt(a[1], a[2], a[3], in);
		case "verify":
			return verify(a[1], in);
		case "decrypt":
			return decrypt(a[1], in);
		default:
			throw new Exception("no such job");
		}
	}

	public static void main(String[] args) throws Exception {
		BufferedReader jobs = new BufferedReader(
		    new InputStreamReader(System.in));
		String line;

		Security.addProvider(new BouncyCastleProvider());
		while ((line = jobs.readLine()) != null) {
			String[] a = line.trim().split(" +");
			try {
				Files.write(Paths.get(a[a.length - 1]), run(a));
			} catch (Exception e) {
				System.err.println(line + ": " + e);
			}
		}
	}
}
