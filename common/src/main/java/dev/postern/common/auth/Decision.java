package dev.postern.common.auth;

import java.util.Optional;

/** The pipeline's answer. Everything but {@link Allowed} is denied. */
public sealed interface Decision {

  /**
   * @param principal the party that calls
   * @param customerId the opaque identifier of the customer concerned, if the method needs one
   * @param detail the credential of the principal, for the decision log
   * @param proof what was proven: it may be revoked while a long call goes on
   */
  record Allowed(Principal principal, Optional<String> customerId, String detail, Proof proof)
      implements Decision {

    /** Of an endpoint that authenticates its caller itself. */
    public Allowed(Principal principal, String detail) {
      this(principal, Optional.empty(), detail);
    }

    /** The same, concerning a customer. */
    public Allowed(Principal principal, Optional<String> customerId, String detail) {
      this(principal, customerId, detail, Proof.NOTHING);
    }
  }

  /**
   * @param detail for the decision log; not shown to callers
   * @param who the party, as far as it was proven
   */
  record Refused(AuthError error, String detail, Optional<Principal> who, Advice advice)
      implements Decision {

    public Refused(AuthError error, String detail) {
      this(error, detail, Optional.empty(), Advice.NONE);
    }

    Refused(AuthError error, String detail, Proof proof) {
      this(error, detail, proof.principal(), Advice.NONE);
    }
  }

  /**
   * Something that had to be asked did not answer: 503, never 401 and never let in.
   *
   * @param who the party, as far as it was proven
   */
  record Undecided(Throwable cause, Optional<Principal> who) implements Decision {
    public Undecided(Throwable cause) {
      this(cause, Optional.empty());
    }
  }
}
