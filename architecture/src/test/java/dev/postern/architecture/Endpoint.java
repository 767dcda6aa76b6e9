package dev.postern.architecture;

import dev.postern.common.auth.Guarded;
import dev.postern.common.auth.Open;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Optional;

/**
 * A method that a caller can reach.
 *
 * @param module where it is implemented; methods of {@code common} are part of every service
 * @param verb of HTTP; {@code POST} for gRPC
 * @param path as the .proto file or {@code @Path} gives it
 */
record Endpoint(String module, Transport transport, String verb, String path, Method method) {

  /** How it is called. */
  enum Transport {
    REST,
    GRPC
  }

  static final Comparator<Endpoint> ORDER =
      Comparator.comparingInt((Endpoint it) -> Modules.GUARDED.indexOf(it.module()))
          .thenComparing(Endpoint::transport)
          .thenComparing(Endpoint::path)
          .thenComparing(Endpoint::verb);

  Optional<Guarded> guarded() {
    return Optional.ofNullable(method.getAnnotation(Guarded.class));
  }

  Optional<Open> open() {
    return Optional.ofNullable(method.getAnnotation(Open.class));
  }

  /** {@code POST /getprofile}, {@code postern.profile.v1.ProfileService/GetProfile}. */
  String address() {
    return transport == Transport.REST ? verb + " " + path : path.substring(1);
  }

  /** {@code ProfileResource.getProfile}, as the decision log names it. */
  String route() {
    return method.getDeclaringClass().getSimpleName() + "." + method.getName();
  }

  String service() {
    return Modules.title(module);
  }
}
