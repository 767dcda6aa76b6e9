package dev.postern.stack.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.GuardedEndpoints;
import dev.postern.testkit.Http;
import dev.postern.testkit.OAuth;
import dev.postern.testkit.Person;
import dev.postern.testkit.Sql;
import dev.postern.testkit.TestStack;
import dev.postern.testkit.Vendor;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Refresh tokens of clients (RFC 6749 §6), over three replicas: used once, and never forked. */
class RefreshReplicasIT {
  private static final int PARALLEL = 200;
  private static final int MAX_RETRIES = 20;
  private final Vendor vendor = Vendor.refreshing("profile:read", "profile:contact");
  private final String customerToken = Person.create().token();

  private Http.Answer login() {
    return OAuth.token(0, vendor);
  }

  private GuardedEndpoints.Caller with(String accessToken) {
    return new GuardedEndpoints.Caller(vendor, accessToken, customerToken);
  }

  private static String sid(String accessToken) {
    return OAuth.claim(accessToken, "sid");
  }

  static void assertInvalidGrant(Http.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.json().get("error").asText()).isEqualTo("invalid_grant");
    assertThat(answer.header("cache-control")).contains("no-store");
  }

  @Test
  void threat13TwoHundredParallelRefreshesHaveOneSuccessorAndOneAnswer() throws Exception {
    Http.Answer first = login();
    String access = OAuth.access(first);

    List<Http.Answer> answers = present(OAuth.refreshToken(first));

    assertThat(answers).allMatch(answer -> answer.status() == 200);
    assertThat(answers.stream().map(Http.Answer::body).distinct()).hasSize(1);
    assertThat(
            Sql.number(
                "SELECT count(*) FROM refresh_token WHERE family_id = '" + sid(access) + "'"))
        .as("the first token and its one successor")
        .isEqualTo(2);
  }

  /** All at once, at all replicas in turn. */
  private List<Http.Answer> present(String refreshToken) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Future<Http.Answer>> calls =
          IntStream.range(0, PARALLEL)
              .mapToObj(
                  i ->
                      threads.submit(
                          (Callable<Http.Answer>)
                              () -> {
                                start.await();
                                return refreshPatiently(i % TestStack.REPLICAS, refreshToken);
                              }))
              .toList();
      start.countDown();
      return calls.stream().map(RefreshReplicasIT::answer).toList();
    }
  }

  /**
   * Two hundred at once are more than two processors serve in the time that a call may take: who is
   * told to come again presents the same token again, as any client would.
   */
  private Http.Answer refreshPatiently(int replica, String refreshToken) {
    Http.Answer answer = OAuth.refresh(replica, vendor, refreshToken);
    for (int i = 0; answer.status() == 503 && i < MAX_RETRIES; i++) {
      answer = OAuth.refresh(replica, vendor, refreshToken);
    }
    return answer;
  }

  private static Http.Answer answer(Future<Http.Answer> call) {
    try {
      return call.get();
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  @Test
  void threat13ATokenPresentedAfterItsSuccessorWasUsedRevokesTheWholeFamilyEverywhere() {
    Http.Answer first = login();
    Http.Answer second = OAuth.refresh(1, vendor, OAuth.refreshToken(first));
    Http.Answer third = OAuth.refresh(2, vendor, OAuth.refreshToken(second));
    List<String> accessTokens =
        List.of(OAuth.access(first), OAuth.access(second), OAuth.access(third));
    accessTokens.forEach(
        token -> GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(token)));

    assertInvalidGrant(OAuth.refresh(0, vendor, OAuth.refreshToken(first)));
    long revoked = System.nanoTime();

    accessTokens.forEach(
        token ->
            GuardedEndpoints.assertRefused(
                GuardedEndpoints.ofProfiles(), with(token), "bearer_revoked", revoked));
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      for (Http.Answer any : List.of(first, second, third)) {
        assertInvalidGrant(OAuth.refresh(replica, vendor, OAuth.refreshToken(any)));
      }
    }
    GuardedEndpoints.assertAllowed(GuardedEndpoints.ofProfiles(), with(OAuth.access(login())));
  }

  @Test
  void insideTheGraceTheSameTokenGetsTheSameBytesAtAnyReplica() {
    Http.Answer first = login();
    Http.Answer second = OAuth.refresh(0, vendor, OAuth.refreshToken(first));
    for (int replica = 0; replica < TestStack.REPLICAS; replica++) {
      Http.Answer again = OAuth.refresh(replica, vendor, OAuth.refreshToken(first));
      assertThat(again.body()).isEqualTo(second.body());
    }
    assertThat(OAuth.refresh(1, vendor, OAuth.refreshToken(second)).status()).isEqualTo(200);
  }
}
