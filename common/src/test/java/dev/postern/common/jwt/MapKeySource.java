package dev.postern.common.jwt;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Published keys in a map, which remembers what was asked of it. */
public final class MapKeySource implements KeySource {
  private final Map<String, VerificationKey> keys = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  public void publish(VerificationKey key) {
    keys.put(key.kid(), key);
  }

  public void withdraw(String kid) {
    keys.remove(kid);
  }

  /** The key ids looked up, in order. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public boolean isLoaded() {
    return !keys.isEmpty();
  }

  @Override
  public Uni<Optional<VerificationKey>> find(String kid) {
    asked.add(kid);
    return isLoaded()
        ? Uni.createFrom().item(Optional.ofNullable(keys.get(kid)))
        : Uni.createFrom().failure(new IOException("no keys loaded"));
  }
}
