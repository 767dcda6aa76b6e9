package dev.postern.stack;

import java.io.IOException;
import redis.embedded.RedisServer;

/** A real Redis on this machine. It keeps nothing over a restart: whatever is in it may be lost. */
public final class Redis implements AutoCloseable {
  private final RedisServer server;

  private Redis(RedisServer server) {
    this.server = server;
  }

  public static Redis start(Layout layout) {
    try {
      RedisServer server =
          RedisServer.newRedisServer()
              .port(layout.redisPort())
              .setting("bind 127.0.0.1")
              .setting("maxmemory 64mb")
              .setting("maxmemory-policy noeviction")
              .setting("save \"\"")
              .build();
      server.start();
      return new Redis(server);
    } catch (IOException failure) {
      throw new StackFailure("Redis did not start: " + failure.getMessage(), failure);
    }
  }

  /** The server's process: the one child of this process that is a Redis. */
  long pid() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.info().command().orElse("").contains("redis"))
        .mapToLong(ProcessHandle::pid)
        .findFirst()
        .orElse(-1);
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
