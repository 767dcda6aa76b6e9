package dev.postern.common.guard;

import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import dev.postern.common.auth.Requirements;
import dev.postern.common.auth.SignaturePolicy;
import java.lang.reflect.Method;

/** What a method declares about its access. A method must declare something. */
public sealed interface Access {

  String route();

  default boolean readsSignature() {
    return this instanceof Needs needs && needs.requirements().readsSignature();
  }

  record Anybody(String route) implements Access {}

  record Needs(String route, Requirements requirements, boolean streamsBody) implements Access {}

  /**
   * Reads the method's annotation.
   *
   * @throws IllegalStateException if it has none, or both, or wants a stream to be signed
   */
  static Access of(Method method) {
    String route = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    Guarded guarded = method.getAnnotation(Guarded.class);
    Open open = method.getAnnotation(Open.class);
    if ((guarded == null) == (open == null)) {
      throw new IllegalStateException(
          route + " must state its access by exactly one of @Guarded and @Open");
    }
    if (guarded != null && guarded.streamsBody() && guarded.signature() != SignaturePolicy.NONE) {
      throw new IllegalStateException(route + " streams its body: that cannot be signed");
    }
    return guarded == null
        ? new Anybody(route)
        : new Needs(route, Requirements.of(guarded), guarded.streamsBody());
  }
}
