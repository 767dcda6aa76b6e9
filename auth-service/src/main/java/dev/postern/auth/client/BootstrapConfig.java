package dev.postern.auth.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** The clients that the environment declares, by client id. */
@ConfigMapping(prefix = "postern")
interface BootstrapConfig {
  /** {@code postern.bootstrap.<client id>.secret} and {@code .scopes}. */
  Map<String, DeclaredClient> bootstrap();

  /** One client. */
  interface DeclaredClient {
    /** A client secret of this environment. */
    String secret();

    /** Space-delimited. Only clients declared here can have {@code internal:} scopes. */
    @WithDefault("")
    String scopes();
  }
}
