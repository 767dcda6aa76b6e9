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

/**
 * Attacks through the token's form: threats 5 and 9. Every token is signed with the issuer's key.
 */
class JwtFormAttackTest {
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String NOT_JSON = "claims are not strict JSON";

  private TestVerifier verifier;

  @BeforeEach
  void createVerifier() {
    verifier = new TestVerifier(ISSUER);
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

    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.sign(ES256, header(ES256).followedBy(member, same), claims().toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "client_id", "jti", "scope"})
  void threat5DuplicateClaimIsRefused(String claim) {
    String header = header(ES256).toString();

    verifier.assertRefusedBecause(
        NOT_JSON, ISSUER.sign(ES256, header, claims().followedBy(claim, "\"x\"")));
  }

  @Test
  void threat5NestedOrEscapedDuplicateMemberIsRefused() {
    verifier.assertAccepted(ISSUER.token(claims().raw("act", "{\"sub\":1}")));
    verifier.assertRefusedBecause(
        NOT_JSON, ISSUER.token(claims().raw("act", "{\"sub\":1,\"sub\":2}")));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().string("s\\u0075b", "client-a")));
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 2_500, 100_000})
  void threat5NestedArraysAreRefused(int depth) {
    String nested = "[".repeat(depth) + "]".repeat(depth);

    verifier.assertRefused(ISSUER.token(claims().raw("deep", nested)));
    verifier.assertRefused(ISSUER.tokenWithHeader(header(ES256).raw("kid", nested)));
    verifier.assertRefused(ISSUER.token(claims().raw("deep", "[".repeat(depth))));
  }

  @Test
  void threat5NumberOfFiveThousandDigitsIsRefused() {
    String digits = "9".repeat(5_000);

    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().raw("extra", digits)));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().raw("exp", digits)));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "0." + digits)));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "1e" + digits)));
  }

  @Test
  void threat5ClaimsOfOneMegabyteAreRefused() {
    verifier.assertRefusedBecause(
        "the token is too long", ISSUER.token(claims().string("extra", "x".repeat(1_000_000))));
    verifier.assertRefusedWithoutKeyLookup(
        ISSUER.token(claims().string("extra", "x".repeat(1_000_000))));
  }

  @Test
  void threat5TokenOfMaximumLengthIsParsedAndALongerOneIsNot() {
    int padding = UnverifiedJwt.MAX_CHARS;
    String next = padded(padding);
    String longest = next;
    while (longest.length() > UnverifiedJwt.MAX_CHARS) {
      next = longest;
      longest = padded(--padding);
    }

    assertThat(longest.length()).isBetween(UnverifiedJwt.MAX_CHARS - 1, UnverifiedJwt.MAX_CHARS);
    verifier.assertAccepted(longest);
    assertThat(next).hasSizeGreaterThan(UnverifiedJwt.MAX_CHARS);
    verifier.assertRefusedBecause("the token is too long", next);
  }

  @Test
  void threat5LoneSurrogateIsRefused() {
    verifier.assertAccepted(ISSUER.token(claims().string("extra", "\\uD83D\\uDE00")));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().string("extra", "\\uD83D")));
    verifier.assertRefusedBecause(
        NOT_JSON, ISSUER.token(claims().string("extra", "\\uDE00\\uD83D")));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().string("\\uDC00", "name")));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.token(claims().raw("extra", "[[\"\\uD800\"]]")));
  }

  @Test
  void threat5InvalidUtf8IsRefused() {
    byte[] header = utf8(header(ES256).toString());
    byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    byte[] overlong = {(byte) 0xC0, (byte) 0xAF};

    verifier.assertAccepted(ISSUER.sign(ES256, header, claimsWith(utf8("\u00e9"))));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.sign(ES256, header, claimsWith(surrogate)));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.sign(ES256, header, claimsWith(overlong)));
    verifier.assertRefusedBecause(
        NOT_JSON,
        ISSUER.sign(ES256, header, claims().toString().getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void threat5ByteOrderMarkIsRefused() {
    String header = header(ES256).toString();
    String claims = claims().toString();

    verifier.assertRefusedWithoutKeyLookup(ISSUER.sign(ES256, "\uFEFF" + header, claims));
    verifier.assertRefusedBecause(NOT_JSON, ISSUER.sign(ES256, header, "\uFEFF" + claims));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"text\"", "null", "1", "true", "{", "{}{}", "{} x", "{'iss':1}"})
  void threat5ClaimsThatAreNotOneObjectAreRefused(String notAnObject) {
    verifier.assertRefusedBecause(
        NOT_JSON, ISSUER.sign(ES256, header(ES256).toString(), notAnObject));
    verifier.assertRefusedWithoutKeyLookup(ISSUER.sign(ES256, notAnObject, claims().toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void threat9PaddedVariantOfATokenIsRefused(int part) {
    String good = ISSUER.token(claims());
    String[] parts = good.split("\\.", -1);
    parts[part] += "=".repeat((4 - parts[part].length() % 4) % 4);
    String padded = String.join(".", parts);

    verifier.assertAccepted(good);
    verifier.assertRefusedWithoutKeyLookup(padded.equals(good) ? good + "==" : padded);
  }

  @Test
  void threat9VariantWithNonZeroPaddingBitsIsRefused() {
    String good = ISSUER.token(claims());
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(good.charAt(good.length() - 1));
    String start = good.substring(0, good.length() - 1);

    verifier.assertAccepted(good);
    for (int spare = 1; spare < 16; spare++) {
      verifier.assertRefusedWithoutKeyLookup(start + alphabet.charAt(last + spare));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {" %s", "%s ", "%s\n", "\t%s", "%s.", ".%s", "%s%%3D", "%s\u0000"})
  void threat9VariantWithSurroundingTextIsRefused(String around) {
    verifier.assertRefusedWithoutKeyLookup(around.formatted(ISSUER.token(claims())));
  }

  @Test
  void threat9VariantInTheStandardBase64AlphabetIsRefused() {
    String good = ISSUER.token(claims().string("jti", "\u00fb\u00ff\u00bf>>>???~~~"));

    verifier.assertAccepted(good);
    assertThat(good).containsAnyOf("-", "_");
    verifier.assertRefusedWithoutKeyLookup(good.replace('-', '+').replace('_', '/'));
  }

  private static String padded(int chars) {
    return ISSUER.token(claims().string("extra", "x".repeat(chars)));
  }

  private static byte[] claimsWith(byte[] bytesOfAString) {
    ByteArrayOutputStream claims = new ByteArrayOutputStream();
    claims.writeBytes(utf8(claims().followedBy("extra", "\"").replaceFirst("}$", "")));
    claims.writeBytes(bytesOfAString);
    claims.writeBytes(utf8("\"}"));
    return claims.toByteArray();
  }
}
