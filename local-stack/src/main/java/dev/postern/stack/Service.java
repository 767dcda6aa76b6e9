package dev.postern.stack;

import java.util.Locale;

/** The three services, in the order in which they are needed. */
enum Service {
  AUTH(8443),
  CUSTOMER(8444),
  PROFILE(8445);

  private final int port;

  Service(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  /** {@code auth}: its name in tables, logs and databases. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String module() {
    return label() + "-service";
  }
}
