package dev.postern.architecture;

import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.quarkus.grpc.GrpcService;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All methods of all services that a caller can reach, by REST and by gRPC. */
final class Endpoints {
  private Endpoints() {}

  static List<Endpoint> all() {
    return Modules.GUARDED.stream().flatMap(Endpoints::of).sorted(Endpoint.ORDER).toList();
  }

  private static Stream<Endpoint> of(String module) {
    return Modules.typesOf(module).stream()
        .flatMap(
            type ->
                type.isAnnotationPresent(Path.class)
                    ? rest(module, type)
                    : type.isAnnotationPresent(GrpcService.class)
                        ? grpc(module, type)
                        : Stream.empty());
  }

  private static Stream<Endpoint> rest(String module, Class<?> resource) {
    String base = resource.getAnnotation(Path.class).value();
    return Arrays.stream(resource.getMethods())
        .flatMap(
            method ->
                verb(method).stream()
                    .map(
                        verb ->
                            new Endpoint(
                                module,
                                Endpoint.Transport.REST,
                                verb,
                                join(base, path(method)),
                                method)));
  }

  private static Optional<String> verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(Annotation::annotationType)
        .filter(type -> type.isAnnotationPresent(HttpMethod.class))
        .map(type -> type.getAnnotation(HttpMethod.class).value())
        .findFirst();
  }

  private static String path(Method method) {
    return Optional.ofNullable(method.getAnnotation(Path.class)).map(Path::value).orElse("");
  }

  private static String join(String base, String path) {
    String joined = ("/" + base + "/" + path).replaceAll("/+", "/").replace("/:", ":");
    return joined.length() > 1 && joined.endsWith("/")
        ? joined.substring(0, joined.length() - 1)
        : joined;
  }

  private static Stream<Endpoint> grpc(String module, Class<?> implementation) {
    return Arrays.stream(implementation.getInterfaces())
        .flatMap(contract -> descriptor(contract).stream())
        .flatMap(service -> service.getMethods().stream())
        .map(rpc -> grpc(module, implementation, rpc));
  }

  private static Endpoint grpc(String module, Class<?> implementation, MethodDescriptor<?, ?> rpc) {
    String bare = String.valueOf(rpc.getBareMethodName());
    String name = Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
    Method method =
        Arrays.stream(implementation.getMethods())
            .filter(candidate -> candidate.getName().equals(name) && !candidate.isBridge())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(rpc + " is not implemented"));
    return new Endpoint(
        module, Endpoint.Transport.GRPC, "POST", "/" + rpc.getFullMethodName(), method);
  }

  /** The descriptor generated beside an interface: {@code ProfileServiceGrpc}. */
  private static Optional<ServiceDescriptor> descriptor(Class<?> contract) {
    try {
      Object found =
          Class.forName(contract.getName() + "Grpc").getMethod("getServiceDescriptor").invoke(null);
      return Optional.of((ServiceDescriptor) found);
    } catch (ClassNotFoundException notAContract) {
      return Optional.empty();
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
