package dev.postern.architecture;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Endpoint by endpoint: who may call it with what, and why anybody may call the open ones. */
class AuthorizationMatrixTest {
  private static final List<Endpoint> ENDPOINTS = Endpoints.all();

  @Test
  void matrixOfGuardedEndpointsIsCurrent() {
    Golden.check("authz-matrix.txt", new AuthorizationMatrix().text(ENDPOINTS));
  }

  /** An endpoint without a guard is a decision: it shows in a review as a line of this file. */
  @Test
  void listOfOpenEndpointsIsCurrent() {
    String list =
        ENDPOINTS.stream()
            .flatMap(
                endpoint ->
                    endpoint.open().stream()
                        .map(
                            open ->
                                "%s %s (%s, %s)%n    %s%n"
                                    .formatted(
                                        endpoint.transport(),
                                        endpoint.address(),
                                        endpoint.service(),
                                        endpoint.route(),
                                        open.because())))
            .collect(Collectors.joining());
    Golden.check(
        "open-endpoints.txt",
        "Generated from the code by AuthorizationMatrixTest: the endpoints without a guard, and"
            + " why.\n\n"
            + list);
  }
}
