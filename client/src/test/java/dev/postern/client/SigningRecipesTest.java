package dev.postern.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the recipes of docs/how-to/partners/sign-requests.md. Each must produce the contract's test
 * vectors.
 */
class SigningRecipesTest {
  private static final Path DOCUMENT = Path.of("../docs/how-to/partners/sign-requests.md");
  private static final String ALL_VARIABLES =
      "STACK|POSTERN_URL|KEY_ID|SECRET|API_KEY|CA|CUSTOMER_TOKEN|METHOD|TARGET|CONTENT_TYPE|BODY"
          + "|TIMESTAMP|NONCE|SIGN_ONLY";

  @TempDir Path folder = Path.of("");

  /** A recipe: the language of its code block and the program that runs it. */
  enum Recipe {
    BASH("bash", "bash", "-eu"),
    PYTHON("python", "python3"),
    JAVASCRIPT("javascript", "node");

    private final String fence;
    private final List<String> interpreter;

    Recipe(String fence, String... interpreter) {
      this.fence = fence;
      this.interpreter = List.of(interpreter);
    }

    Path script(Path folder) throws IOException {
      Matcher block =
          Pattern.compile("```" + fence + "\n(.*?)\n```", Pattern.DOTALL)
              .matcher(Files.readString(DOCUMENT));
      assertThat(block.find()).as("a recipe in " + fence).isTrue();
      // The file extension makes Node treat the script as CommonJS.
      return Files.writeString(folder.resolve("recipe.cjs"), block.group(1));
    }

    boolean isInstalled() throws InterruptedException {
      try {
        return new ProcessBuilder(interpreter.getFirst(), "--version").start().waitFor() == 0;
      } catch (IOException notThere) {
        return false;
      }
    }
  }

  /** A recipe and a vector that it must produce. */
  record Case(Recipe recipe, SignatureVector vector) {}

  static Collection<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Recipe recipe : Recipe.values()) {
      SignatureVector.all().forEach(vector -> cases.add(new Case(recipe, vector)));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void recipeProducesTheVector(Case given) throws Exception {
    SignatureVector vector = given.vector();
    String url = "https://" + vector.get("authority");

    assertThat(run(given.recipe(), vector, url)).isEqualTo(vector.get("signature") + "\n");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void signsTheAuthorityAsItIsSent(Case given) throws Exception {
    SignatureVector vector = given.vector();
    String authority = vector.get("authority");
    String url =
        "https://" + authority.replace("api", "API") + (authority.contains(":") ? "" : ":443");

    assertThat(run(given.recipe(), vector, url)).isEqualTo(vector.get("signature") + "\n");
  }

  private String run(Recipe recipe, SignatureVector vector, String url) throws Exception {
    return run(recipe, environment(vector, url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "", "@recipe.cjs", "$(id) `id` \"'\\n%s"})
  void curlSendsExactlyTheSignedRequest(String body) throws Exception {
    byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    try (TestServer server = new TestServer(request -> TestServer.CannedResponse.of(200, "done"))) {
      String answer =
          run(
              Recipe.BASH,
              Map.of(
                  "POSTERN_URL",
                  server.uri("").toString(),
                  "KEY_ID",
                  "key-1",
                  "SECRET",
                  Base64.getUrlEncoder().withoutPadding().encodeToString(secret),
                  "API_KEY",
                  "the-key",
                  "CUSTOMER_TOKEN",
                  "the-token",
                  "BODY",
                  body));

      assertThat(answer).isEqualTo("done\n");
      IndependentVerifier.Received received = server.received().getFirst();
      assertThat(received.body()).asString(StandardCharsets.UTF_8).isEqualTo(body);
      assertThat(new IndependentVerifier(secret).acceptsV3(received)).isTrue();
      assertThat(received.header("api-key")).isEqualTo("the-key");
      assertThat(received.header("customer-auth")).isEqualTo("JWT the-token");
    }
  }

  /** Other users of the machine can read arguments. */
  @Test
  void passesNoCredentialAsACurlArgument() throws Exception {
    String curl = Files.readString(Recipe.BASH.script(folder)).replaceFirst("(?s).*\n  curl ", "");
    assertThat(curl.lines().findFirst().orElseThrow())
        .endsWith(" -H @- <<HEADERS")
        .doesNotContain("API_KEY", "CUSTOMER_TOKEN", "SECRET");
  }

  private String run(Recipe recipe, Map<String, String> environment) throws Exception {
    assumeThat(recipe.isInstalled()).as(recipe + " is installed").isTrue();
    List<String> command = new ArrayList<>(recipe.interpreter);
    command.add(recipe.script(folder).toString());
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.matches(ALL_VARIABLES));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static Map<String, String> environment(SignatureVector vector, String url) {
    return Map.ofEntries(
        Map.entry("SIGN_ONLY", "1"),
        Map.entry("POSTERN_URL", url),
        Map.entry("KEY_ID", "key-1"),
        Map.entry(
            "SECRET", Base64.getUrlEncoder().withoutPadding().encodeToString(vector.secret())),
        Map.entry("API_KEY", "unused"),
        Map.entry("METHOD", vector.get("method")),
        Map.entry("TARGET", vector.target()),
        Map.entry("CONTENT_TYPE", vector.get("content_type")),
        Map.entry("BODY", vector.get("body")),
        Map.entry("TIMESTAMP", vector.get("timestamp")),
        Map.entry("NONCE", vector.get("nonce")));
  }
}
