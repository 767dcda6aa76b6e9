package dev.postern.common.auth;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a REST or gRPC method needs of its caller: all of it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Guarded {

  /** The credentials that must be presented and proven. */
  CredentialKind[] needs();

  /** The scope that the access token must hold; none where a customer calls. */
  String scope() default "";

  /**
   * The scope by which a client may name a customer without the customer's token; none if empty.
   */
  String scopeWithoutCustomerToken() default "";

  /** Whether the request may, or must, be signed. Not with a body that streams. */
  SignaturePolicy signature() default SignaturePolicy.NONE;

  /**
   * What happens while it is not known whether a credential was revoked lately ({@code
   * postern.guard.max-staleness}).
   */
  WhenStale whenStale() default WhenStale.DENY;

  /** Whether the method reads the body itself, as a stream; else the guard reads it, bounded. */
  boolean streamsBody() default false;
}
