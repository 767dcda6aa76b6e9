package dev.postern.badge;

import dev.postern.common.auth.AuthError;
import dev.postern.common.auth.CredentialRole;
import dev.postern.common.auth.Finding;
import dev.postern.common.auth.Request;
import dev.postern.common.auth.Requirements;
import dev.postern.common.auth.Scheme;
import dev.postern.common.auth.Step;
import java.util.List;

/** The second of three files: where a badge stands, and how it is proven. */
final class BadgeScheme implements Scheme<String> {

  @Override
  public CredentialRole role() {
    return CredentialRole.CLIENT;
  }

  @Override
  public Finding<String> find(Request request, Requirements needed) {
    List<String> lines = request.headers().all("x-badge");
    return lines.isEmpty()
        ? new Finding.Absent<>()
        : lines.size() > 1
            ? new Finding.Malformed<>(AuthError.REQUEST_INVALID)
            : new Finding.Presented<>(lines.getFirst());
  }

  @Override
  public Step verify(String presented) {
    return presented.startsWith("genuine-")
        ? new Step.Now(new Step.Proven(new ProvenBadge(presented)))
        : Step.failed(AuthError.BEARER_INVALID, "not genuine");
  }
}
