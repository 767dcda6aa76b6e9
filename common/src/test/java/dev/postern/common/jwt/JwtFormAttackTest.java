package dev.postern.common.jwt;

import static dev.postern.common.jwt.SigningAlgorithm.ES256;
import static dev.postern.common.jwt.TestIssuer.claims;
import static dev.postern.common.jwt.TestIssuer.header;
import static dev.postern.common.jwt.TestIssuer.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by the form of a token: threats 5 and 9. All are signed by our key. */
class JwtFormAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String NOT_JSON = "claims are not strict JSON";

  private TokenGate gate;

  @BeforeEach
  void openGate() {
    gate = new TokenGate(ISSUER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alg", "typ", "kid"})
  void threat5DuplicateHeaderMemberIsRefused(String member) {
    String same =
        switch (member) {
          case "alg" -> "\"ES256\"";
          case "typ" -> "\"at+jwt\"";
          default -> "\"key-ES256\"";
        };

    gate.refusesUnseen(
        ISSUER.sign(ES256, header(ES256).followedBy(member, same), claims().toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "client_id", "jti", "scope"})
  void threat5DuplicateClaimIsRefused(String claim) {
    String header = header(ES256).toString();

    gate.refusesBecause(NOT_JSON, ISSUER.sign(ES256, header, claims().followedBy(claim, "\"x\"")));
  }

  @Test
  void threat5DuplicateMemberDeepInsideOrBehindAnEscapeIsRefused() {
    gate.accepts(ISSUER.token(claims().raw("act", "{\"sub\":1}")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("act", "{\"sub\":1,\"sub\":2}")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().string("s\\u0075b", "client-a")));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 2_500, 100_000})
  void threat5NestedArraysAreRefused(int depth) {
    String nested = "[".repeat(depth) + "]".repeat(depth);

    gate.refuses(ISSUER.token(claims().raw("deep", nested)));
    gate.refuses(ISSUER.tokenWithHeader(header(ES256).raw("kid", nested)));
    gate.refuses(ISSUER.token(claims().raw("deep", "[".repeat(depth))));
  }

  @Test
  void threat5NumberOfFiveThousandDigitsIsRefused() {
    String digits = "9".repeat(5_000);

    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("extra", digits)));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("exp", digits)));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "0." + digits)));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "1e" + digits)));
  }

  @Test
  void threat5ClaimsOfOneMegabyteAreRefused() {
    gate.refusesBecause("too long", ISSUER.token(claims().string("extra", "x".repeat(1_000_000))));
    gate.refusesUnseen(ISSUER.token(claims().string("extra", "x".repeat(1_000_000))));
  }

  @Test
  void threat5LongestTokenIsReadAndOneCharacterMoreIsNot() {
    int padding = UnverifiedJwt.MAX_CHARS;
    String next = padded(padding);
    String longest = next;
    while (longest.length() > UnverifiedJwt.MAX_CHARS) {
      next = longest;
      longest = padded(--padding);
    }

    assertThat(longest.length()).isBetween(UnverifiedJwt.MAX_CHARS - 1, UnverifiedJwt.MAX_CHARS);
    gate.accepts(longest);
    assertThat(next).hasSizeGreaterThan(UnverifiedJwt.MAX_CHARS);
    gate.refusesBecause("too long", next);
  }

  @Test
  void threat5LoneSurrogateIsRefused() {
    gate.accepts(ISSUER.token(claims().string("extra", "\\uD83D\\uDE00")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().string("extra", "\\uD83D")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().string("extra", "\\uDE00\\uD83D")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().string("\\uDC00", "name")));
    gate.refusesBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "[[\"\\uD800\"]]")));
  }

  @Test
  void threat5OctetsThatAreNoUtf8AreRefused() {
    byte[] header = utf8(header(ES256).toString());
    byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    byte[] overlong = {(byte) 0xC0, (byte) 0xAF};

    gate.accepts(ISSUER.sign(ES256, header, claimsWith(utf8("\u00e9"))));
    gate.refusesBecause(NOT_JSON, ISSUER.sign(ES256, header, claimsWith(surrogate)));
    gate.refusesBecause(NOT_JSON, ISSUER.sign(ES256, header, claimsWith(overlong)));
    gate.refusesBecause(
        NOT_JSON,
        ISSUER.sign(ES256, header, claims().toString().getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void threat5ByteOrderMarkIsRefused() {
    String header = header(ES256).toString();
    String claims = claims().toString();

    gate.refusesUnseen(ISSUER.sign(ES256, "\uFEFF" + header, claims));
    gate.refusesBecause(NOT_JSON, ISSUER.sign(ES256, header, "\uFEFF" + claims));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "null", "1", "true", "{", "{}{}", "{} x", "{'iss':1}"})
  void threat5ClaimsThatAreNotOneObjectAreRefused(String notAnObject) {
    gate.refusesBecause(NOT_JSON, ISSUER.sign(ES256, header(ES256).toString(), notAnObject));
    gate.refusesUnseen(ISSUER.sign(ES256, notAnObject, claims().toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void threat9PaddedTwinOfATokenIsRefused(int part) {
    String good = ISSUER.token(claims());
    String[] parts = good.split("\\.", -1);
    parts[part] += "=".repeat((4 - parts[part].length() % 4) % 4);
    String padded = String.join(".", parts);

    gate.accepts(good);
    gate.refusesUnseen(padded.equals(good) ? good + "==" : padded);
  }

  @Test
  void threat9TwinWithSpareBitsSetIsRefused() {
    String good = ISSUER.token(claims());
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(good.charAt(good.length() - 1));
    String start = good.substring(0, good.length() - 1);

    gate.accepts(good);
    for (int spare = 1; spare < 16; spare++) {
      gate.refusesUnseen(start + alphabet.charAt(last + spare));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" %s", "%s ", "%s\n", "\t%s", "%s.", ".%s", "%s%%3D", "%s\u0000"})
  void threat9TwinWithSomethingAroundItIsRefused(String around) {
    gate.refusesUnseen(around.formatted(ISSUER.token(claims())));
  }

  @Test
  void threat9TwinInTheOtherBase64AlphabetIsRefused() {
    String good = ISSUER.token(claims().string("jti", "\u00fb\u00ff\u00bf>>>???~~~"));

    gate.accepts(good);
    assertThat(good).containsAnyOf("-", "_");
    gate.refusesUnseen(good.replace('-', '+').replace('_', '/'));
  }

  private static String padded(int chars) {
    return ISSUER.token(claims().string("extra", "x".repeat(chars)));
  }

  private static byte[] claimsWith(byte[] octetsOfAString) {
    ByteArrayOutputStream claims = new ByteArrayOutputStream();
    claims.writeBytes(utf8(claims().followedBy("extra", "\"").replaceFirst("}$", "")));
    claims.writeBytes(octetsOfAString);
    claims.writeBytes(utf8("\"}"));
    return claims.toByteArray();
  }
}
