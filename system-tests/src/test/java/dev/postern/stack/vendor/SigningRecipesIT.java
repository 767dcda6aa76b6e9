package dev.postern.stack.vendor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postern.stack.PrivateFiles;
import dev.postern.stack.Service;
import dev.postern.stack.StackFile;
import dev.postern.testkit.HmacClient;
import dev.postern.testkit.Person;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the recipes of docs/how-to/partners/sign-requests.md against the running services. */
class SigningRecipesIT {
  private static final Path DOCUMENT =
      TestStack.LAYOUT.home().resolve("docs/how-to/partners/sign-requests.md");

  private final HmacClient signer = HmacClient.create("profile:read");
  private final Person customer = Person.create();
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"bash, bash", "python, python3", "javascript, node"})
  void threat20ARecipeGetsTheProfileAndSentAgainIsRefused(String fence, String interpreter)
      throws Exception {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put("NONCE", UUID.randomUUID().toString());
    environment.put("TIMESTAMP", Long.toString(Instant.now().getEpochSecond()));
    Path script = script(fence);

    assertThat(run(environment, interpreter, script)).contains(customer.customerId());
    assertThat(run(environment, interpreter, script))
        .contains("\"status\":401", "nonce_replayed")
        .doesNotContain(customer.customerId());
  }

  /** The recipe takes missing variables from stack.json or generates them. */
  @ParameterizedTest
  @CsvSource({"bash, bash", "python, python3", "javascript, node"})
  void aRecipeMakesItsOwnNonces(String fence, String interpreter) throws Exception {
    Path script = script(fence);
    for (int i = 0; i < 2; i++) {
      assertThat(run(environment(), interpreter, script)).contains(customer.customerId());
    }
  }

  private Map<String, String> environment() throws IOException {
    Path stack = folder.resolve("stack.json");
    PrivateFiles.JSON.writeValue(
        stack.toFile(),
        Map.of(
            "apiKey",
            signer.vendor().apiKey(),
            "hmacKey",
            new StackFile.RegisteredClient(signer.keyId(), signer.secretText())));
    return Map.of(
        "STACK", stack.toString(),
        "CA", TestStack.ca().toString(),
        "POSTERN_URL", TestStack.url(Service.PROFILE),
        "CUSTOMER_TOKEN", customer.token());
  }

  private Path script(String fence) throws IOException {
    Matcher block =
        Pattern.compile("```" + fence + "\n(.*?)\n```", Pattern.DOTALL)
            .matcher(Files.readString(DOCUMENT));
    assertThat(block.find()).isTrue();
    return Files.writeString(folder.resolve("recipe.cjs"), block.group(1));
  }

  private String run(Map<String, String> environment, String interpreter, Path script)
      throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(interpreter, script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException notThere) {
      assumeThat(notThere).as(interpreter + " is installed").isNull();
      throw notThere;
    }
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
