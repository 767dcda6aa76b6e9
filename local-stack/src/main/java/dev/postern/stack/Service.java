package dev.postern.stack;

import java.util.Locale;

/** The services, in the order in which they depend on each other. */
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

  /** The name in tables, logs and databases, for example {@code auth}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String module() {
    return label() + "-service";
  }
}
