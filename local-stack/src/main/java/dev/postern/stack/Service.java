package dev.postern.stack;

import java.util.Locale;

/** The three services, in the order in which they are needed. */
public enum Service {
  AUTH(8443),
  CUSTOMER(8444),
  PROFILE(8445);

  private final int port;

  Service(int port) {
    this.port = port;
  }

  public int port() {
    return port;
  }

  /** {@code auth}: its name in tables, logs and databases. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String module() {
    return label() + "-service";
  }
}
