package dev.postern.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyTemplates;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import dev.postern.common.key.Environment;
import dev.postern.common.key.OpaqueToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The secrets that a production installation would keep in its secret store. They are generated at
 * the first start and kept beside the data.
 *
 * @param operatorSecret the secret of the client that seeds the stack and may call the admin API
 */
record Secrets(
    String postgresPassword,
    String pepper,
    String sealingKeyset,
    String customerIdKeyset,
    String loginKeyset,
    String loginPepper,
    String sessionKeyset,
    String operatorSecret,
    String customerServiceSecret,
    String profileServiceSecret) {

  /**
   * Loads the secrets. Those that an earlier version of the stack did not have are generated now.
   */
  static Secrets loadOrCreate(Layout layout) {
    Path file = layout.data().resolve("secrets.json");
    ObjectNode all = PrivateFiles.JSON.valueToTree(create());
    if (Files.exists(file)) {
      all.setAll(PrivateFiles.readJson(file, ObjectNode.class));
    }
    PrivateFiles.writeJson(file, all);
    return PrivateFiles.JSON.convertValue(all, Secrets.class);
  }

  private static Secrets create() {
    return new Secrets(
        random(24),
        Base64.getEncoder().encodeToString(randomBytes(32)),
        keyset("AES256_GCM"),
        keyset("AES256_SIV"),
        keyset("AES256_GCM"),
        Base64.getEncoder().encodeToString(randomBytes(32)),
        keyset("AES256_GCM"),
        clientSecret(),
        clientSecret(),
        clientSecret());
  }

  static String random(int bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(bytes));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private static String clientSecret() {
    return OpaqueToken.generate(OpaqueToken.Kind.CLIENT_SECRET, Environment.TEST).text().reveal();
  }

  private static String keyset(String template) {
    try {
      AeadConfig.register();
      DeterministicAeadConfig.register();
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          KeysetHandle.generateNew(KeyTemplates.get(template)), InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Tink lacks " + template, impossible);
    }
  }

  @Override
  public String toString() {
    return "Secrets[hidden]";
  }
}
