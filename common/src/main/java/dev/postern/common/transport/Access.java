package dev.postern.common.transport;

import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import dev.postern.common.auth.Requirements;
import java.lang.reflect.Method;

/** What a method states of its access. A method that states nothing has no place here. */
sealed interface Access {

  String route();

  record Anybody(String route) implements Access {}

  record Needs(String route, Requirements requirements, boolean streamsBody) implements Access {}

  /**
   * Reads the method's annotation.
   *
   * @throws IllegalStateException if it has none, or both
   */
  static Access of(Method method) {
    String route = method.getDeclaringClass().getSimpleName() + "." + method.getName();
    Guarded guarded = method.getAnnotation(Guarded.class);
    Open open = method.getAnnotation(Open.class);
    if ((guarded == null) == (open == null)) {
      throw new IllegalStateException(
          route + " must state its access by exactly one of @Guarded and @Open");
    }
    return guarded == null
        ? new Anybody(route)
        : new Needs(route, Requirements.of(guarded), guarded.streamsBody());
  }
}
