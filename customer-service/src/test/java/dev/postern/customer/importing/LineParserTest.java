package dev.postern.customer.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "$pbkdf2-sha256$i=2000000$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA"
            + " password_hash_too_dear",
        "$2b$15$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa password_hash_too_dear",
        "$argon2id$v=19$m=131072,t=2,p=1$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA"
            + " password_hash_too_dear",
        "$argon2id$v=19$m=65536,t=11,p=1$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA"
            + " password_hash_too_dear",
        "$argon2id$v=19$m=65536,t=0,p=1$c2l4dGVlbiBvY3RldHMh$AAAAAAAAAAAAAAAAAAAAAA"
            + " password_hash_unsupported",
        "$1$abc$def password_hash_unsupported",
        "plain password_hash_unsupported"
      })
  void threat31RefusesHashTooExpensiveToCompareWithItsOwnWord(String hash, String reason) {
    String json = "{\"username\":\"anna\",\"password_hash\":\"" + hash + "\"}";
    LineSplitter.Line line = new LineSplitter.Line(7, json.getBytes(StandardCharsets.UTF_8), false);
    assertThat(LineParser.parse(line)).contains(new ImportLine.Rejected(7, reason));
  }
}
