package dev.postern.common.jwt;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Published keys in a map. It records the key ids that were looked up. */
public final class MapKeySource implements KeySource {
  private final Map<String, VerificationKey> keys = new HashMap<>();
  private final List<String> lookedUp = new ArrayList<>();

  public void publish(VerificationKey key) {
    keys.put(key.kid(), key);
  }

  public void withdraw(String kid) {
    keys.remove(kid);
  }

  /** The key ids looked up, in order. */
  public List<String> lookedUp() {
    return List.copyOf(lookedUp);
  }

  @Override
  public boolean isLoaded() {
    return !keys.isEmpty();
  }

  @Override
  public Uni<Optional<VerificationKey>> find(String kid) {
    lookedUp.add(kid);
    return isLoaded()
        ? Uni.createFrom().item(Optional.ofNullable(keys.get(kid)))
        : Uni.createFrom().failure(new IOException("no keys loaded"));
  }
}
