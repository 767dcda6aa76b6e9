package dev.postern.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestCookie;
import org.jboss.resteasy.reactive.RestHeader;
import org.junit.jupiter.api.Test;

/** Where the transports show: headers, metadata and gRPC statuses. */
class TransportRules {
  private static final Set<Class<?>> HEADERS =
      Set.of(
          Metadata.class,
          HttpHeaders.class,
          ContainerRequestContext.class,
          ContainerResponseContext.class,
          HttpServerRequest.class,
          RoutingContext.class,
          HeaderParam.class,
          CookieParam.class,
          RestHeader.class,
          RestCookie.class);

  /**
   * Classes outside the guard that see headers or metadata, by their simple names, and why. This
   * list may only become shorter.
   */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry("ServiceToken", "writes the metadata of calls to other services"),
          // OAuth: the client authenticates in the request (RFC 6749 §2.3.1), not at the guard.
          Map.entry("OAuthRequests", "reads Authorization: Basic and Content-Type"),
          Map.entry("TokenResource", "hands the headers to OAuthRequests"),
          Map.entry("RevocationResource", "hands the headers to OAuthRequests"),
          Map.entry("IntrospectionResource", "hands the headers to OAuthRequests"),
          // Bodies that are read strictly: the resource asks for the Content-Type.
          Map.entry("JsonBody", "reads Content-Type"),
          Map.entry("CustomerResource", "hands the headers to JsonBody"),
          Map.entry("TraceResource", "hands the headers to JsonBody"),
          Map.entry("PasswordResource", "reads Content-Type"),
          // Logins: open to all, so the guard reads no credential for them.
          Map.entry("LoginResource", "reads Content-Type, the device cookie, Origin"),
          Map.entry("DsquaresLoginResource", "reads Content-Type, the device cookie"),
          Map.entry("CookieHeaders", "reads the session cookie of an open method"),
          Map.entry("DemoResource", "reads Sec-Fetch-Site"),
          Map.entry("ImportResource", "reads its body as a stream, not the headers"));

  private static final DescribedPredicate<JavaClass> OUTSIDE_THE_GUARD =
      resideInAPackage("dev.postern..")
          .and(
              DescribedPredicate.not(
                  resideInAnyPackage("dev.postern.common.guard..", "dev.postern.client..")))
          .and(PackageRules.NOT_A_CONTRACT);

  @Test
  void onlyTheGuardReadsHeadersAndMetadata() {
    noClasses()
        .that(OUTSIDE_THE_GUARD)
        .and(
            DescribedPredicate.describe(
                "are no listed exceptions", type -> !EXCEPTIONS.containsKey(outermost(type))))
        .should()
        .dependOnClassesThat(IS_HEADERS)
        .because("a header that is read in two places is understood in two ways")
        .check(Modules.classes());
  }

  @Test
  void exceptionsThatAreNotNeededAnyMoreAreRemoved() {
    Set<String> needed =
        Modules.classes().stream()
            .filter(OUTSIDE_THE_GUARD)
            .filter(
                type ->
                    type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> IS_HEADERS.test(dependency.getTargetClass())))
            .map(TransportRules::outermost)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(EXCEPTIONS.keySet())
        .as("TransportRules.EXCEPTIONS may only become shorter: remove what is not needed")
        .isSubsetOf(needed);
  }

  @Test
  void onlyGrpcErrorsMakesGrpcStatusExceptions() {
    noClasses()
        .that(
            DescribedPredicate.not(
                resideInAnyPackage("dev.postern.common.refusal..", "dev.postern.client..")))
        .and(PackageRules.NOT_A_CONTRACT)
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "a gRPC status exception is made", TransportRules::makesStatusException))
        .because("every status but OK carries ErrorInfo, and GrpcErrors adds it")
        .check(Modules.classes());
  }

  private static final DescribedPredicate<JavaClass> IS_HEADERS =
      DescribedPredicate.describe(
          "carry headers or metadata",
          type -> HEADERS.stream().anyMatch(header -> type.isEquivalentTo(header)));

  private static boolean makesStatusException(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getName();
    boolean constructed =
        name.equals("<init>")
            && (owner.isEquivalentTo(StatusException.class)
                || owner.isEquivalentTo(StatusRuntimeException.class));
    boolean converted =
        owner.isEquivalentTo(Status.class)
            && (name.equals("asException") || name.equals("asRuntimeException"));
    boolean packed = owner.isEquivalentTo(StatusProto.class) && name.startsWith("toStatus");
    return constructed || converted || packed;
  }

  private static String outermost(JavaClass type) {
    JavaClass outer = type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getSimpleName();
  }
}
