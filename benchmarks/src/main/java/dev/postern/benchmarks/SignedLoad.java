package dev.postern.benchmarks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests for profiles in advance, each with its own nonce, so that the load generator
 * ({@code wrk} with {@code signed.lua}) only sends them. The signatures are valid for five minutes.
 */
final class SignedLoad {
  private static final Path FILE = Path.of(".postern/signed.txt");
  private static final String PATH = "/getprofile";
  private static final String ALGORITHM = "HmacSHA256";

  private final StackClient stack;

  SignedLoad(StackClient stack) {
    this.stack = stack;
  }

  /** Writes the common header fields, one per line, and then one nonce and signature per line. */
  void write(int count) throws Exception {
    StackClient.SigningKey key = stack.seededSigningKey();
    String authority = URI.create(stack.profile().getFirst()).getAuthority();
    String timestamp = Long.toString(Clock.systemUTC().instant().getEpochSecond());
    Mac mac = Mac.getInstance(ALGORITHM);
    mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(key.secret()), ALGORITHM));
    List<String> lines = new ArrayList<>(count + 4);
    lines.add("x-key-id: " + key.id());
    lines.add("x-timestamp: " + timestamp);
    lines.add("api-key: " + stack.seededApiKey());
    lines.add("customer-auth: JWT " + customerToken());
    lines.add("");
    for (int i = 0; i < count; i++) {
      String nonce = "load-%s-%09d".formatted(timestamp, i);
      lines.add(nonce + " v3=" + signature(mac, authority, timestamp, nonce));
    }
    Files.write(FILE, lines);
    System.out.printf("%d signed requests in %s, valid for five minutes%n", count, FILE);
  }

  private static String signature(Mac mac, String authority, String timestamp, String nonce)
      throws GeneralSecurityException {
    String text =
        String.join(
            "\n",
            "POSTERN-HMAC-SHA256-V3",
            "POST",
            authority,
            PATH,
            "",
            timestamp,
            nonce,
            "",
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest()));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private String customerToken() throws Exception {
    String[] customer = stack.customers().getFirst();
    HttpRequest login =
        HttpRequest.newBuilder(URI.create(stack.customer().getFirst() + "/customer_authenticate"))
            .header("Content-Type", StackClient.FORM)
            .POST(BodyPublishers.ofString(StackClient.credentials(customer)))
            .build();
    return StackClient.field(StackClient.expect(200, stack.send(login)), "JWT");
  }
}
