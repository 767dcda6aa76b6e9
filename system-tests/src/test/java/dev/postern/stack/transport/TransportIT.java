package dev.postern.stack.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.stack.ApiClient;
import dev.postern.stack.Service;
import dev.postern.testkit.Http;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Below the credentials: paths, protocols, ports. */
class TransportIT {
  static Stream<String> twistedPaths() {
    List<String> routes =
        List.of(
            "/getprofile",
            "/account/getprofile",
            "/admin/v1/customers:import",
            "/admin/v1/clients",
            "/admin/v1/api-keys");
    return routes.stream()
        .flatMap(
            route ->
                Stream.of(
                    route + ";x=1",
                    route + "%3Bx=1",
                    route + "%2F",
                    route + "%5C",
                    route + "/",
                    "/" + route,
                    "/." + route,
                    "/x/.." + route,
                    route + "/.",
                    route.replaceFirst("/", "/%2e/"),
                    route.toUpperCase(java.util.Locale.ROOT)));
  }

  @ParameterizedTest
  @MethodSource("twistedPaths")
  void threat35NoTwistedPathReachesAHandlerWithoutCredentials(String path) throws Exception {
    for (Service service : Service.values()) {
      for (String method : List.of("GET", "POST")) {
        String answer = raw(service, method + " " + path + " HTTP/1.1");
        assertThat(answer).matches("(?s)HTTP/1\\.[01] 4\\d\\d .*");
      }
    }
  }

  @Test
  void threat38PlainHttpIsRefusedAndNotRedirected() {
    HttpClient client = HttpClient.newHttpClient();
    for (Service service : Service.values()) {
      URI plain = URI.create("http://localhost:" + TestStack.LAYOUT.port(service, 0) + "/");
      assertThatThrownBy(
              () ->
                  client.send(
                      HttpRequest.newBuilder(plain).build(),
                      HttpResponse.BodyHandlers.discarding()))
          .isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1", "TLSv1.1"})
  void threat38TlsBelow12IsRefused(String protocol) throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "bash",
                "-c",
                "openssl s_client -connect localhost:%d -%s -cipher ALL:@SECLEVEL=0 </dev/null"
                    .formatted(
                        TestStack.LAYOUT.port(Service.PROFILE, 0),
                        protocol.equals("TLSv1") ? "tls1" : "tls1_1"))
            .redirectErrorStream(true)
            .start();
    String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(openssl.waitFor()).isNotZero();
    assertThat(output).containsIgnoringCase("alert");
  }

  @Test
  void threat38Tls12And13AreSpoken() throws IOException {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket socket = tls(Service.PROFILE)) {
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/q/health",
        "/q/metrics",
        "/q/openapi",
        "/q/dev",
        "/q/dev-ui",
        "/q/swagger-ui",
        "/q/info",
        "/q"
      })
  void threat41ManagementPathsAreNotOnThePublicPort(String path) {
    for (Service service : Service.values()) {
      assertThat(Http.get(service, path).status()).isEqualTo(404);
    }
  }

  @Test
  void healthAndMetricsAreOnTheManagementPort() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (Service service : Service.values()) {
      for (String path : List.of("/q/health/live", "/q/health/ready", "/q/metrics")) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(TestStack.admin(service) + path)).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void threat36OversizedHeadersAndLinesAreRefused() throws Exception {
    assertThat(raw(Service.PROFILE, "POST /getprofile HTTP/1.1", "X-Big: " + "a".repeat(65_536)))
        .matches("(?s)(HTTP/1\\.[01] 4\\d\\d .*)?");
    assertThat(raw(Service.PROFILE, "GET /" + "a".repeat(20_000) + " HTTP/1.1"))
        .matches("(?s)(HTTP/1\\.[01] 4\\d\\d .*)?");
  }

  @Test
  void threat36ContentLengthWithTransferEncodingIsRefused() throws Exception {
    String answer =
        raw(
            Service.PROFILE,
            "POST /getprofile HTTP/1.1",
            "Content-Length: 4",
            "Transfer-Encoding: chunked");
    assertThat(answer).matches("(?s)(HTTP/1\\.[01] 4\\d\\d .*)?");
  }

  @ParameterizedTest
  @CsvSource({
    "AUTH,/oauth/token",
    "AUTH,/oauth/revoke",
    "AUTH,/access_token",
    "CUSTOMER,/customer_authenticate",
    "CUSTOMER,/token",
    "PROFILE,/getprofile"
  })
  void requestsWithoutAHostAreRefused(Service service, String path) throws Exception {
    assertThat(rawWithout(service, "POST " + path + " HTTP/1.0"))
        .startsWith("HTTP/1.0 400 ")
        .contains("request_invalid");
    assertThat(rawWithout(service, "POST " + path + " HTTP/1.1\r\nConnection: close\r\nHost:"))
        .matches("(?s)HTTP/1\\.1 4\\d\\d .*");
  }

  /** Sends these lines as they are, over TLS, and reads what comes until the other side ends. */
  private static String raw(Service service, String... lines) throws IOException {
    return rawWithout(
        service, String.join("\r\n", lines) + "\r\nHost: localhost\r\nConnection: close");
  }

  private static String rawWithout(Service service, String lines) throws IOException {
    String request = lines + "\r\n\r\n";
    try (SSLSocket socket = tls(service)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SSLException | java.net.SocketException closed) {
      return "";
    }
  }

  private static SSLSocket tls(Service service) throws IOException {
    SSLContext context = ApiClient.trusting(TestStack.ca());
    Socket socket =
        context.getSocketFactory().createSocket("localhost", TestStack.LAYOUT.port(service, 0));
    return (SSLSocket) socket;
  }
}
