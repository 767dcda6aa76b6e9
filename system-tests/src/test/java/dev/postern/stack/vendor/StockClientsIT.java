package dev.postern.stack.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorResponse;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.Token;
import dev.postern.stack.ApiClient;
import dev.postern.stack.Service;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Other people's OAuth clients, without special handling: metadata, token, call, introspect,
 * refresh, revoke.
 */
class StockClientsIT {
  private static final Path FLOW = Path.of("src/test/node").toAbsolutePath();

  private Vendor vendor = Vendor.seeded();
  private String customerToken = "";

  @BeforeEach
  void register() {
    vendor = Vendor.refreshing("profile:read");
    customerToken = Person.create().token();
  }

  @Test
  void nimbusDoesTheWholeRound() throws Exception {
    AuthorizationServerMetadata server =
        AuthorizationServerMetadata.resolve(
            new Issuer(TestStack.url(Service.AUTH)), this::trusting);
    ClientAuthentication client =
        new ClientSecretBasic(new ClientID(vendor.id()), new Secret(vendor.secret()));

    AccessTokenResponse first =
        tokens(
            new TokenRequest.Builder(
                    server.getTokenEndpointURI(), client, new ClientCredentialsGrant())
                .scope(new Scope("profile:read"))
                .build());
    String access = first.getTokens().getAccessToken().getValue();
    assertThat(vendor.getProfile(access, customerToken).status()).isEqualTo(200);
    assertThat(isActive(server, client, first.getTokens().getAccessToken())).isTrue();

    AccessTokenResponse second =
        tokens(
            new TokenRequest.Builder(
                    server.getTokenEndpointURI(),
                    client,
                    new RefreshTokenGrant(first.getTokens().getRefreshToken()))
                .build());
    Token fresh = second.getTokens().getAccessToken();
    assertThat(vendor.getProfile(fresh.getValue(), customerToken).status()).isEqualTo(200);

    HTTPResponse revoked =
        send(
            new TokenRevocationRequest(server.getRevocationEndpointURI(), client, fresh)
                .toHTTPRequest());
    assertThat(revoked.getStatusCode()).isEqualTo(200);
    assertThat(isActive(server, client, fresh)).isFalse();
  }

  @Test
  void nodesOpenidClientDoesTheWholeRound() throws Exception {
    assumeThat(run(Map.of(), "node", "--version").output())
        .as("Node.js 20 or newer")
        .matches("v(2[0-9]|[3-9][0-9])\\..*\\s*");
    Path work = Files.createDirectories(TestStack.LAYOUT.data().resolve("node"));
    for (String file : List.of("package.json", "package-lock.json", "flow.mjs")) {
      Files.write(work.resolve(file), Files.readAllBytes(FLOW.resolve(file)));
    }
    Ran installed =
        run(
            Map.of(),
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            work.toString());
    assertThat(installed.exitCode()).as(installed.output()).isZero();

    Ran ran =
        run(
            Map.of(
                "ISSUER", TestStack.url(Service.AUTH),
                "CLIENT_ID", vendor.id(),
                "CLIENT_SECRET", vendor.secret(),
                "RESOURCE", TestStack.url(Service.PROFILE, 1) + "/getprofile",
                "API_KEY", vendor.apiKey(),
                "CUSTOMER_TOKEN", customerToken,
                "NODE_EXTRA_CA_CERTS", TestStack.ca().toString()),
            "node",
            work.resolve("flow.mjs").toString());

    assertThat(ran.output())
        .isEqualTo(
            """
            call 200
            introspect true
            refreshed true 200
            call 401 invalid_token
            introspect false
            refresh invalid_grant
            """);
  }

  private AccessTokenResponse tokens(TokenRequest request) throws Exception {
    TokenResponse response = TokenResponse.parse(send(request.toHTTPRequest()));
    assertThat(response).as(() -> "" + error(response)).isInstanceOf(AccessTokenResponse.class);
    return (AccessTokenResponse) response;
  }

  private static Object error(TokenResponse response) {
    return response instanceof ErrorResponse refused ? refused.getErrorObject() : response;
  }

  private boolean isActive(
      AuthorizationServerMetadata server, ClientAuthentication client, Token token)
      throws Exception {
    HTTPRequest request =
        new TokenIntrospectionRequest(server.getIntrospectionEndpointURI(), client, token)
            .toHTTPRequest();
    return TokenIntrospectionResponse.parse(send(request)).toSuccessResponse().isActive();
  }

  private HTTPResponse send(HTTPRequest request) throws IOException {
    trusting(request);
    return request.send();
  }

  private void trusting(HTTPRequest request) {
    request.setSSLSocketFactory(ApiClient.trusting(TestStack.ca()).getSocketFactory());
  }

  private record Ran(int exitCode, String output) {}

  private static Ran run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException notThere) {
      return new Ran(-1, "");
    }
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      return new Ran(process.exitValue(), text);
    }
  }
}
