package dev.postern.customer.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What the demo page must be told. */
@ConfigMapping(prefix = "postern.demo")
interface DemoConfig {

  /** Whether there is a demo page at all. */
  @WithDefault("false")
  boolean enabled();

  /** A JSON file with the vendor's credentials, mode 0600; it may appear after the start. */
  Optional<String> vendorFile();

  /** Where profile-service is: an https URL without a trailing slash. */
  Optional<String> profileUrl();
}
