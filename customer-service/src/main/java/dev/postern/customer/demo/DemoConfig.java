package dev.postern.customer.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The settings of the demo page. */
@ConfigMapping(prefix = "postern.demo")
interface DemoConfig {

  /** Whether the demo page is served. */
  @WithDefault("false")
  boolean enabled();

  /** A JSON file with the vendor's credentials, mode 0600; it may be created after the start. */
  Optional<String> vendorFile();

  /** The https URL of profile-service, without a trailing slash. */
  Optional<String> profileUrl();
}
