package dev.postern.common.auth;

/**
 * One kind of credential: where it stands in a request, and how it is proven.
 *
 * @param <C> the credential as presented, well-formed and not proven yet
 */
public interface Scheme<C> {

  /** What the credential is good for. */
  CredentialRole role();

  /** Locates the credential. Pure: headers in, credential out. */
  Finding<C> find(Request request, Requirements needed);

  /** Proves it. An outage is a failure of the {@code Uni}, never a verdict. */
  Step verify(C presented);
}
