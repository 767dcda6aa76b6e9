package dev.postern.stack;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * The development CA and the server certificate for {@code localhost}, which all services use. Both
 * are created at the first start. The CA's private key is discarded, because it signs nothing else.
 */
final class Certificates {
  private static final Duration VALIDITY = Duration.ofDays(825);

  private final Path folder;

  private Certificates(Path folder) {
    this.folder = folder;
  }

  static Certificates loadOrCreate(Layout layout) {
    Certificates certificates = new Certificates(layout.data());
    if (!Files.exists(certificates.serverKey())) {
      try {
        certificates.create();
      } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
        throw new IllegalStateException("cannot create the development CA", impossible);
      }
    }
    return certificates;
  }

  Path ca() {
    return folder.resolve("ca.pem");
  }

  Path server() {
    return folder.resolve("tls/server.pem");
  }

  Path serverKey() {
    return folder.resolve("tls/server.key");
  }

  private void create() throws GeneralSecurityException, OperatorCreationException, IOException {
    X500Principal authority = new X500Principal("CN=Postern development CA");
    KeyPair authorityKey = keyPair();
    X509Certificate ca = sign(caRequest(authority, authorityKey), authorityKey);
    KeyPair serverKey = keyPair();
    X509Certificate server = sign(serverRequest(ca, serverKey), authorityKey);
    PrivateFiles.write(ca(), pem(ca));
    PrivateFiles.write(server(), pem(server));
    PrivateFiles.write(
        serverKey(), pem(new PemObject("PRIVATE KEY", serverKey.getPrivate().getEncoded())));
  }

  private static X509v3CertificateBuilder caRequest(X500Principal authority, KeyPair key)
      throws CertIOException {
    return request(authority, authority, key)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
        .addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static X509v3CertificateBuilder serverRequest(X509Certificate ca, KeyPair key)
      throws CertIOException {
    GeneralNames names =
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
              new GeneralName(GeneralName.iPAddress, "::1")
            });
    return request(ca.getSubjectX500Principal(), new X500Principal("CN=localhost"), key)
        .addExtension(Extension.subjectAlternativeName, false, names)
        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
  }

  private static X509v3CertificateBuilder request(
      X500Principal issuer, X500Principal subject, KeyPair key) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, new SecureRandom()),
        Date.from(now.minus(Duration.ofMinutes(5))),
        Date.from(now.plus(VALIDITY)),
        subject,
        key.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder request, KeyPair authority)
      throws OperatorCreationException, GeneralSecurityException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            request.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
