package dev.postern.customer.limit;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;

/**
 * @param keyset of the device cookies
 */
record TestLoginConfig(
    String keyset, String pepper, int freeAtAccount, int freeAtDevices, int freeAtAddress)
    implements LoginConfig {

  static TestLoginConfig of(int freeAtAccount, int freeAtDevices, int freeAtAddress) {
    return new TestLoginConfig(
        newKeyset(),
        Base64.getEncoder().encodeToString(new byte[32]),
        freeAtAccount,
        freeAtDevices,
        freeAtAddress);
  }

  static String newKeyset() {
    try {
      AeadConfig.register();
      return TinkJsonProtoKeysetFormat.serializeKeyset(
          KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM),
          InsecureSecretKeyAccess.get());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public WhenRedisIsDown whenRedisIsDown() {
    return WhenRedisIsDown.LOCAL;
  }

  @Override
  public Account account() {
    return new TestAccount(freeAtAccount);
  }

  @Override
  public Devices devices() {
    return new TestDevices(freeAtDevices);
  }

  @Override
  public Address address() {
    return new TestAddress(freeAtAddress);
  }

  private record TestAccount(
      int freeFailures, Duration firstDelay, Duration longestDelay, Duration forgottenAfter)
      implements Account {
    TestAccount(int free) {
      this(free, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofHours(24));
    }
  }

  private record TestDevices(
      int freeFailures, Duration firstDelay, Duration longestDelay, Duration forgottenAfter)
      implements Devices {
    TestDevices(int free) {
      this(free, Duration.ofSeconds(1), Duration.ofMinutes(15), Duration.ofHours(24));
    }
  }

  private record TestAddress(
      int freeFailures, Duration firstDelay, Duration longestDelay, Duration forgottenAfter)
      implements Address {
    TestAddress(int free) {
      this(free, Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofHours(1));
    }
  }

  @Override
  public Duration redisTimeout() {
    return Duration.ofSeconds(1);
  }
}
