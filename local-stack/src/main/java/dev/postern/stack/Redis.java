package dev.postern.stack;

import java.io.IOException;
import redis.embedded.RedisServer;

/**
 * A real Redis server on this machine, without persistence, because the services may lose its data.
 */
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

  /** The process id of the server: the only child process that is a Redis. */
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
