package dev.postern.customer.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.postern.common.secret.Secret;
import dev.postern.customer.password.Decoys.HashKind;
import dev.postern.customer.password.Decoys.Share;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Unknown names cost what known ones do, in the same shares (threat 29). */
class DecoysTest {
  private static final int NAMES = 20_000;
  private static final HashKind BCRYPT = new HashKind("$2b$10$", 53);
  private static final HashKind PBKDF2 = new HashKind("$pbkdf2-sha256$i=29000$", 43);
  private static final HashKind LONG_PBKDF2 = new HashKind("$pbkdf2-sha256$i=29000$", 86);
  private static final HashKind ARGON2 = new HashKind("$argon2id$v=19$m=19456,t=2,p=1$", 43);
  private static final HashKind UNKNOWN = new HashKind("$scrypt$ln=16,r=8,p=1$", 43);

  private final Decoys decoys = new Decoys();

  private static byte[] seed(int name) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(name).array();
  }

  private static String kind(PasswordHash hash) {
    return switch (hash) {
      case Argon2Hash argon2 -> "argon2 " + argon2.parameters().memoryKib();
      case BcryptHash bcrypt -> "bcrypt " + bcrypt.cost();
      case Pbkdf2Hash pbkdf2 -> "pbkdf2 " + pbkdf2.iterations() + "/" + pbkdf2.hash().length;
    };
  }

  private static Map<Integer, String> kinds(Decoys decoys) {
    return IntStream.range(0, NAMES)
        .boxed()
        .collect(Collectors.toMap(Function.identity(), name -> kind(decoys.of(seed(name)))));
  }

  private static double share(Map<Integer, String> kinds, String kind) {
    return kinds.values().stream().filter(kind::equals).count() / (double) NAMES;
  }

  @Test
  void usesCurrentKindBeforeTheFirstShares() {
    assertThat(decoys.of(seed(1)).isCurrent()).isTrue();
    decoys.distribute(List.of());
    assertThat(decoys.of(seed(1)).isCurrent()).isTrue();
    decoys.distribute(List.of(new Share(UNKNOWN, 10)));
    assertThat(decoys.of(seed(1)).isCurrent()).isTrue();
  }

  @Test
  void threat29SharesOfDecoysAreThoseOfTheAccounts() {
    decoys.distribute(
        List.of(
            new Share(BCRYPT, 500),
            new Share(ARGON2, 300),
            new Share(PBKDF2, 150),
            new Share(LONG_PBKDF2, 50),
            new Share(UNKNOWN, 1_000)));
    Map<Integer, String> kinds = kinds(decoys);
    assertThat(share(kinds, "bcrypt 10")).isCloseTo(0.5, within(0.02));
    assertThat(share(kinds, "argon2 19456")).isCloseTo(0.3, within(0.02));
    assertThat(share(kinds, "pbkdf2 29000/32")).isCloseTo(0.15, within(0.02));
    assertThat(share(kinds, "pbkdf2 29000/64")).isCloseTo(0.05, within(0.02));
  }

  @Test
  void threat29UsernameKeepsItsKindOverRoundsAndReplicas() {
    List<Share> shares =
        List.of(new Share(BCRYPT, 2), new Share(ARGON2, 1), new Share(LONG_PBKDF2, 1));
    decoys.distribute(shares);
    Map<Integer, String> before = kinds(decoys);
    decoys.distribute(shares.reversed());
    assertThat(kinds(decoys)).isEqualTo(before);

    Decoys ofAnotherReplica = new Decoys();
    ofAnotherReplica.distribute(
        shares.stream().map(share -> new Share(share.kind(), share.accounts() * 10)).toList());
    assertThat(kinds(ofAnotherReplica)).isEqualTo(before);
  }

  @Test
  void threat29UsernamesChangeOnlyToTheKindThatGrows() {
    decoys.distribute(
        List.of(new Share(BCRYPT, 500), new Share(PBKDF2, 400), new Share(ARGON2, 100)));
    Map<Integer, String> before = kinds(decoys);
    decoys.distribute(
        List.of(new Share(BCRYPT, 450), new Share(PBKDF2, 360), new Share(ARGON2, 190)));
    Map<Integer, String> after = kinds(decoys);
    assertThat(after).isNotEqualTo(before);
    assertThat(after.entrySet())
        .allMatch(
            name ->
                name.getValue().equals(before.get(name.getKey()))
                    || name.getValue().equals("argon2 19456"));
  }

  @Test
  void keepsTheOldSharesIfNewOnesAreUnknown() {
    decoys.distribute(List.of(new Share(BCRYPT, 1)));
    decoys.distribute(List.of());
    assertThat(kind(decoys.of(seed(1)))).isEqualTo("bcrypt 10");
  }

  @Test
  void noPasswordMatchesDecoy() {
    for (HashKind kind : List.of(new HashKind("$2b$04$", 53), PBKDF2, ARGON2)) {
      decoys.distribute(List.of(new Share(kind, 1)));
      assertThat(decoys.of(seed(1)).matches(Secret.of("password"))).isFalse();
    }
  }

  @Test
  void newHashesAreOfTheInitialKind() {
    assertThat(Argon2Hash.create(Secret.of("x")).encode().reveal())
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$.{22}\\$.{43}");
    assertThat(kind(decoys.of(seed(1)))).isEqualTo("argon2 19456");
  }
}
