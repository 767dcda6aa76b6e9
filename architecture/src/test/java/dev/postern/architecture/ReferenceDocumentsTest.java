package dev.postern.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a document states and the code knows is generated: these fail when a document is stale. */
class ReferenceDocumentsTest {
  private static final List<Endpoint> ENDPOINTS = Endpoints.all();

  @Test
  void configurationIsCurrent() {
    Notes notes = new Notes();
    ConfigurationReference reference = new ConfigurationReference(notes);
    Golden.check("configuration.md", reference.text());
    assertThat(reference.unexplained())
        .as("settings without Javadoc and without a note in notes.properties")
        .isEmpty();
    assertThat(notes.unused("postern.")).as("notes of settings that do not exist").isEmpty();
  }

  @Test
  void errorsAreCurrent() {
    Golden.check("errors.md", ErrorReference.text());
  }

  @Test
  void restIsCurrent() {
    Golden.check("rest.md", new EndpointReference(ENDPOINTS).rest());
  }

  @Test
  void authorizationMatrixIsCurrent() {
    Golden.check("authorization-matrix.md", new EndpointReference(ENDPOINTS).matrix());
  }

  @Test
  void grpcIsCurrent() {
    Golden.check("grpc.md", new GrpcReference(ENDPOINTS).text());
  }

  @Test
  void metricsAreCurrent() {
    Notes notes = new Notes();
    String metrics = new MetricsReference(notes).text();
    Golden.check("metrics.md", metrics);
    assertThat(metrics.lines().filter(line -> line.endsWith("|  |")).toList())
        .as("metrics without a description and without a note in notes.properties")
        .isEmpty();
    assertThat(notes.unused("metric.")).as("notes of metrics that do not exist").isEmpty();
  }
}
