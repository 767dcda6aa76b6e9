package dev.postern.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Checks before the start that every port of the stack is free. */
final class Ports {
  private static final int TIMEOUT_MILLIS = 200;

  private Ports() {}

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

  private static void checkFree(String what, int port) {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
    } catch (IOException free) {
      return;
    }
    throw new StackFailure(
        "Port %d, for %s, is in use: ./postern down stops an earlier stack; else stop what listens there"
            .formatted(port, what));
  }
}
