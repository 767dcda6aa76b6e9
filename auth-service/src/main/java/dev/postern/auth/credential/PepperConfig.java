package dev.postern.auth.credential;

import io.smallrye.config.ConfigMapping;
import java.util.Map;

/** The keys of the hashes under which credentials are stored. */
@ConfigMapping(prefix = "postern")
interface PepperConfig {
  /** By version, the newest in use: at least 32 bytes each, in base64. */
  Map<Integer, String> peppers();
}
