package dev.postern.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import dev.postern.testkit.TestStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The machine's own Chromium, headless, driven by Playwright on the machine's own Node.js. Where
 * something of that is missing, tests are left out; in CI they fail.
 */
final class Chromium implements AutoCloseable {
  private static final Path PACKAGE = Path.of("src/test/browser").toAbsolutePath();
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium start() throws IOException, InterruptedException {
    Path executable = find("chromium");
    Path node = find("node");
    System.setProperty("playwright.cli.dir", driver(find("npm")).toString());
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    return new Chromium(
        playwright,
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(executable).setArgs(FLAGS)));
  }

  /**
   * A browser without a past. The stack's authority cannot be given to it, so it takes any
   * certificate.
   */
  BrowserContext open(int width, int height) {
    return browser.newContext(
        new Browser.NewContextOptions().setViewportSize(width, height).setIgnoreHTTPSErrors(true));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Path find(String program) {
    Optional<Path> found =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    if (System.getenv("CI") != null) {
      assertThat(found).as(program + " on the PATH").isPresent();
    }
    assumeThat(found).as(program + " on the PATH").isPresent();
    return found.orElseThrow();
  }

  /** The driver of the same version, from npm: the folder as Playwright's own bundle has it. */
  private static Path driver(Path npm) throws IOException, InterruptedException {
    Path work = Files.createDirectories(TestStack.LAYOUT.data().resolve("browser"));
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.write(work.resolve(file), Files.readAllBytes(PACKAGE.resolve(file)));
    }
    Process install =
        new ProcessBuilder(
                npm.toString(),
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
                work.toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = install.getInputStream()) {
      String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(install.waitFor(120, TimeUnit.SECONDS)).isTrue();
      assertThat(install.exitValue()).as(said).isZero();
    }
    Path link = work.resolve("package");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, work.resolve("node_modules/playwright-core"));
    return work;
  }
}
