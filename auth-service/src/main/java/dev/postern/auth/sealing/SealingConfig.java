package dev.postern.auth.sealing;

import io.smallrye.config.ConfigMapping;

/** The keyset that secrets in the database are sealed with. */
@ConfigMapping(prefix = "postern.sealing")
public interface SealingConfig {
  /** A Tink AEAD keyset in JSON, from the secret store. */
  String keyset();
}
