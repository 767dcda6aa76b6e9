package dev.postern.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Checks that the ports of a stack are free. */
final class Ports {
  private static final int CONNECT_TIMEOUT_MILLIS = 200;

  private Ports() {}

  /**
   * Checks all ports of a stack of this size.
   *
   * @throws StackFailure if a process listens on one of them
   */
  static void checkFree(Layout layout, Stack.Size size) {
    checkFree("PostgreSQL", layout.postgresPort());
    checkFree("Redis", layout.redisPort());
    for (int replica = 0; replica < size.replicas(); replica++) {
      for (Service service : size.services()) {
        checkFree(service.module(), layout.port(service, replica));
        checkFree(service.module() + " (management)", layout.managementPort(service, replica));
      }
    }
  }

  private static void checkFree(String user, int port) {
    try (Socket probe = new Socket()) {
      probe.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
    } catch (IOException free) {
      return;
    }
    throw new StackFailure(
        ("Port %d, for %s, is in use: ./postern down stops an earlier stack; otherwise stop the"
                + " process that listens there")
            .formatted(port, user));
  }
}
